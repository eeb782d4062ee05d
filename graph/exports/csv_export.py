"""The flat view as CSV."""

from __future__ import annotations

from collections.abc import Iterable

from graph.exports.spreadsheets import csv_text
from graph.exports.task_rows import COLUMNS, task_rows
from graph.knowledge.graph_type import KnowledgeGraph
from graph.records import Table


def export_csv(tables: Iterable[Table], kg: KnowledgeGraph, base: str) -> str:
    """Write every task as a row of CSV.

    :param kg: the graph of the tables.
    :param base: start of the tasks' addresses.
    """
    return csv_text(COLUMNS, task_rows(tables, kg, base))
