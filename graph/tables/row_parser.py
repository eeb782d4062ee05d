"""One walk down a grid: the headings in force, the rows of one task after the other, and what fits nowhere.

A row that cannot be read is reported with its line, what was expected and what was found; the rest is read on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import takewhile

from graph.language.text import fold, tidy
from graph.records import Cited, Heading, Notice, Portfolio
from graph.tables.assemble import Draft, DraftRow, ExtraCell
from graph.tables.columns import Columns, Role
from graph.tables.draft_reading import DraftReading
from graph.tables.headings import read_category, read_portfolio, read_theme
from graph.tables.numbering import is_total, is_written_in_words, read_number
from graph.tables.preamble import data_rows
from graph.tables.readers import Cell, Row

UNREAD_NUMBER = "能读作数字的序号"
MAX_TASK_ROWS = 1_000
"""Most rows of one task: the longest ones met have some dozens."""
_SAME_TITLE = 0.6
_COMPARED = 100
"""Characters of two titles that are compared; the work grows with their square."""
_SHOWN = 3
_TORN = "这一行或上一行可能被截断，请把一行表格放在同一行文字里"
LABELS = {
    Role.NUMBER: "序号",
    Role.GROUP: "大类",
    Role.TITLE: "项目名称",
    Role.MILESTONE: "节点计划",
    Role.UNITS: "责任单位",
    Role.SUPPORT: "配合单位",
    Role.LEADER: "分管领导",
    Role.STATUS: "完成情况",
    Role.VERDICT: "状态",
    Role.DEADLINE: "完成时间",
    Role.EXTRA: "其他栏",
}
"""What each role is called."""
_NOTE = re.compile(
    r"^[#\s]*(?:备\s*注|注|说明|附注|单位|填报|制表|数据来源|\d{1,2}[.、．]|[-—–]+\s*\d+\s*[-—–]+|第\s*\d+\s*页)"
)


@dataclass(frozen=True, slots=True)
class Loss:
    """A row that could not be read: where, what was expected, what was found, what to do."""

    line: int
    expected: str
    got: str
    advice: str


@dataclass(slots=True)
class Walk(DraftReading):
    """The state of one walk down a grid."""

    columns: Columns | None = None
    category: Heading | None = None
    theme: Heading | None = None
    portfolio: Portfolio | None = None
    placed: Counter[str] = field(default_factory=Counter)
    losses: list[Loss] = field(default_factory=list)
    open: bool = False
    _broken: bool = False
    _early: list[Row] = field(default_factory=list)
    _previous: Row | None = None
    _names: set[str] = field(default_factory=set)

    def step(self, row: Row) -> None:
        """Take one row."""
        if Columns.is_header(row):
            if self.columns is None:
                self._settle_early(row)
            self.columns = Columns(row)
            self.placed["表头"] += len(row.filled)
        elif self.columns is None:
            self._early.append(row)
        elif len(row.filled) == 1 and row.filled[0].source.column == 1:
            self._single(row, row.filled[0])
        elif not self._heading_in_cells(row):
            self._data(row, self.columns)
        self._previous = row

    def _settle_early(self, header: Row) -> None:
        """Divide what stands before the first header: titles and notes are kept, rows of a table are reported."""
        for row, is_data in zip(self._early, data_rows(self._early), strict=True):
            if is_data:
                self.report(
                    row.filled,
                    f"这一行像表格里的一行，却在第一个认得的表头（第 {header.line} 行）之前；"
                    "请在它上方补上“序号、项目名称、责任单位、完成情况”等栏名",
                )
            else:
                self.before += row.filled
                self.placed["表前文字"] += len(row.filled)

    def _single(self, row: Row, cell: Cell) -> None:
        """Take a row with nothing but its first cell: a heading, a note, or something torn."""
        if self._heading(cell, 1):
            return
        width = self.columns.width if self.columns else 0
        if fold(cell.text).isdecimal() or (len(row.cells) > 1 and read_number(cell.text) is not None):
            self._lose(row.line, [cell], "序号后有项目名称", f"“{cell.text[:20]}”", _TORN)
            self.open, self._broken = False, True
        elif len(row.cells) == 1 and self.drafts and not _NOTE.match(cell.text) and self._previous_is_short(row, width):
            self._lose(row.line, [cell], f"{width} 栏的表格行", f"“{cell.text[:20]}”", _TORN)
        elif _NOTE.match(cell.text) or len(row.cells) == 1:
            self.notes.append(cell)
            self.placed["表注"] += 1
            if not _NOTE.match(cell.text):
                self.warn(cell.source.line, f"表中单独一行文字按表注保留：“{cell.text[:30]}”")
        else:
            self.report([cell], "首栏不是序号，也不是标题")

    def _previous_is_short(self, row: Row, width: int) -> bool:
        previous = self._previous
        return previous is not None and previous.line == row.line - 1 and 1 < len(previous.cells) < width

    def _heading(self, cell: Cell, cells: int) -> bool:
        """Take a heading that fills so many cells; whether it is one."""
        category, theme, portfolio = read_category(cell), read_theme(cell), read_portfolio(cell)
        heading = category or theme or portfolio
        if heading is None:
            return False
        if category:
            self.category, self.theme, self.portfolio = category, None, None
            self.placed["大类标题"] += cells
        elif theme:
            self.theme, self.portfolio = theme, None
            self.placed["专题标题"] += cells
        else:
            self.portfolio = portfolio
            self.placed["分管标题"] += cells
        self._remember(heading)
        if heading.announced is None and re.search(r"\d{7}", cell.text):
            self.warn(cell.source.line, "标题里的项数太大，无法核对")
        self.open, self._broken = False, False
        return True

    def _remember(self, heading: Heading | Portfolio) -> None:
        self.headings.append(heading)
        if isinstance(heading, Heading):
            self._names.add(heading.name)

    def _heading_in_cells(self, row: Row) -> bool:
        """Take a heading spread over a row: its text in every cell, or its number and its name side by side."""
        first, *others = row.filled
        if first.source.column != 1 or not others:
            return False
        if all(cell.text == first.text for cell in others):
            return self._heading(first, len(row.filled))
        if len(others) > 1 or others[0].source.column > 2 or not is_written_in_words(first.text):
            return False
        number = fold(first.text).rstrip(".、,:")
        name = " ".join(others[0].text.split())
        joined = Cell(f"{first.raw} {others[0].raw}", f"{number}{'' if ')' in number else '、'}{name}", first.source)
        return len(row.cells) > 2 and self._heading(joined, 2)

    def _data(self, row: Row, columns: Columns) -> None:
        draft_row = DraftRow(row.line, {})
        moved: list[tuple[Role, Cell]] = []
        left: list[Cell] = []
        for role, cell in columns.assign(row.cells):
            if role is Role.EXTRA:
                draft_row.extras.append(ExtraCell(columns.name(cell.source.column - 1), cell))
            elif role is None or role in draft_row.cells:
                left.append(cell)
            else:
                draft_row.cells[role] = cell
                if role is not columns.role(cell.source.column - 1):
                    moved.append((role, cell))
        if self._is_total(row, draft_row):
            self.report(row.filled, "合计行不作任务")
            return
        group = draft_row.cells.pop(Role.GROUP, None)
        self._group(group)
        if group and len(row.filled) == 1:
            return
        loss = self._loss(draft_row)
        if loss:
            self._lose(row.line, [cell for cell in row.filled if cell is not group], *loss)
            self.open, self._broken = False, True
            return
        for role, cell in moved:
            header = columns.name(cell.source.column - 1) or "无栏名的一栏"
            self.warn(cell.source.line, f"{LABELS[role]}写在“{header}”下（第 {cell.source.column} 栏），按内容归位")
        if left:
            self.report(left, "不知属于哪一栏")
        self._take(draft_row)

    @staticmethod
    def _is_total(row: Row, draft_row: DraftRow) -> bool:
        title = draft_row.cells.get(Role.TITLE)
        return is_total(row.filled[0].text) or (title is not None and is_total(title.text))

    def _group(self, cell: Cell | None) -> None:
        """Take a category that stands in a column of its own."""
        if cell is None:
            return
        self.placed["大类"] += 1
        name = tidy(cell.text)
        if self.category is None or self.category.name != name:
            self.category = Heading(len(self._names) + 1, name, None, Cited(cell.text, cell.raw, cell.source))
            self._remember(self.category)

    def _loss(self, row: DraftRow) -> tuple[str, str, str] | None:
        """Why a row can belong to no task: what was expected, what was found, what to do; ``None`` when it can."""
        number, title = row.cells.get(Role.NUMBER), row.cells.get(Role.TITLE)
        if number:
            value = read_number(number.text)
            if value is None:
                return UNREAD_NUMBER, f"“{number.text[:20]}”", "请把序号改为 1、2、3 或一、二、三"
            if title is None and not self._is_open_task(value):
                return f"序号 {value} 后有项目名称", f"“{number.text[:20]}”", _TORN
            return None if title and not self._is_open_task(value) else self._too_long()
        if title and title.source.column == 1:
            return "序号或空的首栏", f"“{title.text[:20]}”", _TORN
        if self._broken:
            return "有序号的任务之后的接续行", "未读出的行之后没有序号的一行", "请先改正上面未读出的行"
        return self._too_long()

    def _too_long(self) -> tuple[str, str, str] | None:
        if self.open and self.drafts and len(self.drafts[-1].rows) >= MAX_TASK_ROWS:
            return f"每项任务至多 {MAX_TASK_ROWS} 行", "更多属于同一任务的行", "请检查是否漏了序号"
        return None

    def _is_open_task(self, number: int) -> bool:
        return self.open and bool(self.drafts) and self.drafts[-1].number == number

    def _take(self, row: DraftRow) -> None:
        """Add a row to the open task, or open another with it."""
        number, title = row.cells.get(Role.NUMBER), row.cells.get(Role.TITLE)
        value = read_number(number.text) if number else None
        if value is None:
            self._continue(row, title)
        elif self._is_open_task(value) and self._continues(self.drafts[-1], title):
            row.repeats_head = True
            self._place(row)
            self.drafts[-1].rows.append(row)
        else:
            self._place(row)
            self.drafts.append(Draft(self.grid.document, self.category, self.theme, self.portfolio, value, [row]))
            self.open, self._broken = True, False

    def _continue(self, row: DraftRow, stray: Cell | None) -> None:
        if not self.drafts or not self.open:
            cells = [*row.cells.values(), *(extra.cell for extra in row.extras)]
            if cells:
                self.report(cells, "标题之后、任务之前的行没有序号")
            return
        if stray:
            self.warn(stray.source.line, "没有序号的项目名称并入上一任务")
        self._place(row)
        self.drafts[-1].rows.append(row)

    def _continues(self, current: Draft, title: Cell | None) -> bool:
        """Whether a repeated number is the open task printed again after a page break."""
        known = current.title
        if title is None or known is None:
            return True
        before, again = fold(known.text), fold(title.text)
        if before == again:
            return True
        if not _alike(before[:_COMPARED], again[:_COMPARED]):
            return False
        self.warn(title.source.line, f"任务 {current.number} 分页后的项目名称写法与第 {known.source.line} 行略有不同")
        return True

    def _place(self, row: DraftRow) -> None:
        for role in row.cells:
            self.placed[LABELS[role]] += 1
        self.placed[LABELS[Role.EXTRA]] += len(row.extras)

    def _lose(self, line: int, cells: Sequence[Cell], expected: str, got: str, advice: str) -> None:
        """Report a row that should have been one, and read on."""
        self.losses.append(Loss(line, expected, got, advice))
        self.reported += len(cells)
        self.warn(line, f"应为{expected}，实为{got}；这一行有 {len(cells)} 格未归入记录（{_quoted(cells)}）；{advice}")

    def report(self, cells: Sequence[Cell], why: str) -> None:
        """Count cells of one row as reported, with a notice that says where they stand."""
        self.reported += len(cells)
        if len(cells) <= _SHOWN:
            for cell in cells:
                self.warn(cell.source.line, f"第 {cell.source.column} 栏“{cell.text[:20]}”未能归入记录：{why}")
            return
        columns = [cell.source.column for cell in cells]
        place = f"第 {min(columns)} 至 {max(columns)} 栏"
        self.warn(cells[0].source.line, f"{place}的 {len(cells)} 格（{_quoted(cells)}）未能归入记录：{why}")

    def warn(self, line: int, message: str) -> None:
        """Note something with its line."""
        self.notices.append(Notice(self.grid.document, line, " ".join(message.split())))


def _alike(before: str, again: str) -> bool:
    """Whether two folded titles are the same but for slips of the pen."""
    ends = _common(before, again) + _common(before[::-1], again[::-1])
    if 2 * min(ends, len(before), len(again)) >= _SAME_TITLE * (len(before) + len(again)):
        return True
    matcher = SequenceMatcher(None, before, again, autojunk=False)
    return matcher.quick_ratio() >= _SAME_TITLE and matcher.ratio() >= _SAME_TITLE


def _common(before: str, again: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, again, strict=False)))


def _quoted(cells: Sequence[Cell]) -> str:
    shown = "、".join(f"“{cell.text[:20]}”" for cell in cells[:_SHOWN])
    return f"{shown}等" if len(cells) > _SHOWN else shown
