"""An assignment problem: which cell of a row goes to which column, so that the total fit is best.

Cells are taken from left to right; a state is the set of columns in use. Tables of the genre have few columns a cell
may move to, so all states fit into the bound and the answer is exact; in wider tables only the best states are kept,
and the work for a row never exceeds :data:`WORK`.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from operator import itemgetter

Option = tuple[int, float]
"""A column (0-based) and what a cell gains there."""
_Path = tuple["_Path", int | None] | None
"""The columns chosen so far, the last first."""
_State = tuple[float, _Path]

WORK = 20_000
"""About how many steps the search takes for one row at most."""
_FEWEST, _MOST = 4, 1024
_WIDE, _MOST_OPTIONS, _FEW_OPTIONS = 12, 12, 6
_MARGIN = 1e-6


def best_columns(options: Sequence[Sequence[Option]], unplaced: float, inversion: float) -> tuple[int | None, ...]:
    """Choose a column, or none, for every cell; no column twice.

    A cell without a column costs ``unplaced``, and so does every pair of cells out of order ``inversion``.

    >>> best_columns([[(0, 3.0)], [(1, -4.0), (2, 2.0)], [(1, 2.0), (2, -4.0)]], 6.0, 2.0)
    (0, 2, 1)
    """
    most = _MOST_OPTIONS if len(options) <= _WIDE else _FEW_OPTIONS
    search = _Search([_best_options(here, unplaced, most) for here in options], unplaced, inversion)
    width = max(_FEWEST, min(_MOST, WORK // max(1, sum(len(here) + 1 for here in search.options))))
    floor, rough = search.run(_FEWEST, float("-inf"))
    if width > _FEWEST:
        score, path = search.run(width, floor)
        rough = path if score >= floor - _MARGIN else rough
    return _columns(rough)


def _best_options(options: Sequence[Option], unplaced: float, most: int) -> list[Option]:
    """Drop what can never beat having no column; of too many keep the best, in order of columns."""
    good = [option for option in options if option[1] > -unplaced]
    return good if len(good) <= most else sorted(nlargest(most, good, key=itemgetter(1)))


def _columns(path: _Path) -> tuple[int | None, ...]:
    columns: list[int | None] = []
    while path is not None:
        path, column = path
        columns.append(column)
    return tuple(reversed(columns))


class _Search:
    """The search over states, cell by cell."""

    def __init__(self, options: Sequence[Sequence[Option]], unplaced: float, inversion: float) -> None:
        self.options, self.unplaced, self.inversion = options, unplaced, inversion
        self.hope = [0.0] * (len(options) + 1)
        for index in range(len(options) - 1, -1, -1):
            best = max((gain for _, gain in options[index]), default=-unplaced)
            self.hope[index] = self.hope[index + 1] + best

    def run(self, width: int, floor: float) -> _State:
        """The best state found when at most ``width`` are kept, none of them without hope of reaching ``floor``."""
        states: dict[int, _State] = {0: (0.0, None)}
        for index in range(len(self.options)):
            states = self._step(states, index, floor - self.hope[index + 1] - _MARGIN)
            if len(states) > width:
                states = dict(nlargest(width, states.items(), key=lambda item: item[1][0]))
        return max(states.values(), key=itemgetter(0), default=(float("-inf"), None))

    def _step(self, states: dict[int, _State], index: int, least: float) -> dict[int, _State]:
        following: dict[int, _State] = {}
        for used, (score, path) in states.items():
            _keep(following, used, score - self.unplaced, (path, None), least)
            for column, gain in self.options[index]:
                if not used >> column & 1:
                    total = score + (gain - self.inversion * (used >> column).bit_count())
                    _keep(following, used | 1 << column, total, (path, column), least)
        return following


def _keep(states: dict[int, _State], used: int, total: float, path: _Path, least: float) -> None:
    if total >= least and (used not in states or total > states[used][0]):
        states[used] = (total, path)
