"""What an xls workbook (BIFF8) says of its cells' looks: formats, hidden rows and columns, how far its cells reach."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from graph.tables.readers.compound_file import stream
from graph.tables.readers.number_formats import BUILT_IN
from graph.tables.readers.workbook import SheetLook

_BOF, _BOUNDSHEET, _FORMAT, _XF, _ROW, _COLUMNS = 0x0809, 0x0085, 0x041E, 0x00E0, 0x0208, 0x007D
_NUMBER, _RK, _MULTIPLE_RK, _FORMULA, _LABEL, _LABEL_SST = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0204, 0x00FD
_CELLS = frozenset((_NUMBER, _RK, _FORMULA, _LABEL, _LABEL_SST))
_END = 0x000A
_ROW_HIDDEN = 0x20
_MOST_COLUMNS = 256


def looks_of(content: bytes, name: str) -> Callable[[int, str], SheetLook]:
    """Look up the looks of a sheet by its position.

    :raises TableError: the file is damaged.
    """
    data = stream(content, name, "Workbook", "Book")
    starts, codes = _globals(data)

    def look(at: int, _title: str) -> SheetLook:
        return _look(data, starts[at], codes) if at < len(starts) else SheetLook()

    return look


def _records(data: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of a part of the workbook, up to its end; what is cut off ends it too."""
    at = start
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + length]
        if kind == _END:
            return
        at += 4 + length


def _globals(data: bytes) -> tuple[list[int], list[str]]:
    """Where each sheet begins, and the code of each cell format."""
    starts: list[int] = []
    numbers: list[int] = []
    own: dict[int, str] = {}
    for kind, body in _records(data, 0):
        if kind == _BOUNDSHEET and len(body) >= 4:
            starts.append(struct.unpack_from("<I", body)[0])
        elif kind == _XF and len(body) >= 4:
            numbers.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _FORMAT and len(body) >= 5:
            number, length, wide = struct.unpack_from("<HHB", body)
            text = body[5 : 5 + length * (2 if wide & 1 else 1)]
            own[number] = text.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
    return starts, [own.get(number, BUILT_IN.get(number, "General")) for number in numbers]


def _look(data: bytes, start: int, codes: list[str]) -> SheetLook:
    look = SheetLook()
    for kind, body in _records(data, start):
        if kind == _ROW and len(body) >= 16:
            if struct.unpack_from("<H", body, 12)[0] & _ROW_HIDDEN:
                look.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMNS and len(body) >= 10:
            first, last, _, _, options = struct.unpack_from("<5H", body)
            if options & 1:
                look.hidden_columns.update(range(first, min(last + 1, _MOST_COLUMNS)))
        elif kind in _CELLS and len(body) >= 6:
            row, column, number = struct.unpack_from("<3H", body)
            _cell(look, row, column, number, codes)
        elif kind == _MULTIPLE_RK and len(body) >= 6:
            row, column = struct.unpack_from("<2H", body)
            for place in range(4, len(body) - 6, 6):
                _cell(look, row, column + place // 6, struct.unpack_from("<H", body, place)[0], codes)
    look.hidden_columns = {at for at in look.hidden_columns if at <= look.last_column}
    look.hidden_rows = {at for at in look.hidden_rows if at <= look.last_row}
    return look


def _cell(look: SheetLook, row: int, column: int, number: int, codes: list[str]) -> None:
    look.last_row, look.last_column = max(look.last_row, row), max(look.last_column, column)
    if number < len(codes) and codes[number] != "General":
        look.formats[row, column] = codes[number]
