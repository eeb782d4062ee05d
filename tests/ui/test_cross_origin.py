"""A page of another site, in a real browser, reads the linked data: things, files, the vocabulary, queries, matches."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

READ = """async ([address, path, options]) => {
  try {
    const answer = await fetch(address + path, options);
    return [answer.status, (await answer.text()).length, answer.headers.get("etag")];
  } catch (error) { return ["refused", String(error), null]; }
}"""


class _Blank(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Blank)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/id/town/440784103", {"headers": {"Accept": "text/turtle"}}),
        ("/data/town/440784103", {"headers": {"Accept": "application/ld+json", "If-None-Match": '"x"'}}),
        ("/ontology", {}),
        ("/void.ttl", {}),
        ("/.well-known/void", {}),
        ("/shapes.ttl", {}),
        ("/download/csv", {"headers": {"Range": "bytes=0-99"}}),
        ("/sparql?query=ASK%7B%7D", {"headers": {"Accept": "application/json"}}),
        ("/sparql", {"method": "POST", "headers": {"Content-Type": "application/sparql-query"}, "body": "ASK {}"}),
        ("/reconcile", {}),
        ("/reconcile/suggest/entity?prefix=%E5%8F%A4", {}),
    ],
)
def test_open_data_is_read_from_elsewhere(
    page: Page, address: str, elsewhere: str, path: str, options: dict[str, Any]
) -> None:
    page.goto(elsewhere)
    status, length, tag = page.evaluate(READ, [address, path, options])
    assert status in {200, 206}
    assert length > 0
    assert tag or path.startswith("/reconcile")


@pytest.mark.parametrize("path", ["/", "/browse", "/tables", "/healthz"])
def test_the_pages_themselves_are_not(page: Page, address: str, elsewhere: str, path: str) -> None:
    page.goto(elsewhere)
    assert page.evaluate(READ, [address, path, {}])[0] == "refused"
