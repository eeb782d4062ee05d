"""The SPARQL store: Oxigraph on disk, opened read-only to answer.

Queries are made of fixed text and IRIs minted by Hetu; what a user typed never becomes part of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
from rdflib import Graph

from graph.errors import BuildError, PlanError


class Store:
    """A read-only RDF store."""

    def __init__(self, path: Path) -> None:
        try:
            self._store = pyoxigraph.Store.read_only(str(path))
        except (OSError, ValueError) as error:
            raise BuildError(f"图数据库 {path} 无法打开；请重新运行 hetu build") from error

    @classmethod
    def create(cls, path: Path, rdf: Graph) -> None:
        """Write a new store holding ``rdf``."""
        store = pyoxigraph.Store(str(path))
        content = rdf.serialize(format="nt").encode("utf-8")
        store.bulk_load(input=content, format=pyoxigraph.RdfFormat.N_TRIPLES)
        store.flush()

    def __len__(self) -> int:
        return len(self._store)

    def select(self, query: str) -> list[dict[str, str]]:
        """Run a SELECT query; every row as variable → value, unbound variables left out.

        :raises PlanError: the query is malformed or no SELECT.
        """
        try:
            solutions = self._store.query(query)
        except (SyntaxError, ValueError) as error:
            raise PlanError(f"SPARQL 查询有误：{error}") from error
        if not isinstance(solutions, pyoxigraph.QuerySolutions):
            raise PlanError("SPARQL 查询应为 SELECT")
        names = [variable.value for variable in solutions.variables]
        return [_row(names, solution) for solution in solutions]


def _row(names: Sequence[str], solution: pyoxigraph.QuerySolution) -> dict[str, str]:
    return {name: solution[name].value for name in names if solution[name] is not None}
