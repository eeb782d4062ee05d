"""Promised and reached: which actual figure answers which target, to what degree, and where status and figures disagree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.deadlines import read_month
from graph.mentions.figures import Figure, in_brackets
from graph.mentions.find import Mention, TaskMentions
from graph.mentions.folded import clause_end, clause_start, sentence_start
from graph.mentions.measures import core, measure_words
from graph.mentions.quantities import plain_number
from graph.mentions.times import YEAR, months, tells_earlier_year
from graph.mentions.unit_words import dimension, factor
from graph.mentions.wording import is_action, is_everyday, word_starts
from graph.records import Milestone, StatusReport, Task
from graph.statuses import concept_of, worst

TOLERANCE = 0.001
"""Share by which a figure may miss its target and still count as reached (rounding in print)."""
MIN_LIKENESS = 0.6
_NEARLY_YEAR = 10
"""The last month from which a growth since January may stand for the year's (reports are written before it ends)."""
_ASIDE = re.compile(
    r"单月|当月|剩余|其余|尚余|还差|尚有|另有|还有|仍有|另外|正在|在建|超额完成$|历年|(?:开工|开建|启动|实施|成立|建设|立项|投产|开展|运营|推行)以来"
)
"""Words before a number that make it another thing than what was reached this year."""
_NOT_YET = re.compile(r"[^,;。]{0,6}?(?:正在|在建|尚|未(?!来)|待|即将|将|拟|推进中|施工中)")
_ACTS = re.compile(r"完成|建成|建设")
_LESS = "防控|控制(?!在)|遏制|严控"
"""Words for what should shrink; they must stand beside the thing measured."""


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """A target with the actual figure that answers it; ``degree`` is actual divided by target.

    ``final`` is false where the actual figure tells of a shorter time than the target: so far, not yet missed.
    """

    target: Mention
    actual: Mention
    degree: float
    reached: bool
    final: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction between the printed status and the figures: reported, never corrected."""

    message: str
    fulfilment: Fulfilment


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure with the months it tells of, and how it counts: ``stock``, ``new``, ``net``, ``act`` or nothing said."""

    mention: Mention
    figure: Figure
    months: tuple[int, int]
    counts: str


def fulfilments(found: TaskMentions) -> list[Fulfilment]:
    """Pair the targets of a task (title and milestones) with the actual figures of its narratives."""
    told = [_told(found.task, mention, mention.figure) for mention in found.figures if mention.figure]
    targets = _targets(told)
    actuals = [one for one in told if one.figure.role == "actual" and _counts_as_reached(one)]
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
        if best is not None and (target in final or not _is_told(pairs, target, best)):
            pairs.append(_pair(target, best))
    return pairs


def _targets(told: Sequence[_Told]) -> list[_Told]:
    """The promised figures; one without a subject (全年完成80亿元) has that of the title's figure of its kind."""
    promised = [
        one
        for one in told
        if one.figure.role == "target" and one.mention.where.kind != "narrative" and not one.figure.baseline
    ]
    title = {_kind(one.figure): one for one in reversed(promised) if one.mention.where.kind == "title"}
    named = []
    for one in promised:
        known = title.get(_kind(one.figure))
        if known and not one.figure.measure:
            figure = replace(one.figure, measure=known.figure.measure, indicator=known.figure.indicator)
            one = replace(one, figure=figure, counts=known.counts)
        named.append(one)
    return named


def _kind(figure: Figure) -> tuple[str, bool]:
    return dimension(figure.unit), figure.growth


def findings(found: TaskMentions, pairs: Sequence[Fulfilment]) -> list[Finding]:
    """Contradictions: done by its status with a target missed, or late with everything promised in numbers reached."""
    told: list[Finding] = []
    for position, report in enumerate(found.task.reports):
        own = [pair for pair in pairs if pair.final and pair.actual.where.position == position]
        status = report.status or worst(found.task.statuses) or ""
        if _is_done(status):
            told += [Finding(f"状态为“{status}”，但{_message(pair)}", pair) for pair in own if not pair.reached]
        elif own and _is_behind(status) and _all_reached(found, report, pairs):
            told.append(Finding(f"状态为“{status}”，但{_message(own[0])}", own[0]))
    return told


def _all_reached(found: TaskMentions, report: StatusReport, pairs: Iterable[Fulfilment]) -> bool:
    """Whether the milestones a report covers, and the title, promise numbers only, and all of them are reached."""
    reached = {pair.target for pair in pairs if pair.reached and pair.final}
    stated = {(pair.target.name, _figure(pair.target).value) for pair in pairs if pair.reached and pair.final}
    covered = [found.task.milestones[position].text.value for position in report.milestones]
    promised = [
        mention
        for mention in found.figures
        if mention.where.kind == "title"
        or (mention.where.kind == "milestone" and mention.where.position in report.milestones)
    ]
    return all(mention in reached or (mention.name, _figure(mention).value) in stated for mention in promised) and all(
        re.search(r"\d", clause) for text in covered for clause in re.split(r"[，,；;。]", text) if len(clause) > 4
    )


def _told(task: Task, mention: Mention, figure: Figure) -> _Told:
    return _Told(mention, figure, _months(task, mention, figure), _counting(mention, figure))


def _months(task: Task, mention: Mention, figure: Figure) -> tuple[int, int]:
    """The months a figure tells of: as it says itself, else up to the deadline of its milestone, or of those reported on."""
    where = mention.where
    said = months(figure.period) if figure.period else None
    if said and where.kind != "narrative":
        return said if said[0] != said[1] else (1, said[1])  # 9月30日 is a deadline
    if said and said[0] != said[1]:  # a date in a narrative is that of an event
        return said
    covered: tuple[int, ...] = ()
    if where.kind == "milestone":
        covered = (where.position,)
    elif where.kind == "narrative":
        covered = task.reports[where.position].milestones
    ends = [_last_month(task.milestones[position]) for position in covered]
    return 1, max(ends, default=YEAR[1])


def _last_month(milestone: Milestone) -> int:
    """The month by which a milestone is due: of its deadline, else the first its text names, else the year's last."""
    month = milestone.deadline.month if milestone.deadline else read_month(milestone.text.value)[0]
    return month or YEAR[1]


def _counting(mention: Mention, figure: Figure) -> str:
    """How an amount counts: ``stock``, ``new`` or ``net`` ones, those an ``act`` was done to, or empty: nothing said."""
    kind = dimension(figure.unit)
    if kind in {"share", "points"}:
        return ""
    text = mention.where.folded.text
    said = text[min(figure.start, clause_start(text, figure.at)) : figure.at] + figure.measure
    for counting in ("net", "new"):
        if any(word in said for word in measure_words(counting)):
            return counting
    if any(word in said for word in measure_words("total")) or re.search(r"全[省市县区镇][^,;。]{0,4}累计", said):
        return "stock"
    if _ACTS.search(said):
        return "act"
    first = min((end for end in word_starts(figure.measure) if end), default=0)
    if first > 1 and is_action(figure.measure[:first]):
        return "act"
    stock = kind in {"count", "people"} and any(word in said for word in measure_words("stock"))
    return "stock" if stock else ""


def _counts_as_reached(told: _Told) -> bool:
    """Whether an actual figure may answer a target: no aside, no level a change starts from, no other year's."""
    figure, text = told.figure, told.mention.where.folded.text
    clause, after = text[clause_start(text, figure.at) : figure.at], text[figure.end : clause_end(text, figure.end)]
    return not (
        figure.baseline
        or in_brackets(text, figure.at)
        or tells_earlier_year(figure.period or "")
        or _ASIDE.search(clause)
        or _NOT_YET.match(after)
        or (after.startswith("的") and dimension(figure.unit) == "yuan")  # 总投资60亿元的项目: tells of a project
        or (figure.comparison and re.search(r"目标|任务|计划|预期|预算", figure.comparison))
    )


def _last(targets: Iterable[_Told], by_milestone: bool = False) -> list[_Told]:
    """One target per measure and unit, of all texts or of each: the title's, else the last (earlier ones are steps)."""
    kept: dict[tuple[str, str, bool, str, str, tuple[int, int] | None], _Told] = {}
    for target in targets:
        figure, where = target.figure, target.mention.where
        text = where.place if by_milestone else ""
        # 一季度15亿元 and 全年60亿元 are two targets; 6月底前 and 12月底前 are steps of one.
        span = target.months if figure.period and not re.search(r"前|底", figure.period) else None
        key = (core(figure.indicator), *_kind(figure), target.counts, text, None if span == YEAR else span)
        if key[0] and (key not in kept or kept[key].mention.where.kind != "title"):
            kept[key] = target
    return list(kept.values())


def _reports_on(task: Task, actual: _Told, target: _Told) -> bool:
    """Whether an actual figure stands in the report on a target's milestone and on no other."""
    where = target.mention.where
    return where.kind == "milestone" and task.reports[actual.mention.where.position].milestones == (where.position,)


def _covers(task: Task, actual: _Told, target: _Told) -> bool:
    """Whether an actual figure stands in a report that covers a target's milestone; every report answers a title."""
    where = target.mention.where
    return where.kind == "title" or where.position in task.reports[actual.mention.where.position].milestones


def _is_told(pairs: Iterable[Fulfilment], target: _Told, actual: _Told) -> bool:
    """Whether an equal target is answered by the same figure already."""
    return any(pair.actual is actual.mention and _figure(pair.target).value == target.figure.value for pair in pairs)


def _answer(target: _Told, actuals: Sequence[_Told]) -> _Told | None:
    """The actual figure that answers a target: the likest; of a series in the same words the last, which is the newest."""
    likeness = [_likeness(target, actual) for actual in actuals]
    best = max(likeness, default=0.0)
    if best < MIN_LIKENESS:
        return None
    likest = [actual for actual, like in zip(actuals, likeness, strict=True) if like == best]
    same = [actual for actual in likest if actual.figure.indicator == likest[0].figure.indicator]
    chosen = ([actual for actual in same if actual.months == target.months] or same)[-1]
    return next((later for later in reversed(actuals) if _same_time(target, later) and _goes_on(chosen, later)), chosen)


def _goes_on(earlier: _Told, later: _Told) -> bool:
    """Whether a figure only brings an earlier one up to date in fewer words (截至10月底腾退土地2130亩,12月底累计腾退2687亩)."""
    one, other = earlier.figure, later.figure
    text = later.mention.where.folded.text
    if earlier.mention.where.place != later.mention.where.place or _kind(one) != _kind(other) or other.at <= one.at:
        return False
    same_sentence = sentence_start(text, one.at) == sentence_start(text, other.at)
    shorter = re.sub(r"累计|合计|共", "", other.measure)
    dated = bool(other.period and other.period != one.period)
    return same_sentence and dated and later.months[1] >= earlier.months[1] and (not shorter or shorter in one.measure)


def _likeness(target: _Told, actual: _Told) -> float:
    """How much two figures measure the same, 0 to 1; 0 when they cannot be compared."""
    one, other = target.figure, actual.figure
    if one.growth != other.growth or dimension(one.unit) != dimension(other.unit) or not _same_time(target, actual):
        return 0.0
    if (one.growth and one.unit != other.unit) or not _count_alike(target.counts, actual.counts):
        return 0.0
    if one.indicator == other.indicator and one.indicator:
        return 1.0
    first, second = core(one.measure), core(other.measure)
    if not first or not second or _is_part(second, first):
        return 0.0
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) > 3 and shorter in longer:
        return 0.95
    a, b = _bigrams(first), _bigrams(second)
    agree = len(a & b) / len(a | b) if a | b else 0.0
    common = sum((Counter(shorter) & Counter(longer)).values())
    reordered = 0.9 * common / len(shorter) if len(shorter) > 3 and common >= 0.75 * len(shorter) else 0.0
    return max(agree, reordered) + 0.01 * agree  # of equals the one with more words in their order


def _same_time(target: _Told, actual: _Told) -> bool:
    """Whether an actual figure tells of a target's time: a growth of the same months, an amount since the same month."""
    if target.months == actual.months:
        return True
    (begin, end), (first, last) = target.months, actual.months
    if first != begin:
        return False
    if target.figure.period and end < YEAR[1] and not re.search(r"前|底", target.figure.period):
        return False  # 一季度15亿元 is not answered by the year's
    return not target.figure.growth or (end == YEAR[1] and last >= _NEARLY_YEAR)


def _count_alike(one: str, other: str) -> bool:
    """Whether two ways of counting compare: an increase is no stock, and no number of which nothing is said."""
    return one == other or {one, other} in ({"stock", ""}, {"act", ""}, {"act", "new"})


def _is_part(actual: str, target: str) -> bool:
    """Whether an actual figure is only that of a place the target does not name (大沙镇高标准农田)."""
    place = re.match(r"[\u4e00-\u9fff]{1,4}?(?:镇|村|街道|乡|社区)", actual)
    return bool(place) and not is_everyday(place.group(0)) and place.group(0) not in target  # type: ignore[union-attr]


def _pair(target: _Told, actual: _Told) -> Fulfilment:
    wanted, got = target.figure, actual.figure
    sign = -1 if (got.change or "").startswith("-") and got.growth else 1
    aim = -1 if (wanted.change or "").startswith("-") and wanted.growth else 1
    ceiling = wanted.bound == "max" or _should_shrink(target)
    # A promised range (3-5亿元) is reached by its lower end.
    least = wanted.low if wanted.low is not None and not ceiling else wanted.value
    promised, reached = aim * float(least) * factor(wanted.unit), sign * float(got.value) * factor(got.unit)
    degree = reached / promised if promised else 0.0
    # A promised decline (-3%) is reached by a larger one; so is a ceiling by a smaller figure.
    slack = TOLERANCE * abs(promised)
    ok = reached <= promised + slack if ceiling or promised < 0 else reached >= promised - slack
    final = actual.months[1] >= min(target.months[1], _NEARLY_YEAR)
    return Fulfilment(target.mention, actual.mention, round(degree, 4), ok, final or (ok and not ceiling))


def _should_shrink(target: _Told) -> bool:
    """Whether less is better: what is measured does harm (失业率), or the text asks for less of it (红火蚁防控)."""
    figure = target.figure
    if not figure.growth and target.counts in {"", "stock"} and figure.measure.endswith(measure_words("harm")):
        return True
    thing = re.escape(core(figure.measure)[:3])
    near = rf"{thing}(?:{_LESS})|(?:{_LESS})[^,;。、\d]{{0,8}}{thing}"
    return bool(re.search(near, target.mention.where.folded.text))


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


def _message(pair: Fulfilment) -> str:
    wanted, got = _figure(pair.target), _figure(pair.actual)
    verb = "已达到" if pair.reached else "未达到"
    return f"“{pair.actual.text}”{verb}目标“{pair.target.text}”（{plain_number(wanted.value)}{wanted.unit}，实际 {got.change if got.growth else plain_number(got.value) + got.unit}）"
