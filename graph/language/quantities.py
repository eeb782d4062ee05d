"""Quantities: numbers with units, bounds and approximations in a folded text, read by one scanner.

Which words are units, bounds and approximations is told by ``data/names/units_of_measure.csv``,
``data/language/counters.csv`` and ``data/language/quantity_words.csv``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from graph.language.clauses import clause_start
from graph.language.numerals import DIGITS, STEPS, Numeral, after_range_mark, read_numeral, whole_number
from graph.language.text import is_chinese, is_digit
from graph.language.word_lists import PlacedWords, language_rows, words

_WORDS = PlacedWords("quantity_words", "place", "limit")


class Limit(StrEnum):
    """How an actual value compares with the one told."""

    EQUAL = "eq"
    AT_LEAST = "ge"
    MORE = "gt"
    AT_MOST = "le"
    LESS = "lt"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity ``text[start:end]`` (bounds and approximations included); its number stands in ``text[number:core_end]``.

    ``value`` is in plain units (1.2亿元 is 120000000 元); ``written`` and ``written_unit`` are as told (1.2 and 亿元);
    ``upper`` is the end of a range.
    """

    start: int
    end: int
    number: int
    core_end: int
    value: float | int
    unit: str
    written: float | int
    written_unit: str
    limit: Limit = Limit.EQUAL
    approximate: bool = False
    upper: float | int | None = None


@dataclass(frozen=True, slots=True)
class _Number:
    """What a number says before its unit is read."""

    end: int
    value: float | int
    mantissa: float | int
    scale: str
    upper: float | int | None = None
    unit: str | None = None
    """Set where the form of the number is its unit (成, 百分之)."""
    limit: Limit = Limit.EQUAL
    approximate: bool = False


@lru_cache(maxsize=8192)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Find the quantities of a folded text, left to right.

    >>> [(q.value, q.unit, str(q.limit)) for q in find_quantities("投资不少于1.2亿元,占比两成,3号线建10-15个站")]
    [(120000000, '元', 'ge'), (20, '%', 'eq'), (10, '个', 'eq')]
    """
    return tuple(_walk(text))


def _walk(text: str) -> Iterator[Quantity]:
    at = 0
    while at < len(text):
        phrase, _ = _WORDS.at("phrase", text, at)
        if phrase:
            at += len(phrase)
            continue
        found = _quantity(text, at) if text[at] in _STARTERS else None
        if found:
            yield found
            at = found.end
        elif is_digit(text[at]):
            while at < len(text) and text[at].isascii() and (text[at].isalnum() or text[at] == "."):
                at += 1  # a code is read as a whole: 110kV, 5G
        else:
            at += 1


_STARTERS = frozenset("0123456789零一二两三四五六七八九十百千万亿几数半过上成负-翻")


def _quantity(text: str, at: int) -> Quantity | None:
    negative = text[at] in "负-"
    place = at + 1 if negative else at
    if _belongs_before(text, at, place):
        return None
    number = (
        _fraction(text, place)
        or _tenths(text, place)
        or _half(text, place)
        or _vague(text, place)
        or _plain(text, place)
    )
    if number is None:
        return None
    end, unit = number.end, number.unit
    if unit is None:
        unit = _unit_at(text, end) or _unit_before_per(text, end)
        if unit is None and number.scale[-1:] not in {"万", "亿"}:
            return None
        unit = unit or ""
        end += len(unit)
        per = _per(text, end)
        unit, end = unit + per, end + len(per)
    if _belongs_behind(text, at, place, end, unit, number):
        return None
    return _limited(text, at, place, number, end, unit, -1 if negative else 1)


def _limited(text: str, at: int, place: int, number: _Number, end: int, unit: str, sign: int) -> Quantity:
    """The quantity with the words around it that bound it."""
    start, limit, about = _before(text, at)
    tail, after, near = _after(text, end)
    limits = [known for known in (after, limit, number.limit) if known is not Limit.EQUAL]
    written_unit = number.scale + unit if number.unit is None else unit
    return Quantity(
        start=start,
        end=end + tail,
        number=place if sign > 0 else at,
        core_end=end,
        value=sign * number.value,
        unit=unit,
        written=sign * number.mantissa,
        written_unit=written_unit,
        limit=limits[0] if limits else Limit.EQUAL,
        approximate=about or near or number.approximate,
        upper=number.upper,
    )


def _plain(text: str, at: int) -> _Number | None:
    """Digits or Chinese numerals, ranges of them, and 余, 多, 来 within."""
    first = read_numeral(text, at)
    if first is None:
        return None
    if not first.digits and (spoken := _spoken(text, at)) and isinstance(spoken[1], float):
        scale = text[spoken[0] : spoken[0] + 1] if text[spoken[0] : spoken[0] + 1] in {"万", "亿"} else ""
        return _Number(spoken[0] + len(scale), whole_number(spoken[1] * STEPS.get(scale, 1)), spoken[1], scale)
    joined = _neighbours(text, at)
    if joined:
        return joined
    number = _Number(first.end, first.value, first.mantissa, first.scale)
    number = _ranged(text, first) or number
    if first.digits and first.scale.endswith("千") and _WORDS.at("thousand", text, first.end - 1)[0]:
        return _Number(first.end - 1, whole_number(first.value / 1000), first.mantissa, first.scale[:-1])
    step = STEPS.get(text[number.end + 1 : number.end + 2], 0) if text.startswith("个", number.end) else 0
    if step > 1000:  # 一个亿
        return _Number(number.end + 2, number.value * step, number.value, text[number.end + 1], None, "")
    return _about(text, number)


def _ranged(text: str, first: Numeral) -> _Number | None:
    place = after_range_mark(text, first.end)
    if place is not None:
        other = read_numeral(text, place)
        if other is None or (other.value <= first.value and other.scale == first.scale):
            return None
        factor = other.value / other.mantissa if other.mantissa and not first.scale and other.scale else 1
        return _Number(other.end, whole_number(first.value * factor), first.mantissa, other.scale, other.value)
    if text[first.end : first.end + 1] in {"%", "‰"}:
        place = after_range_mark(text, first.end + 1)
        other = read_numeral(text, place) if place else None
        if other and other.value > first.value and text[other.end : other.end + 1] == text[first.end]:
            return _Number(other.end, first.value, first.mantissa, "", other.value)
    return None


def _neighbours(text: str, at: int) -> _Number | None:
    """Two digits told together: 三五十人, 两三个, 十五六家, 七八百."""
    tens = 10 if text[at : at + 1] == "十" else 0
    place = at + 1 if tens else at
    low, high = (DIGITS.find("二" if text[i : i + 1] == "两" else text[i : i + 1] or " ") for i in (place, place + 1))
    if not 0 < low < high or high - low > 2:
        return None
    factor, end = 1, place + 2
    scale = ""
    while end < len(text) and (step := STEPS.get(text[end])) and not tens:
        factor *= step
        scale = text[end] if step >= 10**4 else scale
        end += 1
    return _Number(end, tens + low * factor, tens + low * factor, scale, tens + high * factor, approximate=True)


def _about(text: str, number: _Number) -> _Number:
    """余, 多, 来 and 几 behind a number, before or behind its scale: 20余万元, 二十多家, 十来个."""
    end, word = number.end, text[number.end : number.end + 1]
    if word not in _MORE and word != "来":
        return number
    if _WORDS.at("no-more", text, end)[0]:
        return number
    if word == "几":
        low = number.value + 1 if text[end - 1 : end] == "十" else number.value
        return _Number(end + 1, low, low, "", low + 8, approximate=True) if low > number.value else number
    factor, scale = 1, ""
    place = end + 1
    while not number.scale and place < len(text) and (step := STEPS.get(text[place])) and step > 10:
        factor *= step
        scale += text[place]
        place += 1
    limit = Limit.EQUAL if word == "来" else Limit.MORE
    value = whole_number(number.value * factor)
    return _Number(place, value, number.mantissa, scale or number.scale, number.upper, None, limit, True)


_MORE = frozenset("余多几")


def _vague(text: str, at: int) -> _Number | None:
    """几十, 数百, 上千, 百余, 成千上万: a power of ten with a word that makes it vague."""
    word, sense = _WORDS.at("vague", text, at)
    place = at + len(word)
    run = place
    factor = 1
    scale = ""
    while run < len(text) and (step := STEPS.get(text[run])):
        factor *= step
        scale = scale + text[run] if text[run] in "万亿" else scale
        run += 1
    if run == place or (not word and text[run : run + 1] not in _MORE) or (place and text[place - 1] in DIGITS + "两"):
        return None
    more = text[run : run + 1] in _MORE and not _WORDS.at("no-more", text, run)[0]
    end = run + 1 if more else run
    if sense == "some":
        return _Number(end, 2 * factor, 2 * factor, "", 9 * factor, approximate=True)
    limit = Limit.MORE if more else Limit(sense) if sense else Limit.EQUAL
    return _Number(end, factor, factor, "", None, None, limit, True) if limit is not Limit.EQUAL else None


def _fraction(text: str, at: int) -> _Number | None:
    """百分之十, 千分之六点二, 三分之一, 百分百."""
    whole, _ = _WORDS.at("whole-share", text, at)
    if whole:
        return _Number(at + len(whole), 100, 100, "", None, "%")
    word, unit = _WORDS.at("share", text, at)
    if word:
        return _share(text, at, word, unit)
    lower = read_numeral(text, at)
    if lower is None or not text.startswith("分之", lower.end) or lower.value < 2:
        return None
    upper_part = read_numeral(text, lower.end + 2)
    if upper_part is None:
        return None
    value = whole_number(upper_part.value / lower.value)
    return _Number(upper_part.end, value, value, "", None, "")


def _share(text: str, at: int, word: str, unit: str) -> _Number | None:
    """A share told in words, or a range of them: 百分之五至百分之八."""
    found = _spoken(text, at + len(word))
    if found is None:
        return None
    place = after_range_mark(text, found[0])
    other = _spoken(text, place + (len(word) if text.startswith(word, place) else 0)) if place else None
    if other and other[1] > found[1]:
        return _Number(other[0], found[1], found[1], "", other[1], unit)
    return _Number(found[0], found[1], found[1], "", None, unit)


def _spoken(text: str, at: int) -> tuple[int, float | int] | None:
    """A number with its decimals spoken: 九十五点五."""
    whole = read_numeral(text, at)
    if whole is None:
        return None
    end = whole.end
    decimals = ""
    if text.startswith("点", end):
        place = end + 1
        while place < len(text) and (digit := DIGITS.find(text[place])) >= 0:
            decimals += str(digit)
            place += 1
        end = place if decimals else end
    return end, float(f"{int(whole.value)}.{decimals}") if decimals else whole.value


def _tenths(text: str, at: int) -> _Number | None:
    """两成, 七八成, 三成半."""
    joined = _neighbours(text, at)
    numeral = read_numeral(text, at)
    end = joined.end if joined else numeral.end if numeral else at
    if end == at or not text.startswith("成", end) or _WORDS.at("no-tenth", text, end)[0]:
        return None
    if joined:
        return _Number(
            end + 1, 10 * joined.value, 10 * joined.value, "", 10 * (joined.upper or 0), "%", approximate=True
        )
    if numeral is None or not 0 < numeral.value <= 10:
        return None
    half = 5 if text.startswith("半", end + 1) else 0
    value = whole_number(10 * numeral.value + half)
    return _Number(end + 1 + bool(half), value, value, "", None, "%")


def _half(text: str, at: int) -> _Number | None:
    word, limit = _WORDS.at("half", text, at)
    return _Number(at + len(word), 0.5, 0.5, "", None, "", Limit(limit)) if word else None


def _per(text: str, at: int) -> str:
    """What a unit is told by: /亩, /日."""
    word = _WORDS.at("per", text, at + 1)[0] if text.startswith("/", at) else ""
    return f"/{word}" if word else ""


def _unit_before_per(text: str, at: int) -> str | None:
    """One or two characters that are a unit because they are told by something: 5.1万管/日."""
    stroke = text.find("/", at + 1, at + 3)
    known = stroke > 0 and all(map(is_chinese, text[at:stroke])) and _per(text, stroke)
    return text[at:stroke] if known else None


def _unit_at(text: str, at: int) -> str | None:
    """The longest unit that stands at a place."""
    listed = _units_by_first().get(text[at : at + 1], ())
    return next((unit for unit in listed if text.startswith(unit, at) and not _is_longer(text, at, unit)), None)


def _is_longer(text: str, at: int, unit: str) -> bool:
    """Whether a unit begins a longer word that is none (个 in 个月)."""
    return any(text.startswith(word, at) for word in _no_units().get(unit, ()))


def _belongs_before(text: str, at: int, place: int) -> bool:
    """Whether a number is part of what stands before it: 第3, S270, K1+270, 12.5 (within), 〔2022〕."""
    if not at:
        return False
    before, last = text[max(0, at - 4) : at], text[at - 1]
    if last == "第" or last in "#〔[「.:/·@" or (last.isascii() and (last.isalpha() or last.isdecimal())):
        return not (last.isalpha() and _is_measure_name(text, at))
    if place > at and text[at] == "-":  # a minus, or a dash after a number or a letter
        return (last.isalnum() and last.isascii()) or (is_chinese(last) and last not in _BEFORE_MINUS)
    if last in "-—~+" and len(before) > 1 and before[-2].isascii() and before[-2].isalnum():
        return True
    return last in DIGITS + "两十百千万亿几" and text[at] in DIGITS + "两十百千"


_BEFORE_MINUS = frozenset("为至到由从是达约速率幅")
"""What a minus may follow; behind another character it is a dash (60岁-79岁)."""


def _is_measure_name(text: str, at: int) -> bool:
    """Whether the letters before a number name a measure (GDP458.51亿元) and are no code (S270)."""
    start = at
    while start and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    return at - start > 1 and text[start:at].isupper() and at - start < 5


def _belongs_behind(text: str, at: int, place: int, end: int, unit: str, number: _Number) -> bool:
    """Whether a number with its unit is an ordinal (二次, 二期) or a part of a word (一批, 百家宴)."""
    if text[place].isdecimal() or number.unit is not None:
        return False
    if unit == "期" or (text[place] == "二" and number.end == place + 1 and unit in _countings()):
        return True
    bounded = _before(text, at)[0] < at or number.approximate
    article = number.value == 1 and text[place] == "一" and unit in _countings()
    return (article or text[place] in "百千万亿") and not bounded


def _before(text: str, at: int) -> tuple[int, Limit, bool]:
    """The words before a number that bound it: where they begin, the limit, whether it is about so much."""
    start = clause_start(text, at - 1) if at else 0
    inside = text[max(start, at - 12) : at]
    for word, limit, near, gap in _bounding("before"):
        position = inside.rfind(word)
        rest = inside[position + len(word) :]
        if position >= 0 and len(rest) <= gap and not any(char.isdecimal() for char in rest):
            begin = at - len(inside) + position
            further, other, about = _before(text, begin) if begin and not gap else (begin, Limit.EQUAL, False)
            near = near or about
            return further if about or other is not Limit.EQUAL else begin, limit, near
    return at, Limit.EQUAL, False


def _after(text: str, end: int) -> tuple[int, Limit, bool]:
    """The words behind a unit that bound it: their length, the limit, whether it is about so much."""
    for word, limit, near, _ in _bounding("after"):
        if text.startswith(word, end):
            return len(word), limit, near
    return 0, Limit.EQUAL, False


@lru_cache(maxsize=4)
def _bounding(place: str) -> tuple[tuple[str, Limit, bool, int], ...]:
    rows = [
        (row["word"], Limit(row["limit"]), bool(row["about"]), int(row["gap"] or 0))
        for row in language_rows("quantity_words")
        if row["place"] == place
    ]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@lru_cache(maxsize=1)
def _countings() -> frozenset[str]:
    """Units in which things are counted, not measured: one of them is an article (一批, 一次)."""
    listed = (words("units_of_measure", "unit", "dimension", kind) for kind in ("count", "times", "people"))
    return _counters().union(*listed)


@lru_cache(maxsize=1)
def _counters() -> frozenset[str]:
    return frozenset(row["word"] for row in language_rows("counters"))


@lru_cache(maxsize=1)
def _units_by_first() -> dict[str, tuple[str, ...]]:
    """First character → the units that begin with it, the longest first; scales stand in the number."""
    units = {unit.lstrip("万亿百千") or unit for unit in words("units_of_measure", "unit")} | _counters()
    units -= set(STEPS)
    found: dict[str, list[str]] = {}
    for unit in sorted(units | {unit for unit, _ in _WORDS.of("thousand")}, key=lambda unit: (-len(unit), unit)):
        found.setdefault(unit[0], []).append(unit)
    return {first: tuple(listed) for first, listed in found.items()}


@lru_cache(maxsize=1)
def _no_units() -> dict[str, tuple[str, ...]]:
    """Unit → longer words that begin with it and make it none (个 → 个月)."""
    found: dict[str, list[str]] = {}
    for row in language_rows("counters"):
        found.setdefault(row["word"], []).extend(row["not_in"].split())
    return {unit: tuple(listed) for unit, listed in found.items()}
