"""Draft → :class:`Task`: the rows collected for one task become milestones, units, deadlines and status reports."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from graph.language.text import fold, strip_tags, tidy
from graph.records import (
    Cited,
    Deadline,
    Extra,
    Heading,
    LeadRef,
    Milestone,
    Portfolio,
    SourceRef,
    StatusReport,
    TablePart,
    Task,
    UnitRef,
)
from graph.tables.cleaning import joined_lines
from graph.tables.columns import Role
from graph.tables.deadlines import read_month, split_deadlines
from graph.tables.milestones import Step, split_milestones
from graph.tables.readers import Cell
from graph.tables.statuses import numbered_verdicts, split_statuses
from graph.tables.unit_cells import find_leads, read_units, split_units
from graph.tables.unit_labels import UnitRole
from graph.tables.unit_persons import offices_beside, person_names
from graph.tables.verdicts import verdict_of

T = TypeVar("T")
Canonical = Callable[[str], str]
_TAIL = 500
"""Characters of a step that show whether it is unfinished."""
_UNFINISHED = re.compile(r"[\u4e00-\u9fffA-Za-z0-9，、,（(]$")


class ExtraCell(NamedTuple):
    """A cell no field is kept for: the header over it, what its column tells, and the unit told beside the table."""

    header: str
    cell: Cell
    meaning: str = ""
    unit: str = ""


@dataclass(slots=True)
class DraftRow:
    """One row of a task: its line and its cells by role."""

    line: int
    cells: dict[Role, Cell]
    extras: list[ExtraCell] = field(default_factory=list)
    repeats_head: bool = False
    apart: bool = False
    """Whether its plan is a step of its own, though the one above ends without a mark."""


@dataclass(slots=True)
class Draft:
    """A task while its rows are being collected."""

    document: str
    category: Heading | None
    theme: Heading | None
    portfolio: Portfolio | None
    number: int
    rows: list[DraftRow]
    label: str | None = None
    """The number as printed, where it is no plain one (1-1, A)."""
    part: TablePart | None = None
    """The table it stands in, of several that number by themselves."""
    lacks: frozenset[Role] = frozenset()
    """What the table has no column for, so that no task of it lacks it."""

    @property
    def title(self) -> Cell | None:
        """The first title cell."""
        return next((row.cells[Role.TITLE] for row in self.rows if Role.TITLE in row.cells), None)


@dataclass(slots=True)
class _Placed(Generic[T]):
    """A parsed piece and the index of the draft row it stands in."""

    row: int
    item: T


def assemble(draft: Draft, task_id: str, canonical: Canonical) -> tuple[Task, list[tuple[int, str]]]:
    """Make the task of a draft.

    :returns: the task, and what was noticed on the way as (line, message).
    """
    notices: list[tuple[int, str]] = []
    units = _units(draft, canonical)
    notices += [(u.item.source.line, note) for u in units if (note := _spelling(u.item))]
    deadlines = _deadlines(draft)
    steps = _steps(draft, notices)
    milestones = _milestones(steps, units, deadlines, canonical)
    parts = [_Placed(i, part) for i, part in _status_parts(draft)]
    titles = [row.cells[Role.TITLE] for row in draft.rows if Role.TITLE in row.cells]
    first = titles[0]
    title_text = joined_lines(first.text)
    starred = title_text.lstrip().startswith("★")
    notices += [
        (first.source.line, f"任务“{title_text[:20]}”{gap}")
        for gap in _gaps(milestones, units, deadlines, parts, draft.lacks)
    ]
    extras = tuple(_extras(draft, notices))
    task = Task(
        id=task_id,
        document=draft.document,
        category=draft.category,
        theme=draft.theme,
        portfolio=draft.portfolio or _leader_column(draft),
        number=draft.number,
        title=Cited(title_text.replace("★", "", 1).strip() if starred else title_text, first.raw, first.source),
        starred=starred,
        milestones=tuple(milestones),
        units=tuple(placed.item for placed in units),
        reports=tuple(_reports(parts, [step.row for step in steps])),
        deadlines=tuple(_printed_once(draft, deadlines)),
        lines=(draft.rows[0].line, draft.rows[-1].line),
        title_variants=tuple(Cited(strip_tags(cell.raw), cell.raw, cell.source) for cell in titles[1:]),
        extras=extras,
        part=draft.part,
    )
    return task, notices


def _extras(draft: Draft, notices: list[tuple[int, str]]) -> Iterator[Extra]:
    """Cells without a field of their own; what a field has no room for is kept under the name of its column."""
    shown = draft.portfolio is not None
    for row in draft.rows:
        for name, cell, meaning, unit in row.extras:
            yield Extra(name, Cited(cell.text, cell.raw, cell.source), meaning, unit)
        leader = row.cells.get(Role.LEADER)
        if leader:
            if shown:
                yield Extra("分管领导", Cited(leader.text, leader.raw, leader.source))
            shown = True
        for role in (Role.UNITS, Role.SUPPORT):
            cell_of_units = row.cells.get(role)
            for person in dict.fromkeys(p.person for p in read_units(cell_of_units.text if cell_of_units else "")):
                if person and cell_of_units:
                    yield Extra("责任人", Cited(person, cell_of_units.raw, cell_of_units.source))
            if cell_of_units and not split_units(cell_of_units.text):
                notices.append((row.line, f"责任单位栏“{cell_of_units.text[:20]}”不含单位名称，按其他栏保留"))
                yield Extra("责任单位", Cited(cell_of_units.text, cell_of_units.raw, cell_of_units.source))


def _units(draft: Draft, canonical: Canonical) -> list[_Placed[UnitRef]]:
    found = []
    for index, row in enumerate(draft.rows):
        for role in (Role.UNITS, Role.SUPPORT):
            cell = row.cells.get(role)
            if cell:
                found += [
                    _Placed(
                        index,
                        UnitRef(
                            canonical(part.name),
                            part.written,
                            cell.source,
                            role is Role.SUPPORT or part.role is UnitRole.SUPPORT,
                        ),
                    )
                    for part in read_units(cell.text)
                    if part.name
                ]
    return found


def _spelling(unit: UnitRef) -> str | None:
    """Remark on a unit's spelling: wrapped in the middle, or unlike the canonical one."""
    if unit.name != tidy(unit.written):
        return f"责任单位“{unit.written}”统一写作“{unit.name}”"
    if re.search(r"\s", unit.written):
        return f"责任单位“{unit.written}”被换行断开，已接为“{unit.name}”"
    return None


def _gaps(
    milestones: Sequence[Milestone],
    units: Sequence[_Placed[UnitRef]],
    deadlines: Sequence[_Placed[Deadline]],
    parts: Sequence[_Placed[StatusReport]],
    lacks: frozenset[Role],
) -> list[str]:
    """List what a task should have and has not."""
    missing = [
        ("没有节点计划", not milestones and Role.MILESTONE not in lacks),
        ("没有责任单位", not units and Role.UNITS not in lacks),
        ("没有完成时间", not deadlines and Role.DEADLINE not in lacks),
        ("没有完成情况", not parts and Role.STATUS not in lacks),
        ("的完成情况里没有可识别的状态词", bool(parts) and not any(part.item.status for part in parts)),
    ]
    return [name for name, true in missing if true]


def _deadlines(draft: Draft) -> list[_Placed[Deadline]]:
    return [
        _Placed(index, deadline)
        for index, row in enumerate(draft.rows)
        if Role.DEADLINE in row.cells
        for deadline in split_deadlines(row.cells[Role.DEADLINE].raw, row.cells[Role.DEADLINE].source)
    ]


def _printed_once(draft: Draft, deadlines: Sequence[_Placed[Deadline]]) -> list[Deadline]:
    """Return the deadlines in order, without those a page break printed again."""
    kept: list[Deadline] = []
    for placed in deadlines:
        again = draft.rows[placed.row].repeats_head and kept and kept[-1].text == placed.item.text
        if not again:
            kept.append(placed.item)
    return kept


def _status_parts(draft: Draft) -> list[tuple[int, StatusReport]]:
    found = []
    for index, row in enumerate(draft.rows):
        cell, verdict = row.cells.get(Role.STATUS), row.cells.get(Role.VERDICT)
        if verdict is not None and cell is not None:
            found += [(index, report) for report in _judged_reports(verdict, cell)]
            continue
        cell = cell or verdict
        if cell is None:
            continue
        for part in split_statuses(cell.raw, verdicts=cell is verdict):
            narrative = Cited(strip_tags(part.narrative), part.written, cell.source)
            found.append((index, StatusReport(part.status, narrative, ())))
    return found


def _judged_reports(verdict: Cell, cell: Cell) -> list[StatusReport]:
    """The reports of a row with a column of statuses: one for each numbered goal where the status cell numbers them.

    Where the report is not numbered alike, it stands whole under the first of them and none of the others is lost.
    """
    words = numbered_verdicts(strip_tags(verdict.text))
    if not words:
        return [_judged_report(verdict, cell)]
    steps = [step.written for step in split_milestones(cell.raw)]
    told = steps if len(steps) == len(words) else [cell.raw, *[""] * (len(words) - 1)]
    return [
        StatusReport(word, Cited(strip_tags(text), text or verdict.raw, cell.source), ())
        for word, text in zip(words, told, strict=True)
    ]


def _judged_report(verdict: Cell, cell: Cell) -> StatusReport:
    """The report of a table that tells the status in a column of its own; what no wording of it is known for is kept."""
    word = verdict_of(verdict.text) or " ".join(verdict.text.split()) or None
    return StatusReport(word, Cited(strip_tags(cell.raw), cell.raw, cell.source), ())


def _steps(draft: Draft, notices: list[tuple[int, str]]) -> list[_Placed[tuple[Step, SourceRef]]]:
    """Read the steps of all plan cells; text that only continues the step above a page break is joined to it."""
    steps: list[_Placed[tuple[Step, SourceRef]]] = []
    for index, row in enumerate(draft.rows):
        cell = row.cells.get(Role.MILESTONE)
        if cell is None:
            continue
        for step in split_milestones(cell.raw):
            last = steps[-1].item[0] if steps else None
            follows = step.no is None and step.due is None and not row.apart
            if last and follows and _UNFINISHED.search(fold(last.raw[-_TAIL:])):
                joined = Step(last.no, last.starred, f"{last.raw} {step.raw}", f"{last.written} {step.written}")
                # What a page break cut off may hold the deadline of the whole step.
                own = Role.DEADLINE in row.cells and Role.DEADLINE not in draft.rows[steps[-1].row].cells
                steps[-1] = _Placed(index if own else steps[-1].row, (joined, steps[-1].item[1]))
                notices.append((row.line, "节点文字接续上一行，已并入上一节点"))
            elif last and step.no == last.no and row.repeats_head and fold(step.raw) == fold(last.raw):
                notices.append((row.line, f"节点（{step.no}）在分页处重复印出，只计一次"))
            else:
                steps.append(_Placed(index, (step, cell.source)))
    return steps


def _milestones(
    steps: Sequence[_Placed[tuple[Step, SourceRef]]],
    units: Sequence[_Placed[UnitRef]],
    deadlines: Sequence[_Placed[Deadline]],
    canonical: Canonical,
) -> list[Milestone]:
    dues = _spread([step.row for step in steps], deadlines)
    named: dict[int, dict[str, None]] = {}
    for unit in units:
        named.setdefault(unit.row, {})[unit.item.name] = None
    unit_rows = sorted(named)
    units_at = {row: tuple(names) for row, names in named.items()}
    milestones = []
    for position, placed in enumerate(steps):
        step, source = placed.item
        own = _last_until(unit_rows, placed.row)
        due = dues[position]
        milestones.append(
            Milestone(
                no=step.no if step.no is not None else position + 1,
                text=Cited(strip_tags(step.raw), step.written, source),
                numbered=step.no is not None,
                starred=step.starred,
                deadline=due.item if due else _own(step, source),
                inherited=bool(due and due.row != placed.row),
                leads=tuple(LeadRef(canonical(name), verb, words) for name, verb, words in find_leads(step.raw)),
                units=units_at[own] if own is not None else (),
            )
        )
    return milestones


def _own(step: Step, source: SourceRef) -> Deadline | None:
    """The deadline a step is labelled with (一季度：…)."""
    return Deadline(step.due, *read_month(step.due), source) if step.due else None


def _last_until(rows: Sequence[int], row: int) -> int | None:
    """The last of some rows (sorted) that is not below a row."""
    position = bisect_right(rows, row)
    return rows[position - 1] if position else None


def _spread(rows: Sequence[int], pieces: Sequence[_Placed[T]]) -> list[_Placed[T] | None]:
    """For each milestone (by row) the piece that covers it.

    A cell covers its row and the empty ones below it; several pieces in one cell go one to one to the milestones the
    cell covers, when there are as many.
    """
    if len(pieces) == len(rows) and [piece.row for piece in pieces] != rows and len(set(rows)) == 1:
        return list(pieces)
    here: dict[int, list[_Placed[T]]] = {}
    for piece in pieces:
        here.setdefault(piece.row, []).append(piece)
    starts = sorted(here)
    start_of = [_last_until(starts, row) for row in rows]
    covered = Counter(start_of)
    taken: Counter[int] = Counter()
    chosen: list[_Placed[T] | None] = []
    for start in start_of:
        if start is None:
            chosen.append(None)
            continue
        if len(here[start]) == 1:
            chosen.append(here[start][0])
        elif len(here[start]) == covered[start]:
            chosen.append(here[start][taken[start]])
        else:
            chosen.append(None)
        taken[start] += 1
    return chosen


def _reports(parts: Sequence[_Placed[StatusReport]], rows: Sequence[int]) -> list[StatusReport]:
    """Each report with the milestones it covers."""
    labelled = [part for part in parts if part.item.status]
    if len(labelled) == len(rows) and len(labelled) == len(parts):
        covers: list[tuple[int, ...]] = [(i,) for i in range(len(rows))]
    else:
        covers = _covered(parts, rows)
    return [
        StatusReport(part.item.status, part.item.narrative, cover) for part, cover in zip(parts, covers, strict=True)
    ]


def _covered(parts: Sequence[_Placed[StatusReport]], rows: Sequence[int]) -> list[tuple[int, ...]]:
    """For each part the milestones (by position) from its row down to the next row with a status."""
    together = Counter(part.row for part in parts)
    starts = sorted(together)
    spans: dict[int, tuple[int, ...]] = dict.fromkeys(starts, ())
    by_start: dict[int, list[int]] = {}
    for position, row in enumerate(rows):
        # What stands above the first status belongs to it.
        start = _last_until(starts, row)
        by_start.setdefault(starts[0] if start is None and starts else start or 0, []).append(position)
    spans |= {start: tuple(found) for start, found in by_start.items()}
    taken: Counter[int] = Counter()
    covers: list[tuple[int, ...]] = []
    for part in parts:
        span = spans[part.row]
        one_each = len(span) == together[part.row] > 1
        covers.append((span[taken[part.row]],) if one_each else span)
        taken[part.row] += 1
    return covers


def _leader_column(draft: Draft) -> Portfolio | None:
    """Read a leader from a column of their own, in tables that have one."""
    cell = next((row.cells[Role.LEADER] for row in draft.rows if Role.LEADER in row.cells), None)
    if not cell or not cell.text:
        return None
    names = "、".join(person_names(cell.text)) or " ".join(cell.text.split())
    offices = offices_beside(cell.text) if "、" not in names else ()
    return Portfolio(names, offices, None, Cited(cell.text, cell.raw, cell.source))
