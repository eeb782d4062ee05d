"""Deadlines: what a deadline cell holds, and which month and day it means."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeAlias

from graph.language.normal_form import fold_text
from graph.language.text import strip_tags
from graph.language.time_values import ANY_YEAR, Bound, Grain
from graph.language.time_words import TIME_WORDS
from graph.language.timex import Timex, find_times, times_at
from graph.records import Deadline, SourceRef

_LONGEST_CELL = 400
"""A cell of more characters tells something else."""
_BETWEEN = frozenset(" \t\n、,，;；。.()（）")
_WHOLE = frozenset([Grain.MONTH, Grain.MONTH_END, Grain.QUARTER, Grain.HALF_YEAR, Grain.YEAR, Grain.YEAR_END])
"""What is told so ends with its last month, on no particular day."""


def is_deadline_cell(text: str) -> bool:
    """Whether a cell (tags stripped) holds deadlines and nothing else.

    >>> [is_deadline_cell(x) for x in ("6月底 9月底 12月15日", "2022年12月底前", "6月底完成验收", "12", "长期", "年底前完成")]
    [True, True, False, False, True, True]
    """
    if not text or len(text) > _LONGEST_CELL:
        return False
    return _told(fold_text(text).text) is not None


def split_deadlines(raw: str, source: SourceRef) -> list[Deadline]:
    """Read the deadlines of one cell, in order, as written.

    A cell that is no deadline by its shape but stands in the deadline column is kept whole.
    """
    text = strip_tags(raw)
    if not text:
        return []
    folded = fold_text(text)
    told = _told(folded.text) if len(text) <= _LONGEST_CELL else None
    if told is None:
        return [Deadline(text, *read_month(text), source)]
    return [Deadline(folded.written(start, end), *_month_and_day(time), source) for start, end, time in told]


def read_month(text: str) -> tuple[int | None, int | None]:
    """Month and day a deadline means; the day is ``None`` for the end of the month.

    >>> [read_month(x) for x in ("4月底", "12月15日", "三季度", "上半年", "长期", "9月中旬")]
    [(4, None), (12, 15), (9, None), (6, None), (None, None), (9, 20)]
    """
    times = (time for time in find_times(fold_text(text).text, ANY_YEAR) if time.last)
    return _month_and_day(next(times, None))


_Item: TypeAlias = "tuple[int, int, Timex | None]"
"""Where a deadline stands in a folded text, and its time; ``None`` where it has no end (长期)."""


def _told(text: str) -> list[_Item] | None:
    """The deadlines of a folded text that holds nothing else; ``None`` when it holds something else."""
    found: list[_Item] = []
    at = 0
    while at < len(text):
        if text[at] in _BETWEEN:
            at += 1
            continue
        word, _ = TIME_WORDS.at("open-ended", text, at)
        items = [_item(text, time) for time in times_at(text, at, ANY_YEAR)]
        if not items and not word:
            return None
        found += items or [(at, at + len(word), None)]
        at = found[-1][1]
    return found or None


def _item(text: str, time: Timex) -> _Item:
    return time.start, _with_done(text, time), time


def _with_done(text: str, time: Timex) -> int:
    """The end of a deadline: what is to be by then is no part of it but the bare word (6月底前完成)."""
    told = text.startswith("完成", time.end) and (time.end + 2 == len(text) or text[time.end + 2] in _BETWEEN)
    return time.end + 2 if told and time.bound is Bound.BY else time.end


def _month_and_day(time: Timex | None) -> tuple[int | None, int | None]:
    if time is None or time.last is None or time.recurrence:
        return None, None
    if time.bound is Bound.BEFORE:
        return (time.last + timedelta(1)).month, None
    return time.last.month, None if time.grain in _WHOLE else time.last.day
