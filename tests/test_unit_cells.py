"""Unit cells of other counties: separators, roles, labels, collective units, shared suffixes, second names."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.knowledge.construction import RULE_SECOND_NAME, build_graph
from graph.tables.table import read_table
from graph.tables.unit_cells import split_units
from graph.units import collective_kind, collective_towns
from tests.test_other_counties import HEADER, ROW

TOWNS = 13
"""Towns and subdistricts of 德清县."""


def units(folder: Path, *cells: str) -> list[tuple[str, ...]]:
    """The canonical units of each cell, read together as one table of 德清县."""
    rows = [
        ROW.format(no=no, title="推进工作。", units=cell, narrative="无。") for no, cell in enumerate(cells, start=1)
    ]
    path = folder / "t.txt"
    path.write_text("\n".join(["2023年德清县重点工作表", HEADER, *rows]) + "\n", encoding="utf-8")
    return [task.unit_names for task in read_table(path).tasks]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("县发改局（牵头），各镇（街道）配合", ("县发改局", "各镇（街道）")),
        ("牵头单位：县经信局；配合单位：县财政局、新市镇", ("县经信局", "县财政局", "新市镇")),
        ("县公安局（配合）、县教育局（牵头）", ("县教育局", "县公安局")),
        ("县水利局|钟管镇·禹越镇", ("县水利局", "钟管镇", "禹越镇")),
        ("县水利局及钟管镇、禹越镇", ("县水利局", "钟管镇", "禹越镇")),
        ("县自然资源和规划局和钟管镇", ("县自然资源和规划局", "钟管镇")),
        ("1.县发改局2.县财政局", ("县发改局", "县财政局")),
        ("钟管镇等有关镇（街道）", ("钟管镇",)),
        ("县医保局等", ("县医保局",)),
        ("钟管镇（含东舍墩村）", ("钟管镇",)),
        ("乾元、新市、钟管镇等3个镇", ("乾元镇", "新市镇", "钟管镇")),
        ("武康、舞阳街道", ("武康街道", "舞阳街道")),
        ("德清县钟管镇人民政府 县水利局 德清县水利局", ("钟管镇", "县水利局")),
        ("水利局 县水利局", ("县水利局",)),
        ("县人大 县政协 各镇", ("县人大", "县政协", "各镇")),
        ("莫干山高新区 莫干山高新区管委会", ("莫干山高新区管委会",)),
        ("13个镇（街道）", ("各镇（街）",)),
        ("3个镇（街道）", ("3个镇（街道）",)),
        ("各镇（街道）党（工）委、政府（办事处）", ("各镇（街道）党（工）委",)),
    ],
)
def test_cells(tmp_path: Path, cell: str, expected: tuple[str, ...]) -> None:
    [found] = units(tmp_path, cell)
    assert set(found) == set(expected)
    assert found[0] == expected[0]


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("各乡镇人民政府、街道办事处", TOWNS),
        ("各镇人民政府（街道办事处）", TOWNS),
        ("各镇、街道", TOWNS),
        ("全县各镇街", TOWNS),
        ("各镇（街道）配合", TOWNS),
        ("各镇", 8),
        ("各街道办事处", 5),
        ("相关镇（街道）", 0),
        ("3个镇（街道）", 0),
    ],
)
def test_collectives_reach_their_towns(tmp_path: Path, cell: str, count: int) -> None:
    units(tmp_path, cell)
    kg = build_graph([read_table(tmp_path / "t.txt")])
    assert len({end for _, end, v in kg.edges(data=True) if v["kind"] == "collectiveIncludes"}) == count


def test_a_body_with_two_names_is_found_by_both(tmp_path: Path) -> None:
    alone, both = units(tmp_path, "县农业农村局", "县农业农村局（县乡村振兴局）")
    assert alone == both == ("县农业农村局",)
    kg = build_graph([read_table(tmp_path / "t.txt")])
    [second] = [end for _, end, v in kg.edges(data=True) if v.get("rule") == RULE_SECOND_NAME]
    assert kg.nodes[second]["label"] == "县乡村振兴局"


def test_names_that_only_look_divided_stay_whole() -> None:
    for name in ("市自然资源和规划局", "市文化和广电旅游体育局", "市退役军人事务局", "市机关事务和接待服务中心"):
        assert [unit for unit, _ in split_units(name)] == [name]


def test_open_sets_have_no_members() -> None:
    assert collective_kind("有关乡镇") == "concerned-towns"
    assert collective_towns("concerned-towns", ()) == []
