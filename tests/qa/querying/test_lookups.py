"""The words by which look-ups read questions and sentences: every row in its example and counter-example."""

from __future__ import annotations

import pytest

from graph.language.word_lists import language_rows
from qa.querying.asked_figures import asked_figure
from qa.querying.figures import candidates
from qa.querying.sentences import Likeness, Sentence, clause_spans, sentence_spans
from qa.querying.stages import Mode, asked_stage, events, judge
from qa.querying.word_senses import word_senses

EVERYTHING = Likeness({})


def _row_name(row: dict[str, str]) -> str:
    return "-".join([row.get("kind") or row["key"], row.get("sense", "")])


@pytest.mark.parametrize("row", language_rows("asked_figures"), ids=_row_name)
def test_kinds_of_figures(row: dict[str, str]) -> None:
    column = "sense" if row["sense"] else "kind"
    found = {one.sense for one in word_senses("asked_figures", column).find(row["example"])}
    missing = {one.sense for one in word_senses("asked_figures", column).find(row["counter"])}
    assert row[column] in found
    assert row[column] not in missing


@pytest.mark.parametrize("row", language_rows("project_stages"), ids=_row_name)
def test_stages(row: dict[str, str]) -> None:
    assert asked_stage(row["example"]) == int(row["stage"])
    assert asked_stage(row["counter"]) != int(row["stage"])


@pytest.mark.parametrize("row", language_rows("state_marks"), ids=_row_name)
def test_marks_of_a_state(row: dict[str, str]) -> None:
    marks = word_senses("state_marks", "kind")
    assert row["kind"] in {one.sense for one in marks.find(row["example"])}
    assert row["kind"] not in {one.sense for one in marks.find(row["counter"])}


@pytest.mark.parametrize("row", language_rows("asked_times"), ids=_row_name)
def test_expected_times_and_stated_numbers(row: dict[str, str]) -> None:
    senses = word_senses("asked_times", "kind")
    assert row["kind"] in {one.sense for one in senses.find(row["example"])}
    assert row["kind"] not in {one.sense for one in senses.find(row["counter"])}


@pytest.mark.parametrize("row", language_rows("told_sorts"), ids=lambda row: row["sort"])
def test_sorts_of_what_is_told(row: dict[str, str]) -> None:
    senses = word_senses("told_sorts", "sort")
    assert row["sort"] in {one.sense for one in senses.find(row["example"])}
    assert row["sort"] not in {one.sense for one in senses.find(row["counter"])}


def test_the_latest_of_several_times_and_the_level_reached() -> None:
    text = "6月底，发生面积约1.22万亩。12月底，发生面积约0.8万亩。标准由932元提高到950元。"
    told = [Sentence(one, 1, True) for one, _, _ in sentence_spans(text)]
    assert candidates(told, asked_figure("年底发生面积多少亩"), EVERYTHING)[0].figure.value == 0.8
    assert candidates(told, asked_figure("标准提到多少元"), EVERYTHING)[0].figure.value == 950
    assert candidates(told, asked_figure("原来的标准是多少元"), EVERYTHING)[0].figure.value == 932


def test_a_paragraph_is_about_what_its_first_sentence_tells() -> None:
    likeness = Likeness({"公寓": 1.0, "收购": 0.2})
    told = [
        Sentence("(2)收购厂房，金额1775万元。", 1, True, head="(2)收购厂房，金额1775万元。"),
        Sentence("投资金额5400万元。", 1, True, head="(3)收购公寓。"),
    ]
    assert candidates(told, asked_figure("公寓收购花了多少钱"), likeness)[0].figure.value == 5400


@pytest.mark.parametrize("table", ["asked_figures", "asked_times", "project_stages", "state_marks", "told_sorts"])
def test_longer_words_only_look_like_them(table: str) -> None:
    for row in language_rows(table):
        column = {"project_stages": "stage", "told_sorts": "sort"}.get(table) or (
            "sense" if row.get("sense") else "kind"
        )
        for word in row["not_in"].split():
            assert (0, len(word), row[column]) not in word_senses(table, column).find(word)


@pytest.mark.parametrize(
    ("question", "unit", "dimensions"),
    [
        ("瓶改管改了多少户", "户", {"count"}),
        ("低保每月多少钱", "", {"yuan"}),
        ("投了多少亿", "亿元", {"yuan"}),
        ("税收占一般公共预算收入的比重是多少", "", {"share"}),
        ("增加了多少个学位", "个", {"count"}),
        ("GDP增速是多少", "", {"share", "points"}),
    ],
)
def test_the_unit_asked_for(question: str, unit: str, dimensions: set[str]) -> None:
    asked = asked_figure(question)
    assert asked.unit == unit
    assert asked.dimensions == dimensions


def test_only_the_asking_clause_tells_whether_the_target_is_asked_for() -> None:
    assert asked_figure("原定要改造多少户").target
    assert not asked_figure("计划建331个，实际建了多少个").target


def _best(question: str, *texts: str) -> float:
    told = [Sentence(text, 1, True) for text in texts]
    weights = dict.fromkeys({question[at : at + 2] for at in range(len(question) - 1)}, 1.0)
    found = candidates(told, asked_figure(question), Likeness.within(weights, texts))
    return float(found[0].figure.value)


def test_the_figure_beside_the_words_of_the_question() -> None:
    assert _best("充电桩建了多少个", "建成充电站26个，充电桩155个。") == 155
    assert _best("充电站建了多少个", "建成充电站26个，充电桩155个。") == 26


def test_the_whole_before_its_part() -> None:
    assert _best("查出问题多少个", "审计查出问题共161个，其中131个问题已完成整改。") == 161
    assert _best("石头屋修了几栋", "22栋石头屋已修缮19栋。") == 19


@pytest.mark.parametrize(
    ("question", "told", "value"),
    [
        ("厂房封顶了没有", "厂房主体已封顶，正在装修。", True),
        ("厂房封顶了没有", "厂房正在浇筑三层楼板。", False),
        ("厂房封顶了没有", "厂房主体尚未封顶。", False),
        ("厂房动工了吗", "厂房主体已封顶。", True),
        ("厂房动工了吗", "正在编制可行性研究报告。", False),
        ("厂房建好了吗", "厂房完成总工程量约95%。", False),
        ("厂房投产了吗", "厂房计划明年投产。", False),
        ("方案完成了吗", "方案已印发。", True),
        ("方案完成了吗", "方案正在征求意见。", False),
    ],
)
def test_whether_a_stage_was_reached(question: str, told: str, value: bool) -> None:
    assert judge(asked_stage(question), events([Sentence(told, 1, True)]), EVERYTHING, question).value is value


def test_numbered_parts_are_kept_apart() -> None:
    told = events([Sentence("1号、2号厂房主体已完工，3号厂房施工至三层。", 1, True)])
    assert judge(7, told, EVERYTHING, "3号厂房封顶了吗").value is False
    assert judge(7, told, EVERYTHING, "1号厂房封顶了吗").value is True


def test_a_plan_tells_no_event() -> None:
    assert events([Sentence("6月底前主体封顶。", 1, False)]) == []


def test_a_stage_denied() -> None:
    (event,) = [one for one in events([Sentence("主体尚未封顶。", 1, True)]) if one.stage]
    assert event.mode is Mode.DENIED
    assert event.quote == "主体尚未封顶"


def test_sentences_and_clauses() -> None:
    assert [words for words, _, _ in sentence_spans("已完成。\n正在验收，好；无")] == ["已完成。", "正在验收，好；"]
    assert clause_spans("甲,乙;") == [(0, 1), (2, 3)]
