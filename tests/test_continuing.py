"""Tasks of one county over two years: which go on, which are gone or new, what changed, who took over."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.knowledge.continuing import Continuation, continuation
from graph.knowledge.year_changes import is_done, leader_successors, target_changes, unit_successors
from graph.records import Table
from graph.tables.table import read_table

_HEAD = "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间\n"
_EARLIER = """
王芳副县长分管工作（共4项）\t\t\t\t\t
1\t建设县总医院新院区一期，设床位500张。\t（1）主体封顶。\t县卫健局\t未按进度完成。因招标流标未投用。\t12月底
2\t新建长者食堂15个。\t（1）建成15个。\t县民政局\t已完成。已建成16个。\t12月底
3\t扩大“快贷”普惠金融，发放贷款2亿元。\t（1）发放贷款。\t县金融办 县财政局\t已完成。已发放2.3亿元。\t12月底
4\t修建北环路，总长5公里。\t（1）建成通车。\t县交通局\t已完成。已通车。\t12月底
李军副县长分管工作（共2项）\t\t\t\t\t
5\t国道G356线城区至石壁段改建工程，全长18公里。\t（1）完成路基。\t县交通局\t未按进度完成。征地受阻。\t12月底
6\t实施水土流失综合治理3.8万亩。\t（1）完成治理。\t县林业局\t已完成。已治理4万亩。\t12月底
"""
_LATER = """
赵敏副县长分管工作（共3项）\t\t\t\t\t
1\t县总医院新院区一期竣工并投入使用。\t（1）投入使用。\t县卫健局\t已完成。已投入使用。\t12月底
2\t新增长者食堂22个，实现全覆盖。\t（1）建成22个。\t县民政局\t已完成。已建成22个。\t12月底
3\t扩大“快贷”普惠金融规模，发放贷款1.8亿元。\t（1）发放贷款。\t县财政局\t已完成。已发放2亿元。\t12月底
李军副县长分管工作（共3项）\t\t\t\t\t
4\t修建南环路，总长8公里。\t（1）建成通车。\t县交通局\t已完成。已通车。\t12月底
5\t国道G356线城区至石壁段改建工程全线通车。\t（1）通车。\t县交通局\t未按进度完成。尚余2公里。\t12月底
6\t建设县冷链物流中心。\t（1）建成。\t县商务局\t已完成。已建成。\t12月底
"""


def table(folder: Path, year: int, rows: str) -> Table:
    path = folder / f"宁化县{year}.txt"
    title = f"{year}年宁化县重点工作任务完成情况表\n\n"
    path.write_text(f"{title}{_HEAD}一、重点工作（6项）\t\t\t\t\t\n{rows.strip()}\n", encoding="utf-8")
    return read_table(path)


@pytest.fixture
def years(tmp_path: Path) -> tuple[Table, Table, Continuation]:
    before, after = table(tmp_path, 2023, _EARLIER), table(tmp_path, 2024, _LATER)
    return before, after, continuation(before, after)


def test_what_goes_on_is_gone_or_new(years: tuple[Table, Table, Continuation]) -> None:
    _, _, found = years
    assert [(pair.before.number, pair.after.number) for pair in found.continued] == [(1, 1), (2, 2), (3, 3), (5, 5)]
    assert [task.number for task in found.gone] == [4, 6]
    assert [task.number for task in found.added] == [4, 6]


def test_a_link_says_by_what_words_and_how_surely(years: tuple[Table, Table, Continuation]) -> None:
    pair = years[2].continued[0]
    assert pair.shared[0] == "县总医院新院区一期"
    assert 0.34 <= pair.certainty < 1


def test_targets_that_changed(years: tuple[Table, Table, Continuation]) -> None:
    changes = target_changes(years[2])
    assert [(one.pair.after.number, one.before, one.after, one.unit, one.raised) for one in changes] == [
        (2, 15, 22, "个", True),
        (3, 2, 1.8, "亿元", False),
    ]


def test_who_took_over(years: tuple[Table, Table, Continuation]) -> None:
    before, after, found = years
    assert [(one.before, one.after, len(one.pairs)) for one in unit_successors(before, after, found)] == [
        ("县金融办", "县财政局", 1)
    ]
    assert [(one.before, one.after, len(one.pairs)) for one in leader_successors(before, after, found)] == [
        ("王芳", "赵敏", 3)
    ]


def test_only_what_is_completed_is_done(years: tuple[Table, Table, Continuation]) -> None:
    pairs = years[2].continued
    assert [(is_done(pair.before), is_done(pair.after)) for pair in pairs] == [
        (False, True),
        (True, True),
        (True, True),
        (False, False),
    ]


def test_a_table_goes_on_wholly_in_itself(years: tuple[Table, Table, Continuation]) -> None:
    before, _, _ = years
    found = continuation(before, before)
    assert [pair.before.id for pair in found.continued] == [task.id for task in before.tasks]
    assert not found.gone
    assert not found.added
    assert not target_changes(found)
