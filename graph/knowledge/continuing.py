"""Two tables of one county in different years: which task goes on in which, by the words they share.

Nothing is told twice over: a task continues at most one. What speaks for two is the share of telling words their titles
have in common, then their plans'; figures and dates do not count, since they are what changes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from graph.identifiers import task_key
from graph.knowledge.graph_type import CONTINUES, Continuing
from graph.records import Table, Task
from graph.tables.telling_words import PieceWeights, shared_words, word_pieces

LIKELY = 0.34
"""The likeness from which on two tasks are taken for one work."""
_OF_TITLE = 0.7
"""How much of it is told by the titles."""
_SAME_LEAD = 0.06
_SHOWN = 3
_TELLS = 3
"""Characters of a stretch that two titles must share: shorter ones are words of the genre (修建, 总长)."""


@dataclass(frozen=True, slots=True)
class Continued:
    """A task of the earlier table and the one that goes on with it.

    :param certainty: how alike they are, from 0 to 1.
    :param shared: the stretches of their titles that say so, the most telling first.
    """

    before: Task
    after: Task
    certainty: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Continuation:
    """What became of the tasks of one table in a later one."""

    continued: tuple[Continued, ...]
    gone: tuple[Task, ...]
    added: tuple[Task, ...]


def continuation(before: Table, after: Table) -> Continuation:
    """Which tasks of a table go on in a later one, in the order of the later one; which are gone, which are new."""
    weights = PieceWeights(_pieces(task) for table in (before, after) for task in table.tasks)
    earlier, later = ([_Words(task, weights) for task in table.tasks] for table in (before, after))
    pairs = [
        (likeness, a, b, shared)
        for a, b in _with_words_in_common(earlier, later)
        if (likeness := a.likeness(b)) >= LIKELY and max(map(len, shared := _shared(a, b)), default=0) >= _TELLS
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1].task.lines, pair[2].task.lines))
    taken: dict[str, Continued] = {}
    used: set[str] = set()
    for likeness, a, b, shared in pairs:
        if a.task.id not in used and b.task.id not in taken:
            used.add(a.task.id)
            taken[b.task.id] = Continued(a.task, b.task, round(min(likeness, 1.0), 2), shared)
    return Continuation(
        continued=tuple(taken[task.id] for task in after.tasks if task.id in taken),
        gone=tuple(task for task in before.tasks if task.id not in used),
        added=tuple(task for task in after.tasks if task.id not in taken),
    )


def link_years(tables: Iterable[Table]) -> list[Continuing]:
    """Which tasks go on from which, of each county from one year that is there to the next, as edges of a graph."""
    years: dict[str, dict[int, list[Table]]] = defaultdict(lambda: defaultdict(list))
    for table in tables:
        if table.info.county_code and table.info.year:
            years[table.info.county_code][table.info.year].append(table)
    edges: list[Continuing] = []
    for by_year in years.values():
        for earlier, later in pairwise(sorted(by_year)):
            edges += _edges(by_year[earlier], by_year[later])
    return edges


def _edges(earlier: Sequence[Table], later: Sequence[Table]) -> Iterator[Continuing]:
    keys = {task.id: task_key(table, task) for table in (*earlier, *later) for task in table.tasks}
    for pair in continuation(together(earlier), together(later)).continued:
        values = {
            "kind": CONTINUES,
            "document": pair.after.document,
            "lines": [pair.after.title.source.line],
            "text": "、".join(pair.shared),
            "rule": _RULE,
            "certainty": pair.certainty,
        }
        yield keys[pair.after.id], keys[pair.before.id], values


def together(tables: Sequence[Table]) -> Table:
    """The tasks of one or several tables as one table, which is otherwise the first."""
    first, *others = tables
    return replace(first, tasks=tuple(task for table in tables for task in table.tasks)) if others else first


_RULE = "标题与节点的用词相近"


def _with_words_in_common(earlier: Sequence[_Words], later: Sequence[_Words]) -> Iterator[tuple[_Words, _Words]]:
    """The pairs whose titles share a piece that few tasks have."""
    holding: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(later):
        for piece in one.title:
            holding[piece].append(at)
    most = max(_COMMON, len(later) // _COMMON)
    for one in earlier:
        near = {at for piece in one.title if len(holding[piece]) <= most for at in holding[piece]}
        yield from ((one, later[at]) for at in sorted(near))


_COMMON = 20
"""In how many titles a piece may stand, or in which part of them, to bring two tasks together."""


class _Words:
    """The telling words of a task, each with its weight."""

    def __init__(self, task: Task, weights: PieceWeights) -> None:
        self.task = task
        self.title = {piece: weights.of(piece) for piece in _without_figures(word_pieces(task.title.value))}
        self.all = {piece: weights.of(piece) for piece in _pieces(task)}

    def likeness(self, other: _Words) -> float:
        """How alike two tasks are, about from 0 to 1."""
        titles = _cosine(self.title, other.title)
        if not titles:
            return 0.0
        lead = _SAME_LEAD if self.task.lead_unit and self.task.lead_unit == other.task.lead_unit else 0.0
        return _OF_TITLE * titles + (1 - _OF_TITLE) * _cosine(self.all, other.all) + lead


def _pieces(task: Task) -> frozenset[str]:
    plans = (milestone.text.value for milestone in task.milestones)
    return frozenset().union(*(_without_figures(word_pieces(text)) for text in (task.title.value, *plans)))


def _without_figures(pieces: Iterable[str]) -> frozenset[str]:
    return frozenset(piece for piece in pieces if not piece[0].isdigit())


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    shared = sum(weight**2 for piece, weight in one.items() if piece in other)
    lengths = math.sqrt(sum(w**2 for w in one.values()) * sum(w**2 for w in other.values()))
    return shared / lengths if lengths else 0.0


def _shared(one: _Words, other: _Words) -> tuple[str, ...]:
    words: Sequence[tuple[str, float]] = shared_words(other.task.title.value, frozenset(one.title), other.title)
    return tuple(word for word, _ in words[:_SHOWN])
