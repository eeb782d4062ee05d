"""The figure asked for: which of all figures found, and whether it may be said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa import Hetu
from qa.querying.figure_features import FigureQuestion
from qa.querying.figure_reader import LOOKED_AT, FigureReading, read_figures
from qa.querying.figure_weights import SURE, FigureWeights, load_figure_weights
from qa.querying.gates import Gatekeeper, Refusal
from qa.querying.lookups import Found, Lookups
from qa.understanding.form_classifier import FormJudgement
from qa.understanding.logical_form import Aspect
from qa.understanding.reader import Reader

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "cases" / "figures-asked.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def reader(hetu: Hetu) -> Reader:
    return Reader.over(hetu.corpus)


def found_for(hetu: Hetu, reader: Reader, question: str) -> list[Found]:
    lookups = Lookups(hetu.corpus, Gatekeeper(hetu.corpus))
    found = lookups.find(reader.read(question).reading.slots, Aspect.VALUE, gated=False)
    assert not isinstance(found, Refusal)
    return lookups.first(found, LOOKED_AT)


def read(hetu: Hetu, reader: Reader, question: str) -> FigureReading:
    tasks = found_for(hetu, reader, question)
    return read_figures(tasks, reader.judge(tasks[0].slots.question))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_the_figure_asked_for_is_the_likeliest(hetu: Hetu, reader: Reader, case: dict[str, object]) -> None:
    reading = read(hetu, reader, str(case["question"]))
    assert reading.best
    figure = reading.best.candidate.figure
    assert (figure.value, figure.unit) == (case["value"], case["unit"])
    assert reading.best.task.found.task.id == case["task"]
    assert reading.is_sure


def test_probabilities_fall_and_sum_to_one(hetu: Hetu, reader: Reader) -> None:
    figures = read(hetu, reader, "国家反诈中心APP一共装了多少人").figures
    chances = [one.probability for one in figures]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1.0)


def test_without_a_figure_there_is_nothing_to_say(hetu: Hetu, reader: Reader) -> None:
    tasks = found_for(hetu, reader, "课后服务参与率是多少")[:1]
    bare = [one for one in tasks if one.task.id == "none"]
    assert read_figures(tasks, reader.judge(tasks[0].slots.question)).best
    assert FigureReading((), 0.0).best is None
    assert not bare


def test_weights_decide(hetu: Hetu, reader: Reader) -> None:
    """With the echo of a stated number as all that counts, the number that the question states itself comes first."""
    tasks = found_for(hetu, reader, "新建5G基站目标331座，实际建了多少座")
    shipped = load_figure_weights()
    only_echo = FigureWeights(1, "test", "", {"echo": 50.0}, dict.fromkeys(SURE, 0.0), 0.0)
    judged = reader.judge(tasks[0].slots.question)
    first = read_figures(tasks, judged, only_echo).best
    assert first and first.candidate.figure.value == 331
    best = read_figures(tasks, judged, shipped).best
    assert best and best.candidate.figure.value != 331


def test_what_the_question_says_of_the_amount(hetu: Hetu, reader: Reader) -> None:
    found = found_for(hetu, reader, "参加课后服务的小学生有几个")[0]
    judged = FormJudgement({}, {}, {}, {"money": 1.0}, {"actual": 1.0})
    question = FigureQuestion.of(found, [], judged)
    assert question.asks == {"money": 1.0}
    assert question.level == {"actual": 1.0}
    assert not question.timed
