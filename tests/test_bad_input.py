"""Files that are no work-report table, or a damaged one: one clear sentence, or a warning with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import TableError
from graph.records import Table, encode_tasks
from graph.tables import readers
from graph.tables.table import read_table

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
    assert str(error) == (
        "bad.txt 第 2 行：应为UTF-8 文本，实为夹有其他编码的字节（共 1 行，约 4 处）；请改正这些行的文字，再另存为 UTF-8 编码。"
    )


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
    assert str(error).startswith("bad.txt 第 3 行：应为至少一项写了名称的任务，实为只有表头的空表（序号、项目名称")


TORN = "这一行或上一行可能被截断，请把一行表格放在同一行文字里"
NUMBER = "请把序号改为 1、2、3 或一、二、三"


def lost(table: Table) -> list[tuple[int, str]]:
    """The warnings about rows that could not be read; the account holds all the same."""
    assert table.account.complete
    return [(line, text) for line, text in messages(table) if "未归入记录" in text or "未能归入记录" in text]


@pytest.mark.parametrize(
    ("lines", "titles", "warning", "reported"),
    [
        (
            (FIRST.replace("建设产业园区。", "建设产业\n园区。"), SECOND),
            ["建设产业", "整治河道水环境。"],
            (
                3,
                "应为序号或空的首栏，实为“园区。”；这一行有 5 格未归入记录（“园区。”、“（1）完成征地。”、“市财政局”等）；"
                + TORN,
            ),
            5,
        ),
        (
            ("1\t建设产业园区。\t（1）完成征地。\t市财政局\t<b>已完成。</b> 已交\n付使用。", SECOND),
            ["建设产业园区。", "整治河道水环境。"],
            (3, f"应为6 栏的表格行，实为“付使用。”；这一行有 1 格未归入记录（“付使用。”）；{TORN}"),
            1,
        ),
        (
            (FIRST, "2"),
            ["建设产业园区。"],
            (3, f"应为序号后有项目名称，实为“2”；这一行有 1 格未归入记录（“2”）；{TORN}"),
            1,
        ),
        (
            (FIRST, "2\t\t（1）完成清淤。\t市水利局\t\t9月底", "\t\t（2）完成绿化。", SECOND.replace("2", "3", 1)),
            ["建设产业园区。", "整治河道水环境。"],
            (
                3,
                "应为序号 2 后有项目名称，实为“2”；这一行有 4 格未归入记录（“2”、“（1）完成清淤。”、“市水利局”等）；"
                + TORN,
            ),
            5,
        ),
        (
            (FIRST, "合 计\t2项", SECOND),
            ["建设产业园区。", "整治河道水环境。"],
            (3, "第 1 栏“合 计”未能归入记录：合计行不作任务"),
            2,
        ),
        (
            (FIRST, "\t小计\t\t1项", SECOND),
            ["建设产业园区。", "整治河道水环境。"],
            (3, "第 2 栏“小计”未能归入记录：合计行不作任务"),
            2,
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_reported_and_the_rest_is_read(
    tmp_path: Path, lines: tuple[str, ...], titles: list[str], warning: tuple[int, str], reported: int
) -> None:
    table = table_of(tmp_path, HEADER, *lines)
    assert [task.title.value for task in table.tasks] == titles
    assert lost(table)[0] == warning
    assert table.account.reported == reported


def test_rows_after_one_that_cannot_be_read_join_no_other_task(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEADER, FIRST, SECOND.replace("2", "A", 1), "\t\t（2）完成绿化。\t\t\t", SECOND)
    assert [len(task.milestones) for task in table.tasks] == [1, 1]
    assert [line for line, _ in lost(table)] == [3, 4]
    assert table.account.reported == 7


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *(
            ("Ⅳ", 4),
            ("ⅳ", 4),
            ("XII", 12),
            ("一", 1),
            ("（一）", 1),
            ("二十三", 23),
            ("①", 1),
            ("⑵", 2),
            ("１", 1),
            ("²", 2),
        ),
        *(("٣", 3), ("๓", 3), ("12、", 12), ("★3", 3), ("第5项", 5), ("No.7", 7), ("0", 0), ("\u200b1", 1)),
        *((word, None) for word in ("-3", "1e5", "1 2", "1/2", "½", "（）", "甲", "∞", "=1+1")),
        ("9" * 30, None),
        ("9" * 5000, None),
    ],
)
def test_number_cells_of_any_sort(tmp_path: Path, written: str, number: int | None) -> None:
    table = table_of(tmp_path, HEADER, FIRST.replace("1", "8", 1), SECOND.replace("2", written, 1))
    assert [task.number for task in table.tasks] == ([8] if number is None else [8, number])
    wrong = f"应为能读作数字的序号，实为“{written[:20]}”；这一行有 6 格未归入记录"
    assert [text.startswith(wrong) and text.endswith(NUMBER) for _, text in lost(table)] == [True] * (number is None)


@pytest.mark.parametrize("written", ["A", "1-1", "1.1"])
def test_a_number_of_another_kind_is_kept_as_printed(tmp_path: Path, written: str) -> None:
    table = table_of(tmp_path, HEADER, FIRST.replace("1", "8", 1), SECOND.replace("2", written, 1))
    assert [task.id for task in table.tasks] == ["1-8", f"1-{written}"]
    assert table.account.complete


@pytest.mark.parametrize("lines", [("建设园区。\t（1）征地。", "修路。\t（1）招标。")])
def test_a_table_of_which_nothing_can_be_read_is_refused(tmp_path: Path, lines: tuple[str, ...]) -> None:
    error = refused(save(tmp_path, "\n".join([HEADER, *lines])))
    assert error.line == 2
    assert f"“{lines[0].split(chr(9))[0]}”，全表 2 行都未能读出" in str(error)


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        ((FIRST, SECOND.replace("2", "1", 1)), ["1-1", "1-1.2"]),
        ((FIRST, SECOND, FIRST), ["1-1", "1-2", "1-1.2"]),
        ((FIRST, SECOND, FIRST, SECOND, FIRST), ["1-1", "1-2", "1-1.2", "1-2.2", "1-1.3"]),
    ],
)
def test_a_number_used_again_keeps_both_tasks(tmp_path: Path, lines: tuple[str, ...], ids: list[str]) -> None:
    table = table_of(tmp_path, HEADER, *lines)
    assert [task.id for task in table.tasks] == ids
    again = "应为同一类中不重复的序号（1 已在第 2 行用过），实为序号 1 再次出现；两项都保留，这一项编号为 1-1.2"
    assert again in [text for _, text in messages(table)]


@pytest.mark.parametrize(
    ("first", "name"), [("一", "重点工程"), ("（一）", "重点工程"), ("二、重点工程", "二、重点工程")]
)
def test_a_heading_spread_over_cells(tmp_path: Path, first: str, name: str) -> None:
    table = table_of(tmp_path, HEADER, f"{first}\t{name}\t\t\t", FIRST)
    assert [heading.name for heading in table.info.headings] == ["重点工程"]
    assert messages(table) == []
    assert table.account.complete


EARLY = ("1\t修路。\t（1）完成。\t市财政局\t<b>已完成。</b> 乙。\t6月底", "\t\t（2）绿化。\t\t\t9月底")


@pytest.mark.parametrize(
    ("before", "reported"),
    [
        (("# 2022年重点工作", "当前位置：首页 > 政务公开", "索引号\t00033\t发布单位\t区政府"), []),
        (("# 2022年重点工作", *EARLY), [2, 3]),
        (("# 2022年重点工作", "编码\t干什么\t怎么干\t谁来干\t干得怎样\t何时", *EARLY), [2, 3, 4]),
    ],
)
def test_rows_before_the_first_known_header(tmp_path: Path, before: tuple[str, ...], reported: list[int]) -> None:
    table = table_of(tmp_path, *before, HEADER, FIRST)
    assert sorted({line for line, _ in lost(table)}) == reported
    assert all("在第一个认得的表头" in text for _, text in lost(table))
    assert table.info.title == before[0].lstrip("# ")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("投资<A类项目>若干，<b和c>，<3万，a<b，‹甲›。", "投资<A类项目>若干，<b和c>，<3万，a<b，‹甲›。"),
        ("<p>甲</p><BR><FONT color='red' size=2>乙</FONT><td nowrap>丙</td>", "甲\n乙丙"),
        ("<script>alert(1)</script>甲<b 乙>", "<script>alert(1)</script>甲<b 乙>"),
        ("<b<b>甲</b", "<b甲</b"),
    ],
)
def test_only_tags_are_taken_for_tags(tmp_path: Path, written: str, text: str) -> None:
    table = table_of(tmp_path, HEADER, FIRST.replace("已交付。", written))
    assert table.tasks[0].reports[0].narrative.value == text


@pytest.mark.parametrize(
    ("sign", "left"),
    [
        *((sign, "") for sign in "\x00\x01\x1b\x7f\x80\x9f\u200b\u200f\u202e\u2066\ufeff\ufffe\uffff\U0001fffe\u00ad"),
        *((sign, " ") for sign in "\x0b\x0c\x1c\x1e\x85\u2028\u2029"),
    ],
)
def test_control_characters_are_taken_out_with_a_warning(tmp_path: Path, sign: str, left: str) -> None:
    table = table_of(tmp_path, HEADER, FIRST.replace("产业", f"产{sign}业"), SECOND.replace("清淤", f"清{sign}淤"))
    assert [task.title.value for task in table.tasks] == [f"建设产{left}业园区。", "整治河道水环境。"]
    what = f"去掉了 2 个控制字符或不可见字符（U+{ord(sign):04X}）（共 2 行有）"
    assert messages(table) == [(2, f"从这一行起{what}，其余文字照原样保留")]
    assert sign not in "".join(encoded.decode() for encoded in encode_tasks(table.tasks))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_read_where_they_are_certain(tmp_path: Path, codec: str) -> None:
    table = read_table(save(tmp_path, "\n".join([HEADER, FIRST, SECOND]), encoding=codec))
    assert [task.title.value for task in table.tasks] == ["建设产业园区。", "整治河道水环境。"]
    assert messages(table) == [(1, f"文件编码为 {codec[:6]}，已照此读取，建议另存为 UTF-8")]


GOOD = "\n".join([HEADER, FIRST, SECOND])


@pytest.mark.parametrize(
    ("content", "line", "got"),
    [
        (GOOD.encode().replace("底".encode(), b"\xe5\xba", 1), 2, "夹有其他编码的字节"),
        (f"{HEADER}\n{FIRST}\n".encode() + SECOND.encode("gb18030"), 3, "混合内容"),
        (GOOD.encode("gb18030").replace("河道".encode("gb18030"), "河".encode("gb18030") + b"\xb5", 1), 3, "其他编码"),
        (b"\xff\xfe" + GOOD.encode("utf-16-le")[:-1], 3, "损坏或截断"),
    ],
)
def test_bytes_that_are_not_certain_are_refused_with_their_line(
    tmp_path: Path, content: bytes, line: int, got: str
) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    error = refused(path)
    assert (error.line, got in error.got) == (line, True)


@pytest.mark.parametrize(
    ("name", "most", "sentence"),
    [
        ("MAX_ROWS", 2, "第 3 行：应为至多 2 行的表格"),
        ("MAX_CELLS", 12, "第 3 行：应为至多 12 个非空格子的表格"),
        ("MAX_CELL", 15, "第 2 行：应为每格至多 15 字，实为第 5 栏有 16 字"),
        ("MAX_TAGS", 1, "第 2 行：应为每格至多 1 个标签，实为第 5 栏有 2 个"),
    ],
)
def test_bounds_of_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: int, sentence: str
) -> None:
    monkeypatch.setattr(readers, name, most)
    assert sentence in str(refused(save(tmp_path, GOOD)))


@pytest.mark.parametrize("name", ["坏\n名.txt", "长" * 80 + ".txt", "\x1b[31m红.txt"])
def test_names_of_files_stay_on_one_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("甲\n", encoding="utf-8")
    with pytest.raises(TableError) as caught:
        read_table(path)
    assert str(caught.value).isprintable()
    with pytest.raises(TableError, match=r"文件名太长|文件不存在"):
        read_table(tmp_path / ("长" * 300))


def test_wide_tables_are_read_in_bounded_time(tmp_path: Path) -> None:
    """Twenty columns used to take hours, as the search tried all sets of columns."""
    known = ["分管领导", "配合单位", "类别"] * 30
    others = [f"指标{index}" for index in range(96)]
    header = "\t".join(["序号", "项目名称", "责任单位", "完成时间", "完成情况", *known, *others])
    row = "\t".join(
        ["1", "建设园区。", "市财政局", "<b>已完成。</b> 好。", "6月底", *["甲", "6月底", "市水利局"] * 30, *others]
    )
    task = table_of(tmp_path, header, *[row.replace("1", str(number), 1) for number in range(1, 51)]).tasks[-1]
    assert (task.number, task.title.value, task.statuses) == (50, "建设园区。", ("已完成",))
    assert "6月底" in [deadline.text for deadline in task.deadlines]
    assert {extra.header for extra in task.extras} >= set(others)


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
