"""HTML pages: the article and its tables, without the site around it."""

from __future__ import annotations

import pytest

from graph.errors import TableError
from graph.tables.readers import grid_of
from tests.tables.readers.made_documents import ROWS, covered, html_grid, html_table, page, running, spans, table_texts

DATA = html_table(ROWS)


def test_a_page_is_its_title_and_its_table() -> None:
    grid = html_grid(f"<h1>2023年重点工作</h1>{DATA}")
    assert (grid.form, running(grid)) == ("html", ["2023年重点工作"])
    assert table_texts(grid) == [list(row) for row in ROWS]
    assert [(row.line, row.table) for row in grid.rows] == [(1, 0), (2, 1), (3, 1), (4, 1)]
    assert grid.places == {1: "第 1 段", 2: "表 1 第 1 行", 3: "表 1 第 2 行", 4: "表 1 第 3 行"}
    assert [cell.source.column for cell in grid.rows[1].cells] == [1, 2, 3, 4]


def test_what_belongs_to_the_site_is_left_out() -> None:
    above = (
        '<div><a href="#">无障碍</a></div><ul><li><a href="/">首页</a></li><li><a href="/a">政务</a></li></ul>'
        "<div><span>要闻动态</span><span>互动交流</span></div>"
        '<div>当前位置：<a href="/">首页</a> &gt; 政务公开 &gt; 正文</div><nav>导航</nav><script>var t="<table>"</script>'
    )
    catalogue = html_table([("索引号", "001/2023", "公开方式", "主动公开"), ("发布单位", "县政府", "文号", "无")])
    info = "<p>发布日期：2023-11-18 浏览次数：<span></span>次 来源：县政府办公室 字体：[<a href='#'>大</a>]</p>"
    below = (
        '<div>上一篇：<a href="#">甲</a></div><h4>相关文件</h4><ul><li>1. <a href="#">政府工作报告</a></li></ul>'
        "<div>打印本页</div><footer>版权所有</footer><div>主办单位：县政府 ICP备1号</div>"
    )
    grid = html_grid(
        f"{above}<h1>2023年重点工作</h1>{catalogue}{info}<p>单位：万元</p>{DATA}<p>注：截至10月。</p>{below}"
    )
    assert running(grid) == [
        "2023年重点工作",
        "发布日期：2023-11-18 来源：县政府办公室",
        "单位：万元",
        "注：截至10月。",
    ]
    assert {row.table for row in grid.rows} == {0, 1}


def test_a_foot_in_a_table_and_links_in_one_are_no_tables() -> None:
    links = html_table(
        [[f'<a href="/{at}">栏目{at}</a>' for at in range(5)], [f'<a href="/b{at}">乡镇{at}</a>' for at in range(5)]]
    )
    foot = html_table([("友情链接：中国政府网", "省政府网"), ("主办：县政府　备案序号：蜀ICP备1号", "")])
    assert {row.table for row in html_grid(f"<h1>甲</h1>{links}{DATA}{foot}").rows} == {0, 1}


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>2023年进展-甲县人民政府</title>", "", "2023年进展"),
        ("<title>2023年1-6月进展_政务公开_甲县政府门户网站</title>", "", "2023年1-6月进展"),
        ('<title>甲县</title><meta name="ArticleTitle" content="2023年进展">', "", "2023年进展"),
        ("<title>甲县人民政府</title>", "<h1>2023年进展</h1>", "2023年进展"),
        ("<title>2023年进展</title>", "<p>2023年进展</p>", "2023年进展"),
    ],
)
def test_titles(head: str, body: str, title: str) -> None:
    assert running(html_grid(f"{body}{DATA}", head)) == [title]


def test_merged_cells() -> None:
    body = (
        "<table><tr><td rowspan=2>序号</td><td colspan='2'>分工</td></tr><tr><td>牵头</td><td>配合</td></tr>"
        "<tr><td>1</td><td rowspan=99>甲局</td><td>乙局</td></tr><tr><td>2</td><td>丙局</td></tr></table>"
    )
    grid = html_grid(body)
    assert table_texts(grid) == [["序号", "分工", ""], ["", "牵头", "配合"], ["1", "甲局", "乙局"], ["2", "", "丙局"]]
    assert spans(grid) == {"序号": (2, 1), "分工": (1, 2), "甲局": (2, 1)}
    assert covered(grid) == [((1, 3), (1, 2)), ((2, 1), (1, 1)), ((4, 2), (3, 2))]


def test_rows_without_text_are_left_out_and_spans_are_that_much_shorter() -> None:
    body = "<table><tr><td rowspan=3>1</td><td>甲</td></tr><tr><td></td></tr><tr><td>乙</td></tr></table>"
    grid = html_grid(body)
    assert (table_texts(grid), spans(grid)) == ([["1", "甲"], ["", "乙"]], {"1": (2, 1)})


def test_breaks_blanks_and_leftovers_of_word() -> None:
    cell = (
        "<p class=MsoNormal>县教育局<o:p></o:p></p><!--[if gte mso 9]><xml><w:x>坏</w:x></xml><![endif]--><div>县&nbsp;财政局"
        '</div>各<br>镇<span style="display: none">密</span>建设\n公园  5\n座'
    )
    assert table_texts(html_grid(html_table([("1", cell), ("2", "乙")])))[0] == [
        "1",
        "县教育局\n县 财政局\n各\n镇建设公园 5 座",
    ]


@pytest.mark.parametrize(
    ("listed", "lines"),
    [
        ("<ol start=3><li>甲<li>乙</ol>", ["3. 甲", "4. 乙"]),
        ("<ol type=a><li>甲<li value=5>乙</ol>", ["a. 甲", "e. 乙"]),
        ("<ol type=I><li>甲<li>乙</ol>", ["I. 甲", "II. 乙"]),
        ("<ol style='list-style-type: cjk-ideographic'><li>甲<li>乙</ol>", ["一. 甲", "二. 乙"]),
        ("<ol style='list-style:none'><li>甲</ol><ul><li>乙</ul>", ["甲", "乙"]),
        ("<ol><li>1、甲<li>2、乙</ol>", ["1、甲", "2、乙"]),
    ],
)
def test_numbers_of_lists_are_written_out(listed: str, lines: list[str]) -> None:
    assert running(html_grid(listed)) == lines


def test_tables_that_arrange_the_page_are_opened() -> None:
    layout = f"<table><tr><td>左栏</td></tr><tr><td><p>说明</p>{DATA}</td></tr></table>"
    grid = html_grid(layout)
    assert (running(grid), table_texts(grid)) == (["左栏", "说明"], [list(row) for row in ROWS])


def test_a_table_in_a_cell_of_data_is_text_of_the_cell() -> None:
    inner = html_table([("一季度", "20%"), ("二季度", "40%")])
    grid = html_grid(html_table([*ROWS, ("3", "建园", "县住建局", f"进度：{inner}")]))
    assert table_texts(grid)[-1] == ["3", "建园", "县住建局", "进度：\n一季度 20%\n二季度 40%"]


@pytest.mark.parametrize(
    ("declared", "codec", "read"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("utf-8", "gb18030", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("big5", "cp950", "cp950"),
    ],
)
def test_encodings_are_told_by_the_bytes_and_by_what_the_page_says(declared: str, codec: str, read: str) -> None:
    text = "縣教育局" if codec == "cp950" else "县教育局负责建设学校，县财政局配合"
    content = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'.encode(codec)
    grid = grid_of(content, "a.html")
    assert (running(grid), grid.codec) == ([text], read)


def test_a_damaged_byte_does_not_lose_the_page() -> None:
    content = page(f"<p>甲乙</p>{DATA}").replace("乙".encode(), b"\xe4\xb9", 1)
    grid = grid_of(content, "a.html")
    assert running(grid) == ["甲�"]
    assert "字符无法按 utf-8 读出" in grid.notices[0].message


def test_pages_that_would_take_too_much_are_refused_or_cut() -> None:
    with pytest.raises(TableError, match="至多 200 栏"):
        html_grid("<table><tr><td colspan=999999999>甲</td><td>乙</td></tr></table>")
    with pytest.raises(TableError, match="嵌套过深的网页"):
        html_grid("<div>" * 5000 + "甲" + "</div>" * 5000)
    assert running(html_grid("<div>" * 230 + "甲" + "</div>" * 230)) == ["甲"]
    with pytest.raises(TableError, match="没有文字的文件"):
        html_grid("<script>1</script>")


def test_no_entity_is_fetched() -> None:
    content = (
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;\xe7\x94\xb2</p></body></html>'
    )
    assert "root" not in "".join(running(grid_of(content, "a.html")))


def test_long_lists_are_numbered_in_one_pass() -> None:
    assert running(html_grid(f"<ol>{'<li>甲' * 20_000}</ol>"))[-1] == "20000. 甲"
