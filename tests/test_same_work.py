"""The same work told in two tasks: which pairs are found, and which sentences agree by accident only."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.knowledge.same_work import SameWork, same_work
from graph.records import Table
from graph.tables.table import read_table

TITLE = "2022年开平市重点工作任务完成情况汇总表"
HEADER = "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间"
LONG = "组织开展水口镇卫浴产业集群数字化转型升级试点工作并新增上云企业二十八家"
SHORT = "翻修苍城碉楼群落的木质檐廊"
OFFICES = ("市教育局", "市财政局", "市公安局", "市水利局", "市司法局")


def table_of(folder: Path, *narratives: str) -> Table:
    rows = [
        f"{number}\t第{'甲乙丙丁戊'[number - 1]}项。\t（1）推进。\t{OFFICES[number - 1]}\t<b>已完成。</b> {text}\t6月底"
        for number, text in enumerate(narratives, start=1)
    ]
    path = folder / "work.txt"
    path.write_text("\n".join([TITLE, HEADER, *rows]) + "\n", encoding="utf-8")
    return read_table(path)


def pairs(folder: Path, *narratives: str) -> list[SameWork]:
    return same_work(table_of(folder, *narratives).tasks)


def test_same_sentence_in_two_tasks(tmp_path: Path) -> None:
    (found,) = pairs(tmp_path, f"{LONG}。", f"会议已召开。{LONG}。")
    assert (found.first.task, found.second.task, found.shared) == ("1-1", "1-2", LONG)
    assert (found.first.text, found.second.text) == (LONG, LONG)


def test_place_of_the_sentences(tmp_path: Path) -> None:
    (found,) = pairs(tmp_path, f"{LONG}。", f"会议已召开。{LONG}。")
    for sentence in (found.first, found.second):
        assert sentence.where.place == "report-1"
        assert sentence.where.text[sentence.start : sentence.end] == LONG
    assert (found.first.where.line, found.second.where.line) == (3, 4)


@pytest.mark.parametrize("label", ["1.", "（2）", "一是", "产业转型："])
def test_label_before_a_sentence_does_not_count(tmp_path: Path, label: str) -> None:
    (found,) = pairs(tmp_path, f"{LONG}。", f"{label}{LONG}。")
    assert found.shared == found.second.text == LONG


def test_short_sentence_with_rare_words(tmp_path: Path) -> None:
    (found,) = pairs(tmp_path, f"{SHORT}。", f"{SHORT}。")
    assert found.shared == SHORT


def test_milestone_and_narrative(tmp_path: Path) -> None:
    path = tmp_path / "work.txt"
    rows = [
        f"1\t甲项。\t（1）{LONG}。\t市教育局\t<b>已完成。</b> 已落实。\t6月底",
        f"2\t乙项。\t（1）推进。\t市财政局\t<b>已完成。</b> {LONG}。\t6月底",
    ]
    path.write_text("\n".join([TITLE, HEADER, *rows]) + "\n", encoding="utf-8")
    (found,) = same_work(read_table(path).tasks)
    assert (found.first.where.place, found.second.where.place) == ("milestone-1", "report-1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{LONG}。", "组织开展水口镇卫浴产业质量检查并约谈两名负责人员。"),
        ("已完成。", "已完成。"),
        ("会议已如期召开。", "会议已如期召开。"),
        (f"{LONG}。", ""),
    ],
)
def test_no_same_work(tmp_path: Path, one: str, other: str) -> None:
    assert pairs(tmp_path, one, other) == []


def test_short_sentence_inside_a_longer_one(tmp_path: Path) -> None:
    (found,) = pairs(tmp_path, f"{SHORT}。", f"{SHORT}，并且整理周边田野的排水沟渠与步行小径以方便村民往来。")
    assert found.shared == SHORT


def test_sentence_twice_in_one_task_is_no_pair(tmp_path: Path) -> None:
    assert pairs(tmp_path, f"{LONG}。{LONG}。") == []


def test_formula_of_many_tasks_is_no_pair(tmp_path: Path) -> None:
    assert pairs(tmp_path, *([f"{LONG}。"] * 4)) == []


def test_three_tasks_make_three_pairs(tmp_path: Path) -> None:
    found = pairs(tmp_path, *([f"{LONG}。"] * 3))
    assert [(pair.first.task, pair.second.task) for pair in found] == [("1-1", "1-2"), ("1-1", "1-3"), ("1-2", "1-3")]


def test_the_longest_run_of_a_pair_is_kept(tmp_path: Path) -> None:
    (found,) = pairs(tmp_path, f"{SHORT}。{LONG}。", f"{SHORT}。{LONG}。")
    assert found.shared == LONG
