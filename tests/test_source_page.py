"""The source line by line, where every cited line can be read in its place."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect

from embeddings.builds import open_build
from tests.conftest import SOURCE


def test_a_build_keeps_its_sources_as_they_were(build_dir: Path) -> None:
    build = open_build(build_dir)
    assert (build.folder / "sources" / SOURCE.name).read_bytes() == SOURCE.read_bytes()
    assert build.source("../manifest.json") is None


def test_evidence_leads_to_its_line(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/?q={quote('第三水厂建得怎么样了？')}")
    quiet.locator("#evidence").get_by_role("link", name="heshan-2022.txt 第 715 行").first.click()
    cited = quiet.locator("tr.cited")
    expect(cited).to_have_count(1)
    expect(cited.locator("th")).to_have_text("715")
    expect(cited).to_be_in_viewport()
    expect(cited.locator("mark").first).to_be_visible()
    quiet.go_back()
    quiet.locator("#answer a[href^='/page/task/']").first.click()
    quiet.get_by_role("link", name="heshan-2022.txt 第").first.click()
    expect(quiet.locator("tr.cited")).not_to_have_count(0)


def test_the_whole_source_can_be_walked(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/data")
    quiet.get_by_role("link", name="heshan-2022.txt").click()
    rows = quiet.locator("table.source tr")
    seen = [int(text) for text in rows.locator("th").all_text_contents()]
    assert seen[0] < 4 and quiet.locator("tr.cited").count() == 0
    for _ in range(20):
        link = quiet.get_by_role("link", name="更后面的行")
        if not link.count():
            break
        link.click()
        quiet.wait_for_load_state()
        seen += [int(text) for text in rows.locator("th").all_text_contents()]
    lines = SOURCE.read_text(encoding="utf-8").split("\n")
    assert seen == [number for number, line in enumerate(lines, start=1) if line.strip()]


def test_no_other_file_is_given(address: str, page: Page) -> None:
    for path in ("/source/manifest.json", "/source/..%2Fmanifest.json", "/source/x"):
        answer = page.request.get(address + path)
        assert answer.status == 404
        assert "manifest" not in answer.text()
