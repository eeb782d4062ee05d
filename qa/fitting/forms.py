"""The classifier of forms, fitted to labelled questions.

Two softmax regressions for each of op, target and by, one over the words of a question and one over its vector as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from qa.fitting.form_questions import FormQuestion
from qa.understanding.form_classifier import BY, OP, TARGET, FormClassifier
from qa.understanding.form_features import feature_groups
from qa.understanding.form_weights import (
    AboutWeights,
    FormWeights,
    Head,
    Layer,
    LotAccuracy,
    Numbers,
)

GROUPS = {"text": 1.0, "cues": 0.8}
"""What the features of each group are multiplied with, each group being scaled to length 1."""
JUDGED = (OP, TARGET, BY)
"""What is judged of a question."""
_SEEN = 3
"""In how many questions a feature must stand."""
_INVERSE_RIDGE = 30.0
_STEPS = 300
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled question with its features and the vector of its masked text."""

    of: FormQuestion
    features: Mapping[str, set[str]]
    vector: Numbers


Logits = tuple[Numbers, Numbers]
"""Weights ``(inputs, labels)`` and biases ``(labels,)``."""


def examples(questions: Sequence[FormQuestion], encoder: Any) -> list[Example]:
    """The questions with what the classifier sees of them."""
    vectors = encoder.encode([FormClassifier.vector_text(of.question) for of in questions])
    return [Example(of, feature_groups(of.question), vector) for of, vector in zip(questions, vectors, strict=True)]


def fitted(seen: Sequence[Example], about: AboutWeights) -> FormWeights:
    """The weights fitted on some examples."""
    seen = [one for one in seen if not one.of.labels.bare]
    vocabulary = {group: _vocabulary(one.features[group] for one in seen) for group in GROUPS}
    middle = np.asarray(np.mean([one.vector for one in seen], axis=0), dtype=np.float32)
    inputs = hstack(
        [_matrix([one.features[group] for one in seen], of, GROUPS[group]) for group, of in vocabulary.items()]
    )
    words = inputs.tocsr()
    dense = np.array([one.vector for one in seen]) - middle
    both = hstack([words, csr_matrix(dense / np.linalg.norm(dense, axis=1, keepdims=True))]).tocsr()
    fit = partial(_heads, seen=seen, labels=about.labels)
    return FormWeights(about, vocabulary, _head(fit(words), words.shape[1]), _head(fit(both), words.shape[1]), middle)


def _vocabulary(features: Iterable[set[str]]) -> list[str]:
    counts = Counter(feature for of in features for feature in of)
    return sorted(feature for feature, count in counts.items() if count >= _SEEN)


def _matrix(features: Sequence[set[str]], vocabulary: Sequence[str], weight: float) -> csr_matrix:
    """Rows of length ``weight`` over the known features, shape ``(questions, vocabulary)``."""
    column = {feature: at for at, feature in enumerate(vocabulary)}
    rows = [sorted(column[feature] for feature in of if feature in column) for of in features]
    values = [weight / len(row) ** 0.5 for row in rows for _ in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((values, [at for row in rows for at in row], ends), shape=(len(rows), len(vocabulary)))


def _heads(inputs: csr_matrix, seen: Sequence[Example], labels: Mapping[str, Sequence[str]]) -> Logits:
    """One regression for each of op, target and by over the questions that have such a label, side by side."""
    found = [_regression(inputs, [one.of.labels.label(name) for one in seen], of) for name, of in labels.items()]
    return np.hstack([weights for weights, _ in found]), np.hstack([bias for _, bias in found])


def _regression(inputs: csr_matrix, given: Sequence[str | None], labels: Sequence[str]) -> Logits:
    rows = [row for row, label in enumerate(given) if label]
    model = LogisticRegression(C=_INVERSE_RIDGE, max_iter=_STEPS).fit(inputs[rows], [given[row] for row in rows])
    weights = np.zeros((inputs.shape[1], len(labels)), dtype=np.float32)
    bias = np.full(len(labels), -np.inf, dtype=np.float32)
    columns = [labels.index(label) for label in model.classes_]
    weights[:, columns], bias[columns] = model.coef_.T, model.intercept_
    return weights, bias


def _head(logits: Logits, features: int) -> Head:
    weights, bias = logits
    dense = Layer.of(weights[features:]) if len(weights) > features else None
    return Head(Layer.of(weights[:features]), bias, dense)


def left_out(all_of: Sequence[Example], about: AboutWeights) -> list[tuple[Example, FormClassifier]]:
    """Every example with a classifier that was fitted on the other lots."""
    judged = []
    for lot in sorted({one.of.lot for one in all_of}):
        classifier = FormClassifier(fitted([one for one in all_of if one.of.lot != lot], about))
        judged += [(one, classifier) for one in all_of if one.of.lot == lot]
    return judged


def accuracies(judged: Sequence[tuple[Example, FormClassifier]]) -> list[LotAccuracy]:
    """How often the first and the first two labels are right, by lot, by what is judged, without and with the vector."""
    found = []
    for vector in (False, True):
        ranked = [(one, _ranked(one, classifier, vector)) for one, classifier in judged if not one.of.labels.bare]
        for name in JUDGED:
            for lot in sorted({one.of.lot for one, _ in ranked}):
                places = [
                    order[name].index(label)
                    for one, order in ranked
                    if one.of.lot == lot and (label := one.of.labels.label(name))
                ]
                first, two = (round(float(np.mean(np.array(places) < most)), _DIGITS) for most in (1, 2))
                found.append(LotAccuracy(lot, name, vector, len(places), first, two))
    return found


def _ranked(one: Example, classifier: FormClassifier, vector: bool) -> dict[str, list[str]]:
    """The labels, likeliest first."""
    judgement = classifier.judge(one.of.question, one.vector if vector else None)
    return {name: sorted(of, key=of.__getitem__, reverse=True) for name in JUDGED if (of := getattr(judgement, name))}


def report(results: Sequence[LotAccuracy]) -> str:
    """The results as lines, left out lot by lot."""
    lots = sorted({of.lot for of in results})
    lines = [f"{'judged':16}" + "".join(f"{lot:>13}" for lot in lots) + f"{'mean':>13}   (right first / among two)"]
    for vector in (False, True):
        for name in JUDGED:
            row = [of for of in results if of.label == name and of.vector == vector]
            shares = [(of.first, of.first_two) for of in row] + [
                tuple(np.mean([(of.first, of.first_two) for of in row], axis=0))
            ]
            title = f"{name}{' + vector' if vector else ''}"
            lines.append(f"{title:16}" + "".join(f"{first:7.3f}/{two:.3f}" for first, two in shares))
    return "\n".join(lines)
