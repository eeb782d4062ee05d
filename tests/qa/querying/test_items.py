"""Which item of a task a question asks about: made tables, and labelled questions about two real ones.

The questions were written before the finder was run on them; floors may only rise.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from graph.language.word_lists import language_rows
from graph.mentions.texts import folded_text
from graph.records import Task
from graph.tables.table import read_table
from graph.tables.telling_words import PieceWeights, word_pieces
from qa.querying.items import ItemFinder
from tests.alignment_score import TABLES
from tests.qa.cases import cases
from tests.test_alignment import made

CASES = cases("asked-items")
RIGHT, SIBLINGS = 0.95, 0.02
"""How many questions get just the items they ask about, and at most how many an item they do not."""


def finder_of(*tasks: Task) -> ItemFinder:
    return ItemFinder(PieceWeights(word_pieces(folded_text(task)) for task in tasks))


@lru_cache(maxsize=2)
def opened(name: str) -> tuple[dict[str, Task], ItemFinder]:
    tasks = {task.id: task for task in read_table(TABLES[name]).tasks}
    return tasks, finder_of(*tasks.values())


def asked(case: dict[str, Any]) -> list[int]:
    tasks, finder = opened(case["table"])
    return [item.milestone.no for item in finder.asked(case["question"], tasks[case["task"]])]


def test_floors() -> None:
    wrong = [
        (case["question"], case["milestones"], got)
        for case in CASES
        if set(got := asked(case)) != set(case["milestones"])
    ]
    strange = [row for row in wrong if set(row[2]) - set(row[1])]
    assert len(wrong) <= (1 - RIGHT) * len(CASES), wrong
    assert len(strange) <= SIBLINGS * len(CASES), strange


ROWS = (
    "1\t加快南北两区建设。\t（1）北区商业街改造工程：年底封顶。\t市甲局\t已完成。 北区商业街已封顶。\t12月",
    "\t\t（2）南区第一中学学生宿舍楼工程：年底动工。\t\t未按进度完成。 南区一中宿舍楼未动工。\t12月",
)


def names(folder: Path, question: str) -> list[str]:
    task = made(folder, *ROWS)
    return [item.name for item in finder_of(task).asked(question, task)]


def test_a_short_name_is_known_in_the_long_one(tmp_path: Path) -> None:
    assert len(names(tmp_path, "南区一中宿舍楼动工了吗")) == 1


def test_a_task_of_one_milestone_has_no_items(tmp_path: Path) -> None:
    task = made(tmp_path, ROWS[0])
    assert not finder_of(task).asked("北区商业街封顶了吗", task)


def test_several_are_told_in_the_order_asked(tmp_path: Path) -> None:
    task = made(tmp_path, *ROWS)
    found = finder_of(task).asked("第一中学宿舍楼和北区商业街进展如何", task)
    assert [item.milestone.no for item in found] == [2, 1]


@pytest.mark.parametrize("row", language_rows("item_words"), ids=lambda row: row["word"])
def test_item_words(row: dict[str, str], tmp_path: Path) -> None:
    """In the example only the south is asked about; in the counter-example the word waves nothing off."""
    rows = ("1\t两区。\t（1）南区。\t市甲局\t已完成。 南区完成。\t12月", "\t\t（2）北区。\t\t已完成。 北区完成。\t12月")
    task = made(tmp_path, *rows)
    finder = finder_of(task)
    assert [item.milestone.no for item in finder.asked(row["example"], task)] in ([], [1])
    assert [item.milestone.no for item in finder.asked(row["counter"], task)] in ([], [2])
