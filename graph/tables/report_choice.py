"""Which report each milestone of a task is told by: an assignment over the whole task.

A report may be chosen by several milestones. What counts, in this order: the rows they stand in; words that the milestone
and this report have and the other reports have not; words that the report and this milestone have and its siblings have
not; that reports come in the order of the milestones, and that no report is left over.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain

ROW, OF_MILESTONE, OF_REPORT = 1.0, 1.2, 0.8
"""What the same row, and words seen from either side, count at most."""
BACKWARDS, LEFT_OVER = 0.3, 0.5
_NOISE = 6.0
"""Weight of words that chance brings together."""
_WORK, _FEWEST = 20_000, 8
_SLOPE = 3.0
_DOUBTFUL = 0.4
"""Certainty below which a choice that no row stands for is not made."""


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """The report (0-based) of a milestone, and how certain that is (0 to 1)."""

    report: int
    certainty: float


_Path = tuple["_Path", int] | None
_State = tuple[float, _Path]


def choose_reports(
    milestones: Sequence[frozenset[str]],
    reports: Sequence[frozenset[str]],
    rows: Sequence[Sequence[int]],
    weights: Mapping[str, float],
) -> list[ReportChoice | None]:
    """Choose the report of every milestone; ``None`` where neither rows nor words point to any.

    :param milestones: the pieces of each milestone; ``reports``: of each report.
    :param rows: for each report the milestones (0-based) in whose rows it stands.
    :param weights: what each piece of the milestones tells.

    >>> a, b = frozenset({"甲路"}), frozenset({"乙桥"})
    >>> [c.report for c in choose_reports([a, b], [b, a], [(0, 1), (0, 1)], {"甲路": 5.0, "乙桥": 5.0})]
    [1, 0]
    """
    scores = _scores(milestones, reports, rows, weights)
    if len(reports) == 1:
        return [ReportChoice(0, 0.95 if len(milestones) > 1 else 0.99)] * len(milestones)
    chosen = _search(scores, [bool(report) for report in reports])
    covering = Counter(chain.from_iterable(rows))
    return [
        _choice(here, report, covering[place] == 1)
        for place, (here, report) in enumerate(zip(scores, chosen, strict=True))
    ]


def _choice(scores: Sequence[float], report: int, by_row: bool) -> ReportChoice | None:
    """The choice with its certainty; none where no row stands for it and another report looks better by much."""
    if max(scores) <= 0.0:
        return None
    rival = max((score for number, score in enumerate(scores) if number != report), default=0.0)
    certainty = round(1.0 / (1.0 + math.exp(-_SLOPE * (scores[report] - rival))), 3)
    return ReportChoice(report, certainty) if by_row or certainty >= _DOUBTFUL else None


def _scores(
    milestones: Sequence[frozenset[str]],
    reports: Sequence[frozenset[str]],
    rows: Sequence[Sequence[int]],
    weights: Mapping[str, float],
) -> list[list[float]]:
    siblings = Counter(chain.from_iterable(milestones))
    tellers = Counter(chain.from_iterable(reports))
    of_milestone = [
        [sum(weights[p] / tellers[p] ** 2 / siblings[p] ** 0.5 for p in own & told) for told in reports]
        for own in milestones
    ]
    of_report = [[sum(weights[p] / siblings[p] ** 2 for p in own & told) for told in reports] for own in milestones]
    totals = [_NOISE + sum(column) for column in zip(*of_report, strict=True)]
    covering = Counter(chain.from_iterable(rows))
    here = [frozenset(row) for row in rows]
    return [
        [
            (ROW / covering[place] if place in here[number] else 0.0)
            + OF_MILESTONE * of_milestone[place][number] / (_NOISE + sum(of_milestone[place]))
            + OF_REPORT * of_report[place][number] / totals[number]
            for number in range(len(reports))
        ]
        for place in range(len(milestones))
    ]


def _search(scores: Sequence[Sequence[float]], telling: Sequence[bool]) -> list[int]:
    """The choice with the best total; a state is the last report and the set of those in use."""
    width = max(_FEWEST, _WORK // max(1, len(scores) * len(telling)))
    states: dict[tuple[int, int], _State] = {(0, 0): (0.0, None)}
    for here in scores:
        following: dict[tuple[int, int], _State] = {}
        for (last, used), (total, path) in states.items():
            for number, score in enumerate(here):
                key = (number, used | 1 << number)
                gain = total + score - (BACKWARDS if number < last else 0.0)
                if key not in following or gain > following[key][0]:
                    following[key] = (gain, (path, number))
        if len(following) > width:
            following = dict(nlargest(width, following.items(), key=lambda item: item[1][0]))
        states = following
    _, path = max(
        (
            (total - LEFT_OVER * sum(tells and not used >> number & 1 for number, tells in enumerate(telling)), path)
            for (_, used), (total, path) in states.items()
        ),
        key=lambda item: item[0],
    )
    chosen: list[int] = []
    while path is not None:
        path, number = path
        chosen.append(number)
    return chosen[::-1]
