"""What an answer is: the same object for command line, page, HTTP and MCP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from qa.answering.results import Nothing, Part, Result
from qa.querying.conditions import EVERY_TASK, Condition, Linked, conjuncts
from qa.querying.conditions import links as links_of
from qa.understanding.logical_form import Form

SCOPE_NAMES = {"direct": "直接点名", "collective": "集体单位", "mentioned": "文字提到", "semantic": "按意思找到"}


@dataclass(frozen=True, slots=True)
class TaskHit:
    """A task of an answer, with the scope it belongs to and why it is there."""

    id: str
    title: str
    status: str | None
    scope: str
    score: float
    why: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An exact stretch of the source."""

    task: str
    text: str
    lines: tuple[int, int]
    document: str
    milestone: int | None = None
    """The number of the milestone it tells of, where it tells of one."""
    place: str = ""
    """Where it stands, for a person: 第 3 行, 第 2 页表 1 第 14 行."""


@dataclass(frozen=True, slots=True)
class Related:
    """An entity near the answer."""

    iri: str
    label: str
    type: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What was understood of a question: the form, and the conditions of its set."""

    question: str
    op: str
    form: Form | None = None
    where: Condition = EVERY_TASK
    corrected: tuple[tuple[str, str], ...] = ()
    """Words taken for a misspelt name, with the name."""
    history: tuple[str, ...] = ()
    """The questions asked before it."""

    @property
    def chips(self) -> list[str]:
        """The conditions in Chinese, for display."""
        return [part.chip for part in conjuncts(self.where)]

    @property
    def links(self) -> tuple[Linked, ...]:
        """The names among the conditions, not those left out."""
        return links_of(self.where)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the point in one sentence, the same as a typed result, the whole text, and what it stands on."""

    question: str
    headline: str
    result: Result
    answer: str
    kind: str
    plan: Plan
    tasks: tuple[TaskHit, ...] = ()
    value: int | float | str | None = None
    evidence: tuple[Evidence, ...] = ()
    related: tuple[Related, ...] = ()
    sparql: str | None = None
    refused: bool = False
    parts: tuple[Part, ...] = ()
    understood: str = ""
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
    elapsed_ms: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The answer in the shape of the contract."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return {**told, "plan": {**told["plan"], "chips": self.plan.chips}}


def refused(plan: Plan, sentence: str, *, hits: tuple[TaskHit, ...] = (), notes: tuple[str, ...] = ()) -> Answer:
    """An answer that says why there is none."""
    return Answer(plan.question, sentence, Nothing(), sentence, "refusal", plan, hits, refused=True, notes=notes)
