"""A store elsewhere: answers are the same through the protocol, and trouble is told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from graph.build import build_graph
from graph.errors import PublishError, StoreError
from graph.rdf import to_quads
from graph.remote import RemoteStore, publish
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
    [(500, b"boom\nmore", "答复 500：boom"), (200, b"<html>", "不是 SPARQL JSON"), (200, b"[]", "不是 SPARQL JSON")],
)
def test_trouble_is_one_sentence(status: int, content: bytes, words: str) -> None:
    with pytest.raises(StoreError) as caught:
        RemoteStore("http://a.b/sparql", answering(status, content)).select("ASK {}")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_server_is_one_sentence() -> None:
    with pytest.raises(StoreError, match="无法访问"):
        RemoteStore("http://127.0.0.1:9/sparql").select("ASK {}")
    with pytest.raises(StoreError, match="http://"):
        RemoteStore("file:///etc/passwd")
    with pytest.raises(PublishError, match="无法访问"):
        publish(to_quads(build_graph([]), "https://hetu.example.org/"), "http://127.0.0.1:9/store", lambda *_: None)
