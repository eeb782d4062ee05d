"""Sums: the figures of the parts a question names, of a series, or of all parts that one sentence lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.language.numerals import whole_number
from graph.language.quantities import find_quantities
from graph.mentions.unit_words import dimension, factor
from qa.answering.arithmetic_terms import FITS, SHARES, plain, terms_of, words_beside
from qa.answering.item_values import fitting_figures, label_of
from qa.answering.phrases import say
from qa.answering.results import Number
from qa.answering.said import Said, said_of
from qa.querying.asked_figures import AskedFigure, asked_figure
from qa.querying.figures import Candidate
from qa.querying.lookups import Found
from qa.querying.sentences import Likeness, Sentence

_ENDING = 2
"""Characters at the end of a measure among which the word for a part stands (提前批次)."""
_MOST_SERIES = 12
"""Parts that a question counts at most (三批, 九个镇)."""


def total(found: Found) -> Said | None:
    """The parts a question names, added up: those of one sentence first, reported before planned."""
    asked = asked_figure(found.text)
    return added(_series(found, asked) or _named(found, asked) or _listed(found, asked))


def added(parts: Sequence[Candidate]) -> Said | None:
    """Figures of one dimension added up in their order; ``None`` for fewer than two, and for shares."""
    dimensions = {dimension(one.figure.unit) for one in parts}
    if len(parts) < _TWO or len(dimensions) > 1 or dimensions & SHARES:
        return None
    unit = parts[0].figure.unit
    if dimensions == {"count"} and any(one.figure.unit != unit for one in parts):
        return None  # 22所学校648间教室
    values = [one.size / factor(unit) for one in parts]
    result = whole_number(round(sum(values), 4))
    told = f"{' + '.join(map(plain, values))} = {plain(result)} {unit}"
    return Said(say("told.sum", terms=told), Number(result, unit, told), said_of([one.sentence for one in parts]))


_TWO = 2


def _named(found: Found, asked: AskedFigure) -> list[Candidate]:
    """The figures of the things that a question names side by side."""
    terms = terms_of(found.slots.question)
    figures = fitting_figures(found, replace(asked, unit="") if len(terms) > 1 else asked)
    groups = [
        [one for one in figures if one.sentence == told] for told in dict.fromkeys(one.sentence for one in figures)
    ]
    groups += [[one for one in figures if not one.promised], figures]
    return next((parts for group in groups if (parts := _matched(terms, group, found.likeness))), [])


def _matched(terms: Sequence[str], figures: Sequence[Candidate], likeness: Likeness) -> list[Candidate]:
    """For every term the figure that has its own words near it; empty where one term has none, or two have the same."""
    for near in (words_beside, _sentence_of):
        texts = [near(one).lower() for one in figures]
        common = {token for token in likeness.weights if 2 * sum(token in text for text in texts) > len(texts) > 1}
        found: list[Candidate] = []
        for term in terms:
            own = {t: w for t, w in likeness.weights.items() if t in term.lower() and t not in common}
            like = Likeness({t: w for t, w in own.items() if any(t in text for text in texts)})
            scored = [(like.of(near(one)), one.score, -place) for place, one in enumerate(figures)]
            best = max(scored, default=(0.0, 0.0, 0))
            if best[0] >= FITS and figures[-best[2]] not in found:
                found.append(figures[-best[2]])
        if terms and len(found) == len(terms):
            return found
    return []


def _sentence_of(one: Candidate) -> str:
    return one.sentence.folded


def _series(found: Found, asked: AskedFigure) -> list[Candidate]:
    """The figures of as many parts as a question counts (三批): those with the word for such a part beside them."""
    figures = [one for one in fitting_figures(found, asked) if not one.promised]
    for counted in find_quantities(found.text):
        word = counted.written_unit[-1:]
        if not (_TWO <= counted.value <= _MOST_SERIES) or not word:
            continue
        parts = [one for one in figures if word in one.figure.measure[-_ENDING:]]
        if len(parts) == counted.value:
            return sorted(parts, key=lambda one: (one.sentence.line, one.figure.at))
    return []


def _listed(found: Found, asked: AskedFigure) -> list[Candidate]:
    """All figures of one sort that one sentence lists, each of another part, where a question asks for each of them."""
    if not (found.has("each") and found.has("sum")) or not asked.dimensions:
        return []
    groups: dict[tuple[Sentence, str], list[Candidate]] = {}
    for one in sorted(fitting_figures(found, asked), key=lambda one: one.figure.at):
        groups.setdefault((one.sentence, one.figure.unit), []).append(one)
    longest = max(groups.values(), key=len, default=[])
    return longest if len({label_of(one) for one in longest}) == len(longest) else []
