"""The mark a paragraph begins with: its shape, the number it tells, and where the text behind it begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.language.numerals import read_integer
from graph.language.text import any_of
from graph.language.word_lists import words
from graph.tables.task_lists.list_labels import begins_with_label

_HANZI = r"[〇零一二三四五六七八九十百]{1,5}"
_CLOSED = r"[、.．:：,，]?\s{0,9}+"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ordinal",
        re.compile(
            rf"第(?P<no>{_HANZI}|\d{{1,3}})(?P<of>{any_of(words('list_marks', 'words', 'kind', 'ordinal-behind')).pattern}){_CLOSED}"
        ),
    ),
    (
        "counted",
        re.compile(
            rf"(?P<of>{any_of(words('list_marks', 'words', 'kind', 'counted-item')).pattern})"
            rf"\s?(?P<no>{_HANZI}|\d{{1,3}})(?:[、.．:：]\s{{0,9}}+|\s{{1,9}}+)"
        ),
    ),
    ("hanzi-bracket", re.compile(rf"[（(]\s{{0,3}}(?P<no>{_HANZI})\s{{0,3}}[）)]{_CLOSED}")),
    ("hanzi", re.compile(rf"(?P<no>{_HANZI})(?:[、.．:：]|\s{{1,3}})\s{{0,9}}+")),
    ("hanzi-is", re.compile(r"(?P<no>[一二三四五六七八九十]{1,2})是")),
    ("bracket", re.compile(rf"[（(\[]\s{{0,3}}(?P<no>\d{{1,3}})\s{{0,3}}[）)\]]{_CLOSED}")),
    ("half-bracket", re.compile(r"(?P<no>\d{1,3})\s{0,3}[）)]\s{0,9}+")),
    ("circled", re.compile(r"(?P<no>[①-⑳])\s{0,9}+")),
    ("roman", re.compile(r"(?P<no>[Ⅰ-Ⅻ])[、.．]?\s{0,9}+")),
    ("dotted", re.compile(r"(?P<no>\d{1,2})[.．](?=1?\d月)")),
    (
        "compound",
        re.compile(r"(?P<no>\d{1,2}(?:[.．]\d{1,2}){1,3}|\d{1,2}(?:[-—–]\d{1,3}){1,2})(?:[、.．]|(?!\d))\s{0,9}+"),
    ),
    ("dotted", re.compile(r"(?P<no>\d{1,4})\s{0,3}[、.．](?!\d)\s{0,9}+")),
    ("bare", re.compile(r"(?P<no>\d{1,3})\s{1,9}+")),
    ("code", re.compile(r"[A-Z]{1,2}-?(?P<no>\d{1,3})(?:[、.．:：]\s{0,9}+|\s{1,9}+)")),
    ("letter", re.compile(r"(?P<no>[A-Za-z甲乙丙丁戊己庚辛])[、.．]\s{0,9}+")),
)
_BULLET = re.compile(rf"(?:{any_of(words('list_marks', 'words', 'kind', 'bullet')).pattern})\s{{0,9}}+")
_FIGURE = frozenset(words("list_marks", "words", "kind", "no-item"))
_LETTERS = "甲乙丙丁戊己庚辛"


@dataclass(frozen=True, slots=True)
class Mark:
    """A number or bullet before a paragraph.

    ``shape`` groups the marks that look alike; ``number`` is 0 for a bullet; ``above`` are the numbers before the last
    of a compound one (2.1.3 → (2, 1)).
    """

    shape: str
    number: int
    end: int
    above: tuple[int, ...] = ()


def read_mark(text: str) -> Mark | None:
    """The mark a text begins with.

    >>> [(m.shape, m.number) if (m := read_mark(x)) else None for x in ("（一）抓好", "12、建", "第三条 抓", "①建", "2.3 建")]
    [('hanzi-bracket', 1), ('dotted', 12), ('ordinal-条', 3), ('circled', 1), ('compound-2', 3)]
    >>> [read_mark(x) for x in ("2023年全县", "1.5亿元投资", "20 个", "一般项目")]
    [None, None, None, None]
    """
    at = 1 if text.startswith(("★", "☆")) else 0
    for shape, pattern in _SHAPES:
        match = pattern.match(text, at)
        if match and (mark := _mark(shape, match, text)):
            return mark
    bullet = _BULLET.match(text)
    return Mark("bullet-" + bullet[0].strip(), 0, bullet.end()) if bullet and bullet.end() < len(text) else None


_CODE = re.compile(r"(?P<no>[A-Z])\s{1,9}+")


def read_code(text: str) -> Mark | None:
    """The letter a heading begins with (A 招商组).

    >>> read_code("B 建设组").number, read_code("GDP 增长")
    (2, None)
    """
    match = _CODE.match(text)
    return Mark("letter", ord(match["no"]) - ord("A") + 1, match.end()) if match else None


def _mark(shape: str, match: re.Match[str], text: str) -> Mark | None:
    written, end = match["no"], match.end()
    if shape in ("compound", "bare") and text[end : end + 1] in _FIGURE and not begins_with_label(text[end:]):
        return None
    if shape == "compound":
        numbers = [int(part) for part in re.split(r"[-—–.．]", written)]
        return Mark(f"compound-{len(numbers)}", numbers[-1], end, tuple(numbers[:-1]))
    if "of" in match.re.groupindex:
        shape = f"{shape}-{match['of']}"
    number = _value(written)
    return Mark(shape, number, end) if number is not None else None


def _value(written: str) -> int | None:
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    if "Ⅰ" <= written <= "Ⅻ":
        return ord(written) - ord("Ⅰ") + 1
    if written in _LETTERS:
        return _LETTERS.index(written) + 1
    if written.isascii() and written.isalpha():
        return ord(written.lower()) - ord("a") + 1
    return read_integer(written)
