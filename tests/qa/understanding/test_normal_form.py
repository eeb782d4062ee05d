"""The normal form: comparable spellings, and the words of speech by every row of their list."""

from __future__ import annotations

import pytest

from graph.language.gazetteer import Gazetteer
from graph.language.word_lists import language_rows
from qa.understanding.normal_form import MAX_CHARS, normal_form, plain_form

ROWS = language_rows("dialect")


def _name(row: dict[str, str]) -> str:
    return f"{row['standard']}-{row['words'][:6]}"


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_words_of_speech(row: dict[str, str]) -> None:
    """The example has a word of the row, which becomes the standard one; in the counter-example nothing changes."""
    words = Gazetteer(row["words"].split())
    assert words.all(plain_form(row["example"])) or words.all(row["example"])
    assert row["standard"] in normal_form(row["example"])
    assert normal_form(row["counter"]) == plain_form(row["counter"])


@pytest.mark.parametrize("row", [row for row in ROWS if row["not_in"]], ids=_name)
def test_longer_words_only_look_like_them(row: dict[str, str]) -> None:
    for look in row["not_in"].split():
        assert normal_form(look) == plain_form(look)


def test_no_word_has_two_standards() -> None:
    words = [word for row in ROWS for word in row["words"].split()]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("大鵬路斷頭路打通了嗎？", "大鹏路断头路打通了吗?"),
        ("ＧＤＰ增长多少", "GDP增长多少"),
        ("二〇二二年(上半年)", "2022年（上半年）"),
        ("各镇(街)的任务", "各镇（街）的任务"),
        ("桃源镇 任务 有哪些", "桃源镇 任务 有哪些"),
        ("GDP 增长 多少", "GDP增长 多少"),
        ("古劳镇\u200b的\ufeff任务\n", "古劳镇的任务"),
        ("★项目", "★项目"),
        ("", ""),
    ],
)
def test_spellings(written: str, read: str) -> None:
    assert normal_form(written) == read


@pytest.mark.parametrize("char", ["啊", "㍿", "①", "\u200b", "𠀀"])
def test_no_more_than_so_many_characters(char: str) -> None:
    assert len(normal_form(char * 1_000_000)) <= MAX_CHARS


@pytest.mark.parametrize(
    "text", ["古劳镇牵头的任务有哪些?", "边啲任务未搞掂?", "大鵬路 幾時通？", "二〇二二年(上半年)"]
)
def test_what_is_normal_stays(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)


@pytest.mark.parametrize("row", language_rows("asking_heads"), ids=lambda row: row["meaning"])
def test_words_before_a_colon_that_only_say_what_it_is_for(row: dict[str, str]) -> None:
    for word in row["words"].split():
        assert normal_form(f"{word}：古劳镇有哪些任务") == "古劳镇有哪些任务"
    assert normal_form(row["example"]) == normal_form(row["example"].partition("：")[2])
    assert normal_form(row["counter"]).startswith(normal_form(row["counter"].partition("：")[0]))
