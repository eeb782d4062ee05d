"""Queries made of conditions: what may enter them, and what is listed apart."""

from __future__ import annotations

import pytest

from graph.records import Table
from qa import Hetu
from qa.querying.conditions import AllOf, Counted, Has, Linked, Names, NotThis, Responsible, Role, Starred, Tells
from qa.querying.sparql import compile_condition, run, side_queries, why_fitting
from tests.qa.records import chosen


def link(hetu: Hetu, words: str) -> Linked:
    """The one name in some words."""
    (found,) = hetu.corpus.linker.link(words)
    return found


def selected(hetu: Hetu, *parts: object) -> set[str]:
    query = compile_condition(AllOf(parts), hetu.corpus)  # type: ignore[arg-type]
    return {row["id"] for row in hetu.corpus.store.select(query)}


HOSTILE = ('") } UNION { ?task ?p ?o } #', "\\", "污水\n}", "?id", "' OR 1=1", "{{", "\u202e")


@pytest.mark.parametrize("words", HOSTILE)
def test_words_enter_as_literals_only(hetu: Hetu, words: str) -> None:
    assert selected(hetu, Tells("x", (words,))) == set()
    assert selected(hetu, NotThis(Tells("x", (words,)))) == set(hetu.corpus.tasks)


@pytest.mark.parametrize("question", ["古劳镇} UNION { ?task ?p ?o } #的任务有哪些", '提到“\\" } #”的任务有哪些'])
def test_words_of_a_question_never_enter_a_query(hetu: Hetu, question: str) -> None:
    sparql = hetu.ask(question).sparql
    assert sparql is None or "?p ?o" not in sparql.replace('"', "")


def test_both_roles_make_any(hetu: Hetu) -> None:
    town = link(hetu, "古劳镇")
    lead, part = (selected(hetu, Responsible(town, role)) for role in (Role.LEAD, Role.PARTICIPANT))
    assert lead | part == selected(hetu, Responsible(town))
    assert not lead & part


def test_conditions_twice_are_no_more_than_once(hetu: Hetu, table: Table) -> None:
    star, many = Starred(), Has(Counted.MILESTONES, 3)
    expected = set(chosen(table, {"starred": True, "milestones": [3, None]}))
    assert selected(hetu, star, many, star, many, AllOf((star,))) == expected


def test_what_only_speaks_of_a_town_is_listed_apart(hetu: Hetu, table: Table) -> None:
    where = Responsible(link(hetu, "址山镇"))
    found = {
        task: (scope, why) for task, scope, why in run(hetu.corpus.store, side_queries(where, hetu.corpus, bears=False))
    }
    own = set(chosen(table, {"unit": "址山镇"}))
    apart = {
        scope: {task for task, (of, _) in found.items() if of == scope} - own for scope in ("mentioned", "collective")
    }
    assert apart["mentioned"] == {"3-98", "3-99", "3-100", "3-109", "3-111", "3-116", "3-165", "4-7"}
    assert len(apart["collective"]) == 63
    # What names the town and addresses all towns stands with what names it, and both reasons are told.
    assert found["3-111"][1] == "文字提到址山镇的云东村委会；责任单位为“各镇（街）”，包括址山镇"
    assert found["4-7"][1] == "提到坐落在址山镇的“址山消防救援站、址山消防站”"


def test_of_who_only_takes_part_nothing_stands_apart(hetu: Hetu) -> None:
    where = Responsible(link(hetu, "址山镇"), Role.PARTICIPANT)
    assert side_queries(where, hetu.corpus, bears=False) == []


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (Role.ANY, "责任单位栏点名"),
        (Role.LEAD, "列责任单位首位（牵头）"),
        (Role.PARTICIPANT, "列为责任单位，不牵头"),
    ],
)
def test_why_a_task_fits(kind: Role, why: str) -> None:
    town = Linked("x", "Town", "古劳镇", ("town/1",), 0, 1)
    assert why_fitting(Responsible(town, kind)) == why
    assert why_fitting(Names(Linked("x", "Company", "某公司", ("c",), 0, 1))) == "文字提到“某公司”"
    assert why_fitting(Starred()) == "符合条件"
