"""Headings that are units: a list by offices (一、生态保护修复处) names the unit of every task below it."""

from __future__ import annotations

from collections.abc import Sequence

from graph.tables.assemble import Draft
from graph.tables.columns import Role
from graph.tables.readers import Cell
from graph.tables.unit_cells import ends_like_unit, is_unit_cell

_LONGEST = 20


def take_units_of_headings(drafts: Sequence[Draft]) -> None:
    """Give tasks without a unit that leads the unit their category is called by, where all categories are units.

    Those of columns or labels of their own that help stay behind it.
    """
    if any(Role.UNITS in row.cells for draft in drafts for row in draft.rows):
        return
    headings = {id(draft.category): draft.category for draft in drafts}
    names = [heading.name if heading else "" for heading in headings.values()]
    if not names or not all(
        name and len(name) <= _LONGEST and ends_like_unit(name) and is_unit_cell(name) for name in names
    ):
        return
    for draft in drafts:
        if draft.category is not None:
            source = draft.category.text.source
            draft.rows[0].cells[Role.UNITS] = Cell(draft.category.name, draft.category.name, source)
