"""Unit cells of every shape: roles, persons, wrapped names; how much a cell looks like units; words of the lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.language.word_lists import rows
from graph.tables.unit_cells import ends_like_unit, is_unit_cell, read_units, split_units, unit_likeness
from graph.tables.unit_labels import offices, segments
from graph.tables.unit_persons import person_in, person_names, without_office

CASES = Path(__file__).parents[1] / "cases" / "tables-units.jsonl"
CELLS = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["cell"][:16])
def test_cells(case: dict[str, Any]) -> None:
    parts = read_units(case["cell"])
    assert [[part.name, part.role and part.role.value, part.person] for part in parts] == case["units"]
    assert split_units(case["cell"]) == [(part.name, part.written) for part in parts if part.name]
    assert is_unit_cell(case["cell"])


@pytest.mark.parametrize("row", rows("unit_endings"), ids=lambda row: row["kind"])
def test_endings(row: dict[str, str]) -> None:
    if row["kind"] == "opening":
        assert unit_likeness(row["example"]) > unit_likeness(row["counter"]) == 0
        return
    if row["kind"] == "bracket":
        assert [part.name for part in read_units(row["example"])] == ["县水利局"]
        assert [part.name for part in read_units(row["counter"])] == [row["counter"]]
        return
    if row["kind"] in {"role", "adverb"}:
        assert all(part.role and ends_like_unit(part.name) for part in read_units(row["example"]))
        assert [part.name for part in read_units(row["counter"])] == row["counter"].split("、")
        return
    if row["kind"] == "note":
        assert read_units(row["example"]) == ()
        assert read_units(row["counter"])
        return
    assert ends_like_unit(row["example"]) == (row["kind"] != "loose")
    assert is_unit_cell(row["example"]) == (row["kind"] != "loose")
    assert not is_unit_cell(row["counter"])
    assert is_unit_cell(f"县水利局、{row['example'].partition('、')[0]}")


@pytest.mark.parametrize("row", rows("unit_labels"), ids=lambda row: row["role"])
def test_labels(row: dict[str, str]) -> None:
    if row["role"] == "office":
        assert without_office(row["example"]) == "县水利局"
        assert without_office(row["counter"]) == row["counter"]
        return
    assert [segment.role for segment in segments(row["example"])] == [row["role"]]
    assert [segment.role for segment in segments(row["counter"])] == [None]


def test_names_known_from_elsewhere_mend_a_break() -> None:
    assert [part.name for part in read_units("县行政\n服务局\n县水利局", {"县行政服务局"})] == [
        "县行政服务局",
        "县水利局",
    ]


@pytest.mark.parametrize("cell", ["新建公厕（9座）", "修建水厂", "建设云溪公园", "推进县城建设。", "伍某某", ""])
def test_what_is_no_unit(cell: str) -> None:
    assert unit_likeness(cell) == 0


@pytest.mark.parametrize("cell", ["县人民医院", "云溪初级中学", "算力中心", "县文化馆", "云溪农贸市场", "县疾控中心"])
def test_sites_are_less_than_half_alike(cell: str) -> None:
    assert 0 < unit_likeness(cell) < 0.5 < unit_likeness(f"{cell}、县水利局、县财政局")


def test_persons() -> None:
    assert person_names("方  某、伍某某\n副县长 欧阳某某") == ("方某", "伍某某", "欧阳某某")
    assert person_in("县水利局") is None
    assert "局长" in offices()
