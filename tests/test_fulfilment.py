"""Targets and the figures that answer them: pairs, degrees, ceilings, declines, findings in both directions."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.knowledge.fulfilment import Finding, Fulfilment, findings, fulfilments
from graph.mentions.find import MentionFinder
from graph.mentions.measures import core
from graph.places.table_county import table_county
from graph.tables.table import read_table

TITLE = "2022年台山市重点工作任务完成情况汇总表"
HEADER = "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间"


def read(
    folder: Path, title: str, narrative: str, status: str = "已完成", milestones: str = "（1）推进。"
) -> tuple[list[Fulfilment], list[Finding]]:
    """Pairs and findings of a table of one task."""
    path = folder / "work.txt"
    row = f"1\t{title}\t{milestones}\t市发展改革局\t<b>{status}。</b> {narrative}\t12月底"
    path.write_text("\n".join([TITLE, HEADER, row]) + "\n", encoding="utf-8")
    table = read_table(path)
    (found,) = MentionFinder(table, table_county(table)).all()
    pairs = fulfilments(found)
    return pairs, findings(found, pairs)


def told(pairs: list[Fulfilment]) -> list[tuple[str, str, float | None, bool]]:
    return [(pair.target.text, pair.actual.text, pair.degree, pair.reached) for pair in pairs]


@pytest.mark.parametrize(
    ("title", "narrative", "expected"),
    [
        ("建设5G基站331座。", "累计建成5G基站375座。", ("建设5G基站331座", "建成5G基站375座", 1.1329, True)),
        ("新建公厕10座。", "新建公厕8座。", ("新建公厕10座", "新建公厕8座", 0.8, False)),
        ("新建公厕10座。", "新建公厕10座。", ("新建公厕10座", "新建公厕10座", 1.0, True)),
        ("工业投资100亿元。", "工业投资1050000万元。", ("工业投资100亿元", "工业投资1050000万元", 1.05, True)),
        ("工业投资10亿元。", "工业投资9.995亿元。", ("工业投资10亿元", "工业投资9.995亿元", 0.9995, True)),
        (
            "地区生产总值增长6%。",
            "地区生产总值下降1.5%。",
            ("地区生产总值增长6%", "地区生产总值下降1.5%", None, False),
        ),
        (
            "地区生产总值增长6%。",
            "地区生产总值增长7.2%。",
            ("地区生产总值增长6%", "地区生产总值增长7.2%", 1.2, True),
        ),
        (
            "城镇登记失业率控制在3%以内。",
            "城镇登记失业率2.4%。",
            ("城镇登记失业率控制在3%", "城镇登记失业率2.4%", None, True),
        ),
        (
            "城镇登记失业率控制在3%以内。",
            "城镇登记失业率3.6%。",
            ("城镇登记失业率控制在3%", "城镇登记失业率3.6%", None, False),
        ),
    ],
)
def test_degree(tmp_path: Path, title: str, narrative: str, expected: tuple[str, str, float | None, bool]) -> None:
    pairs, _ = read(tmp_path, title, narrative)
    assert told(pairs) == [expected]


@pytest.mark.parametrize(
    ("title", "narrative"),
    [
        ("新建道路15公里。", "新增绿化面积15亩。"),
        ("地区生产总值增长6%。", "地区生产总值458.5亿元。"),
        ("新建公厕10座。", "已完成选址。"),
        ("改善路网。", "新建公厕8座。"),
        ("培训教师100人。", "修缮校舍120间。"),
    ],
)
def test_what_cannot_be_compared_is_no_pair(tmp_path: Path, title: str, narrative: str) -> None:
    assert read(tmp_path, title, narrative) == ([], [])


def test_last_milestone_is_the_target(tmp_path: Path) -> None:
    steps = "（1）6月底前新增学位500个。 （2）12月底前新增学位1200个。"
    pairs, found = read(tmp_path, "发展教育。", "新增学位1200个。", milestones=steps)
    assert told(pairs) == [("新增学位1200个", "新增学位1200个", 1.0, True)]
    assert found == []


def test_title_outranks_a_milestone(tmp_path: Path) -> None:
    pairs, _ = read(tmp_path, "新增学位1200个。", "新增学位1260个。", milestones="（1）新增学位500个。")
    assert told(pairs) == [("新增学位1200个", "新增学位1260个", 1.05, True)]


def test_newest_of_equal_figures_answers(tmp_path: Path) -> None:
    pairs, _ = read(tmp_path, "新建公厕10座。", "上半年新建公厕4座。全年新建公厕11座。")
    assert told(pairs) == [("新建公厕10座", "新建公厕11座", 1.1, True)]


def test_done_with_a_target_missed_is_found(tmp_path: Path) -> None:
    _, (found,) = read(tmp_path, "新建公厕10座。", "新建公厕8座。")
    assert found.message == "状态为“已完成”，但“新建公厕8座”未达到目标“新建公厕10座”（10座，实际 8座）"


def test_behind_with_the_target_reached_is_found(tmp_path: Path) -> None:
    _, (found,) = read(tmp_path, "改造旧村20个。", "改造旧村25个。", "未按进度完成")
    assert found.message == "状态为“未按进度完成”，但“改造旧村25个”已达到目标“改造旧村20个”（20个，实际 25个）"


def test_ceiling_broken_is_found(tmp_path: Path) -> None:
    _, (found,) = read(tmp_path, "城镇登记失业率控制在3%以内。", "城镇登记失业率3.6%。")
    assert "未达到目标" in found.message


@pytest.mark.parametrize(
    ("milestones", "narrative"),
    [
        ("（1）规上企业总数达300家。", "新增规上企业40家。"),  # an increase is no stock
        ("（1）新增规上企业30家。", "规上企业净增20家。"),  # nor is a net increase a gross one
        ("（1）新增贷款30亿元。", "贷款余额20亿元。"),
        ("（1）一季度工业投资增长5%。", "全年工业投资增长4.2%。"),  # other months
        ("（1）工业投资增长5%。", "一季度工业投资增长4%。"),
        ("（1）工业投资增长5%。", "工业投资低于目标0.7个百分点。"),  # a distance is no level
        ("（1）污水治理率达60%。", "污水治理率由52%提升至68%。"),  # nor is where it started
        ("（1）高标准农田建设2.3万亩。", "大沙镇高标准农田建设1.1万亩。"),  # nor one town's share
        ("（1）接待游客200万人次。", "去年接待游客180万人次。"),
        ("（1）新建公厕10座。", "单月新建公厕2座。"),
        ("（1）逾期率控制在1%以内；发放贷款5亿元。", "逾期率0.4%，发放贷款5.6亿元。"),  # a ceiling ends with its clause
        ("（1）压减能耗5万吨标准煤。", "压减能耗5.4万吨标准煤。"),
        ("（1）腾退土地2500亩。", "截至10月底腾退土地2130亩，12月底累计腾退2687亩。"),
        ("（1）建成充电桩200个。", "建成充电桩215个，另有30个正在建设。"),
        ("（1）覆盖率86%—88%。", "覆盖率87.2%。"),
        ("（1）完成投资12亿元。", "完成投资12.6亿元，开工以来累计完成投资10.2亿元。"),
        ("（1）全年招商引资60亿元，一季度15亿元。", "一季度招商引资16亿元，全年招商引资63亿元。"),
        ("（1）城乡居民收入分别增长6%和8%。", "城镇居民收入、农村居民收入分别增长6.2%和8.1%。"),
        ("（1）总投资100亿元。", "引进总投资60亿元的项目3个。"),
        ("（1）污水收集率达60%。", "新建管网42公里，占年度计划的120%。"),
    ],
)
def test_what_does_not_answer_a_target_contradicts_nothing(tmp_path: Path, milestones: str, narrative: str) -> None:
    _, found = read(tmp_path, "发展经济。", narrative, milestones=milestones)
    assert found == []


@pytest.mark.parametrize(
    ("milestones", "narrative", "message"),
    [
        ("（1）税收占比不低于60%。", "税收收入17.8亿元，占比59.1%。", "“占比59.1%”未达到目标"),
        ("（1）规上企业总数达300家。", "新增规上企业40家，总数达290家。", "“总数达290家”未达到目标"),
        ("（1）一季度工业投资增长5%。", "一季度工业投资增长4.2%。", "“工业投资增长4.2%”未达到目标"),
        ("（1）污水治理率达70%。", "污水治理率由52%提升至68%。", "“提升至68%”未达到目标"),
        ("（1）失业率不得高于3%。", "失业率3.4%。", "“失业率3.4%”未达到目标"),
        ("（1）工业投资增长15%。", "工业投资由上半年的-3.2%转为增长12.8%。", "“转为增长12.8%”未达到目标"),
        ("（1）城镇收入、农村收入分别增长6%、7%。", "城镇收入、农村收入分别增长5.2%和7.3%。", "5.2%”未达到目标"),
        ("（1）PM2.5平均浓度33微克/立方米。", "PM2.5平均浓度35.4μg/m³。", "“PM2.5平均浓度35.4μg/m³”未达到目标"),
    ],
)
def test_what_does_is_found(tmp_path: Path, milestones: str, narrative: str, message: str) -> None:
    _, (found,) = read(tmp_path, "发展经济。", narrative, milestones=milestones)
    assert message in found.message


def test_a_milestone_without_a_subject_has_the_titles(tmp_path: Path) -> None:
    milestones = "（1）9月底前完成62亿元。（2）全年完成80亿元。"
    pairs, (found,) = read(tmp_path, "税收收入突破80亿元。", "1-12月税收收入79.2亿元。", milestones=milestones)
    assert ("税收收入突破80亿元", "税收收入79.2亿元", 0.99, False) in told(pairs)
    assert "未达到目标“税收收入突破80亿元”" in found.message


def test_late_for_what_no_number_tells_is_no_finding(tmp_path: Path) -> None:
    milestones = "（1）完成设备安装并试投产，完成投资3亿元。"
    pairs, found = read(tmp_path, "扩产。", "完成投资3.2亿元，尚未试投产。", "未按进度完成", milestones)
    assert [pair.reached for pair in pairs] == [True]
    assert found == []


@pytest.mark.parametrize(
    ("narrative", "status"),
    [("新建公厕10座。", "已完成"), ("新建公厕8座。", "未按进度完成"), ("正在选址。", "已完成")],
)
def test_status_that_agrees_is_no_finding(tmp_path: Path, narrative: str, status: str) -> None:
    _, found = read(tmp_path, "新建公厕10座。", narrative, status)
    assert found == []


def test_behind_with_one_of_two_targets_reached_is_no_finding(tmp_path: Path) -> None:
    both = "新建公厕10座。改造旧村20个。"
    pairs, found = read(tmp_path, "完善设施。", "新建公厕12座，改造旧村8个。", "未按进度完成", f"（1）{both}")
    assert [pair.reached for pair in pairs] == [True, False]
    assert found == []


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("完成建设5G基站", "5G基站"), ("新增5G基站", "5G基站"), ("全市公厕数量", "公厕"), ("公厕", "公厕")],
)
def test_core(measure: str, expected: str) -> None:
    assert core(measure) == expected
