"""Which rows of the word lists were used for a question: nothing is kept unless somebody asks for it.

A reader of a table of ``data/language`` calls :func:`fired` where a row decides something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class FiredRow(NamedTuple):
    """A row of a table of ``data/language``, counted from 0 behind the header."""

    table: str
    row: int


_kept: ContextVar[set[FiredRow] | None] = ContextVar("_kept", default=None)


def fired(table: str, rows: Iterable[int]) -> None:
    """Tell that rows of a table were used."""
    kept = _kept.get()
    if kept is not None:
        kept.update(FiredRow(table, row) for row in rows)


@contextmanager
def recording() -> Iterator[set[FiredRow]]:
    """Keep the rows used meanwhile.

    >>> with recording() as rows:
    ...     fired("cues", [3, 4])
    >>> fired("cues", [5]), sorted(rows)
    (None, [FiredRow(table='cues', row=3), FiredRow(table='cues', row=4)])
    """
    rows: set[FiredRow] = set()
    token = _kept.set(rows)
    try:
        yield rows
    finally:
        _kept.reset(token)
