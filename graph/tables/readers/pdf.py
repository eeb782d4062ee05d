"""PDF documents with a text layer → grid: ruled tables, tables by alignment, running text between, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

from graph.errors import TableError
from graph.tables.readers import scans
from graph.tables.readers.grid import Bounds, Grid, GridDraft, SlotRow
from graph.tables.readers.pdf_clipping import header_texts, settle
from graph.tables.readers.pdf_columns import aligned_regions
from graph.tables.readers.pdf_ink import PageInk, PrintLine, ink_of, lines_of
from graph.tables.readers.pdf_pages import PagedTable, same_columns
from graph.tables.readers.pdf_running import less_furniture, paragraphs_of
from graph.tables.readers.pdf_tables import Region, fill, regions_of

MAX_PAGES = 500
MAX_GLYPHS = 3_000_000
_LEAST_GLYPHS = 8
"""Characters on a page from which on it counts as having text (a stamp or a page number alone does not)."""
_MOST_UNMAPPED = 0.3


def read_pdf(content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of a PDF.

    :raises TableError: it is damaged, locked, a scan without text, or beyond one of the bounds.
    """
    inks = _inks(content, name)
    scanned = (_is_unmapped(inks) or not _has_text(inks)) and scans.available()
    if scanned:
        inks = scans.inks_of_pdf(content, name)
    _hold_text(inks, name)
    return grid_of_inks(inks, content, GridDraft(name, "pdf", bounds), scanned=scanned)


def read_picture(content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of a picture of a table or list.

    :raises TableError: it cannot be recognised here, is damaged, too large, or shows no text.
    """
    if not scans.available():
        raise TableError(name, None, "含有文字的表格文件", "图片", advice=scans.ADVICE)
    inks = [scans.ink_of_picture(content, name)]
    if not _has_text(inks):
        raise TableError(name, None, "有文字的图片", "认不出文字的图片")
    return grid_of_inks(inks, content, GridDraft(name, "picture", bounds), scanned=True)


def grid_of_inks(inks: list[PageInk], content: bytes, draft: GridDraft, *, scanned: bool) -> Grid:
    """The grid of the pages of a document.

    :param scanned: whether its characters were recognised, which is said.
    """
    pages = _Pages(inks)
    for page in pages.inks:
        _draft_page(draft, pages, page)
    if scanned:
        draft.add_notice("这份文件是扫描件或图片，文字由程序识别，可能有错字，引用前请对照原件", line=1)
    blank = [str(ink.number) for ink in inks if ink.pictures and len(ink.glyphs) < _LEAST_GLYPHS]
    if blank:
        draft.add_notice(f"第 {'、'.join(blank[:10])} 页没有文字，可能是扫描的图片，未读取", line=1)
    return draft.finish(content, "utf-8")


def _inks(content: bytes, name: str) -> list[PageInk]:
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    inks: list[PageInk] = []
    glyphs = 0
    try:
        for page in _pages(content):
            if len(inks) == MAX_PAGES:
                raise TableError(name, None, f"至多 {MAX_PAGES} 页的 PDF", "更多页", advice="请把文件拆成几个再读")
            inks.append(ink_of(page, len(inks) + 1))
            glyphs += len(inks[-1].glyphs)
            if glyphs > MAX_GLYPHS:
                raise TableError(name, None, f"至多 {MAX_GLYPHS} 字的 PDF", f"到第 {len(inks)} 页已超过")
    except TableError:
        raise
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise TableError(name, None, "没有密码的 PDF", "加密的 PDF", advice="请打开后去掉密码，另存一份") from None
    except Exception:  # what a damaged PDF makes the library raise is any kind of error
        raise scans.damaged_pdf(name) from None
    if not inks:
        raise scans.damaged_pdf(name)
    return inks


def _pages(content: bytes) -> Iterator[Any]:
    """The pages as pdfminer lays them out, character by character."""
    import logging

    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    # It warns of every colour and font that it does not know, which is nothing to a reader of text.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(BytesIO(content)):
        interpreter.process_page(page)
        yield device.get_result()


def _hold_text(inks: list[PageInk], name: str) -> None:
    """Refuse what has no text, or text that nobody can read."""
    if _is_unmapped(inks):
        got = "文字层没有编码、读出是乱码的 PDF"
        raise TableError(name, None, "含有文字的 PDF", got, advice=scans.ADVICE)
    if not _has_text(inks):
        raise TableError(name, None, "含有文字的 PDF", "扫描件（没有文字层）", advice=scans.ADVICE)


def _is_unmapped(inks: list[PageInk]) -> bool:
    """Whether the fonts do not tell which characters most glyphs are."""
    glyphs, unmapped = sum(len(ink.glyphs) for ink in inks), sum(ink.unmapped for ink in inks)
    return unmapped > _MOST_UNMAPPED * (glyphs + unmapped)


def _has_text(inks: list[PageInk]) -> bool:
    return any(len(ink.glyphs) >= _LEAST_GLYPHS for ink in inks)


class _Pages:
    """The pages with their tables, those that go on put together."""

    def __init__(self, inks: list[PageInk]) -> None:
        self.inks = inks
        self.regions: dict[int, list[Region]] = {ink.number: regions_of(ink) for ink in inks}
        self.lines: dict[int, list[PrintLine]] = {}
        self._settle()
        for ink in inks:
            self._fill(ink)
        self.lines = less_furniture(inks, self.lines)
        if not any(self.regions.values()):
            self.regions, self.lines = aligned_regions(inks, self.lines)
        self.tables = self._put_together()

    def _fill(self, ink: PageInk) -> None:
        left = ink.glyphs
        for region in self.regions[ink.number]:
            left = fill(region, left)
        self.lines[ink.number] = lines_of(left)

    def _settle(self) -> None:
        """Put clipped text at the ends of pages into its cells."""
        header: set[str] = set()
        last: Region | None = None
        for upper, lower in pairwise(self.inks):
            above, below = self.regions[upper.number], self.regions[lower.number]
            if not (above and below and same_columns(above[-1], below[0])):
                continue
            if above[-1] is not last:
                fill(above[-1], upper.glyphs)
                header = header_texts(above[-1])
            settle((upper, above[-1]), (lower, below[0]), header)
            last = below[-1]

    def _put_together(self) -> dict[tuple[int, int], PagedTable | None]:
        """Page and position of a region → its table; ``None`` for a part of a table that began before."""
        tables: dict[tuple[int, int], PagedTable | None] = {}
        parts: list[Region] = []
        start = (0, 0)
        for ink in self.inks:
            for at, region in enumerate(self.regions[ink.number]):
                if parts and at == 0 and self._goes_on(parts[-1], region):
                    tables[ink.number, at] = None
                    parts.append(region)
                    continue
                if parts:
                    tables[start] = PagedTable(parts)
                start, parts = (ink.number, at), [region]
        if parts:
            tables[start] = PagedTable(parts)
        return tables

    def _goes_on(self, last: Region, region: Region) -> bool:
        """Whether a table goes on from the page before: the same columns, and no text between."""
        if region.page != last.page + 1 or not same_columns(last, region):
            return False
        below = any(line.top > last.bottom for line in self.lines[last.page])
        return not below and not any(line.bottom < region.top for line in self.lines[region.page])


def _draft_page(draft: GridDraft, pages: _Pages, ink: PageInk) -> None:
    """Draft what stands on a page, from the top down; a table stands on the page it begins on."""
    lines = pages.lines[ink.number]
    top = 0.0
    for at, region in enumerate(pages.regions[ink.number]):
        _draft_text(draft, [line for line in lines if top <= line.top < region.top], ink)
        top = region.top
        table = pages.tables[ink.number, at]
        if table is not None:
            _draft_table(draft, table, at + 1)
    _draft_text(draft, [line for line in lines if line.top >= top], ink)


def _draft_text(draft: GridDraft, lines: list[PrintLine], ink: PageInk) -> None:
    for paragraph in paragraphs_of(lines):
        draft.add_text(paragraph, f"第 {ink.number} 页", page=ink.number)


def _draft_table(draft: GridDraft, table: PagedTable, number: int) -> None:
    rows: list[SlotRow] = []
    first = table.pages[0]
    for slots, page, row in zip(table.rows, table.pages, table.numbers, strict=True):
        # On the pages after it is the first thing there.
        place = f"第 {page} 页表 {number if page == first else 1} 第 {row} 行"
        rows.append(SlotRow(slots, place, page=page))
    draft.add_table(rows)
