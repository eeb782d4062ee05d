"""Plain words: what tells how something is asked. None may be a name, a status or a deadline, which would be lost."""

from __future__ import annotations

import pytest

from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.word_lists import language_rows
from qa.understanding.cues import find_cues
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.matters import is_plain
from qa.understanding.question import read_question

ROWS = language_rows("plain_words")
WORDS = sorted({word for row in ROWS for word in row["words"].split()})
CONDITIONS = {"status", "starred"}
ANSWERS = {"responsible", "inPortfolioOf", "partOf", "underTheme"}
"""What ties a task to who answers for it, and to its headings."""


def test_rows_are_well_formed() -> None:
    assert len({row["kind"] for row in ROWS}) == len(ROWS)
    assert all(row["words"] and row["meaning"] for row in ROWS)
    assert len(WORDS) > 400


def test_no_plain_word_sets_a_condition() -> None:
    taken = {
        word: sense
        for word in WORDS
        for cue in find_cues(word)
        for sense in cue.senses
        if cue.text == word and sense.kind in CONDITIONS
    }
    assert taken == {}


def test_no_plain_word_names_who_answers_for_a_task(kg: KnowledgeGraph) -> None:
    ends = {end for _, end, values in kg.edges(data=True) if values["kind"] in ANSWERS}
    assert {kg.nodes[end]["label"] for end in ends} & set(WORDS) == set()


@pytest.mark.parametrize("text", ["请问", "帮我查一下", "目前", "大家", "分别"])
def test_words_of_asking_are_plain(linker: EntityLinker, text: str) -> None:
    assert all(is_plain(piece) or piece.senses for piece in read_question(text, linker).pieces)


@pytest.mark.parametrize("text", ["污水", "校园餐", "断头路"])
def test_matters_are_not(linker: EntityLinker, text: str) -> None:
    assert not all(is_plain(piece) for piece in read_question(text, linker).pieces)
