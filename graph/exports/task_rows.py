"""The flat view: one row per task, for CSV and workbooks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.exports.records_export import records_of
from graph.exports.spreadsheets import IDENTIFIER, Value, bracketed
from graph.identifiers import task_key, task_of_part
from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf.terms import iri
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
    "原因或问题",
    "网址",
]
"""One header per column; several values in a cell stand on lines of their own."""


def task_rows(tables: Iterable[Table], kg: KnowledgeGraph, base: str) -> Iterator[list[Value]]:
    """A row for every task.

    :param kg: the graph of the tables, which tells the reasons.
    :param base: start of the tasks' addresses.
    """
    several = list(tables)
    reasons = reasons_of(kg)
    keys = {task.id: task_key(table, task) for table in several for task in table.tasks}
    for record in records_of(several):
        key = keys[record["id"]]
        yield _row(record, reasons.get(key, ()), iri(key, base).value)


def reasons_of(kg: KnowledgeGraph) -> Mapping[str, list[str]]:
    """Key of a task → the problems and causes its reports tell, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for report, reason, values in kg.edges(data=True):
        if values["kind"] == "hasReason":
            found[task_of_part(report)][kg.nodes[reason]["label"]] = None
    return {task: list(reasons) for task, reasons in found.items()}


def _row(record: dict[str, Any], reasons: Iterable[str], address: str) -> list[Value]:
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
        "\n".join(reasons),
        address,
    ]
