"""Workbooks (xlsx, xls, xlsb, ods): sheets in order, values as shown, merged cells, what is hidden."""

from __future__ import annotations

import datetime as dt
import struct
from typing import Any

import pytest

from graph.errors import TableError
from graph.tables.readers import grid_of
from graph.tables.readers.number_formats import shown
from tests.tables.readers.made_documents import (
    ROWS,
    OldSheet,
    compound_file,
    covered,
    ods,
    packed,
    running,
    spans,
    table_texts,
    texts,
    xls,
    xlsx,
)


def fill(sheet: Any) -> None:
    for row in ROWS:
        sheet.append(row)


def test_rows_of_xlsx_with_their_numbers_in_the_sheet() -> None:
    def build(book: Any) -> None:
        book.active.title = "民生实事"
        book.active["B2"] = "标题"
        for at, row in enumerate(ROWS, start=5):
            for column, value in enumerate(row, start=2):
                book.active.cell(at, column, value)

    grid = grid_of(xlsx(build), "a.xlsx")
    assert (grid.form, running(grid)) == ("xlsx", [])
    assert table_texts(grid) == [["标题", "", "", ""], *[list(row) for row in ROWS]]
    assert list(grid.places.values()) == [f"工作表“民生实事”第 {at} 行" for at in (2, 5, 6, 7)]


def test_values_are_read_as_shown() -> None:
    values = [
        (0.22, "0%", "22%"),
        (0.8, "0.0%", "80.0%"),
        (3, "General", "3"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (12000.5, "#,##0.00", "12,000.50"),
        (7, '0"个"', "7个"),
        (5, "000", "005"),
        (dt.date(2023, 6, 30), "yyyy/m/d", "2023-06-30"),
        (dt.date(2023, 6, 30), 'yyyy"年"m"月"', "2023年6月"),
        (dt.date(2023, 6, 30), "yyyy\\年m\\月d\\日", "2023年6月30日"),
        (dt.date(2023, 6, 30), 'm"月"d"日"', "6月30日"),
        (dt.datetime(2023, 6, 30, 9, 5), "yyyy/m/d h:mm", "2023-06-30 09:05"),
        (45199, "General", "45199"),
        (True, "General", "TRUE"),
        ("#N/A", "General", ""),
    ]

    def build(book: Any) -> None:
        for row, (value, code, _) in enumerate(values, start=1):
            book.active.cell(row, 1, row)
            cell = book.active.cell(row, 2, value)
            cell.number_format = code

    assert [row[1] for row in table_texts(grid_of(xlsx(build), "a.xlsx"))] == [text for *_, text in values]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1.5, "0.##", "1.5"),
        (2.0, "0.##", "2"),
        (-0.001, "0.0", "0.0"),
        (1234567.0, "#,##0_ ;-#,##0", "1,234,567"),
        (0.5, "# ?/?", "0.5"),
        (12.0, '"第"0"名"', "第12名"),
        (1e20, "General", "1e+20"),
        (float("nan"), "0", ""),
        (dt.time(9, 30), "h:mm", "09:30"),
        (dt.timedelta(hours=30), "[h]:mm", "30:00"),
        (dt.date(2023, 6, 1), "yyyy-m", "2023-06"),
        (None, "", ""),
    ],
)
def test_formats(value: object, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_merged_cells_and_several_sheets() -> None:
    def build(book: Any) -> None:
        book.active.title = "甲局"
        fill(book.active)
        book.active.merge_cells("C2:C3")
        fill(book.create_sheet("乙局"))
        book.create_sheet("空")
        hidden = book.create_sheet("选项")
        fill(hidden)
        hidden.sheet_state = "hidden"

    grid = grid_of(xlsx(build), "a.xlsx")
    assert running(grid) == ["甲局", "乙局"]
    assert [row.table for row in grid.rows] == [0, 1, 1, 1, 0, 2, 2, 2]
    assert spans(grid) == {"县教育局": (2, 1)}
    assert covered(grid) == [((4, 3), (3, 3))]
    assert [notice.message for notice in grid.notices] == ["隐藏的工作表未读取：选项"]
    assert grid.places[5] == "工作表“乙局”"


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def build(book: Any) -> None:
        fill(book.active)
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["B"].hidden = True

    grid = grid_of(xlsx(build), "a.xlsx")
    assert table_texts(grid) == [list(row) for row in ROWS]
    assert [notice.message for notice in grid.notices] == [
        "工作表“Sheet”里隐藏的行（第 3 行）和隐藏的列（第 2 列）也已读取"
    ]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [("XFD2", "至多 200 栏的表格行，实为工作表“Sheet”里有 16384 栏"), ("A1048576", "里有第 1048576 行")],
)
def test_cells_far_out_are_refused_before_they_are_laid_out(place: str, sentence: str) -> None:
    def build(book: Any) -> None:
        fill(book.active)
        book.active[place] = "甲"

    with pytest.raises(TableError, match=sentence):
        grid_of(xlsx(build), "a.xlsx")


def test_xls() -> None:
    cells: dict[tuple[int, int], str | tuple[float, str]] = {
        (at, column): text for at, row in enumerate(ROWS, start=1) for column, text in enumerate(row)
    }
    cells |= {(0, 0): "重点工作", (2, 4): (0.85, "0.0%"), (3, 4): (45107.0, 'yyyy"年"m"月"'), (3, 0): (2.0, "0")}
    sheet = OldSheet("台账", cells, [(0, 0, 0, 4)], hidden_rows=(3,), hidden_columns=(1,))
    grid = grid_of(xls(sheet, OldSheet("选项", {(0, 0): "密"}, state=1)), "a.xls")
    assert grid.form == "xls"
    assert table_texts(grid) == [
        ["重点工作", "", "", "", ""],
        [*ROWS[0], ""],
        [*ROWS[1], "85.0%"],
        [*ROWS[2], "2023年6月"],
    ]
    assert spans(grid) == {"重点工作": (1, 5)}
    assert grid.places[4] == "工作表“台账”第 4 行"
    assert {notice.message for notice in grid.notices} == {
        "工作表“台账”里隐藏的行（第 4 行）和隐藏的列（第 2 列）也已读取",
        "隐藏的工作表未读取：选项",
    }


def binary_record(kind: int, body: bytes) -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(body) & 0x7F | 0x80, len(body) >> 7] if len(body) > 127 else [len(body)]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: dict[tuple[int, int], str]) -> bytes:
    sheet = binary_record(129, b"") + binary_record(148, struct.pack("<4I", 0, 9, 0, 9)) + binary_record(145, b"")
    for row in sorted({row for row, _ in cells}):
        sheet += binary_record(0, struct.pack("<I", row) + b"\0" * 21)
        for (at, column), text in sorted(cells.items()):
            if at == row:
                sheet += binary_record(6, struct.pack("<II", column, 0) + wide(text))
    book = binary_record(131, b"") + binary_record(143, b"")
    book += (
        binary_record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表"))
        + binary_record(144, b"")
        + binary_record(132, b"")
    )
    relation = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    return packed(
        {
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relation,
            "xl/worksheets/sheet1.bin": sheet + binary_record(146, b"") + binary_record(130, b""),
        }
    )


def test_xlsb() -> None:
    grid = grid_of(xlsb({(0, 0): "序号", (0, 1): "任务", (1, 0): "1", (1, 1): "建学校"}), "a.xlsb")
    assert (grid.form, table_texts(grid)) == ("xlsb", [["序号", "任务"], ["1", "建学校"]])
    with pytest.raises(TableError, match="16384 栏"):
        grid_of(xlsb({(0, 0): "甲", (1_000_000, 16_383): "乙"}), "a.xlsb")


def ods_row(*cells: str) -> str:
    made = (
        one if one.startswith("<") else f"<table:table-cell><text:p>{one}</text:p></table:table-cell>" for one in cells
    )
    return f"<table:table-row>{''.join(made)}</table:table-row>"


def test_ods_holds_what_is_shown() -> None:
    tall = '<table:table-cell table:number-rows-spanned="2"><text:p>县<text:s/>局</text:p><text:p>乙局</text:p></table:table-cell>'
    percent = (
        '<table:table-cell office:value-type="percentage" office:value="0.22"><text:p>22%</text:p></table:table-cell>'
    )
    filler = '<table:table-cell table:number-columns-repeated="16380"/>'
    body = (
        f'<table:table table:name="台账">{ods_row("序号", "单位", "进度", filler)}'
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>{ods_row("1", tall, percent)}'
        f"{ods_row('2', '<table:covered-table-cell/>', '30%')}"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table>"
        f'<table:table table:name="选项" table:style-name="h">{ods_row("密")}</table:table>'
    )
    styles = (
        '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    grid = grid_of(ods(body, styles), "a.ods")
    assert (grid.form, texts(grid)) == (
        "ods",
        [["序号", "单位", "进度"], ["1", "县 局\n乙局", "22%"], ["2", "", "30%"]],
    )
    assert spans(grid) == {"县 局\n乙局": (2, 1)}
    assert grid.places[3] == "工作表“台账”第 5 行"
    assert [notice.message for notice in grid.notices] == ["隐藏的工作表未读取：选项"]


@pytest.mark.parametrize(
    ("content", "name", "got"),
    [
        (compound_file("EncryptedPackage", b"x"), "a.xlsx", "加密的 Office 文件"),
        (compound_file("Workbook", b"no workbook"), "a.xls", "损坏的工作簿"),
        (packed({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": "<x"}), "a.xlsx", "损坏的工作簿"),
        (packed({"xl/workbook.xml": "<workbook"}), "a.xlsx", "内容损坏或嵌套过深的文件"),
        (xlsx(lambda _: None), "a.xlsx", "没有文字的文件"),
        (ods(""), "a.ods", "没有文字的文件"),
    ],
)
def test_workbooks_that_cannot_be_read(content: bytes, name: str, got: str) -> None:
    with pytest.raises(TableError) as caught:
        grid_of(content, name)
    assert caught.value.got == got


def test_an_old_workbook_cut_off_anywhere_is_read_or_refused() -> None:
    whole = xls(OldSheet("表", {(at, column): text for at, row in enumerate(ROWS) for column, text in enumerate(row)}))
    refused = 0
    for length in range(1600, len(whole), 97):
        try:
            grid_of(whole[:length], "a.xls")
        except TableError:
            refused += 1
    assert refused


def test_merged_cells_over_one_another_are_refused() -> None:
    sheet = OldSheet("表", {(0, 0): "甲", (50, 50): "乙"}, [(0, 50, 0, 50)] * 1000)
    with pytest.raises(TableError, match="重叠的合并单元格"):
        grid_of(xls(sheet), "a.xls")
