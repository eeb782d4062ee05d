"""What tables of a document are called, by their titles."""

from __future__ import annotations

import pytest

from graph.language.word_lists import rows
from graph.tables.layout.part_names import part_names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("陇西县2023年重点项目建设进展情况表", "重点项目"),
        ("附件2：2023年为民办实事工作进展台账（截至11月底）", "为民办实事"),
        ("平舆县2019年一季度重点工作推进情况", "重点工作"),
        ("2022年南丰县政府投资重点项目推进情况表", "政府投资重点项目"),
        ("2022年度县重点建设项目计划表", "重点建设项目"),
        ("十件民生实事", "民生实事"),
        ("表2 产业项目一览表", "产业项目"),
        ("市区道路建设项目", "市区道路建设项目"),
    ],
)
def test_what_a_title_says_is_listed(title: str, name: str) -> None:
    assert part_names([title]) == (name,)


@pytest.mark.parametrize("title", ["Sheet1", "附件1", "", "表", "为" * 50])
def test_a_title_that_tells_nothing(title: str) -> None:
    assert part_names([title]) == ()


@pytest.mark.parametrize("row", [row for row in rows("title_words") if row["kind"] in {"head", "tail"}])
def test_rows(row: dict[str, str]) -> None:
    assert part_names([row["example"]]) != (row["example"],)
    assert part_names([row["counter"]]) == (row["counter"],)
