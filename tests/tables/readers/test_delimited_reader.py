"""CSV and its kin, and Markdown: delimiters, quotes, line breaks in cells, lines of the file."""

from __future__ import annotations

import pytest

from graph.errors import TableError
from graph.tables.readers import grid_of
from tests.tables.readers.made_documents import ROWS, running, table_texts, texts

EXPECTED = [list(row) for row in ROWS]


@pytest.mark.parametrize(
    ("mark", "name", "form"),
    [
        (",", "a.csv", "csv"),
        (";", "a.csv", "csv"),
        ("|", "a.csv", "csv"),
        ("\t", "a.csv", "tsv"),
        ("\t", "a.tsv", "tsv"),
        (",", "a.txt", "csv"),
        ("\t", "a.xls", "tsv"),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
def test_delimiters_and_encodings(mark: str, name: str, form: str, codec: str) -> None:
    content = "\r\n".join(mark.join(row) for row in ROWS).encode(codec)
    grid = grid_of(content, name)
    assert (grid.form, table_texts(grid), {row.table for row in grid.rows}) == (form, EXPECTED, {1})


def test_big5_is_read() -> None:
    text = "序號,工作任務,責任單位\n1,建設公園,縣教育局\n2,拓寬公路,縣工務處"
    grid = grid_of(text.encode("cp950"), "a.csv")
    assert (grid.codec, texts(grid)[1]) == ("big5", ["1", "建設公園", "縣教育局"])


def test_line_breaks_in_cells_and_the_lines_rows_begin_on() -> None:
    text = '重点工作,,\n序号,任务,单位\n1,"建""新""校\n共3所","甲局\n乙局"\n\n2,修路,丙局\n'
    grid = grid_of(text.encode(), "a.csv")
    assert texts(grid) == [
        ["重点工作", "", ""],
        ["序号", "任务", "单位"],
        ["1", '建"新"校\n共3所', "甲局\n乙局"],
        ["2", "修路", "丙局"],
    ]
    assert [row.line for row in grid.rows] == [1, 2, 3, 7]
    assert grid.places == {}


def test_short_rows_are_filled_and_empty_columns_left_out() -> None:
    grid = grid_of("标题\n序号,任务,,\n1,甲,,\n".encode(), "a.csv")
    assert texts(grid) == [["标题", ""], ["序号", "任务"], ["1", "甲"]]


def test_excel_unicode_text() -> None:
    text = '重点工作\t\t\n序号\t任务\t单位\n1\t建学校\t"甲局\n乙局"\n'
    grid = grid_of(text.encode("utf-16"), "a.txt")
    assert (grid.form, grid.codec, texts(grid)[-1]) == ("tsv", "utf-16", ["1", "建学校", "甲局\n乙局"])
    plain = grid_of(text.replace('"', "").replace("甲局\n", "").encode("utf-16"), "a.txt")
    assert (plain.form, {row.table for row in plain.rows}) == ("text", {0})


@pytest.mark.parametrize(
    "text",
    [
        '序号\t任务\n1\t"十四五"规划\n2\t"甲\n3\t乙',
        "一、稳增长，\n1.投资增长6,000万元\n责任单位：甲局,乙局",
        "<b>一、</b>\t\n1\t<p>甲</p>",
        "序号\t任务|单位\n1\t甲|乙",
    ],
)
def test_plain_text_stays_plain_text(text: str) -> None:
    grid = grid_of(text.encode(), "a.txt")
    assert (grid.form, [row.line for row in grid.rows]) == ("text", list(range(1, text.count("\n") + 2)))


def test_an_open_quote_does_not_swallow_the_rest() -> None:
    grid = grid_of('序号,任务\n1,"甲\n2,乙\n3,丙\n'.encode(), "a.csv")
    assert texts(grid) == [["序号", "任务"], ["1", '"甲'], ["2", "乙"], ["3", "丙"]]
    assert [notice.message for notice in grid.notices] == ["有引号没有成对，引号已当作文字读取"]


def test_sep_line_of_excel() -> None:
    grid = grid_of("sep=;\n序号;任务\n1;甲".encode(), "a.csv")
    assert ([row.line for row in grid.rows], texts(grid)) == ([2, 3], [["序号", "任务"], ["1", "甲"]])


def test_bounds() -> None:
    with pytest.raises(TableError, match="第 2 行：应为至多 200 栏的表格行，实为201 栏"):
        grid_of(f"甲,乙\n{',' * 200}丙".encode(), "a.csv")
    with pytest.raises(TableError, match="每格至多"):
        grid_of(f"甲,乙\n1,{'长' * 200_000}".encode(), "a.csv")


def test_markdown() -> None:
    text = "# **2023年**工作\n\n单位：万元\n\n| 序号 | 任务 | 单位 |\n|---|:-:|--:|\n| 1 | 建\\|校 | 甲局<br>乙局 |\n| 2 | 修路 | |\n\n注：丙。\n"
    grid = grid_of(text.encode(), "a.txt")
    assert (grid.form, running(grid)) == ("markdown", ["2023年工作", "单位：万元", "注：丙。"])
    assert table_texts(grid) == [["序号", "任务", "单位"], ["1", "建|校", "甲局\n乙局"], ["2", "修路", ""]]
    assert [(row.line, row.table) for row in grid.rows] == [(1, 0), (3, 0), (5, 1), (7, 1), (8, 1), (10, 0)]
    assert grid.rows[0].cells[0].raw == "# **2023年**工作"


def test_markdown_without_outer_bars_and_without_tables() -> None:
    assert table_texts(grid_of("序号|任务\n---|---\n1|甲".encode(), "a.md")) == [["序号", "任务"], ["1", "甲"]]
    grid = grid_of("## 工作\n1. 甲\n".encode(), "a.md")
    assert (grid.form, running(grid)) == ("markdown", ["工作", "1. 甲"])
