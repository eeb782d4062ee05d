"""Shapes for forms: every class and property of the data, named in Chinese, with values the data satisfy."""

from __future__ import annotations

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH

from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf import ontology, shapes
from graph.rdf.form_shapes import SHAPES, form_shapes
from graph.rdf.terms import merged
from graph.rdf.triples import to_quads
from graph.rdf.vocabulary import ONTOLOGY

BASE = "https://hetu.example.org/"
FORM = Namespace(f"{SHAPES}form-")


def store_of(triples: list[ox.Triple]) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return store


@pytest.fixture(scope="module")
def forms(kg: KnowledgeGraph) -> Graph:
    return Graph().parse(data=form_shapes(store_of(merged(to_quads(kg, BASE)))), format="turtle")


def test_every_class_of_the_data_has_a_form_in_chinese(forms: Graph, kg: KnowledgeGraph) -> None:
    kinds = {str(kind).removeprefix(ONTOLOGY) for kind in forms.objects(None, SH.targetClass)}
    # The county's leaders, units and texts: all classes but those of which this table has none.
    assert ontology.classes() - kinds <= {"Part"}
    for shape in forms.subjects(RDF.type, SH.NodeShape):
        assert {label.language for label in forms.objects(shape, RDFS.label)} == {"zh-Hans", "en"}
        for path in forms.objects(shape, SH.property):
            assert {name.language for name in forms.objects(path, SH.name)} == {"zh-Hans", "en"}


def test_values_are_of_the_narrowest_classes(forms: Graph) -> None:
    assert list(forms.objects(FORM["Milestone-dueBy"], SH["class"])) == [URIRef(f"{ONTOLOGY}Deadline")]
    choices = Collection(forms, forms.value(FORM["Task-responsible"], SH["or"]))
    several = {str(forms.value(choice, SH["class"])) for choice in choices}
    assert several == {f"{ONTOLOGY}{name}" for name in ("Unit", "Town", "CollectiveUnit")}


def test_the_data_satisfy_what_the_forms_say(small_rdf: str) -> None:
    quads = ox.parse(small_rdf.encode(), format=ox.RdfFormat.TURTLE)
    store = store_of([ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads])
    told = Graph().parse(data=shapes.turtle() + form_shapes(store), format="turtle")
    conforms, _, report = pyshacl.validate(
        Graph().parse(data=small_rdf, format="turtle"), shacl_graph=told, inference="none"
    )
    assert conforms, report
