"""Counties and years chosen beside the question box, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from qa import Hetu
from tests.conftest import serving


@pytest.fixture(scope="module")
def several(open_tables: Hetu) -> Iterator[str]:
    with serving(open_tables.build.folder.parent) as address:
        yield address


def asks(page: Page, question: str, answer: str) -> None:
    page.get_by_label("问题").fill(question)
    page.get_by_role("button", name="提问").click()
    expect(page.locator("#answer .hetu-headline")).to_contain_text(answer)


def test_what_is_chosen_is_asked_until_it_is_let_go(page: Page, several: str) -> None:
    page.goto(several)
    scope = page.get_by_role("button", name="鹤山市2023年", exact=True)
    scope.click()
    expect(scope).to_have_attribute("aria-pressed", "true")
    asks(page, "哪些任务没完成？", "没完成的任务共 1 项：〔440784-2023-1-2〕")
    expect(page).to_have_url(
        re.compile("q=%E9%B9%A4%E5%B1%B1%E5%B8%822023%E5%B9%B4")
    )  # 鹤山市2023年 stands in the address
    asks(page, "开平市有多少项任务？", "全部的任务共 2 项")
    page.reload()
    expect(page.get_by_role("button", name="鹤山市2023年", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="鹤山市2023年", exact=True).click()
    asks(page, "有多少项任务没完成？", "共 3 项：鹤山市2022年 1 项、鹤山市2023年 1 项、开平市2023年 1 项")


def test_a_county_of_several_years_is_offered_whole(page: Page, several: str) -> None:
    page.goto(several)
    page.get_by_role("button", name="鹤山市", exact=True).click()
    asks(page, "有多少项任务？", "共 8 项：鹤山市2022年 4 项、鹤山市2023年 3 项、鹤山市2021年 1 项")
    expect(page.get_by_role("button", name="开平市", exact=True)).to_have_count(0)


def test_of_one_table_nothing_is_offered(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("button", name="提问")).to_be_visible()
    expect(page.locator("#hetu-scope")).to_have_count(0)
