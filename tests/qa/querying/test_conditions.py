"""Conditions: the helpers that take trees apart and put them together, and their words."""

from __future__ import annotations

import pytest

from qa.querying.conditions import (
    EVERY_TASK,
    AllOf,
    AnyOf,
    Caused,
    Condition,
    Counted,
    Due,
    Has,
    HasStatus,
    Is,
    Kinded,
    Linked,
    Names,
    NotThis,
    Numbered,
    Responsible,
    Role,
    Starred,
    Tells,
    Under,
    all_of,
    any_day,
    any_of,
    atoms,
    conjuncts,
    link_of,
    links,
    without,
)

TOWN = Linked("古劳", "Town", "古劳镇", ("town/1",), 0, 2)
LEADER = Linked("陈文", "Person", "陈文", ("person/1",), 3, 5)
LEAD, OVER, STAR = Responsible(TOWN, Role.LEAD), Under(LEADER), Starred()
LATE = HasStatus("滞后", ("behind",))
END = Due("8月底", (8,), 0)


def test_atoms_left_to_right() -> None:
    tree = AllOf((LEAD, AnyOf((STAR, NotThis(OVER))), NotThis(AllOf((LATE, NotThis(END))))))
    assert list(atoms(tree)) == [LEAD, STAR, OVER, LATE, END]
    assert list(atoms(tree, positive=True)) == [LEAD, STAR]
    assert links(tree) == (TOWN,)
    assert links(AllOf((LEAD, LEAD))) == (TOWN,)


def test_one_part_stands_for_itself() -> None:
    assert all_of([STAR]) == any_of([STAR]) == STAR
    assert all_of([]) == EVERY_TASK
    assert all_of([STAR, LATE]) == AllOf((STAR, LATE))
    assert any_of([STAR, LATE]) == AnyOf((STAR, LATE))
    assert conjuncts(STAR) == (STAR,)
    assert conjuncts(AllOf((STAR, LATE))) == (STAR, LATE)


@pytest.mark.parametrize(
    ("condition", "rest"),
    [
        (AllOf((LEAD, STAR)), AllOf((STAR,))),
        (AllOf((NotThis(LEAD), STAR)), AllOf((STAR,))),
        (AllOf((AnyOf((LEAD, LATE)), STAR)), AllOf((STAR,))),
        (LEAD, EVERY_TASK),
        (STAR, STAR),
    ],
)
def test_without_a_kind(condition: Condition, rest: Condition) -> None:
    assert without(condition, (Responsible,)) == rest


def test_the_end_of_a_month_as_any_day() -> None:
    wide = Due("8月底", (8,))
    assert any_day(END) == wide
    assert any_day(AllOf((END, STAR))) == AllOf((wide, STAR))
    assert any_day(Due("8月15日", (8,), 15)) == Due("8月15日", (8,), 15)
    assert any_day(EVERY_TASK) == EVERY_TASK


def test_names_of_conditions() -> None:
    assert (link_of(LEAD), link_of(OVER), link_of(STAR), link_of(AllOf((LEAD,)))) == (TOWN, LEADER, None, None)
    assert TOWN.overlaps(1, 4)
    assert not TOWN.overlaps(2, 4)


@pytest.mark.parametrize(
    ("condition", "chip"),
    [
        (LEAD, "镇（街道）：古劳镇（牵头）"),
        (
            Responsible(Linked("x", "Unit", "市财政局", ("u",), 0, 1), Role.PARTICIPANT),
            "单位：市财政局（参与，不牵头）",
        ),
        (OVER, "分管领导：陈文"),
        (Names(Linked("x", "PolicyDocument", "某条例", ("d",), 0, 1)), "提到文件：某条例"),
        (Tells("污水治理", ("污水", "管网")), "文字写到：污水、管网"),
        (LATE, "状态：滞后"),
        (END, "完成时间：8月底"),
        (STAR, "★标注"),
        (Has(Counted.UNITS, 3), "责任单位：至少 3 个"),
        (Has(Counted.MILESTONES, 2, 2), "节点：2 个"),
        (Has(Counted.MILESTONES, 2, 5), "节点：2 至 5 个"),
        (Has(Counted.LEADERS, 0, 0), "没有分管领导"),
        (Is("第三水厂", ("3-102",)), "任务：第三水厂"),
        (Numbered("第5项", 5), "第 5 项"),
        (Kinded("Town", Role.LEAD), "有镇（街道）牵头"),
        (Caused("资金", ("资金", "用地")), "原因：资金、用地"),
        (AllOf((STAR, LATE)), "★标注，状态：滞后"),
        (AnyOf((STAR, LATE)), "★标注 或 状态：滞后"),
        (NotThis(STAR), "不含（★标注）"),
    ],
)
def test_chips(condition: Condition, chip: str) -> None:
    assert condition.chip == chip
