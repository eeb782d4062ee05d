"""Deadlines: what a deadline cell holds, and which month and day it means."""

from __future__ import annotations

import re

from graph.language.text import strip_tags
from graph.records import Deadline, SourceRef

_YEAR = r"(?:20\d{2}\s*年\s*)?"
_MONTH = r"(?:1[0-2]|0?[1-9])\s*月(?:份)?"
_DAY = r"(?:\s*(?:[12]\d|3[01]|0?[1-9])\s*[日号])"
_PART = r"(?:\s*(?:底|末|初|中旬|上旬|下旬|上半月|下半月))"
_TAIL = r"(?:\s*(?:之?前|以前|前完成|底前|完成))?"
_QUARTER = r"(?:第?[一二三四1-4]季度(?:末|底)?)"
_LOOSE = r"(?:全年|年底|年末|年内|上半年|下半年|长期|常年|持续|常态化|每月|每季度|按上级要求)"
_ONE = rf"(?:{_YEAR}{_MONTH}(?:{_DAY}|{_PART})?{_TAIL}|{_YEAR}{_QUARTER}{_TAIL}|{_YEAR}{_LOOSE}{_TAIL})"
_DATE = r"(?:20\d{2}[-./]\d{1,2}(?:[-./]\d{1,2})?)"
ITEM = re.compile(rf"{_DATE}|{_ONE}|20\d{{2}}\s*年(?:底|末)?{_TAIL}")
_STEP = re.compile(rf"(?>{ITEM.pattern})(?:(?<=前)完成)?\s*+[、，,；;。]?\s*+")
"""One deadline of a cell with what divides it from the next; what it took is not given back."""
_PARTS = {"初": 5, "上旬": 10, "上半月": 15, "中旬": 20}
_QUARTER_MONTH = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}


def is_deadline_cell(text: str) -> bool:
    """Whether a cell (tags stripped) holds deadlines and nothing else.

    >>> [is_deadline_cell(x) for x in ("6月底 9月底 12月15日", "2022年12月底前", "6月底完成验收", "12")]
    [True, True, False, False]
    """
    text, at = text.strip(), 0
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            return False
        at = step.end()
    return bool(text)


def split_deadlines(raw: str, source: SourceRef) -> list[Deadline]:
    """Read the deadlines of one cell, in order, as written.

    A cell that is no deadline by its shape but stands in the deadline column is kept whole.
    """
    text = strip_tags(raw)
    if not text:
        return []
    if not is_deadline_cell(text):
        return [Deadline(text, *read_month(text), source)]
    return [Deadline(item, *read_month(item), source) for item in (m.group(0).strip() for m in ITEM.finditer(text))]


def read_month(text: str) -> tuple[int | None, int | None]:
    """Month and day a deadline means; the day is ``None`` for the end of the month.

    >>> [read_month(x) for x in ("4月底", "12月15日", "三季度", "上半年", "长期")]
    [(4, None), (12, 15), (9, None), (6, None), (None, None)]
    """
    iso = re.match(r"20\d{2}[-./](\d{1,2})(?:[-./](\d{1,2}))?", text)
    if iso:
        return int(iso[1]), int(iso[2]) if iso[2] else None
    month = re.search(r"(\d{1,2})\s*月(?:份)?\s*(?:(\d{1,2})\s*[日号]|(初|上旬|上半月|中旬))?", text)
    if month:
        day = int(month[2]) if month[2] else _PARTS.get(month[3] or "")
        return int(month[1]), day
    quarter = re.search(r"([一二三四1-4])季度", text)
    if quarter:
        return _QUARTER_MONTH[quarter[1]], None
    if "上半年" in text:
        return 6, None
    if re.search(r"全年|年底|年末|年内|下半年|20\d{2}\s*年(?:底|末)?$", text):
        return 12, None
    return None, None
