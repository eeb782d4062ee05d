"""Several questions in one: where a sentence asks twice, each part is a question of its own.

A part that names nothing (由谁牵头？它还…) goes on about what the first one was about.
"""

from __future__ import annotations

from qa.understanding.question import ASKING, Question, asks

_MOST = 3


def parts_of(question: Question) -> list[tuple[int, int]]:
    """The stretches ``[start, end)`` of the text that each ask something; one when it asks once.

    Clauses that ask nothing belong to the part that follows, at the end to the last one.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for clause in question.clauses:
        if asks(clause) or (found and clause[-1].says("follow")):
            found.append((start, clause[-1].end))
            start = clause[-1].end
    if not found:
        return [(0, len(question.text))]
    found[-1] = (found[-1][0], len(question.text))
    return found[:_MOST]


def kinds_asked(question: Question) -> set[str]:
    """Which sorts of answers a question asks for."""
    return {kind for kind in ASKING if question.has("ask", kind)}
