"""Rows of running text → :class:`Paragraph`: lines that only the printed page broke are joined, page numbers left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.language.text import is_chinese
from graph.language.word_lists import words
from graph.tables.readers import Cell, Row
from graph.tables.task_lists.list_labels import LONG_ROLES, UNIT_ROLES, begins_with_label, find_labels
from graph.tables.task_lists.marks import read_mark
from graph.tables.unit_cells import ends_like_unit, is_unit_cell

_ENDS = "。；;：:！!？?”"
_GOES_ON = "，、,（(《“‘"
_OPEN, _CLOSE = "（(《“〔[【", "）)》”〕]】"
_NARROWEST, _WIDEST = 14, 80
"""Characters of a printed line of text."""
_PAGE_LINES = words("list_marks", "words", "kind", "page-line")
_PAGE_ENDS = words("list_marks", "words", "kind", "page-end")
_FULL = 0.8
"""A line broken by the page is at least so long, compared with the longest."""
_FULL_LINES = 2
_SEVERAL = 2
_LONGEST_MARK = 40
_BOUNDARY = re.compile(r"(?:[。；;！？!?]|(?<=\s))\s{0,9}+(?=\S)")
_LONGEST_LIST = 500
_MOST_JOINED = 200
_PAGE = re.compile(
    r"[-—–\s·]{0,9}+(?:第\s{0,3}+)?\d{1,4}(?:\s{0,3}+页)?(?:\s{0,3}+[/／共]{1,2}\s{0,3}+第?\d{1,4}\s{0,3}+页?)?[-—–\s·]{0,9}+"
)
_DATE = re.compile(r"20\d\d[-/.]\d{1,2}[-/.]\d{1,2}|(?:20\d\d|二[〇○零]\S{2})\s?年\s?\S{1,3}\s?月(?:\s?\S{1,3}\s?日)?")
_CLOSING_WORDS = words("list_marks", "words", "kind", "closing")
_LONGEST_CLOSING = 30
_MARKDOWN = re.compile(r"\*\*|__|^#{1,6}\s{1,9}")


def is_closing(text: str) -> bool:
    """Whether a line behind a task belongs to the whole document: who signs, a date, a list of annexes.

    >>> [is_closing(x) for x in ("县人民政府办公室", "2024年4月10日", "附件：责任表", "新建公厕5座。")]
    [True, True, True, False]
    """
    if text.startswith(_CLOSING_WORDS) or _DATE.fullmatch(text):
        return True
    return len(text) <= _LONGEST_CLOSING and ends_like_unit(text) and not re.search(r"[，。；：、]", text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its text, and the cells it is printed in with the place where each begins."""

    text: str
    cells: tuple[Cell, ...]
    starts: tuple[int, ...] = (0,)

    def cut(self, start: int, end: int, text: str | None = None) -> Cell:
        """Make the cell of a stretch; ``text``: what it says when that is not the stretch as written."""
        written = self.text[start:end].strip()
        lead = len(self.text[start:end]) - len(self.text[start:end].lstrip())
        source = self.cells[bisect_right(self.starts, start + lead) - 1].source
        return Cell(written, written if text is None else text, source)

    def part(self, start: int, end: int) -> Paragraph:
        """Make a paragraph of a stretch."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1)
        starts = tuple(max(0, at - start) for at in self.starts[first:last])
        return Paragraph(self.text[start:end].rstrip(), self.cells[first:last], starts)

    @property
    def whole(self) -> Cell:
        """The paragraph as one cell."""
        return self.cut(0, len(self.text))

    @property
    def line(self) -> int:
        """The line it begins on."""
        return self.cells[0].source.line


@dataclass(frozen=True, slots=True)
class RunningText:
    """Running text: its paragraphs, and the cells that belong to none: page numbers, and what a web page has around."""

    paragraphs: tuple[Paragraph, ...]
    page_numbers: tuple[Cell, ...]
    furniture: tuple[Cell, ...]


def read_paragraphs(rows: Sequence[Row]) -> RunningText:
    """Make the paragraphs of rows of running text."""
    lines: list[Paragraph] = []
    numbers: list[Cell] = []
    furniture: list[Cell] = []
    stop = _end_of_page(rows)
    for index, row in enumerate(rows):
        first = row.filled[0].text
        if index >= stop or any(word in first for word in _PAGE_LINES):
            furniture += row.filled
        elif len(row.filled) == 1 and _PAGE.fullmatch(first) and not first.isdecimal():
            numbers += row.filled
        else:
            lines += _lines(row)
    paragraphs = tuple(piece for paragraph in _joined(lines) for piece in _items(paragraph))
    return RunningText(paragraphs, tuple(numbers), tuple(furniture))


def _end_of_page(rows: Sequence[Row]) -> int:
    """The row from which on a web page tells of other things: 上一篇, 相关链接 behind the last units named."""
    end = len(rows)
    for index in range(len(rows) - 1, -1, -1):
        text = rows[index].filled[0].text
        if text.startswith(_PAGE_ENDS):
            end = index
        elif len(text) > _WIDEST or (read_mark(text) is None and _names_units(text)):
            break
    return end


def _names_units(text: str) -> bool:
    """Whether a line names the units of a task; who runs the site (主办单位) is no such unit."""
    labels = [label for label in find_labels(text) if label.role in UNIT_ROLES]
    return bool(labels) and not labels[0].name.startswith("主办")


def _items(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Divide a paragraph into which a whole list has run: the same label comes again, and numbers stand between."""
    roles = Counter(label.role for label in find_labels(paragraph.text) if label.role not in LONG_ROLES - {"status"})
    if max(roles.values(), default=0) < _SEVERAL:
        yield paragraph
        return
    last: dict[str, int] = {}
    cuts = [0]
    for match in _BOUNDARY.finditer(paragraph.text):
        at = match.end()
        mark = read_mark(paragraph.text[at : at + _LONGEST_MARK])
        if mark and mark.number and mark.shape != "bare" and mark.number in (1, last.get(mark.shape, 0) + 1):
            last[mark.shape] = mark.number
            cuts.append(at)
    for start, end in pairwise([*cuts, len(paragraph.text)]):
        if paragraph.text[start:end].strip():
            yield paragraph.part(start, end)


def _lines(row: Row) -> Iterator[Paragraph]:
    """The lines of a row: cells side by side are one line, line breaks inside a cell divide it."""
    if len(row.filled) > 1:
        text, starts = "", []
        for cell in row.filled:
            text += " " if text else ""
            starts.append(len(text))
            text += _MARKDOWN.sub("", " ".join(cell.text.split()))
        yield Paragraph(text, row.filled, tuple(starts))
        return
    for cell in row.filled:
        for line in cell.text.split("\n"):
            text = _MARKDOWN.sub("", line.strip()).strip()
            if text:
                yield Paragraph(text, (cell,))


def _joined(lines: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Join the lines that only the page broke; the first one, which is the title, stands alone."""
    width = _page_width(lines)
    group: list[Paragraph] = []
    label = False
    for index, line in enumerate(lines):
        begins = begins_with_label(line.text)
        signed = index + 1 < len(lines) and _DATE.fullmatch(lines[index + 1].text)
        is_free = not begins and not signed and (index > 1 or read_mark(lines[0].text))
        if group and is_free and len(group) < _MOST_JOINED and _goes_on(group[-1].text, line.text, width, label):
            group.append(line)
            continue
        if group:
            yield _one(group)
        group, label = [line], begins
    if group:
        yield _one(group)


def _page_width(lines: Sequence[Paragraph]) -> int:
    """How many characters a full line holds where the page broke the lines; 0 where nothing was broken."""
    broken = [len(line.text) for line in lines[1:-1] if line.text[-1] not in _ENDS]
    longest = max((len(line.text) for line in lines), default=0)
    full = sum(length >= _FULL * longest for length in broken)
    return int(_FULL * longest) if _NARROWEST <= longest <= _WIDEST and full >= _FULL_LINES else 0


def _goes_on(before: str, text: str, width: int, label: bool) -> bool:
    """Whether a line continues the one before it: neither ends nor begins anything, and the page is to blame.

    ``label``: the line before belongs to a label; a list of units goes on where a name is cut or units follow.
    """
    if read_mark(text) or (is_closing(text) and (not label or before[-1] in _CLOSE)):
        return False
    if before[-1] in _GOES_ON or _is_open(before):
        return True
    if not 0 < width <= len(before) or before[-1] in _ENDS or text[0] in _OPEN:
        return False
    return not label or not ends_like_unit(before) or is_unit_cell(text[:_LONGEST_LIST])


def _is_open(text: str) -> bool:
    """Whether the last bracket of a line is not closed on it."""
    opened = max(text.rfind(char) for char in _OPEN)
    return opened > max(text.rfind(char) for char in _CLOSE)


def _one(group: Sequence[Paragraph]) -> Paragraph:
    if len(group) == 1:
        return group[0]
    text = ""
    cells: list[Cell] = []
    starts: list[int] = []
    for line in group:
        if text and not (is_chinese(text[-1]) or is_chinese(line.text[0]) or not text[-1].isalnum()):
            text += " "
        starts += [len(text) + start for start in line.starts]
        cells += line.cells
        text += line.text
    return Paragraph(text, tuple(cells), tuple(starts))
