"""Differences: what was reached less what was promised, what a level rose by, what two tasks tell of the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from graph.language.word_lists import listed
from graph.mentions.unit_words import dimension, factor
from qa.answering.arithmetic_terms import SHARES, FigureOf, asks_total, difference, sides_of, terms_of
from qa.answering.item_shares import mean, parting, rate, rate_of_target, share
from qa.answering.item_stated import of_stated
from qa.answering.item_targets import target_pair
from qa.answering.item_totals import total
from qa.answering.item_values import fitting_figures
from qa.answering.phrases import say
from qa.answering.said import Said, unsaid
from qa.querying.asked_figures import asked_figure
from qa.querying.figures import Candidate
from qa.querying.lookups import Found
from qa.understanding.question import PieceKind


def calculate(found: Found, figure_of: FigureOf, year: int) -> Said | None:
    """What a question wants to be reckoned of figures; ``None`` where it asks for a figure that is told.

    :param figure_of: the figure that some words name, wherever it is told.
    :param year: the year that the tables are of.
    """
    several = (len(terms_of(found.slots.question)) > 1 or found.has("sum")) and not asked_figure(found.text).whole
    shares = found.has("fraction") or parting(found.text) is not None
    apart = found.has("diff") or found.has("compare") or (found.has("plan") and found.has("actual"))
    operations: tuple[tuple[bool, Callable[[], Said | None]], ...] = (
        (True, lambda: of_stated(found)),
        (found.has("mean"), lambda: mean(found)),
        (True, lambda: rate(found) or rate_of_target(found)),
        (shares, lambda: share(found, figure_of)),
        (several, lambda: total(found)),
        (apart, lambda: apart_told(found, figure_of)),
        (apart, lambda: _difference(found, year)),
    )
    for asked, operation in operations:
        said = operation() if asked else None
        if said:
            return said
    reckoned = apart or ((several or found.has("mean")) and not shares)
    return unsaid(say("untold.reckoned")) if reckoned else None


def adds(found: Found, figure_of: FigureOf) -> Said | None:
    """The sum or share that a question asks for as if it were a figure (甲和乙一共几趟, 甲占乙的多少)."""
    asked = asked_figure(found.text)
    if found.has("sum") or (len(terms_of(found.slots.question)) > 1 and asks_total(found.text)):
        return total(found)
    if rated := rate(found):
        return rated
    if parting(found.text) and not asked.unit and not asked.dimensions & SHARES:
        return share(found, figure_of)
    return None


def _difference(found: Found, year: int) -> Said | None:
    """What was reached less what was promised; or what a level rose by."""
    asked = asked_figure(found.text)
    told = fitting_figures(found, replace(asked, target=False))
    told = [one for one in told if not one.promised and not one.figure.scheduled]
    risen = next((one for one in told[:3] if one.figure.since is not None), None)
    if risen and risen.figure.since is not None and not found.has("plan"):
        return _subtracted(risen, risen.figure.value, risen.figure.since, "增加", (risen,))
    pair = None if _names_other_year(found, year) else target_pair(found, asked)
    if pair is None:
        return None
    actual, target = pair
    scale = factor(target.figure.unit) / factor(actual.figure.unit)
    words = "高于" if actual.size >= target.size else "低于"
    return _subtracted(actual, actual.figure.value, target.figure.value * scale, words, (actual, target))


def _names_other_year(found: Found, year: int) -> bool:
    """Whether a question holds the figure against another year's, which no target stands for."""
    times = [piece.text for piece in found.slots.question.pieces if piece.kind is PieceKind.TIME]
    years = [words[:_YEAR] for words in times if words[:_YEAR].isdigit()]
    return any(words.startswith(_EARLIER) for words in times) or any(int(one) != year for one in years)


_YEAR = 4
_EARLIER = listed("year-before")


def apart_told(found: Found, figure_of: FigureOf) -> Said | None:
    """By how much the figures of two things differ that a question sets side by side (甲那项跟乙那项写的不一样)."""
    sides = sides_of(found.slots.question)
    told = [one for one in map(figure_of, sides) if one]
    if len(told) != _TWO or len({dimension(one.figure.unit) for one in told}) > 1 or told[0].size == told[1].size:
        return None
    first, second = told
    return _subtracted(first, first.figure.value, second.size / factor(first.figure.unit), "增加", (first, second))


_TWO = 2


def _subtracted(one: Candidate, value: float, base: float, words: str, used: Sequence[Candidate]) -> Said:
    """The difference as a number of its own unit; of shares in points."""
    sense = {"高于": "高于目标", "低于": "低于目标", "增加": "变化"}[words]
    return difference(sense, (value, base), one.figure.unit, used)
