"""How two figures compare: the months each tells of, how it counts, whether it measures the same thing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from graph.language.clauses import clause_end, clause_start, sentence_start
from graph.mentions.figures import Figure, in_brackets
from graph.mentions.find import Mention
from graph.mentions.growth import is_off_target
from graph.mentions.measures import core, measure_words
from graph.mentions.times import YEAR, is_deadline, months, tells_earlier_year
from graph.mentions.unit_words import dimension
from graph.mentions.wording import is_action, is_everyday, word_starts
from graph.records import Milestone, Task
from graph.tables.deadlines import read_month

NEARLY_YEAR = 10
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
    if _ACTS.search(said):
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
        or in_brackets(text, figure.at)
        or tells_earlier_year(figure.period or "")
        or _ASIDE.search(clause)
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
