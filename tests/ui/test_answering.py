"""Bounds of one question wherever it is asked: Python, command line, files, workers."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.errors import QuestionFileError
from graph.processes.worker_pool import WorkerStopped
from qa import Hetu
from qa.answering.answer import Answer
from qa.limits import (
    EARLIER_TOO_LONG,
    MAX_BYTES,
    MOST_EARLIER,
    TOO_LONG,
    TOO_MANY,
    LateError,
    declined,
    time_limit,
    too_slow,
)
from tests.conftest import ROOT
from ui import batch
from ui.batch import read_questions
from ui.service.answering import BUSY, Answering
from ui.service.outcomes import Outcome, outcome_of


def test_a_match_that_would_never_end_is_stopped() -> None:
    began = time.monotonic()
    with pytest.raises(LateError, match=r"超过 0\.2 秒，已停止"), time_limit(0.2):
        re.match(r"(?:a+)+b", "a" * 60)
    assert time.monotonic() - began < 5


def test_the_time_of_whoever_asked_goes_on() -> None:
    with pytest.raises(LateError, match=r"超过 0\.5 秒"), time_limit(0.5):
        with time_limit(30):
            pass
        time.sleep(5)


def test_what_is_too_long_is_declined_unread(hetu: Hetu) -> None:
    answer = hetu.ask("古" * (MAX_BYTES // 3 + 1))
    assert (answer.refused, answer.answer) == (True, f"无法回答：{TOO_LONG}。")
    assert len(answer.question) < 250
    assert "问题是空的" in hetu.ask(" \n").answer
    assert "没有能读的文字" in hetu.ask("\ud800？！").answer
    json.dumps(hetu.ask("古劳镇\ud800有哪些任务？").to_json(), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("history", "told"),
    [
        (["古劳镇有哪些任务？"] * (MOST_EARLIER + 1), TOO_MANY),
        (["古" * (MAX_BYTES // 3 + 1)], EARLIER_TOO_LONG),
    ],
)
def test_too_much_before_a_question_is_declined(hetu: Hetu, tmp_path: Path, history: list[str], told: str) -> None:
    sentence = f"无法回答：{told}。"
    assert hetu.ask("其中哪些没完成？", history=history).answer == sentence
    assert Answering(tmp_path, "build-x").ask("其中哪些没完成？", history=history).answer == sentence


def test_questions_asked_one_after_the_other(build_dir: Path) -> None:
    lines = "古劳镇牵头哪些任务？\n\n你好\n那龙口镇呢？\n退出\n古劳镇有哪些任务？\n"
    command = [sys.executable, "-m", "ui", "chat", "--build", str(build_dir)]
    run = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, input=lines.encode())
    told = run.stdout.decode().split("用时")
    assert len(told) == 4  # three answers, and what is left behind the last
    assert told[0].startswith("古劳镇牵头的任务共 6 项")
    assert "龙口镇牵头的任务共 7 项" in told[2]
    assert run.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
@pytest.mark.parametrize("last", [None, b"\x04", "退出\n".encode()])
def test_a_person_at_a_terminal_is_asked_and_bidden_farewell(build_dir: Path, last: bytes | None) -> None:
    import os
    import pty
    import select

    ours, theirs = pty.openpty()

    def told_until(words: str) -> None:
        told = b""
        while not told.decode(errors="replace").endswith(words):
            assert select.select([ours], [], [], 30)[0], told.decode(errors="replace")
            told += os.read(ours, 1)

    command = [sys.executable, "-m", "ui", "chat", "--build", str(build_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as run:
        try:
            told_until("问> ")
            os.write(ours, "古劳镇牵头哪些任务？\n".encode())
            told_until("任务共 6 项")
            told_until("问> ")
            if last is None:  # Ctrl-C
                run.send_signal(signal.SIGINT)
            else:
                os.write(ours, last)
            told_until("再见。")
            assert run.wait(20) == 0
        finally:
            run.kill()
    os.close(ours)
    os.close(theirs)


class _Broken:
    """Somebody who raises."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def prepare(self, *_: object) -> None:
        """Nothing is to be opened."""

    def ask(self, *_: object) -> Answer:
        raise self._error


def test_whatever_happens_is_an_outcome() -> None:
    foreseen = outcome_of(_Broken(QuestionFileError("出错了。")), "问", 2)  # type: ignore[arg-type]
    assert foreseen.told("问").answer == "无法回答：出错了。"
    number = outcome_of(_Broken(ZeroDivisionError("secret")), "问", 2).told("问").answer  # type: ignore[arg-type]
    assert re.fullmatch(r"无法回答：内部错误（编号 [0-9a-f]{8}）.*。", number)
    assert "secret" not in number


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("time", too_slow(2.0)), ("busy", BUSY), ("ended", "回答它的进程已结束"), ("start", "没能启动")],
)
def test_a_worker_that_gives_no_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reason: str, sentence: str
) -> None:
    answering = Answering(tmp_path, "build-x")

    def call(*_: object) -> bytes:
        raise WorkerStopped(reason)  # type: ignore[arg-type]

    monkeypatch.setattr(answering._pool, "call", call)
    answer = answering.ask("古劳镇有哪些任务？")
    assert answer.refused
    assert sentence in answer.answer
    assert answering.works() is (None if reason == "busy" else False)


def test_an_answer_is_kept_for_being_asked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pickle

    answering = Answering(tmp_path, "build-x")
    calls: list[bytes] = []

    def call(message: bytes, _: str) -> bytes:
        calls.append(message)
        return pickle.dumps(Outcome(declined(json.loads(message)[0], "没有")))

    monkeypatch.setattr(answering._pool, "call", call)
    assert [answering.ask("甲").answer, answering.ask("甲").answer] == ["无法回答：没有。"] * 2
    assert [json.loads(call) for call in calls] == [["甲"]]
    answering.ask("乙" * 300)
    answering.ask("乙" * 300)
    assert len(calls) == 3  # long ones are not kept
    for history in (["丙"], ["丁"], ["丁", " "], ["丙"]):
        answering.ask("甲", history=history)
    assert [json.loads(call) for call in calls[3:]] == [["甲", "丙"], ["甲", "丁"]]  # asked after what belongs to it


LINES = (
    ('{"id": "a", "question": "甲？"}', "a", "甲？", None),
    ('\ufeff{"id": 2, "question": "乙？", "history": []}', 2, "乙？", None),
    ("nope", None, "nope", "应为含 id 与 question 的 JSON 对象"),
    ('{"id": "c", "question": 5}', "c", "", "的 question 应为文字"),
    ('{"id": {"x": 1}, "question": "丙？"}', None, "丙？", None),
    ('{"id": "\\ud800", "question": "丁？"}', "\ufffd", "丁？", None),
    ('["甲"]', None, '["甲"]', "应为含 id 与 question 的 JSON 对象"),
    ('{"id": "d", "question": "其中呢？", "history": ["甲？", "乙？"]}', "d", "其中呢？", None),
    ('{"id": "e", "question": "其中呢？", "history": "甲？"}', "e", "其中呢？", "的 history 应为文字的列表"),
    ('{"id": "f", "question": "其中呢？", "history": ["甲？", 5]}', "f", "其中呢？", "的 history 应为文字的列表"),
    ('{"id": "g", "question": "其中呢？", "history": null}', "g", "其中呢？", None),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_files_of_questions(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes("\r\n\n".join(line.lstrip("\ufeff") for line, *_ in LINES).encode(encoding))
    for item, (_, identifier, question, problem) in zip(read_questions(path), LINES, strict=True):
        assert (item.id, item.question) == (identifier, question)
        assert (problem is None) == (item.problem is None)
        assert (problem or "") in (item.problem or "")


def test_files_that_are_no_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "q.jsonl"
    for content, told in ((b"", "没有问题"), (b"\xff\xfa\x81", "编码无法识别")):
        path.write_bytes(content)
        with pytest.raises(QuestionFileError, match=told):
            read_questions(path)
    for place, told in ((tmp_path / "no", "不存在"), (tmp_path, "是文件夹")):
        with pytest.raises(QuestionFileError, match=told):
            read_questions(place)
    monkeypatch.setattr(batch, "MAX_FILE", 10)
    path.write_text('{"id": 1, "question": "甲"}', encoding="utf-8")
    with pytest.raises(QuestionFileError, match="太大"):
        read_questions(path)


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_any_console_is_written_to(build_dir: Path, encoding: str) -> None:
    import os

    command = [sys.executable, "-m", "ui", "ask", "3-48🏳️", "--json", "--build", str(build_dir)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    run = subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
    assert json.loads(run.stdout.decode("ascii"))["question"] == "3-48🏳️"


@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&-", ">&- 2>&-"])
def test_closed_streams_are_no_error(tmp_path: Path, closing: str) -> None:
    command = f"{sys.executable} -m ui ask 甲 --build {tmp_path} {closing}"
    run = subprocess.run(["sh", "-c", command], check=False, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert ("2>" in closing) or re.fullmatch(r"错误：.* 里没有构建结果.*；请先运行 hetu build\n", run.stderr)
