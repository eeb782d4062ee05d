"""Mutated tables: each is read or refused with a sentence, within its time, and no cell is lost.

``mutate_tables(20_000, seed=1)`` tries twenty thousand; mutation *i* depends on the seed and *i* alone, so a run can be
taken up again with ``start`` and a single case tried again with ``count=1``.
"""

from __future__ import annotations

import gc
import re
import signal
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

import msgspec

from graph.errors import TableError
from graph.exports.graphml import export_graphml
from graph.knowledge.construction import build_graph
from graph.language.text import fold
from graph.rdf.triples import to_quads
from graph.records import Cited, Deadline, Extra, Heading, Milestone, Portfolio, StatusReport, Table, Task, UnitRef
from graph.tables.cleaning import Cleaner
from graph.tables.columns import Columns
from graph.tables.numbering import read_label, read_number
from graph.tables.readers import Cell, Grid, grid_of
from graph.tables.table import parse
from tests.campaign.table_mutations import HEADERS, ON_ROWS, Rows, encoded

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (ROOT / "data/heshan-2022.txt", ROOT / "tests/taishun/taishun-2023.txt")
SMALL = (
    "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间",
    "一、重点工作类（3项）",
    "1\t建设产业园区。\t（1）完成征地。\t市财政局\t<b>已完成。</b> 已交付。\t6月底",
    "\t\t（2）完成建设。\t\t<b>未按进度完成。</b> 正在报批。\t9月底",
    "2\t整治河道水环境。\t（1）完成清淤。\t市水利局 各镇（街）\t<b>未按进度完成。</b> 正在施工。\t9月底",
    "3\t修路10公里。\t完成路面。\t市交通运输局\t基本按进度完成。\t12月底",
    "注：完成时间以月底计。",
)
WIDE = (
    "序号\t类别\t项目名称\t建设内容\t牵头单位\t配合单位\t分管领导\t完成时限\t进展情况\t投资额",
    "1\t民生\t建设甲公园。\t（1）完成设计。\t市住房城乡建设局\t古劳镇\t方明\t6月底\t<b>已完成。</b> 已开放。\t3000万元",
    "\t\t\t（2）完成绿化。\t\t各镇（街）\t李大海\t9月底\t\t",
    "2\t\t建设乙学校。\t完成招标。\t市教育局\t\t方明\t9月底\t未按进度完成。资金不足。\t1.2亿元",
    "3\t产业\t引进丙项目。\t签约。\t市科工商务局\t址山镇\t王小明、李大海\t年底\t暂缓实施。\t",
    "合计\t\t3项\t\t\t\t\t\t\t",
)
SECONDS = 2.0
GRAPH_EVERY = 50
_NAME = "mutated-2022.txt"
_SHOWN = 20
_TOLD = ("未能归入", "未归入", "标题“", "只计一次", "并入上一节点", "不含单位名称")
"""Words of the warnings that account for a cell: it fits nowhere, stands elsewhere, or is a heading without tasks."""


@dataclass(slots=True)
class TableReport:
    """What became of the mutated tables; ``problems`` tells index and trouble of the first ones."""

    tried: int = 0
    read: int = 0
    refused: int = 0
    tracebacks: int = 0
    over_time: int = 0
    cells_lost: int = 0
    problems: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def note(self, index: int, trouble: str) -> None:
        """Keep the first troubles."""
        if len(self.problems) < _SHOWN:
            self.problems.append(f"{index}: {trouble}")


class _TimeIsUpError(Exception):
    """The reading took longer than its bound."""


def mutate_tables(count: int, seed: int, start: int = 0) -> TableReport:
    """Try mutations ``start`` to ``start + count - 1`` of a seed."""
    report = TableReport()
    for index in range(start, start + count):
        _try(mutated(seed, index), index, report)
    return report


def mutated(seed: int, index: int) -> bytes:
    """Return one mutated table."""
    dice = Random(f"{seed}:{index}")
    rows = _slice(dice)
    for _ in range(dice.choice((1, 1, 2, 2, 3, 5))):
        dice.choice(ON_ROWS)(rows, dice)
    end = dice.choice(("\n", "\n", "\n", "\r\n", "\r"))
    return encoded(end.join("\t".join(row) for row in rows), dice)


@cache
def _bases() -> tuple[tuple[str, ...], ...]:
    return (SMALL, WIDE, *(tuple(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES))


def _slice(dice: Random) -> Rows:
    lines = dice.choice(_bases())
    length = dice.randrange(5, 41)
    first = dice.randrange(max(1, len(lines) - length))
    title = ["# 2022年鹤山市重点工作"] if dice.random() < 0.5 else []
    header = [] if lines in (SMALL, WIDE) or dice.random() < 0.1 else [dice.choice((HEADERS[1], SMALL[0]))]
    return [line.split("\t") for line in (*title, *header, *lines[first : first + length])]


def _try(content: bytes, index: int, report: TableReport) -> None:
    report.tried += 1
    begun = time.process_time()
    try:
        with _time_limit():
            grid = grid_of(content, _NAME)
            table = parse(grid)
            if index % GRAPH_EVERY == 0:
                kg = build_graph([table])
                to_quads(kg)
                export_graphml(kg)
    except TableError as error:
        report.refused += 1
        _check_sentence(str(error), index, report)
    except _TimeIsUpError:
        report.over_time += 1
        report.note(index, "over time")
    except Exception as error:
        report.tracebacks += 1
        where = traceback.extract_tb(error.__traceback__)[-1]
        report.note(index, f"{type(error).__name__}: {str(error)[:80]} ({Path(where.filename).name}:{where.lineno})")
    else:
        report.read += 1
        _check_table(grid, table, index, report)
    report.slowest = max(report.slowest, time.process_time() - begun)


@contextmanager
def _time_limit() -> Iterator[None]:
    """Stop what takes more processor time than the bound; only a main thread of a POSIX system can be stopped.

    Garbage of a whole test run is not collected meanwhile: it is not the table's time, and what is raised while a
    callback of the collector runs would be lost.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise _TimeIsUpError

    collecting = gc.isenabled()
    gc.disable()
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if collecting:
            gc.enable()


def _check_sentence(sentence: str, index: int, report: TableReport) -> None:
    if "\n" in sentence or not sentence.endswith("。") or "应为" not in sentence or not _is_clean(sentence):
        report.tracebacks += 1
        report.note(index, f"no sentence: {sentence[:80]!r}")


def _check_table(grid: Grid, table: Table, index: int, report: TableReport) -> None:
    lost = lost_cells(grid, table)
    if lost or not table.account.complete:
        report.cells_lost += max(1, len(lost))
        report.note(index, f"lost: {lost[:3]}, account {table.account}")
    if not _is_clean(msgspec.json.encode(table).decode("utf-8")):
        report.tracebacks += 1
        report.note(index, "a control character in the records")
    if any("\n" in notice.message for notice in table.warnings):
        report.tracebacks += 1
        report.note(index, "a warning of several lines")


def _is_clean(text: str) -> bool:
    return Cleaner().clean(text.replace("\n", ""), 1) == text.replace("\n", "")


def lost_cells(grid: Grid, table: Table) -> list[tuple[int, int, str]]:
    """The cells of a grid that neither a record nor a warning accounts for: looked for anew, the account not believed."""
    cited = set(_cited(table))
    warned = {notice.line for notice in table.warnings if any(word in notice.message for word in _TOLD)}
    groups = {fold(heading.name) for heading in table.info.headings}
    written = {(item.text.source.line, item.text.value) for item in _headings(table)}
    lost, headed = [], False
    for row in grid.rows:
        is_header = Columns.is_header(row)
        headed = headed or is_header
        told = {fold(cell.text) for cell in row.filled if (cell.source.line, cell.source.column) in cited}
        for cell in row.filled:
            place = (cell.source.line, cell.source.column)
            known = is_header or place in cited or cell.source.line in warned or fold(cell.text) in groups
            known = known or any(line == row.line and text.startswith(cell.text) for line, text in written)
            known = known or (cell.source.line, cell.text) in written or fold(cell.text) in told  # spread over a row
            if headed and not known and not _is_told_once(cell, table):
                lost.append((*place, cell.text[:20]))
    return lost


def _is_told_once(cell: Cell, table: Table) -> bool:
    """Whether a cell is the number of its task, or the deadline above it printed again after a page break."""
    value, line = read_number(cell.text), cell.source.line
    tasks = [task for task in table.tasks if task.lines[0] <= line <= task.lines[1]]
    said = "".join(fold(text) for task in tasks for text in _texts(task))
    if all(fold(piece).rstrip("。") in said for piece in re.split(r"[\s、，,]+", cell.text) if piece):
        return True  # one of several cells that are kept as one
    label = read_label(cell.text)
    if label is not None and any(label in task.id for task in tasks):
        return True
    return any(value == task.number or cell.text in {due.text for due in task.deadlines} for task in tasks)


def _texts(task: Task) -> Iterator[str]:
    yield from (part.written for part in (task.title, *task.units))
    yield from (part.text.written for part in (*task.milestones, *task.extras))
    yield from (f"{report.status or ''}{report.narrative.written}" for report in task.reports)
    yield from (due.text for due in task.deadlines)


def _cited(table: Table) -> Iterator[tuple[int, int]]:
    for task in table.tasks:
        yield from _places(task)
    for item in _headings(table):
        yield item.text.source.line, item.text.source.column
    for note in table.info.notes:
        yield note.source.line, note.source.column


def _headings(table: Table) -> Iterator[Heading | Portfolio]:
    yield from table.info.headings
    yield from (task.portfolio for task in table.tasks if task.portfolio)


def _places(task: Task) -> Iterator[tuple[int, int]]:
    parts: tuple[object, ...] = (
        *(task.title, *task.title_variants, *task.extras, *task.milestones),
        *(*task.units, *task.reports, *task.deadlines),
    )
    for part in parts:
        match part:
            case Cited(source=source) | UnitRef(source=source) | Deadline(source=source):
                yield source.line, source.column
            case Extra(text=text) | Milestone(text=text) | StatusReport(narrative=text):
                yield text.source.line, text.source.column
            case Heading() | Portfolio() | _:
                pass
