"""Small pure functions on the text of cells: tags, blanks, widths, Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

_TAG_NAMES = (
    "p|br|hr|b|strong|i|em|u|s|del|ins|mark|small|big|sub|sup|span|font|center|div|section|article|blockquote|pre|code|"
    "a|img|h[1-6]|ul|ol|li|dl|dt|dd|table|caption|colgroup|col|thead|tbody|tfoot|tr|td|th|o:p"
)
_VALUE = r"""(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>]++)"""
TAG = re.compile(
    rf"<(?:/(?:{_TAG_NAMES})\s*+|(?:{_TAG_NAMES})"
    rf"(?:\s++(?:[a-z_:][-a-z0-9_:.]*+\s*+=\s*+{_VALUE}|(?:nowrap|noshade|hidden|compact|reversed)(?![-a-z0-9])))*+"
    r"\s*+/?)>",
    re.IGNORECASE | re.ASCII,
)
"""A tag of HTML that forms text, with attributes or without; anything else in angle brackets is text."""
PARAGRAPH_END = re.compile(r"(?:</p>|<br\s{0,9}/?>)\s*+", re.IGNORECASE)
BLANK = re.compile(r"\s+")
_OF_NUMBERS = frozenset("0123456789.,%")
_LINE_ENDS = {ord("\r"): "\n", 0x85: "\n"}


def strip_tags(raw: str) -> str:
    r"""Drop HTML tags; the end of a paragraph becomes a line break.

    >>> strip_tags("<p><b>已完成。</b></p> <p>（1）甲。</p>")
    '已完成。\n（1）甲。'
    >>> strip_tags("<b>投资</b><A类项目><3万，<b和c>")
    '投资<A类项目><3万，<b和c>'
    """
    text = TAG.sub("", PARAGRAPH_END.sub("\n", raw))
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def fold(text: str) -> str:
    """One comparable form: no tags, no blanks, full-width forms folded (NFKC).

    >>> fold("<b>各镇（街）</b> ，")
    '各镇(街),'
    """
    return BLANK.sub("", unicodedata.normalize("NFKC", TAG.sub("", text)))


def tidy(text: str) -> str:
    """Names as they are shown: no blanks, full-width brackets.

    >>> tidy("市政府办公室 (金融股)")
    '市政府办公室（金融股）'
    """
    return fold(text).replace("(", "（").replace(")", "）")


def narrow(name: str) -> str:
    """Names as folded texts write them: narrow brackets.

    >>> narrow("市政府办公室（金融股）")
    '市政府办公室(金融股)'
    """
    return name.replace("（", "(").replace("）", ")")


def is_chinese(char: str) -> bool:
    """Whether a character is a Chinese one (of the basic block).

    >>> is_chinese("镇"), is_chinese("A"), is_chinese("")
    (True, False, False)
    """
    return "\u4e00" <= char <= "\u9fff"


def is_digit(text: str) -> bool:
    """Whether a text is of the digits 0 to 9.

    >>> is_digit("3"), is_digit("三"), is_digit("３"), is_digit("")
    (True, False, False, False)
    """
    return text.isascii() and text.isdecimal()


def any_of(words: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A pattern that finds any of some words, the longest first; with no words it finds nothing.

    >>> any_of(["水厂", "第三水厂"]).findall("第三水厂和水厂"), any_of([]).search("水厂")
    (['第三水厂', '水厂'], None)
    """
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)) or r"(?!)", flags)


def readable(text: object) -> str:
    r"""A text that can be written anywhere: halves of characters that a damaged source left are marked.

    >>> readable("古劳镇\udcff？")
    '古劳镇�？'
    """
    given = text if isinstance(text, str) else ""
    return given.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def well_formed(text: str) -> str:
    r"""A text that any format can hold: without control characters, lone surrogates and what XML 1.0 does not allow.

    Tabs and line ends stay; every line end is LF, since XML reads no other.

    >>> well_formed("甲\x00乙\ufffe\ud800\r\n丙\x85丁")
    '甲乙\n丙\n丁'
    """
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    return "".join(char for char in text if char in "\t\n" or not _is_barred(ord(char)))


def well_formed_within(value: Any) -> Any:
    """Plain data with every text in it made :func:`well_formed`."""
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, dict):
        return {well_formed(name): well_formed_within(part) for name, part in value.items()}
    return [well_formed_within(part) for part in value] if isinstance(value, list | tuple) else value


def _is_barred(code: int) -> bool:
    return code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in {0xFFFE, 0xFFFF}


def shortened(text: str, most: int) -> str:
    """A text cut to at most so many characters and an ellipsis, never inside a number.

    >>> shortened("年产1670台设备", 4)
    '年产…'
    >>> shortened("建设公园", 4)
    '建设公园'
    """
    if len(text) <= most:
        return text
    end = most
    while end > 1 and text[end - 1] in _OF_NUMBERS and text[end] in _OF_NUMBERS:
        end -= 1
    return f"{text[:end]}…"
