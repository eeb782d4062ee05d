"""Units in free text: those of the table under any of their names, other bodies of the county, bodies of other levels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from graph.language.text import narrow
from graph.mentions.spans import Span, longest
from graph.mentions.wording import is_everyday
from graph.names import RULE_SPELLING, general_names, unit_aliases, without_level
from graph.places.divisions import division_names

RULE_OTHER_LEVEL = "上级或外地单位"
RULE_GENERAL = "通用单位名"
_BODY = re.compile(
    r"(?:局|委|办|部|院|厅|署|会|处|队|所|中心|室|联|社|校|馆|机关|支行|分局|工委|团委|纪委|党校|股|科|公司|电视台|海关|（[^（）]+）)$"
)


class UnitFinder:
    """Finds units in folded texts."""

    def __init__(self, units: Mapping[str, Iterable[str]], county: str) -> None:
        """``units``: canonical name → spellings; ``county``: its official name, e.g. 鹤山市."""
        self._county = county
        self._own: dict[str, tuple[str, str]] = {}
        claimed: dict[str, set[str]] = {}
        for name, spellings in units.items():
            for alias in unit_aliases(name, spellings):
                text = without_level(narrow(alias.text))
                if len(text) > 1 and _BODY.search(alias.text):
                    claimed.setdefault(text, set()).add(name)
                    self._own.setdefault(text, (name, alias.rule))
        for name in units:
            self._own[without_level(narrow(name))] = (name, RULE_SPELLING)
        official = {without_level(narrow(name)) for name in units}
        for text, names in claimed.items():
            if len(names) > 1 and text not in official:
                del self._own[text]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        general = {without_level(name) for name in general_names() if _BODY.search(name)}
        offices = {f"{name[:-1]}厅" for name in general if name.endswith("局")}
        ordered = sorted((name for name in {*self._own, *general, *offices} if len(name) > 1), key=len, reverse=True)
        return re.compile(rf"(?P<level>[省市县区]?)(?P<name>{'|'.join(map(re.escape, ordered)) or r'(?!)'})")

    def find(self, text: str) -> list[Span]:
        """The units a folded text names, longest names first, none inside another."""
        found = (self._span(text, match) for match in self._pattern.finditer(text))
        return longest(span for span in found if span)

    def _span(self, text: str, match: re.Match[str]) -> Span | None:
        name, level, start, end = match["name"], match["level"], match.start(), match.end()
        if text.startswith("长", end) or (len(name) < 3 and not level):
            return None  # 教育局长 is a person; two characters may be anything
        place = self._place(text, match.start("name")) or self._place(text, start)
        if place:
            start = (
                match.start("name") - len(place) if text.endswith(place, 0, match.start("name")) else start - len(place)
            )
        if place and place.removesuffix(self._county[-1:]) != self._county[:-1]:
            return Span(start, end, text[start:end], RULE_OTHER_LEVEL)
        above = re.search(r"(?:国家|中央|全国)$", text[:start])
        if above:
            return Span(above.start(), end, text[above.start() : end], RULE_OTHER_LEVEL)
        if not level and re.search(r"(?:[镇乡]|街道?)\)?$", text[:start]):
            return None  # 各镇（街）应急办 is the towns' own
        if level == "省":
            return Span(start, end, text[start:end], RULE_OTHER_LEVEL)
        if name in self._own:
            return Span(start, end, *self._own[name])
        if not level or name.endswith("厅"):
            return None  # a general name without 市 may be anyone's
        return Span(start, end, f"{self._county[-1:]}{name}", RULE_GENERAL)

    @staticmethod
    def _place(text: str, start: int) -> str:
        """The division right before a name: 江门市 in 江门市教育局."""
        for length in range(min(8, start), 1, -1):
            place = text[start - length : start]
            if place in division_names() and (
                place[-1] in "省市县区旗州盟" or not is_everyday(place) or place in _provinces_and_cities()
            ):
                return place
        return ""


@lru_cache(maxsize=1)
def _provinces_and_cities() -> frozenset[str]:
    """Provinces and cities without their last word: common words or not, they are places before a unit's name."""
    return frozenset(name[:-1] for name in division_names() if name[-1] in "省市")
