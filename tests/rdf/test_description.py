"""The description of a dataset: VoID that counts right in every part, DCAT with what DCAT-AP asks for, no blank nodes."""

from __future__ import annotations

from collections import Counter, defaultdict

import pyoxigraph as ox
import pytest

from graph.knowledge.construction import build_graph
from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf.description import Offer, Written, as_turtle, describe, described_before, sizes
from graph.rdf.terms import merged
from graph.rdf.triples import to_quads
from graph.records import Table

BASE = "https://hetu.example.org/"
DATASET = f"{BASE}id/dataset/hetu"
VOID, DCAT, DCT = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
MADE = Offer(site="https://data.example.com/", issued="2026-12-01T04:10:00+08:00", limits="最多 10 行。")
Told = dict[tuple[str, str], list[str]]


@pytest.fixture(scope="module")
def quads(kg: KnowledgeGraph) -> list[ox.Quad]:
    return to_quads(kg, BASE)


@pytest.fixture(scope="module")
def store(quads: list[ox.Quad]) -> ox.Store:
    made = ox.Store()
    made.extend([*quads, *(ox.Quad(t.subject, t.predicate, t.object) for t in merged(quads))])
    return made


@pytest.fixture(scope="module")
def triples(store: ox.Store, table: Table) -> list[ox.Triple]:
    return describe(store, [table.info], BASE, MADE)


@pytest.fixture(scope="module")
def said(triples: list[ox.Triple]) -> Told:
    found: Told = defaultdict(list)
    for triple in triples:
        found[triple.subject.value, triple.predicate.value].append(triple.object.value)
    return found


def test_all_counts_are_right(said: Told, quads: list[ox.Quad]) -> None:
    every = merged(quads)
    assert said[DATASET, f"{VOID}triples"] == [str(len(every))]
    assert said[DATASET, f"{VOID}entities"] == [
        str(len({t.subject for t in every if t.subject.value.startswith(f"{BASE}id/")}))
    ]
    parts = {
        f"{DATASET}": every,
        f"{DATASET}-440784-2022": [q for q in quads if q.graph_name.value.endswith("440784-2022")],
        f"{DATASET}-vocabulary": [q for q in quads if q.graph_name.value.endswith("ontology")],
    }
    for node, statements in parts.items():
        uses = Counter(s.predicate.value for s in statements)
        told = {
            said[p, f"{VOID}property"][0]: int(said[p, f"{VOID}triples"][0])
            for p in said[node, f"{VOID}propertyPartition"]
        }
        assert told == uses
        kinds = Counter(s.object.value for s in statements if s.predicate.value == TYPE)
        told = {
            said[p, f"{VOID}class"][0]: int(said[p, f"{VOID}entities"][0]) for p in said[node, f"{VOID}classPartition"]
        }
        assert told == kinds


def test_each_class_by_property(said: Told, quads: list[ox.Quad]) -> None:
    tasks = {q.subject for q in quads if q.predicate.value == TYPE and q.object.value.endswith("#Task")}
    uses = Counter(t.predicate.value for t in merged(quads) if t.subject in tasks)
    node = f"{DATASET}-class-hetu-Task"
    told = {
        said[p, f"{VOID}property"][0]: int(said[p, f"{VOID}triples"][0]) for p in said[node, f"{VOID}propertyPartition"]
    }
    assert told == uses


def test_links_elsewhere_are_counted(said: Told) -> None:
    sets = [node for node in said[DATASET, f"{VOID}subset"] if "-links-" in node]
    told = {said[node, f"{VOID}objectsTarget"][0]: int(said[node, f"{VOID}triples"][0]) for node in sets}
    assert told["https://sws.geonames.org/"] == 9
    assert told["http://qudt.org/vocab/unit/"] > 900


@pytest.mark.parametrize(
    ("node", "properties"),
    [
        (f"{DATASET}-catalogue", ("dct:title", "dct:description", "dct:publisher", "dcat:dataset", "dcat:service")),
        (
            DATASET,
            (
                "dct:title",
                "dct:description",
                "dct:publisher",
                "dct:issued",
                "dct:modified",
                "dct:spatial",
                "dct:temporal",
                "dct:identifier",
                "dcat:theme",
                "dcat:keyword",
                "dcat:distribution",
            ),
        ),
        (f"{DATASET}-turtle", ("dcat:accessURL", "dcat:downloadURL", "dcat:mediaType", "dct:format", "dct:license")),
        (f"{DATASET}-sparql", ("dct:title", "dcat:endpointURL", "dcat:endpointDescription", "dcat:servesDataset")),
    ],
)
def test_dcat_says_what_its_profile_asks_for(said: Told, node: str, properties: tuple[str, ...]) -> None:
    names = [one.replace("dct:", DCT).replace("dcat:", DCAT) for one in properties]
    assert [name for name in names if not said[node, name]] == []


def test_addresses_of_the_server_are_its_own(said: Told) -> None:
    assert said[f"{DATASET}-sparql", f"{DCAT}endpointURL"] == ["https://data.example.com/sparql"]
    assert said[f"{DATASET}-turtle", f"{DCAT}downloadURL"] == ["https://data.example.com/download/turtle"]
    assert said[f"{DATASET}-sparql", "http://www.w3.org/2000/01/rdf-schema#comment"] == ["最多 10 行。"]


def test_no_node_is_blank_and_turtle_reads_back(triples: list[ox.Triple]) -> None:
    terms = {term for triple in triples for term in (triple.subject, triple.object)}
    assert not any(isinstance(term, ox.BlankNode) for term in terms)
    back = {(q.subject, q.predicate, q.object) for q in ox.parse(as_turtle(triples), format=ox.RdfFormat.TURTLE)}
    assert back == {(t.subject, t.predicate, t.object) for t in triples}
    assert b"zh-Hans" in as_turtle(triples)
    assert b"zh-hans" not in as_turtle(triples)


def test_files_are_told_once_they_are_written() -> None:
    told = {
        (t.predicate.value.rpartition("#")[2], t.object.value)
        for t in sizes(BASE, {"turtle": Written(7, "ab" * 32), "csv": Written(1, "")})
    }
    assert {
        ("byteSize", "7"),
        ("checksumValue", "ab" * 32),
        ("algorithm", "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
    } <= told
    assert len(told) == 5


def test_what_was_counted_before_is_taken_over(store: ox.Store, table: Table, triples: list[ox.Triple]) -> None:
    graph = ox.NamedNode(DATASET)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    known = described_before(store, [table.info], BASE)
    store.remove_graph(graph)
    assert list(known) == [table.info.name]
    assert describe(store, [table.info], BASE, MADE, known) == triples
    other = build_graph([table])
    assert other.number_of_nodes() > 0
    lied = {table.info.name: [ox.Triple(graph, ox.NamedNode(TYPE), ox.NamedNode(f"{BASE}lie"))]}
    assert ox.Triple(graph, ox.NamedNode(TYPE), ox.NamedNode(f"{BASE}lie")) in describe(
        store, [table.info], BASE, MADE, lied
    )
