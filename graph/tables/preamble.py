"""What stands before the first header that is known: titles and notes, or rows of a table nobody named the columns of."""

from __future__ import annotations

from collections.abc import Sequence

from graph.tables.columns import look_at
from graph.tables.numbering import read_number
from graph.tables.readers import Row

_FEW, _SEVERAL = 2, 3


def data_rows(rows: Sequence[Row]) -> list[bool]:
    """Whether each of these rows looks like a row of a table; a title, a note or a line of labels does not.

    A row that begins with a number, or in which a cell is a status, a deadline or a step; the rows that continue it;
    and the row of several cells right above the first of them, which is a header in unknown words.
    """
    found = [_is_data(row) for row in rows]
    for index, row in enumerate(rows[1:], start=1):
        if found[index - 1] and not row.cells[0].text:
            found[index] = True
    for index, row in enumerate(rows[:-1]):
        if found[index + 1] and not found[index] and len(row.filled) >= _SEVERAL:
            found[index] = True
    return found


def _is_data(row: Row) -> bool:
    if row.cells[0].text and read_number(row.cells[0].text) is not None and len(row.filled) >= _FEW:
        return True
    if len(row.filled) < _SEVERAL:
        return False
    looks = [look_at(cell) for cell in row.filled]
    return any(look.status or look.deadline or look.step for look in looks)
