"""The names of a graph: every alias with what it stands for, in one automaton."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.gazetteer import Gazetteer, Match
from graph.language.word_lists import words
from qa.understanding.aliases import Name, actor_aliases, thing_names, town_base
from qa.understanding.normal_form import wide

ANY_TOWN = Name("Town", "任何镇（街道）", ())
THINGS = ("Company", "PolicyDocument", "Project", "Village")
_ACTORS = frozenset({"Unit", "CollectiveUnit", "Town", "Person", "Category", "Theme", "Part"})
_MOST_READINGS = 3
_LOOSEST = 3


class NameIndex:
    """Aliases of units, towns, leaders, headings and things, in the normal form of questions."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        groups = [Name(kind, label, keys) for kind, label, keys in _grouped(kg)]
        self.names = groups
        self.counties = [str(values["label"]) for _, values in kg.nodes(data=True) if values["kind"] == "County"]
        self.bases = {town_base(name.label): name.label for name in groups if name.kind == "Town"}
        self.any_town = Name("Town", ANY_TOWN.label, _towns_and_all_of_them(kg, groups))
        self.actors = _resolved(_ranked(kg, groups, self.any_town))
        self.things = _things(kg)

    @cached_property
    def _actors_found(self) -> Gazetteer:
        return Gazetteer(self.actors)

    @cached_property
    def _things_found(self) -> Gazetteer:
        return Gazetteer(self.things)

    def actors_in(self, text: str) -> Iterator[tuple[Match, Name]]:
        """Every occurrence of an actor's alias, overlapping ones too."""
        return ((match, self.actors[match.name]) for match in self._actors_found.all(text))

    def things_in(self, text: str) -> Iterator[tuple[Match, Name]]:
        """Every occurrence of a thing's name, overlapping ones too."""
        return ((match, self.things[match.name]) for match in self._things_found.all(text))

    @cached_property
    def headings(self) -> dict[str, Name]:
        """Label → heading."""
        return {name.label: name for name in self.actors.values() if name.kind in {"Category", "Theme", "Part"}}

    @cached_property
    def units(self) -> dict[str, Name]:
        """Label → unit."""
        return {name.label: name for name in self.names if name.kind == "Unit"}

    @cached_property
    def spelt(self) -> list[str]:
        """All names, actors before things, the longest first: what a misspelt name may mean."""
        return [name for of in (self.actors, self.things) for name in sorted(of, key=len, reverse=True)]

    def is_own_place(self, word: str) -> bool:
        """Whether a word calls the county or one of its towns."""
        return word in self.bases or any(county.startswith(word) for county in self.counties)

    def labels(self, *kinds: str) -> list[str]:
        """The labels of some kinds, each once."""
        actors = (name.label for name in self.names if name.kind in kinds)
        things = (name.label for name in self.things.values() if name.kind in kinds)
        return list(dict.fromkeys([*actors, *things]))


def in_form(name: str) -> str:
    """A name as questions write it.

    >>> in_form("聚焦工业振兴，不断提升(一)")
    '聚焦工业振兴,不断提升（一）'
    """
    return wide(name if name.isascii() else unicodedata.normalize("NFKC", name))


def _ranked(kg: KnowledgeGraph, groups: Iterable[Name], any_town: Name) -> dict[str, list[tuple[int, Name]]]:
    found: dict[str, list[tuple[int, Name]]] = defaultdict(list)
    for name in groups:
        for alias, rank in actor_aliases(kg, name):
            if len(alias) > 1:
                found[in_form(alias)].append((rank, name))
    for wording in words("town_groups", "words", "kind", "any") if any_town.keys else ():
        found[in_form(wording)].append((_LOOSEST, any_town))
    return found


def _resolved(found: dict[str, list[tuple[int, Name]]]) -> dict[str, Name]:
    resolved = {alias: _resolve(names) for alias, names in found.items()}
    return {alias: name for alias, name in resolved.items() if name}


def _resolve(found: Sequence[tuple[int, Name]]) -> Name | None:
    """The name with the best rank; an alias that stands for two or three of a kind equally stands for all of them."""
    best = min(rank for rank, _ in found)
    names = sorted({name for rank, name in found if rank == best}, key=lambda name: name.label)
    if len(names) == 1:
        return names[0]
    kinds = {name.kind for name in names}
    if len(names) > _MOST_READINGS or len(kinds) > 1 or not kinds <= {"Unit", "Person"}:
        return None
    keys = tuple(key for name in names for key in name.keys)
    return Name(names[0].kind, "、".join(name.label for name in names), keys)


def _grouped(kg: KnowledgeGraph) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Nodes that a question may name, those of the same kind and label (in several documents) together."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    responsible = {end for _, end, values in kg.edges(data=True) if values["kind"] == "responsible"}
    for key, values in kg.nodes(data=True):
        if values["kind"] == "CollectiveUnit" and key not in responsible:
            continue  # 各责任单位, only spoken of: a way of speaking, no name
        if values["kind"] in _ACTORS:
            groups[values["kind"], values["label"]].append(key)
    return ((kind, label, tuple(keys)) for (kind, label), keys in groups.items())


def _towns_and_all_of_them(kg: KnowledgeGraph, groups: Iterable[Name]) -> tuple[str, ...]:
    """The keys of every town and of the collective units that stand for towns (各镇（街）)."""
    towns = [key for name in groups if name.kind == "Town" for key in name.keys]
    collective = {start for start, _, values in kg.edges(data=True) if values["kind"] == "collectiveIncludes"}
    return (*towns, *sorted(collective))


def _things(kg: KnowledgeGraph) -> dict[str, Name]:
    """Every name of a thing; a name that several nodes bear stands for all of them."""
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for key, values in kg.nodes(data=True):
        if values["kind"] in THINGS:
            for name in thing_names(values):
                names[in_form(name)][key] = None
    for key, values in kg.nodes(data=True):
        if values["kind"] == "Company":
            for _, other, edge in kg.out_edges(key, data=True):
                if edge["kind"] == "possiblySameAs" and edge["shares_name"]:
                    names[in_form(values["label"])][other] = None
    found = {}
    for name, keys in names.items():
        kind = min((kg.nodes[key]["kind"] for key in keys), key=THINGS.index)
        same = tuple(key for key in keys if kg.nodes[key]["kind"] == kind)
        found[name] = Name(kind, kg.nodes[same[0]]["label"] if len(same) == 1 else name, same)
    return found
