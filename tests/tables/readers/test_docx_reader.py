"""Word documents: the order of the body, merged cells, automatic numbers, tracked changes."""

from __future__ import annotations

import pytest

from graph.errors import TableError
from graph.tables.readers import grid_of
from tests.tables.readers.made_documents import (
    ROWS,
    covered,
    docx_grid,
    packed,
    running,
    spans,
    table_texts,
    texts,
    word_cell,
    word_paragraph,
    word_table,
)


def test_paragraphs_and_tables_in_order() -> None:
    grid = docx_grid(word_paragraph("2023年重点工作") + word_table(*ROWS) + word_paragraph("注：甲。"))
    assert (grid.form, running(grid)) == ("docx", ["2023年重点工作", "注：甲。"])
    assert texts(grid) == [["2023年重点工作"], *[list(row) for row in ROWS], ["注：甲。"]]
    assert grid.places == {1: "第 1 段", 2: "表 1 第 1 行", 3: "表 1 第 2 行", 4: "表 1 第 3 行", 5: "第 2 段"}


def test_merged_cells() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = word_table(
        [word_cell("一、民生", '<w:gridSpan w:val="3"/>')],
        [word_cell("1", restart), "甲", word_cell("县局", restart)],
        [word_cell("", goes_on), "乙", word_cell("", goes_on)],
        ["2", "丙", word_cell("镇", restart)],
    )
    grid = docx_grid(table)
    assert table_texts(grid) == [["一、民生", "", ""], ["1", "甲", "县局"], ["", "乙", ""], ["2", "丙", "镇"]]
    assert spans(grid) == {"一、民生": (1, 3), "1": (2, 1), "县局": (2, 1)}
    assert covered(grid) == [((1, 2), (1, 1)), ((1, 3), (1, 1)), ((3, 1), (2, 1)), ((3, 3), (2, 3))]


def test_rows_that_begin_further_right() -> None:
    row = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{word_cell("乙")}</w:tr>'
    grid = docx_grid(word_table(["1", "甲"]).replace("</w:tbl>", f"{row}</w:tbl>"))
    assert table_texts(grid) == [["1", "甲"], ["", "乙"]]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (
            "<w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:ins><w:r><w:t>丙</w:t></w:r></w:ins>",
            "甲丙",
        ),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>", "甲\n乙 丙"),
        ("<w:r><w:t>5</w:t><w:noBreakHyphen/><w:t>6月</w:t></w:r>", "5-6月"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:t>甲</w:t></w:r>", "甲"),
        (
            "<w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink><w:fldSimple><w:r><w:t>乙</w:t></w:r></w:fldSimple>",
            "甲乙",
        ),
        (
            "<w:r><w:instrText>PAGE</w:instrText></w:r><w:sdt><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent></w:sdt>",
            "甲",
        ),
        ("<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>甲</w:t></w:r>", "甲"),
    ],
)
def test_text_of_a_paragraph_is_what_is_shown(inside: str, text: str) -> None:
    assert running(docx_grid(f"<w:p>{inside}</w:p>")) == [text]


def test_text_boxes_are_text_once() -> None:
    box = f"<wps:txbx><w:txbxContent>{word_paragraph('框')}</w:txbxContent></wps:txbx>"
    fallback = f"<mc:Fallback><w:pict><w:txbxContent>{word_paragraph('框')}</w:txbxContent></w:pict></mc:Fallback>"
    body = f"<w:p><w:r><w:t>甲</w:t><mc:AlternateContent><mc:Choice>{box}</mc:Choice>{fallback}</mc:AlternateContent></w:r></w:p>"
    assert running(docx_grid(body)) == ["甲", "框"]


def test_deleted_rows_and_content_controls() -> None:
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{word_cell('旧')}{word_cell('旧')}</w:tr>"
    control = f"<w:sdt><w:sdtContent><w:tr>{word_cell('2')}{word_cell('乙')}</w:tr></w:sdtContent></w:sdt>"
    grid = docx_grid(word_table(["1", "甲"]).replace("</w:tbl>", f"{deleted}{control}</w:tbl>"))
    assert table_texts(grid) == [["1", "甲"], ["2", "乙"]]


def level(at: int, kind: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def listed(number: int, at: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'


@pytest.mark.parametrize(
    ("kind", "text", "labels"),
    [
        ("decimal", "%1.", ["1. 甲", "2. 乙"]),
        ("chineseCounting", "%1、", ["一、甲", "二、乙"]),
        ("chineseCountingThousand", "（%1）", ["（一）甲", "（二）乙"]),
        ("japaneseCounting", "第%1项", ["第一项甲", "第二项乙"]),
        ("decimalEnclosedCircleChinese", "%1", ["①甲", "②乙"]),
        ("ideographTraditional", "%1、", ["甲、甲", "乙、乙"]),
        ("upperLetter", "%1.", ["A. 甲", "B. 乙"]),
        ("lowerRoman", "%1)", ["i) 甲", "ii) 乙"]),
        ("decimalZero", "%1", ["01 甲", "02 乙"]),
        ("bullet", "●", ["甲", "乙"]),
    ],
)
def test_automatic_numbers(kind: str, text: str, labels: list[str]) -> None:
    numbering = f'<w:abstractNum w:abstractNumId="7">{level(0, kind, text)}</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    body = word_paragraph("甲", listed(3)) + word_paragraph("文") + word_paragraph("乙", listed(3))
    assert running(docx_grid(body, numbering)) == [labels[0], "文", labels[1]]


def test_numbers_on_levels_restart_and_follow_styles() -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    styles = f'<w:style w:styleId="A"><w:pPr>{listed(1)}</w:pPr></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    style = '<w:pStyle w:val="B"/>'
    body = "".join(
        (
            word_paragraph("甲", style),
            word_paragraph("子", listed(1, 1)),
            word_paragraph("子", listed(1, 1)),
            word_paragraph("乙", style),
            word_paragraph("子", listed(1, 1)),
            word_paragraph("丙", listed(2)),
            word_paragraph("丁", f"{style}{listed(0)}"),
        )
    )
    assert running(docx_grid(body, numbering, styles)) == [
        "一、甲",
        "1.1 子",
        "1.2 子",
        "二、乙",
        "2.1 子",
        "五、丙",
        "丁",
    ]


def test_a_column_of_automatic_numbers_without_text() -> None:
    numbering = f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1")}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    cell = f"<w:tc><w:p><w:pPr>{listed(1)}</w:pPr></w:p></w:tc>"
    assert table_texts(docx_grid(word_table([cell, "甲"], [cell, "乙"]), numbering)) == [["1", "甲"], ["2", "乙"]]


def test_nested_tables() -> None:
    inner = word_table(["一季度", "20%"], ["二季度", "40%"])
    data = f"<w:tc>{word_paragraph('进度')}{inner}</w:tc>"
    grid = docx_grid(word_table(["序号", "情况"], ["1", "甲"], ["2", data]))
    assert table_texts(grid)[-1] == ["2", "进度\n一季度 20%\n二季度 40%"]
    layout = f"<w:tbl><w:tr><w:tc>{word_paragraph('说明')}{word_table(*ROWS)}</w:tc></w:tr></w:tbl>"
    grid = docx_grid(layout)
    assert (running(grid), table_texts(grid)) == (["说明"], [list(row) for row in ROWS])


@pytest.mark.parametrize(
    ("document", "got"),
    [
        ("<w:document><w:body>", "内容损坏或嵌套过深的文件"),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "含有实体定义的文件"),
        ("<a/>", "没有正文的文件"),
        ("<a>" * 2000 + "</a>" * 2000, "内容损坏或嵌套过深的文件"),
    ],
)
def test_damaged_documents(document: str, got: str) -> None:
    with pytest.raises(TableError) as caught:
        grid_of(packed({"word/document.xml": document}), "a.docx")
    assert caught.value.got == got


def test_bombs_are_refused() -> None:
    with pytest.raises(TableError, match="解压后有 40 MB 的部件"):
        grid_of(packed({"word/document.xml": b" " * (40 * 2**20)}), "a.docx")
