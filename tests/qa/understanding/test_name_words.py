"""Words for all towns, for any town, and for numbered headings: every row in its example and counter-example."""

from __future__ import annotations

import pytest

from graph.language.word_lists import rows
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.normal_form import normal_form

CASES = [
    (row["kind"], row["example"], row["counter"], word) for row in rows("town_groups") for word in row["words"].split()
]


@pytest.mark.parametrize(("kind", "example", "counter", "word"), CASES)
def test_words(linker: EntityLinker, kind: str, example: str, counter: str, word: str) -> None:
    found = [link.label for link in linker.link(normal_form(example.replace("【】", word)))]
    assert found == [{"all": "各镇（街）", "any": "任何镇（街道）"}[kind]]
    assert not linker.link(normal_form(counter.replace("【】", word)))


HEADINGS = [
    (row["kind"], row["example"], row["counter"], word)
    for row in rows("heading_words")
    for word in row["words"].split()
]


@pytest.mark.parametrize(("kind", "example", "counter", "word"), HEADINGS)
def test_heading_words(linker: EntityLinker, kind: str, example: str, counter: str, word: str) -> None:
    (found,) = linker.link(normal_form(example.replace("【】", word)))
    assert found.kind == kind
    assert not linker.link(normal_form(counter.replace("【】", word)))
