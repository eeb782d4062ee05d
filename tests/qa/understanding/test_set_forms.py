"""Forms about sets: what the conditions of a question make of each kind of form."""

from __future__ import annotations

import pytest

from qa.querying.conditions import AllOf, AnyOf, HasStatus, NotThis, Starred, StatusMode
from qa.understanding.asked_order import top_number
from qa.understanding.logical_form import Form, Kind
from qa.understanding.reader import Reader
from qa.understanding.set_forms import COMPLETED, SetForms, overall
from tests.qa.notation import condition, noted


def made(reader: Reader, text: str) -> SetForms:
    reading = reader.read(text).reading
    return SetForms(reading.question, reading.slots, reading.topics)


def told(form: Form | None) -> str:
    return noted(form) if form else ""


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        ("古劳镇完成了几项", Kind.TASK, "list task: unit=古劳镇 & completed"),
        ("6月底前完成的任务", Kind.TASK, "list task: due=6 end"),  # 完成 tells the deadline
        ("古劳镇没完成的节点", Kind.ITEM, "list item: unit=古劳镇 & unfinished"),
        ("哪些镇牵头的任务全部完成了", Kind.TOWN, "list town/lead all (completed)"),
        ("没有暂缓任务的镇", Kind.TOWN, "list town none (suspended)"),
        ("没有牵头任何任务的镇街", Kind.TOWN, "list town/lead none"),
        ("至少牵头10项任务的单位", Kind.UNIT, "list unit/lead >=10"),
        ("两项都有的共同责任单位：带★的民生实事", Kind.UNIT, "list unit each: starred & category=民生实事类"),
    ],
)
def test_sets(reader: Reader, text: str, kind: Kind, form: str) -> None:
    assert told(made(reader, text).listed(kind)) == form


@pytest.mark.parametrize(
    ("text", "by", "form"),
    [
        ("哪个镇牵头的任务最多", Kind.TOWN, "group town/lead most 1"),
        ("哪个镇牵头的任务最少", Kind.TOWN, "group town/lead least 1"),
        ("牵头任务前三的单位", Kind.UNIT, "group unit/lead most 3"),
        ("完成率最低的镇", Kind.TOWN, "group town least 1 share completed"),
        ("最晚到期的任务", Kind.TASK, "group task by month most 1"),
        ("节点最多的任务", Kind.TASK, "group task by item most 1"),
        ("有哪些镇", Kind.TOWN, ""),
    ],
)
def test_orders(reader: Reader, text: str, by: Kind, form: str) -> None:
    assert told(made(reader, text).ranked(by)) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("古劳镇和址山镇谁的任务多", "compare unit=古劳镇 / unit=址山镇"),
        ("古劳镇和址山镇没完成的任务哪个多", "compare unit=古劳镇 / unit=址山镇: unfinished"),
        ("民生实事和重点项目的完成率哪个高", "compare share completed category=民生实事类 / category=重点项目类"),
        ("古劳镇的任务多吗", ""),
    ],
)
def test_comparisons(reader: Reader, text: str, form: str) -> None:
    assert told(made(reader, text).compared()) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("古劳镇的完成率", "share completed: unit=古劳镇"),
        ("暂缓的占全部任务的比例", "share suspended"),
        ("古劳镇没完成的占比", "share unfinished: unit=古劳镇"),
        ("民生实事占全部任务的比例", "share category=民生实事类"),
        ("古劳镇牵头的重点项目占全部重点项目的比重", "share lead=古劳镇 & category=重点项目类: category=重点项目类"),
    ],
)
def test_shares(reader: Reader, text: str, form: str) -> None:
    assert told(made(reader, text).share()) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("民生实事里有没有暂缓的", "some? suspended: category=民生实事类"),
        ("民生实事是不是都完成了", "all? completed: category=民生实事类"),
        ("民生实事完成了吗", "all? completed: category=民生实事类"),
        ("古劳镇有没有任务", "some? unit=古劳镇"),
        ("是不是", ""),
    ],
)
def test_yes_or_no(reader: Reader, text: str, form: str) -> None:
    assert told(made(reader, text).verified()) == form


def test_means_and_causes(reader: Reader) -> None:
    assert told(made(reader, "民生实事平均每项几个节点").mean()) == "mean item per task: category=民生实事类"
    assert told(made(reader, "平均每个镇几项任务").mean()) == "mean task per town"
    assert told(made(reader, "民生实事为什么没完成").explained()) == "why: category=民生实事类 & unfinished"
    assert made(reader, "为什么").explained() is None


def test_status_and_rest_are_told_apart(reader: Reader) -> None:
    forms = made(reader, "古劳镇没完成的重点项目")
    assert forms.by_status
    assert condition(forms.rest) == "unit=古劳镇 & category=重点项目类"
    assert not made(reader, "古劳镇的任务").by_status


@pytest.mark.parametrize(("words", "number"), [("前三", 3), ("top5", 5), ("头十", 10), ("前两名", 2), ("前", 1)])
def test_how_many_of_an_order(words: str, number: int) -> None:
    assert top_number(words) == number


def test_statuses_of_the_whole() -> None:
    late = HasStatus("滞后", ("behind",))
    whole = HasStatus("滞后", ("behind",), StatusMode.OVERALL)
    assert overall(AllOf((late, NotThis(AnyOf((late, Starred())))))) == AllOf(
        (whole, NotThis(AnyOf((whole, Starred()))))
    )
    assert overall(COMPLETED) == COMPLETED
