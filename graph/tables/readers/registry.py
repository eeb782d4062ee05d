"""Which reader takes a document: told by its content, and by its name only where the content leaves it open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

from graph.errors import TableError
from graph.tables.encodings import decode
from graph.tables.readers.delimited import delimiter_of, read_delimited
from graph.tables.readers.grid import Bounds, Grid
from graph.tables.readers.markdown import has_pipe_table, read_markdown
from graph.tables.readers.plain_text import read_plain_text
from graph.tables.readers.signatures import binary_form, is_html

Reader = Callable[[bytes, str, Bounds], Grid]

_READERS = {
    "html": ("graph.tables.readers.html", "read_html"),
    "docx": ("graph.tables.readers.docx", "read_docx"),
    "xlsx": ("graph.tables.readers.workbook", "read_xlsx"),
    "xlsb": ("graph.tables.readers.workbook", "read_xlsb"),
    "xls": ("graph.tables.readers.workbook", "read_xls"),
    "ods": ("graph.tables.readers.opendocument", "read_ods"),
    "pdf": ("graph.tables.readers.pdf", "read_pdf"),
    "picture": ("graph.tables.readers.pdf", "read_picture"),
}
"""Form → module and function of its reader: loaded when needed, since each needs a library."""
_MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest text and the largest packed file in bytes, and the bounds of a grid."""

    text: int
    packed: int
    bounds: Bounds


def read_content(content: bytes, name: str, limits: Limits) -> Grid:
    """Read a document with the reader that fits it.

    :raises TableError: no reader takes it; or its reader's reason.
    """
    suffix = PurePath(name).suffix.lower()
    form = binary_form(content, name)
    if form is None:
        _hold_size(content, name, limits.text, "文本表格")
        if is_html(content, suffix):
            form = "html"
    else:
        _hold_size(content, name, limits.packed, "文件")
    if form is None:
        return _read_text(content, name, suffix, limits.bounds)
    module, function = _READERS[form]
    reader: Reader = getattr(import_module(module), function)
    return reader(content, name, limits.bounds)


def _hold_size(content: bytes, name: str, most: int, what: str) -> None:
    if len(content) > most:
        got = f"{len(content) / 2**20:.0f} MB 的文件"
        raise TableError(name, None, f"不超过 {most // 2**20} MB 的{what}", got)


def _read_text(content: bytes, name: str, suffix: str, bounds: Bounds) -> Grid:
    text, codec = decode(content, name)
    if has_pipe_table(text) or (suffix in _MARKDOWN and "\t" not in text):
        return read_markdown(text, codec, content, name, bounds)
    delimiter = delimiter_of(text, suffix)
    if delimiter is not None:
        return read_delimited(text, delimiter, codec, content, name, bounds)
    return read_plain_text(text, codec, content, name, bounds)
