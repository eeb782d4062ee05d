"""What is counted on the pages: bars that lead to their tasks, findings, problems by their matter."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Page, expect

from graph.knowledge.graph_type import KnowledgeGraph
from qa import Hetu
from ui.facets import Browser
from ui.stats import Stats


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


def test_every_finding_is_on_the_page_of_charts(hetu: Hetu, kg: KnowledgeGraph) -> None:
    told = {one["text"] for one in Stats(hetu, Browser(hetu)).findings()}
    assert told == {values["label"] for _, values in kg.nodes(data=True) if values["kind"] == "Finding"}


def test_problems_are_sorted_by_their_matter_and_none_is_lost(hetu: Hetu) -> None:
    found = {one.kind: one for one in Stats(hetu, Browser(hetu)).problems()}
    told = {(problem.row.id, problem.text) for one in found.values() for problem in one.told}  # a sentence may tell two
    assert told == {(reason.task, reason.text) for reason in hetu.corpus.reasons(hetu.corpus.tasks)}
    assert {problem.row.id for problem in found["资金"].told} == {"3-30", "3-87", "3-139"}
    assert list(found)[-1] == "其他"
