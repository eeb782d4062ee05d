"""Logical forms: what a question asks for, as small typed objects that compose.

A form says what is wanted (a list, a count, a ranking, yes or no, what is told of a thing) of which set; sets are told by
conditions (:mod:`qa.querying.conditions`). Every form has an executor (:mod:`qa.querying`) and a plain Chinese sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from qa.querying.conditions import EVERY_TASK, Condition, Role


class Kind(StrEnum):
    """Kinds of things that are listed, counted, or by which tasks are grouped."""

    TASK = "task"
    ITEM = "item"
    UNIT = "unit"
    TOWN = "town"
    LEADER = "leader"
    CATEGORY = "category"
    THEME = "theme"
    COMPANY = "company"
    VILLAGE = "village"
    DOCUMENT = "document"
    PROJECT = "project"
    MEASURE = "measure"
    STATUS = "status"
    MONTH = "month"
    CAUSE = "cause"
    POST = "post"


class Quantifier(StrEnum):
    """How many tasks of a thing must fulfil a condition."""

    SOME = "some"
    ALL = "all"
    NONE = "none"
    EACH = "each"
    """The thing must have every task (两项共同的责任单位)."""


class Aspect(StrEnum):
    """What is asked of a named thing."""

    VALUE = "value"
    CALC = "calc"
    MOST = "rank_value"
    DONE = "done"
    PROGRESS = "progress"
    WHY = "why"
    WHEN = "when"
    DUE = "due"
    ON_TIME = "ontime"
    LEADER = "leader"
    LEAD_UNIT = "lead_unit"
    UNITS = "units"
    RELATION = "relate_done"
    TELL = "tell"


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks that fulfil a condition."""

    where: Condition = EVERY_TASK


@dataclass(frozen=True, slots=True)
class Items:
    """The milestones that fulfil a condition themselves (deadline, status, unit), of tasks that fulfil the others."""

    where: Condition = EVERY_TASK


@dataclass(frozen=True, slots=True)
class Things:
    """Things of a kind that some tasks have: those that lead them, are named by them, lie over them ….

    With ``quantifier`` ALL or NONE the things all (none) of whose tasks within ``where`` fulfil ``holding``.
    """

    kind: Kind
    where: Condition = EVERY_TASK
    role: Role = Role.ANY
    quantifier: Quantifier = Quantifier.SOME
    holding: Condition = EVERY_TASK
    least: int = 1
    """In how many tasks at least."""
    apart: bool = False
    """Whether each condition may hold for another task of the thing (既列入…又申报…)."""


AnySet: TypeAlias = Tasks | Items | Things


@dataclass(frozen=True, slots=True)
class Listed:
    """All members of a set."""

    of: AnySet


@dataclass(frozen=True, slots=True)
class Counted:
    """How many members a set has."""

    of: AnySet


@dataclass(frozen=True, slots=True)
class Grouped:
    """A number for every thing of a kind, of its tasks within ``where``: how many, or which share fulfils ``share``.

    ``top`` keeps the first of an order; of ``by`` TASK the number is that of its ``parts`` (milestones, units).
    """

    by: Kind
    where: Condition = EVERY_TASK
    role: Role = Role.ANY
    share: Condition | None = None
    most: bool | None = None
    """Most first, least first, or the order of the table."""
    top: int | None = None
    parts: Kind | None = None
    """What is counted of a task: ITEM, UNIT, or MONTH for its latest deadline."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Named sets held against each other by their number of tasks, or by the share that fulfils ``share``."""

    sets: tuple[Condition, ...]
    where: Condition = EVERY_TASK
    share: Condition | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Which share of a set fulfils a condition."""

    part: Condition
    whole: Condition = EVERY_TASK


@dataclass(frozen=True, slots=True)
class Mean:
    """How many parts (milestones, units) a task has on average; of things, how many tasks each."""

    parts: Kind
    where: Condition = EVERY_TASK
    per: Kind = Kind.TASK


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether all (or any, or none) tasks of a set fulfil a condition."""

    holding: Condition
    where: Condition = EVERY_TASK
    quantifier: Quantifier = Quantifier.ALL


@dataclass(frozen=True, slots=True)
class Explained:
    """The causes told of the tasks of a set."""

    where: Condition


@dataclass(frozen=True, slots=True)
class About:
    """What is told of a named thing or of an everyday matter: found by its words and their meaning."""

    aspect: Aspect
    where: Condition = EVERY_TASK
    """Conditions that the task must fulfil."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Small talk: no question of the table."""

    kind: str


@dataclass(frozen=True, slots=True)
class Several:
    """Several questions asked at once."""

    parts: tuple[Form, ...]


Form: TypeAlias = Listed | Counted | Grouped | Compared | Share | Mean | Verified | Explained | About | Talk | Several
