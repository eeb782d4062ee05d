"""Grid → :class:`TableReading`: the drafts of the tasks in all its tables, whatever their layout, and how they were understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.language.text import fold, tidy
from graph.language.word_lists import words
from graph.records import Cited, Heading, Notice, Portfolio, TablePart, UnderstoodColumn, UnderstoodTable
from graph.tables.assemble import Draft, DraftRow
from graph.tables.columns import Role
from graph.tables.draft_reading import DraftReading
from graph.tables.headings import read_category, read_portfolio, read_theme, split_leader
from graph.tables.layout.column_plan import ColumnPlan
from graph.tables.layout.header_meanings import Meaning
from graph.tables.layout.part_names import part_names
from graph.tables.layout.record_cards import RecordCards, read_cards
from graph.tables.layout.section_rows import Section
from graph.tables.layout.status_legend import legend_of
from graph.tables.layout.table_regions import TableRegion, is_spread, table_regions
from graph.tables.layout.table_rows import TableRows
from graph.tables.numbering import read_number
from graph.tables.readers import Cell, Grid, Row
from graph.tables.unit_cells import unit_likeness
from graph.tables.unit_headings import take_units_of_headings
from graph.tables.unit_persons import person_names

_TITLES = (
    "表",
    "情况",
    "清单",
    "计划",
    "任务",
    "进度",
    "台账",
    "分解",
    "目标",
    "进展",
    "通报",
    "实事",
    "工作",
    "项目",
    "事项",
)
_LONGEST_TITLE = 70
_ORDINAL = "一二三四五六七八九十"
_SHOWN = 3
_FURTHER = 20
_SURE_UNIT = 0.75
_NEEDED = {
    Role.MILESTONE: (Meaning.PLAN, Meaning.GOAL, Meaning.DETAIL, Meaning.QUARTER_PLAN),
    Role.UNITS: (Meaning.LEAD, Meaning.RESPONSIBLE, Meaning.SUPPORT),
    Role.DEADLINE: (Meaning.DEADLINE,),
    Role.STATUS: (Meaning.PROGRESS, Meaning.VERDICT, Meaning.SHARE, Meaning.QUARTER_PROGRESS),
}
"""Role → the columns that tell it: of a table without any, no task lacks it."""


@dataclass(slots=True)
class TableReading(DraftReading):
    """What the reading of all tables of a document gives."""

    placed: Counter[str] = field(default_factory=Counter)
    tables: list[UnderstoodTable] = field(default_factory=list)
    category: Heading | None = None
    theme: Heading | None = None
    portfolio: Portfolio | None = None
    legend: dict[str, str] = field(default_factory=dict)
    """Sign → the status that a note says it stands for (√表示已完成)."""
    _themes: dict[Heading | None, dict[str, Heading]] = field(default_factory=dict)
    """The themes that a column names in each category."""
    unread_numbers: int = 0
    """Tasks whose printed number could not be read, so that they were counted."""
    _categories: int = 0
    _counted: int = 0
    _headed: bool = False
    """Whether a row or the title of the table heads the category in force."""
    part: TablePart | None = None
    """The table that is read, of several that number by themselves."""
    _parts: int = 0
    _title: Cell | None = None
    """The title of a table that numbers its tasks by itself, as long as neither a task nor a category stands below it."""

    def place(self, cells: Sequence[Cell], kind: str) -> None:
        """Count cells as placed."""
        if cells:
            self.placed[kind] += len(cells)

    def report(self, cells: Sequence[Cell], why: str) -> None:
        """Count cells of one row as reported, with a notice that says where they stand."""
        self.reported += len(cells)
        shown = "、".join(f"“{cell.text[:_FURTHER]}”" for cell in cells[:_SHOWN])
        more = "等" if len(cells) > _SHOWN else ""
        self.warn(cells[0].source.line, f"{len(cells)} 格（{shown}{more}）未归入记录：{why}")

    def note(self, cells: Sequence[Cell]) -> None:
        """Keep a note that stands in a table."""
        self.notes.append(cells[0])
        self.place(cells, "表注")

    def unread_number(self, cell: Cell) -> None:
        """Note a number that is none; the task is counted instead."""
        self.unread_numbers += 1
        self.warn(cell.source.line, f"序号“{cell.text[:_FURTHER]}”读不出，按先后编号")

    def warn(self, line: int, message: str) -> None:
        """Note something with its line."""
        self.notices.append(Notice(self.grid.document, line, " ".join(message.split())))

    def head(self, section: Section, cells: Sequence[Cell]) -> None:
        """Take a row that heads a section: a category, a theme under one, or a leader's portfolio."""
        number, text = section.number.strip("、.．,:： "), section.text
        written = f"{number}{'' if number.endswith((')', '）')) else '、'}{text}" if number else text
        cell = replace(section.cell, text=written)
        portfolio, theme = read_portfolio(cell), read_theme(cell)
        if portfolio is not None:
            self._enter_title()
            self.portfolio = portfolio
            self.headings.append(portfolio)
            self.place(cells, "分管标题")
        elif theme is not None and self.category is not None and self._is_over_themes(self.category):
            self.theme, self.portfolio = theme, None
            self.headings.append(theme)
            self.place(cells, "专题标题")
        else:
            found = read_category(cell) or theme
            self._enter(cell, found.name if found else tidy(text), found.announced if found else None)
            self._headed = True
            self.place(cells, "大类标题")

    def lead_by(self, cell: Cell) -> None:
        """Take the leader that a row of its own tells for the tasks below."""
        self._enter_title()
        split = split_leader(cell.text)
        name, offices = split or ("、".join(person_names(cell.text)) or tidy(cell.text), ())
        self.portfolio = Portfolio(name, offices, None, Cited(cell.text, cell.raw, cell.source))
        self.headings.append(self.portfolio)

    @staticmethod
    def _is_over_themes(category: Heading) -> bool:
        """Whether a category is numbered 一、 and not （一） itself."""
        return category.text.value.lstrip("第")[:1] in _ORDINAL

    def group(self, cell: Cell) -> None:
        """Take a category that stands in a column of its own: a theme where a row or the table's title is the category."""
        self._enter_title()
        found = read_category(cell) or read_theme(cell)
        name = found.name if found else tidy(cell.text)
        if self._headed and self.category is not None:
            self._enter_theme(cell, name, found.announced if found else None)
        elif self.category is None or self.category.name != name:
            self._enter(cell, name, found.announced if found else None)

    def _enter_theme(self, cell: Cell, name: str, announced: int | None) -> None:
        """Take a theme of the category in force; one of the same name goes on."""
        known = self._themes.setdefault(self.category, {})
        if name not in known:
            known[name] = Heading(len(known) + 1, name, announced, Cited(cell.text, cell.raw, cell.source))
            self.headings.append(known[name])
        self.theme = known[name]

    def begin(self, title: Cell, names: Sequence[str]) -> None:
        """Begin a table that numbers its tasks by itself: a category of its own, unless rows of it head categories.

        :param names: what it is called, the best first.
        """
        self._parts += 1
        self.part = TablePart(
            self._parts, tuple(names) or (tidy(title.text),), Cited(title.text, title.raw, title.source)
        )
        self._title, self._counted = title, 0
        self.category, self.theme, self.portfolio, self._headed = None, None, None, False

    def _enter_title(self) -> None:
        if self._title is not None:
            self._enter(self._title, tidy(self._title.text), None)
            self._headed = True

    def _enter(self, cell: Cell, name: str, announced: int | None) -> None:
        self._categories += 1
        cited = Cited(cell.text, cell.raw, cell.source)
        self.category, self.theme, self.portfolio = Heading(self._categories, name, announced, cited), None, None
        self._title = None
        self.headings.append(self.category)

    def draft(self, label: str | None, number: int | None, rows: list[DraftRow], region: TableRegion) -> Draft:
        """A new task under the headings in force; a number is counted where none is printed."""
        self._enter_title()
        self._counted = self._counted + 1 if number is None else number
        made = Draft(self.grid.document, self.category, self.theme, self.portfolio, self._counted, rows)
        made.label, made.part = label, self.part
        made.lacks = frozenset(role for role, meanings in _NEEDED.items() if not any(map(region.has, meanings)))
        return made


def read_tables(grid: Grid, given: Mapping[str, Meaning] | None = None) -> TableReading | None:
    """Read the tasks of all tables of a document; ``None`` where none of its tables is one of tasks.

    A table of tasks may be empty: then there are no drafts.

    Running text outside tables stays with the reading as titles and notes.

    :param given: header → meaning, as somebody who knows the table says.
    """
    reading = TableReading(grid, legend=legend_of(cell.text for row in grid.rows for cell in row.filled))
    regions = list(table_regions(grid.rows, given))
    cards = {region.rows[0].line: read_cards(region) for region in regions}
    tellers = [region for region in regions if region.columns or cards[region.rows[0].line]]
    if not tellers:
        return None
    first = tellers[0].rows[0].line
    texts: list[Row] = []
    headed = _headed_tables(grid)
    several = sum(bool(region.columns) and _begins(region, headed) for region in regions) > 1
    by_line = {region.rows[0].line: region for region in regions}
    skipped: set[int] = set()
    for row in grid.rows:
        if row.table == 0:
            texts.append(row)
            reading.place(row.filled, "表前文字" if row.line < first else "表外文字")
            (reading.before if row.line < first else reading.notes).extend(row.filled)
        elif row.line in by_line and row.table not in skipped:
            skipped.add(row.table)
            region = by_line[row.line]
            _read_region(reading, region, cards[row.line], texts, begins=several and _begins(region, headed))
            texts = []
    reading.before = _best_first(reading.before)
    take_units_of_headings(reading.drafts)
    return reading


def _read_region(
    reading: TableReading, region: TableRegion, cards: RecordCards | None, texts: Sequence[Row], *, begins: bool
) -> None:
    place = reading.grid.places.get(region.rows[0].line, f"第 {region.rows[0].line} 行")
    line = region.rows[region.header.first if region.header else 0].line
    title = _title_of(region, texts)
    if cards:
        reading.before.extend(row.filled[0] for row in region.rows if is_spread(row))
        for card in cards.drafts:
            reading.drafts.append(reading.draft(None, None, card, region))
            reading.drafts[-1].lacks = frozenset(_NEEDED)
        unused = {cell.source for cell in cards.unused}
        reading.place([cell for row in region.rows for cell in row.filled if cell.source not in unused], "卡片")
        if cards.unused:
            reading.report(cards.unused, "卡片里没有栏名的内容")
        reading.tables.append(UnderstoodTable(place, line, title, len(region.rows), len(cards.drafts), _CARD))
        return
    if not region.columns:
        cells = [cell for row in region.rows for cell in row.filled]
        if not any(table.columns for table in reading.tables):
            reading.before.extend(row.filled[0] for row in region.rows if is_spread(row))
        reading.report(cells, "不是任务表（没有项目名称或没有责任单位、完成情况等栏）")
        reading.tables.append(UnderstoodTable(place, line, title, len(region.rows)))
        return
    _place_above(reading, region)
    region.money_unit = _money_unit(region, texts)
    before = len(reading.drafts)
    counted = reading._counted
    if begins and (before == 0 or counted):
        heading = _heading_of(region, texts)
        _own_category(reading, region, heading or title, [heading, title, *_lines_over(region, texts)])
    rows = TableRows(region, reading)
    if reading.drafts and not _restarts(region):
        rows.open = reading.drafts[-1]  # a table printed on goes on with its last task
    reading.drafts += rows.read()
    made = reading.drafts[before:]
    _with_unit_of_title(reading, region, title, made)
    reading.tables.append(
        UnderstoodTable(place, line, title, len(region.rows), len(made), tuple(map(_understood, region.columns)))
    )


def _place_above(reading: TableReading, region: TableRegion) -> None:
    """Keep the texts over the header; rows of many cells there have no header and are reported."""
    for row in region.above:
        if len(row.filled) > _FEW_TEXTS:
            reading.report(row.filled, "在表头之前，没有栏名")
            continue
        reading.before.extend(row.filled)
        reading.place(row.filled, "表前文字")


def _money_unit(region: TableRegion, texts: Sequence[Row]) -> str:
    """What a line over a table says that its sums count (单位：万元); empty where none says it of money."""
    for row in (*reversed(region.above), *reversed(texts[-_FEW_TEXTS:])):
        for cell in row.filled:
            told = fold(cell.text).rpartition("单位:")[2].strip("()（）人民币、,;；。 ")
            if told in words("units_of_measure", "unit", "dimension", "yuan"):
                return told
    return ""


_FEW_TEXTS = 4
"""A row of more cells before a header is no text around the table."""
_CARD = (UnderstoodColumn("", "card", "卡片", "每项任务一张，栏名写在左边", 1.0),)


def _understood(plan: ColumnPlan) -> UnderstoodColumn:
    return UnderstoodColumn(plan.header, plan.meaning.value, plan.label, plan.reason, plan.confidence)


def _restarts(region: TableRegion) -> bool:
    """Whether the numbers of a table begin anew."""
    for row in region.body:
        for plan in region.columns:
            cell = row.cells[plan.column] if plan.column < len(row.cells) else None
            if plan.meaning is Meaning.NUMBER and cell and cell.text and (number := read_number(cell.text)) is not None:
                return number == 1
    return False


def _headed_tables(grid: Grid) -> set[int]:
    """The lines of the tables that a short line of text stands directly over."""
    found, above = set(), None
    for row in grid.rows:
        text = above.filled[0].text if above is not None and above.table == 0 and above.filled else ""
        is_first = row.table and (above is None or above.table != row.table)
        if is_first and 0 < len(text) <= _LONGEST_HEADING and not any(mark in text for mark in "。；：:"):
            found.add(row.line)
        above = row if row.filled else above
    return found


_LONGEST_HEADING = 30


def _begins(region: TableRegion, headed: Container[int]) -> bool:
    """Whether a table is one of its own: its numbers begin anew, or it numbers nothing and a heading stands over it."""
    if any(plan.meaning is Meaning.NUMBER for plan in region.columns):
        return _restarts(region)
    return bool(region.columns) and region.rows[0].line in headed


def _lines_over(region: TableRegion, texts: Sequence[Row]) -> list[str]:
    """The lines over a table, the nearest first: titles, and the name of its sheet."""
    above = [cell.text for row in region.above if is_spread(row) for cell in row.filled[:1]]
    return [*above[::-1], *(row.filled[0].text for row in reversed(texts[-_FEW_TEXTS:]) if row.filled)]


def _own_category(reading: TableReading, region: TableRegion, title: str, called: Sequence[str]) -> None:
    """A table of several that number anew is a category of its own, named by its title; ``called``: all its titles."""
    cell = next((cell for row in (*region.above, *region.rows) for cell in row.filled), None)
    if cell is not None:
        reading.begin(replace(cell, text=title or cell.text), part_names(called))


def _heading_of(region: TableRegion, texts: Sequence[Row]) -> str:
    """The nearest short line over a table that tells nothing behind a label."""
    above = [row for row in region.above if is_spread(row)]
    for row in (*reversed(above), *reversed(texts)):
        text = " ".join(row.filled[0].text.split()) if row.filled else ""
        if 0 < len(text) <= _LONGEST_HEADING and not any(mark in text for mark in "。；：:"):
            heading = read_category(replace(row.filled[0], text=text))
            return heading.name if heading else text
    return ""


def _title_of(region: TableRegion, texts: Sequence[Row]) -> str:
    above = [cell.text for row in region.above for cell in row.filled]
    outside = [cell.text for row in texts for cell in row.filled]
    named = [text for text in (*above, *outside[::-1]) if _title_score(text) > 0]
    return " ".join((named or above or outside[-1:] or [""])[0].split())


def _title_score(text: str) -> int:
    """How much a text looks like the title of a document of tasks."""
    folded = fold(text)
    if not folded or len(folded) > _LONGEST_TITLE or "。" in folded or ":" in folded:
        return 0
    year = any(mark in folded for mark in ("20", "二〇", "二○", "年度", "年"))
    return 2 * year + any(word in folded for word in _TITLES) + folded.endswith(_TITLES)


def _best_first(cells: Sequence[Cell]) -> list[Cell]:
    """The texts before the first table, the likeliest title first."""
    if not cells:
        return []
    best = max(cells, key=lambda cell: (_title_score(cell.text), -cell.source.line))
    return [best, *(cell for cell in cells if cell is not best)]


def _with_unit_of_title(reading: TableReading, region: TableRegion, title: str, drafts: Sequence[Draft]) -> None:
    """Tasks of a table without a column of units are those of the unit that its title (or its sheet) names in brackets."""
    if any(map(region.has, _NEEDED[Role.UNITS])) or not drafts:
        return
    folded = title.replace("(", "（").replace(")", "）")
    inside = folded.rpartition("（")[2].partition("）")[0] if "（" in folded else ""
    if not inside or unit_likeness(inside) < _SURE_UNIT:
        return
    source = next((cell for row in region.above for cell in row.filled if inside in cell.text.replace("(", "（")), None)
    source = source or next((cell for cell in (*reading.before, *reading.notes) if inside in cell.text), None)
    for draft in drafts:
        place = source or next(iter(draft.rows[0].cells.values()))
        draft.rows[0].cells[Role.UNITS] = replace(place, raw=inside, text=inside)
