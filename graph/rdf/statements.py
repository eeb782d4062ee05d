"""Statements under Hetu's own terms, and under those of other vocabularies that these are special cases of.

What a reasoner would infer from the vocabulary is written out, so that tools without one find it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode
from rdflib.namespace import RDF, RDFS

from graph.rdf import ontology
from graph.rdf.terms import Statement, named, text
from graph.rdf.vocabulary import HETU


def typed(node: NamedNode, kind: str, label: str) -> Iterator[Statement]:
    """The classes of a thing, Hetu's and those of other vocabularies that it is a special case of, and its label."""
    yield node, named(RDF.type), named(HETU[kind])
    for known in ontology.known_classes(kind):
        yield node, named(RDF.type), NamedNode(known)
    yield node, named(RDFS.label), text(label)


def valued(node: NamedNode, name: str, value: Literal) -> Iterator[Statement]:
    """A value of a thing."""
    yield node, named(HETU[name]), value
    yield from ((node, NamedNode(known), value) for known in ontology.known_properties(name))


def related(subject: NamedNode, name: str, target: NamedNode) -> Iterator[Statement]:
    """A relation between things, and its inverse where the vocabulary has one."""
    yield subject, named(HETU[name]), target
    yield from ((subject, NamedNode(known), target) for known in ontology.known_properties(name))
    if inverse := ontology.inverse(name):
        yield target, named(HETU[inverse]), subject
        yield from ((target, NamedNode(known), subject) for known in ontology.known_properties(inverse))
