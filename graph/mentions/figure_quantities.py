"""Numbers with their units in free text: which are quantities, and which are names, dates, ordinals or phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from graph.language.quantities import Quantity, find_quantities
from graph.language.word_lists import words

_SPOKEN_UNITS = frozenset("家个名所间条处宗场次座台栋位支户份种") | {"批次"}
"""What is counted in spoken numbers (三家); others are phrases (两轮, 四项)."""
_DURATIONS = frozenset(["分钟", "小时", "个小时", "天", "个工作日", "工作日"])
_CONTEXT = 240
"""How far back an open 《 or “ is looked for."""


def quantities(text: str) -> Iterator[tuple[int, int, float | int, str]]:
    """Find the quantities of a folded text that measure something, as (start, end, value, unit), units as written.

    >>> list(quantities("2022年新建公厕3座,投资1.2亿元"))
    [(9, 11, 3, '座'), (14, 19, 1.2, '亿元')]
    """
    for found in find_quantities(text):
        if not _is_skipped(text, found):
            # A minus belongs to the words that tell a change.
            start = found.number + (text[found.number] == "-")
            yield start, found.core_end, abs(found.written), found.written_unit


def _is_skipped(text: str, found: Quantity) -> bool:
    """Whether a quantity is part of a name, a date, an ordinal, a size class, a title or a quoted phrase."""
    spoken = not text[found.number].isdecimal() and text[found.number] != "-"
    if spoken and ((found.unit not in _SPOKEN_UNITS and found.value < _MUCH) or found.value < 2):
        return True
    if found.written_unit not in _known_units() and "/" not in found.unit and found.written_unit == found.unit:
        return True
    paragraph = text.rfind("\n", 0, found.number) + 1
    before = text[max(paragraph, found.number - _CONTEXT) : found.number]
    after = text[found.core_end : found.core_end + 12]
    return (
        _is_no_quantity(before[-12:], found.written_unit, after)
        or before.count("《") > before.count("》")
        or _is_quoted(before, after)
    )


_MUCH = 10_000
"""From here on a spoken number is an amount whatever its unit (超十亿元)."""


@lru_cache(maxsize=1)
def _known_units() -> frozenset[str]:
    return frozenset(words("units_of_measure", "unit"))


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
