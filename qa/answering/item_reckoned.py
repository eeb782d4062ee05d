"""Reckoning with the figures that reading puts first: two of one sort that have nearly all the chance are the terms.

What is added, subtracted or divided need not be named word for word: whoever asks how many pupils take no part is asked of
all pupils and of those who do, and these two figures lead all others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graph.language.numerals import whole_number
from graph.language.quantities import find_quantities
from graph.language.time_values import ANY_YEAR
from graph.language.timex import find_times
from graph.language.word_lists import listed
from graph.mentions.unit_words import dimension, factor
from qa.answering.arithmetic_terms import SHARES, FigureOf, asks_total, difference, plain, terms_of, words_beside
from qa.answering.figure_terms import (
    SECOND_OF_SUM,
    likeliest_pair,
    listed_together,
    named_pair,
    names_both,
    part_named,
    told_of_towns,
    whole_before,
)
from qa.answering.item_shares import divided, parting, quotient, rate, rate_verb, share, unit_of_mean
from qa.answering.item_totals import added
from qa.answering.phrases import say
from qa.answering.results import Number
from qa.answering.said import Said
from qa.querying.asked_figures import asked_figure, asking_clause, asks_number
from qa.querying.figure_reader import FigureReading, ReadFigure
from qa.querying.figures import Candidate, beside, of_sentence, same_unit
from qa.querying.lookups import Found
from qa.querying.word_senses import word_senses

_PERCENT, _PLACES, _PAIR = 100, 4, 2


def reckoned(found: Found, reading: FigureReading, figure_of: FigureOf, year: int) -> Said | None:
    """What a question wants reckoned of the figures read for it; ``None`` where it asks for one that is told.

    :param figure_of: the figure that some words name, wherever it is told.
    :param year: the year that the tables are of.
    """
    operations: tuple[tuple[bool, Callable[[Found, FigureReading], Said | None]], ...] = (
        (found.has("diff") and any(word in found.text for word in _EARLIER), _change),
        (asks_rest(found), _rest),
        (asks_sum(found), lambda found, reading: _sum(found, reading) or _sum_of_tasks(found, figure_of)),
        (bool(rate_verb(found.text)), lambda found, reading: rate(found)),
        (
            _asks_share(found),
            lambda found, reading: _share(found, reading) or _share_of_named(found, reading, figure_of),
        ),
        (_DIVIDED in found.text, lambda found, reading: _quotient(found, figure_of)),
        (found.has("mean"), _mean),
        (asks_earlier(found, year), _earlier),
        (found.has("diff"), lambda found, reading: _from_stated(found, reading) or _apart(found, reading)),
    )
    for asked, operation in operations:
        said = operation(found, reading) if asked else None
        if said:
            return said
    return None


def asks_rest(found: Found) -> bool:
    """Whether a question asks for how many something is not told (有多少人没参加).

    The denial stands behind what is counted, in the clause that asks.
    """
    clause = asking_clause(found.text)
    senses = word_senses("asked_figures", "kind").find(clause)
    asked = next((one.start for one in senses if one.sense in {"number", "measure", "left"}), None)
    left = any(one.sense == "left" for one in senses)
    return asked is not None and any(one.sense == "unreached" and (left or one.start > asked) for one in senses)


def asks_sum(found: Found) -> bool:
    """Whether a question asks for figures together."""
    return found.has("sum") or (len(terms_of(found.slots.question)) > 1 and asks_total(found.text))


def _asks_share(found: Found) -> bool:
    """Whether the share that something has is asked for."""
    asked = asked_figure(found.text)
    return parting(found.text) is not None or (bool(asked.dimensions) and asked.dimensions <= SHARES)


def asks_earlier(found: Found, year: int) -> bool:
    """Whether a question asks for the level of the year before, not for how it changed."""
    clause = asking_clause(found.text)
    times = [clause[one.start : one.end] for one in find_times(clause, ANY_YEAR)]
    changed = asked_figure(found.text).growth or _says(clause, "change")
    return asks_number(clause) and not changed and any(_is_earlier(words, found, year) for words in times)


def _is_earlier(words: str, found: Found, year: int) -> bool:
    if words.startswith(_EARLIER):
        # The level or the change is told with it; else 去年 is the table's own year.
        return bool(find_quantities(found.text))
    years = {piece.text[:4] for piece in found.slots.question.pieces if piece.time and piece.text[:4].isdigit()}
    return words[:4].isdigit() and (int(words[:4]) == year - 1 or any(words[:4] < one for one in years))


_EARLIER = listed("year-before")


def _says(text: str, sense: str) -> bool:
    return any(one.sense == sense for one in word_senses("asked_figures", "kind").find(text))


def is_averaged(one: Candidate) -> bool:
    """Whether a figure tells an average already (平均浓度)."""
    return _says(one.sentence.folded[one.clause[0] : one.clause[1]], "averaged")


def _change(found: Found, reading: FigureReading) -> Said | None:
    """The change that the sentence of the likeliest level tells with it (比上年多几家)."""
    best = reading.best
    told = of_sentence(best.candidate.sentence) if best and not best.candidate.promised else ()
    changes = [
        one for one in told if best and one.figure.growth and same_unit(one.figure.unit, best.candidate.figure.unit)
    ]
    if not changes:
        return None
    change = changes[0]
    point = f"{change.figure.change or ''}，{change.quote}".lstrip("，")
    return Said(point, Number(change.figure.value, change.figure.unit), (change.sentence,))


def _rest(found: Found, reading: FigureReading) -> Said | None:
    """The whole less the part, where the figure itself is not told."""
    pair = likeliest_pair(reading)
    if pair is None or any(_denies(one.candidate) for one in pair):
        return None
    part, whole = sorted((one.candidate for one in pair), key=lambda one: one.size)
    return _subtracted(whole, part, say("told.rest"))


def _denies(one: Candidate) -> bool:
    """Whether a figure is told of what is not done or is left."""
    marks = word_senses("state_marks", "kind").find(beside(one) + one.figure.measure)
    return any(mark.sense in {"denied", "left"} for mark in marks)


def _from_stated(found: Found, reading: FigureReading) -> Said | None:
    """By how much the likeliest figure differs from the one number of its sort that the question states (原定331座)."""
    best = reading.best.candidate if reading.best and reading.is_sure else None
    if best is None or best.promised:
        return None
    stated = [one for one in find_quantities(found.text) if same_unit(one.unit, best.figure.unit)]
    if len(stated) != 1 or float(stated[0].value) == best.size:
        return None
    base = float(stated[0].value) / factor(best.figure.unit)
    return difference(say("told.from-stated"), (best.figure.value, base), best.figure.unit, (best,))


def _apart(found: Found, reading: FigureReading) -> Said | None:
    """By how much two figures differ: of two towns named, those told apart by words of the question, else the two likeliest."""
    of_towns = told_of_towns(found, reading)
    if len(of_towns) == _PAIR:
        low, high = sorted(of_towns, key=lambda one: one.size)
        return _subtracted(high, low, say("told.apart"))
    pair = named_pair(found, reading) or likeliest_pair(reading)
    if pair is None:
        return None
    low, high = sorted((one.candidate for one in pair), key=lambda one: one.size)
    return _subtracted(high, low, say("told.apart"))


def _subtracted(high: Candidate, low: Candidate, words: str) -> Said:
    unit = high.figure.unit
    return difference(words, (high.figure.value, low.size / factor(unit)), unit, (high, low))


def _sum(found: Found, reading: FigureReading) -> Said | None:
    """Two figures added up; as many as the question names where one sentence lists just so many."""
    listed = listed_together(found, reading)
    pair = likeliest_pair(reading, SECOND_OF_SUM)
    pair = pair if pair and names_both(found, pair) and not _is_one_asked(found, pair) else None
    parts = told_of_towns(found, reading) or listed or ([one.candidate for one in pair] if pair else [])
    return added(_in_order(parts))


def _is_one_asked(found: Found, pair: tuple[ReadFigure, ReadFigure]) -> bool:
    """Whether just one of two figures is told in the very unit asked for (多少所: 22所学校648间教室)."""
    unit = asked_figure(found.text).unit
    return sum(one.candidate.figure.unit == unit for one in pair) == 1


def _sum_of_tasks(found: Found, figure_of: FigureOf) -> Said | None:
    """The same measure of several things, each told in its own task (甲、乙、丙三个项目总投资)."""
    measures = word_senses("asked_figures", "kind").find(found.text)
    measure = next((found.text[one.start : one.end] for one in measures if one.sense == "measure"), "")
    terms = terms_of(found.slots.question) if measure else []
    told = [figure_of(f"{term}{measure}") for term in terms]
    parts = [one for one in told if one]
    apart = len({(one.sentence, one.figure.at) for one in parts}) == len(terms) > 1
    return added(_in_order(parts)) if apart else None


def _in_order(parts: Sequence[Candidate]) -> list[Candidate]:
    """Figures as the table tells them."""
    return sorted(parts, key=lambda one: (one.sentence.line, one.figure.at))


def _share(found: Found, reading: FigureReading) -> Said | None:
    """The likeliest figure as a share of the whole of which it is told to be a part (共756人，其中护林员167名)."""
    best = reading.best
    told = best is not None and best.probability >= _SURELY and not best.candidate.promised
    part = best.candidate if best and told else None
    if part is None or dimension(part.figure.unit) in SHARES:
        of_target = _says(found.text, "target") or _says(found.text, "reached")
        part = None if told or of_target else part_named(found)
    whole = whole_before(part, found) if part and dimension(part.figure.unit) not in SHARES else None
    return divided(part, whole.size, say("told.share"), whole) if part and whole else None


def _share_of_named(found: Found, reading: FigureReading, figure_of: FigureOf) -> Said | None:
    """The part and the whole that a question names around 占, where no share of it is told (外贸当中出口占了百分之几)."""
    best = reading.best
    told = best is not None and reading.is_sure and dimension(best.candidate.figure.unit) in SHARES
    told = told and not any(
        dimension(one.unit) not in SHARES for one in find_quantities(found.text)
    )  # 3078亩当中…占几成
    if best is None or (told and not best.candidate.figure.growth) or parting(found.text) is None:
        return None
    return share(found, figure_of)


def _quotient(found: Found, figure_of: FigureOf) -> Said | None:
    """One named figure divided by another (生产总值除以常住人口)."""
    before, _, behind = found.text.partition(_DIVIDED)
    end = next((at for at, char in enumerate(behind) if char in _ENDS), len(behind))
    one, other = figure_of(before[before.rfind("的") + 1 :]), figure_of(behind[:end])
    if one is None or other is None or not other.size:
        return None
    asked = asked_figure(found.text).unit
    unit = asked if asked and dimension(asked) == dimension(one.figure.unit) else one.figure.unit.lstrip("万亿千百")
    return quotient(one, other, unit, "", _PLACES)


_DIVIDED = "除以"
_ENDS = ",，。?？"
_SURELY = 0.6


def _mean(found: Found, reading: FigureReading) -> Said | None:
    """The likeliest amount divided by the number of the things that the question counts it by (平均每宗, 平均一笔)."""
    best = reading.best.candidate if reading.best else None
    asked = asked_figure(found.text)
    if best is None or not reading.is_sure or best.promised or _says(words_beside(best), "averaged"):
        return None
    counts = [one for one in _near(best, found) if _counts_by(one, found.text) and one.size]
    if not counts or best.figure.growth or dimension(best.figure.unit) in SHARES:
        return None
    return quotient(best, counts[0], unit_of_mean(best, counts[0], asked.unit), say("told.mean"), _PLACES)


def _near(best: Candidate, found: Found) -> list[Candidate]:
    """The figures of the same sentence, the nearest before first, then those of the same line."""
    own = sorted(of_sentence(best.sentence), key=lambda one: abs(one.figure.at - best.figure.at))
    line = [s for s in found.all_sentences if s.line == best.sentence.line and s.reported and s != best.sentence]
    return [
        one for one in (*own, *(other for s in line for other in of_sentence(s))) if one.figure.at != best.figure.at
    ]


def _counts_by(one: Candidate, text: str) -> bool:
    """Whether a question counts by the unit of a figure: 每宗, 一笔."""
    unit = one.figure.unit
    return (
        bool(unit)
        and not one.figure.growth
        and any(f"{word}{unit}" in text for word in ("每", "每一", "一", "每个", "单"))
    )


def _earlier(found: Found, reading: FigureReading) -> Said | None:
    """The level before a change that is told of it: by its amount, else by its share."""
    best = reading.best
    asked = asked_figure(found.text)
    told = of_sentence(best.candidate.sentence) if best and not best.candidate.promised else ()
    levels = [one for one in told if not one.figure.growth and one.figure.change]
    levels = [one for one in levels if not asked.unit or same_unit(one.figure.unit, asked.unit)]
    if best is None or not levels:
        return None
    level = next((one for one in levels if one == best.candidate), levels[0])
    signed = str(level.figure.change)
    change = next(iter(find_quantities(signed.lstrip("+-"))), None)
    if change is None:
        return None
    fell, unit, value = signed.startswith("-"), level.figure.unit, level.figure.value
    if same_unit(change.unit, unit):
        moved = float(change.value) * factor(change.unit) / factor(unit)
        before = whole_number(round(value + moved if fell else value - moved, 4))
        terms = f"{plain(value)} {'+' if fell else '−'} {plain(moved)} = {plain(before)} {unit}"
    elif dimension(change.unit) == "share":
        rate = 1 + float(change.value) / _PERCENT * (-1 if fell else 1)
        before = round(value / rate, 2) if value % 1 else round(value / rate)
        terms = f"{plain(value)} ÷ {plain(rate)} ≈ {plain(before)} {unit}"
    else:
        return None
    return Said(say("told.before", terms=terms), Number(before, unit, terms), (level.sentence,))
