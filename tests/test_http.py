"""The addresses machines ask: SPARQL 1.1 Protocol, content negotiation, the vocabulary, and pages for people."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from graph.sparql.query_pool import SparqlPool
from qa import Hetu
from tests.test_other_counties import HEADER, ROW
from ui.facets import Browser
from ui.http import routes
from ui.network import Network

TASK = "/id/task/440784-2022-3-48"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a hetu:Task }"


@pytest.fixture(scope="module")
def client(build_dir: Path) -> Iterator[TestClient]:
    with opened(build_dir) as made:
        yield made


def opened(folder: Path) -> TestClient:
    kg = Hetu.open(folder)
    pool = SparqlPool(kg.build.folder / "store", kg.build.manifest.base_iri, size=2)

    class Closing(TestClient):
        def __exit__(self, *arguments: object) -> None:
            pool.close()
            super().__exit__(*arguments)

    return Closing(
        Starlette(
            routes=routes(
                kg, pool, Network(kg), Browser(kg), lambda question, _, history=(): kg.ask(question, history=history)
            )
        ),
        follow_redirects=False,
    )


def test_query_in_the_url_in_a_form_and_as_the_body(client: TestClient) -> None:
    answers = [
        client.get("/sparql", params={"query": COUNT}),
        client.post("/sparql", data={"query": COUNT}),
        client.post("/sparql", content=COUNT, headers={"Content-Type": "application/sparql-query"}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("application/sparql-results+json")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.json()["results"]["bindings"][0]["n"]["value"] == "258"


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a hetu:Task } }"
TABLE = "https://hetu.example.org/id/document/440784-2022"
WORDS = "https://hetu.example.org/ontology"


@pytest.mark.parametrize(
    ("query", "graphs", "count"),
    [
        (COUNT, {"default-graph-uri": TABLE}, "258"),
        (COUNT, {"default-graph-uri": [TABLE, WORDS]}, "258"),
        (COUNT, {"default-graph-uri": WORDS}, "0"),
        (COUNT, {"named-graph-uri": TABLE}, "0"),
        (IN_GRAPHS, {}, "258"),
        (IN_GRAPHS, {"named-graph-uri": TABLE}, "258"),
        (IN_GRAPHS, {"named-graph-uri": WORDS}, "0"),
        (IN_GRAPHS, {"default-graph-uri": TABLE}, "0"),
    ],
)
def test_graphs_by_the_protocol(client: TestClient, query: str, graphs: dict, count: str) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    for answer in (
        client.get("/sparql", params={"query": query, **graphs}),
        client.post("/sparql", data={"query": query, **graphs}),
        client.post("/sparql", params=graphs, content=query, headers=direct),
    ):
        assert answer.json()["results"]["bindings"][0]["n"]["value"] == count


def test_the_answer_as_files_is_what_is_on_screen(build_dir: Path, client: TestClient) -> None:
    kg, asked = Hetu.open(build_dir), {"q": "古劳镇有哪些任务？"}
    answer = kg.ask(asked["q"])
    table = client.get("/answer.csv", params=asked)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert rows[0] == ["编号", "项目名称", "状态", "牵头单位", "完成时间", "范围", "理由", "任务编号"]
    assert [row[0] for row in rows[1:]] == [task.id for task in answer.tasks]
    assert [row[-1] for row in rows[1:]] == [f"〔{task.id}〕" for task in answer.tasks]
    assert rows[1][3:6] == ["古劳镇", "12月15日", "直接点名"]
    told = client.get("/answer.json", params=asked).json()
    # Twice the same answer, though it is kept the second time; only the time it took is its own.
    once, again = (json.loads(json.dumps(one.to_json())) for one in (answer, kg.ask(asked["q"])))
    assert {**told, "elapsed_ms": 0} == {**once, "elapsed_ms": 0} == {**again, "elapsed_ms": 0}
    assert client.get("/answer.csv").content.decode("utf-8-sig").count("\n") == 1
    after = {"q": "其中哪些没完成？", "h": ["龙口镇有哪些任务？", "那古劳镇呢？"]}
    late = client.get("/answer.json", params=after).json()
    assert late["result"]["ids"] == [
        hit.id for hit in kg.ask(after["q"], history=after["h"]).tasks if hit.scope == "direct"
    ]
    assert 0 < len(late["result"]["ids"]) < len(told["result"]["ids"])
    table = client.get("/answer.csv", params=after)
    assert [row[0] for row in csv.reader(io.StringIO(table.content.decode("utf-8-sig")))][1:] == [
        task["id"] for task in late["tasks"]
    ]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv", "text/csv"),
        ("application/sparql-results+xml;q=0.9, text/csv;q=0.5", "application/sparql-results+xml"),
        ("*/*", "application/sparql-results+json"),
        ("text/turtle, */*;q=0.1", "application/sparql-results+json"),
    ],
)
def test_formats_by_accept(client: TestClient, accept: str, media: str) -> None:
    answer = client.get("/sparql", params={"query": COUNT}, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(media)


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("GET", {"params": {"query": "SELECT"}}, 400),
        ("GET", {"params": {"query": "SELECT * { SERVICE <http://a.b/> { ?s ?p ?o } }"}}, 403),
        ("GET", {"params": {"query": COUNT, "default-graph-uri": "http://a.b/"}}, 403),
        ("GET", {"params": {"query": COUNT, "named-graph-uri": "file:///etc/passwd"}}, 403),
        ("POST", {"data": {"query": COUNT, "named-graph-uri": "http://a.b/"}}, 403),
        ("GET", {"params": {"query": "DESCRIBE *"}}, 400),
        ("GET", {"params": {"query": "SELECT * { #\r SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }\n }"}}, 403),
        ("POST", {"content": b"query=ASK%7B%7D%23%ff", "headers": FORM}, 400),
        ("GET", {"params": "query=ASK%20%7B%7D" + "&x=" * 300}, 413),
        ("GET", {"params": {"query": COUNT}, "headers": {"Accept": "image/png"}}, 406),
        ("POST", {"data": {"update": "DROP ALL"}}, 403),
        ("POST", {"content": "DROP ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403),
        ("POST", {"content": COUNT, "headers": {"Content-Type": "text/plain"}}, 415),
        ("POST", {"content": b"x" * 1_000_000, "headers": {"Content-Type": "application/sparql-query"}}, 413),
        ("POST", {"content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}, 400),
        ("DELETE", {}, 405),
    ],
)
def test_refusals_have_a_status_and_one_sentence(client: TestClient, method: str, arguments: dict, status: int) -> None:
    answer = client.request(method, "/sparql", **arguments)
    assert answer.status_code == status
    assert len(answer.text.strip().splitlines()) == 1
    assert "Traceback" not in answer.text


def test_preflight_and_cut_results(client: TestClient) -> None:
    preflight = client.options("/sparql")
    assert (preflight.status_code, preflight.headers["access-control-allow-methods"]) == (
        204,
        "GET, HEAD, POST, OPTIONS",
    )
    cut = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert cut.headers["hetu-truncated"] == "10000"


def test_browsers_are_shown_the_editor(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/query")
    page = client.get("/query").text
    assert "每位领导分管多少项任务" in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)  # nothing from elsewhere


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        ("text/html", "/page/"),
        ("text/turtle", "/data/"),
        ("application/ld+json", "/data/"),
        ("application/rdf+xml;q=0.5, text/html;q=0.1", "/data/"),
    ],
)
def test_a_thing_is_found_by_303(client: TestClient, accept: str, place: str) -> None:
    answer = client.get(TASK, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["vary"]) == (303, "Accept")
    assert answer.headers["location"] == TASK.replace("/id/", place)


@pytest.mark.parametrize(
    ("media", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_data_of_a_thing_says_the_same_in_every_format(client: TestClient, media: str, form: ox.RdfFormat) -> None:
    turtle = client.get(f"{TASK.replace('/id/', '/data/')}.ttl").content
    answer = client.get(TASK.replace("/id/", "/data/"), headers={"Accept": media})
    assert answer.headers["content-type"].startswith(media)
    assert set(ox.parse(answer.content, format=form)) == set(ox.parse(turtle, format=ox.RdfFormat.TURTLE))


def test_page_of_a_thing(client: TestClient) -> None:
    page = client.get(TASK.replace("/id/", "/page/")).text
    for words in ("牵头单位", "市资产办", "深化国资改革", "起始行", "458", "Turtle".lower()):
        assert words in page
    assert "/page/unit/440784-" in page


@pytest.mark.parametrize(
    "path", ["/page/task/none", "/data/task/none", "/page/../etc/passwd", "/data/x", "/page/task/%3Cscript%3E"]
)
def test_unknown_things_are_404_with_a_sentence(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_vocabulary_and_description(client: TestClient) -> None:
    assert client.get("/ontology").headers["content-type"].startswith("text/turtle")
    assert "牵头单位" in client.get("/ontology", headers={"Accept": "text/html"}).text
    described = set(ox.parse(client.get("/void.ttl").content, format=ox.RdfFormat.TURTLE))
    assert any(quad.object.value == "http://rdfs.org/ns/void#Dataset" for quad in described)


def test_text_of_the_source_stays_text(tmp_path: Path) -> None:
    from embeddings.builds import build

    row = ROW.format(
        no=1,
        title="建设&lt;script&gt;alert(1)&lt;/script&gt;公园。",
        units="市财政局",
        narrative='"><img src=x onerror=alert(1)>',
    )
    (tmp_path / "a.txt").write_text("\n".join(["2022年鹤山市重点工作表", HEADER, row]) + "\n", encoding="utf-8")
    build([tmp_path / "a.txt"], tmp_path / "out", lambda *_: None)
    with opened(tmp_path / "out") as client:
        for kind in ("task", "report"):
            [found] = [
                path
                for path in (f"/page/{kind}/440784-2022-1-1", f"/page/{kind}/440784-2022-1-1-1")
                if client.get(path).status_code == 200
            ]
            page = client.get(found).text
            assert "<script>alert" not in page
            assert "<img" not in page
