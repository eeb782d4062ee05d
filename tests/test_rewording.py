"""A language model may reword an answer; one that lies, stalls or talks nonsense changes nothing."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import qa.rewording
from qa import Hetu

Reply = Callable[[str], bytes]
QUESTION = "民政局负责什么"


class FakeModel:
    """A small OpenAI-compatible server whose reply the test chooses."""

    def __init__(self) -> None:
        self.reply: Reply = lambda _: b""
        self.status = 200
        self.delay = 0.0
        self.asked: list[dict[str, object]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.asked.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
                time.sleep(fake.delay)
                content = fake.reply(body["messages"][-1]["content"])
                self.send_response(fake.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"


def said(text: str) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    fake = FakeModel()
    monkeypatch.setenv("HETU_LLM_URL", fake.url)
    monkeypatch.setenv("HETU_LLM_MODEL", "test-model")
    monkeypatch.setenv("HETU_LLM_KEY", "secret")
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


@pytest.fixture(scope="module")
def plain(build_dir: Path) -> str:
    return Hetu.open(build_dir).ask(QUESTION).answer


def test_an_honest_rewording_is_used(model: FakeModel, build_dir: Path) -> None:
    model.reply = lambda text: said("市民政局共负责3项：〔3-148〕、〔3-149〕和〔3-150〕。")
    answer = Hetu.open(build_dir).ask(QUESTION)
    assert answer.answer == "市民政局共负责3项：〔3-148〕、〔3-149〕和〔3-150〕。"
    assert answer.notes == ("文字经语言模型改写，数字与名称已核对",)
    (asked,) = model.asked
    assert (asked["path"], asked["key"], asked["model"]) == ("/v1/chat/completions", "Bearer secret", "test-model")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("市民政局共负责7项任务。", "数字“7”"),
        ("市民政局负责十二项任务。", "数字“十二”"),
        ("市民政局负责〔3-151〕。", "任务〔3-151〕"),
        ("市民政局和市水利局共负责3项。", "名称“市水利局”"),
        ("由李海权分管，共3项。", "名称“李海权”"),
        ("   ", "内容为空"),
        ("很" * 5_000, "内容过长"),
    ],
)
def test_a_lie_is_thrown_away(model: FakeModel, build_dir: Path, plain: str, text: str, why: str) -> None:
    model.reply = lambda _: said(text)
    answer = Hetu.open(build_dir).ask(QUESTION)
    assert answer.answer == plain
    assert len(answer.notes) == 1
    assert answer.notes[0].startswith("未采用语言模型的改写：")
    assert why in answer.notes[0]


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"{}", b'{"choices": []}', b"\xff\xfe", b'{"choices": [{"message": 1}]}']
)
def test_garbage_is_thrown_away(model: FakeModel, build_dir: Path, plain: str, body: bytes) -> None:
    model.reply = lambda _: body
    answer = Hetu.open(build_dir).ask(QUESTION)
    assert answer.answer == plain
    assert "约定的格式" in answer.notes[0]


def test_a_failing_stalling_or_absent_endpoint(
    model: FakeModel, build_dir: Path, plain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.status = 500
    answer = Hetu.open(build_dir).ask(QUESTION)
    assert (answer.answer, "500" in answer.notes[0]) == (plain, True)
    model.status, model.delay = 200, 3.0
    monkeypatch.setattr(qa.rewording, "TIMEOUT", 0.3)
    assert Hetu.open(build_dir).ask(QUESTION).answer == plain
    monkeypatch.setenv("HETU_LLM_URL", "http://127.0.0.1:1/v1")
    answer = Hetu.open(build_dir).ask(QUESTION)
    assert (answer.answer, "端点不可用" in answer.notes[0]) == (plain, True)


def test_refusals_are_never_sent(model: FakeModel, build_dir: Path) -> None:
    assert Hetu.open(build_dir).ask("开平市有哪些重点任务？").refused
    assert model.asked == []


def test_without_an_endpoint_nothing_is_sent(build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HETU_LLM_URL", raising=False)
    monkeypatch.setattr(qa.rewording, "_ask", lambda *_: pytest.fail("nothing may be sent"))
    assert Hetu.open(build_dir).ask(QUESTION).notes == ()
