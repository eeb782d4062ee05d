"""Time words: deadlines that a title or a milestone states, and which months of the year a period means."""

from __future__ import annotations

import re

_DEADLINE = re.compile(
    r"(?:\d{4}年)?(?:\d{1,2}[-—~至、]){0,11}\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬|底|初|末|份)?(?:以?前)?|"
    r"(?:\d{4}年)?(?:第?[一二三四]季度|上半年|下半年)(?:末|底|前)*|年底前?|年内|年末前?|\d{4}年底前?"
)
TIME = re.compile(
    r"(?:截至|截止|至|自)?(?:目前|今年以来|今年来|今年|去年|全年|年内|上半年|下半年|近期|本年度|本月|(?:\d{4}年)?(?:前[二三两]个?季度|第?[一二三四]季度|"
    r"\d{1,2}(?:[-—~至]\d{1,2})?月(?:[-—~至]\d{1,2}月)?(?:\d{1,2}(?:[-—~至]\d{1,2})?日|底|初|份|[上中下]旬)?(?:前)?)|"
    r"\d{4}(?:[-—~至]\d{4})?年(?:度|初|末|底|起|以来|全年)?|年底前?|截至当前|"
    r"(?:\d{4}年)?[上下]半年)(?:以来|起|止|期间|前|至今|,)?"
)
_QUARTER = re.compile(r"(?P<first>前)?第?(?P<number>[一二三四两])个?季度")
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
YEAR = (1, 12)
"""The months of the whole year."""


def find_deadlines(text: str) -> list[tuple[int, int]]:
    """Find the deadlines of a folded title or milestone, as offsets.

    >>> text = "6月底前完成厂房修复,12月15日前试投产。"
    >>> [text[a:b] for a, b in find_deadlines(text)]
    ['6月底前', '12月15日前']
    """
    return [match.span() for match in _DEADLINE.finditer(text) if not text[: match.start()].endswith(("《", "-"))]


def months(period: str) -> tuple[int, int] | None:
    """Return the first and last month a period of the report's year means; ``None`` when it says no months.

    What runs up to a date (6月底前, 截至9月) begins with the year.

    >>> [months(text) for text in ("一季度", "1-9月", "6月底前", "前三季度", "全年", "目前", "9月")]
    [(1, 3), (1, 9), (1, 6), (1, 9), (1, 12), None, (9, 9)]
    """
    if quarter := _QUARTER.search(period):
        last = 3 * _NUMBERS[quarter["number"]]
        return (1 if quarter["first"] else last - 2), last
    if "半年" in period:
        return (1, 6) if "上" in period else (7, 12)
    if span := re.search(r"(\d{1,2})月?[-—~至](\d{1,2})月", period):
        return int(span[1]), int(span[2])
    if month := re.search(r"(\d{1,2})月", period):
        last = int(month[1])
        return (1 if re.search(r"前|底|截|至", period) else last), last
    return YEAR if re.search(r"全年|年内|年底|今年(?!以?来)|\d{4}年(?:度|全年)?$", period) else None


def is_deadline(period: str) -> bool:
    """Whether a period only says by when (6月底前), not of which months something is told (一季度).

    >>> is_deadline("6月底前"), is_deadline("一季度")
    (True, False)
    """
    return bool(re.search(r"前|底", period))


def tells_earlier_year(period: str) -> bool:
    """Whether a period is a year before the report's (去年, 上年)."""
    return bool(re.search(r"去年|上年|前年", period))
