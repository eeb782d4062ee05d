"""The plan of a question: what was understood, as a small typed object that compiles to SPARQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from qa.querying.conditions import (
    EVERY_TASK,
    Condition,
    HasStatus,
    Linked,
    Names,
    NotThis,
    Responsible,
    Under,
    atoms,
    conjuncts,
)


class Intent(StrEnum):
    """What kind of answer is asked for."""

    LIST = "list"
    COUNT = "count"
    LOOKUP = "lookup"
    LEADER = "leader"
    UNIT = "unit"
    WHEN = "when"
    MENTION = "mention"
    COMPARE = "compare"
    RANK = "rank"


class Dimension(StrEnum):
    """What tasks are grouped by, or which number of a task is compared, to find the most or the least."""

    TOWN = "town"
    UNIT = "unit"
    LEADER = "leader"
    THEME = "theme"
    CATEGORY = "category"
    MONTH = "month"
    DEADLINE = "deadline"
    MILESTONES = "milestones"
    UNITS = "units"


NOUNS = {
    Dimension.TOWN: "镇（街道）",
    Dimension.UNIT: "单位",
    Dimension.LEADER: "领导",
    Dimension.THEME: "专题",
    Dimension.CATEGORY: "大类",
    Dimension.MONTH: "月份",
}
"""How dimensions with a name of their own are called."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The most (or least, latest or earliest) of something, the first ``top`` of them."""

    text: str
    dimension: Dimension
    most: bool
    top: int = 1


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What was understood of a question."""

    question: str
    intent: Intent
    where: Condition = EVERY_TASK
    ranking: Ranking | None = None
    each: Dimension | None = None
    """What tasks are to be counted by, each for itself (各镇分别有多少项任务)."""
    compared: tuple[Condition, ...] = ()
    """The conditions whose tasks are counted against each other."""
    why: bool = False
    """Whether reasons are asked for."""
    whole: bool = False
    """Whether it is asked if a status holds for all tasks of a set (都完成了吗)."""
    phrases: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    """Nouns among them that some texts of the table hold: what no condition explains of the matter asked about."""
    refusal: str | None = None
    corrected: tuple[tuple[str, str], ...] = ()
    """Words taken for a misspelt name, with the name."""
    ambiguous: tuple[str, ...] = ()
    """How words with several readings were read, in Chinese."""
    ignored: tuple[str, ...] = field(default_factory=tuple)

    @property
    def linked(self) -> tuple[Linked, ...]:
        """Units, towns, leaders, categories and themes asked for (not those excluded)."""
        found = [a.link for a in atoms(self.where, positive=True) if isinstance(a, Responsible | Under)]
        for condition in self.compared:
            found += [a.link for a in atoms(condition, positive=True) if isinstance(a, Responsible | Under)]
        return tuple(dict.fromkeys(found))

    @property
    def things(self) -> tuple[Linked, ...]:
        """Companies, documents, projects and villages that the tasks asked for must name."""
        return tuple(atom.link for atom in atoms(self.where, positive=True) if isinstance(atom, Names))

    @property
    def by_status(self) -> bool:
        """Whether a status is among the conditions."""
        return any(isinstance(atom, HasStatus) for atom in atoms(self.where))

    @property
    def residual(self) -> str:
        """The words of the question that no condition explains."""
        return "".join(self.phrases)

    @property
    def constrained(self) -> bool:
        """Whether there is anything that selects a set of tasks."""
        return self.where != EVERY_TASK

    @property
    def negated(self) -> bool:
        """Whether something is excluded."""
        return any(isinstance(part, NotThis) for part in conjuncts(self.where))

    @property
    def chips(self) -> list[str]:
        """The conditions in Chinese, for display."""
        chips = [part.chip for part in conjuncts(self.where)]
        if self.compared:
            chips.append("比较：" + " 与 ".join(condition.chip for condition in self.compared))
        if self.each:
            chips.append(f"计数：按{NOUNS[self.each]}")
        if self.ranking:
            chips.append(f"排序：{self.ranking.text}")
        return chips
