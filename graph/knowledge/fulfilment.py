"""Promised and reached: which actual figure answers which target, to what degree, and where status and figures disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.knowledge.comparing import (
    NEARLY_YEAR,
    Told,
    goes_on,
    is_accumulated,
    is_part_alone,
    kind_of,
    likeness,
    may_answer,
    same_time,
    should_shrink,
    told_of,
)
from graph.mentions.figure_quantities import plain_number
from graph.mentions.figures import Figure
from graph.mentions.find import Mention, TaskMentions
from graph.mentions.measures import core, measure_words
from graph.mentions.periods import YEAR, is_deadline
from graph.mentions.unit_words import factor
from graph.records import StatusReport, Task
from graph.tables.statuses import concept_of, is_complete, worst

TOLERANCE = 0.001
"""Share by which a figure may miss its target and still count as reached (rounding in print)."""
MIN_LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """A target with the actual figure that answers it; ``degree`` is actual divided by target.

    ``degree`` is ``None`` where dividing says nothing: of a ceiling, of what should shrink, of a fall against a promised
    rise, of a place's part of the whole. ``final`` is false where the actual figure tells of a shorter time than the target: so far, not yet missed.
    """

    target: Mention
    actual: Mention
    degree: float | None
    reached: bool
    final: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction between the printed status and the figures: reported, never corrected."""

    message: str
    fulfilment: Fulfilment


def fulfilments(found: TaskMentions) -> list[Fulfilment]:
    """Pair the targets of a task (title and milestones) with the actual figures of its narratives."""
    told = [told_of(found.task, mention, mention.figure) for mention in found.figures if mention.figure]
    targets = _targets(told)
    actuals = [
        one for one in told if one.mention.where.kind == "narrative" and one.figure.role == "actual" and may_answer(one)
    ]
    final = _last(targets)
    steps = [one for one in _last(targets, by_milestone=True) if one.months[1] < YEAR[1]]
    pairs: list[Fulfilment] = []
    for target in (one for one in targets if one in final or one in steps):
        # A step on the way is answered only by the report on that step.
        fitting = actuals if target in final else [one for one in actuals if _reports_on(found.task, one, target)]
        fitting = [one for one in fitting if _covers(found.task, one, target)] or (
            fitting if target.months[1] == YEAR[1] else []
        )
        best = _answer(target, fitting)
        if best is not None:
            target = _meant(target, best, targets)
        if best is not None and (target in final or not _is_told(pairs, target, best)):
            pairs.append(_pair(target, best))
    return pairs


def _targets(told: Sequence[Told]) -> list[Told]:
    """The promised figures; one without a subject (全年完成80亿元) has that of the title's figure of its kind."""
    promised = [
        one
        for one in told
        if one.figure.role == "target"
        and one.mention.where.kind != "narrative"
        and not (one.figure.baseline or one.figure.setting)
    ]
    title = {kind_of(one.figure): one for one in reversed(promised) if one.mention.where.kind == "title"}
    named = []
    for one in promised:
        known = title.get(kind_of(one.figure))
        if known and not one.figure.measure:
            figure = replace(one.figure, measure=known.figure.measure, indicator=known.figure.indicator)
            one = replace(one, figure=figure, counts=known.counts)
        named.append(one)
    return named


def findings(found: TaskMentions, pairs: Sequence[Fulfilment]) -> list[Finding]:
    """Contradictions: done by its status with a target missed, or late with everything promised in numbers reached."""
    told: list[Finding] = []
    for position, report in enumerate(found.task.reports):
        own = [pair for pair in pairs if pair.final and pair.actual.where.position == position]
        status = report.status or worst(found.task.statuses) or ""
        if is_complete(status):
            told += [Finding(f"状态为“{status}”，但{_message(pair)}", pair) for pair in own if not pair.reached]
        elif own and _is_behind(status) and _all_reached(found, report, pairs):
            told.append(Finding(f"状态为“{status}”，但{_message(own[0])}", own[0]))
    return told


def _all_reached(found: TaskMentions, report: StatusReport, pairs: Iterable[Fulfilment]) -> bool:
    """Whether the milestones a report covers, and the title, promise numbers only, and all of them are reached."""
    reached = {(pair.target.name, _figure(pair.target).value) for pair in pairs if pair.reached and pair.final}
    covered = [found.task.milestones[position].text.value for position in report.milestones]
    promised = [
        mention
        for mention in found.figures
        if mention.where.kind == "title"
        or (mention.where.kind == "milestone" and mention.where.position in report.milestones)
    ]
    return all((mention.name, _figure(mention).value) in reached for mention in promised) and all(
        re.search(r"\d", clause) for text in covered for clause in re.split(r"[，,；;。]", text) if len(clause) > 4
    )


def _last(targets: Iterable[Told], by_milestone: bool = False) -> list[Told]:
    """One target per measure and unit, of all texts or of each: the title's, else the last (earlier ones are steps)."""
    kept: dict[tuple[str, str, bool, str, str, tuple[int, int] | None], Told] = {}
    for target in targets:
        figure, where = target.figure, target.mention.where
        text = where.place if by_milestone else ""
        # 一季度15亿元 and 全年60亿元 are two targets; 6月底前 and 12月底前 are steps of one.
        span = target.months if figure.period and not is_deadline(figure.period) else None
        key = (core(figure.indicator), *kind_of(figure), target.counts, text, None if span == YEAR else span)
        if key[0] and (key not in kept or kept[key].mention.where.kind != "title"):
            kept[key] = target
    return list(kept.values())


def _reports_on(task: Task, actual: Told, target: Told) -> bool:
    """Whether an actual figure stands in the report on a target's milestone and on no other."""
    where = target.mention.where
    return where.kind == "milestone" and task.reports[actual.mention.where.position].milestones == (where.position,)


def _covers(task: Task, actual: Told, target: Told) -> bool:
    """Whether an actual figure stands in a report that covers a target's milestone; every report answers a title."""
    where = target.mention.where
    return where.kind == "title" or where.position in task.reports[actual.mention.where.position].milestones


def _is_told(pairs: Iterable[Fulfilment], target: Told, actual: Told) -> bool:
    """Whether an equal target is answered by the same figure already."""
    return any(pair.actual is actual.mention and _figure(pair.target).value == target.figure.value for pair in pairs)


def _answer(target: Told, actuals: Sequence[Told]) -> Told | None:
    """The actual figure that answers a target: the likest; of a series in the same words the last, which is the newest."""
    alike = [likeness(target, actual) for actual in actuals]
    best = max(alike, default=0.0)
    if best < MIN_LIKENESS:
        return None
    likest = [actual for actual, like in zip(actuals, alike, strict=True) if like == best]
    same = [actual for actual in likest if actual.figure.indicator == likest[0].figure.indicator]
    chosen = ([actual for actual in same if actual.months == target.months] or same)[-1]
    return next((later for later in reversed(actuals) if same_time(target, later) and goes_on(chosen, later)), chosen)


def _meant(target: Told, actual: Told, targets: Sequence[Told]) -> Told:
    """The target an actual figure means: of a year's own and an accumulated one (累计) the one it equals."""
    wanted, got = target.figure, actual.figure
    equal = [
        one
        for one in targets
        if is_accumulated(one) != is_accumulated(target)
        and kind_of(one.figure) == kind_of(got)
        and core(one.figure.indicator).endswith(core(wanted.indicator))
        and one.figure.value == got.value != wanted.value
    ]
    return equal[0] if equal else target


def _pair(target: Told, actual: Told) -> Fulfilment:
    wanted, got = target.figure, actual.figure
    sign = -1 if (got.change or "").startswith("-") and got.growth else 1
    aim = -1 if (wanted.change or "").startswith("-") and wanted.growth else 1
    ceiling = wanted.bound == "max" or should_shrink(target)
    # A promised range (3-5亿元) is reached by its lower end.
    least = wanted.low if wanted.low is not None and not ceiling else wanted.value
    promised, reached = aim * float(least) * factor(wanted.unit), sign * float(got.value) * factor(got.unit)
    untold = ceiling or is_part_alone(target, actual) or wanted.measure.endswith(measure_words("height"))
    degree = None if untold or not promised or reached / promised < 0 else round(reached / promised, 4)
    # A promised decline (-3%) is reached by a larger one; so is a ceiling by a smaller figure.
    slack = TOLERANCE * abs(promised)
    ok = reached <= promised + slack if ceiling or promised < 0 else reached >= promised - slack
    final = actual.months[1] >= min(target.months[1], NEARLY_YEAR)
    return Fulfilment(target.mention, actual.mention, degree, ok, final or (ok and not ceiling))


def _figure(mention: Mention) -> Figure:
    if mention.figure is None:
        raise ValueError("应为数字")
    return mention.figure


def _is_behind(status: str) -> bool:
    concept = concept_of(status)
    return concept is not None and concept.key in {"behind", "not-started"}


def _message(pair: Fulfilment) -> str:
    wanted, got = _figure(pair.target), _figure(pair.actual)
    verb = "已达到" if pair.reached else "未达到"
    return f"“{pair.actual.text}”{verb}目标“{pair.target.text}”（{plain_number(wanted.value)}{wanted.unit}，实际 {got.change if got.growth else plain_number(got.value) + got.unit}）"
