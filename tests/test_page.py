"""The page in a real browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from qa import Hetu


def test_ask_read_open_evidence(page: Page, address: str) -> None:
    outside: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else outside.append(r.url))
    page.goto(address)
    page.get_by_label("问题").fill("宅梧镇牵头的项目哪个落后了？")
    page.get_by_role("button", name="提问").click()
    expect(page.locator("#answer")).to_contain_text(
        "〔2-68〕鹤山市凌亮灯饰电器有限公司制造项目。 未按进度完成 宅梧镇牵头"
    )
    evidence = page.locator("details.hetu-evidence").first
    told = evidence.locator("blockquote").filter(has_text="因项目前期规")
    expect(told).to_contain_text("heshan-2022.txt 第 244 行")
    evidence.locator("summary").click()
    expect(told).to_be_hidden()
    evidence.locator("summary").click()
    expect(told).to_be_visible()
    page.get_by_role("tab", name="如何理解问题").click()
    expect(page.locator("#understood")).to_contain_text("镇（街道）：宅梧镇（牵头）")
    page.get_by_role("tab", name="相关实体").click()
    expect(page.locator("#related")).to_contain_text("宅梧镇")
    expect(page.locator("#related .hetu-why").first).to_contain_text("—")
    assert outside == []


def test_example_fills_the_question_and_enter_asks(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_text("完成时间是6月底的有哪些任务？").click()
    expect(page.get_by_label("问题")).to_have_value("完成时间是6月底的有哪些任务？")
    page.get_by_label("问题").press("Enter")
    expect(page.locator("#answer")).to_contain_text("任务共 107 项")


def test_examples_and_placeholder_come_from_the_open_table(page: Page, address: str, hetu: Hetu) -> None:
    page.goto(address)
    expect(page.locator("#hetu-examples button")).to_have_text(list(hetu.examples))
    expect(page.get_by_label("问题")).to_have_attribute("placeholder", f"例如：{hetu.examples[0]}")


def test_refusal_is_said(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("问题").fill("址山镇镇长的电话是多少？")
    page.get_by_label("问题").press("Enter")
    expect(page.locator("#answer")).to_contain_text("个人信息")


def test_a_company_and_its_tasks(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("问题").fill("提到雅图仕的任务有哪些？")
    page.get_by_label("问题").press("Enter")
    expect(page.locator("#answer h2")).to_contain_text("提到“鹤山雅图仕印刷有限公司”的任务共 4 项")
    page.get_by_role("tab", name="任务").click()
    expect(page.locator("#tasks")).to_contain_text("3-71")
    with page.expect_download() as fetched:
        page.locator("#tasks").get_by_role("link", name="下载 CSV").click()
    assert len(Path(fetched.value.path()).read_text(encoding="utf-8-sig").strip().splitlines()) == 5
    page.locator("#tasks").get_by_role("link", name="3-71").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3-71")


def test_the_first_page_leads_on_before_anything_is_asked(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("tab", name="依据")).to_be_hidden()
    page.get_by_role("link", name="未按进度完成 13 项").click()
    expect(page.get_by_text("13 项", exact=False).first).to_be_visible()
    assert page.url.endswith("/browse?status=%E6%9C%AA%E6%8C%89%E8%BF%9B%E5%BA%A6%E5%AE%8C%E6%88%90")
    page.go_back()
    page.get_by_label("问题").fill("址山镇负责哪些项目？")
    page.get_by_label("问题").press("Enter")
    expect(page.get_by_role("tab", name="依据")).to_be_visible()
    expect(page.locator("#hetu-overview")).to_be_hidden()


def test_an_address_with_a_question_says_that_it_is_looking(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/run/predict?*", lambda route: held.append(route))
    with page.expect_request("**/run/predict?*"):
        page.goto(f"{address}/?q=民政局负责什么")
    expect(page.locator("#answer")).to_contain_text("正在查找")
    expect(page.locator("#answer .hetu-waiting")).to_be_visible()
    held[0].continue_()
    expect(page.locator("#answer .hetu-task")).to_have_count(3)
    expect(page).to_have_title("民政局负责什么 · 鹤图")
    expect(page.locator("details.hetu-evidence")).to_have_count(3)  # one a task, whatever is quoted of it


def test_the_page_loads_without_an_error(page: Page, address: str) -> None:
    missing: list[str] = []
    page.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    page.goto(address)
    expect(page.get_by_label("问题")).to_be_visible()
    page.get_by_role("link", name="数据", exact=True).click()
    page.get_by_role("link", name="查询编辑器").click()
    expect(page.get_by_label("示例查询")).to_be_visible()
    assert missing == []


def test_query_editor_and_pages_of_things(page: Page, address: str) -> None:
    outside: list[str] = []
    problems: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else outside.append(r.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/query")
    page.get_by_label("示例查询").select_option(label="各种总体状态的任务数")
    page.locator(".yasqe_queryButton").click()
    expect(page.locator(".yasr table tbody tr")).to_have_count(4)
    expect(page.locator(".yasr table")).to_contain_text("218")
    page.goto(f"{address}/page/task/440784-2022-3-48")
    page.get_by_role("link", name="市资产办", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("市资产办")
    assert outside == []
    assert problems == []


def test_a_taken_port_gives_one_sentence(address: str, build_dir: Path) -> None:
    port = address.rpartition(":")[2]
    command = [sys.executable, "-m", "ui", "serve", "--port", port, "--build", str(build_dir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith(f"错误：无法在 127.0.0.1:{port} 打开网页")
    assert "Traceback" not in done.stderr
