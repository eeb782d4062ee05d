"""Connections that send half a request, or nothing, or too much, are closed; others are answered meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ui.service import connections
from ui.service.connections import BoundedProtocol


async def _echo(request: Request) -> Response:
    await asyncio.sleep(0.6 if request.query_params.get("slow") else 0)
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.4)
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.4)
    monkeypatch.setattr(connections, "MAX_OF_ONE", 20)
    app = Starlette(routes=[Route("/{path:path}", _echo, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, http=BoundedProtocol, ws="none", log_level="critical"))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    listener.close()


def exchange(port: int, *parts: bytes, wait: float = 0.0) -> bytes:
    """Send parts one after the other and read until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for part in parts:
            with contextlib.suppress(ConnectionError):
                connection.sendall(part)
            time.sleep(wait)
        received = b""
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                received += part
        return received


GET = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def test_whole_requests_are_answered(port: int) -> None:
    assert exchange(port, GET).endswith(b"\r\n\r\n0")
    post = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"
    assert exchange(port, post, b"abc").endswith(b"\r\n\r\n3")
    slow = b"GET /?slow=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"  # answers have other bounds
    assert exchange(port, slow).endswith(b"\r\n\r\n0")


@pytest.mark.parametrize(
    "parts",
    [
        (b"",),
        (b"GET / HTT",),
        (b"GET / HTTP/1.1\r\nHost: x\r\n",),
        (b"GET / HTTP/1.1\r\n", b"A: b\r\n", b"A: b\r\n", b"A: b\r\n"),  # one line after the other
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",),
    ],
)
def test_half_requests_are_closed(port: int, parts: tuple[bytes, ...]) -> None:
    began = time.monotonic()
    told = exchange(port, *parts, wait=0.1)
    assert time.monotonic() - began < 5
    assert told == b"" or told.startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_an_endless_head_is_closed(port: int) -> None:
    began = time.monotonic()
    exchange(port, b"GET / HTTP/1.1\r\nA: " + b"x" * 200_000)  # the words of the refusal may be lost with the rest
    assert time.monotonic() - began < 0.4
    assert exchange(port, GET).endswith(b"\r\n\r\n0")


def test_those_who_wait_longest_make_room(port: int) -> None:
    held = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(60)]
    for connection in held:
        connection.sendall(b"GET / HTTP/1.1\r\n")
    assert exchange(port, GET).endswith(b"\r\n\r\n0")  # more than one address may have are open
    closed = 0
    for connection in held[:40]:
        connection.settimeout(5)
        with contextlib.suppress(ConnectionError):
            connection.recv(1)
        closed += 1
    assert closed == 40
    for connection in held:
        connection.close()
    assert exchange(port, GET).endswith(b"\r\n\r\n0")


def test_a_large_body_in_one_piece_with_its_head(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 150000\r\n\r\n"
    assert exchange(port, head + b"x" * 150000).endswith(b"\r\n\r\n150000")
