"""Files → :class:`Grid`: rows of cells, each cell with its line and field.

Text and TSV only so far: one table row a line, fields divided by tabs, HTML tags allowed inside a field.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from graph.errors import TableError
from graph.records import SourceRef
from graph.text import strip_tags

MAX_BYTES = 64 * 1024 * 1024
"""Largest file read: a county's table is well under one megabyte."""
MAX_FIELDS = 200
"""Widest row read: a report table has six to twelve columns."""
CODECS = ("utf-8-sig", "utf-16", "gb18030")


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


def read_grid(path: Path) -> Grid:
    """Read a text or TSV file.

    :raises TableError: the file is missing, too large, empty, binary or in an unknown encoding.
    """
    content = _read_bytes(path)
    text, codec = _decode(content, path.name)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = tuple(_row(path.name, number, line) for number, line in enumerate(lines, start=1) if line.strip())
    return Grid(path.name, hashlib.sha256(content).hexdigest(), codec, rows)


def _read_bytes(path: Path) -> bytes:
    if not path.is_file():
        raise TableError(str(path), None, "一个文本表格文件", "文件不存在" if not path.exists() else "文件夹")
    size = path.stat().st_size
    if size > MAX_BYTES:
        limit = f"不超过 {MAX_BYTES // 2**20} MB 的文本表格"
        raise TableError(path.name, None, limit, f"{size / 2**20:.0f} MB 的文件")
    content = path.read_bytes()
    if not content.strip():
        raise TableError(path.name, None, "一张表格", "空文件")
    return content


def _decode(content: bytes, name: str) -> tuple[str, str]:
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise TableError(name, line, "UTF-8 文本", "二进制内容", advice="请另存为 UTF-8 编码、以制表符分隔的文本")
    first: UnicodeDecodeError | None = None
    for codec in CODECS:
        if codec == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return content.decode(codec), codec.removesuffix("-sig")
        except UnicodeDecodeError as error:
            first = first or error
    line = content[: first.start].count(b"\n") + 1 if first else 1
    raise TableError(name, line, "UTF-8 文本", "其他编码的字节", advice="请另存为 UTF-8 编码")


def _row(document: str, number: int, line: str) -> Row:
    fields = line.split("\t")
    if len(fields) > MAX_FIELDS:
        raise TableError(document, number, f"至多 {MAX_FIELDS} 栏的表格行", f"{len(fields)} 栏")
    cells = (
        Cell(raw, strip_tags(raw), SourceRef(document, number, column)) for column, raw in enumerate(fields, start=1)
    )
    return Row(number, tuple(cells))
