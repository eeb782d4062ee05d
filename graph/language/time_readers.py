"""Single times, each kind by its own reader: years, quarters, months, days, festivals, plans, durations.

A reader is given a text and a place and tells what is meant there, before bounds and ranges are read
(:mod:`graph.language.timex`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from graph.language.numerals import DIGITS, Numeral, after_range_mark, read_numeral
from graph.language.text import is_digit
from graph.language.time_values import Bound, Grain
from graph.language.time_words import TIME_WORDS, Festival, festivals_from


@dataclass(frozen=True, slots=True)
class Core:
    """What is meant before prefixes and bounds are read: its end in the text, its days, its grain."""

    end: int
    first: date | None
    last: date | None
    grain: Grain


class TimeText:
    """A folded text in which times are read, with the year and the day that they are told from."""

    def __init__(self, text: str, year: int, today: date) -> None:
        self.text, self.year, self.today = text, year, today
        self._numbers: dict[int, Numeral | None] = {}

    def number(self, at: int) -> Numeral | None:
        """The whole number without a scale that begins at a place."""
        if at not in self._numbers:
            number = read_numeral(self.text, at)
            plain = number is not None and not number.scale and isinstance(number.value, int)
            self._numbers[at] = number if plain else None
        return self._numbers[at]


Reader: TypeAlias = "Callable[[TimeText, int], Core | None]"
FIRST_YEAR, LAST_YEAR = 1900, 2100
WEEKDAYS = "一二三四五六日天"
_YEAR_WORD, _MONTH_WORD, _CAME = "年", "月", "来"
DAY_WORDS = frozenset("日号")


def _year(scan: TimeText, at: int) -> Core | None:
    found = _year_number(scan, at)
    if found is None:
        return None
    year, end = found
    inner = _within_year(scan, end, year)
    if inner:
        return inner
    end += len(TIME_WORDS.at("after-year", scan.text, end)[0])
    return Core(end, date(year, 1, 1), date(year, 12, 31), Grain.YEAR)


def _year_number(scan: TimeText, at: int) -> tuple[int, int] | None:
    """The year that is named, and where its words end."""
    word, offset = TIME_WORDS.at("relative-year", scan.text, at)
    if word:
        return scan.year + int(offset), at + len(word)
    if scan.text[at : at + 1] in "二〇" and scan.text.startswith(_YEAR_WORD, at + 4):
        written = scan.text[at : at + 4].translate(_YEAR_DIGITS)
        return (int(written), at + 5) if is_digit(written) else None
    number = scan.number(at)
    if number is None or not scan.text.startswith(_YEAR_WORD, number.end):
        return None
    if FIRST_YEAR <= number.value <= LAST_YEAR:
        return int(number.value), number.end + 1
    if number.digits and number.end - at == 2 and 10 <= number.value < 60:
        return 2000 + int(number.value), number.end + 1
    return None


_YEAR_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def _years(scan: TimeText, at: int) -> Core | None:
    """Years that share one 年 (2021-2025年)."""
    number = scan.number(at)
    if number is None or not FIRST_YEAR <= number.value <= LAST_YEAR:
        return None
    mark = after_range_mark(scan.text, number.end)
    last = _year_number(scan, mark) if mark else None
    if last is None or last[0] < number.value:
        return None
    return Core(last[1], date(int(number.value), 1, 1), date(last[0], 12, 31), Grain.YEARS)


def _within_year(scan: TimeText, at: int, year: int) -> Core | None:
    """A part of a year whose number has been read: 8月31日, 上半年, 底."""
    inner = TimeText(scan.text, year, scan.today)
    place = at + 1 if scan.text.startswith("的", at) else at
    for reader in (read_month_of_year, _months, read_quarter, _half_year):
        if core := reader(inner, place):
            return core
    return _part_of_year(inner, at + 1 if scan.text.startswith(_YEAR_WORD, at) else at)


def _part_of_year(scan: TimeText, at: int) -> Core | None:
    word, sense = TIME_WORDS.at("part-of-year", scan.text, at)
    if not word:
        return None
    first, last, grain = sense.split("/")
    return Core(at + len(word), date(scan.year, int(first), 1), month_end(scan.year, int(last)), Grain(grain))


def _is_end(text: str, at: int) -> bool:
    """Whether a word for the end of a stretch of time stands at a place (末, 底)."""
    return TIME_WORDS.at("part-of-year", text, at)[1].endswith(Grain.YEAR_END)


def _bare_part_of_year(scan: TimeText, at: int) -> Core | None:
    """年初, 年中, 年底 of the year in question; 年内 and 全年."""
    if scan.text.startswith(_YEAR_WORD, at) and (core := _part_of_year(scan, at + 1)):
        return core
    word, _ = TIME_WORDS.at("whole-year", scan.text, at)
    if not word:
        return None
    # 年内 is bounded by its last character, which is read as such.
    end = at + (1 if word.startswith(_YEAR_WORD) else len(word))
    return Core(end, date(scan.year, 1, 1), date(scan.year, 12, 31), Grain.YEAR)


def _half_year(scan: TimeText, at: int) -> Core | None:
    word, sense = TIME_WORDS.at("half-year", scan.text, at)
    if not word:
        return None
    first, last = map(int, sense.split("/"))
    end = at + len(word)
    if _is_end(scan.text, end):
        return Core(end + 1, month_end(scan.year, last), month_end(scan.year, last), Grain.MONTH_END)
    return Core(end, date(scan.year, first, 1), month_end(scan.year, last), Grain.HALF_YEAR)


def read_quarter(scan: TimeText, at: int) -> Core | None:
    """A quarter, or several: 三季度, 前三季度, Q1."""
    found = _quarter_numbers(scan, at)
    if found is None:
        return None
    first, last, end = found
    if _is_end(scan.text, end):
        return Core(end + 1, month_end(scan.year, 3 * last), month_end(scan.year, 3 * last), Grain.MONTH_END)
    return Core(end, date(scan.year, 3 * first - 2, 1), month_end(scan.year, 3 * last), Grain.QUARTER)


def _quarter_numbers(scan: TimeText, at: int) -> tuple[int, int, int] | None:
    """First and last quarter, and the end of the words."""
    text = scan.text
    name, named = TIME_WORDS.at("quarter-name", text, at)
    if name:
        return int(named), int(named), at + len(name)
    if text[at : at + 1] in {"Q", "q"} and text[at + 1 : at + 2] in {"1", "2", "3", "4"}:
        before = text[at - 1 : at]
        return None if before.isascii() and before.isalpha() else (int(text[at + 1]), int(text[at + 1]), at + 2)
    pair = _neighbours(text, at, 4)
    if pair and (unit := TIME_WORDS.at("quarter", text, at + 2)[0]):
        return *pair, at + 2 + len(unit)
    word, offset = TIME_WORDS.at("relative-quarter", text, at)
    if word:
        quarter = (scan.today.month - 1) // 3 + 1 + int(offset)
        return (quarter, quarter, at + len(word)) if 1 <= quarter <= 4 else None
    leading, place = _leading(text, at)
    one = scan.number(place)
    if one is None or (text[place : place + 1] == "两" and not leading):
        return None  # 春秋两季 counts them
    first = last = int(one.value)
    end = one.end
    mark = after_range_mark(text, end)
    other = scan.number(_leading(text, mark)[1]) if mark else None
    if other and TIME_WORDS.at("quarter", text, other.end)[0]:
        last, end = int(other.value), other.end
    unit = TIME_WORDS.at("quarters" if leading else "quarter", text, end)[0] or TIME_WORDS.at("quarter", text, end)[0]
    if not unit or not 1 <= first <= last <= 4:
        return None
    end += len(unit)
    return (1 if leading else first), last, end


def _leading(text: str, at: int) -> tuple[bool, int]:
    """Whether a word for the first ones stands before a number (前三季度), and where the number begins; 第 is passed."""
    word, sense = TIME_WORDS.at("leading", text, at)
    return sense == "first", at + len(word)


def _neighbours(text: str, at: int, most: int) -> tuple[int, int] | None:
    """Two digits told together: 三四 in 三四季度."""
    first, second = (DIGITS.find(text[place : place + 1] or " ") for place in (at, at + 1))
    return (first, second) if first > 0 and second == first + 1 <= most else None


def _months(scan: TimeText, at: int) -> Core | None:
    """Several months: 1-6月, 1至6月份, 前三个月; 本月 and its neighbours."""
    text = scan.text
    leading, place = _leading(text, at)
    if leading and (number := scan.number(place)) and (unit := TIME_WORDS.at("months", text, number.end)[0]):
        end = number.end + len(unit)
        if 1 <= number.value <= 12 and TIME_WORDS.at("bound", text, end)[1] != Bound.WITHIN:
            return Core(end, date(scan.year, 1, 1), month_end(scan.year, int(number.value)), Grain.MONTH)
        return None
    word, offset = TIME_WORDS.at("relative-month", text, at)
    if word:
        year, month = divmod(12 * scan.today.year + scan.today.month - 1 + int(offset), 12)
        return _month_part(TimeText(text, year, scan.today), at + len(word), month + 1)
    if (pair := _neighbours(text, at, 9)) and (unit := TIME_WORDS.at("month", text, at + 2)[0]):
        end = at + 2 + len(unit)
        return Core(end, date(scan.year, pair[0], 1), month_end(scan.year, pair[1]), Grain.MONTH)
    if text.startswith(_MONTH_WORD, at) and TIME_WORDS.at("part-of-month", text, at + 1)[1] in EDGES:
        return _month_part(TimeText(text, scan.today.year, scan.today), at + 1, scan.today.month)
    number = scan.number(at)
    mark = after_range_mark(text, number.end) if number and 1 <= number.value <= 12 else None
    last = read_month_of_year(scan, mark) if mark and number else None
    if last is None or number is None or last.last is None or last.grain not in {Grain.MONTH, Grain.MONTH_END}:
        return None
    first = date(scan.year, int(number.value), 1)
    return replace(last, first=first) if first <= last.last else None


def read_month_of_year(scan: TimeText, at: int) -> Core | None:
    """A month by its number or name, with what follows it: 6月底, 元月."""
    number = scan.number(at)
    if number is None or not 1 <= number.value <= 12:
        name, named = TIME_WORDS.at("month-name", scan.text, at)
        return _month_part(scan, at + len(name), int(named)) if name else None
    unit, _ = TIME_WORDS.at("month", scan.text, number.end)
    return _month_part(scan, number.end + len(unit), int(number.value)) if unit else None


def _month_part(scan: TimeText, at: int, month: int) -> Core | None:
    """The rest of a month's words: 份, 底, 上旬, 15日, 10至20日."""
    word, sense = TIME_WORDS.at("part-of-month", scan.text, at)
    if word and not TIME_WORDS.at("no-part", scan.text, at)[0]:
        first, last, grain = sense.split("/")
        end = month_end(scan.year, month)
        begin = date(scan.year, month, int(first)) if first != "0" else end
        return Core(at + len(word), begin, date(scan.year, month, int(last)) if last != "0" else end, Grain(grain))
    days = _days(scan, at, month)
    return days or Core(at, date(scan.year, month, 1), month_end(scan.year, month), Grain.MONTH)


EDGES = frozenset(["1/5/month-part", "0/0/month-end"])
"""The beginning and the end of a month, which are told without its number too (月底)."""


def _days(scan: TimeText, at: int, month: int) -> Core | None:
    first = scan.number(at)
    if first is None:
        return None
    end, last = first.end, first
    if scan.text[end : end + 1] in DAY_WORDS and (mark := after_range_mark(scan.text, end + 1)):
        other = scan.number(mark)
        if other and scan.text[other.end : other.end + 1] in DAY_WORDS:
            last, end = other, other.end
    elif mark := after_range_mark(scan.text, end):
        other = scan.number(mark)
        if other:
            last, end = other, other.end
    if scan.text[end : end + 1] not in DAY_WORDS:
        return None
    try:
        begin, close = date(scan.year, month, int(first.value)), date(scan.year, month, int(last.value))
    except ValueError:
        return None
    return Core(end + 1, begin, close, Grain.DAY) if begin <= close else None


def _numeric_date(scan: TimeText, at: int) -> Core | None:
    """2022-08-31, 2022/8/31, 2022.8.31, 2022.8."""
    text = scan.text
    if not is_digit(text[at : at + 4]) or text[at + 4 : at + 5] not in {
        "-",
        "/",
        ".",
    }:
        return None
    year, mark = int(text[at : at + 4]), text[at + 4]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    month, end = _short_number(text, at + 5)
    if month is None or not 1 <= month <= 12:
        return None
    if text[end : end + 1] == mark:
        day, close = _short_number(text, end + 1)
        if day is not None and 1 <= day <= monthrange(year, month)[1]:
            return Core(close, date(year, month, day), date(year, month, day), Grain.DAY)
        return None
    if text[end : end + 1] in set("年月亿万%千元") or (mark == "." and year < 1990):
        return None
    return Core(end, date(year, month, 1), month_end(year, month), Grain.MONTH)


def _short_number(text: str, at: int) -> tuple[int | None, int]:
    end = at
    while end < len(text) and end - at < 2 and is_digit(text[end]):
        end += 1
    closed = not is_digit(text[end : end + 1])
    return (int(text[at:end]) if end > at and closed else None), end


def _festival(scan: TimeText, at: int) -> Core | None:
    """A festival that is spoken of as a time: 五一前, 国庆期间, 春节后."""
    for feast in festivals_from(scan.text[at : at + 1]):
        if not scan.text.startswith(feast.name, at) or (feast.year and feast.year != scan.year):
            continue
        first = date(scan.year, feast.month, feast.day)
        for tail, days in (*TIME_WORDS.of("holiday"), ("", "1")):
            end = at + len(feast.name) + len(tail)
            if scan.text.startswith(tail, at + len(feast.name)) and (tail or _is_told(scan, feast, end)):
                length = feast.days if days == "all" else 1
                return Core(end, first, first + timedelta(length - 1), Grain.YEAR_PART)
    return None


def _is_told(scan: TimeText, feast: Festival, end: int) -> bool:
    """Whether a festival's bare name is a time: bounded, or a name that calls nothing else (not 五一 in 五一路)."""
    return bool(TIME_WORDS.at("bound", scan.text, end)[0]) or not feast.ambiguous


def _plan_period(scan: TimeText, at: int) -> Core | None:
    """“十四五”期间: the five years of a plan; the plan itself (十四五规划) is no time."""
    text = scan.text
    place = at + 1 if text[at : at + 1] in {"“", '"'} else at
    number = read_numeral(text, place)
    if number is None or number.digits or not 10 < number.value < 20 or not text.startswith("五", number.end):
        return None
    end = number.end + 1
    end = end + 1 if text[end : end + 1] in {"”", '"'} else end
    bounded = bool(TIME_WORDS.at("bound", text, end)[0])
    tail, _ = TIME_WORDS.at("plan-period", text, end)
    if tail or bounded:
        first = 2021 + 5 * (int(number.value) - 14)
        return Core(end + len(tail), date(first, 1, 1), date(first + 4, 12, 31), Grain.YEARS)
    return None


def _duration(scan: TimeText, at: int) -> Core | None:
    """A stretch of time counted from now: 近三年, 6个月内, 三个月后, 今后五年."""
    text = scan.text
    opening, direction = TIME_WORDS.at("direction", text, at)
    place = at + len(opening)
    length = _length(scan, place)
    if length is None:
        return None
    end, months, days = length
    _, bound = TIME_WORDS.at("bound", text, end)
    if not direction and bound == Bound.WITHIN:
        last = _later(scan.today, months, days) if months or days else None
        return Core(end, scan.today, last, Grain.DURATION)
    if not direction and months + days and bound == Bound.AFTER:
        return Core(end, None, _later(scan.today, months, days), Grain.DURATION)
    years = months // 12
    came = bound == Bound.SINCE and TIME_WORDS.at("bound", text, end)[0] == _CAME
    if years and (direction == "back" or (came and not direction)):
        return Core(end + came, date(scan.year - years + 1, 1, 1), date(scan.year, 12, 31), Grain.YEARS)
    if years and direction == "ahead":
        return Core(end, date(scan.year + 1, 1, 1), date(scan.year + years, 12, 31), Grain.YEARS)
    return None


def _length(scan: TimeText, at: int) -> tuple[int, int, int] | None:
    """The end of a length of time, and its months and days."""
    half, size = TIME_WORDS.at("half-length", scan.text, at)
    if half:
        months, days = map(int, size.split("/"))
        return at + len(half), months, days
    number = scan.number(at)
    if number is None or number.value > _LONGEST:
        return None
    unit, size = TIME_WORDS.at("length", scan.text, number.end)
    if not unit:
        return None
    months, days = (int(part) * int(number.value) for part in size.split("/"))
    return number.end + len(unit), months, days


_LONGEST = 1000
"""A longer duration is no time that a plan knows."""


def _later(day: date, months: int, days: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) + timedelta(days)


def _relative_day(scan: TimeText, at: int) -> Core | None:
    """昨天, 下周: days and weeks counted from today."""
    word, offset = TIME_WORDS.at("relative-day", scan.text, at)
    if word:
        day = scan.today + timedelta(int(offset))
        return Core(at + len(word), day, day, Grain.DAY)
    word, offset = TIME_WORDS.at("relative-week", scan.text, at)
    if not word:
        return None
    monday = scan.today + timedelta(7 * int(offset) - scan.today.weekday())
    end = at + len(word)
    weekday = WEEKDAYS.find(scan.text[end : end + 1] or " ")
    if weekday >= 0:
        day = monday + timedelta(min(weekday, 6))
        return Core(end + 1, day, day, Grain.DAY)
    return Core(end, monday, monday + timedelta(6), Grain.DAY)


def _month_and_day(scan: TimeText, at: int) -> Core | None:
    """8.31前: with a point a month and a day only where a bound follows; else it is a number."""
    month, end = _short_number(scan.text, at)
    if month is None or not 1 <= month <= 12 or not scan.text.startswith(".", end):
        return None
    day, close = _short_number(scan.text, end + 1)
    bounded = TIME_WORDS.at("bound", scan.text, close)[1] in {"before", "since"}
    if day is None or not bounded or not 1 <= day <= monthrange(scan.year, month)[1]:
        return None
    return Core(close, date(scan.year, month, day), date(scan.year, month, day), Grain.DAY)


def _now(scan: TimeText, at: int) -> Core | None:
    word, _ = TIME_WORDS.at("now", scan.text, at)
    return Core(at + len(word), scan.today, scan.today, Grain.NOW) if word else None


READERS: tuple[Reader, ...] = (
    _year,
    _years,
    _bare_part_of_year,
    _half_year,
    read_quarter,
    _months,
    read_month_of_year,
    _numeric_date,
    _festival,
    _plan_period,
    _duration,
    _relative_day,
    _month_and_day,
    _now,
)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])
