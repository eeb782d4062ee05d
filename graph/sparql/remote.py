"""A store elsewhere: read over the SPARQL 1.1 Protocol, loaded over the Graph Store Protocol."""

from __future__ import annotations

import json
import time
import weakref
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import httpx
from pyoxigraph import Quad, RdfFormat, Triple, serialize

from graph.errors import PublishError, StoreError
from graph.rdf.formats import with_usual_tags
from graph.rdf.terms import merged, value_of
from graph.tables.cleaning import one_line

_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
MAX_ANSWER = 64 * 1024 * 1024
"""Longest answer read, in bytes."""
MAX_SECONDS = 60.0
"""Longest time an answer may take, from the question to its last byte."""
CHUNK = 20_000
"""Statements sent in one request: servers limit the size of a body."""
Progress = Callable[[str, int, int], None]


class RemoteStore:
    """A SPARQL 1.1 endpoint that holds a published build; answers like :class:`graph.sparql.store.Store`.

    :param graphs: the named graphs that queries read; the endpoint's default graph when there are none.
    """

    def __init__(self, endpoint: str, client: httpx.Client | None = None, graphs: Sequence[str] = ()) -> None:
        self._graphs = list(graphs)
        if not endpoint.startswith(("http://", "https://")):
            raise StoreError(f"SPARQL 端点应为以 http:// 或 https:// 开头的网址，实为“{endpoint}”")
        self._endpoint = endpoint
        self._client = client or httpx.Client(timeout=_TIMEOUT)
        if client is None:
            weakref.finalize(self, self._client.close)  # connections are kept between queries, not beyond

    def select(self, query: str) -> list[dict[str, str]]:
        """Run a SELECT query; every row as variable → value, unbound variables left out.

        :raises StoreError: the endpoint cannot be reached, refuses, sends elsewhere, answers something else, too much or
            too slowly.
        """
        content = self._ask(query)
        try:
            rows: list[dict[str, Any]] = json.loads(content)["results"]["bindings"]
            return [{str(name): str(term["value"]) for name, term in row.items()} for row in rows]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise StoreError(f"SPARQL 端点 {self._endpoint} 的答复不是 SPARQL JSON 结果") from error

    def _ask(self, query: str) -> bytes:
        """What the endpoint answers; nobody else is asked, whatever it says."""
        # Unpacked before it is counted, a small answer could be a large one: it should come as it is.
        headers = {"Accept": "application/sparql-results+json", "Accept-Encoding": "identity"}
        data = {"query": query} | ({"default-graph-uri": self._graphs} if self._graphs else {})
        asked = {"data": data, "headers": headers, "follow_redirects": False}
        try:
            with self._client.stream("POST", self._endpoint, **asked) as response:  # type: ignore[arg-type]
                if response.is_redirect:
                    target = _first_line(response.headers.get("location", ""))
                    raise StoreError(f"SPARQL 端点 {self._endpoint} 要求改到 {target}；请确认后直接用那个网址")
                plain = response.headers.get("content-encoding", "identity") == "identity"
                if response.status_code != 200:
                    told = _first_line(self._read(response, 4096).decode(errors="replace")) if plain else ""
                    raise StoreError(f"SPARQL 端点 {self._endpoint} 答复 {response.status_code}：{told}")
                if not plain:
                    raise StoreError(f"SPARQL 端点 {self._endpoint} 的答复是压缩的；应原样给出")
                content = self._read(response, MAX_ANSWER + 1)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise StoreError(
                f"SPARQL 端点 {self._endpoint} 无法访问：{_first_line(str(error)) or type(error).__name__}"
            ) from error
        if len(content) > MAX_ANSWER:
            raise StoreError(f"SPARQL 端点 {self._endpoint} 的答复过大：最多 {MAX_ANSWER // 1024**2} MB")
        return content

    def _read(self, response: httpx.Response, most: int) -> bytes:
        """The first bytes of an answer.

        :raises StoreError: it took too long.
        """
        started, content = time.monotonic(), bytearray()
        for part in response.iter_bytes():
            content += part
            if len(content) >= most:
                break
            if time.monotonic() - started > MAX_SECONDS:
                raise StoreError(f"SPARQL 端点 {self._endpoint} 的答复超过 {MAX_SECONDS:g} 秒还没有完，已停止")
        return bytes(content[:most])


def _first_line(text: str) -> str:
    """The first line of what another server says, bounded and without invisible characters."""
    return one_line(next((line for line in text.splitlines() if line.strip()), "")[:1000], 200)


def publish(
    quads: Sequence[Quad],
    url: str,
    progress: Progress,
    login: tuple[str, str] | None = None,
    apart: Sequence[Quad] = (),
) -> int:
    """Load a build into a server over the SPARQL 1.1 Graph Store Protocol, replacing what its graphs held.

    Every document's graph goes under its own name; all statements together go to the default graph where the server has
    one of its own (others show the union of all graphs there).

    :param url: the server's graph store address.
    :param apart: statements of graphs that are not part of the default graph (the description).
    :param login: user and password, by digest or basic authentication as the server asks.
    :returns: statements sent to named graphs.
    :raises PublishError: the server cannot be reached or refuses.
    """
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for quad in (*quads, *apart):
        graphs[value_of(quad.graph_name)].append(Triple(quad.subject, quad.predicate, quad.object))
    with httpx.Client(timeout=_TIMEOUT) as client:
        sender = _Sender(client, url, login)
        for graph, triples in graphs.items():
            _send(sender, {"graph": graph}, triples, progress, graph)
        try:
            _send(sender, {"default": ""}, merged(quads), progress, "默认图")
        except PublishError:
            if not sender.refused_default:
                raise
            progress("服务器没有单独的默认图，以所有图的并集为准", 0, 0)
    return sum(len(triples) for triples in graphs.values())


class _Sender:
    """Sends bodies, logging in as the server asks."""

    def __init__(self, client: httpx.Client, url: str, login: tuple[str, str] | None) -> None:
        self._client = client
        self._url = url
        self._login = login
        self._auth: httpx.Auth | None = None
        self.refused_default = False

    def send(self, method: str, target: dict[str, str], body: bytes) -> None:
        """Send one body.

        :raises PublishError: no success.
        """
        headers = {"Content-Type": "application/n-triples"}
        try:
            response = self._request(method, target, body, headers)
            if response.status_code == 401 and self._login and self._auth is None:
                asked = response.headers.get("www-authenticate", "").lower()
                self._auth = httpx.DigestAuth(*self._login) if "digest" in asked else httpx.BasicAuth(*self._login)
                response = self._request(method, target, body, headers)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise PublishError(f"{self._url} 无法访问：{_first_line(str(error)) or type(error).__name__}") from error
        if response.is_redirect:
            target_url = _first_line(response.headers.get("location", ""))
            raise PublishError(f"{self._url} 要求改到 {target_url}；请确认后直接用那个网址")
        if response.status_code >= 400:
            self.refused_default = "default" in target and response.status_code in {400, 404, 405, 500, 501}
            raise PublishError(f"{self._url} 拒绝写入（{response.status_code}）：{_first_line(response.text)}")

    def _request(self, method: str, target: dict[str, str], body: bytes, headers: dict[str, str]) -> httpx.Response:
        auth = self._auth if self._auth is not None else httpx.USE_CLIENT_DEFAULT
        return self._client.request(method, self._url, params=target, content=body, headers=headers, auth=auth)


def _send(sender: _Sender, target: dict[str, str], triples: Sequence[Triple], progress: Progress, name: str) -> None:
    """Replace a graph: the first part by PUT, the rest by POST."""
    for start in range(0, len(triples), CHUNK):
        content = serialize(triples[start : start + CHUNK], format=RdfFormat.N_TRIPLES) or b""
        sender.send("POST" if start else "PUT", target, with_usual_tags(content))
        progress(f"写入 {name}", min(start + CHUNK, len(triples)), len(triples))
