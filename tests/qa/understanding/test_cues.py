"""Cues: every row of the lists in its example and its counter-example, every word by itself, and how they are cut out."""

from __future__ import annotations

import pytest

from graph.language.word_lists import language_rows
from qa.understanding.cues import Sense, find_cues, phrases
from qa.understanding.normal_form import normal_form

ROWS = language_rows("cues")
KNOWN_STATUSES = {"mostly", "behind", "unfinished", "suspended", "not-started", "completed", "exceeded", "on-track"}


def _name(row: dict[str, str]) -> str:
    return f"{row['kind']}-{row['value']}-{row['words'][:6]}"


def _says(text: str, row: dict[str, str]) -> bool:
    """Whether a cue of a row, in its sense, stands in a text."""
    sense, words = Sense(row["kind"], row["value"]), set(phrases(row))
    return any(sense in cue.senses and cue.text in words for cue in find_cues(normal_form(text)))


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_rows(row: dict[str, str]) -> None:
    assert _says(row["example"], row), find_cues(normal_form(row["example"]))
    assert not _says(row["counter"], row), find_cues(normal_form(row["counter"]))


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_every_word_says_it_by_itself(row: dict[str, str]) -> None:
    sense = Sense(row["kind"], row["value"])
    looks = {word for other in ROWS for word in other["not_in"].split()}
    lost = [
        word
        for word in phrases(row)
        if word not in looks and not any(cue.text == word and sense in cue.senses for cue in find_cues(word))
    ]
    assert not lost


@pytest.mark.parametrize("row", [row for row in ROWS if row["not_in"]], ids=_name)
def test_longer_words_only_look_like_them(row: dict[str, str]) -> None:
    words = set(phrases(row))
    longer = [look for look in phrases({"words": row["not_in"]}) if look not in words]
    taken = {look: [cue.text for cue in find_cues(look) if cue.text in words] for look in longer}
    assert {look: cues for look, cues in taken.items() if cues} == {}


def test_no_word_is_twice_in_a_row() -> None:
    for row in ROWS:
        words = row["words"].split()
        assert sorted(words) == sorted(set(words)), _name(row)


def test_statuses_are_those_that_conditions_know() -> None:
    assert {row["value"] for row in ROWS if row["kind"] == "status"} == KNOWN_STATUSES


def test_every_part_is_used_and_known() -> None:
    parts = {row["part"] for row in language_rows("cue_parts")}
    written = [row["words"] + row["not_in"] for row in ROWS]
    used = {name.partition(">")[0] for words in written for name in words.split("<")[1:]}
    assert used == parts


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("哪些任务没完成", [("哪些", "which"), ("任务", "task"), ("没完成", "unfinished")]),
        ("是不是都完成了", [("是不是", "whether"), ("都完成", "completed")]),
        ("有没有全部完成", [("有没有", "whether"), ("全部完成", "completed")]),
        ("完成率最低的分管领导", [("完成率", "rate"), ("最低", "least"), ("分管领导", "leader")]),
        ("停车场建好了吗", [("建好了吗", "bare")]),
        ("按时完成的", [("按时完成", "completed")]),
    ],
)
def test_the_first_and_longest(text: str, cues: list[tuple[str, str]]) -> None:
    found = [(cue.text, cue.senses[0].value) for cue in find_cues(text)]
    assert found == cues


def test_no_cue_reaches_into_what_is_taken() -> None:
    text = "停工办牵头的任务"
    assert find_cues(text)[0].text == "停工"
    assert [cue.text for cue in find_cues(text, [(0, 3)])] == ["牵头", "任务"]
    assert find_cues("") == ()
