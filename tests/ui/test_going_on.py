"""Questions that go on from an answer on the page, and what an address keeps of those before it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page, expect

from qa import Hetu
from qa.limits import MOST_EARLIER
from ui.answer_files import LONGEST, asking
from ui.answer_html import answer_html
from ui.chips import chips_html

FIRST, SECOND, THIRD = "发改局牵头哪些工作？", "其中哪些没完成？", "第二个为什么没完成？"


def test_a_question_below_an_answer_goes_on_from_it(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/?{urlencode({'q': FIRST})}")
    point, below = quiet.locator("#answer h2"), quiet.get_by_label("接着这个答案问")
    expect(point).to_contain_text("任务共 14 项")
    below.fill(SECOND)
    below.press("Enter")
    expect(point).to_contain_text("任务共 3 项")
    assert parse_qs(urlsplit(quiet.url).query) == {"q": [SECOND], "h": [FIRST]}
    below.fill(THIRD)
    quiet.get_by_role("button", name="接着问").click()
    trail = quiet.get_by_role("navigation", name="接着问的问题")
    expect(trail.get_by_role("listitem")).to_have_text([FIRST, SECOND, THIRD])
    expect(point).to_contain_text("1-2")
    expect(quiet.locator("#hetu-said")).to_contain_text("1-2")
    quiet.reload()
    expect(point).to_contain_text("1-2")
    quiet.go_back()
    expect(point).to_contain_text("任务共 3 项")
    trail.get_by_role("link", name=FIRST).click()
    expect(point).to_contain_text("任务共 14 项")
    expect(trail).to_have_count(0)
    quiet.get_by_label("这次问过的").get_by_role("link", name=SECOND).click()
    expect(point).to_contain_text("任务共 3 项")
    quiet.get_by_label("问题", exact=True).press("Enter")  # the same question in the same place
    expect(point).to_contain_text("任务共 3 项")
    quiet.get_by_role("tab", name="如何理解问题").click()
    told = quiet.request.get(address + (quiet.locator("#understood a").last.get_attribute("href") or "")).json()
    assert told["plan"]["history"] == [FIRST]


def test_what_is_typed_anew_goes_on_from_nothing(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/?{urlencode({'q': FIRST})}")
    expect(quiet.locator("#answer h2")).to_contain_text("任务共 14 项")
    box = quiet.get_by_label("问题", exact=True)
    box.fill("古劳镇牵头哪些没完成？")
    box.press("Enter")
    expect(quiet.locator("#answer h2")).to_contain_text("古劳镇")
    expect(quiet.locator(".hetu-trail")).to_have_count(0)
    assert "h" not in parse_qs(urlsplit(quiet.url).query)


def test_an_address_holds_what_came_before_as_far_as_it_is_long_enough() -> None:
    held = parse_qs(asking("其中呢？", ["甲" * LONGEST, "乙", "丙"]))
    assert held == {"q": ["其中呢？"], "h": ["乙", "丙"]}


def test_no_more_goes_along_than_may(hetu: Hetu) -> None:
    answer = hetu.ask(FIRST)
    for _ in range(MOST_EARLIER + 2):
        answer = hetu.ask(SECOND, after=answer)
        assert answer_html(answer, hetu).count('name="h"') <= MOST_EARLIER
    assert len(answer.plan.history) == MOST_EARLIER


def test_small_talk_and_what_was_declined_lead_nowhere(hetu: Hetu) -> None:
    for question in ("你好", "", "古" * 2000):
        assert "接着这个答案问" not in answer_html(hetu.ask(question), hetu)
    assert "接着这个答案问" in answer_html(hetu.ask("古劳镇有哪些任务？"), hetu)


def test_conditions_of_a_question_that_goes_on_are_only_shown(hetu: Hetu) -> None:
    assert "再问" in chips_html(hetu.ask(FIRST))
    later = chips_html(hetu.ask(SECOND, history=[FIRST]))
    assert "单位：市发展改革局（牵头）" in later and "状态：没完成" in later
    assert "再问" not in later
