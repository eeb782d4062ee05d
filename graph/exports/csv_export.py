"""The flat view: one row per task, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.exports.records_export import records_of
from graph.exports.spreadsheets import IDENTIFIER, Value, bracketed, csv_text
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
    IDENTIFIER,
]
"""One header per column; several values in a cell stand on lines of their own."""


def export_csv(tables: Iterable[Table]) -> str:
    """Write every task as a row of CSV."""
    return csv_text(COLUMNS, map(_row, records_of(tables)))


def _row(record: dict[str, Any]) -> list[Value]:
    towns = record["towns"]
    return [
        record["id"],
        record["document"],
        record["category"],
        record["subsection"],
        record["leader"],
        record["title"],
        "★" if record["starred"] else "",
        record["status"],
        record["lead_unit"],
        "\n".join(record["units"]),
        "\n".join(milestone["text"] for milestone in record["milestones"]),
        "\n".join(record["narratives"]),
        "\n".join(record["deadlines"]),
        "\n".join(towns["direct"]),
        "\n".join(towns["mentioned"]),
        record["lines"][0],
        record["lines"][1],
        bracketed(record["id"]),
    ]
