"""The number cell of a row: which number it means, and which rows are totals."""

from __future__ import annotations

import re
import unicodedata

from graph.language.numerals import read_integer
from graph.language.text import fold

MOST_DIGITS = 9
"""Longest number read: task numbers have one to three digits, project codes more."""
_MOST_PARTS = 4
_MOST_OF_PART = 3
_MOST_LETTERS = 4
_DASHES = str.maketrans("—–－―‐", "-----")
_ROMAN = {"I": 1, "V": 5, "X": 10}
_ROMAN_SIGNS = re.compile(r"[\u2160-\u217b]")
_ROMAN_SHAPE = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_DIVIDED = re.compile(r"[0-9][ \n\t][0-9]")
_HULL = re.compile(
    r"(?:No\.?|第)?(?P<open>[(\[])?(?P<core>[^()\[\]]{1,12})(?P<close>[)\]])?[.、．,:：]?", re.IGNORECASE
)
_HANZI = re.compile(r"[零〇一二两三四五六七八九十百]{1,6}")
_TOTAL = re.compile(
    r"(?:本页|本类|全部|各项|分类|以上)?(?:合计|小计|总计|共计|累计|总和|总数)(?:数|项数|件数)?"
    r"[:：]?(?:共?[0-9]{1,9}(?:\.[0-9]{1,4})?[项个件]?)?[。.]?"
)


def read_number(text: str) -> int | None:
    """Read the number of a number cell; ``None`` where what is printed is no single whole number.

    >>> [read_number(x) for x in ("12", "★3、", "（一）", "Ⅳ", "①", "１", "第5项", "二十三", "XII")]
    [12, 3, 1, 4, 1, 1, 5, 23, 12]
    >>> [read_number(x) for x in ("A", "1-1", "1.1", "-3", "1e5", "1 2", "（）", "合计", "I", "9" * 5000)]
    [None, None, None, None, None, None, None, None, None, None]
    """
    if len(text) > 4 * MOST_DIGITS:
        return None
    folded = unicodedata.normalize("NFKC", text).replace("★", "").strip()
    if _DIVIDED.search(folded):
        return None
    match = _HULL.fullmatch(fold(folded))
    if not match or bool(match["open"]) != bool(match["close"]):
        return None
    core = re.sub(r"[项条件个]$", "", match["core"]).rstrip(".、,:：")
    if core.isdecimal():
        return int(core) if len(core) <= MOST_DIGITS else None
    if _HANZI.fullmatch(core):
        return read_integer(core)
    return _roman(core.upper(), bool(_ROMAN_SIGNS.search(text)))


def read_label(text: str) -> str | None:
    """Read the label printed in a number cell, as an id can carry it; ``None`` where the cell holds no number.

    Whole numbers are told in digits, others as printed: parts by hyphens or points, letters, both together.

    >>> [read_label(x) for x in ("12", "（一）", "Ⅳ", "第3项", "★12", "二十三、")]
    ['12', '1', '4', '3', '12', '23']
    >>> [read_label(x) for x in ("1-1", "1．1", "3.2.1", "A", "b）", "A-2", "（1—2）", "一-3", "I", "C12")]
    ['1-1', '1.1', '3.2.1', 'A', 'B', 'A-2', '1-2', '1-3', 'I', 'C12']
    >>> [read_label(x) for x in ("合计", "-3", "1 2", "2023-12-31", "3.14159", "1.", "", "abc", "9" * 50)]
    [None, None, None, None, None, '1', None, None, None]
    """
    number = read_number(text)
    if number is not None:
        return str(number)
    if len(text) > 4 * MOST_DIGITS:
        return None
    folded = unicodedata.normalize("NFKC", text).replace("★", "").strip()
    match = None if _DIVIDED.search(folded) else _HULL.fullmatch(fold(folded).translate(_DASHES))
    if not match or (match["open"] and not match["close"]):
        return None
    core = match["core"].rstrip(".、,:：").upper()
    mark = next((mark for mark in "-." if mark in core), "-")
    written = core.split(mark)
    letters = written[0] if len(written) > 1 and 1 < len(written[0]) <= _MOST_LETTERS else ""
    coded = letters.isascii() and letters.isalpha()  # SS-01
    parts = [letters if coded and at == 0 else _part(part) for at, part in enumerate(written)]
    return mark.join(part for part in parts if part) if all(parts) and len(parts) <= _MOST_PARTS else None


def _part(text: str) -> str | None:
    """One part of a label: up to three digits, a numeral in words, a letter, or a letter and digits."""
    if _HANZI.fullmatch(text):
        return str(read_integer(text))
    digits = text[1:] if text[:1].isascii() and text[:1].isalpha() else text
    if len(digits) > _MOST_OF_PART or (digits and not (digits.isascii() and digits.isdecimal())):
        return None
    return text or None


def is_written_in_words(text: str) -> bool:
    """Whether a number is written in Chinese numerals, as sections are numbered.

    >>> [is_written_in_words(x) for x in ("一", "（二）", "3", "①")]
    [True, True, False, False]
    """
    return read_number(text) is not None and any(char in "一二三四五六七八九十" for char in fold(text))


def is_total(text: str) -> bool:
    """Whether a cell opens a row of totals.

    >>> [is_total(x) for x in ("合计", "小 计：", "总计258项", "累计投资项目")]
    [True, True, True, False]
    """
    return len(text) <= 4 * MOST_DIGITS and _TOTAL.fullmatch(fold(text)) is not None


def _roman(text: str, signs: bool) -> int | None:
    """Roman numerals up to 39; a single letter only where the sign itself is Roman, for letters also count A, B, C."""
    if not text or (len(text) == 1 and not signs) or not _ROMAN_SHAPE.fullmatch(text):
        return None
    values = [_ROMAN[letter] for letter in text]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )
