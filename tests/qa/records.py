"""What a condition selects, told by the records alone: expected sets that no part of the engine has made.

A condition is a mapping: ``{"lead": "古劳镇", "status": ["behind"]}`` means both; ``not``, ``any`` and ``all`` nest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graph.places.table_county import table_county
from graph.records import Deadline, Table, Task
from graph.tables.statuses import concept_of, worst

Condition = dict[str, Any]


def chosen(table: Table, condition: Condition) -> tuple[str, ...]:
    """The tasks that fulfil a condition, in the order of the table."""
    return tuple(task.id for task in table.tasks if fits(task, condition, table))


def fits(task: Task, condition: Condition, table: Table) -> bool:
    """Whether a task fulfils every part of a condition."""
    return all(_part(task, kind, value, table) for kind, value in condition.items())


def _part(task: Task, kind: str, value: Any, table: Table) -> bool:
    match kind:
        case "not":
            return not fits(task, value, table)
        case "any":
            return any(fits(task, one, table) for one in value)
        case "all":
            return all(fits(task, one, table) for one in value)
        case "town":
            return any(role_holds(task, name, value) for name in towns(table))
        case _:
            return _ATOMS[kind](task, value)


def towns(table: Table) -> tuple[str, ...]:
    """The towns of the table's county that answer for some task."""
    county = table_county(table)
    known = {town.name for town in county.towns} if county else set()
    return tuple(dict.fromkeys(name for task in table.tasks for name in task.unit_names if name in known))


def role_holds(task: Task, name: str, role: str) -> bool:
    """Whether a unit answers for a task in a role: lead, participant or any."""
    if role == "any":
        return name in task.unit_names
    return name in task.unit_names and (name in task.lead_units) == (role == "lead")


def overall(task: Task) -> str | None:
    """The key of the status that a task has as a whole: its worst."""
    concept = concept_of(worst(task.statuses) or "")
    return concept.key if concept else None


def reported(task: Task) -> set[str]:
    """The keys of the statuses of its reports."""
    return {concept.key for status in task.statuses if (concept := concept_of(status))}


def texts(task: Task) -> tuple[str, ...]:
    """Title, milestones and narratives as they are."""
    told = [task.title.value, *(one.text.value for one in task.milestones)]
    return (*told, *(report.narrative.value for report in task.reports))


def _due(deadlines: Iterable[Deadline], value: dict[str, Any]) -> bool:
    """``{"months": [8], "end": true}``: of one of the months, at its end."""
    of_month = (one for one in deadlines if one.month in value["months"])
    return any(not value.get("end") or one.day is None for one in of_month)


def _within(number: int, bounds: list[int | None]) -> bool:
    least, most = bounds
    return (least or 0) <= number and (most is None or number <= most)


_ATOMS: dict[str, Callable[[Task, Any], bool]] = {
    "lead": lambda task, name: role_holds(task, name, "lead"),
    "participant": lambda task, name: role_holds(task, name, "participant"),
    "unit": lambda task, name: name in task.unit_names,
    "leader": lambda task, name: task.leader == name,
    "category": lambda task, name: bool(task.category and name in task.category.name),
    "theme": lambda task, name: bool(task.theme and name in task.theme.name),
    "starred": lambda task, value: task.starred is value,
    "overall": lambda task, keys: overall(task) in keys,
    "status": lambda task, keys: bool(reported(task).intersection(keys)),
    "due": lambda task, value: _due(task.deadlines, value),
    "milestones": lambda task, bounds: _within(len(task.milestones), bounds),
    "units": lambda task, bounds: _within(len(task.unit_names), bounds),
    "text": lambda task, words: any(words in text for text in texts(task)),
    "id": lambda task, ids: task.id in ids,
    "number": lambda task, number: task.number == number,
}
