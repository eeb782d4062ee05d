"""SPARQL queries of strangers: what is allowed, and one run with a limit on rows and bytes.

The query is judged on its parsed algebra, never by its letters: only reading forms, no SERVICE, no graph that is not in
the store. The usual prefixes (hetu, rdfs, skos …) need no declaration. Time is limited from outside (:mod:`graph.sparql_pool`), since a running query cannot be stopped from within.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from graph.errors import QueryError
from graph.media import RESULT_FORMATS, TRIPLE_FORMATS
from graph.rdf_formats import PREFIXES, well_formed_result, with_usual_tags

MAX_QUERY = 64 * 1024
"""Longest query, in bytes."""
MAX_ROWS = 10_000
MAX_BYTES = 16 * 1024 * 1024
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


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave: media type, content, and how many rows were kept when there were more."""

    media_type: str
    content: bytes
    cut_at: int | None = None


def judge(query: str, graphs: Iterable[str]) -> str:
    """Return the form of a query (SELECT, ASK, CONSTRUCT, DESCRIBE) that may be run.

    :param graphs: the graphs that FROM may name.
    :raises QueryError: malformed, or not allowed; one sentence says why.

    >>> judge("ASK { ?s ?p ?o }", ())
    'ASK'
    """
    from pyparsing.exceptions import ParseBaseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    if len(query.encode()) > MAX_QUERY:
        raise QueryError(413, f"查询过长：最多 {MAX_QUERY // 1024} KB")
    try:
        algebra = translateQuery(parseQuery(query), initNs=PREFIXES).algebra
    except ParseBaseException as error:
        raise QueryError(
            400, f"查询有误（第 {error.lineno} 行第 {error.column} 列）：应为 SPARQL 1.1 的查询，只读"
        ) from error
    except RecursionError as error:
        raise QueryError(400, "查询嵌套过深") from error
    except Exception as error:  # the parser raises whatever its parts raise
        raise QueryError(
            400, f"查询有误：{str(error).splitlines()[0][:200] if str(error) else type(error).__name__}"
        ) from error
    if any(name == "ServiceGraphPattern" for name in _names(algebra)):
        raise QueryError(403, "不允许 SERVICE：这里只查本库")
    known = set(graphs)
    for clause in algebra.get("datasetClause") or ():
        named = str(clause.get("default") or clause.get("named"))
        if named not in known:
            raise QueryError(403, f"不允许 FROM <{named[:200]}>：本库没有这个图")
    return str(algebra.name).removesuffix("Query").upper()


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
        elif isinstance(item, list | tuple | set | frozenset):
            stack += item


def answer(store: ox.Store, query: str, accept: Sequence[str], base: str, default: Sequence[str] = ()) -> Result:
    """Run a query that has been judged.

    :param accept: media types the asker takes, the most wanted first.
    :param default: graphs to read instead of the default graph.
    :raises QueryError: the store refuses it.
    """
    try:
        found = store.query(
            query, base_iri=base, prefixes=PREFIXES, default_graph=[ox.NamedNode(g) for g in default] or None
        )
        if isinstance(found, ox.QueryTriples):
            return _triples(found, _wanted(accept, GRAPHS))
        media = _wanted(accept, SOLUTIONS)
        if isinstance(found, ox.QueryBoolean):
            return _as(media, json.dumps({"head": {}, "boolean": bool(found)}).encode(), None)
        return _solutions(found, media)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise QueryError(400, f"查询有误：{str(error).splitlines()[0][:200]}") from error


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


def _triples(found: Iterable[ox.Triple], media: str) -> Result:
    kept: list[ox.Triple] = []
    cut = None
    for triple in found:
        if len(kept) >= MAX_ROWS:
            cut = len(kept)
            break
        kept.append(triple)
    content = well_formed_result(ox.serialize(kept, format=GRAPHS[media]) or b"", media)
    return Result(media, with_usual_tags(content), cut)
