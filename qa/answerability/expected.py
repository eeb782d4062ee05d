"""The sort of answer a question asks for: an amount of money, a count, a date, a name and so on.

What a text must hold to be the answer follows from it (:mod:`qa.answerability.telling`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from graph.language.gazetteer import longest
from graph.language.segmentation import stands
from graph.language.word_lists import language_rows, rows
from qa.answerability.phrases import PhraseTable
from qa.understanding.matters import is_plain
from qa.understanding.question import CLAUSE_MARKS, Piece, PieceKind, Question


class Sort(StrEnum):
    """Sorts of answers."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    GROWTH = "growth"
    RANK = "rank"
    LENGTH = "length"
    AREA = "area"
    WEIGHT = "weight"
    VOLUME = "volume"
    DATE = "date"
    DURATION = "duration"
    YEAR = "year"
    PERSON = "person"
    PLACE = "place"
    ROAD = "road"
    BUILDER = "builder"
    NAMES = "names"
    CAUSE = "cause"
    WHETHER = "whether"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Expected:
    """A sort of answer, asked for by ``text[start:end]`` of the question."""

    sort: Sort
    text: str = ""
    start: int = 0
    end: int = 0
    unit: str = ""
    """The measure word or unit asked for (户 of 多少户)."""
    noun: str = ""
    """What is counted or measured."""


_SORTS = PhraseTable("asked_sorts")
_OF_DIMENSION = {
    "yuan": Sort.MONEY,
    "dollar": Sort.MONEY,
    "share": Sort.SHARE,
    "points": Sort.GROWTH,
    "area": Sort.AREA,
    "area times": Sort.AREA,
    "length": Sort.LENGTH,
    "volume": Sort.VOLUME,
    "mass": Sort.WEIGHT,
    "duration": Sort.DURATION,
    "workdays": Sort.DURATION,
}
_GENERAL_UNIT = "个"


def expected_answer(question: Question) -> Expected:
    """The sort of answer asked for first; yes or no, or any text, where nothing more is told."""
    return next(iter(expected_answers(question)))


def expected_answers(question: Question) -> tuple[Expected, ...]:
    """All sorts of answers asked for, in reading order; never empty.

    A count told with the unit of another dimension (多少亩) is of that sort.
    """
    found = [_of_phrase(question, phrase.kind, phrase.start, phrase.end) for phrase in longest(_SORTS.find(question))]
    known = tuple(one for one in found if one)
    if known:
        return known
    return (Expected(Sort.WHETHER if question.has("ask", "whether") else Sort.TEXT),)


def _of_phrase(question: Question, kind: str, start: int, end: int) -> Expected:
    sort = Sort(kind)
    unit, end = _unit_behind(question.text, end) if question.text[start:end].endswith(_how_many()) else ("", end)
    if sort is Sort.COUNT:
        sort = _OF_DIMENSION.get(dimension_of(unit), Sort.COUNT)
        unit = "" if dimension_of(unit) == "bare" else unit
    noun = noun_behind(question, end) or noun_before(question, start)
    if sort in {Sort.LENGTH, Sort.WEIGHT} and noun.endswith(_shares()):
        sort = Sort.SHARE  # 满意率有多高
    return Expected(sort, question.text[start:end], start, end, unit, noun)


def _unit_behind(text: str, position: int) -> tuple[str, int]:
    """The unit or measure word behind a word that asks how many, and where it ends (几个人: 人)."""
    unit = unit_at(text, position)
    further = unit_at(text, position + 1) if unit == _GENERAL_UNIT else ""
    if further and stands(text, position + 1, position + 1 + len(further)):
        return further, position + 1 + len(further)
    return unit, position + len(unit)


@lru_cache(maxsize=1)
def _shares() -> tuple[str, ...]:
    return tuple(w for row in language_rows("attribute_parts") if row["kind"] == "share" for w in row["words"].split())


@lru_cache(maxsize=1)
def _how_many() -> tuple[str, ...]:
    return tuple(word for row in _SORTS.rows if row["kind"] == Sort.COUNT for word in row["words"].split())


def noun_behind(question: Question, position: int) -> str:
    """The noun that begins at a place."""
    piece = next((piece for piece in question.pieces if piece.start == position), None)
    named = piece is not None and (piece.kind is PieceKind.NAME or piece.says("noun"))
    counted = piece is not None and position > 0 and piece.tag == "v" and len(piece.text) > 1  # 多少例确诊
    return piece.text if piece and (named or counted or _is_noun(piece)) else ""


def noun_before(question: Question, position: int) -> str:
    """The last noun before a place, in its clause, with nothing but light words between."""
    for piece in reversed(question.pieces):
        if piece.end > position:
            continue
        if piece.kind is PieceKind.MARK and any(mark in CLAUSE_MARKS for mark in piece.text):
            return ""
        if _is_noun(piece) and piece.text not in general_nouns():
            return piece.text
        if piece.kind is PieceKind.WORD and not is_plain(piece):
            # 低保 is a noun that the dictionary takes for a verb; 打了多少根 tells of no noun before.
            return piece.text if piece.tag == "v" and len(piece.text) > 1 else ""
    return ""


def _is_noun(piece: Piece) -> bool:
    if piece.kind is not PieceKind.WORD or len(piece.text) < 2:
        return False
    return (piece.tag[:1] in {"n", "j", "l"} and piece.tag != "ns") or piece.tag in {"vn", "an"}


@lru_cache(maxsize=1)
def general_nouns() -> frozenset[str]:
    """Nouns that every task may be asked for in whatever words (进展, 手续)."""
    return frozenset(word for row in language_rows("general_nouns") for word in row["words"].split())


def unit_at(text: str, position: int) -> str:
    """The longest unit or measure word that begins at a place, empty where none does.

    >>> unit_at("多少亩地", 2), unit_at("多少家庭", 2), unit_at("多少公里", 2)
    ('亩', '', '公里')
    """
    for unit, longer in _units().get(text[position : position + 1], ()):
        if text.startswith(unit, position) and not any(text.startswith(word, position) for word in longer):
            return unit
    return ""


@lru_cache(maxsize=1)
def _units() -> dict[str, Sequence[tuple[str, tuple[str, ...]]]]:
    """First character → units that begin with it, longest first, each with the words that only look like it."""
    counters: dict[str, tuple[str, ...]] = {}
    for row in language_rows("counters"):
        counters[row["word"]] = tuple(row["not_in"].split())
    units = dict.fromkeys((unit for row in rows("units_of_measure") for unit in row["unit"].split()), ())
    by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for unit in sorted({*units, *counters, *_alike()}, key=lambda unit: (-len(unit), unit)):
        by_first.setdefault(unit[0], []).append((unit, counters.get(unit, ())))
    return dict(by_first)


@lru_cache(maxsize=1)
def _dimensions() -> dict[str, str]:
    return {unit: row["dimension"] for row in rows("units_of_measure") for unit in row["unit"].split()}


def dimension_of(unit: str) -> str:
    """The dimension of a unit, empty where it has none."""
    return _dimensions().get(unit, "")


@lru_cache(maxsize=1)
def _alike() -> dict[str, frozenset[str]]:
    return {
        unit: frozenset(row["told"].split())
        for row in reversed(language_rows("alike_units"))
        for unit in row["units"].split()
    }


def alike_units(unit: str) -> frozenset[str]:
    """The measure words by which a table may tell what is asked for with one; empty where any may."""
    return _alike().get(unit, frozenset([unit]) if unit else frozenset())


def clauses_of(text: str) -> Iterator[str]:
    """The clauses of a text."""
    start = 0
    for at, char in enumerate(text):
        if char in CLAUSE_MARKS:
            yield text[start:at]
            start = at + 1
    yield text[start:]
