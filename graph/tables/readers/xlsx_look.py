"""What an xlsx workbook says of its cells' looks: formats, hidden rows and columns, and how far its cells reach."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from graph.tables.readers.grid import Bounds
from graph.tables.readers.html_text import whole_number
from graph.tables.readers.number_formats import BUILT_IN
from graph.tables.readers.packages import Package
from graph.tables.readers.workbook import SheetLook

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_NEEDED = (".xml", ".rels", ".bin")
_MOST_HIDDEN = 20_000


def plain_package(content: bytes, name: str) -> bytes:
    """The workbook's parts in a package that is not compressed: nothing is unpacked that has not been measured.

    :raises TableError: a part is damaged or unpacks to too much.
    """
    package = Package(content, name)
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for part in package.names:
            wanted = part.startswith(("xl/", "_rels/", "[Content_Types]")) and part.endswith(_NEEDED)
            if wanted and "/media/" not in part and "vbaProject" not in part:
                packed.writestr(part, package.read(part) or b"")
    return target.getvalue()


def looks_of(content: bytes, name: str, bounds: Bounds) -> Callable[[int, str], SheetLook]:
    """Look up the looks of a sheet by its position and name.

    :raises TableError: the workbook is damaged.
    """
    package = Package(content, name)
    codes = _codes(package.xml("xl/styles.xml"))
    parts = _sheet_parts(package)

    def look(at: int, title: str) -> SheetLook:
        root = package.xml(parts.get(title, f"xl/worksheets/sheet{at + 1}.xml"))
        return SheetLook() if root is None else _look(root, codes, bounds)

    return look


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _codes(styles: Any | None) -> list[str]:
    """The code of each cell format, by its number."""
    if styles is None:
        return []
    own = {}
    formats: list[int] = []
    for part in styles.iterchildren():
        if _local(part) == "numFmts":
            own = {whole_number(one.get("numFmtId"), 0): one.get("formatCode") or "" for one in part.iterchildren()}
        elif _local(part) == "cellXfs":
            formats = [whole_number(one.get("numFmtId"), 0) for one in part.iterchildren()]
    return [own.get(number, BUILT_IN.get(number, "General")) for number in formats]


def _sheet_parts(package: Package) -> dict[str, str]:
    """Sheet's name → its part."""
    relations = package.xml("xl/_rels/workbook.xml.rels")
    book = package.xml("xl/workbook.xml")
    if relations is None or book is None:
        return {}
    targets = {one.get("Id"): one.get("Target") or "" for one in relations.iterchildren()}
    parts = {}
    for sheet in book.iter():
        if _local(sheet) == "sheet":
            target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION), "")
            parts[sheet.get("name") or ""] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return parts


def _look(root: Any, codes: list[str], bounds: Bounds) -> SheetLook:
    look = SheetLook()
    for part in root.iterchildren():
        if _local(part) == "cols":
            for one in part.iterchildren():
                if one.get("hidden") in ("1", "true"):
                    first, last = whole_number(one.get("min"), 1), whole_number(one.get("max"), 1)
                    look.hidden_columns.update(range(first - 1, min(last, bounds.fields)))
        elif _local(part) == "sheetData":
            _rows(part, look, codes)
    look.hidden_columns = {at for at in look.hidden_columns if at <= look.last_column}
    look.hidden_rows = {at for at in look.hidden_rows if at <= look.last_row}
    return look


def _rows(data: Any, look: SheetLook, codes: list[str]) -> None:
    at = -1
    for row in data.iterchildren():
        at = whole_number(row.get("r"), at + 2) - 1
        if row.get("hidden") in ("1", "true") and len(look.hidden_rows) < _MOST_HIDDEN:
            look.hidden_rows.add(at)
        column = -1
        for cell in row.iterchildren():
            column = column_of(cell.get("r")) if cell.get("r") else column + 1
            # A cell without children has a look and no value.
            if not len(cell):
                continue
            look.last_row, look.last_column = max(look.last_row, at), max(look.last_column, column)
            style = whole_number(cell.get("s"), 0)
            if style and style < len(codes) and codes[style] != "General":
                look.formats[at, column] = codes[style]


def column_of(reference: str) -> int:
    """The 0-based column of a cell's reference.

    >>> column_of("A1"), column_of("AB12"), column_of("XFD1")
    (0, 27, 16383)
    """
    number = 0
    for char in reference[:3].upper():
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - ord("A") + 1
    return number - 1
