"""How data is sent: to any page, whole or in part, packed, and not again; the service described; files with checksums."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from tests.test_http import opened
from ui.downloads import Downloads
from ui.open_data import deliver

BASE = "https://hetu.example.org/"
DATASET = f"{BASE}id/dataset/hetu"
READ_ONLY = (
    "/id/town/440784103",
    "/data/town/440784103",
    "/ontology",
    "/shapes.ttl",
    "/void.ttl",
    "/.well-known/void",
    "/reconcile",
    "/download/csv",
    "/sparql",
)


@pytest.fixture(scope="module")
def client(build_dir: Path) -> Iterator[TestClient]:
    with opened(build_dir) as made:
        yield made


def said(content: bytes) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for quad in ox.parse(content, format=ox.RdfFormat.TURTLE):
        found.setdefault((quad.subject.value, quad.predicate.value), set()).add(quad.object.value)
    return found


@pytest.mark.parametrize("path", READ_ONLY)
def test_pages_of_any_site_may_read(client: TestClient, path: str) -> None:
    before = client.options(path, headers={"Origin": "http://a.b", "Access-Control-Request-Method": "GET"})
    assert (before.status_code, before.headers["access-control-allow-origin"]) == (204, "*")
    assert "GET" in before.headers["access-control-allow-methods"]
    assert client.get(path, headers={"Accept": "*/*"}).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/data/town/440784103", "/ontology", "/void.ttl", "/download/records"])
def test_what_is_known_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["etag"].startswith('"')
    assert "Accept-Encoding" in first.headers["vary"]
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_part_of_a_file(client: TestClient) -> None:
    whole = client.get("/download/ntriples", headers={"Accept-Encoding": "identity"}).content
    part = client.get("/download/ntriples", headers={"Range": "bytes=10-19", "Accept-Encoding": "gzip"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    assert client.get("/download/ntriples", headers={"Range": "bytes=-5"}).content == whole[-5:]
    assert client.get("/download/ntriples", headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


def _request(**headers: str) -> Request:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": told})


@pytest.mark.parametrize(
    ("taken", "packed"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("identity", False), ("", False)],
)
def test_packed_where_it_is_taken(taken: str, packed: bool) -> None:
    content = b"<a> <b> <c> .\n" * 500
    answer = deliver(_request(accept_encoding=taken), content, "text/turtle")
    assert (answer.headers.get("content-encoding") == "gzip") is packed
    assert (gzip.decompress(answer.body) if packed else answer.body) == content


@pytest.mark.parametrize(
    "told", ["bytes=a-b", "items=0-1", "bytes=0-1,3-4", "bytes=--5", f"bytes={'9' * 30}-", "bytes=-"]
)
def test_a_part_that_is_none_is_the_whole(told: str) -> None:
    assert deliver(_request(range=told), b"0123456789", "text/plain").status_code == 200


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/data/town/440784103?format=jsonld", "application/ld+json"),
        ("/data/town/440784103?format=json", "application/ld+json"),
        ("/data/town/440784103?format=nt", "application/n-triples"),
        ("/ontology?format=rdfxml", "application/rdf+xml"),
        ("/void.ttl?format=ttl", "text/turtle"),
        ("/sparql?query=ASK{}&format=xml", "application/sparql-results+xml"),
        ("/sparql?query=ASK{}&format=json", "application/sparql-results+json"),
        ("/sparql?query=CONSTRUCT WHERE {?s a hetu:County}&format=json", "application/ld+json"),
    ],
)
def test_formats_by_name(client: TestClient, path: str, media: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media)


def test_a_format_that_is_none_is_refused(client: TestClient) -> None:
    assert client.get("/data/town/440784103?format=docx").status_code == 406
    assert client.get("/sparql?query=ASK{}&format=docx").status_code == 406


@pytest.mark.parametrize("header", ["application/json", "text/javascript, application/json;q=0.5"])
def test_plain_json_is_the_results(client: TestClient, header: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": header})
    assert answer.json()["boolean"] is True
    thing = client.get("/data/town/440784103", headers={"Accept": header})
    assert thing.headers["content-type"].startswith("application/ld+json")


def test_the_service_describes_itself(client: TestClient) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    told = said(client.get("/sparql", headers={"Accept": "text/turtle"}).content)
    service = f"{DATASET}-sparql"
    assert told[service, f"{sd}endpoint"] == {"http://testserver/sparql"}
    assert f"{sd}SPARQL11Query" in told[service, f"{sd}supportedLanguage"]
    assert f"{BASE}ontology#matches" in told[service, f"{sd}extensionFunction"]
    names = {name for graph in told[DATASET, f"{sd}namedGraph"] for name in told[graph, f"{sd}name"]}
    assert names == {f"{BASE}id/document/440784-2022", f"{BASE}ontology"}


def test_the_dataset_has_an_address_that_leads_somewhere(client: TestClient) -> None:
    sent = client.get("/id/dataset/hetu", headers={"Accept": "text/turtle"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/data/dataset/hetu")
    told = said(client.get("/data/dataset/hetu").content)
    assert "http://www.w3.org/ns/dcat#Dataset" in told[DATASET, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"]
    assert "鹤图" in client.get("/page/dataset/hetu").text


def test_the_description_stands_in_the_store(client: TestClient) -> None:
    query = "SELECT ?n { GRAPH ?g { ?d a dcat:Dataset ; void:triples ?n } }"
    [row] = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    every = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    assert row["n"]["value"] == every["results"]["bindings"][0]["n"]["value"]


def test_files_are_told_with_size_and_checksum(build_dir: Path) -> None:
    from qa import Hetu

    downloads = Downloads(Hetu.open(build_dir))
    assert downloads.written == {}
    content = downloads.file("turtle")
    assert (downloads.written["turtle"].size, downloads.written["turtle"].sha256) == (
        len(content),
        hashlib.sha256(content).hexdigest(),
    )


def test_words_are_searched_in_any_form(client: TestClient) -> None:
    query = (
        "SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t hetu:reports/hetu:narrative ?text FILTER(hetu:matches(?text, '%s')) }"
    )

    def count(words: str) -> int:
        answer = client.get("/sparql", params={"query": query % words})
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    assert 0 < count("污水 管网") < count("污水")
    assert count("ＧＤＰ") == count("gdp")
    assert count(" ") == 0


def test_distances_are_measured(client: TestClient) -> None:
    query = """SELECT ?label (geof:distance(?a, ?b, uom:metre) AS ?far) {
      ?town a hetu:Town ; rdfs:label ?label ; geo:hasGeometry/geo:asWKT ?a .
      <https://hetu.example.org/id/town/440784103> geo:hasGeometry/geo:asWKT ?b } ORDER BY ?far LIMIT 2"""
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert [row["label"]["value"] for row in rows] == ["古劳镇", "龙口镇"]
    assert 7_000 < float(rows[1]["far"]["value"]) < 7_500


def test_the_vocabulary_is_shown_with_domains_ranges_examples_and_a_picture(client: TestClient) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"}).text
    assert page.count("<rect ") == 19
    row = page[page.index('<tr id="hasMilestone">') :].partition("</tr>")[0]
    assert 'href="#Task"' in row
    assert 'href="#Milestone"' in row
    assert 'href="#milestoneOf"' in row
    assert "dcterms:hasPart" in row
    assert 'href="/page/task/' in row
    assert page.count("例如：") > 120


def test_a_page_names_the_narrowest_kind(client: TestClient) -> None:
    page = client.get("/page/town/440784103").text
    assert '<p class="types">镇（街道）' in page
    assert "geo:hasGeometry" in page
