"""How many of an order a question asks for (前三名, 哪五个镇最多)."""

from __future__ import annotations

from collections.abc import Sequence

from graph.language.numerals import read_integer
from qa.understanding.question import Piece, Question

_NEAR = 5
"""Pieces before a number among which a word of order makes it the number of winners."""


def number_of_top(question: Question) -> int | None:
    """How many of an order are asked for; ``None`` for all, or where no order is asked for."""
    pieces = question.pieces
    for at, piece in enumerate(pieces):
        if piece.says("top"):
            return top_number(piece.text)
        several = bool(piece.number and piece.number > 1)
        asked = at > 0 and pieces[at - 1].says("ask", "which")
        ordered = any(one.says("order") for one in pieces[max(0, at - _NEAR) : at + 3])
        if several and (asked or (ordered and not _is_share(pieces, at))):
            return piece.number
    return 1 if any(not piece.says("order", "rank") for piece in question.all("order")) else None


def _is_share(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a number belongs to a noun of tasks or headings (四大类, 258项), not to the winners."""
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    return bool(behind and behind.text in {"大", "%"})


def top_number(words: str) -> int:
    """How many a cue of order keeps.

    >>> top_number("前三名"), top_number("top5"), top_number("头十")
    (3, 5, 10)
    """
    digits = words.casefold().removeprefix("top").lstrip("排前头").rstrip("名位家个甲强")
    return read_integer(digits) or 1
