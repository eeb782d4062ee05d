"""Several documents' graphs as one: what they share is one node, told of by the first that has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx

from graph.knowledge.graph_type import KnowledgeGraph

_GROWING = ("aliases", "spellings")
"""Values to which every document adds its own."""


def merged(graphs: Sequence[KnowledgeGraph]) -> KnowledgeGraph:
    """One graph of all; the only one there is stays as it is.

    A node of several keeps kind, label, document and lines of the first, and takes values from the others that it lacks.
    Edges belong to their document and are never shared.
    """
    if len(graphs) == 1:
        return graphs[0]
    kg: KnowledgeGraph = nx.MultiDiGraph()
    for graph in graphs:
        for key, values in graph.nodes(data=True):
            if key in kg:
                _add(kg.nodes[key], values)
            else:
                kg.add_node(key, **{name: _copied(value) for name, value in values.items()})
        kg.add_edges_from((start, end, dict(values)) for start, end, values in graph.edges(data=True))
    return kg


def _add(known: dict[str, Any], values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name in known and name in _GROWING:
            known[name] += [one for one in value if one not in known[name]]
        elif name not in known:
            known[name] = _copied(value)


def _copied(value: object) -> object:
    return list(value) if isinstance(value, list) else value
