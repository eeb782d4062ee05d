"""Gates that hold a question against what was found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.answerability.evidence import Found, FoundTask, Nearness, TableScope, own_words
from qa.answerability.gates import check_found
from qa.answerability.refusal import RefusalKind
from qa.answerability.refusal_thresholds import RefusalThresholds

from .conftest import Read

LIMITS = RefusalThresholds(0.7, 0.6, 0.8)
NEAR = Nearness(dense=True, near=1.5, coverage=0.5, likeness=0.5)
FAR = Nearness(dense=True, near=0.3, coverage=0.0, likeness=0.3)
SCHOOL = "完成东湖小学综合楼建设,增加12个班540个学位。9月已完成建设并投入使用。"
DRUGS = "今年以来,共查获吸毒人员31人,强戒14人,罚款90万元。"
STATISTICS = "1-12月,地区生产总值458.51亿元,增长2.8%,增速与开平市并列第4。双合镇完成投资5亿元。"


def _found(
    text: str, *, sure: bool = True, status: str = "已完成", nearness: Nearness = NEAR, causes: bool = False
) -> Found:
    task = FoundTask("3-1", text, (text,), status, causes)
    return Found((task,), nearness, own_words="东湖小学" if sure else "", named=sure)


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        ("综合楼增加多少个学位", SCHOOL, None),
        ("综合楼花了多少钱", SCHOOL, RefusalKind.NOT_TOLD),
        ("综合楼占地多少亩", SCHOOL, RefusalKind.NOT_TOLD),
        ("综合楼多高", SCHOOL, RefusalKind.NOT_TOLD),
        ("综合楼有多少名护士", SCHOOL, RefusalKind.NOT_TOLD),
        ("综合楼是哪家公司承建的", SCHOOL, RefusalKind.NOT_TOLD),
        ("综合楼是哪一年建的", SCHOOL, RefusalKind.NOT_TOLD),
        ("综合楼在哪条路上", SCHOOL, RefusalKind.NOT_TOLD),
        ("综合楼学费多少", SCHOOL, RefusalKind.NOT_TOLD),
        ("交不起学费，综合楼开学了吗", SCHOOL, None),
        ("查获几多名吸毒人员", DRUGS, None),
        ("罚了多少钱", DRUGS, None),
        ("31名吸毒人员里有几个未成年", DRUGS, RefusalKind.NOT_TOLD),
        ("这31人叫什么名字", DRUGS, RefusalKind.NOT_TOLD),
        ("一度电多少钱", DRUGS, RefusalKind.NOT_TOLD),
        ("综合楼为什么停工", SCHOOL, RefusalKind.FALSE_PREMISE),
        ("综合楼停工了吗", SCHOOL, None),
        ("综合楼塌了怎么赔", SCHOOL, RefusalKind.FALSE_PREMISE),
        ("综合楼为什么没完成", SCHOOL, RefusalKind.FALSE_PREMISE),
        ("地区生产总值总量排第几", STATISTICS, RefusalKind.NOT_TOLD),
        ("地区生产总值增速排第几", STATISTICS, None),
        ("2020年综合楼增加多少学位", SCHOOL, RefusalKind.OTHER_YEAR),
        ("上半年综合楼增加多少学位", SCHOOL, RefusalKind.OTHER_YEAR),
        ("各镇学位排名", SCHOOL, RefusalKind.OTHER_SCOPE),
        ("各镇任务完成率排名", SCHOOL, None),
    ],
)
def test_found(read: Read, scope: TableScope, question: str, text: str, kind: RefusalKind | None) -> None:
    own = replace(scope, texts=(text,))
    refusal = check_found(read(question), _found(text), own, LIMITS)
    assert (refusal.kind if refusal else None) == kind


def test_figure_of_a_town(read: Read, scope: TableScope) -> None:
    found = _found(STATISTICS)
    assert check_found(read("鹤城镇完成投资多少"), replace(found, towns=("鹤城镇",)), scope, LIMITS)
    assert check_found(read("双合镇完成投资多少"), replace(found, towns=("双合镇",)), scope, LIMITS) is None


def test_nothing_near(read: Read, scope: TableScope) -> None:
    refusal = check_found(read("怎么养金鱼"), _found(SCHOOL, sure=False, nearness=FAR), scope, LIMITS)
    assert refusal
    assert refusal.kind is RefusalKind.UNRELATED
    assert check_found(read("逾期的任务有哪些"), _found(SCHOOL, sure=False, nearness=FAR), scope, LIMITS) is None
    assert check_found(read("怎么养金鱼"), replace(_found(SCHOOL, nearness=FAR), tasks=()), scope, LIMITS)


def test_what_another_task_tells_is_not_denied(read: Read, scope: TableScope) -> None:
    both = replace(scope, texts=(SCHOOL, "全市常住人口数53.07万人。"))
    assert check_found(read("全市人口多少"), _found(SCHOOL, sure=False), both, LIMITS) is None


def test_item_of_the_task_decides_a_premise(read: Read, scope: TableScope) -> None:
    task = FoundTask("3-2", "甲路停工至今。乙路已完成总工程量95%。", (), "已完成", False, "乙路已完成总工程量95%。")
    found = Found((task,), NEAR, own_words="乙路", named=True)
    refusal = check_found(read("乙路停工多久了"), found, scope, LIMITS)
    assert refusal
    assert refusal.kind is RefusalKind.FALSE_PREMISE


def test_own_words(read: Read) -> None:
    texts = ("嘉民物流园完成95%。", "完成投资。", "完成任务。")
    assert own_words(read("物流园完成了吗"), texts[0], texts) == "物流园完成"[:5]
    assert own_words(read("完成了吗"), texts[1], texts) == ""
