"""The door of the server: under which names it answers, who may read from elsewhere, and how much is taken in.

Stands before everything else, so that nothing large is read whole and no page of another site reads what is not for it.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import HetuError
from graph.language.text import readable
from qa.limits import MAX_BYTES, MOST_EARLIER, TOO_LONG
from ui.service.clients import Network, lies_in
from ui.service.incidents import LOG, apology, incident
from ui.service.uploads import MAX_UPLOAD

LINKED_DATA = (
    "/sparql",
    "/id/",
    "/data/",
    "/ontology",
    "/shapes.ttl",
    "/void.ttl",
    "/.well-known/void",
    "/download/",
    "/reconcile",
)
"""Read by programs and pages of anybody; everything else is for the server's own pages."""
MAX_BODY = 4 * MAX_BYTES * (1 + MOST_EARLIER)
"""Bytes of a request's body: questions of :data:`qa.limits.MAX_BYTES` fit however JSON writes them, with all before one."""
MAX_QUERY_BODY = 256 * 1024
"""Bytes where a SPARQL query may stand in it."""
MAX_ADDRESS = 80 * 1024
"""Bytes of path and query together: a SPARQL query of 64 KB fits."""
UPLOAD, _OWN_PEOPLE = "/tables/upload", "/tables/"
_WITH_QUERIES = ("/sparql", "/reconcile", "/gradio_api/mcp", "/mcp")
_GRADIO = ("run/", "call/", "queue/", "heartbeat/", "info", "mcp", "startup-events", "api/", "cancel", "theme.css")
"""What is used of Gradio's own interface; the rest (files, proxies, uploads, recordings, code) is not there."""
_UNUSED = (
    "/monitoring",
    "/login",
    "/logout",
    "/openapi.json",
    "/docs",
    "/redoc",
    "/custom_component",
    "/vibe",
    "/svelte",
)
_PROGRAMS = ("/gradio_api/run/", "/gradio_api/api/", "/gradio_api/call/", "/gradio_api/queue/", "/gradio_api/cancel")
_MISSHAPEN = (ValueError, LookupError, TypeError, AttributeError)
"""What Gradio raises over a call of another shape than it expects."""
_FORWARDED = ("x-forwarded-", "x-gradio-server", "forwarded", "x-real-ip", "x-original-", "x-rewrite-", "x-direct-url")
_MOST_FIELDS = 500
_DEEP = 200
_FAILED = 500
Answer = tuple[int, str]


class Door:
    """Lets a request in, or answers it at once with one sentence.

    :param hosts: names under which the server answers; ``None`` for any.
    :param proxies: addresses of proxies whose ``X-Forwarded-*`` headers are believed.
    :param uploads: whether files may be brought, which are larger than any question.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] | None = None, proxies: Sequence[str] = (), *, uploads: bool = False
    ) -> None:
        self._app = app
        self._uploads = uploads
        self._hosts = None if hosts is None else frozenset(host.lower() for host in hosts)
        self._proxies = networks(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passed_on = self._passed_on(scope)
        scope = self._believed(scope)
        headers = Headers(scope=scope)
        refused = self._refusal(scope, headers)
        if refused is None and passed_on and scope["method"] != "GET" and scope["path"].startswith(_OWN_PEOPLE):
            refused = 403, "经过代理来的请求不能加表；管理员可用 --trusted-proxy 与 --allow-uploads 放开"
        if refused is None and scope["method"] in {"POST", "PUT", "PATCH", "DELETE"} and scope["path"] != "/sparql":
            receive, refused = await _bounded_body(scope, headers, receive, uploads=self._uploads)
        if refused is not None:
            await PlainTextResponse(f"{refused[1]}\n", refused[0], {"Connection": "close"})(scope, receive, send)
            return
        await self._let_in(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what fails unforeseen is logged, and the asker is told its number."""
        started = False
        held: list[Message] = []
        shared = scope["path"].startswith(LINKED_DATA)

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                if not shared:
                    _without_sharing(MutableHeaders(scope=message))
                if message["status"] == _FAILED and not started:
                    held.append(message)  # a framework's own words about an error, which it raises behind them
                    return
                started = True
            if held:
                held.append(message)
            else:
                await send(message)

        try:
            await self._app(scope, receive, answer)
            for message in held:
                await send(message)
        except Exception as error:  # whatever it is, no trace leaves the server
            status, sentence = _sentence_of(error, scope)
            if not started:
                await PlainTextResponse(f"{sentence.rstrip('。')}。\n", status)(scope, receive, send)

    def _passed_on(self, scope: Scope) -> bool:
        """Whether a request says that a proxy passed it on, which nobody told us to trust: it may be anybody's."""
        peer = scope["client"][0] if scope.get("client") else ""
        told = any(name.decode("latin-1").lower().startswith(_FORWARDED) for name, _ in scope["headers"])
        return told and not lies_in(peer, self._proxies)

    def _believed(self, scope: Scope) -> Scope:
        """The request as it is: what it says of proxies counts only when it comes from one that is trusted."""
        peer = scope["client"][0] if scope.get("client") else ""
        told = Headers(scope=scope)
        kept = [pair for pair in scope["headers"] if not pair[0].decode("latin-1").lower().startswith(_FORWARDED)]
        scope = {**scope, "headers": kept}
        if lies_in(peer, self._proxies):
            scope["client"] = (self._asker(",".join(told.getlist("x-forwarded-for")), peer), 0)
            if told.get("x-forwarded-proto") in {"http", "https"}:
                scope["scheme"] = told["x-forwarded-proto"]
                kept.append((b"x-forwarded-proto", told["x-forwarded-proto"].encode()))  # Gradio writes its links by it
            if told.get("x-forwarded-host"):
                rest = [pair for pair in kept if pair[0] != b"host"]
                scope["headers"] = [*rest, (b"host", told["x-forwarded-host"].encode("latin-1"))]
        return scope

    def _asker(self, forwarded: str, peer: str) -> str:
        """The last address of the list that is no trusted proxy's own."""
        for address in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
            if not lies_in(address, self._proxies):
                try:
                    return str(ipaddress.ip_address(address))
                except ValueError:
                    return peer
        return peer

    def _refusal(self, scope: Scope, headers: Headers) -> Answer | None:
        host = headers.get("host", "")
        if len(headers.getlist("host")) > 1:
            return 400, "请求里有两个 Host"
        if self._hosts is not None and not _safe_name(host, self._hosts):
            return 421, "本站不以这个名称提供服务（管理员可用 --allowed-host 加上）"
        path = scope["path"]
        if not path.startswith(LINKED_DATA) and _from_elsewhere(headers, host):
            return 403, "别的网站的网页不能读取这里；关联数据（/sparql、/id、/data）除外"
        if path.startswith(_UNUSED) or _unused_of_gradio(path) or (path == "/" and b"page=" in scope["query_string"]):
            return 404, "没有这个地址"
        if len(path) + len(scope["query_string"]) > MAX_ADDRESS:
            return 414, "地址太长"
        if path != "/sparql" and len(scope["query_string"]) > MAX_BYTES:
            return _long_value(scope["query_string"].decode("latin-1"))
        return None


def _sentence_of(error: Exception, scope: Scope) -> Answer:
    """What is told of an error: our own in its words, a misshapen call as such, others by their number in the log."""
    what = f"{scope['method']} {scope['path'][:200]}"
    if isinstance(error, HetuError):
        return 503, str(error)
    if scope["path"].startswith(_PROGRAMS) and isinstance(error, _MISSHAPEN):
        LOG.warning("%s", what, exc_info=error)
        return 400, "请求不是约定的格式"
    return _FAILED, apology(incident(error, what))


def _long_value(query: str) -> Answer | None:
    """Why the parameters of an address are not taken: too many, or one longer than a question may be."""
    try:
        values = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return 414, "地址里的参数太多"
    return (413, TOO_LONG) if any(len(value.encode()) > MAX_BYTES for _, value in values) else None


def networks(written: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks as written.

    :raises ValueError: one is neither.
    """
    return tuple(ipaddress.ip_network(one, strict=False) for one in written)


def allowed_names(host: str, more: Iterable[str] = ()) -> frozenset[str]:
    """Names under which a server that listens at ``host`` answers: its address, this machine's names, those given.

    >>> sorted(allowed_names("127.0.0.1"))[:3]
    ['127.0.0.1', '::1', 'localhost']
    """
    local = {"localhost", "127.0.0.1", "::1"}
    if host in {"127.0.0.1", "::1", "localhost"}:
        return frozenset({*local, *more})
    named = {socket.gethostname().lower(), host.lower()}
    return frozenset({*local, *named, *(name.lower() for name in more)})


def _safe_name(host: str, allowed: frozenset[str]) -> bool:
    """Whether a Host header names the server; a bare address is nobody's name that could be pointed elsewhere.

    Without the header nobody was named: what asks so is no browser.
    """
    if not host:
        return True
    name = _name_of(host)
    if name in allowed:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _name_of(host: str) -> str:
    """The name in a Host header, without port and brackets; empty when it is none.

    >>> [_name_of(host) for host in ("localhost:7860", "[::1]:7860", "Evil.example", "10.1.2.3:80", "localhost:x", "a/b")]
    ['localhost', '::1', 'evil.example', '10.1.2.3', '', '']
    """
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # that it is a number is looked at only here
    except ValueError:
        return ""
    return (parts.hostname or "").lower() if parts.netloc == host and not parts.username else ""


def _from_elsewhere(headers: Headers, host: str) -> bool:
    """Whether the page of another site asks: it says so itself, or the browser does."""
    origin = headers.get("origin")
    if origin is not None:
        return origin.partition("://")[2].lower() != host.lower()
    site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
    return site in {"cross-site", "same-site"} and mode != "navigate"


def _unused_of_gradio(path: str) -> bool:
    if not path.startswith("/gradio_api/"):
        return False
    return not path.removeprefix("/gradio_api/").startswith(_GRADIO)


def _without_sharing(headers: MutableHeaders) -> None:
    for name in [name for name in headers if name.startswith("access-control-")]:
        del headers[name]


async def _bounded_body(
    scope: Scope, headers: Headers, receive: Receive, *, uploads: bool
) -> tuple[Receive, Answer | None]:
    """Read a body up to its bound, before anything else sees it; a question in it must not be too long either."""
    is_file = uploads and scope["path"] == UPLOAD
    too_long = f"文件太大：最多 {MAX_UPLOAD // 2**20} MB" if is_file else TOO_LONG
    most = MAX_UPLOAD if is_file else MAX_QUERY_BODY if scope["path"].startswith(_WITH_QUERIES) else MAX_BODY
    told = headers.get("content-length", "")
    if told.isascii() and told.isdigit() and len(told) < 20 and int(told) > most:
        return receive, (413, too_long)
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return receive, (400, "请求没有发完")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            return receive, (413, too_long)
    if is_file:
        return _replayed(bytes(body), receive), None
    fault = _fault_of(bytes(body)) if len(body) > MAX_BYTES or b"\\" in body or body.count(b"[") > _DEEP else None
    if fault is not None:
        return receive, fault
    return _replayed(bytes(body), receive), None


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives a body already read, then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again


def _fault_of(body: bytes) -> Answer | None:
    """Why a JSON body is not taken: too deep, halves of characters, or a text longer than a question may be.

    A SPARQL query may be longer. What is no JSON is left to those it is for.
    """
    try:
        stack = [("", json.loads(body))]
    except RecursionError:
        return 400, "请求嵌套过深"
    except ValueError:
        return None
    while stack:
        name, value = stack.pop()
        if isinstance(value, str):
            if readable(value) != value:
                return 400, "请求里有不成字的字符"
            if name != "query" and len(value.encode()) > MAX_BYTES:
                return 413, TOO_LONG
        elif isinstance(value, dict):
            stack += [(str(key), inner) for key, inner in value.items()]
            stack += [("", str(key)) for key in value]
        elif isinstance(value, list):
            stack += [(name, inner) for inner in value]
    return None
