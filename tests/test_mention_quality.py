"""What the free text names, measured against labels written by hand before results were seen; floors that may only rise."""

from __future__ import annotations

import pytest

from graph.mentions.find import TaskMentions
from tests.mention_score import find_all, load, score


@pytest.fixture(scope="module")
def found() -> dict[str, TaskMentions]:
    return find_all()


@pytest.mark.parametrize(
    ("kind", "labelled", "precision", "recall"),
    [
        ("companies", 59, 0.94, 0.89),
        ("towns", 17, 0.88, 0.94),
        ("villages", 5, 1.0, 0.60),
        ("documents", 33, 1.0, 1.0),
        ("observations", 277, 1.0, 1.0),
        ("reasons", 13, 0.91, 0.84),
    ],
)
def test_floors(found: dict[str, TaskMentions], kind: str, labelled: int, precision: float, recall: float) -> None:
    tally = score(load(), found)[kind]
    assert tally.labelled == labelled
    assert tally.precision >= precision, tally.extra
    assert tally.recall >= recall, tally.missed


def test_targets_are_told_from_what_was_reached(found: dict[str, TaskMentions]) -> None:
    tally = score(load(), found)["observations"]
    assert tally.roles / tally.right >= 0.97


def test_the_sample_is_spread_over_all_categories() -> None:
    passages = load("passages")
    assert len(passages) == 60
    assert {row["task"].split("-")[0] for row in passages} == {"1", "2", "3", "4"}


def test_known_figures(found: dict[str, TaskMentions]) -> None:
    gdp = [m.figure for m in found["1-1"].figures if m.figure and m.figure.indicator == "地区生产总值"]
    assert [(f.value, f.unit, f.role, f.change, f.rank) for f in gdp] == [
        (10.5, "%", "target", "+10.5%", None),
        (458.51, "亿元", "actual", "+2.8%", 4),
        (2.8, "%", "actual", "+2.8%", 4),
    ]
