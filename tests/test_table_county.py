"""The county of a table and its towns, listed or not."""

from __future__ import annotations

import pytest

from graph.places.divisions import County, Town, find_county
from graph.places.table_county import county_called, told_towns


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("清漳县2023年重点工作完成情况表", "清漳县"),
        ("河北省清漳县2023年重点工作", "清漳县"),
        ("2023年澜湾县重点项目", "澜湾县"),
        ("绍兴市政府2020年重点工作", "绍兴市"),
        ("市政府2020年重点工作", ""),
        ("全市重点工作任务表", ""),
        ("高新技术开发区2023年任务表", ""),
        ("XX县2022年重点工作", ""),
    ],
)
def test_the_county_that_a_title_begins_with(title: str, name: str) -> None:
    assert county_called(title) == name


@pytest.mark.parametrize(
    ("title", "code"), [("漳县2023年", "621125"), ("甘肃省漳县重点工作", "621125"), ("清漳县2023年", None)]
)
def test_a_short_name_is_no_end_of_a_longer_one(title: str, code: str | None) -> None:
    county = find_county(title)
    assert (county.code if county else None) == code


def test_towns_among_the_units_that_no_list_has() -> None:
    known = County("1", "甲县", (Town("1", "旧街镇"),)).towns
    units = ["旧街镇", "旧街乡", "新河乡", "各乡镇", "县住房和城乡建设局", "石桥街道", "城关镇经济发展办"]
    assert [town.name for town in told_towns(units, known)] == ["新河乡", "石桥街道"]
