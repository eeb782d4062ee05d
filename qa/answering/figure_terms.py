"""The terms of what is reckoned: which of the figures read for a question are to be added, subtracted or divided."""

from __future__ import annotations

from graph.language.word_lists import listed
from graph.mentions.unit_words import dimension
from graph.places.divisions import Town
from qa.answering.arithmetic_terms import SHARES, terms_of, words_beside
from qa.querying.figure_reader import FigureReading, ReadFigure
from qa.querying.figures import Candidate, beside, of_sentence, same_unit
from qa.querying.lookups import Found
from qa.querying.word_senses import word_senses

_TOGETHER, SECOND, SECOND_OF_SUM = 0.85, 0.01, 0.04
"""The chance that two figures have together, and the second by itself, so that they are the terms of what is asked."""
_LOOKED_AT = 4
_TELLING = 4.0
"""How much the words of a part must tell by which a question names it."""
_TWO = 2
_BOTH = listed("both")


def likeliest_pair(reading: FigureReading, least: float = SECOND) -> tuple[ReadFigure, ReadFigure] | None:
    """The two likeliest figures, where they are of one sort and one task and have nearly all the chance."""
    best = reading.best
    if best is None or best.candidate.promised:
        return None
    others = (one for one in reading.figures[1:_LOOKED_AT] if _is_beside(one, best))
    other = next(others, None)
    if other is None or other.probability < least:
        return None
    same = sum(one.probability for one in reading.figures if _equal(one, best) or _equal(one, other))
    return (best, other) if same >= _TOGETHER else None


def named_pair(found: Found, reading: FigureReading) -> tuple[ReadFigure, ReadFigure] | None:
    """The likeliest two figures of one sort and one report of which the question has words of each (出口额超出进口额)."""
    told = [one for one in reading.figures[:_LOOKED_AT] if not one.candidate.promised and one.probability >= SECOND]
    pairs = [
        (one, other)
        for at, one in enumerate(told)
        for other in told[at + 1 :]
        if one.candidate.sentence.line == other.candidate.sentence.line and _is_beside(other, one)
    ]
    named = [pair for pair in pairs if _has_own_words(found, pair)]
    return max(
        named, key=lambda pair: (_named_in(found, pair), pair[0].probability * pair[1].probability), default=None
    )


def _named_in(found: Found, pair: tuple[ReadFigure, ReadFigure]) -> int:
    """Of how many of two figures a question has the whole measure."""
    return sum(one.candidate.figure.measure in found.text for one in pair)


def _is_beside(one: ReadFigure, best: ReadFigure) -> bool:
    """Whether a figure is another one of the same sort, told of the same task."""
    mine, its = one.candidate, best.candidate
    return (
        one.task is best.task
        and not mine.promised
        and _alike(mine.figure.unit, its.figure.unit)
        and mine.figure.growth == its.figure.growth
        and mine.size != its.size
    )


def _alike(one: str, other: str) -> bool:
    """Whether two units count or measure the same; 名 and 人 both count people."""
    return same_unit(one, other) or dimension(one) == dimension(other) == "people"


def _equal(one: ReadFigure, other: ReadFigure) -> bool:
    return one.candidate.size == other.candidate.size and _alike(one.candidate.figure.unit, other.candidate.figure.unit)


def told_of_towns(found: Found, reading: FigureReading) -> list[Candidate]:
    """The figures told of each of the towns that a question names, in one sentence and one unit."""
    names = [Town("", link.label).base for link in found.slots.question.names if link.kind == "Town"]
    for read in reading.figures[:_LOOKED_AT] if len(names) >= _TWO else ():
        unit = read.candidate.figure.unit
        told = [one for one in of_sentence(read.candidate.sentence) if same_unit(one.figure.unit, unit)]
        parts = [next((one for one in told if name in words_beside(one)), None) for name in names]
        if all(parts) and len({one.figure.at for one in parts if one}) == len(names):
            return [one for one in parts if one]
    return []


def names_both(found: Found, pair: tuple[ReadFigure, ReadFigure]) -> bool:
    """Whether a question names two things to be added: by terms, by their number (两季), or each figure by words of its own."""
    if len(terms_of(found.slots.question)) >= _TWO or any(pair_word in found.text for pair_word in _BOTH):
        return True
    return _has_own_words(found, pair)


def _has_own_words(found: Found, pair: tuple[ReadFigure, ReadFigure]) -> bool:
    """Whether a question has words beside each of two figures that the other one has not."""
    one, other = (one.candidate.sentence.folded[slice(*one.candidate.clause)] for one in pair)
    if one == other:
        one, other = (beside(read.candidate) for read in pair)
    own = [{token for token in found.likeness.weights if token in text} for text in (one, other)]
    return bool(own[0] - own[1]) and bool(own[1] - own[0])


def listed_together(found: Found, reading: FigureReading) -> list[Candidate]:
    """The figures that the likeliest one's clause lists of as many things as the question names (分别为68.2亿元、41.5亿元)."""
    number = len(terms_of(found.slots.question))
    best = reading.best.candidate if reading.best else None
    if best is None or number < _TWO:
        return []
    alike = [one for one in of_sentence(best.sentence) if one.clause == best.clause]
    alike = [one for one in alike if same_unit(one.figure.unit, best.figure.unit) and not one.figure.growth]
    return alike if len(alike) == number else []


def part_named(found: Found) -> Candidate | None:
    """The figure told behind 其中 of which the question has words that the others told there have not."""
    best, most = None, _TELLING
    for sentence in found.all_sentences:
        marks = [m.start for m in word_senses("state_marks", "kind").find(sentence.folded) if m.sense == "part"]
        parts = [one for one in of_sentence(sentence) if marks and one.figure.at > marks[0] and not one.figure.growth]
        ends = [marks[0], *(one.figure.end for one in parts)] if parts else []
        before = [sentence.folded[end : one.figure.end] for end, one in zip(ends, parts, strict=False)]
        told = [{token for token in found.likeness.weights if token in words} for words in before]
        for at, one in enumerate(parts):
            own = told[at].difference(*(other for number, other in enumerate(told) if number != at))
            weight = sum(found.likeness.weights[token] for token in own if not token.isdigit())
            if weight > most and dimension(one.figure.unit) not in SHARES:
                best, most = one, weight
    return best


def whole_before(part: Candidate, found: Found) -> Candidate | None:
    """The nearest larger figure of the same sort told before 其中, in its sentence or the one before."""
    marks = [m for m in word_senses("state_marks", "kind").find(part.sentence.folded) if m.sense == "part"]
    starts = [mark.start for mark in marks if mark.start <= part.figure.at]
    if not starts:
        return None
    told = found.all_sentences
    at = told.index(part.sentence) if part.sentence in told else 0
    before = [one for one in of_sentence(part.sentence) if one.figure.at < starts[-1]]
    before = before or [one for sentence in told[max(0, at - 1) : at] for one in of_sentence(sentence)]
    larger = [one for one in before if _alike(one.figure.unit, part.figure.unit) and one.size > part.size]
    return larger[-1] if larger else None
