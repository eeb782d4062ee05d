"""Projects, units and villages, and work told twice, against labels written without sight of the program.

``tests/cases/named-things.jsonl``: 200 stretches drawn by chance from two tables, each read by hand; a name is right
when it is the label word for word; what ``accept`` holds is neither right nor wrong. ``tests/cases/same-work.jsonl``: pairs of tasks of one table that are the same work,
``sure`` where no doubt was left. Rows with ``half`` odd were never looked at while the program was written: only their
figures were. The floors may only rise.
"""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from graph.knowledge.same_work import same_work
from graph.language.text import fold
from graph.mentions.find import Mention, MentionFinder, TaskMentions
from graph.mentions.texts import task_texts
from graph.places.table_county import table_county
from graph.tables.table import read_table

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
SOURCES = {"heshan": ROOT / "data" / "heshan-2022.txt", "taishun": ROOT / "tests" / "taishun" / "taishun-2023.txt"}
_SHORTEST = 6
"""A stretch of a label counts as part of a text from so many characters on (marks before a title differ)."""


def labels(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@lru_cache(maxsize=2)
def mentions(doc: str) -> tuple[TaskMentions, ...]:
    table = read_table(SOURCES[doc])
    return tuple(MentionFinder(table, table_county(table)).all())


@lru_cache(maxsize=2)
def texts(doc: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for item in mentions(doc):
        for text in task_texts(item.task):
            found.setdefault(text.line, []).append(fold(text.text))
    return found


@lru_cache(maxsize=4096)
def blocks(text: str, stretch: str) -> tuple[tuple[int, int], ...]:
    """Where a text and a stretch agree, as offsets in the text."""
    if stretch in text:
        start = text.index(stretch)
        return ((start, start + len(stretch)),)
    matching = SequenceMatcher(None, text, stretch, autojunk=False).get_matching_blocks()
    return tuple((block.a, block.a + block.size) for block in matching if block.size >= _SHORTEST)


def covered(text: str, stretch: str) -> int:
    return sum(end - start for start, end in blocks(text, stretch))


def is_labelled(doc: str, line: int, text: str, stretch: str) -> bool:
    """Whether a text is the one the stretch was taken from: of those of its line the one it covers best."""
    others = [covered(other, stretch) for other in texts(doc)[line]]
    return covered(text, stretch) == max(others) > 0


def found_in(row: dict[str, Any], kind: str) -> set[str]:
    stretch = fold(row["text"])

    def inside(mention: Mention) -> bool:
        text = fold(mention.where.text)
        start = len(fold(mention.where.text[: mention.start]))
        end = start + len(fold(mention.text))
        held = any(first <= start and end <= last for first, last in blocks(text, stretch))
        return held and is_labelled(row["doc"], row["line"], text, stretch)

    named = [m for item in mentions(row["doc"]) for m in getattr(item, kind) if m.line == row["line"]]
    return {fold(mention.text) for mention in named if inside(mention)}


def score(kind: str, half: str) -> tuple[float, float, list[str], list[str]]:
    """Precision, recall, what was found besides the labels, what was missed."""
    extra, missed, right = [], [], 0
    for row in labels("named-things"):
        if row["half"] == half:
            found, wanted = found_in(row, kind), {fold(name) for name in row[kind]}
            right += len(found & wanted)
            extra += sorted(found - wanted - {fold(name) for name in row["accept"].get(kind, [])})
            missed += sorted(wanted - found)
    return right / max(1, right + len(extra)), right / max(1, right + len(missed)), extra, missed


@pytest.mark.parametrize(
    ("kind", "half", "precision", "recall"),
    [
        ("projects", "even", 0.97, 1.0),
        ("projects", "odd", 0.89, 0.82),
        ("units", "even", 1.0, 1.0),
        ("units", "odd", 0.95, 0.84),
        ("villages", "even", 1.0, 1.0),
        ("villages", "odd", 0.9, 1.0),
    ],
)
def test_names(kind: str, half: str, precision: float, recall: float) -> None:
    reached = score(kind, half)
    assert reached[0] >= precision, reached[2] if half == "even" else reached[:2]
    assert reached[1] >= recall, reached[3] if half == "even" else reached[:2]


@lru_cache(maxsize=1)
def same() -> frozenset[frozenset[str]]:
    found = mentions("heshan")
    pairs = same_work([item.task for item in found], found)
    return frozenset(frozenset((pair.first.task, pair.second.task)) for pair in pairs)


@pytest.mark.parametrize(("half", "recall"), [("even", 0.94), ("odd", 0.63)])
def test_same_work_is_found(half: str, recall: float) -> None:
    sure = [frozenset((row["a"], row["b"])) for row in labels("same-work") if row["sure"] and row["half"] == half]
    assert sum(pair in same() for pair in sure) / len(sure) >= recall


def test_same_work_found_is_labelled() -> None:
    every = {frozenset((row["a"], row["b"])) for row in labels("same-work")}
    assert len(same() & every) / len(same()) >= 0.8
