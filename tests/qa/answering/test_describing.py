"""Conditions and forms in plain Chinese, as answers say what was understood."""

from __future__ import annotations

import pytest

from qa.answering.describing import described_condition, described_set, noun_of, understood
from qa.querying.conditions import (
    EVERY_TASK,
    AllOf,
    AnyOf,
    Caused,
    Condition,
    Due,
    Has,
    HasStatus,
    Is,
    Kinded,
    Linked,
    Names,
    NotThis,
    Numbered,
    Responsible,
    Role,
    Starred,
    Tells,
    Under,
)
from qa.querying.conditions import Counted as Part
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
    Several,
    Share,
    Talk,
    Tasks,
    Things,
    Verified,
)


def link(kind: str, label: str) -> Linked:
    return Linked(label, kind, label, (label,), 0, 1)


TOWN, UNIT = link("Town", "古劳镇"), link("Unit", "市财政局")
LATE, STAR = HasStatus("滞后", ("behind",)), Starred()


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Responsible(TOWN), "责任单位含古劳镇"),
        (Responsible(UNIT), "市财政局负责或参与"),
        (Responsible(UNIT, Role.LEAD), "市财政局牵头"),
        (Responsible(UNIT, Role.PARTICIPANT), "市财政局参与（不牵头）"),
        (Under(link("Person", "陈文")), "陈文分管"),
        (Under(link("Category", "重点项目类")), "重点项目类里"),
        (Names(link("Company", "某公司")), "提到“某公司”"),
        (Tells("污水治理", ("污水",)), "写到“污水治理”"),
        (LATE, "滞后"),
        (Due("8月底", (8,), 0), "8月底到期"),
        (STAR, "带★"),
        (Has(Part.UNITS, 3), "责任单位：至少 3 个"),
        (Numbered("第5", 5), "第 5 项"),
        (Kinded("Town", Role.LEAD), "有镇（街道）牵头"),
        (Is("第三水厂", ("3-102",)), "“第三水厂”"),
        (Caused("缺钱", ("资金", "用地")), "因资金或用地受阻"),
        (AllOf((STAR, LATE)), "带★、滞后"),
        (AnyOf((STAR, LATE)), "带★或滞后"),
        (NotThis(STAR), "不含（带★）"),
        (EVERY_TASK, "全部"),
    ],
)
def test_conditions(where: Condition, words: str) -> None:
    assert described_condition(where) == words


def test_nouns_and_sets() -> None:
    assert noun_of(Kind.UNIT, Role.LEAD) == "牵头单位"
    assert all(noun_of(kind) for kind in Kind)
    assert described_set(Tasks()) == "全部任务"
    assert described_set(Items(STAR)) == "带★的节点"
    assert described_set(Things(Kind.UNIT, STAR, Role.LEAD)) == "带★的牵头单位"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (Listed(Tasks(STAR)), "列出带★的任务"),
        (Counted(Things(Kind.TOWN, LATE)), "数出滞后的镇（街道）有多少"),
        (Grouped(Kind.TOWN, LATE), "按镇（街道）数滞后的任务"),
        (Grouped(Kind.LEADER, EVERY_TASK, Role.ANY, LATE), "按分管领导算“滞后”的比例（全部任务）"),
        (Grouped(Kind.TOWN, EVERY_TASK, Role.ANY, None, True, 1), "全部任务最多的镇（街道）"),
        (Grouped(Kind.TOWN, STAR, Role.ANY, None, False, 3), "带★的任务最少的镇（街道）"),
        (Compared((STAR, LATE)), "比较带★、滞后"),
        (Share(LATE, STAR), "滞后占带★的任务的比例"),
        (Mean(Kind.ITEM), "全部任务节点的平均数"),
        (Verified(LATE, STAR), "带★的任务是否全部“滞后”"),
        (Verified(LATE, STAR, Quantifier.SOME), "带★的任务是否有“滞后”"),
        (Explained(LATE), "滞后的任务为什么如此"),
        (About(Aspect.DUE), "查计划完成的时间"),
        (Talk("chat"), "寒暄"),
        (Several((Listed(Tasks(STAR)), About(Aspect.WHY))), "列出带★的任务；查原因"),
    ],
)
def test_what_was_understood(form: Form, words: str) -> None:
    assert understood(form) == words


@pytest.mark.parametrize("aspect", list(Aspect))
def test_every_aspect_has_words(aspect: Aspect) -> None:
    assert understood(About(aspect))
