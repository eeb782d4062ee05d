"""A language model that stalls, redirects, drips or talks nonsense changes nothing, and no answer waits for it."""

from __future__ import annotations

import gzip
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import qa.answering.completion
from qa import Hetu
from qa.answering.completion import Endpoint
from qa.answering.rewording import ACCEPTED, reworded
from tests.test_rewording import LIST

Respond = Callable[[BaseHTTPRequestHandler, str], None]
KEY = "sk-secret"
SLOWEST = 8.0
"""Seconds no exchange may reach, whatever the endpoint does; the bound is 3, here 1."""


class FakeModel:
    """A small OpenAI-compatible server whose response the test chooses."""

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


def sent(handler: BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(content)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def said(handler: BaseHTTPRequestHandler, text: object) -> None:
    sent(handler, json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())


def dripping(start: bytes, drop: bytes) -> Respond:
    """Bytes that come one by one, longer than anybody waits."""

    def respond(handler: BaseHTTPRequestHandler, _: str) -> None:
        handler.wfile.write(start)
        for _ in range(40):
            time.sleep(0.1)
            handler.wfile.write(drop)

    return respond


def body(content: bytes) -> Respond:
    return lambda handler, _: sent(handler, content)


@pytest.fixture
def model() -> Iterator[FakeModel]:
    fake = FakeModel()
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BROKEN: list[tuple[str, Respond, str]] = [
    ("empty body", body(b""), "约定的格式"),
    ("no JSON", body(b"not json"), "约定的格式"),
    ("empty object", body(b"{}"), "约定的格式"),
    ("null", body(b"null"), "约定的格式"),
    ("no choices", body(b'{"choices": []}'), "约定的格式"),
    ("null content", lambda handler, _: said(handler, None), "约定的格式"),
    ("number as content", lambda handler, _: said(handler, 3), "约定的格式"),
    ("list as content", lambda handler, text: said(handler, [text]), "约定的格式"),
    ("no UTF-8", body(b'{"choices": [{"message": {"content": "\xff\xfe"}}]}'), "约定的格式"),
    ("UTF-16", lambda handler, text: sent(handler, text.encode("utf-16")), "约定的格式"),
    ("lone surrogate", body(b'{"choices": [{"message": {"content": "\\ud800"}}]}'), ""),
    ("deep nesting", body(b'{"x": ' + b"[" * 90_000), "约定的格式"),
    ("deep nesting, closed", body(b'{"x":' + b"[" * 90_000 + b"]" * 90_000 + b"}"), "约定的格式"),
    ("number of many digits", body(b'{"choices": ' + b"9" * 100_000 + b"}"), "约定的格式"),
    ("huge body", body(b" " * 300_000), "过大"),
    ("packed", lambda handler, text: sent(handler, gzip.compress(b" " * 10**7), Content_Encoding="gzip"), "压缩"),
    ("blanks as content", lambda handler, _: said(handler, " \n" * 500), "为空"),
    ("error", lambda handler, text: sent(handler, text.encode(), status=500), "500"),
    ("no content", lambda handler, _: sent(handler, b"", status=204), "204"),
    ("redirect", lambda handler, _: sent(handler, b"", status=302, Location="/v1/elsewhere"), "不跟随转向"),
    ("redirect keeping the method", lambda handler, _: sent(handler, b"", status=307, Location="/v1/x"), "307"),
    ("no HTTP", lambda handler, _: handler.wfile.write(b"\x00\x01 nonsense\r\n\r\n") and None, "不可用"),
    ("closed at once", lambda handler, _: handler.connection.shutdown(socket.SHUT_RDWR), "不可用"),
    ("fewer bytes than told", lambda handler, _: sent(handler, b"{", Content_Length="900", Connection="close"), ""),
    ("silence", lambda *_: time.sleep(6), "秒内"),
    ("headers one by one", dripping(HEAD, b"X-More: 1\r\n"), "秒内"),
    ("body byte by byte", dripping(HEAD + b"\r\n", b" "), "秒内"),
]


@pytest.mark.parametrize(("respond", "why"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_endpoint_changes_nothing(
    model: FakeModel, respond: Respond, why: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.answering.completion, "TIMEOUT", 1.0)
    caplog.set_level(logging.DEBUG)
    model.respond = respond
    started = time.monotonic()
    answer = reworded(LIST, model.endpoint)
    assert time.monotonic() - started < SLOWEST
    assert answer.answer == LIST.answer
    (note,) = answer.notes
    assert note.startswith("未采用语言模型的改写：")
    assert why in note
    assert "\n" not in note
    assert KEY not in note + caplog.text + repr(model.endpoint)
    assert [asked["path"] for asked in model.asked] == ["/v1/chat/completions"]


def _resolving_never(*_: object) -> None:
    time.sleep(1.5)
    raise OSError


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "http"),
        ("ftp://127.0.0.1/v1", "http"),
        ("javascript:alert(1)", "http"),
        ("http://", "不可用"),
        ("http://[::1", "不可用"),
        ("http://127.0.0.1:1/v1", "不可用"),
        ("http://127.0.0.1:99999/v1", "不可用"),
        ("http://ä\x00/v1", "不可用"),
        ("https://user:pass-word@127.0.0.1:1/v1", "不可用"),
    ],
)
def test_an_address_that_is_none(url: str, why: str) -> None:
    answer = reworded(LIST, Endpoint(url, "m", "钥\n"))
    assert answer.answer == LIST.answer
    assert why in answer.notes[0]
    assert "pass-word" not in answer.notes[0]


def test_a_name_that_never_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving_never)
    monkeypatch.setattr(qa.answering.completion, "TIMEOUT", 0.1)
    started = time.monotonic()
    notes = [reworded(LIST, Endpoint("http://example.org/v1", "m", None)).notes[0] for _ in range(9)]
    assert time.monotonic() - started < 8
    assert "秒内" in notes[0]
    assert "先前" in notes[8]  # eight hang: no further thread is begun
    for thread in threading.enumerate():
        if thread.name == "rewording":
            thread.join(20)


def test_the_bound_is_three_seconds() -> None:
    assert qa.answering.completion.TIMEOUT == 3.0


def test_words_that_hold_are_used_and_vouched_for(model: FakeModel) -> None:
    model.respond = lambda handler, text: said(handler, text.replace("共 3 项任务", "一共有3项任务") + "\n")
    answer = reworded(LIST, model.endpoint)
    assert answer.answer == LIST.answer.replace("共 3 项任务", "一共有3项任务")
    assert answer.notes == (ACCEPTED,)
    (asked,) = model.asked
    assert (asked["path"], asked["key"], asked["model"]) == ("/v1/chat/completions", f"Bearer {KEY}", "test-model")


def test_a_lie_is_thrown_away_and_not_quoted(model: FakeModel) -> None:
    model.respond = lambda handler, text: said(handler, text.replace("（未按进度完成）", "（已完成）"))
    answer = reworded(LIST, model.endpoint)
    assert answer.answer == LIST.answer
    assert answer.notes == ("未采用语言模型的改写：与原答案不一致，从“〔3-46〕推动国资提升实体性运营水平，…”起",)


def test_of_a_real_build(model: FakeModel, build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Hetu.open(build_dir).ask("民政局负责什么")
    assert plain.notes == ()  # without an endpoint nothing is sent
    monkeypatch.setenv("HETU_LLM_URL", f"{model.endpoint.url}/")
    kg = Hetu.open(build_dir)
    model.respond = lambda handler, text: said(handler, text.replace("共 3 项任务", "共有3项任务", 1))
    answer = kg.ask("民政局负责什么")
    assert (answer.answer, answer.notes) == (plain.answer.replace("共 3 项任务", "共有3项任务", 1), (ACCEPTED,))
    assert len(model.asked) == 1
    assert kg.ask("开平市有哪些重点任务？").refused
    assert len(model.asked) == 1  # refusals are never sent
