"""Tasks by the time they began, where a table keeps that in a column (开工时间)."""

from __future__ import annotations

from datetime import date

from graph.language.text import fold
from graph.language.time_values import ANY_YEAR
from graph.language.timex import find_times
from graph.records import Task
from qa.querying.figure_columns import column_words
from qa.understanding.question import Question

_LEAST = 3


def begun_of(task: Task, year: int | None) -> date | None:
    """The day on which a task began, by the column for that; the first of the month where no day is told."""
    for extra in task.extras:
        if extra.meaning == "start" and any(word in extra.header for word in column_words("begun")):
            times = find_times(fold(extra.text.value).replace(".", "-"), year or ANY_YEAR)
            return times[0].first if times and times[0].first else None
    return None


def begins(tasks: list[Task], year: int | None) -> dict[str, date]:
    """Task id → the day on which it began; empty where too few tell it."""
    found = {task.id: day for task in tasks if (day := begun_of(task, year))}
    return found if len(found) >= _LEAST else {}


def asked_beginning(question: Question) -> tuple[date, date, tuple[int, int]] | None:
    """The days of which a question asks what began then, and the stretch of the text that says so; ``None`` for another."""
    asks = question.has("ask", "which") or question.has("ask", "many") or question.has("ask", "list")
    for piece in question.pieces:
        if piece.time is None or piece.time.first is None or piece.time.last is None:
            continue
        behind = question.text[piece.end : piece.end + _NEAR]
        word = next((word for word in column_words("begun") if word in behind), "")
        if word and (asks or question.text.endswith(("项目", "任务", "工程"))) and not question.has("why"):
            return piece.time.first, piece.time.last, (piece.start, piece.end + behind.find(word) + len(word))
    return None


_NEAR = 5
"""Characters between a time and the word for a beginning at most."""
