"""Related nodes by personalised PageRank, each with the path that explains it.

The walk starts at the nodes asked about, follows the edges that say something (a hub such as a status or a deadline
says nothing), and comes back with probability ``RESTART`` (Haveliwala, 2002). The explanation is the shortest path,
told by what both ends share.
"""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from graph.identifiers import task_of_part
from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf.ontology import label as term_label

RESTART = 0.2
STEPS = 30
MAX_HOPS = 4
WEIGHTS: dict[str, float] = {
    "responsible": 1.0,
    "ledBy": 1.0,
    "assignedTo": 1.0,
    "inPortfolioOf": 0.5,
    "underTheme": 0.4,
    "holdsPost": 0.5,
    "mentionsTown": 1.0,
    "mentionsVillage": 1.0,
    "mentionsCompany": 1.5,
    "mentionsProject": 1.2,
    "mentionsDocument": 1.5,
    "mentionsUnit": 0.8,
    "locatedIn": 1.0,
    "seatedIn": 1.0,
    "carriedOutBy": 2.0,
    "possiblySameAs": 2.0,
    "refersTo": 2.0,
    "sameWorkAs": 3.0,
    "continues": 3.0,
    "partOfUnit": 1.0,
    "collectiveIncludes": 0.2,
    "observes": 0.3,
}
"""How much an edge of each kind binds its ends."""
SHOWN = (
    "Task",
    "Unit",
    "CollectiveUnit",
    "Town",
    "Village",
    "Person",
    "Company",
    "Project",
    "PolicyDocument",
    "Theme",
    "Indicator",
)
"""Kinds that are worth naming as related."""
_FOLDED = ("Milestone", "StatusReport")
"""Kinds whose edges belong to their task: nobody looks for a single milestone."""


@dataclass(frozen=True, slots=True)
class RelatedNode:
    """A node near the ones asked about: its score, the path to it (node keys), and the path in words."""

    key: str
    score: float
    path: tuple[str, ...]
    why: str


class Relatedness:
    """Ready to answer what is related to what; made once for a graph."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self._links: dict[str, dict[str, tuple[float, str]]] = {}
        for start, end, values in kg.edges(data=True):
            self._add(start, end, values["kind"])
        self._near = {key: sorted(links, key=lambda one: -links[one][0]) for key, links in self._links.items()}
        self._keys = [key for key in kg if key in self._links]
        self._index = {key: position for position, key in enumerate(self._keys)}
        triples = [
            (self._index[start], self._index[end], weight)
            for start, links in self._links.items()
            for end, (weight, _) in links.items()
        ]
        sources, targets, weights = zip(*triples, strict=True) if triples else ((), (), ())
        self._sources = np.array(sources, dtype=np.int64)
        self._targets = np.array(targets, dtype=np.int64)
        total = np.bincount(self._sources, weights=weights, minlength=len(self._keys))
        self._shares = np.array(weights) / total[self._sources] if triples else np.array([])

    def _add(self, start: str, end: str, kind: str) -> None:
        one, other = self._owner(start), self._owner(end)
        if kind == "observes":
            indicator = next(
                (target for _, target, v in self._kg.out_edges(end, data=True) if v["kind"] == "ofIndicator"), ""
            )
            other = indicator
        weight = WEIGHTS.get(kind)
        if not weight or not one or not other or one == other:
            return
        for left, right in ((one, other), (other, one)):
            known = self._links.setdefault(left, {}).get(right)
            if known is None or known[0] < weight:
                self._links[left][right] = (weight, kind)

    def _owner(self, key: str) -> str:
        """The node a walk sees: the task of a milestone or report, the node itself otherwise."""
        return task_of_part(key) if self._kg.nodes[key]["kind"] in _FOLDED else key

    def related(self, seeds: Sequence[str], top_k: int = 12, kinds: Sequence[str] = SHOWN) -> list[RelatedNode]:
        """Return the nodes most related to the seeds, best first, the seeds left out.

        :param seeds: node keys; unknown ones are ignored.
        """
        start = [self._owner(seed) for seed in seeds if seed in self._kg]
        start = [seed for seed in dict.fromkeys(start) if seed in self._index]
        if not start:
            return []
        rank = self._walk(start)
        nodes = self._kg.nodes
        order = (int(position) for position in np.argsort(-rank, kind="stable") if rank[position] > 0)
        fitting = (p for p in order if self._keys[p] not in start and nodes[self._keys[p]]["kind"] in kinds)
        # A few more than asked for: some may lie further away than a path is told.
        near = list(islice(fitting, 2 * top_k))
        paths = self._paths(start, {self._keys[position] for position in near})
        found = [
            RelatedNode(key, float(rank[position]), paths[key], self._why(paths[key]))
            for position in near
            if (key := self._keys[position]) in paths
        ]
        return found[:top_k]

    def _walk(self, seeds: Sequence[str]) -> npt.NDArray[np.float64]:
        """Probability of each node in a walk that returns to the seeds; divided by its reach, so that hubs do not win."""
        restart = np.zeros(len(self._keys))
        restart[[self._index[seed] for seed in seeds]] = 1 / len(seeds)
        rank = restart
        for _ in range(STEPS):
            flow = np.bincount(self._targets, weights=rank[self._sources] * self._shares, minlength=len(self._keys))
            rank = RESTART * restart + (1 - RESTART) * flow
        reach = np.bincount(self._sources, minlength=len(self._keys))
        return np.asarray(rank / np.sqrt(np.maximum(reach, 1)))

    def _paths(self, seeds: Sequence[str], targets: set[str]) -> dict[str, tuple[str, ...]]:
        """The shortest path from any seed to each target, the strongest edges first; targets too far away left out."""
        before: dict[str, str] = dict.fromkeys(seeds, "")
        waiting = deque((seed, 0) for seed in seeds)
        missing = targets.difference(seeds)
        while waiting and missing:
            key, hops = waiting.popleft()
            if hops < MAX_HOPS:
                for near in self._near[key]:
                    if near not in before:
                        before[near] = key
                        missing.discard(near)
                        waiting.append((near, hops + 1))
        return {target: _back(before, target) for target in targets if target in before}

    def _why(self, path: Sequence[str]) -> str:
        """A path in words: what both ends share, or the chain of relations."""
        start, end = path[0], path[-1]
        if len(path) == 2:
            return f"{self._name(start)}—{self._relation(start, end)}—{self._name(end)}"
        if len(path) == 3:
            shared = self._shared(start, end)
            if shared:
                return shared
        steps = [self._name(start)]
        for left, right in itertools.pairwise(path):
            steps += [self._relation(left, right), self._name(right)]
        return "—".join(steps)

    def _shared(self, start: str, end: str) -> str:
        """What two nodes have in common, by the kind of it."""
        common = [key for key in self._links[start] if key in self._links[end]]
        tasks = [key for key in common if key.startswith("task/")]
        if tasks:
            return self._through_tasks(start, end, tasks)
        by_kind = Counter(self._kg.nodes[key]["kind"] for key in common)
        words = {"Theme": "同属“{}”", "Person": "同由{}分管", "Unit": "同由{}负责", "Town": "都与{}有关"}
        words |= dict.fromkeys(("Company", "Project", "PolicyDocument", "Village", "Indicator"), "都提到“{}”")
        order = ("Company", "Project", "PolicyDocument", "Village", "Indicator", "Unit", "Town", "Person", "Theme")
        for kind in order:
            if by_kind[kind]:
                names = [self._name(key) for key in common if self._kg.nodes[key]["kind"] == kind]
                return words[kind].format("”“".join(names[:2]))
        return ""

    def _through_tasks(self, start: str, end: str, tasks: Sequence[str]) -> str:
        actors = ("responsible", "ledBy", "assignedTo")
        both = [task for task in tasks if all(self._links[node][task][1] in actors for node in (start, end))]
        tasks = both or tasks
        kinds = {self._links[node][task][1] for node in (start, end) for task in tasks}
        named = "、".join(f"〔{self._kg.nodes[task]['identifier']}〕" for task in tasks[:3])
        more = f"等 {len(tasks)} 项任务" if len(tasks) > 3 else ""
        if both:
            leads = all(self._leads(node, task) for node in (start, end) for task in tasks)
            return f"共同{'牵头' if leads else '负责'}{named}{more}"
        return f"同在{named}{more}里（{'、'.join(sorted(term_label(kind) for kind in kinds))}）"

    def _leads(self, unit: str, task: str) -> bool:
        edges: Iterable[dict[str, object]] = (self._kg.get_edge_data(task, unit) or {}).values()
        return any(edge.get("role") == "lead" for edge in edges) or self._links[task][unit][1] == "ledBy"

    def _relation(self, left: str, right: str) -> str:
        return term_label(self._links[left][right][1])

    def _name(self, key: str) -> str:
        values = self._kg.nodes[key]
        if values["kind"] == "Task":
            return f"〔{values['identifier']}〕"
        return str(values["label"])


def _back(before: dict[str, str], target: str) -> tuple[str, ...]:
    path = [target]
    while before[path[-1]]:
        path.append(before[path[-1]])
    return tuple(reversed(path))
