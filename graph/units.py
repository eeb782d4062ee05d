"""Units of a table: collective units, and one canonical spelling for every unit."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from graph.language.numerals import read_integer
from graph.language.text import narrow, tidy
from graph.language.word_lists import words
from graph.names import bodies_called, body_of, without_level
from graph.places.divisions import County, Town

_TOWN_OFFICE = re.compile(r"^([^各]{1,6}(?:镇|乡|街道))(?:办事处|办|人民政府|政府|党委|党工委)$")
_ALL_TOWNS = re.compile(
    r"^(?:全[省市县区])?(?:各|所有|全部)(?P<which>(?:镇|乡|街道|街|办事处|人民政府|政府|、|和|及|（|）|/)+)$"
)
_COUNTED = re.compile(r"^(?:全[省市县区])?(?P<number>\d+|[二三四五六七八九十]+)个(?=[镇乡街])")
_OTHER_COLLECTIVES = {
    "members": r"成员单位$",
    "town-party-committees": r"^各(?:镇|街|乡).{0,6}党.{0,3}工?.{0,1}委$",
    "departments": r"^(?:市直|县直|区直).{0,6}(?:单位|部门)$|^(?:全?[市县区]级?)?各[^（）]{0,6}(?:部门|单位)$",
    "party-departments": r"^(?:市|县|区)委各部.{0,4}$",
    "concerned-units": r"^(?:市|县|区)?(?:各)?(?:有关|相关)(?:单位|部门).*$",
    "concerned-towns": r"^(?:各)?(?:有关|相关)(?:乡镇|镇|乡|街道).*$",
    "town-bodies": r"^(?:各|\d{1,3}个)?(?:乡?镇|乡)（[^（）]{1,2}）.*$",
    "by-role": r"(?:责任|牵头|承办|主办|参与|配合|协办|上级|政府各)(?:单位|部门)$",
}
"""Collective units other than all towns: ASCII key → pattern over the tidy name."""
_TWO_NAMES = re.compile(r"^(?P<first>[^（）]+)（(?P<second>[省市县区][^（）]{1,16}(?:局|委|办|中心|部|院))）$")
_OF_TOWNS = {
    "towns-and-subdistricts": "各镇（街）",
    "towns": "各镇",
    "subdistricts": "各街道",
}


def collective_kind(name: str) -> str | None:
    """Return the kind of a collective unit, ``None`` for a single unit.

    >>> [collective_kind(x) for x in ("各镇（街）", "各街（镇）", "各镇", "全县各乡镇人民政府、街道办事处")]
    ['towns-and-subdistricts', 'towns-and-subdistricts', 'towns', 'towns-and-subdistricts']
    >>> [collective_kind(x) for x in ("各街道办事处", "市妇儿工委各成员单位", "相关镇（街道）", "市教育局")]
    ['subdistricts', 'members', 'concerned-towns', None]
    >>> [collective_kind(x) for x in ("镇（街）", "10个镇（街）工会", "责任单位", "市教育局")]
    ['town-bodies', 'town-bodies', 'by-role', None]
    """
    tidied = tidy(name)
    towns = _ALL_TOWNS.match(tidied)
    if towns:
        which = towns["which"]
        subdistricts = "街" in which or "办事处" in which
        rural = "镇" in which or "乡" in which
        return "towns-and-subdistricts" if subdistricts and rural else "subdistricts" if subdistricts else "towns"
    other = next((key for key, pattern in _OTHER_COLLECTIVES.items() if re.search(pattern, tidied)), None)
    meant = narrow(tidied) in words("unit_words", "words", "kind", "alone")  # 责任单位: those meant, whoever they are
    return other or ("concerned-towns" if meant and tidied[0] in "镇乡街" else "concerned-units" if meant else None)


def collective_towns(kind: str, towns: Iterable[Town]) -> list[Town]:
    """List the towns a collective unit stands for: 各镇（街） all of them, 各镇 without the subdistricts, others none."""
    if kind in {"towns-and-subdistricts", "town-party-committees"}:
        return list(towns)
    if kind in {"towns", "subdistricts"}:
        return [town for town in towns if town.name.endswith("街道") == (kind == "subdistricts")]
    return []


def two_names(name: str) -> tuple[str, str] | None:
    """The two names of a body that bears both (县农业农村局（县乡村振兴局）), ``None`` for any other name.

    >>> two_names("县农业农村局（县乡村振兴局）"), two_names("市政府办公室（金融股）")
    (('县农业农村局', '县乡村振兴局'), None)
    """
    match = _TWO_NAMES.match(tidy(name))
    return (match["first"], match["second"]) if match else None


class UnitNames:
    """One canonical spelling for every unit of a table, by stated rules.

    Spellings that differ only in blanks, bracket width, a leading 市/县/区 or the county's name, or the last word
    委/局/管委会 are one unit; of them a spelling with its level is canonical, the one met most often (the first met, when
    equal). A short name of the general table is the body whose official name stands in the same table; the office or
    government of a town is the town. Collective units take the wording that the table uses most.
    """

    def __init__(self, names: Iterable[str], county: County | None = None) -> None:
        self._county = county.name if county else ""
        self._towns = {town.base: town.name for town in county.towns if len(town.base) > 1} if county else {}
        self._count = len(county.towns) if county else 0
        self._official = {town.name for town in county.towns} if county else set()
        self._counts: dict[str, Counter[str]] = {}
        for name in names:
            tidied = tidy(name)
            self._counts.setdefault(self._key(tidied), Counter())[tidied] += 1
        self._of_kind: dict[str, Counter[str]] = defaultdict(Counter)
        for spelling, count in (pair for counts in self._counts.values() for pair in counts.items()):
            if (kind := collective_kind(spelling)) in _OF_TOWNS and not _COUNTED.match(spelling):
                self._of_kind[kind][spelling] += count
        self._full = self._short_to_full()

    def _short_to_full(self) -> dict[str, str]:
        """Key of a short name (县经信局) → key of the one official name of that body in the same table."""
        # What ends in 机关 or 部门 is said of a body and of all its offices alike.
        names = {key: self._best(counts) for key, counts in self._counts.items()}
        names = {key: name for key, name in names.items() if not name.endswith(("机关", "部门"))}
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
        wording = self._usual_wording(tidied)
        if wording:
            return wording
        town = self._town(tidied)
        if town:
            return town
        both = two_names(tidied)
        if both and self._key(both[0]) in self._counts:
            tidied = both[0]  # the body stands under its first name alone too
        key = self._key(tidied)
        counts = self._counts.get(self._full.get(key, key))
        return self._best(counts) if counts else tidied

    @staticmethod
    def _best(counts: Counter[str]) -> str:
        leveled = [(name, count) for name, count in counts.items() if without_level(name) != name]
        return max(leveled or counts.items(), key=lambda pair: (pair[1], pair[0].endswith("管委会")))[0]

    def _town(self, name: str) -> str | None:
        """The town a name means: itself, its office, the county's name before it, or a suffix shared with another."""
        bare = name.removeprefix(self._county) if len(name) > len(self._county) + 1 else name
        office = _TOWN_OFFICE.match(bare)
        if office:
            bare = office[1]
        if bare in self._official:
            return bare
        base = re.sub(r"(?:镇|乡|街道)$", "", bare)
        if base in self._towns and (base != bare or name != bare):
            return self._towns[base]
        return bare if office else None

    def _key(self, name: str) -> str:
        """What spellings of one unit have in common."""
        stem = re.sub(r"^(?:市|县|区)(?=.{2,}$)", "", name.removeprefix(self._county) or name)
        return re.sub(r"(?:管理委员会|管委会|委员会|委|局)$", "", stem) if len(stem) > 3 else stem

    def _usual_wording(self, name: str) -> str | None:
        """各街（镇） → 各镇（街）, also 13个镇（街道） where the county has so many; open sets keep their own words."""
        counted = _COUNTED.match(name)
        if counted and read_integer(counted["number"]) == self._count:
            name = f"各{name[counted.end() :]}"
        kind = collective_kind(name)
        if kind not in _OF_TOWNS:
            return None
        met = {one: count for one, count in self._of_kind[kind].items() if ("乡" in one) == ("乡" in name)}
        return max(met, key=lambda one: met[one]) if met else _OF_TOWNS[kind]

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Canonical name → every spelling met."""
        found: dict[str, list[str]] = {}
        for counts in self._counts.values():
            for spelling in counts:
                found.setdefault(self.canonical(spelling), []).append(spelling)
        return {name: tuple(spellings) for name, spellings in found.items()}
