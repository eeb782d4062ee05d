"""Forms executed: each kind against what the records tell."""

from __future__ import annotations

from fractions import Fraction

import pytest

from graph.records import Table
from qa import Hetu
from qa.querying.conditions import (
    EVERY_TASK,
    AllOf,
    Condition,
    Due,
    HasStatus,
    NotThis,
    Responsible,
    Role,
    Starred,
    StatusMode,
    Under,
)
from qa.querying.execute import Executor, actor_of
from qa.understanding.logical_form import (
    About,
    Aspect,
    Compared,
    Counted,
    Explained,
    Grouped,
    Items,
    Kind,
    Listed,
    Mean,
    Quantifier,
    Share,
    Tasks,
    Things,
    Verified,
)
from tests.qa.records import chosen, overall, towns

DONE = HasStatus("完成", ("exceeded", "completed"), StatusMode.OVERALL)
IS_DONE = {"overall": ["exceeded", "completed"]}


@pytest.fixture(scope="module")
def executor(hetu: Hetu) -> Executor:
    return Executor(hetu.corpus)


def named(hetu: Hetu, words: str, role: Role = Role.ANY) -> Responsible:
    (link,) = hetu.corpus.linker.link(words)
    return Responsible(link, role)


def under(hetu: Hetu, words: str) -> Under:
    (link,) = hetu.corpus.linker.link(words)
    return Under(link)


def test_lists_and_counts(hetu: Hetu, executor: Executor, table: Table) -> None:
    where = AllOf((named(hetu, "古劳镇"), NotThis(DONE)))
    expected = chosen(table, {"unit": "古劳镇", "not": IS_DONE})
    assert executor.run(Listed(Tasks(where))).tasks == executor.run(Counted(Tasks(where))).tasks == expected
    assert executor.run(Listed(Tasks())).tasks == tuple(task.id for task in table.tasks)


def test_milestones_fulfil_their_own_conditions(hetu: Hetu, executor: Executor, table: Table) -> None:
    where = AllOf((named(hetu, "古劳镇"), Due("6月", (6,))))
    found = {(item.task, item.milestone) for item in executor.run(Listed(Items(where))).items}
    assert found == {
        (task.id, one.no)
        for task in table.tasks
        if "古劳镇" in task.unit_names
        for one in task.milestones
        if one.deadline and one.deadline.month == 6
    }
    assert found


def test_an_end_of_month_that_nobody_writes_is_read_more_widely(taishun: Hetu) -> None:
    outcome = Executor(taishun.corpus).run(Listed(Tasks(Due("12月底", (12,), 0))))
    assert outcome.tasks
    assert outcome.widened == "12月底"


@pytest.mark.parametrize("role", list(Role))
def test_things_of_a_set(executor: Executor, table: Table, role: Role) -> None:
    outcome = executor.run(Listed(Things(Kind.TOWN, Starred(), role)))
    starred = [task for task in table.tasks if task.starred]
    in_role = {
        town
        for town in towns(table)
        for task in starred
        if town in task.unit_names and (role is Role.ANY or (town in task.lead_units) == (role is Role.LEAD))
    }
    assert {group.label for group in outcome.groups} == in_role


def test_quantifiers(executor: Executor, table: Table) -> None:
    def told(quantifier: Quantifier, holding: Condition = DONE) -> set[str]:
        form = Listed(Things(Kind.LEADER, EVERY_TASK, Role.ANY, quantifier, holding))
        return {group.label for group in executor.run(form).groups}

    of = {leader: [t for t in table.tasks if t.leader == leader] for leader in {t.leader for t in table.tasks} - {None}}
    done = {leader: [overall(t) in IS_DONE["overall"] for t in tasks] for leader, tasks in of.items()}
    assert told(Quantifier.ALL) == {leader for leader, all_done in done.items() if all(all_done)}
    suspended = HasStatus("暂缓", ("suspended",))
    without = {leader for leader in of if not chosen(table, {"leader": leader, "status": ["suspended"]})}
    assert told(Quantifier.NONE, suspended) == without
    assert without and without != set(of)


def test_at_least_so_many_and_those_that_all_have(hetu: Hetu, executor: Executor, table: Table) -> None:
    many = executor.run(Listed(Things(Kind.UNIT, EVERY_TASK, Role.LEAD, least=10)))
    lead = [task.lead_unit for task in table.tasks]
    kept = {group.label: len(group.tasks) for group in many.groups if len(group.tasks) >= 10}
    assert kept == {unit: lead.count(unit) for unit in set(lead) if unit and lead.count(unit) >= 10}
    each = executor.run(Listed(Things(Kind.UNIT, named(hetu, "民政局"), Role.ANY, Quantifier.EACH)))
    assert all(len(group.tasks) == 3 for group in each.groups)


def test_groups_and_their_order(executor: Executor, table: Table) -> None:
    lead = [task.lead_unit for task in table.tasks]
    expected = {town: lead.count(town) for town in towns(table)}
    every = executor.run(Grouped(Kind.TOWN, EVERY_TASK, Role.LEAD))
    assert dict(every.numbers) == {**dict.fromkeys(every.numbers, 0.0), **expected}
    assert len(every.groups) == 10  # those that lead nothing as well
    most = executor.run(Grouped(Kind.TOWN, EVERY_TASK, Role.LEAD, None, True, 1))
    assert most.winners == (max(expected, key=lambda town: expected[town]),)


def test_shares_of_groups(executor: Executor, table: Table) -> None:
    outcome = executor.run(Grouped(Kind.LEADER, EVERY_TASK, Role.ANY, DONE, False, 1))
    expected = {}
    for leader in {task.leader for task in table.tasks if task.leader}:
        whole, done = chosen(table, {"leader": leader}), chosen(table, {"leader": leader, **IS_DONE})
        expected[leader] = round(100 * len(done) / len(whole), 1)
    assert dict(outcome.numbers) == expected
    assert set(outcome.winners) == {leader for leader, share in expected.items() if share == min(expected.values())}


def test_months_and_statuses_stand_in_their_own_order(executor: Executor) -> None:
    months = list(executor.run(Grouped(Kind.MONTH)).winners)
    assert months == [f"{month}月" for month in range(1, 13)]
    statuses = list(executor.run(Grouped(Kind.STATUS)).winners)
    assert statuses.index("已完成") < statuses.index("基本按进度完成") < statuses.index("未按进度完成")


@pytest.mark.parametrize(
    ("parts", "most"), [(Kind.UNIT, True), (Kind.ITEM, True), (Kind.MONTH, False)], ids=lambda one: str(one)
)
def test_tasks_by_their_parts(executor: Executor, table: Table, parts: Kind, most: bool) -> None:
    outcome = executor.run(Grouped(Kind.TASK, EVERY_TASK, Role.ANY, None, most, 1, parts))
    numbers = {
        task.id: {
            Kind.UNIT: len(task.unit_names),
            Kind.ITEM: len(task.milestones),
            Kind.MONTH: min((d.month * 100 + (d.day or 99) for d in task.deadlines if d.month), default=9999),
        }[parts]
        for task in table.tasks
    }
    best = max(numbers.values()) if most else min(numbers.values())
    assert set(outcome.tasks) == {task for task, number in numbers.items() if number == best}


def test_sets_held_against_each_other(hetu: Hetu, executor: Executor, table: Table) -> None:
    sets = tuple(named(hetu, town, Role.LEAD) for town in ("址山镇", "古劳镇"))
    expected = {town: len(chosen(table, {"lead": town})) for town in ("古劳镇", "址山镇")}
    outcome = executor.run(Compared(sets))
    assert list(outcome.numbers.items()) and dict(outcome.numbers) == expected
    assert [group.label for group in outcome.groups] == sorted(expected, key=lambda town: -expected[town])
    rated = executor.run(Compared(sets, EVERY_TASK, DONE))
    for town, number in rated.numbers.items():
        done = len(chosen(table, {"lead": town, **IS_DONE}))
        assert number == round(100 * done / expected[town], 1)


def test_shares_and_means(hetu: Hetu, executor: Executor, table: Table) -> None:
    whole, done = chosen(table, {"unit": "宅梧镇"}), chosen(table, {"unit": "宅梧镇", **IS_DONE})
    share = executor.run(Share(DONE, named(hetu, "宅梧镇")))
    assert (share.part, share.total) == (len(done), len(whole))
    assert share.number == pytest.approx(100 * len(done) / len(whole))
    mean = executor.run(Mean(Kind.ITEM))
    milestones = sum(len(task.milestones) for task in table.tasks)
    assert mean.number == pytest.approx(float(Fraction(milestones, len(table.tasks))))
    leaders = executor.run(Mean(Kind.TASK, EVERY_TASK, Kind.LEADER))
    assert leaders.total == len({task.leader for task in table.tasks if task.leader})
    nothing = AllOf((named(hetu, "古劳镇"), NotThis(named(hetu, "古劳镇"))))
    assert executor.run(Share(DONE, nothing)).number is None
    assert executor.run(Mean(Kind.UNIT, nothing)).number is None


@pytest.mark.parametrize(
    ("quantifier", "holding", "truth"),
    [
        (Quantifier.ALL, DONE, False),
        (Quantifier.SOME, DONE, True),
        (Quantifier.NONE, DONE, False),
        (Quantifier.SOME, HasStatus("暂缓", ("suspended",)), False),
        (Quantifier.NONE, HasStatus("暂缓", ("suspended",)), True),
    ],
)
def test_yes_or_no(
    hetu: Hetu, executor: Executor, table: Table, quantifier: Quantifier, holding: Condition, truth: bool
) -> None:
    outcome = executor.run(Verified(holding, under(hetu, "民生实事"), quantifier))
    assert outcome.truth is truth
    assert outcome.total == len(chosen(table, {"category": "民生实事"}))
    if holding is DONE:
        assert outcome.exceptions == chosen(table, {"category": "民生实事", "not": IS_DONE})


def test_causes_of_a_set(executor: Executor, table: Table) -> None:
    outcome = executor.run(Explained(HasStatus("暂缓", ("suspended",))))
    assert outcome.tasks == chosen(table, {"status": ["suspended"]})


def test_other_forms_are_about_no_set(executor: Executor) -> None:
    with pytest.raises(TypeError, match="About"):
        executor.run(About(Aspect.VALUE))


def test_the_one_actor_of_a_condition(hetu: Hetu) -> None:
    town, leader = named(hetu, "古劳镇"), under(hetu, "陈文")
    assert actor_of(AllOf((town, leader))) == town
    assert actor_of(AllOf((leader,))) is None
    assert actor_of(NotThis(town)) is None
    assert actor_of(AllOf((town, named(hetu, "址山镇")))) is None
