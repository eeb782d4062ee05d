"""Columns of sums and shares: their roles, their figures, and the words that name them."""

from __future__ import annotations

import pytest

from graph.language.word_lists import language_rows
from graph.records import Cited, Extra, SourceRef, Task
from qa.querying.figure_columns import asked_columns, called, figure_columns, role_of


def cited(text: str, line: int = 1) -> Cited:
    return Cited(text, text, SourceRef("a.xlsx", line, 1))


def task(number: int, **cells: str) -> Task:
    """A task with cells under headers; 万元 where the header tells no unit."""
    extras = tuple(
        Extra(header, cited(text, number), "share" if "率" in header else "money", "万元")
        for header, text in cells.items()
    )
    return Task(
        f"1-{number}", "a.xlsx", None, None, None, number, cited("路"), False, (), (), (), (), (1, 1), extras=extras
    )


@pytest.mark.parametrize("row", language_rows("column_roles"), ids=lambda row: f"{row['role']} {row['example']}")
def test_rows(row: dict[str, str]) -> None:
    share = row["role"] == "rate"
    assert role_of(row["example"], share=share) == row["role"]
    assert role_of(row["counter"], share=share) != row["role"]


def test_two_tables_word_one_role_otherwise() -> None:
    tasks = [task(n, **{"总投资": f"{n}000"}) for n in (1, 2, 3)]
    tasks += [task(n, **{"总投资（亿元）": f"0.{n}"}) for n in (4, 5, 6)]
    [column] = figure_columns(tasks)
    assert (column.role, column.dimension) == ("whole", "yuan")
    assert {key: one.value for key, one in column.figures.items()}["1-4"] == 40_000_000
    assert column.figures["1-2"].value == 20_000_000


def test_a_rate_that_two_columns_give() -> None:
    tasks = [task(n, **{"2022年计划": "1,000", "1—9月完成": str(100 * n)}) for n in (1, 2, 3)]
    rate = next(column for column in figure_columns(tasks) if column.role == "rate")
    assert [rate.figures[f"1-{n}"].value for n in (1, 2, 3)] == [10.0, 20.0, 30.0]


def test_words_among_figures_are_no_column() -> None:
    tasks = [task(n, 备注=text) for n, text in enumerate(("12", "省列重大", "市列", "15", "18"), start=1)]
    assert figure_columns(tasks) == ()


def test_a_blank_is_no_zero() -> None:
    tasks = [task(n, 总投资=text) for n, text in enumerate(("12", "—", "15", "18", "/"), start=1)]
    [column] = figure_columns(tasks)
    assert sorted(column.figures) == ["1-1", "1-3", "1-4"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("总投资合计多少", ["总投资"]),
        ("投资最大的是哪个", ["总投资"]),
        ("今年完成投资还差多少", ["完成投资"]),
        ("计划投资和完成投资各是多少", ["年度计划", "完成投资"]),
        ("修了多少公里", []),
    ],
)
def test_the_columns_that_a_question_names(question: str, names: list[str]) -> None:
    tasks = [task(n, 总投资="9", 年度计划="5", 完成投资="3") for n in (1, 2, 3)]
    assert [one.column.name for one in asked_columns(question, figure_columns(tasks))] == names


def test_a_weak_word_within_a_name_names_nothing() -> None:
    columns = figure_columns([task(n, 总投资="9") for n in (1, 2, 3)])
    assert asked_columns("政府投资项目有几个", columns, [(0, 6)]) == []


def test_what_was_done_up_to_a_year() -> None:
    tasks = [task(n, **{"至2021年底累计完成": "9", "1—9月完成": "5"}) for n in (1, 2, 3)]
    [asked] = asked_columns("到2021年底已经投了多少钱", figure_columns(tasks))
    assert asked.column.role == "before"


def test_what_a_column_is_called() -> None:
    assert [called(one) for one in ("投资情况（万元） 1—9月完成", "总投资 （亿元）", "床位（张）")] == [
        "1—9月完成",
        "总投资",
        "床位",
    ]
