"""Tasks by what they have: units, towns, leaders, things named, months, statuses, causes. Read from the SPARQL store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.sparql.store import Selects
from qa.querying.conditions import Condition, Role
from qa.querying.sparql import UNIT_PROPERTY, Addresses, Patterns, select_groups
from qa.understanding.logical_form import Kind

_NAMED = "?task hetu:mentions{} ?group . ?group rdfs:label ?label ."
_PATTERNS = {
    Kind.TOWN: "?task {property} ?group . ?group a hetu:Town ; rdfs:label ?label .",
    Kind.UNIT: "?task {property} ?group . ?group rdfs:label ?label . MINUS { ?group a hetu:CollectiveUnit . }",
    Kind.LEADER: "?task hetu:inPortfolioOf ?group . ?group rdfs:label ?label .",
    Kind.THEME: "?task hetu:underTheme ?group . ?group rdfs:label ?label .",
    Kind.CATEGORY: "?task hetu:partOf ?group . ?group a hetu:Category ; rdfs:label ?label .",
    Kind.COMPANY: _NAMED.format("Company"),
    Kind.DOCUMENT: _NAMED.format("Document"),
    Kind.PROJECT: _NAMED.format("Project"),
    Kind.VILLAGE: _NAMED.format("Village"),
    Kind.MEASURE: "?task hetu:observes ?told . ?told (hetu:ofIndicator|hetu:ofQuantity) ?group . ?group rdfs:label ?label .",
    Kind.POST: "?task hetu:inPortfolioOf ?person . ?person hetu:holdsPost ?group . ?group rdfs:label ?label .",
    Kind.STATUS: "?task hetu:overallStatus ?group . ?group rdfs:label ?label .",
    Kind.MONTH: "?task hetu:dueBy ?due . ?due hetu:month ?group . BIND(CONCAT(STR(?group), '月') AS ?label)",
    Kind.CAUSE: "?task hetu:reports/hetu:hasReason ?told . ?told hetu:cause ?group . BIND(?group AS ?label)",
}
_ALL_OF_A_KIND = {
    Kind.TOWN: "?group a hetu:Town ; rdfs:label ?label .",
    Kind.LEADER: "?group a hetu:Person ; rdfs:label ?label .",
    Kind.CATEGORY: "?group a hetu:Category ; rdfs:label ?label .",
    Kind.THEME: "?group a hetu:Theme ; rdfs:label ?label .",
}
_PARTS = {
    Kind.ITEM: "?task hetu:hasMilestone ?group . BIND('节点' AS ?label)",
    Kind.UNIT: "?task hetu:responsible ?group . BIND('责任单位' AS ?label)",
    Kind.MONTH: "?task hetu:dueBy ?due . ?due hetu:month ?month ; rdfs:label ?label . "
    "OPTIONAL { ?due hetu:day ?day . } BIND(?month * 100 + COALESCE(?day, 99) AS ?group)",
}


@dataclass(frozen=True, slots=True)
class Group:
    """A thing with its tasks."""

    label: str
    tasks: tuple[str, ...]


def groups_of(
    store: Selects, addresses: Addresses, by: Kind, where: Condition, role: Role = Role.ANY, *, collective: bool = False
) -> tuple[list[Group], str]:
    """The things of a kind that the tasks of a condition have, each with those tasks; and the query that told them.

    :param collective: groups of units (各镇（街）) count as units.
    """
    pattern = _PATTERNS[by].replace("{property}", UNIT_PROPERTY[role])
    if collective:
        pattern = pattern.partition(" MINUS")[0]
    sparql = select_groups(Patterns(addresses).of(where), pattern)
    members: dict[tuple[str, str], dict[str, None]] = {}
    for row in store.select(sparql):
        members.setdefault((row["group"], row["label"]), {})[row["id"]] = None
    return [Group(label, tuple(tasks)) for (_, label), tasks in members.items()], sparql


def all_of_kind(store: Selects, by: Kind) -> list[str]:
    """The labels of all things of a kind that the documents know, whether tasks have them or not; empty for open kinds."""
    if by not in _ALL_OF_A_KIND:
        return []
    prefixes = select_groups("", "").partition("SELECT")[0]
    rows = store.select(f"{prefixes}SELECT DISTINCT ?group ?label WHERE {{ {_ALL_OF_A_KIND[by]} }}")
    return [row["label"] for row in rows]


def parts_of(
    store: Selects, addresses: Addresses, part: Kind, where: Condition
) -> tuple[dict[str, list[tuple[str, str]]], str]:
    """Task id → its milestones, units or deadlines as (key, label), of every task of a condition; and the query.

    Deadlines have month × 100 + day as key (99 for the end of the month).
    """
    sparql = select_groups(Patterns(addresses).of(where), _PARTS[part])
    found: dict[str, list[tuple[str, str]]] = {}
    for row in store.select(sparql):
        found.setdefault(row["id"], []).append((row["group"], row["label"]))
    return found, sparql


def ranked(numbers: Iterable[tuple[str, float]], *, most: bool, top: int | None) -> tuple[list[str], list[str]]:
    """The labels in order, and those of them that win: the first ``top`` and what equals the last of them.

    >>> ranked([("甲", 2), ("乙", 3), ("丙", 3)], most=True, top=1)
    (['乙', '丙', '甲'], ['乙', '丙'])
    """
    ordered = sorted(numbers, key=lambda pair: -pair[1] if most else pair[1])
    return [label for label, _ in ordered], _winners(ordered, top)


def _winners(ordered: Sequence[tuple[str, float]], top: int | None) -> list[str]:
    if top is None or top >= len(ordered):
        return [label for label, _ in ordered]
    last = ordered[top - 1][1]
    return [label for at, (label, number) in enumerate(ordered) if at < top or number == last]
