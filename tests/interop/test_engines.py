"""Other stores, loaded through ``hetu publish``: the same counts, the same rows for every example query, the same answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.rdf import ontology
from graph.rdf.description import examples
from graph.sparql.query_pool import SparqlPool
from qa import Hetu
from tests.interop.engines import Server, oxigraph, virtuoso

DOCUMENT = "https://hetu.example.org/id/document/440784-2022"
ENGINES = {"oxigraph": oxigraph, "virtuoso": virtuoso}
Row = frozenset[tuple[str, str]]


@pytest.fixture(scope="module", params=ENGINES)
def server(request: pytest.FixtureRequest, build_dir: Path) -> Iterator[Server]:
    """A server that holds the published build."""
    with ENGINES[request.param]() as made:
        login = ["--user", made.login[0]] if made.login else []
        environment = {**os.environ, "HETU_PUBLISH_PASSWORD": made.login[1] if made.login else ""}
        done = subprocess.run(
            [sys.executable, "-m", "ui", "publish", made.store, *login, "--build", str(build_dir)],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        yield made


def plain(term: dict[str, str]) -> str:
    """A term as all engines write it: they differ in the case of tags, in booleans and in trailing zeros."""
    value, kind = term["value"], term.get("datatype", "").rpartition("#")[2]
    if kind == "boolean":
        return {"1": "true", "0": "false"}.get(value, value)
    if kind in {"decimal", "integer", "double"}:
        return f"{float(value):g}"
    return value


def rows(found: list[dict[str, dict[str, str]]]) -> Counter[Row]:
    return Counter(frozenset((name, plain(term)) for name, term in row.items()) for row in found)


def test_counts_are_equal(server: Server, quads: list) -> None:
    for graph in (DOCUMENT, ontology.GRAPH):
        [row] = server.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        assert int(row["n"]["value"]) == sum(quad.graph_name.value == graph for quad in quads)


def of_any_engine(query: str) -> bool:
    """Whether a query keeps to SPARQL 1.1: searching words is Hetu's own, distances are GeoSPARQL's."""
    return "SELECT" in query and "hetu:matches(" not in query and "geof:" not in query


@pytest.mark.parametrize(("name", "query"), [(name, query) for name, _, query in examples() if of_any_engine(query)])
def test_example_queries_give_the_same_rows(server: Server, pool: SparqlPool, name: str, query: str) -> None:
    ours = json.loads(pool.query(query).content)["results"]["bindings"]
    theirs = server.select(query)
    assert rows(theirs) == rows(ours), name
    assert ours


def test_a_construct_gives_as_many_statements(server: Server, pool: SparqlPool) -> None:
    [query] = [query for _, _, query in examples() if "SELECT" not in query]
    ours = {line for line in pool.query(query, ("application/n-triples",)).content.decode().splitlines() if line}
    theirs = {line for line in server.construct(query).splitlines() if line.startswith("<")}
    assert len(theirs) == len(ours) > 10


@pytest.mark.parametrize(
    "question", ["古劳镇有哪些任务？", "市财政局牵头哪些任务？", "哪些任务暂缓实施？", "提到世运电路的任务有哪些？"]
)
def test_hetu_answers_the_same_from_there(server: Server, build_dir: Path, question: str) -> None:
    here, there = Hetu.open(build_dir).ask(question), Hetu.open(build_dir, server.query).ask(question)
    assert [(task.id, task.scope) for task in there.tasks] == [(task.id, task.scope) for task in here.tasks]
    assert here.tasks


def test_publishing_again_replaces(server: Server, build_dir: Path, quads: list) -> None:
    from graph.sparql.remote import publish

    publish(
        [quad for quad in quads if quad.graph_name.value == ontology.GRAPH], server.store, lambda *_: None, server.login
    )
    [row] = server.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{ontology.GRAPH}> {{ ?s ?p ?o }} }}")
    assert int(row["n"]["value"]) == sum(quad.graph_name.value == ontology.GRAPH for quad in quads)
