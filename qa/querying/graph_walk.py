"""The same conditions on the networkx graph: a second, independent reading that the tests hold against SPARQL."""

from __future__ import annotations

from collections.abc import Iterable

from graph.identifiers import mint
from graph.knowledge.graph_type import KnowledgeGraph
from qa.querying.conditions import (
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
    Names,
    Numbered,
    Responsible,
    Role,
    Starred,
    StatusMode,
    Tells,
    Under,
    fulfilled,
)

_MENTIONS = frozenset({"mentionsCompany", "mentionsDocument", "mentionsProject", "mentionsVillage"})
_UNDER = {"Person": "inPortfolioOf", "Category": "partOf", "Theme": "underTheme", "Part": "inPart"}


def fitting(condition: Condition, kg: KnowledgeGraph) -> set[str]:
    """Return the keys of the tasks for which a condition holds."""
    tasks = [key for key, values in kg.nodes(data=True) if values["kind"] == "Task"]
    return {task for task in tasks if holds(condition, task, kg)}


def holds(condition: Condition, task: str, kg: KnowledgeGraph) -> bool:
    """Whether a condition holds for a task."""
    return fulfilled(condition, lambda atom: _holds_atom(atom, task, kg))


def _holds_atom(condition: Atom, task: str, kg: KnowledgeGraph) -> bool:  # noqa: C901 - one short case per kind
    match condition:
        case Responsible():
            return _responsible(condition, task, kg)
        case Under(link):
            return any(end in link.keys for end in _ends(kg, task, {_UNDER[link.kind]}))
        case Names(link):
            return _names(link.keys, task, kg)
        case Tells(_, words):
            return any(word in text for text in _texts(task, kg) for word in words)
        case Starred():
            return bool(kg.nodes[task]["starred"])
        case HasStatus():
            return _has_status(condition, task, kg)
        case Due() | DueSaid():
            return _due(condition, task, kg)
        case Has():
            return _has(condition, task, kg)
        case Is(_, tasks):
            return kg.nodes[task]["identifier"] in tasks
        case Numbered(_, number):
            return bool(kg.nodes[task]["number"] == number)
        case Kinded(kind, role):
            return _of_kind(kind, role, task, kg)
        case Caused(_, kinds):
            reasons = (reason for part in _ends(kg, task, {"reports"}) for reason in _ends(kg, part, {"hasReason"}))
            return any(kg.nodes[reason].get("cause") in kinds for reason in reasons)


def _ends(kg: KnowledgeGraph, node: str, kinds: Iterable[str]) -> list[str]:
    return [end for _, end, values in kg.out_edges(node, data=True) if values["kind"] in kinds]


def _responsible(condition: Responsible, task: str, kg: KnowledgeGraph) -> bool:
    keys = condition.link.keys
    roles = {
        values["role"]
        for _, end, values in kg.out_edges(task, data=True)
        if values["kind"] == "responsible" and end in keys
    }
    match condition.role:
        case Role.ANY:
            return bool(roles)
        case Role.LEAD:
            return "lead" in roles
        case Role.PARTICIPANT:
            return "participant" in roles


def _of_kind(kind: str, role: Role, task: str, kg: KnowledgeGraph) -> bool:
    """Whether a unit of some kind answers for a task in a role."""
    return any(
        values["kind"] == "responsible" and values["role"] in _IN_ROLE[role] and kg.nodes[end]["kind"] == kind
        for _, end, values in kg.out_edges(task, data=True)
    )


def _names(keys: tuple[str, ...], task: str, kg: KnowledgeGraph) -> bool:
    """Whether a task names a thing, or what refers to it."""
    reached, open_ends = set[str](), _ends(kg, task, _MENTIONS)
    while open_ends:
        end = open_ends.pop()
        if end not in reached:
            reached.add(end)
            open_ends += _ends(kg, end, {"refersTo"})
    return any(key in reached for key in keys)


def _texts(task: str, kg: KnowledgeGraph) -> list[str]:
    """The title, milestones, narratives and other columns of a task."""
    nodes = kg.nodes
    told = [nodes[end].get("narrative", "") for end in _ends(kg, task, {"reports"})]
    steps = (nodes[end]["label"] for end in _ends(kg, task, {"hasMilestone"}))
    return [nodes[task]["label"], *steps, *told, *nodes[task].get("noted", ())]


def _has_status(condition: HasStatus, task: str, kg: KnowledgeGraph) -> bool:
    wanted = {mint("status", key) for key in condition.keys}
    if condition.mode is StatusMode.OVERALL:
        return any(end in wanted for end in _ends(kg, task, {"overallStatus"}))
    return any(end in wanted for part in _ends(kg, task, {"reports"}) for end in _ends(kg, part, {"hasStatus"}))


def _due(condition: Due | DueSaid, task: str, kg: KnowledgeGraph) -> bool:
    ends = [kg.nodes[end] for end in _ends(kg, task, {"dueBy"})]
    if isinstance(condition, DueSaid):
        return any(word in values["label"] for values in ends for word in condition.words)
    if condition.last and any(values.get("month") not in {None, *condition.months} for values in ends):
        return False
    return any(
        values.get("month") in condition.months
        and condition.day in {None, values.get("day") or 0}
        and condition.year in {None, values.get("year")}
        for values in ends
    )


def _has(condition: Has, task: str, kg: KnowledgeGraph) -> bool:
    kind, roles = _COUNTED[condition.what], _IN_ROLE[condition.role]
    edges = [(end, values) for _, end, values in kg.out_edges(task, data=True) if values["kind"] == kind]
    ends = {end for end, values in edges if kind != "responsible" or values["role"] in roles}
    if condition.what is Counted.TOWNS:
        ends = {end for end in ends if kg.nodes[end]["kind"] == "Town"}
    return condition.least <= len(ends) and (condition.most is None or len(ends) <= condition.most)


_IN_ROLE = {Role.LEAD: {"lead"}, Role.PARTICIPANT: {"participant"}, Role.ANY: {"lead", "participant"}}
_COUNTED = {
    Counted.MILESTONES: "hasMilestone",
    Counted.UNITS: "responsible",
    Counted.TOWNS: "responsible",
    Counted.LEADERS: "inPortfolioOf",
    Counted.DEADLINES: "dueBy",
    Counted.REPORTS: "reports",
}
