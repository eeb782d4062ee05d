"""Files of every form in which government tables circulate → :class:`Grid`: rows of cells, each with its place.

The content decides which reader takes a document, its name only where the content leaves it open. A reader and the
library it needs are loaded when a document of its form is met.
"""

from __future__ import annotations

from pathlib import Path

from graph.errors import TableError
from graph.storage.file_manifest import reason
from graph.tables.cleaning import one_line
from graph.tables.readers.grid import Bounds, Cell, Grid, Row, join_cells
from graph.tables.readers.registry import Limits, read_content

__all__ = ["Cell", "Grid", "Row", "grid_of", "join_cells", "read_bytes", "read_grid"]

MAX_BYTES = 16 * 1024 * 1024
"""Largest text (also HTML, CSV, Markdown) read, in bytes: a county's table is well under one megabyte."""
MAX_PACKED_BYTES = 64 * 1024 * 1024
"""Largest Word, Excel or PDF file read, in bytes: pictures make them large."""
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


def read_grid(path: Path) -> Grid:
    """Read a document of any form.

    :raises TableError: the file is missing, too large, empty, damaged, locked, no text or in an unknown encoding.
    """
    return grid_of(read_bytes(path), one_line(path.name) or "未命名")


def grid_of(content: bytes, name: str) -> Grid:
    """Make the grid of a document's bytes; ``name`` is its file's name.

    :raises TableError: the document is empty, damaged, locked, no text, in an unknown encoding or beyond a bound.
    """
    # Read here and not at import, so that one place holds the bounds whoever changes them.
    limits = Limits(MAX_BYTES, MAX_PACKED_BYTES, Bounds(MAX_ROWS, MAX_FIELDS, MAX_CELLS, MAX_CELL, MAX_TAGS))
    return read_content(content, name, limits)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    :raises TableError: it is missing, no file, too large or empty, or cannot be read.
    """
    name = one_line(str(path))
    try:
        if not path.is_file():
            raise TableError(name, None, "一个文本表格文件", "文件夹" if path.is_dir() else "文件不存在")
        size = path.stat().st_size
        most = max(MAX_BYTES, MAX_PACKED_BYTES)
        if size > most:
            limit = f"不超过 {most // 2**20} MB 的文件"
            raise TableError(one_line(path.name), None, limit, f"{size / 2**20:.0f} MB 的文件")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise TableError(
            name, None, "一个可以读取的文件", f"读取失败（{reason(error)}）", advice="请检查文件名和权限"
        ) from None
    if not content.strip():
        raise TableError(one_line(path.name), None, "一张表格", "空文件")
    return content
