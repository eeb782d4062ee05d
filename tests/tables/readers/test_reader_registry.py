"""Which reader takes a document: its content decides, its name hardly ever; what is no table is refused in a sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.errors import TableError
from graph.tables import readers
from graph.tables.readers import grid_of, read_grid
from tests.tables.readers.made_documents import (
    ROWS,
    OldSheet,
    Sheetful,
    compound_file,
    docx,
    html_table,
    ods,
    packed,
    page,
    pdf,
    table_texts,
    word_table,
    xls,
    xlsx,
)

EXPECTED = [list(row) for row in ROWS]


def a_workbook() -> bytes:
    def fill(book: Any) -> None:
        for row in ROWS:
            book.active.append(row)

    return xlsx(fill)


def an_old_workbook() -> bytes:
    return xls(OldSheet("表", {(at, column): text for at, row in enumerate(ROWS) for column, text in enumerate(row)}))


def an_open_workbook() -> bytes:
    rows = ("".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row) for row in ROWS)
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return ods(f'<table:table table:name="表">{body}</table:table>')


def a_pdf() -> bytes:
    sheet = Sheetful()
    sheet.table((40, 80, 240, 340, 440), (80, 120, 160, 200), ROWS)
    return pdf(sheet)


MAKERS: dict[str, Callable[[], bytes]] = {
    "html": lambda: page(html_table(ROWS)),
    "docx": lambda: docx(word_table(*ROWS)),
    "xlsx": a_workbook,
    "xls": an_old_workbook,
    "ods": an_open_workbook,
    "pdf": a_pdf,
    "csv": lambda: "\n".join(",".join(row) for row in ROWS).encode(),
    "markdown": lambda: "\n".join(f"|{'|'.join(row)}|" for row in (ROWS[0], ["---"] * 4, *ROWS[1:])).encode(),
}


@pytest.mark.parametrize("suffix", ["right", ".xls", ".docx", ".txt", ".pdf", ""])
@pytest.mark.parametrize("form", MAKERS)
def test_content_decides(form: str, suffix: str) -> None:
    grid = grid_of(MAKERS[form](), f"表{f'.{form}' if suffix == 'right' else suffix}")
    assert (grid.form, table_texts(grid)) == (form, EXPECTED)
    assert all(len(row.cells) == 4 for row in grid.rows)


def test_text_with_tabs_is_read_as_ever(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("标题\n\n" + "\n".join("\t".join(row) for row in ROWS), encoding="utf-8")
    grid = read_grid(path)
    assert (grid.form, grid.places, {row.table for row in grid.rows}) == ("text", {}, {0})
    assert [row.line for row in grid.rows] == [1, 3, 4, 5]


@pytest.mark.parametrize(
    ("content", "got", "advice"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "损坏或不认得的图片", "PNG"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 99, "损坏或不认得的图片", "PNG"),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 99, "损坏或不认得的图片", "PNG"),
        (b"Rar!\x1a\x07\x00" + b"\0" * 99, "压缩包", "解压"),
        (packed({"a.txt": "甲", "b/c.txt": "乙"}), "压缩包", "解压"),
        (packed({}), "空的压缩包", ""),
        (packed({"ppt/presentation.xml": "<a/>"}), "演示文稿", "另存为"),
        (packed({"OFD.xml": "<a/>"}), "OFD 版式文件", "另存为 pdf"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument 文字文档", "docx"),
        (b"PK\x03\x04" + b"\x14\0" * 50, "损坏的压缩格式文件（docx、xlsx、zip）", "重新下载"),
        (compound_file("WordDocument", b"x"), "旧版 Word（doc、wps）文件", "另存为 docx"),
        (compound_file("EncryptionInfo", b"x"), "加密的 Office 文件", "密码"),
        (compound_file("Contents", b"x"), "不认得的旧版 Office 文件", "另存为"),
        (b"{\\rtf1\\ansi " + b"x" * 99, "RTF 文件", "docx"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x", "单个文件网页（MHT）", "html"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "XML 格式的 Office 文件",
            "xlsx",
        ),
        (b"\x7fELF" + bytes(range(256)) * 4, "二进制内容", "UTF-8"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes, got: str, advice: str) -> None:
    with pytest.raises(TableError) as caught:
        grid_of(content, "表.xlsx")
    assert caught.value.got == got
    assert advice in caught.value.advice
    assert str(caught.value).startswith("表.xlsx")
    assert "\n" not in str(caught.value)


def test_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.pdf"
    with path.open("wb") as opened:
        opened.truncate(500 * 2**20)
    with pytest.raises(TableError, match="不超过 64 MB 的文件，实为500 MB 的文件"):
        read_grid(path)
    monkeypatch.setattr(readers, "MAX_BYTES", 2**10)
    assert grid_of(a_workbook(), "a.xlsx").form == "xlsx"
    with pytest.raises(TableError, match="文本表格"):
        grid_of(page(html_table(ROWS * 99)), "a.html")


@pytest.mark.parametrize(
    ("name", "most", "sentence"),
    [("MAX_ROWS", 2, "至多 2 行"), ("MAX_CELLS", 9, "至多 9 个非空格子"), ("MAX_CELL", 4, "每格至多 4 字")],
)
@pytest.mark.parametrize("form", MAKERS)
def test_bounds_hold_for_every_form(
    monkeypatch: pytest.MonkeyPatch, form: str, name: str, most: int, sentence: str
) -> None:
    content = MAKERS[form]().replace("建学校".encode(), "建新学校园".encode())
    if form in ("docx", "xlsx", "xls", "ods", "pdf") and name == "MAX_CELL":
        most, sentence = 3, "每格至多 3 字"
    monkeypatch.setattr(readers, name, most)
    with pytest.raises(TableError, match=sentence):
        grid_of(content, "a.txt")


def test_invisible_characters_are_taken_out_and_told() -> None:
    grid = grid_of(page(html_table([("序号", "任务"), ("1", "建\u200b学校")])), "a.html")
    assert (table_texts(grid)[1][1], grid.notices[0].line) == ("建学校", 2)
    assert "U+200B" in grid.notices[0].message


def test_nothing_heavy_is_loaded_with_the_package() -> None:
    heavy = ("lxml", "docx", "openpyxl", "python_calamine", "pdfplumber", "pdfminer", "charset_normalizer")
    code = f"import sys, graph.tables.readers; print([name for name in {heavy} if name in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
