"""The records and the GraphML of the real table."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Any

import networkx as nx
import pytest

from graph.exports.graphml import export_graphml
from graph.exports.records_export import export_records
from graph.knowledge.graph_type import KnowledgeGraph
from graph.records import Table

RECORD_KEYS = [
    "id",
    "document",
    "county",
    "year",
    "category_no",
    "category",
    "subsection_no",
    "subsection",
    "part",
    "number",
    "title",
    "starred",
    "leader",
    "leader_heading",
    "leader_offices",
    "milestones",
    "units",
    "lead_units",
    "lead_unit",
    "support_units",
    "towns",
    "statuses",
    "status",
    "status_concept",
    "narratives",
    "reports",
    "deadlines",
    "extras",
    "title_written",
    "lines",
]

SUBJECTS = [
    ["集群发展", "国资集群发展五年行动计划"],
    ["融资担保业务经营许可证", "获取江门金融工作局的审批"],
    ["转贷续贷业务在保本微利的基础上", "费用"],
]
CERTAINTIES = [0.99, 0.99, 0.93]


@pytest.fixture(scope="module")
def records(table: Table) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in map(json.loads, export_records([table]))}


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
        "county": "鹤山市",
        "year": 2022,
        "category_no": 3,
        "category": "重点工作类",
        "subsection_no": 3,
        "part": None,
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
                "subjects": subjects,
                "starred": False,
                "deadline": deadline,
                "deadline_inherited": inherited,
                "lead_units": [],
                "units": units,
                "report": position - 1,
                "status": "已完成",
                "status_concept": "completed",
                "stretch": [narratives[position - 1]],
                "tie": {"how": "row", "certainty": certainty},
                "numbered": True,
                "written": f"({position}) {plan}",
                "line": 457 + position,
            }
            for position, plan, subjects, deadline, inherited, certainty in zip(
                (1, 2, 3),
                plans,
                SUBJECTS,
                ("9月底", "9月底", "12月15日"),
                (False, True, False),
                CERTAINTIES,
                strict=True,
            )
        ],
        "units": units,
        "lead_units": ["市资产办"],
        "lead_unit": "市资产办",
        "support_units": units[1:],
        "towns": {"direct": ["雅瑶镇", "龙口镇"], "collective": False, "mentioned": []},
        "statuses": ["已完成", "已完成", "已完成"],
        "status": "已完成",
        "status_concept": "completed",
        "narratives": narratives,
        "reports": [
            {
                "status": "已完成",
                "status_concept": "completed",
                "text": narrative,
                "narrative": narrative,
                "milestones": [position],
                "written": f"已完成。 {narrative}",
                "line": 457 + position,
                "lines": [457 + position, 457 + position],
            }
            for position, narrative in enumerate(narratives, start=1)
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
