"""Understanding to answer: names taken for others said first, several questions, small talk, what a follow-up goes on from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa import Hetu
from qa.answering.answer import Answer, Plan
from qa.answering.answerer import Answerer, said_first
from qa.answering.results import EntityList, Nothing, Number, TaskSet
from qa.understanding.reader import Reader


@pytest.mark.parametrize(
    ("question", "written", "name"),
    [
        ("民正局任务有哪些", "民正局", "市民政局"),
        ("谭晓宾管什么", "谭晓宾", "谭晓滨"),
        ("zhongdian xiangmu有哪些", "zhongdianxiangmu", "重点项目类"),
        ("MINZHENGJU FUZE NAXIE RENWU", "MINZHENGJUFUZENAXIERENWU", "市民政局"),
        ("趾山镇参与的任务", "趾山镇", "址山镇"),
    ],
)
def test_a_name_taken_for_another_is_said_first(hetu: Hetu, question: str, written: str, name: str) -> None:
    answer = hetu.ask(question)
    assert answer.headline.startswith(f"表中没有“{written}”，按{name}理解：")
    assert answer.answer.startswith(answer.headline)
    assert f"表中没有“{written}”，按“{name}”理解" in answer.notes


@pytest.mark.parametrize(
    "question", ["组织部牵头的任务清单", "陈文管的任务", "古劳牵头的任务有哪些", "第三水厂建好了吗"]
)
def test_right_names_are_left_alone(hetu: Hetu, question: str) -> None:
    answer = hetu.ask(question)
    assert answer.plan.corrected == ()
    assert not answer.headline.startswith("表中没有")


def test_a_refusal_says_nothing_of_names(hetu: Hetu) -> None:
    question = hetu.read("民正局任务有哪些").question
    told = Answer(question.written, "无法回答。", Nothing(), "无法回答。", "refusal", Plan("", ""), refused=True)
    assert said_first(told, question) == told
    assert said_first(replace(told, refused=False), question).headline.startswith("表中没有“民正局”")


def test_several_questions_are_answered_in_their_order(hetu: Hetu) -> None:
    answer = hetu.ask("民生实事完成了几件，没完成的是哪件")
    assert [part.result for part in answer.parts] == [Number(8, "项"), TaskSet(("4-2", "4-7"))]
    assert answer.result == Number(8, "项")
    assert answer.headline == " ".join(part.headline for part in answer.parts)
    assert "；" in answer.understood


def test_of_a_chain_the_last_link_is_the_result(hetu: Hetu) -> None:
    answer = hetu.ask("第三水厂由谁分管？他还分管哪些没完成的任务？")
    assert answer.result == answer.parts[-1].result == TaskSet(("3-124", "3-127"))


def test_where_one_half_is_refused_the_other_is_answered(hetu: Hetu) -> None:
    answer = hetu.ask("民政局负责哪些任务？月球基地建好了吗？")
    assert not answer.refused
    assert answer.result == TaskSet(("3-148", "3-149", "3-150"))


def test_small_talk_says_what_may_be_asked(hetu: Hetu) -> None:
    answer = hetu.ask("你好呀")
    assert answer.refused
    assert "例如：" in answer.answer


def test_what_a_follow_up_goes_on_from(hetu: Hetu) -> None:
    reader = Reader.over(hetu.corpus)
    answerer = Answerer(hetu.corpus, reader.judge, reader.read, reader.task_called)
    read = hetu.read("分管任务最多的三位领导是谁")
    answer = answerer.answer(read)
    turn = answerer.turn(read, answer)
    assert isinstance(answer.result, EntityList)
    assert turn.labels == ("刘德贤", "胡国伟", "陈文")
    listed = hetu.read("民政局负责什么")
    turn = answerer.turn(listed, answerer.answer(listed))
    assert (turn.tasks, turn.labels) == (("3-148", "3-149", "3-150"), ())
    assert turn.titles == tuple(hetu.corpus.tasks[task].title.value for task in turn.tasks)
