"""Task lists as text: whole documents of several shapes, articles that are none, every word of the lists, bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.errors import TableError
from graph.language.word_lists import expanded, rows
from graph.records import Table, Task
from graph.tables.readers import grid_of
from graph.tables.table import parse
from graph.tables.task_lists.list_labels import PART, find_labels
from graph.tables.task_lists.marks import read_mark
from graph.tables.task_lists.paragraphs import is_closing, read_paragraphs

CASES = Path(__file__).parents[1] / "cases" / "task-lists"
SHAPES = sorted(path.stem for path in CASES.glob("*.txt"))


def read(text: str) -> Table:
    return parse(grid_of(text.encode(), "任务清单.txt"))


def shown(task: Task) -> dict[str, Any]:
    """What a case expects of a task."""
    return {
        "id": task.id,
        "category": task.category.name if task.category else None,
        "theme": task.theme.name if task.theme else None,
        "leader": task.leader,
        "title": task.title.value,
        "units": [unit.name for unit in task.units if not unit.supports],
        "support": [unit.name for unit in task.units if unit.supports],
        "milestones": [milestone.text.value for milestone in task.milestones],
        "deadlines": [deadline.text for deadline in task.deadlines],
        "reports": [[report.status, report.narrative.value] for report in task.reports],
        "extras": [[extra.header, extra.text.value] for extra in task.extras],
        "lines": list(task.lines),
    }


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name: str) -> None:
    table = read((CASES / f"{name}.txt").read_text(encoding="utf-8"))
    expected = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    assert [shown(task) for task in table.tasks] == expected["tasks"]
    assert [note.value for note in table.info.notes] == expected["notes"]
    assert table.info.title == expected["title"]
    assert table.account.complete
    assert not table.account.reported


@pytest.mark.parametrize(
    "text",
    [
        "关于加强食品安全工作的意见\n一、总体要求\n（一）指导思想。坚持预防为主。\n二、主要措施\n"
        "（一）落实属地责任。各镇要履行职责。\n（二）压实部门责任。\n联系人：某某，联系电话：12345。",
        "关于2023年工作要点落实情况的报告\n一、经济稳中有进。责任单位：县委办。\n二、民生持续改善。\n三、存在的问题。\n四、下步打算。",
        "关于做好防汛工作的通知\n各乡镇人民政府：\n一、提高认识。要认识防汛工作的重要性。\n二、落实责任。实行行政首长负责制。",
        "任务清单\n1.\n责任单位：\n完成时限：\n2.\n责任单位：\n完成时限：",
        "通知公告\n主办单位：县人民政府",
        "",
        "甲",
    ],
)
def test_no_task_list(text: str) -> None:
    with pytest.raises(TableError):
        read(text)


def test_titles_and_details() -> None:
    table = read(
        "1.建成县中医院新院区，设床位300张。（牵头单位：县卫健局）\n2.优化环境：新增绿地3公顷。（牵头单位：县住建局）\n"
        "3.加快产业升级。引进企业5家。（牵头单位：县工信局）"
    )
    assert [task.title.value for task in table.tasks] == [
        "建成县中医院新院区，设床位300张。",
        "优化环境",
        "加快产业升级。",
    ]
    assert [[m.text.value for m in task.milestones] for task in table.tasks] == [
        [],
        ["新增绿地3公顷。"],
        ["引进企业5家。"],
    ]


def test_lines_broken_by_the_page() -> None:
    table = read(
        "2024年任务分解\n1.实施农村饮水安全巩固提升工程，新建集中供水点十二处，改造管\n网六十公里，惠及群众三万二千人，并建立健全"
        "农村供水工程长效\n管护机制。\n- 2 -\n责任单位：县水利局、县财政局、县发展改革局、县生态环境局、县乡村振\n兴局、各乡镇\n"
        "2.新建公园两处。\n责任单位：县住建局\n"
    )
    first = table.tasks[0]
    assert first.title.value.endswith("改造管网六十公里，惠及群众三万二千人，并建立健全农村供水工程长效管护机制。")
    assert first.unit_names[-2:] == ("县乡村振兴局", "各乡镇")
    assert table.account.placed["页码"] == 1


def test_units_of_steps_stay_with_their_steps() -> None:
    one = "{0}.改造{1}片区。\n牵头单位：县住建局\n（1）修缮房屋。（责任单位：县房管局）\n（2）改造管网。（责任单位：县水务局）\n"
    first, second = read("任务分解\n" + one.format(1, "城东") + one.format(2, "城西")).tasks
    assert first.lead_units == ("县住建局",)
    assert first.support_units == ("县房管局", "县水务局")
    assert [milestone.units for milestone in second.milestones] == [("县房管局",), ("县水务局",)]


@pytest.mark.parametrize(
    "row", [row for row in rows("list_labels") if not row["role"].startswith(PART)], ids=lambda r: r["role"]
)
def test_labels(row: dict[str, str]) -> None:
    assert [label.role for label in find_labels(row["example"])] == [row["role"]]
    assert row["role"] not in [label.role for label in find_labels(row["counter"])]
    parts = {part["role"].removeprefix(PART): part["words"].split() for part in rows("list_labels")}
    for word in row["words"].split():
        for label in expanded(word, parts):
            assert [found.role for found in find_labels(f"{label}：甲")] == [row["role"]], label


@pytest.mark.parametrize("row", rows("list_marks"), ids=lambda row: row["kind"])
def test_marks(row: dict[str, str]) -> None:
    if row["kind"] == "closing":
        assert is_closing(row["example"])
        assert not is_closing(row["counter"])
    elif row["kind"].startswith("page"):
        grid = grid_of(f"{row['example']}\n{row['counter']}".encode(), "网页.txt")
        assert [cell.text for cell in read_paragraphs(grid.rows[:1]).furniture] == [row["example"]]
        assert not read_paragraphs(grid.rows[1:]).furniture
    else:
        assert (read_mark(row["example"]) is not None) == (row["kind"] != "no-item")
        assert read_mark(row["counter"]) is None
