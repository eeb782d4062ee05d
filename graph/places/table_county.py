"""The county of a table with its towns: those of the lists of divisions, and those that the table itself gives work to.

A county may stand in no list (a prefecture, a development zone, a name given up), and lists grow old: a town that a table
names among its units is one all the same, without a statistical code.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph.places.divisions import County, Town, find_county
from graph.records import Table
from graph.units import collective_kind

_ENDINGS = ("镇", "乡", "街道")
_SHORTEST, _LONGEST = 3, 8
"""Characters of a town's name."""
_LEVELS = "县市区旗"
_LONGEST_COUNTY = 8
_GENERAL = frozenset("全各本我")
_NO_COUNTIES = ("园区", "开发区", "小区", "社区", "景区", "片区", "城区", "市区", "库区", "城市", "都市", "超市")
"""Words that end like a county's name and are none."""


def table_county(table: Table) -> County | None:
    """The county a table belongs to, with the towns among its units; ``None`` where neither is known."""
    names = frozenset(name for task in table.tasks for name in task.unit_names)
    listed = find_county(table.info.title, names) or (
        find_county(table.info.county, names) if table.info.county else None
    )
    known = listed.towns if listed else ()
    towns = (*known, *told_towns(names, known))
    if listed:
        return County(listed.code, listed.name, towns)
    return County("", table.info.county or "", towns) if towns or table.info.county else None


def told_towns(units: Iterable[str], known: Iterable[Town] = ()) -> tuple[Town, ...]:
    """The towns among the units of a table that no list has, without codes, in the order of their names.

    >>> [town.name for town in told_towns(["城关镇", "各乡镇", "县教育局", "龙泉街道", "城关镇经发办"])]
    ['城关镇', '龙泉街道']
    """
    listed = {town.base for town in known}
    found = (Town("", name) for name in sorted(set(units)) if _is_town(name))
    return tuple(town for town in found if len(town.base) > 1 and town.base not in listed)


def _is_town(name: str) -> bool:
    fits = name.endswith(_ENDINGS) and _SHORTEST <= len(name) <= _LONGEST
    return fits and name.isalpha() and name[0] not in _GENERAL and collective_kind(name) is None


def county_called(title: str) -> str:
    """The county by whose name a title begins, whether a list has it or not; empty where it begins with none.

    >>> county_called("清漳县2023年重点工作完成情况表"), county_called("2023年清漳县重点工作"), county_called("市政府重点工作")
    ('清漳县', '清漳县', '')
    """
    words = title.lstrip("0123456789〇○零一二三四五六七八九十年度关于印发《中共# ")
    start = 0
    name = ""
    for at, char in enumerate(words[:_LONGEST_COUNTY]):
        if not char.isalpha() or not "一" <= char <= "鿿":
            break
        if char == "省":
            start = at + 1
        elif char in _LEVELS and at - start > 0:
            name, start = words[start : at + 1], at + 1
    return "" if name[:1] in _GENERAL or name.endswith(_NO_COUNTIES) or len(name) < _SHORTEST - 1 else name
