"""Grid → :class:`Table`: tasks, warnings, and an account of every non-empty cell.

The walk keeps the headings in force and collects the rows of one task after the other; a task split by a page break is
printed again with its number and becomes one task.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path

from graph.assemble import Draft, DraftRow, assemble
from graph.checks import check_counts, check_numbers
from graph.columns import Columns, Role
from graph.errors import TableError
from graph.headings import read_category, read_portfolio, read_theme
from graph.places import find_county
from graph.readers import Cell, Grid, Row, read_grid
from graph.records import Account, Cited, DocumentInfo, Heading, Notice, Portfolio, Table, Task
from graph.text import fold, tidy
from graph.unit_cells import find_leads, split_units
from graph.units import UnitNames

_SAME_TITLE = 0.6
_LABELS = {
    Role.NUMBER: "序号",
    Role.GROUP: "大类",
    Role.TITLE: "项目名称",
    Role.MILESTONE: "节点计划",
    Role.UNITS: "责任单位",
    Role.SUPPORT: "配合单位",
    Role.LEADER: "分管领导",
    Role.STATUS: "完成情况",
    Role.DEADLINE: "完成时间",
    Role.EXTRA: "其他栏",
}
_NOTE = re.compile(
    r"^[#\s]*(?:备\s*注|注|说明|附注|单位|填报|制表|数据来源|\d{1,2}[.、．]|[-—–]+\s*\d+\s*[-—–]+|第\s*\d+\s*页)"
)


def read_table(path: Path) -> Table:
    """Read a work-report table from a file.

    :raises TableError: the file is no such table; the message names file, line, what was expected and what was found.
    """
    return parse(read_grid(path))


def parse(grid: Grid) -> Table:
    """Make the tasks of a grid."""
    walk = _Walk(grid)
    for row in grid.rows:
        walk.step(row)
    return walk.finish()


@dataclass(slots=True)
class _Walk:
    """The state of one walk down a grid."""

    grid: Grid
    columns: Columns | None = None
    category: Heading | None = None
    theme: Heading | None = None
    portfolio: Portfolio | None = None
    drafts: list[Draft] = field(default_factory=list)
    headings: list[Heading | Portfolio] = field(default_factory=list)
    before: list[Cell] = field(default_factory=list)
    notes: list[Cell] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    placed: Counter[str] = field(default_factory=Counter)
    reported: int = 0
    open: bool = False

    def step(self, row: Row) -> None:
        """Take one row."""
        if Columns.is_header(row):
            self.columns = Columns(row)
            self.placed["表头"] += len(row.filled)
        elif self.columns is None:
            self.before += row.filled
            self.placed["表前文字"] += len(row.filled)
        elif len(row.filled) == 1 and row.filled[0].source.column == 1:
            self._single(row, row.filled[0])
        else:
            self._data(row, self.columns)

    def _single(self, row: Row, cell: Cell) -> None:
        """Take a row with nothing but its first cell: a heading, a note, or something torn."""
        if self._heading(cell):
            self.open = False
            return
        if fold(cell.text).isdecimal():
            self._torn(cell, "序号后有项目名称")
        elif len(row.cells) == 1 and self.drafts and not _NOTE.match(cell.text) and self._previous_is_short(row):
            self._torn(cell, f"{self.columns.width if self.columns else 0} 栏的表格行")
        elif _NOTE.match(cell.text) or len(row.cells) == 1:
            self.notes.append(cell)
            self.placed["表注"] += 1
            if not _NOTE.match(cell.text):
                self._warn(cell.source.line, f"表中单独一行文字按表注保留：“{cell.text[:30]}”")
        else:
            self._report(cell, "首栏不是序号，也不是标题")

    def _previous_is_short(self, row: Row) -> bool:
        index = next((i for i, other in enumerate(self.grid.rows) if other.line == row.line), 0)
        previous = self.grid.rows[index - 1] if index else None
        adjacent = previous is not None and previous.line == row.line - 1
        width = self.columns.width if self.columns else 0
        return bool(adjacent and previous and 1 < len(previous.cells) < width)

    def _heading(self, cell: Cell) -> bool:
        category, theme, portfolio = read_category(cell), read_theme(cell), read_portfolio(cell)
        if category:
            self.category, self.theme, self.portfolio = category, None, None
            self.headings.append(category)
            self.placed["大类标题"] += 1
        elif theme:
            self.theme, self.portfolio = theme, None
            self.headings.append(theme)
            self.placed["专题标题"] += 1
        elif portfolio:
            self.portfolio = portfolio
            self.headings.append(portfolio)
            self.placed["分管标题"] += 1
        return bool(category or theme or portfolio)

    def _data(self, row: Row, columns: Columns) -> None:
        draft_row = DraftRow(row.line, {})
        for role, cell in columns.assign(row.cells):
            self._note_moved(columns, role, cell)
            if role is Role.EXTRA:
                draft_row.extras.append((columns.name(cell.source.column - 1), cell))
                self.placed["其他栏"] += 1
            elif role is None or role in draft_row.cells:
                self._report(cell, "不知属于哪一栏")
            else:
                draft_row.cells[role] = cell
        self._group(draft_row.cells.pop(Role.GROUP, None))
        number = draft_row.cells.get(Role.NUMBER)
        if number:
            self._numbered(draft_row, number)
        else:
            self._unnumbered(draft_row, row)

    def _note_moved(self, columns: Columns, role: Role | None, cell: Cell) -> None:
        if role and role is not columns.role(cell.source.column - 1):
            header = columns.name(cell.source.column - 1) or "无栏名的一栏"
            self._warn(cell.source.line, f"{_LABELS[role]}写在“{header}”下（第 {cell.source.column} 栏），按内容归位")

    def _group(self, cell: Cell | None) -> None:
        """Take a category that stands in a column of its own."""
        if cell is None:
            return
        self.placed["大类"] += 1
        name = tidy(cell.text)
        if self.category is None or self.category.name != name:
            count = len({h.name for h in self.headings if isinstance(h, Heading)}) + 1
            self.category = Heading(count, name, None, Cited(cell.text, cell.raw, cell.source))
            self.headings.append(self.category)

    def _numbered(self, row: DraftRow, number: Cell) -> None:
        value = int(re.sub(r"\D", "", fold(number.text)))
        title = row.cells.get(Role.TITLE)
        current = self.drafts[-1] if self.drafts and self.open else None
        if current and current.number == value and self._continues(current, title):
            row.repeats_head = True
            self._place(row)
            current.rows.append(row)
            return
        if title is None:
            self._torn(number, f"序号 {value} 后有项目名称")
            return
        self._place(row)
        self.drafts.append(Draft(self.grid.document, self.category, self.theme, self.portfolio, value, [row]))
        self.open = True

    def _continues(self, current: Draft, title: Cell | None) -> bool:
        """Whether a repeated number is the open task printed again after a page break."""
        if title is None:
            return True
        known = current.title
        if known is None:
            return True
        likeness = SequenceMatcher(None, fold(known.text), fold(title.text), autojunk=False).ratio()
        if likeness < _SAME_TITLE:
            return False
        if fold(known.text) != fold(title.text):
            self._warn(
                title.source.line, f"任务 {current.number} 分页后的项目名称写法与第 {known.source.line} 行略有不同"
            )
        return True

    def _unnumbered(self, row: DraftRow, source: Row) -> None:
        stray = row.cells.get(Role.TITLE)
        if stray and stray.source.column == 1:
            self._torn(stray, "序号或空的首栏")
        if not self.drafts or not self.open:
            for cell in [*row.cells.values(), *(cell for _, cell in row.extras)]:
                self._report(cell, "标题之后、任务之前的行没有序号")
            self.placed["其他栏"] -= len(row.extras)
            return
        if stray:
            self._warn(stray.source.line, "没有序号的项目名称并入上一任务")
        if source.cells and len(source.filled) == 0:
            return
        self._place(row)
        self.drafts[-1].rows.append(row)

    def _place(self, row: DraftRow) -> None:
        for role in row.cells:
            self.placed[_LABELS[role]] += 1

    def _report(self, cell: Cell, why: str) -> None:
        self.reported += 1
        self._warn(cell.source.line, f"第 {cell.source.column} 栏“{cell.text[:20]}”未能归入记录：{why}")

    def _warn(self, line: int, message: str) -> None:
        self.notices.append(Notice(self.grid.document, line, message))

    def _torn(self, cell: Cell, expected: str) -> None:
        raise TableError(
            self.grid.document,
            cell.source.line,
            expected,
            f"“{cell.text[:20]}”",
            advice="这一行或上一行可能被截断，请把一行表格放在同一行文字里",
        )

    def finish(self) -> Table:
        """Close the walk: make the tasks, check the counts, balance the account."""
        if self.columns is None:
            raise TableError(
                self.grid.document,
                self.grid.rows[0].line,
                "含“序号、项目名称、责任单位、完成情况”等栏名的表头行",
                f"“{fold(self.grid.rows[0].cells[0].text)[:20]}”等 {len(self.grid.rows)} 行无表头的文字",
            )
        if not self.drafts:
            raise TableError(self.grid.document, self.grid.rows[-1].line, "至少一项带序号的任务", "只有表头")
        written = list(_all_unit_names(self.drafts))
        names = UnitNames(written, find_county(self._title(), frozenset(written)))
        tasks = self._tasks(names)
        info = self._info(tasks)
        self.notices += check_counts(self.grid.document, self.headings, tasks)
        self.notices += check_numbers(self.grid.document, tasks)
        if self.grid.codec != "utf-8":
            self._warn(1, f"文件编码为 {self.grid.codec}，已照此读取，建议另存为 UTF-8")
        account = Account(
            rows=len(self.grid.rows),
            cells=sum(len(row.filled) for row in self.grid.rows),
            placed={name: count for name, count in self.placed.items() if count},
            reported=self.reported,
        )
        notices = tuple(sorted(self.notices, key=lambda notice: notice.line))
        return Table(info, tuple(tasks), notices, account, names.aliases())

    def _tasks(self, names: UnitNames) -> list[Task]:
        tasks: list[Task] = []
        first_at: dict[str, Draft] = {}
        for draft in self.drafts:
            key = self._key(draft, first_at)
            first_at[key] = draft
            task, notices = assemble(draft, key, names.canonical)
            self.notices += [Notice(self.grid.document, line, message) for line, message in notices]
            tasks.append(task)
        return tasks

    def _key(self, draft: Draft, taken: dict[str, Draft]) -> str:
        """Category number and task number; where numbers start anew in every theme, the theme's number too."""
        category = draft.category.number if draft.category else 1
        key = f"{category}-{draft.number}"
        other = taken.get(key)
        if other is None:
            return key
        longer = f"{category}.{draft.theme.number}-{draft.number}" if draft.theme else key
        if draft.theme != other.theme and longer not in taken:
            return longer
        raise TableError(
            self.grid.document,
            draft.rows[0].line,
            f"同一类中不重复的序号（{draft.number} 已在第 {other.rows[0].line} 行用过）",
            f"序号 {draft.number} 再次出现，且项目名称不同",
        )

    def _title(self) -> str:
        return next((cell.text.lstrip("# ").strip() for cell in self.before if fold(cell.text)), self.grid.document)

    def _info(self, tasks: Iterable[Task]) -> DocumentInfo:
        title = self._title()
        year = re.search(r"(20\d{2})\s*年", title) or re.search(r"(20\d{2})", self.grid.document)
        units = frozenset(unit.name for task in tasks for unit in task.units)
        county = find_county(title, units)
        return DocumentInfo(
            name=self.grid.document,
            sha256=self.grid.sha256,
            title=title,
            year=int(year[1]) if year else None,
            county=county.name if county else None,
            county_code=county.code if county else None,
            headings=tuple(heading for heading in self.headings if isinstance(heading, Heading)),
            notes=tuple(Cited(cell.text, cell.raw, cell.source) for cell in self.notes),
        )


def _all_unit_names(drafts: Iterable[Draft]) -> Iterable[str]:
    for draft in drafts:
        for row in draft.rows:
            for role in (Role.UNITS, Role.SUPPORT):
                if role in row.cells:
                    yield from (name for name, _ in split_units(row.cells[role].text))
            if Role.MILESTONE in row.cells:
                yield from (name for name, _, _ in find_leads(row.cells[Role.MILESTONE].raw))


def qualify(table: Table, prefix: str) -> Table:
    """Return the same table with task ids made unique among several documents."""
    return replace(table, tasks=tuple(replace(task, id=f"{prefix}-{task.id}") for task in table.tasks))
