"""Grid → :class:`TaskListReading`: the drafts of the tasks of a document that lists them as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from graph.records import Cited, Heading, Portfolio
from graph.tables.assemble import Draft, DraftRow
from graph.tables.columns import Role
from graph.tables.draft_reading import DraftReading
from graph.tables.headings import read_category, read_portfolio, split_leader
from graph.tables.readers import Cell, Grid, Row
from graph.tables.task_lists.entries import Entry, read_entries
from graph.tables.task_lists.list_drafts import TaskParagraphs
from graph.tables.task_lists.list_labels import UNIT_ROLES
from graph.tables.task_lists.marks import read_code, read_mark
from graph.tables.task_lists.outline import PLAIN, Node, build_outline, is_boxed, settle_tasks
from graph.tables.task_lists.paragraphs import read_paragraphs
from graph.tables.unit_headings import take_units_of_headings

_BEFORE, _NOTE, _PAGE, _FURNITURE, _TASK = "表前文字", "表注", "页码", "网页文字", "任务段落"
_UNITS = frozenset({Role.UNITS, Role.SUPPORT})
_TELLING = _UNITS | {Role.LEADER, Role.DEADLINE, Role.STATUS}
_ANNEX = "附件"
_OFFICE_ENDS = ("长", "书记", "主席", "主任", "常委", "委员", "调研员", "政委")
_PLACES = ("大类标题", "专题标题")

_SEVERAL = 2


@dataclass(slots=True)
class TaskListReading(DraftReading):
    """What a walk down a task list gives."""

    _places: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def placed(self) -> Counter[str]:
        """How many cells went to each kind of place."""
        return Counter(self._places.values())

    def place(self, cells: Iterable[Cell], kind: str) -> None:
        """Count cells as placed, each once; a cell with a task in it counts as that."""
        for cell in cells:
            where = cell.source.line, cell.source.column
            if kind == _TASK or where not in self._places:
                self._places[where] = kind


@dataclass(slots=True)
class _Force:
    """The headings in force."""

    category: Heading | None = None
    theme: Heading | None = None
    portfolio: Portfolio | None = None


def read_task_list(grid: Grid) -> TaskListReading | None:
    """Read the tasks that the running text of a document lists; ``None`` where it lists none.

    Rows of tables are left to others: neither placed nor reported.
    """
    rows = [row for row in grid.rows if row.filled and _is_text(row)]
    text = read_paragraphs(rows)
    entries = read_entries(text.paragraphs)
    root, shape = build_outline(entries)
    if not shape:
        return None
    settle_tasks(root, shape)
    reading = TaskListReading(grid)
    reading.place(text.page_numbers, _PAGE)
    reading.place(text.furniture, _FURNITURE)
    tasks = [node for node in root.walk() if node.is_task]
    _Reader(reading, _last_alone(tasks)).visit(root, _Force(), 0)
    take_units_of_headings(reading.drafts)
    return reading if _is_convincing(reading.drafts, tasks) else None


def _is_text(row: Row) -> bool:
    return getattr(row, "table", 0) == 0


def _is_convincing(drafts: Sequence[Draft], tasks: Sequence[Node]) -> bool:
    """Whether most of the items tell of a task: who does it, till when, how it stands.

    A single one must name units; without a number it must tell more than that.
    """
    told = [
        {role for row in draft.rows for role, cell in row.cells.items() if cell.text} & _TELLING for draft in drafts
    ]
    rich = [roles for roles in told if roles]
    if 2 * len(rich) <= len(told):
        return False
    if len(told) > 1:
        return len(rich) > 1 or bool(rich[0] & _UNITS)
    return bool(rich[0] & _UNITS) and (tasks[0].shape != PLAIN or len(rich[0] - _UNITS) > 0)


def _last_alone(tasks: Sequence[Node]) -> Node | None:
    """The last task, where no other one goes on behind its units: what stands behind its own is of the whole document."""
    if len(tasks) < _SEVERAL or any(_goes_on_behind_units(task) for task in tasks[:-1]):
        return None
    return tasks[-1]


def _goes_on_behind_units(task: Node) -> bool:
    told = False
    for node in task.walk():
        for entry in node.entries:
            if told and not entry.labels:
                return True
            told = told or any(label.role in UNIT_ROLES for label in entry.labels)
    return False


class _Reader:
    """One walk down an outline."""

    def __init__(self, reading: TaskListReading, last: Node | None) -> None:
        self._reading = reading
        self._last = last
        self._categories = 0
        self._numbers: Counter[int] = Counter()

    def visit(self, node: Node, force: _Force, depth: int) -> None:
        """Take a node and what is below it; ``force``: the headings over it, ``depth``: how many."""
        if node.is_task:
            self._task(node, force)
            return
        if node.head and not node.has_task:
            for below in node.walk():
                self._text(below.entries)
            return
        if node.head:
            force = self._heading(node.head, force, depth)
        for line in node.lines:
            portfolio = _section_leader(line) if node.head and not line.lead.strip("（）()") else None
            if portfolio:
                force = replace(force, portfolio=portfolio)
                self._reading.headings.append(portfolio)
                self._reading.place(line.paragraph.cells, "分管标题")
            else:
                self._text([line])
        for child in node.children:
            self.visit(child, force, depth + bool(node.head))

    def _text(self, entries: Iterable[Entry]) -> None:
        """Keep text that is no task: before the first one as the document's own, behind it as notes."""
        first = not self._reading.drafts and not self._reading.headings
        for entry in entries:
            # 附件2 stands over the title and is none.
            is_before = first and not entry.paragraph.text.startswith(_ANNEX)
            (self._reading.before if is_before else self._reading.notes).append(entry.paragraph.whole)
            self._reading.place(entry.paragraph.cells, _BEFORE if is_before else _NOTE)

    def _heading(self, entry: Entry, force: _Force, depth: int) -> _Force:
        paragraph = entry.paragraph
        stop = entry.labels[0].start if entry.labels else len(paragraph.text)
        begin = entry.begin
        if is_boxed(paragraph.text):
            inside = read_mark(paragraph.text[1:]) or read_code(paragraph.text[1:])
            begin, stop = 1 + (inside.end if inside else 0), stop - 1
        name = paragraph.cut(begin, stop)
        portfolio = read_portfolio(name) or _section_leader(entry)
        if portfolio and not entry.labels:
            self._reading.headings.append(portfolio)
            self._reading.place(paragraph.cells, "分管标题")
            return replace(force, portfolio=portfolio)
        if depth == 0:
            self._categories += 1
        number = entry.mark.number if entry.mark and entry.mark.number else self._categories
        heading = _named(paragraph.whole, name, number)
        self._reading.headings.append(heading)
        self._reading.place(paragraph.cells, _PLACES[min(depth, 1)])
        if depth == 0:
            return _Force(heading, None, portfolio)
        return _Force(force.category, heading, portfolio or force.portfolio)

    def _task(self, node: Node, force: _Force) -> None:
        reading = self._reading
        text = TaskParagraphs(node, ends_with_units=node is self._last)
        category = force.category.number if force.category else 0
        mark = node.head.mark if node.head else None
        is_printed = mark and mark.number and (force.category or not mark.above)
        # 2-1 behind 1-2 is counted on where no heading tells what 2 is.
        number = mark.number if mark and is_printed else self._numbers[category] + 1
        self._numbers[category] = number
        portfolio = force.portfolio or _leader_with_office(text.rows[0])
        reading.drafts.append(Draft(reading.grid.document, force.category, force.theme, portfolio, number, text.rows))
        for entry in text.closing:
            reading.notes.append(entry.paragraph.whole)
            reading.place(entry.paragraph.cells, _NOTE)
        closing = {id(entry) for entry in text.closing}
        for below in node.walk():
            for entry in below.entries:
                if id(entry) not in closing:
                    reading.place(entry.paragraph.cells, _TASK)


def _named(whole: Cell, name: Cell, number: int) -> Heading:
    """Make a heading; the count it announces is read as in a table."""
    read = read_category(replace(name, text=f"一、{name.text}"))
    if read is None:
        return Heading(number, name.text, None, Cited(whole.text, whole.raw, whole.source))
    return Heading(number, read.name.rstrip("。：:"), read.announced, Cited(whole.text, whole.raw, whole.source))


def _leader_with_office(row: DraftRow) -> Portfolio | None:
    """One leader named with his offices (副县长李某), taken out of the row; a bare name stays in its cell."""
    cell = row.cells.get(Role.LEADER)
    split = split_leader(cell.text) if cell else None
    if cell is None or split is None or not all(office.endswith(_OFFICE_ENDS) for office in split[1]):
        return None
    if cell.text.startswith(split[0]) and "、" in cell.text:
        return None
    del row.cells[Role.LEADER]
    return Portfolio(*split, None, Cited(cell.text, cell.raw, cell.source))


def _section_leader(entry: Entry) -> Portfolio | None:
    """The leader a section's heading names for all its tasks."""
    label = next((label for label in entry.labels if label.role == "leader"), None)
    if label is None:
        return None
    cell = entry.paragraph.cut(label.end, label.stop)
    return Portfolio(cell.text.rstrip("。；;，"), (), None, Cited(cell.text, cell.raw, cell.source))
