"""Files → :class:`Grid`: rows of cells, each cell with its line and field.

Text and TSV only so far: one table row a line, fields divided by tabs, HTML tags allowed inside a field.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from graph.errors import TableError
from graph.language.text import TAG, strip_tags
from graph.records import Notice, SourceRef
from graph.storage.file_manifest import reason
from graph.tables.cleaning import Cleaner, one_line
from graph.tables.encodings import decode

MAX_BYTES = 16 * 1024 * 1024
"""Largest file read, in bytes: a county's table is well under one megabyte."""
MAX_FIELDS = 200
"""Widest row read: a report table has six to twelve columns."""
MAX_ROWS = 100_000
"""Most lines with text: a county's table has about a thousand."""
MAX_CELLS = 500_000
"""Most cells with text: a county's table has some thousands."""
MAX_CELL = 50_000
"""Longest cell, in characters: the longest ones met have some thousands."""
MAX_TAGS = 2_000
"""Most tags in one cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field: the text as written, the text without tags, and where it stands."""

    raw: str
    text: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class Row:
    """One line: all its fields, empty ones too."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The non-empty cells."""
        return tuple(cell for cell in self.cells if cell.text)


@dataclass(frozen=True, slots=True)
class Grid:
    """A document as rows of cells."""

    document: str
    sha256: str
    codec: str
    rows: tuple[Row, ...]
    notices: tuple[Notice, ...] = ()
    """What was noticed at reading, before any row was looked at."""


def read_grid(path: Path) -> Grid:
    """Read a text or TSV file.

    :raises TableError: the file is missing, too large, empty, binary or in an unknown encoding.
    """
    return grid_of(_read_bytes(path), one_line(path.name) or "未命名")


def grid_of(content: bytes, name: str) -> Grid:
    """Make the grid of a document's bytes.

    :raises TableError: the document is empty, binary, in an unknown encoding or beyond one of the bounds.
    """
    text, codec = decode(content, name)
    cleaner = Cleaner()
    rows: list[Row] = []
    cells = 0
    # Only LF, CR and both end a line; what else Unicode calls a line end stands inside a cell.
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        row = _row(name, number, cleaner.clean(line, number)) if line.strip() else None
        if row is None or not row.filled:
            continue
        rows.append(row)
        cells += len(row.filled)
        _bound(name, number, "行", len(rows), MAX_ROWS)
        _bound(name, number, "个非空格子", cells, MAX_CELLS)
    if not rows:
        raise TableError(name, None, "一张表格", "空文件")
    message = cleaner.message
    notices = (Notice(name, cleaner.lines[0], message),) if message else ()
    return Grid(name, hashlib.sha256(content).hexdigest(), codec, tuple(rows), notices)


def _read_bytes(path: Path) -> bytes:
    name = one_line(str(path))
    try:
        if not path.is_file():
            raise TableError(name, None, "一个文本表格文件", "文件夹" if path.is_dir() else "文件不存在")
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = f"不超过 {MAX_BYTES // 2**20} MB 的文本表格"
            raise TableError(one_line(path.name), None, limit, f"{size / 2**20:.0f} MB 的文件")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise TableError(
            name, None, "一个可以读取的文件", f"读取失败（{reason(error)}）", advice="请检查文件名和权限"
        ) from None
    if not content.strip():
        raise TableError(one_line(path.name), None, "一张表格", "空文件")
    return content


def _bound(name: str, number: int, what: str, found: int, most: int) -> None:
    if found > most:
        advice = "请把文件拆成几个再读"
        raise TableError(name, number, f"至多 {most} {what}的表格", f"到这一行已超过 {most} {what}", advice=advice)


def _row(document: str, number: int, line: str) -> Row:
    fields = line.split("\t")
    if len(fields) > MAX_FIELDS:
        raise TableError(document, number, f"至多 {MAX_FIELDS} 栏的表格行", f"{len(fields)} 栏")
    for column, raw in enumerate(fields, start=1):
        if len(raw) > MAX_CELL:
            got = f"第 {column} 栏有 {len(raw)} 字"
            raise TableError(document, number, f"每格至多 {MAX_CELL} 字", got, advice="请检查这一格是否漏了换行或引号")
        if raw.count("<") > MAX_TAGS and (tags := len(TAG.findall(raw))) > MAX_TAGS:
            got = f"第 {column} 栏有 {tags} 个"
            raise TableError(document, number, f"每格至多 {MAX_TAGS} 个标签", got, advice="请去掉多余的 HTML 标签")
    cells = (
        Cell(raw, strip_tags(raw), SourceRef(document, number, column)) for column, raw in enumerate(fields, start=1)
    )
    return Row(number, tuple(cells))
