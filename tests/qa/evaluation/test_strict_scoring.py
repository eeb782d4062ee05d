"""Strict verdicts: each case tells a gold, an answer and the verdict it deserves."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from graph.language.word_lists import language_rows
from qa.answering.answer import Answer, Plan, TaskHit
from qa.answering.results import (
    Date,
    Entity,
    EntityList,
    ItemRef,
    ItemSet,
    Nothing,
    Number,
    Part,
    Quotes,
    Result,
    TaskSet,
    YesNo,
)
from qa.evaluation.strict_scoring import judge
from qa.evaluation.strict_text import folded, same_label, says_number
from qa.evaluation.typed_questions import TypedQuestion
from tests.conftest import ROOT

CASES = [json.loads(line) for line in (ROOT / "tests/cases/strict-verdicts.jsonl").read_text("utf-8").splitlines()]
RESULTS: dict[str, Callable[[dict[str, Any]], Result]] = {
    "tasks": lambda told: TaskSet(tuple(told["ids"])),
    "items": lambda told: ItemSet(tuple(ItemRef(**item) for item in told["items"])),
    "entities": lambda told: EntityList(tuple(Entity(**item) for item in told["items"])),
    "number": lambda told: Number(told["value"], told["unit"]),
    "boolean": lambda told: YesNo(told["value"]),
    "date": lambda told: Date(told["value"]),
    "text": lambda told: Quotes(tuple(told["quotes"])),
    "none": lambda told: Nothing(),
}


def result(told: dict[str, Any]) -> Result:
    return RESULTS[told["type"]](told)


def answer(told: dict[str, Any]) -> Answer:
    return Answer(
        question="？",
        headline=told["headline"],
        result=result(told["result"]),
        answer=told.get("answer", told["headline"]),
        kind="",
        plan=Plan("？", ""),
        tasks=tuple(TaskHit(task, "", None, "direct", 1.0, "") for task in told.get("tasks", ())),
        refused=told.get("refused", False),
        parts=tuple(Part(part["headline"], result(part["result"])) for part in told.get("parts", ())),
        unused=tuple(told.get("unused", ())),
        notes=tuple(told.get("notes", ())),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["of"])
def test_verdicts(case: dict[str, Any]) -> None:
    question = msgspec.convert({"id": "x", "question": "？", "group": "", **case["question"]}, TypedQuestion)
    judged = judge(question, answer(case["answer"]))
    assert judged.verdict.name.lower() == case["verdict"], judged.why
    assert bool(judged.why) or case["verdict"] == "right"


@pytest.mark.parametrize("row", language_rows("verdict_words"), ids=lambda row: row["kind"])
def test_words_of_verdicts(row: dict[str, str]) -> None:
    words = row["words"].split()
    holds: dict[str, Callable[[str], bool]] = {
        "affirms": lambda text: text.startswith(tuple(words)),
        "office": lambda text: text.endswith(tuple(words)),
    }
    check = holds.get(row["kind"], lambda text: any(word in text for word in words))
    assert check(row["example"])
    assert not check(row["counter"])


@pytest.mark.parametrize(
    ("value", "unit", "text", "said"),
    [
        (1.2, "亿元", "投资12,000万元", True),
        (48, "项", "任务〔3-48〕已完成", False),
        (7, "月", "1-7月", True),
        (3, "%", "提高3百分点", True),
        (3, "个", "提高3百分点", False),
        (5, "家", "共15家", False),
        (5, "家", "1.5家", False),
        (-3.2, "%", "为-3.2%", True),
        (5, "%", "由1%-5%", True),
    ],
)
def test_numbers_said(value: float, unit: str, text: str, said: bool) -> None:
    assert says_number((value, unit), text) is said


def test_folding_keeps_what_is_no_tag() -> None:
    assert folded("<b>3<5</b> 且 a<b") == "3<5且a<b"
    assert folded(None) == ""


def test_labels_of_two_characters_are_not_parts_of_others() -> None:
    assert not same_label("志", "李志", ())
    assert same_label("甲县水利局", "水利", ["甲县"]) is False
    assert same_label("甲县水利", "水利", ["甲县"])
