"""Thresholds of nearness below which a question is refused: as high as they can be without a wrong refusal.

Of the questions that reach retrieval the unanswerable ones are few and mostly near (they ask a thing of the table for what
is not told of it); what the thresholds can tell is what has nothing to do with such tables. So none of the answerable
questions may be refused, nor be within a margin of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from qa.answerability.refusal_thresholds import ALIKE, KNOWN_WORDS, TERSE, RefusalResult, RefusalThresholds

METHOD = (
    "each a quarter of the way from the nearest unanswerable question refused to 0.02 below the farthest answerable one, so "
    "that none of these is refused; fitted on all lots; left_out: each lot measured with thresholds fitted on the others; "
    "counted are the questions that reach retrieval and name nothing of the table"
)
_DIGITS = 3
_NEAREST = 2.0
"""The greatest nearness there can be."""
_NOTHING = 0.0
_MARGIN = 0.02
"""How far below every answerable question a threshold stays: without it some of a lot left out are refused."""
_WAY = 0.25
"""Where between the two a threshold stands: nearer the refused, since a wrong refusal costs more."""
_ALL = "all lots"


@dataclass(frozen=True, slots=True)
class JudgedNearness:
    """How near a question is to the table, and whether the table answers it; ``foreign``: it holds a strange noun."""

    lot: str
    answerable: bool
    length: int
    near: float
    coverage: float
    likeness: float
    foreign: bool

    def refused(self, thresholds: RefusalThresholds) -> bool:
        """Whether the thresholds refuse it."""
        far = thresholds.far(self.length, self.near, self.coverage, self.likeness)
        return far or (self.foreign and thresholds.far_with_foreign_noun(self.length, self.near, self.coverage))


def fit_thresholds(questions: Sequence[JudgedNearness]) -> RefusalThresholds:
    """The thresholds that refuse most unanswerable questions and no answerable one.

    >>> far = JudgedNearness("a", False, 8, 0.5, 0.0, 0.4, False)
    >>> near = JudgedNearness("a", True, 8, 0.92, 0.1, 0.6, False)
    >>> fit_thresholds([far, near])
    RefusalThresholds(terse=0.6, long=0.0, foreign=0.0)
    """
    strange = [question for question in questions if question.coverage < KNOWN_WORDS]
    unlike = [question for question in strange if question.likeness < ALIKE]
    return RefusalThresholds(
        terse=_between(question for question in unlike if question.length <= TERSE),
        long=_between(question for question in unlike if question.length > TERSE),
        foreign=_between(question for question in strange if question.length <= TERSE and question.foreign),
    )


def _between(questions: Iterable[JudgedNearness]) -> float:
    """A nearness between the farthest answerable question and the nearest unanswerable one farther than it."""
    seen = list(questions)
    limit = min((question.near for question in seen if question.answerable), default=_NEAREST) - _MARGIN
    nearest = max(
        (question.near for question in seen if not question.answerable and question.near < limit), default=0.0
    )
    return round(nearest + _WAY * (limit - nearest), _DIGITS) if nearest else _NOTHING


def without_each_lot(questions: Sequence[JudgedNearness]) -> list[RefusalResult]:
    """How every lot fares with thresholds fitted on the others."""
    lots = {question.lot for question in questions}
    of_others = {lot: fit_thresholds([one for one in questions if one.lot != lot]) for lot in lots}
    return refusal_results(questions, lambda question: of_others[question.lot])


def refusal_results(
    questions: Sequence[JudgedNearness], thresholds: Callable[[JudgedNearness], RefusalThresholds]
) -> list[RefusalResult]:
    """How many are refused rightly and wrongly, by lot and of all."""
    refused = np.array([question.refused(thresholds(question)) for question in questions])
    answerable = np.array([question.answerable for question in questions])
    lots = np.array([question.lot for question in questions])
    rows = [(lot, lots == lot) for lot in sorted(set(lots.tolist()))]
    return [
        RefusalResult(
            lot,
            int((of & ~answerable).sum()),
            int((of & ~answerable & refused).sum()),
            int((of & answerable).sum()),
            int((of & answerable & refused).sum()),
        )
        for lot, of in [*rows, (_ALL, np.ones(len(lots), dtype=bool))]
    ]
