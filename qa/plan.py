"""The plan of a question: what was understood, as a small typed object that compiles to SPARQL."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Intent(StrEnum):
    """What kind of answer is asked for."""

    LIST = "list"
    COUNT = "count"
    LOOKUP = "lookup"
    LEADER = "leader"
    UNIT = "unit"
    MENTION = "mention"


class Role(StrEnum):
    """In which role a unit is asked for."""

    ANY = "any"
    LEAD = "lead"
    PARTICIPANT = "participant"


class StatusMode(StrEnum):
    """How statuses are compared: any report has it, or the task as a whole has (not) it."""

    ANY = "any"
    OVERALL = "overall"
    NOT_OVERALL = "not-overall"


@dataclass(frozen=True, slots=True)
class Linked:
    """An entity recognised in the question: words used, node keys (one per document), kind and label."""

    text: str
    kind: str
    label: str
    keys: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StatusConstraint:
    """Statuses asked for: keys of the status scheme and how they are compared."""

    text: str
    keys: tuple[str, ...]
    mode: StatusMode


@dataclass(frozen=True, slots=True)
class DeadlineConstraint:
    """A month asked for; ``day`` 0 stands for the end of the month, ``None`` for any day."""

    text: str
    month: int
    day: int | None


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What was understood of a question."""

    question: str
    intent: Intent
    units: tuple[Linked, ...] = ()
    towns: tuple[Linked, ...] = ()
    leaders: tuple[Linked, ...] = ()
    categories: tuple[Linked, ...] = ()
    themes: tuple[Linked, ...] = ()
    things: tuple[Linked, ...] = ()
    """Companies, documents, projects and villages that the tasks asked for must name."""
    why: bool = False
    """Whether reasons are asked for."""
    status: StatusConstraint | None = None
    deadline: DeadlineConstraint | None = None
    starred: bool = False
    role: Role = Role.ANY
    jointly: bool = False
    phrases: tuple[str, ...] = ()
    refusal: str | None = None
    ignored: tuple[str, ...] = field(default_factory=tuple)

    @property
    def linked(self) -> tuple[Linked, ...]:
        """Everything recognised that is a node."""
        return (*self.units, *self.towns, *self.leaders, *self.categories, *self.themes)

    @property
    def residual(self) -> str:
        """The words of the question that no constraint explains."""
        return "".join(self.phrases)

    @property
    def constrained(self) -> bool:
        """Whether there is anything that selects a set of tasks."""
        return bool(self.linked or self.things or self.status or self.deadline or self.starred)

    @property
    def chips(self) -> list[str]:
        """The constraints in Chinese, for display."""
        names = {"Unit": "单位", "CollectiveUnit": "单位", "Town": "镇（街道）", "Person": "分管领导"}
        names |= {"Category": "大类", "Theme": "专题"}
        names |= {"Company": "企业", "PolicyDocument": "文件", "Project": "项目", "Village": "村（社区）"}
        roles = {Role.ANY: "", Role.LEAD: "（牵头）", Role.PARTICIPANT: "（参与，不牵头）"}
        chips = []
        for link in self.linked:
            role = roles[self.role] if link.kind in {"Unit", "Town", "CollectiveUnit"} else ""
            chips.append(f"{names[link.kind]}：{link.label}{role}")
        chips += [f"提到{names[thing.kind]}：{thing.label}" for thing in self.things]
        if self.status:
            chips.append(f"状态：{self.status.text}")
        if self.deadline:
            chips.append(f"完成时间：{self.deadline.text}")
        if self.starred:
            chips.append("★标注")
        return chips

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data."""
        return {**asdict(self), "chips": self.chips}
