"""Holds an export against the shapes of ``shapes.ttl``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyshacl
from pyoxigraph import Quad
from rdflib import Graph, Namespace
from rdflib.namespace import RDF

from graph.rdf_formats import write

FILE = Path(__file__).resolve().parent / "shapes.ttl"
_SH = Namespace("http://www.w3.org/ns/shacl#")


def violations(quads: Sequence[Quad], base: str) -> list[str]:
    """Return a sentence for every violation: the thing, and what should be."""
    data = Graph().parse(data=write(quads, "ntriples", base), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=Graph().parse(FILE), inference="none", advanced=False)
    if not isinstance(report, Graph):
        return [str(report)]
    return sorted(
        f"{report.value(result, _SH.focusNode)}：{report.value(result, _SH.resultMessage)}"
        for result in report.subjects(RDF.type, _SH.ValidationResult)
    )
