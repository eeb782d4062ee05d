"""The flat view: one row per task, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from graph.export import records_of
from graph.records import Table

COLUMNS = [
    "编号",
    "文件",
    "大类",
    "专题",
    "分管领导",
    "项目名称",
    "星标",
    "状态",
    "牵头单位",
    "责任单位",
    "节点",
    "完成情况",
    "完成时间",
    "点名镇街",
    "提到镇街",
    "首行",
    "末行",
]
"""One header per column; several values in a cell stand on lines of their own."""


def export_csv(tables: Iterable[Table]) -> str:
    """Write every task as a row of CSV, with the mark that lets spreadsheets read Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records_of(tables):
        towns = record["towns"]
        writer.writerow(
            [
                record["id"],
                record["document"],
                record["category"],
                record["subsection"],
                record["leader"],
                _safe(record["title"]),
                "★" if record["starred"] else "",
                record["status"],
                record["lead_unit"],
                "\n".join(record["units"]),
                _safe("\n".join(milestone["text"] for milestone in record["milestones"])),
                _safe("\n".join(record["narratives"])),
                "\n".join(record["deadlines"]),
                "\n".join(towns["direct"]),
                "\n".join(towns["mentioned"]),
                record["lines"][0],
                record["lines"][1],
            ]
        )
    return "\ufeff" + buffer.getvalue()


def _safe(text: str) -> str:
    """A cell that begins like a formula must stay text in a spreadsheet."""
    return f"'{text}" if text[:1] in "=+-@\t" else text
