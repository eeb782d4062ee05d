"""What of a question asks: its text without the clauses that wave something off (不要家长满意度, 不是同质化那个)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graph.language.normal_form import fold_text
from qa.querying.items import waving

_MARKS = frozenset(",;:。!?()—\n")


@lru_cache(maxsize=256)
def asking_text(text: str) -> str:
    """The folded text of a question without what it waves off; all of it where nothing else is left.

    >>> asking_text("参与率是多少？我只要学生的，不要家长满意度")
    '参与率是多少?我只要学生的,'
    """
    folded = fold_text(text).text
    kept = [folded[start:end] for start, end in stretches(folded) if not waving(folded[start:end])]
    asking = "".join(kept)
    return asking if any(map(str.isalnum, asking)) else folded


def stretches(folded: str) -> Iterator[tuple[int, int]]:
    """The clauses of a folded text, each with the mark behind it; what stands in brackets or behind a dash is one."""
    start = 0
    for at, char in enumerate(folded):
        if char in _MARKS:
            yield start, at + 1
            start = at + 1
    if start < len(folded):
        yield start, len(folded)
