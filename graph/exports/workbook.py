"""A workbook to take home: tasks, milestones, reports, reasons and figures on sheets of their own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import xlsxwriter

from graph.exports.records_export import records_of
from graph.exports.spreadsheets import Value
from graph.exports.task_rows import COLUMNS, task_rows
from graph.identifiers import task_key, task_of_part
from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import well_formed
from graph.records import Table

_MADE = datetime(2000, 1, 1)
_LONGEST = 32_767
"""Characters a cell may hold."""
_CUT = "……（此格过长，余下见 RDF 或任务记录）"
_WIDEST = 60
MILESTONES = ("任务", "节点序号", "节点", "★", "状态", "完成时间", "牵头单位", "责任单位", "行")
REPORTS = ("任务", "状态", "完成情况", "首行", "末行")
REASONS = ("任务", "原因或问题", "事由", "行")
FIGURES = ("任务", "所测", "数值", "计量单位", "目标或实际", "时段", "增减", "排名", "范围", "原文", "行")
_ROLES = {"target": "目标", "actual": "实际"}


def export_workbook(tables: Iterable[Table], kg: KnowledgeGraph, base: str) -> bytes:
    """Write a workbook.

    :param kg: the graph of the tables.
    :param base: start of the tasks' addresses.
    """
    several = list(tables)
    ids = {task_key(table, task): task.id for table in several for task in table.tasks}
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "鹤图", "created": _MADE})
        head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
        cell = book.add_format({"valign": "top", "text_wrap": True})
        for name, headers, rows in (
            ("任务", COLUMNS, task_rows(several, kg, base)),
            ("节点", MILESTONES, _milestones(several)),
            ("完成情况", REPORTS, _reports(several)),
            ("原因", REASONS, _reasons(kg, ids)),
            ("数字", FIGURES, _figures(kg, ids)),
        ):
            _sheet(book, name, headers, rows, head, cell)
    return buffer.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Value]],
    head: xlsxwriter.workbook.Format,
    cell: xlsxwriter.workbook.Format,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    widths = [2 * len(header) for header in headers]
    last = 0
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, head)
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                written = well_formed(value)
                written = written if len(written) <= _LONGEST else written[: _LONGEST - len(_CUT)] + _CUT
                sheet.write_string(last, column, written, cell)  # 3-48 stays a text, whatever it looks like
                widths[column] = max(widths[column], *(2 * len(line) for line in written.split("\n")))
            elif value is not None:
                sheet.write_number(last, column, value, cell)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, _WIDEST))
    sheet.autofilter(0, 0, last, len(headers) - 1)


def _milestones(tables: Sequence[Table]) -> Iterator[list[Value]]:
    for record in records_of(tables):
        for one in record["milestones"]:
            yield [
                record["id"],
                one["no"],
                one["text"],
                "★" if one["starred"] else "",
                one["status"],
                one["deadline"],
                "\n".join(one["lead_units"]),
                "\n".join(one["units"]),
                one["line"],
            ]


def _reports(tables: Sequence[Table]) -> Iterator[list[Value]]:
    for record in records_of(tables):
        for one in record["reports"]:
            yield [record["id"], one["status"], one["text"], one["lines"][0], one["lines"][-1]]


def _reasons(kg: KnowledgeGraph, ids: dict[str, str]) -> Iterator[list[Value]]:
    for report, key, values in sorted(kg.edges(data=True), key=lambda edge: (edge[2]["lines"][0], edge[1])):
        if values["kind"] == "hasReason":
            reason = kg.nodes[key]
            yield [ids[task_of_part(report)], reason["label"], reason["cause"], reason["lines"][0]]


def _figures(kg: KnowledgeGraph, ids: dict[str, str]) -> Iterator[list[Value]]:
    for part, key, values in sorted(kg.edges(data=True), key=lambda edge: (edge[2]["lines"][0], edge[1])):
        if values["kind"] == "observes":
            told = kg.nodes[key]
            yield [
                ids[part if part.startswith("task/") else task_of_part(part)],
                told.get("measure"),
                told["value"],
                told["unit"],
                _ROLES[told["role"]],
                told.get("period"),
                told.get("change"),
                told.get("position"),
                told.get("scope"),
                told["label"],
                told["lines"][0],
            ]
