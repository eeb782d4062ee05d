"""The SPARQL store: Oxigraph on disk, opened read-only to answer.

Queries are made of fixed text and IRIs minted by Hetu; what a user typed never becomes part of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pyoxigraph

from graph.errors import BuildError, PlanError
from graph.rdf.triples import union


class Selects(Protocol):
    """What answers SELECT queries: the embedded store, or an endpoint elsewhere (:class:`graph.sparql.remote.RemoteStore`)."""

    def select(self, query: str) -> list[dict[str, str]]:
        """Run a SELECT query; every row as variable → value, unbound variables left out."""


class Store:
    """A read-only RDF store.

    :param graphs: the named graphs that queries read; all statements when there are none.
    """

    def __init__(self, path: Path, graphs: Sequence[str] = ()) -> None:
        self._graphs: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph] | None = [
            pyoxigraph.NamedNode(graph) for graph in graphs
        ] or None
        try:
            self._store = pyoxigraph.Store.read_only(str(path))
            self._path = path
        except (OSError, RuntimeError, ValueError) as error:
            raise _damaged(path) from error

    @classmethod
    def create(cls, path: Path, quads: Sequence[pyoxigraph.Quad]) -> None:
        """Write a new store: every document's graph, and all statements together as the default graph.

        :raises OSError: it cannot be written.
        """
        try:
            store = pyoxigraph.Store(str(path))
            store.bulk_extend(quads)
            # A union made when asked would count what two documents share twice.
            store.bulk_extend(pyoxigraph.Quad(t.subject, t.predicate, t.object) for t in union(quads))
            store.flush()
        except RuntimeError as error:  # RocksDB over a full disk
            raise OSError(str(error)) from error

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


def _damaged(path: Path) -> BuildError:
    return BuildError(f"图数据库 {path} 无法打开，已损坏；请重新运行 hetu build")


def _row(names: Sequence[str], solution: pyoxigraph.QuerySolution) -> dict[str, str]:
    return {name: solution[name].value for name in names if solution[name] is not None}
