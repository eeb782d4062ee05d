"""Word documents (docx) → grid: paragraphs and tables in the order of the body, read from the document's XML.

The XML itself is read, since what matters here (automatic numbers, tracked changes, text boxes, content controls) is
what libraries over it leave out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.errors import TableError
from graph.tables.readers.docx_numbering import Numbering, W
from graph.tables.readers.grid import Bounds, Grid, GridDraft, GridSlot, SlotRow, Spread, tidy_lines
from graph.tables.readers.html_text import whole_number
from graph.tables.readers.packages import Package

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_VAL = f"{W}val"
_SKIPPED = frozenset(
    [
        f"{W}{name}"
        for name in ("del", "moveFrom", "instrText", "delText", "pPr", "tblPr", "rt", "footnote", "sdtPr", "rPr")
    ]
    + [f"{_MC}Fallback"]
)
"""Elements whose text is not shown: deleted, or written twice."""
_BREAKS = frozenset((f"{W}br", f"{W}cr"))
_DEEPEST = 200
_LEAST = 2


def read_docx(content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of a Word document.

    :raises TableError: the file is damaged, has no text, or is beyond one of the bounds.
    """
    package = Package(content, name)
    main = next(
        (part for part in ("word/document.xml", *sorted(package.names)) if _is_main(part) and part in package.names), ""
    )
    root = package.xml(main) if main else None
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise TableError(name, None, "Word 文档", "没有正文的文件", advice="请用 Word 打开后另存为 docx")
    numbering = Numbering(package.xml("word/numbering.xml"), package.xml("word/styles.xml"))
    reader = _BodyReader(GridDraft(name, "docx", bounds), numbering)
    reader.body(body, 0)
    return reader.draft.finish(content, "utf-8")


def _is_main(part: str) -> bool:
    return part.startswith("word/document") and part.endswith(".xml")


class _BodyReader:
    """Walks a body in order and drafts its grid."""

    def __init__(self, draft: GridDraft, numbering: Numbering) -> None:
        self.draft = draft
        self.numbering = numbering
        self.paragraphs = self.tables = 0

    def body(self, parent: Any, depth: int) -> None:
        """Draft the paragraphs and tables of a body or a cell that only arranges the page."""
        for block in blocks(parent, depth):
            if block.tag == f"{W}p":
                label, text, boxes = self.paragraph(block)
                # A number alone is an empty paragraph of a list.
                self.text(f"{label}{text}" if text else "")
                for box in boxes:
                    self.body(box, depth + 1)
            elif is_layout(block):
                for row in rows_of(block):
                    for cell in row.iterchildren(f"{W}tc"):
                        self.body(cell, depth + 1)
            else:
                self.table(block, depth)

    def text(self, text: str) -> None:
        """Draft a stretch of running text."""
        if tidy_lines(text):
            self.paragraphs += 1
            self.draft.add_text(text, f"第 {self.paragraphs} 段")

    def table(self, table: Any, depth: int) -> None:
        """Draft a table."""
        spread = Spread(self.draft.bounds, self.draft.document)
        below = _Below()
        for row in rows_of(table):
            spread.add(self.row(row, below, depth))
        rows = below.applied(spread.finished())
        self.tables += 1
        places = (f"表 {self.tables} 第 {number} 行" for number in range(1, len(rows) + 1))
        self.draft.add_table([SlotRow(row, place) for row, place in zip(rows, places, strict=True)])

    def row(self, row: Any, below: _Below, depth: int) -> list[GridSlot]:
        """The cells of a row; where a cell goes on from above, that is noted and its text joins it."""
        properties = row.find(f"{W}trPr")
        slots = [GridSlot() for _ in range(min(_number(properties, "gridBefore"), self.draft.bounds.fields))]
        column = len(slots)
        for cell in cells_of(row):
            told = cell.find(f"{W}tcPr")
            span = max(1, min(_number(told, "gridSpan") or 1, self.draft.bounds.fields + 1))
            merge = told.find(f"{W}vMerge") if told is not None else None
            goes_on = merge is not None and merge.get(_VAL, "continue") != "restart"
            text = self.cell(cell, depth + 1)
            below.note(column, span, goes_on, text)
            slots.append(GridSlot("" if goes_on else text, 1, span))
            column += span
        below.end()
        return slots

    def cell(self, cell: Any, depth: int) -> str:
        """The text of a cell: its paragraphs as lines, tables in it as lines too."""
        lines = []
        for block in blocks(cell, depth):
            if block.tag == f"{W}p":
                label, text, boxes = self.paragraph(block)
                lines.append(f"{label}{text}".strip())
                lines += [self.cell(box, depth + 1) for box in boxes]
            else:
                for row in rows_of(block):
                    texts = [self.cell(inner, depth + 1).replace("\n", " ") for inner in cells_of(row)]
                    lines.append(" ".join(text for text in texts if text))
        return "\n".join(line for line in lines if line)

    def paragraph(self, paragraph: Any) -> tuple[str, str, list[Any]]:
        """A paragraph's number, its text, and the text boxes anchored in it."""
        parts: list[str] = []
        boxes: list[Any] = []
        _inline(paragraph, parts, boxes, 0)
        return self.numbering.label(paragraph), "".join(parts), boxes


class _Below:
    """Which cells go on from the row above: Word marks each of them, other forms say how far the first reaches."""

    def __init__(self) -> None:
        self.rows: list[list[tuple[int, int, bool, str]]] = [[]]

    def note(self, column: int, span: int, goes_on: bool, text: str) -> None:
        """Note a cell of the row that is being read."""
        self.rows[-1].append((column, span, goes_on, text))

    def end(self) -> None:
        """End the row."""
        self.rows.append([])

    def applied(self, rows: list[list[GridSlot]]) -> list[list[GridSlot]]:
        """The rows with merged cells reaching as far down as they do."""
        origins: dict[int, tuple[int, int]] = {}
        for index, noted in enumerate(self.rows[: len(rows)]):
            for column, span, goes_on, text in noted:
                origin = origins.get(column)
                # A mark without a cell above it, or one of another width, begins a cell of its own.
                if not goes_on or origin is None or rows[origin[0]][origin[1]].columns != span:
                    origins[column] = (index, column)
                    if goes_on:
                        rows[index][column] = GridSlot(text, 1, span)
                    continue
                first = rows[origin[0]][origin[1]]
                whole = f"{first.text}\n{text}" if text else first.text
                rows[origin[0]][origin[1]] = GridSlot(whole, index - origin[0] + 1, span)
                rows[index][column : column + span] = [GridSlot(origin=origin)] * span
            held = {column for column, *_ in noted}
            origins = {column: origin for column, origin in origins.items() if column in held}
        return rows


def blocks(parent: Any, depth: int) -> Iterator[Any]:
    """The paragraphs and tables in a body or cell, content controls and insertions opened, deletions left out."""
    for child in parent.iterchildren():
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag not in _SKIPPED and child.tag != f"{W}tcPr" and depth < _DEEPEST:
            yield from blocks(child, depth + 1)


def rows_of(table: Any) -> Iterator[Any]:
    """The rows of a table that are not deleted."""
    for row in table.iter(f"{W}tr"):
        owner = next((one for one in row.iterancestors(f"{W}tbl")), None)
        properties = row.find(f"{W}trPr")
        deleted = properties is not None and properties.find(f"{W}del") is not None
        if owner is table and not deleted:
            yield row


def cells_of(row: Any) -> Iterator[Any]:
    """The cells of a row, content controls opened."""
    for child in row.iterchildren():
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from cells_of(child)


def is_layout(table: Any) -> bool:
    """Whether a table only arranges the page: one cell, or tables in it and hardly text beside."""
    rows = [[cell for cell in cells_of(row) if any(text.text for text in cell.iter(f"{W}t"))] for row in rows_of(table)]
    if not any(cell.find(f".//{W}tbl") is not None for row in rows for cell in row):
        return sum(map(len, rows)) == 1 and sum(len(list(cells_of(row))) for row in rows_of(table)) == 1
    plain = sum(len([cell for cell in row if cell.find(f".//{W}tbl") is None]) >= _LEAST for row in rows)
    return plain < _LEAST


def _number(properties: Any | None, name: str) -> int:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return whole_number(found.get(_VAL), 0) if found is not None else 0


def _inline(element: Any, parts: list[str], boxes: list[Any], depth: int) -> None:
    """Collect the text of a paragraph as it is shown."""
    for child in element.iterchildren():
        tag = child.tag
        if tag in _SKIPPED or (tag == f"{W}r" and _is_vanished(child)):
            continue
        if tag in (f"{W}t", _MATH):
            parts.append(child.text or "")
        elif tag in _BREAKS:
            parts.append("\n")
        elif tag in (f"{W}tab", f"{W}ptab"):
            parts.append(" ")
        elif tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif depth < _DEEPEST:
            _inline(child, parts, boxes, depth + 1)


def _is_vanished(run: Any) -> bool:
    properties = run.find(f"{W}rPr")
    hidden = properties.find(f"{W}vanish") if properties is not None else None
    return hidden is not None and hidden.get(_VAL, "true") not in ("0", "false")
