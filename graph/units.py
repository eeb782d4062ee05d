"""Names of units as they stand in unit cells: splitting, mending wrapped names, collective units, one canonical spelling."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from graph.names import bodies_called, body_of
from graph.places import Town
from graph.text import strip_tags, tidy

_SUFFIX = (
    r"局|委|办|部|院|厅|署|站|社|会|处|队|所|中心|镇|街道|乡|公司|集团|机关|联|团|海关|银行|支行|分行|组|单位|党委|"
    r"工委|政府|人大|政协|校|部门|门|大学|学院|园|场|馆|科|股|室|企业|电视台|各镇|镇街|开发区|新区|高新区|经开区|示范区|度假区|合作区|功能区|园区|管委|分公司|供电|街|（[^（）]+）"
)
ENDS = re.compile(rf"(?:{_SUFFIX})$")
_STARTS = re.compile(
    r"^(?:市|县|区|省|镇|各|团|驻|中国|国家|国网|南方|有关|相关|中共|共青团|人民|[\u4e00-\u9fff]{2,4}[市县区州省盟旗])"
)
_STANDALONE = re.compile(
    r"(?:镇|街道|乡|街道办|街道办事处|镇政府|乡政府|人民政府|人大|政协|林场|农场|公司|集团|银行|海关|学院|大学|医院|协会|商会|供电局|管委会|园区|新区|高新区|经开区|开发区|示范区|度假区|合作区|功能区|局|中心)$"
)
_TOWN_OFFICE = re.compile(r"^([^各]{1,6}(?:镇|乡|街道))(?:办事处|办|人民政府|政府|党委|党工委)$")
_BRANCH = re.compile(r"^.{0,6}(?:分局|支行|分行|分公司|支队|大队|分中心)$")
_PARENT = re.compile(r"(?:局|银行|公司|队|中心)$")
_SEPARATOR = re.compile(r"[、，,；;/]|\n")
_MAX_NAME = 40

COLLECTIVES: tuple[tuple[str, str, str], ...] = (
    ("towns-and-subdistricts", "各镇（街）", r"^各(?:镇（?街道?）?|街（?镇）?|乡镇（?街道?）?|镇街|镇、街)）?$"),
    ("towns", "各镇", r"^各(?:乡)?镇$"),
    ("town-party-committees", "各镇（街）党（工）委", r"^各(?:镇|街|乡).{0,6}党.{0,3}工?.{0,1}委$"),
    ("departments", "市直各单位", r"^(?:市直|县直|区直).{0,6}(?:单位|部门)$|^各(?:有关|相关)?(?:部门|单位)$"),
    ("party-departments", "市委各部门", r"^(?:市|县|区)委各部.{0,4}$"),
    ("concerned-units", "市有关单位", r"^(?:市|县|区)?(?:各)?(?:有关|相关)(?:单位|部门).*$"),
    ("members", "成员单位", r"成员单位$"),
)
"""Collective units: ASCII key, usual wording, pattern over the tidy name."""


def collective_kind(name: str) -> str | None:
    """Return the kind of a collective unit, ``None`` for a single unit.

    >>> [collective_kind(x) for x in ("各镇（街）", "各街（镇）", "各镇", "市妇儿工委各成员单位", "市教育局")]
    ['towns-and-subdistricts', 'towns-and-subdistricts', 'towns', 'members', None]
    """
    tidied = tidy(name)
    return next((key for key, _, pattern in COLLECTIVES if re.search(pattern, tidied)), None)


def collective_towns(kind: str, towns: Iterable[Town]) -> list[Town]:
    """List the towns a collective unit stands for: 各镇（街） all of them, 各镇 without the subdistricts, others none."""
    if kind in {"towns-and-subdistricts", "town-party-committees"}:
        return list(towns)
    if kind == "towns":
        return [town for town in towns if not town.name.endswith("街道")]
    return []


def split_units(text: str) -> list[tuple[str, str]]:
    """Split the units of a cell (tags stripped) as (tidy name, name as written), wrapped names mended.

    >>> [name for name, _ in split_units("江门市生态环境局 鹤山分局 市城市管理综合执法 局 各镇(街)")]
    ['江门市生态环境局鹤山分局', '市城市管理综合执法局', '各镇（街）']
    """
    found: list[tuple[str, str]] = []
    for part in _split_outside_brackets(text):
        pieces: list[str] = []
        for token in part.split():
            if pieces and _continues(pieces[-1], token):
                pieces[-1] += f" {token}"
            else:
                pieces.append(token)
        found += [(tidy(piece), piece) for piece in pieces]
    return found


def is_unit_cell(text: str) -> bool:
    """Whether a cell (tags stripped) is a list of units: every name ends like one and none is a sentence."""
    if not text or re.search(r"[。！？：:]", text):
        return False
    names = [name for name, _ in split_units(text)]
    return bool(names) and all(
        len(name) <= _MAX_NAME and ENDS.search(name) and not re.match(r"^[（(]?\d", name) for name in names
    )


def _split_outside_brackets(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += char in "（("
        depth -= char in "）)"
        if depth <= 0 and _SEPARATOR.match(char):
            parts.append(text[start:index])
            start = index + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


def _continues(previous: str, token: str) -> bool:
    """Whether a token continues the name before it, broken where the line was wrapped."""
    left, right = tidy(previous), tidy(token)
    if left.count("（") > left.count("）"):
        return True
    if not ENDS.search(left) or right.startswith("（"):
        return True
    if _STARTS.match(right):
        return False
    if _BRANCH.match(right) and _PARENT.search(left):
        return True
    if re.search(r"(?:镇|乡|街道)$", left) and re.match(r"(?:人民政府|政府|办事处|党委|党工委)$", right):
        return True
    if body_of(right) or bodies_called(right):
        return False  # 妇联, 法院: bodies of the general table that no level stands before
    return not (_STANDALONE.search(right) and len(right) > 2)


class UnitNames:
    """One canonical spelling for every unit of a table, by stated rules.

    Spellings that differ only in blanks, bracket width, a leading 市/县/区 or the last word 委/局 are one unit; the
    spelling met most often (the first met, when equal) is canonical. A short name of the general table is the body whose
    official name stands in the same table; the office or government of a town is the town. Collective units take their
    usual wording.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._counts: dict[str, Counter[str]] = {}
        for name in names:
            tidied = tidy(name)
            self._counts.setdefault(_key(tidied), Counter())[tidied] += 1
        self._full = self._short_to_full()

    def _short_to_full(self) -> dict[str, str]:
        """Key of a short name (县经信局) → key of the one official name of that body in the same table."""
        names = {key: counts.most_common(1)[0][0] for key, counts in self._counts.items()}
        official: dict[str, str] = {}
        for key in sorted(names, key=lambda key: (-len(names[key]), key)):
            body = body_of(names[key])
            if body:
                official.setdefault(body, key)
        found = {key: official[body] for key, name in names.items() if (body := body_of(name))}
        for key in names.keys() - found.keys():
            full = [official[body] for body in sorted(bodies_called(names[key])) if body in official]
            if len(full) == 1:
                found[key] = full[0]
        return found

    def canonical(self, name: str) -> str:
        """Return the canonical spelling of a name; a name never met is returned tidy."""
        tidied = tidy(name)
        wording = _usual_wording(tidied)
        if wording:
            return wording
        town = _TOWN_OFFICE.match(tidied)
        if town:
            return town[1]
        key = _key(tidied)
        counts = self._counts.get(self._full.get(key, key))
        return counts.most_common(1)[0][0] if counts else tidied

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Canonical name → every spelling met."""
        found: dict[str, list[str]] = {}
        for counts in self._counts.values():
            for spelling in counts:
                found.setdefault(self.canonical(spelling), []).append(spelling)
        return {name: tuple(spellings) for name, spellings in found.items()}


def _key(name: str) -> str:
    stem = re.sub(r"^(?:市|县|区)(?=.{2,}$)", "", name)
    return re.sub(r"(?:委员会|委|局)$", "", stem) if len(stem) > 3 else stem


def _usual_wording(name: str) -> str | None:
    """各街（镇） → 各镇（街）: only for the wordings of the same set; open sets keep their own words."""
    kind = collective_kind(name)
    if kind == "towns" and "乡" in name:
        return "各乡镇"
    if kind in {"towns-and-subdistricts", "towns"}:
        return next(wording for key, wording, _ in COLLECTIVES if key == kind)
    return None


LEAD = re.compile(
    r"[（(]\s*(?P<names>(?:[^（）()。；;：:]|[（(][^（）()]*[）)])*?)\s*"
    r"(?P<verb>共同牵头|分别牵头|牵头负责|牵头|按照?(?:各自)?(?:职能|职责|分工)(?:分工)?负责|负责落实|具体负责|负责|主办|承办)\s*[）)]"
)
"""A bracket in which a milestone names its own lead: （A、B牵头）, （C按照职能负责）."""


def find_leads(raw: str) -> list[tuple[str, str, str]]:
    """Units a milestone names as its lead: (tidy name, verb, bracket as written).

    >>> [(n, v) for n, v, _ in find_leads("完成建设。（<b>市科工商务局、沙坪街道牵头</b>）由政府牵头推进。")]
    [('市科工商务局', '牵头'), ('沙坪街道', '牵头')]
    """
    text = strip_tags(raw)
    found = []
    for match in LEAD.finditer(text):
        names = split_units(match["names"])
        if names and all(ENDS.search(name) and len(name) <= _MAX_NAME for name, _ in names):
            found += [(name, match["verb"], match.group(0)) for name, _ in names]
    return found
