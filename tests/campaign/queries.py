"""Queries that would fetch, read elsewhere or write: whatever the engine would do of it, the guard must have refused.

The engine itself is the measure. Every generated query is given to it as written, with an address of ours in it: if a
connection comes, or if it is an update the engine would carry out, the guard must have refused. What the guard lets pass
is run as it will be run: nothing may be connected to, and the result must be that of the query as written.
"""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from dataclasses import dataclass, field

import pyoxigraph as ox

from graph.errors import QueryError
from graph.rdf.formats import PREFIXES
from graph.sparql import guard as sparql
from graph.sparql.guard import answer, judge

LIMIT = 2.0
"""Seconds that judging a query may take."""
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


def quads() -> list[ox.Quad]:
    made = []
    for number, graph in enumerate((OURS, OTHER, FOREIGN)):
        for suffix in ("a", "b"):
            triple = (NAMED(f"{BASE}s{suffix}"), NAMED(f"{BASE}p"), NAMED(f"{BASE}o{number}{suffix}"))
            made.append(ox.Quad(*triple, NAMED(graph)))
            if graph != FOREIGN:
                made.append(ox.Quad(*triple))
    return made


def small_store() -> ox.Store:
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


def run_judged(store: ox.Store, judged: sparql.Judged) -> list[str] | None:
    graphs = (
        {}
        if judged.whole
        else {"default_graph": [NAMED(g) for g in judged.default], "named_graphs": [NAMED(g) for g in judged.named]}
    )
    found = store.query(judged.text, base_iri=BASE, prefixes=PREFIXES, **graphs)  # type: ignore[arg-type]
    return [str(bool(found))] if isinstance(found, ox.QueryBoolean) else sorted(str(row) for row in found)


@dataclass(slots=True)
class QueryReport:
    """Counts of a run; ``fetched`` and ``updates`` are what the engine would have done of the queries as written."""

    tried: int = 0
    refused: int = 0
    passed: int = 0
    same: int = 0
    fetched: int = 0
    updates: int = 0
    let_through: int = 0
    differing: int = 0
    tracebacks: int = 0
    over_time: int = 0
    problems: list[str] = field(default_factory=list)


def try_queries(count: int, seed: int) -> QueryReport:
    """Generate queries and hold the guard against the engine."""
    listener = Listener()
    try:
        generator, report = Generator(seed, listener.address), QueryReport()
        store = small_store()
        for _ in range(count):
            _try(generator.query(), store, listener, report)
        return report
    finally:
        listener.close()


def _try(query: str, store: ox.Store, listener: Listener, report: QueryReport) -> None:
    report.tried += 1
    started = time.perf_counter()
    try:
        judged = verdict(query)
    except Exception as error:  # whatever comes is what is looked for
        report.tracebacks += 1
        report.problems.append(f"{type(error).__name__} {error!s:.80} ← {query!r:.200}")
        return
    if time.perf_counter() - started > LIMIT:
        report.over_time += 1
        report.problems.append(f"slow ← {query!r:.200}")
    before = listener.count()
    as_written = run(store, query)
    fetched = listener.count() > before
    update = as_written is None and not fetched and is_update(query)
    fetched = fetched or listener.count() > before
    report.fetched += fetched
    report.updates += update
    if isinstance(judged, QueryError):
        report.refused += 1
        if judged.status not in {400, 403, 413} or not str(judged).isprintable() or len(str(judged)) >= _LONGEST:
            report.problems.append(f"no clear sentence: {judged!s:.80} ← {query!r:.200}")
        return
    report.passed += 1
    between = listener.count()
    with contextlib.suppress(QueryError):
        answer(store, judged, (), BASE)
    if fetched or update or listener.count() > between or not {*judged.default, *judged.named} <= {OURS, OTHER}:
        report.let_through += 1
        report.problems.append(f"let through ← {query!r:.200}")
    elif as_written is not None and not ("construct" in query.lower() and "_:" in query):
        if run_judged(store, judged) == as_written:
            report.same += 1
        else:
            report.differing += 1
            report.problems.append(f"another result ← {query!r:.200}")


_LONGEST = 400
"""Characters of a refusal."""
