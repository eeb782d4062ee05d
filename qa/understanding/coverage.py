"""What of a question's conditions a form uses, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from qa.querying.conditions import (
    Atom,
    Caused,
    Condition,
    Due,
    HasStatus,
    Names,
    NotThis,
    Responsible,
    Role,
    Starred,
    Tells,
    Under,
    atoms,
)
from qa.understanding.logical_form import About, Form, Quantifier, Talk, Things, Verified
from qa.understanding.reading import Reading

_VERBS = frozenset("vad")
_PLACES = ("where", "holding", "share", "part", "whole")


def unused_by(form: Form, reading: Reading) -> tuple[str, ...]:
    """The words of a question's conditions and matters that a form about a set leaves out; none where it is about a thing."""
    if isinstance(form, About | Talk):
        return ()
    asked, denied = _split(form)
    words = [
        reading.slots.words((slot.first, slot.last))
        for slot in reading.slots.found
        if not any(_same(slot.condition, atom) for atom in (denied if slot.denied else asked))
    ]
    topics = [topic for topic in reading.topics if isinstance(topic, Tells | Caused | NotThis)]
    words += [_words(topic) for topic in topics if not _is_told(topic, asked, denied)]
    explained = _explained(reading) if any(isinstance(atom, HasStatus) for atom in [*asked, *denied]) else set()
    return tuple(dict.fromkeys([*words, *(word for word in reading.unwritten if word not in explained)]))


def is_grounded(form: Form, reading: Reading) -> bool:
    """Whether every status, deadline and star of a form is told by something in the question."""
    question = reading.question
    asked, denied = _split(form)
    own = {type(slot.condition) for slot in reading.slots.found}
    told = {
        HasStatus: question.has("done") or question.has("fraction") or bool(_explained(reading)),
        Due: any(piece.time for piece in question.pieces),
        Starred: question.has("starred"),
    }
    kinds = {type(atom) for atom in (*asked, *denied)}
    return all(kind in own or told.get(kind, True) for kind in kinds)


def _explained(reading: Reading) -> set[str]:
    """The verbs that a status may stand for which no other word tells (停掉); a noun or a name it cannot."""
    if any(isinstance(slot.condition, HasStatus) for slot in reading.slots.found):
        return set()
    pieces = reading.question.pieces
    runs = [run for run in reading.slots.residual if all(piece.tag[:1] in _VERBS for piece in pieces[run[0] : run[1]])]
    return set(map(reading.slots.words, runs[:1]))


def _split(form: Form) -> tuple[list[Atom], list[Atom]]:
    """The single conditions of a form: those asked for, and those denied."""
    asked: list[Atom] = []
    denied: list[Atom] = []
    for condition in _conditions(form):
        asked += atoms(condition, positive=True)
        denied += _denied(condition)
    of = getattr(form, "of", form)
    if isinstance(of, Things | Verified) and of.quantifier is Quantifier.NONE:
        denied += atoms(of.holding)
    return asked, denied


def _conditions(form: Form) -> Iterator[Condition]:
    of = getattr(form, "of", form)
    yield from getattr(form, "sets", ())
    for place in _PLACES:
        condition = getattr(of, place, None)
        if condition is not None:
            yield condition


def _denied(condition: Condition) -> Iterator[Atom]:
    if isinstance(condition, NotThis):
        yield from atoms(condition.part)
    else:
        for part in getattr(condition, "parts", ()):
            yield from _denied(part)


def _same(one: Atom, other: Atom) -> bool:
    """Whether a condition is the same, wherever it is said; a role that is told must be kept."""
    match one, other:
        case Responsible(link, role), Responsible(same, kept):
            return link.label == same.label and role in {Role.ANY, kept}
        case (Under(link), Under(same)) | (Names(link), Names(same)):
            return link.label == same.label
        case HasStatus(_, keys, _), HasStatus(_, others, _):
            return set(keys) == set(others)
        case Due(_, months, day, year), Due(_, others, other_day, other_year):
            return months == others and day == other_day and year == other_year
        case _:
            return one == other


def _is_told(topic: Condition, asked: list[Atom], denied: list[Atom]) -> bool:
    part = topic.part if isinstance(topic, NotThis) else topic
    told = denied if isinstance(topic, NotThis) else asked
    words = set(getattr(part, "words", getattr(part, "kinds", ())))
    return any(words & set(getattr(atom, "words", getattr(atom, "kinds", ()))) for atom in told)


def _words(topic: Condition) -> str:
    part = topic.part if isinstance(topic, NotThis) else topic
    return str(getattr(part, "topic", getattr(part, "text", "")))
