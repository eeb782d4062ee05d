"""Several counties and years asked together: whom a question asks, and the answers of each as one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from graph.language.word_lists import language_rows
from qa import Hetu
from qa.answerability.phrases import PhraseTable
from qa.collection.asked_scope import ScopeReader
from qa.collection.open_edition import OpenEdition
from qa.understanding.question import question_of

CASES = Path(__file__).resolve().parents[2] / "cases"
WORDS = PhraseTable("collection_words")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", rows("asked_scopes.jsonl"), ids=lambda row: row["question"])
def test_which_editions_a_question_asks(open_tables: Hetu, row: dict[str, Any]) -> None:
    editions = [OpenEdition(edition) for edition in open_tables.corpus.editions]
    read = ScopeReader(editions).read(row["question"], frozenset(range(len(editions))))
    assert [[editions[at].label for at in sorted(group)] for group in read.groups] == row["groups"]
    assert (read.frame.value, read.rest) == (row["frame"], row["rest"])
    assert (read.least, read.lacking) == (row.get("least", False), row.get("lacking", ""))


@pytest.mark.parametrize(
    "row", rows("several-editions.jsonl"), ids=lambda row: f"{row['question']}{row.get('scope', '')}"
)
def test_answers(open_tables: Hetu, row: dict[str, Any]) -> None:
    answer = open_tables.ask(row["question"], history=row.get("history", ()), scope=row.get("scope", ""))
    result = msgspec.to_builtins(answer.result)
    assert result["type"] == row["result"], answer.headline
    assert answer.refused == (row["result"] == "none")
    assert answer.question == row["question"]
    if "ids" in row:
        assert list(result["ids"]) == row["ids"]
        assert {hit.id for hit in answer.tasks if hit.scope == "direct"} == set(row["ids"])
    if "value" in row:
        assert result["value"] == row["value"]
    if "items" in row:
        assert {item["label"]: item["value"] for item in result["items"]} == row["items"]
    for words in row.get("said", ()):
        assert words in answer.headline


def test_what_is_open_is_told(open_tables: Hetu) -> None:
    assert open_tables.editions == ("鹤山市2022年", "鹤山市2023年", "鹤山市2021年", "开平市2023年")


@pytest.mark.parametrize("number", range(len(language_rows("collection_words"))))
def test_words_of_comparison(number: int) -> None:
    row = WORDS.rows[number]
    assert number in {phrase.row for phrase in WORDS.find(question_of(row["example"], ()))}
    assert number not in {phrase.row for phrase in WORDS.find(question_of(row["counter"], ()))}
