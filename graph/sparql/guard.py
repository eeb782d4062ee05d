"""SPARQL queries of strangers: what is allowed, and one run with a limit on rows and bytes.

A query is first brought into its canonical form (:mod:`graph.sparql.canonical_text`); that form is what is judged, on its tokens and
on its parsed algebra, and what is run: only reading forms, no SERVICE, no graph that is not in the store. The graphs it
reads are told to the engine apart from the query. The usual prefixes (hetu, rdfs, skos …) need no declaration. Time is
limited from outside (:mod:`graph.sparql.query_pool`), since a running query cannot be stopped from within.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from graph.errors import QueryError
from graph.rdf.formats import QUERY_PREFIXES, well_formed_result, with_usual_tags
from graph.rdf.media import RESULT_FORMATS, TRIPLE_FORMATS
from graph.sparql.canonical_text import FOREIGN, MAX_QUERY, UPDATES, Canonical, read, shown
from graph.sparql.query_limits import MAX_BYTES, MAX_ROWS
from graph.sparql.text_search import FUNCTIONS
from graph.tables.cleaning import one_line

__all__ = ["GRAPHS", "MAX_BYTES", "MAX_QUERY", "MAX_ROWS", "SOLUTIONS", "Judged", "Result", "answer", "judge"]
SOLUTIONS = {
    RESULT_FORMATS["json"]: ox.QueryResultsFormat.JSON,
    RESULT_FORMATS["xml"]: ox.QueryResultsFormat.XML,
    RESULT_FORMATS["csv"]: ox.QueryResultsFormat.CSV,
    RESULT_FORMATS["tsv"]: ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    TRIPLE_FORMATS["turtle"]: ox.RdfFormat.TURTLE,
    TRIPLE_FORMATS["jsonld"]: ox.RdfFormat.JSON_LD,
    TRIPLE_FORMATS["ntriples"]: ox.RdfFormat.N_TRIPLES,
    TRIPLE_FORMATS["rdfxml"]: ox.RdfFormat.RDF_XML,
}
_JSON = RESULT_FORMATS["json"]
_RDF_XML = TRIPLE_FORMATS["rdfxml"]
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_AT = re.compile(r"error at 1:([0-9]{1,9}): ?")
_LONGEST = 120
"""Characters of the engine's own words that are shown."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave: media type, content, and how many rows were kept when there were more."""

    media_type: str
    content: bytes
    cut_at: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A query that may be run: its canonical text, and the graphs it reads."""

    form: str
    """SELECT, ASK, CONSTRUCT or DESCRIBE."""
    query: Canonical
    default: tuple[str, ...]
    named: tuple[str, ...]
    whole: bool
    """Whether it reads the store as it is: neither the query nor the asker named graphs."""

    @property
    def text(self) -> str:
        """What is run."""
        return self.query.text


def judge(
    query: str, graphs: Iterable[str], default: Sequence[str] = (), named: Sequence[str] = (), base: str = ""
) -> Judged:
    """Return a query as it may be run.

    :param graphs: the graphs of the store, which alone may be read.
    :param default: graphs the asker names as default graph (``default-graph-uri``); with these or ``named`` given, FROM
        and FROM NAMED of the query do not count.
    :param named: graphs the asker names for GRAPH (``named-graph-uri``).
    :param base: what relative addresses in the query start from.
    :raises QueryError: malformed, or not allowed; one sentence says why.

    >>> judge("ask {?s ?p ?o} # whether there is anything", ()).text
    'ask { ?s ?p ?o }'
    """
    made = read(query)
    algebra = _algebra(made, base)
    form = str(algebra.name).removesuffix("Query").upper()
    if form not in _FORMS or made.words & (FOREIGN | UPDATES):
        raise QueryError(403, "不允许：应为 SPARQL 1.1 的查询，只读")
    # Members by attribute: .get() of the parser's own dictionaries gives the name of a member that is missing.
    told = [(clause.default, clause.named) for clause in algebra.datasetClause or ()]
    from_default = [_iri(plain) for plain, _ in told if plain is not None]
    from_named = [_iri(name) for _, name in told if name is not None]
    if len(from_default) + len(from_named) != made.tokens.count("FROM"):
        raise QueryError(400, "查询有误：看不出 FROM 指哪些图")
    known = set(graphs)
    for words, names in (("FROM", from_default), ("FROM NAMED", from_named), ("", default), ("", named)):
        for name in names:
            if name not in known:
                raise QueryError(403, f"不允许{f' {words}' if words else '读'} <{shown(name, 200)}>：本库没有这个图")
    if default or named:
        return Judged(form, made, tuple(default), tuple(named), False)
    return Judged(form, made, tuple(from_default), tuple(from_named), not told)


def _iri(term: Any) -> str:
    return str(term).replace("\\", "")  # of a prefixed name the parser keeps the escapes


def _algebra(query: Canonical, base: str) -> Any:
    """The parsed algebra of a query; SERVICE is looked for both before and after the parser simplifies.

    :raises QueryError: malformed, or it asks elsewhere.
    """
    from pyparsing.exceptions import ParseBaseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import Query

    try:
        parsed = Query.parse_string(query.text, parse_all=True)
        if parsed[1].name == "DescribeQuery":
            _complete(parsed[1])
        names = set(_names(list(parsed)))
        algebra = translateQuery(parsed, base or None, QUERY_PREFIXES).algebra
    except QueryError:
        raise
    except ParseBaseException as error:
        raise QueryError(400, f"查询有误（{query.place(error.loc)}）：应为 SPARQL 1.1 的查询，只读") from error
    except RecursionError as error:
        raise QueryError(400, "查询嵌套过深") from error
    except Exception as error:  # the parser raises whatever its parts raise
        raise QueryError(400, f"查询有误：应为 SPARQL 1.1 的查询，只读{_in_brackets(error)}") from error
    if "ServiceGraphPattern" in names or "ServiceGraphPattern" in _names(algebra):
        raise QueryError(403, "不允许 SERVICE：这里只查本库")
    return algebra


def _complete(describe: Any) -> None:
    """Give DESCRIBE * the list of variables that the parser leaves out.

    :raises QueryError: variables to describe, but no pattern to find them by.
    """
    from rdflib.term import Variable

    told = describe.var
    if describe.where is None and (told is None or any(isinstance(one, Variable) for one in told)):
        raise QueryError(400, "DESCRIBE 后面是 * 或变量时，要有 WHERE { … } 说明描述哪些；也可以写 DESCRIBE <网址>")
    if told is None:
        describe["var"] = []


def _in_brackets(error: BaseException) -> str:
    """The engine's own words, shortened to one line."""
    return f"（{one_line(str(error), _LONGEST) or type(error).__name__}）"


def _names(part: Any) -> Iterator[str]:
    """The names of all operators in a parsed query, also inside filters and subqueries."""
    stack, seen = [part], set()
    while stack:
        item = stack.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, dict):
            if name := getattr(item, "name", None):
                yield str(name)
            stack += item.values()
        elif isinstance(item, str | bytes):
            continue
        elif isinstance(item, Iterable):  # lists, tuples, sets, and the parser's own lists
            stack.extend(item)


def answer(store: ox.Store, judged: Judged, accept: Sequence[str], base: str) -> Result:
    """Run a query that has been judged.

    :param accept: media types the asker takes, the most wanted first.
    :raises QueryError: the store refuses it, or (503) cannot be read.
    """
    graphs: dict[str, Any] = {}
    if not judged.whole:
        graphs["default_graph"] = [ox.NamedNode(name) for name in judged.default]
        graphs["named_graphs"] = [ox.NamedNode(name) for name in judged.named]
    try:
        found = store.query(judged.text, base_iri=base, prefixes=QUERY_PREFIXES, custom_functions=FUNCTIONS, **graphs)
        if isinstance(found, ox.QueryTriples):
            return _triples(found, _wanted(accept, GRAPHS))
        media = _wanted(accept, SOLUTIONS)
        if isinstance(found, ox.QueryBoolean):
            return _as(media, json.dumps({"head": {}, "boolean": bool(found)}).encode(), None)
        return _solutions(found, media)
    except OSError as error:
        raise QueryError(503, f"图数据库无法读取，请重新运行 hetu build{_in_brackets(error)}") from error
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise QueryError(400, _refusal(judged.query, error)) from error


def _refusal(query: Canonical, error: Exception) -> str:
    """What the engine does not take, with its place in the query as written."""
    if found := _AT.match(str(error)):
        return f"查询有误（{query.place(int(found[1]) - 1)}）：这里不合 SPARQL 1.1 的语法"
    return f"查询无法执行：其中有不支持或不合 SPARQL 1.1 的写法{_in_brackets(error)}"


def _wanted(accept: Sequence[str], known: Iterable[str]) -> str:
    usual = next(iter(known))
    return next((media for media in accept if media in known), usual)


def _solutions(found: ox.QuerySolutions, media: str) -> Result:
    names = [variable.value for variable in found.variables]
    rows: list[dict[str, dict[str, str]]] = []
    size, cut = 0, None
    for solution in found:
        row = {name: _term(term) for name in names if (term := solution[name]) is not None}
        size += len(json.dumps(row, ensure_ascii=False))
        if len(rows) >= MAX_ROWS or size > MAX_BYTES:
            cut = len(rows)
            break
        rows.append(row)
    told: dict[str, Any] = {"head": {"vars": names}, "results": {"bindings": rows}}
    return _as(media, json.dumps(told, ensure_ascii=False).encode(), cut)


def _as(media: str, content: bytes, cut: int | None) -> Result:
    """Results in JSON, or what the library makes of them."""
    if media == _JSON:
        if cut is not None:
            content = content[:-1] + f', "truncated": {cut}}}'.encode()
        return Result(media, content, cut)
    parsed = ox.parse_query_results(content, ox.QueryResultsFormat.JSON)
    made = well_formed_result(parsed.serialize(format=SOLUTIONS[media]) or b"", media)
    return Result(media, made.replace(b'xml:lang="zh-hans"', b'xml:lang="zh-Hans"'), cut)


def _term(term: Any) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    told = {"type": "literal", "value": term.value}
    if term.language:
        told["xml:lang"] = term.language.replace("zh-hans", "zh-Hans")
    elif term.datatype.value != "http://www.w3.org/2001/XMLSchema#string":
        told["datatype"] = term.datatype.value
    return told


def _has_local_name(iri: str) -> bool:
    """Whether an IRI ends in what can be the name of an XML element."""
    start = len(iri)
    while start and (iri[start - 1].isalnum() or iri[start - 1] in "_-."):
        start -= 1
    return any(char.isalpha() or char == "_" for char in iri[start:])


def _triples(found: Iterable[ox.Triple], media: str) -> Result:
    kept: list[ox.Triple] = []
    cut = None
    for triple in found:
        if len(kept) >= MAX_ROWS:
            cut = len(kept)
            break
        if media == _RDF_XML and not _has_local_name(triple.predicate.value):
            told = f"RDF/XML 写不出谓词 <{triple.predicate.value[:100]}>（它的结尾不能作 XML 的名称）；请改要 Turtle"
            raise QueryError(406, told)
        kept.append(triple)
    content = well_formed_result(ox.serialize(kept, format=GRAPHS[media]) or b"", media)
    return Result(media, with_usual_tags(content), cut)
