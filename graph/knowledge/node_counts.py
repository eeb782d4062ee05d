"""Counts of a graph by kind, for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf.ontology import label


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of nodes and edges by kind (Chinese labels, most first), and the findings' sentences."""

    nodes: tuple[tuple[str, int], ...]
    edges: tuple[tuple[str, int], ...]
    findings: tuple[str, ...]


def graph_stats(kg: KnowledgeGraph) -> Stats:
    """Count a graph."""
    nodes = Counter(values["kind"] for _, values in kg.nodes(data=True))
    edges = Counter(values["kind"] for *_, values in kg.edges(data=True))
    findings = []
    for key, values in kg.nodes(data=True):
        if values["kind"] == "Finding":
            tasks = [kg.nodes[end]["identifier"] for _, end in kg.out_edges(key) if kg.nodes[end]["kind"] == "Task"]
            findings.append(f"〔{'、'.join(tasks)}〕{values['label']}（第 {'、'.join(map(str, values['lines']))} 行）")
    return Stats(
        tuple((label(kind), count) for kind, count in nodes.most_common()),
        tuple((label(kind), count) for kind, count in edges.most_common()),
        tuple(findings),
    )
