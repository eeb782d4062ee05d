"""Plain text → grid: one table row a line, fields divided by tabs, HTML tags allowed inside a field."""

from __future__ import annotations

import hashlib

from graph.errors import TableError
from graph.language.text import TAG, strip_tags
from graph.records import Notice, SourceRef
from graph.tables.cleaning import Cleaner
from graph.tables.readers.grid import Bounds, Cell, Grid, Row


def read_plain_text(text: str, codec: str, content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of a text whose lines are rows.

    :raises TableError: there is no text, or it is beyond one of the bounds.
    """
    cleaner = Cleaner()
    rows: list[Row] = []
    cells = 0
    # Only LF, CR and both end a line; what else Unicode calls a line end stands inside a cell.
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        row = _row(name, number, cleaner.clean(line, number), bounds) if line.strip() else None
        if row is None or not row.filled:
            continue
        rows.append(row)
        cells += len(row.filled)
        bounds.hold_count(name, number, "行", len(rows), bounds.rows)
        bounds.hold_count(name, number, "个非空格子", cells, bounds.cells)
    if not rows:
        raise TableError(name, None, "一张表格", "空文件")
    message = cleaner.message
    notices = (Notice(name, cleaner.lines[0], message),) if message else ()
    return Grid(name, hashlib.sha256(content).hexdigest(), codec, tuple(rows), notices)


def _row(document: str, number: int, line: str, bounds: Bounds) -> Row:
    fields = line.split("\t")
    bounds.hold_width(document, number, len(fields))
    for column, raw in enumerate(fields, start=1):
        bounds.hold_cell(document, number, column, len(raw))
        if raw.count("<") > bounds.tags and (tags := len(TAG.findall(raw))) > bounds.tags:
            got = f"第 {column} 栏有 {tags} 个"
            raise TableError(document, number, f"每格至多 {bounds.tags} 个标签", got, advice="请去掉多余的 HTML 标签")
    cells = (
        Cell(raw, strip_tags(raw), SourceRef(document, number, column)) for column, raw in enumerate(fields, start=1)
    )
    return Row(number, tuple(cells))
