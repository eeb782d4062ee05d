"""What the classifier of forms sees of a question: its text with names replaced by their kinds, and its cues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.understanding.question import CLAUSE_MARKS, Piece, PieceKind, Question

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
    "Part": ("\ue004", "某类"),
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
    the cues and the pairs of neighbours among cues and names; ``heads``: what the words of asking ask for.
    """
    text = f"{_START}{masked(question)}{_END}"
    stretches = {text[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(text) - size + 1)}
    return {"text": stretches, "cues": set(_cue_features(question)), "heads": set(_heads(question))}


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


_ASKING = frozenset(["which", "many", "list", "who", "how"])
_BEHIND, _BEFORE = 3, 5
"""How many pieces behind and before a word of asking its noun stands."""


def _heads(question: Question) -> Iterator[str]:
    """The noun behind each word of asking (哪些镇), else the one before it (任务有哪些); and what ends each clause."""
    pieces = question.pieces
    for at, piece in enumerate(pieces):
        ask = piece.sense("ask")
        if ask in _ASKING:
            behind = _noun_behind(pieces[at + 1 : at + 1 + _BEHIND])
            yield f"{ask}>{behind}" if behind else f"{ask}<{_noun_before(pieces[max(0, at - _BEFORE) : at])}"
    for clause in question.clauses:
        yield f"end:{_noun(clause[-1]) or _step(clause[-1]).partition(':')[0] or clause[-1].kind.value}"


def _noun_behind(pieces: Sequence[Piece]) -> str:
    for piece in pieces:
        if piece.says("noun"):
            return piece.sense("noun")
        if piece.kind is not PieceKind.WORD:
            return ""
        if len(piece.text) > 1:
            return f"word:{piece.text}"
    return ""


def _noun_before(pieces: Sequence[Piece]) -> str:
    return next((noun for piece in reversed(pieces) if (noun := _noun(piece))), "")


def _noun(piece: Piece) -> str:
    return piece.sense("noun") or (piece.link.kind if piece.link else "")


def asking_clauses(question: Question) -> list[Question]:
    """The clauses, each as a question of its own; one that holds no cue goes with the next, the last with the one before."""
    parts: list[list[Piece]] = []
    open_part: list[Piece] = []
    for piece in question.pieces:
        if piece.kind is not PieceKind.MARK or not any(mark in CLAUSE_MARKS for mark in piece.text):
            open_part.append(piece)
        elif any(of.kind is PieceKind.CUE for of in open_part):
            parts.append(open_part)
            open_part = []
    if any(piece.kind is PieceKind.CUE for piece in open_part) or not parts:
        parts.append(open_part)
    else:
        parts[-1] += open_part
    return [Question(question.written, question.text, tuple(part)) for part in parts]
