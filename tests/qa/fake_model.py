"""A small OpenAI-compatible server whose response a test chooses."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from qa.answering.endpoint import Endpoint

Respond = Callable[[BaseHTTPRequestHandler, str], None]
KEY = "sk-secret"


class FakeModel:
    """The server; ``asked`` holds what it was asked."""

    def __init__(self) -> None:
        self.respond: Respond = lambda handler, text: said(handler, text)
        self.asked: list[dict[str, object]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.asked.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
                try:
                    fake.respond(self, body["messages"][-1]["content"])
                except OSError:
                    self.close_connection = True  # given up by the client

            def do_GET(self) -> None:
                fake.asked.append({"path": self.path})
                sent(self, b"moved here")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(f"http://127.0.0.1:{self.server.server_address[1]}/v1", "test-model", KEY)


@contextmanager
def fake_model() -> Iterator[FakeModel]:
    """A server for as long as it is needed."""
    fake = FakeModel()
    try:
        yield fake
    finally:
        fake.server.shutdown()
        fake.server.server_close()


def sent(handler: BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str) -> None:
    """Answer with some bytes."""
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(content)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def said(handler: BaseHTTPRequestHandler, text: object) -> None:
    """Answer with a completion."""
    sent(handler, json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())
