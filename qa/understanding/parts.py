"""Several questions in one: where a sentence asks twice, each part is a question of its own.

A part that names nothing (由谁牵头？它还…) goes on about what the first one was about.
"""

from __future__ import annotations

from qa.understanding.question import Piece, PieceKind, Question

_MOST = 3
_ASKS = ("which", "many", "who", "when", "why", "how", "whether", "list")


def parts_of(question: Question) -> list[tuple[int, int]]:
    """The stretches ``[start, end)`` of the text that each ask something; one when it asks once.

    Clauses that ask nothing belong to the part that follows, at the end to the last one.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for clause in question.clauses:
        if asks(clause):
            found.append((start, clause[-1].end))
            start = clause[-1].end
    if not found:
        return [(0, len(question.text))]
    found[-1] = (found[-1][0], len(question.text))
    return found[:_MOST]


def asks(clause: tuple[Piece, ...]) -> bool:
    """Whether a clause asks something: by a cue, or by 没有 at its end."""
    if any(piece.says("ask", kind) for piece in clause for kind in _ASKS) or any(p.says("fraction") for p in clause):
        return True
    last = next((piece for piece in reversed(clause) if piece.kind is not PieceKind.MARK), None)
    return bool(last and last.says("not") and len(clause) > 1)


def kinds_asked(question: Question) -> set[str]:
    """Which sorts of answers a question asks for."""
    return {kind for kind in _ASKS if question.has("ask", kind)}
