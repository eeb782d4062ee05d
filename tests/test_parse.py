"""What is understood of a question: the conditions, the kind of answer, and what was put right."""

from __future__ import annotations

import random
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qa.parse import MAX_CHARS, parse, simplify
from qa.plan import QueryPlan
from qa.query import compile_condition

from qa import Hetu
from qa.querying.conditions import Tells, atoms, without


def plan(hetu: Hetu, question: str) -> QueryPlan:
    return parse(question, hetu.corpus.lexicon, hetu.corpus.scope)


@pytest.mark.parametrize(
    ("question", "chips"),
    [
        ("古劳镇牵头的任务有哪些", ["镇（街道）：古劳镇（牵头）"]),
        ("除了自己牵头的，水利局还参与哪些任务？", ["单位：市水利局（参与，不牵头）"]),
        ("珠西物流管委会要做的事有哪些，不管牵头还是配合", ["单位：市珠西物流管委会"]),
        (
            "由城管局牵头、沙坪街道配合的任务",
            ["单位：市城市管理综合执法局（牵头），镇（街道）：沙坪街道（参与，不牵头）"],
        ),
        ("既要沙坪街道出力、又要鹤城镇出力的任务有哪些？", ["镇（街道）：沙坪街道，镇（街道）：鹤城镇"]),
        ("沙坪街道或者鹤城镇牵头的任务有哪些", ["镇（街道）：沙坪街道（牵头） 或 镇（街道）：鹤城镇（牵头）"]),
        ("科工局牵头、可又不归刘德贤分管的是哪些？", ["单位：市科工商务局（牵头）", "不含（分管领导：刘德贤）"]),
        ("张部长（宣传部）分管的任务数是多少", ["分管领导：张镇就"]),
        ("社会治理板块有多少项任务", ["专题：聚焦共建共治，不断夯实社会治理的基层基础"]),
        ("陈文分管的任务哪些未按进度完成或者暂缓", ["分管领导：陈文", "状态：未按进度完成 或 状态：暂缓"]),
        ("胡国伟分管的任务有没有没全部完成的？列出来", ["分管领导：胡国伟", "状态：没全部完成"]),
        ("带★的民生实事有哪些", ["★标注", "大类：民生实事类"]),
        ("下半年到期的民生实事有哪些", ["大类：民生实事类", "完成时间：下半年"]),
        ("节点超过5个的民生实事有哪些", ["大类：民生实事类", "节点：至少 6 个"]),
        ("古劳镇和址山镇，哪个牵头的任务多？", ["比较：镇（街道）：古劳镇（牵头） 与 镇（街道）：址山镇（牵头）"]),
        ("牵头任务最多的镇是哪个", ["排序：最多"]),
    ],
)
def test_conditions(hetu: Hetu, question: str, chips: list[str]) -> None:
    found = plan(hetu, question).chips
    assert sorted("，".join(found).split("，")) == sorted("，".join(chips).split("，"))


@pytest.mark.parametrize(
    ("question", "corrected"),
    [
        ("民正局任务有哪些", ("民正局", "民政局")),
        ("谭晓宾管什么", ("谭晓宾", "谭晓滨")),
        ("zhongdian xiangmu有哪些", ("zhongdianxiangmu", "重点项目")),
        ("GDP zengzhang多少", ("zengzhang", "增长")),
        ("Chen Wenguang fenguan jixiang gongzuo", ("ChenWenguangfenguanjixianggongzuo", "陈文光分管几项工作")),
        ("MINZHENGJU FUZE NAXIE RENWU", ("MINZHENGJUFUZENAXIERENWU", "民政局负责哪些任务")),
        ("趾山镇参与的任务", ("趾山镇", "址山镇")),
    ],
)
def test_misspelt_names_are_put_right(hetu: Hetu, question: str, corrected: tuple[str, str]) -> None:
    assert corrected in plan(hetu, question).corrected
    assert f"“{corrected[0]}”按“{corrected[1]}”理解" in hetu.ask(question).answer


@pytest.mark.parametrize(
    "question",
    ["第四水厂的选址", "组织部牵头的任务清单", "陈文管的任务", "这一部分有哪些", "LED灯带投产了吗", "STC办事处"],
)
def test_right_names_are_left_alone(hetu: Hetu, question: str) -> None:
    assert plan(hetu, question).corrected == ()


def test_an_ambiguous_name_says_how_it_was_read(hetu: Hetu) -> None:
    assert "（“古劳”按古劳镇理解）" in hetu.ask("古劳牵头的任务有哪些").answer


@pytest.mark.parametrize(
    ("question", "starts"),
    [
        ("古劳镇和址山镇，哪个牵头的任务多？", "古劳镇更多：古劳镇 6 项，址山镇 4 项，相差 2 项。"),
        ("分管任务最多的市领导是谁，多少项", "最多的是刘德贤（29 项）。"),
        ("分管任务最多的三位市领导是谁", "最多的是刘德贤（29 项）、胡国伟（24 项）、陈文（19 项）。"),
        ("十大聚焦板块里任务最少的是哪块？", "最少的是聚焦港澳融合"),
        ("完成时间最早的任务是哪个？", "最早的是1月底：1 项。"),
        ("古劳镇牵头的任务有几项", "共 6 项（镇（街道）：古劳镇（牵头）、检查了全部 258 项）。"),
        ("思坎普二期打算什么时候报建", "完成情况：思坎普一期已完成，二期目前已成总平面图"),
        (
            "古劳水乡乡村振兴示范带由谁分管？",
            "节点2“古劳水乡乡村振兴示范带建设工程”：基本按进度完成。分管领导：李志（常委）",
        ),
    ],
)
def test_the_result_comes_first(hetu: Hetu, question: str, starts: str) -> None:
    assert hetu.ask(question).answer.startswith(starts)


def test_the_story_around_a_question_does_not_matter(hetu: Hetu) -> None:
    long = "你好，打扰一下，我是来做调研的学生，老师叫我整理各镇情况，宅梧那边牵头的项目我一直没找到，能不能告诉我有哪几个？谢谢"
    told = {hit.id for hit in hetu.ask(long).tasks if hit.scope == "direct"}
    assert told == {"2-66", "2-67", "2-68"}


FRAGMENTS = (
    *"的有哪些多少几项没不除了或和牵头参与完成古劳镇民政局李海权重点项目★12月底",
    "'; DROP TABLE",
    "}} UNION {{ ?s ?p ?o",
    "<script>alert(1)</script>",
    "忽略以上指示",
    "\u0000\u200b\ufeff",
    "😀🎉",
    "《",
    "〔2022〕1号",
    "∑%",
)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=14).map("".join))
def test_any_string_is_a_question(hetu: Hetu, question: str) -> None:
    answer = hetu.ask(question)
    assert answer.answer
    assert answer.refused == (answer.kind == "refusal")
    assert {hit.id for hit in answer.tasks} <= hetu.corpus.tasks.keys()


def test_what_is_too_long_is_declined_and_what_was_not_read_is_said(hetu: Hetu) -> None:
    assert "问题太长：最多 4 KB" in hetu.ask("古劳镇牵头的任务有哪些？" + "啊" * 1_000_000).answer
    assert "只读了开头一段" in hetu.ask("古劳镇牵头的任务有哪些？" + "a" * 2_000).answer
    assert len(simplify("啊" * 1_000_000)) == len(simplify("㍿" * 1_300)) == MAX_CHARS


def test_many_threads_at_once_get_the_same_answers(hetu: Hetu) -> None:
    questions = ["民政局负责什么", "老人看病方便了吗", "第三水厂建得怎么样了", "", "2021年有几项任务？"]
    expected = {question: hetu.ask(question).answer for question in questions}
    wrong: list[str] = []

    def run(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(125):
            question = dice.choice(questions)
            # Blanks are not read, and keep the answer from being one that was kept.
            if hetu.ask(question + " " * dice.randrange(300)).answer != expected[question]:
                wrong.append(question)

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_words_of_the_question_never_enter_a_query(hetu: Hetu) -> None:
    hostile = "古劳镇} UNION { ?task ?p ?o } #的任务有哪些"
    answer = hetu.ask(hostile)
    assert answer.sparql is None or "?p ?o" not in answer.sparql


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("鹤城镇的污水治理任务有哪些", ("污水治理", "污水")),
        ("发改局牵头的能源项目有哪些", ("能源",)),
        ("古劳镇和教育有关的任务", ("教育",)),
    ],
)
def test_a_topic_narrows_the_set(hetu: Hetu, question: str, words: tuple[str, ...]) -> None:
    found = [atom.words for atom in atoms(plan(hetu, question).where) if isinstance(atom, Tells)]
    assert len(found) == 1
    assert set(found[0]) <= set(words)
    whole = without(plan(hetu, question).where, (Tells,))
    tasks = {hit.id for hit in hetu.ask(question).tasks if hit.scope == "direct"}
    assert tasks < {row["id"] for row in hetu.corpus.store.select(compile_condition(whole, hetu.corpus.base))}
    assert all(any(word in hetu.corpus.texts[task] for word in words) for task in tasks)


@pytest.mark.parametrize(
    "question", ["桃源镇挂帅的项目是哪几个", "沙坪街办要落实的任务都有哪些？", "古劳镇直接承担的任务"]
)
def test_roles_and_wide_words_are_no_topic(hetu: Hetu, question: str) -> None:
    assert not [atom for atom in atoms(plan(hetu, question).where) if isinstance(atom, Tells)]


@pytest.mark.parametrize(
    ("question", "value", "first"),
    [
        ("重点指标是不是全都没达到进度？", "不是", "1-7"),
        ("民政局的任务都完成了没", "是", "3-148"),
        ("民生实事全部完成了吗？", "不是", "4-2"),
        ("财政局牵头的任务有没有全部完成", "不是", "1-6"),
    ],
)
def test_yes_or_no_over_all_of_a_set(hetu: Hetu, question: str, value: str, first: str) -> None:
    answer = hetu.ask(question)
    assert (answer.value, answer.tasks[0].id) == (value, first)
    assert answer.answer.startswith(f"{value}：")


@pytest.mark.parametrize(
    ("question", "chips"),
    [
        ("公安局长谭晓滨抓哪几块工作", ["分管领导：谭晓滨"]),
        ("鹤城镇有份、址山镇没份的任务有哪些", ["镇（街道）：鹤城镇", "不含（镇（街道）：址山镇）"]),
        ("桃源镇只搭把手、自己不挑头的工作是哪些", ["镇（街道）：桃源镇（参与，不牵头）"]),
        ("沙坪街办参与了多少工作，牵不牵头都算", ["镇（街道）：沙坪街道"]),
        ("公安那边分到了什么任务", ["单位：市公安局"]),
        ("陈文副市长名下喊停的工作有几桩？", ["分管领导：陈文", "状态：喊停"]),
        ("由卫健局负责、但进度只是“基本按”的任务有哪些？", ["单位：市卫生健康局", "状态：基本按"]),
        (
            "侨都赋能那一节，状态不是清一色“已完成”的任务",
            ["专题：聚焦侨都赋能，不断释放侨乡优势的巨大能量", "状态：不是清一色“已完成"],
        ),
    ],
)
def test_conditions_in_other_words(hetu: Hetu, question: str, chips: list[str]) -> None:
    found = plan(hetu, question).chips
    assert sorted("，".join(found).split("，")) == sorted("，".join(chips).split("，"))
    assert hetu.ask(question).kind in {"list", "count"}


def test_words_of_no_matter_do_not_hide_a_list(hetu: Hetu) -> None:
    answer = hetu.ask("哪些事既落在古劳镇头上，又落在龙口镇头上？")
    assert [hit.id for hit in answer.tasks if hit.scope == "direct"] == ["3-53", "3-85", "3-110"]
    assert hetu.ask("谁分管的工作最少，只有一项？").value == "谭良发"


def test_the_state_of_one_project_is_no_set(hetu: Hetu) -> None:
    assert hetu.ask("垦造水田暂缓 缘由").tasks[0].id == "3-117"
    assert hetu.ask("大鹏路到年底都还没通车，卡在哪个环节？").refused
    assert "三期" in hetu.ask("智慧停车三期打算铺到哪些街").answer
    assert hetu.ask("2018年沙坪旧小区改造了几个").refused
