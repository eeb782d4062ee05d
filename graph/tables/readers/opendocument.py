"""OpenDocument spreadsheets (ods) → grid: they hold each cell's text as it is shown, and its merged cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.errors import TableError
from graph.tables.readers.grid import Bounds, Grid, GridDraft, GridSlot, SlotRow
from graph.tables.readers.html_text import whole_number
from graph.tables.readers.packages import Package

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_ROWS = (f"{_TABLE}table-row-group", f"{_TABLE}table-header-rows", f"{_TABLE}table-rows")


def read_ods(content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of an OpenDocument spreadsheet.

    :raises TableError: the file is damaged, locked, without text, or beyond one of the bounds.
    """
    package = Package(content, name)
    manifest = package.read("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise TableError(name, None, "没有密码的工作簿", "加密的工作簿", advice="请打开后去掉密码，另存一份")
    root = package.xml("content.xml")
    if root is None:
        raise TableError(name, None, "完整的工作簿", "没有内容的工作簿", advice="请另存为 xlsx")
    draft = GridDraft(name, "ods", bounds)
    unseen = _hidden_styles(root)
    found, hidden = [], []
    for sheet in root.iter(f"{_TABLE}table"):
        title = sheet.get(f"{_TABLE}name") or ""
        if sheet.get(f"{_TABLE}style-name") in unseen:
            hidden.append(title)
            continue
        rows = _rows(sheet, title, draft)
        if any(slot.text for row in rows for slot in row.slots):
            found.append((title, rows))
    for title, rows in found:
        if len(found) > 1:
            draft.add_text(title, f"工作表“{title}”")
        draft.add_table(rows)
    if hidden:
        draft.add_notice(f"隐藏的工作表未读取：{'、'.join(hidden[:8])}", line=1)
    return draft.finish(content, "utf-8")


def _hidden_styles(root: Any) -> set[str]:
    """Names of the styles of tables that are not shown."""
    return {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(one.get(f"{_TABLE}display") == "false" for one in style.iterchildren(f"{_STYLE}table-properties"))
    }


def _row_elements(parent: Any) -> Iterator[Any]:
    for child in parent.iterchildren():
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in _ROWS:
            yield from _row_elements(child)


def _rows(sheet: Any, title: str, draft: GridDraft) -> list[SlotRow]:
    rows: list[tuple[int, list[GridSlot]]] = []
    number = 1
    for element in _row_elements(sheet):
        repeated = max(1, whole_number(element.get(f"{_TABLE}number-rows-repeated"), 1))
        slots = _slots(element, draft)
        # Rows to the end of the sheet are written once, with how often they come: only those with text are repeated.
        filled = any(slot.text for slot in slots)
        for at in range(min(repeated, draft.bounds.rows + 1) if filled else 1):
            rows.append((number + at, slots))
            draft.bounds.hold_count(draft.document, number + at, "行", len(rows), 10 * draft.bounds.rows)
        number += repeated
    return _laid_out(rows, title, draft)


def _slots(row: Any, draft: GridDraft) -> list[GridSlot]:
    """The cells of a row up to the last with text; covered ones are told by what covers them."""
    slots: list[GridSlot] = []
    pending = 0
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        repeated = max(1, whole_number(cell.get(f"{_TABLE}number-columns-repeated"), 1))
        text = _text(cell) if cell.tag == f"{_TABLE}table-cell" else ""
        rows = whole_number(cell.get(f"{_TABLE}number-rows-spanned"), 1)
        columns = whole_number(cell.get(f"{_TABLE}number-columns-spanned"), 1)
        if not text and rows * columns <= 1:
            pending += repeated
            continue
        draft.bounds.hold_width(draft.document, None, len(slots) + pending + repeated)
        slots += [GridSlot()] * pending + [GridSlot(text, max(rows, 1), max(columns, 1))] * repeated
        pending = 0
    return slots


def _laid_out(rows: list[tuple[int, list[GridSlot]]], title: str, draft: GridDraft) -> list[SlotRow]:
    """Positions are all written in the file; only what is covered has to be marked."""
    laid = [[GridSlot(slot.text) for slot in slots] for _, slots in rows]
    for index, (_, slots) in enumerate(rows):
        for column, slot in enumerate(slots):
            if slot.rows * slot.columns > 1:
                _cover(laid, index, column, slot, draft)
    places = (f"工作表“{title}”第 {number} 行" for number, _ in rows)
    return [SlotRow(row, place) for row, place in zip(laid, places, strict=True)]


def _cover(laid: list[list[GridSlot]], index: int, column: int, slot: GridSlot, draft: GridDraft) -> None:
    columns = min(slot.columns, draft.bounds.fields - column)
    rows = min(slot.rows, len(laid) - index)
    for at in range(index, index + rows):
        laid[at] += [GridSlot()] * (column + columns - len(laid[at]))
        laid[at][column : column + columns] = [GridSlot(origin=(index, column))] * columns
    laid[index][column] = GridSlot(slot.text, rows, columns)


def _text(cell: Any) -> str:
    lines = ["".join(_inline(paragraph)) for paragraph in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h")]
    return "\n".join(lines)


def _inline(element: Any) -> Iterator[str]:
    if element.tag == f"{_OFFICE}annotation":
        return
    yield element.text or ""
    for child in element.iterchildren():
        if child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            yield " "
        elif child.tag != f"{_OFFICE}annotation":
            yield from _inline(child)
        yield child.tail or ""
