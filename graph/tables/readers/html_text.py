"""Text of HTML: blanks as a browser shows them, numbers of lists, what is hidden."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_DIGITS = "零一二三四五六七八九"
_MOST_NUMBER = 9_999
_SPACES = " \t\n\r\f"


def words(text: str) -> frozenset[str]:
    """The words of a list that blanks divide."""
    return frozenset(text.split())


def shown_blanks(text: str) -> str:
    r"""A stretch of source text as it is shown: blanks in a row are one, a line break between hanzi none.

    >>> shown_blanks("新建\n公园 5  座\n in 2023")
    '新建公园 5 座 in 2023'
    """
    if not any(char in text for char in "\n\r\t\f") and "  " not in text:
        return text
    parts: list[str] = []
    gap = ""
    for piece in _pieces(text):
        if piece[0] in _SPACES:
            gap = piece
            continue
        broken = ("\n" in gap or "\r" in gap) and parts and _is_wide(parts[-1][-1]) and _is_wide(piece[0])
        parts.append(f"{' ' if gap and not broken else ''}{piece}")
        gap = ""
    return "".join(parts) + (" " if gap else "")


def _pieces(text: str) -> list[str]:
    """Runs of blanks and runs of other characters, in turn."""
    pieces: list[str] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (text[at] in _SPACES) != (text[at - 1] in _SPACES):
            pieces.append(text[start:at])
            start = at
    return pieces


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def folded(text: str) -> str:
    """A text for comparing: NFKC, without blanks.

    >>> folded("甲 （2023 年）")
    '甲(2023年)'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def chinese_number(number: int) -> str:
    """A number in Chinese numerals, as lists count (below ten thousand; others in digits).

    >>> [chinese_number(number) for number in (3, 10, 12, 20, 105, 110, 2003)]
    ['三', '十', '十二', '二十', '一百零五', '一百一十', '二千零三']
    """
    if not 0 < number <= _MOST_NUMBER:
        return str(number)
    text, owed = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if owed and text else "") + _DIGITS[digit] + sign
        owed = digit == 0
    return text.removeprefix("一") if text.startswith("一十") else text


def roman_number(number: int) -> str:
    """A number in small Roman numerals.

    >>> roman_number(14), roman_number(0)
    ('xiv', '0')
    """
    if not 0 < number <= _MOST_NUMBER:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def letter_number(number: int) -> str:
    """A number in small letters: a to z, aa, ab and so on.

    >>> letter_number(1), letter_number(28), letter_number(0)
    ('a', 'ab', '0')
    """
    if not 0 < number <= _MOST_NUMBER:
        return str(number)
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def style_of(element: Any) -> str:
    """The style attribute in small letters without blanks."""
    return "".join((element.get("style") or "").split()).lower()


def is_hidden(element: Any) -> bool:
    """Whether an element is not shown."""
    style = style_of(element)
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def whole_number(text: str | None, otherwise: int) -> int:
    """An attribute's number, of at most nine digits.

    >>> whole_number(" 3 ", 1), whole_number("zwei", 1), whole_number(None, 1), whole_number("9" * 5000, 1)
    (3, 1, 1, 1)
    """
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise


def labelled(listed: Any) -> Iterator[tuple[Any, str]]:
    """The children of an element, each with the number it shows when the element is an ordered list."""
    style = style_of(listed)
    number = whole_number(listed.get("start"), 1)
    for child in listed.iterchildren():
        if listed.tag != "ol" or child.tag != "li":
            yield child, ""
            continue
        number = whole_number(child.get("value"), number)
        own = style + style_of(child)
        unnumbered = "list-style:none" in own or "list-style-type:none" in own
        yield child, "" if unnumbered else f"{_written(number, listed.get('type') or '', own)}."
        number += 1


def _written(number: int, kind: str, style: str) -> str:
    if "cjk-ideographic" in style or "simp-chinese" in style or "trad-chinese" in style:
        return chinese_number(number)
    roman, letter = roman_number(number), letter_number(number)
    return {"a": letter, "A": letter.upper(), "i": roman, "I": roman.upper()}.get(kind, str(number))
