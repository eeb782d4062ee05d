"""Questions that work on some tables, made of what they hold: shown to those who only say hello."""

from __future__ import annotations

from collections.abc import Sequence

from graph.records import Task
from qa.answering.phrases import say

_SHORT = 12


def example_questions(tasks: Sequence[Task]) -> tuple[str, ...]:
    """Up to three questions: for a status, for a unit, for one task with a short title."""
    found = []
    category = next((task.category.name for task in tasks if task.category), "")
    if category:
        found.append(say("example.status", category=category))
    unit = next((task.lead_unit for task in tasks if task.lead_unit), None)
    if unit:
        found.append(say("example.lead", unit=unit))
    title = min((task.title.value.rstrip("。") for task in tasks), key=lambda text: abs(len(text) - _SHORT), default="")
    if title:
        found.append(say("example.progress", title=title))
    return tuple(found)
