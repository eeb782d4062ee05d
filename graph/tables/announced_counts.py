"""The counts printed in the headings, compared with what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from graph.records import Heading, Notice, Portfolio, Task


def check_counts(document: str, headings: Iterable[Heading | Portfolio], tasks: Sequence[Task]) -> list[Notice]:
    """Give a warning with its line for every heading whose announced count does not hold."""
    under: Counter[tuple[int, int]] = Counter()
    for task in tasks:
        for heading in (task.category, task.theme, task.portfolio):
            if heading:
                under[_place(heading)] += 1
    notices = []
    for heading in headings:
        found = under[_place(heading)]
        if heading.announced is not None and heading.announced != found:
            name = heading.name if isinstance(heading, Heading) else f"{heading.leader}分管工作"
            line = heading.text.source.line
            notices.append(Notice(document, line, f"标题“{name}”写明 {heading.announced} 项，实际读到 {found} 项"))
        elif isinstance(heading, Portfolio) and not found:
            line = heading.text.source.line
            notices.append(Notice(document, line, f"标题“{heading.leader}分管工作”下没有读到任务"))
    return notices


def check_numbers(document: str, tasks: Sequence[Task]) -> list[Notice]:
    """Give a warning for every gap or step back in the numbering of a category."""
    last: dict[int, Task] = {}
    running = 0
    notices = []
    for task in tasks:
        key = task.category.number if task.category else 0
        previous = last.get(key)
        expected = previous.number + 1 if previous else 1
        # Numbers may also run through all categories.
        if task.number not in (expected, 1, running + 1):
            notices.append(Notice(document, task.lines[0], f"序号应为 {expected}，实为 {task.number}"))
        last[key], running = task, task.number
    return notices


def _place(heading: Heading | Portfolio) -> tuple[int, int]:
    return heading.text.source.line, heading.text.source.column
