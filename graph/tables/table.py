"""Grid → :class:`Table`: tasks, warnings, and an account of every non-empty cell.

The walk keeps the headings in force and collects the rows of one task after the other; a task split by a page break is
printed again with its number and becomes one task.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from graph.errors import TableError
from graph.identifiers import document_code
from graph.language.text import fold
from graph.places.divisions import County, find_county
from graph.places.table_county import county_called
from graph.records import Account, Cited, DocumentInfo, Heading, Notice, Table, Task, UnderstoodColumn, UnderstoodTable
from graph.tables.alignment import tie_tasks
from graph.tables.announced_counts import check_counts, check_numbers
from graph.tables.assemble import Draft, assemble
from graph.tables.closing_verdicts import with_closing_verdicts
from graph.tables.columns import Role
from graph.tables.layout import TableReading, read_tables
from graph.tables.layout.section_rows import heads_section
from graph.tables.readers import Cell, Grid, read_grid
from graph.tables.reading_options import NOTHING_SAID, ReadingOptions, options_beside
from graph.tables.row_parser import LABELS, UNREAD_NUMBER, Walk
from graph.tables.task_lists import TaskListReading, read_task_list
from graph.tables.unit_cells import find_leads, split_units
from graph.units import UnitNames

Reading = Walk | TaskListReading | TableReading
"""What gives drafts: the walk down a table of the known layout, a list, or tables of any layout."""


def read_table(path: Path) -> Table:
    """Read a work-report table from a file.

    :raises TableError: the file is no such table; the message names file, line, what was expected and what was found.
    """
    return parse(read_grid(path), options_beside(path))


def parse(grid: Grid, options: ReadingOptions = NOTHING_SAID) -> Table:
    """Make the tasks of a grid; rows that cannot be read are reported in the warnings.

    :param options: what is said of the document.
    :raises TableError: nothing in the grid can be read.
    """
    walk = _walk(grid, options)
    written = list(_all_unit_names(walk.drafts))
    names = UnitNames(written, _county(options, _title(walk), frozenset(written), grid.document))
    tasks, notices = _tasks(walk, names)
    notices = [*grid.notices, *walk.notices, *notices]
    notices += check_counts(grid.document, walk.headings, tasks)
    notices += check_numbers(grid.document, tasks)
    if grid.codec != "utf-8":
        notices.append(Notice(grid.document, 1, f"文件编码为 {grid.codec}，已照此读取，建议另存为 UTF-8"))
    account = Account(
        rows=len(grid.rows),
        cells=sum(len(row.filled) for row in grid.rows),
        placed={name: count for name, count in walk.placed.items() if count},
        reported=walk.reported,
    )
    in_order = tuple(sorted(notices, key=lambda notice: notice.line))
    layout = tuple(walk.tables) if isinstance(walk, TableReading) else _known_layout(walk, tasks)
    return Table(_info(walk, tasks, options), tuple(tasks), in_order, account, names.aliases(), layout)


def _walk(grid: Grid, options: ReadingOptions) -> Reading:
    """Walk down the rows of the table; where no header row is found, the text may list the tasks."""
    if any(row.table for row in grid.rows) and (reading := _of_tables(grid, options)):
        return reading
    walk = Walk(grid)
    for row in grid.rows:
        walk.step(row)
    if walk.drafts and not walk.losses and not _leaves_open(walk) and not options.columns:
        return walk
    torn = bool(walk.drafts) and any(loss.expected != UNREAD_NUMBER for loss in walk.losses)
    several = not torn and any(len(row.cells) > 1 for row in grid.rows)
    tabbed = _of_tables(with_tables(grid), options) if several else None
    if tabbed and (len(tabbed.drafts), -tabbed.reported) >= (len(walk.drafts), -walk.reported) and _is_sure(tabbed):
        return tabbed
    if walk.columns is None and (reading := read_task_list(grid)):
        return reading
    _check_read(walk)
    return walk


def _is_sure(reading: Reading) -> bool:
    """Whether no number had to be counted because what is printed is none: then rows may be torn."""
    return not (isinstance(reading, TableReading) and reading.unread_numbers)


def _leaves_open(walk: Walk) -> bool:
    """Whether the walk knows no meaning of a column, or reads tasks without units in a table that has a column for them."""
    assert walk.columns is not None
    unknown = any(
        role is Role.EXTRA and name for role, name in zip(walk.columns.roles, walk.columns.names, strict=True)
    )
    units = Role.UNITS in walk.columns.roles
    bare = any(not any(Role.UNITS in row.cells for row in draft.rows) for draft in walk.drafts) if units else False
    return unknown or bare


def with_tables(grid: Grid) -> Grid:
    """A grid of text whose rows of several fields are tables."""
    number, inside, rows = 0, False, []
    width = max(len(row.cells) for row in grid.rows)
    for row in grid.rows:
        # A heading between rows of several fields is a row of their table.
        several = len(row.cells) > 1 or (inside and bool(row.filled) and heads_section(row.filled[0].text))
        number += several and not inside
        inside = several
        blanks = tuple(Cell("", "", replace(row.cells[0].source, column=at + 1)) for at in range(len(row.cells), width))
        rows.append(replace(row, table=number, cells=row.cells + blanks) if several else row)
    return replace(grid, rows=tuple(rows))


def _of_tables(grid: Grid, options: ReadingOptions) -> Reading | None:
    """The tasks of its tables, or those that its text lists; of both the more."""
    tables = read_tables(grid, options.columns)
    listed = read_task_list(grid) if sum(row.table == 0 for row in grid.rows) > _FEW_TEXTS else None
    if listed and (tables is None or len(listed.drafts) > len(tables.drafts)):
        return listed
    if tables is not None and not tables.drafts:
        raise _empty(grid, tables)
    return tables


_FEW_TEXTS = 3


def _empty(grid: Grid, tables: TableReading) -> TableError:
    """That a table of tasks has a header and nothing below it."""
    found = next(table for table in tables.tables if table.columns)
    names = "、".join(plan.header for plan in found.columns if plan.header)
    return TableError(
        grid.document,
        found.line,
        "至少一项写了名称的任务",
        f"只有表头的空表（{names[:60]}），没有填写任务",
        advice="请换用填好的表",
    )


def _known_layout(walk: Walk | TaskListReading, tasks: Sequence[Task]) -> tuple[UnderstoodTable, ...]:
    """The table of the known layout; none for a list."""
    if isinstance(walk, TaskListReading) or walk.columns is None:
        return ()
    columns = tuple(
        UnderstoodColumn(name, role.value if role else "extra", LABELS[role or Role.EXTRA], "栏名", 1.0)
        for name, role in zip(walk.columns.names, walk.columns.roles, strict=True)
    )
    first = walk.grid.rows[0].line
    return (UnderstoodTable(f"第 {first} 行", first, _title(walk), len(walk.grid.rows), len(tasks), columns),)


def _check_read(walk: Walk) -> None:
    """Refuse a grid of which nothing could be read."""
    grid = walk.grid
    if walk.columns is None:
        raise TableError(
            grid.document,
            grid.rows[0].line,
            "含“序号、项目名称、责任单位、完成情况”等栏名的表头行",
            f"“{fold(grid.rows[0].filled[0].text)[:20]}”等 {len(grid.rows)} 行无表头的文字",
        )
    if walk.drafts:
        return
    if not walk.losses:
        got = "只有表头" if not walk.reported else f"只有表头和未能归入记录的 {walk.reported} 格"
        raise TableError(grid.document, grid.rows[-1].line, "至少一项带序号的任务", got)
    first = walk.losses[0]
    got = first.got if len(walk.losses) == 1 else f"{first.got}，全表 {len(walk.losses)} 行都未能读出"
    raise TableError(grid.document, first.line, first.expected, got, advice=first.advice)


def _tasks(walk: Reading, names: UnitNames) -> tuple[list[Task], list[Notice]]:
    tasks: list[Task] = []
    notices: list[Notice] = []
    keys = _Keys()
    for draft in walk.drafts:
        key, remark = keys.of(draft)
        task, found = assemble(draft, key, names.canonical)
        found += [(draft.rows[0].line, remark)] if remark else []
        notices += [Notice(draft.document, line, " ".join(message.split())) for line, message in found]
        tasks.append(task)
    return tie_tasks(with_closing_verdicts(tasks)), notices


class _Keys:
    """Ids of tasks: category number and task number; where numbers start anew in a theme, the theme's number too.

    A number that comes again all the same gets a mark behind it (``1-3.2``): losing the task would be worse.
    """

    def __init__(self) -> None:
        self._taken: dict[str, Draft] = {}
        self._times: Counter[str] = Counter()

    def of(self, draft: Draft) -> tuple[str, str]:
        """Return the id of a task, and a remark where its number is printed a second time."""
        category = draft.category.number if draft.category else 1
        number = draft.label or draft.number
        key = f"{category}-{number}"
        other = self._taken.setdefault(key, draft)
        if other is draft:
            return key, ""
        if draft.theme and draft.theme != other.theme:
            key = f"{category}.{draft.theme.number}-{number}"
            other = self._taken.setdefault(key, draft)
            if other is draft:
                return key, ""
        self._times[key] += 1
        again = f"{key}.{self._times[key] + 1}"
        used = f"{draft.number} 已在第 {other.rows[0].line} 行用过"
        return again, (
            f"应为同一类中不重复的序号（{used}），实为序号 {draft.number} 再次出现；两项都保留，这一项编号为 {again}"
        )


def _title(walk: Reading) -> str:
    return next((cell.text.lstrip("# ").strip() for cell in walk.before if fold(cell.text)), walk.grid.document)


def _info(walk: Reading, tasks: Sequence[Task], options: ReadingOptions) -> DocumentInfo:
    grid, title = walk.grid, options.title or _title(walk)
    year = options.year or _year_in([title, *(cell.text for cell in walk.before)], grid.document)
    units = frozenset(unit.name for task in tasks for unit in task.units)
    county = _county(options, title, units, grid.document)
    return DocumentInfo(
        name=grid.document,
        sha256=grid.sha256,
        title=title,
        year=year,
        county=county.name if county else None,
        county_code=(county.code or None) if county else None,
        headings=tuple(heading for heading in walk.headings if isinstance(heading, Heading)),
        notes=tuple(Cited(cell.text, cell.raw, cell.source) for cell in walk.notes),
        form=grid.form,
        places=dict(grid.places),
    )


def _county(options: ReadingOptions, title: str, units: frozenset[str], document: str) -> County | None:
    """The county of a document: the one that is said, else the one that its title or its name tells of; listed or not."""
    if options.county:
        return find_county(options.county, units) or County("", options.county, ())
    called = county_called(title)
    unlisted = County("", called, ()) if called else None
    return find_county(title, units) or find_county(document, units) or unlisted


_YEAR = re.compile(r"(20\d{2}|二[〇○零0]\d{2}|二[〇○零][一二三四五六七八九〇○零]{2})\s{0,3}年?")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PUBLISHED = ("发布", "时间", "日期", "来源", "成文", "发文")


def _year_in(texts: Sequence[str], document: str) -> int | None:
    """The year that the first text tells of, which is no date of publication; else the one in the document's name."""
    told = (text for text in texts if not fold(text).startswith(_PUBLISHED))
    for text in [*told, document]:
        match = _YEAR.search(text[:_LONGEST_TITLE])
        if match and (text is document or "年" in text):
            return int(match[1].translate(_DIGITS))
    return None


_LONGEST_TITLE = 200


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


def bare(table: Table) -> Table:
    """Return the same table with the ids its tasks have in a document by itself."""
    prefix = f"{document_code(table.info)}-"
    return replace(table, tasks=tuple(replace(task, id=task.id.removeprefix(prefix)) for task in table.tasks))
