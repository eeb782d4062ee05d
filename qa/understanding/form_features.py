"""What the classifier of forms sees of a question: its text with names replaced by their kinds, and its cues."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from qa.understanding.question import Piece, PieceKind, Question

LONGEST = 4
"""Characters of the longest stretch that is a feature."""
_START, _END = "^", "$"
_NAMES = {
    "Unit": ("\ue001", "某某局"),
    "CollectiveUnit": ("\ue001", "某某局"),
    "Town": ("\ue002", "某某镇"),
    "Person": ("\ue003", "某领导"),
    "Category": ("\ue004", "某类"),
    "Theme": ("\ue005", "某专题"),
    "Company": ("\ue006", "某公司"),
    "Village": ("\ue007", "某村"),
    "PolicyDocument": ("\ue008", "某文件"),
    "Project": ("\ue009", "某项目"),
}
"""Kinds of the graph → the private character that stands for a name of that kind, and the words that do for the encoder."""
_OTHERS = {
    PieceKind.TIME: ("\ue010", ""),
    PieceKind.NUMBER: ("\ue011", ""),
    PieceKind.QUOTE: ("\ue012", "某事"),
}
"""The same for pieces that are no names; without words the encoder sees them as they are written."""


def masked(question: Question) -> str:
    """The text with every name, time, number and quotation replaced by the character of its kind."""
    return "".join(_standing(piece, 0) for piece in question.pieces)


def shown(question: Question) -> str:
    """The text with every name replaced by the general word for its kind: what the encoder of meaning is given."""
    return "".join(_standing(piece, 1) for piece in question.pieces)


def _standing(piece: Piece, which: int) -> str:
    if piece.link:
        return _NAMES[piece.link.kind][which] if piece.link.kind in _NAMES else piece.text
    return _OTHERS.get(piece.kind, ("", ""))[which] or piece.text


def feature_groups(question: Question) -> dict[str, set[str]]:
    """The features by group.

    ``text``: every stretch of one to :data:`LONGEST` characters of the masked text with its two ends; ``cues``: the senses of
    the cues and the pairs of neighbours among cues and names.
    """
    text = f"{_START}{masked(question)}{_END}"
    stretches = {text[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(text) - size + 1)}
    return {"text": stretches, "cues": set(_cue_features(question))}


def _cue_features(question: Question) -> Iterator[str]:
    for piece in question.cues:
        for sense in piece.senses:
            yield f"cue:{sense.kind}:{sense.value}"
    steps = [step for piece in question.pieces if (step := _step(piece))]
    for one, other in pairwise([_START, *steps, _END]):
        yield f"step:{one}>{other}"


def _step(piece: Piece) -> str:
    """What a piece is as a step of the sentence; words and marks are none."""
    if piece.link:
        return piece.link.kind
    if piece.kind is PieceKind.CUE:
        return f"{piece.senses[0].kind}:{piece.senses[0].value}"
    return piece.kind.value if piece.kind in _OTHERS else ""
