"""Things told by a task (负责大鹏路的单位): what is described, and what stands in its place."""

from __future__ import annotations

import pytest

from qa import Hetu
from qa.querying.corpus_world import CorpusWorld
from qa.understanding.descriptions import Description, described, with_description
from qa.understanding.logical_form import Kind
from qa.understanding.slots import read_slots
from tests.qa.notation import condition


def found_in(hetu: Hetu, text: str) -> Description | None:
    question = hetu.read(text).question
    return described(question, read_slots(question), CorpusWorld(hetu.corpus))


@pytest.mark.parametrize(
    ("text", "kind", "task", "where"),
    [
        ("第三水厂的分管领导还分管哪些任务", Kind.LEADER, "3-102", "person=李海权"),
        ("第三水厂的牵头单位还牵头哪些任务", Kind.UNIT, "3-102", "lead=市城市管理综合执法局"),
        ("与第三水厂同一个领导分管的任务有哪些", Kind.LEADER, "3-102", "person=李海权"),
        ("红火蚁防控的牵头单位还负责哪些", Kind.UNIT, "3-114", "unit=市农业农村局"),
        ("负责大鹏路的单位还有哪些没完成的任务", Kind.UNIT, "4-6", "unit=市城市管理综合执法局、市住房城乡建设局"),
    ],
)
def test_described_things(hetu: Hetu, text: str, kind: Kind, task: str, where: str) -> None:
    found = found_in(hetu, text)
    assert found is not None
    assert (found.kind, found.subject.tasks, condition(found.condition)) == (kind, (task,), where)


@pytest.mark.parametrize(
    "text",
    [
        "第三水厂的分管领导是谁",  # the description itself is asked for
        "古劳镇牵头的任务有哪些",
        "负责教育局的单位还有哪些任务",  # a unit describes no task
        "哪些单位牵头的任务最多",
        "",
    ],
)
def test_what_describes_nothing(hetu: Hetu, text: str) -> None:
    assert found_in(hetu, text) is None


@pytest.mark.parametrize("others", [True, False])
def test_the_thing_stands_for_its_description(hetu: Hetu, others: bool) -> None:
    question = hetu.read("第三水厂的分管领导还分管哪些任务").question
    slots = read_slots(question)
    found = described(question, slots, CorpusWorld(hetu.corpus))
    assert found is not None
    where = condition(with_description(slots, found, others=others).where)
    assert where == ("person=李海权 & !is=3-102" if others else "person=李海权")
