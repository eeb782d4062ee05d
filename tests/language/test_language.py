"""Times, quantities, boundaries: the rows of ``tests/cases``, written without sight of the program.

A row with ``open`` is one that is not read right yet; the test fails when it is, so that the mark goes.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import VocabularyError
from graph.language.gazetteer import Gazetteer
from graph.language.normal_form import fold_text
from graph.language.quantities import find_quantities
from graph.language.text import fold
from graph.language.timex import find_times
from graph.language.word_lists import language_rows, listed
from graph.tables.deadlines import is_deadline_cell, read_month

CASES = Path(__file__).resolve().parents[1] / "cases"


def rows(name: str) -> list[Any]:
    """The rows of a file of cases, those that are open marked as failing."""
    read = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        pytest.param(row, id=row["text"], marks=[pytest.mark.xfail(strict=True)] if row.get("open") else [])
        for row in read
    ]


@pytest.mark.parametrize("row", rows("times"))
def test_times(row: dict[str, Any]) -> None:
    today = date.fromisoformat(row["today"]) if "today" in row else None
    found = [
        (str(t.first) if t.first else None, str(t.last) if t.last else None, t.bound and str(t.bound), t.recurrence)
        for t in find_times(fold_text(row["text"]).text, row["year"], today)
    ]
    if row["expr"] is None:
        assert found == []
    else:
        assert (row["start"], row["end"], row["bound"], row["recurrence"]) in found


@pytest.mark.parametrize("row", rows("quantities"))
def test_quantities(row: dict[str, Any]) -> None:
    folded = fold_text(row["text"])
    may_be = {fold(words) for words in row.get("optional") or []}
    found = [
        (q.value, fold(q.unit), str(q.limit), q.approximate, q.upper)
        for q in find_quantities(folded.text)
        if folded.text[q.start : q.end] not in may_be
    ]
    wanted = [
        (pytest.approx(q["value"], rel=1e-4), fold(q["unit"]), q["bound"], q["approx"], q["upper"])
        for q in row["quantities"]
    ]
    assert found == wanted


@pytest.mark.parametrize("row", rows("boundaries"))
def test_boundaries(row: dict[str, Any]) -> None:
    found = {(match.name, match.start) for match in Gazetteer(row["names"]).find(row["text"])}
    assert found == {(name["name"], name["start"]) for name in row["found"]}


@pytest.mark.parametrize(
    "row", [row for row in language_rows("time_words") if row["kind"] == "open-ended"], ids=lambda row: row["word"]
)
def test_open_ended(row: dict[str, str]) -> None:
    assert is_deadline_cell(row["example"])
    assert read_month(row["example"]) == (None, None)
    assert read_month(row["counter"]) == (6, None)


@pytest.mark.parametrize(
    "row",
    [row for row in language_rows("time_words") if row["kind"] != "open-ended"],
    ids=lambda row: f"{row['kind']}-{row['word']}",
)
def test_time_words(row: dict[str, str]) -> None:
    """The example of a word holds a time that has the word in it; the counter-example holds none that has."""

    def read(text: str) -> bool:
        return any(row["word"] in text[t.start : t.end] for t in find_times(text, 2022, date(2022, 8, 15)))

    if row["kind"] == "no-part":
        assert not read(row["example"])
        assert find_times(row["counter"], 2022)
    elif row["kind"] == "longer-word":
        assert not find_times(row["example"], 2022)
        assert find_times(row["counter"], 2022)
    else:
        assert read(row["example"])
        assert not read(row["counter"])


@pytest.mark.parametrize("row", language_rows("festivals"), ids=lambda row: f"{row['names']}-{row['year']}")
def test_festivals(row: dict[str, str]) -> None:
    year = int(row["year"] or 2022)
    (found,) = find_times(row["example"], year)
    assert found.last is not None
    assert (found.last - date(year, int(row["month"]), int(row["day"]))).days == -1  # 前: the day before
    assert not find_times(row["counter"], year)


@pytest.mark.parametrize("row", language_rows("quantity_words"), ids=lambda row: f"{row['place']}-{row['word']}")
def test_quantity_words(row: dict[str, str]) -> None:
    """The word makes the example's quantity what it is; the counter-example, which lacks it or is another word, is not so."""
    here, there = find_quantities(row["example"]), find_quantities(row["counter"])
    match row["place"]:
        case "phrase" | "no-tenth":
            assert not here
            assert there
        case "no-more":
            assert not any(quantity.approximate for quantity in here)
        case "before" | "after":
            assert [(str(q.limit), q.approximate) for q in here] == [(row["limit"], bool(row["about"]))]
            assert [(str(q.limit), q.approximate) for q in there] == [("eq", False)]
        case "vague":
            assert [(q.approximate, q.limit == row["limit"] or q.upper) for q in here] == [
                (True, q.upper or True) for q in here
            ]
            assert here
            assert not there
        case "per":
            assert [q.unit for q in here] == [f"元/{row['word']}"]
            assert [q.unit for q in there] == ["元"]
        case "thousand":
            assert [(q.value, q.unit) for q in here] == [(5, row["word"])]
            assert [(q.value, q.unit) for q in there] == [(5000, "个")]
        case _:
            assert len(here) == 1
            assert not there


@pytest.mark.parametrize("row", language_rows("counters"), ids=lambda row: row["word"])
def test_counters(row: dict[str, str]) -> None:
    """The example counts in the word; the counter-example has it only as a part of a longer word, or no number."""
    assert [q.unit for q in find_quantities(row["example"])] == [row["word"]]
    assert row["word"] not in [q.unit for q in find_quantities(row["counter"])]


@pytest.mark.parametrize("row", language_rows("word_lists"), ids=lambda row: str(row["list"]))
def test_short_lists_hold_their_example(row: dict[str, str]) -> None:
    found = listed(row["list"])
    assert row["meaning"] and len(set(found)) == len(found)
    assert any(word in row["example"] for word in found)
    assert not any(word in row["counter"] for word in found)


def test_a_list_that_is_not_there_is_named() -> None:
    with pytest.raises(VocabularyError, match=r"word_lists\.csv 中没有“nothing”"):
        listed("nothing")
