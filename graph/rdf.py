"""networkx → RDF: one closed vocabulary, ASCII IRIs, zh-Hans labels, no blank nodes."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS, XSD

from graph.errors import VocabularyError
from graph.keys import mint, name_hash
from graph.kg import KnowledgeGraph
from graph.vocabulary import CLASS_LABELS, DEFAULT_BASE, HETU, ONTOLOGY, PROPERTY_LABELS, ROLES

_VALUES: dict[str, Callable[[Any], Literal]] = {
    "identifier": Literal,
    "number": lambda value: Literal(int(value)),
    "starred": lambda value: Literal(bool(value)),
    "narrative": lambda value: Literal(value, lang="zh-Hans"),
    "year": lambda value: Literal(f"{value:04d}", datatype=XSD.gYear),
    "month": lambda value: Literal(int(value)),
    "day": lambda value: Literal(int(value)),
    "rank": lambda value: Literal(int(value)),
    "code": Literal,
    "checksum": Literal,
    "role": Literal,
    "reference": Literal,
    "issued": Literal,
    "measure": lambda value: Literal(value, lang="zh-Hans"),
    "value": lambda value: decimal(value),
    "unit": Literal,
    "change": Literal,
    "comparison": Literal,
    "position": lambda value: Literal(int(value)),
    "period": Literal,
    "bound": Literal,
    "growth": lambda value: Literal(bool(value)),
}
_SOURCED = {"Task", "Milestone", "StatusReport", "Category", "Theme", "Observation", "Reason", "Finding"}
"""Kinds whose nodes carry their lines; of other things the edges do."""


def decimal(value: float) -> Literal:
    """Return an xsd:decimal that every serialisation writes alike, with a point.

    >>> decimal(331).n3()
    '"331.0"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    written = format(Decimal(str(value)), "f")
    return Literal(written if "." in written else f"{written}.0", datatype=XSD.decimal)


def base_iri() -> str:
    """Return the base of individuals' IRIs: ``HETU_BASE_IRI`` or the default."""
    base = os.environ.get("HETU_BASE_IRI") or DEFAULT_BASE
    if not base.startswith(("http://", "https://")) or not base.isascii() or any(c in base for c in ' <>"{}|\\^`'):
        raise VocabularyError(f"基础 IRI “{base}”无效：应为以 http:// 或 https:// 开头的 ASCII 网址")
    return base if base.endswith(("/", "#")) else f"{base}/"


def iri(key: str, base: str | None = None) -> URIRef:
    """Return the IRI of a node key.

    >>> iri("task/440784-2022-3-48", "https://example.org/")
    rdflib.term.URIRef('https://example.org/id/task/440784-2022-3-48')
    """
    return URIRef(f"{base or base_iri()}id/{key}")


def to_rdf(kg: KnowledgeGraph, base: str | None = None) -> Graph:
    """Write the graph as RDF, the terms' own labels included."""
    base = base or base_iri()
    rdf = Graph()
    rdf.bind("hetu", Namespace(ONTOLOGY))
    for kind in (
        "task",
        "unit",
        "town",
        "collective",
        "milestone",
        "report",
        "person",
        "post",
        "deadline",
        "status",
        "village",
        "company",
        "project",
        "policy",
        "indicator",
        "observation",
        "reason",
        "finding",
        "mention",
    ):
        rdf.bind(f"h{kind}", Namespace(f"{base}id/{kind}/"))
    _terms(rdf)
    for key, values in kg.nodes(data=True):
        _node(rdf, iri(key, base), values)
    for start, end, values in kg.edges(data=True):
        _edge(rdf, (start, end, values), base)
    return rdf


def _terms(rdf: Graph) -> None:
    labelled = [(RDFS.Class, CLASS_LABELS), (RDF.Property, PROPERTY_LABELS)]
    for kind, labels in labelled:
        for name, (chinese, english) in labels.items():
            term: URIRef = HETU[name]
            rdf.add((term, RDF.type, kind))
            rdf.add((term, RDFS.label, Literal(chinese, lang="zh-Hans")))
            rdf.add((term, RDFS.label, Literal(english, lang="en")))


def _node(rdf: Graph, node: URIRef, values: dict[str, Any]) -> None:
    label = SKOS.prefLabel if values["kind"] == "Status" else RDFS.label
    rdf.add((node, RDF.type, HETU[values["kind"]]))
    rdf.add((node, label, Literal(values["label"], lang="zh-Hans")))
    if values["kind"] == "Status":
        rdf.add((node, RDF.type, SKOS.Concept))
        rdf.add((node, RDFS.label, Literal(values["label"], lang="zh-Hans")))
    for name, literal in _VALUES.items():
        if name in values:
            rdf.add((node, HETU[name], literal(values[name])))
    if "announced" in values:
        rdf.add((node, HETU.announcedTasks, Literal(int(values["announced"]))))
    for alias, rule in values.get("aliases", ()):
        rdf.add((node, SKOS.altLabel, Literal(alias, lang="zh-Hans")))
        name = URIRef(f"{node}-name-{name_hash(alias)}")
        rdf.add((name, RDF.type, HETU.Name))
        rdf.add((name, RDFS.label, Literal(alias, lang="zh-Hans")))
        rdf.add((name, HETU.nameOf, node))
        rdf.add((name, HETU.rule, Literal(rule, lang="zh-Hans")))
    for spelling in values.get("spellings", ()):
        rdf.add((node, HETU.spelling, Literal(spelling, lang="zh-Hans")))
    if values["kind"] in _SOURCED:
        rdf.add((node, HETU.firstLine, Literal(values["lines"][0])))
        rdf.add((node, HETU.lastLine, Literal(values["lines"][-1])))
        rdf.add((node, DCTERMS.source, Literal(values["document"])))


def _edge(rdf: Graph, edge: tuple[str, str, dict[str, Any]], base: str) -> None:
    start, end, values = edge
    subject, target = iri(start, base), iri(end, base)
    rdf.add((subject, HETU[values["kind"]], target))
    if values["kind"] == "responsible":
        _responsibility(rdf, edge, base)
    elif values["kind"].startswith("mentions"):
        _mention(rdf, edge, base)
    elif values["kind"] == "fulfils":
        rdf.add((subject, HETU.degree, decimal(values["degree"])))
        rdf.add((subject, HETU.reached, Literal(bool(values["reached"]))))


def _mention(rdf: Graph, edge: tuple[str, str, dict[str, Any]], base: str) -> None:
    """A mention as a thing of its own: words, rule, lines and exact places."""
    start, end, values = edge
    key = mint(
        "mention",
        start.removeprefix("task/"),
        name_hash(f"{values['kind']} {end} {values['text']} {values.get('role', '')}"),
    )
    node = iri(key, base)
    rdf.add((node, RDF.type, HETU.Mention))
    rdf.add((node, RDFS.label, Literal(values["text"], lang="zh-Hans")))
    rdf.add((node, HETU.mentionedIn, iri(start, base)))
    rdf.add((node, HETU.mentionOf, iri(end, base)))
    rdf.add((node, HETU.rule, Literal(values["rule"], lang="zh-Hans")))
    if "role" in values:
        rdf.add((node, HETU.role, Literal(values["role"], lang="zh-Hans")))
    for line in values["lines"]:
        rdf.add((node, HETU.line, Literal(line)))
    for place in values["places"]:
        rdf.add((node, HETU.place, Literal(place)))


def _responsibility(rdf: Graph, edge: tuple[str, str, dict[str, Any]], base: str) -> None:
    start, end, values = edge
    subject, target, role = iri(start, base), iri(end, base), values["role"]
    link = iri(f"{start.replace('task/', 'responsibility/', 1)}-{end.split('/', 1)[1]}", base)
    rdf.add((subject, HETU.leadUnit if role == "lead" else HETU.participatingUnit, target))
    rdf.add((subject, HETU.qualifiedResponsibility, link))
    rdf.add((link, RDF.type, HETU.Responsibility))
    rdf.add((link, RDF.type, PROV.Association))
    rdf.add((link, HETU.responsibleUnit, target))
    rdf.add((link, HETU.role, Literal(ROLES[role][0], lang="zh-Hans")))
    for line in values["lines"]:
        rdf.add((link, HETU.line, Literal(line)))


def serialize(rdf: Graph, form: str) -> str:
    """Turtle or N-Triples, sorted so that the same graph gives the same bytes."""
    if form == "ntriples":
        lines = sorted(line for line in rdf.serialize(format="nt").split("\n") if line)
        return "\n".join(lines) + "\n"
    return rdf.serialize(format="turtle")
