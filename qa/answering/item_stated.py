"""Arithmetic on numbers that a question itself states: what is left of a total, by how much something fell, a share."""

from __future__ import annotations

from graph.language.numerals import whole_number
from graph.language.quantities import Quantity, find_quantities
from graph.mentions.unit_words import dimension
from qa.answering.arithmetic_terms import SHARES, asks_total, plain
from qa.answering.phrases import say
from qa.answering.results import Number
from qa.answering.said import Said
from qa.querying.asked_figures import asked_figure, asks_number
from qa.querying.lookups import Found
from qa.querying.sentences import Sentence, clause_spans

_PAIR = 2


def of_stated(found: Found) -> Said | None:
    """What a question wants reckoned of two numbers that it states itself; ``None`` where it does not."""
    if found.has("ask", "whether") or not asks_number(found.text):
        return None
    pair = _pair(found.text)
    if pair is None:
        return None
    first, second = pair
    asked = asked_figure(found.text)
    told = tuple(one for _, one in found.ranked if one.reported)[:1]
    if asked.dimensions and asked.dimensions <= SHARES:
        base = float(first.value) if asked.growth else max(float(first.value), float(second.value))
        over = abs(float(first.value) - float(second.value)) if asked.growth else min(first.value, second.value)
        result = round(100 * over / base, 3)
        terms = f"{plain(over)} ÷ {plain(base)} = {plain(result)}%"
        return Said(say("told.of-stated-pair", terms=terms), Number(result, "%", terms), told)
    clause = next(text for text in _clauses(found.text) if _has(text, first))
    if not asks_total(clause):
        return None
    if asks_number(clause):
        return _added(first, second, told) if _has(clause, second) else None
    if first.value <= second.value:
        return None
    result = whole_number(round(first.written - second.written, 4))
    terms = f"{plain(first.written)} − {plain(second.written)} = {plain(result)} {first.written_unit}"
    return Said(say("told.of-stated", terms=terms), Number(result, first.written_unit, terms), told)


def _added(first: Quantity, second: Quantity, told: tuple[Sentence, ...]) -> Said:
    result = whole_number(round(first.written + second.written, 4))
    terms = f"{plain(first.written)} + {plain(second.written)} = {plain(result)} {first.written_unit}"
    return Said(say("told.of-stated", terms=terms), Number(result, first.written_unit, terms), told)


def _pair(text: str) -> tuple[Quantity, Quantity] | None:
    """The two quantities of one sort that a question states, those with a unit of their own before mere counts."""
    sorts: dict[str, list[Quantity]] = {}
    for one in find_quantities(text):
        sorts.setdefault(dimension(one.unit) if dimension(one.unit) != "count" else one.unit, []).append(one)
    pairs = [two for sort, two in sorts.items() if len(two) == _PAIR and sort not in {*SHARES, "%"}]
    pairs = [two for two in pairs if two[0].value != two[1].value and two[0].unit]
    best = max(pairs, key=lambda two: min(two[0].value, two[1].value), default=None)
    return (best[0], best[1]) if best else None


def _clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in clause_spans(text)]


def _has(clause: str, one: Quantity) -> bool:
    """Whether a clause states a quantity."""
    return any(other.value == one.value and other.unit == one.unit for other in find_quantities(clause))
