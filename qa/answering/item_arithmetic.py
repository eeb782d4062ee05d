"""Arithmetic on the figures of an item: differences, sums, shares and means, each with its terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from graph.language.numerals import whole_number
from graph.language.quantities import find_quantities
from graph.mentions.figure_quantities import plain_number
from graph.mentions.unit_words import dimension, factor
from qa.answering.item_values import fitting_figures, with_title
from qa.answering.results import Number, YesNo
from qa.answering.said import Said, said_of, unsaid
from qa.querying.asked_figures import AskedFigure, asked_figure
from qa.querying.figures import Candidate, candidates
from qa.querying.lookups import Found
from qa.querying.sentences import Likeness
from qa.querying.word_senses import word_senses
from qa.understanding.question import Piece, PieceKind, Question

_FITS = 0.3
"""The share of a term's words that a figure must have beside it."""
_ANY = AskedFigure("", frozenset(), rank=False, growth=False, amount=False, target=False)


def calculate(found: Found, figure_of: Callable[[str], Candidate | None]) -> Said:
    """What a question wants to be reckoned of the figures of an item; refused where a term is missing.

    :param figure_of: the figure that some words name, wherever it is told.
    """
    question = found.slots.question
    share = question.has("fraction") or _parting(question.text) is not None
    operations: tuple[tuple[bool, Callable[[Found], Said | None]], ...] = (
        (question.has("mean"), _mean),
        (share, lambda found: _share(found, figure_of)),
        (question.has("sum") or len(terms_of(question)) > 1, _sum),
        (True, _difference),
    )
    for asked, operation in operations:
        said = operation(found) if asked else None
        if said:
            return said
    return unsaid("表中没有可以这样计算的数字")


def against_target(found: Found) -> Said | None:
    """Whether what was reached is what was promised; ``None`` where one of the two is not told."""
    pair = _pair(found)
    if pair is None:
        return None
    actual, target = pair
    reached = actual.size >= target.size
    words = f"目标{_told(target)}，实际{_told(actual)}"
    sentences = said_of([actual.sentence, target.sentence])
    return Said(words, YesNo(reached), sentences, "是" if reached else "没有达到")


def asks_target(found: Found) -> bool:
    """Whether a question asks if a target was reached (达到计划没有)."""
    senses = word_senses("asked_figures", "kind").find(found.slots.question.text)
    return any(one.sense == "reached" for one in senses)


def _told(one: Candidate) -> str:
    return f"{_plain(one.figure.value)}{one.figure.unit}"


def _pair(found: Found) -> tuple[Candidate, Candidate] | None:
    """What was reached and what was promised of the same."""
    asked = asked_figure(found.slots.question.text)
    told = fitting_figures(found, replace(asked, target=False))
    actual = next((one for one in told if not one.promised and not one.figure.scheduled and not one.base), None)
    whole = [
        one for one in told if one.base and actual and one.clause == actual.clause and one.sentence == actual.sentence
    ]
    if actual and whole:
        return actual, whole[0]
    promised = [one for one in _promises(found, asked) if actual and _comparable(actual, one)]
    return (actual, promised[0]) if actual and promised else None


def _difference(found: Found) -> Said | None:
    """What was reached less what was promised; or what a level rose by."""
    asked = asked_figure(found.slots.question.text)
    told = fitting_figures(found, replace(asked, target=False))
    told = [one for one in told if not one.promised and not one.figure.scheduled]
    risen = next((one for one in told[:3] if one.figure.since is not None), None)
    if risen and risen.figure.since is not None:
        return _subtracted(risen, risen.figure.value, risen.figure.since, "增加", (risen,))
    pair = None if _names_other_year(found) else _pair(found)
    if pair is None:
        return None
    actual, target = pair
    scale = factor(target.figure.unit) / factor(actual.figure.unit)
    words = "高于" if actual.size >= target.size else "低于"
    return _subtracted(actual, actual.figure.value, target.figure.value * scale, words, (actual, target))


def _names_other_year(found: Found) -> bool:
    """Whether a question holds the figure against another year's, which no target stands for."""
    times = (piece.text for piece in found.slots.question.pieces if piece.kind is PieceKind.TIME)
    return any(words.startswith(_EARLIER) or words.endswith("年") for words in times)


_EARLIER = ("去年", "上年", "前年")


def _promises(found: Found, asked: AskedFigure) -> list[Candidate]:
    figures = candidates(with_title(found), replace(asked, target=True), found.likeness)
    return [one for one in figures if one.promised]


def _comparable(actual: Candidate, target: Candidate) -> bool:
    same = dimension(actual.figure.unit) == dimension(target.figure.unit)
    return same and actual.figure.growth == target.figure.growth


def _subtracted(one: Candidate, value: float, base: float, words: str, used: Sequence[Candidate]) -> Said:
    """The difference as a number of its own unit; of shares in points."""
    result = whole_number(round(abs(value - base), 4))
    unit = "个百分点" if dimension(one.figure.unit) in {"share", "points"} else one.figure.unit
    high, low = max(value, base), min(value, base)
    terms = f"{_plain(high)} − {_plain(low)} = {_plain(result)} {unit}"
    sense = {"高于": "高于目标", "低于": "低于目标", "增加": "变化"}[words]
    return Said(f"{sense} {terms}", Number(result, unit, terms), said_of([c.sentence for c in used]))


def _sum(found: Found) -> Said | None:
    """The figures of the parts a question names, added up: those of one sentence first, reported before planned."""
    asked = asked_figure(found.slots.question.text)
    terms = terms_of(found.slots.question)
    figures = fitting_figures(found, replace(asked, unit="") if len(terms) > 1 else asked)
    groups = [
        [one for one in figures if one.sentence == told] for told in dict.fromkeys(one.sentence for one in figures)
    ]
    groups += [[one for one in figures if not one.promised], figures]
    parts = next((parts for group in groups if (parts := _matched(terms, group, found.likeness))), [])
    if len(parts) < 2 or len({dimension(one.figure.unit) for one in parts}) > 1:
        return None
    unit = parts[0].figure.unit
    values = [one.size / factor(unit) for one in parts]
    result = whole_number(round(sum(values), 4))
    terms_told = f"{' + '.join(map(_plain, values))} = {_plain(result)} {unit}"
    return Said(f"合计 {terms_told}", Number(result, unit, terms_told), said_of([one.sentence for one in parts]))


def _matched(terms: Sequence[str], figures: Sequence[Candidate], likeness: Likeness) -> list[Candidate]:
    """For every term the figure that has its own words beside it; empty where one term has none, or two have the same."""
    texts = [_beside(one).lower() for one in figures]
    common = {token for token in likeness.weights if 2 * sum(token in text for text in texts) > len(texts) > 1}
    found: list[Candidate] = []
    for term in terms:
        own = {t: w for t, w in likeness.weights.items() if t in term.lower() and t not in common}
        near = Likeness({t: w for t, w in own.items() if any(t in text for text in texts)})
        scored = [(near.of(_beside(one)), one.score, -place) for place, one in enumerate(figures)]
        best = max(scored, default=(0.0, 0.0, 0))
        if best[0] < _FITS or figures[-best[2]] in found:
            return []
        found.append(figures[-best[2]])
    return found


def _share(found: Found, figure_of: Callable[[str], Candidate | None]) -> Said | None:
    """One figure as a share of another: the part before 占, the whole behind it or in the question itself."""
    text = found.slots.question.text
    parting = _parting(text)
    before, behind = (text[: parting[0]], text[parting[1] :]) if parting else (text, "")
    inside = next((at for at in range(1, len(before)) if before[at] in _WITHIN), 0)
    if inside:
        before, behind = before[inside + 1 :], before[:inside]
    part = _of_words(before, found, _ANY) or (figure_of(before) if before else None)
    if part is None:
        return None
    whole = _whole_in(behind, part) or _whole_told(behind, part, found, figure_of)
    if not whole or whole < part.size:
        return None
    result = round(100 * part.size / whole, 2)
    base = _plain(round(whole / factor(part.figure.unit), 4))
    terms = f"{_plain(part.figure.value)} ÷ {base} = {_plain(result)}%"
    return Said(f"占 {terms}", Number(result, "%", terms), (part.sentence,))


_WITHIN = frozenset("里中")


def _parting(text: str) -> tuple[int, int] | None:
    """Where 占 stands in a question."""
    found = (one for one in word_senses("asked_figures", "kind").find(text) if one.sense == "part")
    return next(((one.start, one.end) for one in found), None)


def _whole_in(words: str, part: Candidate) -> float | None:
    """A number of the question that is the whole (25项里)."""
    alike = (one for one in find_quantities(words) if dimension(one.unit) == dimension(part.figure.unit))
    return next((float(one.value) for one in alike if one.value > part.size), None)


def _whole_told(
    words: str, part: Candidate, found: Found, figure_of: Callable[[str], Candidate | None]
) -> float | None:
    """What the table tells of the whole: in the item, elsewhere, or beside the part."""
    whole = _of_words(words, found, _ANY) if words else None
    if whole is None or whole.figure.unit != part.figure.unit or whole.size <= part.size:
        whole = figure_of(words.rstrip("的")) if words else None
    if whole and dimension(whole.figure.unit) == dimension(part.figure.unit) and whole.size > part.size:
        return whole.size
    beside = candidates([part.sentence], _ANY, found.likeness)
    return max(
        (one.size for one in beside if one.figure.unit == part.figure.unit and one.size > part.size), default=None
    )


def _mean(found: Found) -> Said | None:
    """A total divided by the number of things told in the same sentence."""
    asked = asked_figure(found.slots.question.text)
    totals = [
        one for one in fitting_figures(found, asked) if dimension(one.figure.unit) != "count" and not one.promised
    ]
    if not totals:
        return None
    total = totals[0]
    counts = [
        one
        for one in candidates([total.sentence], _ANY, found.likeness)
        if dimension(one.figure.unit) == "count" and one.figure.value
    ]
    if not counts:
        return None
    count = counts[0]
    result = round(total.figure.value / count.figure.value, 4)
    terms = (
        f"{_plain(total.figure.value)} ÷ {_plain(count.figure.value)} = {_plain(round(result, 2))} {total.figure.unit}"
    )
    return Said(f"平均 {terms}", Number(round(result, 2), total.figure.unit, terms), (total.sentence,))


def _of_words(words: str, found: Found, asked: AskedFigure) -> Candidate | None:
    """The figure of an item that has some words beside it."""
    weights = {token: weight for token, weight in found.likeness.weights.items() if token in words.lower()}
    near = Likeness(weights)
    told = [one for one in candidates(found.sentences, asked, near) if not one.promised]
    fitting = [one for one in told if near.of(one.quote) >= _FITS]
    return max(fitting, key=lambda one: (round(near.of(_beside(one)), 3), one.score), default=None)


def _beside(one: Candidate) -> str:
    """The words right around a number: what it is told of before it, what is counted behind it."""
    figure, text = one.figure, one.sentence.folded
    return text[figure.start : figure.end] + figure.measure


def terms_of(question: Question) -> list[str]:
    """The things a question names side by side: 甲、乙和丙.

    Two and more make terms; the first and last take the words of their clause up to the mark that joins them.
    """
    for clause in question.clauses:
        parts: list[list[Piece]] = [[]]
        for piece in clause:
            if piece.text == "、" or piece.says("and") or (piece.kind is PieceKind.WORD and piece.tag == "c"):
                parts.append([])
            else:
                parts[-1].append(piece)
        words = ["".join(p.text for p in part if p.kind is not PieceKind.CUE) for part in parts]
        if len(words) > 1 and all(words):
            return words
    return []


def _plain(value: float) -> str:
    return plain_number(round(value, 4))
