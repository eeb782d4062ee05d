"""Pairs of targets and answers in two real tables, against judgements made before the rules were mended."""

from __future__ import annotations

import pytest

from tests.pair_score import load, score


@pytest.mark.parametrize(("doc", "least", "missed"), [("heshan", 55, 4), ("taishun", 37, 0)])
def test_what_is_paired_was_judged_right(doc: str, least: int, missed: int) -> None:
    tally = score(doc)
    assert tally.wrong == []
    assert tally.degrees == []
    assert tally.unjudged == []
    assert len(tally.right) >= least
    assert len(tally.missed) <= missed, tally.missed


@pytest.mark.parametrize(("doc", "before", "right"), [("heshan", 62, 51), ("taishun", 39, 37)])
def test_every_pair_of_the_day_was_judged(doc: str, before: int, right: int) -> None:
    rows = [row for row in load(doc) if row["paired_before"]]
    assert len(rows) == before
    assert sum(row["right"] for row in rows) == right
