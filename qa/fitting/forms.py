"""Fit the classifier of forms to labelled questions, and tell how well it carries over to lots left out.

Softmax regressions for each of op, target, by, asks and level, over the words of a question and over its vector as well, and one for the
op of a clause. Questions with marked names are seen twice, with the names known and unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from qa.fitting.form_questions import FormQuestion
from qa.understanding.form_classifier import (
    ASKS,
    BY,
    LEVEL,
    NOTHING,
    OP,
    TARGET,
    TWO,
    FormClassifier,
    FormJudgement,
    logit,
    pair_score,
    with_double_chance,
)
from qa.understanding.form_features import asking_clauses, feature_groups
from qa.understanding.form_weights import (
    AboutWeights,
    FormWeights,
    Head,
    Layer,
    LotAccuracy,
    Numbers,
)

GROUPS = {"text": 1.0, "cues": 0.8, "heads": 0.5}
"""What the features of each group are multiplied with, each group being scaled to length 1."""
LOT_WEIGHTS = {"everyday": 0.5, "table": 0.5}
"""Lots that were not written to be as many of each kind count less."""
SETS = frozenset(["list", "count", "group", "rank", "compare", "share", "mean", "all_of"])
"""Operators over sets of tasks; all others look something up."""
_UNKNOWN = 0.5
"""How much a question counts where its names are unknown."""
JUDGED = (OP, TARGET, BY, ASKS, LEVEL)
_SEEN = 3
"""In how many questions a feature must stand."""
_FEW = 25
"""Of fewer questions of a lot no accuracy is told."""
_INVERSE_RIDGE = 20.0
_STEPS = 150
_TOLERANCE = 1e-3
AS_JUDGED = (0.0, 1.0, 0.0)
"""Two questions in one as the operators alone tell it."""
_DIGITS = 4
Features = Mapping[str, set[str]]
Logits = tuple[Numbers, Numbers]
"""Weights ``(inputs, labels)`` and biases ``(labels,)``."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled question with its features, those of its clauses, and the vector of its masked text."""

    of: FormQuestion
    features: Features
    clauses: Sequence[Features]
    vector: Numbers
    weight: float
    known: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """Features with one label and how much they count."""

    features: Features
    label: str
    weight: float


def examples(questions: Sequence[FormQuestion], encoder: Any, known: bool = True) -> list[Example]:
    """The questions with what the classifier sees of them; those whose text tells nothing are left out."""
    told = [of for of in questions if not of.labels.bare]
    vectors = encoder.encode([FormClassifier.vector_text(of.question) for of in told])
    made = []
    for of, vector in zip(told, vectors, strict=True):
        parts = asking_clauses(of.question)
        clauses = [feature_groups(part) for part in parts] if len(parts) > 1 else []
        weight = LOT_WEIGHTS.get(of.lot, 1.0) * (1.0 if known else _UNKNOWN)
        made.append(Example(of, feature_groups(of.question), clauses, vector, weight, known))
    return made


def fitted(seen: Sequence[Example], about: AboutWeights) -> FormWeights:
    """The weights fitted on some examples."""
    vocabulary = {group: _vocabulary(one.features[group] for one in seen) for group in GROUPS}
    middle: Numbers = np.array([one.vector for one in seen]).mean(axis=0)
    words = _inputs([one.features for one in seen], vocabulary)
    dense = np.array([one.vector for one in seen]) - middle
    both = hstack([words, csr_matrix(dense / np.linalg.norm(dense, axis=1, keepdims=True))]).tocsr()
    fit = partial(_heads, seen=seen, labels=about.labels)
    return FormWeights(
        about=about,
        vocabulary=vocabulary,
        words=_head(fit(words), words.shape[1]),
        vectors=_head(fit(both), words.shape[1]),
        clauses=_head(_of_clauses(seen, vocabulary, about.clause_labels), words.shape[1]),
        middle=middle,
    )


def _vocabulary(features: Iterable[set[str]]) -> list[str]:
    counts = Counter(feature for of in features for feature in of)
    return sorted(feature for feature, count in counts.items() if count >= _SEEN)


def _inputs(features: Sequence[Features], vocabulary: Mapping[str, Sequence[str]]) -> csr_matrix:
    """The known features of every question, shape ``(questions, features)``."""
    return hstack(
        [_matrix([one[group] for one in features], of, GROUPS[group]) for group, of in vocabulary.items()]
    ).tocsr()


def _matrix(features: Sequence[set[str]], vocabulary: Sequence[str], weight: float) -> csr_matrix:
    """Rows of length ``weight`` over the known features, shape ``(questions, vocabulary)``."""
    column = {feature: at for at, feature in enumerate(vocabulary)}
    rows = [sorted(column[feature] for feature in of if feature in column) for of in features]
    values = [weight / len(row) ** 0.5 for row in rows for _ in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((values, [at for row in rows for at in row], ends), shape=(len(rows), len(vocabulary)))


def _heads(inputs: csr_matrix, seen: Sequence[Example], labels: Mapping[str, Sequence[str]]) -> Logits:
    """One regression for each kind of label over the questions that have such a one, side by side."""
    weights = [one.weight for one in seen]
    found = [
        _regression(inputs, [one.of.labels.label(name) for one in seen], weights, of) for name, of in labels.items()
    ]
    return np.hstack([matrix for matrix, _ in found]), np.hstack([bias for _, bias in found])


def _regression(
    inputs: csr_matrix, given: Sequence[str | None], counts: Sequence[float], labels: Sequence[str]
) -> Logits:
    rows = [row for row, label in enumerate(given) if label]
    model = LogisticRegression(C=_INVERSE_RIDGE, max_iter=_STEPS, tol=_TOLERANCE)
    model.fit(inputs[rows], [given[row] for row in rows], sample_weight=[counts[row] for row in rows])
    weights = np.zeros((inputs.shape[1], len(labels)), dtype=np.float32)
    bias = np.full(len(labels), _NEVER, dtype=np.float32)
    columns = [labels.index(label) for label in model.classes_]
    weights[:, columns], bias[columns] = model.coef_.T, model.intercept_
    return weights, bias


_NEVER = -50.0
"""The bias of a label that was not seen."""


def _of_clauses(seen: Sequence[Example], vocabulary: Mapping[str, Sequence[str]], labels: Sequence[str]) -> Logits:
    """The regression of clauses: fitted on whole questions, then also on the clauses that it finds to ask what is asked."""
    known = [one for one in seen if one.known]
    whole = [Row(one.features, one.of.labels.op, one.weight) for one in known if one.of.labels.op not in {None, TWO}]
    first = _of_rows(whole, vocabulary, labels)
    return _of_rows(whole + list(_clause_rows(known, first, vocabulary, labels)), vocabulary, labels)


def _of_rows(rows: Sequence[Row], vocabulary: Mapping[str, Sequence[str]], labels: Sequence[str]) -> Logits:
    inputs = _inputs([row.features for row in rows], vocabulary)
    return _regression(inputs, [row.label for row in rows], [row.weight for row in rows], labels)


def _clause_rows(
    seen: Sequence[Example], logits: Logits, vocabulary: Mapping[str, Sequence[str]], labels: Sequence[str]
) -> Iterator[Row]:
    """Every clause with what it asks: the likeliest ones ask the question's operators in their order, the others nothing."""
    weights, bias = logits
    for one in seen:
        if not one.clauses or one.of.labels.op is None:
            continue
        scores = _inputs(one.clauses, vocabulary) @ weights + bias
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        asked = one.of.labels.ops or [one.of.labels.op]
        columns = [labels.index(op) for op in asked]
        ways = list(combinations(range(len(one.clauses)), min(len(asked), len(one.clauses))))
        best = max(
            ways, key=lambda way: sum(scores[clause, column] for clause, column in zip(way, columns, strict=False))
        )
        told = dict(zip(best, asked, strict=False))
        for at, features in enumerate(one.clauses):
            yield Row(features, told.get(at, NOTHING), one.weight)


def _head(logits: Logits, features: int) -> Head:
    weights, bias = logits
    dense = Layer.of(weights[features:]) if len(weights) > features else None
    return Head(Layer.of(weights[:features]), bias, dense)


@dataclass(frozen=True, slots=True)
class Judged:
    """An example as weights judge it that were fitted on the other lots, by whether the vector was given."""

    one: Example
    by_vector: Mapping[bool, FormJudgement]


def left_out(all_of: Sequence[Example], about: AboutWeights) -> list[Judged]:
    """Every example whose names are known, judged by weights fitted on the other lots."""
    judged = []
    for lot in sorted({one.of.lot for one in all_of}):
        classifier = FormClassifier(fitted([one for one in all_of if one.of.lot != lot], about))
        for one in all_of:
            if one.of.lot == lot and one.known:
                judge = partial(classifier.judge, one.of.question)
                judged.append(Judged(one, {False: judge(), True: judge(one.vector)}))
    return judged


def double_weights(judged: Sequence[Judged]) -> tuple[float, float, float]:
    """How a question is found to be two in one: a logistic regression over what the operators and the clauses tell."""
    told = [one for one in judged if one.one.of.labels.op]
    inputs = [
        [logit(of.op[TWO]), logit(pair_score([clause.op for clause in of.clauses]))]
        for one in told
        for of in one.by_vector.values()
    ]
    double = [one.one.of.labels.op == TWO for one in told for _ in one.by_vector]
    model = LogisticRegression(C=10.0).fit(inputs, double)
    bias, (two, pair) = float(model.intercept_[0]), map(float, model.coef_[0])
    return round(bias, _DIGITS), round(two, _DIGITS), round(pair, _DIGITS)


def with_double(judged: Judged, weights: tuple[float, float, float]) -> Judged:
    """The same with the operators as these weights have them."""
    return Judged(
        judged.one,
        {
            vector: replace(of, op=with_double_chance(of.op, of.clauses, weights))
            for vector, of in judged.by_vector.items()
        },
    )


def accuracies(judged: Sequence[Judged]) -> list[LotAccuracy]:
    """How often the first and the first two labels are right, by lot, by what is judged, without and with the vector.

    :data:`SET_OR_NOT`: whether the first operator is one over a set where it should be.
    """
    found = []
    for vector in (False, True):
        for name in (*JUDGED, SET_OR_NOT):
            for lot in sorted({of.one.of.lot for of in judged}):
                places = [
                    place
                    for of in judged
                    if of.one.of.lot == lot and (place := _place(of.one, of.by_vector[vector], name)) is not None
                ]
                if len(places) >= _FEW:
                    first, two = (round(float(np.mean(np.array(places) < most)), _DIGITS) for most in (1, 2))
                    found.append(LotAccuracy(lot, name, vector, len(places), first, two))
    return found


SET_OR_NOT = "set or not"


def _place(one: Example, judgement: FormJudgement, name: str) -> int | None:
    """How many labels are likelier than the right one; none where there is no right one."""
    if name == SET_OR_NOT:
        return None if one.of.labels.op is None else int((judgement.best in SETS) != (one.of.labels.op in SETS))
    right = one.of.labels.label(name)
    chances: Mapping[str, float] = getattr(judgement, name)
    return sum(chance > chances[right] for chance in chances.values()) if right else None


def report(results: Sequence[LotAccuracy]) -> str:
    """The results as lines, left out lot by lot."""
    lots = sorted({of.lot for of in results})
    lines = [f"{'judged':20}" + "".join(f"{lot:>13}" for lot in [*lots, "mean"]) + "   (right first / among two)"]
    for vector in (False, True):
        for name in (*JUDGED, SET_OR_NOT):
            of_lot = {of.lot: (of.first, of.first_two) for of in results if (of.label, of.vector) == (name, vector)}
            of_lot["mean"] = tuple(np.mean(list(of_lot.values()), axis=0))
            cells = [f"{of_lot[lot][0]:.3f}/{of_lot[lot][1]:.3f}" if lot in of_lot else "" for lot in [*lots, "mean"]]
            lines.append(f"{name + (' + vector' if vector else ''):20}" + "".join(f"{cell:>13}" for cell in cells))
    return "\n".join(lines)


def confusions(judged: Sequence[Judged], most: int = 25) -> str:
    """The commonest confusions of operators, with the vector, as (right, judged, how often)."""
    pairs = Counter((op, of.by_vector[True].best) for of in judged if (op := of.one.of.labels.op))
    wrong = [(pair, count) for pair, count in pairs.most_common() if pair[0] != pair[1]]
    return "，".join(f"{right} → {taken} {count}" for (right, taken), count in wrong[:most])
