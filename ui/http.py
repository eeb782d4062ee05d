"""What machines ask of Hetu: SPARQL, every IRI by content negotiation, the vocabulary, the dataset's description."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from pyoxigraph import serialize
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from graph.errors import QueryError
from graph.rdf import ontology
from graph.rdf.formats import with_usual_tags
from graph.rdf.media import RESULT_FORMATS as SOLUTION_TYPES
from graph.rdf.media import TRIPLE_FORMATS as GRAPH_TYPES
from graph.sparql.guard import GRAPHS, MAX_QUERY, SOLUTIONS, Result
from graph.sparql.query_pool import MAX_GRAPHS, SparqlPool
from qa import Hetu
from ui.alternatives import Alternatives
from ui.answer_files import AnswerFiles
from ui.browse import BrowsePages
from ui.data_page import DataPages
from ui.downloads import Downloads
from ui.entities import Entities
from ui.facets import Browser
from ui.graph_page import GraphPages
from ui.my_tables import MyTables
from ui.negotiate import accepted, best
from ui.network import Network
from ui.open_data import METHODS, OPEN, deliver, http_date, preflight, refused, shared
from ui.reconcile import Reconciliation
from ui.resource_pages import query_page, resource_page
from ui.resources import PATH, RDF_TYPES, Resources
from ui.service.answering import Ask
from ui.service.clients import client_key
from ui.service.threads import WAITING
from ui.service.uploads import Uploads
from ui.source_page import SourcePages
from ui.stats import Stats
from ui.stats_page import StatsPages
from ui.vocabulary_page import vocabulary_page

_JSON, _XML = (SOLUTION_TYPES["json"], GRAPH_TYPES["jsonld"]), (SOLUTION_TYPES["xml"], GRAPH_TYPES["rdfxml"])
_SHORT = {
    **{name: (media,) for name, media in {**SOLUTION_TYPES, **GRAPH_TYPES}.items()},
    "json": _JSON,
    "application/json": _JSON,
    "text/json": _JSON,
    "xml": _XML,
    "application/xml": _XML,
    "text/xml": _XML,
    "ttl": (GRAPH_TYPES["turtle"],),
    "nt": (GRAPH_TYPES["ntriples"],),
    "rdf": (GRAPH_TYPES["rdfxml"],),
}
"""Names of formats, and media types that are not a format's own but usual for it → media types, results first."""
_TITLE = "鹤图：政府重点工作的单位、镇村、企业、文件与项目"
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"


def routes(
    kg: Hetu,
    pool: SparqlPool,
    network: Network,
    browser: Browser,
    ask: Ask,
    uploads: Uploads | None = None,
    downloads: Downloads | None = None,
) -> list[Route | Mount]:
    """The routes over a build: pages and pieces read its graph and store, the pool answers queries.

    :param uploads: where tables that visitors bring go; ``None`` where nobody may bring any.
    """
    resources = Resources(kg)
    downloads = downloads or Downloads(kg)
    things = _Things(resources, Entities(kg), network, downloads)
    endpoint = _Sparql(pool, things.description)
    return [
        Route("/sparql", endpoint.respond, methods=["GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]),
        Route("/query", lambda _: HTMLResponse(query_page())),
        *AnswerFiles(kg, ask).routes(),
        *Alternatives(kg, browser).routes(),
        *BrowsePages(browser).routes(),
        *StatsPages(Stats(kg, browser)).routes(),
        *MyTables(kg, uploads).routes(),
        *DataPages(kg, downloads).routes(),
        *SourcePages(kg).routes(),
        *GraphPages(network).routes(),
        Route("/id/{path:path}", shared(things.redirect), methods=[*METHODS]),
        Route("/page/{path:path}", things.page),
        Route("/data/{path:path}", shared(things.data), methods=[*METHODS]),
        Route("/ontology", shared(things.vocabulary), methods=[*METHODS]),
        *Reconciliation(resources, _TITLE).routes(),
        Route("/shapes.ttl", shared(things.shapes), methods=[*METHODS]),
        Route("/void.ttl", shared(things.description), methods=[*METHODS]),
        Route("/.well-known/void", shared(things.description), methods=[*METHODS]),
        Mount("/hetu-static", StaticFiles(directory=resources.static)),
    ]


class _Sparql:
    """The SPARQL 1.1 Protocol: a query in the URL, in a form, or as the body."""

    def __init__(self, pool: SparqlPool, describe: Callable[[Request], Response]) -> None:
        self._pool = pool
        self._describe = describe

    async def respond(self, request: Request) -> Response:
        """Answer one request."""
        try:
            return await self._answer(request)
        except QueryError as error:
            return refused(error.status, str(error))

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight()
        if request.method not in {"GET", "HEAD", "POST"}:
            return Response("只接受 GET 和 POST。\n", 405, {**OPEN, "Allow": "GET, POST, OPTIONS"})
        parameters = await self._parameters(request)
        queries = [value for name, value in parameters if name == "query"]
        if any(name == "update" for name, _ in parameters):
            return refused(403, "这里只读，不接受更新")
        if not parameters and request.method in {"GET", "HEAD"}:
            if best(request.headers.get("accept", ""), (*RDF_TYPES, "text/html")) == "text/html":
                return RedirectResponse("/query", 303, {"Vary": "Accept"})
            return self._describe(request)  # the protocol: without a query, what the service is
        if len(queries) != 1:
            return refused(400, "应恰有一个 query 参数")
        offered = (*SOLUTIONS, *GRAPHS)
        wanted = _wanted(request, parameters, offered)
        if wanted is None:
            return refused(406, f"可给出的格式：{'、'.join(offered)}")
        default, named = (
            [value for name, value in parameters if name == kind] for kind in ("default-graph-uri", "named-graph-uri")
        )
        whose = client_key(request.scope)
        result: Result = await run_sync(self._pool.query, queries[0], wanted, default, named, whose, limiter=WAITING)
        headers = {"Vary": "Accept"}
        if result.cut_at is not None:
            headers["Hetu-Truncated"] = str(result.cut_at)
        media = (
            result.media_type if result.media_type == "application/rdf+xml" else f"{result.media_type}; charset=utf-8"
        )
        return deliver(request, result.content, media, headers)

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


def _wanted(request: Request, parameters: Sequence[tuple[str, str]], offered: Sequence[str]) -> list[str] | None:
    """The media types an asker takes, the most wanted first; ``None`` where none of them can be given.

    ``format=`` counts before the header; ``application/json`` and other short names stand for what they are usual for.
    """
    named = [value for name, value in parameters if name in {"format", "output"} and value]
    header = request.headers.get("accept", "")
    told = named or accepted(header)
    found = [media for one in told for media in (_SHORT.get(one.lower(), ()) or (one.lower(),)) if media in offered]
    if found or named:
        return found or None
    return [] if best(header, offered) is not None else None


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

    def __init__(self, resources: Resources, entities: Entities, network: Network, downloads: Downloads) -> None:
        self._resources = resources
        self._downloads = downloads
        self._entities = entities
        self._network = network

    def redirect(self, request: Request) -> Response:
        """A thing is no document: 303 to its page or to its data."""
        media = _media(request, ("text/html", *RDF_TYPES))
        if media is None:
            return refused(406, f"可给出的格式：text/html、{'、'.join(RDF_TYPES)}")
        kind = "page" if media == "text/html" else "data"
        ending = RDF_TYPES.get(media, "") if request.query_params.get("format") else ""
        return RedirectResponse(f"/{kind}/{request.path_params['path']}{ending}", 303, {**OPEN, "Vary": "Accept"})

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
        media = media or _media(request, tuple(RDF_TYPES))
        if media is None:
            return refused(406, f"可给出的格式：{'、'.join(RDF_TYPES)}")
        return deliver(
            request, self._resources.statements(thing, media), _charset(media), {"Vary": "Accept", **self._made}
        )

    def description(self, request: Request) -> Response:
        """The description of the dataset and of the service."""
        media = _media(request, tuple(RDF_TYPES)) or GRAPH_TYPES["turtle"]
        told = self._resources.description(str(request.base_url), self._downloads.written)
        content = self._resources.written(told, media)
        return deliver(request, content, _charset(media), {"Vary": "Accept", **self._made})

    def vocabulary(self, request: Request) -> Response:
        """The vocabulary: a page for people, statements for machines."""
        turtle = GRAPH_TYPES["turtle"]
        media = _media(request, (turtle, "text/html", *(kind for kind in RDF_TYPES if kind != turtle))) or turtle
        if media == "text/html":
            return HTMLResponse(vocabulary_page(self._resources), headers={"Vary": "Accept"})
        content = ontology.turtle()
        if media != turtle:
            content = with_usual_tags(serialize(ontology.triples(), format=GRAPHS[media]) or b"")
        return deliver(request, content, _charset(media), {"Vary": "Accept"})

    def shapes(self, request: Request) -> Response:
        """The shapes: what must be true, and what forms may offer."""
        return deliver(request, self._resources.shapes, _charset(GRAPH_TYPES["turtle"]))

    @property
    def _made(self) -> dict[str, str]:
        return {"Last-Modified": http_date(self._resources.created)}


def _unknown(path: str) -> Response:
    return refused(404, f"本库没有 {path[:200]}" if PATH.match(path) else "没有这个地址")


def _charset(media: str) -> str:
    return f"{media}; charset=utf-8"


def _media(request: Request, offered: Sequence[str]) -> str | None:
    """The media type to send: what ``format=`` names, else what the asker accepts."""
    if named := request.query_params.get("format"):
        short = "text/html" if named.lower() == "html" else named.lower()
        return next((media for media in (*_SHORT.get(short, ()), short) if media in offered), None)
    header = request.headers.get("accept", "")
    found = best(header, offered)
    if found is None:
        known = (media for one in accepted(header) for media in _SHORT.get(one, ()) if media in offered)
        return next(known, None)
    return found


def _extension(path: str) -> tuple[str, str | None]:
    """The path without .ttl, .jsonld, .nt or .rdf, and the media type that means."""
    for media, ending in RDF_TYPES.items():
        if path.endswith(ending):
            return path.removesuffix(ending), media
    return path, None
