"""A slice of the campaign of mutated tables (the whole of it: docs/robustness.md)."""

from __future__ import annotations

import pytest

from graph.tables.readers import grid_of
from graph.tables.table import parse
from tests.campaign.tables import SMALL, lost_cells, mutate_tables, mutated

SLICE, SEED = 1_500, 18


def test_mutated_tables_are_read_or_refused_and_nothing_is_lost() -> None:
    report = mutate_tables(SLICE, SEED)
    assert report.problems == []
    assert (report.tracebacks, report.over_time, report.cells_lost) == (0, 0, 0)
    assert report.tried == report.read + report.refused == SLICE
    assert report.read > SLICE // 2
    assert report.refused > SLICE // 10


def test_a_mutation_depends_on_seed_and_index_alone() -> None:
    assert mutated(SEED, 7) == mutated(SEED, 7)
    assert len({mutated(SEED, index) for index in range(20)} | {mutated(SEED + 1, 7)}) > 20
    assert mutate_tables(3, SEED, start=SLICE).tried == 3


@pytest.mark.parametrize("column", [2, 3, 4, 5])
def test_a_lost_cell_is_found(column: int) -> None:
    """The campaign looks for itself: a record without its cell is seen though the account balances."""
    grid = grid_of("\n".join(SMALL).encode(), "small-2022.txt")
    table = parse(grid)
    assert lost_cells(grid, table) == []
    cell = SMALL[5].split("\t")[column]
    poorer = parse(grid_of("\n".join((*SMALL[:5], SMALL[5].replace(cell, ""), *SMALL[6:])).encode(), "small-2022.txt"))
    assert [place[:2] for place in lost_cells(grid, poorer)] == [(6, column + 1)]
