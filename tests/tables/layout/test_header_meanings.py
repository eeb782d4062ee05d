"""What headers mean: every row of the list with its example and counter-example, and how words fit that are not listed."""

from __future__ import annotations

import pytest

from graph.language.word_lists import rows
from graph.tables.layout.header_meanings import LABELS, PART, Meaning, header_text, meanings_of


def best(header: str) -> str:
    found = meanings_of(header)
    return max(found, key=lambda meaning: found[meaning]).value if found else ""


@pytest.mark.parametrize(
    "row",
    [row for row in rows("header_words") if not row["meaning"].startswith(PART)],
    ids=lambda row: f"{row['meaning']}-{row['example']}",
)
def test_rows_hold_for_their_examples(row: dict[str, str]) -> None:
    found = meanings_of(row["example"])
    assert found[Meaning(row["meaning"])] >= 0.6
    assert best(row["counter"]) != row["meaning"]


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("2023年第三季度完成情况", "quarterprogress"),
        ("区政府分管领导", "leader"),
        ("牵 头 单 位", "lead"),
        ("協辦單位", "support"),
        ("总投资（万元）", "money"),
        ("进展情况、存在问题及下一步打算", "progress"),
        ("监理单位", "extra"),
        ("完成时限（2023年）", "deadline"),
        ("主体结构已完成85%。", ""),
        ("天气", ""),
    ],
)
def test_words_around_a_known_one(header: str, meaning: str) -> None:
    assert best(header) == meaning


def test_every_meaning_has_a_name() -> None:
    assert set(LABELS) == set(Meaning)


def test_a_header_is_compared_without_blanks_and_brackets() -> None:
    assert header_text("  责任\n单位（盖章）：") == "责任单位"
