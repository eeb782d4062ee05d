"""What a reader wants to see first of a thing: a task whole, or the tasks that a unit, town, leader or company has part in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.knowledge.graph_type import CONTINUES, KnowledgeGraph
from graph.rdf import ontology
from graph.records import Task
from graph.tables.alignment import tie_rule
from qa import Hetu
from ui.browse import address
from ui.facets import FACETS, Choice
from ui.looks import ROLES
from ui.problems import ROLES as REASON_ROLES

_NAMED = (
    "mentionsCompany",
    "mentionsDocument",
    "mentionsProject",
    "mentionsVillage",
    "mentionsTown",
    "mentionsUnit",
)
"""What the text of a task names, in this order."""
_TO_TASK = frozenset(
    {*_NAMED, "responsible", "inPortfolioOf", "overallStatus", "partOf", "underTheme", "inPart", "dueBy"}
)
_PARTS = frozenset({"hasMilestone", "reports"})


@dataclass(frozen=True, slots=True)
class Link:
    """A thing named on a page."""

    key: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a task: what was aimed at, what was reached."""

    measure: str
    role: str
    words: str
    fulfils: str = ""
    """The words of the target that an actual figure answers."""
    degree: float | None = None
    """How far the target was reached, 1 being all; ``None`` where no share says it."""
    reached: bool | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """A problem or cause of a task: how it is told, what it is about, and the milestone it holds up."""

    role: str
    kind: str
    words: str
    line: int
    milestone: int | None
    """The number of the milestone as printed; ``None`` when it is the whole task or not clear."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that stand to a thing in one relation."""

    label: str
    tasks: tuple[tuple[Link, str], ...]
    """Each with its status."""
    browse: str | None
    """Where the same tasks are among the facets."""
    statuses: tuple[tuple[str, int], ...]


class Entities:
    """Reads the graph for the pages of things."""

    def __init__(self, kg: Hetu) -> None:
        self._hetu = kg
        self._tasks = {key: task for task, key in kg.corpus.keys.items()}

    @property
    def _kg(self) -> KnowledgeGraph:
        return self._hetu.kg

    def place(self, document: str, lines: tuple[int, int]) -> str:
        """Where lines of a document stand, for a person."""
        return self._hetu.corpus.place_of(document, lines)

    def task(self, key: str) -> dict[str, Any] | None:
        """What the page of a task shows; ``None`` for another thing."""
        if key not in self._tasks:
            return None
        task = self._hetu.corpus.tasks[self._tasks[key]]
        return {
            "task": task,
            "units": self._links(key, "responsible"),
            "leader": self._links(key, "inPortfolioOf"),
            "under": [*self._links(key, "partOf"), *self._links(key, "underTheme")],
            "figures": list(self._figures(key)),
            "causes": list(self._causes(key)),
            "named": [(ontology.label(kind), links) for kind in _NAMED if (links := self._links(key, kind))],
            "same": [*self._links(key, "sameWorkAs"), *self._links(key, "sameWorkAs", incoming=True)],
            "before": self._links(key, CONTINUES),
            "after": self._links(key, CONTINUES, incoming=True),
            "items": _items(task),
            "reports": _reports(task),
            "all_told": _all_told(task),
        }

    def posts(self, key: str) -> list[str]:
        """The offices a person holds."""
        return [link.label for link in self._links(key, "holdsPost")] if key in self._kg else []

    def groups(self, key: str) -> list[Group]:
        """The tasks of any other thing, by the relation they stand in."""
        if key not in self._kg or key in self._tasks:
            return []
        label = self._kg.nodes[key]["label"]
        found: dict[tuple[str, str | None], list[str]] = defaultdict(list)
        for start, _, values in self._kg.in_edges(key, data=True):
            if values["kind"] in _TO_TASK and start in self._tasks:
                found[values["kind"], values.get("role")].append(start)
        return [self._group(kind, role, tasks, label) for (kind, role), tasks in found.items()]

    def _group(self, kind: str, role: str | None, tasks: list[str], label: str) -> Group:
        ordered = sorted(set(tasks), key=lambda key: self._hetu.corpus.order[self._tasks[key]])
        rows = tuple((self._link(key), self._kg.nodes[key].get("status") or "") for key in ordered)
        facet = next((f for f in FACETS if f.edge == kind and f.role == role), None)
        wording = ontology.label(kind) + (f"（{ROLES.get(role, role)}）" if role else "")
        return Group(
            label=wording,
            tasks=rows,
            browse=address(Choice({facet.name: (label,)})) if facet else None,
            statuses=tuple(Counter(status or "未写明" for _, status in rows).most_common()),
        )

    def _link(self, key: str, note: str = "") -> Link:
        label = self._kg.nodes[key]["label"]
        return Link(key, f"〔{self._tasks[key]}〕{label}" if key in self._tasks else label, note)

    def _links(self, key: str, kind: str, incoming: bool = False) -> list[Link]:
        edges = self._kg.in_edges(key, data=True) if incoming else self._kg.out_edges(key, data=True)
        found = {
            (start if incoming else end): ROLES.get(values.get("role") or "", "")
            for start, end, values in edges
            if values["kind"] == kind
        }
        return [self._link(end, note) for end, note in found.items()]

    def _figures(self, key: str) -> Iterator[Figure]:
        parts = [key, *(end for _, end, values in self._kg.out_edges(key, data=True) if values["kind"] in _PARTS)]
        seen_by_task = (
            end
            for part in parts
            for _, end, values in self._kg.out_edges(part, data=True)
            if values["kind"] == "observes"
        )
        for seen in dict.fromkeys(seen_by_task):
            node = self._kg.nodes[seen]
            aim = next(((e, v) for _, e, v in self._kg.out_edges(seen, data=True) if v["kind"] == "fulfils"), None)
            yield Figure(
                measure=node.get("measure") or node["label"],
                role=node.get("role") or "",
                words=node["label"],
                fulfils=self._kg.nodes[aim[0]]["label"] if aim else "",
                degree=aim[1].get("degree") if aim else None,
                reached=aim[1]["reached"] if aim else None,
                scope=_scope(node),
            )

    def _causes(self, key: str) -> Iterator[Cause]:
        """The problems and causes that the reports of a task tell, in their order."""
        for report in self._ends(key, "reports"):
            for reason in self._ends(report, "hasReason"):
                node = self._kg.nodes[reason]
                held = next(iter(self._ends(reason, "holdsUp")), None)
                number = None if held is None else self._kg.nodes[held]["number"]
                role = REASON_ROLES.get(node.get("role") or "", "")
                yield Cause(role, node["cause"], node["label"], node["lines"][0], number)

    def _ends(self, key: str, kind: str) -> list[str]:
        """Where the edges of a kind lead that leave a node, each once."""
        ends = (end for _, end, values in self._kg.out_edges(key, data=True) if values["kind"] == kind)
        return list(dict.fromkeys(ends))


def _scope(node: Mapping[str, Any]) -> str:
    """What a figure is of, in words for people."""
    if node.get("scopeKind") == "county":
        return "全市（县、区）"
    return node.get("scope") or ""


def _items(task: Task) -> list[dict[str, Any]]:
    """Every milestone beside its result: own status, what is told of it, and how that was found where no row says it."""
    found = []
    for milestone in task.milestones:
        tie = milestone.tie
        rule = tie_rule(tie) if tie else None
        shared = (
            "、".join(f"“{word}”" for word in tie.shared) if tie and tie.how in {"name", "words", "quantity"} else ""
        )
        found.append(
            {
                "no": milestone.no,
                "text": milestone.text.value,
                "starred": milestone.starred,
                "deadline": milestone.deadline.text if milestone.deadline else "",
                "leads": "、".join(dict.fromkeys(lead.name for lead in milestone.leads)),
                "line": milestone.text.source.line,
                "reported": tie is not None,
                "status": milestone.status or "",
                "told": task.told_of(milestone),
                "rule": f"{rule}：{shared}" if rule and shared else rule,
                "certainty": round(100 * tie.certainty) if tie else 0,
                "report_line": task.reports[tie.report].narrative.source.line if tie else 0,
            }
        )
    return found


def _all_told(task: Task) -> bool:
    """Whether everything that the reports tell stands beside a milestone."""
    told = {
        (milestone.tie.report, place)
        for milestone in task.milestones
        if milestone.tie
        for place in milestone.tie.stretch
    }
    return all(
        sum(end - start for number, (start, end) in told if number == position)
        >= len(report.narrative.value.rstrip()) - 1
        for position, report in enumerate(task.reports)
    )


def _reports(task: Task) -> list[dict[str, Any]]:
    return [
        {
            "status": report.status or "",
            "text": report.narrative.value,
            "line": report.narrative.source.line,
            "milestones": [task.milestones[place].no for place in report.milestones],
        }
        for report in task.reports
    ]


def task_of(kg: KnowledgeGraph, observation: str) -> str:
    """The key of the task that tells a figure, in its title or in one of its parts."""
    part = next(start for start, _, values in kg.in_edges(observation, data=True) if values["kind"] == "observes")
    if kg.nodes[part]["kind"] == "Task":
        return part
    return next(start for start, _, values in kg.in_edges(part, data=True) if values["kind"] in _PARTS)
