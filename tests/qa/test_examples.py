"""Examples on the first page: made of the open tables, and every one is answered."""

from __future__ import annotations

import pytest

from qa import Hetu
from qa.examples import MOST, several_examples


@pytest.mark.parametrize("opened", ["hetu", "open_tables"])
def test_every_example_is_answered(request: pytest.FixtureRequest, opened: str) -> None:
    kg: Hetu = request.getfixturevalue(opened)
    assert 5 <= len(kg.examples) <= MOST
    assert len(set(kg.examples)) == len(kg.examples)
    assert [example for example in kg.examples if kg.ask(example).refused] == []


def test_several_tables_are_asked_together() -> None:
    assert several_examples([("甲县", 2022), ("乙县", 2022)]) == ("哪个县市没完成的任务最多？",)
    assert several_examples([("甲县", 2022), ("甲县", 2024), ("甲县", 2023)]) == ("甲县2024年比2023年新列了哪些任务？",)
    assert several_examples([("甲县", 2022)]) == ()
    assert several_examples([(None, None), (None, None)]) == ()
