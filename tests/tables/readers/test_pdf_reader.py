"""PDF documents: ruled tables over pages, merged and broken cells, alignment, running text, what is no text."""

from __future__ import annotations

from itertools import pairwise

import pytest

from graph.errors import TableError
from graph.tables.readers import grid_of
from tests.tables.readers.made_documents import ROWS, Sheetful, covered, pdf, running, spans, table_texts, texts

XS = (40, 80, 240, 340, 440)
HEAD = list(ROWS[0])


def ruled(rows: list[list[str]], top: float = 80, heights: float = 40) -> Sheetful:
    sheet = Sheetful()
    sheet.table(XS, [top + heights * at for at in range(len(rows) + 1)], rows)
    return sheet


def test_a_ruled_table_between_text() -> None:
    sheet = ruled([HEAD, ["1", "建学校\n共三所", "县教育局", "已完成。"]])
    sheet.write(200, 30, "2023年重点工作")
    sheet.write(40, 180, "注：截至10月底。")
    sheet.write(280, 380, "— 1 —")
    grid = grid_of(pdf(sheet), "a.pdf")
    assert (grid.form, running(grid)) == ("pdf", ["2023年重点工作", "注：截至10月底。"])
    assert table_texts(grid) == [HEAD, ["1", "建学校\n共三所", "县教育局", "已完成。"]]
    assert grid.places == {1: "第 1 页", 2: "第 1 页表 1 第 1 行", 3: "第 1 页表 1 第 2 行", 4: "第 1 页"}
    assert {row.page for row in grid.rows} == {1}


def test_merged_cells_are_told_by_their_rectangles() -> None:
    sheet = Sheetful()
    for y in (80, 120, 200):
        sheet.rule(40, y, 440, y)
    sheet.rule(80, 160, 240, 160)
    for x in XS:
        sheet.rule(x, 120 if x not in (40, 440) else 80, x, 200)
    sheet.write(45, 90, "一、民生")
    sheet.cells(XS, (120, 160), [["1", "甲", "县局", "已完成"], ["", "乙", "", ""]])
    grid = grid_of(pdf(sheet), "a.pdf")
    assert table_texts(grid) == [["一、民生", "", "", ""], ["1", "甲", "县局", "已完成"], ["", "乙", "", ""]]
    assert spans(grid) == {"一、民生": (1, 4), "1": (2, 1), "县局": (2, 1), "已完成": (2, 1)}
    assert ((3, 1), (2, 1)) in covered(grid)


def test_a_table_goes_on_over_pages_with_its_header() -> None:
    first = ruled([HEAD, ["1", "建学校", "县教育局", "已完成。"]])
    second = ruled([HEAD, ["2", "修公路", "县交通局", "推进中。"]], top=40)
    for number, sheet in enumerate((first, second), start=1):
        sheet.write(280, 380, f"第 {number} 页")
    grid = grid_of(pdf(first, second), "a.pdf")
    assert table_texts(grid) == [
        HEAD,
        ["1", "建学校", "县教育局", "已完成。"],
        HEAD,
        ["2", "修公路", "县交通局", "推进中。"],
    ]
    assert [(row.table, row.page) for row in grid.rows] == [(1, 1), (1, 1), (1, 2), (1, 2)]
    assert grid.places[4] == "第 2 页表 1 第 2 行"


FULL = "建设产业园区的基础设施并完成道"


@pytest.mark.parametrize("header", [True, False])
def test_a_row_that_a_page_cuts_is_joined(header: bool) -> None:
    first = ruled([HEAD, ["1", FULL, "县教育局、", "已完成。"]])
    rest = ["", "路硬化。", "县财政局", ""]
    second = ruled([*([HEAD] if header else []), rest, ["2", "修公路", "县交通局", "推进中。"]], top=40)
    rows = table_texts(grid_of(pdf(first, second), "a.pdf"))
    assert rows[1] == ["1", f"{FULL}\n路硬化。", "县教育局、\n县财政局", "已完成。"]
    assert rows[2 + header :] == [["2", "修公路", "县交通局", "推进中。"]]


def test_a_date_that_fills_its_narrow_cell_is_not_joined_to_the_next() -> None:
    xs = (40, 80, 240, 340, 372)
    first, second = Sheetful(), Sheetful()
    first.table(xs, (80, 120, 160), [["序号", "任务", "单位", "时间"], ["1", "建学校。", "县教育局", "9月底"]])
    second.table(xs, (40, 80), [["", "验收。", "", "年底"]])
    rows = table_texts(grid_of(pdf(first, second), "a.pdf"))
    assert rows[1:] == [["1", "建学校。", "县教育局", "9月底"], ["", "验收。", "", "年底"]]


@pytest.mark.parametrize("rest", ["（2）完成验收。", "2.完成验收。"])
def test_a_step_of_its_own_at_a_page_top_is_not_joined(rest: str) -> None:
    first = ruled([HEAD, ["1", FULL, "县教育局", "已完成"]])
    second = ruled([["", rest, "", ""], ["2", "修公路", "县交通局", "推进中。"]], top=40)
    rows = table_texts(grid_of(pdf(first, second), "a.pdf"))
    assert rows[1:3] == [["1", FULL, "县教育局", "已完成"], ["", rest, "", ""]]


def test_open_sides_and_an_open_last_row() -> None:
    sheet = Sheetful()
    for y in (80, 120):
        sheet.rule(40, y, 440, y)
    for x in XS[1:-1]:
        sheet.rule(x, 80, x, 200)
    sheet.cells(XS, (80, 120), [HEAD, ["1", "建学校", "县教育局", "已完成。"]])
    assert table_texts(grid_of(pdf(sheet), "a.pdf")) == [HEAD, ["1", "建学校", "县教育局", "已完成。"]]


def test_clipped_copies_of_merged_cells_are_read_once() -> None:
    """A cell that goes on over the page is printed on both, its text in the middle of the whole."""
    first, second = Sheetful(), Sheetful()
    first.table(XS, (80, 120, 340), [HEAD, ["", "甲", "县局", ""]])
    second.table(XS, (40, 60, 200), [HEAD, ["", "乙", "", "已完成。"]])
    first.write(43, 330, "一二")
    first.write(43, 342, "三")
    second.write(43, 32, "一二")
    second.write(43, 44, "三")
    grid = grid_of(pdf(first, second), "a.pdf")
    assert table_texts(grid) == [HEAD, ["一二\n三", "甲", "县局", ""], HEAD, ["", "乙", "", "已完成。"]]
    assert running(grid) == []


def test_two_tables_with_text_between_are_two() -> None:
    sheet = ruled([HEAD, ["1", "建学校", "县教育局", "已完成。"]])
    sheet.table(XS, (240, 280, 320), [HEAD, ["2", "修公路", "县交通局", "推进中。"]])
    sheet.write(40, 200, "附件2")
    grid = grid_of(pdf(sheet), "a.pdf")
    assert [row.table for row in grid.rows] == [1, 1, 0, 2, 2]
    assert grid.places[4] == "第 1 页表 2 第 1 行"


def test_columns_by_alignment_where_nothing_is_ruled() -> None:
    sheet = Sheetful()
    sheet.write(200, 30, "2023年重点工作")
    for at, row in enumerate([*ROWS, ("3", "建公园", "县住建局", "未启动。")]):
        for x, text in zip(XS, row, strict=False):
            sheet.write(x, 80 + 20 * at, text)
    sheet.write(80, 160, "共三处")
    grid = grid_of(pdf(sheet), "a.pdf")
    assert (running(grid), table_texts(grid)) == (
        ["2023年重点工作"],
        [list(row) for row in ROWS] + [["3", "建公园\n共三处", "县住建局", "未启动。"]],
    )


def test_running_text_is_put_together_to_paragraphs() -> None:
    sheet = Sheetful()
    lines = [
        "一、稳增长",
        "1.生产总值增长百分之六以上，高质量前提下能快则快，全年固定资",
        "产投资增长百分之十。",
        "责任单位：县发改局",
        "2.新招引项目一百个。",
    ]
    for at, line in enumerate(lines):
        sheet.write(40, 80 + 16 * at, line, 16)
    grid = grid_of(pdf(sheet), "a.pdf")
    assert running(grid) == [lines[0], f"{lines[1]}\n{lines[2]}", *lines[3:]]


def test_heads_that_come_again_are_shown_once() -> None:
    sheets = [ruled([HEAD, [str(at), "建学校", "县教育局", "已完成。"]]) for at in range(1, 5)]
    for at, sheet in enumerate(sheets, start=1):
        sheet.write(200, 20, "2023年重点工作")
        sheet.write(260, 380, f"第 {at} 页 共 4 页")
    grid = grid_of(pdf(*sheets), "a.pdf")
    assert (running(grid), {row.table for row in grid.rows}) == (["2023年重点工作"], {0, 1})


def test_radicals_are_made_hanzi() -> None:
    sheet = ruled([HEAD, ["1", "建学校", "县教育局", "已完成。"]])
    grid = grid_of(pdf(sheet), "a.pdf")
    assert all(char < "\u2f00" or char > "\u2fdf" for row in texts(grid) for text in row for char in text)


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (pdf(Sheetful()), "扫描件（没有文字层）"),
        (pdf(ruled([HEAD, HEAD]), encrypted=True), "加密的 PDF"),
        (b"%PDF-1.7\nnothing", "损坏的 PDF"),
        (pdf(ruled([HEAD]))[:300], "损坏的 PDF"),
        (pdf(*[Sheetful() for _ in range(501)]), "更多页"),
    ],
)
def test_pdfs_that_cannot_be_read(content: bytes, got: str) -> None:
    with pytest.raises(TableError) as caught:
        grid_of(content, "a.pdf")
    assert caught.value.got == got
    assert str(caught.value).endswith("。")


def test_rules_far_apart_make_no_table() -> None:
    sheet = Sheetful()
    for y, other in pairwise(range(20, 380, 20)):
        sheet.rule(40, y, 200, y)
        sheet.rule(300, other, 300, other + 5)
    sheet.write(40, 100, "一个没有表格的页面")
    assert running(grid_of(pdf(sheet), "a.pdf")) == ["一个没有表格的页面"]
