"""Reports of a document that has no column for statuses: many close with a verdict on the whole task (…。该项工作进度滞后。)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.records import StatusReport, Task
from graph.tables.verdicts import closing_verdict

_MOSTLY = 0.5
"""Share of the reports without a status that must close with one for the document to be written in this way."""
_LEAST = 3


def with_closing_verdicts(tasks: Sequence[Task]) -> list[Task]:
    """The tasks, where reports tell their status last with the status told there; the narratives stay as they are.

    A single report that ends so may tell of a part of its task. Where most do, it is how the document is written.
    """
    bare = [report for task in tasks for report in task.reports if not report.status]
    told = {id(report): verdict for report in bare if (verdict := closing_verdict(report.narrative.value))}
    if len(told) < max(_LEAST, _MOSTLY * len(bare)):
        return list(tasks)

    def judged(report: StatusReport) -> StatusReport:
        verdict = told.get(id(report))
        return replace(report, status=verdict) if verdict else report

    return [replace(task, reports=tuple(map(judged, task.reports))) for task in tasks]
