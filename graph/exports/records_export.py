"""Exports that are not RDF: the ``records`` JSON lines of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from graph.language.text import well_formed_within
from graph.mentions.places import PlaceFinder
from graph.mentions.subjects import milestone_subjects
from graph.mentions.texts import task_texts
from graph.places.divisions import Town
from graph.places.table_county import table_county
from graph.records import DocumentInfo, Milestone, StatusReport, Table, Task
from graph.tables.statuses import concept_of, worst
from graph.units import collective_kind, collective_towns


def export_records(tables: Iterable[Table]) -> Iterator[str]:
    """One JSON object per task and line, as the contract describes it."""
    for made in records_of(tables):
        yield json.dumps(well_formed_within(made), ensure_ascii=False) + "\n"


def records_of(tables: Iterable[Table]) -> Iterator[dict[str, Any]]:
    """Every task of tables as a plain dictionary."""
    for table in tables:
        texts = {task.id: [text.folded.text for text in task_texts(task)] for task in table.tasks}
        places = PlaceFinder(table_county(table), list(chain.from_iterable(texts.values())))
        for task in table.tasks:
            named = places.towns_named(texts[task.id])
            yield record(task, table.info, places.towns, named)


def record(task: Task, info: DocumentInfo, towns: tuple[Town, ...], mentioned: Sequence[str]) -> dict[str, Any]:
    """Write a task as a plain dictionary; ``mentioned`` are the towns its texts name."""
    names = {town.name for town in towns}
    overall = worst(task.statuses)
    return {
        "id": task.id,
        "document": task.document,
        "county": info.county,
        "year": info.year,
        "category_no": task.category.number if task.category else None,
        "category": task.category.name if task.category else None,
        "subsection_no": task.theme.number if task.theme else None,
        "subsection": task.theme.name if task.theme else None,
        "part": task.part.names[0] if task.part else None,
        "number": task.number,
        "title": task.title.value,
        "starred": task.starred,
        "leader": task.leader,
        "leader_heading": task.portfolio.text.value if task.portfolio else None,
        "leader_offices": list(task.portfolio.offices) if task.portfolio else [],
        "milestones": [_milestone(task, milestone) for milestone in task.milestones],
        "units": list(task.unit_names),
        "lead_units": list(task.lead_units),
        "lead_unit": task.lead_unit,
        "support_units": _supporting(task),
        "towns": {
            "direct": [name for name in task.unit_names if name in names],
            "collective": any(collective_towns(collective_kind(name) or "", towns) for name in task.unit_names),
            "mentioned": list(mentioned),
        },
        "statuses": list(task.statuses),
        "status": overall,
        "status_concept": _concept(overall),
        "narratives": [report.narrative.value for report in task.reports],
        "reports": [_report(task, report) for report in task.reports],
        "deadlines": [deadline.text for deadline in task.deadlines],
        "extras": {extra.header: extra.text.value for extra in task.extras},
        "title_written": task.title.written,
        "lines": list(task.lines),
    }


def _milestone(task: Task, milestone: Milestone) -> dict[str, Any]:
    """A milestone with its own status and what is told of it; ``report`` is the position (0-based) in the reports."""
    tie = milestone.tie
    return {
        "no": milestone.no,
        "text": milestone.text.value,
        "subjects": list(milestone_subjects(task, milestone)),
        "starred": milestone.starred,
        "deadline": milestone.deadline.text if milestone.deadline else None,
        "deadline_inherited": milestone.inherited,
        "lead_units": list(dict.fromkeys(lead.name for lead in milestone.leads)),
        "units": list(milestone.units),
        "report": milestone.report,
        "status": milestone.status,
        "status_concept": _concept(milestone.status),
        "stretch": list(task.told_of(milestone)),
        "tie": {"how": tie.how, "certainty": tie.certainty} if tie else None,
        "numbered": milestone.numbered,
        "written": milestone.text.written,
        "line": milestone.text.source.line,
    }


def _report(task: Task, report: StatusReport) -> dict[str, Any]:
    """A report; ``milestones`` are the numbers (as printed) of those it is the report of."""
    line = report.narrative.source.line
    return {
        "status": report.status,
        "status_concept": _concept(report.status),
        "text": report.narrative.value,
        "narrative": report.narrative.value,
        "milestones": [task.milestones[position].no for position in report.milestones],
        "written": report.narrative.written,
        "line": line,
        "lines": [line, line],
    }


def _concept(status: str | None) -> str | None:
    """The key of a status in the scheme, "other" for a wording the scheme does not know."""
    if status is None:
        return None
    concept = concept_of(status)
    if concept is not None and concept.key == _MOSTLY and any(word in status for word in _PACE):
        return _ON_TRACK  # 基本按进度完成 tells of the pace, 基本完成 of the work
    return concept.key if concept else "other"


_MOSTLY, _ON_TRACK = "mostly", "on-track"
_PACE = ("进度", "序时", "计划", "按时", "按期")


def _supporting(task: Task) -> list[str]:
    """The units that help: those of a column of their own, else all that stand behind the one that leads."""
    if task.support_units:
        return list(task.support_units)
    return [name for name in task.unit_names if name not in task.lead_units]
