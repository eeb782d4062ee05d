"""Comparisons and rankings, computed from the graph: which town, unit, leader, theme … has the most, which task is due last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.sparql.store import Selects
from qa.parse import simplify
from qa.plan import Dimension, QueryPlan, Ranking
from qa.query import UNIT_PROPERTY, Patterns, compile_condition, select_groups
from qa.querying.conditions import Condition, Responsible, Role, Under, all_of, atoms

_GROUP_PATTERNS = {
    Dimension.TOWN: "?task {property} ?group . ?group a hetu:Town ; rdfs:label ?label .",
    Dimension.UNIT: "?task {property} ?group . ?group a hetu:Unit ; rdfs:label ?label .",
    Dimension.LEADER: "?task hetu:inPortfolioOf ?group . ?group rdfs:label ?label .",
    Dimension.THEME: "?task hetu:underTheme ?group . ?group rdfs:label ?label .",
    Dimension.CATEGORY: "?task hetu:partOf ?group . ?group a hetu:Category ; rdfs:label ?label .",
    Dimension.MONTH: "?task hetu:dueBy ?due . ?due hetu:month ?group . BIND(CONCAT(STR(?group), '月') AS ?label)",
    Dimension.DEADLINE: "?task hetu:dueBy ?due . ?due hetu:month ?month ; rdfs:label ?label . "
    "OPTIONAL { ?due hetu:day ?day . } BIND(?month * 100 + COALESCE(?day, 99) AS ?group)",
    Dimension.MILESTONES: "?task hetu:hasMilestone ?group . BIND('节点' AS ?label)",
    Dimension.UNITS: "?task hetu:responsible ?group . BIND('责任单位' AS ?label)",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that belong together: by whom or what, and which."""

    label: str
    tasks: tuple[str, ...]
    number: int
    """What is compared: how many tasks, milestones or units, or the date as month × 100 + day."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The winners of a ranking (several when equal), all groups in order, and the query that told them."""

    winners: tuple[Group, ...]
    groups: tuple[Group, ...]
    sparql: str


def rank(store: Selects, plan: QueryPlan, base: str) -> Ranked:
    """Group the tasks of a plan and order the groups, the one asked for first."""
    ranking = plan.ranking
    if ranking is None:
        raise ValueError("the plan has no ranking")
    role = role_asked(plan)
    pattern = _GROUP_PATTERNS[ranking.dimension].replace("{property}", UNIT_PROPERTY[role])
    sparql = select_groups(Patterns(base).of(plan.where), pattern)
    rows = store.select(sparql)
    groups = _per_task(rows, ranking) if ranking.dimension in _OF_ONE_TASK else _per_group(rows)
    ordered = sorted(groups, key=lambda group: -group.number if ranking.most else group.number)
    return Ranked(tuple(_winners(ordered, ranking.top)), tuple(ordered), sparql)


def role_asked(plan: QueryPlan) -> Role:
    """In which role units are counted; a role that a name bears (发改局牵头的) is that name's."""
    if any(atom.role is not Role.ANY for atom in atoms(plan.where) if isinstance(atom, Responsible)):
        return Role.ANY
    text = simplify(plan.question)
    lead, takes_part = re.search(r"(?<![不非未])牵头", text), re.search(r"参与|配合", text)
    if bool(lead) == bool(takes_part):
        return Role.ANY
    return Role.LEAD if lead else Role.PARTICIPANT


_OF_ONE_TASK = (Dimension.DEADLINE, Dimension.MILESTONES, Dimension.UNITS)


def _per_group(rows: Iterable[dict[str, str]]) -> list[Group]:
    members: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        members.setdefault((row["group"], row["label"]), {})[row["id"]] = None
    return [Group(label, tuple(tasks), len(tasks)) for (_, label), tasks in members.items()]


def _per_task(rows: Iterable[dict[str, str]], ranking: Ranking) -> list[Group]:
    """One group a task; of dates, the tasks with the same date together."""
    if ranking.dimension is Dimension.DEADLINE:
        dates: dict[int, tuple[str, dict[str, None]]] = {}
        for row in rows:
            dates.setdefault(int(row["group"]), (row["label"], {}))[1][row["id"]] = None
        return [Group(label, tuple(tasks), date) for date, (label, tasks) in dates.items()]
    parts: dict[str, set[str]] = {}
    for row in rows:
        parts.setdefault(row["id"], set()).add(row["group"])
    return [Group(task, (task,), len(found)) for task, found in parts.items()]


def _winners(ordered: Sequence[Group], top: int) -> list[Group]:
    """The first groups, and those equal to the last of them."""
    if len(ordered) <= top:
        return list(ordered)
    last = ordered[top - 1].number
    kept = list(ordered[:top])
    return kept + [group for group in ordered[top:] if group.number == last]


def compare(store: Selects, plan: QueryPlan, base: str) -> tuple[list[Group], str]:
    """The tasks of each of the conditions compared, most first, and the first query that was run."""
    groups, first = [], ""
    for condition in plan.compared:
        sparql = compile_condition(all_of([plan.where, condition]), base)
        first = first or sparql
        tasks = tuple(row["id"] for row in store.select(sparql))
        groups.append(Group(_label(condition), tasks, len(tasks)))
    return sorted(groups, key=lambda group: -group.number), first


def _label(condition: Condition) -> str:
    return "、".join(atom.link.label for atom in atoms(condition) if isinstance(atom, Responsible | Under))
