"""Indicators by their place among other counties."""

from __future__ import annotations

import pytest

from qa import Hetu
from qa.answering.results import Entity, EntityList


@pytest.mark.parametrize(
    ("question", "label", "rank"),
    [
        ("重点指标里哪一项名次最靠后", "外贸进出口总额", 7),
        ("写明了江门排名的那几个重点指标，名次最靠后的是哪一个？排第几", "外贸进出口总额", 7),
    ],
)
def test_the_worst_place(hetu: Hetu, question: str, label: str, rank: int) -> None:
    assert hetu.ask(question).result == EntityList((Entity(label, "measure", rank),))


@pytest.mark.parametrize(
    "question", ["按牵头任务数量排序，全表排名前三的责任单位分别是哪些？", "被点名次数最少的镇是哪个"]
)
def test_orders_of_actors_are_none_of_indicators(hetu: Hetu, question: str) -> None:
    result = hetu.ask(question).result
    assert isinstance(result, EntityList)
    assert {item.kind for item in result.items} <= {"unit", "town"}
