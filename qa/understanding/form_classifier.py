"""What kind of form a question asks for: the probabilities of each operator, of the kind listed and of the dimension.

Two softmax regressions over the features of :mod:`qa.understanding.form_features`; the second takes the vector of the
masked question as well (:meth:`FormClassifier.vector_text`). Both are fitted by ``python -m scripts.fit_forms``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from qa.understanding.form_features import feature_groups, shown
from qa.understanding.form_weights import WEIGHTS, FormWeights, Head
from qa.understanding.question import Question

OP, TARGET, BY = "op", "target", "by"
NO_SET = "none"
"""The target of a question of cause that asks of one thing, not of a set."""


@dataclass(frozen=True, slots=True)
class FormJudgement:
    """Probabilities by label.

    ``op`` of every operator; ``target`` of every kind, given that a set is asked for (:data:`NO_SET` of questions of cause);
    ``by`` of every dimension, given that tasks are grouped or ranked.
    """

    op: Mapping[str, float]
    target: Mapping[str, float]
    by: Mapping[str, float]

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
        head = self._weights.words if vector is None else self._weights.vectors
        logits = self._of_features(head, question)
        if vector is not None and head.vector:
            off = vector - self._weights.middle
            off /= max(float(np.linalg.norm(off)), 1e-9)
            logits += (off @ head.vector.rows) * head.vector.scale
        return FormJudgement(**dict(self._named(logits)))

    def _of_features(self, head: Head, question: Question) -> NDArray[np.float32]:
        """The logits without those of the vector, shape ``(labels,)``; each group of features has length 1."""
        total = np.zeros(len(head.bias), dtype=np.float32)
        for group, features in feature_groups(question).items():
            known = self._rows.get(group, {})
            if rows := [known[feature] for feature in features if feature in known]:
                weight = self._weights.about.groups[group] / len(rows) ** 0.5
                total += weight * head.features.rows[rows].sum(axis=0, dtype=np.int32)
        return np.asarray(total * head.features.scale + head.bias, dtype=np.float32)

    def _named(self, logits: NDArray[np.float32]) -> Iterator[tuple[str, dict[str, float]]]:
        start = 0
        for name, labels in self._weights.about.labels.items():
            own = logits[start : start + len(labels)].astype(np.float64)
            chance = np.exp(own - own.max())
            yield name, dict(zip(labels, (chance / chance.sum()).tolist(), strict=True))
            start += len(labels)


@lru_cache(maxsize=1)
def load_classifier() -> FormClassifier:
    """The classifier with the shipped weights.

    :raises ModelError: the file of weights is missing or broken.
    """
    return FormClassifier(FormWeights.load(WEIGHTS))
