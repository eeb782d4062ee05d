"""What must hold for any table: several counties and years in one graph, everyday words, broken text, other spellings."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.knowledge.construction import build_graph
from graph.knowledge.graph_type import KnowledgeGraph
from graph.knowledge.proof import prove
from graph.language.normal_form import fold_text
from graph.mentions.companies import CompanyFinder
from graph.mentions.documents import find_documents
from graph.mentions.figures import find_figures
from graph.mentions.towns import town_mentions
from graph.places.divisions import Town, find_county, villages_of
from graph.records import Table
from graph.tables.sources import read_documents
from graph.tables.table import read_table

HEADER = "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间"
ROW = "{no}\t{title}\t（1）推进。\t{units}\t<b>已完成。</b> {narrative}\t12月底"


def table(folder: Path, name: str, title: str, *rows: tuple[str, str, str]) -> Table:
    lines = [ROW.format(no=no, title=t, units=u, narrative=n) for no, (t, u, n) in enumerate(rows, start=1)]
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([title, HEADER, *lines]) + "\n", encoding="utf-8")
    return read_table(path)


def towns_of(kg: KnowledgeGraph, code: str) -> set[str]:
    """The towns that the collective units of a county stand for."""
    return {
        end
        for start, end, values in kg.edges(data=True)
        if values["kind"] == "collectiveIncludes" and start.startswith(f"collective/{code}")
    }


def test_two_counties_keep_their_towns_apart(tmp_path: Path) -> None:
    row = ("建设公园。", "各镇（街）", "走访瀚泽电子有限公司。")
    one = table(tmp_path, "a.txt", "2022年鹤山市重点工作任务完成情况汇总表", row)
    other = table(tmp_path, "b.txt", "2022年开平市重点工作任务完成情况汇总表", row)
    kg = build_graph([one, other])
    for code, count in (("440784", 10), ("440783", 15)):
        assert all(town.startswith(f"town/{code}") for town in towns_of(kg, code))
        assert len(towns_of(kg, code)) == count
    assert all(not proof.problems for proof in prove(kg, [one, other]))


def test_two_years_of_a_county_share_things_and_keep_their_lines(tmp_path: Path) -> None:
    first = table(tmp_path, "a.txt", "2022年开平市重点工作表", ("扩产。", "市财政局", "走访瀚泽电子有限公司。"))
    second = table(
        tmp_path,
        "b.txt",
        "2023年开平市重点工作表",
        ("绿化。", "市林业局", "无。"),
        ("扩产。", "市财政局", "走访瀚泽电子有限公司。"),
    )
    kg = build_graph([first, second])
    [company] = [key for key, values in kg.nodes(data=True) if values["kind"] == "Company"]
    assert kg.nodes[company]["lines"] == [3]  # as in the document it names
    aliases = [tuple(alias) for alias in kg.nodes[company]["aliases"]]
    assert len(aliases) == len(set(aliases))
    mentions = [values for _, _, values in kg.in_edges(company, data=True) if values["kind"] == "mentionsCompany"]
    assert [(values["document"], values["lines"]) for values in mentions] == [("a.txt", [3]), ("b.txt", [4])]


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder, county in (("a", "鹤山市"), ("b", "开平市")):
        table(tmp_path, f"{folder}/t.txt", f"2022年{county}重点工作表", ("绿化。", "市林业局", "无。"))
    tables = read_documents([tmp_path / "a" / "t.txt", tmp_path / "b" / "t.txt"]).tables
    assert [(one.info.name, {task.document for task in one.tasks}) for one in tables] == [
        ("t.txt", {"t.txt"}),
        ("t-2.txt", {"t-2.txt"}),
    ]


def test_a_county_that_is_not_known_still_builds(tmp_path: Path) -> None:
    unknown = table(tmp_path, "a.txt", "2022年云雾县重点工作表", ("修路。", "县交通运输局", "完成投资3亿元。"))
    kg = build_graph([unknown])
    assert not any(proof.problems for proof in prove(kg, [unknown]))
    assert "Observation" in {values["kind"] for _, values in kg.nodes(data=True)}


@pytest.mark.parametrize(
    "text", ["世界和平发展", "桃花盛开", "长沙市来访", "大江大河", "金鸡奖揭晓", "建设项目", "人民群众满意", "百合花开"]
)
def test_towns_called_like_everyday_words_need_a_place_around_them(text: str) -> None:
    names = ("和平镇", "桃花镇", "长沙街道", "大江镇", "金鸡镇", "建设街道", "人民街道", "百合镇")
    towns = [Town(f"44078310{no}", name) for no, name in enumerate(names)]
    assert town_mentions(text, towns) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在百合镇召开", ["百合镇"]),
        ("水口、百合两镇", ["水口镇", "百合镇"]),
        ("S270线百合至水口段", ["百合镇", "水口镇"]),
        ("到百合调研", ["百合镇"]),
    ],
)
def test_and_are_found_where_a_place_is_meant(text: str, expected: list[str]) -> None:
    towns = (Town("440783107", "百合镇"), Town("440783101", "水口镇"))
    assert [mention.town.name for mention in town_mentions(text, towns)] == expected


@pytest.mark.parametrize("text", ["其中粮食产量增长", "评选最美团干部", "集中华电影周", "中华为民服务"])
def test_known_firms_are_whole_words(text: str) -> None:
    assert CompanyFinder([text]).find(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安徽薇薇茶业集团有限公司投产", "安徽薇薇茶业集团有限公司"),
        ("走访鹤山市新的生物制品有限公司", "鹤山市新的生物制品有限公司"),
        ("由安徽省交通建设股份有限公司承建", "安徽省交通建设股份有限公司"),
        ("引导瀚泽科技有限公司扩产", "瀚泽科技有限公司"),
        ("与和利化工有限公司签约", "和利化工有限公司"),
        ("引进广东省路桥建设有限公司", "广东省路桥建设有限公司"),
        ("由广东省建筑工程集团有限公司承建", "广东省建筑工程集团有限公司"),
        ("四川文宫枇杷酒业公司投产", "四川文宫枇杷酒业公司"),
        ("湖州银行发放贷款", "湖州银行"),
        ("农行仁寿支行发放贷款", "农行仁寿支行"),
        ("鹤山豪爵万达嘉华酒店开业", "鹤山豪爵万达嘉华酒店"),
    ],
)
def test_full_names_are_whole(text: str, expected: str) -> None:
    assert [text[span.start : span.end] for span in CompanyFinder([text]).find(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "广东省建筑工程集团有限公司(以下简称“省建工”)中标,省建工进场",
            ["广东省建筑工程集团有限公司", "省建工", "省建工"],
        ),
        ("四川路桥建设集团股份有限公司中标,四川路桥进场", ["四川路桥建设集团股份有限公司", "四川路桥"]),
    ],
)
def test_short_names_lead_to_the_full_one(text: str, named: list[str]) -> None:
    found = CompanyFinder([text]).find(text)
    assert [text[span.start : span.end] for span in found] == named
    assert {span.name for span in found} == {named[0]}


@pytest.mark.parametrize(
    "text", ["完成县建发集团改制", "引进3家有限公司", "各银行网点", "在江门的酒店", "成立国有有限公司"]
)
def test_what_only_looks_like_a_company(text: str) -> None:
    assert not any(
        span.name.startswith(("成县", "3家", "各", "江门的", "国有")) for span in CompanyFinder([text]).find(text)
    )


def test_a_village_of_another_town_is_not_meant() -> None:
    county = find_county("开平市重点工作表")
    assert county is not None
    assert villages_of(county)  # any county of China comes from the packed list
    from graph.mentions.villages import VillageFinder

    base, town = next((v.base, v.town) for v in villages_of(county) if len(v.base) == 2)
    other = next(t for t in county.towns if t != town)
    finder = VillageFinder(villages_of(county), county.towns)
    assert [m.town for m in finder.find(f"{town.name}{base}村道路")] == [town]
    assert all(m.code is None or m.town == other for m in finder.find(f"{other.name}{base}村道路"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("完成任务12，100%达标", [(100, "%")]),
        ("目标5，300人参加", [(300, "人")]),
        ("经费2,224万元", [(2224, "万元")]),
        ("GDP458.51亿元", [(458.51, "亿元")]),
        ("《未写完的标题。\n新建公厕3座", [(3, "座")]),
        ("走访企业二十家", [(20, "家")]),
        ("同比-3.5%", [(3.5, "%")]),
        ("PM2.5浓度22微克/立方米", [(22, "微克/立方米")]),
    ],
)
def test_figures_of_other_hands(text: str, values: list[tuple[float, str]]) -> None:
    assert [(figure.value, figure.unit) for figure in find_figures(fold_text(text).text)] == values


def test_a_minus_sign_is_a_decline() -> None:
    [figure] = find_figures("出口总额同比-3.5%")
    assert (figure.change, figure.growth) == ("-3.5%", True)


def test_an_unclosed_mark_hides_no_other_document() -> None:
    assert [d.title for d in find_documents("《甲办法已印发,《乙办法》和《丙意见》已出台")] == ["乙办法", "丙意见"]


def test_long_rows_of_joiners_take_no_time() -> None:
    county = find_county("鹤山市重点工作表")
    assert county is not None
    from graph.mentions.villages import VillageFinder

    assert len(VillageFinder(villages_of(county), county.towns).find("霄南" + "和" * 400)) <= 1
    assert find_documents("《甲》" + "和制定" * 200 + "《乙》")[1].title == "乙"


def test_short_names_and_offices_are_one_unit(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        "a.txt",
        "2023年开平市重点工作表",
        ("技改。", "市经信局 水口镇政府", "无。"),
        ("数字化。", "市经济和信息化局 长沙街道办 三埠街道办事处", "无。"),
    )
    assert [task.unit_names for task in read.tasks] == [
        ("市经济和信息化局", "水口镇"),
        ("市经济和信息化局", "长沙街道", "三埠街道"),
    ]
