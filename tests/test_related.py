"""Related nodes of a small graph: the nearest one and why, unknown seeds, and hubs that say nothing."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import pytest

from graph.knowledge.construction import build_graph
from graph.knowledge.graph_type import KnowledgeGraph
from graph.knowledge.related import MAX_HOPS, Relatedness, RelatedNode
from graph.tables.table import read_table

LINES = (
    "2022年开平市重点工作任务完成情况汇总表",
    "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间",
    "1\t扩大招商。\t（1）签约。\t市投资促进局、市科工商务局\t<b>已完成。</b> 走访瀚泽电子有限公司。\t6月底",
    "2\t服务企业。\t（1）走访。\t市公安局\t<b>已完成。</b> 瀚泽电子有限公司扩产。\t6月底",
    "3\t整治河道。\t（1）清淤。\t市水利局\t<b>已完成。</b> 完成清淤。\t6月底",
    "4\t保障供水。\t（1）检查。\t市水利局、市财政局\t<b>已完成。</b> 按《开平供水条例》落实。\t6月底",
    "5\t美化校园。\t（1）种树。\t市教育局\t<b>已完成。</b> 已种树。\t6月底",
)
TASK = "task/440783-2022-1-"


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    path = tmp_path_factory.mktemp("related") / "work.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return build_graph([read_table(path)])


@pytest.fixture(scope="module")
def relatedness(kg: KnowledgeGraph) -> Relatedness:
    return Relatedness(kg)


def key(kg: KnowledgeGraph, label: str) -> str:
    return next(node for node, values in kg.nodes(data=True) if values["label"] == label)


def why(found: Iterable[RelatedNode]) -> dict[str, str]:
    return {one.key: one.why for one in found}


@pytest.mark.parametrize(
    ("seed", "nearest", "words"),
    [
        ("扩大招商。", f"{TASK}2", "都提到“瀚泽电子有限公司”"),
        ("服务企业。", f"{TASK}1", "都提到“瀚泽电子有限公司”"),
        ("整治河道。", f"{TASK}4", "同由市水利局负责"),
        ("瀚泽电子有限公司", f"{TASK}2", "瀚泽电子有限公司—提到企业—〔1-2〕"),
        ("市财政局", f"{TASK}4", "市财政局—责任单位—〔1-4〕"),
        ("开平供水条例", f"{TASK}4", "开平供水条例—提到文件—〔1-4〕"),
    ],
)
def test_nearest_task_and_why(
    kg: KnowledgeGraph, relatedness: Relatedness, seed: str, nearest: str, words: str
) -> None:
    first = relatedness.related([key(kg, seed)], kinds=("Task",))[0]
    assert (first.key, first.why) == (nearest, words)


def test_most_related_of_all_kinds(kg: KnowledgeGraph, relatedness: Relatedness) -> None:
    first = relatedness.related([key(kg, "整治河道。")])[0]
    assert (first.key, first.why) == (key(kg, "市水利局"), "〔1-3〕—责任单位—市水利局")


def test_path_leads_from_seed_to_node(kg: KnowledgeGraph, relatedness: Relatedness) -> None:
    first = relatedness.related([f"{TASK}1"], kinds=("Task",))[0]
    assert first.path == (f"{TASK}1", key(kg, "瀚泽电子有限公司"), f"{TASK}2")


def test_units_of_one_task(kg: KnowledgeGraph, relatedness: Relatedness) -> None:
    words = why(relatedness.related([key(kg, "市投资促进局")], kinds=("Unit",)))
    assert words[key(kg, "市科工商务局")] == "共同负责〔1-1〕"


def test_unit_and_document_of_one_task(kg: KnowledgeGraph, relatedness: Relatedness) -> None:
    words = why(relatedness.related([key(kg, "市财政局")], kinds=("PolicyDocument",)))
    assert words == {key(kg, "开平供水条例"): "同在〔1-4〕里（提到文件、责任单位）"}


def test_order_limit_and_seed_left_out(relatedness: Relatedness) -> None:
    found = relatedness.related([f"{TASK}1"])
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert f"{TASK}1" not in [one.key for one in found]
    assert relatedness.related([f"{TASK}1"], 2) == found[:2]
    assert max(len(one.path) for one in found) <= MAX_HOPS + 1


@pytest.mark.parametrize("seeds", [[], ["task/none"], ["unit/none", "company/none"]])
def test_unknown_seeds(relatedness: Relatedness, seeds: list[str]) -> None:
    assert relatedness.related(seeds) == []


def test_unknown_seed_beside_a_known_one_changes_nothing(relatedness: Relatedness) -> None:
    assert relatedness.related([f"{TASK}3", "task/none"]) == relatedness.related([f"{TASK}3"])


def test_milestone_stands_for_its_task(relatedness: Relatedness) -> None:
    assert relatedness.related(["milestone/440783-2022-1-3-1"]) == relatedness.related([f"{TASK}3"])


def test_status_and_deadline_relate_nothing(kg: KnowledgeGraph, relatedness: Relatedness) -> None:
    """All tasks share status and deadline; the one that shares no more has only its unit near it."""
    assert [one.key for one in relatedness.related([f"{TASK}5"])] == [key(kg, "市教育局")]
    assert relatedness.related([next(node for node in kg if node.startswith("deadline/"))]) == []


def star() -> KnowledgeGraph:
    """Two tasks that share a company and a big unit, which forty others share too."""
    kg: KnowledgeGraph = nx.MultiDiGraph()
    kg.add_node("unit/hub", kind="Unit", label="市府办")
    kg.add_node("company/small", kind="Company", label="瀚泽公司")
    for number in range(42):
        kg.add_node(f"task/{number}", kind="Task", label=f"任务{number}", identifier=str(number))
        kg.add_edge(f"task/{number}", "unit/hub", kind="responsible")
    for number in (0, 1):
        kg.add_edge(f"task/{number}", "company/small", kind="mentionsCompany")
    return kg


def test_hubs_do_not_win() -> None:
    found = Relatedness(star()).related(["task/0"])
    assert [one.key for one in found[:2]] == ["company/small", "task/1"]
    rank = {one.key: one.score for one in Relatedness(star()).related(["task/0"], 50)}
    assert rank["unit/hub"] < rank["company/small"]
    assert rank["task/1"] > 5 * rank["task/2"]


def test_what_is_shared_is_told_before_the_hub() -> None:
    words = why(Relatedness(star()).related(["task/0"], 50))
    assert words["task/1"] == "都提到“瀚泽公司”"
    assert words["task/2"] == "同由市府办负责"


def test_empty_graph() -> None:
    empty: KnowledgeGraph = nx.MultiDiGraph()
    assert Relatedness(empty).related(["task/0"]) == []
