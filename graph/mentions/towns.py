"""Towns in free text, official or bare; a town's name inside another name is no mention."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graph.language.segmentation import word_starts
from graph.mentions.wording import is_action, is_everyday
from graph.places.divisions import Town

RULE_OFFICIAL = "镇、街道的全名"
RULE_BARE = "省去“镇、街道”"

LONGER_NAME = (
    r"河|江|湖|山|桥|港|站|路|街(?!道)|大道|高速|水乡|中学|小学|幼儿园|学校|[一二三四五六七八九十]小|[一二三四五六七八九十]中|"
    r"医院|卫生院|分院|中心小学|中心幼儿园|中心校|中心卫生院|敬老院|派出所|司法所|流域|湾|岛|花|奖|市|县|州|市场|公园|林场|水库|国|大厦|广场|[一二三四五六七八九十]区|园(?!区)|消防|圩"
)
"""What follows a bare town name when it is only part of another name: rivers, roads, schools, sights, 共和国."""

_TRUSTED_SHARE = 0.3
"""Share of an everyday word's uses that must surely be the town, for the doubtful ones to count as well."""


@dataclass(frozen=True, slots=True)
class TownMention:
    """A town named in a text: the words used and their offset."""

    town: Town
    text: str
    offset: int

    @property
    def rule(self) -> str:
        """The rule by which the town was recognised."""
        return RULE_OFFICIAL if self.text == self.town.name else RULE_BARE


def town_mentions(
    text: str, towns: Collection[Town], villages: Collection[int] = (), trusted: Collection[str] = ()
) -> list[TownMention]:
    """Find the towns a text names, official or bare, in order.

    A bare name that only begins another name (a river, a school, a road) is no mention; one that is an everyday word
    needs its surroundings to speak for a place.

    :param trusted: everyday words that this table mostly uses for the town (see :func:`trusted_names`).
    :param villages: offsets at which villages of the county are named; what stands right before one is its town.

    >>> towns = (Town("440784105", "鹤城镇"), Town("440784001", "沙坪街道"))
    >>> [(m.town.name, m.text) for m in town_mentions("沙坪河经鹤城至杜阮，沙坪街道牵头", towns)]
    [('鹤城镇', '鹤城'), ('沙坪街道', '沙坪街道')]
    """
    found = []
    for town in towns:
        official = re.escape(town.name)
        bare = rf"{re.escape(town.base)}(?!{LONGER_NAME})"
        pattern = official if len(town.base) < 2 else rf"{official}|{bare}"
        for match in re.finditer(pattern, text):
            mention = TownMention(town, match.group(0), match.start())
            sure = mention.rule == RULE_OFFICIAL or not is_everyday(town.base) or match.end() in villages
            if (
                sure
                or _is_surely_place(text, match.start(), match.end(), towns)
                or (town.base in trusted and _may_be_place(text, match.start(), match.end()))
            ):
                found.append(mention)
    return sorted(found, key=lambda mention: mention.offset)


def town_in_name(name: str, town: Town, county: str) -> bool:
    """Whether the name of a project or company holds a town's (古劳水乡); a river's or a mountain's is not the town.

    A town's name that is an everyday word counts at the beginning only, or after the county's name.
    """
    if town.name in name:
        return True
    match = re.search(rf"{re.escape(town.base)}(?![河江湖山国湾市县])", name) if len(town.base) > 1 else None
    if match is None:
        return False
    before = name[: match.start()]
    return not is_everyday(town.base) or not before or before.endswith((county, county[:-1], "线", "(", "（", "至"))


def _beside_town(text: str, start: int, towns: Iterable[Town]) -> bool:
    """Whether another town stands right before, or before 、, 和 or 与: towns in a row."""
    before = text[max(0, start - 8) : start].rstrip("、和与及")
    return before.endswith(tuple(name for town in towns for name in (town.name, town.base) if len(name) > 1))


def trusted_names(texts: Collection[str], towns: Collection[Town]) -> frozenset[str]:
    """The towns' names that are everyday words but in these texts mostly stand where a place is meant."""
    total: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for town in (town for town in towns if len(town.base) > 1 and is_everyday(town.base)):
        pattern = re.compile(rf"{re.escape(town.base)}(?!{LONGER_NAME})(?!{re.escape(town.name[len(town.base) :])})")
        for text in texts:
            for match in pattern.finditer(text):
                total[town.base] += 1
                places[town.base] += _is_surely_place(text, match.start(), match.end(), towns)
    return frozenset(base for base in total if places[base] >= _TRUSTED_SHARE * total[base])


def _is_surely_place(text: str, start: int, end: int, towns: Iterable[Town]) -> bool:
    """Whether the words around a name speak for a place: in a row of towns, after 在 or a road's number, before 段."""
    if _beside_town(text, start, towns) or re.search(
        r"[在来赴到往至][^,。]?$|[市县区线]$", text[max(0, start - 2) : start]
    ):
        return True
    after = text[end:]
    if re.match(r"古镇|镇区|城区|片区|新区|老街|圩镇", after):
        return True
    bounded = not after or not "\u4e00" <= after[0] <= "\u9fff" or after[0] in "段至与两村"
    return bounded and _opens(text, start)


def _may_be_place(text: str, start: int, end: int) -> bool:
    """Whether a name begins a clause, or follows a verb, and no verb follows it."""
    starts = word_starts(text)
    following = next((text[end:b] for b in range(end + 1, min(len(text), end + 6) + 1) if b in starts), "")
    return _opens(text, start) and len(following) > 1 and not is_action(following)


def _opens(text: str, start: int) -> bool:
    before = text[:start]
    if not before or not "\u4e00" <= before[-1] <= "\u9fff" or before[-1] in "以从经由对线各":
        return True
    starts = word_starts(text)
    token = next((text[a:start] for a in range(start - 1, max(-1, start - 5), -1) if a in starts), "")
    return len(token) > 1 and is_action(token)
