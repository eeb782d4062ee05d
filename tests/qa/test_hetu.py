"""Questions over the real build, from the words to the answer: complete sets, first sentences, refusals, any string at all."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.language.text import fold
from graph.records import Table
from qa import Hetu
from qa.answering.results import EntityList, Number, TaskSet, YesNo
from qa.limits import MOST_EARLIER
from tests.qa.cases import cases, question_of
from tests.qa.records import chosen


@pytest.mark.parametrize("case", cases("answers"), ids=question_of)
def test_answers(hetu: Hetu, table: Table, case: dict[str, Any]) -> None:
    answer = hetu.ask(case["question"])
    assert not answer.refused
    assert answer.answer.startswith(answer.parts[0].headline if answer.parts else answer.headline)
    if "tasks" in case:
        assert answer.result == TaskSet(chosen(table, case["tasks"]))
        assert answer.result.ids
    if "count" in case:
        assert answer.result == Number(len(chosen(table, case["count"])), "项")
    if "labels" in case:
        assert isinstance(answer.result, EntityList)
        assert {item.label for item in answer.result.items} == set(case["labels"])
    if "ranked" in case:
        assert isinstance(answer.result, EntityList)
        assert [item.label for item in answer.result.items] == case["ranked"]
    if "truth" in case:
        assert answer.result == YesNo(case["truth"])
    if "shown" in case:
        assert answer.tasks[0].id == case["shown"]


@pytest.mark.parametrize("case", cases("refused"), ids=question_of)
def test_refusals(hetu: Hetu, case: dict[str, Any]) -> None:
    answer = hetu.ask(case["question"])
    assert answer.refused
    assert answer.kind == "refusal"
    assert answer.result.type == "none"
    assert case["reason"] in answer.answer


def naming(hetu: Hetu, node: str) -> set[str]:
    """The tasks that name a node, from the graph."""
    edges = hetu.kg.in_edges(node, data=True)
    return {hetu.kg.nodes[task]["identifier"] for task, _, values in edges if values["kind"].startswith("mentions")}


def things(hetu: Hetu, kind: str) -> list[tuple[str, str]]:
    return [(key, values["label"]) for key, values in hetu.kg.nodes(data=True) if values["kind"] == kind]


def test_every_company_is_found_completely(hetu: Hetu) -> None:
    for node, name in things(hetu, "Company"):
        if len(name) < 3:
            continue  # two characters may be part of other words
        answer = hetu.ask(f"提到{name}的任务有哪些？")
        assert naming(hetu, node) <= {hit.id for hit in answer.tasks if hit.scope == "direct"}, name
        # Independent of the graph: every task whose text holds the name letter for letter is among the answers.
        verbatim = {task for task, text in hetu.corpus.texts.items() if fold(name) in text}
        assert verbatim <= {hit.id for hit in answer.tasks}, name


def test_every_document_is_found_completely(hetu: Hetu) -> None:
    for node, title in things(hetu, "PolicyDocument"):
        answer = hetu.ask(f"《{title}》在哪几项任务里提到？")
        found = {hit.id for hit in answer.tasks if hit.scope == "direct"}
        verbatim = {task for task, text in hetu.corpus.texts.items() if f"《{fold(title)}》" in text}
        assert naming(hetu, node) | verbatim <= found, title


def test_every_leader_and_unit_has_its_own_tasks(hetu: Hetu, table: Table) -> None:
    for leader in sorted({task.leader for task in table.tasks if task.leader}):
        assert hetu.ask(f"{leader}分管的任务有哪些").result == TaskSet(chosen(table, {"leader": leader}))
    for unit in sorted({task.lead_unit for task in table.tasks if task.lead_unit and "（" not in task.lead_unit}):
        led = set(chosen(table, {"lead": unit}))
        result = hetu.ask(f"{unit}牵头的任务有哪些").result
        assert isinstance(result, TaskSet)
        assert led <= set(result.ids), unit


def test_another_countys_table(taishun: Hetu) -> None:
    towns = {unit for task in taishun.corpus.tasks.values() for unit in task.unit_names if unit.endswith(("镇", "乡"))}
    for town in sorted(towns):
        expected = {task.id for task in taishun.corpus.tasks.values() if town in task.unit_names}
        result = taishun.ask(f"{town}有哪些任务").result
        assert isinstance(result, TaskSet)
        assert set(result.ids) == expected, town
    assert taishun.ask("古劳镇有哪些任务").refused
    assert "没有完成时间写作“12月底”的，按该月任何一天查" in taishun.ask("12月底前完成的民生实事有哪些").answer


def test_a_thing_named_after_a_town_is_not_the_town(hetu: Hetu, table: Table) -> None:
    town = set(chosen(table, {"unit": "古劳镇"}))
    for question in ("古劳工业园区有哪些任务？", "古劳镇中心学校有哪些任务？", "古劳酒店有哪些任务？"):
        assert {hit.id for hit in hetu.ask(question).tasks if hit.scope != "semantic"} != town


FRAGMENTS = (
    *"的有哪些多少几项没不除了或和牵头参与完成古劳镇民政局李海权重点项目★12月底其中它呢第二个为什么",
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
ANY = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=14).map("".join)


@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ANY, st.sampled_from([(), ("古劳镇有哪些任务",), ("第三水厂建好了吗", "为什么")]))
def test_any_string_is_a_question(hetu: Hetu, question: str, history: tuple[str, ...]) -> None:
    answer = hetu.ask(question, history=history)
    assert answer.answer
    assert answer.headline
    assert answer.refused == (answer.kind == "refusal")
    assert answer.refused == (answer.result.type == "none") or answer.parts
    assert {hit.id for hit in answer.tasks} <= hetu.corpus.tasks.keys()
    assert answer.to_json()["result"]["type"] == answer.result.type


@pytest.mark.parametrize("question", ["年项-~-", "-", "第", "~3", "12月-", "古劳镇第", "（", "“”", "几个、", "3-"])
def test_what_breaks_off_is_a_question(hetu: Hetu, question: str) -> None:
    assert hetu.ask(question).answer


def test_what_is_too_long_is_declined(hetu: Hetu) -> None:
    assert "问题太长：最多 4 KB" in hetu.ask("古劳镇牵头的任务有哪些？" + "啊" * 1_000_000).answer
    assert "问题太长" in hetu.ask("古劳镇牵头的任务有哪些？" + "a" * 2_000).answer
    assert hetu.ask("其中哪些没完成", history=["古劳镇有哪些任务"] * (MOST_EARLIER + 1)).refused


def test_the_oldest_questions_are_forgotten(hetu: Hetu) -> None:
    answer = hetu.ask("古劳镇有哪些任务")
    for _ in range(MOST_EARLIER + 3):
        answer = hetu.ask("其中哪些没完成", answer)
        assert not answer.refused
    assert len(answer.plan.history) == MOST_EARLIER


def test_many_threads_at_once_get_the_same_answers(hetu: Hetu) -> None:
    questions = ["民政局负责什么", "老人看病方便了吗", "第三水厂建得怎么样了", "", "2021年有几项任务？"]
    expected = {question: hetu.ask(question).answer for question in questions}
    wrong: list[str] = []

    def run(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(40):
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


def test_the_same_question_has_the_same_answer(hetu: Hetu) -> None:
    first, second = (hetu.ask("古劳镇牵头的任务有哪些").to_json() for _ in range(2))
    assert {**first, "elapsed_ms": 0} == {**second, "elapsed_ms": 0}


def test_a_question_may_be_read_without_being_answered(hetu: Hetu) -> None:
    assert hetu.read("古劳镇牵头的任务有哪些").question.names[0].label == "古劳镇"
