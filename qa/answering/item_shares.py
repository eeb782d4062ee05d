"""Shares, rates and means: one figure divided by another."""

from __future__ import annotations

from dataclasses import replace

from graph.language.quantities import find_quantities
from graph.language.segmentation import tagged
from graph.language.word_lists import listed, listed_set
from graph.mentions.unit_words import dimension, factor
from qa.answering.arithmetic_terms import ANY, FITS, SHARES, FigureOf, plain, words_beside
from qa.answering.item_targets import target_pair
from qa.answering.item_values import fitting_figures
from qa.answering.phrases import say
from qa.answering.results import Number
from qa.answering.said import Said, said_of
from qa.querying.asked_figures import AskedFigure, asked_figure
from qa.querying.figures import Candidate, candidates
from qa.querying.lookups import Found
from qa.querying.sentences import Likeness
from qa.querying.word_senses import word_senses

_TOLD = 1.6
"""How well a share must fit that is told, so that none need be reckoned."""
_WITHIN = listed_set("within-characters")
_MEASURED_BY = frozenset({"count", "people", "person times", "times"})


def share(found: Found, figure_of: FigureOf) -> Said | None:
    """One figure as a share of another: the part before 占, the whole behind it or in the question itself."""
    parted = parting(found.text)
    before, behind = (found.text[: parted[0]], found.text[parted[1] :]) if parted else (found.text, "")
    inside = next((at for at in range(1, len(before)) if before[at] in _WITHIN), 0)
    if inside:
        before, behind = before[inside + 1 :], before[:inside]
    part = _of_words(before, found) or (figure_of(before) if before else None)
    if part is None:
        return None
    whole = _whole_in(behind, part) or _whole_told(behind, part, found, figure_of)
    if not whole or whole < part.size:
        return None
    return divided(part, whole, say("told.share"))


def divided(part: Candidate, whole: float, words: str, *others: Candidate) -> Said:
    """A figure divided by a whole in base units, in per cent.

    :param words: what the share is called; ``others``: the figures beside it that the answer rests on.
    """
    result = round(100 * part.size / whole, 2)
    base = plain(round(whole / factor(part.figure.unit), 4))
    terms = f"{plain(part.figure.value)} ÷ {base} = {plain(result)}%"
    sentences = said_of([one.sentence for one in (part, *others)])
    return Said(f"{words} {terms}", Number(result, "%", terms), sentences)


def parting(text: str) -> tuple[int, int] | None:
    """Where 占 stands in a question."""
    found = (one for one in word_senses("asked_figures", "kind").find(text) if one.sense == "part")
    return next(((one.start, one.end) for one in found), None)


def _whole_in(words: str, part: Candidate) -> float | None:
    """A number of the question that is the whole (25项里)."""
    alike = (one for one in find_quantities(words) if dimension(one.unit) == dimension(part.figure.unit))
    return next((float(one.value) for one in alike if one.value > part.size), None)


def _whole_told(words: str, part: Candidate, found: Found, figure_of: FigureOf) -> float | None:
    """What the table tells of the whole: in the item, elsewhere, or beside the part."""
    whole = _of_words(words, found) if words else None
    if whole is None or whole.figure.unit != part.figure.unit or whole.size <= part.size:
        whole = figure_of(_bare(words)) if words else None
    if whole and dimension(whole.figure.unit) == dimension(part.figure.unit) and whole.size > part.size:
        return whole.size
    beside = candidates([part.sentence], ANY, found.likeness)
    return max(
        (one.size for one in beside if one.figure.unit == part.figure.unit and one.size > part.size), default=None
    )


def _bare(words: str) -> str:
    """The words of the whole without what asks (全市工业投资的多少)."""
    asking = [one for one in word_senses("asked_figures", "kind").find(words) if one.sense == "number"]
    return (words[: asking[-1].start] if asking else words).rstrip("的?")


def rate(found: Found) -> Said | None:
    """A rate that is not told (整改率): what was reached of what the same sentence found before."""
    verb = _rate_verb(found)
    if not verb:
        return None
    counted = [one for one in fitting_figures(found, _counted(found)) if not one.promised]
    reached = next((one for one in counted if verb in words_beside(one)), None)
    whole = _before(reached, found) if reached else None
    return divided(reached, whole.size, say("told.rate", verb=verb), whole) if reached and whole else None


def rate_of_target(found: Found) -> Said | None:
    """A rate that is not told: what was reached of what was promised."""
    verb = _rate_verb(found)
    pair = target_pair(found, _counted(found)) if verb else None
    return divided(pair[0], pair[1].size, say("told.rate", verb=verb), pair[1]) if pair else None


def _counted(found: Found) -> AskedFigure:
    return replace(asked_figure(found.text), unit="", dimensions=_MEASURED_BY, target=False)


def _rate_verb(found: Found) -> str:
    """The verb of a rate that a question asks for and no figure tells; else empty."""
    verb = rate_verb(found.text)
    told = fitting_figures(found, asked_figure(found.text)) if verb else []
    is_told = any(one.score >= _TOLD and verb in words_beside(one) for one in told)
    return "" if is_told else verb


def rate_verb(text: str) -> str:
    """The verb of the rate that a question asks for.

    >>> rate_verb("户厕整改率是多少"), rate_verb("效率高吗"), rate_verb("调解的成功率有多高")
    ('整改', '', '成功')
    """
    rates = [one for one in word_senses("asked_figures", "kind").find(text) if one.sense == "rate"]
    if rates:
        return text[rates[-1].start : rates[-1].end - 1]
    for ratio in _RATIOS:
        before = tagged(text[: text.find(ratio)]) if ratio in text else []
        if before and before[-1][1][:1] in "va" and len(before[-1][0]) > 1:
            return before[-1][0]
    words = [word for word, tag in tagged(text) if len(word) == _RATE and word.endswith("率") and tag[:1] in "nv"]
    return words[-1][:-1] if words and tagged(words[-1][:-1])[0][1][:1] in "va" else ""


_RATIOS = listed("asking-ratios")
_RATE = 3
"""Characters of a rate with a verb of two (成功率)."""


def _before(reached: Candidate, found: Found) -> Candidate | None:
    """The nearest larger figure of the same unit told before one in its sentence."""
    figures = candidates([reached.sentence], ANY, found.likeness)
    larger = (
        one
        for one in figures
        if one.figure.at < reached.figure.at and one.figure.unit == reached.figure.unit and one.size > reached.size
    )
    return max(larger, key=lambda one: one.figure.at, default=None)


def mean(found: Found) -> Said | None:
    """A total divided by the number of things told in the same sentence."""
    asked = asked_figure(found.text)
    totals = [
        one for one in fitting_figures(found, asked) if dimension(one.figure.unit) != "count" and not one.promised
    ]
    if not totals:
        return None
    amount = totals[0]
    beside = candidates([amount.sentence], ANY, found.likeness)
    counts = [one for one in beside if dimension(one.figure.unit) == "count" and one.figure.value]
    if not counts:
        return None
    return quotient(amount, counts[0], unit_of_mean(amount, counts[0], asked.unit), say("told.mean"), 2)


def quotient(one: Candidate, other: Candidate, unit: str, words: str, places: int) -> Said:
    """One figure divided by another, as a number of a unit with so many places behind the point.

    :param words: what stands before the terms.
    """
    result = round(one.size / other.size / factor(unit), places)
    told = f"{plain(one.figure.value)}{one.figure.unit} ÷ {plain(other.figure.value)}{other.figure.unit}"
    terms = f"{told} = {plain(result)} {unit}"
    return Said(f"{words}{terms}", Number(result, unit, terms), said_of([one.sentence, other.sentence]))


def unit_of_mean(amount: Candidate, count: Candidate, asked: str) -> str:
    """The unit asked for; else that of the amount, or its plain one where the mean would be less than one."""
    own = amount.figure.unit
    if asked and dimension(asked) == dimension(own):
        return asked
    return own if amount.size / count.size >= factor(own) else own.lstrip("万亿千百") or own


def _of_words(words: str, found: Found) -> Candidate | None:
    """The figure of an item that has some words beside it."""
    weights = {token: weight for token, weight in found.likeness.weights.items() if token in words.lower()}
    near = Likeness(weights)
    told = [one for one in candidates(found.sentences, ANY, near) if not one.promised]
    fitting = [one for one in told if near.of(one.quote) >= FITS and dimension(one.figure.unit) not in SHARES]
    return max(fitting, key=lambda one: (round(near.of(words_beside(one)), 3), one.score), default=None)
