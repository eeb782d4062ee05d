"""Figures in free text: what is measured, value, unit, growth, rank, period, and whether it is promised or reached."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.language.clauses import clause_end, clause_start, sentence_start
from graph.language.quantities import Limit, find_quantities
from graph.mentions.circumstances import set_apart
from graph.mentions.figure_quantities import plain_number, quantities
from graph.mentions.growth import growth_before, minus_before, trend_subject
from graph.mentions.measures import canonical, clause_before, measure_words, noun_after, noun_before, with_subject
from graph.mentions.periods import time_spans
from graph.mentions.ranks import Rank, find_ranks, rank_of, ranked_figure
from graph.mentions.series import told_one_by_one
from graph.mentions.unit_words import dimension

_TARGET = re.compile(
    r"计划|目标(?!任务的?\d+(?:\.\d+)?%|人群|群体|市场|导向)|力争|预计|(?<!成功)争取(?=在|于|年|今|明|\d|完成|实现|达|尽|早|下|全|突破|新|引进|建成)|预期|拟(?!达)|(?<![刚供急内必])需(?![求氧])|不少于|不低于|不超过|总任务|建设任务|年度任务(?!完成)|约需"
)
_REACHED = re.compile(r"(?:累计|已|共|超额)?(?:完成|实现|达到)(?:投资|年度|全年)?")
_FROM = re.compile(r"(?:由|从)(?:[^,;。\d]{0,8}的)?$")
_ARRIVED = ("到", "至", "为", "回")
"""What ends the verb that leads to a new level (提高到, 调回)."""
_SIGNED = ("同比增长", "同比下降", "增长", "下降")
"""Words that may stand between a level and the verb that leads to it (转为增长5%)."""
_OF_PLAN = re.compile(r"(?:占|完成|达到?|为)[^,;。]{0,8}(?:计划|任务|目标|(?:年初|年度|全年)预算|进度)[^,;。]{0,10}$")
_NO_NOUN = frozenset(["项目", "工程", "任务", "以上", "左右", "工作"])
"""Nouns behind a unit that do not say what is measured when words before the number do."""
_SHORT_VERB = 8
_LEFT_FIRST = ("元", "美元", "%", "个百分点", "百分点", "‰", "万", "亿")
"""Units whose measure stands before the number even when a noun follows (总投资60亿元的…)."""
_BOUNDS = {Limit.AT_MOST: "max", Limit.LESS: "max", Limit.AT_LEAST: "min", Limit.MORE: "min"}
_SIGNS = {"≤": "max", "<": "max", "≥": "min", ">": "min"}
_ABBREVIATION = re.compile(r"\((?:以下|下)?(?:简称|称)[^()]*\)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in a folded text.

    ``[start, end)`` holds measure, number and unit; ``at`` is where the number begins. ``change`` is signed (+2.8%);
    ``rank`` belongs to this figure or to the growth told of it; ``growth`` marks a value that is itself a change, or the
    distance from a target (``comparison`` names it); ``baseline`` marks the level a change starts from (由52%提升至68%)
    and the lower end of a range, which the upper end has as ``low`` (86%-88%); ``since`` is the level the change led away
    from. ``setting`` marks a number that says where or by whose means something is done, or whose progress is told
    (在6家农贸市场开展…, 4处修缮进度达60%), or what a plan finds and does not promise (害虫发生面积约1.6万亩); ``each`` one that holds for each of several (各新建1座). ``rank_of`` tells
    whether the rank is that of the ``growth`` or of the ``amount``; ``scheduled`` marks what a report only plans.
    ``scope`` names what the figure is of, ``scope_kind`` (county, park, town, village, project, company) its kind.
    """

    start: int
    end: int
    at: int
    measure: str
    indicator: str
    value: float | int
    unit: str
    role: str
    growth: bool
    change: str | None = None
    comparison: str | None = None
    rank: int | None = None
    period: str | None = None
    bound: str | None = None
    baseline: bool = False
    low: float | None = None
    since: float | None = None
    setting: bool = False
    each: bool = False
    rank_of: str | None = None
    scheduled: bool = False
    scope: str | None = None
    scope_kind: str | None = None


def find_figures(text: str, promised: bool = False) -> list[Figure]:
    """Find the figures of a folded text, in order.

    :param promised: the text is a title or a milestone, whose figures are targets.

    >>> gdp, growth = find_figures("1-12月,地区生产总值458.51亿元,增长2.8%,增速与开平市并列第4。")
    >>> gdp.indicator, gdp.value, gdp.unit, gdp.change, gdp.rank, gdp.period
    ('地区生产总值', 458.51, '亿元', '+2.8%', 4, '1-12月')
    >>> growth.indicator, growth.value, growth.unit, growth.growth, growth.role
    ('地区生产总值', 2.8, '%', True, 'actual')
    """
    ranks = list(find_ranks(text))
    found: list[Figure] = []
    for start, end, value, unit in quantities(text):
        if any(rank.start <= start < rank.end for rank in ranks):
            continue  # 居全省57个县第5位
        figure = _figure(text, (start, end), value, unit, found)
        if found and (_reaches(text, found[-1], figure) or _ranges(text, found[-1], figure.at)):
            figure = figure if _ranges(text, found[-1], figure.at) else replace(figure, since=float(found[-1].value))
            found[-1] = replace(found[-1], baseline=True)
        planned = _is_target(text, figure)
        role = "target" if promised or planned else "actual"
        found.append(replace(figure, role=role, scheduled=planned and not promised))
    found = set_apart(text, _changed(text, told_one_by_one(text, found)))
    for rank in ranks:
        index = ranked_figure(text, rank, found)
        if index is not None:
            _give_rank(text, found, index, rank)
    return found


def _figure(text: str, span: tuple[int, int], value: float | int, unit: str, earlier: list[Figure]) -> Figure:
    start, end = span
    minus = minus_before(text, start) if unit == "%" else None
    stop = start if minus is None else minus
    floor = _floor(text, stop, earlier)
    left = text[floor:stop]
    growth = growth_before(left, unit) if minus is None else None
    words = left[: growth.start] if growth else left
    measure, offset = noun_before(words)
    begin, finish = floor + offset, end
    sign = growth.sign if growth else "-" if minus is not None else ""
    if earlier and _continues_from(text, earlier[-1], stop):
        measure, begin = earlier[-1].measure, floor
    elif sign and not measure:
        measure, begin = _risen(text, start, floor, unit, earlier), floor + len(words)
    elif not sign:
        after, length = noun_after(text, end)
        if after and not (measure and (unit.endswith(_LEFT_FIRST) or after in _NO_NOUN)):
            measure, finish = after, end + length
            begin = start if start - begin > _SHORT_VERB else begin
        elif not measure:
            measure, begin = (
                _inherited(text, start, earlier, unit) or noun_before(clause_before(text, floor))[0][-12:],
                start,
            )
    if unit == "%" and not sign and _OF_PLAN.search(text[clause_start(text, start, ",;。!?\n") : start]):
        measure = "完成率"
    measure = with_subject(measure, _inherited(text, start, earlier))
    if not sign and unit == "%" and measure.endswith(("增速", "增幅", "增长率")):
        sign = "+"
    return Figure(
        begin,
        finish,
        start,
        measure,
        canonical(measure),
        value,
        unit,
        "",
        bool(sign),
        f"{sign}{plain_number(value)}{unit}" if sign else None,
        growth.comparison if growth else None,
        None,
        _period(text, _before_change(text, earlier, floor + growth.start if growth else stop)),
        _bound(text, start),
        low=_lower_end(text, start, earlier),
    )


def _risen(text: str, start: int, floor: int, unit: str, earlier: list[Figure]) -> str:
    """What a change without a subject is told of: the trend of the clause before, else the fitting figure before."""
    begin = max(sentence_start(text, start), earlier[-1].end if earlier else 0)
    if floor > begin and (subject := trend_subject(clause_before(text, floor))):
        return noun_before(subject)[0]
    known = [figure for figure in earlier if figure.at >= sentence_start(text, start) and figure.measure]
    if unit == "%":
        fitting = [figure for figure in known if not figure.unit.endswith("%") or figure.growth]
    else:
        base = "%" if unit.endswith("百分点") else unit
        fitting = [figure for figure in known if dimension(figure.unit) == dimension(base)]
    return (fitting or known)[-1].measure if known else ""


def _continues_from(text: str, earlier: Figure, start: int) -> bool:
    """Whether a number is the level that a change from the figure before leads to (由2.1亿元增至3.4亿元)."""
    between = text[earlier.end : start].removeprefix(",").removeprefix("逐步")
    for sign in _SIGNED:
        between = between.removesuffix(sign) or between
    arrived = between.endswith(_ARRIVED) and between[:-1] in measure_words("level")
    return arrived or between in {"转正", "转为正"}


def _reaches(text: str, earlier: Figure, figure: Figure) -> bool:
    """Whether the figure before is only where this one starts from."""
    before = text[clause_start(text, earlier.at, ",;:。!?\n") : earlier.at]
    return bool(_FROM.search(before)) and _continues_from(text, earlier, figure.at)


def _before_change(text: str, earlier: list[Figure], position: int) -> int:
    """Where the time of a number must stand before: what a change starts from (由上半年的…转为) has a time of its own."""
    if earlier and _continues_from(text, earlier[-1], position):
        begin = clause_start(text, earlier[-1].at, ",;:。!?\n")
        turn = re.search(r"由|从", text[begin : earlier[-1].at])
        return begin + turn.start() if turn else position
    return position


def _ranges(text: str, earlier: Figure, start: int) -> bool:
    """Whether a number is the upper end of a range that the figure before begins (86%-88%)."""
    return bool(re.fullmatch(r"[-—~至到]", text[earlier.end : start]))


def _lower_end(text: str, start: int, earlier: list[Figure]) -> float | None:
    """The lower end of a range a number ends (3-5亿元, 86%-88%)."""
    if earlier and _ranges(text, earlier[-1], start):
        return float(earlier[-1].value)
    bare = re.search(r"(?<![\d.])(\d+(?:\.\d+)?)[-—~]$", text[:start])
    return float(bare[1]) if bare else None


def _floor(text: str, start: int, earlier: list[Figure]) -> int:
    """Where the words that may name the measure begin: after the last mark or figure; a closed bracket is no end."""
    floor = clause_start(text, start, ",;:。!?、\n(")
    if (
        floor
        and text[floor - 1] == "("
        and ")" in text[floor:start]
        and not text[floor:start].startswith(tuple("123456789一二三四五"))
    ):
        closing = text.index(")", floor) + 1
        if _ABBREVIATION.search(text[floor - 1 : closing]):
            return max(closing, earlier[-1].end if earlier else 0)
        floor = clause_start(text, floor - 1, ",;:。!?、\n")
    return max(floor, earlier[-1].end if earlier else 0)


def _inherited(text: str, start: int, earlier: list[Figure], unit: str = "") -> str:
    """The measure of the figure before in the same sentence, rather of one that a unit can measure too."""
    begin = sentence_start(text, start)
    known = [figure for figure in earlier if figure.at >= begin and figure.measure]
    alike = [figure for figure in known if unit and dimension(figure.unit) == dimension(unit)]
    return (alike or known)[-1].measure if known else ""


def _period(text: str, start: int) -> str | None:
    """The last time told before a number in its sentence; what it is only compared with (比去年) is none."""
    sentence = sentence_start(text, start)
    times = [
        text[first:last]
        for first, last in time_spans(text)
        if sentence <= first
        and last <= start
        and not text[:first].endswith(("比", "较"))
        and not text.startswith(("同期", "的同期"), last)
    ]
    return times[-1] if times else None


def _bound(text: str, start: int) -> str | None:
    """Whether the number at a place is a ceiling or a floor, as the words around it bound it."""
    begin = clause_start(text, start)
    limit = _limits(text[begin : clause_end(text, start)]).get(start - begin, Limit.EQUAL)
    return _BOUNDS.get(limit) or _SIGNS.get(text[start - 1 : start])


@lru_cache(maxsize=256)
def _limits(text: str) -> dict[int, Limit]:
    """Where the numbers of a clause begin, and how each is bound."""
    return {quantity.number: quantity.limit for quantity in find_quantities(text)}


def _is_target(text: str, figure: Figure) -> bool:
    """Whether the words before a number in its clause promise it."""
    if figure.growth and figure.comparison and _TARGET.search(figure.comparison):
        return False  # 低于目标1.7个百分点 says how far off it is
    begin = clause_start(text, figure.at, ",;。!?\n")
    before = text[begin : figure.at]
    if figure.unit == "%" and re.search(r"(?:目标|任务|计划)(?:任务)?的?$|" + _OF_PLAN.pattern, before):
        return False  # 完成全年目标任务111% says how much of the target was reached
    promises = list(_TARGET.finditer(before))
    # 计划完成 still promises; 计划…已完成 has been reached.
    after = before[promises[-1].end() :] if promises else ""
    return bool(promises) and not re.search(r"已|累计|超额|实际", after) and not _REACHED.search(after[2:])


def _changed(text: str, figures: list[Figure]) -> list[Figure]:
    """Give every amount the first growth told of it."""
    changed: list[Figure] = []
    for figure in figures:
        if figure.growth and not (figure.comparison and _TARGET.search(figure.comparison)):
            begin = sentence_start(text, figure.at)
            amounts = [i for i, known in enumerate(changed) if known.at >= begin and known.measure == figure.measure]
            # An amount in brackets (单月…) is an aside.
            plain = [i for i in amounts if not changed[i].growth and not in_brackets(text, changed[i].at)]
            if plain and not changed[plain[-1]].change:
                changed[plain[-1]] = replace(changed[plain[-1]], change=figure.change)
        changed.append(figure)
    return changed


def in_brackets(text: str, position: int) -> bool:
    """Whether a position of a folded text stands in brackets: what is told there is an aside."""
    begin = sentence_start(text, position)
    return text.count("(", begin, position) > text.count(")", begin, position)


def _give_rank(text: str, figures: list[Figure], index: int, rank: Rank) -> None:
    """Give a rank to a figure and to those right before it that measure the same, and what it is the rank of."""
    of = rank_of(rank, figures[index])
    begin, measure = sentence_start(text, figures[index].at), figures[index].measure
    while index >= 0 and figures[index].at >= begin and figures[index].measure == measure and not figures[index].rank:
        figures[index] = replace(figures[index], rank=rank.rank, rank_of=of)
        index -= 1
