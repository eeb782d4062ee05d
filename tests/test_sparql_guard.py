"""The guard against the engine: what the engine would fetch or read from outside is refused, whatever it hides behind.

The engine itself is the measure. Every generated query is given to it as written, with an address of ours in it: if a
connection comes, or if it is an update the engine would carry out, the guard must have refused. What the guard lets pass
is run as it will be run: nothing may be connected to, and the result must be that of the query as written.
"""

from __future__ import annotations

import contextlib
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import sparql, sparql_text
from graph.errors import QueryError
from graph.rdf_formats import PREFIXES
from graph.sparql import answer, judge
from graph.sparql_pool import SparqlPool

BASE = "https://hetu.example.org/"
OURS = f"{BASE}id/document/1"
OTHER = f"{BASE}id/document/2"
FOREIGN = "https://elsewhere.example/secret"
NAMED = ox.NamedNode
SPACES = (
    "\n",
    "\r",
    "\r\n",
    "\v",
    "\f",
    "\x85",
    "\u2028",
    "\u2029",
    "\0",
    "\x1c",
    " ",
    "\t",
    "\xa0",
    "\u3000",
    "\ufeff",
    "",
)
HIDING = (
    "{d}",
    "#{f}{s}{d}{s}",
    "#{f}\r{d}\n",
    "<http://a.b/#c>{s} ?q ?r . {d}",
    "?a ?b '{f}'{s}. {d}",
    "?a ?b '''{f}{s}{d}{s}'''",
    '?a ?b """{f}\\"""" . {d} #"""',
    "?a ?b '\\' . {d} #'",
    "?a ?b '\\\\' . {d} #'",
    '?a ?b "\\u0022 . {d} #"',
    "?a ?b '\\u0027 . {d} #'",
    "?a ?b '''\\u0027\\u0027\\u0027 . {d} #'''",
    "# \\u000a {d}\n",
    "#\\u000d{d}\n",
    "<http://a.b/\\u003e ?q ?r . {d} #>",
    "FILTER(1<2#>){s}) {d} #\n",
    "FILTER(?o<?p#>,'''{s}) {d} #'''\n)",
    "FILTER(?o<?p&&'>'!='{s}') {d} #'>)",
    "?a ?b true{d}",
    "?a ?b 1{d}",
    "?a ?b 1.{d}",
    "?a ?b 'x'@en{d}",
    "?a l:a.b.{d}",
    "?a ?b l:a.b.{d}",
    "?a ?b _:a.b.{d}",
    "?a ?b ?c{s}{d}",
    "OPTIONAL {{ {d} }}",
    "FILTER EXISTS {{ {d} }}",
    "{{ SELECT ?z {{ {d} }} }}",
    "MINUS {{ ?s ?p ?o {d} }}",
    "GRAPH ?g {{ {d} }}",
)
CLAUSES = (
    "SERVICE <{a}> {{ ?x ?y ?z }}",
    "SERVICE{s}SILENT{s}<{a}>{s}{{{s}}}",
    "SERVICESILENT<{a}>{{}}",
    "SERVICEl:x{{}}",
    "SERVICE l:x {{ }}",
    "SERVICE :x {{ }}",
    "service:x {{ }}",
    "VALUES ?v {{ <{a}> }} SERVICE ?v {{ ?x ?y ?z }}",
    "SERVICE#{f}{s}<{a}> {{ }}",
    "\\u0053ERVICE <{a}> {{ }}",
    "SERV\u200dICE <{a}> {{ }}",
    "\u017fERVICE <{a}> {{ }}",
    "\uff33\uff25\uff32\uff36\uff29\uff23\uff25 <{a}> {{ }}",
)
DATASETS = (
    "",
    "FROM <{g}>",
    "FROM NAMED <{g}>",
    "FROM{s}NAMED{s}<{g}>",
    "FROM <{g}>{s}FROM NAMED <{g}>",
    "FROM#{f}{s}NAMED#\r<{g}>",
    "#{f}{s}FROM <{g}>{s}",
    "#\rFROM <{g}>\n",
    "FROM o:1",
    "FROM <id/document/1>",
    "FROM <\\u0068ttps://elsewhere.example/secret>",
    "FROM <{g}#>{s}",
)
UPDATES = (
    "LOAD <{a}>",
    "LOAD{s}SILENT <{a}> INTO GRAPH <{g}>",
    "INSERT DATA {{ <{a}> <{a}> <{a}> }}",
    "DELETE WHERE {{ ?s ?p ?o }}",
    "WITH <{g}> DELETE {{ ?s ?p ?o }} USING <{g}> WHERE {{ ?s ?p ?o }}",
    "DROP ALL",
    "CLEAR{s}DEFAULT",
    "CREATE GRAPH <{a}>",
    "COPY <{g}> TO <{a}>",
    "MOVE <{g}> TO DEFAULT",
    "ADD <{g}> TO DEFAULT",
)


class Listener:
    """Takes connections on this machine, closes them, and counts them."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._count = 0
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self._count += 1
                connection.close()

    def count(self) -> int:
        """Connections so far: our own, made now, is the last, so that none is still on its way."""
        before = self._count
        port = self._socket.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as own:
            own.settimeout(5)
            with contextlib.suppress(OSError):
                own.recv(1)
        self._own = getattr(self, "_own", 0) + 1
        assert self._count > before
        return self._count - self._own

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def quads() -> list[ox.Quad]:
    made = []
    for number, graph in enumerate((OURS, OTHER, FOREIGN)):
        for suffix in ("a", "b"):
            triple = (NAMED(f"{BASE}s{suffix}"), NAMED(f"{BASE}p"), NAMED(f"{BASE}o{number}{suffix}"))
            made.append(ox.Quad(*triple, NAMED(graph)))
            if graph != FOREIGN:
                made.append(ox.Quad(*triple))
    return made


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Two graphs that may be read and one, FOREIGN, that stands for whatever is not ours."""
    made = ox.Store()
    made.extend(quads())
    return made


class Generator:
    """Queries, valid and nearly so, from a seed."""

    def __init__(self, seed: int, address: str) -> None:
        self._random = random.Random(seed)
        self._address = address

    def query(self) -> str:
        """One query or update."""
        chosen = self._random
        if chosen.random() < 0.12:
            return self._cased(self._prologue() + self._filled(chosen.choice(UPDATES)))
        dataset = self._filled(chosen.choice(DATASETS)) if chosen.random() < 0.5 else ""
        hidden = self._filled(chosen.choice(HIDING), self._filled(chosen.choice(CLAUSES)))
        if dataset and chosen.random() < 0.6:
            hidden = ""
        pattern = chosen.choice(
            ("?s ?p ?o . {d}", "{d}{s}?s ?p ?o", "?s ?p ?o{s}{d}", "GRAPH <{g}> {{ ?s ?p ?o }} {d}")
        )
        body = self._filled(pattern, hidden)
        form = chosen.choice(("SELECT ?o{s}", "SELECT *{s}", "ASK{s}", "CONSTRUCT { ?s ?p ?o }{s}", "DESCRIBE ?s{s}"))
        text = f"{self._prologue()}{form.replace('{s}', self._space())} {dataset} {chosen.choice(('WHERE ', ''))}{{ {body} }}"
        return self._mutated(self._cased(text))

    def _prologue(self) -> str:
        declared = f"PREFIX l: <{self._address}> PREFIX : <{self._address}> PREFIX o: <{BASE}id/document/> "
        return self._random.choice(("", f"BASE <{BASE}>", "#\r\n")) + declared

    def _filled(self, pattern: str, danger: str = "") -> str:
        graph = self._random.choice((OURS, OTHER, FOREIGN, self._address))
        filler = (
            ""
            if self._random.random() < 0.5
            else self._random.choice(("", " ", "x", "'", '"', "<", "{", "}", "\\", "\\u0041", "中文", "#"))
        )
        return pattern.format(d=danger, s=self._space(), f=filler, a=self._address, g=graph)

    def _space(self) -> str:
        return self._random.choice(("\n", "\r", " ") if self._random.random() < 0.7 else SPACES)

    def _cased(self, text: str) -> str:
        if self._random.random() < 0.5:
            return text
        words = ("SERVICE", "SILENT", "FROM", "NAMED", "LOAD", "INSERT", "DELETE", "DROP", "CLEAR", "GRAPH")
        for word in words:
            text = text.replace(word, "".join(self._random.choice((char, char.lower())) for char in word))
        return text

    def _mutated(self, text: str) -> str:
        """Now and then a character lost, doubled, or another put in."""
        if self._random.random() < 0.9:
            return text
        at = self._random.randrange(len(text))
        return text[:at] + self._random.choice((*SPACES, "#", "'", '"', "<", ">", "\\", "{", "}")) + text[at + 1 :]


def run(store: ox.Store, query: str) -> list[str] | None:
    """What the engine makes of a query as written; ``None`` when it does not take it."""
    try:
        found = store.query(query, base_iri=BASE, prefixes=PREFIXES)
        return [str(bool(found))] if isinstance(found, ox.QueryBoolean) else sorted(str(row) for row in found)
    except (SyntaxError, ValueError, OSError, RuntimeError):
        return None


def is_update(query: str) -> bool:
    """Whether the engine would carry it out as an update that does something."""
    scratch = ox.Store()
    scratch.extend(quads())
    before = set(scratch)
    try:
        scratch.update(query, base_iri=BASE, prefixes=PREFIXES)
    except (SyntaxError, ValueError):
        return False
    except (OSError, RuntimeError):
        return True
    return set(scratch) != before


def verdict(query: str) -> sparql.Judged | QueryError:
    try:
        return judge(query, (OURS, OTHER), base=BASE)
    except QueryError as error:
        return error


def test_what_the_engine_would_fetch_or_write_is_refused(store: ox.Store, listener: Listener) -> None:
    generator = Generator(18, listener.address)
    told = {"passed": 0, "same": 0, "fetched": 0, "updates": 0}
    for _ in range(2000):
        query = generator.query()
        judged = verdict(query)
        before = listener.count()
        as_written = run(store, query)
        fetched = listener.count() > before
        update = as_written is None and not fetched and is_update(query)
        fetched = fetched or listener.count() > before
        told["fetched"] += fetched
        told["updates"] += update
        if isinstance(judged, QueryError):
            assert judged.status in {400, 403, 413}
            assert str(judged).isprintable() and len(str(judged)) < 400, query
            continue
        assert not fetched and not update, query
        assert {*judged.default, *judged.named} <= {OURS, OTHER}, query
        told["passed"] += 1
        between = listener.count()
        with contextlib.suppress(QueryError):
            answer(store, judged, (), BASE)
        assert listener.count() == between, query
        if as_written is not None and not ("construct" in query.lower() and "_:" in query):
            told["same"] += 1
            assert run_judged(store, judged) == as_written, query
    assert told["passed"] > 250 and told["same"] > 100, told  # else the generator would prove little
    assert told["fetched"] > 100 and told["updates"] > 50, told


def run_judged(store: ox.Store, judged: sparql.Judged) -> list[str] | None:
    graphs = (
        {}
        if judged.whole
        else {"default_graph": [NAMED(g) for g in judged.default], "named_graphs": [NAMED(g) for g in judged.named]}
    )
    found = store.query(judged.text, base_iri=BASE, prefixes=PREFIXES, **graphs)  # type: ignore[arg-type]
    return [str(bool(found))] if isinstance(found, ox.QueryBoolean) else sorted(str(row) for row in found)


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
from graph import isolation
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
