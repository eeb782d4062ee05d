"""Terms of the RDF: IRIs of individuals, literals that every syntax writes alike, the order of statements."""

from __future__ import annotations

import os
from collections.abc import Iterable
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, Triple
from rdflib.namespace import RDF, RDFS, SKOS, XSD

from graph.errors import VocabularyError
from graph.identifiers import document_code, mint
from graph.language.text import well_formed
from graph.rdf.vocabulary import DEFAULT_BASE, checked_iri
from graph.records import DocumentInfo

Term = NamedNode | Literal
Statement = tuple[NamedNode, NamedNode, Term]


def named(iri: object) -> NamedNode:
    """Return the node of an IRI."""
    return NamedNode(str(iri))


def base_iri() -> str:
    """Return the base of individuals' IRIs: ``HETU_BASE_IRI`` or the default."""
    base = checked_iri(os.environ.get("HETU_BASE_IRI"), DEFAULT_BASE, "基础 IRI")
    return base if base.endswith(("/", "#")) else f"{base}/"


def iri(key: str, base: str | None = None) -> NamedNode:
    """Return the IRI of a node key.

    >>> iri("task/440784-2022-3-48", "https://example.org/").value
    'https://example.org/id/task/440784-2022-3-48'
    """
    return NamedNode(f"{base or base_iri()}id/{key}")


def graph_iri(info: DocumentInfo, base: str | None = None) -> NamedNode:
    """Return the name of the graph in which the statements of a document stand: the document's own IRI."""
    return iri(mint("document", document_code(info)), base)


def text(value: object) -> Literal:
    """Return a literal in Chinese."""
    return Literal(well_formed(str(value)), language="zh-Hans")


def plain(value: object) -> Literal:
    """Return a literal that is a plain text; like every text of RDF one that all six syntaxes can hold."""
    return Literal(well_formed(str(value)))


def decimal(value: float) -> Literal:
    """Return an xsd:decimal that every serialisation writes alike, with a point.

    >>> str(decimal(331))
    '"331.0"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    written = format(Decimal(str(value)), "f")
    return Literal(written if "." in written else f"{written}.0", datatype=named(XSD.decimal))


def year(value: int) -> Literal:
    """Return an xsd:gYear."""
    return Literal(f"{value:04d}", datatype=named(XSD.gYear))


def integer(value: int) -> Literal:
    """Return an xsd:integer."""
    return Literal(int(value))


def boolean(value: object) -> Literal:
    """Return an xsd:boolean."""
    return Literal(bool(value))


def day(value: str) -> Literal:
    """Return an xsd:date of a day as 2022-06-30."""
    return Literal(value, datatype=named(XSD.date))


def merged(quads: Iterable[Quad]) -> list[Triple]:
    """Return the statements of all graphs together, each once, sorted."""
    return sorted(union(quads), key=triple_key)


def union(quads: Iterable[Quad]) -> set[Triple]:
    """Return the statements of all graphs together, each once, in no order."""
    return {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}


RDFS_LABEL = str(RDFS.label)
_FIRST = {str(RDF.type): 0, str(RDFS.label): 1, str(SKOS.prefLabel): 1}


def triple_key(triple: Triple | Quad) -> tuple[str, int, str, str]:
    """Order statements by subject; of each the type first, then the label, then by property and object."""
    predicate, said = triple.predicate.value, triple.object
    written = f'"{said.value}"{said.language or said.datatype.value}' if isinstance(said, Literal) else value_of(said)
    return value_of(triple.subject), _FIRST.get(predicate, 2), predicate, written


def quad_key(quad: Quad) -> tuple[str, str, int, str, str]:
    """Order quads by graph, then as :func:`triple_key` does."""
    return value_of(quad.graph_name), *triple_key(quad)


def value_of(term: object) -> str:
    """Return the IRI or the text of a term; Hetu writes neither blank nodes nor quoted triples."""
    if isinstance(term, NamedNode | Literal):
        return term.value
    raise VocabularyError(f"RDF 里只应有 IRI 和文字，却有 {term}")
