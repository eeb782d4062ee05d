"""Mutations of tables, each a small function on lines, fields or bytes; what they do depends on the dice alone."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Rows = list[list[str]]

ODD_NUMBERS = (
    *(
        "合计",
        "小计",
        "总计：",
        "Ⅳ",
        "ⅳ",
        "一",
        "（一）",
        "十二",
        "A",
        "a)",
        "1-1",
        "1.1",
        "①",
        "⑴",
        "１",
        "²",
        "٣",
        "๓",
        "0",
    ),
    *(
        "-3",
        "1e5",
        "",
        "（）",
        "()",
        "【1】",
        "第1项",
        "No.7",
        "½",
        "1 2",
        "1、",
        "★3",
        "∞",
        "㊀",
        "〇",
        "零",
        "〡",
        "9" * 30,
    ),
    *("9" * 5000, "1/2", "=1+1", "nan", "True", "甲", "第", "百", "\u200b1", "1\u202e", "𝟏", "२"),
)
HEADINGS = (
    *(
        "一、重点指标类（7项）",
        "<b>二、重点工作类（25 项）</b>",
        "（一）聚焦园区（3项）",
        "王小明副市长分管工作（共5项）",
    ),
    *(
        "一、",
        "（一）",
        "一",
        "第一部分",
        "十百、类",
        "一、类（项）",
        "三、类（-1项）",
        "（二）类（²项）",
        "、",
        "四、" + "类" * 500,
    ),
    *(f"一、重点指标类（{'9' * 5000}项）", "分管工作", "同志负责", "一、一、一、", "（（一））类", "五、类（３项）"),
)
HEADERS = (
    "序号\t任务\t计划\t单位\t情况\t时间",
    "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间\t备注",
    "序号\t项目名称\t责任单位",
    "类别\t序号\t项目名称\t节点计划\t牵头单位\t配合单位\t分管领导\t完成时限\t进展情况\t投资额",
    "事项\t谁来办\t办得怎样",
    "项目名称\t项目名称\t项目名称\t序号\t序号",
)
TAGS = (
    *(
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<br/>",
        "<B CLASS='x'>",
        "<td colspan=2>",
        "<A类项目>",
        "<3万",
        "a<b",
        "‹甲›",
        "<b和c>",
    ),
    *(
        "<script>alert(1)</script>",
        "<b",
        "<",
        ">",
        "<>",
        "</",
        "<!-- x -->",
        "&lt;b&gt;",
        "<p><p><b><p>",
        "<img src=x>",
    ),
    *("<" * 40, "<b>" * 60, "<b " * 60, '<a href="', "]]>", "<?xml?>", "＜b＞"),
)
CONTROLS = (
    *(
        "\x00",
        "\x01",
        "\x08",
        "\x0b",
        "\x0c",
        "\x1b",
        "\x1c",
        "\x1e",
        "\x1f",
        "\x7f",
        "\x85",
        "\x9f",
        "\u200b",
        "\u200f",
    ),
    *(
        "\u202e",
        "\u2028",
        "\u2029",
        "\u2066",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\u00ad",
        "\u3000",
        "\u00a0",
        "\r",
        "\U0001fffe",
    ),
    *("\ufffd", "\ue000", "\U0001f600", "\u0301", "\U000e0041"),
)
REPEATED = (
    *(
        "6月底 ",
        "（1）",
        "(1) 完成。",
        "市水利局 ",
        "市水利局、",
        "已完成。 ",
        " ",
        "\u3000",
        "甲",
        "1",
        "（",
        "）",
        "<p>",
        "和",
        "及",
    ),
    *(
        "（市水利局牵头）",
        "1.",
        "、",
        "，",
        "①",
        "投资1亿元",
        "3公里",
        "《方案》",
        "2022年",
        "一是",
        "%",
        "-",
        "“",
        "因",
        "★",
    ),
)
CODECS = ("gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-8-sig", "latin-1")


def _place(rows: Rows, dice: Random) -> tuple[list[str], int]:
    row = dice.choice(rows)
    return row, dice.randrange(len(row))


def _cut_line(rows: Rows, dice: Random) -> None:
    row = dice.choice(rows)
    del row[dice.randrange(len(row)) + 1 :]
    row[-1] = row[-1][: dice.randrange(len(row[-1]) + 1)]


def _drop_line(rows: Rows, dice: Random) -> None:
    if len(rows) > 1:
        del rows[dice.randrange(len(rows))]


def _repeat_line(rows: Rows, dice: Random) -> None:
    rows.insert(dice.randrange(len(rows) + 1), list(dice.choice(rows)))


def _swap_lines(rows: Rows, dice: Random) -> None:
    one, other = dice.randrange(len(rows)), dice.randrange(len(rows))
    rows[one], rows[other] = rows[other], rows[one]


def _tear_line(rows: Rows, dice: Random) -> None:
    index = dice.randrange(len(rows))
    row, column = rows[index], dice.randrange(len(rows[index]))
    at = dice.randrange(len(row[column]) + 1)
    rows[index : index + 1] = [[*row[:column], row[column][:at]], [row[column][at:], *row[column + 1 :]]]


def _move_cell(rows: Rows, dice: Random) -> None:
    row, column = _place(rows, dice)
    cell = row.pop(column)
    row.insert(dice.randrange(len(row) + 1), cell)


def _empty_cell(rows: Rows, dice: Random) -> None:
    row, column = _place(rows, dice)
    row[column] = ""


def _repeat_cell(rows: Rows, dice: Random) -> None:
    row, column = _place(rows, dice)
    row.insert(column, row[column])


def _strange_cell(rows: Rows, dice: Random) -> None:
    row, column = _place(rows, dice)
    row[column] = dice.choice(dice.choice(rows))


def _same_cell_everywhere(rows: Rows, dice: Random) -> None:
    row, column = _place(rows, dice)
    row[:] = [row[column]] * len(row)


def _add_tab(rows: Rows, dice: Random) -> None:
    row, column = _place(rows, dice)
    row[column:column] = [""] * dice.choice((1, 1, 2, 30))


def _remove_tab(rows: Rows, dice: Random) -> None:
    row, column = _place(rows, dice)
    if column:
        row[column - 1 : column + 1] = [row[column - 1] + row[column]]


def _widen(rows: Rows, dice: Random) -> None:
    width = dice.choice((1, 2, 3, 12, 16, 20, 40, 120, 199, 200, 201))
    for row in rows if dice.random() < 0.3 else [dice.choice(rows)]:
        fill = dice.choice(rows)
        row[:] = [*row, *(dice.choice((*fill, "", "x")) for _ in range(width - len(row)))][:width]


def _insert(words: tuple[str, ...], rows: Rows, dice: Random) -> None:
    row, column = _place(rows, dice)
    at = dice.randrange(len(row[column]) + 1)
    row[column] = row[column][:at] + dice.choice(words) + row[column][at:]


def _tags(rows: Rows, dice: Random) -> None:
    _insert(TAGS, rows, dice)


def _controls(rows: Rows, dice: Random) -> None:
    for _ in range(dice.choice((1, 3))):
        _insert(CONTROLS, rows, dice)


def _any_characters(rows: Rows, dice: Random) -> None:
    signs = (chr(code) for code in (dice.choice((dice.randrange(0x3100), dice.randrange(0xFFFF))) for _ in range(6)))
    _insert(("".join(sign for sign in signs if not 0xD800 <= ord(sign) < 0xE000),), rows, dice)


def _repeat_text(rows: Rows, dice: Random) -> None:
    row, column = _place(rows, dice)
    row[column] += dice.choice(REPEATED) * dice.choice((3, 20, 100, 800)) + dice.choice(("", "x", "。"))


def _number(rows: Rows, dice: Random) -> None:
    dice.choice(rows)[0] = dice.choice(ODD_NUMBERS)


def _numbers(rows: Rows, dice: Random) -> None:
    number = dice.choice(ODD_NUMBERS)
    for row in rows:
        if row[0].isdecimal():
            row[0] = number


def _heading(rows: Rows, dice: Random) -> None:
    cells = [dice.choice(HEADINGS), *[""] * dice.choice((0, 0, 5))]
    rows.insert(dice.randrange(len(rows) + 1), cells)


def _heading_in_cells(rows: Rows, dice: Random) -> None:
    rows.insert(
        dice.randrange(len(rows) + 1), [dice.choice(ODD_NUMBERS), dice.choice(("重点工程", "合计", "")), "", ""]
    )


def _header(rows: Rows, dice: Random) -> None:
    header = dice.choice(HEADERS).split("\t")
    if dice.random() < 0.5:
        rows[0] = header
    else:
        rows.insert(dice.randrange(len(rows) + 1), header)


def _late_header(rows: Rows, dice: Random) -> None:
    rows.insert(min(len(rows), dice.randrange(1, 6)), rows.pop(0))


ON_ROWS: tuple[Callable[[Rows, Random], None], ...] = (
    *(
        _cut_line,
        _drop_line,
        _repeat_line,
        _swap_lines,
        _tear_line,
        _move_cell,
        _empty_cell,
        _repeat_cell,
        _strange_cell,
    ),
    *(_same_cell_everywhere, _add_tab, _remove_tab, _widen, _tags, _controls, _any_characters, _repeat_text, _number),
    *(_number, _numbers, _heading, _heading_in_cells, _header, _late_header),
)


def encoded(text: str, dice: Random) -> bytes:
    """Encode a table, now and then in another encoding, in two of them, or with bytes flipped."""
    content = text.encode("utf-8")
    chance = dice.random()
    if chance < 0.15:
        content = text.encode(dice.choice(CODECS), "replace")
    elif chance < 0.2:
        half = len(text) // 2
        content = text[:half].encode("utf-8") + text[half:].encode(dice.choice(CODECS), "replace")
    if dice.random() < 0.15 and content:
        damaged = bytearray(content)
        for _ in range(dice.choice((1, 1, 3, 40))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        content = bytes(damaged)
    return content[: dice.randrange(len(content) + 1)] if dice.random() < 0.03 else content
