"""Questions after an indicator: the right task, target against actual, also where a story of reasons is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.builds import build
from qa import Hetu
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
        ("GDP为什么没完成？", "1-1", ("4.3%", "比目标低1.7个百分点", "订单减少")),
        ("地区生产总值增长多少？", "1-1", ("目标：增长6%", "1-12月同比增长4.3%", "第 5 位")),
        ("生产总值目标是多少", "1-1", ("增长6%",)),
        ("PM2.5为什么没达标？", "1-2", ("25微克/立方米", "24微克/立方米", "臭氧污染天数偏多")),
    ],
)
def test_the_task_of_an_indicator_comes_first(kg: Hetu, question: str, task: str, words: tuple[str, ...]) -> None:
    answer = kg.ask(question)
    assert answer.tasks[0].id == task
    for word in words:
        assert word in answer.answer, word
    source = "".join(row for row in ROWS)
    assert all(evidence.text.replace("\n", "") in source for evidence in answer.evidence)


def test_real_table(build_dir: Path) -> None:
    answer = Hetu.open(build_dir).ask("GDP为什么没有完成？")
    assert answer.tasks[0].id == "1-1"
    assert "2.8%" in answer.answer
    assert "10.5%" in answer.answer
