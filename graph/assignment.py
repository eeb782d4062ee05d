"""An assignment problem: which cell of a row goes to which column, so that the total fit is best.

Cells are taken from left to right; a state is the set of columns in use. Tables of the genre have few columns a cell
may move to, so all states fit into the bound and the answer is exact; in wider tables only the best states are kept,
and the work for a row never exceeds :data:`WORK`.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest

Option = tuple[int, float]
"""A column (0-based) and what a cell gains there."""
_State = tuple[float, tuple[int | None, ...]]

WORK = 40_000
"""Most steps of the search for one row."""
_FEWEST, _MOST = 8, 1024
_MOST_OPTIONS = 12
_MARGIN = 1e-6


def best_columns(
    options: Sequence[Sequence[Option]], fixed: Sequence[bool], unplaced: float, inversion: float
) -> tuple[int | None, ...]:
    """Choose a column, or none, for every cell; no column twice.

    ``fixed`` cells must take their only option. A cell without a column costs ``unplaced``, and so does every pair of
    cells out of order ``inversion``.

    >>> best_columns([[(0, 3.0)], [(1, -4.0), (2, 2.0)], [(1, 2.0), (2, -4.0)]], [False] * 3, 6.0, 2.0)
    (0, 2, 1)
    """
    kept = [_best_options(here, unplaced) for here in options]
    width = max(_FEWEST, min(_MOST, WORK // max(1, sum(len(here) + 1 for here in kept))))
    search = _Search(kept, fixed, unplaced, inversion)
    floor, rough = search.run(_FEWEST, float("-inf"))
    return (search.run(width, floor) if width > _FEWEST else (floor, rough))[1]


def _best_options(options: Sequence[Option], unplaced: float) -> list[Option]:
    """Drop what can never beat having no column; of too many keep the best, in order of columns."""
    good = [option for option in options if option[1] > -unplaced]
    if len(good) <= _MOST_OPTIONS:
        return good
    return sorted(nlargest(_MOST_OPTIONS, good, key=lambda option: option[1]))


class _Search:
    """The search over states, cell by cell."""

    def __init__(
        self, options: Sequence[Sequence[Option]], fixed: Sequence[bool], unplaced: float, inversion: float
    ) -> None:
        self.options, self.fixed, self.unplaced, self.inversion = options, fixed, unplaced, inversion
        self.hope = [0.0] * (len(options) + 1)
        for index in range(len(options) - 1, -1, -1):
            best = max((gain for _, gain in options[index]), default=-unplaced)
            self.hope[index] = self.hope[index + 1] + best

    def run(self, width: int, floor: float) -> _State:
        """The best state found when at most ``width`` are kept, none of them without hope of reaching ``floor``."""
        states: dict[int, _State] = {0: (0.0, ())}
        for index in range(len(self.options)):
            states = self._step(states, index, floor - self.hope[index + 1] - _MARGIN)
            if len(states) > width:
                least = nlargest(width, (state[0] for state in states.values()))[-1]
                better = [item for item in states.items() if item[1][0] >= least]
                states = dict(better if len(better) <= width else nlargest(width, better, key=lambda item: item[1][0]))
        return max(states.values(), key=lambda state: state[0])

    def _step(self, states: dict[int, _State], index: int, least: float) -> dict[int, _State]:
        following: dict[int, _State] = {}
        for used, (score, path) in states.items():
            if not self.fixed[index]:
                _keep(following, used, score - self.unplaced, (*path, None), least)
            for column, gain in self.options[index]:
                if not used >> column & 1:
                    inversions = (used >> column).bit_count()
                    total = score + (gain - self.inversion * inversions)
                    _keep(following, used | 1 << column, total, (*path, column), least)
        return following


def _keep(states: dict[int, _State], used: int, total: float, path: tuple[int | None, ...], least: float) -> None:
    if total >= least and (used not in states or total > states[used][0]):
        states[used] = (total, path)
