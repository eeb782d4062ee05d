"""The kinds of things that the nouns of a question ask for (哪些镇, 多少家企业)."""

from __future__ import annotations

from collections.abc import Iterable

from qa.understanding.logical_form import Kind
from qa.understanding.matters import is_plain
from qa.understanding.question import Piece, PieceKind, Question


def asked_nouns(question: Question) -> set[Kind]:
    """The kinds of the nouns right behind 哪些 or 多少, or right before 有哪些."""
    pieces, found = question.pieces, set[Kind]()
    for at, piece in enumerate(pieces):
        if piece.says("ask", "which") or piece.says("ask", "many"):
            ahead = _noun_near(pieces[at + 1 : at + 3]) or _MEASURED.get(piece.text[-1])
            behind = (
                None
                if ahead or piece.text.startswith(("哪个", "哪位"))
                else _noun_near(reversed(pieces[max(0, at - 3) : at]))
            )
            found |= {kind for kind in (ahead, behind) if kind}
    return found


def _noun_near(pieces: Iterable[Piece]) -> Kind | None:
    """The first noun among some pieces, with nothing telling before it."""
    for piece in pieces:
        if piece.says("noun"):
            return Kind(piece.sense("noun"))
        if piece.link and piece.link.kind == "Category":
            return Kind.TASK
        if piece.number is None and (piece.kind is not PieceKind.WORD or not is_plain(piece)):
            return None
    return None


_MEASURED = {"项": Kind.TASK, "件": Kind.TASK, "桩": Kind.TASK, "位": Kind.LEADER}
"""What is asked for by its measure word alone (哪几项, 哪位)."""
