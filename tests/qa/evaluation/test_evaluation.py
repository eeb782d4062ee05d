"""Scoring and ``hetu eval``: what counts as right, and what a question file must be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from embeddings.ranking_weights import load_weights
from graph.errors import QuestionFileError
from qa import Hetu
from qa.answering.answer import Answer, Plan, TaskHit
from qa.answering.results import Nothing, TaskSet
from qa.evaluation.question_files import lots_of, read_questions
from qa.evaluation.scoring import Question, interval, score
from qa.evaluation.typed_questions import TypedQuestion
from tests.conftest import ROOT
from ui.cli import main
from ui.evaluation import as_text, evaluate

QUESTIONS = ROOT / "data" / "questions"


def question(kind: str, gold: str, answer: str = "", **more: object) -> Question:
    return Question(id="x", kind=kind, question="？", gold_tasks=gold.split(), gold_answer=answer, **more)  # type: ignore[arg-type]


def answered(tasks: str, text: str = "", scope: str = "direct", *, refused: bool = False) -> Answer:
    hits = tuple(TaskHit(task, "", None, scope, 1.0, "") for task in tasks.split())
    result = Nothing() if refused else TaskSet(tuple(hit.id for hit in hits))
    return Answer("？", text, result, text, "refusal" if refused else "list", Plan("？", ""), hits, refused=refused)


@pytest.mark.parametrize(
    ("asked", "given", "value"),
    [
        (question("town_list", "1-1 1-2"), answered("1-1 1-2"), 1.0),
        (question("town_list", "1-1 1-2"), answered("1-1"), 2 / 3),
        (question("town_list", "1-1", gold_optional=["1-9"]), answered("1-1 1-9"), 1.0),
        (question("town_list", "1-1"), answered("1-1", scope="collective"), 0.0),
        (question("count", "1-1 1-2", "2"), answered("1-1 1-2", "共 2 项"), 1.0),
        (question("count", "1-1 1-2", "2"), answered("1-1 1-2", "共 3 项"), 0.5),
        (question("indicator", "1-1", "4.1%", evidence="增长4.1%"), answered("1-1", "同比增长4.1%"), 1.0),
        (question("indicator", "1-1", "4.1%", evidence="增长4.1%"), answered("1-1", "同比增长4%"), 0.5),
        (question("indicator", "1-1", "4.1%", evidence="增长4.1%"), answered("1-2", "4.1%"), 0.0),
        (question("leader", "1-1", "李志（常委）", evidence="李志"), answered("1-1", "分管领导：李志"), 1.0),
        (question("semantic", "1-1 1-2"), answered("1-1 9-1 9-2 9-3 9-4 1-2"), 0.5),
        (question("semantic", "1-1"), answered("1-1", refused=True), 0.0),
        (question("unanswerable", ""), answered("", refused=True), 1.0),
        (question("unanswerable", ""), answered("1-1"), 0.0),
    ],
)
def test_scores(asked: Question, given: Answer, value: float) -> None:
    result = score(asked, given)
    assert result.value == pytest.approx(value)
    assert bool(result.wrong) == (value < 1)


def test_intervals_hold_the_mean() -> None:
    low, high = interval([1.0] * 80 + [0.0] * 20)
    assert 0.7 < low < 0.8 < high < 0.9


def test_a_question_file_is_evaluated(build_dir: Path, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "kind": "unit_list", "question": "民政局负责什么", "gold_tasks": ["3-148", "3-149", "3-150"]},
        {"id": "b", "kind": "unit_list", "question": "民政局负责什么", "gold_tasks": ["3-148"]},
        {"id": "c", "kind": "unanswerable", "question": "李白活了多少岁", "gold_tasks": []},
    ]
    path = tmp_path / "q.jsonl"
    path.write_text("".join(json.dumps({**line, "gold_answer": ""}) + "\n" for line in lines), encoding="utf-8")
    summary = evaluate(Hetu.open(build_dir), [path])
    assert summary["kinds"]["unit_list"]["score"] == 0.75
    assert (summary["grounded"], summary["false_refusals"], summary["kinds"]["unanswerable"]["score"]) == (
        1.0,
        0.0,
        1.0,
    )
    assert [failure["id"] for failure in summary["failures"]] == ["b"]
    assert "多 3-149 3-150" in as_text(summary)


def test_bad_question_files(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="无法读取"):
        read_questions(tmp_path / "none.jsonl")
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(QuestionFileError, match=r"q\.jsonl 第 1 行"):
        read_questions(path)
    path.write_text('{"id": "a", "group": "set", "question": "？"}\n', encoding="utf-8")
    with pytest.raises(QuestionFileError, match=r"gold（或 parts）"):
        read_questions(path)


GOLD = {"id": "a", "kind": "unit_list", "question": "民政局负责什么", "gold_tasks": ["3-148"], "gold_answer": ""}
TYPED = {"id": "b", "group": "set", "question": "？", "gold": {"type": "none"}}


def written(path: Path, *lines: dict[str, object]) -> Path:
    path.write_text("\ufeff" + "".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_question_belongs_to_its_file_or_to_the_lot_it_tells(tmp_path: Path) -> None:
    read = read_questions(written(tmp_path / "q.jsonl", GOLD, {**TYPED, "lot": "other"}))
    assert {lot: [type(one) for one in of] for lot, of in lots_of(read).items()} == {
        "q": [Question],
        "other": [TypedQuestion],
    }
    with pytest.raises(QuestionFileError, match="两种格式"):
        lots_of(read_questions(written(tmp_path / "q.jsonl", GOLD, TYPED)))


def test_typed_questions_are_judged_and_follow_up_on_earlier_ones(build_dir: Path, tmp_path: Path) -> None:
    gold = {"type": "tasks", "ids": ["3-148", "3-149", "3-150"]}
    lines = (
        {"id": "a", "group": "set", "question": "民政局负责什么", "gold": gold, "cluster": "c"},
        {"id": "b", "group": "followup", "question": "它们有哪些？", "history": ["民政局负责什么"], "gold": gold},
        {"id": "c", "group": "set", "question": "李白活了多少岁", "gold": {"type": "none"}, "cluster": "c"},
        {"id": "d", "group": "set", "question": "民政局负责什么", "gold": {"type": "tasks", "ids": ["1-1"]}},
    )
    told = evaluate(Hetu.open(build_dir), [written(tmp_path / "q.jsonl", *lines)], rules=True)
    assert (told["groups"]["set"]["right"], told["groups"]["set"]["misleading"]) == (2, 1)
    assert (told["needs_all_right"], told["false_refusals"], told["right"] >= 0.5) == ([1, 1], 0.0, True)
    assert "误导 d set 民政局负责什么" in as_text(told)
    used = {(row["table"], row["questions"] > 0) for row in told["rules"]}
    assert {("cues", True), ("cues", False), ("phrases", True)} <= used


FEW = 30


def test_the_command_asks_several_files(
    build_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tmp_path / "fitted"  # what is fitted to is not looked at here: all shipped lots would take a minute
    few.mkdir()
    lines = (QUESTIONS / "second.jsonl").read_bytes().splitlines(keepends=True)[:FEW]
    (few / "second.jsonl").write_bytes(b"".join(lines))
    monkeypatch.setattr("qa.evaluation.leaving_out.QUESTIONS", few)
    monkeypatch.setattr("qa.evaluation.leaving_out.FORMS", tmp_path / "no forms")
    files = [written(tmp_path / f"{name}.jsonl", {**TYPED, "question": "李白活了多少岁"}) for name in "qr"]
    command = ["eval", *map(str, files), "--build", str(build_dir)]
    assert main([*command, "--leave-out", "q", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(lot["lot"], lot["right"], lot["errors"]) for lot in told["lots"]] == [("q", 1.0, 0), ("r", 1.0, 0)]
    assert [row["lot"] for row in told["left_out"]] == ["q"]
    assert main([*command, "--leave-out", "all"]) == 0
    assert "共 2 题" in capsys.readouterr().out


def test_an_error_in_one_question_counts_as_wrong(build_dir: Path, tmp_path: Path) -> None:
    kg = Hetu.open(build_dir)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kg, "ask", lambda *_, **__: 1 / 0)
        told = evaluate(kg, [written(tmp_path / "q.jsonl", TYPED)])
    assert (told["errors"], told["right"], told["failures"][0]["verdict"]) == (1, 0.0, "wrong")


def test_a_lot_is_left_out_of_what_is_fitted(build_dir: Path, tmp_path: Path) -> None:
    """The signals of a few lots are enough here; a lot that nothing is fitted to has one score."""
    kg = Hetu.open(build_dir)
    files = [QUESTIONS / "third.jsonl", written(tmp_path / "q.jsonl", TYPED)]
    with pytest.MonkeyPatch.context() as patched:
        folder = tmp_path / "fitted"
        folder.mkdir()
        for name in ("second", "third", "offtopic"):
            few = (QUESTIONS / f"{name}.jsonl").read_bytes().splitlines(keepends=True)[:FEW]
            (folder / f"{name}.jsonl").write_bytes(b"".join(few))
        files[0] = folder / "third.jsonl"
        patched.setattr("qa.evaluation.leaving_out.QUESTIONS", folder)
        patched.setattr("qa.evaluation.leaving_out.FORMS", tmp_path / "no forms")  # fitting a classifier takes minutes
        told = evaluate(kg, files, "all")
    third, own = told["left_out"]
    assert (third["lot"], third["fitted"], own["fitted"]) == ("third", True, False)
    assert 0.5 < third["left_out"] <= third["seen"] + 0.02
    assert own["seen"] == own["left_out"]
    assert "weights" not in vars(kg.corpus.retriever) or kg.corpus.retriever.weights == load_weights()
    with pytest.raises(QuestionFileError, match="没有“fifth”这一批"):
        evaluate(kg, files, "fifth")


FLOORS = {
    "tuning": (0.94, 0.97, 0.92, 0.03),
    "held-back": (0.94, 0.96, 0.86, 0.03),
    "fresh": (0.97, 0.99, 0.92, 0.03),
    "second": (0.90, None, 0.87, 0.08),
    "third": (0.94, None, 0.96, 0.04),
    "fourth": (0.88, None, 0.93, 0.05),
}
"""File → least macro score, set F1 (``None``: no sets are asked for) and recall@5 of everyday questions, and most false refusals.

They may only get better. The rules of the first engine had been written after these questions, so it stood higher on some.
"""


def test_another_countys_table_is_answered_as_well(tmp_path: Path) -> None:
    """An invented table of another province, year and style, with questions of every kind (see tests/taishun/README.md)."""
    from embeddings.builds import build

    build([ROOT / "tests" / "taishun" / "taishun-2023.txt"], tmp_path, lambda *_: None)
    summary = evaluate(Hetu.open(tmp_path), [ROOT / "tests" / "taishun" / "questions.jsonl"])
    assert summary["macro"] >= 0.95
    assert summary["set_f1"] == 1.0
    assert summary["grounded"] == 1.0
    assert {one["id"] for one in summary["failures"]} <= {
        "T037",
        "T039",
        "T042",
    }  # 去年, what the ground waits for, a share of rents


@pytest.mark.parametrize("name", FLOORS)
def test_own_questions_stay_answered(build_dir: Path, name: str) -> None:
    summary = evaluate(Hetu.open(build_dir), [QUESTIONS / f"{name}.jsonl"])
    macro, sets, meaning, refused = FLOORS[name]
    assert summary["macro"] >= macro
    assert summary["set_f1"] == sets if sets is None else summary["set_f1"] >= sets
    assert summary["kinds"]["semantic"]["score"] >= meaning
    assert summary["false_refusals"] <= refused
    assert summary["grounded"] == 1.0
