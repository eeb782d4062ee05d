"""The proof of a graph against its table: a true graph is clean, and every planted fault is told in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.knowledge.construction import build_graph
from graph.knowledge.graph_type import KnowledgeGraph
from graph.knowledge.proof import Proof, prove
from graph.records import Table
from graph.tables.table import read_table

LINES = (
    "2022年开平市重点工作任务完成情况汇总表",
    "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间",
    "1\t整治水口镇河道15公里。\t（1）完成清淤。\t市水利局\t<b>已完成。</b> 走访瀚泽电子有限公司，整治河道16公里。\t6月底",
    "2\t服务企业。\t（1）走访企业。\t市科工商务局\t<b>未按进度完成。</b> 因资金不足，瀚泽电子有限公司暂停扩产。\t9月底",
)
WORDS, SOURCES, EDGES, TASKS = range(4)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    path = tmp_path / "work.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return read_table(path)


@pytest.fixture
def kg(table: Table) -> KnowledgeGraph:
    return build_graph([table])


def problems(kg: KnowledgeGraph, table: Table) -> list[tuple[str, ...]]:
    return [proof.problems for proof in prove(kg, [table])]


def edge(kg: KnowledgeGraph, kind: str) -> tuple[str, str, int, dict[str, Any]]:
    """The first edge of a kind: its ends, its key and its values."""
    return next((a, b, key, values) for a, b, key, values in kg.edges(keys=True, data=True) if values["kind"] == kind)


def node(kg: KnowledgeGraph, kind: str) -> str:
    return next(key for key, values in kg.nodes(data=True) if values["kind"] == kind)


def test_true_graph_is_clean(kg: KnowledgeGraph, table: Table) -> None:
    proofs = prove(kg, [table])
    assert [proof.problems for proof in proofs] == [(), (), (), ()]
    assert proofs[SOURCES].cases == kg.number_of_nodes() + kg.number_of_edges()
    assert proofs[EDGES].cases == kg.number_of_edges()
    assert proofs[TASKS] == Proof("每项任务及其节点、完成情况、责任单位都在图谱里", 2, ())
    assert proofs[WORDS].cases > 5


def test_place_shifted(kg: KnowledgeGraph, table: Table) -> None:
    *_, values = edge(kg, "mentionsCompany")
    assert values["places"] == ["report-1@2-10"]
    values["places"] = ["report-1@3-11"]
    assert problems(kg, table) == [
        ("整治水口镇河道15公里。 的“瀚泽电子有限公司”：该处是“泽电子有限公司，”（report-1@3-11）",),
        (),
        (),
        (),
    ]


def test_words_changed(kg: KnowledgeGraph, table: Table) -> None:
    *_, values = edge(kg, "mentionsTown")
    values["text"] = "月山镇"
    assert problems(kg, table)[WORDS] == ("整治水口镇河道15公里。 的“月山镇”：该处是“水口镇”（title@2-5）",)


def test_text_that_the_task_has_not(kg: KnowledgeGraph, table: Table) -> None:
    *_, values = edge(kg, "mentionsTown")
    values["places"] = ["report-7@2-5"]
    assert problems(kg, table)[WORDS] == ("整治水口镇河道15公里。 的“水口镇”：任务没有这段文字（report-7）",)


def test_mention_without_a_place(kg: KnowledgeGraph, table: Table) -> None:
    *_, values = edge(kg, "mentionsTown")
    del values["places"]
    assert problems(kg, table)[WORDS] == ("整治水口镇河道15公里。 的“水口镇”：任务没有这段文字（（未记位置））",)


def test_wrong_line(kg: KnowledgeGraph, table: Table) -> None:
    *_, values = edge(kg, "hasReason")
    values["lines"] = [3]
    (problem,) = problems(kg, table)[WORDS]
    assert problem.endswith("的“因资金不足”：应在第 4 行，记为第 [3] 行")


def test_figure_changed(kg: KnowledgeGraph, table: Table) -> None:
    *_, values = edge(kg, "observes")
    text = values["text"]
    values["text"] = f"{text}多"
    (problem,) = problems(kg, table)[WORDS]
    assert f"的“{text}多”：该处是“{text}”" in problem


def test_node_without_lines(kg: KnowledgeGraph, table: Table) -> None:
    company = node(kg, "Company")
    kg.nodes[company]["lines"] = []
    assert problems(kg, table) == [(), (f"{company} 没有来源行",), (), ()]


def test_edge_without_lines(kg: KnowledgeGraph, table: Table) -> None:
    start, end, _, values = edge(kg, "responsible")
    values["lines"] = []
    assert problems(kg, table) == [(), (f"{start} → {end}（responsible）没有来源行",), (), ()]


def test_isolated_node(kg: KnowledgeGraph, table: Table) -> None:
    kg.add_node("company/lost", kind="Company", label="失联公司", document="work.txt", lines=[3])
    assert problems(kg, table) == [(), (), ("company/lost 没有任何边",), ()]


def test_edge_into_an_undescribed_node(kg: KnowledgeGraph, table: Table) -> None:
    task = node(kg, "Task")
    kg.add_edge(task, "unit/nowhere", kind="ledBy", document="work.txt", lines=[3])
    words, sources, edges, tasks = problems(kg, table)
    assert (words, tasks) == ((), ())
    assert sources == ("unit/nowhere 没有来源行",)
    assert edges == (f"{task} → unit/nowhere（ledBy）指向没有内容的节点",)


@pytest.mark.parametrize("kind", ["hasMilestone", "reports", "responsible"])
def test_edge_of_a_task_removed(kg: KnowledgeGraph, table: Table, kind: str) -> None:
    start, end, key, _ = edge(kg, kind)
    kg.remove_edge(start, end, key)
    assert problems(kg, table)[TASKS] == (f"任务 1-1：{kind} 应有 1 条，实有 0 条",)


def test_task_missing(kg: KnowledgeGraph, table: Table) -> None:
    kg.remove_node("task/440783-2022-1-2")
    assert problems(kg, table)[TASKS] == ("任务 1-2 不在图谱里",)
