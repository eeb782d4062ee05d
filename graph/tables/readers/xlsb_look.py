"""How far the cells of an xlsb workbook's sheets reach: told before they are laid out."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from graph.tables.readers.packages import Package
from graph.tables.readers.workbook import SheetLook

_ROW = 0
_CELLS = range(2, 12)
"""Records of cells with values (1 is a blank one)."""


def looks_of(content: bytes, name: str) -> Callable[[int, str], SheetLook]:
    """Look up how far any sheet reaches: the farthest of all, since bounds hold for each.

    :raises TableError: the file is damaged.
    """
    package = Package(content, name)
    farthest = SheetLook()
    for part in package.names:
        if part.startswith("xl/worksheets/") and part.endswith(".bin"):
            _measure(package.read(part) or b"", farthest)
    return lambda _at, _title: farthest


def _measure(data: bytes, look: SheetLook) -> None:
    row = -1
    for kind, body in records(data):
        if kind == _ROW and len(body) >= 4:
            row = struct.unpack_from("<I", body)[0]
        elif kind in _CELLS and len(body) >= 4:
            look.last_row = max(look.last_row, row)
            look.last_column = max(look.last_column, struct.unpack_from("<I", body)[0])


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: kind and length are numbers of seven bits a byte, the lowest first."""
    at = 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        length, at = _number(data, at, 4)
        yield kind, data[at : at + length]
        at += length


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for place in range(most):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        # The kind keeps the mark of its first byte in the specification's numbers; small kinds have none.
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return value, at
