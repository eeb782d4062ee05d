"""How many statements, things, classes and properties a store holds, in all and in each of its graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Statistics:
    """What VoID tells of a graph."""

    triples: int
    entities: int
    """Things of the dataset's own address space."""
    classes: Mapping[str, int]
    """IRI → things of the class."""
    properties: Mapping[str, int]
    """IRI → statements."""
    of_classes: Mapping[str, Mapping[str, int]]
    """Class → property → statements about things of the class."""
    elsewhere: Mapping[str, int]
    """Start of addresses elsewhere → links that lead there."""


ELSEWHERE = {
    "https://sws.geonames.org/": "https://schema.org/sameAs",
    "http://qudt.org/vocab/unit/": "http://qudt.org/schema/qudt/hasUnit",
}
"""Start of the addresses of a data set to which things are linked → the property that does."""


def solutions(store: ox.Store, query: str, graph: str | None = None) -> list[list[str]]:
    """The rows of a SELECT query, their values as text, unbound ones left out.

    :param graph: the named graph to read instead of all statements.
    """
    graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = [ox.NamedNode(graph)] if graph else None
    found = store.query(query, default_graph=graphs)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("no SELECT")
    return [[str(term.value) for term in row if term is not None] for row in found]


def count(store: ox.Store, base: str, graph: str | None = None, own: str = "") -> Statistics:
    """Count a named graph, or all statements together.

    :param own: start of the classes whose properties are counted apart.
    """

    def rows(query: str) -> list[list[str]]:
        return solutions(store, query, graph)

    properties = {name: int(n) for name, n in rows("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")}
    classes = {name: int(n) for name, n in rows("SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c")}
    each = "{ SELECT DISTINCT ?s { ?s a ?c } }"  # everything of the dataset's own has a class
    ((entities,),) = rows(f'SELECT (COUNT(*) AS ?n) {{ {each} FILTER(STRSTARTS(STR(?s), "{base}id/")) }}')
    of_classes: dict[str, dict[str, int]] = defaultdict(dict)
    if own:
        apart = (
            f'SELECT ?c ?p (COUNT(*) AS ?n) {{ ?s a ?c ; ?p ?o FILTER(STRSTARTS(STR(?c), "{own}")) }} GROUP BY ?c ?p'
        )
        for kind, name, n in rows(apart):
            of_classes[kind][name] = int(n)
    linked = {}
    for start, by in ELSEWHERE.items():
        ((n,),) = rows(f'SELECT (COUNT(*) AS ?n) {{ ?s <{by}> ?o FILTER(STRSTARTS(STR(?o), "{start}")) }}')
        linked[start] = int(n)
    return Statistics(
        sum(properties.values()),
        int(entities),
        classes,
        properties,
        of_classes,
        {start: n for start, n in linked.items() if n},
    )
