"""The rows of one table of tasks → drafts: sections, sub-rows, values that merged or blank cells share, several tasks in a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from graph.language.text import fold
from graph.tables.assemble import Draft, DraftRow, ExtraCell
from graph.tables.cleaning import unbroken_dates
from graph.tables.columns import Role
from graph.tables.layout.cell_contents import (
    is_blank,
    listed_items,
    names_nobody,
    opens_with_word,
    says_more,
    without_brackets,
)
from graph.tables.layout.header_meanings import LABELS, Meaning, best_meaning, meanings_of
from graph.tables.layout.section_rows import heads_section, section_of
from graph.tables.layout.status_legend import verdict_under
from graph.tables.layout.table_regions import TableRegion, header_at, is_spread
from graph.tables.numbering import is_total, read_label, read_number
from graph.tables.readers import Cell, Row, join_cells
from graph.tables.task_lists.list_labels import find_labels
from graph.tables.unit_persons import is_person
from graph.tables.verdicts import opening_verdict, verdict_of

if TYPE_CHECKING:
    from graph.tables.layout.table_reading import TableReading

_PLANS = (Meaning.DETAIL, Meaning.GOAL, Meaning.PLAN, Meaning.QUARTER_PLAN)
_SHARED = (
    Meaning.LEAD,
    Meaning.RESPONSIBLE,
    Meaning.SUPPORT,
    Meaning.LEADER,
    Meaning.DEADLINE,
    Meaning.VERDICT,
    Meaning.SHARE,
    Meaning.PROGRESS,
)
"""What a merged cell tells of every task it reaches over."""
_CARRIED = (Meaning.LEAD, Meaning.RESPONSIBLE, Meaning.LEADER)
"""What a blank cell takes from above where the form cannot tell merged cells: what every task has."""
_TOLD = (Meaning.PROGRESS, Meaning.VERDICT, Meaning.SHARE, Meaning.DEADLINE, Meaning.SUPPORT)
_UNMERGED = frozenset({"text", "csv", "tsv", "markdown"})
_SAME = frozenset({"同上", "〃", "″", '"', "同前"})
_MOST_ROWS = 1_000
_MANY = 0.5
_FEW_LINES = 4


@dataclass(slots=True)
class TableRows:
    """One walk down the body of a table."""

    region: TableRegion
    reading: TableReading
    drafts: list[Draft] = field(default_factory=list)
    open: Draft | None = None
    _above: dict[Meaning, Cell] = field(default_factory=dict)
    _listed: bool = False

    def read(self) -> list[Draft]:
        """The drafts of all tasks, in order; every cell is placed or reported."""
        self._listed = self._lists_tasks()
        assert self.region.header
        headers = {fold("|".join(cell.text for cell in row.cells)) for row in self._header_rows()}
        for row in self._header_rows():
            self.reading.place(row.filled, "表头")
        for at, row in enumerate(self.region.rows):
            if at < self.region.header.last:
                continue
            if not row.filled:
                continue
            if fold("|".join(cell.text for cell in row.cells)) in headers or self._is_header_again(at):
                self.reading.place(row.filled, "表头")
            elif not self._section(row):
                self._data(row)
        return self.drafts

    def _header_rows(self) -> Sequence[Row]:
        assert self.region.header
        return self.region.rows[self.region.header.first : self.region.header.last]

    def _is_header_again(self, at: int) -> bool:
        """Whether the header is printed again, perhaps worded a little otherwise."""
        assert self.region.header
        again = header_at(self.region, at)
        return again is not None and again.headers == self.region.header.headers

    def _lists_tasks(self) -> bool:
        """Whether most cells of the titles list several numbered tasks each (and no column numbers them)."""
        if self.region.has(Meaning.NUMBER):
            return False
        cells = [cell for row in self.region.body for cell in self._own(row, Meaning.TITLE)]
        several = [cell for cell in cells if len(listed_items(cell)) > 1]
        return len(several) > 0 and len(several) >= _MANY * len(cells)

    # --- cells by meaning

    def _columns(self, *meanings: Meaning) -> list[int]:
        return [plan.column for plan in self.region.columns if plan.meaning in meanings]

    def _own(self, row: Row, *meanings: Meaning) -> list[Cell]:
        """The cells of a row with a text of their own under some meanings, in order."""
        columns = self._columns(*meanings)
        return [row.cells[at] for at in columns if at < len(row.cells) and not is_blank(row.cells[at].text)]

    def _first(self, row: Row, meaning: Meaning) -> Cell | None:
        return next(iter(self._own(row, meaning)), None)

    def _covered(self, row: Row, meaning: Meaning) -> Cell | None:
        """The merged cell from further up that covers a column of a row."""
        for at in self._columns(meaning):
            if at < len(row.cells) and row.cells[at].merged:
                origin = self.region.origin(row.cells[at])
                if origin.text and origin.source.line < row.line:
                    return origin
        return None

    # --- rows

    def _section(self, row: Row) -> bool:
        """Take a row that heads a section, notes something or sums up; whether it is one."""
        filled = row.filled
        if self._labelled(row):
            return True
        if is_total(without_brackets(filled[0].text)) or any(
            is_total(cell.text) for cell in self._own(row, Meaning.TITLE)
        ):
            self.reading.report(filled, "合计行不作任务")
            return True
        section = section_of(row, self.region)
        if section is None:
            return False
        if heads_section(section.text):
            self.reading.head(section, filled[:1])
            if (filled[1:] and section.number) or (filled[1:] and is_spread(row)):
                self.reading.place(filled[1:], "大类标题")
            elif filled[1:]:
                self.reading.report(filled[1:], "大类的合计数不作任务")
            self.open = None
        else:
            self.reading.note(filled)
        return True

    def _labelled(self, row: Row) -> bool:
        """Take a row of one text behind a label: what became of the open task, or the leader over those that follow."""
        if len(row.filled) != 1:
            return False
        cell = row.filled[0]
        label, _, rest = cell.text.replace(":", "：").partition("：")
        meaning = best_meaning(label, _SURE_LABEL) if rest.strip() else None
        if meaning is None:
            return False
        told = replace(cell, raw=rest.strip(), text=rest.strip())
        role = _ROLE_OF.get(meaning)
        if self.open is not None and role is not None and any(one.merged for one in row.cells):
            self.open.rows.append(DraftRow(row.line, {role: told}, apart=True))
        elif meaning is Meaning.LEADER:
            self.reading.lead_by(told)
        else:
            return False
        self.reading.place([cell], LABELS[meaning])
        return True

    def _data(self, row: Row) -> None:
        self._group(row)
        number, title = self._first(row, Meaning.NUMBER), self._first(row, Meaning.TITLE)
        if self._starts_task(row, number, title):
            self._begin(row, number, title)
        elif self.open is not None and len(self.open.rows) < _MOST_ROWS:
            self._go_on(row, number, title)
        else:
            self._report(row, "不知属于哪一项任务")

    def _report(self, row: Row, why: str) -> None:
        """Report a row that tells of no task; the groups it may head are placed already."""
        groups = self._own(row, *_GROUPS)
        self.reading.report([cell for cell in row.filled if cell not in groups], why)

    def _group(self, row: Row) -> None:
        cells = self._own(row, Meaning.GROUP)
        self.reading.place(self._own(row, Meaning.GROUP_NUMBER), "大类")
        if cells:
            self.reading.group(cells[0])
            self.reading.place(cells, "大类")

    def _starts_task(self, row: Row, number: Cell | None, title: Cell | None) -> bool:
        if number is not None:
            again = self.open is not None and read_label(number.text) == self.open.label and self.open.label is not None
            return not (again and self._repeats(title))
        if self.region.has(Meaning.NUMBER):
            return title is not None and self.open is None
        if title is None:
            return False
        return not (self.open is not None and self._repeats(title) and len(title.text) > 1)

    def _repeats(self, title: Cell | None) -> bool:
        """Whether a title is that of the open task, printed again (after a page break)."""
        known = self.open.title if self.open else None
        return title is None or known is None or fold(title.text) == fold(known.text)

    def _begin(self, row: Row, number: Cell | None, title: Cell | None) -> None:
        """Open a task, or several that one cell lists."""
        title = title or self._covered(row, Meaning.TITLE)
        if title is None:
            self._report(row, "这一行没有项目名称")
            return
        items = listed_items(title) if self._listed else []
        label = read_label(number.text) if number else None
        if number is not None and label is None:
            self.reading.unread_number(number)
        for item in items or [title]:
            rows = self._rows(row, item, number, first=True)
            self.open = self.reading.draft(label, read_number(number.text) if number else None, rows, self.region)
            self.drafts.append(self.open)
        self._place(row)

    def _go_on(self, row: Row, number: Cell | None, title: Cell | None) -> None:
        """Add a row to the open task: a sub-row, or what a page break cut off."""
        assert self.open is not None
        repeated = title is not None and self._repeats(title)
        rows = self._rows(row, title if repeated else None, number if repeated else None, first=False)
        if title is not None and not repeated:
            rows.insert(0, DraftRow(row.line, {Role.MILESTONE: title}, apart=True))
        rows[0].repeats_head = repeated and number is not None
        self.open.rows += rows
        self._place(row)

    def _place(self, row: Row) -> None:
        for plan in self.region.columns:
            if plan.column < len(row.cells) and row.cells[plan.column].text and plan.meaning not in _GROUPS:
                self.reading.place([row.cells[plan.column]], plan.label)
        beyond = [cell for cell in row.cells[len(self.region.columns) :] if cell.text]
        if beyond:
            self.reading.report(beyond, "表头没有这一栏")

    def _rows(self, row: Row, title: Cell | None, number: Cell | None, *, first: bool) -> list[DraftRow]:
        """The draft rows of a row: one, and one more for every further column of plans."""
        cells: dict[Role, Cell] = {}
        if title is not None:
            cells[Role.TITLE] = title
        if number is not None:
            cells[Role.NUMBER] = number
        shared = {meaning: self._value(row, meaning, first=first) for meaning in _SHARED}
        for role, cell in self._people(shared):
            cells[role] = cell
        if not self.region.has(Meaning.LEADER) and (
            leader := self._first(row, Meaning.PERSON) or _labelled_leader(row)
        ):
            cells[Role.LEADER] = leader
        for role, cell in self._states(row, shared):
            cells[role] = cell
        if deadline := shared[Meaning.DEADLINE]:
            whole = unbroken_dates(deadline.text)
            cells[Role.DEADLINE] = replace(deadline, raw=whole, text=whole)
        plans = list(self._plans(row))
        made = [DraftRow(row.line, cells, extras=list(self._extras(row, shared)))]
        if plans:
            cells[Role.MILESTONE] = plans[0]
            made += [DraftRow(row.line, {Role.MILESTONE: cell}, apart=True) for cell in plans[1:]]
        return made

    def _value(self, row: Row, meaning: Meaning, *, first: bool) -> Cell | None:
        """What a column tells of a row: its own text, what a merged cell tells, or (a task's first row) what stands above."""
        own = self._own(row, meaning)
        if meaning is Meaning.VERDICT:
            own = self._verdicts(row)[-1:]  # of verdicts month by month the last one holds
        own = [cell for cell in own if not names_nobody(meaning, cell)]
        if own and fold(own[0].text) in _SAME and meaning in self._above:
            return replace(self._above[meaning], source=own[0].source)
        if own:
            joined = join_cells(own)
            self._above[meaning] = joined
            return joined
        if not first:
            return None
        covered = self._covered(row, meaning)
        blank = covered is None and meaning in _CARRIED and self.reading.grid.form in _UNMERGED
        told = (*_TOLD, *_PLANS) if self._is_before_titles(meaning) else _TOLD
        if blank and self._columns(meaning) and self._own(row, *told):
            covered = self._above.get(meaning)  # a row that tells something else of the task
        return covered

    def _is_before_titles(self, meaning: Meaning) -> bool:
        """Whether tasks are grouped by what a column says: it stands before their titles."""
        return min(self._columns(meaning), default=0) < min(self._columns(Meaning.TITLE), default=0)

    def _verdicts(self, row: Row) -> list[Cell]:
        """The cells of verdicts as words: signs of the legend, ticks under a state, yes and no to a question."""
        cells = []
        for plan in self.region.columns:
            cell = row.cells[plan.column] if plan.column < len(row.cells) else None
            if plan.meaning is not Meaning.VERDICT or cell is None or is_blank(cell.text):
                continue
            word = verdict_under(plan.header, cell.text) or self.reading.legend.get(fold(cell.text))
            cells.append(replace(cell, raw=word, text=word) if word else cell)
        told = [cell for cell in cells if verdict_of(cell.text)]
        return told or cells

    @staticmethod
    def _people(shared: dict[Meaning, Cell | None]) -> Iterator[tuple[Role, Cell]]:
        lead, responsible = shared[Meaning.LEAD], shared[Meaning.RESPONSIBLE]
        leading = [cell for cell in (lead, responsible) if cell is not None]
        if leading:
            yield Role.UNITS, join_cells(leading)
        if support := shared[Meaning.SUPPORT]:
            yield Role.SUPPORT, support
        if leader := shared[Meaning.LEADER]:
            yield Role.LEADER, leader

    def _states(self, row: Row, shared: dict[Meaning, Cell | None]) -> Iterator[tuple[Role, Cell]]:
        """The verdict and the report; of reports quarter by quarter the verdict of the last that says anything."""
        progress = shared[Meaning.PROGRESS]
        quarters = self._own(row, Meaning.QUARTER_PROGRESS)
        verdict = shared[Meaning.VERDICT] or (shared[Meaning.SHARE] if _is_share_told(shared) else None)
        if quarters:
            yield Role.STATUS, join_cells([cell for cell in (*quarters, progress) if cell is not None])
            last = quarters[-1]
            if verdict is None:
                opening = opening_verdict(last.text)
                word = (opening.word if opening else verdict_of(last.text)) or ""
                verdict = replace(last, raw=word, text=word)
        elif progress is not None:
            yield Role.STATUS, progress
        if verdict is not None:
            yield Role.VERDICT, verdict

    def _plans(self, row: Row) -> Iterator[Cell]:
        for plan in self.region.columns:
            if plan.meaning not in _PLANS or plan.column >= len(row.cells):
                continue
            cell = row.cells[plan.column]
            if is_blank(cell.text):
                continue
            if plan.meaning is Meaning.QUARTER_PLAN and len(self._columns(Meaning.QUARTER_PLAN)) > 1:
                when = plan.header.split(" ")[-1]
                yield replace(cell, raw=f"{when}：{cell.raw}", text=f"{when}：{cell.text}")
            else:
                yield cell

    def _extras(self, row: Row, shared: dict[Meaning, Cell | None]) -> Iterator[ExtraCell]:
        """What no field is kept for, and what its field does not hold, each with the header over it."""
        for plan in self.region.columns:
            cell = row.cells[plan.column] if plan.column < len(row.cells) else None
            if cell and cell.text and (plan.meaning not in _FIELDS or _is_left_over(plan.meaning, cell, shared)):
                of_money = plan.meaning is Meaning.MONEY or Meaning.MONEY in meanings_of(plan.header)
                unit = self.region.money_unit if of_money else ""
                yield ExtraCell(plan.header or plan.label, cell, plan.meaning.value, unit)


_SURE_LABEL = 0.6
_ROLE_OF = {
    Meaning.PROGRESS: Role.STATUS,
    Meaning.VERDICT: Role.STATUS,
    Meaning.DETAIL: Role.MILESTONE,
    Meaning.GOAL: Role.MILESTONE,
    Meaning.PLAN: Role.MILESTONE,
    Meaning.DEADLINE: Role.DEADLINE,
    Meaning.LEAD: Role.UNITS,
    Meaning.RESPONSIBLE: Role.UNITS,
    Meaning.SUPPORT: Role.SUPPORT,
}
_GROUPS = (Meaning.GROUP, Meaning.GROUP_NUMBER)
_FIELDS = frozenset((*_PLANS, *_SHARED, Meaning.NUMBER, Meaning.TITLE, Meaning.QUARTER_PROGRESS, *_GROUPS))
"""What fields of a task are kept for."""


def _is_share_told(shared: Mapping[Meaning, Cell | None]) -> bool:
    """Whether a share stands for the state: no verdict is told, and the report opens with none in words."""
    progress = shared[Meaning.PROGRESS]
    return shared[Meaning.VERDICT] is None and not (progress is not None and opens_with_word(progress.text))


def _is_left_over(meaning: Meaning, cell: Cell, shared: Mapping[Meaning, Cell | None]) -> bool:
    """Whether the field of a column does not hold what a cell says."""
    if meaning is Meaning.SHARE:
        return not _is_share_told(shared)
    if is_blank(cell.text):
        return False
    verdict = shared[Meaning.VERDICT]
    if meaning is Meaning.VERDICT and verdict is not None:
        beside_report = shared[Meaning.PROGRESS] is not None
        return cell.source != verdict.source or (beside_report and says_more(cell.text))
    return names_nobody(meaning, cell)


def _labelled_leader(row: Row) -> Cell | None:
    """The leader that a cell names behind a label (包抓领导：某某)."""
    for cell in row.filled:
        labels = [one for one in find_labels(cell.text) if one.role == "leader"]
        if labels and cell.text.count("\n") < _FEW_LINES:
            said = cell.text[labels[0].end : labels[0].stop].partition("\n")[0].strip(" ，；;、。")
            if is_person(said):
                return replace(cell, raw=said, text=said)
    return None
