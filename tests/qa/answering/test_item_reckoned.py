"""Sums, rests, differences, means, shares and earlier levels: reckoned of the figures that lead all others, terms shown."""

from __future__ import annotations

import pytest

from qa import Hetu
from qa.answering.results import Number


@pytest.mark.parametrize(
    ("question", "value", "unit", "terms"),
    [
        ("宫颈癌+乳腺癌 筛查 合计例数", 14752, "例", "7443 + 7309 = 14752 例"),
        ("把乳腺癌筛查的例数同宫颈癌筛查的例数相加，等于多少？", 14752, "例", "7309 + 7443 = 14752 例"),
        ("春秋两季发下去的红火蚁专用药加起来几吨？", 17.64, "吨", "11.95 + 5.69 = 17.64 吨"),
        ("全市小学生里面有多少人没参加课后服务？", 1730, "人", "43869 − 42139 = 1730 人"),
        ("应该办优待证的和已经申请的比，还差多少个人没办", 538, "人", "8869 − 8331 = 538 人"),
        ("传染病床现在比国家要求的多出几张？", 25, "张", "107 − 82 = 25 张"),
        ("“金融村官”给村民授信，平均一笔大概多少万元", 38.7802, "万元", "9346.02万元 ÷ 241笔 = 38.7802 万元"),
        ("落实林长制的“一长两员”总共七百多人，其中护林员占百分之几？", 22.09, "%", "167 ÷ 756 = 22.09%"),
        ("法院登记的调解案件里，成功的比例是多少（百分比）", 83.05, "%", "3380 ÷ 4070 = 83.05%"),
        ("2022年三公经费预算比上一年少了133万，那2021年的预算是多少万元？", 2357, "万元", "2224 + 133 = 2357 万元"),
        ("2022年全市外贸，出口额超出进口额多少亿元？", 185.8, "亿元", "207.6 − 21.8 = 185.8 亿元"),
    ],
)
def test_what_is_reckoned_shows_its_terms(hetu: Hetu, question: str, value: float, unit: str, terms: str) -> None:
    result = hetu.ask(question).result
    assert isinstance(result, Number)
    assert (result.value, result.unit, result.terms) == (value, unit, terms)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("去年鹤山生产总值是多少亿", 458.51),  # said from a later day it is the table's own year
        ("全鹤山加起来有几张传染病床？", 107),  # one thing is named: nothing is added
        ("鹤山2022年粮食一亩地平均收多少公斤？", 368),  # an average that is told is not divided again
        ("高新技术企业比上年多几家", 61),  # a change that is told is no difference to be reckoned
    ],
)
def test_what_is_told_is_not_reckoned(hetu: Hetu, question: str, value: float) -> None:
    result = hetu.ask(question).result
    assert isinstance(result, Number)
    assert (result.value, result.terms) == (value, None)


@pytest.mark.parametrize("question", ["鹤山市2022年共有公交车辆多少台？", "鹤山而家总共有几多架公交巴士"])
def test_what_is_counted_by_another_measure_word_is_no_answer(hetu: Hetu, question: str) -> None:
    assert hetu.ask(question).refused
