"""The word lists of names test themselves: 【】 marks the names of an example; the counter-example holds none."""

from __future__ import annotations

import pytest

from graph.knowledge.same_work import _telling
from graph.language.word_lists import rows, words
from graph.mentions.project_names import NameReader, is_head
from graph.mentions.projects import ProjectFinder
from graph.mentions.units import UnitFinder

PROJECTS = rows("project_words")
HEADS = [(row["kind"], word) for row in PROJECTS for word in row["words"].split() if is_head(word)]


def marked(example: str) -> tuple[str, list[str]]:
    """An example without its marks, and the names between them."""
    parts = example.replace("】", "【").split("【")
    return "".join(parts), parts[1::2]


def projects(text: str) -> list[str]:
    return [text[span.start : span.end] for span in ProjectFinder([], [text], "开平市").find(text)]


def units(text: str) -> list[str]:
    finder = UnitFinder({"市教育局": ()}, "开平市", ["水口镇"])
    return [text[span.start : span.end] for span in finder.find(text)]


@pytest.mark.parametrize("row", PROJECTS, ids=lambda row: f"{row['kind']}-{row['words'].split()[0]}")
def test_project_words(row: dict[str, str]) -> None:
    text, names = marked(row["example"])
    assert projects(text) == names
    assert projects(row["counter"]) == []


@pytest.mark.parametrize(("kind", "word"), HEADS, ids=lambda part: part)
def test_every_head_ends_a_name(kind: str, word: str) -> None:
    text = f"已到瀚泽{word}。"
    ends = {named.end for named in NameReader(["瀚泽"]).read(text)}
    assert text.index(word) + len(word) in ends, kind


@pytest.mark.parametrize("row", rows("unit_words"), ids=lambda row: row["kind"])
def test_unit_words(row: dict[str, str]) -> None:
    text, names = marked(row["example"])
    assert units(text) == names
    assert units(row["counter"]) == []


@pytest.mark.parametrize("row", rows("formula_words"), ids=lambda row: row["kind"])
def test_formula_words(row: dict[str, str]) -> None:
    assert "|" in _telling(row["example"])
    assert "|" not in _telling(row["counter"])


@pytest.mark.parametrize("table", ["project_words", "unit_words", "formula_words"])
def test_no_word_is_written_twice_in_a_row(table: str) -> None:
    for row in rows(table):
        assert len(row["words"].split()) == len(set(row["words"].split())), row["kind"]


def test_heads_have_one_kind() -> None:
    assert len(HEADS) > 200
    assert "水厂" in words("project_words", "words", "kind", "water")
