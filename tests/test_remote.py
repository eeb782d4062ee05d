"""A store elsewhere: answers are the same through the protocol, and trouble is told in one sentence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from graph.errors import PublishError, StoreError
from graph.knowledge.construction import build_graph
from graph.rdf.triples import to_quads
from graph.sparql import remote
from graph.sparql.remote import RemoteStore, publish
from qa import Hetu
from tests.test_http import opened


@pytest.fixture(scope="module")
def client(build_dir: Path) -> Iterator[TestClient]:
    with opened(build_dir) as made:
        yield made


QUESTIONS = (
    "古劳镇有哪些任务？",
    "市财政局牵头哪些任务？",
    "提到世运电路的任务有哪些？",
    "完成时间是8月底的有哪些任务？",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_the_same_through_an_endpoint(build_dir: Path, client: TestClient, question: str) -> None:
    here, there = Hetu.open(build_dir), Hetu.open(build_dir)
    there.store = RemoteStore("http://testserver/sparql", client)
    one, other = (kg.ask(question).to_json() for kg in (here, there))
    assert [(task["id"], task["scope"]) for task in one["tasks"]] == [(t["id"], t["scope"]) for t in other["tasks"]]
    assert one["answer"] == other["answer"]


def answering(status: int, content: bytes) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, content=content)))


@pytest.mark.parametrize(
    ("status", "content", "words"),
    [
        (500, b"boom\nmore", "答复 500：boom"),
        (503, b"x" * 10_000_000, "答复 503：xxx"),
        (200, b"<html>", "不是 SPARQL JSON"),
        (200, b"[]", "不是 SPARQL JSON"),
        (200, b"\xff\x00", "不是 SPARQL JSON"),
        (200, b"[" * 200_000, "不是 SPARQL JSON"),
        (200, b'{"results":{"bindings":[{"a":null}]}}', "不是 SPARQL JSON"),
        (200, b'{"results":{"bindings":{"a":1}}}', "不是 SPARQL JSON"),
        (200, b" " * (remote.MAX_ANSWER + 1), "过大"),
    ],
)
def test_trouble_is_one_sentence(status: int, content: bytes, words: str) -> None:
    with pytest.raises(StoreError) as caught:
        RemoteStore("http://a.b/sparql", answering(status, content)).select("ASK {}")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nobody_else_is_asked() -> None:
    asked = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(307, headers={"Location": "http://inside.example/secret"})

    client = httpx.Client(transport=httpx.MockTransport(respond), follow_redirects=True)
    with pytest.raises(StoreError, match="要求改到 http://inside") as caught:
        RemoteStore("http://a.b/sparql", client).select("ASK {}")
    assert asked == ["a.b"]
    assert str(caught.value).isprintable()


def test_an_answer_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MAX_SECONDS", 0.2)

    def drops() -> Iterator[bytes]:
        while True:
            time.sleep(0.05)
            yield b" "

    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=drops())))
    with pytest.raises(StoreError, match="没有完"):
        RemoteStore("http://a.b/sparql", client).select("ASK {}")


def test_no_server_is_one_sentence() -> None:
    with pytest.raises(StoreError, match="无法访问"):
        RemoteStore("http://127.0.0.1:9/sparql").select("ASK {}")
    with pytest.raises(StoreError, match="http://"):
        RemoteStore("file:///etc/passwd")
    with pytest.raises(PublishError, match="无法访问"):
        publish(to_quads(build_graph([]), "https://hetu.example.org/"), "http://127.0.0.1:9/store", lambda *_: None)
