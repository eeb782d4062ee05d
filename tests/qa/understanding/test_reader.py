"""Reading: which form each question asks for, whole and in parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qa.querying.conditions import EVERY_TASK, Is
from qa.understanding.logical_form import About, Aspect, Listed, Tasks
from qa.understanding.reader import Reader, Understanding, says_itself, subject_text
from tests.qa.cases import cases, question_of
from tests.qa.notation import noted


def form_of(read: Understanding) -> str:
    """The form in the notation, of several questions each by itself."""
    return "; ".join(noted(part.form) for part in read.parts) if len(read.parts) > 1 else noted(read.form)


@pytest.mark.parametrize("case", cases("forms"), ids=question_of)
def test_forms(reader: Reader, case: dict[str, Any]) -> None:
    assert form_of(reader.read(case["question"])) == case["form"]


@pytest.mark.parametrize("text", ["", "。", "的", "？？？", "a" * 3000, "《", "第", "除了", "古劳镇" * 200])
def test_any_text_is_read(reader: Reader, text: str) -> None:
    read = reader.read(text)
    assert read.candidates
    assert read.best == max(read.candidates, key=lambda candidate: candidate.score)


def test_the_best_comes_first_and_says_what_it_does_not_use(reader: Reader) -> None:
    read = reader.read("古劳镇牵头的任务有哪些")
    scores = [candidate.score for candidate in read.candidates]
    assert scores == sorted(scores, reverse=True)
    assert read.best.unused == ()


@pytest.mark.parametrize(
    ("text", "itself"),
    [
        ("古劳镇的任务", True),
        ("污水治理的任务", True),
        ("没完成的有几项", False),
        ("8月底到期的", False),
        ("它牵头的任务", False),
        ("为什么", False),
    ],
)
def test_whether_a_question_stands_by_itself(reader: Reader, text: str, itself: bool) -> None:
    assert says_itself(reader.read(text).reading) is itself


@pytest.mark.parametrize(
    ("text", "subject"),
    [("第三水厂什么时候完成", "第三水厂"), ("大鹏路断头路打通了没有", "大鹏路断头路打通"), ("为什么没完成", "")],
)
def test_what_a_question_is_about(reader: Reader, text: str, subject: str) -> None:
    assert subject_text(reader.read(text).reading) == subject


def test_a_thing_told_before_becomes_the_condition(reader: Reader) -> None:
    read = reader.read("由谁分管")
    about = replace(read.best, form=About(Aspect.LEADER))
    assert replace(read, candidates=(about,)).form == About(Aspect.LEADER)
    form = replace(read, candidates=(about,), tasks=("3-102",)).form
    assert isinstance(form, About)
    assert isinstance(form.where, Is)
    assert form.where.tasks == ("3-102",)
    listed = replace(read.best, form=Listed(Tasks(EVERY_TASK)))
    assert replace(read, candidates=(listed,), tasks=("3-102",)).form == listed.form
