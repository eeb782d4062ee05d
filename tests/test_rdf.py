"""The RDF of the real table: IRIs, labels, formats, and that it says what the graph says."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.namespace import OWL, PROV, RDF, RDFS, SKOS

from graph.errors import VocabularyError
from graph.exports.csv_export import export_csv
from graph.exports.task_rows import COLUMNS
from graph.knowledge.construction import build_graph
from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf import ontology
from graph.rdf.formats import write
from graph.rdf.media import RDF_FORMATS as FORMATS
from graph.rdf.terms import base_iri, iri, merged
from graph.rdf.triples import to_quads
from graph.rdf.vocabulary import HETU, ONTOLOGY
from graph.records import Table

BASE = "https://hetu.example.org/"
PARSERS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
Said = dict[str, list[ox.NamedNode | ox.Literal]]


@pytest.fixture(scope="module")
def quads(kg: KnowledgeGraph) -> list[ox.Quad]:
    return to_quads(kg, BASE)


@pytest.fixture(scope="module")
def said(quads: list[ox.Quad]) -> dict[str, Said]:
    """Subject → property → objects."""
    found: dict[str, Said] = {}
    for triple in merged(quads):
        found.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return found


def test_rdf_has_ascii_iris_and_no_blank_nodes(quads: list[ox.Quad]) -> None:
    terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object)}
    assert not any(isinstance(term, ox.BlankNode) for term in terms)
    iris = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    assert [value for value in iris if not value.isascii()] == []
    subjects = {quad.subject.value for quad in quads}
    assert all(subject.startswith((f"{BASE}id/", ontology.GRAPH)) for subject in subjects)


def test_labels_are_chinese(said: dict[str, Said]) -> None:
    for subject, statements in said.items():
        labels = Counter(label.language for label in statements.get(str(RDFS.label), []))
        assert labels["zh-hans"] == 1, subject
        assert labels["en"] == (1 if subject.startswith(ontology.GRAPH) else 0)


def test_rdf_says_what_the_graph_says(said: dict[str, Said], kg: KnowledgeGraph) -> None:
    types = Counter(kind.value for statements in said.values() for kind in statements[str(RDF.type)])
    kinds = Counter(values["kind"] for _, values in kg.nodes(data=True))
    for kind, count in kinds.items():
        # Of statuses the whole scheme is written, also those the table does not use.
        written = types[str(HETU[kind])] + (types[str(HETU.Quantity)] if kind == "Indicator" else 0)
        assert written >= count if kind == "Status" else written == count, kind
    assert types[str(HETU.Responsibility)] == 711
    uses = Counter(
        predicate for statements in said.values() for predicate, objects in statements.items() for _ in objects
    )
    assert uses[str(HETU.leadUnit)] == 260
    assert uses[str(HETU.participatingUnit)] == 451
    assert uses[str(PROV.hadRole)] == 711


def test_classes_are_tied_to_known_ones(said: dict[str, Said]) -> None:
    kinds = {kind.value for kind in said[f"{BASE}id/task/440784-2022-3-48"][str(RDF.type)]}
    assert kinds == {str(HETU.Task), str(PROV.Activity), "https://schema.org/PlanAction"}


def test_rdf_of_one_task(said: dict[str, Said]) -> None:
    task = said[f"{BASE}id/task/440784-2022-3-48"]

    def value(name: str) -> str:
        [found] = task[f"{ONTOLOGY}{name}"]
        return str(found.value)

    assert [value(name) for name in ("identifier", "number", "starred", "firstLine", "lastLine")] == [
        "3-48",
        "48",
        "false",
        "458",
        "460",
    ]
    assert value("sourceDocument") == f"{BASE}id/document/440784-2022"
    assert value("overallStatus") == f"{BASE}id/status/completed"
    rows = {row.value for row in task[str(HETU.statedIn)]}
    assert rows == {f"{BASE}id/row/440784-2022-{line}" for line in (458, 459, 460)}


def test_a_deadline_is_a_date(said: dict[str, Said]) -> None:
    [due] = said[f"{BASE}id/deadline/440784-2022-09-end"][str(HETU.dueDate)]
    assert (due.value, due.datatype.value.rpartition("#")[2]) == ("2022-09-30", "date")


def test_inferred_relations_keep_rule_and_words(said: dict[str, Said], kg: KnowledgeGraph) -> None:
    links = [s for s in said.values() if any(kind.value == str(HETU.Link) for kind in s[str(RDF.type)])]
    by = Counter(link[str(HETU.linkBy)][0].value.removeprefix(ONTOLOGY) for link in links)
    edges = Counter(values["kind"] for *_, values in kg.edges(data=True))
    assert by["seatedIn"] <= edges["seatedIn"]
    assert {"seatedIn", "locatedIn", "possiblySameAs", "sameWorkAs", "carriedOutBy", "refersTo"} <= set(by)
    assert all(str(HETU.rule) in link or str(HETU.wording) in link for link in links)


def test_every_document_has_a_graph(quads: list[ox.Quad]) -> None:
    assert {quad.graph_name.value for quad in quads} == {f"{BASE}id/document/440784-2022", ontology.GRAPH}


def test_two_documents_share_things_and_keep_their_graphs(table: Table) -> None:
    # The same table of another year: towns and units are shared, tasks are not.
    other = replace(table, info=replace(table.info, name="b.txt", year=2023))
    other = replace(other, tasks=tuple(replace(task, document="b.txt") for task in other.tasks))
    quads = to_quads(build_graph([table, other]), BASE)
    graphs = {g: [q for q in quads if q.graph_name.value.endswith(g)] for g in ("440784-2022", "440784-2023")}
    assert abs(len(graphs["440784-2022"]) - len(graphs["440784-2023"])) < 200
    town = f"{BASE}id/town/440784103"
    assert all(any(quad.subject.value == town for quad in graph) for graph in graphs.values())
    assert len(merged(quads)) < len(quads)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_the_same(quads: list[ox.Quad], form: str) -> None:
    read = {(q.subject, q.predicate, q.object) for q in ox.parse(write(quads, form, BASE), format=PARSERS[form])}
    assert read == {(t.subject, t.predicate, t.object) for t in merged(quads)}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD
def test_rdflib_reads_the_same(quads: list[ox.Quad]) -> None:
    some = [q for q in quads if "3-48" in q.subject.value or q.graph_name.value == ontology.GRAPH]
    sizes = {
        form: len(Graph().parse(data=write(some, form, BASE), format=parser))
        for form, parser in (("turtle", "turtle"), ("jsonld", "json-ld"), ("rdfxml", "xml"), ("ntriples", "nt"))
    }
    assert set(sizes.values()) == {len(merged(some))}


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_build_gives_the_same_bytes(table: Table, quads: list[ox.Quad], form: str) -> None:
    assert write(to_quads(build_graph([table]), BASE), form, BASE) == write(quads, form, BASE)


def test_a_changed_cell_gives_a_small_difference(table: Table, quads: list[ox.Quad]) -> None:
    task = table.tasks[0]
    changed = replace(task, title=replace(task.title, value=f"{task.title.value}（修订）"))
    again = to_quads(build_graph([replace(table, tasks=(changed, *table.tasks[1:]))]), BASE)
    before, after = (write(found, "turtle", BASE).decode().splitlines() for found in (quads, again))
    assert 0 < len(set(before) ^ set(after)) <= 12


def test_jsonld_reads_like_plain_json(quads: list[ox.Quad]) -> None:
    nodes = {node["id"]: node for node in json.loads(write(quads, "jsonld", BASE))["@graph"]}
    task = nodes["task/440784-2022-3-48"]
    assert task["label"].startswith("深化国资改革")
    assert (task["number"], task["starred"], task["overallStatus"]) == (48, False, "status/completed")
    assert task["leadUnit"].startswith("unit/440784-")


def test_language_tags_are_written_as_people_do(quads: list[ox.Quad]) -> None:
    for form in FORMATS:
        content = write(quads[:4000], form, BASE)
        assert b"zh-Hans" in content
        assert b"zh-hans" not in content


def test_ontology_is_complete() -> None:
    own = {name for name in HETU.__annotations__ if not name.startswith("_")}
    assert own == ontology.classes() | ontology.properties() | ontology.datatypes()
    for name in own:
        for language in ("zh-Hans", "en"):
            assert ontology.label(name, language)
            assert ontology.comment(name, language)
    assert {name for name in ontology.classes() if not ontology.known_classes(name)} == {"Link", "ReferenceNumber"}
    graph = Graph().parse(ontology.FILE)
    assert (None, RDF.type, OWL.Ontology) in graph


def test_status_scheme_is_ordered(said: dict[str, Said]) -> None:
    ranks = {
        subject.rpartition("/")[2]: int(statements[str(HETU.rank)][0].value)
        for subject, statements in said.items()
        if str(HETU.rank) in statements and str(SKOS.topConceptOf) in statements
    }
    assert sorted(ranks, key=ranks.__getitem__)[0] == "exceeded"
    assert ranks["completed"] < ranks["mostly"] < ranks["behind"] < ranks["suspended"]


def test_csv_has_a_row_per_task(table: Table, kg: KnowledgeGraph) -> None:
    rows = list(csv.DictReader(io.StringIO(export_csv([table], kg, BASE).removeprefix("\ufeff"))))
    assert len(rows) == 258
    assert tuple(rows[0]) == tuple(COLUMNS)
    [row] = [row for row in rows if row["编号"] == "3-48"]
    assert (row["牵头单位"], row["首行"]) == ("市资产办", "458")
    assert not any(re.match(r"[=+@]", value) for row in rows for value in row.values())


def test_base_iri(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HETU_BASE_IRI", raising=False)
    assert base_iri() == "https://hetu.example.org/"
    monkeypatch.setenv("HETU_BASE_IRI", "https://data.example.com/kg")
    assert iri("task/440784-2022-3-48").value == "https://data.example.com/kg/id/task/440784-2022-3-48"
    for bad in ("ftp://example.org/", "https://例.org/", "https://example.org/a b"):
        monkeypatch.setenv("HETU_BASE_IRI", bad)
        with pytest.raises(VocabularyError) as caught:
            base_iri()
        assert str(caught.value) == f"基础 IRI “{bad}”无效：应为以 http:// 或 https:// 开头的 ASCII 网址"
