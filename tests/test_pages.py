"""Browsing, things, the graph, charts and downloads, clicked through in a real browser as a person would."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Download, Page, expect

from qa import Hetu
from tests.conftest import serving
from tests.test_other_counties import HEADER, ROW
from ui.facets import FACETS, Browser, read_choice
from ui.network import DRAWING, Network

EVERY = ("/", "/browse", "/graph?node=town/440784102", "/stats", "/data", "/query", "/page/task/440784-2022-3-126")


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        ([("town", "鹤城镇")], 15),
        ([("unit", "市民政局")], 3),
        ([("leader", "李海权")], 17),
        ([("category", "重点项目类"), ("status", "基本按进度完成")], 4),
        ([("due", "8月底")], 7),
        ([("status", "未按进度完成"), ("status", "暂缓实施")], 20),
        ([("q", "养老 服务")], 4),
        ([("starred", "1"), ("town", "古劳镇")], 7),
        ([("unknown", "x"), ("town", "")], 258),
    ],
)
def test_facets_select_what_the_table_says(hetu: Hetu, chosen: list[tuple[str, str]], count: int) -> None:
    assert len(Browser(hetu).find(read_choice(chosen))) == count


def test_a_value_tells_how_many_it_would_give(hetu: Hetu) -> None:
    browser = Browser(hetu)
    chosen = [("leader", "李海权"), ("status", "已完成")]
    choice = read_choice(chosen)
    for facet in FACETS:
        for value in browser.values(choice, facet)[:5]:
            if facet.name not in choice.values:
                assert value.count == len(browser.find(read_choice([*chosen, (facet.name, value.label)])))


def test_deadlines_sort_by_the_calendar(hetu: Hetu) -> None:
    due = [row.first("due") for row in Browser(hetu).find(read_choice([("sort", "due")]))]
    assert list(dict.fromkeys(due))[:4] == ["1月底", "2月底", "3月底", "4月底"]
    assert due.index("9月底") < due.index("12月15日")


def test_a_path_between_two_things_is_told(hetu: Hetu) -> None:
    network = Network(hetu)
    [start] = [one["id"] for one in network.search("古劳镇") if one["label"] == "古劳镇"]
    [end] = [one["id"] for one in network.search("市民政局") if one["label"] == "市民政局"]
    found = network.between(start, end)
    assert found["path"][0] == start
    assert found["path"][-1] == end
    assert len(found["edges"]) >= len(found["path"]) - 1


def test_browse_choose_sort_download_and_go_back(quiet: Page, address: str) -> None:
    with quiet.expect_response("**/gradio_api/run/predict"):  # leaving while it is on its way is logged as an error
        quiet.goto(address)
    quiet.get_by_role("link", name="浏览", exact=True).click()
    expect(quiet.locator("#count")).to_have_text("258")
    quiet.get_by_role("link", name="鹤城镇", exact=True).click()
    expect(quiet.locator("#count")).to_have_text("15")
    quiet.get_by_role("link", name="基本按进度完成", exact=True).click()
    reached = quiet.url
    few = int(quiet.locator("#count").inner_text())
    assert 0 < few < 15
    expect(quiet.locator("table.tasks tbody tr")).to_have_count(few)
    quiet.get_by_role("columnheader", name="项目名称").get_by_role("link").click()
    expect(quiet.locator("th[aria-sort=ascending]")).to_contain_text("项目名称")
    with quiet.expect_download() as fetched:
        quiet.get_by_role("link", name="CSV").click()
    assert _lines(fetched.value) == few + 1
    quiet.go_back()
    assert quiet.url == reached
    quiet.get_by_title("去掉这个条件").first.click()
    expect(quiet.locator("#count")).not_to_have_text(str(few))


def _lines(download: Download) -> int:
    return len(Path(download.path()).read_text(encoding="utf-8-sig").strip().splitlines())


def test_words_are_found_and_marked(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/browse")
    quiet.get_by_label("文字含").fill("红火蚁")
    quiet.get_by_role("button", name="筛选").click()
    expect(quiet.locator("table.tasks")).to_contain_text("3-114")
    expect(quiet.locator("mark").first).to_have_text("红火蚁")


def test_late_tasks_tell_why(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/browse?town={quote('宅梧镇')}&status={quote('未按进度完成')}")
    expect(quiet.locator(".snippet")).to_contain_text("原因或问题：因项目前期规划、修改设计耗时较长")
    quiet.goto(f"{address}/browse?status={quote('已完成')}")
    expect(quiet.locator(".snippet")).to_have_count(0)


def test_no_choice_is_a_dead_end(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/browse?town={quote('鹤城镇')}&q={quote('没有这样的字')}")
    expect(quiet.get_by_text("没有同时符合这些条件的任务")).to_be_visible()
    quiet.get_by_role("link", name="不限“文字含：没有这样的字”").click()
    expect(quiet.locator("#count")).to_have_text("15")


def test_a_task_whole_and_from_it_to_its_unit(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/page/task/440784-2022-3-126")
    expect(quiet.get_by_role("heading", level=1)).to_contain_text("〔3-126〕推进城市更新")
    expect(quiet.get_by_text("heshan-2022.txt 第 824–826 行")).to_be_visible()
    expect(quiet.locator(".report").nth(1)).to_contain_text("对应节点 2")
    second = quiet.locator(".items tbody tr").nth(1)
    expect(second.get_by_role("rowheader")).to_have_text("2")
    expect(second.locator(".status")).to_have_count(1)
    expect(second.locator("blockquote")).to_have_count(1)
    quiet.get_by_role("link", name="市住房城乡建设局", exact=True).first.click()
    expect(quiet.get_by_role("heading", name=re.compile("责任单位（牵头）：\\d+ 项任务"))).to_be_visible()
    expect(quiet.get_by_role("link", name="在图谱中看")).to_be_visible()
    quiet.get_by_text("全部陈述").click()
    expect(quiet.get_by_text("关于它的陈述")).to_be_visible()
    quiet.goto(f"{address}/page/milestone/440784-2022-1-1-1")
    expect(quiet.get_by_role("link", name="在图谱中看")).to_have_count(0)


def test_what_is_tied_by_inference_says_so(quiet: Page, address: str) -> None:
    """A report in a merged cell: each milestone shows its own words of it, and by what they were found."""
    quiet.goto(f"{address}/page/task/440784-2022-3-85")
    items = quiet.locator(".items tbody tr")
    expect(items).to_have_count(3)
    expect(items.nth(0).locator("blockquote")).to_contain_text("宋怡庆堂")
    expect(items.nth(0).locator(".rule")).to_contain_text("按名称对应：“宋怡庆堂”")
    expect(items.nth(2).locator("blockquote")).to_contain_text("华南楼")
    quiet.goto(f"{address}/page/task/440784-2022-3-29")
    expect(quiet.locator(".items .rule")).to_have_count(0)
    expect(quiet.locator(".items tbody tr").nth(0)).to_contain_text("95%")
    expect(quiet.locator(".items tbody tr").nth(1)).to_contain_text("90%")


def test_the_picture_of_neighbours_leads_on(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/page/task/440784-2022-3-126")
    wide, slim = quiet.locator("#near .wide"), quiet.locator("#near .slim")
    expect(slim).to_be_hidden()
    wide.locator("text", has_text="市住房城乡建设局").click()
    expect(quiet.get_by_role("heading", level=1)).to_have_text("市住房城乡建设局")
    quiet.set_viewport_size({"width": 360, "height": 800})
    expect(wide).to_be_hidden()
    slim.locator("text", has_text="〔").first.click()
    expect(quiet.get_by_role("heading", level=1)).to_contain_text("〔")


def test_the_graph_searched_expanded_filtered_and_saved(quiet: Page, address: str, hetu: Hetu) -> None:
    quiet.goto(f"{address}/graph")
    quiet.get_by_label("从").fill("雅瑶镇")
    quiet.get_by_role("button", name="看图").click()
    expect(quiet.locator("#told")).to_contain_text(re.compile(r"雅瑶镇：\d+ 个邻居"))
    told = quiet.locator("#told").inner_text()
    neighbours = int(re.findall(r"\d+", told)[0])
    assert 20 < neighbours <= len(hetu.kg.to_undirected()["town/440784102"])
    assert "node=town%2F440784102" in quiet.url
    villages = quiet.evaluate("cy.nodes('[kind=\"Village\"]').map((node) => node.data('name'))")
    names = quiet.locator("#list li")
    assert len(villages) == 3 and set(villages) < set(names.all_text_contents())
    quiet.get_by_label(re.compile("村（社区）")).uncheck()
    expect(names).to_have_count(neighbours + 1 - len(villages))
    assert not set(villages) & set(names.all_text_contents())
    quiet.evaluate("cy.nodes('[label*=\"2-40\"]').emit('dbltap')")
    expect(quiet.locator("#told")).to_contain_text("展开了")
    for name, start in (("存为 SVG", b"<svg "), ("存为 PNG", b"\x89PNG")):
        with quiet.expect_download() as fetched:
            quiet.get_by_role("button", name=name).click()
        assert Path(fetched.value.path()).read_bytes().startswith(start)
    quiet.get_by_label("到").fill("市民政局")
    quiet.get_by_role("button", name="看图").click()
    expect(quiet.locator("#told")).to_contain_text("两者之间隔 4 步")
    quiet.go_back()
    expect(quiet.locator("#told")).to_contain_text(told)


def test_neighbours_do_not_cover_each_other(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/graph?node=town/440784102")
    expect(quiet.locator("#told")).to_contain_text("个邻居")
    neighbours = int(re.findall(r"\d+", quiet.locator("#told").inner_text())[0])
    names = quiet.evaluate(
        "cy.nodes().map((node) => node.boundingBox({ includeNodes: false, includeOverlays: false }))"
    )
    assert len(names) == neighbours + 1
    rows = sorted(names, key=lambda box: box["y1"])
    covered = [
        (one, other)
        for number, one in enumerate(rows)
        for other in rows[number + 1 :]
        if min(one["x2"], other["x2"]) - max(one["x1"], other["x1"]) > 1
        and min(one["y2"], other["y2"]) - max(one["y1"], other["y1"]) > 4
    ]
    assert covered == []


def test_somebody_new_to_the_graph_finds_a_start(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/graph")
    expect(quiet.locator("#told")).to_contain_text(re.compile(r"例如 .+(?:镇|街道)：\d+ 个邻居"))
    assert quiet.url.endswith("/graph")
    quiet.locator(".starters a").first.click()
    expect(quiet.locator("#told")).to_contain_text("个邻居")


def test_the_whole_is_kept_in_the_build_and_bounded(hetu: Hetu, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.loads(hetu.build.read(DRAWING))
    assert len(whole["nodes"]) > 1000
    assert whole["more"] == 0
    assert Network(hetu).whole == whole
    monkeypatch.setattr("ui.network.MOST_WHOLE", 100)
    bounded = Network(hetu).laid_out()
    assert (len(bounded["nodes"]), bounded["more"]) == (100, len(whole["nodes"]) - 100)


def test_a_town_tells_how_its_numbers_fit_together(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/page/town/440784102")
    expect(quiet.locator(".told")).to_have_text(
        re.compile("共 24 项任务（不重复计）：责任单位（牵头） 5、责任单位（参与） 12、提到镇（街道） 10")
    )


def test_the_whole_graph_opens(quiet: Page, address: str, hetu: Hetu) -> None:
    quiet.goto(f"{address}/graph")
    quiet.get_by_role("button", name="整张图").click()
    nodes = len(json.loads(hetu.build.read(DRAWING))["nodes"])
    expect(quiet.locator("#told")).to_contain_text(f"整张图：{nodes} 个节点", timeout=30_000)
    quiet.locator("#list summary").click()
    expect(quiet.locator("#list li").first).to_be_visible()


def test_every_mark_of_a_chart_leads_to_its_tasks(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/stats")
    mark = quiet.locator("#town").get_by_label("古劳镇：已完成")
    count = mark.inner_text()
    mark.click()
    expect(quiet.locator("#count")).to_have_text(count)
    quiet.go_back()
    cell = quiet.locator(".matrix td a").nth(3)
    count = cell.inner_text()
    cell.click()
    expect(quiet.locator("#count")).to_have_text(count)


def test_the_map_leads_to_a_towns_tasks(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/stats")
    assert quiet.locator("#map circle").count() == 9
    expect(quiet.locator("#map")).to_contain_text("没有坐标、未画：双合镇（4 项）")
    quiet.locator("#map").get_by_label("古劳镇：15 项任务").click()
    expect(quiet.locator("#count")).to_have_text("15")


def test_what_is_listed_apart_is_folded_up_under_its_count(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/?q={quote('鹤城镇都参与了哪些工作')}")
    expect(quiet.locator("#answer .hetu-task")).to_have_count(15)
    apart = quiet.locator("#answer details.hetu-group")
    expect(apart).to_have_count(2)
    expect(apart.nth(0).locator("summary")).to_have_text("另列集体单位 63 项")
    expect(apart.nth(0).locator("a").first).to_be_hidden()
    apart.nth(1).locator("summary").click()
    apart.nth(1).get_by_role("link", name="〔3-107〕").click()
    expect(quiet.get_by_role("heading", level=1)).to_contain_text("〔3-107〕")


def test_a_telephone_shows_the_answer_and_paper_all_of_it(quiet: Page, address: str) -> None:
    quiet.set_viewport_size({"width": 360, "height": 740})
    quiet.goto(address)
    expect(quiet.locator(".hetu-about")).to_be_visible()
    quiet.goto(f"{address}/?q={quote('鹤城镇都参与了哪些工作')}")
    expect(quiet.locator("#answer .hetu-task")).to_have_count(15)
    expect(quiet.locator(".hetu-about")).to_be_hidden()
    quiet.emulate_media(media="print")
    quiet.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(quiet.locator("#answer details.hetu-group a").first).to_be_visible()
    expect(quiet.get_by_role("button", name="提问")).to_be_hidden()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until something of a selector is in focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_the_keyboard_alone_is_enough(quiet: Page, address: str) -> None:
    quiet.goto(address)
    expect(quiet.get_by_label("问题")).to_be_focused()
    quiet.keyboard.type("民政局负责什么")
    quiet.keyboard.press("Enter")
    expect(quiet.locator("#answer .hetu-task")).to_have_count(3)
    _tab_to(quiet, "#answer .hetu-task a")
    quiet.keyboard.press("Enter")
    expect(quiet.get_by_role("heading", level=1)).to_contain_text("〔3-148〕")
    quiet.goto(f"{address}/graph?node=town/440784102")
    _tab_to(quiet, "#list summary")
    quiet.keyboard.press("Enter")
    expect(quiet.locator("#list li").first).to_be_visible()
    _tab_to(quiet, "#list a")
    quiet.keyboard.press("Enter")
    expect(quiet.get_by_role("heading", level=1)).to_be_visible()
    quiet.goto(f"{address}/stats")
    _tab_to(quiet, "a.part")
    quiet.keyboard.press("Enter")
    expect(quiet.locator("#count")).to_be_visible()


def test_downloads_and_examples_of_use(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/data")
    with quiet.expect_download() as fetched:
        quiet.get_by_role("link", name="hetu.records.jsonl").click()
    assert _lines(fetched.value) == 258
    expect(quiet.locator("pre").first).to_contain_text("from qa import Hetu")
    quiet.get_by_role("link", name="各种总体状态的任务数").click()
    expect(quiet.locator(".yasqe")).to_contain_text("SELECT")


def test_a_link_reproduces_an_answer_and_a_chip_can_be_dropped(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/?q={quote('民生实事里哪些基本按进度完成？')}")
    expect(quiet.get_by_label("问题")).to_have_value("民生实事里哪些基本按进度完成？")
    expect(quiet.locator("#answer")).to_contain_text("任务共 2 项")
    quiet.get_by_label("去掉“基本按进度完成”再问").click()
    expect(quiet.locator("#answer")).to_contain_text("任务共 10 项")
    expect(quiet.locator("#hetu-history")).to_contain_text("民生实事里哪些基本按进度完成？")
    quiet.get_by_label("问题").fill("李海权分管的工作有多少项？")
    quiet.get_by_label("问题").press("Enter")
    expect(quiet.locator("#answer")).to_contain_text("共 17 项")
    assert quote("李海权") in quiet.url
    quiet.get_by_role("link", name="浏览并调整条件").click()
    expect(quiet.locator("#count")).to_have_text("17")
    quiet.go_back()
    expect(quiet.locator("#answer")).to_contain_text("共 17 项")


def test_an_answer_leads_to_tasks_query_and_related_things(quiet: Page, address: str) -> None:
    quiet.goto(f"{address}/?q={quote('民政局负责什么')}")
    expect(quiet.locator("#answer .hetu-task")).to_have_count(3)
    quiet.get_by_role("tab", name="如何理解问题").click()
    quiet.get_by_role("link", name="在查询编辑器里运行这条 SPARQL").click()
    expect(quiet.locator(".yasqe")).to_contain_text("SELECT")
    quiet.go_back()
    quiet.locator("#answer .hetu-task a").first.click()
    expect(quiet.get_by_role("heading", level=1)).to_contain_text("〔3-148〕")


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize("width", [360, 1280, 3840])
def test_nothing_sticks_out_at_any_size(quiet: Page, address: str, path: str, width: int) -> None:
    quiet.set_viewport_size({"width": width, "height": 900})
    quiet.goto(address + path)
    expect(quiet.locator("h1").first).to_be_visible()
    wide = quiet.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_markup_of_a_table_and_of_a_question_stays_text(page: Page, tmp_path: Path) -> None:
    from embeddings.builds import build

    evil = "&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(2)&lt;/script&gt;"
    row = ROW.format(
        no=1, title=f"建设{evil}公园。", units="市财政局", narrative=f'已建成{evil}"><img src=x onerror=alert(4)>'
    )
    (tmp_path / "a.txt").write_text("\n".join(["2022年鹤山市重点工作表", HEADER, row]) + "\n", encoding="utf-8")
    build([tmp_path / "a.txt"], tmp_path / "out", lambda *_: None)
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    with serving(tmp_path / "out") as served:
        asked = quote("公园建成了吗<img src=x onerror=alert(3)>")
        for path in (f"/?q={asked}", f"/browse?q={asked}", "/browse", "/stats", "/graph?whole=1", "/data"):
            page.goto(served + path)
            expect(page.locator("h1").first).to_be_visible()
        page.goto(f"{served}/?q={quote('市财政局负责什么')}")
        expect(page.locator("#answer")).to_contain_text("&lt;script&gt;alert(2)")
    assert alerts == []
