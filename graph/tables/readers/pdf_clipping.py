"""Text of merged cells that go on over a PDF's pages: printed on each page in the middle of the whole, and clipped.

What lies outside the part of a table that a page shows is not seen there, but stands in the file. It belongs to its
cell, once: to that on the page where the cell begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.tables.readers.html_text import folded
from graph.tables.readers.pdf_ink import Glyph, PageInk
from graph.tables.readers.pdf_tables import Area, Region

_NEAR = 4.0
_FAR = 250.0
"""Points by which a clipped text may stick out of its table."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Glyphs printed one after another, line under line, in one column of a table."""

    glyphs: tuple[Glyph, ...]
    column: int
    text: str

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(glyph.bottom for glyph in self.glyphs)


def chunks_of(glyphs: Sequence[Glyph], region: Region) -> list[Chunk]:
    """Glyphs in the order they were printed, cut where a new line does not follow below in the same column."""
    groups: list[tuple[int, list[Glyph]]] = []
    for glyph in glyphs:
        column = region.column_of(glyph.middle[0])
        if column is None or not region.top - _FAR < glyph.middle[1] < region.bottom + _FAR:
            continue
        if groups and groups[-1][0] == column and _follows(groups[-1][1][-1], glyph):
            groups[-1][1].append(glyph)
        else:
            groups.append((column, [glyph]))
    return [Chunk(tuple(group), column, folded("".join(one.text for one in group))) for column, group in groups]


def _follows(last: Glyph, glyph: Glyph) -> bool:
    height = max(last.bottom - last.top, 1.0)
    step = glyph.top - last.top
    return (abs(step) < 0.5 * height and glyph.x0 > last.x0) or 0.5 * height <= step <= 2.2 * height


def header_texts(region: Region) -> set[str]:
    """The texts of a table's first row."""
    return {folded(area.text) for area in region.areas if area.row == 0 and area.text}


def settle(upper: tuple[PageInk, Region], lower: tuple[PageInk, Region], header: set[str]) -> None:
    """Put what sticks out of two parts of a table, on a page and the next, into the cells it belongs to."""
    above, below = chunks_of(upper[0].glyphs, upper[1]), chunks_of(lower[0].glyphs, lower[1])
    region = lower[1]
    repeated = len({one.text for one in below if one.top < region.ys[1]} & header) * 2 >= len(header) > 0
    first = region.ys[1] if repeated else region.top
    dropped: set[int] = set()
    for chunk in below:
        if (chunk.top + _NEAR < first and chunk.text not in header) if repeated else chunk.top + _NEAR < first - 1:
            # What stands above both parts is the head of the page, and below both its foot.
            copied = _same(chunk, region, (one for one in above if one.bottom > upper[1].top), upper[1])
            if copied is not None:
                dropped.update(map(id, chunk.glyphs))
                _force(upper[1], copied, region_row(upper[1], copied, last=True))
            else:
                _force(region, chunk, region_row(region, chunk, last=False, least=1 if repeated else 0))
    for chunk in above:
        if chunk.bottom - _NEAR > upper[1].bottom:
            copied = _same(
                chunk,
                upper[1],
                (one for one in below if one.top < region.bottom and id(one.glyphs[0]) not in dropped),
                region,
            )
            if copied is not None:
                dropped.update(map(id, copied.glyphs))
            if copied is not None or chunk.top < upper[1].bottom:
                _force(upper[1], chunk, region_row(upper[1], chunk, last=True))
    lower[0].glyphs = [glyph for glyph in lower[0].glyphs if id(glyph) not in dropped]


def _same(chunk: Chunk, region: Region, others: Iterable[Chunk], other: Region) -> Chunk | None:
    """The chunk of another page with the same text in the same column."""
    left = region.xs[chunk.column]
    fitting = (one for one in others if one.text == chunk.text and abs(other.xs[one.column] - left) <= _NEAR)
    return next(fitting, None)


def region_row(region: Region, chunk: Chunk, *, last: bool, least: int = 0) -> Area | None:
    """The cell of a chunk's column in which its middle lies, or else the last one or the first one (after a header)."""
    middle = (chunk.top + chunk.bottom) / 2
    rows = range(least, len(region.ys) - 1)
    for row in rows:
        if region.ys[row] <= middle < region.ys[row + 1]:
            return region.at[row][chunk.column]
    if not rows:
        return None
    return region.at[rows[-1] if last else rows[0]][chunk.column]


def _force(region: Region, chunk: Chunk, area: Area | None) -> None:
    if area is not None:
        region.forced.update((id(glyph), area) for glyph in chunk.glyphs)
