"""Conditions → SPARQL → task ids.

A query is put together from fixed fragments and the IRIs of linked nodes in ``VALUES``; of the words of a question only
those of a topic enter it, Chinese characters as escaped literals.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from rdflib import Literal
from rdflib.namespace import RDFS, XSD

from graph.identifiers import mint
from graph.rdf.terms import iri
from graph.rdf.vocabulary import ONTOLOGY
from graph.sparql.store import Selects
from qa.querying.conditions import (
    AllOf,
    AnyOf,
    Atom,
    Caused,
    Condition,
    Counted,
    Due,
    DueSaid,
    Has,
    HasStatus,
    Is,
    Kinded,
    Linked,
    Names,
    NotThis,
    Numbered,
    Responsible,
    Role,
    Starred,
    StatusMode,
    Tells,
    Under,
    atoms,
    without,
)

_PREFIXES = f"PREFIX hetu: <{ONTOLOGY}>\nPREFIX rdfs: <{RDFS}>\n"
_TASK = "?task a hetu:Task ; hetu:identifier ?id ."
_MENTIONS = "(hetu:mentionsCompany|hetu:mentionsDocument|hetu:mentionsProject|hetu:mentionsVillage)"
_TEXTS = "(rdfs:label|hetu:hasMilestone/rdfs:label|hetu:reports/hetu:narrative|hetu:noted)"
UNIT_PROPERTY = {
    Role.ANY: "hetu:responsible",
    Role.LEAD: "hetu:leadUnit",
    Role.PARTICIPANT: "hetu:participatingUnit",
}
_CLASSES = {"Town": "Town", "Unit": "Unit"}
LANGUAGE = "zh-Hans"
"""The language of literals that are words."""
_UNDER = {"Person": "hetu:inPortfolioOf", "Category": "hetu:partOf", "Theme": "hetu:underTheme", "Part": "hetu:inPart"}
_COUNTED = {
    Counted.MILESTONES: "?task hetu:hasMilestone ?{part} .",
    Counted.UNITS: "?task hetu:responsible ?{part} .",
    Counted.TOWNS: "?task hetu:responsible ?{part} . ?{part} a hetu:Town .",
    Counted.LEADERS: "?task hetu:inPortfolioOf ?{part} .",
    Counted.DEADLINES: "?task hetu:dueBy ?{part} .",
    Counted.REPORTS: "?task hetu:reports ?{part} .",
}


@dataclass(frozen=True, slots=True)
class ScopedQuery:
    """A SPARQL query and the scope its tasks have in the answer."""

    scope: str
    why: str
    sparql: str
    """Selects ``?task`` and ``?id``, and where the reason differs from task to task ``?via``, which ``why`` takes for {via}."""


class Addresses(Protocol):
    """Where the things of a corpus stand: the base of its IRIs, and the key of every task."""

    base: str

    @property
    def keys(self) -> Mapping[str, str]:
        """Task id → the key of its node."""


class TaskRows:
    """A store whose rows tell tasks by the ids of a corpus: printed numbers repeat from document to document."""

    def __init__(self, store: Selects, addresses: Addresses) -> None:
        self._store, self._addresses = store, addresses

    @cached_property
    def _ids(self) -> dict[str, str]:
        return {iri(key, self._addresses.base).value: task for task, key in self._addresses.keys.items()}

    def select(self, query: str) -> list[dict[str, str]]:
        """Run a SELECT query; rows with a ``task`` have its id of the corpus as ``id``; tasks of no corpus are left out."""
        rows = self._store.select(query)
        for row in rows:
            if "task" in row:
                row["id"] = self._ids.get(row["task"], "")
        return [row for row in rows if row.get("id") != ""]


class Patterns:
    """Turns conditions into graph patterns about ``?task``, with variables of their own."""

    def __init__(self, addresses: Addresses) -> None:
        self._base = addresses.base
        self._keys = addresses.keys
        self._numbers = itertools.count()

    def of(self, condition: Condition) -> str:
        """The graph pattern of a condition."""
        match condition:
            case AllOf(parts):
                return " ".join(self.of(part) for part in parts)
            case AnyOf(parts):
                return " UNION ".join(f"{{ ?task a hetu:Task . {self.of(part)} }}" for part in parts)
            case NotThis(part):
                # Not FILTER NOT EXISTS, which is evaluated anew for every task.
                return f"MINUS {{ ?task a hetu:Task . {self.of(part)} }}"
            case _:
                return self._atom(condition)

    def _atom(self, condition: Atom) -> str:  # noqa: C901 - one short case per kind
        match condition:
            case Responsible(link, role):
                return self._responsible(link, role)
            case Under(link):
                unit = self._variable()
                return f"{self.values(unit, link)} ?task {_UNDER[link.kind]} ?{unit} ."
            case Names(link):
                thing = self._variable()
                return _once(f"{self.values(thing, link)} ?task {_MENTIONS}/hetu:refersTo* ?{thing} .")
            case Tells(_, words):
                text = self._variable()
                told = " || ".join(f"CONTAINS(?{text}, {Literal(word).n3()})" for word in words)
                return f"FILTER EXISTS {{ ?task {_TEXTS} ?{text} . FILTER({told}) }}"
            case Starred():
                return "?task hetu:starred true ."
            case HasStatus():
                return self._status(condition)
            case Due() | DueSaid():
                return self._due(condition) if isinstance(condition, Due) else self._due_said(condition)
            case Has():
                return self._has(condition)
            case Is(_, tasks):
                return f"VALUES ?task {{ {' '.join(str(iri(self._keys[task], self._base)) for task in tasks)} }}"
            case Numbered(_, number):
                return f"?task hetu:number {int(number)} ."
            case Kinded(kind, role):
                unit = self._variable()
                return _once(f"?task {UNIT_PROPERTY[role]} ?{unit} . ?{unit} a hetu:{_CLASSES[kind]} .")
            case Caused(_, kinds):
                reason, cause = self._variable(), self._variable()
                told = " ".join(Literal(kind, lang=LANGUAGE).n3() for kind in kinds)
                return _once(
                    f"VALUES ?{cause} {{ {told} }} ?task hetu:reports/hetu:hasReason ?{reason} . ?{reason} hetu:cause ?{cause} ."
                )

    def values(self, variable: str, link: Linked) -> str:
        """Bind a variable to the nodes of a link."""
        return f"VALUES ?{variable} {{ {' '.join(str(iri(key, self._base)) for key in link.keys)} }}"

    def _variable(self) -> str:
        return f"v{next(self._numbers)}"

    def _responsible(self, link: Linked, role: Role) -> str:
        unit = self._variable()
        pattern = f"{self.values(unit, link)} ?task {UNIT_PROPERTY[role]} ?{unit} ."
        return pattern

    def _status(self, condition: HasStatus) -> str:
        status = self._variable()
        iris = " ".join(str(iri(mint("status", key), self._base)) for key in condition.keys)
        if condition.mode is StatusMode.OVERALL:
            return f"VALUES ?{status} {{ {iris} }} ?task hetu:overallStatus ?{status} ."
        return _once(f"VALUES ?{status} {{ {iris} }} ?task hetu:reports/hetu:hasStatus ?{status} .")

    def _due(self, condition: Due) -> str:
        due, month, day = self._variable(), self._variable(), self._variable()
        months = " ".join(str(int(number)) for number in condition.months)
        pattern = f"VALUES ?{month} {{ {months} }} ?task hetu:dueBy ?{due} . ?{due} hetu:month ?{month} ."
        if condition.day == 0:
            pattern += f" FILTER NOT EXISTS {{ ?{due} hetu:day ?{day} . }}"
        elif condition.day:
            pattern += f" ?{due} hetu:day {int(condition.day)} ."
        if condition.year:
            pattern += f' ?{due} hetu:year "{int(condition.year):04d}"^^<{XSD.gYear}> .'
        if condition.last:
            other, later = self._variable(), self._variable()
            outside = f"FILTER(?{later} NOT IN ({months.replace(' ', ', ')}))"
            pattern += f" FILTER NOT EXISTS {{ ?task hetu:dueBy ?{other} . ?{other} hetu:month ?{later} . {outside} }}"
        return pattern

    def _due_said(self, condition: DueSaid) -> str:
        due, text = self._variable(), self._variable()
        told = " || ".join(f"CONTAINS(?{text}, {Literal(word).n3()})" for word in condition.words)
        return _once(f"?task hetu:dueBy ?{due} . ?{due} rdfs:label ?{text} . FILTER({told})")

    def _has(self, condition: Has) -> str:
        part, count = self._variable(), self._variable()
        counted = _COUNTED[condition.what].replace("{part}", part)
        counted = counted.replace(UNIT_PROPERTY[Role.ANY], UNIT_PROPERTY[condition.role])
        most = f" && ?{count} <= {int(condition.most)}" if condition.most is not None else ""
        return (
            f"{{ SELECT ?task (COUNT(DISTINCT ?{part}) AS ?{count}) WHERE {{ ?task a hetu:Task . "
            f"OPTIONAL {{ {counted} }} }} GROUP BY ?task }} "
            f"FILTER(?{count} >= {int(condition.least)}{most})"
        )


def _once(pattern: str) -> str:
    """A pattern by which a task may be found in several ways, each task once: ways of several patterns would multiply."""
    return f"{{ SELECT DISTINCT ?task WHERE {{ {pattern} }} }}"


def compile_condition(condition: Condition, addresses: Addresses) -> str:
    """The SPARQL query for the tasks for which a condition holds."""
    return _query(Patterns(addresses).of(condition))


def select_groups(conditions: str, pattern: str) -> str:
    """The SPARQL query for tasks with what they are grouped by: ``?task``, ``?group``, ``?label``."""
    return f"{_PREFIXES}SELECT DISTINCT ?task ?id ?group ?label WHERE {{\n  {_TASK}\n  {conditions}\n  {pattern}\n}}"


def side_queries(where: Condition, addresses: Addresses, *, bears: bool) -> list[ScopedQuery]:
    """The queries for tasks that are about the units, towns or things of a condition without fulfilling it: listed apart.

    :param bears: only what a unit answers for is asked, not what speaks of it.
    """
    actors = [atom for atom in atoms(where, positive=True) if isinstance(atom, Responsible)]
    common = without(where, (Responsible,))
    queries = [query for actor in actors for query in _side_queries(actor, common, addresses, bears=bears)]
    if not actors:
        queries += _maybe(where, addresses)
    return list(dict.fromkeys(queries))  # a name said twice is asked for once


def run(store: Selects, queries: Iterable[ScopedQuery]) -> list[tuple[str, str, str]]:
    """(task id, scope, why) for every task found; it keeps the first scope it is found in; listed apart, all reasons."""
    found: dict[str, tuple[str, str]] = {}
    for query in queries:
        told: dict[str, list[str]] = {}
        for row in store.select(query.sparql):
            told.setdefault(row["id"], []).append(row.get("via", ""))
        for task, via in told.items():
            why = query.why.replace("{via}", "、".join(dict.fromkeys(via)))
            scope, known = found.setdefault(task, (query.scope, why))
            if scope == "mentioned" and why not in known:
                found[task] = (scope, f"{known}；{why}")
    return [(task, scope, why) for task, (scope, why) in found.items()]


def _query(*patterns: str, via: bool = False) -> str:
    chosen = "?task ?id ?via" if via else "?task ?id"
    body = "\n  ".join(pattern for pattern in (_TASK, *patterns) if pattern)
    return f"{_PREFIXES}SELECT DISTINCT {chosen} WHERE {{\n  {body}\n}}"


def _maybe(where: Condition, addresses: Addresses) -> Iterator[ScopedQuery]:
    """Tasks that name what may be the same company or project: listed apart, never mixed in."""
    rest = without(where, (Names,))
    for atom in atoms(where, positive=True):
        if isinstance(atom, Names):
            patterns = Patterns(addresses)
            yield ScopedQuery(
                "mentioned",
                "提到可能相同的“{via}”",
                _query(
                    patterns.of(rest),
                    patterns.values("thing", atom.link),
                    "{ ?thing hetu:possiblySameAs ?other } UNION { ?other hetu:possiblySameAs ?thing }",
                    f"?task {_MENTIONS} ?other . ?other rdfs:label ?via .",
                    via=True,
                ),
            )


def _side_queries(actor: Responsible, common: Condition, addresses: Addresses, *, bears: bool) -> Iterator[ScopedQuery]:
    if actor.role is Role.PARTICIPANT:
        return
    link = actor.link
    for scope, why, path in _side_paths(actor, bears=bears):
        patterns = Patterns(addresses)
        via = "?via" in path
        yield ScopedQuery(scope, why, _query(patterns.of(common), patterns.values("unit", link), path, via=via))


def _side_paths(actor: Responsible, *, bears: bool) -> Iterator[tuple[str, str, str]]:
    """How a task is about a unit or town without naming it as responsible: scope, why, and the pattern.

    What the text says of a town comes before what a collective addressee implies.
    """
    name = actor.link.label
    yield "mentioned", f"节点中由{name}牵头或负责", "?task hetu:hasMilestone/(hetu:ledBy|hetu:assignedTo) ?unit ."
    if actor.role is not Role.ANY:
        return
    if actor.link.kind == "Unit" and not bears:
        yield "mentioned", f"文字提到{name}", "?task hetu:mentionsUnit ?unit ."
    if actor.link.kind == "Town":
        named = "rdfs:label ?via ."
        yield "mentioned", f"文字提到{name}", "?task hetu:mentionsTown ?unit ."
        yield (
            "mentioned",
            f"文字提到{name}的{{via}}",
            f"?task hetu:mentionsVillage ?near . ?near hetu:locatedIn ?unit ; {named}",
        )
        for kind in ("Project", "Company"):
            yield (
                "mentioned",
                f"提到坐落在{name}的“{{via}}”",
                f"?task hetu:mentions{kind} ?near . ?near hetu:seatedIn ?unit ; {named}",
            )
        yield (
            "collective",
            f"责任单位为“{{via}}”，包括{name}",
            f"?task hetu:responsible ?all . ?all hetu:collectiveIncludes ?unit ; {named}",
        )


def why_fitting(where: Condition) -> str:
    """Why a task of a set is in it, in Chinese."""
    roles = {atom.role for atom in atoms(where, positive=True) if isinstance(atom, Responsible)}
    things = [atom.link.label for atom in atoms(where, positive=True) if isinstance(atom, Names)]
    if len(roles) == 1:
        return _IN_ROLE[roles.pop()]
    return f"文字提到{'、'.join(f'“{thing}”' for thing in things)}" if things else "符合条件"


_IN_ROLE = {
    Role.ANY: "责任单位栏点名",
    Role.LEAD: "列责任单位首位（牵头）",
    Role.PARTICIPANT: "列为责任单位，不牵头",
}
