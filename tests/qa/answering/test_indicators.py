"""Questions after an indicator: the right task, its figure, its target, its reason."""

from __future__ import annotations

import pytest

from embeddings.builds import build
from qa import Hetu
from qa.answering.results import Number
from tests.test_other_counties import HEADER

ROWS = (
    "1\t地区生产总值（GDP）增长6%。\t（1）全年增长6%。\t市发展改革局\t<b>未按进度完成。</b> 1-12月，地区生产总值466.7亿元，"
    "同比增长4.3%，低于目标1.7个百分点，排名江门第五。主要受订单减少影响。\t12月底",
    "2\t改善空气质量。\t（1）PM2.5年均浓度控制在24微克/立方米以内。\t市生态环境局\t<b>未按进度完成。</b> "
    "PM2.5年均浓度25微克/立方米。原因是臭氧污染天数偏多。\t12月底",
    "3\t建设公园。\t（1）建设公园3个。\t市林业局\t<b>已完成。</b> 建成公园3个，GDP不作要求。\t12月底",
)


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Hetu:
    folder = tmp_path_factory.mktemp("t")
    (folder / "a.txt").write_text("\n".join(["2023年开平市重点工作表", HEADER, *ROWS]) + "\n", encoding="utf-8")
    build([folder / "a.txt"], folder / "out", lambda *_: None)
    return Hetu.open(folder / "out")


@pytest.mark.parametrize(
    ("question", "task", "words"),
    [
        ("GDP为什么没完成？", "1-1", "订单减少"),
        ("地区生产总值增长多少？", "1-1", "同比增长4.3%"),
        ("生产总值增长的目标是多少", "1-1", "6%"),
        ("PM2.5为什么没达标？", "1-2", "臭氧污染天数偏多"),
        ("建成公园多少个", "1-3", "3个"),
    ],
)
def test_the_task_of_an_indicator_comes_first(kg: Hetu, question: str, task: str, words: str) -> None:
    answer = kg.ask(question)
    assert answer.tasks[0].id == task
    assert words in answer.headline
    source = "".join(row for row in ROWS)
    assert all(evidence.text.replace("\n", "") in source for evidence in answer.evidence)


@pytest.mark.parametrize(
    ("question", "value", "unit"), [("地区生产总值增长多少？", 4.3, "%"), ("地区生产总值是多少亿元", 466.7, "亿元")]
)
def test_the_figure_asked_for(kg: Hetu, question: str, value: float, unit: str) -> None:
    result = kg.ask(question).result
    assert isinstance(result, Number)
    assert (result.value, result.unit) == (value, unit)


def test_real_table(hetu: Hetu) -> None:
    answer = hetu.ask("GDP为什么没有完成？")
    assert answer.tasks[0].id == "1-1"
    assert not answer.refused
