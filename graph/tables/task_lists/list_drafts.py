"""The text of one task → rows of a draft: title, steps, units, deadline, progress, and what has no field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from graph.tables.assemble import DraftRow, ExtraCell
from graph.tables.columns import Role
from graph.tables.deadlines import is_deadline_cell
from graph.tables.readers import Cell, join_cells
from graph.tables.task_lists.entries import Entry
from graph.tables.task_lists.list_labels import LONG_ROLES, UNIT_ROLES, ListLabel, persons_said, units_said
from graph.tables.task_lists.outline import Node
from graph.tables.task_lists.paragraphs import is_closing
from graph.tables.unit_cells import find_leads
from graph.tables.verdicts import verdict_of

_TRIMMED = " \t\u3000；;，,、"
_STOPS = "。！!？?"
_OPEN, _CLOSE = "（(“‘《【", "）)”’》】"
_BOXES, _BOX_ENDS = "（(【[〔", "】]〕)"
_LONGEST_HEAD = 30
_SHORTEST_HEAD = 2
_NODES = ("节点",)
"""What ends the label of steps behind which nothing but a date may stand."""
_KEPT_NUMBERS = ("bracket", "dotted", "circled", "hanzi-bracket")
"""Marks that a plan cell is divided at."""


def split_title(text: str) -> tuple[int, int]:
    """Where a task's title ends and where what details it begins; the same place where the whole is the title.

    >>> [x[:split_title(x)[0]] for x in ("建公园。新建绿道3公里。", "城区提升：新建公厕", "增长6%以上，能快则快。")]
    ['建公园。', '城区提升', '增长6%以上，能快则快。']
    """
    depth = 0
    for index, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth > 0:
            continue
        if char in _STOPS and text[index + 1 :].strip(_TRIMMED):
            return index + 1, index + 1
        if char in "：:" and _SHORTEST_HEAD <= index <= _LONGEST_HEAD and "，" not in text[:index]:
            return index, index + 1
        wide = char == "\u3000" or (char == " " and text[index + 1 : index + 2] == " ")
        if wide and _SHORTEST_HEAD <= index <= _LONGEST_HEAD and not re.search(r"[，、；]", text[:index]):
            return index, index + 1
    return len(text), len(text)


class TaskParagraphs:
    """The rows of a task's draft, made from the entries of its node; ``closing``: entries that are no part of it."""

    def __init__(self, node: Node, *, ends_with_units: bool = False) -> None:
        self._ends_with_units = ends_with_units
        self.closing: list[Entry] = []
        self._first = DraftRow(node.entries[0].paragraph.line, {})
        self._steps: list[DraftRow] = []
        self._open: tuple[ListLabel, DraftRow] | None = None
        self._waits = False
        self._step_units = _count_of_step_units(node) > 1
        entries = [(entry, below is not node) for below in node.walk() for entry in below.entries]
        self._leads = any(label.role == "lead" for entry, _ in entries for label in entry.labels)
        for entry, below in entries:
            self._take(entry, below, entry is node.head)
        self._settle_title(node)
        self._find_units(entry for entry, _ in entries)
        last = max(entry.paragraph.cells[-1].source.line for entry, _ in entries if entry not in self.closing)
        self.rows = [self._first, *self._steps]
        if last > self.rows[-1].line:
            self.rows.append(DraftRow(last, {}))  # the task is printed down to this line

    def _take(self, entry: Entry, below: bool, is_head: bool) -> None:
        """Take an entry: what it says before its labels, then what each of them says."""
        paragraph = entry.paragraph
        if self._ends_with_units and not is_head and Role.UNITS in self._first.cells and is_closing(paragraph.text):
            self.closing.append(entry)
            self._open = None
            return
        stop = entry.labels[0].start if entry.labels else len(paragraph.text)
        labels = entry.labels
        if below and entry.mark and labels and labels[0].loose:
            stop, labels = len(paragraph.text), []  # a step keeps the bracket that names its lead
        row = self._first
        if entry.lead and is_head:
            self._title(entry, stop)
        elif entry.lead:
            row = self._text(entry, stop)
        if not self._step_units:
            row = self._first
        at = stop
        for label in labels:
            self._rest(paragraph.cut(at, label.start))
            self._label(label, paragraph.cut(label.end, label.stop), row)
            at = label.behind
        self._rest(paragraph.cut(at, len(paragraph.text)))

    def _title(self, entry: Entry, stop: int) -> None:
        paragraph, begin = entry.paragraph, entry.begin
        text = paragraph.text[begin:stop].rstrip(_TRIMMED)
        end, detail = split_title(text)
        title = paragraph.cut(begin, begin + end)
        said = title.text.rstrip(_TRIMMED + _STOPS)
        opened = max(said.rfind(char) for char in _BOXES)
        boxed = said[opened + 1 : -1] if opened > 0 and said[-1] in _CLOSE + _BOX_ENDS else ""
        if boxed and verdict_of(boxed):
            end = title.text.index(boxed) - 1
            self._first.cells[Role.VERDICT] = replace(title, raw=boxed, text=boxed)
            title = paragraph.cut(begin, begin + end)
        if title.text.strip(_TRIMMED + "：:。"):
            self._first.cells[Role.TITLE] = replace(title, text=title.text.rstrip(_TRIMMED + "：:"))
        rest = paragraph.cut(begin + detail, begin + len(text))
        if rest.text:
            self._step(rest)

    def _text(self, entry: Entry, stop: int) -> DraftRow:
        """Take text without a label: more of the label that is open, or a step."""
        paragraph, mark = entry.paragraph, entry.mark
        # 1.6月底前 reads as a decimal where the plan is divided.
        is_decimal = mark is not None and mark.shape == "dotted" and paragraph.text[mark.end : mark.end + 1].isdigit()
        kept = mark is not None and mark.shape in _KEPT_NUMBERS and not is_decimal
        cell = paragraph.cut(0 if kept else entry.begin, stop)
        if self._is_behind(entry):
            self._open = None
            self.closing.append(entry)
            return self._first
        if self._open and self._continues(entry):
            label, row = self._open
            waiting = self._waits
            self._add(label, cell, row)
            if waiting and label.role not in LONG_ROLES:
                self._open = None
            return row
        self._open = None
        return self._step(cell)

    def _is_behind(self, entry: Entry) -> bool:
        """Whether text stands behind the task: it signs or closes the document, or comes when all is told."""
        if self._waits or Role.UNITS not in self._first.cells:
            return False
        if self.closing or (self._ends_with_units and self._open is None and not entry.mark):
            return not entry.labels
        return not entry.mark and is_closing(entry.paragraph.text)

    def _continues(self, entry: Entry) -> bool:
        if self._open is None:
            return False
        label, _ = self._open
        if entry.mark and label.role == "extra":
            return self._waits
        return label.role in LONG_ROLES or self._waits

    def _label(self, label: ListLabel, cell: Cell, row: DraftRow) -> None:
        self._open, self._waits = (label, row), True
        if cell.text.strip(_TRIMMED + "。"):
            self._add(label, cell, row)
            if label.role not in LONG_ROLES:
                self._open = None

    def _add(self, label: ListLabel, cell: Cell, row: DraftRow) -> None:
        """Put what a label says where it belongs."""
        self._waits = False
        if label.role in UNIT_ROLES:
            self._units(label, cell, row)
        elif (
            label.role == "content"
            and label.name.endswith(_NODES)
            and is_deadline_cell(cell.text.strip(_TRIMMED + "。"))
        ):
            _merge(row, Role.DEADLINE, replace(cell, text=cell.text.strip(_TRIMMED + "。")), "、")
        elif label.role in ("content", "goal"):
            self._step(replace(cell, text=cell.text.rstrip(_TRIMMED)))
        elif label.role == "verdict":
            _merge(self._first, Role.VERDICT, replace(cell, text=cell.text.strip(_TRIMMED + "。")), "、")
        elif label.role == "status":
            _merge(self._first, Role.STATUS, cell, "\n")
        elif label.role == "deadline":
            _merge(row, Role.DEADLINE, replace(cell, text=cell.text.strip(_TRIMMED + "。")), "、")
        elif label.role in ("leader", "person"):
            self._leader(label, cell)
        elif label.role == "title" and Role.TITLE not in self._first.cells and cell.text.strip(_TRIMMED):
            self._first.cells[Role.TITLE] = replace(cell, text=cell.text.rstrip(_TRIMMED))
        else:
            self._first.extras.append(ExtraCell(label.name, cell))

    def _units(self, label: ListLabel, cell: Cell, row: DraftRow) -> None:
        said, remark = units_said(cell.text)
        persons = ""
        if label.persons:
            said, persons = persons_said(said)
        helps = label.role == "support" or (label.role == "responsible" and self._leads)
        _merge(row, Role.SUPPORT if helps else Role.UNITS, replace(cell, text=said), "、")
        if persons:
            self._leader(label, replace(cell, text=persons))
        if remark:
            self._first.extras.append(ExtraCell(f"{label.name}说明", replace(cell, text=remark)))

    def _leader(self, label: ListLabel, cell: Cell) -> None:
        named = replace(cell, text=cell.text.strip(_TRIMMED + "。"))
        if label.role == "leader" or Role.LEADER not in self._first.cells:
            other = self._first.cells.pop(Role.LEADER, None)
            self._first.cells[Role.LEADER] = named
            if other:
                self._first.extras.append(ExtraCell("责任人", other))
        else:
            self._first.extras.append(ExtraCell(label.name, named))

    def _rest(self, cell: Cell) -> None:
        """Take what stands between or behind labels; bare marks say nothing."""
        if cell.text.strip(_TRIMMED + _STOPS + _CLOSE + _OPEN):
            self._step(cell)

    def _step(self, cell: Cell) -> DraftRow:
        row = DraftRow(cell.source.line, {Role.MILESTONE: cell}, apart=True)
        self._steps.append(row)
        return row

    def _settle_title(self, node: Node) -> None:
        """A task without a title of its own is called by its goal, or by its first step."""
        if Role.TITLE in self._first.cells:
            return
        if self._steps and self._steps[0].cells[Role.MILESTONE].text.strip(_TRIMMED):
            step = self._steps.pop(0)
            self._first.cells[Role.TITLE] = step.cells[Role.MILESTONE]
            return
        self._first.cells[Role.TITLE] = node.entries[0].paragraph.whole

    def _find_units(self, entries: Iterator[Entry]) -> None:
        """Where no label names units, those do that brackets inside the text name."""
        if Role.UNITS in self._first.cells or Role.SUPPORT in self._first.cells or self._step_units:
            return
        for entry in entries:
            names = dict.fromkeys(name for name, _, _ in find_leads(entry.paragraph.text))
            if names:
                whole = entry.paragraph.whole
                _merge(self._first, Role.UNITS, replace(whole, text="、".join(names)), "、")


def _merge(row: DraftRow, role: Role, cell: Cell, between: str) -> None:
    """Put a cell into a row; what is there already stays before it."""
    before = row.cells.get(role)
    row.cells[role] = cell if before is None else join_cells((before, cell), between)


def _count_of_step_units(node: Node) -> int:
    """How many of the items below name units of their own."""
    return sum(
        any(label.role in UNIT_ROLES and not label.loose for entry in child.entries for label in entry.labels)
        for child in node.children
    )
