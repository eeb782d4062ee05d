"""Tables of phrases, and where they stand in a question.

A phrase is plain words, in which ``<part>`` stands for each of the words of a part (``data/language/phrase_parts.csv``) and
``…`` for a few characters of the same clause. A row tells where in the question its phrases count: anywhere, at the start
of a clause, at its end, or as the whole of it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from graph.language.gazetteer import Gazetteer, Match
from graph.language.segmentation import stands
from graph.language.word_lists import expanded, language_rows
from qa.understanding.question import CLAUSE_MARKS, PieceKind, Question


class Place(StrEnum):
    """Where phrases of a row count."""

    ANYWHERE = ""
    START = "start"
    END = "end"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase ``text[start:end]`` of a question and the kind of its row."""

    start: int
    end: int
    text: str
    kind: str
    row: int


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    place: Place
    not_in: frozenset[str]


_GAP = 8
"""The most characters that ``…`` stands for."""
_UNSURE = 2
"""Stretches of so many characters may be cut out of two words; a single one counts where its row does not except it."""
_ELLIPSIS = "…"


class PhraseTable:
    """The phrases of one table of ``data/language`` (columns ``kind,words,place,not_in`` and those that explain a row)."""

    def __init__(self, table: str) -> None:
        """``table``: its name; it is read when first asked for."""
        self._table = table

    @cached_property
    def rows(self) -> tuple[dict[str, str], ...]:
        """The rows as written."""
        return language_rows(self._table)

    def find(self, question: Question, *kinds: str) -> list[Phrase]:
        """The phrases of a question, left to right; of some kinds only, when given. None reaches into a name."""
        found = sorted(self._found(question), key=lambda phrase: (phrase.start, -phrase.end))
        return [phrase for phrase in found if not kinds or phrase.kind in kinds]

    def first(self, question: Question, *kinds: str) -> Phrase | None:
        """The first phrase of some kinds."""
        return next(iter(self.find(question, *kinds)), None)

    def _found(self, question: Question) -> Iterator[Phrase]:
        text = question.text.translate(_LOWER)
        by_phrase: dict[tuple[int, int], dict[int, list[Match]]] = defaultdict(lambda: defaultdict(list))
        free, longer = self._matches(question, text)
        for match in free:
            for row, phrase, step in self._steps[match.name]:
                by_phrase[row, phrase][step].append(match)
        edges = _Edges(question)
        for (row, phrase), steps in by_phrase.items():
            of = self._compiled[row]
            looking = [match for match in longer if match.name in of.not_in]
            for start, end in _chains(steps, self._lengths[row, phrase], text):
                looks = any(match.start < end and start < match.end for match in looking)
                if not looks and edges.fits(of.place, start, end):
                    yield Phrase(start, end, question.text[start:end], of.kind, row)

    def _matches(self, question: Question, text: str) -> tuple[list[Match], list[Match]]:
        """The stretches that are part of phrases and touch no name, and all that are found."""
        taken = [(p.start, p.end) for p in question.pieces if p.kind in {PieceKind.NAME, PieceKind.QUOTE}]
        found = self._gazetteer.all(text)
        outside = [m for m in found if not any(m.start < end and start < m.end for start, end in taken)]
        words = [
            m for m in outside if m.name in self._steps and (m.end - m.start != _UNSURE or stands(text, m.start, m.end))
        ]
        return words, found

    @cached_property
    def _compiled(self) -> tuple[_Row, ...]:
        return tuple(
            _Row(row["kind"], Place(row.get("place", "")), frozenset(row.get("not_in", "").lower().split()))
            for row in self.rows
        )

    @cached_property
    def _phrases(self) -> dict[tuple[int, int], tuple[tuple[str, ...], ...]]:
        """(row, phrase) → for every stretch between gaps its possible words."""
        return {
            (at, number): tuple(tuple(expanded(part, _parts())) for part in written.lower().split(_ELLIPSIS))
            for at, row in enumerate(self.rows)
            for number, written in enumerate(row["words"].split())
        }

    @cached_property
    def _lengths(self) -> dict[tuple[int, int], int]:
        return {key: len(parts) for key, parts in self._phrases.items()}

    @cached_property
    def _steps(self) -> dict[str, list[tuple[int, int, int]]]:
        """Words → the phrases they are part of, and which part."""
        steps: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for (row, phrase), parts in self._phrases.items():
            for step, words in enumerate(parts):
                for word in words:
                    steps[word].append((row, phrase, step))
        return dict(steps)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer({*self._steps, *itertools.chain.from_iterable(row.not_in for row in self._compiled)})


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _chains(steps: dict[int, list[Match]], length: int, text: str) -> Iterator[tuple[int, int]]:
    """Where the stretches of a phrase follow each other within one clause, as (start, end)."""
    ends = [(match.start, match.end) for match in steps.get(0, ())]
    for step in range(1, length):
        ends = [
            (start, match.end)
            for start, end in ends
            for match in steps.get(step, ())
            if 0 <= match.start - end <= _GAP and not any(mark in CLAUSE_MARKS for mark in text[end : match.start])
        ]
    yield from ends


class _Edges:
    """The starts and ends of a question's clauses, words of greeting and particles aside."""

    def __init__(self, question: Question) -> None:
        self._text = question.text
        light = [(p.start, p.end) for p in question.pieces if p.says("hail")]
        self._starts = {end for _, end in light}

    def fits(self, place: Place, start: int, end: int) -> bool:
        """Whether a stretch stands where it must."""
        if place is Place.ANYWHERE:
            return True
        begins = start in self._starts or self._opens(start, CLAUSE_MARKS)
        if place is Place.START:
            return begins
        if place is Place.END:
            return self._closes(end)
        return begins and self._alone(start, end)

    def _opens(self, start: int, marks: frozenset[str]) -> bool:
        return start == 0 or self._text[start - 1] in marks

    def _closes(self, end: int) -> bool:
        """Whether nothing but particles follows in the clause."""
        while end < len(self._text) and self._text[end] in particles():
            end += 1
        return end == len(self._text) or not self._text[end].isalnum()

    def _alone(self, start: int, end: int) -> bool:
        """Whether nothing but marks and particles stands before and behind."""
        rest = self._text[:start] + self._text[end:]
        greeted = start in self._starts and self._closes(end)
        return greeted or not any(char.isalnum() and char not in particles() for char in rest)


@lru_cache(maxsize=1)
def particles() -> frozenset[str]:
    """Characters that end a sentence and tell nothing."""
    listed = (row["word"] for row in language_rows("single_words") if row["kind"] == "particle")
    return frozenset(listed) | frozenset(_parts()["particle"])


@lru_cache(maxsize=1)
def _parts() -> dict[str, Sequence[str]]:
    return {row["part"]: tuple(row["words"].lower().split()) for row in language_rows("phrase_parts")}
