"""The shapes: the real export satisfies all of them, and a planted fault is caught by each, with a Chinese message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS, SKOS, XSD

from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf.formats import write
from graph.rdf.ontology import FILE
from graph.rdf.triples import to_quads
from graph.rdf.vocabulary import HETU

BASE = "https://hetu.example.org/"
SHAPES = FILE.with_name("shapes.ttl")
SHAPE = Namespace("https://hetu.example.org/shapes#")
SH = Namespace("http://www.w3.org/ns/shacl#")


def graph_of(kg: KnowledgeGraph) -> Graph:
    return Graph().parse(data=write(to_quads(kg, BASE), "turtle", BASE), format="turtle")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES)


def broken_shapes(data: Graph, shapes: Graph) -> dict[str, str]:
    """Name of every violated property shape → its message."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(report, Graph)
    return {
        str(report.value(result, SH.sourceShape)).removeprefix(SHAPE): str(report.value(result, SH.resultMessage))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def faulty_nodes(data: Graph, shapes: Graph) -> set[str]:
    """The things that violate a shape."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(report, Graph)
    return {str(node) for node in report.objects(None, SH.focusNode)}


def test_the_export_satisfies_all_shapes(kg: KnowledgeGraph, shapes: Graph) -> None:
    assert broken_shapes(graph_of(kg), shapes) == {}


def test_so_does_a_small_one(small_rdf: str, shapes: Graph) -> None:
    assert broken_shapes(Graph().parse(data=small_rdf, format="turtle"), shapes) == {}


def first(data: Graph, kind: str) -> URIRef:
    found = sorted(subject for subject in data.subjects(RDF.type, HETU[kind]) if isinstance(subject, URIRef))
    assert found, f"the sample has no {kind}"
    return found[0]


def without(kind: str, predicate: URIRef) -> Callable[[Graph], None]:
    return lambda data: data.remove((first(data, kind), predicate, None)) and None


def with_also(kind: str, predicate: URIRef, value: Literal | URIRef) -> Callable[[Graph], None]:
    return lambda data: data.add((first(data, kind), predicate, value)) and None


def with_only(kind: str, predicate: URIRef, value: Literal | URIRef) -> Callable[[Graph], None]:
    return lambda data: data.set((first(data, kind), predicate, value)) and None


def unlinked(predicate: URIRef, kind: str) -> Callable[[Graph], None]:
    return lambda data: data.remove((None, predicate, first(data, kind))) and None


def reported_twice(data: Graph) -> None:
    """A milestone that a report which is none covers as well."""
    data.add((NOWHERE, HETU.covers, first(data, "Milestone")))


NOWHERE = URIRef(f"{BASE}id/nowhere")
FAULTS: dict[str, Callable[[Graph], None]] = {
    "task-label": without("Task", RDFS.label),
    "task-identifier": with_also("Task", HETU.identifier, Literal("9-9")),
    "task-unit": without("Task", HETU.responsible),
    "task-status": with_only("Task", HETU.overallStatus, NOWHERE),
    "task-milestones": with_also("Task", HETU.hasMilestone, NOWHERE),
    "task-lines": with_only("Task", HETU.firstLine, Literal(9999)),
    "task-source": without("Task", HETU.sourceDocument),
    "milestone-task": unlinked(HETU.hasMilestone, "Milestone"),
    "milestone-number": without("Milestone", HETU.number),
    "milestone-status": with_only("Milestone", HETU.ownStatus, NOWHERE),
    "milestone-report": reported_twice,
    "report-status": with_only("StatusReport", HETU.hasStatus, NOWHERE),
    "report-covers": with_also("StatusReport", HETU.covers, NOWHERE),
    "report-task": unlinked(HETU.reports, "StatusReport"),
    "status-label": with_also("Status", SKOS.prefLabel, Literal("另一名称", lang="zh-Hans")),
    "status-scheme": without("Status", SKOS.inScheme),
    "responsibility-unit": without("Responsibility", HETU.responsibleUnit),
    "responsibility-role": with_only("Responsibility", HETU.role, Literal("旁观", lang="zh-Hans")),
    "responsibility-line": without("Responsibility", HETU.line),
    "observation-value": with_only("Observation", HETU.value, Literal("十二")),
    "observation-unit": without("Observation", HETU.unit),
    "observation-role": with_only("Observation", HETU.figureRole, Literal("guess")),
    "observation-scope": with_only("Observation", HETU.scopeKind, Literal("guess")),
    "observation-rank": with_only("Observation", HETU.rankOf, Literal("guess")),
    "observation-told": unlinked(HETU.observes, "Observation"),
    "reason-cause": with_only("Reason", HETU.cause, Literal("guess")),
    "reason-kind": with_only("Reason", HETU.reasonKind, Literal("guess")),
    "reason-holds": with_also("Reason", HETU.holdsUp, NOWHERE),
    "mention-in": without("Mention", HETU.mentionedIn),
    "mention-of": without("Mention", HETU.mentionOf),
    "mention-rule": without("Mention", HETU.rule),
    "mention-place": with_only("Mention", HETU.place, Literal("某处")),
    "name-of": without("Name", HETU.nameOf),
    "name-rule": without("Name", HETU.rule),
    "town-code": with_only("Town", HETU.code, Literal("4407")),
    "village-code": with_only("Village", HETU.code, Literal("4407")),
    "deadline-month": with_only("Deadline", HETU.month, Literal(13)),
    "deadline-date": with_only("Deadline", HETU.dueDate, Literal("月底", datatype=XSD.string)),
    "document-checksum": with_only("Document", HETU.checksum, Literal("abc")),
    "link-from": without("Link", HETU.linkFrom),
    "link-to": without("Link", HETU.linkTo),
    "link-by": without("Link", HETU.linkBy),
    "link-certainty": with_also("Link", HETU.certainty, Literal(2)),
    "one-label": with_also("Unit", RDFS.label, Literal("另一名称", lang="zh-Hans")),
}


def test_every_shape_has_a_planted_fault(shapes: Graph) -> None:
    named = {str(shape).removeprefix(SHAPE) for shape in shapes.objects(None, SH.property)}
    assert named == set(FAULTS)


@pytest.mark.parametrize("shape", FAULTS)
def test_a_planted_fault_is_caught(small_rdf: str, shapes: Graph, shape: str) -> None:
    data = Graph().parse(data=small_rdf, format="turtle")
    FAULTS[shape](data)
    caught = broken_shapes(data, shapes)
    assert shape in caught
    assert any("\u4e00" <= char <= "\u9fff" for char in caught[shape])


def test_shapes_name_only_known_terms(shapes: Graph) -> None:
    known = set(Graph().parse(FILE).subjects())
    used = {term for triple in shapes for term in triple if isinstance(term, URIRef) and term in HETU}
    assert used <= known


def test_shapes_stand_beside_the_vocabulary() -> None:
    assert SHAPES.is_file()
    assert SHAPES.parent == Path(FILE).parent
