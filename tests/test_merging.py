"""Graphs of several documents as one, and one document's part of a build of several."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.builds import open_build
from graph.knowledge.construction import build_graph
from graph.knowledge.merging import merged
from graph.rdf.triples import to_quads
from graph.rdf.vocabulary import HETU
from graph.tables.reading_options import NOTHING_SAID
from graph.tables.sources import read_documents
from qa import Hetu
from tests.several import written


def test_one_graph_stays_as_it_is(tmp_path: Path) -> None:
    (table, *_) = read_documents(written(tmp_path), NOTHING_SAID).tables
    kg = build_graph([table])
    assert merged([kg]) is kg


def test_graphs_merged_are_the_graph_of_all(tmp_path: Path) -> None:
    tables = read_documents(written(tmp_path), NOTHING_SAID).tables
    together, alone = build_graph(tables), merged([build_graph([table]) for table in tables])
    assert dict(together.nodes(data=True)) == dict(alone.nodes(data=True))
    assert sorted(map(repr, together.edges(data=True))) == sorted(map(repr, alone.edges(data=True)))


def test_the_graph_of_each_keeps_its_values(tmp_path: Path) -> None:
    tables = read_documents(written(tmp_path), NOTHING_SAID).tables
    graphs = [build_graph([table]) for table in tables]
    before = [dict(kg.nodes(data=True)) for kg in graphs]
    before = [{key: {**values} for key, values in nodes.items()} for nodes in before]
    merged(graphs)
    assert [dict(kg.nodes(data=True)) for kg in graphs] == before


def test_every_thing_of_one_alone_is_in_the_build_of_all(tmp_path: Path) -> None:
    tables = read_documents(written(tmp_path), NOTHING_SAID).tables
    everything = {quad.subject for quad in to_quads(merged([build_graph([table]) for table in tables]))}
    for table in tables:
        assert {quad.subject for quad in to_quads(build_graph([table]))} <= everything


@pytest.mark.parametrize("code", ["440784-2022", "440784-2023", "440784-2021", "440783-2023"])
def test_an_edition_reads_nothing_of_the_others(open_tables: Hetu, code: str) -> None:
    edition = next(e for e in open_tables.corpus.editions if next(iter(e.tasks)).startswith(code))
    documents = {table.info.name for table in edition.build.tables}
    assert len(documents) == 1
    assert {values["document"] for _, values in edition.kg.nodes(data=True)} == documents
    assert {passage.task.rpartition("-1-")[0] for passage in edition.retriever.passages} == {code}
    rows = edition.store.select(f"SELECT DISTINCT ?t WHERE {{ ?t a <{HETU.Task}> }}")
    assert len(rows) == len(edition.tasks)
    counted = edition.store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0]["n"]
    everything = open_tables.corpus.store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0]["n"]
    assert all(code in row["t"] for row in rows)
    assert 0 < int(counted) < int(everything)


def test_a_build_of_one_edition_is_that_edition(build_dir: Path) -> None:
    with open_build(build_dir) as opened:
        [only] = opened.editions()
        assert (only.tables, only.own("x")) == (opened.tables, opened.own("x"))


def test_years_are_linked_in_the_graph_of_all_and_in_rdf(open_tables: Hetu) -> None:
    edges = [(a, b, values) for a, b, values in open_tables.kg.edges(data=True) if values["kind"] == "continues"]
    assert {(a, b) for a, b, _ in edges} == {
        ("task/440784-2023-1-1", "task/440784-2022-1-1"),
        ("task/440784-2023-1-3", "task/440784-2022-1-4"),
        ("task/440784-2022-1-4", "task/440784-2021-1-1"),
    }
    assert all(values["text"] and values["rule"] and 0 < values["certainty"] <= 1 for _, _, values in edges)
    rows = open_tables.corpus.store.select(f"SELECT ?a ?b WHERE {{ ?a <{HETU.continues}> ?b }}")
    assert len(rows) == 3
    told = open_tables.corpus.store.select(f"SELECT ?l WHERE {{ ?l <{HETU.linkBy}> <{HETU.continues}> }}")
    assert len(told) == 3
