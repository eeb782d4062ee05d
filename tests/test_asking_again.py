"""Asking again: what may stand in the place of a condition, and that links which ask keep the page."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from qa import Hetu
from ui.alternatives import Alternatives
from ui.facets import Browser
from ui.looks import LOOKS
from ui.neighbour_map import MOST, neighbour_map
from ui.network import Network


@pytest.mark.parametrize(
    ("question", "number", "first"),
    [
        ("古劳镇牵头的任务有哪些？", 0, ("龙口镇", "龙口镇牵头的任务有哪些？", 7)),
        ("民政局负责什么", 0, ("市工业城管委会", "市工业城管委会负责什么", 58)),
        ("李海权分管的工作有多少项？", 0, ("刘德贤", "刘德贤分管的工作有多少项？", 29)),
        ("完成时间是8月底的有哪些任务？", 0, ("1月底", "完成时间是1月底的有哪些任务？", 1)),
        ("民生实事里哪些基本按进度完成？", 1, ("已完成", "民生实事里哪些已完成？", 8)),
    ],
)
def test_a_condition_is_given_another_value(
    hetu: Hetu, question: str, number: int, first: tuple[str, str, int]
) -> None:
    found = Alternatives(hetu, Browser(hetu)).of(question, number)
    assert (found[0].label, found[0].question, found[0].count) == first
    assert sum(hit.scope == "direct" for hit in hetu.ask(first[1]).tasks) == first[2]


def test_what_would_find_nothing_is_not_offered(hetu: Hetu) -> None:
    found = Alternatives(hetu, Browser(hetu)).of("古劳镇没完成的有哪些", 0)
    assert {one.label for one in found} == {
        "雅瑶镇",
        "龙口镇",
        "鹤城镇",
        "沙坪街道",
        "址山镇",
        "桃源镇",
        "宅梧镇",
        "双合镇",
    }
    assert all(one.count for one in found)
    assert Alternatives(hetu, Browser(hetu)).of("孩子上学学位够吗？", 0) == []
    assert Alternatives(hetu, Browser(hetu)).of("古劳镇有哪些任务？", 9) == []


def test_a_chip_is_changed_without_loading_the_page_anew(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/?q={quote('古劳镇牵头的任务有哪些？')}")
    expect(quiet.locator("#answer")).to_contain_text("任务共 6 项")
    quiet.evaluate("window.kept = true")
    quiet.get_by_text("镇（街道）：古劳镇（牵头）", exact=True).click()
    quiet.get_by_role("link", name="龙口镇 7 项").click()
    expect(quiet.locator("#answer")).to_contain_text("任务共 7 项")
    expect(quiet.get_by_label("问题")).to_have_value("龙口镇牵头的任务有哪些？")
    assert quote("龙口镇") in quiet.url
    quiet.go_back()
    expect(quiet.locator("#answer")).to_contain_text("任务共 6 项")
    expect(quiet.get_by_label("问题")).to_have_value("古劳镇牵头的任务有哪些？")
    quiet.go_forward()
    expect(quiet.locator("#answer")).to_contain_text("任务共 7 项")
    assert quiet.evaluate("window.kept")
    quiet.get_by_role("link", name="浏览并调整条件").click()
    expect(quiet.locator("#count")).to_have_text("7")


def test_the_last_question_wins_and_address_and_answer_agree(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/?q={quote('古劳镇牵头的任务有哪些？')}")
    expect(quiet.locator("#answer")).to_contain_text("任务共 6 项")
    held: list[Route] = []
    quiet.route("**/run/predict?*", lambda route: route.continue_() if held else held.append(route))
    box = quiet.get_by_label("问题")
    box.fill("龙口镇牵头的任务有哪些？")
    with quiet.expect_request("**/run/predict?*"):
        box.press("Enter")
    box.fill("址山镇牵头的任务有哪些？")
    box.press("Enter")
    held[0].continue_()
    expect(quiet.locator("#answer")).to_contain_text("任务共 4 项")
    expect(quiet).to_have_title("址山镇牵头的任务有哪些？ · 鹤图")
    assert quote("址山镇") in quiet.url
    expect(quiet.locator("#hetu-said")).to_contain_text("任务共 4 项")


def test_other_values_can_be_asked_for_again_after_a_failure(page: Page, address: str) -> None:
    page.goto(f"{address}/?q={quote('古劳镇牵头的任务有哪些？')}")
    page.route("**/answer/others?*", lambda route: route.abort())
    chip = page.get_by_text("镇（街道）：古劳镇（牵头）", exact=True)
    chip.click()
    expect(page.locator(".hetu-change")).to_contain_text("现在读不到")
    page.unroute("**/answer/others?*")
    chip.click()
    chip.click()
    expect(page.get_by_role("link", name="龙口镇 7 项")).to_be_visible()


def test_odd_requests_for_other_values_find_nothing(address: str, page: Page) -> None:
    for query in (
        "q=古劳镇有哪些任务&n=-1",
        "q=古劳镇有哪些任务&n=²",
        "q=古劳镇有哪些任务&n=12",
        f"q={'古劳镇' * 100}&n=0",
        "",
    ):
        answer = page.request.get(f"{address}/answer/others?{query}")
        assert (answer.status, "没有别的可换" in answer.text()) == (200, True), query


def test_where_no_set_is_asked_for_no_number_is_promised(hetu: Hetu) -> None:
    found = Alternatives(hetu, Browser(hetu)).of("滞后的任务最多的镇是哪个？", 0)
    assert found and all(one.count is None for one in found)
    assert Alternatives(hetu, Browser(hetu)).of("古劳镇的污水管网建得怎么样了？", 0) == []
    assert Alternatives(hetu, Browser(hetu)).of("古劳镇牵头的任务有几项？都完成了吗？", 0) == []
    assert Alternatives(hetu, Browser(hetu)).of("址山镇镇长的电话是多少？", 0) == []


@pytest.mark.xfail(strict=True, reason="a refusal for an attribute that no task has names no tasks yet")
def test_a_refusal_offers_tasks_of_what_was_named(hetu: Hetu) -> None:
    refusal = hetu.ask("址山镇镇长的电话是多少？")
    assert refusal.refused
    towns = {task for task in hetu.corpus.tasks if "址山镇" in hetu.corpus.tasks[task].unit_names}
    assert len(refusal.tasks) == 3
    assert {hit.id for hit in refusal.tasks} <= towns
    late = hetu.ask("共和镇滞后任务的负责人电话是多少")  # it has no late task
    assert late.refused
    assert all("共和镇" in hetu.corpus.tasks[hit.id].unit_names for hit in late.tasks)


def test_neighbours_are_drawn_from_every_kind_and_within_the_picture(hetu: Hetu) -> None:
    around = Network(hetu).around("town/440784103")
    kinds = {node["kind"] for node in around["nodes"][1:]}
    for sides in (1, 2):
        drawing = neighbour_map(around, sides)
        assert drawing is not None
        assert len(drawing.neighbours) == MOST
        assert drawing.more == len(around["nodes"]) - 1 - MOST + around["more"]
        assert {kind for kind in kinds if LOOKS[kind] in {one.look for one in drawing.neighbours}} == kinds
        assert all(0 < one.x < drawing.width and 0 < one.y < drawing.height for one in drawing.neighbours)
        places = [(one.right, one.y) for one in drawing.neighbours]
        assert len(set(places)) == len(places)
