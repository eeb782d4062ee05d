"""What a question tells of some matter: the runs of words that no condition explains, without asides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.language.word_lists import listed, listed_set
from qa.understanding.contexts import plain_words
from qa.understanding.question import Piece, PieceKind, Question
from qa.understanding.slot_finders import Slot


def asides(question: Question) -> frozenset[int]:
    """The pieces that only say how to count (（“各镇（街）”按一家算）, 随口提到的不要): in brackets, or a clause at the end.

    A clause that leaves something named out is a condition and none of them.
    """
    pieces = question.pieces
    found: set[int] = set()
    opened: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.text == "（":
            opened.append(at)
        elif piece.text == "）" and opened:
            first = opened.pop()
            inside = pieces[first + 1 : at]
            if any(one.text in _COUNTING or one.text.startswith(_COUNTED_SO) for one in inside) or (
                _says_how(inside) and not any(one.link for one in inside)
            ):
                found.update(range(first, at + 1))
    bracketed = [pieces[at] for at in found]
    for whole in question.clauses:
        clause = [piece for piece in whole if piece not in bracketed]
        if not clause:
            continue
        named = any(_names_or_asks(piece) or piece.says("status") for piece in clause)  # 没开工的不算 leaves out
        says_how = any(piece.says("not", "except") for piece in clause) and not named
        if clause[0].text in _INCLUDING and not any(map(_names_or_asks, clause)):
            found.update(at for at, piece in enumerate(pieces) if piece in clause)
        only = clause[0].text.startswith(_ONLY) and clause[-1].says("not") and not any(map(_is_single, clause))
        counted_as = any(piece.text == "按" for piece in clause) and clause[-1].text in _COUNTING
        extends = clause[-1].text in _EXTENDING and not any(piece.says("ask") for piece in clause)
        if only or extends or (counted_as and not any(piece.says("ask") for piece in clause)):
            found.update(at for at, piece in enumerate(pieces) if piece in clause)  # 只有个别节点打★的不用列
        if says_how and any(piece.text in _COUNTING or piece.text.startswith("不算") for piece in clause):
            found.update(at for at, piece in enumerate(pieces) if piece in clause)
    return frozenset(found)


_INCLUDING = listed_set("including")


def _is_single(piece: Piece) -> bool:
    """Whether a piece names one thing, not all of a kind (各镇)."""
    return piece.link is not None and piece.link.kind != "CollectiveUnit"


_EXTENDING = listed_set("counted-too")
_ONLY = listed("only")


def _names_or_asks(piece: Piece) -> bool:
    return piece.link is not None or piece.says("ask")


_COUNTED_SO = listed("counted-so")

_COUNTING = listed_set("counting-words")


def _says_how(pieces: Sequence[Piece]) -> bool:
    return bool(pieces) and any(piece.says("not", "except") for piece in pieces[-2:])


def is_plain(piece: Piece) -> bool:
    """Whether a word says how something is asked, not what about."""
    return piece.text in plain_words() or (piece.tag[:1] in _EMPTY_TAGS and piece.tag != "eng")


_EMPTY_TAGS = frozenset("ucpydeorqfwm")
"""Parts of speech that tell no matter: particles, conjunctions, prepositions, adverbs, pronouns, measure words …"""


def matter_runs(question: Question, found: Sequence[Slot]) -> Iterator[tuple[int, int]]:
    """The runs of pieces ``[first, last)`` that tell of some matter, where these conditions explain the others."""
    taken = {at for slot in found for at in range(slot.first, slot.last)} | asides(question)
    start: int | None = None
    pieces = question.pieces
    for at in range(len(pieces) + 1):
        inside = at < len(pieces) and at not in taken and _is_matter(pieces[at], start is not None)
        alone = at < len(pieces) and pieces[at].kind is PieceKind.QUOTE
        if start is not None and (alone or pieces[at - 1].kind is PieceKind.QUOTE):
            yield from _trimmed(pieces, start, at)  # a quotation is a matter by itself
            start = None
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            yield from _trimmed(pieces, start, at)
            start = None


def _is_matter(piece: Piece, within: bool) -> bool:
    """Whether a piece may belong to the name of some matter; light words only inside it."""
    if piece.kind is PieceKind.QUOTE:
        return True
    if piece.kind is PieceKind.WORD:
        return not is_plain(piece) or (within and piece.text not in _BREAKS)
    if piece.kind is PieceKind.NUMBER:
        return within
    if piece.kind is PieceKind.MARK:
        return within and piece.text in {"（", "）", "-", "—", "~", "·", "%"}
    return piece.kind is PieceKind.CUE and within and piece.sense("noun") in _INNER


_BREAKS = listed_set("breaking-characters")

_INNER = frozenset({"task", "company", "village", "document", "town", "unit"})
"""Nouns that may stand inside the name of a matter (公司治理, 村改)."""


def _trimmed(pieces: Sequence[Piece], start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run without the light words and nouns at its ends."""
    while end > start and not _tells(pieces[end - 1]) and not _is_numbered(pieces[start:end]):
        end -= 1
    while start < end and not _tells(pieces[start]):
        start += 1
    if start < end:
        yield start, end


def _is_numbered(run: Sequence[Piece]) -> bool:
    """Whether a run ends with a number and the character that it numbers (沙坪六小)."""
    return len(run) > 2 and run[-2].number is not None and run[-1].kind is PieceKind.WORD and len(run[-1].text) == 1


def _tells(piece: Piece) -> bool:
    return piece.kind is PieceKind.QUOTE or (piece.kind is PieceKind.WORD and not is_plain(piece))
