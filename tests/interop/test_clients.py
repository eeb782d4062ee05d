"""Other people's clients read Hetu's own endpoint, served as users serve it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper

from tests.interop.conftest import javascript
from tests.interop.engines import hetu

TASKS = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://hetu.example.org/ontology#Task> }"


@pytest.fixture(scope="module")
def base(build_dir: Path) -> Iterator[str]:
    with hetu(build_dir) as address:
        yield address


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper(base: str, method: str) -> None:
    client = SPARQLWrapper(f"{base}/sparql")
    client.setMethod(method)
    client.setQuery(TASKS)
    client.setReturnFormat(JSON)
    assert client.query().convert()["results"]["bindings"][0]["n"]["value"] == "258"
    client.setReturnFormat(CSV)
    assert client.query().convert() == b"n\r\n258\r\n"
    client.setQuery("CONSTRUCT WHERE { ?t <https://hetu.example.org/ontology#identifier> '3-48' }")
    client.setReturnFormat(TURTLE)
    assert b"440784-2022-3-48" in client.query().convert()


def test_comunica(base: str) -> None:
    query = """PREFIX hetu: <https://hetu.example.org/ontology#>
    SELECT ?name WHERE { ?t hetu:identifier "3-48" ; hetu:leadUnit/<http://www.w3.org/2000/01/rdf-schema#label> ?name }"""
    [row] = javascript("query.mjs", f"{base}/sparql", query)
    assert row["name"]["value"] == "市资产办"
    [counted] = javascript("query.mjs", f"{base}/sparql", "-", stdin=TASKS)
    assert counted["n"]["value"] == "258"


def test_the_page_and_the_data_are_served_together(base: str) -> None:
    import httpx

    assert "鹤图" in httpx.get(f"{base}/", timeout=30).text
    turtle = httpx.get(
        f"{base}/id/town/440784103", headers={"Accept": "text/turtle"}, follow_redirects=True, timeout=30
    )
    assert "古劳镇" in turtle.text
