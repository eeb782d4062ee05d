"""Phrases: every key said exists, every row is said somewhere, and every place is filled."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from string import Formatter

import pytest

from graph.language.word_lists import language_rows
from qa.answering.phrases import say
from qa.collection.asked_scope import Change
from qa.understanding.logical_form import Aspect, Kind, Quantifier
from tests.conftest import ROOT

ROWS = language_rows("phrases")
KEYS = {row["key"] for row in ROWS}
_BY_NAME = {Change.SUCCESSOR, Change.PREDECESSOR, Change.WHO}
"""Changes that are told in sentences of their own."""
MADE = {
    *(f"noun.{kind}" for kind in Kind),
    *(f"aspect.{aspect}" for aspect in Aspect),
    *(f"quantifier.{quantifier}" for quantifier in Quantifier),
    "status.unfinished",
    *(f"change.{kind}{change}" for kind in ("", "understood-") for change in Change if change not in _BY_NAME),
    *(f"verify.{quantifier}-{truth}" for quantifier in ("all", "some") for truth in ("yes", "no")),
}
"""Keys that are put together when they are said."""


@lru_cache(maxsize=1)
def _modules() -> tuple[ast.Module, ...]:
    paths = sorted(path for folder in ("qa", "ui") for path in (ROOT / folder).rglob("*.py"))
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


def _calls() -> Iterator[ast.Call]:
    """The calls of ``say`` in the product."""
    for module in _modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                yield node


def _told(node: ast.expr) -> list[str]:
    """The keys an argument may be: itself, either side of a condition; none where it is put together."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    return [*_told(node.body), *_told(node.orelse)] if isinstance(node, ast.IfExp) else []


def _places(key: str) -> set[str]:
    text = next(row["text"] for row in ROWS if row["key"] == key)
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_keys_are_unique_and_those_put_together_exist() -> None:
    assert len(KEYS) == len(ROWS)
    assert MADE <= KEYS


def test_every_key_said_exists_and_its_places_are_filled() -> None:
    said = [(key, call) for call in _calls() for key in _told(call.args[0]) if "." in key or key in KEYS]
    assert len(said) > 60
    for key, call in said:
        assert key in KEYS, key
        given = {word.arg for word in call.keywords}
        if None not in given:
            assert _places(key) <= given, key


def test_every_row_is_said() -> None:
    written = {
        node.value
        for module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert KEYS - written - MADE == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_a_phrase_is_filled(row: dict[str, str]) -> None:
    told = say(row["key"], **dict.fromkeys(_places(row["key"]), "某"))
    assert told
    assert not set("{}") & set(told)


def test_an_unknown_phrase_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no.such")
