"""What kind of form a question asks for: the probabilities of each operator, of the kind listed and of the dimension.

Softmax regressions over the features of :mod:`qa.understanding.form_features`: one over the words, one that takes the vector
of the masked question as well (:meth:`FormClassifier.vector_text`), one over each clause, which tells whether two questions
are asked in one. ``python -m scripts.fit_forms`` fits them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from qa.understanding.form_features import asking_clauses, feature_groups, shown
from qa.understanding.form_weights import WEIGHTS, FormWeights, Head
from qa.understanding.question import Question

OP, TARGET, BY = "op", "target", "by"
ASKS, LEVEL = "asks", "level"
TWO = "two"
"""The operator of a question that asks two things."""
NOTHING = "none"
"""What a clause asks that only gives the background."""
NO_SET = "none"
"""The target of a question of cause that asks of one thing, not of a set."""


Chances = Mapping[str, float]
"""Probabilities by label."""
Groups = Mapping[str, set[str]]
"""Features by group."""
Encode = Callable[[str], NDArray[np.float32] | None]
_SURE = 0.97
"""From this likelihood on the words alone tell the form, and no vector is made."""
_LEAST_LOGIT = 5.0


@dataclass(frozen=True, slots=True)
class ClauseJudgement:
    """What the clause ``text[start:end]`` of a question asks: every operator but ``two``, or :data:`NOTHING`."""

    start: int
    end: int
    op: Chances


@dataclass(frozen=True, slots=True)
class FormJudgement:
    """Probabilities by label.

    ``op`` of every operator; ``target`` of every kind, given that a set is asked for (:data:`NO_SET` of questions of cause);
    ``by`` of every dimension, given that tasks are grouped or ranked; ``asks`` of every sort of amount and ``level`` of what
    was promised, reached, before, left or a difference, given that an amount is asked for.
    """

    op: Chances
    target: Chances
    by: Chances
    asks: Chances
    level: Chances
    clauses: tuple[ClauseJudgement, ...] = ()
    """Of a question of one clause none."""

    @property
    def best(self) -> str:
        """The likeliest operator."""
        return max(self.op, key=self.op.__getitem__)


class FormClassifier:
    """Judges questions by fitted weights."""

    def __init__(self, weights: FormWeights) -> None:
        self._weights = weights
        self._rows: dict[str, dict[str, int]] = {}
        start = 0
        for group, features in weights.vocabulary.items():
            self._rows[group] = {feature: row for row, feature in enumerate(features, start)}
            start += len(features)

    @property
    def encoder(self) -> str:
        """The model whose vectors it was fitted to."""
        return self._weights.about.encoder

    @staticmethod
    def vector_text(question: Question) -> str:
        """The text to encode (as a query) for :meth:`judge`."""
        return shown(question)

    def judge(self, question: Question, vector: NDArray[np.float32] | None = None) -> FormJudgement:
        """Judge a question.

        :param vector: the unit vector of :meth:`vector_text`, shape ``(dimension,)``; without it the words alone are judged.
        """
        return self._judged(feature_groups(question), tuple(self._clauses(question)), vector)

    def judge_unsure(self, question: Question, encode: Encode) -> FormJudgement:
        """Judge a question by its words, and by its vector as well where they alone are not sure.

        :param encode: the unit vector of a text as a query, shape ``(dimension,)``; ``None`` where there is no model.
        """
        groups, clauses = feature_groups(question), tuple(self._clauses(question))
        judgement = self._judged(groups, clauses, None)
        if max(judgement.op.values()) >= _SURE:
            return judgement
        vector = encode(self.vector_text(question))
        return judgement if vector is None else self._judged(groups, clauses, vector)

    def _judged(
        self, groups: Groups, clauses: tuple[ClauseJudgement, ...], vector: NDArray[np.float32] | None
    ) -> FormJudgement:
        head = self._weights.words if vector is None else self._weights.vectors
        logits = self._of_features(head, groups)
        if vector is not None and head.vector:
            off = vector - self._weights.middle
            off /= max(float(np.linalg.norm(off)), 1e-9)
            logits += (off @ head.vector.rows) * head.vector.scale
        of = dict(self._named(logits))
        op = with_double_chance(of[OP], clauses, self._weights.about.double)
        return FormJudgement(op, of[TARGET], of[BY], of[ASKS], of[LEVEL], clauses)

    def _clauses(self, question: Question) -> Iterator[ClauseJudgement]:
        parts = asking_clauses(question)
        for part in parts if len(parts) > 1 else ():
            logits = self._of_features(self._weights.clauses, feature_groups(part))
            chances = _softmax(logits, self._weights.about.clause_labels)
            yield ClauseJudgement(part.pieces[0].start, part.pieces[-1].end, chances)

    def _of_features(self, head: Head, groups: Groups) -> NDArray[np.float32]:
        """The logits without those of the vector, shape ``(labels,)``; each group of features has length 1."""
        total = np.zeros(len(head.bias), dtype=np.float32)
        for group, features in groups.items():
            known = self._rows.get(group, {})
            if rows := [known[feature] for feature in features if feature in known]:
                weight = self._weights.about.groups[group] / len(rows) ** 0.5
                total += weight * head.features.rows[rows].sum(axis=0, dtype=np.int32)
        return np.asarray(total * head.features.scale + head.bias, dtype=np.float32)

    def _named(self, logits: NDArray[np.float32]) -> Iterator[tuple[str, Chances]]:
        start = 0
        for name, labels in self._weights.about.labels.items():
            yield name, _softmax(logits[start : start + len(labels)], labels)
            start += len(labels)


def _softmax(logits: NDArray[np.float32], labels: Sequence[str]) -> dict[str, float]:
    chances = np.exp(logits.astype(np.float64) - logits.max())
    return dict(zip(labels, (chances / chances.sum()).tolist(), strict=True))


def pair_score(clauses: Sequence[Chances]) -> float:
    """How surely some two clauses each ask something, half as surely where it is the same.

    >>> pair_score([{"when": 1.0}, {"value": 0.5, "none": 0.5}])
    0.5
    """
    asked = [{op: chance for op, chance in of.items() if op not in {NOTHING, "chat"}} for of in clauses]
    best = 0.0
    for at, one in enumerate(asked):
        for other in asked[at + 1 :]:
            same = sum(chance * other.get(op, 0.0) for op, chance in one.items())
            best = max(best, sum(one.values()) * sum(other.values()) - same / 2)
    return best


def with_double_chance(op: Chances, clauses: Sequence[ClauseJudgement], weights: tuple[float, float, float]) -> Chances:
    """The probabilities of the operators where that of two questions in one follows from the clauses as well.

    :param weights: bias, weight of the logit of the operator ``two``, weight of that of :func:`pair_score`.
    """
    bias, of_two, of_pair = weights
    pair = pair_score([clause.op for clause in clauses])
    double = 1 / (1 + math.exp(-(bias + of_two * logit(op[TWO]) + of_pair * logit(pair))))
    others = (1 - double) / max(1 - op[TWO], 1e-9)
    return {label: double if label == TWO else chance * others for label, chance in op.items()}


def logit(chance: float) -> float:
    """The log odds, of at most 5 either way."""
    held = min(max(chance, 1e-9), 1 - 1e-9)
    return max(-_LEAST_LOGIT, min(_LEAST_LOGIT, math.log(held / (1 - held))))


@lru_cache(maxsize=1)
def load_classifier() -> FormClassifier:
    """The classifier with the shipped weights.

    :raises ModelError: the file of weights is missing or broken.
    """
    return FormClassifier(FormWeights.load(WEIGHTS))
