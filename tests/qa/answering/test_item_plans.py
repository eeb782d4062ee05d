"""The step of a plan that a question asks for by its month or quarter."""

from __future__ import annotations

import pytest

from qa import Hetu
from qa.answering.results import Date, Quotes


@pytest.mark.parametrize(
    ("question", "step"),
    [
        ("甘牛屠宰车间7月底按计划该干什么", "7月底前屠宰车间装机。"),
        ("7月底的时候甘牛屠宰车间按计划该干啥了", "7月底前屠宰车间装机。"),
    ],
)
def test_the_step_of_that_time_is_told(hetu: Hetu, question: str, step: str) -> None:
    assert hetu.ask(question).result == Quotes((step,))


def test_who_asks_when_is_told_a_date(hetu: Hetu) -> None:
    assert isinstance(hetu.ask("甘牛屠宰车间按计划什么时候装机").result, Date)
