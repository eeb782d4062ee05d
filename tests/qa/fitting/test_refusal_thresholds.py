"""The thresholds of refusal: what is shipped, what a damaged file says, and that fitting refuses nothing answerable."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa import Hetu
from qa.answerability.refusal_thresholds import THRESHOLDS, RefusalThresholds, load_thresholds
from qa.fitting.refusal import JudgedNearness, fit_thresholds, refusal_results, without_each_lot
from tests.conftest import ROOT
from tests.fitted_files import refuses_in_one_sentence, refuses_missing_and_broken


def content() -> dict[str, Any]:
    """The shipped file."""
    read: dict[str, Any] = json.loads(THRESHOLDS.read_text(encoding="utf-8"))
    return read


def test_the_shipped_thresholds_say_how_they_fare() -> None:
    lots = {result["lot"]: result for result in content()["left_out"]}
    assert lots.keys() == {path.stem for path in (ROOT / "data" / "questions").glob("*.jsonl")} | {"all lots"}
    assert lots["all lots"]["refused_wrongly"] == 0
    assert lots["offtopic"]["refused"] >= 0.6 * lots["offtopic"]["unanswerable"]
    assert load_thresholds().long < load_thresholds().terse < load_thresholds().foreign


def _without(of: dict[str, Any]) -> None:
    del of["thresholds"]["long"]


def _unknown(of: dict[str, Any]) -> None:
    of["thresholds"]["moon"] = 0.5


def _negative(of: dict[str, Any]) -> None:
    of["thresholds"]["terse"] = -0.1


def _no_number(of: dict[str, Any]) -> None:
    of["thresholds"]["terse"] = "much"


def _of_another_format(of: dict[str, Any]) -> None:
    of["format"] = 99


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_without, "不合格式"),
        (_unknown, "不合格式"),
        (_no_number, "不合格式"),
        (_negative, "不小于 0"),
        (_of_another_format, "格式为 99"),
    ],
)
def test_bad_thresholds_are_one_clear_sentence(
    spoil: Callable[[dict[str, Any]], None], said: str, tmp_path: Path
) -> None:
    read = content()
    spoil(read)
    refuses_in_one_sentence(load_thresholds, read, said, tmp_path)


def test_missing_and_broken_files_of_thresholds(tmp_path: Path) -> None:
    refuses_missing_and_broken(load_thresholds, tmp_path)


def test_a_short_question_must_be_nearer_than_a_long_one_unless_its_words_or_the_like_are_known() -> None:
    thresholds = RefusalThresholds(terse=0.7, long=0.6, foreign=0.8)
    assert thresholds.far(16, 0.65, 0.1, 0.5)
    assert not thresholds.far(17, 0.65, 0.1, 0.5)
    assert not thresholds.far(16, 0.65, 0.4, 0.5)
    assert not thresholds.far(16, 0.65, 0.1, 0.75)
    assert thresholds.far_with_foreign_noun(16, 0.79, 0.1)
    assert not thresholds.far_with_foreign_noun(17, 0.79, 0.1)
    assert not thresholds.far_with_foreign_noun(16, 0.79, 0.4)


def _questions(count: int) -> list[JudgedNearness]:
    """Questions of three lots: the answerable ones nearer on the whole, with some overlap."""
    dice = np.random.default_rng(3)
    made = []
    for i in range(count):
        answerable, length = bool(i % 4), int(dice.integers(4, 40))
        near = float(dice.normal(1.0 if answerable else 0.5, 0.1))
        made.append(
            JudgedNearness("abc"[i % 3], answerable, length, near, dice.random() / 2, dice.random(), foreign=i % 5 == 0)
        )
    return made


def test_fitting_refuses_no_answerable_question_and_is_the_same_each_time() -> None:
    questions = _questions(120)
    thresholds = fit_thresholds(questions)
    assert thresholds == fit_thresholds(questions[::-1])
    everything = refusal_results(questions, lambda _: thresholds)[-1]
    assert (everything.lot, everything.unanswerable, everything.answerable) == ("all lots", 30, 90)
    assert everything.refused_wrongly == 0
    assert everything.refused >= 15


def test_without_unanswerable_questions_nothing_is_refused() -> None:
    questions = [replace(question, answerable=True) for question in _questions(12)]
    thresholds = fit_thresholds(questions)
    assert (thresholds.terse, thresholds.long, thresholds.foreign) == (0.0, 0.0, 0.0)


def test_each_lot_is_judged_with_thresholds_of_the_others() -> None:
    questions = _questions(60)
    results = {result.lot: result for result in without_each_lot(questions)}
    of_others = fit_thresholds([question for question in questions if question.lot != "a"])
    own = [question for question in questions if question.lot == "a"]
    assert results["a"] == refusal_results(own, lambda _: of_others)[0]
    assert results["all lots"].refused == sum(results[lot].refused for lot in "abc")


@pytest.mark.parametrize(
    "question", ["电脑蓝屏了怎么修", "李白活了多少岁", "红楼梦的作者是谁", "你好呀，你叫什么名字，今天心情怎么样？"]
)
def test_what_has_nothing_to_do_with_the_table_is_refused(hetu: Hetu, question: str) -> None:
    assert hetu.ask(question).refused


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("开滴滴那种车的师傅累了有地方躺一会喝水吗", "3-73"),
        ("收音机调到多少兆赫能听鹤山电台", "3-169"),
    ],
)
def test_a_riddle_is_not(hetu: Hetu, question: str, task: str) -> None:
    answer = hetu.ask(question)
    assert not answer.refused
    assert task in [hit.id for hit in answer.tasks[:5]]
