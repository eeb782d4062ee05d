"""Typed results: what an answer states, in a form that a program can read.

``type`` tells which one: ``tasks``, ``items`` (milestones), ``entities``, ``number``, ``boolean``, ``date``, ``text`` (exact quotes
of the source) or ``none``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class TaskSet:
    """A complete set of tasks, in the order of the table."""

    ids: tuple[str, ...]
    type: Literal["tasks"] = "tasks"


@dataclass(frozen=True, slots=True)
class ItemRef:
    """A milestone: its task and its number."""

    task: str
    milestone: int


@dataclass(frozen=True, slots=True)
class ItemSet:
    """A complete set of milestones."""

    items: tuple[ItemRef, ...]
    type: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of a list; ``value`` is the number told beside it (a count, or a share in per cent)."""

    label: str
    kind: str
    value: float | int | None = None


@dataclass(frozen=True, slots=True)
class EntityList:
    """Things, in order where they are ranked."""

    items: tuple[Entity, ...]
    type: Literal["entities"] = "entities"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit; ``terms`` shows the arithmetic (5 + 6 = 11 列)."""

    value: float | int
    unit: str
    terms: str | None = None
    type: Literal["number"] = "number"


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no."""

    value: bool
    type: Literal["boolean"] = "boolean"


@dataclass(frozen=True, slots=True)
class Date:
    """A date as the source words it."""

    value: str
    type: Literal["date"] = "date"


@dataclass(frozen=True, slots=True)
class Quotes:
    """Exact stretches of the source."""

    quotes: tuple[str, ...]
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Nothing:
    """No answer: the question is refused."""

    type: Literal["none"] = "none"


Result: TypeAlias = TaskSet | ItemSet | EntityList | Number | YesNo | Date | Quotes | Nothing


def is_empty(result: Result) -> bool:
    """Whether a result is a list with nothing in it."""
    match result:
        case TaskSet(ids=()) | ItemSet(items=()) | EntityList(items=()):
            return True
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one of several questions asked at once."""

    headline: str
    result: Result
