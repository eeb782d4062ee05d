"""Which months of a year the times of a text mean, and which of them are deadlines."""

from __future__ import annotations

from functools import lru_cache

from graph.language.time_values import ANY_YEAR, Bound, Grain
from graph.language.timex import Timex, find_times

YEAR = (1, 12)
"""The months of the whole year."""
_ENDS = frozenset([Grain.MONTH_END, Grain.YEAR_END])
_DUE = _ENDS | {Grain.DAY, Grain.MONTH, Grain.MONTH_PART, Grain.QUARTER, Grain.HALF_YEAR}


@lru_cache(maxsize=4096)
def time_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the times of a folded text stand, recurrences (每月) left out.

    >>> time_spans("1-12月,全市完成;截至10月底")
    ((0, 5), (11, 17))
    """
    return tuple((time.start, time.end) for time in find_times(text, ANY_YEAR) if not time.recurrence)


def find_deadlines(text: str) -> list[tuple[int, int]]:
    """Find the deadlines of a folded title or milestone, as offsets; months told together (4、7、10月底) as one.

    >>> text = "6月底前完成厂房修复,12月15日前试投产。"
    >>> [text[a:b] for a, b in find_deadlines(text)]
    ['6月底前', '12月15日前']
    """
    found: list[tuple[int, int]] = []
    for time in find_times(text, ANY_YEAR):
        due = time.grain in _DUE or (time.bound is Bound.WITHIN and time.grain is not Grain.DURATION)
        if time.recurrence or not due or _is_aside(text, time):
            continue
        if found and time.start - found[-1][1] == 1 and text[found[-1][1]] == "、":
            found[-1] = (found[-1][0], time.end)
        else:
            found.append((time.start, time.end))
    return found


def _is_aside(text: str, time: Timex) -> bool:
    """A time inside a title or a code, or one of another year told relatively (去年12月)."""
    return text[: time.start].endswith(("《", "-")) or _is_earlier(text[time.start : time.end], time)


@lru_cache(maxsize=4096)
def months(period: str) -> tuple[int, int] | None:
    """Return the first and last month a period of the report's year means; ``None`` when it says no months.

    What runs up to a date (6月底前, 截至9月) begins with the year.

    >>> [months(text) for text in ("一季度", "1-9月", "6月底前", "前三季度", "全年", "目前", "9月", "今年以来")]
    [(1, 3), (1, 9), (1, 6), (1, 9), (1, 12), None, (9, 9), None]
    """
    time = next((time for time in find_times(period, ANY_YEAR) if not time.recurrence), None)
    if time is None or time.last is None or time.grain in {Grain.NOW, Grain.DURATION} or _is_earlier(period, time):
        return None
    up_to = time.first is None or time.grain in _ENDS
    return (1 if up_to else time.months[0]), time.last.month


def is_deadline(period: str) -> bool:
    """Whether a period only says by when (6月底前), not of which months something is told (一季度).

    >>> is_deadline("6月底前"), is_deadline("一季度"), is_deadline("前三季度")
    (True, False, False)
    """
    return any(
        time.bound in {Bound.BY, Bound.BEFORE} or (time.grain in _ENDS and time.bound is None)
        for time in find_times(period, ANY_YEAR)
    )


def tells_earlier_year(period: str) -> bool:
    """Whether a period is a year before the report's (去年, 上年).

    >>> tells_earlier_year("去年"), tells_earlier_year("今年")
    (True, False)
    """
    return any(_is_earlier(period, time) for time in find_times(period, ANY_YEAR))


def _is_earlier(text: str, time: Timex) -> bool:
    """Whether a time is told as of an earlier year without naming it."""
    named = any(text[place : place + 4].isdecimal() for place in range(len(text) - 3))
    return not named and any(day is not None and day.year < ANY_YEAR for day in (time.first, time.last))
