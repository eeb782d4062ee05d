"""Pages held against WCAG 2 A and AA by axe: names for readers aloud, order, contrast, light and dark."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PATHS = (
    "/",
    f"/?q={quote('鹤城镇都参与了哪些工作')}",
    f"/?q={quote('址山镇镇长的电话是多少？')}",
    "/browse?town=%E5%8F%A4%E5%8A%B3%E9%95%87",
    "/graph?node=town/440784102",
    "/stats",
    "/data",
    "/tables",
    "/page/task/440784-2022-3-126",
    "/page/town/440784102",
    "/source/heshan-2022.txt?lines=458-460",
    f"/?q={quote('各镇分别有多少项任务？')}",
    f"/?q={quote('其中哪些没完成？')}&h={quote('发改局牵头哪些工作？')}",
)
"""The query editor is YASGUI as published, and not ours to mend."""


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(page: Page, address: str, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address + path)
    expect(page.locator("h1").first).to_be_visible()
    if "?q=" in path:
        expect(page.locator("#answer h2").first).to_be_visible()
    if path == "/":
        expect(page.get_by_role("button", name="哪些任务没完成？")).to_be_visible()  # the examples come last
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
