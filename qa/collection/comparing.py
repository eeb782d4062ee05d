"""Editions held against each other: the same number of each, then which has most, by how much they differ, whether so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.answer import Answer, refused
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList, Number, Result, YesNo
from qa.collection.asked_scope import AskedScope, Frame
from qa.collection.joining import joined
from qa.collection.open_edition import OpenEdition
from qa.engine import Engine
from qa.understanding.question import PieceKind

_PER_CENT = "%"


@dataclass(frozen=True, slots=True)
class _Value:
    """The number of a group of editions, with the answers it was taken from."""

    label: str
    number: Number
    answers: tuple[Answer, ...]
    edition: OpenEdition | None
    """Its edition, where it is of one alone."""


def compared(scope: AskedScope, groups: Sequence[Sequence[OpenEdition]]) -> Answer | None:
    """The answer that holds groups against each other; ``None`` where no number is asked of them."""
    words = _asking(groups[0][0].engine, scope.rest)
    answers = [[(edition, edition.engine.ask(words)) for edition in group] for group in groups]
    values = _called([value for group in answers if (value := _value(group))])
    if len(values) < 2:
        told = [one for group in answers for one in group]
        if values and scope.frame is not Frame.EACH:
            return _one_only(values[0], told)
        return joined(told) if any(not answer.refused for _, answer in told) else None
    headline, result = _said(scope, values)
    first = values[0].answers[0]
    lacking = [edition.label for group in answers for edition, answer in group if answer.refused]
    notes = (say("edition.silent", labels="、".join(lacking)),) if lacking else ()
    lines = [headline, *(f"{edition.label}：{answer.headline}" for group in answers for edition, answer in group)]
    return replace(
        first,
        headline=headline,
        result=result,
        answer="\n".join([*lines, *(f"（{note}）" for note in notes)]),
        kind="list" if isinstance(result, EntityList) else first.kind,
        tasks=(),
        value=getattr(result, "value", None),
        evidence=tuple(one for value in values for answer in value.answers for one in answer.evidence[:1]),
        related=(),
        understood=say("edition.understood", labels="、".join(value.label for value in values), words=words),
        unused=tuple(dict.fromkeys(word for value in values for answer in value.answers for word in answer.unused)),
        notes=notes,
    )


def _called(values: Sequence[_Value]) -> list[_Value]:
    """The values under the counties' names alone, where these are all of one year."""
    known = [value.edition for value in values]
    counties = {edition.county for edition in known if edition}
    years = {edition.year for edition in known if edition}
    if len(values) < 2 or len(years) != 1 or len(counties) != len(values) or None in counties or None in known:
        return list(values)
    return [replace(value, label=edition.county) for value in values if (edition := value.edition) and edition.county]


def _one_only(value: _Value, told: Sequence[tuple[OpenEdition, Answer]]) -> Answer:
    """The refusal to compare where only one of them tells the number, which is said."""
    lacking = "、".join(edition.label for edition, answer in told if answer not in value.answers)
    said = say("edition.one-only", known=f"{value.label} {_written(value.number)}", lacking=lacking)
    return refused(value.answers[0].plan, said)


def _asking(engine: Engine, rest: str) -> str:
    """What each is asked: how many there are of what the words tell, or how much it is."""
    if not rest:
        return say("edition.ask-all")
    question = engine.question(rest)
    asks = question.has("ask", "many") or question.has("ask", "who") or question.has("ask", "when")
    if asks or question.has("mean"):
        return rest
    measured = any(p.kind is PieceKind.WORD and len(p.text) > 1 for p in question.pieces)
    if question.has("fraction"):
        narrowed = measured or question.names or question.has("starred") or question.has("role") or question.has("due")
        return say("edition.ask-value", words=rest) if narrowed else say("edition.ask-rate")
    if question.has("noun", "task"):
        return say("edition.ask-tasks", words=rest)
    if question.has("noun"):
        return say("edition.ask-things", words=rest)
    if not measured and (question.has("status") or question.has("role") or question.names):
        return say("edition.ask-such", words=rest)
    return say("edition.ask-value", words=rest)


def _value(group: Sequence[tuple[OpenEdition, Answer]]) -> _Value | None:
    """The number of a group: of several editions the sum of counts, else that of the last one that tells it."""
    told = [(edition, answer) for edition, answer in group if isinstance(answer.result, Number)]
    if not told:
        return None
    numbers = [answer.result for _, answer in told if isinstance(answer.result, Number)]
    counts = len(told) > 1 and all(answer.kind == "count" for _, answer in told)
    if not counts:
        return _Value(told[-1][0].label, numbers[-1], (told[-1][1],), told[-1][0])
    label = "、".join(edition.label for edition, _ in told)
    total = sum(number.value for number in numbers)
    return _Value(label, Number(total, numbers[0].unit), tuple(answer for _, answer in told), None)


def _said(scope: AskedScope, values: Sequence[_Value]) -> tuple[str, Result]:
    match scope.frame:
        case Frame.RANKED:
            return _ranked(values, least=scope.least)
        case Frame.DIFFERENCE:
            return _difference(values[0], values[1])
        case Frame.WHETHER:
            return _whether(scope, values[0], values[1])
        case _:
            return _each(values)


def _each(values: Sequence[_Value]) -> tuple[str, Result]:
    each = "、".join(f"{value.label} {_written(value.number)}" for value in values)
    return say("edition.each", each=each), _list(values)


def _ranked(values: Sequence[_Value], *, least: bool) -> tuple[str, Result]:
    ordered = sorted(values, key=lambda value: value.number.value, reverse=not least)
    best = [value for value in ordered if value.number.value == ordered[0].number.value]
    share = best[0].number.unit == _PER_CENT
    order = say(
        ("edition.lowest" if share else "edition.least") if least else "edition.highest" if share else "edition.most"
    )
    if len(best) == len(values):
        return say("edition.all-alike", labels=_labels(values), number=_written(best[0].number)), _list(ordered)
    rest = "、".join(f"{value.label} {_written(value.number)}" for value in ordered[len(best) :])
    key = "edition.first" if len(best) == 1 else "edition.firsts"
    sentence = say(key, labels=_labels(best), order=order, number=_written(best[0].number), rest=rest)
    return sentence, _list(ordered)


def _difference(one: _Value, other: _Value) -> tuple[str, Result]:
    gap = round(one.number.value - other.number.value, 6)
    unit = say("edition.points") if one.number.unit == _PER_CENT else one.number.unit
    terms = f"{one.number.value:g} − {other.number.value:g} = {gap:g} {unit}"
    number = Number(abs(gap), unit, terms)
    if not gap:
        return say("edition.alike", one=one.label, other=other.label, number=_written(one.number)), number
    share = one.number.unit == _PER_CENT
    more = say(
        ("edition.higher" if share else "edition.more-than")
        if gap > 0
        else "edition.lower"
        if share
        else "edition.less-than"
    )
    sentence = say(
        "edition.difference",
        one=one.label,
        other=other.label,
        more=more,
        gap=f"{abs(gap):g} {unit}",
        first=f"{one.label} {_written(one.number)}",
        second=f"{other.label} {_written(other.number)}",
    )
    return sentence, number


def _whether(scope: AskedScope, one: _Value, other: _Value) -> tuple[str, Result]:
    first, second = one.number.value, other.number.value
    holds = first == second if scope.same else first < second if scope.least else first > second
    said = say("edition.yes" if holds else "edition.no")
    told = f"{one.label} {_written(one.number)}，{other.label} {_written(other.number)}"
    return say("edition.whether", said=said, told=told), YesNo(holds)


def _labels(values: Sequence[_Value]) -> str:
    return "、".join(value.label for value in values)


def _list(values: Sequence[_Value]) -> EntityList:
    return EntityList(tuple(Entity(value.label, "County", value.number.value) for value in values))


def _written(number: Number) -> str:
    blank = "" if number.unit == _PER_CENT else " "
    return (
        f"{number.value:g}{blank}{number.unit}" if abs(number.value) < _LARGE else f"{number.value}{blank}{number.unit}"
    )


_LARGE = 1e5
"""From here on numbers are written out: six digits would be cut."""
