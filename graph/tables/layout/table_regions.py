"""The tables of a grid: where each begins, its header rows, its columns, and whether it is a table of tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from graph.language.text import fold
from graph.tables.layout.column_looks import look_at_column
from graph.tables.layout.column_plan import TELLING, ColumnPlan, HeadedColumn, header_fits, plan_columns, suits
from graph.tables.layout.header_meanings import LONGEST, Meaning, header_text, meanings_of
from graph.tables.numbering import is_total, is_written_in_words, read_label
from graph.tables.readers import Cell, Row

_SEARCHED = 30
"""Rows of a table among which its header is looked for."""
_DEEPEST = 3
_KNOWN, _SHARE, _CLEAR = 2, 0.5, 0.45
_MOST_TYPED = 0.34
_ANSWERING = frozenset({Meaning.LEAD, Meaning.RESPONSIBLE, Meaning.SUPPORT, Meaning.BUILDER, Meaning.LEADER})
_TEXTS = frozenset({Meaning.TITLE, Meaning.DETAIL, Meaning.GOAL, Meaning.PLAN})


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """The rows ``[first, last)`` of a table that head it, and for each column the headers over it."""

    first: int
    last: int
    headers: tuple[tuple[str, ...], ...]


@dataclass
class TableRegion:
    """One table: its rows, and (where it is one of tasks) its header and how its columns are understood."""

    rows: list[Row]
    header: HeaderRows | None = None
    columns: list[ColumnPlan] = field(default_factory=list)
    origins: dict[tuple[int, int], Cell] = field(default_factory=dict)
    """(line, column) → the cell that stands there, for what merged cells cover."""
    money_unit: str = ""
    """What sums of money count, where a line over the table says so (单位：万元)."""

    @property
    def body(self) -> list[Row]:
        """The rows below the header."""
        return self.rows[self.header.last :] if self.header else self.rows

    @property
    def above(self) -> list[Row]:
        """The rows over the header."""
        return self.rows[: self.header.first] if self.header else []

    @property
    def is_of_tasks(self) -> bool:
        """Whether it tells tasks: what each is, and who does it, by when or how far it is."""
        meanings = {plan.meaning for plan in self.columns}
        title = next((plan for plan in self.columns if plan.meaning is Meaning.TITLE), None)
        if title is None or not meanings & TELLING:
            return False
        # Who answers and a telephone are told in lists of telephones too.
        named = header_fits((title.header,)).get(Meaning.TITLE, 0.0) >= _CLEAR
        return named or bool(meanings & (TELLING - _ANSWERING))

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """What longer labels in the column of numbers begin with."""
        columns = [plan.column for plan in self.columns if plan.meaning is Meaning.NUMBER]
        labels = {
            label
            for row in self.body
            for at in columns
            if at < len(row.cells) and (label := read_label(row.cells[at].text)) is not None
        }
        return frozenset(
            label for label in labels if any(other != label and other.startswith(label) for other in labels)
        )

    def has(self, meaning: Meaning) -> bool:
        """Whether a column has this meaning."""
        return any(plan.meaning is meaning for plan in self.columns)

    def origin(self, cell: Cell) -> Cell:
        """The cell whose text holds at a position: itself, or the merged one that covers it."""
        return self.origins.get(cell.merged, cell) if cell.merged else cell


def table_regions(rows: Sequence[Row], given: Mapping[str, Meaning] | None = None) -> Iterator[TableRegion]:
    """The tables among some rows; running text is left out."""
    for number, group in groupby(rows, key=lambda row: row.table):
        if number:
            yield read_region(list(group), given)


def read_region(rows: list[Row], given: Mapping[str, Meaning] | None = None) -> TableRegion:
    """One table with its header and columns, where it has them."""
    region = TableRegion(rows)
    region.origins = {(row.line, cell.source.column): cell for row in rows for cell in row.cells if cell.text}
    header = next((found for at in range(min(len(rows), _SEARCHED)) if (found := header_at(region, at))), None)
    header = header or _unknown_header(region)
    if header:
        region.header = header
        region.columns = _planned(region, header, given)
        if not (region.is_of_tasks and _names_tasks(region)):
            region.columns = []
    return region


def _names_tasks(region: TableRegion) -> bool:
    """Whether the column of titles holds words, not figures or marks."""
    column = next(plan.column for plan in region.columns if plan.meaning is Meaning.TITLE)
    look = look_at_column(
        [row.cells[column].text for row in region.body if column < len(row.cells) and not _is_aside(row)]
    )
    return look.count == 0 or (suits(Meaning.TITLE, look) > _NO_TITLE and look.length >= _SHORTEST_TITLE)


_NO_TITLE, _SHORTEST_TITLE = -0.9, 2.0


def header_at(region: TableRegion, at: int) -> HeaderRows | None:
    """The header that begins at a row, where one does."""
    row = region.rows[at]
    cells = [cell for cell in row.cells if cell.text]
    if not _is_short(cells) or is_spread(row):
        return None
    depth = _depth(region, at)
    headers = tuple(
        tuple(
            region.origin(region.rows[line].cells[column]).text
            or (_reaching(region, line, column) if line == at and depth > 1 else "")
            for line in range(at, at + depth)
            if column < len(region.rows[line].cells)
        )
        for column in range(len(row.cells))
    )
    headers = tuple(tuple(dict.fromkeys(text for text in of if text)) for of in headers)
    fits = [header_fits(of) for of in headers if of]
    known = [of for of in fits if max(of.values(), default=0.0) >= _CLEAR]
    meanings = {meaning for of in known for meaning in of}
    tells = bool(meanings & TELLING) and bool(meanings & _TEXTS)
    if len(known) < _KNOWN or len(known) < _SHARE * len(fits) or not tells:
        return None
    return HeaderRows(at, at + depth, headers)


def _reaching(region: TableRegion, line: int, column: int) -> str:
    """The header to the left that reaches over a column, where the form cannot tell merged cells."""
    below = region.rows[line + 1].cells
    if column >= len(below) or not below[column].text:
        return ""
    left = (cell.text for cell in reversed(region.rows[line].cells[:column]) if cell.text)
    return next(left, "")


_SENTENCES = "。；"
_LONGEST_LONE = 8
"""Characters of a header that stands alone in its row."""


def _is_short(cells: Sequence[Cell]) -> bool:
    """Whether cells may be headers: several, none of them a sentence or a number."""
    if len(cells) < _KNOWN:
        return False
    if any(_is_labelled(cell.text) for cell in cells):
        return False
    if any(mark in cell.text for cell in cells for mark in _SENTENCES):
        return False
    texts = [header_text(cell.text) for cell in cells]
    numbers = sum(text.isdecimal() for text in texts)
    return all(0 < len(text) <= LONGEST for text in texts) and numbers <= _MOST_TYPED * len(texts)


def _is_labelled(text: str) -> bool:
    """Whether a cell says something of its own behind a label (填报单位：县督查室)."""
    before, mark, behind = text.replace(":", "：").partition("：")
    return bool(mark and before.strip() and behind.strip())


def is_spread(row: Row) -> bool:
    """Whether one text stands over, or in, all cells of a row."""
    return len({fold(cell.text) for cell in row.filled}) == 1


def _depth(region: TableRegion, at: int) -> int:
    """How many rows a header has: as many as its merged cells reach over, or its second row still heads columns."""
    row = region.rows[at]
    reach = max((cell.rows for cell in row.cells if cell.text), default=1)
    grouped = any(cell.columns > 1 for cell in row.cells if cell.text)
    depth = min(_DEEPEST, reach) if grouped or reach > 1 else 1
    if depth == 1 and at + 1 < len(region.rows) and _goes_on(row, region.rows[at + 1], grouped):
        depth = 2
    return min(depth, len(region.rows) - at)


def _goes_on(row: Row, below: Row, grouped: bool) -> bool:
    """Whether the row below heads columns as well: under groups, or where the first row leaves columns without a header."""
    cells = [cell for cell in below.cells if cell.text]
    open_columns = [c.source.column for c in row.cells if not c.text]
    if not cells or not (grouped or open_columns) or not _is_short([*cells, *cells]):
        return False
    under = {at for at in open_columns for at in (at, at - 1)}
    if len(cells) > 1 and not below.cells[0].text and under.issuperset(cell.source.column for cell in cells):
        return True  # every text stands under a header that reaches over several columns
    lone = len(cells) == 1
    if lone and (cells[0].source.column not in under or len(header_text(cells[0].text)) > _LONGEST_LONE):
        return False  # a line of text
    known = [cell for cell in cells if max(meanings_of(cell.text).values(), default=0.0) >= _CLEAR]
    first = below.cells[0].text if below.cells else ""
    return len(known) >= _SHARE * len(cells) and read_label(first) is None


def _unknown_header(region: TableRegion) -> HeaderRows | None:
    """The header of a table none of whose words are known: a row of short texts over columns that hold something else."""
    for at, row in enumerate(region.rows[:_SEARCHED]):
        cells = [cell for cell in row.cells if cell.text]
        below = [one for one in region.rows[at + 1 :] if sum(bool(cell.text) for cell in one.cells) > 1]
        if (
            len(cells) < _LEAST_WIDTH
            or len(cells) < len(row.cells)
            or not below
            or not _is_short(cells)
            or is_spread(row)
        ):
            continue
        if any(any(char.isdecimal() for char in fold(cell.text)) for cell in cells):
            return None
        return HeaderRows(at, at + 1, tuple((cell.text,) for cell in row.cells))
    return None


_LEAST_WIDTH = 3


def _planned(region: TableRegion, header: HeaderRows, given: Mapping[str, Meaning] | None) -> list[ColumnPlan]:
    columns = []
    for column, headers in enumerate(header.headers):
        texts = [
            row.cells[column].text
            for row in region.rows[header.last :]
            if column < len(row.cells) and not _is_aside(row)
        ]
        columns.append(HeadedColumn(column, headers, look_at_column(texts)))
    return plan_columns(_with_groups(region, header, columns), given)


def _with_groups(region: TableRegion, header: HeaderRows, columns: Sequence[HeadedColumn]) -> list[HeadedColumn]:
    """The columns, those marked whose cells number (in words) and name groups: they reach over rows that are tasks each."""
    body = region.rows[header.last :]
    found = list(columns)
    for at in range(len(columns) - 1):
        numbers = [row.cells[at] for row in body if at + 1 < len(row.cells) and row.cells[at].text]
        names = {row.line: row.cells[at + 1] for row in body if at + 1 < len(row.cells)}
        grouped = [cell for cell in numbers if is_written_in_words(cell.text)]
        alike = [cell for cell in grouped if names[cell.source.line].rows == cell.rows and names[cell.source.line].text]
        blank = [row for row in body if len(row.cells) > at + 2 and not (row.cells[at].text or row.cells[at + 1].text)]
        reaching = any(cell.rows > 1 for cell in alike) or any(row.cells[at + 2].text for row in blank)
        if numbers and len(alike) == len(numbers) and reaching and header.headers[at][-1:] != ("序号",):
            found[at] = replace(found[at], heading=Meaning.GROUP_NUMBER)
            found[at + 1] = replace(found[at + 1], heading=Meaning.GROUP)
            break
    return found


def _is_aside(row: Row) -> bool:
    """Whether a row is no row of data: one text over all columns, or a total."""
    filled = [cell for cell in row.cells if cell.text]
    return is_spread(row) or (bool(filled) and is_total(filled[0].text))
