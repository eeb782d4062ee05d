"""Rows of a table that hold no task: what heads a section, and what notes something."""

from __future__ import annotations

from dataclasses import dataclass

from graph.language.text import fold
from graph.tables.layout.table_regions import TableRegion
from graph.tables.numbering import is_written_in_words, read_label
from graph.tables.readers import Cell, Row

_LONGEST_HEADING = 60
_WIDE = 0.6
_NOTES = (
    "备注",
    "注:",
    "注：",
    "说明",
    "附注",
    "填表",
    "填报",
    "制表",
    "数据来源",
    "单位:",
    "单位：",
    "联系人",
    "审核",
    "续表",
    "（续",
    "(续",
    "第",
)
_SENTENCE = "。；;！!"


@dataclass(frozen=True, slots=True)
class Section:
    """A row as one text, with the cell it stands in; the number that stands in a cell of its own."""

    cell: Cell
    text: str
    number: str = ""


def section_of(row: Row, region: TableRegion) -> Section | None:
    """The one text of a row that holds nothing else; ``None`` for a row of data."""
    filled = row.filled
    first = filled[0]
    distinct = list(dict.fromkeys(fold(cell.text) for cell in filled))
    width = len(row.cells)
    if len(distinct) == 1 and (len(filled) > 1 or first.columns >= _WIDE * width or _is_alone(row, first)):
        return Section(first, " ".join(first.text.split()))
    if (
        first.columns > _NAME_AND_MORE
        and read_label(first.text) is None
        and all(_is_figure(c.text) for c in filled[1:])
    ):
        return Section(first, " ".join(first.text.split()))  # sums of the section stand beside its name
    if len(filled) == 2 and _numbers_section(first, region) and first.source.column == 1:
        name = filled[1]
        reaches = name.columns > 1 or not any(cell.merged or cell.text for cell in row.cells[name.source.column :])
        if name.source.column == 2 and reaches and width > 2:
            return Section(name, " ".join(name.text.split()), fold(first.text))
    return None


_NAME_AND_MORE = 2


def _is_figure(text: str) -> bool:
    bare = fold(text).replace(",", "").rstrip("万亿元%项个").lstrip("-")
    return bare.replace(".", "", 1).isdigit()


def _numbers_section(cell: Cell, region: TableRegion) -> bool:
    """Whether a number is one of sections: written in words, or what the numbers of tasks below begin with (A: A1, A2)."""
    if is_written_in_words(cell.text):
        return True
    label = read_label(cell.text)
    return label is not None and not label.isdigit() and label in region.prefixes


def _is_alone(row: Row, cell: Cell) -> bool:
    """Whether a cell in the first column is all that a row has, and no merged cell reaches into it."""
    alone = cell.source.column == 1 and len(row.cells) > 1 and not any(one.merged for one in row.cells)
    return alone and read_label(cell.text) is None and cell.rows == 1


def heads_section(text: str) -> bool:
    """Whether the one text of a row is a heading and no note.

    >>> [heads_section(x) for x in ("一、产业发展（2项）", "（续表）", "注：①为预计数。", "县教育局", "本表由督查室填报。")]
    [True, False, False, True, False]
    """
    folded = fold(text)
    if folded.startswith(_NOTES) and not folded.startswith(_ORDINALS):
        return False
    return 0 < len(folded) <= _LONGEST_HEADING and not any(mark in folded for mark in _SENTENCE)


_ORDINALS = ("第一", "第二", "第三", "第四", "第五", "第六", "第七", "第八", "第九", "第十")
