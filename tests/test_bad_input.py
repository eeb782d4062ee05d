"""Files that are no work-report table, or a damaged one: one clear sentence, or a warning with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import readers
from graph.errors import TableError
from graph.records import Table
from graph.table import read_table

HEADER = "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间"
FIRST = "1\t建设产业园区。\t（1）完成征地。\t市财政局\t<b>已完成。</b> 已交付。\t6月底"
SECOND = "2\t整治河道水环境。\t（1）完成清淤。\t市水利局\t<b>未按进度完成。</b> 正在施工。\t9月底"


def save(folder: Path, text: str, name: str = "bad.txt", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def table_of(folder: Path, *lines: str) -> Table:
    return read_table(save(folder, "\n".join(lines) + "\n"))


def refused(path: Path) -> TableError:
    """Return the error a file is refused with; its sentence is one Chinese line that names the file."""
    with pytest.raises(TableError) as caught:
        read_table(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith("。")
    assert "：应为" in sentence
    assert "，实为" in sentence
    assert path.name in sentence
    return caught.value


def messages(table: Table) -> list[tuple[int, str]]:
    return [(notice.line, notice.message) for notice in table.warnings]


def test_good_file_has_no_warning(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEADER, FIRST, SECOND)
    assert [task.title.value for task in table.tasks] == ["建设产业园区。", "整治河道水环境。"]
    assert table.warnings == ()
    assert table.account.complete


def test_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.txt"
    assert str(refused(path)) == f"{path}：应为一个文本表格文件，实为文件不存在。"


def test_folder(tmp_path: Path) -> None:
    assert str(refused(tmp_path)) == f"{tmp_path}：应为一个文本表格文件，实为文件夹。"


@pytest.mark.parametrize("content", [b"", b"\n \n\t\n"])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    assert str(refused(path)) == "bad.txt：应为一张表格，实为空文件。"


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_BYTES", 2**20)
    path = tmp_path / "bad.txt"
    path.write_bytes(b"a" * (3 * 2**20))
    assert str(refused(path)) == "bad.txt：应为不超过 1 MB 的文本表格，实为3 MB 的文件。"


def test_file_of_exactly_the_limit_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, "\n".join([HEADER, FIRST]))
    monkeypatch.setattr(readers, "MAX_BYTES", path.stat().st_size)
    assert len(read_table(path).tasks) == 1


def test_binary_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(b"PK\x03\x04\n\x14\n\x00\x00\x08")
    error = refused(path)
    assert error.line == 3
    assert str(error) == ("bad.xlsx 第 3 行：应为UTF-8 文本，实为二进制内容；请另存为 UTF-8 编码、以制表符分隔的文本。")


def test_bytes_of_no_known_encoding(tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(f"{HEADER}\n".encode() + b"1\t\xff\xff\xff caf\xe9\n")
    error = refused(path)
    assert error.line == 2
    assert str(error) == "bad.txt 第 2 行：应为UTF-8 文本，实为其他编码的字节；请另存为 UTF-8 编码。"


def test_latin_1_bytes(tmp_path: Path) -> None:
    error = refused(save(tmp_path, "name\ttitle\ncaf\xe9\t\xe9t\xe9\n", encoding="latin-1"))
    assert error.line == 2
    assert str(error) == "bad.txt 第 2 行：应为UTF-8 文本，实为其他编码的字节；请另存为 UTF-8 编码。"


def test_no_header_row(tmp_path: Path) -> None:
    error = refused(save(tmp_path, f"\n\n{FIRST}\n{SECOND}\n"))
    assert error.line == 3
    assert str(error) == (
        "bad.txt 第 3 行：应为含“序号、项目名称、责任单位、完成情况”等栏名的表头行，实为“1”等 2 行无表头的文字。"
    )


def test_header_only(tmp_path: Path) -> None:
    error = refused(save(tmp_path, f"2022年工作表\n\n{HEADER}\n"))
    assert error.line == 3
    assert str(error) == "bad.txt 第 3 行：应为至少一项带序号的任务，实为只有表头。"


def test_row_torn_in_its_title(tmp_path: Path) -> None:
    torn = FIRST.replace("建设产业园区。", "建设产业\n园区。")
    error = refused(save(tmp_path, f"{HEADER}\n{torn}\n{SECOND}\n"))
    assert error.line == 3
    assert str(error) == (
        "bad.txt 第 3 行：应为序号或空的首栏，实为“园区。”；这一行或上一行可能被截断，请把一行表格放在同一行文字里。"
    )


def test_row_torn_in_its_last_cell(tmp_path: Path) -> None:
    torn = "1\t建设产业园区。\t（1）完成征地。\t市财政局\t<b>已完成。</b> 已交\n付使用。"
    error = refused(save(tmp_path, f"{HEADER}\n{torn}\n"))
    assert error.line == 3
    assert str(error) == (
        "bad.txt 第 3 行：应为6 栏的表格行，实为“付使用。”；这一行或上一行可能被截断，请把一行表格放在同一行文字里。"
    )


def test_number_alone(tmp_path: Path) -> None:
    error = refused(save(tmp_path, f"{HEADER}\n{FIRST}\n2\n"))
    assert error.line == 3
    assert error.expected == "序号后有项目名称"
    assert error.got == "“2”"


def test_number_without_title(tmp_path: Path) -> None:
    error = refused(save(tmp_path, f"{HEADER}\n{FIRST}\n2\t\t（1）完成清淤。\t市水利局\t\t9月底\n"))
    assert error.line == 3
    assert error.expected == "序号 2 后有项目名称"


def test_number_twice(tmp_path: Path) -> None:
    error = refused(save(tmp_path, "\n".join([HEADER, FIRST, SECOND.replace("2\t", "1\t", 1)])))
    assert error.line == 3
    assert str(error) == (
        "bad.txt 第 3 行：应为同一类中不重复的序号（1 已在第 2 行用过），实为序号 1 再次出现，且项目名称不同。"
    )


def test_number_twice_further_down(tmp_path: Path) -> None:
    error = refused(save(tmp_path, "\n".join([HEADER, FIRST, SECOND, FIRST])))
    assert error.line == 4
    assert error.expected == "同一类中不重复的序号（1 已在第 2 行用过）"


def test_too_many_columns(tmp_path: Path) -> None:
    error = refused(save(tmp_path, HEADER + "\n" + "\t" * 200 + "x\n"))
    assert str(error) == "bad.txt 第 2 行：应为至多 200 栏的表格行，实为201 栏。"


@pytest.mark.parametrize(("encoding", "codec"), [("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")])
def test_other_encoding_is_read_with_a_warning(tmp_path: Path, encoding: str, codec: str) -> None:
    table = read_table(save(tmp_path, "\n".join([HEADER, FIRST, SECOND]), encoding=encoding))
    assert [task.title.value for task in table.tasks] == ["建设产业园区。", "整治河道水环境。"]
    assert messages(table) == [(1, f"文件编码为 {codec}，已照此读取，建议另存为 UTF-8")]


def test_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    table = read_table(save(tmp_path, "\n".join([HEADER, FIRST]), encoding="utf-8-sig"))
    assert [task.number for task in table.tasks] == [1]
    assert table.warnings == ()


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends(tmp_path: Path, end: str) -> None:
    table = read_table(save(tmp_path, end.join([HEADER, FIRST, SECOND])))
    assert [task.lines for task in table.tasks] == [(2, 2), (3, 3)]
    assert table.warnings == ()


def test_cut_trailing_tabs(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        HEADER,
        FIRST,
        "\t\t（2）完成建设。",
        "2\t整治河道水环境。\t（1）完成清淤。\t市水利局\t<b>已完成。</b> 已验收。\t9月底",
        "\t\t（2）完成绿化。\t\t<b>未按进度完成。</b> 正在报批。",
    )
    first, second = table.tasks
    assert [m.text.value for m in first.milestones] == ["完成征地。", "完成建设。"]
    assert [(m.deadline.text if m.deadline else None, m.inherited) for m in first.milestones] == [
        ("6月底", False),
        ("6月底", True),
    ]
    assert [(r.status, r.milestones) for r in first.reports] == [("已完成", (0, 1))]
    assert [(r.status, r.milestones) for r in second.reports] == [("已完成", (0,)), ("未按进度完成", (1,))]
    assert table.warnings == ()
    assert table.account.complete
    assert table.account.reported == 0


def test_wrong_counts_in_headings(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        HEADER,
        "<b>一、重点工作类（3项）</b>\t\t\t\t\t",
        "（一）聚焦园区建设（2项）\t\t\t\t\t",
        "王小明副市长分管工作（共5项）\t\t\t\t\t",
        FIRST,
        SECOND,
    )
    assert messages(table) == [
        (2, "标题“重点工作类”写明 3 项，实际读到 2 项"),
        (4, "标题“王小明分管工作”写明 5 项，实际读到 2 项"),
    ]
    assert [(h.number, h.name, h.announced) for h in table.info.headings] == [
        (1, "重点工作类", 3),
        (1, "聚焦园区建设", 2),
    ]
    assert table.account.complete


def test_gap_in_the_numbers(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEADER, FIRST, SECOND.replace("2\t", "4\t", 1))
    assert [task.number for task in table.tasks] == [1, 4]
    assert messages(table) == [(3, "序号应为 2，实为 4")]


def test_missing_parts_are_named(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEADER, "1\t建设产业园区。\t（1）完成征地。\t\t\t")
    assert messages(table) == [
        (2, "任务“建设产业园区。”没有责任单位"),
        (2, "任务“建设产业园区。”没有完成时间"),
        (2, "任务“建设产业园区。”没有完成情况"),
    ]


def test_cells_before_the_first_task_are_reported(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEADER, "\t\t（2）完成建设。\t\t\t", FIRST)
    assert messages(table) == [(2, "第 3 栏“（2）完成建设。”未能归入记录：标题之后、任务之前的行没有序号")]
    assert table.account.reported == 1
    assert table.account.complete


def test_column_without_a_field_is_kept(tmp_path: Path) -> None:
    table = table_of(tmp_path, f"{HEADER}\t备注", f"{FIRST}\t需报省厅审批")
    assert [(e.header, e.text.value) for e in table.tasks[0].extras] == [("备注", "需报省厅审批")]
    assert table.account.complete
    assert table.warnings == ()


def test_unknown_status_word_is_named(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEADER, FIRST.replace("<b>已完成。</b> 已交付。", "工程进入收尾。"))
    assert messages(table) == [(2, "任务“建设产业园区。”的完成情况里没有可识别的状态词")]
    assert [(r.status, r.narrative.value) for r in table.tasks[0].reports] == [(None, "工程进入收尾。")]
