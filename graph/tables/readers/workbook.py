"""Workbooks (xlsx, xls, xlsb) → grid: the sheets that are shown, in order, values as their cells show them.

calamine reads the values and the merged cells; what it does not tell (formats, hidden rows) is read beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from graph.errors import TableError
from graph.tables.readers.grid import Bounds, Grid, GridDraft, GridSlot, SlotRow
from graph.tables.readers.number_formats import shown

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Span = tuple[tuple[int, int], tuple[int, int]]
MAX_SHEETS = 200
_SHOWN_NUMBERS = 8


@dataclass(slots=True)
class SheetLook:
    """How a sheet shows its cells: codes of formats by position, what is hidden, how far the cells with values reach."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    last_row: int = -1
    last_column: int = -1


def read_xlsx(content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of an xlsx workbook.

    :raises TableError: the file is damaged, locked, without text, or beyond one of the bounds.
    """
    from graph.tables.readers.xlsx_look import looks_of, plain_package

    looks = looks_of(content, name, bounds)
    return _read(content, plain_package(content, name), name, "xlsx", bounds, looks)


def read_xls(content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of an xls workbook (Excel 97 and on).

    :raises TableError: the file is damaged, locked, without text, or beyond one of the bounds.
    """
    from graph.tables.readers.xls_look import looks_of

    return _read(content, content, name, "xls", bounds, looks_of(content, name))


def read_xlsb(content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of an xlsb workbook: values only, neither formats nor merged cells.

    :raises TableError: the file is damaged, locked, without text, or beyond one of the bounds.
    """
    from graph.tables.readers.xlsb_look import looks_of
    from graph.tables.readers.xlsx_look import plain_package

    looks = looks_of(content, name)
    return _read(content, plain_package(content, name), name, "xlsb", bounds, looks)


def _read(
    content: bytes, opened: bytes, name: str, form: str, bounds: Bounds, looks: Callable[[int, str], SheetLook]
) -> Grid:
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    draft = GridDraft(name, form, bounds)
    try:
        workbook = load_workbook(BytesIO(opened))
        sheets = [
            (at, sheet.name)
            for at, sheet in enumerate(workbook.sheets_metadata)
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        hidden = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
        _sheets(draft, workbook, sheets[:MAX_SHEETS], looks)
    except PasswordError:
        raise TableError(name, None, "没有密码的工作簿", "加密的工作簿", advice="请打开后去掉密码，另存一份") from None
    except TableError:
        raise
    except (CalamineError, OSError, ValueError):
        raise _damaged(name) from None
    except BaseException as error:
        # Damaged files make the library panic, which Python does not take for an error of a program.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(name) from None
    if hidden:
        draft.add_notice(f"隐藏的工作表未读取：{'、'.join(hidden[:_SHOWN_NUMBERS])}", line=1)
    return draft.finish(content, "utf-8")


def _damaged(name: str) -> TableError:
    return TableError(name, None, "完整的工作簿", "损坏的工作簿", advice="请用 Excel 或 WPS 打开后另存为 xlsx")


def _sheets(
    draft: GridDraft, workbook: CalamineWorkbook, sheets: list[tuple[int, str]], looks: Callable[[int, str], SheetLook]
) -> None:
    found = []
    for at, title in sheets:
        look = looks(at, title)
        _hold(draft, title, look)
        sheet = workbook.get_sheet_by_name(title)
        rows = rows_of(sheet, look, title, draft)
        if any(slot.text for row in rows for slot in row.slots):
            found.append((title, look, rows))
    for title, look, rows in found:
        if len(found) > 1:
            draft.add_text(title, f"工作表“{title}”")
        first = draft.next_line
        draft.add_table(rows)
        _tell_hidden(draft, title, look, first)


def _hold(draft: GridDraft, title: str, look: SheetLook) -> None:
    """Refuse a sheet whose cells lie too far apart before anything lays them out."""
    bounds = draft.bounds
    if look.last_column >= bounds.fields:
        got = f"工作表“{title}”里有 {look.last_column + 1} 栏"
        raise TableError(draft.document, None, f"至多 {bounds.fields} 栏的表格行", got, advice="请删去表外的格子")
    if look.last_row >= 10 * bounds.rows:
        got = f"工作表“{title}”里有第 {look.last_row + 1} 行"
        raise TableError(draft.document, None, f"至多 {bounds.rows} 行的表格", got, advice="请把文件拆成几个再读")


def _tell_hidden(draft: GridDraft, title: str, look: SheetLook, line: int) -> None:
    """Rows that are hidden are read (a filter may hide them), and it is said which."""
    told = []
    if look.hidden_rows:
        told.append(f"隐藏的行（第 {_numbers(look.hidden_rows)} 行）")
    if look.hidden_columns:
        told.append(f"隐藏的列（第 {_numbers(look.hidden_columns)} 列）")
    if told:
        draft.add_notice(f"工作表“{title}”里{'和'.join(told)}也已读取", line=line)


def _numbers(positions: set[int]) -> str:
    shown_ones = "、".join(str(at + 1) for at in sorted(positions)[:_SHOWN_NUMBERS])
    return shown_ones + ("等" if len(positions) > _SHOWN_NUMBERS else "")


def rows_of(sheet: CalamineSheet, look: SheetLook, title: str, draft: GridDraft) -> list[SlotRow]:
    """The rows of a sheet, from the first column with text on; merged cells told."""
    start = sheet.start
    if start is None:
        return []
    top, left = start
    draft.bounds.hold_width(draft.document, None, sheet.width)
    texts = [
        [shown(value, look.formats.get((top + at, left + column), "General")) for column, value in enumerate(row)]
        for at, row in enumerate(sheet.to_python(skip_empty_area=True))
    ]
    rows = [[GridSlot(text) for text in row] for row in texts]
    # Merged cells do not overlap: more than all positions together is no honest file, and would never end.
    left_over = len(rows) * sheet.width
    for span in sheet.merged_cell_ranges or []:
        left_over -= _merge(rows, span, top, left)
        if left_over < 0:
            raise TableError(draft.document, None, "不互相重叠的合并单元格", f"工作表“{title}”里重叠的合并单元格")
    return [SlotRow(row, f"工作表“{title}”第 {top + at} 行") for at, row in enumerate(rows, start=1)]


def _merge(rows: list[list[GridSlot]], span: Span, top: int, left: int) -> int:
    """Mark what a merged cell covers, as far as it lies in the table; return how many positions that is."""
    (first_row, first_column), (last_row, last_column) = span
    row, column = first_row - top, first_column - left
    end, right = min(last_row - top, len(rows) - 1), last_column - left
    if row < 0 or column < 0 or row >= len(rows) or column >= len(rows[row]):
        return 0
    right = min(right, len(rows[row]) - 1)
    rows[row][column] = GridSlot(rows[row][column].text, end - row + 1, right - column + 1)
    for at in range(row, end + 1):
        for over in range(column, right + 1):
            if (at, over) != (row, column):
                rows[at][over] = GridSlot(origin=(row, column))
    return (end - row + 1) * (right - column + 1)
