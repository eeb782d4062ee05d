"""A map of the towns by their coordinates: a circle as large as the town's tasks, which it leads to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from graph.places.coordinates import SOURCE, distance, town_coordinates
from ui.facets import LATE
from ui.stats import Bar

WIDTH, LEAST_HEIGHT = 640.0, 240.0
_MARGIN = 70.0
_LARGEST, _SMALLEST = 34.0, 6.0
"""Radii in the units of the drawing."""
_SCALES = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Circle:
    """A town in the drawing."""

    bar: Bar
    x: float
    y: float
    radius: float
    late: int
    """How many of its tasks are behind or suspended."""


@dataclass(frozen=True, slots=True)
class TownMap:
    """The drawing, its scale, and the towns whose place is not known."""

    circles: tuple[Circle, ...]
    height: float
    kilometres: int
    scale: float
    """How long the bar of so many kilometres is."""
    missing: tuple[str, ...]
    source: str = SOURCE


def town_map(bars: Mapping[str, Bar]) -> TownMap | None:
    """Draw towns with their tasks; ``None`` where too few of them have a known place.

    :param bars: the tasks of each town by status.
    """
    places = town_coordinates(bars)
    if not places:
        return None
    south, west = (min(point[axis] for point in places.values()) for axis in (0, 1))
    north, east = (max(point[axis] for point in places.values()) for axis in (0, 1))
    wide = distance((north, west), (north, east)) or 1.0
    high = distance((north, west), (south, west))
    unit = (WIDTH - 2 * _MARGIN) / max(wide, high)  # a county that is long from north to south keeps the page's width
    most = max(bar.total for bar in bars.values())
    aside = (WIDTH - unit * wide) / 2
    circles = [
        Circle(
            bars[town],
            round(aside + unit * distance((point[0], west), point), 1),
            round(_MARGIN + unit * distance(point, (north, point[1])), 1),
            round(max(_SMALLEST, _LARGEST * math.sqrt(bars[town].total / most)), 1),
            sum(part.count for part in bars[town].parts if part.key in LATE),
        )
        for town, point in places.items()
    ]
    kilometres = max((step for step in _SCALES if unit * step <= WIDTH / 4), default=_SCALES[0])
    return TownMap(
        circles=tuple(sorted(circles, key=lambda circle: -circle.radius)),
        height=round(max(LEAST_HEIGHT, unit * high + 2 * _MARGIN), 1),
        kilometres=kilometres,
        scale=round(unit * kilometres, 1),
        missing=tuple(town for town in bars if town not in places),
    )
