"""Candidates: what the words of a question offer, and which form wins."""

from __future__ import annotations

import pytest

from qa.querying.conditions import EVERY_TASK, Starred
from qa.understanding.asked_kinds import asked_nouns
from qa.understanding.candidates import alike, candidates_of
from qa.understanding.form_classifier import FormJudgement
from qa.understanding.logical_form import About, Aspect, Compared, Counted, Kind, Listed, Tasks, Things
from qa.understanding.reader import Reader
from tests.qa.notation import condition, noted


def test_topics_subjects_and_unwritten_words(reader: Reader) -> None:
    reading = reader.read("写到“产业链”的任务有哪些").reading
    assert [condition(topic) for topic in reading.topics] == ["tells=产业链"]
    assert reading.unwritten == ()
    lost = reader.read("提到“乌有之乡工程”的任务有哪些").reading
    assert lost.topics == ()
    assert lost.unwritten == ("“乌有之乡工程”",)
    assert reader.read("古劳镇的任务有哪些").reading.subjects == ()
    assert reader.read("第三水厂建好了吗").reading.named


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("哪些镇有滞后任务", {Kind.TOWN}),
        ("有多少个单位参与", {Kind.UNIT}),
        ("分管领导有哪些", {Kind.LEADER}),
        ("哪几项没完成", {Kind.TASK}),
        ("第三水厂建好了吗", set()),
    ],
)
def test_nouns_asked_for(reader: Reader, text: str, kinds: set[Kind]) -> None:
    assert asked_nouns(reader.question(text)) == kinds


def test_the_noun_asked_for_decides_the_kind(reader: Reader) -> None:
    assert noted(reader.read("哪些单位参与了民生实事").form) == "list unit: category=民生实事类"


def _judged(**op: float) -> FormJudgement:
    return FormJudgement(op=op, target={"task": 1.0}, by={"town": 1.0}, asks={}, level={}, clauses=())


def test_there_is_always_a_candidate(reader: Reader) -> None:
    reading = reader.read("").reading
    assert [candidate.form for candidate in candidates_of(reading, _judged(), reader._world)] == [About(Aspect.TELL)]


@pytest.mark.parametrize(
    ("text", "op", "form"),
    [
        ("古劳镇的任务", "list", "list task: unit=古劳镇"),
        ("古劳镇的任务", "count", "count task: unit=古劳镇"),
        ("古劳镇的任务", "progress", "group status: unit=古劳镇"),
        ("古劳镇的任务", "why", "why: unit=古劳镇"),
        ("古劳镇的任务", "done", "some? unit=古劳镇"),
        ("第三水厂", "progress", "about progress"),
        ("第三水厂", "leader", "about leader"),
        ("GDP", "calc", "about value"),  # nothing tells an operation
        ("GDP目标和实际相差多少", "calc", "about calc"),
    ],
)
def test_each_kind_of_form(reader: Reader, text: str, op: str, form: str) -> None:
    reading = reader.read(text).reading
    found = [noted(candidate.form) for candidate in candidates_of(reading, _judged(**{op: 1.0}), reader._world)]
    assert found[0] == form


def test_forms_that_ask_the_same() -> None:
    every, starred = Listed(Tasks(EVERY_TASK)), Listed(Tasks(Starred()))
    assert alike(starred, Counted(Tasks(Starred())))
    assert alike(Compared((Starred(),)), Compared((EVERY_TASK,)))
    assert not alike(every, starred)
    assert not alike(Listed(Things(Kind.UNIT)), Listed(Things(Kind.TOWN)))
