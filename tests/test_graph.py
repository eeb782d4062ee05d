"""The graph of the real table: its nodes and edges, and where each comes from."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import pytest
from rdflib import URIRef

from graph.identifiers import task_key
from graph.knowledge.construction import (
    RULE_FIRST_UNIT,
    RULE_LATER_UNIT,
    RULE_SECOND_NAME,
    KnowledgeGraph,
    build_graph,
)
from graph.rdf import ontology
from graph.rdf.vocabulary import HETU, ONTOLOGY
from graph.records import Table
from tests.conftest import SOURCE

STRUCTURE_NODES = {
    "Document",
    "County",
    "Category",
    "Theme",
    "Task",
    "Milestone",
    "StatusReport",
    "CollectiveUnit",
    "Town",
    "Person",
    "Post",
    "Deadline",
    "Status",
}
NAMED_NODES = {
    "Unit",
    "Village",
    "Company",
    "Project",
    "PolicyDocument",
    "Indicator",
    "Observation",
    "Reason",
    "Finding",
}
COLUMNS = {"responsible", "ledBy", "assignedTo", "partOfUnit"}
STRUCTURE_EDGES = COLUMNS | {
    "partOf",
    "inCounty",
    "underTheme",
    "inPortfolioOf",
    "holdsPost",
    "collectiveIncludes",
    "hasMilestone",
    "dueBy",
    "reports",
    "covers",
    "hasStatus",
    "overallStatus",
    "ownStatus",
}
NAMED_EDGES = {
    "mentionsTown",
    "mentionsVillage",
    "mentionsCompany",
    "mentionsProject",
    "mentionsDocument",
    "mentionsUnit",
    "locatedIn",
    "seatedIn",
    "carriedOutBy",
    "possiblySameAs",
    "refersTo",
    "observes",
    "ofIndicator",
    "fulfils",
    "hasReason",
    "holdsUp",
    "concerns",
    "sameWorkAs",
}
STRUCTURE = STRUCTURE_NODES | STRUCTURE_EDGES


def find(kg: KnowledgeGraph, kind: str, label: str) -> list[str]:
    return [key for key, values in kg.nodes(data=True) if values["kind"] == kind and values["label"] == label]


def targets(kg: KnowledgeGraph, start: str, kind: str) -> list[str]:
    """List the labels of the nodes that edges of a kind lead to."""
    return [kg.nodes[end]["label"] for _, end, values in kg.out_edges(start, data=True) if values["kind"] == kind]


def structural(counts: Counter[str]) -> dict[str, int]:
    """Counts of what the columns give; what the text names is measured by tests/test_mention_quality.py."""
    return {kind: count for kind, count in counts.items() if kind in STRUCTURE}


def test_nodes_by_kind(kg: KnowledgeGraph) -> None:
    counts = Counter(values["kind"] for _, values in kg.nodes(data=True))
    assert set(counts) == STRUCTURE_NODES | NAMED_NODES
    listed = {name for _, name in kg.nodes(data="label") if name}
    assert "江门市教育局" in listed  # a body that only the text names
    columns = {end for _, end, values in kg.edges(data=True) if values["kind"] in COLUMNS}
    assert sum(kg.nodes[key]["kind"] == "Unit" for key in columns) == 70
    assert structural(counts) == {
        "Document": 1,
        "County": 1,
        "Category": 4,
        "Theme": 10,
        "Task": 258,
        "Milestone": 762,
        "StatusReport": 524,
        "CollectiveUnit": 13,
        "Town": 10,
        "Person": 13,
        "Post": 14,
        "Deadline": 13,
        "Status": 4,
    }


def test_edges_by_kind(kg: KnowledgeGraph) -> None:
    """One overall status a task, one status a report, one report over each milestone, one category a task."""
    counts = Counter(values["kind"] for *_, values in kg.edges(data=True))
    assert set(counts) == STRUCTURE_EDGES | NAMED_EDGES
    assert structural(counts) == {
        "partOf": 258 + 4 + 10,
        "inCounty": 1,
        "underTheme": 173,
        "inPortfolioOf": 173,
        "holdsPost": 26,
        "responsible": 711,
        "partOfUnit": 3,
        "collectiveIncludes": 10 + 10 + 9,
        "hasMilestone": 762,
        "ledBy": 40,
        "assignedTo": 36,
        "dueBy": 1276,
        "reports": 524,
        "covers": 762,
        "hasStatus": 524,
        "overallStatus": 258,
        "ownStatus": 762,
    }


def test_counts_agree_with_the_records(kg: KnowledgeGraph, table: Table) -> None:
    kinds = Counter(values["kind"] for _, values in kg.nodes(data=True))
    edges = Counter(values["kind"] for *_, values in kg.edges(data=True))
    assert kinds["Task"] == len(table.tasks)
    assert kinds["Milestone"] == sum(len(task.milestones) for task in table.tasks)
    assert kinds["StatusReport"] == sum(len(task.reports) for task in table.tasks)
    assert kinds["Person"] == len({task.leader for task in table.tasks if task.leader})
    assert edges["inPortfolioOf"] == sum(task.portfolio is not None for task in table.tasks)
    second = [v for *_, v in kg.edges(data=True) if v.get("rule") == RULE_SECOND_NAME]
    assert len(second) == 2  # 市委依法治市办（市司法局）
    assert edges["responsible"] == sum(len(task.unit_names) for task in table.tasks) + len(second)
    milestones = [milestone for task in table.tasks for milestone in task.milestones]
    assert edges["ownStatus"] == sum(milestone.status is not None for milestone in milestones)
    assert edges["covers"] == sum(len(report.milestones) for task in table.tasks for report in task.reports)


def test_a_milestone_has_its_own_status_and_outcome(kg: KnowledgeGraph) -> None:
    """Two milestones of one task, each with the report of its own row; a third tied by names, and what says so."""
    for number, share in (("1", "95%"), ("2", "90%")):
        node = kg.nodes[f"milestone/440784-2022-3-29-{number}"]
        assert node["status"] == "已完成"
        assert share in node["outcome"]
    told = [
        (values.get("rule"), values.get("text"), values["certainty"])
        for _, end, values in kg.in_edges("milestone/440784-2022-3-27-4", data=True)
        if values["kind"] == "covers"
    ]
    assert told == [("按名称对应", "中德人工智能研究院、四维时代公司", 0.99)]
    assert targets(kg, "milestone/440784-2022-3-101-1", "ownStatus") == ["已完成"]


def test_everything_has_kind_document_and_lines(kg: KnowledgeGraph) -> None:
    last = len(SOURCE.read_text(encoding="utf-8").split("\n"))
    parts = [values for _, values in kg.nodes(data=True)] + [values for *_, values in kg.edges(data=True)]
    assert len(parts) == kg.number_of_nodes() + kg.number_of_edges() > 10_000
    for values in parts:
        assert values["document"] == "heshan-2022.txt"
        assert values["lines"]
        assert values["lines"] == sorted(set(values["lines"]))
        assert 1 <= values["lines"][0] <= values["lines"][-1] <= last
    assert all(values["label"].strip() for _, values in kg.nodes(data=True))


def test_no_node_dangles(kg: KnowledgeGraph) -> None:
    """No edge made a bare node, and every node hangs together with the document."""
    assert all("kind" in values for _, values in kg.nodes(data=True))
    assert [key for key, degree in kg.degree() if degree == 0] == []
    assert nx.number_weakly_connected_components(kg) == 1


def test_kinds_are_in_the_vocabulary(kg: KnowledgeGraph) -> None:
    assert {values["kind"] for _, values in kg.nodes(data=True)} <= ontology.classes()
    assert {values["kind"] for *_, values in kg.edges(data=True)} <= ontology.properties()
    for name in (*ontology.classes(), *ontology.properties()):
        assert HETU[name] == URIRef(f"{ONTOLOGY}{name}")
    assert ontology.label("Task") == "任务"


def test_a_misspelt_term_raises() -> None:
    with pytest.raises(AttributeError):
        HETU.leedUnit  # noqa: B018


def test_keys_are_ascii(kg: KnowledgeGraph, table: Table) -> None:
    assert all(key.isascii() for key in kg)
    assert task_key(table, table.tasks[0]) == "task/440784-2022-1-1"
    assert kg.nodes["task/440784-2022-3-48"]["identifier"] == "3-48"


def test_collectives_include_their_towns(kg: KnowledgeGraph) -> None:
    [everyone] = find(kg, "CollectiveUnit", "各镇（街）")
    [towns] = find(kg, "CollectiveUnit", "各镇")
    nine = ["龙口镇", "雅瑶镇", "古劳镇", "桃源镇", "鹤城镇", "共和镇", "址山镇", "宅梧镇", "双合镇"]
    assert sorted(targets(kg, everyone, "collectiveIncludes")) == sorted(["沙坪街道", *nine])
    assert sorted(targets(kg, towns, "collectiveIncludes")) == sorted(nine)
    with_towns = {
        kg.nodes[start]["label"] for start, _, values in kg.edges(data=True) if values["kind"] == "collectiveIncludes"
    }
    assert with_towns == {"各镇（街）", "各镇", "各镇（街）党（工）委"}


def test_towns_have_their_codes(kg: KnowledgeGraph) -> None:
    assert kg.nodes["town/440784001"]["label"] == "沙坪街道"
    assert kg.nodes["town/440784105"]["label"] == "鹤城镇"
    assert all(targets(kg, key, "locatedIn") == ["鹤山市"] for key, v in kg.nodes(data=True) if v["kind"] == "Town")


def test_lead_and_participants(kg: KnowledgeGraph) -> None:
    links = [
        (kg.nodes[end]["label"], values["role"], values["rule"], values["lines"])
        for _, end, values in kg.out_edges("task/440784-2022-3-48", data=True)
        if values["kind"] == "responsible"
    ]
    assert links == [
        ("市资产办", "lead", RULE_FIRST_UNIT, [458]),
        ("市财政局", "participant", RULE_LATER_UNIT, [458]),
        ("市珠西物流管委会", "participant", RULE_LATER_UNIT, [458]),
        ("市工业城管委会", "participant", RULE_LATER_UNIT, [458]),
        ("雅瑶镇", "participant", RULE_LATER_UNIT, [458]),
        ("龙口镇", "participant", RULE_LATER_UNIT, [458]),
    ]


def test_every_task_has_one_lead(kg: KnowledgeGraph, table: Table) -> None:
    found = {
        start: kg.nodes[end]["label"]
        for start, end, values in kg.edges(data=True)
        if values["kind"] == "responsible" and values["role"] == "lead" and values["rule"] != RULE_SECOND_NAME
    }
    assert found == {task_key(table, task): task.lead_unit for task in table.tasks}
    roles = Counter(values["role"] for *_, values in kg.edges(data=True) if values["kind"] == "responsible")
    assert roles == {"lead": 260, "participant": 451}


def test_a_repeated_unit_cell_counts_once(kg: KnowledgeGraph) -> None:
    """3-6 prints its ten units on three pages, the last one in two wordings."""
    links = [
        (kg.nodes[end]["label"], values["lines"])
        for _, end, values in kg.out_edges("task/440784-2022-3-6", data=True)
        if values["kind"] == "responsible"
    ]
    assert len(links) == 10
    assert links[-1] == ("各镇（街）", [262, 265, 269])


def test_unit_inside_another(kg: KnowledgeGraph) -> None:
    inside = {
        (kg.nodes[start]["label"], kg.nodes[end]["label"])
        for start, end, values in kg.edges(data=True)
        if values["kind"] == "partOfUnit"
    }
    assert inside == {
        ("市政府办公室（金融股）", "市政府办公室"),
        ("市政府办公室（外事股）", "市政府办公室"),
        ("市档案馆（地方志办公室）", "市档案馆"),
    }


def test_like_names_are_two_people(kg: KnowledgeGraph) -> None:
    [short] = find(kg, "Person", "陈文")
    [long] = find(kg, "Person", "陈文光")
    assert short != long
    assert kg.nodes[short]["lines"] == [388, 476, 627, 676, 784, 938]
    assert kg.nodes[long]["lines"] == [255, 595, 635, 720, 868]
    assert targets(kg, short, "holdsPost") == ["副市长"]
    assert targets(kg, long, "holdsPost") == ["常委", "市委办主任", "市委统战部部长"]
    tasks = Counter(end for _, end, values in kg.edges(data=True) if values["kind"] == "inPortfolioOf")
    assert tasks[short] == 2 + 4 + 1 + 5 + 6 + 1
    assert tasks[long] == 5 + 2 + 2 + 2 + 2


def test_two_wordings_of_an_office_are_one_person(kg: KnowledgeGraph) -> None:
    [person] = find(kg, "Person", "谭晓滨")
    assert kg.nodes[person]["lines"] == [414, 1015]
    posts = {values["text"]: end for _, end, values in kg.out_edges(person, data=True) if values["kind"] == "holdsPost"}
    assert list(posts) == ["副市长", "市公安局局长", "公安局局长"]
    assert posts["市公安局局长"] == posts["公安局局长"]


def test_deadlines_and_inheritance(kg: KnowledgeGraph) -> None:
    dues = [
        (kg.nodes[end]["label"], values["text"], values["lines"], values.get("rule"))
        for position in (1, 2, 3)
        for _, end, values in kg.out_edges(f"milestone/440784-2022-3-48-{position}", data=True)
        if values["kind"] == "dueBy"
    ]
    assert dues == [
        ("9月底", "9月底", [458], None),
        ("9月底", "9月底", [458], "沿用上方合并的完成时间"),
        ("12月15日", "12月15日", [460], None),
    ]
    last = kg.nodes["deadline/440784-2022-12-15"]
    assert (last["year"], last["month"], last["day"]) == (2022, 12, 15)


def test_statuses(kg: KnowledgeGraph) -> None:
    ranks = {values["label"]: values["rank"] for _, values in kg.nodes(data=True) if values["kind"] == "Status"}
    assert ranks == {"已完成": 1, "基本按进度完成": 4, "未按进度完成": 5, "暂缓实施": 7}
    assert targets(kg, "task/440784-2022-3-99", "overallStatus") == ["未按进度完成"]
    overall = Counter(
        kg.nodes[end]["label"] for _, end, values in kg.edges(data=True) if values["kind"] == "overallStatus"
    )
    assert overall == {"已完成": 218, "基本按进度完成": 20, "未按进度完成": 13, "暂缓实施": 7}


def test_graph_is_the_same_twice(kg: KnowledgeGraph, table: Table) -> None:
    again = build_graph([table])
    assert list(again.nodes(data=True)) == list(kg.nodes(data=True))
    assert list(again.edges(data=True)) == list(kg.edges(data=True))
