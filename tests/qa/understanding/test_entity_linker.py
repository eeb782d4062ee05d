"""Names in questions: known, written differently, unknown; and every row of the word lists that tell them apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.language.word_lists import language_rows, rows
from qa.understanding.contexts import contexts
from qa.understanding.entity_linker import EntityLinker, Names
from qa.understanding.normal_form import normal_form
from qa.understanding.question import read_question

CASES = Path(__file__).resolve().parents[2] / "cases" / "linking.jsonl"
KNOWN_MISSES = frozenset({"格力集团的项目开工了没"})
"""Cases that are read wrongly as yet."""


def read(linker: EntityLinker, text: str) -> Names:
    corrected, pairs = linker.correct(normal_form(text))
    return linker.read(corrected, pairs)


def cases() -> Iterator[dict[str, Any]]:
    with CASES.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case["text"])
def test_cases(linker: EntityLinker, case: dict[str, Any]) -> None:
    names = read(linker, case["text"])
    found = {
        "text": case["text"],
        "links": [[link.text, link.kind, link.label] for link in names.links],
        "assumed": [[one.written, one.link.label] for one in names.assumed],
        "suspects": [[one.text, one.kind] for one in names.suspects],
    }
    assert (found == case) is (case["text"] not in KNOWN_MISSES)


def test_near_names(linker: EntityLinker) -> None:
    (person,) = read(linker, "李志强副市长分管哪些任务").suspects
    assert (person.text, person.start, person.end, person.nearest[0]) == ("李志强", 0, 3, "李志")
    (plant,) = read(linker, "第四水厂建好了吗").suspects
    assert plant.nearest[0] == "第三水厂"
    assert read(linker, "月山镇和市宗教局").suspects[1].nearest[:1]


def test_offsets(linker: EntityLinker) -> None:
    text = "台山市、古劳镇和金岗镇、市国土局的任务"
    names = linker.read(text)
    for one in (*names.links, *names.suspects):
        assert text[one.start : one.end] == one.text
    assert [one.written for one in names.assumed] == ["市国土局"]


def test_questions_carry_them(linker: EntityLinker) -> None:
    question = read_question("古捞镇和金岗镇的任务", linker)
    assert question.corrected == (("古捞镇", "古劳镇"),)
    assert [(one.written, one.link.text) for one in question.assumed] == [("古捞镇", "古劳镇")]
    assert [one.text for one in question.suspects] == ["金岗镇"]
    assert [name.label for name in question.names] == ["古劳镇"]


@pytest.mark.parametrize(
    "text", ["", "？", "《》", "第", "〔2022〕", "市", "aaaa", "镇镇镇镇", "分管" * 400, "李" * 900]
)
def test_odd_texts(linker: EntityLinker, text: str) -> None:
    assert not read(linker, text).links


def test_look_ups(linker: EntityLinker) -> None:
    assert linker.is_written("第三水厂") and not linker.is_written("第四水厂")
    assert linker.is_place("古劳") and linker.is_county("鹤山") and not linker.is_county("古劳")
    assert 0 < linker.share("新能源") < linker.share("完成") <= 1


def _labels(names: Names, *kinds: str) -> list[str]:
    return [link.text for link in names.links if not kinds or link.kind in kinds]


def _has(kind: str) -> Callable[[Names], bool]:
    return lambda names: any(suspect.kind == kind for suspect in names.suspects)


def _links(names: Names) -> bool:
    return bool(_labels(names))


SEEN: dict[str, Callable[[Names], bool]] = {
    "behind-short": _links,
    "longer-town": lambda names: not _labels(names, "Town"),
    "unit-part": lambda names: not _links(names),
    "none-before": _links,
    "any-of": _links,
    "field-called": lambda names: any(len(text) > 2 for text in _labels(names)),
    "field-not": lambda names: not any(len(text) > 2 for text in _labels(names)),
    "heading-called": lambda names: bool(_labels(names, "Theme")),
    "heading-filler": lambda names: bool(_labels(names, "Theme")),
    "title": _has("Person"),
    "other-title": _has("Person"),
    "high-title": _has("Person"),
    "over": _has("Person"),
    "before-person": _has("Person"),
}
"""What a word of a kind does to a text; others are only looked at as words."""


def filled(table: tuple[dict[str, str], ...], *columns: str) -> list[Any]:
    """Every word of a table with its example and counter-example."""
    return [
        pytest.param(
            *(row[c] for c in columns),
            *(row[c].replace("【】", word) for c in ("example", "counter")),
            word,
            id=f"{row[columns[0]]}-{word}",
        )
        for row in table
        for word in row["words"].split()
    ]


@pytest.mark.parametrize(("kind", "example", "counter", "word"), filled(language_rows("name_contexts"), "kind"))
def test_contexts(linker: EntityLinker, kind: str, example: str, counter: str, word: str) -> None:
    if kind in SEEN:
        assert SEEN[kind](read(linker, example)) and not SEEN[kind](read(linker, counter))
    else:
        place = example.index(word) if example.startswith(word) else example.rindex(word)
        assert contexts(kind).at(example, place).startswith(word)
        assert word not in counter


@pytest.mark.parametrize(("kind", "example", "counter", "word"), filled(rows("name_heads"), "kind"))
def test_heads(linker: EntityLinker, kind: str, example: str, counter: str, word: str) -> None:
    kinds = {"School", "Branch"} if kind == "Branch" else {kind}
    found, other = read(linker, example).suspects, read(linker, counter).suspects
    assert any(one.kind in kinds for one in found)
    assert not any(one.kind in kinds for one in other)


@pytest.mark.parametrize(
    ("kind", "word"), [(row["kind"], word) for row in rows("name_heads") for word in row["common"].split()]
)
def test_common_words(linker: EntityLinker, kind: str, word: str) -> None:
    head = next(
        row["words"].split()[0] for row in rows("name_heads") if row["kind"] == kind and word in row["common"].split()
    )
    text = word if kind == "Division" else f"{word}{head}"
    assert not [one for one in read(linker, f"请问{text}有几个").suspects if one.kind == kind and one.text == text]


@pytest.mark.parametrize(("today", "example", "counter", "word"), filled(rows("former_bureaus"), "today"))
def test_former_names(linker: EntityLinker, today: str, example: str, counter: str, word: str) -> None:
    names = read(linker, f"市{word}牵头的任务")
    assert [one.written for one in names.assumed] == [f"市{word}"] and today
    assert read(linker, example).assumed and not read(linker, counter).assumed


@pytest.mark.parametrize(("kind", "example", "counter", "word"), filled(rows("surnames"), "kind"))
def test_surnames(linker: EntityLinker, kind: str, example: str, counter: str, word: str) -> None:
    assert [one.text for one in read(linker, example).suspects] == [f"{word}志强"] and kind
    assert not read(linker, counter).suspects


@pytest.mark.parametrize(("meaning", "example", "counter", "word"), filled(language_rows("asking_words"), "meaning"))
def test_asking_words(linker: EntityLinker, meaning: str, example: str, counter: str, word: str) -> None:
    from pypinyin import lazy_pinyin

    spelt = "".join(lazy_pinyin(word))
    text, read_as = linker.correct(example.replace(word, spelt))
    assert read_as and not any(char.isascii() for char in text) and meaning
    assert linker.correct(counter)[0] == counter
