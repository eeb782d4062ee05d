"""Tasks counted town by town, unit by unit, month by month; judgements the table does not give; problems by their matter."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from graph.knowledge.graph_type import KnowledgeGraph
from qa import Hetu
from ui.facets import Browser
from ui.stats import Stats


def _counted(answer: str) -> dict[str, int]:
    return {label: int(count) for label, count in re.findall(r"^(.+)：(\d+) 项$", answer, re.MULTILINE)}


def _walked(kg: KnowledgeGraph, edge: str, kind: str, role: str | None = None) -> dict[str, int]:
    pairs = {
        (start, kg.nodes[end]["label"])
        for start, end, values in kg.edges(data=True)
        if values["kind"] == edge
        and kg.nodes[start]["kind"] == "Task"
        and kg.nodes[end]["kind"] == kind
        and role in (None, values.get("role"))
    }
    return dict(Counter(label for _, label in pairs))


@pytest.mark.parametrize(
    ("question", "edge", "kind", "role"),
    [
        ("各镇分别有多少项任务？", "responsible", "Town", None),
        ("每个镇街牵头的任务数量", "responsible", "Town", "lead"),
        ("每位领导分管多少项任务", "inPortfolioOf", "Person", None),
        ("各单位牵头几项？", "responsible", "Unit", "lead"),
        ("按专题统计任务数", "underTheme", "Theme", None),
        ("各單位牽頭幾項任務？", "responsible", "Unit", "lead"),
    ],
)
def test_every_group_is_counted(
    hetu: Hetu, kg: KnowledgeGraph, question: str, edge: str, kind: str, role: str | None
) -> None:
    answer = hetu.ask(question)
    assert _counted(answer.answer) == _walked(kg, edge, kind, role)
    numbers = list(_counted(answer.answer).values())
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("各位领导好，请问古劳镇有多少项任务？", "共 15 项（镇（街道）：古劳镇"),
        ("按照市领导要求，古劳镇还有几项任务没完成", "共 3 项（"),
        ("我每个月都去问，古劳镇到底有几项任务", "共 15 项（镇（街道）：古劳镇"),
        ("由各镇街负责的任务有多少项？", "共 61 项（单位：各镇（街）"),
        ("各镇（街）共同参与的任务有多少项", "共 "),
        ("各镇街招商项目数量目标是多少", "无法回答：表中没有分镇（街）写这项数字"),
        ("古劳镇和址山镇每个月各有多少项任务到期", "古劳镇更多"),
        ("每个节点有几项任务", "共 258 项"),
        ("按专题统计任务数", "按专题分，共 10 个，173 项任务"),
        ("十个镇街分别有多少任务", "按镇（街道）分，共 10 个，65 项任务"),
        ("各单位参与、不牵头的任务有多少项", "按单位分，共 56 个"),
        ("各镇有多少项发改局牵头的任务", "按镇（街道）分，共 "),
        ("各镇与养老有关的任务有几项", "按镇（街道）分，共 1 个，1 项任务（文字写到：养老"),
    ],
)
def test_what_asks_for_groups_and_what_does_not(hetu: Hetu, question: str, begins: str) -> None:
    assert hetu.ask(question).answer.startswith(begins)


def test_what_falls_to_all_towns_is_told_beside_their_counts(hetu: Hetu, kg: KnowledgeGraph) -> None:
    towns = {end for end, values in kg.nodes(data=True) if values["kind"] == "Town"}
    everybody = {
        start for start, end, values in kg.edges(data=True) if values["kind"] == "collectiveIncludes" and end in towns
    }
    tasks = {
        start for start, end, values in kg.edges(data=True) if values["kind"] == "responsible" and end in everybody
    }
    assert f"另有 {len(tasks)} 项由“各镇（街）”一类的集体负责" in hetu.ask("各镇分别有多少项任务？").answer


def test_months_stand_in_the_order_of_the_year(hetu: Hetu) -> None:
    counted = _counted(hetu.ask("每个月有多少任务到期").answer)
    assert list(counted) == [f"{month}月" for month in range(1, 13)]
    assert counted["6月"] == 107


def test_conditions_hold_for_every_group(hetu: Hetu) -> None:
    answer = hetu.ask("各镇（街）未按进度完成的任务各有几项").answer
    assert answer.startswith("按镇（街道）分，共 3 个，4 项任务（状态：未按进度完成、检查了全部 258 项）：")
    assert _counted(answer) == {"古劳镇": 2, "宅梧镇": 1, "龙口镇": 1}


def test_a_figure_by_town_is_no_count_of_tasks(hetu: Hetu) -> None:
    assert not _counted(hetu.ask("各镇有多少家企业？").answer)
    assert hetu.ask("各镇负责的任务有哪些").tasks[0].id == "3-117"  # 各镇 as an addressee


def test_a_bar_leads_to_its_tasks(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/?q={quote('各镇分别有多少项任务？')}")
    bars = quiet.locator("#answer .hetu-count")
    expect(bars).to_have_count(10)
    widths = [bars.nth(number).locator("i").bounding_box() for number in (0, 8)]
    assert widths[0] and widths[1] and 3.5 < widths[0]["width"] / widths[1]["width"] < 5  # 17 and 4 tasks
    quiet.goto(f"{address}/?q={quote('按专题统计任务数')}")
    expect(bars).to_have_count(10)
    quiet.go_back()
    bars.get_by_role("link", name="雅瑶镇").click()
    expect(quiet.locator("#count")).to_have_text("17")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("孩子上学学位够吗？", "表中没有说是否“够”，写明的有关内容是：\n完成情况："),
        ("村里取快递方便吗", "表中没有说是否“方便”，写明的有关内容是：\n完成情况："),
        ("学位够不够？", "表中没有说是否“够”"),
        ("第三水厂通水了吗？", "节点2“第三水厂工程”：已完成。完成情况：已完成取水头部"),
    ],
)
def test_a_judgement_the_table_does_not_give_is_said_to_be_missing(hetu: Hetu, question: str, begins: str) -> None:
    assert hetu.ask(question).answer.startswith(begins)


def test_a_list_begins_with_its_statuses_and_roles(hetu: Hetu) -> None:
    lines = hetu.ask("古劳镇有哪些任务？").answer.split("\n")
    assert lines[1:3] == [
        "其中已完成 12 项（80.0%）、未按进度完成 2 项（13.3%）、基本按进度完成 1 项（6.7%）。",
        "其中牵头 6 项、参与 9 项；另有集体单位 55 项、文字提到 13 项，列在后面。",
    ]


def test_every_finding_is_on_the_page_of_charts(hetu: Hetu, kg: KnowledgeGraph) -> None:
    told = {one["text"] for one in Stats(hetu, Browser(hetu)).findings()}
    assert told == {values["label"] for _, values in kg.nodes(data=True) if values["kind"] == "Finding"}


def test_problems_are_sorted_by_their_matter_and_none_is_lost(hetu: Hetu) -> None:
    found = {one.kind: one for one in Stats(hetu, Browser(hetu)).problems()}
    told = {(problem.row.id, problem.text) for one in found.values() for problem in one.told}  # a sentence may tell two
    assert told == {(reason.task, reason.text) for reason in hetu.corpus.reasons(hetu.corpus.tasks)}
    assert {problem.row.id for problem in found["资金"].told} == {"3-30", "3-87", "3-139"}
    assert list(found)[-1] == "其他"
