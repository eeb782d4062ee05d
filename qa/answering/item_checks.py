"""Numbers that a question states and wants confirmed: 是500亿元吗, 过了65%没有, 是905家还是827家."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from graph.language.quantities import Quantity, find_quantities
from graph.mentions.unit_words import dimension
from qa.answering.arithmetic_terms import ANY, SHARES
from qa.answering.item_values import fitting_figures
from qa.answering.phrases import say
from qa.answering.results import Number, Quotes, YesNo
from qa.answering.said import Said, excerpt, said_of
from qa.querying.asked_figures import asked_figure, dimension_of
from qa.querying.figures import Candidate, candidates
from qa.querying.lookups import Found
from qa.querying.word_senses import word_senses

_NEAR, _SAME = 2, 0.005
"""Characters between a number and the word before it; by what share two numbers may differ that are called the same."""
_FITS = 1.2
"""How well a figure must fit to be held against a number."""
_LONGEST = 60


def checked(found: Found) -> Said | None:
    """Whether the number that a question states is reached or right; ``None`` where it states none to be confirmed."""
    stated = _stated(found.text) if found.has("ask", "whether") or _confirms(found.text) else None
    if stated is None:
        return None
    quantity, sense = stated
    asked = replace(
        asked_figure(found.text), unit="", dimensions=frozenset({dimension_of(quantity.unit)}), target=False
    )
    if dimension_of(quantity.unit) in SHARES:
        asked = replace(asked, dimensions=SHARES)
    told = [one for one in fitting_figures(found, asked) if not one.promised and not one.figure.scheduled]
    if not told or told[0].score < _FITS:
        return None
    best = told[0]
    size = best.size if dimension(best.figure.unit) not in SHARES else float(best.figure.value)
    is_so = _holds(size, float(quantity.value), sense)
    words = found.text[quantity.start : quantity.end].strip()
    point = excerpt(best.sentence, best.clause, _LONGEST)
    said = point if is_so else f"{_DENIALS[sense]}{words}，{point}"
    return Said(said, YesNo(is_so), (best.sentence,), say("opening.yes" if is_so else "opening.no"))


def _confirms(text: str) -> bool:
    """Whether a question wants something it was told confirmed (真定假)."""
    return any(one.sense == "confirm" for one in word_senses("asked_times", "kind").find(text))


_DENIALS = {"least": "没有达到", "below": "不低于", "same": "不是"}


def _holds(size: float, stated: float, sense: str) -> bool:
    if sense == "least":
        return size >= stated
    return size < stated if sense == "below" else abs(size - stated) <= _SAME * stated


def _stated(text: str) -> tuple[Quantity, str] | None:
    """The number that is to be confirmed, and how it is held against what is told.

    >>> _stated("总值是500亿元吗")[1], _stated("119套公寓收购完了吗")
    ('same', None)
    """
    words = [one for one in word_senses("asked_times", "kind").find(text) if one.sense in _DENIALS]
    for one in find_quantities(text):
        before = [word for word in words if 0 <= one.number - word.end <= _NEAR]
        if before and one.unit:
            return one, before[-1].sense
    return None


def which_number(found: Found, others: Iterable[Found]) -> Said | None:
    """Where each of two numbers is told between which a question wants to know the right one (905家还是827家)."""
    rivals = _rivals(found.text) if found.has("or") else []
    told: list[tuple[str, Candidate]] = []
    for one in (found, *others) if rivals else ():
        figures = candidates(one.sentences, ANY, found.likeness)
        told += [(one.task.id, figure) for figure in figures if any(_is(figure, rival) for rival in rivals)]
    if not told:
        return None
    values = dict.fromkeys(figure.size for _, figure in told)
    if len(values) == 1:
        best = told[0][1]
        return Said(
            excerpt(best.sentence, best.clause, _LONGEST), Number(best.figure.value, best.figure.unit), (best.sentence,)
        )
    firsts = [next(row for row in told if row[1].size == value) for value in values]
    words = "；".join(f"〔{task}〕写的是{one.quote}" for task, one in firsts)
    quotes = tuple(one.quote for _, one in firsts)
    return Said(say("told.both", what=words), Quotes(quotes), said_of([one.sentence for _, one in firsts]))


def _rivals(text: str) -> Sequence[Quantity]:
    """Two numbers with the same unit of which each may be the right one."""
    found = [one for one in find_quantities(text) if one.unit]
    return next(([one, two] for one, two in pairwise(found) if one.unit == two.unit), [])


def _is(figure: Candidate, one: Quantity) -> bool:
    return dimension(figure.figure.unit) == dimension(one.unit) and figure.size == float(one.value)
