"""Towns and villages in the free text of one table: the two finders put together, since their names explain each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from graph.language.text import narrow
from graph.mentions.towns import TownMention, town_in_name, town_mentions, trusted_names
from graph.mentions.villages import VillageFinder, VillageMention
from graph.mentions.wording import is_everyday
from graph.places.divisions import County, Town, villages_of

RULE_SEAT_TOWN = "名称里有镇（街道）名"
RULE_SEAT_VILLAGE = "名称里有村（社区）名"


class PlaceFinder:
    """Finds the towns and villages of a county in folded texts."""

    def __init__(self, county: County | None, texts: Collection[str]) -> None:
        """``texts``: all folded texts of the table, from which it is seen which everyday words mean a town."""
        self.towns = county.towns if county else ()
        self.town_names = tuple(dict.fromkeys(name for town in self.towns for name in (town.name, town.base)))
        self._county = county.name if county else ""
        villages = villages_of(county) if county else ()
        self.village_names = tuple(v.base for v in villages if len(v.base) > 1 and not is_everyday(v.base))
        self._villages = VillageFinder(villages, self.towns)
        self._trusted = trusted_names(texts, self.towns)

    def find(self, text: str) -> tuple[list[TownMention], list[VillageMention]]:
        """The towns and villages a text names; the name of a village is not the town that is called alike."""
        villages = self._villages.find(text)
        towns = town_mentions(text, self.towns, {village.start for village in villages}, self._trusted)
        return [town for town in towns if not _inside(town, villages)], villages

    def towns_named(self, texts: Iterable[str]) -> list[str]:
        """The official names of the towns that texts name, each once, in reading order."""
        return list(dict.fromkeys(mention.town.name for text in texts for mention in self.find(text)[0]))

    def seats(self, name: str) -> list[tuple[Town, str, str]]:
        """The towns the name of a project or company seats it in: (town, rule, words)."""
        found = [(town, RULE_SEAT_TOWN, town.base) for town in self.towns if town_in_name(name, town, self._county)]
        plain = narrow(name)
        for village in self._villages.find(plain):
            if village.town and village.town not in [town for town, _, _ in found]:
                found.append((village.town, RULE_SEAT_VILLAGE, plain[village.start : village.end]))
        return found


def _inside(town: TownMention, villages: Sequence[VillageMention]) -> bool:
    end = town.offset + len(town.text)
    return any(village.start <= town.offset and end <= village.end for village in villages)
