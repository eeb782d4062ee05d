"""What waves an item off: every row in its example and counter-example, and what is left of a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.language.text import fold
from graph.language.word_lists import language_rows
from graph.mentions.texts import task_texts
from qa.querying.asked_text import asking_text
from qa.querying.items import ItemFinder
from tests.test_alignment import made


@pytest.mark.parametrize("row", language_rows("item_words"), ids=lambda row: row["word"])
def test_item_words(row: dict[str, str], tmp_path: Path) -> None:
    """In the example only the south is asked about; in the counter-example the word waves nothing off."""
    rows = ("1\t两区。\t（1）南区。\t市甲局\t已完成。 南区完成。\t12月", "\t\t（2）北区。\t\t已完成。 北区完成。\t12月")
    task = made(tmp_path, *rows)
    finder = ItemFinder([fold("\n".join(one.text for one in task_texts(task)))])
    assert [item.milestone.no for item in finder.asked(row["example"], task)] in ([], [1])
    assert [item.milestone.no for item in finder.asked(row["counter"], task)] in ([], [2])


@pytest.mark.parametrize(
    ("question", "asking"),
    [
        ("总进度百分之几？箱涵单项不要。", "总进度百分之几?"),
        ("甲院项目（不是乙院那个）买了几台", "甲院项目(买了几台"),
        ("超额没超额我不管，新增了几座", "新增了几座"),
        ("是不是建好了", "是不是建好了"),
    ],
)
def test_what_is_waved_off_asks_nothing(question: str, asking: str) -> None:
    assert asking_text(question) == asking
