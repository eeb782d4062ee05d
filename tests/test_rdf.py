"""The RDF of the real table: IRIs, labels, and that it says what the graph says."""

from __future__ import annotations

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, Namespace

from graph.build import build_graph
from graph.errors import VocabularyError
from graph.kg import KnowledgeGraph
from graph.rdf import base_iri, iri, serialize, to_rdf
from graph.records import Table
from graph.vocabulary import CLASS_LABELS, ONTOLOGY, PROPERTY_LABELS

BASE = "https://hetu.example.org/"
VOCABULARY = Namespace(ONTOLOGY)


@pytest.fixture(scope="module")
def rdf(kg: KnowledgeGraph) -> Graph:
    return to_rdf(kg, BASE)


def test_rdf_has_ascii_iris_and_no_blank_nodes(rdf: Graph) -> None:
    terms = {term for triple in rdf for term in triple}
    assert not any(isinstance(term, BNode) for term in terms)
    assert [term for term in terms if isinstance(term, URIRef) and not str(term).isascii()] == []
    subjects = {str(subject) for subject in rdf.subjects()}
    assert all(subject.startswith((f"{BASE}id/", ONTOLOGY)) for subject in subjects)


def test_rdf_labels_have_a_language(rdf: Graph) -> None:
    labels = [*rdf.objects(None, RDFS.label), *rdf.objects(None, SKOS.prefLabel)]
    assert all(isinstance(label, Literal) for label in labels)
    assert {label.language for label in labels if isinstance(label, Literal)} == {"zh-Hans", "en"}
    english = [s for s, label in rdf.subject_objects(RDFS.label) if getattr(label, "language", "") == "en"]
    assert all(str(subject).startswith(ONTOLOGY) for subject in english)
    assert len(english) == len(CLASS_LABELS) + len(PROPERTY_LABELS)


def test_rdf_says_what_the_graph_says(rdf: Graph, kg: KnowledgeGraph) -> None:
    for kind in {values["kind"] for _, values in kg.nodes(data=True)}:
        count = sum(values["kind"] == kind for _, values in kg.nodes(data=True))
        assert len(set(rdf.subjects(RDF.type, VOCABULARY[kind]))) == count, kind
    assert len(set(rdf.subjects(RDF.type, VOCABULARY["Responsibility"]))) == 711
    assert len(list(rdf.subject_objects(VOCABULARY["leadUnit"]))) == 260
    assert len(list(rdf.subject_objects(VOCABULARY["participatingUnit"]))) == 451


def test_rdf_of_one_task(rdf: Graph) -> None:
    task = URIRef(f"{BASE}id/task/440784-2022-3-48")
    assert rdf.value(task, VOCABULARY["identifier"]) == Literal("3-48")
    assert rdf.value(task, VOCABULARY["number"]) == Literal(48)
    assert rdf.value(task, VOCABULARY["starred"]) == Literal(False)
    assert rdf.value(task, VOCABULARY["firstLine"]) == Literal(458)
    assert rdf.value(task, VOCABULARY["lastLine"]) == Literal(460)
    assert rdf.value(task, DCTERMS.source) == Literal("heshan-2022.txt")
    assert rdf.value(task, VOCABULARY["overallStatus"]) == URIRef(f"{BASE}id/status/completed")


def test_rdf_is_the_same_bytes_twice(kg: KnowledgeGraph, table: Table, rdf: Graph) -> None:
    again = to_rdf(build_graph([table]), BASE)
    for form in ("ntriples", "turtle"):
        assert serialize(again, form).encode() == serialize(rdf, form).encode()
    lines = serialize(rdf, "ntriples").splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == len(rdf) == len(to_rdf(kg, BASE))


def test_both_forms_read_back_the_same(rdf: Graph) -> None:
    triples = Graph().parse(data=serialize(rdf, "ntriples"), format="nt")
    turtle = Graph().parse(data=serialize(rdf, "turtle"), format="turtle")
    assert set(triples) == set(turtle) == set(rdf)
    assert isomorphic(triples, turtle)


def test_base_iri(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HETU_BASE_IRI", raising=False)
    assert base_iri() == "https://hetu.example.org/"
    monkeypatch.setenv("HETU_BASE_IRI", "https://data.example.com/kg")
    assert iri("task/440784-2022-3-48") == URIRef("https://data.example.com/kg/id/task/440784-2022-3-48")
    for bad in ("ftp://example.org/", "https://例.org/", "https://example.org/a b"):
        monkeypatch.setenv("HETU_BASE_IRI", bad)
        with pytest.raises(VocabularyError) as caught:
            base_iri()
        assert str(caught.value) == f"基础 IRI “{bad}”无效：应为以 http:// 或 https:// 开头的 ASCII 网址"
