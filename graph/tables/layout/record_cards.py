"""Cards: one small table for each task, with a label before each value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.tables.assemble import DraftRow, ExtraCell
from graph.tables.columns import Role
from graph.tables.layout.header_meanings import Meaning, best_meaning, meanings_of
from graph.tables.layout.table_regions import TableRegion
from graph.tables.numbering import read_label
from graph.tables.readers import Cell, Row

_ROLES = {
    Meaning.TITLE: Role.TITLE,
    Meaning.DETAIL: Role.MILESTONE,
    Meaning.GOAL: Role.MILESTONE,
    Meaning.PLAN: Role.MILESTONE,
    Meaning.LEAD: Role.UNITS,
    Meaning.RESPONSIBLE: Role.UNITS,
    Meaning.SUPPORT: Role.SUPPORT,
    Meaning.LEADER: Role.LEADER,
    Meaning.DEADLINE: Role.DEADLINE,
    Meaning.PROGRESS: Role.STATUS,
    Meaning.VERDICT: Role.VERDICT,
    Meaning.SHARE: Role.VERDICT,
    Meaning.NUMBER: Role.NUMBER,
}
_WIDEST = 8
_MOST_UNUSED = 0.1
"""A table of which more is left over is told in another way."""
_KNOWN, _CLEAR, _LEAST = 0.6, 0.5, 3


@dataclass(frozen=True, slots=True)
class RecordCards:
    """The rows of the tasks that a table tells as cards, and the cells that are told nowhere in them."""

    drafts: list[list[DraftRow]]
    unused: list[Cell]


def read_cards(region: TableRegion) -> RecordCards | None:
    """The tasks that a table tells as cards; ``None`` where it is no such table."""
    rows = [row for row in region.rows if row.filled]
    if not rows or max(len(row.cells) for row in rows) > _WIDEST:
        return None
    pairs = [(row, list(_pairs(row))) for row in rows]
    told = [pair for _, of in pairs for pair in of]
    known = [pair for pair in told if _meaning(pair[0]) is not None]
    lone = [row for row, of in pairs if not of]
    if len(known) < _LEAST or len(known) < _KNOWN * len(told) or len(lone) > len(rows) / 2:
        return None
    cards: list[list[DraftRow]] = []
    used: list[Cell] = []
    for row, of in pairs:
        for label, value in of:
            meaning = _meaning(label)
            if meaning is Meaning.TITLE and value is not None:
                cards.append([DraftRow(row.line, {Role.TITLE: value})])
                used += (label, value)
            elif cards:
                used += (label, value or label)
            if meaning is not Meaning.TITLE and cards and value is not None:
                _add(cards[-1], row.line, label, value, meaning)
    filled = [cell for row in rows if len(row.filled) > 1 for cell in row.filled]
    places = {cell.source for cell in used}
    unused = [cell for cell in filled if cell.source not in places]
    return RecordCards(cards, unused) if cards and len(unused) <= _MOST_UNUSED * len(filled) else None


def _pairs(row: Row) -> Iterator[tuple[Cell, Cell | None]]:
    """Labels with what stands behind each; a row of one text has none."""
    own = [cell for cell in row.cells if not cell.merged]
    at = 0
    while at + 1 < len(own):
        if not own[at].text:
            return
        yield own[at], own[at + 1] if own[at + 1].text else None
        at += 2


def _meaning(label: Cell) -> Meaning | None:
    best = best_meaning(label.text, _CLEAR)
    if best is None:
        return None
    found = meanings_of(label.text)
    return Meaning.TITLE if found.get(Meaning.TITLE, 0.0) >= found[best] else best


def _add(card: list[DraftRow], line: int, label: Cell, value: Cell, meaning: Meaning | None) -> None:
    role = _ROLES.get(meaning) if meaning else None
    if role is None or (role is Role.NUMBER and read_label(value.text) is None):
        card[0].extras.append(ExtraCell(label.text, value))
    elif role in card[0].cells:
        card.append(DraftRow(line, {role: value}, apart=True))
    else:
        card[0].cells[role] = value
