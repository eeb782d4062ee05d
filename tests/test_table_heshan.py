"""The real table as a whole: counts, names, warnings, and that nothing of it is lost."""

from __future__ import annotations

from collections import Counter

import pytest

from graph.language.text import fold
from graph.records import Table, Task, decode_tasks, encode_tasks
from graph.tables.columns import Columns
from graph.tables.readers import read_grid
from tests.conftest import SOURCE


def test_document_says_what_it_is(table: Table) -> None:
    info = table.info
    assert (info.name, info.title) == ("heshan-2022.txt", "2022年鹤山市委、市政府重点工作任务完成情况汇总表")
    assert (info.year, info.county, info.county_code) == (2022, "鹤山市", "440784")
    assert [note.source.line for note in info.notes] == [1076, 1077]
    assert info.notes[0].value == "备注：1.同一项目如有多个责任单位，排首单位为牵头责任单位并负责报送工作进展情况。"


def test_counts(table: Table) -> None:
    assert len(table.tasks) == 258
    assert len({task.id for task in table.tasks}) == 258
    assert Counter(t.category.number for t in table.tasks if t.category) == {1: 7, 2: 68, 3: 173, 4: 10}
    themes = Counter(t.theme.number for t in table.tasks if t.theme)
    assert [themes[number] for number in range(1, 11)] == [15, 23, 21, 12, 7, 9, 4, 11, 26, 45]
    assert sum(len(task.milestones) for task in table.tasks) == 762
    assert sum(len(task.reports) for task in table.tasks) == 524
    assert all(report.status for task in table.tasks for report in task.reports)


def test_headings_announce_what_was_read(table: Table) -> None:
    announced = [(h.number, h.announced) for h in table.info.headings]
    assert announced == [
        (1, 7),
        (2, 68),
        (3, 173),
        *zip(range(1, 11), [15, 23, 21, 12, 7, 9, 4, 11, 26, 45], strict=True),
        (4, 10),
    ]


def test_numbers_run_without_gaps(table: Table) -> None:
    for category, count in ((1, 7), (2, 68), (3, 173), (4, 10)):
        numbers = [t.number for t in table.tasks if t.category and t.category.number == category]
        assert numbers == list(range(1, count + 1))


def test_account_is_complete(table: Table) -> None:
    account = table.account
    assert account.complete
    assert account.reported == 0
    assert (account.rows, account.cells) == (929, 3467)
    assert sum(account.placed.values()) == account.cells
    assert account.placed == {
        "表前文字": 1,
        "表头": 870,
        "大类标题": 4,
        "专题标题": 10,
        "分管标题": 51,
        "序号": 261,
        "项目名称": 261,
        "节点计划": 713,
        "责任单位": 281,
        "完成情况": 510,
        "完成时间": 503,
        "表注": 2,
    }


def test_every_milestone_is_reported_once(table: Table) -> None:
    for task in table.tasks:
        covered = [position for report in task.reports for position in report.milestones]
        assert sorted(covered) == list(range(len(task.milestones))), task.id


def test_records_survive_json(table: Table) -> None:
    assert decode_tasks(encode_tasks(table.tasks)) == list(table.tasks)


@pytest.mark.parametrize(
    ("line", "written", "name"),
    [
        (793, "江门市生态环境局 鹤山分局", "江门市生态环境局鹤山分局"),
        (794, "江门市生态环境局 鹤山分局", "江门市生态环境局鹤山分局"),
        (797, "江门市生态环境局 鹤山分局", "江门市生态环境局鹤山分局"),
        (794, "市城市管理综合执法 局", "市城市管理综合执法局"),
        (731, "市创文工作领导小组 成员单位", "市创文工作领导小组成员单位"),
        (924, "市粤桂协作领导小组 成员单位", "市粤桂协作领导小组成员单位"),
        (
            1038,
            "市打击治理电信网络 新型违法犯罪联系会 议成员单位",
            "市打击治理电信网络新型违法犯罪联系会议成员单位",
        ),
        (265, "各街（镇）", "各镇（街）"),
        (373, "市发展改革委", "市发展改革局"),
    ],
)
def test_names_are_mended(table: Table, line: int, written: str, name: str) -> None:
    found = [u.name for t in table.tasks for u in t.units if u.source.line == line and u.written == written]
    assert found == [name]


def test_one_spelling_for_each_unit(table: Table) -> None:
    several = {name: spellings for name, spellings in table.aliases.items() if len(spellings) > 1}
    assert several == {
        "市发展改革局": ("市发展改革局", "市发展改革委"),
        "各镇（街）": ("各镇（街）", "各街（镇）"),
    }
    assert len({unit.name for task in table.tasks for unit in task.units}) == 92


def test_warnings_name_their_lines(table: Table) -> None:
    lines = [notice.line for notice in table.warnings]
    assert lines == sorted(lines)
    assert lines == [
        *(229, 265, 373, 454, 455, 562, 563, 731, 793, 794, 794, 797),
        *(825, 826, 847, 911, 912, 924, 933, 934, 935, 1038),
    ]
    said = {notice.line: str(notice) for notice in table.warnings}
    assert said[229] == ("heshan-2022.txt 第 229 行：任务“★鹤山市源发投资有限公司建筑用花岗岩矿开”没有完成时间")
    assert said[265] == "heshan-2022.txt 第 265 行：责任单位“各街（镇）”统一写作“各镇（街）”"
    assert said[373] == "heshan-2022.txt 第 373 行：责任单位“市发展改革委”统一写作“市发展改革局”"
    assert said[847] == "heshan-2022.txt 第 847 行：完成时间写在“完成情况”下（第 5 栏），按内容归位"
    assert said[1038] == (
        "heshan-2022.txt 第 1038 行：责任单位“市打击治理电信网络 新型违法犯罪联系会 议成员单位”被换行断开，"
        "已接为“市打击治理电信网络新型违法犯罪联系会议成员单位”"
    )


def written_of(task: Task) -> str:
    """All text of the source that a task's record keeps, folded and put end to end."""
    kept = [
        task.title.written,
        *(variant.written for variant in task.title_variants),
        *(milestone.text.written for milestone in task.milestones),
        *(unit.written for unit in task.units),
        *(report.narrative.written for report in task.reports),
        *(deadline.text for deadline in task.deadlines),
        *(extra.text.written for extra in task.extras),
    ]
    return "".join(map(fold, kept))


def test_nothing_is_lost(table: Table) -> None:
    """Every cell of every task row is found in the record of the task that covers the row's line."""
    kept = {line: written_of(t) for t in table.tasks for line in range(t.lines[0], t.lines[1] + 1)}
    checked, lost, in_table = 0, [], False
    for row in read_grid(SOURCE).rows:
        if Columns.is_header(row):
            in_table = True
        elif in_table and any(cell.source.column > 1 for cell in row.filled):
            for cell in row.filled:
                if cell.source.column > 1:
                    checked += 1
                    if fold(cell.text) not in kept[row.line]:
                        lost.append((row.line, cell.source.column, cell.text))
    assert lost == []
    assert checked == 2268  # 261 titles, 713 plans, 281 units, 510 statuses, 503 deadlines


def test_every_row_number_is_kept(table: Table) -> None:
    numbers = {line: t.number for t in table.tasks for line in range(t.lines[0], t.lines[1] + 1)}
    found = [
        (int(row.cells[0].text), numbers[row.line])
        for row in read_grid(SOURCE).rows
        if row.cells[0].text.isdecimal() and len(row.filled) > 1
    ]
    assert len(found) == 261
    assert all(printed == kept for printed, kept in found)
