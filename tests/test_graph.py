"""The graph of the real table, its RDF, its records and its GraphML."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, Namespace

from graph.build import (
    RULE_FIRST_UNIT,
    RULE_LATER_UNIT,
    KnowledgeGraph,
    build_graph,
)
from graph.errors import VocabularyError
from graph.export import export_graphml, export_records
from graph.keys import task_key
from graph.rdf import base_iri, iri, serialize, to_rdf
from graph.records import Table
from graph.table import read_table
from graph.vocabulary import CLASS_LABELS, HETU, ONTOLOGY, PROPERTY_LABELS, kind_label

SOURCE = Path(__file__).resolve().parent.parent / "data" / "heshan-2022.txt"
BASE = "https://hetu.example.org/"
VOCABULARY = Namespace(ONTOLOGY)
RECORD_KEYS = [
    "id",
    "document",
    "category_no",
    "category",
    "subsection_no",
    "subsection",
    "number",
    "title",
    "starred",
    "leader",
    "leader_heading",
    "leader_offices",
    "milestones",
    "units",
    "lead_unit",
    "towns",
    "statuses",
    "status",
    "narratives",
    "reports",
    "deadlines",
    "extras",
    "title_written",
    "lines",
]


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
    "concerns",
    "sameWorkAs",
}
STRUCTURE = STRUCTURE_NODES | STRUCTURE_EDGES


@pytest.fixture(scope="module")
def table() -> Table:
    return read_table(SOURCE)


@pytest.fixture(scope="module")
def kg(table: Table) -> KnowledgeGraph:
    return build_graph([table])


@pytest.fixture(scope="module")
def rdf(kg: KnowledgeGraph) -> Graph:
    return to_rdf(kg, BASE)


@pytest.fixture(scope="module")
def records(table: Table) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in map(json.loads, export_records([table]))}


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
        "responsible": 709,
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
    }


def test_counts_agree_with_the_records(kg: KnowledgeGraph, table: Table) -> None:
    kinds = Counter(values["kind"] for _, values in kg.nodes(data=True))
    edges = Counter(values["kind"] for *_, values in kg.edges(data=True))
    assert kinds["Task"] == len(table.tasks)
    assert kinds["Milestone"] == sum(len(task.milestones) for task in table.tasks)
    assert kinds["StatusReport"] == sum(len(task.reports) for task in table.tasks)
    assert kinds["Person"] == len({task.leader for task in table.tasks if task.leader})
    assert edges["inPortfolioOf"] == sum(task.portfolio is not None for task in table.tasks)
    assert edges["responsible"] == sum(len(task.unit_names) for task in table.tasks)
    assert edges["covers"] == sum(len(report.milestones) for task in table.tasks for report in task.reports)


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
    assert {values["kind"] for _, values in kg.nodes(data=True)} <= set(CLASS_LABELS)
    assert {values["kind"] for *_, values in kg.edges(data=True)} <= set(PROPERTY_LABELS)
    for name in (*CLASS_LABELS, *PROPERTY_LABELS):
        assert HETU[name] == URIRef(f"{ONTOLOGY}{name}")
    assert kind_label("Task") == "任务"


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
        if values["kind"] == "responsible" and values["role"] == "lead"
    }
    assert found == {task_key(table, task): task.lead_unit for task in table.tasks}
    roles = Counter(values["role"] for *_, values in kg.edges(data=True) if values["kind"] == "responsible")
    assert roles == {"lead": 258, "participant": 451}


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


def test_rdf_has_ascii_iris_and_no_blank_nodes(rdf: Graph) -> None:
    terms = {term for triple in rdf for term in triple}
    assert not any(isinstance(term, BNode) for term in terms)
    assert [term for term in terms if isinstance(term, URIRef) and not str(term).isascii()] == []
    subjects = {str(subject) for subject in rdf.subjects()}
    assert all(subject.startswith((f"{BASE}id/", ONTOLOGY)) for subject in subjects)


def test_rdf_labels_have_a_language(rdf: Graph) -> None:
    labels = [*rdf.objects(None, RDFS.label), *rdf.objects(None, SKOS.prefLabel)]
    assert all(isinstance(label, Literal) for label in labels)
    assert {label.language for label in labels if isinstance(label, Literal)} == {"zh-Hans", "en"}
    english = [s for s, label in rdf.subject_objects(RDFS.label) if getattr(label, "language", "") == "en"]
    assert all(str(subject).startswith(ONTOLOGY) for subject in english)
    assert len(english) == len(CLASS_LABELS) + len(PROPERTY_LABELS)


def test_rdf_says_what_the_graph_says(rdf: Graph, kg: KnowledgeGraph) -> None:
    for kind in {values["kind"] for _, values in kg.nodes(data=True)}:
        count = sum(values["kind"] == kind for _, values in kg.nodes(data=True))
        assert len(set(rdf.subjects(RDF.type, VOCABULARY[kind]))) == count, kind
    assert len(set(rdf.subjects(RDF.type, VOCABULARY["Responsibility"]))) == 709
    assert len(list(rdf.subject_objects(VOCABULARY["leadUnit"]))) == 258
    assert len(list(rdf.subject_objects(VOCABULARY["participatingUnit"]))) == 451


def test_rdf_of_one_task(rdf: Graph) -> None:
    task = URIRef(f"{BASE}id/task/440784-2022-3-48")
    assert rdf.value(task, VOCABULARY["identifier"]) == Literal("3-48")
    assert rdf.value(task, VOCABULARY["number"]) == Literal(48)
    assert rdf.value(task, VOCABULARY["starred"]) == Literal(False)
    assert rdf.value(task, VOCABULARY["firstLine"]) == Literal(458)
    assert rdf.value(task, VOCABULARY["lastLine"]) == Literal(460)
    assert rdf.value(task, DCTERMS.source) == Literal("heshan-2022.txt")
    assert rdf.value(task, VOCABULARY["overallStatus"]) == URIRef(f"{BASE}id/status/completed")


def test_rdf_is_the_same_bytes_twice(kg: KnowledgeGraph, table: Table, rdf: Graph) -> None:
    again = to_rdf(build_graph([table]), BASE)
    for form in ("ntriples", "turtle"):
        assert serialize(again, form).encode() == serialize(rdf, form).encode()
    lines = serialize(rdf, "ntriples").splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == len(rdf) == len(to_rdf(kg, BASE))


def test_both_forms_read_back_the_same(rdf: Graph) -> None:
    triples = Graph().parse(data=serialize(rdf, "ntriples"), format="nt")
    turtle = Graph().parse(data=serialize(rdf, "turtle"), format="turtle")
    assert set(triples) == set(turtle) == set(rdf)
    assert isomorphic(triples, turtle)


def test_base_iri(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HETU_BASE_IRI", raising=False)
    assert base_iri() == "https://hetu.example.org/"
    monkeypatch.setenv("HETU_BASE_IRI", "https://data.example.com/kg")
    assert iri("task/440784-2022-3-48") == URIRef("https://data.example.com/kg/id/task/440784-2022-3-48")
    for bad in ("ftp://example.org/", "https://例.org/", "https://example.org/a b"):
        monkeypatch.setenv("HETU_BASE_IRI", bad)
        with pytest.raises(VocabularyError) as caught:
            base_iri()
        assert str(caught.value) == f"基础 IRI “{bad}”无效：应为以 http:// 或 https:// 开头的 ASCII 网址"


def test_records_are_one_line_a_task(table: Table) -> None:
    lines = list(export_records([table]))
    assert len(lines) == 258
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert [json.loads(line)["id"] for line in lines] == [task.id for task in table.tasks]
    assert all(list(json.loads(line)) == RECORD_KEYS for line in lines)


def test_record_3_48(records: dict[str, dict[str, Any]]) -> None:
    units = ["市资产办", "市财政局", "市珠西物流管委会", "市工业城管委会", "雅瑶镇", "龙口镇"]
    plans = [
        "实施国资“集群发展”五年行动计划，9月底前将有关方案报市资产委审批。",
        "6月底前获取江门金融工作局的审批，9月底前向省金融局申报“融资担保业务经营许可证”。",
        "转贷续贷业务在保本微利的基础上，争取进一步降低费用。",
    ]
    narratives = [
        "根据国资平台实际发展情况，在原先实施国资“集群发展”五年行动计划的基础上提出了“两集团、四平台、八主体”的新概念，"
        "并要求有关公司重新梳理计划，截至目前，资产线四家公司、润鹤线两家公司、工投公司、耀能路灯公司已报计划。",
        "受政策影响，由成立融资担保公司改为与粤科担保公司开展业务合作，目前正与粤科担保洽谈业务合作方式、业务范围等。",
        "截至目前，鹤山市支持企业融资专项资金合计171家，转贷231笔，转贷金额222369.3万元。",
    ]
    title = (
        "深化国资改革，实施国资“集群发展”五年行动计划。谋划筹建普惠性国有融资担保公司，扩大转贷续贷专项资金支持作用。"
    )
    assert records["3-48"] == {
        "id": "3-48",
        "document": "heshan-2022.txt",
        "category_no": 3,
        "category": "重点工作类",
        "subsection_no": 3,
        "subsection": "聚焦工业振兴, 不断提升经济发展的综合实力",
        "number": 48,
        "title": title,
        "starred": False,
        "leader": "胡国伟",
        "leader_heading": "胡国伟常委、副市长分管工作(共10项)",
        "leader_offices": ["常委", "副市长"],
        "milestones": [
            {
                "no": position,
                "text": plan,
                "starred": False,
                "deadline": deadline,
                "deadline_inherited": inherited,
                "lead_units": [],
                "units": units,
                "numbered": True,
                "written": f"({position}) {plan}",
                "line": 457 + position,
            }
            for position, plan, deadline, inherited in zip(
                (1, 2, 3), plans, ("9月底", "9月底", "12月15日"), (False, True, False), strict=True
            )
        ],
        "units": units,
        "lead_unit": "市资产办",
        "towns": {"direct": ["雅瑶镇", "龙口镇"], "collective": False, "mentioned": []},
        "statuses": ["已完成", "已完成", "已完成"],
        "status": "已完成",
        "narratives": narratives,
        "reports": [
            {
                "status": "已完成",
                "narrative": narrative,
                "milestones": [position],
                "written": f"已完成。 {narrative}",
                "line": 458 + position,
            }
            for position, narrative in enumerate(narratives)
        ],
        "deadlines": ["9月底", "12月15日"],
        "extras": {},
        "title_written": title,
        "lines": [458, 460],
    }


def test_records_of_towns(records: dict[str, dict[str, Any]]) -> None:
    assert records["2-62"]["towns"] == {"direct": ["址山镇"], "collective": False, "mentioned": []}
    assert records["3-6"]["towns"]["collective"] is True
    assert records["3-99"]["status"] == "未按进度完成"
    assert records["2-62"]["deadlines"] == []


def test_graphml_reads_back(kg: KnowledgeGraph) -> None:
    text = export_graphml(kg)
    assert export_graphml(kg) == text
    back = nx.read_graphml(io.BytesIO(text.encode("utf-8")), force_multigraph=True)
    assert set(back) == set(kg)
    assert back.number_of_edges() == kg.number_of_edges()
    assert {key: values["label"] for key, values in back.nodes(data=True)} == {
        key: values["label"] for key, values in kg.nodes(data=True)
    }
    assert Counter((a, b, values["kind"]) for a, b, values in back.edges(data=True)) == Counter(
        (a, b, values["kind"]) for a, b, values in kg.edges(data=True)
    )
    assert back.nodes["task/440784-2022-3-48"]["lines"] == "458,459,460"
