"""networkx → RDF: one closed vocabulary, ASCII IRIs, labels in zh-Hans, no blank nodes, one named graph per document."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad
from rdflib.namespace import ORG, PROV, RDF, SKOS, TIME

from graph.identifiers import mint, name_hash
from graph.knowledge.graph_type import CONTINUES, Continuing, KnowledgeGraph
from graph.mentions.measures import other_names
from graph.rdf import ontology
from graph.rdf.outward import outward
from graph.rdf.schemes import SCHEME_OF, action_status, schemes
from graph.rdf.statements import related, typed, valued
from graph.rdf.tenures import Tenures
from graph.rdf.terms import (
    Statement,
    base_iri,
    boolean,
    day,
    decimal,
    integer,
    iri,
    named,
    plain,
    quad_key,
    text,
    year,
)
from graph.rdf.vocabulary import HETU, ROLES

_SCHEMA = "https://schema.org/"
_QUOTED = named(PROV.wasQuotedFrom)
RULE_INDICATOR = "指标的另一通用名称"
_SKOSXL = "http://www.w3.org/2008/05/skos-xl#"
_SOURCED = {"Task", "Milestone", "StatusReport", "Category", "Theme", "Part", "Observation", "Reason", "Finding"}
"""Kinds whose nodes carry their lines; of other things the edges do."""
_INFERRED = {
    "seatedIn",
    "locatedIn",
    "possiblySameAs",
    "sameWorkAs",
    CONTINUES,
    "carriedOutBy",
    "partOfUnit",
    "refersTo",
    "covers",
    "holdsUp",
}
"""Edges that a rule made: each is told of by a link with the rule, the words and the lines."""
_VALUES: dict[str, Callable[[Any], Literal]] = {
    "number": integer,
    "starred": boolean,
    "narrative": text,
    "outcome": text,
    "year": year,
    "month": integer,
    "day": integer,
    "rank": integer,
    "code": plain,
    "checksum": plain,
    "reference": plain,
    "issued": plain,
    "measure": text,
    "value": decimal,
    "unit": plain,
    "change": plain,
    "comparison": plain,
    "position": integer,
    "period": plain,
    "bound": plain,
    "growth": boolean,
    "scope": text,
    "scopeKind": plain,
    "rankOf": plain,
    "scheduled": boolean,
    "setting": boolean,
    "cause": text,
}


_ROLE = {"Observation": HETU.figureRole, "Reason": HETU.reasonKind}
"""Kind of a node → the property of its ``role``."""
_SEVERAL = {"noted": "noted", "spelling": "spellings"}
"""Property of several texts → the value of a node that holds them."""


def to_quads(kg: KnowledgeGraph, base: str | None = None, going_on: Iterable[Continuing] = ()) -> list[Quad]:
    """Write the graph as sorted quads: a named graph for every document, and one for the vocabulary.

    What several documents share stands in the graph of each, so that every graph can be read alone.

    :param going_on: edges to tasks of earlier years, which the graph has not.
    """
    writer = _Writer(kg, base or base_iri(), going_on)
    found = [Quad(*statement, graph) for graph, statements in writer.graphs().items() for statement in statements]
    found += [Quad(t.subject, t.predicate, t.object, NamedNode(ontology.GRAPH)) for t in ontology.triples()]
    return sorted(set(found), key=quad_key)


class _Writer:
    """Writes the nodes and edges of a graph as statements."""

    def __init__(self, kg: KnowledgeGraph, base: str, going_on: Iterable[Continuing]) -> None:
        self._kg = kg
        self._base = base
        self._going_on = tuple(going_on)
        self._documents = {v["document"]: key for key, v in kg.nodes(data=True) if v["kind"] == "Document"}
        self._rows: set[NamedNode] = set()
        self._counties = {v["document"]: end for _, end, v in kg.edges(data=True) if v["kind"] == "inCounty"}

    def graphs(self) -> dict[NamedNode, set[Statement]]:
        """The statements of every document's graph."""
        graphs: dict[NamedNode, set[Statement]] = defaultdict(set)
        told_in: dict[str, set[str]] = defaultdict(set)
        tenures: dict[str, Tenures] = {
            name: Tenures(key, self._kg.nodes[key], self._counties.get(name)) for name, key in self._documents.items()
        }
        for key, values in self._kg.nodes(data=True):
            told_in[key].add(values["document"])
        for start, end, values in self._kg.edges(data=True):
            document = values["document"]
            told_in[start].add(document)
            told_in[end].add(document)
            tenures[document].add(start, end, values)
            graphs[self._graph(document)].update(self._edge(start, end, values))
        for start, end, values in self._going_on:  # what it goes on from is told in its own document alone
            graphs[self._graph(values["document"])].update(self._edge(start, end, values))
        for key, documents in told_in.items():
            statements = list(self._thing(key, self._kg.nodes[key]))
            for document in documents:
                graphs[self._graph(document)].update((*statements, *self._in_county(key, document)))
        for document, held in tenures.items():
            graphs[self._graph(document)].update(held.statements(self._kg, self._base))
        for graph in graphs.values():
            graph.update(schemes(self._base))
        return graphs

    def _iri(self, key: str) -> NamedNode:
        return iri(key, self._base)

    def _graph(self, document: str) -> NamedNode:
        return self._iri(self._documents[document])

    def _in_county(self, key: str, document: str) -> Iterator[Statement]:
        """That units are of the document's county, and posts those of its authority; bodies of other levels are not."""
        county = self._counties.get(document)
        kind, _, local = key.partition("/")
        if county and local.startswith(f"{county.partition('/')[2]}-"):
            if kind in {"unit", "collective"}:
                yield from related(self._iri(key), "inCounty", self._iri(county))
            elif kind == "post":
                yield self._iri(key), named(ORG.postIn), self._iri(county)

    def _thing(self, key: str, values: dict[str, Any]) -> Iterator[Statement]:
        node, kind = self._iri(key), values["kind"]
        if kind == "Indicator" and not values.get("listed"):
            kind = "Quantity"
        yield from typed(node, kind, values["label"])
        yield from self._values(node, kind, values)
        yield from self._texts(node, values)
        listed = [[name, RULE_INDICATOR] for name in other_names(values["label"])] if kind == "Indicator" else []
        for alias, rule in (*values.get("aliases", ()), *listed):
            yield from self._name(node, alias, rule)
        if scheme := SCHEME_OF.get(kind):
            yield node, named(SKOS.prefLabel), text(values["label"])
            yield node, named(SKOS.inScheme), self._iri(f"scheme/{scheme}")
        yield from outward(node, kind, values, self._base)
        if kind in _SOURCED:
            yield from self._source(node, kind, values)

    def _values(self, node: NamedNode, kind: str, values: dict[str, Any]) -> Iterator[Statement]:
        for name, literal in _VALUES.items():
            if name in values:
                yield from valued(node, name, literal(values[name]))
        if "identifier" in values:
            # Printed numbers are told apart by their document elsewhere; here the document is told by itself.
            stem = self._documents[values["document"]].partition("/")[2]
            yield from valued(node, "identifier", plain(values["identifier"].removeprefix(f"{stem}-")))
        if "role" in values:
            yield node, named(_ROLE[kind]), plain(values["role"])
        if "announced" in values:
            yield node, named(HETU.announcedTasks), Literal(int(values["announced"]))
        if kind == "Task" and (action := action_status(values.get("status"))):
            yield node, NamedNode(f"{_SCHEMA}actionStatus"), action
        if kind == "Deadline" and (due := _date(values)):
            yield node, named(RDF.type), named(TIME.Instant)
            yield node, named(TIME.inXSDDate), due
            yield from valued(node, "dueDate", due)

    @staticmethod
    def _texts(node: NamedNode, values: dict[str, Any]) -> Iterator[Statement]:
        for name, several in _SEVERAL.items():
            yield from ((node, named(HETU[name]), text(told)) for told in values.get(several, ()))

    def _name(self, node: NamedNode, alias: str, rule: str) -> Iterator[Statement]:
        name = NamedNode(f"{node.value}-name-{name_hash(alias)}")
        yield node, named(SKOS.altLabel), text(alias)
        yield node, NamedNode(f"{_SKOSXL}altLabel"), name
        yield from typed(name, "Name", alias)
        yield name, NamedNode(f"{_SKOSXL}literalForm"), text(alias)
        yield name, named(HETU.nameOf), node
        yield name, named(HETU.rule), text(rule)

    def _source(self, node: NamedNode, kind: str, values: dict[str, Any]) -> Iterator[Statement]:
        """The document, and every line as a row in which it is stated; what is an entity of PROV is quoted from there."""
        document = self._documents[values["document"]]
        yield from related(node, "sourceDocument", self._iri(document))
        yield node, named(HETU.firstLine), Literal(values["lines"][0])
        yield node, named(HETU.lastLine), Literal(values["lines"][-1])
        quoted = str(PROV.Entity) in ontology.known_classes(kind)
        for line in values["lines"]:
            row = self._iri(mint("row", document.split("/", 1)[1], line))
            yield from related(node, "statedIn", row)
            if quoted:
                yield node, _QUOTED, row
            if row not in self._rows:
                self._rows.add(row)
                yield from typed(row, "Row", f"第 {line} 行")
                yield row, named(HETU.line), Literal(line)
                yield from related(row, "sourceDocument", self._iri(document))

    def _edge(self, start: str, end: str, values: dict[str, Any]) -> Iterator[Statement]:
        kind = values["kind"]
        subject, target = self._iri(start), self._iri(end)
        if kind == "ofIndicator" and not self._kg.nodes[end].get("listed"):
            kind = "ofQuantity"
        yield from related(subject, kind, target)
        if kind == "partOf" and self._kg.nodes[start]["kind"] == "Theme":
            yield subject, named(SKOS.broader), target
        if kind == "responsible":
            yield from self._responsibility(start, end, values)
        elif kind.startswith("mentions"):
            yield from self._mention(start, end, values)
        elif kind == "fulfils":
            if "degree" in values:
                yield subject, named(HETU.degree), decimal(values["degree"])
            yield subject, named(HETU.reached), Literal(bool(values["reached"]))
        elif kind in _INFERRED and ("rule" in values or "text" in values):
            yield from self._link(start, end, values)

    def _mention(self, start: str, end: str, values: dict[str, Any]) -> Iterator[Statement]:
        """A mention as a thing of its own: words, rule, lines and exact places."""
        told = name_hash(f"{values['kind']} {end} {values['text']} {values.get('role', '')}")
        node = self._iri(mint("mention", start.removeprefix("task/"), told))
        yield from typed(node, "Mention", values["text"])
        yield node, named(HETU.mentionedIn), self._iri(start)
        yield node, named(HETU.mentionOf), self._iri(end)
        yield node, named(HETU.rule), text(values["rule"])
        if "role" in values:
            yield node, named(HETU.mentionVerb), text(values["role"])
        for line in values["lines"]:
            yield node, named(HETU.line), Literal(line)
        for place in values["places"]:
            yield node, named(HETU.place), plain(place)

    def _responsibility(self, start: str, end: str, values: dict[str, Any]) -> Iterator[Statement]:
        subject, target, role = self._iri(start), self._iri(end), values["role"]
        link = self._iri(f"{start.replace('task/', 'responsibility/', 1)}-{end.split('/', 1)[1]}")
        yield subject, named(HETU.leadUnit if role == "lead" else HETU.participatingUnit), target
        yield from related(subject, "qualifiedResponsibility", link)
        yield from typed(link, "Responsibility", f"{self._kg.nodes[end]['label']}{ROLES[role][0]}")
        yield from related(link, "responsibleUnit", target)
        yield link, named(HETU.role), text(ROLES[role][0])
        yield link, named(PROV.hadRole), self._iri(mint("role", role))
        yield link, named(PROV.hadPlan), self._graph(values["document"])
        yield link, named(HETU.rule), text(values["rule"])
        for line in values["lines"]:
            yield link, named(HETU.line), Literal(line)

    def _link(self, start: str, end: str, values: dict[str, Any]) -> Iterator[Statement]:
        """An inferred relation as a thing of its own: the rule, the words, the lines."""
        node = self._iri(mint("link", name_hash(f"{start} {values['kind']} {end}")))
        yield from typed(node, "Link", ontology.label(values["kind"]))
        yield node, named(HETU.linkFrom), self._iri(start)
        yield node, named(HETU.linkTo), self._iri(end)
        yield node, named(HETU.linkBy), named(HETU[values["kind"]])
        if "rule" in values:
            yield node, named(HETU.rule), text(values["rule"])
        if "certainty" in values:
            yield node, named(HETU.certainty), decimal(values["certainty"])
        for words in (values.get("text"), values.get("other_text")):
            if words:
                yield node, named(HETU.wording), text(words)
        for line in values["lines"]:
            yield node, named(HETU.line), Literal(line)


def _date(values: dict[str, Any]) -> Literal | None:
    """The day a deadline means; the last of the month where none is told."""
    of_year, month = values.get("year"), values.get("month")
    if not of_year or not month:
        return None
    last = calendar.monthrange(of_year, month)[1]
    return day(f"{of_year:04d}-{month:02d}-{min(values.get('day') or last, last):02d}")
