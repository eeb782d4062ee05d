"""Milestones and their reports: made tables whose ties are known, and the labelled milestones of two real tables.

The labels were made by reading, before any result was seen. Floors may only rise.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.language.word_lists import rows
from graph.records import Table, Task, decode_tasks, encode_tasks
from graph.tables.report_sentences import split_report
from graph.tables.table import read_table
from tests.alignment_score import TABLES, hidden_rows, read_labels, score

HEADER = "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间\n"


def made(folder: Path, *task_rows: str) -> Task:
    """The task of a table made of its rows."""
    path = folder / "甲县2022.txt"
    path.write_text(f"甲县2022年重点工作\n{HEADER}{''.join(f'{row}{chr(10)}' for row in task_rows)}", "utf-8")
    return read_table(path).tasks[0]


def told(task: Task) -> list[tuple[int | None, str | None, tuple[str, ...]]]:
    return [(milestone.report, milestone.status, task.told_of(milestone)) for milestone in task.milestones]


@pytest.mark.parametrize(
    ("name", "precision", "recall", "stretch", "subjects"),
    [("heshan", 0.99, 0.99, 0.92, 0.97), ("taishun", 0.99, 0.99, 0.90, 0.97)],
)
def test_floors(name: str, precision: float, recall: float, stretch: float, subjects: float) -> None:
    total = score(read_table(TABLES[name]).tasks, read_labels(name))
    assert total.precision >= precision, total.differences
    assert total.recall >= recall, total.differences
    assert total.stretch_f1 >= stretch, total.differences
    assert total.subject_recall >= subjects, total.differences
    assert total.subjects_given <= 3 * total.subjects_labelled


def test_each_row_has_its_own_report(tmp_path: Path) -> None:
    task = made(
        tmp_path,
        "1\t加快物流建设。\t（1）嘉民物流园：年底完成主体。\t市甲局\t已完成。 项目完成95%。\t12月",
        "\t\t（2）熙麦枢纽：年底完成主体。\t\t未按进度完成。 项目完成90%。\t12月",
    )
    assert told(task) == [(0, "已完成", ("项目完成95%。",)), (1, "未按进度完成", ("项目完成90%。",))]
    assert [milestone.tie.how for milestone in task.milestones if milestone.tie] == ["row", "row"]


def test_names_tell_more_than_the_order_in_one_cell(tmp_path: Path) -> None:
    """Two statuses for three milestones in one cell: the names say which is whose."""
    task = made(
        tmp_path,
        "1\t加快物流建设。\t（1）嘉民物流园建设。（2）熙麦枢纽建设。（3）疏港路南延线建设。\t市甲局\t"
        "<p>已完成。嘉民物流园已竣工。</p><p>未按进度完成。熙麦枢纽未封顶，疏港路南延线停工。</p>\t12月",
    )
    assert [milestone.report for milestone in task.milestones] == [0, 1, 1]
    assert [milestone.status for milestone in task.milestones] == ["已完成", "未按进度完成", "未按进度完成"]
    assert {milestone.tie.how for milestone in task.milestones if milestone.tie} <= {"name", "words"}


def test_a_merged_cell_holds_for_milestones_it_does_not_speak_of(tmp_path: Path) -> None:
    task = made(
        tmp_path,
        "1\t建设污水处理厂。\t（1）完成征地。\t市甲局\t已完成。 厂区管网铺设8公里，已通水。\t3月",
        "\t\t（2）管网铺设8公里。\t\t\t6月",
    )
    first, second = task.milestones
    assert (first.report, first.status, task.told_of(first)) == (0, "已完成", ())
    assert first.tie and second.tie
    assert (first.tie.how, first.tie.spoken, second.tie.spoken) == ("merged", False, True)
    assert first.tie.certainty < second.tie.certainty


def test_numbered_parts_are_given_out_by_their_numbers(tmp_path: Path) -> None:
    task = made(
        tmp_path,
        "1\t做好三项工作。\t（1）清收。（2）培训。（3）检查。\t市甲局\t"
        "已完成。 （1）收回四笔。（2）办班三期。后续再办。（3）走访五家。\t12月",
    )
    assert [task.told_of(milestone) for milestone in task.milestones] == [
        ("（1）收回四笔。",),
        ("（2）办班三期。后续再办。",),
        ("（3）走访五家。",),
    ]
    assert {milestone.tie.how for milestone in task.milestones if milestone.tie} == {"number"}


def test_the_status_printed_before_an_item_is_its_own(tmp_path: Path) -> None:
    task = made(
        tmp_path,
        "1\t两条路。\t（1）修甲子路。（2）修乙丑路。\t市甲局\t已完成。 （1）已完成：甲子路通车。（2）未完成：乙丑路停工。\t12月",
    )
    assert [milestone.status for milestone in task.milestones] == ["已完成", "未完成"]


def test_a_whole_year_is_told_of_the_last_stage(tmp_path: Path) -> None:
    task = made(
        tmp_path,
        "1\t社会消费品零售总额增长。\t（1）一季度零售总额增长5%。\t市甲局\t未完成。 1-12月，零售总额增长2%。\t3月",
        "\t\t（2）全年零售总额增长6%。\t\t\t12月",
    )
    assert [task.told_of(milestone) for milestone in task.milestones] == [(), ("1-12月，零售总额增长2%。",)]


def test_several_reports_for_one_milestone_give_the_worst_status(tmp_path: Path) -> None:
    """Each unit reports for itself: no report is lost, and the milestone is as far as the last of them."""
    task = made(
        tmp_path,
        "1\t修路。\t（1）修甲子路。\t市甲局\t<p>已完成。甲局已拨款。</p><p>未完成。乙局尚未开工。</p>\t12月",
    )
    assert [milestone.status for milestone in task.milestones] == ["未完成"]
    assert [report.milestones for report in task.reports] == [(0,), (0,)]


@pytest.mark.parametrize(("name", "in_order", "mixed"), [("heshan", 0.96, 0.92), ("taishun", 0.98, 0.98)])
def test_words_alone_find_what_the_rows_print(name: str, in_order: float, mixed: float) -> None:
    """With the rows hidden, and with the reports mixed as well, words still find the printed report."""
    assert hidden_rows(name, mixed=False) >= in_order
    assert hidden_rows(name, mixed=True) >= mixed


def test_every_milestone_of_the_table_has_its_tie(table: Table) -> None:
    known = {row["how"] for row in rows("ties")}
    for task in table.tasks:
        for position, milestone in enumerate(task.milestones):
            tie = milestone.tie
            assert tie is not None, (task.id, position)
            assert tie.how in known
            assert set(tie.evidence) <= known
            assert 0.0 < tie.certainty <= 1.0
            assert position in task.reports[tie.report].milestones
            narrative = task.reports[tie.report].narrative.value
            assert all(0 <= start < end <= len(narrative) for start, end in tie.stretch)
            assert list(tie.stretch) == sorted(tie.stretch)


def test_ties_survive_encoding(table: Table) -> None:
    assert decode_tasks(encode_tasks(table.tasks)) == list(table.tasks)


def test_sentences_lose_nothing(table: Table) -> None:
    for task in table.tasks:
        for report in task.reports:
            narrative = report.narrative.value
            sentences = split_report(narrative)
            between = "".join(
                narrative[a:b]
                for a, b in zip(
                    [0, *(s.end for s in sentences)], [*(s.start for s in sentences), len(narrative)], strict=True
                )
            )
            assert not between.strip()


def test_a_task_of_thousands_of_milestones_keeps_its_rows(tmp_path: Path) -> None:
    """Beyond a bound nothing is told apart, so that no table can make the work grow with the square."""
    rows_of_one = [
        f"{'1' if n == 0 else ''}\t{'甲' if n == 0 else ''}\t（{n + 1}）修路{n}号。\t市甲局\t已完成。 修路{n}号。"
        for n in range(90)
    ]
    long_cell = "已完成。 " + "修路。" * 3000
    task = made(tmp_path, *(f"{row}\t12月" for row in rows_of_one), f"\t\t\t\t{long_cell}\t")
    assert all(milestone.report is not None for milestone in task.milestones)


def test_every_tie_has_a_meaning_an_example_and_a_counter_example() -> None:
    table = rows("ties")
    assert len({row["how"] for row in table}) == len(table)
    assert all(row["label"] and row["meaning"] and row["example"] and row["counter_example"] for row in table)
    assert {row["inferred"] for row in table} == {"yes", "no"}
