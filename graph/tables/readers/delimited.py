"""CSV and what is like it (tabs, semicolons, bars; quotes; line breaks in cells) → grid."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from graph.errors import TableError
from graph.tables.readers.grid import Bounds, Grid, GridDraft, GridSlot, SlotRow

_DELIMITERS = ("\t", ",", ";", "|", "，")
_NAMES = (".csv", ".tsv", ".tab")
_WORKBOOK_NAMES = (".xls", ".xlsx", ".et")
_SAMPLE = 200
_REGULAR = 0.9
_LEAST_ROWS = 3
_LEAST_DELIMITERS = 2
_END = "\ue000"
"""A line of its own after the last one, which an open quote would swallow."""


def delimiter_of(text: str, suffix: str) -> str | None:
    r"""What divides the fields of a text; ``None`` for a text whose lines are its rows.

    A text divided by tabs is one of those, unless its name or its quotes around line breaks say otherwise.

    >>> delimiter_of("序号,项目,单位\n1,甲,乙\n2,丙,丁", ".txt"), delimiter_of("序号\t项目\n1\t甲", ".txt")
    (',', None)
    >>> delimiter_of('序号\t项目\n1\t"甲\n乙"', ".txt"), delimiter_of("序号;项目\n1;甲", ".csv")
    ('\t', ';')
    """
    text = _unix(text)
    if text[:4].lower() == "sep=":
        return text[4:5]
    if suffix in _NAMES:
        return _most_regular(text) or ("\t" if "\t" in text else ",")
    if "\t" in text:
        return "\t" if suffix in _WORKBOOK_NAMES or _breaks_in_quotes(text) else None
    return next((mark for mark in (",", ";") if _is_regular(text, mark)), None)


def read_delimited(text: str, delimiter: str, codec: str, content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of a delimited text: all of it is one table.

    :raises TableError: there is no text, or it is beyond one of the bounds.
    """
    draft = GridDraft(name, "tsv" if delimiter == "\t" else "csv", bounds)
    text = _unix(text)
    if text[:4].lower() == "sep=":
        # The line stays, so that the numbers of the others hold.
        text = "\n" + text.partition("\n")[2]
    rows, width, whole = [], 0, _quotes_close(text, delimiter)
    for line, fields in _records(text, delimiter, quotes=whole, name=name):
        bounds.hold_width(name, line, len(fields))
        if any(fields):
            rows.append(SlotRow([GridSlot(value) for value in fields], line=line))
            width = max(width, max(at for at, value in enumerate(fields, start=1) if value))
        bounds.hold_count(name, line, "行", len(rows), bounds.rows)
    # Spreadsheets write out empty columns to the right: they are no part of the table.
    draft.add_table([SlotRow(row.slots[:width], line=row.line) for row in rows])
    if not whole:
        draft.add_notice("有引号没有成对，引号已当作文字读取", line=1)
    return draft.finish(content, codec)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _lines(text: str) -> list[str]:
    # Only LF ends a line: what else Unicode calls a line end stands inside a cell.
    return [f"{line}\n" for line in text.split("\n")]


def _records(text: str, delimiter: str, *, quotes: bool, name: str) -> Iterator[tuple[int, list[str]]]:
    """The records, each with the line it begins on."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    reader = csv.reader(_lines(text), delimiter=delimiter, quoting=quoting)
    begins = 1
    try:
        for fields in reader:
            yield begins, [value.strip() for value in fields]
            begins = reader.line_num + 1
    except csv.Error:
        limit = f"每格至多 {csv.field_size_limit()} 字"
        raise TableError(name, begins, limit, "更长的一格", advice="请检查引号是否成对") from None


def _quotes_close(text: str, delimiter: str, *, strict: bool = False) -> bool:
    """Whether every quoted field has its end: one without would swallow the rest of the document."""
    try:
        records = csv.reader([*_lines(text), _END], delimiter=delimiter, strict=strict)
        return deque(records, maxlen=1)[0] == [_END]
    except csv.Error:
        return False


def _breaks_in_quotes(text: str) -> bool:
    if '"' not in text or not _quotes_close(text, "\t", strict=True):
        return False
    return any("\n" in value for fields in csv.reader(_lines(text), delimiter="\t", strict=True) for value in fields)


def _counts(text: str, delimiter: str) -> list[int]:
    """How many delimiters each of the first records with text has."""
    try:
        records = islice(csv.reader(_lines(text), delimiter=delimiter), _SAMPLE)
        return [len(fields) - 1 for fields in records if any(value.strip() for value in fields)]
    except csv.Error:
        return []


def _is_regular(text: str, delimiter: str) -> bool:
    """Whether nearly all records have the same number of fields, several of them."""
    counts = _counts(text, delimiter)
    if len(counts) < _LEAST_ROWS:
        return False
    most, times = Counter(counts).most_common(1)[0]
    return most >= _LEAST_DELIMITERS and times >= _REGULAR * len(counts)


def _most_regular(text: str) -> str | None:
    """The delimiter with which the most records have the same number of fields; the earlier one of two alike."""
    scores = {}
    for delimiter in _DELIMITERS:
        counts = [count for count in _counts(text, delimiter) if count]
        scores[delimiter] = max(Counter(counts).values(), default=0)
    best = max(_DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] else None
