"""Ruled tables of a PDF's page: regions of crossing rules, their cells with what they cover, and the text in them.

A region is closed where its rules end, so that a table whose sides or whose last row are open has cells there too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph.tables.readers.pdf_ink import Glyph, PageInk, PrintLine, Rule, lines_of

_NEAR = 3.0
_COVERED = 0.6
"""Share of a cell's side that a rule covers for it to be a wall."""
_MOST_POSITIONS = 40_000


@dataclass(slots=True)
class Area:
    """A cell: the positions it covers (0-based rows and columns of the region), its edges, its lines of text."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    right: float
    lines: list[PrintLine] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(line.text for line in self.lines)


@dataclass(slots=True)
class Region:
    """A ruled table on one page."""

    page: int
    xs: list[float]
    ys: list[float]
    areas: list[Area]
    at: list[list[Area]]
    """The cell at each position."""
    forced: dict[int, Area] = field(default_factory=dict)
    """Glyphs (by identity) that belong to a cell wherever they are printed."""

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.ys[-1]

    def place(self, glyph: Glyph) -> Area | None:
        """The cell in which a glyph stands."""
        if self.forced and id(glyph) in self.forced:
            return self.forced[id(glyph)]
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        row = min(bisect_right(self.ys, y) - 1, len(self.ys) - 2)
        column = min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)
        return self.at[row][column]

    def column_of(self, x: float) -> int | None:
        """The column at a place across the page."""
        if not self.xs[0] <= x <= self.xs[-1]:
            return None
        return min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)


def regions_of(ink: PageInk) -> list[Region]:
    """The ruled tables of a page, from the top down; single boxes are none."""
    regions = [
        region for across, down in _groups(ink.across, ink.down) if (region := _region(ink.number, across, down))
    ]
    return sorted((one for one in regions if len(one.areas) > 1), key=lambda one: one.top)


def _groups(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that cross or touch one another, directly or through others."""
    rules = [*across, *down]
    leader = list(range(len(rules)))

    def find(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for first, flat in enumerate(across):
        for second, steep in enumerate(down, start=len(across)):
            crossing = flat.start - _NEAR <= steep.at <= flat.end + _NEAR
            if crossing and steep.start - _NEAR <= flat.at <= steep.end + _NEAR:
                leader[find(first)] = find(second)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(find(index), ([], []))[index >= len(across)].append(rule)
    return _without_inner([group for group in groups.values() if len(group[0]) > 1 and group[1]])


def _without_inner(groups: list[tuple[list[Rule], list[Rule]]]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups within the bounds of another joined to it: rules that do not quite touch theirs."""
    groups.sort(key=lambda group: -_extent(group)[4])
    kept: list[tuple[list[Rule], list[Rule]]] = []
    for group in groups:
        x0, x1, y0, y1, _ = _extent(group)
        for other in kept:
            left, right, top, bottom, _ = _extent(other)
            if left - _NEAR <= x0 and x1 <= right + _NEAR and top - _NEAR <= y0 and y1 <= bottom + _NEAR:
                other[0].extend(group[0])
                other[1].extend(group[1])
                break
        else:
            kept.append(group)
    return kept


def _extent(group: tuple[list[Rule], list[Rule]]) -> tuple[float, float, float, float, float]:
    across, down = group
    x0 = min([rule.start for rule in across] + [rule.at for rule in down])
    x1 = max([rule.end for rule in across] + [rule.at for rule in down])
    y0 = min([rule.at for rule in across] + [rule.start for rule in down])
    y1 = max([rule.at for rule in across] + [rule.end for rule in down])
    return x0, x1, y0, y1, (x1 - x0) * (y1 - y0)


def _steps(places: Sequence[float]) -> list[float]:
    """Places in order, those nearly alike once."""
    steps: list[float] = []
    for place in sorted(places):
        if not steps or place - steps[-1] > _NEAR:
            steps.append(place)
    return steps


def _region(page: int, across: list[Rule], down: list[Rule]) -> Region | None:
    x0, x1, y0, y1, _ = _extent((across, down))
    xs, ys = _steps([x0, x1, *(rule.at for rule in down)]), _steps([y0, y1, *(rule.at for rule in across)])
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > _MOST_POSITIONS:
        return None
    # Rules by the edge they lie on, so that each side of a position looks at its own only.
    steep = [[rule for rule in down if abs(rule.at - x) <= _NEAR] for x in xs[1:-1]]
    flat = [[rule for rule in across if abs(rule.at - y) <= _NEAR] for y in ys[1:-1]]
    right = [[_walled(rules, start, end) for rules in steep] for start, end in pairwise(ys)]
    below = [[_walled(rules, start, end) for start, end in pairwise(xs)] for rules in flat]
    return _with_areas(Region(page, xs, ys, [], []), right, below)


def _walled(rules: Sequence[Rule], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules)
    return covered >= _COVERED * (end - start)


def _with_areas(region: Region, right: list[list[bool]], below: list[list[bool]]) -> Region:
    """Lay out the cells: each as wide as no wall stops it, then as far down."""
    height, width = len(region.ys) - 1, len(region.xs) - 1
    taken: list[list[Area | None]] = [[None] * width for _ in range(height)]
    for row in range(height):
        for column in range(width):
            if taken[row][column] is not None:
                continue
            columns = 1
            while (
                column + columns < width
                and not right[row][column + columns - 1]
                and taken[row][column + columns] is None
            ):
                columns += 1
            rows = 1
            while row + rows < height and _goes_on(row + rows, column, columns, right, below):
                rows += 1
            area = Area(row, column, rows, columns, region.xs[column], region.xs[column + columns])
            region.areas.append(area)
            for at in range(row, row + rows):
                taken[at][column : column + columns] = [area] * columns
    region.at = [[area for area in line if area is not None] for line in taken]
    return region


def _goes_on(row: int, column: int, columns: int, right: list[list[bool]], below: list[list[bool]]) -> bool:
    """Whether a cell reaches into a row: no wall above it, and none inside it."""
    if any(below[row - 1][at] for at in range(column, column + columns)):
        return False
    return not any(right[row][at] for at in range(column, column + columns - 1))


def fill(region: Region, glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Put glyphs into the cells of a region; return those that stand in none."""
    held: dict[int, list[Glyph]] = {}
    left = []
    for glyph in glyphs:
        area = region.place(glyph)
        if area is None:
            left.append(glyph)
        else:
            held.setdefault(id(area), []).append(glyph)
    for area in region.areas:
        area.lines = lines_of(held.get(id(area), []))
    return left
