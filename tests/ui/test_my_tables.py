"""我的表 in a real browser: a table is brought, looked at, put right, built, asked and taken out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from embeddings.builds import build, open_build
from tests.conftest import serving
from tests.several import written
from ui.service.door import UPLOAD
from ui.service.uploads import MOST_KEPT, UploadError, Uploads

MINUTE = 60_000


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder of one small table, to be changed by these tests alone."""
    folder = tmp_path_factory.mktemp("own")
    build(written(folder)[:1], folder / "build", lambda *_: None, vectors=False)
    return folder / "build"


@pytest.fixture(scope="module")
def served(own: Path) -> Iterator[str]:
    with serving(own) as address:
        yield address


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A county's workbook, one of whose columns is called as nobody calls it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2024年尤溪县为民办实事项目进展表"])
    sheet.append(["序号", "项目名称", "责任单位", "进展情况", "包案同志", "甲栏"])
    sheet.append([1, "新建口袋公园6个", "县住建局", "已完成，建成6个。", "王芳", "很急"])
    sheet.append([2, "改造农村公路20公里", "县交通局", "未按进度完成，已改造8公里。", "李军", "不急"])
    book.save(tmp_path / "民生实事.xlsx")
    return tmp_path / "民生实事.xlsx"


def test_a_table_is_brought_put_right_asked_and_taken_out(page: Page, served: str, own: Path, workbook: Path) -> None:
    page.goto(f"{served}/tables")
    expect(page.locator("#open-tables li")).to_have_count(1)
    page.set_input_files("#file", workbook)
    expect(page.locator("#table-status")).to_have_text(re.compile("读出 2 项任务"), timeout=MINUTE)
    expect(page.locator("input[name=county]")).to_have_value("尤溪县")
    expect(page.locator("input[name=year]")).to_have_value("2024")
    expect(page.locator("#first-tasks tbody tr")).to_have_count(2)
    expect(page.locator('select[data-header="包案同志"]')).to_have_value("leader")
    page.locator('select[data-header="甲栏"]').select_option("remark")
    page.get_by_role("button", name="按改过的重新读").click()
    expect(page.locator("#columns")).to_contain_text("使用者指定", timeout=MINUTE)
    page.get_by_role("button", name="加进来，一起问").click()
    page.wait_for_url(f"{served}/", timeout=3 * MINUTE)
    with open_build(own) as opened:
        assert [table.info.county for table in opened.tables] == ["鹤山市", "尤溪县"]
        assert opened.tables[1].tasks[0].portfolio is not None
        assert opened.tables[1].tasks[0].portfolio.leader == "王芳"
    asked = httpx.get(f"{served}/answer.json", params={"q": "尤溪县哪些任务没完成？"}).json()
    assert asked["result"] == {"type": "tasks", "ids": [opened.tables[1].tasks[1].id]}
    page.goto(f"{served}/tables")
    expect(page.locator("#open-tables li")).to_have_count(2)
    page.locator('button.remove[data-document="民生实事.xlsx"]').click()
    expect(page.locator("#open-tables li")).to_have_count(1, timeout=MINUTE)


def test_what_cannot_be_read_is_said(page: Page, served: str, tmp_path: Path) -> None:
    (tmp_path / "文章.txt").write_text("这是一篇文章，里面没有任务表。\n", encoding="utf-8")
    page.goto(f"{served}/tables")
    page.set_input_files("#file", tmp_path / "文章.txt")
    expect(page.locator("#table-status.error")).to_contain_text("文章.txt", timeout=MINUTE)
    expect(page.locator("#understood")).to_be_hidden()


def test_only_the_page_itself_may_bring_tables(served: str) -> None:
    elsewhere = {"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"}
    assert httpx.put(f"{served}{UPLOAD}?name=a.txt", content=b"x", headers=elsewhere).status_code == 403
    assert httpx.put(f"{served}{UPLOAD}?name=a.txt", content=b"").status_code == 422
    assert httpx.post(f"{served}/tables/nobody/read", json={}).json()["error"].startswith("这份文件已经不在了")
    assert httpx.post(f"{served}/tables/remove", json={"document": "没有.txt"}).status_code == 422
    assert httpx.post(f"{served}/tables/remove", json=["x"]).status_code == 422
    passed_on = {"X-Forwarded-For": "203.0.113.7"}
    assert httpx.post(f"{served}/tables/remove", json={"document": "a"}, headers=passed_on).status_code == 403
    assert httpx.post(f"{served}/tables/remove", json={"document": "a\u0000b"}).status_code == 422
    outside = httpx.put(f"{served}{UPLOAD}", params={"name": "../../etc/a.txt"}, content="甲".encode())
    assert "a.txt" in outside.json()["error"]


@pytest.fixture
def uploads(tmp_path: Path) -> Iterator[Uploads]:
    made = Uploads(tmp_path / "build")
    yield made
    made.close()


def test_long_names_keep_their_end(uploads: Uploads) -> None:
    token = uploads.keep(f"{'长' * 300}.csv", "序号,项目名称,责任单位,完成情况\n1,建学校,县教育局,已完成\n".encode())
    (document,) = uploads.read(token, {})["documents"]
    assert document["document"].endswith("长.csv")
    assert len(document["document"].encode()) <= 200
    assert document["tasks"] == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"year": "0007"}, "年份应为"),
        ({"year": "20245"}, "年份应为"),
        ({"year": "二〇二四"}, "年份应为"),
        ({"columns": ["x"]}, "栏的含义"),
        ({"columns": {"甲": "没有这种"}}, "栏的含义"),
    ],
)
def test_what_cannot_be_said_of_a_table(uploads: Uploads, said: dict[str, object], told: str) -> None:
    token = uploads.keep("表.csv", "序号,项目名称,责任单位,完成情况\n1,建学校,县教育局,已完成\n".encode())
    with pytest.raises(UploadError, match=told):
        uploads.read(token, said)


def test_what_is_said_is_text_and_no_more(uploads: Uploads) -> None:
    token = uploads.keep("表.csv", "序号,项目名称,责任单位,完成情况\n1,建学校,县教育局,已完成\n".encode())
    said = {"title": 'x"]\n[columns]\ny = "lead', "county": "\ud800尤溪县\x7f", "columns": {'a"]\n[x': "remark"}}
    (document,) = uploads.read(token, said)["documents"]
    assert document["county"] == "尤溪县"
    assert document["tasks"] == 1


def test_sizes_are_bounded(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.service.uploads.MAX_UPLOAD", 10)
    with pytest.raises(UploadError, match="太大"):
        uploads.keep("a.txt", b"x" * 11)
    with pytest.raises(UploadError, match="空的"):
        uploads.keep("a.txt", b"")


def test_only_so_many_files_are_kept(uploads: Uploads) -> None:
    tokens = [uploads.keep(f"{number}.txt", b"x") for number in range(MOST_KEPT + 2)]
    with pytest.raises(UploadError, match="已经不在了"):
        uploads.progress(tokens[0])
    with pytest.raises(UploadError, match="还没有开始建"):
        uploads.progress(tokens[-1])
