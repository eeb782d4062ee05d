"""What machines ask of Hetu: SPARQL, every IRI by content negotiation, the vocabulary, the dataset's description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from pyoxigraph import serialize
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from graph.errors import QueryError
from graph.rdf import ontology
from graph.rdf.formats import with_usual_tags
from graph.rdf.media import TRIPLE_FORMATS
from graph.sparql.guard import GRAPHS, MAX_QUERY, SOLUTIONS, Result
from graph.sparql.query_pool import MAX_GRAPHS, SparqlPool
from qa import Hetu
from ui.alternatives import Alternatives
from ui.answer_files import AnswerFiles
from ui.browse import BrowsePages
from ui.data_page import DataPages
from ui.entities import Entities
from ui.facets import Browser
from ui.graph_page import GraphPages
from ui.my_tables import MyTables
from ui.negotiate import accepted, best
from ui.network import Network
from ui.resource_pages import ontology_page, query_page, resource_page
from ui.resources import PATH, RDF_TYPES, Resources
from ui.service.answering import Ask
from ui.service.clients import client_key
from ui.service.threads import WAITING
from ui.service.uploads import Uploads
from ui.source_page import SourcePages
from ui.stats import Stats
from ui.stats_page import StatsPages

_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Expose-Headers": "Hetu-Truncated",
}
_PREFLIGHT = {
    **_OPEN,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"


def routes(
    kg: Hetu, pool: SparqlPool, network: Network, browser: Browser, ask: Ask, uploads: Uploads | None = None
) -> list[Route | Mount]:
    """The routes over a build: pages and pieces read its graph and store, the pool answers queries.

    :param uploads: where tables that visitors bring go; ``None`` where nobody may bring any.
    """
    resources = Resources(kg)
    endpoint = _Sparql(pool)
    things = _Things(resources, Entities(kg), network)
    return [
        Route("/sparql", endpoint.respond, methods=["GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]),
        Route("/query", lambda _: HTMLResponse(query_page())),
        *AnswerFiles(kg, ask).routes(),
        *Alternatives(kg, browser).routes(),
        *BrowsePages(browser).routes(),
        *StatsPages(Stats(kg, browser)).routes(),
        *MyTables(kg, uploads).routes(),
        *DataPages(kg).routes(),
        *SourcePages(kg).routes(),
        *GraphPages(network).routes(),
        Route("/id/{path:path}", things.redirect),
        Route("/page/{path:path}", things.page),
        Route("/data/{path:path}", things.data),
        Route("/ontology", _ontology),
        Route("/void.ttl", things.description),
        Mount("/hetu-static", StaticFiles(directory=resources.static)),
    ]


def _refused(status: int, message: str) -> Response:
    return PlainTextResponse(f"{message}。\n", status, headers=_OPEN)


class _Sparql:
    """The SPARQL 1.1 Protocol: a query in the URL, in a form, or as the body."""

    def __init__(self, pool: SparqlPool) -> None:
        self._pool = pool

    async def respond(self, request: Request) -> Response:
        """Answer one request."""
        try:
            return await self._answer(request)
        except QueryError as error:
            return _refused(error.status, str(error))

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        if request.method not in {"GET", "HEAD", "POST"}:
            return Response("只接受 GET 和 POST。\n", 405, {**_OPEN, "Allow": "GET, POST, OPTIONS"})
        parameters = await self._parameters(request)
        queries = [value for name, value in parameters if name == "query"]
        if any(name == "update" for name, _ in parameters):
            return _refused(403, "这里只读，不接受更新")
        if not queries and request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse("/query", 303)
        if len(queries) != 1:
            return _refused(400, "应恰有一个 query 参数")
        header = request.headers.get("accept", "")
        offered = (*SOLUTIONS, *GRAPHS)
        wanted = [media for media in accepted(header) if media in offered]
        if not wanted and best(header, offered) is None:
            return _refused(406, f"可给出的格式：{'、'.join(offered)}")
        default, named = (
            [value for name, value in parameters if name == kind] for kind in ("default-graph-uri", "named-graph-uri")
        )
        whose = client_key(request.scope)
        result: Result = await run_sync(self._pool.query, queries[0], wanted, default, named, whose, limiter=WAITING)
        headers = dict(_OPEN)
        if result.cut_at is not None:
            headers["Hetu-Truncated"] = str(result.cut_at)
        media = (
            result.media_type if result.media_type == "application/rdf+xml" else f"{result.media_type}; charset=utf-8"
        )
        return Response(result.content, 200, {**headers, "Content-Type": media})

    async def _parameters(self, request: Request) -> Sequence[tuple[str, str]]:
        found = _form(request.scope["query_string"])
        if request.method != "POST":
            return found
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > 4 * MAX_QUERY:
                raise QueryError(413, f"查询过长：最多 {MAX_QUERY // 1024} KB")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise QueryError(400, "查询应为 UTF-8 文字") from error
        if kind == _DIRECT:
            return [*found, ("query", text)]
        if kind == _FORM:
            return [*found, *_form(body)]
        if kind == "application/sparql-update":
            raise QueryError(403, "这里只读，不接受更新")
        raise QueryError(415, f"应以 {_FORM} 或 {_DIRECT} 送来查询")


def _form(content: bytes | bytearray) -> list[tuple[str, str]]:
    """The names and values of a form or of the part of an address after the question mark.

    :raises QueryError: they are no UTF-8, or too many.
    """
    try:
        return parse_qsl(
            content.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=2 * MAX_GRAPHS
        )
    except UnicodeDecodeError as error:
        raise QueryError(400, "查询应为 UTF-8 文字") from error
    except ValueError as error:
        raise QueryError(413, f"参数过多：最多 {2 * MAX_GRAPHS} 个") from error


class _Things:
    """Things by their IRIs: a page for people, statements for machines, and the dataset's description."""

    def __init__(self, resources: Resources, entities: Entities, network: Network) -> None:
        self._resources = resources
        self._entities = entities
        self._network = network

    def redirect(self, request: Request) -> Response:
        """A thing is no document: 303 to its page or to its data."""
        media = best(request.headers.get("accept", ""), ("text/html", *RDF_TYPES))
        if media is None:
            return _refused(406, f"可给出的格式：text/html、{'、'.join(RDF_TYPES)}")
        kind = "page" if media == "text/html" else "data"
        return RedirectResponse(f"/{kind}/{request.path_params['path']}", 303, {**_OPEN, "Vary": "Accept"})

    def page(self, request: Request) -> Response:
        """The page of a thing."""
        path, _ = _extension(request.path_params["path"])
        thing = self._resources.find(path)
        if thing is None:
            return _unknown(path)
        return HTMLResponse(resource_page(self._resources, thing, self._entities, self._network))

    def data(self, request: Request) -> Response:
        """The statements about a thing."""
        path, media = _extension(request.path_params["path"])
        thing = self._resources.find(path)
        if thing is None:
            return _unknown(path)
        media = media or best(request.headers.get("accept", ""), tuple(RDF_TYPES))
        if media is None:
            return _refused(406, f"可给出的格式：{'、'.join(RDF_TYPES)}")
        return _written(self._resources.statements(thing, media), media, {"Vary": "Accept"})

    def description(self, _: Request) -> Response:
        """The description of the dataset."""
        return _written(self._resources.description(), TRIPLE_FORMATS["turtle"])


def _unknown(path: str) -> Response:
    return _refused(404, f"本库没有 {path[:200]}" if PATH.match(path) else "没有这个地址")


def _written(content: bytes, media: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(content, 200, {**_OPEN, **(headers or {}), "Content-Type": f"{media}; charset=utf-8"})


def _extension(path: str) -> tuple[str, str | None]:
    """The path without .ttl, .jsonld, .nt or .rdf, and the media type that means."""
    for media, ending in RDF_TYPES.items():
        if path.endswith(ending):
            return path.removesuffix(ending), media
    return path, None


def _ontology(request: Request) -> Response:
    turtle = TRIPLE_FORMATS["turtle"]
    offered = (turtle, "text/html", TRIPLE_FORMATS["ntriples"], TRIPLE_FORMATS["jsonld"])
    media = best(request.headers.get("accept", ""), offered) or turtle
    if media == "text/html":
        return HTMLResponse(ontology_page())
    if media == turtle:
        return _written(ontology.FILE.read_bytes(), media)
    return _written(with_usual_tags(serialize(ontology.triples(), format=GRAPHS[media]) or b""), media)
