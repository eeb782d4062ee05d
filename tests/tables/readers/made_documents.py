"""Small documents of each form, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.tables.readers import Grid, grid_of

ROWS = (
    ("序号", "工作任务", "责任单位", "完成情况"),
    ("1", "建学校", "县教育局", "已完成。"),
    ("2", "修公路", "县交通局", "推进中。"),
)


def texts(grid: Grid) -> list[list[str]]:
    """The texts of all rows."""
    return [[cell.text for cell in row.cells] for row in grid.rows]


def table_texts(grid: Grid) -> list[list[str]]:
    """The texts of the rows of tables."""
    return [[cell.text for cell in row.cells] for row in grid.rows if row.table]


def running(grid: Grid) -> list[str]:
    """The running text."""
    return [row.cells[0].text for row in grid.rows if not row.table]


def spans(grid: Grid) -> dict[str, tuple[int, int]]:
    """Text → rows and columns, of the merged cells."""
    cells = [cell for row in grid.rows for cell in row.cells]
    return {cell.text: (cell.rows, cell.columns) for cell in cells if cell.rows * cell.columns > 1}


def covered(grid: Grid) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Positions that are covered, with what covers them, as lines and columns."""
    cells = [cell for row in grid.rows for cell in row.cells]
    return [((cell.source.line, cell.source.column), cell.merged) for cell in cells if cell.merged]


def page(body: str, head: str = "") -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()


def html_grid(body: str, head: str = "", name: str = "a.html") -> Grid:
    return grid_of(page(body, head), name)


def html_table(rows: Sequence[Sequence[str]]) -> str:
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )


def packed(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def docx(body: str, numbering: str = "", styles: str = "") -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
    }
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {_WORD}>{numbering}</w:numbering>"
    if styles:
        parts["word/styles.xml"] = f"<w:styles {_WORD}>{styles}</w:styles>"
    return packed(parts)


def docx_grid(body: str, numbering: str = "", styles: str = "") -> Grid:
    return grid_of(docx(body, numbering, styles), "a.docx")


def word_paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}<w:r><w:t>{text}</w:t></w:r></w:p>"


def word_cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{word_paragraph(text)}</w:tc>"


def word_table(*rows: Sequence[str]) -> str:
    """A table of rows of cells; what is no cell yet becomes one."""
    made = ["".join(one if one.startswith("<w:tc>") else word_cell(one) for one in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def xlsx(fill: Callable[[Any], None]) -> bytes:
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook()
    fill(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ole_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    body = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    return body + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36 + struct.pack("<III", start, size, 0)


def compound_file(name: str, content: bytes) -> bytes:
    """An OLE file with one stream."""
    content = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0")
    sectors = len(content) // 512
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    assert len(table) == 512
    directory = _ole_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _ole_entry(name, 2, 0xFFFFFFFF, 0, len(content))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", sectors + 1) + b"\xff" * (4 * 108)
    return head + content + directory.ljust(512, b"\0") + table


def _biff(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _wide(text: str, size: str = "<HB") -> bytes:
    return struct.pack(size, len(text), 1) + text.encode("utf-16-le")


@dataclass
class OldSheet:
    """A sheet of an xls workbook being made: cells by position, a number with the code of its format."""

    name: str
    cells: dict[tuple[int, int], str | tuple[float, str]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    state: int = 0


def xls(*sheets: OldSheet) -> bytes:
    codes = sorted({value[1] for sheet in sheets for value in sheet.cells.values() if isinstance(value, tuple)})
    formats = b"".join(_biff(0x041E, struct.pack("<H", 164 + at) + _wide(code)) for at, code in enumerate(codes))
    styles = b"".join(
        _biff(0x00E0, struct.pack("<HH", 0, number).ljust(20, b"\0")) for number in [0, *range(164, 164 + len(codes))]
    )
    bodies = [_old_sheet(sheet, codes) for sheet in sheets]
    begin = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + _biff(0x0042, struct.pack("<H", 1200))
    names = [_biff(0x0085, struct.pack("<IBB", 0, sheet.state, 0) + _wide(sheet.name, "<BB")) for sheet in sheets]
    end = _biff(0x000A, b"")
    start = len(begin) + len(formats) + len(styles) + sum(map(len, names)) + len(end)
    for at, sheet in enumerate(sheets):
        names[at] = _biff(0x0085, struct.pack("<IBB", start, sheet.state, 0) + _wide(sheet.name, "<BB"))
        start += len(bodies[at])
    return compound_file("Workbook", begin + formats + styles + b"".join(names) + end + b"".join(bodies))


def _old_sheet(sheet: OldSheet, codes: list[str]) -> bytes:
    body = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    body += b"".join(_biff(0x007D, struct.pack("<HHHHHH", at, at, 0, 0, 1, 0)) for at in sheet.hidden_columns)
    body += b"".join(_biff(0x0208, struct.pack("<HHHHHHI", at, 0, 9, 0, 0, 0, 0x20)) for at in sheet.hidden_rows)
    for (row, column), value in sorted(sheet.cells.items()):
        if isinstance(value, str):
            body += _biff(0x0204, struct.pack("<HHH", row, column, 0) + _wide(value))
        else:
            body += _biff(0x0203, struct.pack("<HHHd", row, column, 1 + codes.index(value[1]), value[0]))
    if sheet.merged:
        body += _biff(
            0x00E5, struct.pack("<H", len(sheet.merged)) + b"".join(struct.pack("<4H", *one) for one in sheet.merged)
        )
    return body + _biff(0x000A, b"")


def ods(body: str, styles: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text", "style")
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


@dataclass
class Sheetful:
    """A page of a PDF being made; places in points from the top left."""

    width: float = 600
    height: float = 400
    drawn: list[str] = field(default_factory=list)

    def write(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Print a line whose top is at y; every character is as wide as high."""
        code = text.encode("utf-16-be").hex()
        self.drawn.append(f"BT /F1 {size} Tf {x} {self.height - y - 0.88 * size} Td <{code}> Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.drawn.append(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")

    def table(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """A fully ruled table; a line break in a text begins a new line."""
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        self.cells(xs, ys, rows)

    def cells(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        for y, row in zip(ys, rows, strict=False):
            for x, text in zip(xs, row, strict=False):
                for at, line in enumerate(text.split("\n")):
                    if line:
                        self.write(x + 3, y + 4 + 12 * at, line)


def pdf(*pages: Sheetful, encrypted: bool = False) -> bytes:
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * at} 0 R' for at in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /DW 1000 /FontDescriptor 5 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        "<< /Type /FontDescriptor /FontName /SimSun /Ascent 880 /Descent -120 /FontBBox [0 -120 1000 880] /Flags 4 >>",
    ]
    for at, one in enumerate(pages):
        stream = "\n".join(one.drawn)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {one.width} {one.height}] /Contents {7 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, one_object in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one_object}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    locked = f" /Encrypt << /Filter /Standard /V 1 /R 2 /O <{'00' * 32}> /U <{'00' * 32}> /P -4 >> /ID [<00> <00>]"
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R{locked if encrypted else ''} >>"
    return (
        out
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{len(out)}\n%%EOF".encode()
    )
