"""What every reader makes: rows of cells, each with its place, merged cells told; and the draft that numbers them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from graph.errors import TableError
from graph.records import Notice, SourceRef
from graph.tables.cleaning import Cleaner


@dataclass(frozen=True, slots=True)
class Cell:
    """One field: the text as written, the text without tags, where it stands and what it covers.

    ``rows`` and ``columns`` say how far a merged cell reaches, itself included; ``merged`` is the line and the column
    of the cell that covers this position, whose own text is then empty.
    """

    raw: str
    text: str
    source: SourceRef
    rows: int = 1
    columns: int = 1
    merged: tuple[int, int] | None = None


def join_cells(cells: Sequence[Cell], between: str = "\n") -> Cell:
    """Several cells as one that stands where the first does."""
    if len(cells) == 1:
        return cells[0]
    return replace(
        cells[0], raw=between.join(cell.raw for cell in cells), text=between.join(cell.text for cell in cells)
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line: all its fields, empty ones too.

    ``table`` is 0 for running text, else the number of the table in order of reading; ``page`` that of the page.
    """

    line: int
    cells: tuple[Cell, ...]
    table: int = 0
    page: int | None = None

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
    form: str = "text"
    """text, csv, tsv, markdown, html, docx, xlsx, xlsb, xls, ods or pdf."""
    places: dict[int, str] = field(default_factory=dict)
    """Line → the place as a person would name it, for forms whose lines are only counted."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that is read of one document: rows and cells with text, fields of a row, characters and tags of a cell."""

    rows: int
    fields: int
    cells: int
    cell: int
    tags: int

    def hold_count(self, name: str, line: int, what: str, found: int, most: int) -> None:
        """Refuse a document with too many of something.

        :raises TableError: ``found`` is more than ``most``.
        """
        if found > most:
            got = f"到这一行已超过 {most} {what}"
            raise TableError(name, line, f"至多 {most} {what}的表格", got, advice="请把文件拆成几个再读")

    def hold_width(self, name: str, line: int | None, found: int) -> None:
        """Refuse a row with too many fields.

        :raises TableError: more fields than the bound.
        """
        if found > self.fields:
            raise TableError(name, line, f"至多 {self.fields} 栏的表格行", f"{found} 栏")

    def hold_cell(self, name: str, line: int, column: int, length: int) -> None:
        """Refuse a cell that is too long.

        :raises TableError: more characters than the bound.
        """
        if length > self.cell:
            got = f"第 {column} 栏有 {length} 字"
            raise TableError(name, line, f"每格至多 {self.cell} 字", got, advice="请检查这一格是否漏了换行或引号")


@dataclass(frozen=True, slots=True)
class GridSlot:
    """One position of a table being drafted; ``origin`` is the row and column (0-based) of the cell that covers it."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    origin: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A row being drafted: its positions, the place for a person, and line and page where the form has them."""

    slots: Sequence[GridSlot]
    place: str = ""
    line: int | None = None
    page: int | None = None


def tidy_lines(text: str) -> str:
    r"""The text of a cell: one blank for tabs and no-break spaces, no blanks around lines, no empty lines.

    >>> tidy_lines(" 甲\xa0乙 \r\n\r\n丙\t")
    '甲 乙\n丙'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\t", " ")
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


class GridDraft:
    """Collects running text and tables in order of reading, cleans them, holds the bounds and numbers the lines."""

    def __init__(self, document: str, form: str, bounds: Bounds) -> None:
        self.document = document
        self.form = form
        self.bounds = bounds
        self.notices: list[Notice] = []
        self._rows: list[Row] = []
        self._places: dict[int, str] = {}
        self._cleaner = Cleaner()
        self._last = 0
        self._cells = 0
        self._tables = 0

    @property
    def next_line(self) -> int:
        """The number that the next counted line will have."""
        return self._last + 1

    @property
    def empty(self) -> bool:
        """Whether nothing with text has been added yet."""
        return not self._rows

    def add_text(
        self, text: str, place: str = "", *, raw: str | None = None, line: int | None = None, page: int | None = None
    ) -> None:
        """Add a stretch of running text; ``raw`` where what is written is more than its text."""
        number = line or self.next_line
        text = tidy_lines(self._clean(text, number))
        if text:
            cell = Cell(text if raw is None else raw, text, SourceRef(self.document, number, 1))
            self._append(Row(number, (cell,), 0, page), place)

    def add_table(self, rows: Sequence[SlotRow], *, continues: bool = False) -> None:
        """Add a table, or more rows of the table before; rows without text are left out."""
        width = max((len(row.slots) for row in rows), default=0)
        self.bounds.hold_width(self.document, None, width)
        numbers: dict[int, int] = {}
        texts: dict[int, list[str]] = {}
        number = self._last
        for index, row in enumerate(rows):
            cleaned = [tidy_lines(self._clean(slot.text, row.line or number + 1)) for slot in row.slots]
            if any(cleaned):
                number = row.line or number + 1
                numbers[index], texts[index] = number, cleaned + [""] * (width - len(cleaned))
        if not numbers:
            return
        if not (continues and self._tables):
            self._tables += 1
        for index, line in numbers.items():
            cells = self._cells_of(rows[index], texts[index], line, numbers, index)
            self._append(Row(line, cells, self._tables, rows[index].page), rows[index].place)

    def add_notice(self, message: str, line: int | None = None) -> None:
        """Remember something noticed."""
        self.notices.append(Notice(self.document, line or max(self._last, 1), message))

    def finish(self, content: bytes, codec: str) -> Grid:
        """Make the grid.

        :raises TableError: there is no text at all.
        """
        if not self._rows:
            raise TableError(self.document, None, "一张表格", "没有文字的文件")
        if self._cleaner.message:
            self.notices.insert(0, Notice(self.document, self._cleaner.lines[0], self._cleaner.message))
        digest = hashlib.sha256(content).hexdigest()
        rows, notices = tuple(self._rows), tuple(self.notices)
        return Grid(self.document, digest, codec, rows, notices, self.form, self._places)

    def _cells_of(
        self, row: SlotRow, texts: list[str], line: int, numbers: dict[int, int], index: int
    ) -> tuple[Cell, ...]:
        cells = []
        for column, text in enumerate(texts, start=1):
            slot = row.slots[column - 1] if column <= len(row.slots) else GridSlot()
            self.bounds.hold_cell(self.document, line, column, len(text))
            merged = None
            if slot.origin is not None and slot.origin[0] in numbers:
                merged = (numbers[slot.origin[0]], slot.origin[1] + 1)
            # Rows without text are left out, so that a merged cell covers so many fewer.
            kept = sum(covered in numbers for covered in range(index, index + slot.rows)) if slot.rows > 1 else 1
            source = SourceRef(self.document, line, column)
            cells.append(Cell(text, text, source, max(kept, 1), slot.columns, merged))
        return tuple(cells)

    def _clean(self, text: str, number: int) -> str:
        return self._cleaner.clean(text, number) if not text.isprintable() else text

    def _append(self, row: Row, place: str) -> None:
        self._rows.append(row)
        self._last = row.line
        if place:
            self._places[row.line] = place
        self._cells += len(row.filled)
        self.bounds.hold_count(self.document, row.line, "行", len(self._rows), self.bounds.rows)
        self.bounds.hold_count(self.document, row.line, "个非空格子", self._cells, self.bounds.cells)
        if row.table == 0:
            self.bounds.hold_cell(self.document, row.line, 1, len(row.cells[0].text))


@dataclass(slots=True)
class Spread:
    """Lays out rows of spanning cells as browsers and word processors do: each cell takes the next free position.

    >>> spread = Spread(Bounds(9, 9, 99, 99, 9), "甲")
    >>> spread.add([GridSlot("a", rows=2), GridSlot("b")])
    >>> spread.add([GridSlot("c")])
    >>> [[(slot.text, slot.origin) for slot in row] for row in spread.rows]
    [[('a', None), ('b', None)], [('', (0, 0)), ('c', None)]]
    """

    bounds: Bounds
    document: str
    rows: list[list[GridSlot]] = field(default_factory=list)
    covering: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Column → the cell that covers it further down: its row, its column and how many rows are left."""
    laid: int = 0

    def add(self, slots: Iterable[GridSlot]) -> None:
        """Lay out one row.

        :raises TableError: the row is too wide, or the table has too many positions.
        """
        index = len(self.rows)
        row: list[GridSlot] = []
        further: dict[int, tuple[int, int, int]] = {}
        for slot in slots:
            while len(row) in self.covering:
                row.append(self._covered(len(row), further))
            start = len(row)
            columns = max(1, min(slot.columns, self.bounds.fields + 1))
            self.bounds.hold_width(self.document, None, start + columns)
            row.append(GridSlot(slot.text, max(1, slot.rows), columns))
            row.extend(GridSlot(origin=(index, start)) for _ in range(columns - 1))
            if slot.rows > 1:
                further.update({start + at: (index, start, slot.rows - 1) for at in range(columns)})
        last = max(self.covering, default=-1)
        while len(row) <= last:
            row.append(self._covered(len(row), further) if len(row) in self.covering else GridSlot())
        self.covering = further
        self.rows.append(row)
        self.laid += len(row)
        if self.laid > 4 * self.bounds.cells:
            raise TableError(self.document, None, f"至多 {4 * self.bounds.cells} 格的表格", "合并单元格的跨度过大")

    def _covered(self, column: int, further: dict[int, tuple[int, int, int]]) -> GridSlot:
        row, origin, left = self.covering[column]
        if left > 1:
            further[column] = (row, origin, left - 1)
        return GridSlot(origin=(row, origin))

    def finished(self) -> list[list[GridSlot]]:
        """The rows, each merged cell reaching no further than the table."""
        height = len(self.rows)
        return [
            [
                GridSlot(slot.text, min(slot.rows, height - index), slot.columns, slot.origin)
                if slot.rows > 1
                else slot
                for slot in row
            ]
            for index, row in enumerate(self.rows)
        ]
