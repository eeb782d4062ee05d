"""Conditions on tasks: a small tree.

It compiles to SPARQL (:mod:`qa.querying.sparql`) and can be walked on the graph (:mod:`qa.querying.graph_walk`), with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias


class Role(StrEnum):
    """In which role a unit is asked for."""

    ANY = "any"
    LEAD = "lead"
    PARTICIPANT = "participant"


class StatusMode(StrEnum):
    """How statuses are compared: any report has one of them, or the task as a whole has."""

    ANY = "any"
    OVERALL = "overall"


class Counted(StrEnum):
    """What of a task can be counted."""

    MILESTONES = "milestones"
    UNITS = "units"
    TOWNS = "towns"
    LEADERS = "leaders"
    DEADLINES = "deadlines"
    REPORTS = "reports"


_COUNTED_NOUNS = {
    Counted.MILESTONES: "节点",
    Counted.UNITS: "责任单位",
    Counted.TOWNS: "责任镇（街道）",
    Counted.LEADERS: "分管领导",
    Counted.DEADLINES: "完成时间",
    Counted.REPORTS: "进展",
}


@dataclass(frozen=True, slots=True)
class Linked:
    """An entity recognised in the question: words used, node keys (one per document), kind and label."""

    text: str
    kind: str
    label: str
    keys: tuple[str, ...]
    start: int
    end: int

    def overlaps(self, start: int, end: int) -> bool:
        """Whether it shares a character with a stretch of the question."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Responsible:
    """A unit or town answers for the task, in a role."""

    link: Linked
    role: Role = Role.ANY

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        role = {Role.ANY: "", Role.LEAD: "（牵头）", Role.PARTICIPANT: "（参与，不牵头）"}[self.role]
        return f"{'镇（街道）' if self.link.kind == 'Town' else '单位'}：{self.link.label}{role}"


@dataclass(frozen=True, slots=True)
class Under:
    """The task lies under a leader, a category, a theme or a table of several."""

    link: Linked

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return f"{ {'Person': '分管领导', 'Category': '大类', 'Theme': '专题', 'Part': '分表'}[self.link.kind] }：{self.link.label}"


@dataclass(frozen=True, slots=True)
class Names:
    """The task's text names a company, document, project or village."""

    link: Linked

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        kinds = {"Company": "企业", "PolicyDocument": "文件", "Project": "项目", "Village": "村（社区）"}
        return f"提到{kinds[self.link.kind]}：{self.link.label}"


@dataclass(frozen=True, slots=True)
class Tells:
    """One of the task's texts (title, milestone, narrative) contains one of some words."""

    topic: str
    words: tuple[str, ...]

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return f"文字写到：{'、'.join(self.words)}"


@dataclass(frozen=True, slots=True)
class HasStatus:
    """The task has one of some statuses (keys of the status scheme)."""

    text: str
    keys: tuple[str, ...]
    mode: StatusMode = StatusMode.ANY

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return f"状态：{self.text}"


@dataclass(frozen=True, slots=True)
class Due:
    """The task is due in one of some months; ``day`` 0 stands for the end of the month, ``None`` for any day or year.

    ``last``: nothing of it is due in any other month.
    """

    text: str
    months: tuple[int, ...]
    day: int | None = None
    year: int | None = None
    last: bool = False

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return f"完成时间：{self.text}"


@dataclass(frozen=True, slots=True)
class DueSaid:
    """The deadline, as printed, has one of some words (跨年项目, 长期坚持)."""

    text: str
    words: tuple[str, ...]

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return f"完成时间写“{self.text}”"


@dataclass(frozen=True, slots=True)
class Starred:
    """The task, as printed, bears a star."""

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return "★标注"


@dataclass(frozen=True, slots=True)
class Has:
    """The task has at least and at most so many milestones or units, or units in a role."""

    what: Counted
    least: int
    most: int | None = None
    role: Role = Role.ANY

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        noun = "配合单位" if self.role is Role.PARTICIPANT else _COUNTED_NOUNS[self.what]
        if self.most == 0:
            return f"没有{noun}"
        if self.most is None:
            return f"{noun}：至少 {self.least} 个"
        return f"{noun}：{self.least} 个" if self.least == self.most else f"{noun}：{self.least} 至 {self.most} 个"


@dataclass(frozen=True, slots=True)
class Is:
    """The task is one of some that the question calls by number or by what they are about."""

    text: str
    tasks: tuple[str, ...]

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return f"任务：{self.text}"


@dataclass(frozen=True, slots=True)
class Numbered:
    """The task has this number under its heading (重点工作类第5项)."""

    text: str
    number: int

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return f"第 {self.number} 项"


@dataclass(frozen=True, slots=True)
class Kinded:
    """Some unit of a kind (any town) answers for the task in a role."""

    kind: str
    role: Role = Role.ANY

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        role = {Role.ANY: "", Role.LEAD: "牵头", Role.PARTICIPANT: "参与"}[self.role]
        return f"有{'镇（街道）' if self.kind == 'Town' else '单位'}{role}"


@dataclass(frozen=True, slots=True)
class Caused:
    """A report of the task tells a problem or cause of some kinds (资金, 用地 …)."""

    text: str
    kinds: tuple[str, ...]

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return f"原因：{'、'.join(self.kinds)}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; with no parts every task fits."""

    parts: tuple[Condition, ...] = ()

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return "，".join(part.chip for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return " 或 ".join(part.chip for part in self.parts)


@dataclass(frozen=True, slots=True)
class NotThis:
    """The part does not hold."""

    part: Condition

    @property
    def chip(self) -> str:
        """The condition in Chinese."""
        return f"不含（{self.part.chip}）"


EVERY_TASK = AllOf()
"""No condition at all."""
Atom: TypeAlias = (
    "Responsible | Under | Names | Tells | HasStatus | Due | DueSaid | Starred | Has | Is | Numbered | Kinded | Caused"
)
Condition: TypeAlias = "Atom | AllOf | AnyOf | NotThis"


def atoms(condition: Condition, *, positive: bool = False) -> Iterator[Atom]:
    """The single conditions of a tree, left to right; only those not negated when ``positive``."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from atoms(part, positive=positive)
    elif isinstance(condition, NotThis):
        if not positive:
            yield from atoms(condition.part)
    else:
        yield condition


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """The parts that must all hold: the condition itself when it is no conjunction."""
    return condition.parts if isinstance(condition, AllOf) else (condition,)


def all_of(parts: Sequence[Condition]) -> Condition:
    """The parts together: the part itself when there is one."""
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def any_of(parts: Sequence[Condition]) -> Condition:
    """Any of the parts: the part itself when there is one."""
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def any_day(condition: Condition) -> Condition:
    """The condition with ends of months among its conjuncts read as any day of that month."""
    parts = [
        replace(part, day=None) if isinstance(part, Due) and part.day == 0 else part for part in conjuncts(condition)
    ]
    return all_of(parts) if parts else condition


def without(condition: Condition, kinds: tuple[type, ...]) -> Condition:
    """The condition with atoms of some kinds taken out of its conjunctions."""
    if isinstance(condition, AllOf):
        return AllOf(tuple(part for part in condition.parts if not _only(part, kinds)))
    return AllOf() if _only(condition, kinds) else condition


def _only(condition: Condition, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(atom, kinds) for atom in atoms(condition))


def link_of(atom: Condition) -> Linked | None:
    """The name in a single condition, where it has one."""
    return atom.link if isinstance(atom, Responsible | Under | Names) else None


def links(condition: Condition) -> tuple[Linked, ...]:
    """The names among the conditions that are not left out, each once."""
    found = (atom.link for atom in atoms(condition, positive=True) if isinstance(atom, Responsible | Under | Names))
    return tuple(dict.fromkeys(found))


def fulfilled(condition: Condition, holds: Callable[[Atom], bool]) -> bool:
    """Whether a condition holds, as its atoms do.

    >>> fulfilled(AllOf((Starred(), NotThis(Starred()))), lambda _: True), fulfilled(AllOf(), lambda _: False)
    (False, True)
    """
    match condition:
        case AllOf(parts):
            return all(fulfilled(part, holds) for part in parts)
        case AnyOf(parts):
            return any(fulfilled(part, holds) for part in parts)
        case NotThis(part):
            return not fulfilled(part, holds)
        case _:
            return holds(condition)
