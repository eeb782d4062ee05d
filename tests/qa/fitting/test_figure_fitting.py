"""Weights of figures: they learn what tells the right one, and the shipped ones are fitted to the labelled questions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from qa.fitting.figures import JudgedFigures, Wanted, checksum, fit, number_lots
from qa.querying.figure_reader import ReadFigure
from qa.querying.figure_weights import load_figure_weights

LEAST_FIRST = 0.72
"""The share of left-out questions whose likeliest figure is the right one."""


def test_what_tells_the_right_figure_weighs_more() -> None:
    questions = [_question(right) for right in (0, 1, 0, 1)]
    weights = fit(questions, ["telling", "noise"])
    assert weights[0] > 5 * abs(weights[1])


def _question(right: int) -> JudgedFigures:
    anything: Any = SimpleNamespace()
    figures = tuple(
        ReadFigure(anything, anything, {"telling": float(at == right), "noise": float(at == 0)}, 0.0) for at in (0, 1)
    )
    return JudgedFigures(Wanted("a", "?", ((1.0, "个"),)), figures, tuple(at == right for at in (0, 1)))


def test_the_shipped_weights_are_of_the_labelled_questions() -> None:
    assert load_figure_weights().labelled == checksum(), "run python -m scripts.fit_figures"


def test_lots_left_out_fare_well() -> None:
    results = load_figure_weights().left_out
    assert sum(one.first for one in results) >= LEAST_FIRST * sum(one.questions for one in results)


def test_labelled_numbers_name_their_task_and_clause() -> None:
    told = [one for one in number_lots() if one.lot.startswith("numbers-")]
    assert len(told) > 200
    assert all(one.task and one.sentence and one.numbers for one in told)
