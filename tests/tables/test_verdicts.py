"""Every phrase of the verdicts in its example and counter-example; status cells of every shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.language.word_lists import rows
from graph.tables.statuses import SCHEME, concept_of, is_status_cell, split_statuses, worst
from graph.tables.verdicts import SHORT, key_of, opening_verdict, verdict_of, wordings

CASES = Path(__file__).parents[1] / "cases" / "tables-statuses.jsonl"
CELLS = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
MOST_WORDINGS = 60_000
"""The phrases are told out once and kept: more would cost memory."""


@pytest.mark.parametrize("row", rows("verdicts"), ids=lambda row: row["phrase"])
def test_phrases(row: dict[str, str]) -> None:
    told = opening_verdict(row["example"])
    assert told is not None
    assert (told.key, key_of(told.word)) == (row["key"], row["key"])
    assert opening_verdict(row["counter"]) is None
    assert verdict_of(row["counter"]) is None


def test_phrases_mean_what_the_scheme_has() -> None:
    keys = {concept.key for concept in SCHEME}
    assert {row["key"] for row in rows("verdicts")} <= keys
    assert {row["where"] for row in rows("verdicts")} == {"label", "cell"}
    assert len(wordings()) < MOST_WORDINGS


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["cell"][:16])
def test_cells(case: dict[str, Any]) -> None:
    told = [part.status for part in split_statuses(case["cell"])]
    assert told == case["status"]
    concept = concept_of(worst(tuple(status for status in told if status)) or "")
    assert (concept.key if concept else None) == case["concept"]


def test_what_no_wording_tells_is_kept_in_a_column_of_statuses() -> None:
    [part] = split_statuses("另案处理", verdicts=True)
    assert (part.status, concept_of("另案处理")) == ("另案处理", None)
    assert [part.status for part in split_statuses("—", verdicts=True)] == [None]


def test_nothing_of_a_cell_is_lost() -> None:
    for case in CELLS:
        kept = "".join(part.written for part in split_statuses(case["cell"]))
        assert "".join(kept.split()) == "".join(case["cell"].split())


def test_long_cells_are_told_by_their_beginning() -> None:
    long = "路基完成。" * SHORT
    assert verdict_of(long) is None
    assert is_status_cell(f"推进缓慢。{long}")
    assert not is_status_cell(f"（1）完成任务。{long}")
