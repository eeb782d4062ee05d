"""The records: what one row of a work-report table says, each value with its text as written and its line.

Everything here is frozen and plain, so that records can be compared, hashed, encoded to JSON
(:func:`encode_tasks`) and read back equal (:func:`decode_tasks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A place in a source document: 1-based line and 1-based field (column) of that line."""

    document: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Cited:
    """A value with the text it was read from (tags and all) and the place of that text."""

    value: str
    written: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class Heading:
    """A category or theme heading: its number and name, and the count of tasks it announces."""

    number: int
    name: str
    announced: int | None
    text: Cited


@dataclass(frozen=True, slots=True)
class TablePart:
    """One of several tables of a document that number their tasks by themselves: its number, and what it is called."""

    number: int
    names: tuple[str, ...]
    """What its titles say that it lists (重点项目), the best first; the title itself where they say nothing."""
    text: Cited


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A leader's heading: name, offices as written, and the count of tasks it announces."""

    leader: str
    offices: tuple[str, ...]
    announced: int | None
    text: Cited


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as written, with the month and day read from it.

    ``day`` is ``None`` for the end of a month; ``month`` is ``None`` when none can be read; ``year`` where one is written.
    """

    text: str
    month: int | None
    day: int | None
    source: SourceRef
    year: int | None = None


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit named in a unit cell: canonical name, the name as written, and its place.

    ``supports`` marks the units of a column of their own for those that help (配合单位).
    """

    name: str
    written: str
    source: SourceRef
    supports: bool = False


@dataclass(frozen=True, slots=True)
class LeadRef:
    """A unit that a milestone names in a bracket, with the words used (牵头, 按照职能负责 …)."""

    name: str
    verb: str
    written: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Which report tells of a milestone, and what says so.

    ``report`` is its position (0-based) and ``stretch`` the places in its narrative that speak of the milestone
    (``narrative.value[start:end]``); a report that holds for the milestone without speaking of it has none.
    ``how`` is what decided (a key of ``data/names/ties.csv``), ``evidence`` everything that agrees, ``shared`` the most
    telling words both have, ``certainty`` runs from 0 to 1.
    """

    report: int
    how: str
    certainty: float
    stretch: tuple[tuple[int, int], ...] = ()
    evidence: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def spoken(self) -> bool:
        """Whether the report speaks of this very milestone."""
        return bool(self.stretch)


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step of a task's plan.

    ``no`` is the printed number, or the position where none is printed (``numbered`` tells which).
    ``inherited`` marks a deadline that stands in a merged cell further up. ``tie`` says which report tells of it, and
    ``status`` is its own: that report's, or the one the report's text prints before what it tells of this milestone.
    """

    no: int
    text: Cited
    numbered: bool
    starred: bool
    deadline: Deadline | None
    inherited: bool
    leads: tuple[LeadRef, ...]
    units: tuple[str, ...]
    tie: Tie | None = None
    status: str | None = None

    @property
    def report(self) -> int | None:
        """The position (0-based) of the report that tells of it."""
        return self.tie.report if self.tie else None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A status with its narrative; ``milestones`` are the positions (0-based) of those it is the report of."""

    status: str | None
    narrative: Cited
    milestones: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """A cell of a column that Hetu has no field for (remarks and the like), kept under its header.

    ``meaning`` is what the column tells (a key of ``data/names/header_words.csv``: problem, measure, money …), ``unit`` what
    its figures count where the table says so beside them (单位：万元).
    """

    header: str
    text: Cited
    meaning: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the table, whole, however many rows and pages it is printed on."""

    id: str
    document: str
    category: Heading | None
    theme: Heading | None
    portfolio: Portfolio | None
    number: int
    title: Cited
    starred: bool
    milestones: tuple[Milestone, ...]
    units: tuple[UnitRef, ...]
    reports: tuple[StatusReport, ...]
    deadlines: tuple[Deadline, ...]
    lines: tuple[int, int]
    title_variants: tuple[Cited, ...] = ()
    extras: tuple[Extra, ...] = ()
    part: TablePart | None = None
    """The table it stands in, of several in a document."""

    @property
    def unit_names(self) -> tuple[str, ...]:
        """The canonical unit names in order, each once."""
        return tuple(dict.fromkeys(unit.name for unit in self.units))

    @property
    def lead_unit(self) -> str | None:
        """The unit listed first, which leads by the footnote's rule."""
        return self.units[0].name if self.units else None

    @property
    def lead_units(self) -> tuple[str, ...]:
        """The units that lead: the first listed, or, where a column of their own names those that help, all others."""
        leading = tuple(dict.fromkeys(unit.name for unit in self.units if not unit.supports))
        return leading if self.support_units else leading[:1]

    @property
    def support_units(self) -> tuple[str, ...]:
        """The units of the column for those that help, in order, each once; none of those that lead."""
        leading = {unit.name for unit in self.units if not unit.supports}
        helping = (unit.name for unit in self.units if unit.supports and unit.name not in leading)
        return tuple(dict.fromkeys(helping))

    @property
    def statuses(self) -> tuple[str, ...]:
        """The printed statuses, in order."""
        return tuple(report.status for report in self.reports if report.status)

    def told_of(self, milestone: Milestone) -> tuple[str, ...]:
        """What the reports say of this very milestone, stretch by stretch."""
        if milestone.tie is None:
            return ()
        narrative = self.reports[milestone.tie.report].narrative.value
        return tuple(narrative[start:end] for start, end in milestone.tie.stretch)

    @property
    def leader(self) -> str | None:
        """The leader in whose portfolio the task stands."""
        return self.portfolio.leader if self.portfolio else None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader noticed, with the line it stands on."""

    document: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.document} 第 {self.line} 行：{self.message}"


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What a source document says of itself: title, year, place, checksum, notes."""

    name: str
    sha256: str
    title: str
    year: int | None
    county: str | None
    county_code: str | None
    headings: tuple[Heading, ...] = ()
    notes: tuple[Cited, ...] = ()
    form: str = "text"
    """The form of the file: text, csv, tsv, markdown, html, docx, xlsx, xlsb, xls, ods, pdf."""
    places: dict[int, str] = field(default_factory=dict)
    """Line → the place as a person would name it (第 2 页表 1 第 14 行), for forms whose lines are only counted."""
    code: str | None = None
    """What tells the document from others of the same county and year."""

    def place(self, first: int, last: int | None = None) -> str:
        """Where lines stand, for a person.

        >>> info = DocumentInfo("a.xlsx", "", "", None, None, None, places={7: "工作表“民生实事”第 3 行"})
        >>> info.place(7), info.place(2, 5)
        ('工作表“民生实事”第 3 行', '第 2–5 行')
        """
        if first in self.places:
            end = self.places.get(last, "") if last and last != first else ""
            return f"{self.places[first]}至{end}" if end else self.places[first]
        return f"第 {first} 行" if last is None or last == first else f"第 {first}–{last} 行"


@dataclass(frozen=True, slots=True)
class Account:
    """Where every non-empty cell went: by kind of place, and what could not be placed."""

    rows: int
    cells: int
    placed: dict[str, int]
    reported: int

    @property
    def complete(self) -> bool:
        """Whether cells read = cells placed + cells reported."""
        return self.cells == sum(self.placed.values()) + self.reported


@dataclass(frozen=True, slots=True)
class UnderstoodColumn:
    """How a column is understood: its header, its meaning (key and Chinese), why, and how sure that is (0 to 1)."""

    header: str
    meaning: str
    label: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class UnderstoodTable:
    """How one table of a document is understood: where it stands, its title, its rows and tasks; no columns: none of tasks."""

    place: str
    line: int
    title: str
    rows: int
    tasks: int = 0
    columns: tuple[UnderstoodColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The reading of one document: its tasks, warnings and account of cells."""

    info: DocumentInfo
    tasks: tuple[Task, ...]
    warnings: tuple[Notice, ...]
    account: Account
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Canonical unit name → the spellings met in the table."""
    layout: tuple[UnderstoodTable, ...] = ()
    """How its tables were understood; empty for a list in running text."""


def encode_tasks(tasks: Iterable[Task]) -> Iterator[bytes]:
    """Encode tasks as JSON, one line each, losing nothing."""
    encoder = msgspec.json.Encoder()
    return (encoder.encode(task) for task in tasks)


def decode_tasks(lines: Iterable[bytes]) -> list[Task]:
    """Read back what :func:`encode_tasks` wrote."""
    decoder = msgspec.json.Decoder(Task)
    return [decoder.decode(line) for line in lines if line.strip()]
