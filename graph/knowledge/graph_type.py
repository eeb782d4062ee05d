"""The type of the knowledge graph, apart from what builds it: those who only read it load nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    KnowledgeGraph = nx.MultiDiGraph[str]
else:  # networkx takes type parameters in its stubs only
    KnowledgeGraph = nx.MultiDiGraph

CONTINUES = "continues"
"""The kind of edge from a task to the one of an earlier year that it goes on with."""
Continuing = tuple[str, str, dict[str, Any]]
"""Such an edge: the keys of both tasks, and what is told of it."""
