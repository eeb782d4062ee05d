"""The clauses of a question that each ask something of their own, written out as questions that stand by themselves.

甲厂装了几台设备，乙厂那个装了几台 asks of two items; 发现问题多少户，整改率是多少 asks two things of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.language.text import fold
from graph.language.word_lists import listed_set
from qa.answering.arithmetic_terms import asks_total
from qa.querying.asked_figures import asked_figure, asks_number
from qa.querying.items import waving
from qa.understanding.logical_form import Aspect
from qa.understanding.question import Piece, PieceKind, Question, asks

Clause = tuple[Piece, ...]
_MOST_CONTEXT, _MOST_CLAUSES = 2, 5
"""Clauses before the first that asks which tell what all are about, not a story; clauses of a question without one."""
_DROPPED = ("ask", "plan", "actual", "sum", "done", "hail")
"""Cues of a clause that belong to what it asks, not to what it is about."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A clause with the aspect it asks for and of which sort the answer is."""

    clause: Clause
    aspect: Aspect | None
    sort: str
    pointed: bool
    """Whether it points at one of several (中医院那个)."""


def asked_apart(question: Question) -> list[tuple[str, Aspect | None]]:
    """The questions that the clauses ask, each with its aspect where it differs; empty where all ask one thing."""
    asked = [one for clause in question.clauses if (one := _read(clause, question))]
    numbers = any(one.sort.startswith("number") for one in asked)
    if numbers and (question.has("diff") or question.has("compare") or question.has("mean")):
        return []
    pointed = [one for one in asked if one.pointed]
    if len(pointed) > 1:
        before = question.clauses[: question.clauses.index(pointed[0].clause)]
        context = "".join(map(_bare, before))
        counted = _counted(pointed[0].clause)
        texts = [f"{context}，{_text(one.clause)}" for one in pointed]
        ends = ["" if at == 0 or _counted(one.clause) else counted for at, one in enumerate(pointed)]
        return [(text + end, one.aspect) for text, end, one in zip(texts, ends, pointed, strict=True)]
    asked = [one for one in asked if one.sort != "pointed"]
    sorts = {one.sort for one in asked}
    if len(asked) < _TWO or len(sorts) < len(asked) or ("which" in sorts and not _whether_and_which(asked)):
        return []
    return _carried(question, asked)


_TWO = 2
_NOUN = 4
"""Characters of what a clause names from which on it needs no subject of another one."""


def _whether_and_which(asked: Sequence[_Asked]) -> bool:
    return len(asked) == _TWO and any(one.sort.startswith("whether") for one in asked)


def points_apart(question: Question) -> bool:
    """Whether the clauses of a question each point at another item (甲那个…，乙那个…)."""
    asked = [one for clause in question.clauses if (one := _read(clause, question))]
    return sum(one.pointed for one in asked) > 1


def _carried(question: Question, asked: Sequence[_Asked]) -> list[tuple[str, Aspect | None]]:
    """The clauses with what they are about: the clauses before, and the first one's subject where they have none."""
    before = question.clauses[: question.clauses.index(asked[0].clause)]
    told = len(before) <= _MOST_CONTEXT and not _is_story(question)
    context = "".join(_text(clause) + "，" for clause in before) if told else ""
    subject = _bare(asked[0].clause)
    found = [(context + _text(asked[0].clause), asked[0].aspect)]
    for one in asked[1:]:
        own = any(piece.kind in {PieceKind.NAME, PieceKind.QUOTE} for piece in one.clause)
        own = own or len(_bare(one.clause)) >= _NOUN
        found.append((context + ("" if own else subject) + _text(one.clause), one.aspect))
    return found


def _read(clause: Clause, question: Question) -> _Asked | None:
    """What a clause asks; ``None`` where it asks nothing that is told of an item."""
    text = fold(_text(clause))
    if waving(text):
        return None
    pointed = any(_points(piece) for piece in clause[:-1])
    if asks_number(text):
        figure = asked_figure(text)
        aspect = Aspect.CALC if asks_total(text) else Aspect.VALUE
        sort = f"number {figure.unit or sorted(figure.dimensions)} {figure.target} {_bare(clause)}"
        return _Asked(clause, aspect, sort, pointed)
    if _is_story(question) or not (pointed or asks(clause)):
        return None
    told = {kind for kind in (*_ASPECTS, "which") if any(piece.says("ask", kind) for piece in clause)}
    kind = next((kind for kind in (*_ASPECTS, "which") if kind in told), "" if pointed else "whether")
    if kind == "when":
        planned = any(piece.says("plan") or piece.says("due") for piece in clause)
        actual = any(piece.says("actual") for piece in clause)
        planned = planned or asked_figure(text).origin
        return _Asked(clause, Aspect.DUE if planned and not actual else Aspect.WHEN, f"when {planned}", pointed)
    if kind or pointed:
        of = Aspect.PROGRESS if pointed and kind in {"", "which"} else _ASPECTS.get(kind)
        sort = f"{kind} {_bare(clause)}" if kind == "whether" else kind
        return _Asked(clause, of, sort or "pointed", pointed)
    return None


def _points(piece: Piece) -> bool:
    """Whether a piece points at one of several (那个, 那件), or sets one against another (又)."""
    return (piece.says("self") or piece.tag in _POINTING or piece.says("joint")) and piece.text not in _ALONE


_POINTING = frozenset({"mq", "rz"})
_ALONE = listed_set("standing-for-things")


def _is_story(question: Question) -> bool:
    """Whether a question tells a story around what it asks."""
    told = question.core is not question and len(question.text) > _LONGEST
    return told or len(question.clauses) > _MOST_CLAUSES


_LONGEST = 45

_ASPECTS = {
    "when": Aspect.WHEN,
    "why": Aspect.WHY,
    "how": Aspect.PROGRESS,
    "whether": Aspect.DONE,
}


def _bare(clause: Clause) -> str:
    """What a clause is about: its words without those that ask."""
    end = next((at for at, piece in enumerate(clause) if _asks(piece)), len(clause))
    kept = (piece for piece in clause[:end] if not any(map(piece.says, _DROPPED)))
    return "".join(piece.text for piece in kept if not asks_total(piece.text) and not asked_figure(piece.text).origin)


def _asks(piece: Piece) -> bool:
    return piece.says("ask") or piece.says("fraction") or asks_number(piece.text)


def _counted(clause: Clause) -> str:
    """What is counted behind the words that ask for a number (几台设备); empty where nothing stands there."""
    at = next((at for at, piece in enumerate(clause) if _asks(piece)), len(clause))
    unit = asked_figure(fold(_text(clause))).unit
    behind = "".join(piece.text for piece in clause[at + 1 :] if piece.kind is PieceKind.WORD)
    return behind.removeprefix(unit)


def _text(clause: Clause) -> str:
    """A clause as it is written, quotation marks included."""
    return "".join(f"“{piece.text}”" if piece.kind is PieceKind.QUOTE else piece.text for piece in clause)
