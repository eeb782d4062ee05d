"""The RDF files: Turtle, N-Triples, RDF/XML, JSON-LD of all statements; TriG and N-Quads with a graph per document.

Statements come sorted, so that the same graph gives the same bytes and a changed cell a small difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pyoxigraph import Quad, RdfFormat, serialize

from graph.language.text import well_formed
from graph.rdf.jsonld import to_jsonld
from graph.rdf.terms import merged, value_of
from graph.rdf.vocabulary import ONTOLOGY

PREFIXES = {
    "hetu": ONTOLOGY,
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
QUERY_PREFIXES = {
    **PREFIXES,
    "dcat": "http://www.w3.org/ns/dcat#",
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "uom": "http://www.opengis.net/def/uom/OGC/1.0/",
    "void": "http://rdfs.org/ns/void#",
}
"""Prefixes that a query need not declare."""
_TRIPLES = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "rdfxml": RdfFormat.RDF_XML}
_QUADS = {"trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS}
_ROOT = re.compile(rb'<rdf:RDF (?P<names>(?:xmlns:\w+="[^"]*"\s*)+)>')
_LOWERED = re.compile(rb'(?<!\\)"@zh-hans\b|xml:lang="zh-hans"|"@language":"zh-hans"')


def write(quads: Sequence[Quad], form: str, base: str) -> bytes:
    """Write quads (sorted, as :func:`graph.rdf.triples.to_quads` gives them) in one format.

    :param form: one of :data:`graph.rdf.media.RDF_FORMATS`.
    """
    if form in _QUADS:
        content = serialize(quads, format=_QUADS[form], prefixes=_prefixes(quads, base))
    elif form == "jsonld":
        return to_jsonld(merged(quads), base, PREFIXES).encode()
    else:
        content = serialize(merged(quads), format=_TRIPLES[form], prefixes=_prefixes(quads, base))
    return with_usual_tags(_with_sorted_prefixes(content or b""))


def well_formed_result(content: bytes, media: str) -> bytes:
    """What a library wrote for a media type, without what XML cannot hold: a query may make any character."""
    return well_formed(content.decode()).encode() if media.endswith("+xml") else content


def _prefixes(quads: Iterable[Quad], base: str) -> dict[str, str]:
    """The prefixes of a file: the known vocabularies, and one for every kind of individual (htask:440784-2022-3-48)."""
    start = f"{base}id/"
    subjects = {value_of(quad.subject) for quad in quads}
    kinds = {subject[len(start) :].partition("/")[0] for subject in subjects if subject.startswith(start)}
    return {**PREFIXES, **{f"h{kind}": f"{start}{kind}/" for kind in sorted(kinds)}}


def _with_sorted_prefixes(content: bytes) -> bytes:
    """Put the declarations of prefixes in order; the library writes them in any."""
    lines = content.split(b"\n", 1 + content[: 16 * 1024].count(b"\n@prefix"))
    turtle = [line for line in lines[:-1] if line.startswith(b"@prefix")]
    if turtle:
        return b"\n".join([*sorted(turtle), *lines[len(turtle) :]])
    root = _ROOT.search(content[: 16 * 1024])
    if not root:
        return content
    names = b" ".join(sorted(root["names"].split()))
    return content[: root.start("names")] + names + content[root.end("names") :]


def with_usual_tags(content: bytes) -> bytes:
    """Write the language tag as people do (zh-Hans); the library lowers it.

    >>> with_usual_tags(b'<a> <b> "x"@zh-hans .')
    b'<a> <b> "x"@zh-Hans .'
    """
    return _LOWERED.sub(lambda match: match.group(0).replace(b"zh-hans", b"zh-Hans"), content)
