"""Tables of a PDF without ruled lines: columns told by white space that runs down the page, rows by the first column."""

from __future__ import annotations

from itertools import pairwise

from graph.tables.readers.pdf_ink import Glyph, PageInk, PrintLine, lines_of
from graph.tables.readers.pdf_tables import Area, Region

_LEAST_COLUMNS = 3
_LEAST_LINES = 3
_GAP = 0.9
"""White space between columns, in heights of a line."""
_MOST_LINES = 400


def aligned_regions(
    inks: list[PageInk], lines: dict[int, list[PrintLine]]
) -> tuple[dict[int, list[Region]], dict[int, list[PrintLine]]]:
    """The tables told by alignment, at most one a page, and the lines that are in none."""
    regions: dict[int, list[Region]] = {}
    left: dict[int, list[PrintLine]] = {}
    for ink in inks:
        region, rest = _aligned(ink.number, lines[ink.number])
        regions[ink.number] = [region] if region else []
        left[ink.number] = rest
    return regions, left


def _words(line: PrintLine) -> list[tuple[float, float]]:
    """Where the words of a line begin and end: what stands apart by more than a blank."""
    spans: list[tuple[float, float]] = []
    for glyph in line.glyphs:
        if spans and glyph.x0 - spans[-1][1] < _GAP * max(glyph.bottom - glyph.top, 1.0):
            spans[-1] = (spans[-1][0], max(spans[-1][1], glyph.x1))
        else:
            spans.append((glyph.x0, glyph.x1))
    return spans


def _aligned(page: int, lines: list[PrintLine]) -> tuple[Region | None, list[PrintLine]]:
    lines = lines[:_MOST_LINES]
    first = next((at for at, line in enumerate(lines) if len(_words(line)) >= _LEAST_COLUMNS), None)
    if first is None:
        return None, lines
    last, columns = first, _columns(lines[first : first + 1])
    # Each line more may join columns, never part them: the table ends where hardly any would be left.
    for at in range(first + 1, len(lines)):
        wider = _columns(lines[first : at + 1])
        if len(wider) < max(_LEAST_COLUMNS, len(columns) - 1):
            break
        last, columns = at, wider
    body = lines[first : last + 1]
    several = sum(len(_words(line)) >= _LEAST_COLUMNS for line in body)
    if several < _LEAST_LINES:
        return None, lines
    return _region(page, body, columns), lines[:first] + lines[last + 1 :]


def _columns(lines: list[PrintLine]) -> list[tuple[float, float]]:
    """Where any of some lines has a word: the columns, parted by what is white in all."""
    columns: list[tuple[float, float]] = []
    for start, end in sorted(span for line in lines for span in _words(line)):
        if columns and start <= columns[-1][1] + 1:
            columns[-1] = (columns[-1][0], max(columns[-1][1], end))
        else:
            columns.append((start, end))
    return columns


def _region(page: int, lines: list[PrintLine], columns: list[tuple[float, float]]) -> Region:
    """A region whose rows begin where the first column has a word, or where all columns but it have."""
    inner = [(one[1] + two[0]) / 2 for one, two in pairwise(columns)]
    xs = [columns[0][0] - 1, *inner, columns[-1][1] + 1]
    rows: list[list[PrintLine]] = []
    for line in lines:
        words = _words(line)
        if not rows or words[0][0] < xs[1] or len(words) >= len(columns) - 1:
            rows.append([])
        rows[-1].append(line)
    region = Region(page, xs, [rows[0][0].top, *(row[-1].bottom for row in rows)], [], [])
    for number, row in enumerate(rows):
        cells = [Area(number, column, 1, 1, xs[column], xs[column + 1]) for column in range(len(columns))]
        for column, area in enumerate(cells):
            area.lines = lines_of(_within(row, xs[column], xs[column + 1]))
        region.areas += cells
        region.at.append(cells)
    return region


def _within(lines: list[PrintLine], left: float, right: float) -> list[Glyph]:
    return [glyph for line in lines for glyph in line.glyphs if left <= glyph.middle[0] < right]
