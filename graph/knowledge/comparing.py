"""How two figures compare: the months each tells of, how it counts, whether it measures the same thing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from graph.language.clauses import clause_end, clause_start, sentence_start
from graph.language.segmentation import tokens, word_starts
from graph.mentions.figures import Figure, in_brackets
from graph.mentions.find import Mention
from graph.mentions.growth import is_off_target
from graph.mentions.measures import core, measure_words
from graph.mentions.periods import YEAR, is_deadline, months, tells_earlier_year
from graph.mentions.unit_words import dimension, factor
from graph.mentions.wording import is_action, is_everyday
from graph.records import Milestone, Task
from graph.tables.deadlines import read_month

NEARLY_YEAR = 10
"""The last month from which a growth since January may stand for the year's (reports are written before it ends)."""
_NOT_YET = re.compile(r"[^,;。]{0,6}?(?:正在|在建|尚|未(?!来)|待|即将|将|拟|推进中|施工中)")
_MORE_THAN_PLANNED = "超额完成"
"""Before a number: by how much more."""
_JOINS = "、和与及"
_ACCUMULATED = "累计"
_PARTS = frozenset({"company", "village", "town"})
"""Kinds of scopes that are parts of a county."""
_LESS = "防控|控制(?!在)|遏制|严控"
"""Words for what should shrink; they must stand beside the thing measured."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with the months it tells of, and how it counts: ``stock``, ``new``, ``net``, ``act`` or nothing said."""

    mention: Mention
    figure: Figure
    months: tuple[int, int]
    counts: str


def told_of(task: Task, mention: Mention, figure: Figure) -> Told:
    """Read the months and the way of counting of a figure of a task."""
    return Told(mention, figure, _months(task, mention, figure), _counting(mention, figure))


def kind_of(figure: Figure) -> tuple[str, bool]:
    """Return the dimension of a figure and whether it is a change."""
    return dimension(figure.unit), figure.growth


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
    if any(word in said for word in measure_words("act")):
        return "act"
    first = min((end for end in word_starts(figure.measure) if end), default=0)
    if first > 1 and is_action(figure.measure[:first]):
        return "act"
    stock = kind in {"count", "people"} and any(word in said for word in measure_words("stock"))
    return "stock" if stock else ""


def may_answer(told: Told) -> bool:
    """Whether an actual figure may answer a target: no aside, no level a change starts from, no other year's."""
    figure, text = told.figure, told.mention.where.folded.text
    clause, after = text[clause_start(text, figure.at) : figure.at], text[figure.end : clause_end(text, figure.end)]
    return not (
        figure.baseline
        or figure.setting
        or in_brackets(text, figure.at)
        or tells_earlier_year(figure.period or "")
        or any(word in clause for word in measure_words("aside"))
        or clause.endswith(_MORE_THAN_PLANNED)
        or _NOT_YET.match(after)
        or (after.startswith("的") and dimension(figure.unit) == "yuan")  # 总投资60亿元的项目: tells of a project
        or is_off_target(figure.comparison)
    )


def likeness(target: Told, actual: Told) -> float:
    """How much two figures measure the same, 0 to 1; 0 when they cannot be compared."""
    one, other = target.figure, actual.figure
    if kind_of(one) != kind_of(other) or not same_time(target, actual):
        return 0.0
    if (one.growth and one.unit != other.unit) or not _count_alike(target.counts, actual.counts):
        return 0.0
    if (
        one.each != other.each
        or _turns_back(one, other)
        or _only_begun(target, actual)
        or not same_scope(target, actual)
    ):
        return 0.0
    if one.indicator == other.indicator and one.indicator:
        return 1.0
    first, second = (_without_examples(core(figure.measure)) for figure in (one, other))
    if not first or not second or _is_part(second, first):
        return 0.0
    if _is_one_of_joined(first, second):
        return 0.0
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) > 3 and shorter in longer:
        return 0.95
    if _is_another_thing(first, second):
        return 0.0
    a, b = _bigrams(first), _bigrams(second)
    agree = len(a & b) / len(a | b) if a | b else 0.0
    common = sum((Counter(shorter) & Counter(longer)).values())
    reordered = 0.9 * common / len(shorter) if len(shorter) > 3 and common >= 0.75 * len(shorter) else 0.0
    return max(agree, reordered) + 0.01 * agree  # of equals the one with more words in their order


def same_time(target: Told, actual: Told) -> bool:
    """Whether an actual figure tells of a target's time: a growth of the same months, an amount since the same month."""
    if target.months == actual.months:
        return True
    (begin, end), (first, last) = target.months, actual.months
    if first != begin:
        return False
    if target.figure.period and end < YEAR[1] and not is_deadline(target.figure.period):
        return False  # 一季度15亿元 is not answered by the year's
    return not target.figure.growth or (end == YEAR[1] and last >= NEARLY_YEAR)


def _count_alike(one: str, other: str) -> bool:
    """Whether two ways of counting compare: an increase is no stock, and no number of which nothing is said."""
    return one == other or {one, other} in ({"stock", ""}, {"act", ""}, {"act", "new"})


def is_accumulated(told: Told) -> bool:
    """Whether a figure is said to be what has come together over time (累计培育33个)."""
    text, figure = told.mention.where.folded.text, told.figure
    return _ACCUMULATED in text[clause_start(text, figure.at) : figure.at]


def same_scope(target: Told, actual: Told) -> bool:
    """Whether two figures are of the same place, park, project or company.

    A part answers for the whole only where it alone passes the floor.
    """
    one, other = target.figure, actual.figure
    if one.scope is None or other.scope is None or _names_alike(one, other):
        return True
    return is_part_alone(target, actual) and not one.growth and _amount(other) >= _amount(one)


def is_part_alone(target: Told, actual: Told) -> bool:
    """Whether an actual figure is that of one company or village, of which the target says nothing."""
    return actual.figure.scope_kind in _PARTS and not _names_alike(target.figure, actual.figure)


def _names_alike(one: Figure, other: Figure) -> bool:
    """Whether two figures are of the same thing by name, in full or short."""
    return bool(one.scope and other.scope and (one.scope in other.scope or other.scope in one.scope))


def _amount(figure: Figure) -> float:
    return float(figure.value) * factor(figure.unit)


def _turns_back(one: Figure, other: Figure) -> bool:
    """Whether two changes of level lead opposite ways (由14%调为15%, 由15%调回14%)."""
    if one.since is None or other.since is None:
        return False
    return (one.value - one.since) * (other.value - other.since) < 0


def _only_begun(target: Told, actual: Told) -> bool:
    """Whether an actual figure tells of a step before what the target promises (选取7家试点 for 完成1家试点)."""
    said, wanted = (_clause(told) for told in (actual, target))
    promise = wanted[0] + wanted[1]
    return any(word in said[0] and word not in promise for word in measure_words("begin"))


def _clause(told: Told) -> tuple[str, str]:
    """The clause of a figure: what stands before its number, and what behind."""
    text, at = told.mention.where.folded.text, told.figure.at
    return text[clause_start(text, at, ",;:。!?\n") : at], text[at : clause_end(text, at, ",;:。!?\n")]


def _without_examples(measure: str) -> str:
    """A measure without the examples it begins with (急弯陡坡等交通安全隐患点)."""
    return measure.rpartition("等")[2] or measure


def _is_one_of_joined(target: str, actual: str) -> bool:
    """Whether an actual figure counts only one of the things a target counts together (老年食堂和助餐点)."""
    rest = target.removeprefix(actual) if target.startswith(actual) else target.removesuffix(actual)
    return rest != target and rest.strip(_JOINS) != rest


def _is_another_thing(one: str, other: str) -> bool:
    """Whether two measures are of different things, told by the nouns before what they share (大豆播种面积, 豆类播种面积)."""
    first, second = ([(token.text, token.tag) for token in tokens(text)] for text in (one, other))
    shared = 0
    while shared < min(len(first), len(second)) and first[-1 - shared] == second[-1 - shared]:
        shared += 1
    if not shared or min(len(first), len(second)) == shared or not first[-shared][1].startswith("n"):
        return False
    (mine, tag), (theirs, other_tag) = first[-1 - shared], second[-1 - shared]
    apart = mine not in other and theirs not in one
    return apart and min(len(mine), len(theirs)) > 1 and tag.startswith("n") and other_tag.startswith("n")


def _is_part(actual: str, target: str) -> bool:
    """Whether an actual figure is only that of a place the target does not name (大沙镇高标准农田)."""
    place = re.match(r"[\u4e00-\u9fff]{1,4}?(?:镇|村|街道|乡|社区)", actual)
    return place is not None and not is_everyday(place.group(0)) and place.group(0) not in target


def goes_on(earlier: Told, later: Told) -> bool:
    """Whether a figure only brings an earlier one up to date in fewer words (截至10月底腾退土地2130亩,12月底累计腾退2687亩)."""
    one, other = earlier.figure, later.figure
    text = later.mention.where.folded.text
    if earlier.mention.where.place != later.mention.where.place or kind_of(one) != kind_of(other) or other.at <= one.at:
        return False
    same_sentence = sentence_start(text, one.at) == sentence_start(text, other.at)
    shorter = re.sub(r"累计|合计|共", "", other.measure)
    dated = bool(other.period and other.period != one.period)
    return same_sentence and dated and later.months[1] >= earlier.months[1] and (not shorter or shorter in one.measure)


def should_shrink(target: Told) -> bool:
    """Whether less is better: what is measured does harm (失业率), or the text asks for less of it (红火蚁防控)."""
    figure = target.figure
    if not figure.growth and target.counts in {"", "stock"} and figure.measure.endswith(measure_words("harm")):
        return True
    thing = re.escape(core(figure.measure)[:3])
    near = rf"{thing}(?:{_LESS})|(?:{_LESS})[^,;。、\d]{{0,8}}{thing}"
    return bool(re.search(near, target.mention.where.folded.text))


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
