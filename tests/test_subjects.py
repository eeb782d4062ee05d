"""What milestones are about: subjects of made sentences, and the word list that finds them."""

from __future__ import annotations

from collections import Counter

import pytest

from graph.language.word_lists import rows
from graph.mentions.subjects import milestone_subjects
from graph.records import Cited, Milestone, SourceRef, Task

HERE = SourceRef("", 1, 1)


def subjects(text: str, title: str = "做好全年工作。", siblings: tuple[str, ...] = ()) -> tuple[str, ...]:
    steps = tuple(
        Milestone(number, Cited(words, words, HERE), True, False, None, False, (), ())
        for number, words in enumerate((text, *siblings), start=1)
    )
    task = Task("1-1", "", None, None, None, 1, Cited(title, title, HERE), False, steps, (), (), (), (1, 1))
    return milestone_subjects(task, steps[0])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("配合推进银洲湖高速（鹤山段）建设，上半年完成征地拆迁工作。", "银洲湖高速"),
        ("优化充电桩布局、扩大规模。（市发展改革局牵头）", "充电桩布局"),
        ("鹤山市昆仑学校新建工程项目：12月15日前开展教学楼建设。", "鹤山市昆仑学校新建工程项目"),
        ("6月底前完成户厕改造1200户。", "户厕改造"),
        ("推广“邑康保”。", "邑康保"),
    ],
)
def test_the_thing_without_verbs_dates_and_counts(text: str, first: str) -> None:
    assert subjects(text)[0] == first


def test_a_long_name_gives_its_coined_part_too() -> None:
    long_name = "鹤山市珠西物流中心熙麦大湾区时尚供应链枢纽建设项目"
    assert "熙麦" in subjects(f"{long_name}：12月15日完成90%工程量。", siblings=("珠西物流中心二期建设。",))


def test_a_bare_stage_is_about_what_the_title_names() -> None:
    assert "宇珑" in "".join(subjects("6月底前完成主体工程。", title="广东宇珑高新材料有限公司高新材料项目。"))


def test_at_most_three() -> None:
    assert len(subjects("推进甲乙路、丙丁路、戊己路、庚辛路建设，完善壬癸公园。")) <= 3


def test_what_a_damaged_source_left_harms_nobody() -> None:
    assert subjects("推进甲\ud800\x00路建设。")


def test_the_list_of_verbs_explains_itself() -> None:
    table = rows("task_verbs")
    assert [row["kind"] for row in table] == ["verb", "tail", "generic", "cut"]
    assert all(row["meaning"] and row["example"] and row["counter_example"] for row in table)
    for row in table:
        twice = [word for word, count in Counter(row["words"].split()).items() if count > 1]
        assert not twice, (row["kind"], twice)
        assert any(word in row["example"] for word in row["words"].split())
