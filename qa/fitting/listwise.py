"""Non-negative weights of signals by maximum likelihood: of a question's tasks the right ones shall weigh most.

The conditional logit model (McFadden, 1974; as listwise ranking: Cao et al., 2007) is convex, so the same signals always
give the same weights, and a ridge keeps signals that say the same from being played off against each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

Numbers = NDArray[np.float64]
RIDGE = 1e-4
"""Chosen with each lot left out in turn; 1e-5 to 2e-4 differ by less than a question."""
_OUT = -1e9
_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """The signals of one question, shape ``(signals, tasks)``, and which tasks are right.

    ``counted`` are the tasks that may be found and are not neutral.
    """

    lot: str
    kind: str
    signals: Numbers
    coverage: float
    right: NDArray[np.bool_]
    counted: NDArray[np.bool_]

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """The right tasks that may be found."""
        return self.right & self.counted

    @property
    def interacting(self) -> Numbers:
        """Every signal twice: times what is not covered, and times what is."""
        return np.concatenate([(1 - self.coverage) * self.signals, self.coverage * self.signals])


def fit(questions: Sequence[JudgedQuestion], ridge: float = RIDGE) -> Numbers:
    """The weights, shape ``(2 · signals,)`` (uncovered, then covered), scaled so that neither half sums to more than 1.

    >>> right = np.array([True, False])
    >>> one = JudgedQuestion("a", "semantic", np.array([[1.0, 0.0], [0.0, 1.0]]), 0.5, right, right | True)
    >>> fit([one]).round(2).tolist()
    [1.0, 0.0, 1.0, 0.0]
    """
    usable = [question for question in questions if question.reachable.any()]
    signals = np.stack([question.interacting for question in usable])
    counted = np.stack([question.counted for question in usable])
    right = np.stack([question.reachable / question.reachable.sum() for question in usable])

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = np.where(counted, np.einsum("qst,s->qt", signals, weights), _OUT)
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        sums = odds.sum(axis=1, keepdims=True)
        likelihood = (right * np.where(right > 0, scores - np.log(sums), 0.0)).sum() / len(usable)
        slope = np.einsum("qt,qst->s", odds / sums - right, signals) / len(usable)
        return float(ridge * weights @ weights - likelihood), slope + 2 * ridge * weights

    size = signals.shape[1]
    found = minimize(
        loss, np.ones(size), jac=True, method="L-BFGS-B", bounds=[(0, None)] * size, options={"maxiter": _ROUNDS}
    )
    weights: Numbers = np.asarray(found.x, dtype=np.float64)
    weights /= max(weights[: size // 2].sum(), weights[size // 2 :].sum())
    return weights


def measure(question: JudgedQuestion, weights: Numbers) -> tuple[float, float]:
    """Recall of the first five and nDCG of the first ten tasks."""
    scores = np.where(question.counted, weights @ question.interacting, -1.0)
    order = [task for task in np.argsort(-scores, kind="stable")[:10] if scores[task] > 0]
    count = int(question.right.sum())
    recall = sum(bool(question.right[task]) for task in order[:5]) / count
    best = sum(1 / math.log2(rank + 2) for rank in range(min(10, count)))
    gain = sum(1 / math.log2(rank + 2) for rank, task in enumerate(order) if question.right[task])
    return recall, gain / best


def left_out(questions: Sequence[JudgedQuestion]) -> list[tuple[JudgedQuestion, Numbers]]:
    """Each question with weights fitted on all lots but its own."""
    lots = sorted({question.lot for question in questions})
    weights = {lot: fit([question for question in questions if question.lot != lot]) for lot in lots}
    return [(question, weights[question.lot]) for question in questions]
