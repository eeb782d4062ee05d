"""Deadlines: what a deadline cell holds, and which month and day it means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

from graph.language.normal_form import fold_text
from graph.language.text import is_chinese, strip_tags
from graph.language.time_values import ANY_YEAR, Bound, Grain
from graph.language.time_words import TIME_WORDS
from graph.language.timex import Timex, find_times, times_at
from graph.language.word_lists import words
from graph.records import Deadline, SourceRef

_LONGEST_CELL = 400
"""A cell of more characters tells something else."""
_BETWEEN = frozenset(" \t\n、,，;；。.()（）")
_NOTHING = "-—–―/\\无 \n"
"""What cells hold that hold no deadline."""
_CIRCLED = dict.fromkeys(range(ord("①"), ord("⑳") + 1), " ")
"""Folded they would be digits of the month behind them."""
_LONGEST_DEED = 4
_MOST_DIGITS = 2
_YEARS = range(1980, 2080)
_WHOLE = frozenset([Grain.MONTH, Grain.MONTH_END, Grain.QUARTER, Grain.HALF_YEAR, Grain.YEAR, Grain.YEAR_END])
"""What is told so ends with its last month, on no particular day."""


def is_deadline_cell(text: str) -> bool:
    """Whether a cell (tags stripped) holds deadlines and nothing else.

    >>> [is_deadline_cell(x) for x in ("6月底 9月底 12月15日", "2022年12月底前", "6月底完成验收", "12", "长期", "年底前完成")]
    [True, True, False, False, True, True]
    >>> [is_deadline_cell(x) for x in ("1.6月底前；2.12月底前", "2022-2024", "20241231", "45291", "立行立改", "贯穿全年")]
    [True, True, True, False, True, True]
    """
    if not text or len(text) > _LONGEST_CELL:
        return False
    return _told(fold_text(_plain(text)).text) is not None


def split_deadlines(raw: str, source: SourceRef) -> list[Deadline]:
    """Read the deadlines of one cell, in order, as written.

    A cell that is no deadline by its shape but stands in the deadline column is kept whole.
    """
    text = _plain(strip_tags(raw))
    if not text.strip(_NOTHING):
        return []
    folded = fold_text(text)
    told = _told(folded.text) if len(text) <= _LONGEST_CELL else None
    if told is None:
        return [Deadline(text, *read_month(text), source, _year_told(text))]
    spans = [(folded.written(start, end), time) for start, end, time in told]
    return [Deadline(words, *_month_and_day(time), source, _year_told(words)) for words, time in spans]


def _year_told(text: str) -> int | None:
    """The year of a deadline, where it is one that a table of tasks may tell."""
    year = read_year(text)
    return year if year in _YEARS else None


def read_month(text: str) -> tuple[int | None, int | None]:
    """Month and day a deadline means; the day is ``None`` for the end of the month.

    >>> [read_month(x) for x in ("4月底", "12月15日", "三季度", "上半年", "长期", "9月中旬")]
    [(4, None), (12, 15), (9, None), (6, None), (None, None), (9, 20)]
    """
    times = (time for time in find_times(fold_text(text).text, ANY_YEAR) if time.last)
    return _month_and_day(next(times, None))


_Item: TypeAlias = "tuple[int, int, Timex | None]"
"""Where a deadline stands in a folded text, and its time; ``None`` where it has no end (长期)."""


def read_year(text: str) -> int | None:
    """The year a deadline tells, of several the last; ``None`` where it tells none and is of the document's year.

    >>> [read_year(x) for x in ("2023年12月", "12月底", "2022-2024", "次年1月")]
    [2023, None, 2024, None]
    """
    folded = fold_text(_plain(text)).text
    exact = (_years_at(folded, 0) or _compact_day(folded, 0)) if folded else None
    if exact:
        return exact.last.year if exact.last else None
    told = [{time.last.year for time in pair if time.last} for pair in zip(*_in_two_years(folded), strict=False)]
    return next((year for found in reversed(told) if len(found) == 1 for year in found), None)


def _in_two_years(folded: str) -> tuple[tuple[Timex, ...], tuple[Timex, ...]]:
    """The times of a text counted from two years: what differs is told by no year."""
    return find_times(folded, ANY_YEAR), find_times(folded, ANY_YEAR + 1)


def _told(text: str) -> list[_Item] | None:
    """The deadlines of a folded text that holds nothing else; ``None`` when it holds something else."""
    text = _unnumbered(text)
    found: list[_Item] = []
    at = _behind_label(text)
    while at < len(text):
        if text[at] in _BETWEEN:
            at += 1
            continue
        before = _word_at("before", text, at)
        items = _items_at(text, at) or [
            (at, end, time) for _, end, time in _items_at(text, at + len(before))[:1] if before
        ]
        word = TIME_WORDS.at("open-ended", text, at)[0]
        word = max(word, _word_at("open", text, at), key=len)
        if not items and not word:
            return None
        found += items or [(at, _closed(text, at + len(word)), None)]
        at = found[-1][1]
    return found or None


def _plain(text: str) -> str:
    """A text without circled numbers and the hour that spreadsheets show days with (2024-12-31 00:00:00)."""
    day, blank, clock = text.strip().rpartition(" ")
    plain = day if blank and clock in words("deadline_words", "words", "kind", "clock") else text
    return plain.translate(_CIRCLED)


def _items_at(text: str, at: int) -> list[_Item]:
    if at >= len(text):
        return []
    years = _years_at(text, at) or _compact_day(text, at)
    return [_item(text, time) for time in ([years] if years else times_at(text, at, ANY_YEAR))]


def _word_at(kind: str, text: str, at: int) -> str:
    return next((word for word in words("deadline_words", "words", "kind", kind) if text.startswith(word, at)), "")


def _behind_label(text: str) -> int:
    label = _word_at("label", text, 0)
    return len(label) + 1 if label and text[len(label) : len(label) + 1] in {":", "："} else 0


def _unnumbered(text: str) -> str:
    """A text with the numbers of its items blanked out (1.6月底前；2.12月底前); 4、7、10月底 has none."""
    ends = ((at, _number_end(text, at)) for at in range(len(text)) if at == 0 or text[at - 1] in _BETWEEN)
    places = [(at, end) for at, end in ends if end]
    told = [text[start:end].rstrip("、.)") for start, end in places]
    listed = told[:2] == ["1", "2"]
    chars = list(text)
    for start, end in places:
        rest = text[end:]
        told_there = rest and (times_at(rest, 0, ANY_YEAR) or TIME_WORDS.at("open-ended", rest, 0)[0])
        if told_there and (listed or not times_at(text, start, ANY_YEAR)):
            chars[start:end] = " " * (end - start)
    return "".join(chars)


def _number_end(text: str, at: int) -> int:
    """Where an item's number that begins at a place ends with its mark (1. 2、); 0 where none stands."""
    end = at
    while end < len(text) and end - at < _MOST_DIGITS and text[end].isdecimal():
        end += 1
    return end + 1 if at < end < len(text) and text[end] in "、.)" else 0


def _years_at(text: str, at: int) -> Timex | None:
    """Two bare years (2022-2024) that are all of a text."""
    one, mark, other = text[at : at + 4], text[at + 4 : at + 5], text[at + 5 : at + 9]
    if not (mark and mark in "-—–~至" and at + 9 == len(text) and _is_year(one) and _is_year(other) and one < other):
        return None
    return Timex(at, at + 9, date(int(one), 1, 1), date(int(other), 12, 31), Grain.YEAR)


def _compact_day(text: str, at: int) -> Timex | None:
    """A day told in eight digits (20241231)."""
    digits = text[at : at + 8]
    ends = not text[at + 8 : at + 9].isdecimal() and not text[at - 1 : at].isdecimal()
    if len(digits) < 8 or not digits.isdecimal() or not digits.isascii() or not _is_year(digits[:4]) or not ends:
        return None
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return Timex(at, at + 8, day, day, Grain.DAY)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and text[:2] in {"19", "20"}


def _item(text: str, time: Timex) -> _Item:
    end = _closed(text, time.end)
    if end == time.end and time.bound in {Bound.BY, Bound.BEFORE}:
        end = _with_deed(text, end)
    return time.start, end, time


def _with_deed(text: str, end: int) -> int:
    """The end of a deadline with the one short deed that is to be by then (5月底前动工)."""
    stop = end
    while stop < len(text) and is_chinese(text[stop]):
        stop += 1
    if not end < stop <= end + _LONGEST_DEED or (stop < len(text) and text[stop] not in _BETWEEN):
        return end
    deed = text[end:stop]
    # Blanks are folded away: what follows may be the next deadline.
    another = TIME_WORDS.at("open-ended", deed, 0)[0] or _word_at("open", deed, 0) or find_times(deed, ANY_YEAR)
    return end if another else stop


def _closed(text: str, end: int) -> int:
    """The end of a deadline: what is to be by then is no part of it but a bare word (6月底前完成, 全年推进)."""
    for word in words("deadline_words", "words", "kind", "done"):
        stop = end + len(word)
        if text.startswith(word, end) and (stop == len(text) or text[stop] in _BETWEEN):
            return stop
    return end


def _month_and_day(time: Timex | None) -> tuple[int | None, int | None]:
    if time is None or time.last is None or time.recurrence:
        return None, None
    if time.bound is Bound.BEFORE:
        return (time.last + timedelta(1)).month, None
    return time.last.month, None if time.grain in _WHOLE else time.last.day
