"""The graph as a file of the build: written once, read in milliseconds instead of being made again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import networkx as nx

from graph.knowledge.graph_type import KnowledgeGraph


class _Graph(msgspec.Struct):
    nodes: list[tuple[str, dict[str, Any]]]
    edges: list[tuple[str, str, dict[str, Any]]]


def save_graph(kg: KnowledgeGraph, path: Path) -> None:
    """Write a graph, nodes and edges in their order."""
    content = _Graph([(key, dict(values)) for key, values in kg.nodes(data=True)], list(kg.edges(data=True)))
    path.write_bytes(msgspec.msgpack.encode(content))


def load_graph(content: bytes) -> KnowledgeGraph:
    """Read what :func:`save_graph` wrote.

    :raises msgspec.DecodeError: it is something else.
    """
    read = msgspec.msgpack.decode(content, type=_Graph)
    kg: KnowledgeGraph = nx.MultiDiGraph()
    kg.add_nodes_from(read.nodes)
    kg.add_edges_from(read.edges)
    return kg
