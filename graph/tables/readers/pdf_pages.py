"""Tables that go on over the pages of a PDF: which do, and how the rows of their parts go together."""

from __future__ import annotations

from collections.abc import Sequence

from graph.tables.readers.grid import GridSlot
from graph.tables.readers.html_text import folded
from graph.tables.readers.pdf_tables import Area, Region

_NEAR = 4.0
_ENDS = "。；;.！!？?…"
_OPENERS = "（([【〔①②③④⑤⑥⑦⑧⑨⑩★☆▲●■◆"
_SLACK = 1.2
_MARGINS = 12.0
"""A line is full when no more than so many glyphs' width and both margins of its cell (in points) are left."""
_LEAST_GLYPHS = 7
"""A narrower cell is full with any text (a date, a status), so that its edge tells nothing."""


def same_columns(first: Region, second: Region) -> bool:
    """Whether two regions are parts of one table: the same edges, one's columns among the other's."""
    if abs(first.xs[0] - second.xs[0]) > _NEAR or abs(first.xs[-1] - second.xs[-1]) > _NEAR:
        return False
    fewer, more = sorted((first.xs, second.xs), key=len)
    return all(any(abs(x - other) <= _NEAR for other in more) for x in fewer)


def columns_of(regions: Sequence[Region]) -> list[float]:
    """The edges of the columns of all parts of a table."""
    return max((region.xs for region in regions), key=len)


class PagedTable:
    """The rows of a table put together from its parts on several pages."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self.xs = columns_of(regions)
        self.rows: list[list[GridSlot]] = []
        self.pages: list[int] = []
        self.numbers: list[int] = []
        """Each row's number on its page."""
        self.cells: list[dict[int, Area]] = []
        """Each row's cells by column, as far as they begin in it."""
        self.header: list[str] = []
        for region in regions:
            self._add(region)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.xs) - 1

    def _column(self, x: float) -> int:
        return min(range(len(self.xs)), key=lambda at: abs(self.xs[at] - x))

    def _add(self, region: Region) -> None:
        first = len(self.rows)
        height = len(region.ys) - 1
        self.rows += [[GridSlot()] * self.width for _ in range(height)]
        self.pages += [region.page] * height
        self.numbers += range(1, height + 1)
        self.cells += [{} for _ in range(height)]
        for area in region.areas:
            left, right = self._column(region.xs[area.column]), self._column(area.right)
            columns, row = max(1, right - left), first + area.row
            for at in range(row, row + area.rows):
                self.rows[at][left : left + columns] = [GridSlot(origin=(row, left))] * columns
            self.rows[row][left] = GridSlot(area.text, area.rows, columns)
            self.cells[row][left] = area
        if first == 0:
            self.header = self._texts(0)
            return
        body = first
        # Page tops print the header again, of one row or two.
        while body < len(self.rows) and body - first < 3 and self._texts(body) == self._texts(body - first):
            body += 1
        if body < len(self.rows):
            self._join(first - 1, body)

    def _texts(self, row: int) -> list[str]:
        return [folded(slot.text) for slot in self.rows[row]]

    def _join(self, above: int, row: int) -> None:
        """Join what a page's first row goes on with to the row above; rows with nothing left are dropped later."""
        pieces = {column: slot for column, slot in enumerate(self.rows[row]) if slot.text}
        going_on = [column for column in pieces if self._goes_on(above, row, column)]
        if not going_on or (self.rows[row][0].text and len(going_on) < len(pieces)):
            return
        for column in going_on:
            origin = self.rows[above][column].origin or (above, column)
            upper, piece = self.rows[origin[0]][origin[1]], self.rows[row][column]
            self.rows[origin[0]][origin[1]] = GridSlot(f"{upper.text}\n{piece.text}", upper.rows, upper.columns)
            self.rows[row][column] = GridSlot("", piece.rows, piece.columns)

    def _goes_on(self, above: int, row: int, column: int) -> bool:
        """Whether a cell's text is the rest of that above: it stopped at the edge of its cell and within a sentence."""
        origin = self.rows[above][column].origin or (above, column)
        upper, piece = self.cells[origin[0]].get(origin[1]), self.rows[row][column].text
        if upper is None or not upper.lines or column not in self.cells[row]:
            return False
        line = upper.lines[-1]
        text = line.text.rstrip()
        if text.endswith(("、", "，", ",", "：", "（", "“")):
            return True
        if text.endswith(tuple(_ENDS)) or piece.startswith(tuple(_OPENERS)) or _is_numbered(piece):
            return False
        width, glyph = upper.right - upper.left, max(line.glyphs[-1].x1 - line.glyphs[-1].x0, 1.0)
        return width >= _LEAST_GLYPHS * glyph and width - (line.x1 - line.x0) <= _SLACK * glyph + _MARGINS


def _is_numbered(text: str) -> bool:
    """Whether a text begins with the number of an item.

    >>> _is_numbered("2.完成招标"), _is_numbered("2023年"), _is_numbered("二、建设")
    (True, False, True)
    """
    head = text[:4].lstrip("0123456789一二三四五六七八九十")
    return len(head) < len(text[:4]) and head[:1] in tuple("、.．)）") and bool(head)
