"""Answers about sets: the sentence first, the typed result, the lines behind, for every kind of form."""

from __future__ import annotations

import pytest

from graph.records import Table
from qa import Hetu
from qa.answering.results import EntityList, ItemSet, Number, Quotes, TaskSet, YesNo
from qa.answering.set_answers import HEADLINE, SetAnswer, SetAnswers, filled, plain
from qa.querying.conditions import EVERY_TASK, AllOf, Due, HasStatus, Is, NotThis, Responsible, Role, StatusMode
from qa.querying.execute import Executor
from qa.understanding.logical_form import (
    About,
    Aspect,
    Compared,
    Counted,
    Explained,
    Form,
    Grouped,
    Items,
    Kind,
    Listed,
    Mean,
    Quantifier,
    Share,
    Tasks,
    Things,
    Verified,
)
from tests.qa.records import chosen

DONE = HasStatus("完成", ("exceeded", "completed"), StatusMode.OVERALL)
LATE = HasStatus("未按进度完成", ("behind", "not-started"))


@pytest.fixture(scope="module")
def town(hetu: Hetu) -> Responsible:
    (link,) = hetu.corpus.linker.link("古劳镇")
    return Responsible(link)


@pytest.fixture(scope="module")
def nothing(town: Responsible) -> AllOf:
    return AllOf((town, NotThis(town)))


def said(hetu: Hetu, form: Form) -> SetAnswer:
    return SetAnswers(hetu.corpus).say(form, Executor(hetu.corpus).run(form))


def test_a_list(hetu: Hetu, town: Responsible, table: Table) -> None:
    told = said(hetu, Listed(Tasks(town)))
    ids = chosen(table, {"unit": "古劳镇"})
    lead = len(chosen(table, {"lead": "古劳镇"}))
    assert told.result == TaskSet(ids)
    assert told.headline.startswith(f"责任单位含古劳镇的任务共 {len(ids)} 项：〔{ids[0]}〕")
    assert len(told.headline) <= HEADLINE
    assert told.lines[0] == f"其中牵头 {lead} 项、参与 {len(ids) - lead} 项。"
    assert [line.partition("〕")[0][1:] for line in told.lines[1:]] == list(ids)


def test_an_empty_list_says_how_much_was_looked_at(hetu: Hetu, nothing: AllOf) -> None:
    told = said(hetu, Listed(Tasks(nothing)))
    assert told.result == TaskSet(())
    assert told.headline.startswith("没有")
    assert "检查了全部 258 项" in told.headline


def test_milestones(hetu: Hetu, town: Responsible, nothing: AllOf) -> None:
    told = said(hetu, Listed(Items(AllOf((town, Due("6月", (6,)))))))
    assert isinstance(told.result, ItemSet)
    assert f"共 {len(told.result.items)} 个" in told.headline
    assert len(told.lines) == len(told.result.items)
    assert all("6月" in line for line in told.lines)
    counted = said(hetu, Counted(Items(AllOf((town, Due("6月", (6,)))))))
    assert counted.value == len(told.result.items)
    assert said(hetu, Listed(Items(nothing))).headline.startswith("没有")


def test_counts(hetu: Hetu, town: Responsible, nothing: AllOf, table: Table) -> None:
    number = len(chosen(table, {"unit": "古劳镇"}))
    told = said(hetu, Counted(Tasks(town)))
    assert (told.result, told.value) == (Number(number, "项"), number)
    assert told.headline == f"责任单位含古劳镇的任务共 {number} 项。"
    assert "共 0 项：没有这样的任务" in said(hetu, Counted(Tasks(nothing))).headline
    things = said(hetu, Counted(Things(Kind.TOWN, LATE)))
    assert things.result == Number(3, "个")


@pytest.mark.parametrize(
    ("things", "begins"),
    [
        (Things(Kind.TOWN, LATE), "未按进度完成的镇（街道）共 3 个：龙口镇、宅梧镇、古劳镇"),
        (Things(Kind.LEADER), "表中的分管领导共 "),
        (Things(Kind.TOWN, EVERY_TASK, Role.LEAD, Quantifier.NONE), "没有牵头任务的镇（街道）共 2 个："),
        (Things(Kind.TOWN, EVERY_TASK, Role.ANY, Quantifier.NONE, LATE), "没有未按进度完成任务的镇（街道）共 7 个："),
        (Things(Kind.TOWN, EVERY_TASK, Role.ANY, Quantifier.ALL, DONE), "全部任务都“完成”的镇（街道）共 "),
    ],
)
def test_things(hetu: Hetu, things: Things, begins: str) -> None:
    told = said(hetu, Listed(things))
    assert told.headline.startswith(begins)
    assert isinstance(told.result, EntityList)
    assert len(told.result.items) == int(told.headline.partition("共 ")[2].partition(" 个")[0])
    assert {item.kind for item in told.result.items} == {things.kind.value}


def test_groups_and_orders(hetu: Hetu, nothing: AllOf, table: Table) -> None:
    groups = said(hetu, Grouped(Kind.TOWN))
    assert isinstance(groups.result, EntityList)
    assert {item.label: item.value for item in groups.result.items}["古劳镇"] == len(chosen(table, {"unit": "古劳镇"}))
    most = said(hetu, Grouped(Kind.LEADER, EVERY_TASK, Role.ANY, None, True, 1))
    assert most.headline == "全部的任务最多的分管领导是刘德贤（29 项）。"
    assert most.value == "刘德贤"
    rate = said(hetu, Grouped(Kind.TOWN, EVERY_TASK, Role.ANY, DONE, False, 1))
    assert rate.headline.startswith("“完成”比例最低的镇（街道）是")
    assert said(hetu, Grouped(Kind.TOWN, nothing, Role.ANY, None, True, 1)).result == EntityList(())


def test_tasks_in_order(hetu: Hetu, nothing: AllOf) -> None:
    earliest = said(hetu, Grouped(Kind.TASK, EVERY_TASK, Role.ANY, None, False, 1, Kind.MONTH))
    assert earliest.headline.startswith("最早到期的任务是1月底：〔3-60〕")
    assert earliest.result == TaskSet(("3-60",))
    longest = said(hetu, Grouped(Kind.TASK, EVERY_TASK, Role.ANY, None, True, 1, Kind.ITEM))
    assert longest.headline.startswith("节点最多的任务是")
    assert said(hetu, Grouped(Kind.TASK, nothing, parts=Kind.UNIT)).headline == "没有符合条件的任务，无法排序。"


def test_comparisons(hetu: Hetu, town: Responsible) -> None:
    (link,) = hetu.corpus.linker.link("址山镇")
    sets = tuple(Responsible(one, Role.LEAD) for one in (link, town.link))
    told = said(hetu, Compared(sets))
    assert told.headline == "古劳镇更多：古劳镇 6 项，址山镇 4 项，相差 2 项。"
    assert said(hetu, Compared((town, town))).headline.startswith("一样多：")
    assert said(hetu, Compared(sets, EVERY_TASK, DONE)).headline.startswith(
        ("一样多：", "古劳镇更高：", "址山镇更高：")
    )


def test_shares_and_means(hetu: Hetu, town: Responsible, nothing: AllOf, table: Table) -> None:
    done = chosen(table, {"unit": "古劳镇", "overall": ["completed", "exceeded"]})
    whole = chosen(table, {"unit": "古劳镇"})
    told = said(hetu, Share(DONE, town))
    assert isinstance(told.result, Number)
    assert told.result.terms == f"{len(done)} ÷ {len(whole)} = {plain(100 * len(done) / len(whole))}%"
    assert said(hetu, Share(DONE, nothing)).result == Quotes(())
    mean = said(hetu, Mean(Kind.ITEM))
    assert mean.headline == "全部的任务平均每项 2.95 个节点：762 ÷ 258。"
    assert said(hetu, Mean(Kind.ITEM, nothing)).result == Quotes(())
    assert said(hetu, Mean(Kind.TASK, EVERY_TASK, Kind.LEADER)).headline.startswith("平均每个分管领导 ")


@pytest.mark.parametrize(
    ("quantifier", "holding", "value", "begins"),
    [
        (Quantifier.ALL, DONE, False, "否，"),
        (Quantifier.SOME, DONE, True, "有，"),
        (Quantifier.SOME, HasStatus("暂缓", ("suspended",)), False, "没有，"),
    ],
)
def test_yes_or_no(
    hetu: Hetu, town: Responsible, quantifier: Quantifier, holding: HasStatus, value: bool, begins: str
) -> None:
    (category,) = hetu.corpus.linker.link("民政局")
    told = said(hetu, Verified(holding, town, quantifier))
    assert told.result == YesNo(value if holding is DONE else bool(told.shown))
    assert told.headline.startswith(begins) or told.shown
    assert said(hetu, Verified(DONE, Responsible(category))).headline == "是，市民政局负责或参与的 3 项任务全部“完成”。"


def test_a_relation(hetu: Hetu, town: Responsible) -> None:
    road = Is("断头路", ("4-6",))
    told = said(hetu, Verified(town, road))
    assert told.result == YesNo(False)
    assert told.headline.startswith("否，〔4-6〕")
    assert "责任单位为市城市管理综合执法局" in told.headline
    (unit,) = hetu.corpus.linker.link("城管局")
    assert said(hetu, Verified(Responsible(unit), road)).headline.startswith("是，〔4-6〕")


def test_causes(hetu: Hetu, nothing: AllOf) -> None:
    told = said(hetu, Explained(HasStatus("暂缓", ("suspended",))))
    assert "写明原因或问题的" in told.headline
    assert {one.task for one in told.evidence} <= set(told.result.ids if isinstance(told.result, TaskSet) else ())
    assert said(hetu, Explained(nothing)).headline.startswith("没有")


def test_other_forms_are_about_no_set(hetu: Hetu) -> None:
    form = About(Aspect.VALUE)
    with pytest.raises(TypeError, match="About"):
        SetAnswers(hetu.corpus).say(form, Executor(hetu.corpus).run(Listed(Tasks())))


def test_a_headline_has_room_for_some_names() -> None:
    assert filled("共：{}", []) == "共："
    assert filled("共：{}", ["甲" * 200]) == f"共：{'甲' * 200}"  # one is always told
    long = filled("共：{}", [f"第{number}个很长的名称" for number in range(50)])
    assert long.endswith("等")
    assert len(long) <= HEADLINE
