"""What is printed on a PDF's page: glyphs and ruled lines, and lines of text made of glyphs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

MOST_RULES = 2_000
"""Most ruled lines of a page; drawings have more, tables some hundreds."""
_THIN = 3.0
_DEEPEST = 20
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
    """Take the ink off a page that pdfminer has laid out (without its own search for lines and boxes)."""
    from pdfminer.layout import LTChar, LTCurve, LTImage

    ink = PageInk(number, page.width, page.height, [], [], [])
    shapes = []
    for item in _items(page, 0):
        if isinstance(item, LTChar):
            text = unified(item.get_text())
            if text.startswith("(cid:"):
                ink.unmapped += 1
            elif text.strip():
                ink.glyphs.append(Glyph(text, item.x0, item.x1, page.y1 - item.y1, page.y1 - item.y0))
        elif isinstance(item, LTCurve):
            shapes.append(item)
        elif isinstance(item, LTImage):
            ink.pictures += 1
    if len(shapes) <= MOST_RULES:
        ink.across, ink.down = _rules(shapes, page.y1)
    return ink


def _items(holder: Any, depth: int) -> Iterator[Any]:
    """What stands on a page, forms within forms opened."""
    from pdfminer.layout import LTFigure

    for item in holder:
        if isinstance(item, LTFigure):
            if depth < _DEEPEST:
                yield from _items(item, depth + 1)
        else:
            yield item


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


def _rules(shapes: Sequence[Any], height: float) -> tuple[list[Rule], list[Rule]]:
    """The ruled lines among the shapes of a page: lines, thin boxes, the sides of stroked boxes and of polygons."""
    from pdfminer.layout import LTRect

    across: list[Rule] = []
    down: list[Rule] = []
    for shape in shapes:
        box = (shape.x0, height - shape.y1, shape.x1, height - shape.y0)
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            _add_rule(box, across, down)
        elif isinstance(shape, LTRect):
            # A box that is only filled is a background and rules nothing.
            if shape.stroke:
                x0, top, x1, bottom = box
                for side in (
                    (x0, top, x1, top),
                    (x0, bottom, x1, bottom),
                    (x0, top, x0, bottom),
                    (x1, top, x1, bottom),
                ):
                    _add_rule(side, across, down)
        elif shape.stroke:
            for (x0, y0), (x1, y1) in pairwise(shape.pts[:MOST_RULES]):
                _add_rule((min(x0, x1), height - max(y0, y1), max(x0, x1), height - min(y0, y1)), across, down)
    return joined(across), joined(down)


def _add_rule(box: tuple[float, float, float, float], across: list[Rule], down: list[Rule]) -> None:
    x0, top, x1, bottom = box
    if bottom - top <= _THIN:
        if x1 - x0 > _THIN:
            across.append(Rule((top + bottom) / 2, x0, x1))
    elif x1 - x0 <= _THIN:
        down.append(Rule((x0 + x1) / 2, top, bottom))


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
