"""A slice of the campaign: a few hundred questions nobody would ask, each answered or refused within its time."""

from __future__ import annotations

from qa import Hetu
from tests.campaign.questions import ask_many, bounded, names_in, question


def test_a_question_depends_on_seed_and_place_alone() -> None:
    names = ("古劳镇", "市民政局")
    assert [question(1, place, names) for place in range(20)] == [question(1, place, names) for place in range(20)]
    assert question(1, 5, names) != question(2, 5, names)
    assert max(len(question(1, place, names).encode("utf-8", "surrogatepass")) for place in range(200)) <= 4096


def test_every_question_gets_an_answer_or_a_refusal(hetu: Hetu) -> None:
    report = ask_many(bounded(hetu), names_in(hetu), 300, seed=4)
    assert report.problems == []
    assert (report.tried, report.tracebacks, report.over_time) == (300, 0, 0)
    assert report.answered > 30 and report.refused > 30  # else they would prove little
