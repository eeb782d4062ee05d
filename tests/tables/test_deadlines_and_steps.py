"""Cells of deadlines and of plans in every shape; labels of rows as printed; words of the lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.language.word_lists import rows
from graph.records import SourceRef
from graph.tables.deadlines import is_deadline_cell, read_year, split_deadlines
from graph.tables.milestones import split_milestones
from graph.tables.numbering import read_label, read_number

CASES = Path(__file__).parents[1] / "cases"
HERE = SourceRef("t.txt", 1, 1)


def cases(name: str) -> list[dict[str, Any]]:
    """The rows of a file of cases."""
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", cases("tables-deadlines.jsonl"), ids=lambda case: case["cell"][:16])
def test_deadlines(case: dict[str, Any]) -> None:
    told = split_deadlines(case["cell"], HERE)
    assert [[due.text, due.month, due.day] for due in told] == case["deadlines"]
    assert is_deadline_cell(case["cell"]) == case["whole"]
    assert read_year(case["cell"]) == case["year"]


@pytest.mark.parametrize("row", rows("deadline_words"), ids=lambda row: row["kind"])
def test_deadline_words(row: dict[str, str]) -> None:
    assert is_deadline_cell(row["example"])
    assert not is_deadline_cell(row["counter"])


@pytest.mark.parametrize("case", cases("tables-milestones.jsonl"), ids=lambda case: case["cell"][:16])
def test_steps(case: dict[str, Any]) -> None:
    steps = split_milestones(case["cell"])
    assert [[step.no, step.due, step.raw] for step in steps] == case["steps"]
    assert "".join("".join(step.written for step in steps).split()) == "".join(case["cell"].split())


@pytest.mark.parametrize("text", ["12", "（一）", "Ⅳ", "第3项", "★12", "1.", "二十三、"])
def test_labels_of_whole_numbers_are_their_digits(text: str) -> None:
    assert read_label(text) == str(read_number(text))
