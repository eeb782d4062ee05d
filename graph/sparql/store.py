"""The SPARQL store: Oxigraph on disk, opened read-only to answer.

Queries are made of fixed text and IRIs minted by Hetu; what a user typed never becomes part of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Protocol

import pyoxigraph

from graph.errors import BuildError, PlanError

_Graph = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph


class Selects(Protocol):
    """What answers SELECT queries: the embedded store, or an endpoint elsewhere (:class:`graph.sparql.remote.RemoteStore`)."""

    def select(self, query: str) -> list[dict[str, str]]:
        """Run a SELECT query; every row as variable → value, unbound variables left out."""


class Store:
    """A read-only RDF store.

    :param graphs: the named graphs that queries read; all statements when there are none.
    """

    def __init__(self, path: Path, graphs: Sequence[str] = ()) -> None:
        try:
            self._store = pyoxigraph.Store.read_only(str(path))
        except (OSError, RuntimeError, ValueError) as error:
            raise _damaged(path) from error
        self._path = path
        self._graphs = _named(graphs)

    def only(self, graphs: Sequence[str]) -> Store:
        """The same store, of which queries read some named graphs alone."""
        view = copy(self)
        view._graphs = _named(graphs)
        return view

    def __len__(self) -> int:
        try:
            return len(self._store)
        except (OSError, RuntimeError) as error:
            raise _damaged(self._path) from error

    def select(self, query: str) -> list[dict[str, str]]:
        """Run a SELECT query; every row as variable → value, unbound variables left out.

        :raises PlanError: the query is malformed or no SELECT.
        :raises BuildError: the store is damaged where the query reads.
        """
        try:
            solutions = self._store.query(query, default_graph=self._graphs)
            if not isinstance(solutions, pyoxigraph.QuerySolutions):
                raise PlanError("SPARQL 查询应为 SELECT")
            names = [variable.value for variable in solutions.variables]
            return [_row(names, solution) for solution in solutions]
        except (OSError, RuntimeError) as error:
            raise _damaged(self._path) from error
        except (SyntaxError, ValueError) as error:
            raise PlanError(f"SPARQL 查询有误：{error}") from error


def _named(graphs: Sequence[str]) -> list[_Graph] | None:
    return [pyoxigraph.NamedNode(graph) for graph in graphs] or None


def _damaged(path: Path) -> BuildError:
    return BuildError(f"图数据库 {path} 无法打开，已损坏；请重新运行 hetu build")


def _row(names: Sequence[str], solution: pyoxigraph.QuerySolution) -> dict[str, str]:
    return {name: solution[name].value for name in names if solution[name] is not None}
