"""The formats of exports and results: their names, and the media types that stand for them. Loads nothing."""

from __future__ import annotations

TRIPLE_FORMATS = {
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
}
"""RDF of one graph: format → media type."""
QUAD_FORMATS = {"trig": "application/trig", "nquads": "application/n-quads"}
RDF_FORMATS = {**TRIPLE_FORMATS, **QUAD_FORMATS}
RESULT_FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Results of SELECT and ASK: format → media type."""
FLAT_FORMATS = ("records", "mentions", "graphml", "csv", "xlsx")
