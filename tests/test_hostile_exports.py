"""Exports of cells that hold anything: no formula in any CSV, well-formed XML, six RDF syntaxes that say the same."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from graph.exports.csv_export import export_csv
from graph.exports.graphml import export_graphml
from graph.exports.mentions_export import export_mentions
from graph.exports.records_export import export_records
from graph.exports.spreadsheets import cell, csv_text
from graph.exports.task_rows import COLUMNS
from graph.knowledge.construction import build_graph
from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import well_formed
from graph.rdf.formats import write
from graph.rdf.terms import merged, text
from graph.rdf.triples import to_quads
from graph.records import Cited, Table, Task
from graph.sparql.guard import answer, judge
from tests.test_other_counties import table
from tests.test_rdf import BASE, PARSERS

BARRED = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])).translate(
    dict.fromkeys(map(ord, "\t\n\r\x85"))
)
HOSTILE = f"=甲{BARRED}\r\n乙\x85\r<>&\"'\u2028]]>"
ANYTHING = st.text(st.characters(), max_size=40)
SIGNS = "=+-@＝＋－＠﹢﹣﹦﹫−⁺⁻⁼₊"


def bearing(made: Table, value: str) -> Table:
    """A table in which every text of the first task is a value, as no reader would give it."""

    def cited(told: Cited) -> Cited:
        return replace(told, value=value, written=value)

    first = made.tasks[0]
    told: dict[str, Any] = {
        "title": cited(first.title),
        "milestones": tuple(replace(milestone, text=cited(milestone.text)) for milestone in first.milestones),
        "reports": tuple(replace(report, status=value, narrative=cited(report.narrative)) for report in first.reports),
        "units": tuple(replace(unit, name=value, written=value) for unit in first.units),
        "deadlines": tuple(replace(deadline, text=value) for deadline in first.deadlines),
        "document": value,
    }
    tasks: tuple[Task, ...] = (replace(first, **told), *made.tasks[1:])
    return replace(made, info=replace(made.info, title=value, name=value), tasks=tasks)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Table:
    row = ("新建公厕10座。", "市财政局、古劳镇", "在古劳镇双桥村新建公厕12座，走访瀚泽电子有限公司。")
    return table(tmp_path_factory.mktemp("t"), "a.txt", "2022年鹤山市重点工作表", row, row)


@pytest.fixture(scope="module")
def hostile(plain: Table) -> Table:
    return bearing(plain, HOSTILE)


def labelled(kg: KnowledgeGraph, label: str) -> KnowledgeGraph:
    """A graph in which every text of every node and edge is a label."""
    made = kg.copy()
    places = [*(values for _, values in made.nodes(data=True)), *(values for _, _, values in made.edges(data=True))]
    for values in places:
        for name in ("label", "text", "narrative", "rule", "role", "unit", "measure", "identifier"):
            if name in values and name != "role":
                values[name] = label
        for name in ("spellings", "aliases"):
            if name in values:
                values[name] = [label, *values[name]] if name == "spellings" else [(label, "r"), *values[name]]
    return made


def held(kg: KnowledgeGraph) -> None:
    """Every format of a graph can be read, and the six syntaxes say the same."""
    root = ET.fromstring(export_graphml(kg))
    assert len(root.findall(".//{*}node")) == len(kg)
    assert set(nx.read_graphml(io.BytesIO(export_graphml(kg).encode()), force_multigraph=True)) == set(kg)
    quads = to_quads(kg, BASE)
    wanted = {str(triple) for triple in merged(quads)}
    for form, parser in PARSERS.items():
        content = write(quads, form, BASE)
        if form == "rdfxml":
            ET.fromstring(content)
            assert len(Graph().parse(data=content, format="xml")) == len(wanted)
        told = {str(ox.Triple(quad.subject, quad.predicate, quad.object)) for quad in ox.parse(content, format=parser)}
        assert told == wanted, form


def test_a_table_of_what_no_xml_may_hold(hostile: Table) -> None:
    kg = build_graph([hostile])
    shown = "=甲\n乙\n\n<>&\"'\u2028]]>"
    assert well_formed(HOSTILE) == shown
    held(kg)
    titles = {data.text for data in ET.fromstring(export_graphml(kg)).findall(".//{*}node/{*}data")}
    assert shown in titles
    assert text(shown) in {triple.object for triple in merged(to_quads(kg, BASE))}


@settings(max_examples=15, deadline=None)
@given(ANYTHING)
def test_any_label_at_all(plain: Table, label: str) -> None:
    held(labelled(build_graph([plain]), label))


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_any_text_is_made_well_formed_once(value: str) -> None:
    made = well_formed(value)
    root = ET.Element("a")
    root.text = made
    assert (ET.fromstring(ET.tostring(root, encoding="utf-8")).text or "") == made == well_formed(made)
    assert not {*made} & {*BARRED}
    if made != value:
        assert {*value} & {*BARRED, "\r", "\x85"} or any(0xD800 <= ord(char) < 0xE000 for char in value)


def test_flat_exports_can_be_read(hostile: Table) -> None:
    for lines in (export_records([hostile]), export_mentions([hostile])):
        for line in lines:
            assert line.endswith("\n") and line.count("\n") == 1
            assert not {*json.dumps(json.loads(line.encode()), ensure_ascii=False)} & {*BARRED}


def test_every_column_of_the_csv_is_neutral(hostile: Table) -> None:
    content = export_csv([hostile], build_graph([hostile]), "https://hetu.example.org/").encode().decode("utf-8-sig")
    assert not {*content} & {*BARRED}
    first, second = csv.DictReader(io.StringIO(content, newline=""))
    assert tuple(first) == tuple(COLUMNS)
    told = {name for name, value in first.items() if "甲" in value}
    assert told == {"文件", "项目名称", "牵头单位", "责任单位", "节点", "完成情况", "完成时间"}
    assert {first[name][:2] for name in told} == {"'="}
    assert (first["首行"], first["任务编号"]) == ("3", f"〔{first['编号']}〕")
    assert (second["项目名称"], second["状态"]) == ("新建公厕10座。", "已完成")


@pytest.mark.parametrize("before", ["", "\t", "\r", "\n", "\x00", " ", "\u3000", "\u200b", "\ufeff", "\xa0", "\u2800", "\u3164", "\x00\t \u200b"])  # fmt: skip
@pytest.mark.parametrize("sign", SIGNS)
def test_no_formula_behind_anything(before: str, sign: str) -> None:
    written = csv_text(["名称"], [[f"{before}{sign}HYPERLINK(A1)"], ["甲"]])
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert rows[1][0][0] == "'"
    assert rows[1][0].endswith(f"{sign}HYPERLINK(A1)")
    assert rows[2] == ["甲"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, "-5"), (-1.5, "-1.5"), (0, "0"), (None, ""), ("", ""), ("3-48", "3-48"), ("减少5%", "减少5%"), ("-5", "'-5"),
        ("（=1）", "（=1）"), ("'=1", "'=1"), ("a\r\nb", "a\nb"), (" 甲", " 甲"), ("\u200b", "\u200b"), ("👍", "👍"),
    ],
)  # fmt: skip
def test_what_is_no_formula_stays(value: str | float | None, written: str) -> None:
    assert (
        csv_text(["名称"], [[cell(value)]]).removeprefix("\ufeff名称\r\n")
        == (f'"{written}"' if "\n" in written else written or '""') + "\r\n"
    )


def test_a_query_cannot_make_xml_ill_formed(tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path / "store"))
    made = "\\u0001甲\\uFFFF乙"
    for query, media in (
        (f'SELECT ("{made}" AS ?x) {{}}', "application/sparql-results+xml"),
        (f'CONSTRUCT {{ <http://e/a> <http://e/b> "{made}" }} WHERE {{}}', "application/rdf+xml"),
    ):
        result = answer(store, judge(query, (), base=BASE), [media], BASE)
        assert "甲乙" in "".join(ET.fromstring(result.content).itertext())
