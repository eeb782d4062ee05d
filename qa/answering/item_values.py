"""The figure asked for of an item, and the greatest or smallest among those of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.mentions.figure_quantities import plain_number
from graph.mentions.figures import Figure
from graph.mentions.ranks import find_ranks
from graph.mentions.unit_words import dimension
from graph.places.divisions import Town
from qa.answerability.expected import alike_units
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList, Number, Quotes
from qa.answering.said import Said, excerpt, unsaid
from qa.querying.asked_figures import AskedFigure, asked_figure, asks_number, dimension_of
from qa.querying.conditions import link_of
from qa.querying.figure_reader import LIKELY, SURE_ENOUGH, FigureReading
from qa.querying.figures import Candidate, candidates, fits, has_unit, is_rest
from qa.querying.lookups import Found
from qa.querying.scopes import scopes_named, told_of_scope
from qa.querying.sentences import Sentence, title_sentence
from qa.understanding.asked_order import number_of_top

if TYPE_CHECKING:
    from qa.corpus import Corpus


def with_title(found: Found, sentences: Sequence[Sentence] | None = None) -> list[Sentence]:
    """Sentences of the items with the title, which promises."""
    return [*(found.sentences if sentences is None else sentences), title_sentence(found.task)]


def value(found: Found, reading: FigureReading) -> Said:
    """The figure asked for; only its clause where it is not sure that it is the one."""
    asked = asked_figure(found.text)
    if asked.rank:
        return _of_rank(found, asked)
    best = reading.best
    if best is None or reading.chance < (LIKELY if asks_number(found.text) else SURE_ENOUGH):
        return _without_figure(found, asked, best.candidate if best else None)
    one = best.candidate
    if _counts_other(asked, one):
        return unsaid(say("untold.figure"))
    point = _around(one)
    fitting = [other.candidate for other in reading.figures if other.task is best.task]
    parts = all_parts(fitting) if one.promised and asked.unit else None
    if parts:
        return parts
    if one.promised and not (asked.target or reading.asks_target):
        return Said(say("told.only-planned", what=point), Quotes((one.quote,)), (one.sentence,))
    result = number_of(one.figure) if reading.is_sure else Quotes((one.quote,))
    return Said(point, result, (one.sentence,))


def _counts_other(asked: AskedFigure, one: Candidate) -> bool:
    """Whether a figure counts by another measure word than the one asked for, which others hardly stand for (几辆, 31条)."""
    alike = alike_units(asked.unit)  # of one alone nothing is known of what else it may be told by
    strange = asked.exact and not has_unit(one, asked) and len(alike) > 1 and one.figure.unit not in alike
    return strange and dimension_of(one.figure.unit) == "count"


def _of_rank(found: Found, asked: AskedFigure) -> Said:
    """The place in an order that is asked for."""
    fitting = fitting_figures(found, asked)
    return _ranked(fitting[0], asked, _around(fitting[0])) if fitting else _place(found)


def _without_figure(found: Found, asked: AskedFigure, best: Candidate | None) -> Said:
    """What is told where no figure is likely enough: one of the sort asked for as it is told, else the nearest sentence.

    Only where a number is asked for and none of its sort is told, nothing can be said.
    """
    if best is not None and fits(best.figure, asked) and asks_number(found.text):
        return Said(_around(best), Quotes((best.quote,)), (best.sentence,))
    reported = [sentence for _, sentence in found.ranked if sentence.reported]
    if asks_number(found.text) or not reported:
        return unsaid(say("untold.figure"))
    return Said(excerpt(reported[0]), Quotes((reported[0].text,)), (reported[0],))


def _around(best: Candidate) -> str:
    """The clause of a figure and what follows; of a long one what stands right around the number."""
    start = best.clause[0]
    if best.figure.end - start <= _LONGEST_POINT:
        return excerpt(best.sentence, best.clause, _LONGEST_POINT)
    text = best.sentence.folded
    marks = [at for at in range(start, best.figure.at) if text[at] in "、,(" and best.figure.end - at <= _LONGEST_POINT]
    begin = marks[0] + 1 if marks else best.figure.end - _LONGEST_POINT
    return f"…{best.sentence.written(begin, best.figure.end)}"


_LONGEST_POINT = 60


def whole_extent(found: Found) -> Said | None:
    """The share of the whole that is done, where a question names it (工程总进度); ``None`` where it does not."""
    asked = asked_figure(found.text)
    told = fitting_figures(found, replace(asked, dimensions=frozenset({"share"}))) if asked.whole else []
    best = next((one for one in told if not one.promised), None)
    if best is None or not _is_whole(best):
        return None
    return Said(_around(best), number_of(best.figure), (best.sentence,))


def _is_whole(one: Candidate) -> bool:
    """Whether a figure is told of the whole."""
    return asked_figure(one.figure.measure).whole


def fitting_figures(found: Found, asked: AskedFigure) -> list[Candidate]:
    """The figures of what is asked about that fit, of the scope asked for; of the whole task where its items have none."""
    scopes = scopes_named(found.slots.question)
    for told in (found.sentences, found.all_sentences):
        figures = candidates(with_title(found, told), asked, found.likeness, found.measure)
        figures = [one for one in figures if told_of_scope(scopes, found.task, found.items, one)]
        if figures:
            return [one for one in figures if has_unit(one, asked)] or figures if asked.exact else figures
    return []


def number_of(figure: Figure) -> Number:
    """A figure as a number with its unit."""
    return Number(figure.value, figure.unit)


def all_parts(fitting: Sequence[Candidate]) -> Said | None:
    """Planned figures of one measure of which a later one is of the rest (2台, 剩下4台), added up."""
    first = fitting[0]
    same = [one for one in fitting if one.promised and one.figure.unit == first.figure.unit]
    parts = {
        one.figure.at + 1000 * one.sentence.line: one for one in same if one.figure.measure == first.figure.measure
    }
    told = list({one.sentence: one for one in parts.values()}.values())
    if len(told) < _TWO or not any(is_rest(one) for one in told):
        return None
    value = sum(one.figure.value for one in told)
    terms = f"{' + '.join(plain_number(one.figure.value) for one in told)} = {plain_number(value)} {first.figure.unit}"
    return Said(
        say("told.of-plan", terms=terms), Number(value, first.figure.unit, terms), tuple(one.sentence for one in told)
    )


_TWO = 2


def _place(found: Found) -> Said:
    """A place in an order told without a figure (全省第七)."""
    told = ((score, one, rank) for score, one in found.ranked if one.reported for rank in find_ranks(one.folded))
    best = max(told, key=lambda row: row[0], default=None)
    if best is None:
        return unsaid(say("untold.rank"))
    _, sentence, rank = best
    return Said(excerpt(sentence, (rank.start, rank.end), 60), Number(rank.rank, "位"), (sentence,))


def _ranked(best: Candidate, asked: AskedFigure, point: str) -> Said:
    """The place in an order; of the growth where the amount is asked for, it is only quoted."""
    rank = best.figure.rank
    if rank is None or (best.figure.rank_of == "growth" and asked.amount):
        return Said(point, Quotes((best.quote,)), (best.sentence,), notes=(say("told.rank-of-growth"),))
    return Said(point, Number(rank, "位"), (best.sentence,))


def greatest(found: Found, corpus: Corpus) -> Said:
    """The greatest or smallest of the figures that one sentence tells of several parts."""
    text = found.text
    least = found.slots.question.has("order", "least")
    asked = asked_figure(text)
    groups = _parallel(candidates(found.sentences, replace(asked, unit="") if asked.unit else asked, found.likeness))
    groups = [kept for group in groups if len(kept := _asked_of(_parts_of(group), found)) > 1]
    if not groups:
        return unsaid(say("untold.compared"))
    towns = found.slots.question.has("noun", "town")
    best = max(groups, key=lambda group: _worth(group) + (_OF_TOWNS if towns and _tells_towns(group) else 0.0))
    named = {one: _name(label_of(one), corpus) for one in best}
    ordered = sorted(best, key=lambda one: one.size, reverse=not least)
    first = ordered[0]
    whole = found.slots.question.has("order", "rank")
    least_shown = ordered[min(number_of_top(found.slots.question) or 1, len(ordered)) - 1].size
    shown = [one for one in ordered if whole or (one.size >= least_shown if not least else one.size <= least_shown)]
    items = tuple(Entity(named[one], "part", one.figure.value) for one in shown)
    point = f"{named[first]}{plain_number(first.figure.value)}{first.figure.unit}{'最少' if least else '最多'}"
    return Said(f"{point}，{excerpt(first.sentence, first.clause, 60)}", EntityList(items), (first.sentence,))


_OF_TOWNS = 1.0
"""What a group of towns' figures adds where a question asks for towns."""


def _worth(group: list[Candidate]) -> float:
    return sum(one.score for one in group) / len(group) + 0.05 * len(group)


def _tells_towns(group: list[Candidate]) -> bool:
    """Whether most of some figures are told of towns."""
    return 2 * sum(label_of(one).endswith(("镇", "乡", "街道")) for one in group) > len(group)


def _parts_of(group: list[Candidate]) -> list[Candidate]:
    """The parts without the whole that a sentence tells before them (建成34家，其中甲镇11家、乙镇6家)."""
    parts = [one for one in group if is_rest(one)]
    return parts if len(parts) > 1 else group


def _asked_of(group: list[Candidate], found: Found) -> list[Candidate]:
    """Those that a question does not leave out by name (除了甲镇)."""
    out = [link.label for slot in found.slots.found if slot.denied and (link := link_of(slot.condition))]
    bases = [Town("", name).base for name in out]
    return [one for one in group if not any(base and base in label_of(one) for base in bases)]


def _name(label: str, corpus: Corpus) -> str:
    """A part by its whole name where it is a town or a unit."""
    link = next((link for link in corpus.linker.link(label) if link.text == label), None)
    return link.label if link else label


def _parallel(found: Sequence[Candidate]) -> list[list[Candidate]]:
    """Figures of one sentence, one dimension and one role, where there are several."""
    groups: dict[tuple[Sentence, str, bool], list[Candidate]] = {}
    for one in sorted(found, key=lambda one: one.figure.at):
        key = (one.sentence, dimension(one.figure.unit), one.figure.growth)
        groups.setdefault(key, []).append(one)
    return [group for group in groups.values() if len({label_of(one) for one in group}) > 1]


def label_of(one: Candidate) -> str:
    """What a figure is told of, in the words before it."""
    figure, text = one.figure, one.sentence.folded
    words = text[figure.start : figure.at] or figure.measure
    return (figure.scope or words or figure.measure).strip("(),、") or figure.measure
