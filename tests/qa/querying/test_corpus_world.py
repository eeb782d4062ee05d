"""What reading asks of the documents: written words, causes, the task a phrase calls, and who answers for it."""

from __future__ import annotations

import pytest

from qa import Hetu
from qa.querying.conditions import Linked, Role
from qa.querying.corpus_world import CorpusWorld


@pytest.fixture(scope="module")
def world(hetu: Hetu) -> CorpusWorld:
    return CorpusWorld(hetu.corpus)


@pytest.mark.parametrize(
    ("words", "scope"), [("鹤山", True), ("鹤山市", True), ("江门", False), ("山", False), ("", False)]
)
def test_names_of_the_county(world: CorpusWorld, words: str, scope: bool) -> None:
    assert world.is_scope(words) is scope


@pytest.mark.parametrize("phrase", ["教育", "污水治理", "湾区通"])
def test_written_matters(hetu: Hetu, world: CorpusWorld, phrase: str) -> None:
    topic = world.topic(phrase, verbatim=True)
    assert topic is not None
    assert any(phrase in text for text in hetu.corpus.texts.values())


def test_matters_that_no_text_tells(world: CorpusWorld) -> None:
    assert world.topic("乌有之乡", verbatim=True) is None
    assert world.topic("", verbatim=False) is None


@pytest.mark.parametrize(
    ("phrase", "kinds"), [("资金", ("资金",)), ("征地", ("用地",)), ("用地和资金", ("资金", "用地")), ("唱歌", None)]
)
def test_causes(world: CorpusWorld, phrase: str, kinds: tuple[str, ...] | None) -> None:
    found = world.cause(phrase)
    assert (found.kinds if found else None) == kinds


@pytest.mark.parametrize(
    ("phrase", "task"),
    [
        ("3-99", "3-99"),
        ("第三水厂", "3-102"),
        ("垦造水田", "3-117"),
        ("红火蚁防控", "3-114"),
        ("打通大鹏路（文明路至大朗村）断头路", "4-6"),
        ("水", None),
        ("", None),
    ],
)
def test_the_task_a_phrase_calls(world: CorpusWorld, phrase: str, task: str | None) -> None:
    found = world.subject(phrase)
    assert (found.tasks if found else None) == ((task,) if task else None)


def _label(found: Linked | None) -> str | None:
    return found.label if found else None


def test_who_answers_for_a_task(hetu: Hetu, world: CorpusWorld) -> None:
    for task in list(hetu.corpus.tasks.values())[::17]:
        assert _label(world.leader_of(task.id)) == task.leader
        lead = world.units_of(task.id, Role.LEAD)
        assert set((_label(lead) or "").split("、")) == set(task.lead_units)
        assert _label(world.heading_of(task.id, "theme")) == (task.theme.name if task.theme else None)
        assert _label(world.heading_of(task.id, "category")) == (task.category.name if task.category else None)
    assert _label(world.units_of("3-99", Role.ANY, towns=True)) == "古劳镇"
    assert world.units_of("3-102", Role.ANY, towns=True) is None
