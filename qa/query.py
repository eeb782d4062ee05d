"""Plan → SPARQL → task ids.

A query is put together from fixed fragments and the IRIs of linked nodes in ``VALUES``; words of the question never
enter it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rdflib.namespace import RDFS

from graph.keys import mint
from graph.rdf import iri
from graph.store import Selects
from graph.vocabulary import ONTOLOGY
from qa.plan import Linked, QueryPlan, Role, StatusMode

_HEAD = f"PREFIX hetu: <{ONTOLOGY}>\nPREFIX rdfs: <{RDFS}>\nSELECT DISTINCT ?id WHERE {{\n  ?task a hetu:Task ; hetu:identifier ?id ."
_MENTIONS = "(hetu:mentionsCompany|hetu:mentionsDocument|hetu:mentionsProject|hetu:mentionsVillage)"
_UNIT_PROPERTY = {
    Role.ANY: "hetu:responsible",
    Role.LEAD: "hetu:leadUnit",
    Role.PARTICIPANT: "hetu:participatingUnit",
}


_BEARS = re.compile(r"负责|承担|主抓|责任|分管|做什么|干什么")
"""Words that ask for what a unit answers for, not for what only speaks of it."""


@dataclass(frozen=True, slots=True)
class ScopedQuery:
    """A SPARQL query and the scope its tasks have in the answer."""

    scope: str
    why: str
    sparql: str
    """Selects ``?id``, and where the reason differs from task to task ``?via``, which ``why`` takes for {via}."""


def compile_plan(plan: QueryPlan, base: str) -> list[ScopedQuery]:
    """The queries of a plan: the main one, and for units and towns those whose tasks are listed apart."""
    common = _common(plan, base)
    actors = (*plan.units, *plan.towns)
    if not actors:
        named = "、".join(f"“{thing.label}”" for thing in plan.things)
        return [ScopedQuery("direct", f"文字提到{named}" if named else "符合条件", _query(common)), *_maybe(plan, base)]
    main = [_actor(i, link, plan.role, base) for i, link in enumerate(actors)]
    queries = [ScopedQuery("direct", _why(plan), _query([*common, *_join(main, plan)]))]
    for link in actors:
        queries += _side_queries(link, plan, common, base)
    return queries


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


def _query(patterns: Sequence[str], more: str = "") -> str:
    return "\n".join(
        [
            _HEAD.replace("?id WHERE", f"?id {more} WHERE") if more else _HEAD,
            *(f"  {pattern}" for pattern in patterns),
            "}",
        ]
    )


def _maybe(plan: QueryPlan, base: str) -> list[ScopedQuery]:
    """Tasks that name what may be the same company or project: listed apart, never mixed in."""
    if not plan.things:
        return []
    others = replace(plan, things=())
    patterns = [
        *_common(others, base),
        _values("thing", plan.things, base),
        "{ ?thing hetu:possiblySameAs ?other } UNION { ?other hetu:possiblySameAs ?thing }",
        f"?task {_MENTIONS} ?other . ?other rdfs:label ?via .",
    ]
    return [ScopedQuery("mentioned", "提到可能相同的“{via}”", _query(patterns, "?via"))]


def _common(plan: QueryPlan, base: str) -> list[str]:
    patterns = [
        f"{_values(f'thing{i}', [thing], base)} ?task {_MENTIONS}/hetu:refersTo* ?thing{i} ."
        for i, thing in enumerate(plan.things)
    ]
    if len(patterns) > 1 and not plan.jointly:
        patterns = [" UNION ".join(f"{{ {pattern} }}" for pattern in patterns)]
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
    statuses = " ".join(str(iri(mint("status", key), base)) for key in plan.status.keys)
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
    if link.kind == "Unit" and plan.role is Role.ANY and not _BEARS.search(plan.question):
        mentioned = f"{value} ?task hetu:mentionsUnit ?unit ."
        side.append(ScopedQuery("mentioned", f"文字提到{link.label}", _query([*common, mentioned])))
    if link.kind == "Town" and plan.role is Role.ANY:
        # What the text says of the town comes before what a collective addressee implies.
        side.append(
            ScopedQuery(
                "mentioned", f"文字提到{link.label}", _query([*common, f"{value} ?task hetu:mentionsTown ?unit ."])
            )
        )
        side += [
            ScopedQuery("mentioned", why, _query([*common, f"{value} {path}"], "?via"))
            for why, path in _paths(link.label)
        ]
        collective = f"{value} ?task hetu:responsible ?all . ?all hetu:collectiveIncludes ?unit ; rdfs:label ?via ."
        side.append(
            ScopedQuery("collective", f"责任单位为“{{via}}”，包括{link.label}", _query([*common, collective], "?via"))
        )
    return side


def _paths(town: str) -> list[tuple[str, str]]:
    """How a task reaches a town through a village, a project or a company: why, and the pattern."""
    named = "rdfs:label ?via ."
    return [
        (f"文字提到{town}的{{via}}", f"?task hetu:mentionsVillage ?near . ?near hetu:locatedIn ?unit ; {named}"),
        (f"提到坐落在{town}的“{{via}}”", f"?task hetu:mentionsProject ?near . ?near hetu:seatedIn ?unit ; {named}"),
        (f"提到坐落在{town}的“{{via}}”", f"?task hetu:mentionsCompany ?near . ?near hetu:seatedIn ?unit ; {named}"),
    ]


def _values(variable: str, links: Iterable[Linked], base: str) -> str:
    iris = " ".join(str(iri(key, base)) for link in links for key in link.keys)
    return f"VALUES ?{variable} {{ {iris} }}"


def _why(plan: QueryPlan) -> str:
    return {
        Role.ANY: "责任单位栏点名",
        Role.LEAD: "列责任单位首位（牵头）",
        Role.PARTICIPANT: "列为责任单位，不牵头",
    }[plan.role]
