"""Follow-ups: what a question takes over from the one before, and that it is refused where there is none."""

from __future__ import annotations

from typing import Any

import pytest

from graph.records import Table
from qa import Hetu
from qa.answering.results import EntityList
from tests.qa.cases import cases, question_of
from tests.qa.notation import noted
from tests.qa.records import chosen

FOLLOWED = [case for case in cases("conversation") if "refused" not in case]
REFUSED = [case for case in cases("conversation") if "refused" in case]


@pytest.mark.parametrize("case", FOLLOWED, ids=question_of)
def test_what_is_taken_over(hetu: Hetu, table: Table, case: dict[str, Any]) -> None:
    *earlier, last = case["turns"]
    answer = hetu.ask(last, history=earlier)
    assert not answer.refused
    assert answer.plan.form is not None
    assert noted(answer.plan.form) == case["form"]
    if "tasks" in case:
        assert tuple(hit.id for hit in answer.tasks if hit.scope == "direct") == chosen(table, case["tasks"])
    if "labels" in case:
        assert isinstance(answer.result, EntityList)
        assert [item.label for item in answer.result.items] == case["labels"]
    if "first" in case:
        assert answer.tasks[0].id == case["first"]
    assert any("接着上一问" in note for note in answer.notes) is not case.get("alone", False)


@pytest.mark.parametrize("case", REFUSED, ids=question_of)
def test_with_nothing_before_it_is_refused(hetu: Hetu, case: dict[str, Any]) -> None:
    answer = hetu.ask(case["turns"][0])
    assert answer.refused
    assert f"“{case['refused']}”指的是哪一项看不出来" in answer.answer


def test_an_answer_may_stand_for_the_history(hetu: Hetu) -> None:
    first = hetu.ask("古劳镇牵头的任务有哪些")
    after, told = hetu.ask("其中哪些没完成？", first), hetu.ask("其中哪些没完成？", history=[first.question])
    assert after.result == told.result
    assert after.plan.history == ("古劳镇牵头的任务有哪些",)


def test_what_stands_by_itself_is_read_by_itself(hetu: Hetu) -> None:
    alone = hetu.ask("未按进度完成的重点项目有哪些，分别由哪个单位牵头的任务不算")
    after = hetu.ask("未按进度完成的重点项目有哪些，分别由哪个单位牵头的任务不算", history=["古劳镇有哪些任务"])
    assert alone.result == after.result


def test_a_number_beyond_the_list_is_no_member(hetu: Hetu) -> None:
    answer = hetu.ask("第99个为什么", history=["哪些任务暂缓了"])
    assert not any("3-" in quote for quote in getattr(answer.result, "quotes", ()))
