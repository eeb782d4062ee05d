"""GraphML that other libraries read, and the workbook."""

from __future__ import annotations

import io
import re
from collections import Counter
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from graph.exports.csv_export import export_csv
from graph.exports.graphml import export_graphml
from graph.exports.task_rows import COLUMNS
from graph.exports.workbook import export_workbook
from graph.knowledge.graph_type import KnowledgeGraph
from graph.records import Table

BASE = "https://hetu.example.org/"


def test_graphml_has_one_type_an_attribute_and_an_id_an_edge(kg: KnowledgeGraph) -> None:
    root = ET.fromstring(export_graphml(kg, BASE))
    keys = Counter((key.get("for"), key.get("attr.name")) for key in root.iter() if key.tag.endswith("}key"))
    assert {name for name, count in keys.items() if count > 1} == set()
    edges = [edge.get("id") for edge in root.iter() if edge.tag.endswith("}edge")]
    assert len(edges) == len(set(edges)) == kg.number_of_edges()
    [iri] = [key.get("id") for key in root.iter() if key.get("attr.name") == "iri"]
    told = {data.text for data in root.iter() if data.get("key") == iri}
    assert f"{BASE}id/task/440784-2022-3-48" in told
    assert len(told) == len(kg)


@pytest.fixture(scope="module")
def book(table: Table, kg: KnowledgeGraph) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(export_workbook([table], kg, BASE)))


def test_the_workbook_has_everything(book: openpyxl.Workbook, kg: KnowledgeGraph) -> None:
    assert {sheet.title: sheet.max_row - 1 for sheet in book} == {
        "任务": 258,
        "节点": 762,
        "完成情况": 524,
        "原因": 44,
        "数字": sum(values["kind"] == "observes" for *_, values in kg.edges(data=True)),
    }


def test_numbers_of_tasks_stay_texts_and_figures_numbers(book: openpyxl.Workbook) -> None:
    tasks = book["任务"]
    assert [cell.value for cell in tasks[1]] == COLUMNS
    row = next(row for row in tasks.iter_rows(min_row=2) if row[0].value == "3-48")
    assert row[0].data_type == "s"
    assert row[COLUMNS.index("网址")].value == f"{BASE}id/task/440784-2022-3-48"
    assert row[COLUMNS.index("首行")].value == 458
    figures = [[cell.value for cell in row] for row in book["数字"].iter_rows(min_row=2)]
    assert ["1-1", 458.51, "亿元"] in [[row[0], row[2], row[3]] for row in figures]
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_same_build_gives_the_same_bytes(table: Table, kg: KnowledgeGraph) -> None:
    assert export_workbook([table], kg, BASE) == export_workbook([table], kg, BASE)


def test_csv_tells_reasons_and_addresses(table: Table, kg: KnowledgeGraph) -> None:
    text = export_csv([table], kg, BASE)
    assert len(re.findall(re.escape(f"{BASE}id/task/"), text)) == 258
    reasons = {kg.nodes[key]["label"] for _, key, values in kg.edges(data=True) if values["kind"] == "hasReason"}
    assert all(reason.split('"')[0] in text for reason in reasons)
