"""Times: points, spans, bounds and recurrences in a folded text, read by one scanner.

The values follow TIMEX3 (Pustejovsky et al., 2003): an interval of days, a bound (by, before, after, since, within) and a
recurrence (TIMEX3: *SET*). What depends on a year takes it from ``year``: the year that the document or question is about.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from graph.language.numerals import Numeral, after_range_mark
from graph.language.segmentation import stands, word_starts
from graph.language.text import is_digit
from graph.language.time_readers import (
    DAY_WORDS,
    EDGES,
    LAST_YEAR,
    READERS,
    WEEKDAYS,
    Core,
    TimeText,
    month_end,
    read_month_of_year,
    read_quarter,
)
from graph.language.time_values import Bound, Grain
from graph.language.time_words import AFTER_NUMBERS, TIME_WORDS, festival_firsts, starters


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
    if text[at] not in starters():
        return ()
    return tuple(_Scanner(text, year, date(year, 12, 31))._at(at) or ())


class _Scanner(TimeText):
    """One walk over a text."""

    def times(self) -> Iterator[Timex]:
        at = 0
        while at < len(self.text):
            found = self._at(at) if self.text[at] in starters() else None
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
            core = Core(day, None, None, Grain.DAY)
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
        number = self.number(at)
        if number is None or self.text[at] in festival_firsts():
            return False
        return self.text[number.end : number.end + 1] not in AFTER_NUMBERS

    def _opening(self, at: int) -> tuple[int, str]:
        """What stands before a time and bounds it (截至, 自)."""
        word, sense = TIME_WORDS.at("opening", self.text, at)
        return at + len(word), sense

    def _recurrence(self, at: int) -> tuple[str | None, int]:
        word, sense = TIME_WORDS.at("recurrence", self.text, at)
        return sense or None, at + len(word)

    def _day_of_cycle(self, at: int) -> int | None:
        """The end of a day without its month: 每月5日前."""
        if TIME_WORDS.at("part-of-month", self.text, at)[1] in EDGES or self.text[at - 1 : at + 1] in _WEEKDAY_NAMES:
            return at + 1
        number = self.number(at)
        told = number and number.value <= 31 and self.text[number.end : number.end + 1] in DAY_WORDS
        return number.end + 1 if told and number else None

    def _again(self, core: Core) -> str | None:
        """Whether one thing is told of each: 一季度一通报, 一月一调度."""
        one = self.text.startswith("一", core.end - 3) or self.text.startswith("一", core.end - 2)
        told = one and self.text.startswith("一", core.end) and core.first != core.last
        return {Grain.MONTH: "month", Grain.QUARTER: "quarter"}.get(core.grain) if told else None

    def _core(self, at: int) -> Core | None:
        cores = [core for reader in READERS if (core := reader(self, at))]
        return max(cores, key=lambda core: core.end, default=None)

    def _stands(self, begin: int, end: int) -> bool:
        """Whether no longer word takes its last character (年级, 月饼) or its first one (上一年级, 第3月)."""
        if TIME_WORDS.at("longer-word", self.text, end - 1)[0]:
            return False
        before = self.text[begin - 1 : begin]
        number = is_digit(self.text[begin])
        if number and (before.isdecimal() or before == "." or (before.isascii() and before.isalpha())):
            return False
        # 日前 is a word of its own: where a bound follows, it is the bound that has to stand.
        bound, _ = TIME_WORDS.at("bound", self.text, end)
        return stands(self.text, begin, end) or (bool(bound) and stands(self.text, begin, end + len(bound)))

    def _range(self, core: Core) -> Core:
        """A span from one time to another: 3月至5月, 2021-2025年."""
        mark = after_range_mark(self.text, core.end)
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
            and (number := self.number(place))
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
        last = read_month_of_year(self, place) or read_quarter(self, place)
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

    def _bounded(self, at: int, begin: int, core: Core, opening: str, cycle: str | None) -> Timex:
        first, last, end, grain = core.first, core.last, core.end, core.grain
        word, sense = TIME_WORDS.at("bound", self.text, end)
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


_WEEKDAY_NAMES = frozenset(f"{word}{day}" for word in "周期" for day in WEEKDAYS)
_IN_A_YEAR = {Grain.DAY, Grain.MONTH, Grain.MONTH_PART, Grain.MONTH_END, Grain.QUARTER, Grain.HALF_YEAR}
_INCLUSIVE = {Grain.DAY, Grain.MONTH_END, Grain.YEAR_END, Grain.MONTH_PART, Grain.NOW}
"""6月底前 and 8月31日前 include the day; 6月前 ends with May."""


def _before(day: date | None) -> date | None:
    return day - timedelta(1) if day else None


def _moved(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _in_month(day: date | None, month: int) -> date | None:
    """The day of another month of an enumeration, told as its last one is (底, 15日)."""
    if day is None:
        return None
    last = monthrange(day.year, month)[1]
    return date(day.year, month, last if day == month_end(day.year, day.month) else min(day.day, last))
