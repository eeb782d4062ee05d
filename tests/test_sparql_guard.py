"""The guard against the engine: what the engine would fetch or read from outside is refused, whatever it hides behind."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.errors import QueryError
from graph.sparql import canonical_text as sparql_text
from graph.sparql import guard as sparql
from graph.sparql.guard import answer, judge
from graph.sparql.query_pool import SparqlPool
from tests.campaign.queries import (
    BASE,
    FOREIGN,
    NAMED,
    OTHER,
    OURS,
    SPACES,
    Generator,
    Listener,
    quads,
    run,
    run_judged,
    small_store,
    try_queries,
)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return small_store()


def test_what_the_engine_would_fetch_or_write_is_refused() -> None:
    report = try_queries(2000, 18)
    assert report.problems == []
    assert (report.tried, report.let_through, report.differing, report.tracebacks, report.over_time) == (
        2000,
        0,
        0,
        0,
        0,
    )
    assert report.passed > 250 and report.same > 100, report  # else the generator would prove little
    assert report.fetched > 100 and report.updates > 50, report


@pytest.mark.parametrize("line", ["tokens", "algebra"])
def test_either_line_alone_refuses_a_service(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """The words of the canonical text, and the parsed algebra, each without the other."""
    if line == "algebra":
        monkeypatch.setattr(sparql_text, "FOREIGN", frozenset())
        monkeypatch.setattr(sparql, "FOREIGN", frozenset())
        monkeypatch.setattr(sparql_text, "_KEYWORDS", sparql_text._KEYWORDS | {"SERVICE"})
    else:
        monkeypatch.setattr(sparql, "_names", lambda _: iter(()))
    for hiding in (
        "{d}",
        "OPTIONAL {{ {d} }}",
        "FILTER EXISTS {{ {d} }}",
        "{{ SELECT ?z {{ {d} }} }}",
        "GRAPH ?g {{ {d} }}",
    ):
        query = f"SELECT * {{ ?s ?p ?o {hiding.format(d='SERVICE <http://a.b/> { ?x ?y ?z }')} }}"
        with pytest.raises(QueryError, match="SERVICE") as caught:
            judge(query, ())
        assert caught.value.status == 403


FUNCTIONS = (
    "CONCAT{s}('a',{s}'b')", "COALESCE{s}(1,{s}2)", "BNODE{s}(){s}", "BNODE{s}({s}'x'{s})", "UUID{s}({s})",
    "RAND(){s}", "NOW{s}()", "IF{s}(1=1,{s}'a','b')", "SUBSTR{s}('abc',1,2)", "REPLACE('abc',{s}'b','c','i')",
    "xsd:integer{s}('1')", "<http://www.w3.org/2001/XMLSchema#integer>{s}({s}'1')", "'a'{s}IN{s}('a',{s}'b')",
    "'a'{s} NOT IN{s}({s})", "REGEX{s}('abc',{s}'B',{s}'i')", "-{s}(1+2)", "(1){s}*{s}(2)", "STRDT('1',{s}xsd:integer)",
    "EXISTS{s}{{}}", "NOT EXISTS{s}{{}}", "LANGMATCHES(LANG('a'@zh-Hans),{s}'*')", "!({s}true{s})",
)  # fmt: skip


@pytest.mark.parametrize("call", FUNCTIONS)
def test_functions_are_called_as_the_engine_takes_them(store: ox.Store, call: str) -> None:
    """Whatever stands between a function and its brackets."""
    plain = f"SELECT (({call.format(s='')}) AS ?x) {{}}"
    assert run(store, plain) is not None
    for space in ("", " ", "\n", "\r", "#x\r"):
        judged = judge(f"SELECT (({call.format(s=space)}) AS ?x) {{}}", (OURS,), base=BASE)
        assert len(run_judged(store, judged) or ()) == 1


def test_groups_and_aggregates(store: ox.Store) -> None:
    for query in (
        "SELECT (COUNT (DISTINCT ?s) AS ?n) (GROUP_CONCAT (?s ; SEPARATOR = ',') AS ?all) {{ ?s ?p ?o }}",
        "SELECT ?p (COUNT (*) AS ?n) {{ ?s ?p ?o }} GROUP BY ?p HAVING (COUNT (*) > 1) ORDER BY DESC (?n)",
        "SELECT * {{ VALUES (?a ?b) {{ (1 2) (UNDEF 3) }} BIND (?a AS ?c) FILTER (?b > 1) }}",
    ):
        written = query.format()
        assert run_judged(store, judge(written, (OURS, OTHER), base=BASE)), written


@pytest.mark.parametrize("iri", ["http://x.example/", "http://x.example/1", "urn:x:é—"])
def test_predicates_that_xml_cannot_name_are_refused_there(store: ox.Store, iri: str) -> None:
    judged = judge(f"CONSTRUCT {{ <http://e/a> <{iri}> 1 }} {{}}", (), base=BASE)
    assert iri in answer(store, judged, ("text/turtle",), BASE).content.decode()
    with pytest.raises(QueryError, match="请改要 Turtle") as caught:
        answer(store, judged, ("application/rdf+xml",), BASE)
    assert caught.value.status == 406


HARMLESS = (
    "SELECT * {{ ?s ?p ?o FILTER(?o != 'SERVICE <http://a.b/> {{ }}') }}",
    "SELECT * {{ ?s ?p ?o FILTER(?o != '''it''s{s}LOAD <x> \\u0022 FROM''') }}",
    'SELECT * {{ ?s ?p ?o FILTER(?o != "DROP ALL \\\\") }}',
    "SELECT * {{ ?s ?p ?o FILTER(?o != <http://a.b/SERVICE#LOAD>) }}",
    "SELECT * {{ ?s ?p ?o }} # SERVICE <http://a.b/> {{ }}",
    "# INSERT DATA {{ }}\n#FROM <http://a.b/>\rSELECT * {{ ?s ?p ?o }}",
    "SELECT ?service ?LOAD $from {{ ?service ?LOAD $from }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ ?s hetu:service ?o }} MINUS {{ ?s hetu:load.drop\\-all ?o }} }}",
    "PREFIX service: <http://a.b/> PREFIX add.from: <http://c/> SELECT * {{ ?s ?p ?o MINUS {{ ?s service:x add.from:clear }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(STR(?o) != 'x'{s}&& !LANGMATCHES(LANG(STR(?o)), 'insert')) OPTIONAL {{ ?s ?p 'a'@load-drop }} }}",
    "SELECT * {{ ?s ?p ?o{s}OPTIONAL {{ _:service ?p _:load.drop }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(1<2&&3>2 && ?s<?o || ?s>?o || ?s = ?o || ?o!=?s || -1 < +2.5e0) }}",
    "SELECT * {{ ?s (<{b}p>|^<{b}q>)? ?o . ?s <{b}p>* ?o . ?s ?p ?o }}",
)


@pytest.mark.parametrize("query", HARMLESS)
def test_harmless_queries_that_mention_the_words_run(store: ox.Store, query: str) -> None:
    for space in SPACES[:-2]:
        written = query.format(s=space, b=BASE)
        judged = judge(written, (OURS, OTHER), base=BASE)
        assert run_judged(store, judged), written
        plain = run(store, query.format(s=" ", b=BASE))
        assert len(run_judged(store, judged) or ()) == len(plain or ()), written


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * {\n ?s ?p 'a\nb' }", "第 2 行第 8 列"),
        ("SELECT * {\r\n ?s ?p 'a\\q' }", "没有“\\q”"),
        ("SELECT * { ?s ?p '\\ud800' }", "不是字符"),
        ("SELECT * { ?s ?p '\ud800' }", "代理字符"),
        ("SELECT * { ?s ?p <http://a.b/\\u0020> }", "空白"),
        ("SELECT * {\r ?s nowhere:p ?o }", "第 2 行第 5 列）：前缀 nowhere: 没有声明"),
        ("SELECT * { ?s ?p ?o FLITER(?o) }", "“FLITER”不是"),
        ("SELECT * {\n#x\n\n ?s ?p }", "第 4 行"),
        ("SELECT * { ?s ?p \\u003fo }", "转义只能"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "第 1 行"),
        ("DESCRIBE *", "WHERE"),
        ("DESCRIBE ?x", "WHERE"),
        ("SELECT (hetu:f(1) AS ?x) { }", "不支持"),
        ("SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999", "语法"),
    ],
)
def test_refusals_are_a_sentence_with_the_place(store: ox.Store, query: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        answer(store, judge(query, ()), (), BASE)
    assert caught.value.status == 400
    assert words in str(caught.value)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "true.",
        "true-",
        "<",
        "<a",
        "?a<",
        "'''",
        '""',
        "_:a.",
        "a:b.",
        "1.",
        "#",
        "(",
        "p:\\",
        "^",
        "' ",
        "\\u0041",
    ],
)
def test_the_canonical_form_takes_linear_time(unit: str) -> None:
    from time import process_time

    started = process_time()
    with contextlib.suppress(QueryError):
        sparql_text.canonical(unit * (sparql_text.MAX_QUERY // len(unit)))
    assert process_time() - started < 5


@pytest.fixture(scope="module")
def small_pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparqlPool]:
    folder = tmp_path_factory.mktemp("store") / "store"
    made = ox.Store(str(folder))
    made.bulk_extend([quad for quad in quads() if quad.graph_name != NAMED(FOREIGN)])
    made.flush()
    del made
    with SparqlPool(folder, BASE, size=2) as pool:
        yield pool


def test_nothing_is_connected_to_through_the_pool(small_pool: SparqlPool, listener: Listener) -> None:
    generator = Generator(4, listener.address)
    before, answered = listener.count(), 0
    for _ in range(300):
        try:
            small_pool.query(generator.query())
            answered += 1
        except QueryError as error:
            assert error.status in {400, 403}, str(error)
    assert listener.count() == before
    assert 20 < answered < 280


@pytest.mark.parametrize(
    ("default", "named", "query", "expected"),
    [
        ((), (), "SELECT ?o { ?s ?p ?o }", 4),
        ((OURS,), (), "SELECT ?o { ?s ?p ?o }", 2),
        ((OURS, OTHER), (), "SELECT ?o { ?s ?p ?o }", 4),
        ((OURS,), (), "SELECT ?o { GRAPH ?g { ?s ?p ?o } }", 0),
        ((), (OTHER,), "SELECT ?o { GRAPH ?g { ?s ?p ?o } }", 2),
        ((), (OTHER,), "SELECT ?o { ?s ?p ?o }", 0),
        ((), (OTHER,), f"SELECT ?o FROM <{FOREIGN}x> {{ ?s ?p ?o }}", 403),
        ((), (OTHER,), f"SELECT ?o FROM <{OURS}> {{ ?s ?p ?o }}", 0),
        ((), (), f"SELECT ?o FROM NAMED <{OURS}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 2),
        ((), (), f"SELECT ?o FROM <{OURS}> FROM NAMED <{OTHER}> {{ ?s ?p ?x GRAPH ?g {{ ?s ?p ?o }} }}", 2),
        ((), (), "SELECT ?o FROM <id/document/1> { ?s ?p ?o }", 2),
        ((), (), f"BASE <{BASE}id/> SELECT ?o FROM <document/1> {{ ?s ?p ?o }}", 2),
        ((), (), f"SELECT ?o FROM NAMED <{FOREIGN}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 403),
        ((FOREIGN,), (), "SELECT ?o { ?s ?p ?o }", 403),
        ((OURS,), ("file:///etc/passwd",), "SELECT ?o { ?s ?p ?o }", 403),
    ],
)
def test_graphs_named_by_the_asker_or_by_the_query(
    small_pool: SparqlPool, default: tuple[str, ...], named: tuple[str, ...], query: str, expected: int
) -> None:
    try:
        found = small_pool.query(query, ("text/csv",), default, named).content.decode()
    except QueryError as error:
        assert (error.status, "本库没有这个图" in str(error)) == (expected, True)
    else:
        assert len(found.splitlines()) - 1 == expected


ALONE = """
import os, socket, sys
import pyoxigraph
from graph.processes import isolation
if sys.argv[1] == "nobody":
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
if sys.argv[2] != "as it is":
    if sys.argv[2] == "namespace":
        isolation._FILTERED.clear()
    print(isolation.without_network())
for family in (socket.AF_INET, socket.AF_INET6):
    try:
        with socket.socket(family) as one:
            one.connect(("127.0.0.1" if family == socket.AF_INET else "::1", int(sys.argv[3])))
        print("connected")
    except OSError:
        print("refused")
try:
    list(pyoxigraph.Store().query("SELECT * { SERVICE <http://127.0.0.1:" + sys.argv[3] + "/> { ?s ?p ?o } }"))
except OSError:
    print("engine refused")
"""


def alone(listener: Listener, user: str, way: str) -> list[str]:
    port = listener.address.rstrip("/").rpartition(":")[2]
    told = subprocess.run(
        [sys.executable, "-c", ALONE, user, way, port],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    return told.stdout.split("\n")[:-1]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can take the network away")
def test_a_process_without_network_reaches_nobody(listener: Listener) -> None:
    import os

    before = listener.count()
    assert "connected" in alone(listener, "self", "as it is")
    between = listener.count()
    assert between >= before + 2  # by hand and by the engine: without it the test would prove nothing
    for user in ("self", "nobody") if os.getuid() == 0 else ("self",):
        assert alone(listener, user, "filter") == ["True", "refused", "refused", "engine refused"]
    if alone(listener, "self", "namespace")[0] == "True":  # not every system grants one
        assert alone(listener, "self", "namespace") == ["True", "refused", "refused", "engine refused"]
        before_namespace = listener.count()
        assert before_namespace == between


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_workers_of_the_pool_have_none(small_pool: SparqlPool) -> None:
    small_pool.query("ASK { }")
    worker = small_pool._workers._idle[0]
    status = (Path("/proc") / str(worker.pid) / "status").read_text()
    here = Path("/proc/self/ns/net").readlink()
    assert "\nSeccomp:\t2" in status or (Path("/proc") / str(worker.pid) / "ns/net").readlink() != here
