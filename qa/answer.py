"""What an answer is, and how it is worded. Every sentence is made of what the table says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from embeddings.corpus import Passage
from graph.language.text import fold, shortened
from graph.records import Milestone, Task
from graph.tables.statuses import worst
from qa.answering.answer import Evidence, Related, TaskHit
from qa.items import AskedItem
from qa.plan import Intent, QueryPlan
from qa.quoting import Sentence

SCOPE_NAMES = {"direct": "直接点名", "collective": "集体单位", "mentioned": "文字提到", "semantic": "按意思找到"}
_LONG_NARRATIVE = 420
_LISTED = 400
_SHORT = 24


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, the same for command line, page and API."""

    question: str
    answer: str
    kind: str
    tasks: tuple[TaskHit, ...]
    value: int | float | str | None
    evidence: tuple[Evidence, ...]
    related: tuple[Related, ...]
    plan: QueryPlan
    sparql: str | None
    refused: bool
    elapsed_ms: float = 0.0
    notes: tuple[str, ...] = field(default_factory=tuple)

    def to_json(self) -> dict[str, Any]:
        """The answer in the shape of the contract."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return {**told, "plan": {**told["plan"], "chips": self.plan.chips}}


def set_lines(plan: QueryPlan, hits: Sequence[TaskHit], checked: str) -> list[str]:
    """Wording of a complete set: how many, which, and what is listed apart.

    :param checked: how many tasks were looked at, in Chinese.
    """
    main = [hit for hit in hits if hit.scope == "direct"]
    what = "、".join([*plan.chips, checked])
    if not hits:
        return [f"没有符合条件的任务（{what}）。"]
    lines = [f"共 {len(main)} 项（{what}）。" if plan.intent is Intent.COUNT else f"共 {len(main)} 项任务（{what}）："]
    lines += [task_line(hit) for hit in main[:_LISTED]]
    for scope in ("collective", "mentioned"):
        apart = [hit for hit in hits if hit.scope == scope]
        if apart:
            lines.append(f"另列{SCOPE_NAMES[scope]} {len(apart)} 项：")
            lines += [f"- {why}：{'、'.join(ids)}" for why, ids in _by_reason(apart).items()]
    return lines


def task_line(hit: TaskHit) -> str:
    """A task in a list."""
    return f"- 〔{hit.id}〕{hit.title}（{hit.status or '无状态'}）"


def status_line(hits: Sequence[TaskHit]) -> str:
    """How many of some tasks have which status, in numbers and per cent."""
    counted = Counter(hit.status or "无状态" for hit in hits)
    shares = (f"{status} {count} 项（{100 * count / len(hits):.1f}%）" for status, count in counted.most_common())
    return f"其中{'、'.join(shares)}。"


def counted_lines(label: str, tasks: Iterable[str], hits: Iterable[TaskHit]) -> list[str]:
    """The tasks of one group, under its name."""
    members = set(tasks)
    listed = [hit for hit in hits if hit.id in members]
    lines = [f"{label}：{len(listed)} 项"] if not (len(listed) == 1 and listed[0].id == label) else []
    return lines + [task_line(hit) for hit in listed[:_LISTED]]


def _by_reason(hits: Iterable[TaskHit]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for hit in hits:
        grouped.setdefault(hit.why, []).append(f"〔{hit.id}〕")
    return grouped


def set_evidence(tasks: Iterable[Task]) -> list[Evidence]:
    """For each task of a set: its title, and the report that carries its overall status."""
    found = []
    for task in tasks:
        found.append(title_evidence(task))
        overall = worst(task.statuses)
        report = next((r for r in task.reports if r.status == overall and r.narrative.value), None)
        if report:
            line = report.narrative.source.line
            text = report.narrative.value.split("\n")[0]
            found.append(Evidence(task.id, text, (line, line), task.document))
    return found


PLANNED, REPORTED = "节点计划", "完成情况"
"""What a sentence is: what was promised, or what became of it."""
DIFFERING = "各节点状态不同"


def compose_lookup(
    plan: QueryPlan,
    task: Task,
    sentences: Sequence[Sentence],
    found: Sequence[Passage],
    others: Sequence[tuple[TaskHit, str]],
) -> list[str]:
    """Wording of an answer from the best task: what was asked for first, then what the task is and who answers for it."""
    leader, units = _leader_line(task), _unit_line(task)
    first = {Intent.LEADER: [leader], Intent.UNIT: [units]}.get(plan.intent, [])
    told = [] if plan.intent in {Intent.LEADER, Intent.UNIT} else sentences
    first += [f"{REPORTED if sentence.reported else PLANNED}：{sentence.text}" for sentence in told]
    state = state_line(task)
    # Asked by status which items there are, which item has which is the answer.
    first = [state, *first] if plan.by_status and state.startswith(DIFFERING) else first
    lines = [*first, f"〔{task.id}〕{task.title.value}", *([state] if state not in first else [])]
    lines += [line for line in (leader, units) if line and line not in first]
    if plan.intent is Intent.WHEN and task.deadlines:
        lines.append(f"完成时间栏：{'、'.join(dict.fromkeys(deadline.text for deadline in task.deadlines))}")
    lines += [f"原文：{text}" for text in quoted(task, found) if text not in {one.text for one in told}]
    return lines + _aside(others)


def compose_items(
    plan: QueryPlan,
    task: Task,
    told: Sequence[tuple[AskedItem, Sequence[Sentence]]],
    found: Sequence[Passage],
    others: Sequence[tuple[TaskHit, str]],
) -> list[str]:
    """Wording of an answer from some items of a task: each with its own status, then the task they belong to.

    :param found: passages of what is told of these items.
    """
    alone = len(told) == 1
    lines = [line for item, sentences in told for line in _item_lines(plan, task, item, sentences, alone=alone)]
    lines += [f"〔{task.id}〕{task.title.value}", state_line(task)]
    lines += [line for line in (_leader_line(task), _unit_line(task)) if line not in lines]
    said = fold("\n".join(lines))
    lines += [f"原文：{passage.text}" for passage in found if fold(passage.text) not in said]
    return lines + _aside(others)


def _item_lines(
    plan: QueryPlan, task: Task, item: AskedItem, sentences: Sequence[Sentence], *, alone: bool
) -> Iterator[str]:
    """What is told of one item: its name and status, what was asked for; of one alone its plan, date and units too."""
    milestone = item.milestone
    own = _own_units(task, milestone)
    asked = {Intent.LEADER: _leader_line(task), Intent.UNIT: own or _unit_line(task)}.get(plan.intent)
    answers = [asked] if asked else []
    answers += (
        [] if asked else [f"{REPORTED if sentence.reported else PLANNED}：{sentence.text}" for sentence in sentences]
    )
    yield f"节点{milestone.no}“{item.name}”：{_own_status(task, item)}。{''.join(answers[:1])}"
    yield from answers[1:]
    if not alone:
        return
    if f"{PLANNED}：{milestone.text.value}" not in answers:
        yield f"{PLANNED}：{milestone.text.value}"
    if milestone.deadline:
        yield f"完成时间栏：{milestone.deadline.text}"
    if own and own != asked:
        yield own


def _own_status(task: Task, item: AskedItem) -> str:
    """The status of an item; where the report does not speak of it, whose status it is."""
    milestone = item.milestone
    status = milestone.status or "状态未写明"
    if item.spoken or milestone.tie is None:
        return status
    if len(task.reports[milestone.tie.report].milestones) > 1:
        return f"{status}（完成情况没有单独写这个节点，这是整份报告的状态）"
    return f"{status}（完成情况只写了状态）"


def _own_units(task: Task, milestone: Milestone) -> str:
    """The units of a milestone as a line, where they are not those of the whole task."""
    if milestone.leads:
        return f"责任单位：{'、'.join(f'{lead.name}（{lead.verb}）' for lead in milestone.leads)}"
    if milestone.units and milestone.units != task.unit_names:
        return f"责任单位：{'、'.join([f'{milestone.units[0]}（牵头）', *milestone.units[1:]])}"
    return ""


def lead_of(task: Task, milestone: Milestone) -> str | None:
    """The unit that leads a milestone: the one it names, the first of its rows, else that of the task."""
    named = [lead.name for lead in milestone.leads]
    return next(iter([*named, *milestone.units[:1]]), task.lead_unit)


def state_line(task: Task) -> str:
    """The status of a task; where its items have different ones, which item has which.

    The union of them would be told of none.
    """
    kept: dict[str, list[str]] = {}
    for milestone in task.milestones:
        kept.setdefault(milestone.status or "未写明", []).append(str(milestone.no))
    if len(kept) < 2:
        return f"状态：{'、'.join(dict.fromkeys(task.statuses)) or '未写明'}"
    shares = (f"{status}（节点{'、'.join(numbers)}）" for status, numbers in kept.items())
    return f"{DIFFERING}：{'，'.join(shares)}"


def _aside(others: Sequence[tuple[TaskHit, str]]) -> list[str]:
    """Other tasks that may be meant, each with a sentence."""
    if not others:
        return []
    told = (f"- 〔{hit.id}〕{shortened(hit.title, _SHORT)}" + (f"：{text}" if text else "") for hit, text in others)
    return ["其他可能相关：", *told]


def _leader_line(task: Task) -> str:
    offices = f"（{'、'.join(task.portfolio.offices)}）" if task.portfolio and task.portfolio.offices else ""
    return f"分管领导：{task.leader}{offices}" if task.leader else "分管领导：表中未写明"


def _unit_line(task: Task) -> str:
    if not task.units:
        return "责任单位：表中未写明"
    rest = "、".join(task.unit_names[1:])
    return f"责任单位：{task.lead_unit}（牵头）" + (f"、{rest}" if rest else "")


def reason_lines(reasons: Sequence[Evidence]) -> list[str]:
    """The reasons told, one line each."""
    return [f"原因或问题〔{reason.task}〕：{reason.text}" for reason in reasons]


def quoted(task: Task, found: Sequence[Passage]) -> list[str]:
    """The stretches quoted for a task: the passages found, and a short narrative whole."""
    texts = [passage.text for passage in found if passage.kind != "title"]
    narrative = [report.narrative.value for report in task.reports if report.narrative.value]
    if sum(map(len, narrative)) <= _LONG_NARRATIVE:
        texts += narrative
    kept: list[str] = []
    for text in texts:
        if not any(text in other for other in kept):
            kept = [other for other in kept if other not in text] + [text]
    return kept


def lookup_evidence(task: Task, found: Sequence[Passage]) -> list[Evidence]:
    """Evidence of a lookup: every quoted stretch with its line, or the title when nothing is quoted."""
    lines = {passage.text: passage.line for passage in found}
    lines |= {report.narrative.value: report.narrative.source.line for report in task.reports}
    texts = quoted(task, found)
    evidence = [Evidence(task.id, text, (lines[text], lines[text]), task.document) for text in texts]
    return evidence or [title_evidence(task)]


def title_evidence(task: Task) -> Evidence:
    """The title of a task with its line."""
    line = task.title.source.line
    return Evidence(task.id, task.title.value, (line, line), task.document)
