"""Times: points, spans, bounds and recurrences in a folded text, read by one scanner.

The values follow TIMEX3 (Pustejovsky et al., 2003): an interval of days, a bound (by, before, after, since, within) and a
recurrence (TIMEX3: *SET*). What depends on a year takes it from ``year``: the year that the document or question is about.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from graph.language.numerals import DIGITS, RANGE_MARKS, Numeral, read_numeral
from graph.language.segmentation import stands, word_starts
from graph.language.word_lists import language_rows

FIRST_YEAR, LAST_YEAR = 1900, 2100


class Bound(StrEnum):
    """How a time limits: the interval is closed; what is open stands as ``None``."""

    BY = "by"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    WITHIN = "within"


class Grain(StrEnum):
    """How exactly a time is told."""

    DAY = "day"
    MONTH_PART = "month-part"
    MONTH_END = "month-end"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR_PART = "year-part"
    YEAR_END = "year-end"
    YEAR = "year"
    YEARS = "years"
    DURATION = "duration"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Timex:
    """A time ``text[start:end]`` of a folded text: the closed interval of days it means."""

    start: int
    end: int
    first: date | None
    last: date | None
    grain: Grain
    bound: Bound | None = None
    recurrence: str | None = None

    @property
    def months(self) -> tuple[int, ...]:
        """The months of the year touched, 1–12; without a beginning they begin with January, without an end with December."""
        if self.first is None and self.last is None:
            return ()
        end = self.last or date(self.first.year if self.first else LAST_YEAR, 12, 31)
        begin = self.first or date(end.year, 1, 1)
        if end.year > begin.year:
            return tuple(range(1, 13))
        return tuple(range(begin.month, end.month + 1))


@dataclass(frozen=True, slots=True)
class _Core:
    """What is meant before prefixes and bounds are read: its end in the text, its days, its grain."""

    end: int
    first: date | None
    last: date | None
    grain: Grain


Reader: TypeAlias = "Callable[[_Scanner, int], _Core | None]"


def find_times(text: str, year: int, today: date | None = None) -> tuple[Timex, ...]:
    """Find the times of a folded text, left to right, none inside another.

    :param year: the year that times without one are of.
    :param today: what 目前 and 本月 refer to; the end of ``year`` when not given.

    >>> [(t.first.isoformat() if t.first else None, t.last.isoformat()) for t in find_times("1至6月,9月底前,前三季度", 2022)]
    [('2022-01-01', '2022-06-30'), (None, '2022-09-30'), ('2022-01-01', '2022-09-30')]
    >>> find_times("一年级和上一年级的学生住在五一路", 2022)
    ()
    """
    return _times(text, year, today or date(year, 12, 31))


@lru_cache(maxsize=4096)
def _times(text: str, year: int, today: date) -> tuple[Timex, ...]:
    return tuple(_Scanner(text, year, today).times())


def times_at(text: str, at: int, year: int) -> tuple[Timex, ...]:
    """The times that begin at a place: one, or those of an enumeration (4、7、10月底); none where no time stands.

    >>> [t.end for t in times_at("4、7、10月底", 0, 2022)], times_at("已于6月底", 0, 2022)
    ([1, 3, 8], ())
    """
    if text[at] not in _starters():
        return ()
    return tuple(_Scanner(text, year, date(year, 12, 31))._at(at) or ())


class _Scanner:
    """One walk over a text."""

    def __init__(self, text: str, year: int, today: date) -> None:
        self.text, self.year, self.today = text, year, today
        self._numbers: dict[int, Numeral | None] = {}

    def times(self) -> Iterator[Timex]:
        at = 0
        while at < len(self.text):
            found = self._at(at) if self.text[at] in _starters() else None
            if found is None:
                at += 1
                continue
            yield from found
            at = found[-1].end

    def _at(self, at: int) -> list[Timex] | None:
        """The times that begin here: one, or those of an enumeration (4、7、10月底)."""
        if self._only_counts(at):
            return None
        listed = self._enumerated(at)
        if listed:
            return listed
        begin, opening = self._opening(at)
        cycle, after = self._recurrence(begin)
        core = self._core(after) if after < len(self.text) else None
        if cycle and core is None and (day := self._day_of_cycle(after)):
            core = _Core(day, None, None, Grain.DAY)
        if cycle and core is None:
            return [Timex(at, after, None, None, Grain.DURATION, None, cycle)] if self._stands(at, after) else None
        if core is None or not self._stands(begin, core.end):
            return None
        if not cycle and (cycle := self._again(core)):
            return [Timex(at, core.end, None, None, core.grain, None, cycle)]
        ranged = self._range(core) if not cycle else core
        return [self._bounded(at, begin, ranged, opening, cycle)]

    def _only_counts(self, at: int) -> bool:
        """Whether a number stands here that nothing makes a time: most do, and need no closer look."""
        number = self._number(at)
        if number is None or self.text[at] in _festival_firsts():
            return False
        return self.text[number.end : number.end + 1] not in _AFTER_NUMBERS

    def _opening(self, at: int) -> tuple[int, str]:
        """What stands before a time and bounds it (截至, 自)."""
        word, sense = _word_at("opening", self.text, at)
        return at + len(word), sense

    def _recurrence(self, at: int) -> tuple[str | None, int]:
        word, sense = _word_at("recurrence", self.text, at)
        return sense or None, at + len(word)

    def _day_of_cycle(self, at: int) -> int | None:
        """The end of a day without its month: 每月5日前."""
        if _word_at("part-of-month", self.text, at)[1] in _EDGES or self.text[at - 1 : at + 1] in _WEEKDAY_NAMES:
            return at + 1
        number = self._number(at)
        told = number and number.value <= 31 and self.text[number.end : number.end + 1] in _DAY_WORDS
        return number.end + 1 if told and number else None

    def _again(self, core: _Core) -> str | None:
        """Whether one thing is told of each: 一季度一通报, 一月一调度."""
        one = self.text.startswith("一", core.end - 3) or self.text.startswith("一", core.end - 2)
        told = one and self.text.startswith("一", core.end) and core.first != core.last
        return {Grain.MONTH: "month", Grain.QUARTER: "quarter"}.get(core.grain) if told else None

    def _core(self, at: int) -> _Core | None:
        cores = [core for reader in _READERS if (core := reader(self, at))]
        return max(cores, key=lambda core: core.end, default=None)

    def _stands(self, begin: int, end: int) -> bool:
        """Whether no longer word takes its last character (年级, 月饼) or its first one (上一年级, 第3月)."""
        if any(self.text.startswith(word, end - back) for back, word in _longer_words(self.text[end - 1 : end])):
            return False
        before = self.text[begin - 1 : begin]
        number = self.text[begin].isdecimal() and self.text[begin].isascii()
        if number and (before.isdecimal() or before == "." or (before.isascii() and before.isalpha())):
            return False
        # 日前 is a word of its own: where a bound follows, it is the bound that has to stand.
        bound, _ = _word_at("bound", self.text, end)
        return stands(self.text, begin, end) or (bool(bound) and stands(self.text, begin, end + len(bound)))

    def _range(self, core: _Core) -> _Core:
        """A span from one time to another: 3月至5月, 2021-2025年."""
        mark = _dash(self.text, core.end)
        if mark is None or core.first is None:
            return core
        other = self._core(mark)
        if other is None or other.last is None:
            return core
        first, last = core.first, other.last
        if other.first and other.first < first and other.grain in _IN_A_YEAR and first.year != self.year:
            last = _moved(last, first.year)
        return replace(other, first=first, last=last) if first <= last else core

    def _enumerated(self, at: int) -> list[Timex] | None:
        """Months that share one 月: 4、7、10月底."""
        numbers: list[Numeral] = []
        place = at
        while (
            len(numbers) < 12
            and (number := self._number(place))
            and number.end < len(self.text)
            and self.text[number.end] in "、,和及"
        ):
            numbers.append(number)
            place = number.end + 1
        if (
            not numbers
            or any(not 1 <= number.value <= 12 for number in numbers)
            or not self._stands(at, numbers[0].end)
        ):
            return None
        last = _month(self, place) or _quarter(self, place)
        if last is None or last.first is None or not self._stands(place, last.end):
            return None
        first = int(numbers[0].value)
        if last.grain is Grain.QUARTER or (last.grain is Grain.MONTH and first + len(numbers) == last.first.month):
            month = 3 * first - 2 if last.grain is Grain.QUARTER else first
            return (
                [self._bounded(at, at, replace(last, first=date(self.year, month, 1)), "", None)]
                if month <= 12
                else None
            )
        tail = self._bounded(place, place, last, "", None)
        each = [
            replace(
                tail,
                start=number.start,
                end=number.end,
                first=_in_month(tail.first, int(number.value)),
                last=_in_month(tail.last, int(number.value)),
            )
            for number in numbers
        ]
        return [*each, tail]

    def _number(self, at: int) -> Numeral | None:
        if at not in self._numbers:
            number = read_numeral(self.text, at)
            plain = number is not None and not number.scale and isinstance(number.value, int)
            self._numbers[at] = number if plain else None
        return self._numbers[at]

    def _bounded(self, at: int, begin: int, core: _Core, opening: str, cycle: str | None) -> Timex:
        first, last, end, grain = core.first, core.last, core.end, core.grain
        word, sense = _word_at("bound", self.text, end)
        close = end + len(word)
        sure = grain in _INCLUSIVE or close in word_starts(self.text)  # 8月底前进场 holds 前进 and means 前
        if sense and not (sure and stands(self.text, begin, close)):
            word = sense = ""
        end += len(word)
        bound: Bound | None = None
        if grain is Grain.DURATION and sense not in {"within", "after"}:
            sense, end = "", end - len(word)
        if sense == "before":
            inclusive = grain in _INCLUSIVE
            bound = Bound.BY if inclusive else Bound.BEFORE
            last = last if inclusive else _before(first)
            first = None
        elif sense == "after":
            bound, first, last = Bound.AFTER, last + timedelta(1) if last else None, None
        elif sense == "since" or opening == "since":
            bound, last = Bound.SINCE, None
        elif opening == "until":
            bound, first = Bound.BY, None
        elif sense == "within":
            bound = Bound.WITHIN
        start = at if (bound in {Bound.SINCE, Bound.BY} and opening) or cycle else begin
        if cycle:
            first = last = None
        return Timex(start, end, first, last, grain, bound, cycle)


_WEEKDAYS = "一二三四五六日天"
_WEEKDAY_NAMES = frozenset(f"{word}{day}" for word in "周期" for day in _WEEKDAYS)
_YEAR_WORD, _MONTH_WORD, _CAME = "年", "月", "来"
_DAY_WORDS = frozenset("日号")
_IN_A_YEAR = {Grain.DAY, Grain.MONTH, Grain.MONTH_PART, Grain.MONTH_END, Grain.QUARTER, Grain.HALF_YEAR}
_INCLUSIVE = {Grain.DAY, Grain.MONTH_END, Grain.YEAR_END, Grain.MONTH_PART, Grain.NOW}
"""6月底前 and 8月31日前 include the day; 6月前 ends with May."""


def _year(scan: _Scanner, at: int) -> _Core | None:
    found = _year_number(scan, at)
    if found is None:
        return None
    year, end = found
    inner = _within_year(scan, end, year)
    if inner:
        return inner
    end += len(_word_at("after-year", scan.text, end)[0])
    return _Core(end, date(year, 1, 1), date(year, 12, 31), Grain.YEAR)


def _year_number(scan: _Scanner, at: int) -> tuple[int, int] | None:
    """The year that is named, and where its words end."""
    word, offset = _word_at("relative-year", scan.text, at)
    if word:
        return scan.year + int(offset), at + len(word)
    if scan.text[at : at + 1] in "二〇" and scan.text.startswith(_YEAR_WORD, at + 4):
        written = scan.text[at : at + 4].translate(_YEAR_DIGITS)
        return (int(written), at + 5) if written.isdecimal() and written.isascii() else None
    number = scan._number(at)
    if number is None or not scan.text.startswith(_YEAR_WORD, number.end):
        return None
    if FIRST_YEAR <= number.value <= LAST_YEAR:
        return int(number.value), number.end + 1
    if number.digits and number.end - at == 2 and 10 <= number.value < 60:
        return 2000 + int(number.value), number.end + 1
    return None


_YEAR_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def _years(scan: _Scanner, at: int) -> _Core | None:
    """Years that share one 年 (2021-2025年)."""
    number = scan._number(at)
    if number is None or not FIRST_YEAR <= number.value <= LAST_YEAR:
        return None
    mark = _dash(scan.text, number.end)
    last = _year_number(scan, mark) if mark else None
    if last is None or last[0] < number.value:
        return None
    return _Core(last[1], date(int(number.value), 1, 1), date(last[0], 12, 31), Grain.YEARS)


def _within_year(scan: _Scanner, at: int, year: int) -> _Core | None:
    """A part of a year whose number has been read: 8月31日, 上半年, 底."""
    inner = _Scanner(scan.text, year, scan.today)
    place = at + 1 if scan.text.startswith("的", at) else at
    for reader in (_month, _months, _quarter, _half_year):
        if core := reader(inner, place):
            return core
    return _part_of_year(inner, at + 1 if scan.text.startswith(_YEAR_WORD, at) else at)


def _part_of_year(scan: _Scanner, at: int) -> _Core | None:
    word, sense = _word_at("part-of-year", scan.text, at)
    if not word:
        return None
    first, last, grain = sense.split("/")
    return _Core(at + len(word), date(scan.year, int(first), 1), _month_end(scan.year, int(last)), Grain(grain))


def _is_end(text: str, at: int) -> bool:
    """Whether a word for the end of a stretch of time stands at a place (末, 底)."""
    return _word_at("part-of-year", text, at)[1].endswith(Grain.YEAR_END)


def _bare_part_of_year(scan: _Scanner, at: int) -> _Core | None:
    """年初, 年中, 年底 of the year in question; 年内 and 全年."""
    if scan.text.startswith(_YEAR_WORD, at) and (core := _part_of_year(scan, at + 1)):
        return core
    word, _ = _word_at("whole-year", scan.text, at)
    if not word:
        return None
    # 年内 is bounded by its last character, which is read as such.
    end = at + (1 if word.startswith(_YEAR_WORD) else len(word))
    return _Core(end, date(scan.year, 1, 1), date(scan.year, 12, 31), Grain.YEAR)


def _half_year(scan: _Scanner, at: int) -> _Core | None:
    word, sense = _word_at("half-year", scan.text, at)
    if not word:
        return None
    first, last = map(int, sense.split("/"))
    end = at + len(word)
    if _is_end(scan.text, end):
        return _Core(end + 1, _month_end(scan.year, last), _month_end(scan.year, last), Grain.MONTH_END)
    return _Core(end, date(scan.year, first, 1), _month_end(scan.year, last), Grain.HALF_YEAR)


def _quarter(scan: _Scanner, at: int) -> _Core | None:
    found = _quarter_numbers(scan, at)
    if found is None:
        return None
    first, last, end = found
    if _is_end(scan.text, end):
        return _Core(end + 1, _month_end(scan.year, 3 * last), _month_end(scan.year, 3 * last), Grain.MONTH_END)
    return _Core(end, date(scan.year, 3 * first - 2, 1), _month_end(scan.year, 3 * last), Grain.QUARTER)


def _quarter_numbers(scan: _Scanner, at: int) -> tuple[int, int, int] | None:
    """First and last quarter, and the end of the words."""
    text = scan.text
    name, named = _word_at("quarter-name", text, at)
    if name:
        return int(named), int(named), at + len(name)
    if text[at : at + 1] in {"Q", "q"} and text[at + 1 : at + 2] in {"1", "2", "3", "4"}:
        before = text[at - 1 : at]
        return None if before.isascii() and before.isalpha() else (int(text[at + 1]), int(text[at + 1]), at + 2)
    pair = _neighbours(text, at, 4)
    if pair and (unit := _word_at("quarter", text, at + 2)[0]):
        return *pair, at + 2 + len(unit)
    word, offset = _word_at("relative-quarter", text, at)
    if word:
        quarter = (scan.today.month - 1) // 3 + 1 + int(offset)
        return (quarter, quarter, at + len(word)) if 1 <= quarter <= 4 else None
    leading, place = _leading(text, at)
    one = scan._number(place)
    if one is None:
        return None
    first = last = int(one.value)
    end = one.end
    mark = _dash(text, end)
    other = scan._number(_leading(text, mark)[1]) if mark else None
    if other and _word_at("quarter", text, other.end)[0]:
        last, end = int(other.value), other.end
    unit = _word_at("quarters" if leading else "quarter", text, end)[0] or _word_at("quarter", text, end)[0]
    if not unit or not 1 <= first <= last <= 4:
        return None
    end += len(unit)
    return (1 if leading else first), last, end


def _leading(text: str, at: int) -> tuple[bool, int]:
    """Whether a word for the first ones stands before a number (前三季度), and where the number begins; 第 is passed."""
    word, sense = _word_at("leading", text, at)
    return sense == "first", at + len(word)


def _neighbours(text: str, at: int, most: int) -> tuple[int, int] | None:
    """Two digits told together: 三四 in 三四季度."""
    first, second = (DIGITS.find(text[place : place + 1] or " ") for place in (at, at + 1))
    return (first, second) if first > 0 and second == first + 1 <= most else None


def _months(scan: _Scanner, at: int) -> _Core | None:
    """Several months: 1-6月, 1至6月份, 前三个月; 本月 and its neighbours."""
    text = scan.text
    leading, place = _leading(text, at)
    if leading and (number := scan._number(place)) and (unit := _word_at("months", text, number.end)[0]):
        end = number.end + len(unit)
        if 1 <= number.value <= 12 and _word_at("bound", text, end)[1] != Bound.WITHIN:
            return _Core(end, date(scan.year, 1, 1), _month_end(scan.year, int(number.value)), Grain.MONTH)
        return None
    word, offset = _word_at("relative-month", text, at)
    if word:
        year, month = divmod(12 * scan.today.year + scan.today.month - 1 + int(offset), 12)
        return _month_part(_Scanner(text, year, scan.today), at + len(word), month + 1)
    if (pair := _neighbours(text, at, 9)) and (unit := _word_at("month", text, at + 2)[0]):
        end = at + 2 + len(unit)
        return _Core(end, date(scan.year, pair[0], 1), _month_end(scan.year, pair[1]), Grain.MONTH)
    if text.startswith(_MONTH_WORD, at) and _word_at("part-of-month", text, at + 1)[1] in _EDGES:
        return _month_part(_Scanner(text, scan.today.year, scan.today), at + 1, scan.today.month)
    number = scan._number(at)
    mark = _dash(text, number.end) if number and 1 <= number.value <= 12 else None
    last = _month(scan, mark) if mark and number else None
    if last is None or number is None or last.last is None or last.grain not in {Grain.MONTH, Grain.MONTH_END}:
        return None
    first = date(scan.year, int(number.value), 1)
    return replace(last, first=first) if first <= last.last else None


def _month(scan: _Scanner, at: int) -> _Core | None:
    number = scan._number(at)
    if number is None or not 1 <= number.value <= 12:
        name, named = _word_at("month-name", scan.text, at)
        return _month_part(scan, at + len(name), int(named)) if name else None
    unit, _ = _word_at("month", scan.text, number.end)
    return _month_part(scan, number.end + len(unit), int(number.value)) if unit else None


def _month_part(scan: _Scanner, at: int, month: int) -> _Core | None:
    """The rest of a month's words: 份, 底, 上旬, 15日, 10至20日."""
    word, sense = _word_at("part-of-month", scan.text, at)
    if word and not _word_at("no-part", scan.text, at)[0]:
        first, last, grain = sense.split("/")
        end = _month_end(scan.year, month)
        begin = date(scan.year, month, int(first)) if first != "0" else end
        return _Core(at + len(word), begin, date(scan.year, month, int(last)) if last != "0" else end, Grain(grain))
    days = _days(scan, at, month)
    return days or _Core(at, date(scan.year, month, 1), _month_end(scan.year, month), Grain.MONTH)


_EDGES = frozenset(["1/5/month-part", "0/0/month-end"])
"""The beginning and the end of a month, which are told without its number too (月底)."""


def _days(scan: _Scanner, at: int, month: int) -> _Core | None:
    first = scan._number(at)
    if first is None:
        return None
    end, last = first.end, first
    if scan.text[end : end + 1] in _DAY_WORDS and (mark := _dash(scan.text, end + 1)):
        other = scan._number(mark)
        if other and scan.text[other.end : other.end + 1] in _DAY_WORDS:
            last, end = other, other.end
    elif mark := _dash(scan.text, end):
        other = scan._number(mark)
        if other:
            last, end = other, other.end
    if scan.text[end : end + 1] not in _DAY_WORDS:
        return None
    try:
        begin, close = date(scan.year, month, int(first.value)), date(scan.year, month, int(last.value))
    except ValueError:
        return None
    return _Core(end + 1, begin, close, Grain.DAY) if begin <= close else None


def _numeric_date(scan: _Scanner, at: int) -> _Core | None:
    """2022-08-31, 2022/8/31, 2022.8.31, 2022.8."""
    text = scan.text
    if not (text[at : at + 4].isdecimal() and text[at : at + 4].isascii()) or text[at + 4 : at + 5] not in {
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
            return _Core(close, date(year, month, day), date(year, month, day), Grain.DAY)
        return None
    if text[end : end + 1] in set("年月亿万%千元") or (mark == "." and year < 1990):
        return None
    return _Core(end, date(year, month, 1), _month_end(year, month), Grain.MONTH)


def _short_number(text: str, at: int) -> tuple[int | None, int]:
    end = at
    while end < len(text) and end - at < 2 and text[end].isdecimal() and text[end].isascii():
        end += 1
    closed = not (text[end : end + 1].isdecimal() and text[end : end + 1].isascii())
    return (int(text[at:end]) if end > at and closed else None), end


def _festival(scan: _Scanner, at: int) -> _Core | None:
    """A festival that is spoken of as a time: 五一前, 国庆期间, 春节后."""
    for feast in _festivals_from(scan.text[at]):
        if not scan.text.startswith(feast.name, at) or (feast.year and feast.year != scan.year):
            continue
        first = date(scan.year, feast.month, feast.day)
        for tail, days in (*_words("holiday"), ("", "1")):
            end = at + len(feast.name) + len(tail)
            if scan.text.startswith(tail, at + len(feast.name)) and (tail or _is_told(scan, feast, end)):
                length = feast.days if days == "all" else 1
                return _Core(end, first, first + timedelta(length - 1), Grain.YEAR_PART)
    return None


def _is_told(scan: _Scanner, feast: _Festival, end: int) -> bool:
    """Whether a festival's bare name is a time: bounded, or a name that calls nothing else (not 五一 in 五一路)."""
    return bool(_word_at("bound", scan.text, end)[0]) or not feast.ambiguous


def _plan_period(scan: _Scanner, at: int) -> _Core | None:
    """“十四五”期间: the five years of a plan; the plan itself (十四五规划) is no time."""
    text = scan.text
    place = at + 1 if text[at : at + 1] in {"“", '"'} else at
    number = read_numeral(text, place)
    if number is None or number.digits or not 10 < number.value < 20 or not text.startswith("五", number.end):
        return None
    end = number.end + 1
    end = end + 1 if text[end : end + 1] in {"”", '"'} else end
    bounded = bool(_word_at("bound", text, end)[0])
    tail, _ = _word_at("plan-period", text, end)
    if tail or bounded:
        first = 1953 + 5 * (int(number.value) - 1) if number.value < 3 else 2021 + 5 * (int(number.value) - 14)
        return _Core(end + len(tail), date(first, 1, 1), date(first + 4, 12, 31), Grain.YEARS)
    return None


def _duration(scan: _Scanner, at: int) -> _Core | None:
    """A stretch of time counted from now: 近三年, 6个月内, 三个月后, 今后五年."""
    text = scan.text
    opening, direction = _word_at("direction", text, at)
    place = at + len(opening)
    length = _length(scan, place)
    if length is None:
        return None
    end, months, days = length
    _, bound = _word_at("bound", text, end)
    if not direction and bound == Bound.WITHIN:
        last = _later(scan.today, months, days) if months or days else None
        return _Core(end, scan.today, last, Grain.DURATION)
    if not direction and months + days and bound == Bound.AFTER:
        return _Core(end, None, _later(scan.today, months, days), Grain.DURATION)
    years = months // 12
    came = bound == Bound.SINCE and _word_at("bound", text, end)[0] == _CAME
    if years and (direction == "back" or (came and not direction)):
        return _Core(end + came, date(scan.year - years + 1, 1, 1), date(scan.year, 12, 31), Grain.YEARS)
    if years and direction == "ahead":
        return _Core(end, date(scan.year + 1, 1, 1), date(scan.year + years, 12, 31), Grain.YEARS)
    return None


def _length(scan: _Scanner, at: int) -> tuple[int, int, int] | None:
    """The end of a length of time, and its months and days."""
    half, size = _word_at("half-length", scan.text, at)
    if half:
        months, days = map(int, size.split("/"))
        return at + len(half), months, days
    number = scan._number(at)
    if number is None or number.value > _LONGEST:
        return None
    unit, size = _word_at("length", scan.text, number.end)
    if not unit:
        return None
    months, days = (int(part) * int(number.value) for part in size.split("/"))
    return number.end + len(unit), months, days


_LONGEST = 1000
"""A longer duration is no time that a plan knows."""


def _later(day: date, months: int, days: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) + timedelta(days)


def _relative_day(scan: _Scanner, at: int) -> _Core | None:
    """昨天, 下周: days and weeks counted from today."""
    word, offset = _word_at("relative-day", scan.text, at)
    if word:
        day = scan.today + timedelta(int(offset))
        return _Core(at + len(word), day, day, Grain.DAY)
    word, offset = _word_at("relative-week", scan.text, at)
    if not word:
        return None
    monday = scan.today + timedelta(7 * int(offset) - scan.today.weekday())
    end = at + len(word)
    weekday = _WEEKDAYS.find(scan.text[end : end + 1] or " ")
    if weekday >= 0:
        day = monday + timedelta(min(weekday, 6))
        return _Core(end + 1, day, day, Grain.DAY)
    return _Core(end, monday, monday + timedelta(6), Grain.DAY)


def _month_and_day(scan: _Scanner, at: int) -> _Core | None:
    """8.31前: with a point a month and a day only where a bound follows; else it is a number."""
    month, end = _short_number(scan.text, at)
    if month is None or not 1 <= month <= 12 or not scan.text.startswith(".", end):
        return None
    day, close = _short_number(scan.text, end + 1)
    bounded = _word_at("bound", scan.text, close)[1] in {"before", "since"}
    if day is None or not bounded or not 1 <= day <= monthrange(scan.year, month)[1]:
        return None
    return _Core(close, date(scan.year, month, day), date(scan.year, month, day), Grain.DAY)


def _now(scan: _Scanner, at: int) -> _Core | None:
    word, _ = _word_at("now", scan.text, at)
    return _Core(at + len(word), scan.today, scan.today, Grain.NOW) if word else None


_READERS: tuple[Reader, ...] = (
    _year,
    _years,
    _bare_part_of_year,
    _half_year,
    _quarter,
    _months,
    _month,
    _numeric_date,
    _festival,
    _plan_period,
    _duration,
    _relative_day,
    _month_and_day,
    _now,
)


def _dash(text: str, at: int) -> int | None:
    """Where what follows a mark of a span begins; ``None`` when none stands here."""
    for mark in RANGE_MARKS:
        if text.startswith(mark, at):
            return at + len(mark)
    return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _before(day: date | None) -> date | None:
    return day - timedelta(1) if day else None


def _moved(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _in_month(day: date | None, month: int) -> date | None:
    """The day of another month of an enumeration, told as its last one is (底, 15日)."""
    if day is None:
        return None
    last = monthrange(day.year, month)[1]
    return date(day.year, month, last if day == _month_end(day.year, day.month) else min(day.day, last))


@lru_cache(maxsize=64)
def _words(kind: str) -> tuple[tuple[str, str], ...]:
    """The words of a kind with what they mean, the longest first."""
    rows = [(row["word"], row["sense"]) for row in language_rows("time_words") if row["kind"] == kind]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@lru_cache(maxsize=4096)
def _words_from(kind: str, first: str) -> tuple[tuple[str, str], ...]:
    """The words of a kind that begin with a character."""
    return tuple((word, sense) for word, sense in _words(kind) if word[0] == first)


def _word_at(kind: str, text: str, at: int) -> tuple[str, str]:
    """The longest word of a kind at a place, and what it means; two empty texts where none stands."""
    listed = _words_from(kind, text[at : at + 1])
    return next(((word, sense) for word, sense in listed if text.startswith(word, at)), ("", ""))


@lru_cache(maxsize=64)
def _longer_words(last: str) -> tuple[tuple[int, str], ...]:
    """Words that take the last character of a time away: how far back they begin, and the word (年级 for 年)."""
    return tuple((1, word) for word, _ in _words("longer-word") if word.startswith(last))


@dataclass(frozen=True, slots=True)
class _Festival:
    """A festival: its day, the year when the day moves (0: every year), the length of its holiday."""

    name: str
    month: int
    day: int
    year: int
    days: int
    ambiguous: bool


@lru_cache(maxsize=1)
def _festivals() -> tuple[_Festival, ...]:
    """The festivals, the longest names first."""
    rows = [
        _Festival(
            name=name,
            month=int(row["month"]),
            day=int(row["day"]),
            year=int(row["year"] or 0),
            days=int(row["days"]),
            ambiguous=name in row["ambiguous"].split(),
        )
        for row in language_rows("festivals")
        for name in row["names"].split()
    ]
    return tuple(sorted(rows, key=lambda row: -len(row.name)))


@lru_cache(maxsize=64)
def _festivals_from(first: str) -> tuple[_Festival, ...]:
    return tuple(feast for feast in _festivals() if feast.name[0] == first)


@lru_cache(maxsize=1)
def _festival_firsts() -> frozenset[str]:
    return frozenset(feast.name[0] for feast in _festivals())


_AFTER_NUMBERS = frozenset("年月季日号个天周星工整.-—–~～至到/、,和及五零〇0一二三四五六七八九")
"""What may stand behind the number of a time."""


@lru_cache(maxsize=1)
def _starters() -> frozenset[str]:
    """The characters with which a time may begin."""
    kinds = (
        "opening",
        "recurrence",
        "now",
        "direction",
        *(f"relative-{what}" for what in ("year", "quarter", "month", "week", "day")),
    )
    words = {word[0] for kind in kinds for word, _ in _words(kind)} | {feast.name[0] for feast in _festivals()}
    return frozenset('0123456789零〇二两三四五六七八九十一年月全整本上下前后第首头末半Qq元“"') | words
