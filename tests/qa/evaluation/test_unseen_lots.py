"""Lots about the 2022 table written without sight of the program: most of what they ask stays answered.

The sixth, the eighth and the clusters (one need in five wordings) were only counted, their questions were not looked at.
"""

from __future__ import annotations

from collections import Counter

import pytest

from qa import Hetu
from qa.evaluation.asking import ask_all
from qa.evaluation.question_files import read_questions
from qa.evaluation.strict_scoring import Verdict
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("lot", "right", "misleading"),
    [
        ("heshan-fifth", 0.74, 0.09),
        ("heshan-sixth", 0.70, 0.10),
        ("heshan-clusters", 0.74, 0.09),
        ("heshan-eighth", 0.56, 0.17),
    ],
)
def test_most_is_answered_right_and_little_misleadingly(hetu: Hetu, lot: str, right: float, misleading: float) -> None:
    scored = ask_all(hetu, read_questions(ROOT / "tests" / "cases" / f"{lot}.jsonl"), lot)
    verdicts = Counter(one.verdict for one in scored)
    assert verdicts[Verdict.RIGHT] >= right * len(scored)
    assert verdicts[Verdict.MISLEADING] <= misleading * len(scored)


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        ("5G基站原定全年建331座，最后超出了多少座", "375 − 331 = 44 座"),
        ("高新技术企业存量2022年比上年多了多少家？", "增加61家"),
        ("全市日核酸检测能力中，妇幼保健院一家撑起了几成？", "5.1 ÷ 5.82 = 87.63%"),
        ("为国际陆港片区征地，桃源镇要负责的面积比龙口镇多出多少亩？", "926.084 − 622.97 = 303.114 亩"),
        ("2021年全市行政事业单位“三公”经费预算是多少万元？", "2224 + 133 = 2357 万元"),
        ("低保每人每月多少钱，特困供养又是多少", "提高到950元/人月（〔3-149〕） 《"),
        ("谭晓滨副市长一共分管几项，里面由司法局牵头的有几项？", "谭晓滨分管、市司法局牵头的任务共 5 项"),
        ("十件民生实事里，全部节点在11月底（含）以前就应当完成的是哪几件？", "共 4 项：〔4-1〕"),
        ("7月底的时候甘牛屠宰车间按计划该干啥了", "7月底前屠宰车间装机"),
        ("因疫情取消的那个咏春节日，它的分管领导名下总共有多少项任务？", "张镇就分管的任务共 13 项"),
        ("分管教育的副市长还管哪些没完成的任务", "李军权分管、没完成的任务共 2 项"),
        ("2022年新开工的亿元以上项目有几个？新投产的呢？", "新投产亿元以上项目21个（〔3-50〕） 《"),
        ("重点指标的增速放到江门全市去比，鹤山哪一项名次最靠后，排第几？", "外贸进出口总额（〔1-5〕）名次是第7"),
        ("古劳镇牵头的项目当中，哪两个提前在7月份就投产了", "没有古劳镇牵头、7月份到期的任务"),
        ("禁毒“六进”宣传里场次排前三的是进哪里？", "进农村1330场最多"),
        ("整张表里工业城管委会排在责任单位头一个的，数数多少条", "市工业城管委会牵头的任务共 49 项"),
    ],
)
def test_what_it_says(hetu: Hetu, question: str, headline: str) -> None:
    assert headline in hetu.ask(question).headline


def test_an_empty_set_tells_what_fulfils_each_condition(hetu: Hetu) -> None:
    answer = hetu.ask("市卫生健康局牵头的事项，带五角星★的是哪些？")
    assert answer.notes == ("分开看：市卫生健康局牵头的 5 项、带★的 80 项；没有同时符合的",)
