"""Numerals: digits, Chinese characters and both together, read by one scanner."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from graph.language.text import is_digit

DIGITS = "零一二三四五六七八九"
RANGE_MARKS = ("--", "——", "-", "—", "–", "~", "～", "至", "到")
"""What stands between the ends of a range."""
_DIGITS = {char: value for value, char in enumerate(DIGITS)} | {"两": 2, "〇": 0, "○": 0}
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_PLACES = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
STEPS = _PLACES | _SCALES
"""What a character multiplies by."""
_HANZI = frozenset(_DIGITS) | frozenset(_PLACES) | frozenset(_SCALES)
_MOST_DIGITS = 15
"""More digits are a code, no number."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral ``text[start:end]`` and its value; ``digits``: written in Arabic digits.

    ``mantissa`` and ``scale`` tell how it is written: 1.2亿 is 1.2 and 亿; 三千万 is 3000 and 万.
    """

    start: int
    end: int
    value: float | int
    mantissa: float | int
    scale: str
    digits: bool


def read_numeral(text: str, start: int) -> Numeral | None:
    """The longest numeral that begins at a place of a folded text.

    >>> [read_numeral(t, 0).value for t in ("三千万", "1.2亿", "两百五", "一百零五", "3千万", "十二", "二〇二二年")]
    [30000000, 120000000, 250, 105, 30000000, 12, 2022]
    """
    if start >= len(text):
        return None
    if is_digit(text[start]):
        return _arabic(text, start)
    return _chinese(text, start)


def after_range_mark(text: str, at: int) -> int | None:
    """Where what follows a mark of a range begins; ``None`` when none stands here.

    >>> after_range_mark("1——6月", 1), after_range_mark("1月", 1)
    (3, None)
    """
    return next((at + len(mark) for mark in RANGE_MARKS if text.startswith(mark, at)), None)


def read_integer(text: str) -> int | None:
    """Read a text that is one whole numeral; ``None`` when it is none.

    >>> [read_integer(x) for x in ("十", "十二", "二十三", "一百零五", "两", "45", "１２", "甲", "9" * 5000)]
    [10, 12, 23, 105, 2, 45, 12, None, None]
    """
    if len(text) > _MOST_DIGITS:
        return None
    folded = unicodedata.normalize("NFKC", text).translate(_CAPITALS)
    numeral = read_numeral(folded, 0)
    return (
        int(numeral.value) if numeral and numeral.end == len(folded) and numeral.value == int(numeral.value) else None
    )


def _arabic(text: str, start: int) -> Numeral | None:
    end = start
    while end < len(text) and is_digit(text[end]):
        end += 1
    if end - start > _MOST_DIGITS:
        return None
    if end + 1 < len(text) and text[end] == "." and is_digit(text[end + 1]):
        end += 1
        while end < len(text) and is_digit(text[end]):
            end += 1
    written = text[start:end]
    mantissa: float | int = float(written) if "." in written else int(written)
    end, scale, factor = _scaled(text, end)
    value = mantissa * factor
    return Numeral(start, end, whole_number(value), mantissa, scale, True)


def _scaled(text: str, at: int) -> tuple[int, str, int]:
    """What multiplies a number written in digits: 千, 万, 亿, 千万, 百万."""
    end, factor = at, 1
    while end < len(text) and (step := _PLACES.get(text[end]) or _SCALES.get(text[end])) and text[end] != "十":
        if end > at and text[end] in _PLACES:
            break  # 亿千 is no scale
        factor *= step
        end += 1
    return end, text[at:end], factor


def _chinese(text: str, start: int) -> Numeral | None:
    end = start
    while end < len(text) and text[end] in _HANZI:
        end += 1
    while end > start:
        value = _value(text[start:end])
        if value is not None:
            run = text[start:end]
            scale = next((char for char in ("亿", "万") if run.endswith(char)), "")
            factor = _SCALES.get(scale, 1)
            return Numeral(start, end, value, whole_number(value / factor), scale, False)
        end -= 1
    return None


def _value(run: str) -> int | None:
    """The value of a run of numeral characters; ``None`` when it is no well-formed numeral."""
    if run[0] in _SCALES or len(run) > 2 * _MOST_DIGITS:
        return None
    if len(run) > 1 and all(char in _DIGITS for char in run):
        return int("".join(str(_DIGITS[char]) for char in run)) if len(run) > 2 else None  # 三五 is 三至五
    total = section = 0
    digit: int | None = None
    place = 10_000
    after_place = 1
    for char in run:
        if char in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[char]
            after_place = 1 if digit == 0 else after_place
        elif char in _PLACES:
            if _PLACES[char] >= place:
                return None
            place = _PLACES[char]
            section += place * (1 if digit is None or (digit == 0 and place == 10) else digit)
            if digit == 0 and place != 10:
                return None
            digit, after_place = None, place
        else:
            scale = _SCALES[char]
            section += digit or 0
            total = (total + section) * scale if scale > total or char == "亿" else total + section * scale
            section, digit, place, after_place = 0, None, 10_000, scale
    if digit:
        # 两百五 is 250, 一万五 is 15000; 一百零五 is 105.
        shorthand = after_place > 10 and "零" not in run[-2:] and "〇" not in run[-2:] and len(run) > 1
        section += digit * (after_place // 10 if shorthand else 1)
    return total + section


def whole_number(value: float) -> float | int:
    """A value without the noise of its multiplication: 1.2 × 10⁸ is 120000000.

    >>> whole_number(1.1 * 10**8), whole_number(0.5)
    (110000000, 0.5)
    """
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
