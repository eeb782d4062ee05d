"""The graph as a file of the build: written once, read in milliseconds instead of being made again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import networkx as nx

from graph.errors import BuildError
from graph.kg import KnowledgeGraph


class _Graph(msgspec.Struct):
    nodes: list[tuple[str, dict[str, Any]]]
    edges: list[tuple[str, str, dict[str, Any]]]


def save_graph(kg: KnowledgeGraph, path: Path) -> None:
    """Write a graph, nodes and edges in their order."""
    content = _Graph([(key, dict(values)) for key, values in kg.nodes(data=True)], list(kg.edges(data=True)))
    path.write_bytes(msgspec.msgpack.encode(content))


def load_graph(path: Path) -> KnowledgeGraph:
    """Read what :func:`save_graph` wrote.

    :raises BuildError: the file is missing or broken.
    """
    try:
        content = msgspec.msgpack.decode(path.read_bytes(), type=_Graph)
    except (OSError, msgspec.DecodeError) as error:
        raise BuildError(f"图谱文件 {path} 无法读取；请重新运行 hetu build") from error
    kg: KnowledgeGraph = nx.MultiDiGraph()
    kg.add_nodes_from(content.nodes)
    kg.add_edges_from(content.edges)
    return kg
