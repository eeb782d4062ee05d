"""The data keep to the vocabulary: domains, ranges, classes and superproperties hold of every statement."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import ORG, PROV, SKOS, TIME

from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf import ontology
from graph.rdf.terms import merged
from graph.rdf.triples import to_quads
from graph.rdf.vocabulary import HETU, ONTOLOGY

BASE = "https://hetu.example.org/"
OWL_2 = {XSD.string, XSD.decimal, XSD.integer, XSD.boolean, XSD.dateTime, RDFS.Literal}
"""Datatypes of OWL 2 that the vocabulary uses."""


@pytest.fixture(scope="module")
def told(kg: KnowledgeGraph) -> list[ox.Triple]:
    return merged(to_quads(kg, BASE))


@pytest.fixture(scope="module")
def types(told: list[ox.Triple]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for triple in told:
        if triple.predicate.value == str(RDF.type):
            found[triple.subject.value].add(triple.object.value)
    return found


@pytest.fixture(scope="module")
def words() -> Graph:
    return Graph().parse(data=ontology.turtle(), format="turtle")


def of(told: list[ox.Triple], name: URIRef) -> list[ox.Triple]:
    return [triple for triple in told if triple.predicate.value == str(name)]


def test_every_subject_is_of_the_domain_of_its_property(
    told: list[ox.Triple], types: dict[str, set[str]], words: Graph
) -> None:
    domains = {str(name): str(kind) for name, kind in words.subject_objects(RDFS.domain)}
    wrong = {
        (triple.predicate.value.removeprefix(ONTOLOGY), triple.subject.value)
        for triple in told
        if (kind := domains.get(triple.predicate.value)) and kind not in types[triple.subject.value]
    }
    assert wrong == set()


def test_every_object_is_of_the_range_of_its_property(
    told: list[ox.Triple], types: dict[str, set[str]], words: Graph
) -> None:
    ranges = {str(name): str(kind) for name, kind in words.subject_objects(RDFS.range)}
    wrong = set()
    for triple in told:
        kind = ranges.get(triple.predicate.value)
        if kind is None:
            continue
        if isinstance(triple.object, ox.Literal):
            fits = triple.object.datatype.value == kind
        else:
            fits = kind in types[triple.object.value]
        if not fits:
            wrong.add((triple.predicate.value.removeprefix(ONTOLOGY), triple.object.value))
    assert wrong == set()


def test_superproperties_are_written_out(told: list[ox.Triple]) -> None:
    said = {(t.subject, t.predicate.value, t.object) for t in told}
    missing = {
        (name, known)
        for t in told
        if (name := t.predicate.value).startswith(ONTOLOGY)
        for known in ontology.known_properties(name.removeprefix(ONTOLOGY))
        if (t.subject, known, t.object) not in said
    }
    assert missing == set()
    inverse = {
        t.predicate.value
        for t in told
        if (name := t.predicate.value).startswith(ONTOLOGY)
        and (back := ontology.inverse(name.removeprefix(ONTOLOGY)))
        and (t.object, f"{ONTOLOGY}{back}", t.subject) not in said
    }
    assert inverse == set()


def test_superclasses_are_written_out(types: dict[str, set[str]]) -> None:
    missing = {
        (kind, known)
        for kinds in types.values()
        for kind in kinds
        if kind.startswith(ONTOLOGY) and kind.removeprefix(ONTOLOGY) in ontology.classes()
        for known in ontology.known_classes(kind.removeprefix(ONTOLOGY))
        if known not in kinds
    }
    assert missing == set()


def test_the_vocabulary_keeps_to_owl_2(words: Graph) -> None:
    """Ranges of data properties are datatypes of OWL 2; years, days and texts in a language are held by the shapes."""
    used = {kind for name in words.subjects(RDF.type, OWL.DatatypeProperty) for kind in words.objects(name, RDFS.range)}
    assert used <= OWL_2
    assert not any(isinstance(node, Collection) for node in words.all_nodes())
    [own] = words.subjects(RDF.type, OWL.Ontology)
    assert str(own) == ontology.GRAPH
    assert {str(value) for value in words.objects(own, OWL.versionIRI)} == {f"{ontology.GRAPH}/3"}


def test_what_is_claimed_is_carried(told: list[ox.Triple], types: dict[str, set[str]]) -> None:
    """Names have their literal form, instants their day, posts their organisation, memberships their member."""
    needs = {
        "http://www.w3.org/2008/05/skos-xl#Label": "http://www.w3.org/2008/05/skos-xl#literalForm",
        str(TIME.Instant): str(TIME.inXSDDate),
        str(ORG.Post): str(ORG.postIn),
        str(ORG.Membership): str(ORG.member),
        str(PROV.Association): str(PROV.agent),
        str(SKOS.Concept): str(SKOS.prefLabel),
        "http://www.opengis.net/ont/geosparql#Geometry": "http://www.opengis.net/ont/geosparql#asWKT",
    }
    have: dict[str, set[str]] = defaultdict(set)
    for triple in told:
        have[triple.subject.value].add(triple.predicate.value)
    lacking = {
        (kind.rpartition("#")[2], node)
        for node, kinds in types.items()
        for kind in kinds
        if kind in needs and needs[kind] not in have[node]
    }
    assert lacking == set()
    kinds = {kind for found in types.values() for kind in found}
    assert not any("cube#" in kind or "csvw#" in kind for kind in kinds)  # no cube and no table is claimed


def test_towns_are_placed_and_linked(told: list[ox.Triple]) -> None:
    town = f"{BASE}id/town/440784103"
    said = defaultdict(list)
    for triple in told:
        if triple.subject.value == town:
            said[triple.predicate.value].append(triple.object)
    assert [link.value for link in said["https://schema.org/sameAs"]] == ["https://sws.geonames.org/1809418/"]
    [notation] = said[str(SKOS.notation)]
    assert (notation.value, notation.datatype.value) == ("440784103", str(HETU.StatisticalCode))
    assert [value.value for value in said[f"{ONTOLOGY}latitude"]] == ["22.8351"]
    [link] = [t.subject for t in of(told, HETU.linkTo) if t.object.value == "https://sws.geonames.org/1809418/"]
    assert {t.predicate.value for t in told if t.subject == link} >= {str(HETU.rule), str(HETU.line)}
    assert len(of(told, URIRef("https://schema.org/sameAs"))) == 19  # nine towns, ten 文号


def test_quantities_are_brought_to_one_unit(told: list[ox.Triple]) -> None:
    values = {t.subject: t.object.value for t in of(told, HETU.value)}
    units = {t.subject: t.object.value for t in of(told, HETU.unit)}
    found = {(values[t.subject], units[t.subject]): t.object.value for t in of(told, HETU.baseValue)}
    assert found["458.51", "亿元"] == "45851000000.0"
    yuan = [t for t in of(told, HETU.baseUnit) if t.object.value == "http://qudt.org/vocab/unit/CCY_CNY"]
    assert len(yuan) > 100
    assert all("元" in units[t.subject] for t in yuan)


def test_indicators_are_shared_by_all_counties(told: list[ox.Triple], types: dict[str, set[str]]) -> None:
    indicators = {node for node, kinds in types.items() if str(HETU.Indicator) in kinds}
    assert len(indicators) > 15
    assert all("440784" not in node for node in indicators)
    labels = {t.object.value for t in of(told, RDFS.label) if t.subject.value in indicators}
    assert {"地区生产总值", "固定资产投资", "总投资"} <= labels
    assert not labels & {"总投资额", "计划总投资", "项目总投资"}
    quantities = {node for node, kinds in types.items() if str(HETU.Quantity) in kinds}
    assert all("440784" in node for node in quantities)


def test_a_tenure_tells_person_posts_year_and_tasks(told: list[ox.Triple], kg: KnowledgeGraph) -> None:
    leaders = {key for key, values in kg.nodes(data=True) if values["kind"] == "Person"}
    tenures = {t.subject: t.object.value for t in of(told, HETU.tenureOf)}
    assert set(tenures.values()) == {f"{BASE}id/{key}" for key in leaders}
    years = {t.subject: t.object.value for t in of(told, ORG.memberDuring)}
    assert {years[tenure] for tenure in tenures} == {f"{BASE}id/year/2022"}
    edges = sum(values["kind"] == "inPortfolioOf" for *_, values in kg.edges(data=True))
    assert len(of(told, HETU.inTenure)) == edges
    held = {(person, post) for person, post, values in kg.edges(data=True) if values["kind"] == "holdsPost"}
    assert len(of(told, HETU.tenurePost)) == len(held)
