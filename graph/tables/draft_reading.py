"""What every way of reading a document gives, be it a known layout, any table or a list."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.records import Heading, Notice, Portfolio
from graph.tables.assemble import Draft
from graph.tables.readers import Cell, Grid


@dataclass(slots=True)
class DraftReading:
    """The tasks as drafts, and what stands around them.

    ``before`` and ``notes`` are the texts before the first task and those outside all; ``reported`` counts the cells that a
    notice says are in no record.
    """

    grid: Grid
    drafts: list[Draft] = field(default_factory=list)
    headings: list[Heading | Portfolio] = field(default_factory=list)
    before: list[Cell] = field(default_factory=list)
    notes: list[Cell] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    reported: int = 0
