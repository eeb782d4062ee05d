"""Plan → SPARQL → task ids.

A query is put together from fixed fragments and the IRIs of linked nodes in ``VALUES``; words of the question never
enter it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.keys import mint
from graph.rdf import iri
from graph.store import Store
from graph.vocabulary import ONTOLOGY
from qa.plan import Linked, QueryPlan, Role, StatusMode

_HEAD = f"PREFIX hetu: <{ONTOLOGY}>\nSELECT DISTINCT ?id WHERE {{\n  ?task a hetu:Task ; hetu:identifier ?id ."
_UNIT_PROPERTY = {
    Role.ANY: "hetu:responsible",
    Role.LEAD: "hetu:leadUnit",
    Role.PARTICIPANT: "hetu:participatingUnit",
}


@dataclass(frozen=True, slots=True)
class ScopedQuery:
    """A SPARQL query and the scope its tasks have in the answer."""

    scope: str
    why: str
    sparql: str


def compile_plan(plan: QueryPlan, base: str) -> list[ScopedQuery]:
    """The queries of a plan: the main one, and for units and towns those whose tasks are listed apart."""
    common = _common(plan, base)
    actors = (*plan.units, *plan.towns)
    if not actors:
        return [ScopedQuery("direct", "符合条件", _query(common))]
    main = [_actor(i, link, plan.role, base) for i, link in enumerate(actors)]
    queries = [ScopedQuery("direct", _why(plan), _query([*common, *_join(main, plan)]))]
    for link in actors:
        queries += _side_queries(link, plan, common, base)
    return queries


def run(store: Store, queries: Iterable[ScopedQuery]) -> list[tuple[str, str, str]]:
    """(task id, scope, why) for every task found; a task keeps the first scope it is found in."""
    found: dict[str, tuple[str, str]] = {}
    for query in queries:
        for row in store.select(query.sparql):
            found.setdefault(row["id"], (query.scope, query.why))
    return [(task, scope, why) for task, (scope, why) in found.items()]


def _query(patterns: Sequence[str]) -> str:
    return "\n".join([_HEAD, *(f"  {pattern}" for pattern in patterns), "}"])


def _common(plan: QueryPlan, base: str) -> list[str]:
    patterns = []
    if plan.leaders:
        patterns += [_values("leader", plan.leaders, base), "?task hetu:inPortfolioOf ?leader ."]
    if plan.categories:
        patterns += [_values("category", plan.categories, base), "?task hetu:partOf ?category ."]
    if plan.themes:
        patterns += [_values("theme", plan.themes, base), "?task hetu:underTheme ?theme ."]
    if plan.starred:
        patterns.append("?task hetu:starred true .")
    return patterns + _status(plan, base) + _deadline(plan)


def _status(plan: QueryPlan, base: str) -> list[str]:
    if not plan.status:
        return []
    statuses = " ".join(iri(mint("status", key), base).n3() for key in plan.status.keys)
    values = f"VALUES ?status {{ {statuses} }}"
    match plan.status.mode:
        case StatusMode.ANY:
            return [values, "?task hetu:reports/hetu:hasStatus ?status ."]
        case StatusMode.OVERALL:
            return [values, "?task hetu:overallStatus ?status ."]
        case StatusMode.NOT_OVERALL:
            return [
                "?task hetu:overallStatus ?any .",
                f"FILTER NOT EXISTS {{ {values} ?task hetu:overallStatus ?status . }}",
            ]


def _deadline(plan: QueryPlan) -> list[str]:
    if not plan.deadline:
        return []
    patterns = [f"?task hetu:dueBy ?due . ?due hetu:month {int(plan.deadline.month)} ."]
    if plan.deadline.day == 0:
        patterns.append("FILTER NOT EXISTS { ?due hetu:day ?day . }")
    elif plan.deadline.day:
        patterns.append(f"?due hetu:day {int(plan.deadline.day)} .")
    return patterns


def _actor(position: int, link: Linked, role: Role, base: str) -> str:
    variable = f"unit{position}"
    pattern = f"{_values(variable, [link], base)} ?task {_UNIT_PROPERTY[role]} ?{variable} ."
    if role is Role.PARTICIPANT:
        pattern += f" FILTER NOT EXISTS {{ ?task hetu:hasMilestone/hetu:ledBy ?{variable} . }}"
    return pattern


def _join(patterns: Sequence[str], plan: QueryPlan) -> list[str]:
    """Several units or towns: all of them when asked for jointly or of different kinds, else any of them."""
    if len(patterns) == 1 or plan.jointly or (plan.units and plan.towns):
        return list(patterns)
    return [" UNION ".join(f"{{ {pattern} }}" for pattern in patterns)]


def _side_queries(link: Linked, plan: QueryPlan, common: Sequence[str], base: str) -> list[ScopedQuery]:
    value = _values("unit", [link], base)
    side = [
        ScopedQuery(
            "mentioned",
            f"节点中由{link.label}牵头或负责",
            _query([*common, f"{value} ?task hetu:hasMilestone/(hetu:ledBy|hetu:assignedTo) ?unit ."]),
        )
    ]
    if plan.role is Role.PARTICIPANT:
        side = []
    if link.kind == "Town" and plan.role is Role.ANY:
        side.append(
            ScopedQuery(
                "collective",
                f"责任单位为集体单位，包括{link.label}",
                _query([*common, f"{value} ?task hetu:responsible/hetu:collectiveIncludes ?unit ."]),
            )
        )
        side.append(
            ScopedQuery(
                "mentioned", f"文字提到{link.label}", _query([*common, f"{value} ?task hetu:mentionsTown ?unit ."])
            )
        )
    return side


def _values(variable: str, links: Iterable[Linked], base: str) -> str:
    iris = " ".join(iri(key, base).n3() for link in links for key in link.keys)
    return f"VALUES ?{variable} {{ {iris} }}"


def _why(plan: QueryPlan) -> str:
    return {
        Role.ANY: "责任单位栏点名",
        Role.LEAD: "列责任单位首位（牵头）",
        Role.PARTICIPANT: "列为责任单位，不牵头",
    }[plan.role]
