"""Finding a name by its letters: the part of a question that stands verbatim in few tasks."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from graph.language.text import fold

_QUOTED = re.compile(r"[“\"]([^“”\"]{2,30})[”\"]")
MAX_TASKS = 12
"""A stretch that occurs in more tasks names nothing in particular."""
_WHOLE = re.compile(r"公司$|集团$|\d{4}[〕\])]?第?\d{1,6}号$")
MIN_SHARE = 0.6
"""Share of a phrase that must stand verbatim: less is part of another name (支行 of 农业银行德清支行)."""
_KIND_AND_CODE = re.compile(r"^[\u4e00-\u9fff]{2,}(?P<code>[A-Za-z]{3,}[\d-]*)$")
"""A kind of thing before its short name (检测机构STC)."""
MIN_CHARS = 3
"""Shortest stretch taken out of a longer phrase; a phrase of its own may have two characters."""


def first_quote(phrases: Sequence[str], texts: Mapping[str, str]) -> tuple[str, list[str]]:
    """The first phrase of a question that the tasks' texts contain (the name comes first in Chinese), and the tasks.

    :param texts: task id → folded text.

    >>> first_quote(["雅图仕", "印刷厂"], {"a": "雅图仕党委", "b": "走访雅图仕", "c": "印刷厂"})
    ('雅图仕', ['a', 'b'])
    """
    quotes = (_longest(fold(phrase), texts) for phrase in phrases)
    return next((quote for quote in quotes if quote[0]), ("", []))


def quoted_words(question: str, texts: Mapping[str, str]) -> tuple[str, list[str]]:
    """The words a question puts between quotation marks, and the tasks that contain them.

    >>> quoted_words("“揭榜挂帅”是哪些任务的内容", {"a": "实施揭榜挂帅", "b": "其他"})
    ('揭榜挂帅', ['a'])
    """
    for match in _QUOTED.finditer(question):
        words = fold(match.group(1))
        found = [task for task, text in texts.items() if words in text]
        if found:
            return words, found
    return "", []


def _longest(phrase: str, texts: Mapping[str, str]) -> tuple[str, list[str]]:
    if _WHOLE.search(phrase):  # part of a company's name or of a document's number is another name
        found = [task for task, text in texts.items() if phrase in text]
        return (phrase, found) if found else ("", [])
    coded = _KIND_AND_CODE.match(phrase)
    if coded and any(coded["code"] in text for text in texts.values()):
        phrase = coded["code"]
    shortest = max(min(MIN_CHARS, max(2, len(phrase))), math.ceil(MIN_SHARE * len(phrase)))
    for length in range(len(phrase), shortest - 1, -1):
        for start in range(len(phrase) - length + 1):
            piece = phrase[start : start + length]
            found = [task for task, text in texts.items() if piece in text]
            if 0 < len(found) <= MAX_TASKS:
                return piece, found
    return "", []
