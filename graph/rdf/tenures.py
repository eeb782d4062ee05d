"""Who held which posts in which year, with which tasks: a tenure for every leader of a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from rdflib.namespace import ORG, RDF, RDFS, TIME

from graph.identifiers import mint
from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf.statements import related, typed
from graph.rdf.terms import Statement, day, integer, iri, named, text
from graph.rdf.terms import year as year_of
from graph.rdf.vocabulary import HETU


class Tenures:
    """The tenures that one document tells of.

    :param document: the key of its node.
    :param values: of that node.
    :param county: the key of its county; ``None`` where it is not known.
    """

    def __init__(self, document: str, values: dict[str, Any], county: str | None) -> None:
        self._document, self._year, self._county = document, values.get("year"), county
        self._posts: dict[str, set[str]] = defaultdict(set)
        self._tasks: dict[str, set[str]] = defaultdict(set)
        self._lines: dict[str, set[int]] = defaultdict(set)

    def add(self, start: str, end: str, values: dict[str, Any]) -> None:
        """Take an edge into account; those of other kinds tell nothing."""
        if values["kind"] == "holdsPost":
            self._posts[start].add(end)
            self._lines[start].update(values["lines"])
        elif values["kind"] == "inPortfolioOf":
            self._tasks[end].add(start)
            self._lines[end].update(values["lines"])

    def statements(self, kg: KnowledgeGraph, base: str) -> Iterator[Statement]:
        """Everything about the tenures."""
        document, local = iri(self._document, base), self._document.partition("/")[2]
        if self._year:
            yield from related(document, "inYear", iri(mint("year", self._year), base))
            yield from _year(self._year, base)
        for person, lines in self._lines.items():
            tenure = iri(mint("tenure", local, person.rpartition("-")[2]), base)
            when = f"（{self._year}年）" if self._year else ""
            yield from typed(tenure, "Tenure", f"{kg.nodes[person]['label']}{when}")
            yield from related(tenure, "tenureOf", iri(person, base))
            if self._county:
                yield tenure, named(ORG.organization), iri(self._county, base)
            if self._year:
                yield tenure, named(HETU.year), year_of(self._year)
                yield tenure, named(ORG.memberDuring), iri(mint("year", self._year), base)
            yield from related(tenure, "sourceDocument", document)
            for post in self._posts[person]:
                yield from related(tenure, "tenurePost", iri(post, base))
            for task in self._tasks[person]:
                yield from related(iri(task, base), "inTenure", tenure)
            for line in lines:
                yield tenure, named(HETU.line), integer(line)


def _year(year: int, base: str) -> Iterator[Statement]:
    """A calendar year as an interval, with its first and last day."""
    node = iri(mint("year", year), base)
    yield from typed(node, "Year", f"{year}年")
    yield node, named(HETU.year), year_of(year)
    for told, date, label in (
        (TIME.hasBeginning, f"{year:04d}-01-01", f"{year}年1月1日"),
        (TIME.hasEnd, f"{year:04d}-12-31", f"{year}年12月31日"),
    ):
        end = iri(mint("day", date), base)
        yield node, named(told), end
        yield end, named(RDF.type), named(TIME.Instant)
        yield end, named(RDFS.label), text(label)
        yield end, named(TIME.inXSDDate), day(date)
