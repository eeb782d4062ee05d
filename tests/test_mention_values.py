"""Figures, documents, reasons and deadlines in free text, case by case."""

from __future__ import annotations

import pytest

from graph.language.normal_form import fold_text
from graph.language.word_lists import rows
from graph.mentions.documents import find_documents
from graph.mentions.figures import Figure, find_figures
from graph.mentions.measures import canonical, measure_words
from graph.mentions.periods import find_deadlines
from graph.mentions.reasons import find_reasons
from graph.mentions.scopes import scope_of


def figures(text: str, promised: bool = False) -> list[Figure]:
    return find_figures(fold_text(text).text, promised)


@pytest.mark.parametrize(
    ("text", "measure", "value", "unit"),
    [
        ("新建公厕12座。", "新建公厕", 12, "座"),
        ("新增就业人数1.2万人", "新增就业人数", 1.2, "万人"),
        ("粮食产量达5.6万吨", "粮食产量", 5.6, "万吨"),
        ("累计完成投资3亿元。", "完成投资", 3, "亿元"),
        ("完成高标准农田2.3万亩", "完成高标准农田", 2.3, "万亩"),
        ("总人口约60万", "总人口", 60, "万"),
        ("培训医务人员300余人次", "培训医务人员", 300, "人次"),
        ("发放补贴50多万元", "发放补贴", 50, "万元"),
        ("出动执法人员1,250人次", "出动执法人员", 1250, "人次"),
        ("空气优良率为95.6%", "空气优良率", 95.6, "%"),
        ("引进亿元以上项目3个", "引进亿元以上项目", 3, "个"),
        ("总投资60亿元", "总投资", 60, "亿元"),
    ],
)
def test_amounts_keep_their_scale_as_unit(text: str, measure: str, value: float, unit: str) -> None:
    (found,) = figures(text)
    assert (found.measure, found.value, found.unit, found.role) == (measure, value, unit, "actual")
    assert not found.growth


@pytest.mark.parametrize(
    ("text", "measure", "change", "comparison"),
    [
        ("固定资产投资下降5.3%。", "固定资产投资", "-5.3%", None),
        ("外贸进出口同比减少2%。", "外贸进出口", "-2%", "同比"),
        ("用电量环比增长8.25%。", "用电量", "+8.25%", "环比"),
        ("旅游收入增长12.5%。", "旅游收入", "+12.5%", None),
        ("优良率提高3.5个百分点", "优良率", "+3.5个百分点", None),
    ],
)
def test_growth_has_a_sign(text: str, measure: str, change: str, comparison: str | None) -> None:
    (found,) = figures(text)
    assert (found.measure, found.change, found.comparison, found.growth) == (measure, change, comparison, True)


def test_decline_told_of_an_amount() -> None:
    amount, change = figures("工业投资120.5亿元，同比下降3.1%，排名全省第二。")
    assert (amount.value, amount.unit, amount.change, amount.growth, amount.rank) == (120.5, "亿元", "-3.1%", False, 2)
    assert (change.measure, change.value, change.growth, change.rank) == ("工业投资", 3.1, True, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总数达423家，比上年净增31家", [("总数", "+31家"), ("总数", "+31家")]),
        ("GDP增长4.3%，低于目标1.7个百分点", [("GDP", "+4.3%"), ("GDP", "-1.7个百分点")]),
        ("工业增加值负增长（-1.3%）", [("工业增加值", "-1.3%")]),
        ("粮食和油料产量分别增长2%和3%", [("粮食产量", "+2%"), ("油料产量", "+3%")]),
        ("治理率由52%提升至68%", [("治理率", None), ("治理率", None)]),
        ("达标率86.3%，下降2.1个百分点", [("达标率", "-2.1个百分点"), ("达标率", "-2.1个百分点")]),
        ("产量5万吨，进口负增长，同比-3.5%", [("产量", None), ("进口", "-3.5%")]),
        ("税收17.8亿元，占比59.1%", [("税收", None), ("税收占比", None)]),
        ("产值312亿元，可比价增长6.9%", [("产值", "+6.9%"), ("产值", "+6.9%")]),
        ("税收79亿元，增收4.6亿元", [("税收", "+4.6亿元"), ("税收", "+4.6亿元")]),
        ("事故14起，死亡11人，同比分别下降26.3%和8.3%", [("事故", "-26.3%"), ("死亡", "-8.3%")] * 2),
        ("产值增长6.9%，较一季度加快1.4个百分点", [("产值", "+6.9%"), ("产值", "+1.4个百分点")]),
        ("就业5216人，同比少增312人", [("就业", "-312人"), ("就业", "-312人")]),
        ("改造提升农田3万亩", [("改造提升农田", None)]),
        ("出口占比重提高0.5个百分点", [("出口占比重", "+0.5个百分点")]),
    ],
)
def test_changes_belong_to_their_subject(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(one.measure, one.change) for one in figures(text)] == expected


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("总数423家，净增高企31家，总量居全市第2位", [2, None]),
        ("税收增长5.1%，增幅由上年第2位回落至第6位", [6]),
        ("办结率99.2%，全省第11位", [11]),
        ("投资增长3%，增速全市倒数第二", [None]),
        ("投资增长3%；总量居全省57个县第5位", [None]),
    ],
)
def test_ranks_belong_to_their_subject(text: str, ranks: list[int | None]) -> None:
    assert [found.rank for found in figures(text)] == ranks


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("地区生产总值458.5亿元，增长2.8%，增速与台山市并列第4。", 4),
        ("旅游收入增长12.5%，居全市第三位。", 3),
        ("固定资产投资增长7%，排名第十二。", 12),
        ("固定资产投资增长7%，比上年第3次调整后高。", None),
    ],
)
def test_rank(text: str, rank: int | None) -> None:
    assert {found.rank for found in figures(text)} == {rank}


@pytest.mark.parametrize(
    ("text", "promised", "roles"),
    [
        ("力争新增规上企业10家，已新增12家", False, ["target", "actual"]),
        ("预计投资3亿元", False, ["target"]),
        ("开展培训不少于5场", False, ["target"]),
        ("新建公厕12座", False, ["actual"]),
        ("新建公厕12座", True, ["target"]),
        ("城镇失业率控制在3%以内。", True, ["target"]),
        ("建成5G基站331座，改造站房20间", True, ["target", "target"]),
    ],
)
def test_promised_or_reached(text: str, promised: bool, roles: list[str]) -> None:
    assert [found.role for found in figures(text, promised)] == roles


@pytest.mark.parametrize(
    ("text", "bound"), [("失业率控制在3%以内", "max"), ("培训不少于5场", "min"), ("新建公厕12座", None)]
)
def test_bound(text: str, bound: str | None) -> None:
    assert [found.bound for found in figures(text)] == [bound]


@pytest.mark.parametrize(
    "text",
    [
        "2022年12月15日召开第3次会议",
        "S270线、K1+270段",
        "规模以上企业",
        "投资超5亿元以上项目动工",
        "3个月内完成",
        "二、三季度推进",
        "项目二期动工",
        "推广“一门式”服务",
        "落实《2022年10项措施》",
        "12月底前完成",
    ],
)
def test_no_figures(text: str) -> None:
    assert figures(text) == []


def test_period_and_indicator() -> None:
    (found,) = figures("1-6月，全县规上工业增加值56.8亿元。")
    assert (found.indicator, found.period) == ("规模以上工业增加值", "1-6月")
    assert canonical("完成工业投资") == "工业投资"
    assert canonical("长兴县地区生产总值") == "地区生产总值"


def test_offsets_hold_measure_number_and_unit() -> None:
    text = "已完成,新建公厕12座。"
    (found,) = figures(text)
    assert text[found.start : found.end] == "新建公厕12座"
    assert text[found.at : found.end] == "12座"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("印发《甲办法》（开府办〔2022〕15号）。", [("甲办法", "开府办〔2022〕15号", None, ("印发",))]),
        ("5月30日印发《甲通知》", [("甲通知", None, "5月30日", ("印发",))]),
        ("2022年3月编制完成《污水专项规划》", [("污水专项规划", None, "2022年3月", ("编制",))]),
        ("县政府审议通过《国土规划》", [("国土规划", None, None, ("审议通过",))]),
        ("《甲意见》印发", [("甲意见", None, None, ("印发",))]),
        ("出台《甲政策》《乙办法》", [("甲政策", None, None, ("出台",)), ("乙办法", None, None, ("出台",))]),
        ("《未关闭的\n《甲意见》", [("甲意见", None, None, ())]),
        ("没有文件。", []),
    ],
)
def test_documents(text: str, expected: list[tuple[str, str | None, str | None, tuple[str, ...]]]) -> None:
    found = find_documents(fold_text(text).text)
    assert [(one.name, one.number, one.date, tuple(word for word, _ in one.verbs)) for one in found] == expected


def test_nested_documents() -> None:
    (found,) = find_documents("《关于转发〈关于印发〈甲方案〉的函〉的通知》")
    assert found.nested == ("关于印发〈甲方案〉的函", "甲方案")


def test_anaphor_means_the_last_document_that_ends_with_it() -> None:
    found = find_documents("印发《垃圾分类办法》《河长制办法》《水务意见》。《办法》施行。《条例》另定。")
    assert [one.name for one in found[3:]] == ["河长制办法", "条例"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("因征地未完成，项目暂停。", [("因征地未完成", "cause")]),
        ("由于连续降雨，进度滞后。", [("由于连续降雨", "cause")]),
        ("鉴于规划调整，需重新报批。", [("鉴于规划调整", "cause")]),
        ("因为用地指标不足，无法开工", [("因为用地指标不足", "cause")]),
        ("土地未征收，导致施工滞后。", [("土地未征收,导致施工滞后", "cause")]),
        ("受疫情影响，活动延期。", [("受疫情影响", "cause")]),
        ("受资金限制，工程缓建。", [("受资金限制", "cause")]),
        ("存在问题：资金不足。下一步，加快推进。", [("资金不足", "problem")]),
        ("存在困难：1.管线迁改缓慢；2.征地难。", [("1.管线迁改缓慢;2.征地难", "problem")]),
        ("至今仍未开工。", [("至今仍未开工", "problem")]),
        ("待设计批复后开工。", [("待设计批复后", "pending")]),
        ("各地因地制宜推进，暂缓改造。", []),
        ("查找原因，调整计划。", []),
        ("综合各种因素，暂缓实施。", []),
        ("因公牺牲人员慰问延期。", []),
        ("因此未能完成。", []),
        ("因病致贫，暂未脱贫。", []),
        ("受理案件30宗，影响较大", []),
        ("工程顺利完工。", []),
    ],
)
def test_reasons(text: str, expected: list[tuple[str, str]]) -> None:
    folded = fold_text(text).text
    assert [(folded[one.start : one.end], one.kind) for one in find_reasons(folded)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6月底前完成征地，9月底前动工。", ["6月底前", "9月底前"]),
        ("2022年12月15日前投产", ["2022年12月15日前"]),
        ("第三季度完成", ["第三季度"]),
        ("上半年完成招标", ["上半年"]),
        ("1-12月推进", ["1-12月"]),
        ("2023年底前完工", ["2023年底前"]),
        ("年内开工", ["年内"]),
        ("12月上旬验收", ["12月上旬"]),
        ("按时完成", []),
    ],
)
def test_deadlines(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_deadlines(text)] == expected


@pytest.mark.parametrize(
    ("text", "rank", "of"),
    [
        ("工业投资154.2亿元,增长14.8%,增速在全省排名第5。", 5, "growth"),
        ("规上工业企业423家,总量居全市第2位。", 2, "amount"),
        ("技改投资39.1亿元,居全市第1位。", 1, "amount"),
    ],
)
def test_a_rank_is_told_of_the_growth_or_of_the_amount(text: str, rank: int, of: str) -> None:
    ranked = [figure for figure in find_figures(text) if figure.rank]
    assert {(figure.rank, figure.rank_of) for figure in ranked} == {(rank, of)}


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("失业率控制在3%以内", "max"),
        ("面积控制在总发生面积的2%以下", "max"),
        ("逾期率不超过1%", "max"),
        ("占比不低于60%", "min"),
        ("制定规范性文件1份以上", "min"),
        ("逾期率≤1%", "max"),
        ("新建公厕3座", None),
    ],
)
def test_bounds(text: str, bound: str | None) -> None:
    (figure,) = find_figures(text, True)
    assert figure.bound == bound


SCOPE_WORDS = rows("scope_words")


@pytest.mark.parametrize("row", SCOPE_WORDS, ids=[row["word"] for row in SCOPE_WORDS])
def test_a_word_tells_the_scope_and_no_more(row: dict[str, str]) -> None:
    def kinds(text: str) -> set[str]:
        told = (scope_of(text, figure, []) for figure in find_figures(text))
        return {scope.kind for scope in told if scope}

    assert row["kind"] in kinds(row["example"])
    assert row["kind"] not in kinds(row["counter_example"])


MEASURE_WORDS = rows("measure_words")


@pytest.mark.parametrize("row", MEASURE_WORDS, ids=[row["kind"] for row in MEASURE_WORDS])
def test_words_of_measures_stand_in_their_example_only(row: dict[str, str]) -> None:
    assert row["meaning"]
    assert any(word in row["example"] for word in measure_words(row["kind"]))
    assert not any(word in row["counter_example"] for word in measure_words(row["kind"]))


REASON_WORDS = rows("reason_words")


@pytest.mark.parametrize("row", REASON_WORDS, ids=[row["kind"] for row in REASON_WORDS])
def test_words_of_reasons_stand_in_their_example_only(row: dict[str, str]) -> None:
    words = row["words"].split()
    assert row["meaning"]
    assert any(word in row["example"] for word in words)
    assert not any(word in row["counter_example"] for word in words)
