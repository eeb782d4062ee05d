"""What ties things to the world outside: GeoNames, statistical codes as typed notations, QUDT units, shared 文号."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode
from rdflib.namespace import GEO, RDF, RDFS, SKOS

from graph.identifiers import mint, name_hash
from graph.language.word_lists import rows
from graph.rdf.statements import related, typed, valued
from graph.rdf.terms import Statement, decimal, iri, named, text
from graph.rdf.vocabulary import HETU

SAME_AS = "https://schema.org/sameAs"
"""That an address elsewhere is of the very same thing; no logic follows from it."""
RULE_GEONAMES = "GeoNames 里同名，且与本县其他镇街相邻"
RULE_REFERENCE = "文号相同"
_QUDT_UNIT = "http://qudt.org/vocab/unit/"


def outward(node: NamedNode, kind: str, values: dict[str, Any], base: str) -> Iterator[Statement]:
    """The statements that tie a thing to what others have of it, each link with its rule."""
    if "code" in values:
        yield node, named(SKOS.notation), Literal(values["code"], datatype=named(HETU.StatisticalCode))
    if "latitude" in values:
        yield from _place(node, values["label"], values["latitude"], values["longitude"])
    if "geonames" in values:
        there = NamedNode(f"https://sws.geonames.org/{values['geonames']}/")
        yield from _same(node, there, RULE_GEONAMES, values["lines"][0], base)
    if "reference" in values:
        number = iri(mint("reference", name_hash(values["reference"])), base)
        yield from typed(number, "ReferenceNumber", values["reference"])
        yield from _same(node, number, RULE_REFERENCE, values["lines"][0], base)
    if kind == "Observation" and (known := _base_units().get(values["unit"])):
        factor, unit = known
        amount = decimal(float(f"{values['value'] * factor:.10g}"))
        yield from valued(node, "baseValue", amount)
        yield from related(node, "baseUnit", NamedNode(unit))


def _place(node: NamedNode, label: str, latitude: float, longitude: float) -> Iterator[Statement]:
    """Where a thing lies: in degrees, and as a geometry that GeoSPARQL's functions take."""
    yield from valued(node, "latitude", decimal(latitude))
    yield from valued(node, "longitude", decimal(longitude))
    point = NamedNode(f"{node.value}-point")
    yield node, named(RDF.type), named(GEO.Feature)
    yield node, named(GEO.hasDefaultGeometry), point
    yield node, named(GEO.hasGeometry), point
    yield point, named(RDF.type), named(GEO.Geometry)
    yield point, named(RDFS.label), text(f"{label}的位置")
    yield point, named(GEO.asWKT), Literal(f"POINT({longitude} {latitude})", datatype=named(GEO.wktLiteral))


def _same(node: NamedNode, there: NamedNode, rule: str, line: int, base: str) -> Iterator[Statement]:
    """A link outward, and what it rests on."""
    yield node, NamedNode(SAME_AS), there
    link = iri(mint("link", name_hash(f"{node.value} {SAME_AS} {there.value}")), base)
    yield from typed(link, "Link", "外部同一事物")
    yield link, named(HETU.linkFrom), node
    yield link, named(HETU.linkTo), there
    yield link, named(HETU.linkBy), NamedNode(SAME_AS)
    yield link, named(HETU.rule), text(rule)
    yield link, named(HETU.line), Literal(line)


@lru_cache(maxsize=1)
def _base_units() -> dict[str, tuple[float, str]]:
    """Measure unit as written → factor and IRI of the unit it is brought to."""
    known = {row["dimension"]: _QUDT_UNIT + row["qudt"] for row in rows("base_units")}
    return {
        unit: (float(row["factor"]), known[row["dimension"]])
        for row in rows("units_of_measure")
        if row["dimension"] in known
        for unit in row["unit"].split()
    }
