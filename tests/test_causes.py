"""Kinds of causes: every cue by itself, and the labelled sample."""

from __future__ import annotations

import pytest

from graph.language.word_lists import rows
from graph.mentions.causes import OTHER, cause_kind, cause_kinds
from tests.cause_score import figures, judge

CUES = rows("cause_kinds")


@pytest.mark.parametrize("row", CUES, ids=[row["cue"] for row in CUES])
def test_a_cue_tells_its_kind_and_no_more(row: dict[str, str]) -> None:
    assert row["cue"] in row["example"]
    assert cause_kind(row["example"]) == row["kind"]
    assert cause_kind(row["counter_example"]) != row["kind"]
    assert row["meaning"]


def test_kinds_are_a_closed_list() -> None:
    assert cause_kinds() == ("资金", "用地", "疫情", "上级规划或政策", "审批", "天气", "施工", "市场", "人员", OTHER)


def test_labelled_causes_keep_their_floors() -> None:
    verdicts = judge()
    for part in (verdicts[::2], verdicts[1::2]):
        tally = figures(part)
        assert tally["labels"] == 30
        assert tally["kind"] >= 27
        assert tally["milestone"] >= 22
