"""Reports that close with a verdict on the whole task, in documents that are written so."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.tables.table import read_table
from graph.tables.verdicts import closing_verdict

_TASK = "{n}.修建第{n}号路。全长{n}公里。\n牵头单位：县交通运输局；完成时限：12月底。\n进展情况：{told}\n"
_BEFORE = "第一标段路基土石方完成12万立方米，涵洞完成8道，桥梁桩基完成46根，累计完成投资3200万元。"
"""So much is told that no reader takes the cell for a verdict."""


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("开挖40处。该项工作达到序时进度。", "达到序时进度"),
        ("项目数和资金均按序时进度推进。", "均按序时进度推进"),
        ("因缺资金停工43天，进度滞后约3个月。", "进度滞后"),
        ("目前常态化推进，存在衔接不畅的问题。", "常态化推进"),
        ("总产量19万吨，目标任务全面完成。", "目标任务全面完成"),
        ("经研究，暂缓实施，纳入下年项目库。", "暂缓实施"),
        ("东段路基已完成，西段正在招标。", None),
        ("完成投资3亿元。", None),
        ("", None),
    ],
)
def test_verdict_at_the_end(text: str, verdict: str | None) -> None:
    assert closing_verdict(text) == verdict


def listed(folder: Path, told: list[str]) -> Path:
    path = folder / "清单.txt"
    tasks = "".join(_TASK.format(n=number, told=_BEFORE + text) for number, text in enumerate(told, start=1))
    path.write_text(f"2023年甲县重点任务推进情况\n一、交通（{len(told)}项）\n{tasks}", encoding="utf-8")
    return path


def test_a_document_that_closes_its_reports_so(tmp_path: Path) -> None:
    told = ["路基完成。按计划推进。", "全线通车，已完成。", "征地受阻，进度滞后。", "桥梁架设。总体按序时进度推进。"]
    table = read_table(listed(tmp_path, told))
    assert [task.statuses for task in table.tasks] == [
        ("按计划推进",),
        ("已完成",),
        ("进度滞后",),
        ("按序时进度推进",),
    ]
    assert table.tasks[2].reports[0].narrative.value == f"{_BEFORE}征地受阻，进度滞后。"


def test_one_report_that_ends_so_is_no_style(tmp_path: Path) -> None:
    told = ["路基完成。按计划推进。", "路基完成3公里。", "完成投资2亿元。", "桥梁架设5座。"]
    assert [task.statuses for task in read_table(listed(tmp_path, told)).tasks] == [(), (), (), ()]
