"""A language model that stalls, redirects, drips or talks nonsense changes nothing, and no answer waits for it."""

from __future__ import annotations

import gzip
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

import qa.answering.completion
from qa import Hetu
from qa.answering.answer import Answer, Plan, refused
from qa.answering.endpoint import EXCHANGES, Endpoint
from qa.answering.results import Number, Part, YesNo
from qa.answering.rewording import ACCEPTED, reworded
from qa.limits import SECONDS, answer_seconds
from tests.qa.fake_model import KEY, FakeModel, Respond, fake_model, said, sent

HEADLINE = "市财政局牵头的任务共 3 项。"
PLAN = Plan("市财政局牵头几项？", "count")
TOLD = Answer(
    PLAN.question, HEADLINE, Number(3, "项"), f"{HEADLINE}\n〔3-46〕推动国资提升（未按进度完成）", "count", PLAN
)
SECOND = "还没有，《昆仑学校》：正在装修（〔4-2〕）"
BOTH = Answer(
    "几项？建好了吗？",
    f"{HEADLINE} {SECOND}",
    Number(3, "项"),
    f"{TOLD.answer}\n{SECOND}\n原文：正在装修。",
    "count",
    PLAN,
    parts=(Part(HEADLINE, Number(3, "项")), Part(SECOND, YesNo(False))),
)
SLOWEST = 8.0
"""Seconds no exchange may reach, whatever the endpoint does; the bound is 3, here 1."""


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
    with fake_model() as fake:
        yield fake


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
    answer = reworded(TOLD, model.endpoint)
    assert time.monotonic() - started < SLOWEST
    assert answer.answer == TOLD.answer
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
    answer = reworded(TOLD, Endpoint(url, "m", "钥\n"))
    assert answer.answer == TOLD.answer
    assert why in answer.notes[0]
    assert "pass-word" not in answer.notes[0]


def test_a_name_that_never_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving_never)
    monkeypatch.setattr(qa.answering.completion, "TIMEOUT", 0.1)
    started = time.monotonic()
    notes = [reworded(TOLD, Endpoint("http://example.org/v1", "m", None)).notes[0] for _ in range(9)]
    assert time.monotonic() - started < 8
    assert "秒内" in notes[0]
    assert "先前" in notes[8]  # eight hang: no further thread is begun
    for thread in threading.enumerate():
        if thread.name == "completion":
            thread.join(20)


def test_the_bound_is_three_seconds() -> None:
    assert qa.answering.completion.TIMEOUT == 3.0


def test_words_that_hold_are_used_and_vouched_for(model: FakeModel) -> None:
    model.respond = lambda handler, text: said(handler, text.replace("任务共 3 项", "任务一共有3项") + "\n")
    answer = reworded(TOLD, model.endpoint)
    assert answer.headline == "市财政局牵头的任务一共有3项。"
    assert answer.answer == f"{answer.headline}\n〔3-46〕推动国资提升（未按进度完成）"
    assert answer.notes == (ACCEPTED,)
    (asked,) = model.asked
    assert (asked["path"], asked["key"], asked["model"]) == ("/v1/chat/completions", f"Bearer {KEY}", "test-model")
    assert "国资" not in json.dumps(asked, ensure_ascii=False)  # the rest of the answer is not sent


def test_the_same_words_are_no_rewording(model: FakeModel) -> None:
    assert reworded(TOLD, model.endpoint) == TOLD


def test_a_lie_is_thrown_away_and_not_quoted(model: FakeModel) -> None:
    model.respond = lambda handler, text: said(handler, text.replace("牵头", "参与"))
    answer = reworded(TOLD, model.endpoint)
    assert (answer.headline, answer.answer) == (TOLD.headline, TOLD.answer)
    assert answer.notes == ("未采用语言模型的改写：与原句不一致，从“市财政局牵头的任务共3项”起",)


def test_of_two_questions_each_headline_is_reworded(model: FakeModel) -> None:
    model.respond = lambda handler, text: said(
        handler, text.replace("共 3", "共有3").replace("《昆仑学校》", "昆仑学校")
    )
    answer = reworded(BOTH, model.endpoint)
    first, second = "市财政局牵头的任务共有3项。", "还没有，昆仑学校：正在装修（〔4-2〕）"
    assert [part.headline for part in answer.parts] == [first, second]
    assert answer.headline == f"{first} {second}"
    assert answer.answer == f"{first}\n〔3-46〕推动国资提升（未按进度完成）\n{second}\n原文：正在装修。"


def test_a_refusal_is_never_sent(model: FakeModel) -> None:
    answer = refused(PLAN, "无法回答：表中没有开平市的任务。")
    assert reworded(answer, model.endpoint) is answer
    assert model.asked == []


def test_an_answer_may_take_both_exchanges_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HETU_LLM_URL", raising=False)
    assert answer_seconds() == SECONDS
    monkeypatch.setenv("HETU_LLM_URL", "http://127.0.0.1:1/v1")
    assert answer_seconds() == SECONDS + EXCHANGES * qa.answering.completion.TIMEOUT


def test_without_an_endpoint_nothing_of_it_is_loaded() -> None:
    code = "import sys, qa.hetu; print([m for m in sys.modules if m.endswith(('completion', 'rewording', 'model_proposals'))])"
    environment = {key: value for key, value in os.environ.items() if key != "HETU_LLM_URL"}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert told.stdout.strip() == "[]"


def test_of_a_real_build(model: FakeModel, build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Hetu.open(build_dir).ask("市民政局牵头的任务有几项？")
    assert plain.notes == ()  # without an endpoint nothing is sent
    monkeypatch.setenv("HETU_LLM_URL", f"{model.endpoint.url}/")
    kg = Hetu.open(build_dir)
    model.respond = lambda handler, text: said(handler, text.replace("任务共 ", "任务一共有", 1))
    answer = kg.ask("市民政局牵头的任务有几项？")
    assert answer.headline == plain.headline.replace("任务共 ", "任务一共有").replace(" ", "")
    assert answer.answer.split("\n")[1:] == plain.answer.split("\n")[1:]
    assert answer.notes == (ACCEPTED,)
    assert len(model.asked) == 1  # the ranking was sure: no reading was asked for
