"""The server as a process: what it says of itself, a newer build taken over, hostile questions, an end within seconds."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import gradio
import httpx
import pytest

from tests.conftest import ROOT, free_port, ready

HEADER = "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间"
ROW = "{}\t建设{}。\t（1）完成征地。\t市财政局\t<b>已完成。</b> 已交付。\t6月底"


def _build(folder: Path, *titles: str) -> None:
    """Build a small table by words alone."""
    rows = [ROW.format(number, title) for number, title in enumerate(titles, start=1)]
    source = folder / "2022年鹤山市任务表.txt"
    source.write_text("\n".join(["2022年鹤山市重点工作表", HEADER, *rows]) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "ui", "build", str(source), "--out", str(folder / "out")]
    subprocess.run(command, check=True, cwd=ROOT, env=_env(), capture_output=True)


def _env() -> dict[str, str]:
    return {**os.environ, "HETU_MODEL": str(ROOT / "no-such-model")}


@contextlib.contextmanager
def _serving(folder: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [sys.executable, "-m", "ui", "serve", "--port", str(port), "--build", str(folder / "out"), *options]
    with subprocess.Popen(command, cwd=ROOT, env=_env(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            ready(address)
            yield address, server
        finally:
            server.kill()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    _build(folder, "产业园区")
    return folder


def test_a_newer_build_is_taken_over_without_losing_a_request(tmp_path: Path) -> None:
    _build(tmp_path, "产业园区")
    with _serving(tmp_path) as (address, _):
        first = httpx.get(f"{address}/healthz").json()
        assert (first["status"], first["questions"], first["sparql"], first["vectors"]) == ("ok", True, True, "none")
        statuses: list[int] = []
        stop = threading.Event()

        def keep_asking() -> None:
            with httpx.Client(timeout=20) as client:
                while not stop.is_set():
                    statuses.append(
                        client.get(f"{address}/answer.json", params={"q": "市财政局牵头哪些任务？"}).status_code
                    )

        asking = threading.Thread(target=keep_asking)
        asking.start()
        _build(tmp_path, "产业园区", "河道")
        until = time.monotonic() + 60
        while (told := httpx.get(f"{address}/healthz").json())["build"] == first["build"]:
            assert time.monotonic() < until
            time.sleep(0.2)
        stop.set()
        asking.join(30)
        answer = httpx.get(f"{address}/answer.json", params={"q": "市财政局牵头哪些任务？"}).json()
        assert [task["id"] for task in answer["tasks"]] == ["1-1", "1-2"]
        assert told["build"] != first["build"]
        assert set(statuses) == {200}
        until = time.monotonic() + 60
        while (tmp_path / "out" / first["build"] / "manifest.json").exists():
            # Given back by the server, the old build goes with the next one that is made.
            _build(tmp_path, "产业园区", "河道")
            assert time.monotonic() < until
            time.sleep(1)


def test_hostile_questions_leave_the_server_answering(small: Path) -> None:
    hostile = ["只是" * 600, "1~" * 600, "一边" * 600, "（" * 1300, "负责" * 680, "9" * 4000, "A" + "a" * 4000]
    with _serving(small) as (address, _):
        slowest: list[float] = []

        def attack(question: str) -> None:
            with httpx.Client(timeout=30) as client:
                for _ in range(3):
                    assert client.get(f"{address}/answer.json", params={"q": question}).status_code in {200, 413}

        threads = [threading.Thread(target=attack, args=(question,)) for question in hostile]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            began = time.monotonic()
            assert httpx.get(f"{address}/healthz", timeout=10).status_code == 200
            slowest.append(time.monotonic() - began)
            time.sleep(0.05)
        assert sorted(slowest)[len(slowest) // 2] < 0.5
        assert httpx.get(f"{address}/answer.json", params={"q": "x" * 5000}).status_code == 413


def test_the_end_comes_within_seconds_whatever_is_open(small: Path) -> None:
    with _serving(small) as (address, server):
        port = int(address.rpartition(":")[2])
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        held[0].sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")  # half a request
        held[1].sendall(b"GET /gradio_api/heartbeat/x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")  # a stream
        heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        slow = threading.Thread(target=_quietly, args=(f"{address}/sparql", heavy))
        slow.start()
        time.sleep(0.5)
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert server.wait(8) == 0
        assert time.monotonic() - began < 5.5
        assert server.stderr is not None
        assert server.stderr.read() == b""
        slow.join(5)
        for connection in held:
            connection.close()


def _quietly(address: str, query: str) -> None:
    with contextlib.suppress(httpx.HTTPError):
        httpx.get(address, params={"query": query}, timeout=20)


def test_what_it_is_and_what_it_runs_on_is_not_told(small: Path) -> None:
    with _serving(small, "--allowed-host", "hetu.gov.example", "--trusted-proxy", "10.0.0.0/8") as (address, _):
        page = httpx.get(address, headers={"X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in page.text
        assert "server" not in page.headers
        assert gradio.__version__ not in page.text
        assert httpx.get(f"{address}/config").json()["version"] == "6.0.0"
        assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 421
        assert httpx.get(address, headers={"Host": "hetu.gov.example"}).status_code == 200
        assert httpx.get(f"{address}/browse", headers={"Origin": "http://evil.example"}).status_code == 403
        shared = httpx.get(f"{address}/void.ttl", headers={"Origin": "http://evil.example"})
        assert shared.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--trusted-proxy", "somewhere"), "错误：--trusted-proxy 应为 IP 地址或网段，实为“somewhere”"),
        (("--host", "203.0.113.1"), "错误：无法在 203.0.113.1:"),
        (("--host", "nowhere.invalid"), "错误：无法在 nowhere.invalid:"),
    ],
)
def test_what_cannot_be_served_is_one_sentence(small: Path, options: tuple[str, ...], sentence: str) -> None:
    command = [sys.executable, "-m", "ui", "serve", "--port", str(free_port()), "--build", str(small / "out"), *options]
    run = subprocess.run(command, check=False, cwd=ROOT, env=_env(), capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert run.stderr.startswith(sentence)
    assert run.stderr.count("\n") == 1
