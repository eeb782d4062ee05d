"""Tasks by what they have: every dimension against the records, orders with their ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from graph.records import Table, Task
from graph.tables.statuses import worst
from qa import Hetu
from qa.querying.conditions import EVERY_TASK, Role, Starred
from qa.querying.grouping import all_of_kind, groups_of, parts_of, ranked
from qa.understanding.logical_form import Kind
from tests.qa.records import towns

Told = Callable[[Task], Iterable[str]]


def counted(table: Table, told: Told) -> dict[str, int]:
    return dict(Counter(label for task in table.tasks for label in set(told(task))))


def other_name(unit: str) -> list[str]:
    """The second name of a unit that bears two: 市委依法治市办（市司法局）."""
    inside = unit.partition("（")[2].removesuffix("）")
    return [inside] if inside.startswith("市") else []


def numbers(hetu: Hetu, by: Kind, role: Role = Role.ANY) -> dict[str, int]:
    groups, _ = groups_of(hetu.corpus.store, hetu.corpus, by, EVERY_TASK, role)
    return {group.label: len(group.tasks) for group in groups}


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (Kind.LEADER, lambda task: [task.leader] if task.leader else []),
        (Kind.CATEGORY, lambda task: [task.category.name] if task.category else []),
        (Kind.THEME, lambda task: [task.theme.name] if task.theme else []),
        (Kind.STATUS, lambda task: [told] if (told := worst(task.statuses)) else []),
        (Kind.MONTH, lambda task: [f"{one.month}月" for one in task.deadlines if one.month]),
    ],
    ids=str,
)
def test_every_dimension(hetu: Hetu, table: Table, by: Kind, told: Told) -> None:
    assert numbers(hetu, by) == counted(table, told)


@pytest.mark.parametrize("role", list(Role))
def test_towns_and_units_in_each_role(hetu: Hetu, table: Table, role: Role) -> None:
    def names(task: Task) -> list[str]:
        lead = set(task.lead_units)
        own = [n for n in task.unit_names if role is Role.ANY or (n in lead) == (role is Role.LEAD)]
        return [name for one in own for name in (one, *other_name(one))]

    of_towns = set(towns(table))
    expected = counted(table, names)
    assert numbers(hetu, Kind.TOWN, role) == {name: n for name, n in expected.items() if name in of_towns}
    collective = {values["label"] for _, values in hetu.kg.nodes(data=True) if values["kind"] == "CollectiveUnit"}
    assert numbers(hetu, Kind.UNIT, role) == {name: n for name, n in expected.items() if name not in collective}


def test_groups_of_units_count_where_asked_for(hetu: Hetu) -> None:
    without, _ = groups_of(hetu.corpus.store, hetu.corpus, Kind.UNIT, EVERY_TASK)
    with_them, _ = groups_of(hetu.corpus.store, hetu.corpus, Kind.UNIT, EVERY_TASK, collective=True)
    more = {group.label for group in with_them} - {group.label for group in without}
    assert "各镇（街）" in more


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (Kind.ITEM, lambda task: len(task.milestones)),
        (Kind.UNIT, lambda task: len({n for one in task.unit_names for n in (one, *other_name(one))})),
    ],
    ids=str,
)
def test_parts_of_tasks(hetu: Hetu, table: Table, part: Kind, told: Callable[[Task], int]) -> None:
    found, _ = parts_of(hetu.corpus.store, hetu.corpus, part, EVERY_TASK)
    assert {task: len(set(parts)) for task, parts in found.items()} == {
        task.id: told(task) for task in table.tasks if told(task)
    }


def test_deadlines_are_in_the_order_of_the_year(hetu: Hetu, table: Table) -> None:
    found, _ = parts_of(hetu.corpus.store, hetu.corpus, Kind.MONTH, Starred())
    dated = {
        task.id: {one.month * 100 + (one.day or 99) for one in task.deadlines if one.month}
        for task in table.tasks
        if task.starred
    }
    assert {task: {int(key) for key, _ in parts} for task, parts in found.items()} == {
        k: v for k, v in dated.items() if v
    }


def test_all_of_closed_kinds(hetu: Hetu, table: Table) -> None:
    assert set(all_of_kind(hetu.corpus.store, Kind.LEADER)) == {task.leader for task in table.tasks if task.leader}
    assert len(all_of_kind(hetu.corpus.store, Kind.TOWN)) == 10
    assert all_of_kind(hetu.corpus.store, Kind.COMPANY) == []


@pytest.mark.parametrize(
    ("most", "top", "ordered", "winners"),
    [
        (True, 1, "乙丙甲丁", "乙丙"),  # ties win together
        (True, 3, "乙丙甲丁", "乙丙甲"),
        (False, 1, "丁甲乙丙", "丁"),
        (True, None, "乙丙甲丁", "乙丙甲丁"),
        (True, 9, "乙丙甲丁", "乙丙甲丁"),
    ],
)
def test_orders(most: bool, top: int | None, ordered: str, winners: str) -> None:
    told = [("甲", 2.0), ("乙", 3.0), ("丙", 3.0), ("丁", 1.0)]
    assert ranked(told, most=most, top=top) == (list(ordered), list(winners))


def test_nothing_to_order() -> None:
    assert ranked([], most=True, top=3) == ([], [])
