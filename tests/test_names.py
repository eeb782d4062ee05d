"""Names of units: normal form and aliases, each with its rule; the reader of the word lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import VocabularyError
from graph.language.word_lists import names_dir, rows, words
from graph.names import (
    RULE_DEPARTMENT,
    RULE_NO_LEVEL,
    RULE_SHORT,
    RULE_SPELLING,
    body_of,
    bureau_names,
    general_names,
    normal_form,
    unit_aliases,
    without_level,
)


def rules(official: str, spellings: tuple[str, ...] = ()) -> dict[str, str]:
    return {alias.text: alias.rule for alias in unit_aliases(official, spellings)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("市发展改革局", "发展改革局"),
        ("县发展和改革委员会", "发展和改革委员会"),
        ("区教育局", "教育局"),
        ("开平市教育局", "教育局"),
        ("长兴县教育局", "教育局"),
        ("市场监督管理局", "市场监督管理局"),
        ("市市场监督管理局", "市场监督管理局"),
        ("教育局", "教育局"),
    ],
)
def test_without_level(name: str, expected: str) -> None:
    assert without_level(name) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市发展改革局", "市发展和改革局"),
        ("市发展与改革局", "发展改革局"),
        ("县发展和改革委员会", "发展改革委"),
        ("肥西县住房和城乡建设局", "市住房城乡建设局"),
        ("市城市管理和综合执法局", "城市管理综合执法局"),
        ("市政府办公室 (金融股)", "市政府办公室（金融股）"),
        ("市市场监督管理局", "市场监督管理局"),
    ],
)
def test_one_normal_form(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"), [("市教育局", "市财政局"), ("市发展改革局", "市发展改革委员会"), ("市水利局", "市水务局")]
)
def test_different_units_differ(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@pytest.mark.parametrize(
    ("official", "alias", "rule"),
    [
        ("市发展改革局", "发展改革局", RULE_NO_LEVEL),
        ("市发展改革局", "发改局", RULE_SHORT),
        ("市发展改革局", "发改委", RULE_SHORT),
        ("市发展改革局", "市发改局", RULE_SHORT),
        ("市发展改革局", "市发展和改革局", RULE_SHORT),
        ("县发展和改革委员会", "县发改委", RULE_SHORT),
        ("长兴县发展改革局", "县发改局", RULE_SHORT),
        ("市科工商务局", "科工局", RULE_SHORT),
        ("市科工商务局", "市科工局", RULE_SHORT),
        ("市人力资源和社会保障局", "人社局", RULE_SHORT),
        ("市人力资源社会保障局", "人社局", RULE_SHORT),
        ("市住房和城乡建设局", "住建局", RULE_SHORT),
        ("市城市管理和综合执法局", "城管局", RULE_SHORT),
        ("市文化广电旅游体育局", "文广旅体局", RULE_SHORT),
        ("市政务服务数据管理局", "政数局", RULE_SHORT),
        ("市政务服务数据管理局", "市政数局", RULE_SHORT),
        ("区教育局", "教育局", RULE_NO_LEVEL),
        ("市市场监督管理局", "市场监管局", RULE_SHORT),
        ("市政府办公室（金融股）", "金融股", RULE_DEPARTMENT),
        ("市政府办公室（金融股）", "政府办金融股", RULE_DEPARTMENT),
        ("市政府办公室（金融股）", "市政府办（金融股）", RULE_DEPARTMENT),
        ("市政府办公室（金融股）", "市政府办公室金融股", RULE_DEPARTMENT),
    ],
)
def test_alias_and_its_rule(official: str, alias: str, rule: str) -> None:
    assert rules(official)[alias] == rule


@pytest.mark.parametrize("official", ["市发展改革局", "市市场监督管理局", "市政府办公室（金融股）", "县教育局"])
def test_aliases_are_other_names_once_each(official: str) -> None:
    texts = [alias.text for alias in unit_aliases(official)]
    assert official not in texts
    assert len(texts) == len(set(texts))
    assert min(map(len, texts)) > 1


@pytest.mark.parametrize(
    ("official", "absent"),
    [
        ("市市场监督管理局", "场监督管理局"),
        ("市场监督管理局", "场监督管理局"),
        ("市教育局", "财政局"),
        ("市财政局", "发改局"),
        ("市政府办公室（金融股）", "市政府办公室"),
        ("市政府办公室（金融股）", "政府办"),
    ],
)
def test_no_such_alias(official: str, absent: str) -> None:
    assert absent not in rules(official)


def test_spellings_of_the_table_come_first() -> None:
    first = unit_aliases("市发展改革局", ("市发改部", "市发展改革局"))[0]
    assert (first.text, first.rule) == ("市发改部", RULE_SPELLING)


def test_unit_outside_the_table_loses_only_its_level() -> None:
    assert rules("市珠算协会") == {"珠算协会": RULE_NO_LEVEL}


def test_bracket_that_is_no_department_has_spellings_only() -> None:
    assert rules("市教育局（牵头）", ("市教育局(牵头)",)) == {"市教育局(牵头)": RULE_SPELLING}


def test_bureau_names() -> None:
    assert bureau_names("科工商务局")[:2] == ("科工局", "科工商局")
    assert bureau_names("珠算协会") == ()
    assert body_of("市发展和改革局") == body_of("市发改委")
    assert body_of("珠算协会") is None


def test_general_names_are_long_enough_and_whole() -> None:
    names = general_names()
    assert {"发改局", "人社局", "住房和城乡建设局", "市场监督管理局"} <= names
    assert min(map(len, names)) == 3
    assert not any("…" in name for name in names)


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An own folder of word lists; what was read from it is forgotten afterwards."""
    monkeypatch.setenv("HETU_NAMES", str(tmp_path))
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    rows.cache_clear()
    words.cache_clear()


def test_reader_reads_its_folder(lists: Path) -> None:
    (lists / "own.csv").write_text("kind,words\nform,甲 乙丙\ntrade,丁戊己 甲\n", encoding="utf-8")
    assert names_dir() == lists
    assert rows("own") == ({"kind": "form", "words": "甲 乙丙"}, {"kind": "trade", "words": "丁戊己 甲"})
    assert words("own", "words") == ("丁戊己", "乙丙", "甲")
    assert words("own", "words", "kind", "form") == ("乙丙", "甲")
    assert words("own", "words", "kind", "none") == ()


def test_quoted_field_may_hold_a_comma(lists: Path) -> None:
    (lists / "own.csv").write_text('kind,words\nform,"甲,乙"\n', encoding="utf-8")
    assert words("own", "words") == ("甲,乙",)


def test_missing_list(lists: Path) -> None:
    with pytest.raises(VocabularyError) as caught:
        rows("nowhere")
    assert str(caught.value).startswith(f"词表 {lists / 'nowhere.csv'} 无法读取（应为 UTF-8 的 CSV）：")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("kind,words\nform,甲,乙\n", 2),
        ("kind,words\nform,甲\nform\n", 3),
        ("kind,words\nform,甲\nform,乙\ntrade,丙,,\n", 4),
    ],
)
def test_row_with_a_wrong_number_of_fields(lists: Path, text: str, line: int) -> None:
    (lists / "bad.csv").write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        rows("bad")
    assert str(caught.value) == f"词表 {lists / 'bad.csv'} 第 {line} 行：字段数应与表头一致"


def test_unclosed_quote(lists: Path) -> None:
    (lists / "bad.csv").write_text('kind,words\nform,"甲\n', encoding="utf-8")
    with pytest.raises(VocabularyError, match="无法读取"):
        rows("bad")


def test_folder_of_the_package_is_used_again() -> None:
    assert names_dir().name == "names"
    assert "亿元" in words("units_of_measure", "unit", "dimension", "yuan")
