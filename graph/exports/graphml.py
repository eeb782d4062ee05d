"""The graph as GraphML, as igraph, networkx and Gephi all read it: one type an attribute, ids of their own for edges."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import well_formed
from graph.rdf.terms import base_iri, iri


def export_graphml(kg: KnowledgeGraph, base: str | None = None) -> str:
    """Write the graph as GraphML; lists become texts, since GraphML has only scalars.

    :param base: start of the things' addresses, which stand on the nodes.
    """
    base = base or base_iri()
    flat: KnowledgeGraph = nx.MultiDiGraph()
    nodes = {key: _scalars(values) | {"iri": iri(key, base).value} for key, values in sorted(kg.nodes.items())}
    edges = sorted(kg.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["kind"], str(edge[2])))
    told = [(start, end, _scalars(values)) for start, end, values in edges]
    of_nodes, of_edges = _numbers(nodes.values()), _numbers(values for *_, values in told)
    flat.add_nodes_from((key, _alike(values, of_nodes)) for key, values in nodes.items())
    for number, (start, end, values) in enumerate(told):
        flat.add_edge(start, end, key=f"e{number}", **_alike(values, of_edges))
    buffer = io.BytesIO()
    nx.write_graphml(flat, buffer, edge_id_from_attribute=None)
    return buffer.getvalue().decode("utf-8")


def _scalars(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _scalar(value) for name, value in values.items()}


def _scalar(value: Any) -> Any:
    plain = ",".join(map(str, value)) if isinstance(value, list) else value
    return well_formed(plain) if isinstance(plain, str) else plain


def _numbers(many: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The attributes that hold whole numbers and others: all of them are written as others."""
    types: dict[str, set[type]] = defaultdict(set)
    for values in many:
        for name, value in values.items():
            types[name].add(type(value))
    return frozenset(name for name, found in types.items() if found == {int, float})


def _alike(values: dict[str, Any], numbers: frozenset[str]) -> dict[str, Any]:
    return {name: float(value) if name in numbers else value for name, value in values.items()}
