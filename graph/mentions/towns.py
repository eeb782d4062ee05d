"""Towns in free text, official or bare; a town's name inside another name is no mention."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graph.places import Town

RULE_OFFICIAL = "镇、街道的全名"
RULE_BARE = "省去“镇、街道”"

_LONGER_NAME = (
    r"河|江|湖|山|桥|港|站|路|街(?!道)|大道|高速|水乡|中学|小学|幼儿园|学校|[一二三四五六七八九十]小|[一二三四五六七八九十]中|"
    r"医院|卫生院|分院|中心小学|中心幼儿园|中心校|中心卫生院|敬老院|派出所|司法所|市场|公园|林场|水库|国|党|大厦|广场|[一二三四五六七八九十]区|园(?!区)|消防|圩|灵"
)
"""What follows a bare town name when it is only part of another name: rivers, roads, schools, sights, 共和国."""


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


def town_mentions(text: str, towns: Iterable[Town]) -> list[TownMention]:
    """Find the towns a text names, official or bare, in order.

    A bare name that only begins another name (a river, a school, a road) is no mention.

    >>> towns = (Town("440784105", "鹤城镇"), Town("440784001", "沙坪街道"))
    >>> [(m.town.name, m.text) for m in town_mentions("沙坪河经鹤城至杜阮，沙坪街道牵头", towns)]
    [('鹤城镇', '鹤城'), ('沙坪街道', '沙坪街道')]
    """
    found = []
    for town in towns:
        official = re.escape(town.name)
        bare = rf"{re.escape(town.base)}(?!{_LONGER_NAME})"
        pattern = official if len(town.base) < 2 else rf"{official}|{bare}"
        found += [TownMention(town, match.group(0), match.start()) for match in re.finditer(pattern, text)]
    return sorted(found, key=lambda mention: mention.offset)
