"""Reasoners: the closure of the export under OWL 2 RL with the W3C's vocabularies, and HermiT over the vocabulary.

``tests/interop/vocabularies`` holds PROV-O, ORG, SKOS, CSVW and DCAT as the W3C publishes them, and what OWL-Time says of
the terms used here.
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
import reasonable
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.namespace import PROV

from graph.rdf import ontology
from graph.rdf.vocabulary import HETU
from tests.interop.conftest import TOOLS

VOCABULARIES = Path(__file__).parent / "vocabularies"
BASE = "https://hetu.example.org/"
Types = dict[str, set[str]]


@pytest.fixture(scope="module")
def words() -> Graph:
    """The known vocabularies, without labels in many languages."""
    graph = Graph()
    for path in sorted(VOCABULARIES.glob("*.ttl")):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def stated(exports: dict[str, Path]) -> Types:
    return types_of(line.split(" ", 2) for line in exports["ntriples"].read_text(encoding="utf-8").splitlines())


def types_of(statements: object) -> Types:
    found: Types = defaultdict(set)
    for subject, predicate, target in statements:  # type: ignore[attr-defined]
        if str(predicate).strip("<>") == str(RDF.type):
            found[str(subject).strip("<>")].add(str(target).removesuffix(" .").strip("<>"))
    return found


@pytest.fixture(scope="module")
def closed(exports: dict[str, Path], words: Graph, tmp_path_factory: pytest.TempPathFactory) -> Types:
    """Thing → its classes in the closure."""
    return closure(exports["ntriples"].read_text(encoding="utf-8"), words, tmp_path_factory.mktemp("closure"))


def closure(statements: str, words: Graph, folder: Path) -> Types:
    every = folder / "every.ttl"  # one file: blank nodes of several would be taken for the same
    every.write_text(words.serialize(format="nt") + statements, encoding="utf-8")
    reasoner = reasonable.PyReasoner()
    reasoner.load_file(str(every))
    return types_of(reasoner.reason())


def contradictions(types: Types, words: Graph) -> list[tuple[str, str, str]]:
    apart = [(str(one), str(other)) for one, other in words.subject_objects(OWL.disjointWith)]
    return [
        (thing, one, other)
        for thing, kinds in types.items()
        if thing.startswith(f"{BASE}id/")
        for one, other in apart
        if one in kinds and other in kinds
    ]


def test_nothing_is_of_two_classes_that_exclude_each_other(closed: Types, words: Graph) -> None:
    assert contradictions(closed, words) == []
    things = sum(thing.startswith(f"{BASE}id/") for thing in closed)
    assert things > 10_000


def test_nothing_gets_a_class_that_was_not_meant(closed: Types, stated: Types, words: Graph) -> None:
    """What is inferred of a thing is a class above one of those it is said to be of; domains and ranges add none."""
    above: Types = defaultdict(set)
    for kind in {kind for kinds in stated.values() for kind in kinds}:
        for upper in words.transitive_objects(URIRef(kind), RDFS.subClassOf):
            above[kind].add(str(upper))
            above[kind] |= {str(same) for same in words.objects(upper, OWL.equivalentClass)}
            above[kind] |= {str(same) for same in words.subjects(OWL.equivalentClass, upper)}
    foaf = {"http://xmlns.com/foaf/0.1/Person": {"http://xmlns.com/foaf/0.1/Agent"}}
    strange = {
        (kind, thing)
        for thing, kinds in closed.items()
        if thing.startswith(f"{BASE}id/")
        for kind in kinds - stated[thing] - {str(OWL.Thing)}
        if kind.startswith("http") and not any(kind in above[said] | foaf.get(said, set()) for said in stated[thing])
    }
    assert strange == set()


def test_the_reasoner_would_find_a_contradiction(words: Graph, tmp_path: Path) -> None:
    task = f"<{BASE}id/task/1>"
    lie = f"{task} <{RDF.type}> <{PROV.Activity}> .\n{task} <{PROV.wasQuotedFrom}> <{BASE}id/row/1> .\n"
    found = contradictions(closure(lie, words, tmp_path), words)
    assert {thing for thing, _, _ in found} == {f"{BASE}id/task/1"}


def hermit(graph: Graph, folder: Path) -> str:
    """What HermiT says of the consistency of an ontology."""
    path, jar = folder / "ontology.owl", TOOLS / "HermiT.jar"
    assert jar.is_file(), "run make install-interop first"
    graph.serialize(path, format="xml")
    command = ["java", "-cp", str(jar), "org.semanticweb.HermiT.cli.CommandLine", "-k", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return done.stdout + done.stderr


def with_known(*names: str) -> Graph:
    graph = Graph().parse(data=ontology.turtle(), format="turtle")
    for name in names:
        graph.parse(VOCABULARIES / name)
    return graph


def test_hermit_accepts_the_vocabulary(tmp_path: Path) -> None:
    assert "is satisfiable" in hermit(with_known(), tmp_path)


def test_hermit_accepts_it_with_prov_org_and_a_task(small_rdf: str, tmp_path: Path) -> None:
    graph = with_known("prov-o.ttl", "org.ttl")
    data = Graph().parse(data=small_rdf, format="turtle")
    own = ("Task", "Unit", "StatusReport", "Responsibility", "Row", "Document", "Observation")
    things = {thing for name in own for thing in data.subjects(RDF.type, HETU[name])}
    for thing in things:
        for _, predicate, target in data.triples((thing, None, None)):
            if predicate == RDF.type or target in things:
                graph.add((thing, predicate, target))
    assert len(things) > len(own)
    assert "is satisfiable" in hermit(graph, tmp_path)


def test_hermit_would_find_a_contradiction(tmp_path: Path) -> None:
    graph = with_known("prov-o.ttl")
    task = URIRef(f"{BASE}id/task/1")
    graph.add((task, RDF.type, HETU.Task))
    graph.add((task, PROV.wasQuotedFrom, URIRef(f"{BASE}id/row/1")))
    assert not isinstance(task, BNode)
    assert "is satisfiable" not in hermit(graph, tmp_path)
