"""Numbers with their units in free text: which are quantities, and which are names, dates, ordinals or phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from graph.language.numerals import read_integer
from graph.language.word_lists import words
from graph.mentions.growth import minus_before

_NUMBER = r"\d+(?:\.\d+)?"
_HANZI = r"(?:[二三四五六七八九]?十[一二三四五六七八九]?|[两三四五六七八九])"
_HANZI_UNITS = "家|个|名|所|间|条|处|宗|场|次|座|台|栋|位|支|批次|户|份|种"
_PER = "人月|人年|亩|人|户|日|月|年|吨|平方米|天|小时"
_DURATIONS = frozenset(["分钟", "小时", "个小时", "天", "个工作日", "工作日"])
_ROUND = {"十": 10, "百": 100, "千": 1000}
_CONTEXT = 240
"""How far back an open 《 or “ is looked for."""


def quantities(text: str) -> Iterator[tuple[int, int, float | int, str]]:
    """Find the quantities of a folded text as (start, end, value, unit).

    >>> list(quantities("2022年新建公厕3座,投资1.2亿元"))
    [(9, 11, 3, '座'), (14, 19, 1.2, '亿元')]
    """
    for match in _quantity_pattern().finditer(text):
        if _skipped(text, match):
            continue
        if match["number"]:
            value: float | int = float(match["number"]) if "." in match["number"] else int(match["number"])
            unit = (match["times"] or "") + match["unit"] + (match["per"] or "")
        elif match["round"]:
            value, unit = _ROUND[match["round"][-1]] * (read_integer(match["round"][:-1]) or 1), match["round_unit"]
        else:
            value, unit = read_integer(match["hanzi"]) or 0, match["hanzi_unit"]
            if value < 2:
                continue
        yield match.start(), match.end(), value, unit


@lru_cache(maxsize=1)
def _quantity_pattern() -> re.Pattern[str]:
    units = "|".join(map(re.escape, words("units_of_measure", "unit")))
    return re.compile(
        rf"(?P<number>{_NUMBER})(?:余|多)?(?P<times>[万亿千百](?=(?:余|多)?(?:{units})))?(?:余|多)?(?P<unit>[万亿]?[\u4e00-\u9fff]{{1,2}}(?=/(?:{_PER}))|{units})(?P<per>/(?:{_PER}))?"
        rf"|(?<![第十百千万一二三四五六七八九])(?P<hanzi>{_HANZI})(?P<hanzi_unit>{_HANZI_UNITS})"
        r"|(?<=[超达破约近逾])(?P<round>[二三四五六七八九两]?[十百千])(?P<round_unit>[亿万]元)(?!以上|项目|企业|产业|级)"
    )


def _skipped(text: str, match: re.Match[str]) -> bool:
    """Whether a number is part of a name, a date, an ordinal, a size class, a title or a quoted phrase."""
    paragraph = text.rfind("\n", 0, match.start()) + 1
    before, after = text[max(paragraph, match.start() - _CONTEXT) : match.start()], text[match.end() : match.end() + 12]
    return (
        _is_code(before[-6:])
        or _is_no_quantity(before[-12:], match["unit"] or match["hanzi_unit"] or match["round_unit"], after)
        or before.count("《") > before.count("》")
        or _is_quoted(before, after)
    )


def _is_code(before: str) -> bool:
    """第3, S270, K1+270, 12.5 (within), 3月-5: a number that belongs to what stands before it."""
    if re.search(r"(?:月|日|年)[-—~]$|\d\+$", before):
        return True
    if re.search(r"(?:^|[^A-Za-z])[A-Z]{2,4}$", before):
        return False  # GDP458.51亿元: letters that name the measure, not a code
    if minus_before(before, len(before)) is not None:
        return False
    code = re.search(r"(?:第|[A-Za-z#〔\[「]|[A-Za-z]\d*[-+.]|\d[-—~#+·.:/]|\d)$", before)
    return bool(code) and not re.search(r"\d[-—~]$", before)


def _is_no_quantity(before: str, unit: str, after: str) -> bool:
    """Periods (3个月), durations that measure nothing, phases (项目2期), addresses (花园3幢), classes (亿元以上项目)."""
    if unit == "个" and after.startswith(("月", "百分", "工作日", "小时", "星期", "季度", "年头")):
        return True
    if unit in _DURATIONS and not re.search(r"时间|用时|耗时|天数|时长|周期|缩短|期限|提速", before):
        return True
    if unit == "期" and re.search(r"(?:项目|工程|园|谷|城|区|基地)$", before):
        return True
    if unit in {"幢", "座", "栋"} and re.search(r"(?:花园|苑|邨|新村|小区|大厦|号|广场)$", before):
        return True
    if unit == "次" and after.startswith("产业"):
        return True
    if unit in {"位", "名"} and re.search(
        r"(?:前移|上升|提升|下滑|下降|后移|后退|退后|进位|跃升|前进|回落)了?$", before
    ):
        return True  # 前移1位 moves a rank
    if re.match(r"(?:以上|以下|级)(?:的)?[\u4e00-\u9fff]", after):
        return True
    if unit.endswith("元") and re.match(r"[^,;。、\d]{0,6}项目", after) and not before.endswith(("资", "额", "约")):
        return True
    return unit in {"分", "天", "期", "项", "条", "站"} and bool(re.match(r"[段钟期之类件例津空然]", after))


def _is_quoted(before: str, after: str) -> bool:
    opened = before.rfind("“")
    return opened >= 0 and "”" not in before[opened:] and "”" in after


def plain_number(value: float) -> str:
    """Write a number as people do, without exponent or trailing zeros.

    >>> plain_number(1500000.0), plain_number(2.80), plain_number(12345.67)
    ('1500000', '2.8', '12345.67')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".")
