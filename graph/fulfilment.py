"""Promised and reached: which actual figure answers which target, to what degree, and where status and figures disagree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from graph.mentions.figures import Figure, in_brackets
from graph.mentions.find import Mention, TaskMentions
from graph.mentions.quantities import plain_number
from graph.mentions.wording import is_action
from graph.records import Task
from graph.statuses import concept_of, worst
from graph.wordlists import rows

_SCALE = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}
TOLERANCE = 0.001
"""Share by which a figure may miss its target and still count as reached (rounding in print)."""
MIN_LIKENESS = 0.6
_LESS = "防控|控制|压减|压降|遏制|严控"
"""Words for what should shrink; they must stand beside the thing measured."""


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """A target with the actual figure that answers it; ``degree`` is actual divided by target."""

    target: Mention
    actual: Mention
    degree: float
    reached: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction between the printed status and the figures: reported, never corrected."""

    message: str
    fulfilment: Fulfilment


def fulfilments(found: TaskMentions) -> list[Fulfilment]:
    """Pair the targets of a task (title and milestones) with the actual figures of its narratives."""
    targets = _final(
        mention
        for mention in found.figures
        if mention.figure and mention.figure.role == "target" and mention.where.kind != "narrative"
    )
    actuals = [
        mention
        for mention in found.figures
        if mention.figure
        and mention.figure.role == "actual"
        and not in_brackets(mention.where.folded.text, mention.figure.at)
    ]
    pairs = []
    for target in targets:
        best = _answer(target, actuals)
        if best is not None:
            pairs.append(_pair(target, best))
    return pairs


def findings(task: Task, pairs: Iterable[Fulfilment]) -> list[Finding]:
    """Contradictions: done by its status with a target missed, or late by its status with every target reached."""
    by_report: dict[int, list[Fulfilment]] = {}
    for pair in pairs:
        by_report.setdefault(pair.actual.where.position, []).append(pair)
    found = []
    for position, told in by_report.items():
        status = task.reports[position].status or worst(task.statuses)
        if status and _is_done(status):
            found += [Finding(f"状态为“{status}”，但{_told(pair)}", pair) for pair in told if not pair.reached]
        elif status and _is_behind(status) and all(pair.reached for pair in told):
            found.append(Finding(f"状态为“{status}”，但{_told(told[0])}", told[0]))
    return found


def _final(targets: Iterable[Mention]) -> list[Mention]:
    """One target per measure and unit: the title's, else the last milestone's (earlier ones are steps to it)."""
    kept: dict[tuple[str, str, bool], Mention] = {}
    for mention in targets:
        figure = _figure(mention)
        key = (core(figure.measure), _dimension(figure.unit), figure.growth)
        if key not in kept or kept[key].where.kind != "title":
            kept[key] = mention
    return [mention for (measure, _, _), mention in kept.items() if measure]


def _answer(target: Mention, actuals: Sequence[Mention]) -> Mention | None:
    """The actual figure that answers a target: the likest; of a series in the same words the last, which is the newest."""
    likeness = [_likeness(target, actual) for actual in actuals]
    best = max(likeness, default=0.0)
    if best < MIN_LIKENESS:
        return None
    likest = [actual for actual, like in zip(actuals, likeness, strict=True) if like == best]
    return [actual for actual in likest if _figure(actual).measure == _figure(likest[0]).measure][-1]


def _likeness(target: Mention, actual: Mention) -> float:
    """How much two figures measure the same, 0 to 1; 0 when their units cannot be compared."""
    one, other = _figure(target), _figure(actual)
    if one.growth != other.growth or _dimension(one.unit) != _dimension(other.unit):
        return 0.0
    if one.growth and one.unit != other.unit:
        return 0.0
    if one.indicator == other.indicator and one.indicator:
        return 1.0
    first, second = core(one.measure), core(other.measure)
    if not first or not second:
        return 0.0
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) > 3 and shorter in longer:
        return 0.95
    a, b = _bigrams(first), _bigrams(second)
    agree = len(a & b) / len(a | b) if a | b else 0.0
    common = sum((Counter(shorter) & Counter(longer)).values())
    reordered = 0.9 * common / len(shorter) if len(shorter) > 3 and common >= 0.75 * len(shorter) else 0.0
    return max(agree, reordered) + 0.01 * agree  # of equals the one with more words in their order


def _pair(target: Mention, actual: Mention) -> Fulfilment:
    wanted, got = _figure(target), _figure(actual)
    sign = -1 if (got.change or "").startswith("-") and got.growth else 1
    aim = -1 if (wanted.change or "").startswith("-") and wanted.growth else 1
    promised, reached = aim * _amount(wanted), sign * _amount(got)
    degree = reached / promised if promised else 0.0
    ceiling = wanted.bound == "max" or _should_shrink(target)
    # A promised decline (-3%) is reached by a larger one; so is a ceiling by a smaller figure.
    slack = TOLERANCE * abs(promised)
    ok = reached <= promised + slack if ceiling or promised < 0 else reached >= promised - slack
    return Fulfilment(target, actual, round(degree, 4), ok)


def _should_shrink(target: Mention) -> bool:
    """Whether the text asks for less of what is measured (红火蚁防控: the fewer the better)."""
    thing = re.escape(core(_figure(target).measure)[:3])
    near = rf"{thing}(?:{_LESS})|(?:{_LESS}).{{0,8}}{thing}"
    return bool(re.search(near, target.where.folded.text))


def _amount(figure: Figure) -> float:
    """The value in the base unit of its dimension, so that 亿元 and 万元 compare."""
    return float(figure.value) * _measured(figure.unit)[1]


def _dimension(unit: str) -> str:
    """What a unit measures; counts by whatever classifier (个, 座, 支) compare. An unknown unit compares with itself."""
    return _measured(unit)[0]


@lru_cache(maxsize=512)
def _measured(unit: str) -> tuple[str, float]:
    """Dimension and factor of a unit; what stands after a slash (元/人月) belongs to the dimension."""
    plain, slash, per = unit.partition("/")
    scale = 1.0
    while plain not in _units() and plain[:1] in _SCALE and len(plain) > 1:
        scale, plain = scale * _SCALE[plain[0]], plain[1:]
    dimension, factor = _units().get(plain, (plain, 1.0))
    return f"{dimension}{slash}{per}", scale * factor


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[str, float]]:
    return {
        word: (row["dimension"], float(row["factor"]))
        for row in rows("units_of_measure")
        for word in row["unit"].split()
    }


@lru_cache(maxsize=4096)
def core(measure: str) -> str:
    """Return a measure without the verbs before it and words that only count.

    >>> core("完成建设5G基站"), core("新增5G基站")
    ('5G基站', '5G基站')
    """
    tokens = rjieba.cut(measure, False)
    while len(tokens) > 1 and (
        is_action(tokens[0]) or tokens[0] in {"新增", "新", "的", "共", "全市", "我市", "全年", "累计", "建设"}
    ):
        tokens = tokens[1:]
    return re.sub(r"(?:任务|数量?|总量|目标)$", "", "".join(tokens)) or measure


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _figure(mention: Mention) -> Figure:
    if mention.figure is None:
        raise ValueError("应为数字")
    return mention.figure


def _is_done(status: str) -> bool:
    concept = concept_of(status)
    return concept is not None and concept.key in {"completed", "exceeded"}


def _is_behind(status: str) -> bool:
    concept = concept_of(status)
    return concept is not None and concept.key in {"behind", "not-started"}


def _told(pair: Fulfilment) -> str:
    wanted, got = _figure(pair.target), _figure(pair.actual)
    verb = "已达到" if pair.reached else "未达到"
    return f"“{pair.actual.text}”{verb}目标“{pair.target.text}”（{plain_number(wanted.value)}{wanted.unit}，实际 {got.change if got.growth else plain_number(got.value) + got.unit}）"
