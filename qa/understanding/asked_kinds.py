"""The kinds of things that the nouns of a question ask for (哪些镇, 多少家企业)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.language.word_lists import listed_set
from qa.understanding.logical_form import Kind
from qa.understanding.matters import is_plain
from qa.understanding.question import Piece, PieceKind, Question


def asked_nouns(question: Question) -> set[Kind]:
    """The kinds of the nouns right behind 哪些 or 多少, or right before 有哪些."""
    pieces, found = question.pieces, set[Kind]()
    for at, piece in enumerate(pieces):
        if piece.says("ask", "which") or piece.says("ask", "many"):
            ahead = _noun_near(pieces[at + 1 : at + 3]) or _MEASURED.get(piece.text[-1])
            if ahead is None and piece.text.endswith("条") and question.has("mention"):
                ahead = Kind.TASK  # 都有哪几条提到过它
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


_MEASURED = {"项": Kind.TASK, "件": Kind.TASK, "桩": Kind.TASK, "位": Kind.LEADER, "类": Kind.CATEGORY}
"""What is asked for by its measure word alone (哪几项, 哪位, 哪一类)."""


def names_asked(question: Question) -> int | None:
    """How many things a question asks for by name, 0 where it does not say; ``None`` where it asks for none."""
    pieces = question.pieces
    for at, piece in enumerate(pieces):
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        if piece.says("ask", "which") and behind and (behind.number or 0) > 1:
            return behind.number
        several = piece.says("ask", "which") and (
            piece.text.endswith("几") or (behind and behind.text.startswith("几"))
        )
        if several and not _of_tasks(pieces, at):
            return 0
    listed = any(piece.text in _NAMES for piece in pieces)
    number = next((piece.number for piece in pieces if piece.number and piece.number > 1), 0)
    return (number or 0) if listed and not question.has("noun", "leader") else None


_NAMES = listed_set("asking-names")


def _of_tasks(pieces: Sequence[Piece], at: int) -> bool:
    """Whether tasks are asked for by their measure word or noun right behind (哪几项, 哪几个任务)."""
    words = "".join(piece.text for piece in pieces[at : at + 2])
    near = pieces[at + 1 : at + 3]
    return words.endswith(("项", "件", "桩")) or any(piece.says("noun") or piece.link for piece in near)
