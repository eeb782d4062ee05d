"""Names of units: normal form, everyday short names, departments, each by a stated rule.

The general table ``data/names/bureaus.csv`` knows the bodies of a Chinese county and what people call them; which of
them a table has, and how it spells them, comes from the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from graph.language.segmentation import cut
from graph.language.text import tidy
from graph.language.word_lists import rows
from graph.places.divisions import leading_division

RULE_SPELLING = "表中的写法"
RULE_NO_LEVEL = "省去“市、县、区”"
RULE_SHORT = "通用简称表"
RULE_LOCAL = "省去上级机关与地名"
RULE_DEPARTMENT = "内设机构"


@dataclass(frozen=True, slots=True)
class UnitAlias:
    """A name by which a unit is called, and the rule that allows it."""

    text: str
    rule: str


@lru_cache(maxsize=4096)
def without_level(name: str) -> str:
    """Return a unit's name without 市/县/区 or the county's name before it.

    >>> [without_level(name) for name in ("市发展改革局", "鹤山市教育局", "市场监督管理局", "市城市管理综合执法局")]
    ['发展改革局', '教育局', '市场监督管理局', '城市管理综合执法局']
    """
    if _plain(name) in _forms():
        return name
    if name[:1] in "市县区" and (_plain(name[1:]) in _forms() or name[1:] in _shorts()):
        return name[1:]  # 县市监局: 县市 is no word here
    place = leading_division(name[:-2], ends_in="省市县区旗州盟")
    rest = name[len(place) :]
    if place and _plain(rest) in _forms():
        return rest
    cut = rest[1:] if rest[:1] in "市县区" and len(rest) > 2 and not _is_longer_word(rest) else rest
    return cut if place or cut != rest else name


def _is_longer_word(name: str) -> bool:
    """Whether 市, 县 or 区 only begins a word (市场服务中心, 区块链中心); 市委 and the like are levels."""
    first = cut(name)[0]
    return len(first) > 1 and first[1:] not in {"委", "政府", "直", "级", "府"}


def unit_aliases(official: str, spellings: Iterable[str] = ()) -> tuple[UnitAlias, ...]:
    """Return every other name of a unit, the best known first.

    >>> [(a.text, a.rule) for a in unit_aliases("市发展改革局")][:3]
    [('发展改革局', '省去“市、县、区”'), ('发改局', '通用简称表'), ('市发改局', '通用简称表')]
    """
    found: dict[str, str] = dict.fromkeys((s for s in spellings if s != official), RULE_SPELLING)
    if department := re.match(r"^(.+?)（([^（）]*(?:股|科|室|办|中心))）$", official):
        found.setdefault(department[1] + department[2], RULE_DEPARTMENT)
        found.setdefault(department[2], RULE_DEPARTMENT)
        for alias in unit_aliases(department[1]):
            found.setdefault(alias.text + department[2], RULE_DEPARTMENT)
            found.setdefault(f"{alias.text}（{department[2]}）", RULE_DEPARTMENT)
        return tuple(UnitAlias(text, rule) for text, rule in found.items())
    if "（" in official:
        return tuple(UnitAlias(text, rule) for text, rule in found.items())
    stem = without_level(official)
    if stem != official:
        found.setdefault(stem, RULE_NO_LEVEL)
    for short in bureau_names(official) or bureau_names(stem) or _names_of_called(official):
        found.setdefault(short, RULE_SHORT)
        if stem != official and not re.match(r"[市县区]", short):
            found.setdefault(official[: len(official) - len(stem)][-1] + short, RULE_SHORT)
    for local in _local_names(official):
        found.setdefault(local, RULE_LOCAL)
    found.pop(official, None)
    # 委党校 is how the general table writes 市委党校: no one calls it so.
    return tuple(UnitAlias(text, rule) for text, rule in found.items() if len(text) > 1 and text[0] != "委")


def bureau_names(stem: str) -> tuple[str, ...]:
    """Return what people call a bureau: its short names, then the other official forms of the same body.

    >>> bureau_names("科工商务局")[:2]
    ('科工局', '科工商局')
    """
    row = _forms().get(_plain(stem)) or _forms().get(_as_branch(stem))
    return tuple(name for name in dict.fromkeys((*row[1], *row[0])) if name != stem and "…" not in name) if row else ()


def _names_of_called(name: str) -> tuple[str, ...]:
    """The official and other names of the one body that is called by a short name (县市监局 → 市场监督管理局)."""
    bodies = bodies_called(name)
    if len(bodies) != 1:
        return ()
    forms, shorts = next(row for row in set(_forms().values()) if row[0][0] in bodies)
    return tuple(other for other in (*forms, *shorts) if other != without_level(name) and "…" not in other)


def _local_names(official: str) -> tuple[str, ...]:
    """What a body whose name begins with its superior and its place is called there: 国家税务总局德清县税务局 → 县税务局."""
    match = re.match(
        r"^(?:国家税务总局|国家统计局|中国人民银行|中国银行保险监督管理委员会|国家电网|南方电网|国网)", official
    )
    rest = official[match.end() :] if match else official
    place = leading_division(rest[:-2], ends_in="市县区旗盟州") or leading_division(rest[:-2])
    local = rest[len(place) :]
    inner = leading_division(local[:-2])  # 眉山市仁寿生态环境局
    if inner and body_of(local[len(inner) :]):
        bare = local[len(inner) :]
        return (bare, *(f"{level}{bare}" for level in "市县区"))
    if not place or len(local) < 2 or local.startswith(("镇", "街", "乡", "市", "区", "县", "开发", "新区")):
        return ()
    level = place[-1] if place[-1] in "市县区旗" else ""
    names = [local, level + local] if level else [local]
    return tuple(dict.fromkeys([*names, *([rest] if match else [])]))


def _as_branch(stem: str) -> str:
    """江门市生态环境局鹤山分局 → 生态环境局…分局, the general form of a local branch."""
    body = re.match(r"^.{0,4}市(.+局)[\u4e00-\u9fff]{2,3}分局$", stem)
    return f"{body[1]}…分局" if body else ""


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Normal form of each official name → (official forms, short names)."""
    table: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for row in rows("bureaus"):
        forms = tuple(row["official"].split("|"))
        for form in forms:
            table.setdefault(_plain(form), (forms, tuple(row["short"].split())))
    return table


@lru_cache(maxsize=1)
def _shorts() -> frozenset[str]:
    return frozenset(short for _, shorts in _forms().values() for short in shorts)


def body_of(name: str) -> str | None:
    """Return a key of the general body whose official name this is; ``None`` when it is none."""
    row = _forms().get(_plain(without_level(name)))
    return row[0][0] if row else None


def bodies_called(name: str) -> frozenset[str]:
    """Return the keys of the general bodies that are called by this short name.

    >>> body_of("县经济和信息化局") in bodies_called("县经信局")
    True
    """
    return _called().get(without_level(name), frozenset())


@lru_cache(maxsize=1)
def _called() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for forms, shorts in set(_forms().values()):
        for short in shorts:
            found.setdefault(without_level(short), set()).add(forms[0])
    return {short: frozenset(bodies) for short, bodies in found.items()}


@lru_cache(maxsize=2)
def general_names(least: int = 3) -> frozenset[str]:
    """Return every official and short name of the general table, of ``least`` characters and more."""
    names = {name for forms, shorts in _forms().values() for name in (*forms, *shorts)}
    return frozenset(name for name in names if len(name) >= least and "…" not in name)


@lru_cache(maxsize=2048)
def normal_form(name: str) -> str:
    """Return the form in which spellings of one unit are equal: no level, no 和, 委员会 as 委, brackets tidy.

    >>> normal_form("市发展和改革局") == normal_form("发展改革局")
    True
    """
    return _plain(without_level(tidy(name)))


def _plain(name: str) -> str:
    joined = re.sub(r"(?<=[\u4e00-\u9fff])(?:和|与)(?=[\u4e00-\u9fff]{2})", "", name)
    return joined.replace("委员会", "委")
