"""The text of an answer on the page and in the terminal: the point first, nothing twice, everything in it a link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa import Hetu
from qa.answering.answer import Answer
from ui.answer_html import answer_html
from ui.chips import group_choice
from ui.render import as_text

QUESTIONS = (
    "发改局牵头哪些工作？",
    "第三水厂建得怎么样了？",
    "各镇分别有多少项任务？",
    "古劳镇和址山镇，哪个牵头的任务多？",
    "古劳镇牵头的任务有几项？都完成了吗？",
    "各镇完成率是多少",
    "火星移民怎么样了？",
    "你好",
)


@pytest.fixture(params=QUESTIONS)
def answer(request: pytest.FixtureRequest, hetu: Hetu) -> Answer:
    return hetu.ask(request.param)


def test_the_point_stands_first_and_once(answer: Answer, hetu: Hetu) -> None:
    first = answer.parts[0].headline if answer.parts else answer.headline
    assert as_text(answer).startswith(first)
    assert as_text(answer).count(first) == 1
    shown = answer_html(answer, hetu)
    before, point = shown.split('<h2 class="hetu-headline">')[:2]
    assert before.count(">") == 1  # only the frame
    assert point.split("</h2>")[0].startswith(first[:6])
    assert shown.count("<h2") == max(1, len(answer.parts))


def test_numbers_of_groups_are_bars_that_lead_to_their_tasks(hetu: Hetu) -> None:
    every = hetu.ask("各镇分别有多少项任务？")
    shown = answer_html(every, hetu)
    assert shown.count('class="hetu-count"') == len(every.result.items)  # type: ignore[union-attr]
    assert '<a href="/browse?town=' in shown
    two = hetu.ask("古劳镇和址山镇，哪个牵头的任务多？")
    choice = group_choice(two.plan, "古劳镇")
    assert choice is not None and choice.values == {"lead": ("古劳镇",)}
    assert answer_html(two, hetu).count('class="hetu-count"') == 2
    shares = answer_html(hetu.ask("各镇完成率是多少"), hetu)
    assert "%</b>" in shares
    most = answer_html(hetu.ask("滞后的任务最多的镇是哪个？"), hetu)
    assert most.count('class="hetu-count"') == 1
    assert "/browse?" not in most  # a status has no facet that selects just these


def test_tasks_are_rows_and_what_lies_apart_is_folded(hetu: Hetu) -> None:
    answer = hetu.ask("发改局牵头哪些工作？")
    shown = answer_html(answer, hetu)
    direct = [hit for hit in answer.tasks if hit.scope == "direct"]
    assert shown.count('class="hetu-task"') == len(direct)
    assert '<details class="hetu-group"><summary>另列文字提到 2 项</summary>' in shown


def test_what_others_wrote_is_no_markup(hetu: Hetu) -> None:
    answer = hetu.ask("第三水厂建得怎么样了？")
    hostile = "<script>〔3-48〕〔<b>〕"
    shown = answer_html(
        replace(answer, headline=hostile, answer=f"{hostile}\n原文：<i>\n（<u>）\n甲：<s>", notes=("<p x>",)), hetu
    )
    assert not any(mark in shown for mark in ("<script>", "<b>", "<i>", "<u>", "<s>", "<p x>"))
    assert shown.count(">〔3-48〕</a>") == 1


def test_a_reworded_answer_has_one_point(hetu: Hetu) -> None:
    answer = replace(hetu.ask("古劳镇牵头的任务有几项？都完成了吗？"), answer="古劳镇牵头 6 项。\n并非都完成。")
    assert answer_html(answer, hetu).count("<h2") == 1


def test_notes_are_said_once(hetu: Hetu) -> None:
    answer = hetu.ask("其中哪些没完成？", history=["发改局牵头哪些工作？"])
    noted = replace(answer, notes=(*answer.notes, "另有一句"))
    for shown in (as_text(noted), answer_html(noted, hetu)):
        assert [shown.count(note) for note in noted.notes] == [1, 1]
