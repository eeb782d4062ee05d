"""Slots: the conditions of a question with their roles and denials, and the words that none explains."""

from __future__ import annotations

from typing import Any

import pytest

from qa.querying.conditions import HasStatus, Responsible, Role, StatusMode
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.question import read_question
from qa.understanding.slot_finders import STATUS_KEYS, due_in
from qa.understanding.slots import Slots, read_slots
from tests.qa.cases import cases, question_of
from tests.qa.notation import condition


def slots(linker: EntityLinker, text: str, *, due: bool = True) -> Slots:
    return read_slots(read_question(text, linker), due=due)


@pytest.mark.parametrize("case", cases("slots"), ids=question_of)
def test_conditions(linker: EntityLinker, case: dict[str, Any]) -> None:
    assert condition(slots(linker, case["question"]).where) == case["where"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("哪些镇牵头的任务最多", Role.LEAD),
        ("参与任务最多的单位", Role.ANY),
        ("只配合的单位有哪些", Role.PARTICIPANT),
        ("牵头单位有哪些", Role.LEAD),
        ("哪些单位有任务", Role.ANY),
    ],
)
def test_a_role_without_a_name(linker: EntityLinker, text: str, role: Role) -> None:
    assert slots(linker, text).role is role


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请问古劳镇牵头的任务有哪些呢", []),
        ("大鹏路断头路打通了没有", ["断头路打通"]),
        ("和污水治理有关的任务", ["污水治理"]),
        ("写到“产业链”和“供应链”的任务", ["“产业链”", "“供应链”"]),
    ],
)
def test_words_that_nothing_explains(linker: EntityLinker, text: str, words: list[str]) -> None:
    found = slots(linker, text)
    assert [found.words(run) for run in found.residual] == words


def test_without_kinds_and_collectives(linker: EntityLinker) -> None:
    found = slots(linker, "各镇（街）未按进度完成的任务")
    assert condition(found.without(HasStatus).where) == "unit=各镇（街）"
    assert condition(found.without_collective().where) == "behind"


def test_a_month_is_a_deadline_only_where_that_may_be(linker: EntityLinker) -> None:
    assert condition(slots(linker, "8月有多少家企业", due=False).where) == "every"
    assert condition(slots(linker, "8月到期的有多少家企业", due=False).where) == "due=8"


def test_roles_stay_with_their_names(linker: EntityLinker) -> None:
    found = slots(linker, "古劳镇牵头、址山镇参与的任务")
    roles = {s.condition.link.label: s.condition.role for s in found.found if isinstance(s.condition, Responsible)}
    assert roles == {"古劳镇": Role.LEAD, "址山镇": Role.ANY}


def test_modes_of_statuses() -> None:
    """What is told of a task as a whole, and what of any of its reports."""
    whole = {sense for sense, (_, mode) in STATUS_KEYS.items() if mode is StatusMode.OVERALL}
    assert whole == {"completed", "unfinished"}
    unfinished, completed = STATUS_KEYS["unfinished"][0], STATUS_KEYS["completed"][0]
    assert not set(unfinished) & set(completed)


@pytest.mark.parametrize(
    ("words", "months", "day"),
    [
        ("8月", (8,), None),
        ("8月底", (8,), 0),
        ("8月底前", (8,), 0),
        ("8月15日", (8,), 15),
        ("上半年", (1, 2, 3, 4, 5, 6), None),
        ("三季度", (7, 8, 9), None),
        ("6月至9月", (6, 7, 8, 9), None),
    ],
)
def test_deadlines(linker: EntityLinker, words: str, months: tuple[int, ...], day: int | None) -> None:
    (piece,) = [piece for piece in read_question(f"{words}到期的任务", linker).pieces if piece.time]
    assert piece.time is not None
    due = due_in(piece.text, piece.time)
    assert due is not None
    assert (due.months, due.day) == (months, day)
