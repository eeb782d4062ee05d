"""Figures in free text: what is measured, value, unit, growth, rank, period, and whether it is promised or reached."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import rjieba

from graph.mentions.folded import clause_end, clause_start, sentence_start
from graph.mentions.quantities import NEGATIVE, plain_number, quantities
from graph.mentions.wording import is_action
from graph.places import leading_division
from graph.text import chinese_number
from graph.wordlists import rows

_UP = "增长|上升|提高|增加|提升|增幅(?:为|达)?|上涨"
_DOWN = "下降|下跌|减少|降低|回落|压减|减幅(?:为|达)?|降幅(?:为|达)?|下滑|负增长"
_GROWTH = re.compile(
    rf"(?P<comparison>同比|环比|(?:剔除[^,;。]{{1,14}}?)?(?:可比口径|自然口径)|剔除[^,;。]{{1,14}}?后|(?:比|较)[^,;。]{{1,12}}?)?(?P<verb>(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|约|近|超|超过|达|到|至)?$"
)
_TO = re.compile(r"(?:增加|提高|提升|上升|降低|下降|减少|回落|压减|增长)(?:到|至|为)$")
_RANK = re.compile(
    r"(?:排名?|排行|位居|居|位列|列|并列)[^,;。]{0,14}?第(?P<rank>[一二三四五六七八九十\d]{1,3})(?:位|名)?|"
    r"(?:取得|获|居)[^,;。]{0,6}第(?P<place>[一二三四五六七八九十\d]{1,3})名"
)
_TARGET = re.compile(
    r"计划|目标(?!任务的?\d+(?:\.\d+)?%|人群|群体|市场|导向)|力争|预计|(?<!成功)争取|预期|拟(?!达)|需(?!求)|不少于|不低于|不超过|总任务|建设任务|年度任务(?!完成)|约需"
)
_REACHED = re.compile(r"(?:累计|已|共|超额)?(?:完成|实现|达到)(?:投资|年度|全年)?")
_TIME = re.compile(
    r"(?:截至|截止|至|自)?(?:目前|今年以来|今年来|今年|去年|全年|年内|上半年|下半年|近期|本年度|本月|(?:\d{4}年)?(?:第?[一二三四]季度|"
    r"\d{1,2}(?:[-—~至]\d{1,2})?月(?:[-—~至]\d{1,2}月)?(?:\d{1,2}(?:[-—~至]\d{1,2})?日|底|初|份|[上中下]旬)?(?:前)?)|"
    r"\d{4}(?:[-—~至]\d{4})?年(?:度|初|末|底|起|以来|全年)?|年底前?|截至当前|"
    r"(?:\d{4}年)?[上下]半年)(?:以来|起|止|期间|前|至今|,)?"
)
_LEAD_IN = re.compile(
    r"(?:其中|另外?|同时|此外|并|且|以及|及|和|与|或|的|在|对|为|我市|全市|本市|该市|我县|全县|我区|全区|全镇|\d{1,2}[).]|争取|力争|确保|单月|已|共|累计|合计|总计|约|近|超|达|"
    r"有|现有|实有|目前|将|可|能|均|还|再|即|是|等|[一二三四五六七八九十]是|[-—·.:)])"
)
_FILLER = re.compile(
    r"(?:超额)?(?:累计|拟|合计|共计|总计|已|共|约|大约|近|超过|超|突破|逾|达到|达|为|是|有|至|到|仅|分别|高达|不少于|不低于|不高于|不超过|≤|≥|控制在|稳定在|"
    r"完成了?|实现|了|各|平均|均|每|剩余|设置|占|的|等|合共|总共|其余|其中|提高到|提高至|提升至|下降至|降至|提高|按|由|从|在|还款|计|:|预计|(?<!年度)计划|力争|争取)$"
)
_SHORT_NOUNS = frozenset("镇村组县校点队班站")
_NO_NOUN = frozenset(["项目", "工程", "任务", "以上", "左右", "工作"])
"""Nouns behind a unit that do not say what is measured when words before the number do."""
_SHORT_VERB = 8
_LEFT_FIRST = ("元", "美元", "%", "个百分点", "百分点", "‰", "万", "亿")
"""Units whose measure stands before the number even when a noun follows (总投资60亿元的…)."""
_NOUN_END = re.compile(
    r"[,;:。!?、\n()“”《》]|(?:进行|开展|已|正在|均|实现|参加|参与|获|达|完成|以上|以下|左右|为|的(?=\d)|有|用于|到|在|与|和|及|并|共|约|通过|不|到位|纳入|申报|入选|享受|由|将|占|\d)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in a folded text.

    ``[start, end)`` holds measure, number and unit; ``at`` is where the number begins. ``change`` is signed (+2.8%);
    ``rank`` belongs to this figure or to the growth told of it; ``growth`` marks a value that is itself a change.
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


def find_figures(text: str, promised: bool = False) -> list[Figure]:
    """Find the figures of a folded text, in order.

    :param promised: the text is a title or a milestone, whose figures are targets.

    >>> gdp, growth = find_figures("1-12月,地区生产总值458.51亿元,增长2.8%,增速与开平市并列第4。")
    >>> gdp.indicator, gdp.value, gdp.unit, gdp.change, gdp.rank, gdp.period
    ('地区生产总值', 458.51, '亿元', '+2.8%', 4, '1-12月')
    >>> growth.indicator, growth.value, growth.unit, growth.growth, growth.role
    ('地区生产总值', 2.8, '%', True, 'actual')
    """
    found: list[Figure] = []
    for start, end, value, unit in quantities(text):
        figure = _figure(text, (start, end), value, unit, found)
        found.append(replace(figure, role="target" if promised or _is_target(text, figure) else "actual"))
    return _ranked(text, _changed(text, found))


def _figure(text: str, span: tuple[int, int], value: float | int, unit: str, earlier: list[Figure]) -> Figure:
    start, end = span
    floor = _floor(text, start, earlier)
    left = text[floor:start]
    growth = _GROWTH.search(left) if not _TO.search(left) else None
    measure, offset = _noun(left[: growth.start()] if growth else left)
    begin, finish = floor + offset, end
    if growth and not measure:
        measure, begin = _inherited(text, start, earlier, of_growth=True), floor + growth.start()
    elif not growth:
        after, length = _noun_after(text, end)
        if after and not (measure and (unit.endswith(_LEFT_FIRST) or after in _NO_NOUN)):
            measure, finish = after, end + length
            begin = start if start - begin > _SHORT_VERB else begin
        elif not measure:
            measure, begin = _inherited(text, start, earlier) or _verb_before(text, floor), start
    change = None
    minus = NEGATIVE.search(left)
    if minus and unit == "%":
        change = f"-{plain_number(value)}%"
        measure = _noun(left[: minus.start()])[0] or _inherited(text, start, earlier, of_growth=True)
    if growth:
        change = f"{'+' if growth['up'] else '-'}{plain_number(value)}{unit}"
    named_growth = bool(minus) or (growth is None and unit == "%" and measure.endswith(("增速", "增幅", "增长率")))
    if named_growth and not minus:
        change = f"+{plain_number(value)}%"
    return Figure(
        begin,
        finish,
        start,
        measure,
        canonical(measure),
        value,
        unit,
        "",
        growth is not None or named_growth,
        change,
        growth["comparison"] if growth else None,
        None,
        _period(text, floor + growth.start() if growth else start),
        _bound(text, start, end),
    )


def _floor(text: str, start: int, earlier: list[Figure]) -> int:
    """Where the words that may name the measure begin: after the last mark or figure; a closed bracket is no end."""
    floor = clause_start(text, start, ",;:。!?、\n(")
    if (
        floor
        and text[floor - 1] == "("
        and ")" in text[floor:start]
        and not text[floor:start].startswith(tuple("123456789一二三四五"))
    ):
        floor = clause_start(text, floor - 1, ",;:。!?、\n")
    return max(floor, earlier[-1].end if earlier else 0)


def _inherited(text: str, start: int, earlier: list[Figure], of_growth: bool = False) -> str:
    """The measure of the figure before, in the same sentence; for a growth, of the one that is an amount."""
    begin = sentence_start(text, start)
    known = [figure for figure in reversed(earlier) if figure.at >= begin and figure.measure]
    if of_growth:
        known = [figure for figure in known if not figure.unit.endswith("%") or figure.growth] or known
    return known[0].measure if known else ""


def _noun(subject: str) -> tuple[str, int]:
    """What is measured, out of the words before a number, and where it begins in them."""
    kept = re.sub(r"\d+(?:\.\d+)?[-—~]$", "", _TO.sub("", subject))  # the lower end of a range (3-5亿元)
    while match := _FILLER.search(kept):
        kept = kept[: match.start()]
    begin = 0
    while begin < len(kept) and (step := _lead_in_length(kept, begin)):
        begin += step
    noun = kept[begin:]
    if noun in {"和", "与", "及", "以及", "其中"}:
        return "", begin
    if noun.count("“") != noun.count("”"):
        noun = noun.strip("“”")
    return noun.strip(")") if noun.count("(") != noun.count(")") else noun, begin


def _lead_in_length(text: str, begin: int) -> int:
    rest = text[begin:]
    time = _TIME.match(rest)
    if time:
        return time.end()
    word = _LEAD_IN.match(rest)
    # 市 and 有 begin many nouns: they are lead-ins only as words of their own (市级…, 有效… stay).
    if word and word.group(0) in {"市", "有", "可", "能", "对", "在", "为", "和", "与", "是", "等"} and len(rest) < 5:
        return 0
    return word.end() if word else 0


def _noun_after(text: str, end: int) -> tuple[str, int]:
    """The noun behind a unit (29家企业), and its length."""
    rest = text[end : end + 18]
    noun = rest.removeprefix("的")
    skipped = len(rest) - len(noun)
    stop = _NOUN_END.search(noun)
    noun = noun[: stop.start()] if stop else noun
    if noun in _SHORT_NOUNS:
        return noun, len(noun) + skipped
    first = rjieba.cut(noun, False)[0] if len(noun) > 1 else ""
    return (noun, len(noun) + skipped) if first and not (len(first) > 1 and is_action(first)) else ("", 0)


def _verb_before(text: str, floor: int) -> str:
    """The words of the clause before, for a number that begins its own."""
    begin = clause_start(text, max(0, floor - 1), ",;:。!?、\n(")
    return _noun(text[begin : max(0, floor - 1)])[0][-12:]


def _period(text: str, start: int) -> str | None:
    """The last time told before a number in its sentence."""
    times = [
        m.group(0).rstrip(",") for m in _TIME.finditer(text, sentence_start(text, start), start) if len(m.group(0)) > 1
    ]
    return times[-1] if times else None


def _bound(text: str, start: int, end: int) -> str | None:
    """Whether a figure is a ceiling or a floor."""
    clause = text[clause_start(text, start) : clause_end(text, end)]
    clause = re.sub(r"\d*[亿万千百十]*元(?:以上|以下)", "", clause)  # a size class bounds nothing
    if re.search(r"控制在|不超过|以内|以下|不高于|≤|低于(?<!不低于)", clause):
        return "max"
    return "min" if re.search(r"以上|≥|不少于|不低于|超过|突破|力争|至少", clause) else None


def _is_target(text: str, figure: Figure) -> bool:
    """Whether the words before a number in its clause promise it."""
    begin = clause_start(text, figure.at, ",;。!?\n")
    before = text[begin : figure.at]
    if figure.unit == "%" and re.search(r"(?:目标|任务|计划)(?:任务)?的?$", before):
        return False  # 完成全年目标任务111% says how much of the target was reached
    promises = list(_TARGET.finditer(before))
    # 计划完成 still promises; 计划…已完成 has been reached.
    after = before[promises[-1].end() :] if promises else ""
    return bool(promises) and not re.search(r"已|累计|超额|实际", after) and not _REACHED.search(after[2:])


def _changed(text: str, figures: list[Figure]) -> list[Figure]:
    """Give every amount the first growth told of it."""
    changed: list[Figure] = []
    for figure in figures:
        if figure.growth:
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


def _ranked(text: str, figures: list[Figure]) -> list[Figure]:
    """Give a rank to the figure before it and to the one that figure's growth belongs to."""
    ranked = list(figures)
    for match in _RANK.finditer(text):
        rank = chinese_number(match["rank"] or match["place"])
        begin = sentence_start(text, match.start())
        last = next((i for i in range(len(ranked) - 1, -1, -1) if begin <= ranked[i].at < match.start()), None)
        if last is None or rank is None:
            continue
        for index in range(last, -1, -1):
            same = ranked[index].at >= begin and ranked[index].measure == ranked[last].measure
            if not same or ranked[index].rank:
                break
            ranked[index] = replace(ranked[index], rank=rank)
    return ranked


def canonical(measure: str) -> str:
    """Return the usual name of an indicator; a measure that is none stays as it is.

    >>> canonical("全市规上工业增加值"), canonical("完成工业投资"), canonical("公厕")
    ('规模以上工业增加值', '工业投资', '公厕')
    """
    plain = re.sub(
        r"^(?:全市|我市|全县|全区|全年|市本级|地方|完成(?!率)|实现|其中|我县|我区|限上)+|(?:增速|增幅|增长率|总量|数量)$",
        "",
        measure,
    )
    plain = plain[len(leading_division(plain[:-1])) :]
    table = _indicators()
    return table.get(measure) or table.get(plain) or plain or measure


@lru_cache(maxsize=1)
def _indicators() -> dict[str, str]:
    table = {row["name"]: row["name"] for row in rows("measures")}
    return table | {alias: row["name"] for row in rows("measures") for alias in row["aliases"].split()}
