"""What changed between two tables of one county: targets, statuses, leads, leaders; and who took over from whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graph.knowledge.continuing import Continuation, Continued
from graph.language.text import fold
from graph.mentions.figures import Figure, find_figures
from graph.places.table_county import table_county
from graph.records import Table, Task
from graph.tables.statuses import is_complete, worst


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A promised figure that is another one in the later table, in the same unit of measure."""

    pair: Continued
    before: float | int
    after: float | int
    unit: str

    @property
    def raised(self) -> bool:
        """Whether more is promised than before."""
        return self.after > self.before


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit or leader that the later table has no more, and who leads (is over) its tasks there.

    :param pairs: the tasks that went over.
    """

    before: str
    after: str
    pairs: tuple[Continued, ...]


def target_changes(found: Continuation) -> tuple[TargetChange, ...]:
    """The targets in titles that changed; the first figure of each unit of measure is held against its like."""
    changes = []
    for pair in found.continued:
        before, after = _promised(pair.before), _promised(pair.after)
        for unit, figure in after.items():
            earlier = before.get(unit)
            if earlier is not None and earlier.value != figure.value:
                changes.append(TargetChange(pair, earlier.value, figure.value, unit))
                break
    return tuple(changes)


def unit_successors(before: Table, after: Table, found: Continuation) -> tuple[Successor, ...]:
    """The units of a table that the later one has no more, each with the new lead of most of its tasks; no towns."""
    county = table_county(before)
    towns = {town.name for town in county.towns} if county else set()
    return _successors(
        {name for task in before.tasks for name in task.unit_names} - towns,
        {name for task in after.tasks for name in task.unit_names},
        found,
        lambda task: list(task.unit_names),
        _new_units,
    )


def leader_successors(before: Table, after: Table, found: Continuation) -> tuple[Successor, ...]:
    """The leaders of a table who are over nothing in the later one, each with who is over most of their tasks."""
    return _successors(
        {task.portfolio.leader for task in before.tasks if task.portfolio},
        {task.portfolio.leader for task in after.tasks if task.portfolio},
        found,
        lambda task: [task.portfolio.leader] if task.portfolio else [],
        lambda pair, _: [pair.after.portfolio.leader] if pair.after.portfolio else [],
    )


def is_done(task: Task) -> bool:
    """Whether a task as a whole is completed."""
    return is_complete(worst(task.statuses))


def _promised(task: Task) -> dict[str, Figure]:
    """Unit of measure → the first figure the title promises in it."""
    found: dict[str, Figure] = {}
    for figure in find_figures(fold(task.title.value), promised=True):
        found.setdefault(figure.unit, figure)
    return found


def _new_units(pair: Continued, gone: str) -> list[str]:
    """The units a task got in the place of one: the lead where it led, else those it did not have before."""
    before, after = list(pair.before.unit_names), list(pair.after.unit_names)
    if before and after and before[0] == gone:
        return after[:1]
    return [name for name in after if name not in before]


def _successors(
    earlier: set[str],
    later: set[str],
    found: Continuation,
    held_by: Callable[[Task], list[str]],
    taken_by: Callable[[Continued, str], Iterable[str]],
) -> tuple[Successor, ...]:
    pairs: dict[str, list[Continued]] = defaultdict(list)
    for pair in found.continued:
        for name in held_by(pair.before):
            if name in earlier - later:
                pairs[name].append(pair)
    made = []
    for gone, own in pairs.items():
        votes = Counter(name for pair in own for name in dict.fromkeys(taken_by(pair, gone)))
        # A unit that is new as well stands rather for the old one than one that was there all the time.
        best = max(votes, key=lambda name: (votes[name], name not in earlier), default="")
        if best:
            went = tuple(pair for pair in own if best in taken_by(pair, gone))
            made.append(Successor(gone, best, went))
    return tuple(made)
