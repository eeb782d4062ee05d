"""Clauses and sentences of a folded text: where the one that holds a place begins and ends."""

from __future__ import annotations

_BREAKS = ",;:。!?、\n"
"""Marks that end a clause in a folded text (NFKC made the full-width ones narrow)."""


def clause_start(text: str, position: int, marks: str = _BREAKS) -> int:
    """Return where the clause that holds ``position`` begins.

    >>> clause_start("已完成,正在验收。", 6)
    4
    """
    return max((text.rfind(mark, 0, position) for mark in marks), default=-1) + 1


def clause_end(text: str, position: int, marks: str = _BREAKS) -> int:
    """Return where the clause that holds ``position`` ends (its mark not included)."""
    ends = [found for mark in marks if (found := text.find(mark, position)) >= 0]
    return min(ends, default=len(text))


def sentence_start(text: str, position: int) -> int:
    """Return where the sentence that holds ``position`` begins."""
    return clause_start(text, position, "。!?\n")
