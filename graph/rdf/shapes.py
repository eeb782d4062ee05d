"""Holds an export against the shapes of ``shapes.ttl``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyshacl
from pyoxigraph import RdfFormat, Triple, serialize
from rdflib import Graph, Namespace
from rdflib.namespace import RDF

from graph.rdf.formats import with_usual_tags
from graph.rdf.vocabulary import moved

FILE = Path(__file__).resolve().parent / "shapes.ttl"
_SH = Namespace("http://www.w3.org/ns/shacl#")


def turtle() -> str:
    """Return the shapes as Turtle, about the vocabulary under the address it has here."""
    return moved(FILE.read_text(encoding="utf-8"))


def violations(triples: Iterable[Triple]) -> list[str]:
    """Return a sentence for every violation: the thing, and what should be."""
    written = with_usual_tags(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    data = Graph().parse(data=written, format="nt")
    _, report, _ = pyshacl.validate(
        data, shacl_graph=Graph().parse(data=turtle(), format="turtle"), inference="none", advanced=False
    )
    if not isinstance(report, Graph):
        return [str(report)]
    return sorted(
        f"{report.value(result, _SH.focusNode)}：{report.value(result, _SH.resultMessage)}"
        for result in report.subjects(RDF.type, _SH.ValidationResult)
    )
