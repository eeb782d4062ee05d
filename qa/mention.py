"""Finding a name by its letters: the part of a question that stands verbatim in few tasks."""

from __future__ import annotations

from collections.abc import Mapping

from graph.text import fold

MAX_TASKS = 12
MIN_CHARS = 3


def longest_quote(question: str, texts: Mapping[str, str]) -> tuple[str, list[str]]:
    """The longest stretch of a question that occurs in the tasks' texts, and the tasks it occurs in.

    Stretches that occur in more than ``MAX_TASKS`` tasks name nothing in particular and are passed over.

    :param texts: task id → folded text.

    >>> longest_quote("雅图仕出现在哪几项任务里", {"a": "雅图仕党委", "b": "走访雅图仕", "c": "任务"})
    ('雅图仕', ['a', 'b'])
    """
    folded = fold(question)
    for length in range(len(folded), MIN_CHARS - 1, -1):
        for start in range(len(folded) - length + 1):
            piece = folded[start : start + length]
            found = [task for task, text in texts.items() if piece in text]
            if 0 < len(found) <= MAX_TASKS:
                return piece, found
    return "", []
