"""What is printed on a PDF's page: glyphs and ruled lines, and lines of text made of glyphs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

MOST_RULES = 4_000
"""Most ruled lines of a page; drawings have more, tables some hundreds."""
_THIN = 3.0
_JOINED = 3.0
_LATIN_GAP = 0.25
_WIDE_GAP = 0.8


class Glyph(NamedTuple):
    """A printed character and its box, in points from the top left of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """A ruled line: where it lies (x of a vertical one, y of a horizontal one), from where to where."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class PageInk:
    """The ink of one page."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    across: list[Rule]
    down: list[Rule]
    unmapped: int = 0
    """Glyphs whose font does not tell which character they are."""
    pictures: int = 0


def ink_of(page: Any, number: int) -> PageInk:
    """Take the ink off a page."""
    glyphs, unmapped = [], 0
    for char in page.chars:
        text = unified(char["text"])
        if text.startswith("(cid:"):
            unmapped += 1
        elif text.strip():
            glyphs.append(Glyph(text, char["x0"], char["x1"], char["top"], char["bottom"]))
    across, down = _rules(page)
    return PageInk(number, float(page.width), float(page.height), glyphs, across, down, unmapped, len(page.images))


def unified(text: str) -> str:
    """A character as it is typed: radicals and compatibility hanzi that fonts of PDFs give are made common ones.

    >>> unified("\u2f42"), unified("\uf9d1"), unified("（")
    ('文', '六', '（')
    """
    if any("\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff" for char in text):
        return "".join(
            unicodedata.normalize("NFKC", char)
            if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff"
            else char
            for char in text
        )
    return text


def _rules(page: Any) -> tuple[list[Rule], list[Rule]]:
    across, down = [], []
    shapes = [*page.lines, *page.rects, *page.curve_edges]
    if len(shapes) > MOST_RULES:
        return [], []
    for shape in shapes:
        x0, x1, top, bottom = shape["x0"], shape["x1"], shape["top"], shape["bottom"]
        if bottom - top <= _THIN:
            if x1 - x0 > _THIN:
                across.append(Rule((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= _THIN:
            down.append(Rule((x0 + x1) / 2, top, bottom))
        elif shape.get("stroke") and shape.get("object_type") == "rect":
            across += [Rule(top, x0, x1), Rule(bottom, x0, x1)]
            down += [Rule(x0, top, bottom), Rule(x1, top, bottom)]
    return joined(across), joined(down)


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules that lie on one line and touch made one.

    >>> joined([Rule(10, 0, 50), Rule(10.5, 49, 90), Rule(30, 0, 5)])
    [Rule(at=10, start=0, end=90), Rule(at=30, start=0, end=5)]
    """
    found: list[Rule] = []
    group: list[Rule] = []
    for rule in sorted(rules):
        if group and rule.at - group[0].at > _JOINED:
            found += _joined_group(group)
            group = []
        group.append(rule)
    return found + _joined_group(group)


def _joined_group(group: Sequence[Rule]) -> list[Rule]:
    found: list[Rule] = []
    for rule in sorted(group, key=lambda one: one.start):
        if found and rule.start - found[-1].end <= _JOINED:
            found[-1] = Rule(found[-1].at, found[-1].start, max(found[-1].end, rule.end))
        else:
            found.append(Rule(group[0].at, rule.start, rule.end))
    return found


class PrintLine(NamedTuple):
    """A line of text and its box."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    glyphs: tuple[Glyph, ...]


def lines_of(glyphs: Sequence[Glyph]) -> list[PrintLine]:
    """Glyphs put into lines, from the top down, each from left to right."""
    lines: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda one: one.middle[1]):
        height = max(glyph.bottom - glyph.top, 1.0)
        if lines and glyph.middle[1] - middle <= height / 2:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            middle = glyph.middle[1]
    return [_line(sorted(line, key=lambda one: one.x0)) for line in lines]


def _line(glyphs: list[Glyph]) -> PrintLine:
    kept: list[Glyph] = []
    parts: list[str] = []
    for glyph in glyphs:
        if kept:
            last, height = kept[-1], max(glyph.bottom - glyph.top, 1.0)
            # Bold by printing twice: the same character at nearly the same place.
            if glyph.text == last.text and glyph.x0 - last.x0 < (last.x1 - last.x0) * 0.3:
                continue
            latin = glyph.text[0].isascii() and last.text[-1].isascii()
            if glyph.x0 - last.x1 > height * (_LATIN_GAP if latin else _WIDE_GAP):
                parts.append(" ")
        kept.append(glyph)
        parts.append(glyph.text)
    top, bottom = min(one.top for one in kept), max(one.bottom for one in kept)
    return PrintLine("".join(parts), kept[0].x0, max(one.x1 for one in kept), top, bottom, tuple(kept))
