"""The words before a number that make it a change: growth, decline, more or less than a year ago, short of a target."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.language.word_lists import words

_UP = "增长|上升|提高|增加|(?<!改造)(?<!优化)(?<!完善)(?<!巩固)提升|增幅(?:为|达)?|上涨"
_DOWN = "下降|下跌|减少|降低|回落|压减|减幅(?:为|达)?|降幅(?:为|达)?|下滑|负增长"
_PACE = re.compile(
    r"(?P<comparison>同比|环比|(?:比|较)[^,;。]{1,12}?)?(?:(?P<up>加快|提速|回升)|(?P<down>放缓|减缓|收窄))了?约?$"
)
"""Words for the pace of a rate, which change only shares (加快1.4个百分点)."""
_PRICES = r"(?:按)?(?:可比价格?|不变价格?|同口径|可比口径|自然口径|名义|同比口径)(?:计算)?,?"
_THAN = r"(?<![占同环对正百])(?:比(?![重例率值较拟对亚邻])|较(?![快大好高多低小少]))"
_ABOUT = r"(?:了|约|近|超|超过|达|到|至)?$"
_CHANGED = re.compile(
    rf"(?P<comparison>同比|环比|(?:剔除[^,;。]{{1,14}}?)?{_PRICES}|剔除[^,;。]{{1,14}}?后|{_THAN}[^,;。]{{1,12}}?)?(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_ABOUT}"
)
_COMPARED = re.compile(
    rf"(?:(?P<comparison>同比|环比|{_THAN}[^,;。]{{1,12}}?)(?:(?P<up>净增|多增|新增|增|多|高|快)|(?P<down>净减|少增|减|少|低|慢))(?:出)?|^(?:(?P<more>增收|增支)|(?P<less>减收|减支))){_ABOUT}"
)
"""Short words that tell a change only of what is compared (比上年净增31家, 较目标低1.7个百分点)."""
_AIM = r"(?:[^,;。\d]{0,6}?(?:目标|任务|计划|预期|预算)(?:值|数|任务|要求|水平)?)"
_OFF_TARGET = re.compile(
    rf"(?P<comparison>(?:(?P<down>(?<!不)低于|少于|不及|落后于?|(?:距离?|离|与){_AIM}(?:相|还|尚)?差距?)|"
    rf"(?P<up>(?<!不)高于|高出|超过|超出|超|好于|快于|优于))(?:(?<=差)|(?<=差距)|{_AIM})){_ABOUT}"
)
_TO = re.compile(r"(?:增加|提高|提升|上升|降低|下降|减少|回落|压减|增长)(?:到|至|为)$")
"""The number behind these is a level again (提高到95%)."""
_MINUS = re.compile(r"(?P<lead>同比|环比|增长|增速|增幅|[(:]|[的由从为])(?:为)?-$")
_TREND = re.compile(
    r"^(?P<subject>[^,;。\d]{2,14}?)(?:均|都)?(?:实现|保持|呈现?|出现)?"
    r"(?:由负转正|由正转负|止跌回升|(?:正|负|较快|平稳|稳步|小幅|大幅|快速|两位数)(?:增长|下降|上升|回落))$"
)


@dataclass(frozen=True, slots=True)
class Growth:
    """A change told before a number: where its words begin, its sign, and what it is compared with."""

    start: int
    sign: str
    comparison: str | None

    @property
    def off_target(self) -> bool:
        """Whether the number is the distance from a target (低于目标1.7个百分点), which is no growth of the measure."""
        return is_off_target(self.comparison)


def is_off_target(comparison: str | None) -> bool:
    """Whether what a change is compared with is a target (低于目标, 比计划), so that it is a distance and no growth."""
    return bool(comparison and any(word in comparison for word in words("measure_words", "words", "kind", "aim")))


def growth_before(left: str, unit: str = "%") -> Growth | None:
    """Return the change that the words before a number of a unit tell, ``None`` when the number is a level.

    >>> growth_before("工业投资同比下降"), growth_before("治理率提高到")
    (Growth(start=4, sign='-', comparison='同比'), None)
    >>> growth_before("总数比上年净增").sign, growth_before("低于目标").off_target
    ('+', True)
    """
    if _TO.search(left):
        return None
    pace = _PACE.search(left) if unit.endswith(("%", "百分点")) else None
    match = _OFF_TARGET.search(left) or _CHANGED.search(left) or pace or _COMPARED.search(left)
    if match is None:
        return None
    named = match.groupdict()
    return Growth(match.start(), "+" if named["up"] or named.get("more") else "-", named["comparison"])


def minus_before(text: str, start: int) -> int | None:
    """Return where the words of a minus sign before a number begin (同比-3.5%, 负增长(-1.3%)), ``None`` without one.

    >>> minus_before("进口同比-3.5%", 5)
    2
    """
    match = _MINUS.search(text[max(0, start - 8) : start])
    return max(0, start - 8) + match.start() if match else None


def trend_subject(clause: str) -> str:
    """Return what a clause without a number says is rising or falling, empty when it says no such thing.

    >>> trend_subject("进口负增长"), trend_subject("工程顺利推进")
    ('进口', '')
    """
    match = _TREND.match(clause)
    return match["subject"] if match else ""
