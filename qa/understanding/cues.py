"""Cues: the words by which a question tells what it asks and how its conditions belong together.

They are rows of ``data/language/cues.csv``: what kind of cue, which sense, the words (``<not><done>`` stands for every
combination of the parts in ``cue_parts.csv``), and the longer words that only look like them.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from graph.language.fired_rows import fired
from graph.language.gazetteer import Gazetteer, Match
from graph.language.segmentation import cut, stands
from graph.language.word_lists import expanded, language_rows
from qa.understanding.normal_form import wide


class Sense(NamedTuple):
    """What a cue says: its kind (``status``, ``role``, ``noun`` …) and which of that kind."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue ``text[start:end]``; some words have several senses."""

    start: int
    end: int
    text: str
    senses: tuple[Sense, ...]


def find_cues(text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[Cue, ...]:
    """The cues of a text in its normal form, left to right, the longest of those that overlap.

    :param taken: stretches that are names or times already, in order; no cue reaches into one.

    >>> [(cue.text, cue.senses[0].value) for cue in find_cues("哪些任务没完成")]
    [('哪些', 'which'), ('任务', 'task'), ('没完成', 'unfinished')]
    """
    names, senses, rows = _table()
    spans = list(taken)
    free = [
        match for match in names.all(text) if not any(match.start < end and start < match.end for start, end in spans)
    ]
    whole = [match for match in free if match.end - match.start > 1 and _stands(text, match.start, match.end)]
    kept = _first(whole)
    cues = [Cue(match.start, match.end, match.name, senses[match.name]) for match in kept if senses.get(match.name)]
    words = _words_between(text, sorted([*spans, *((match.start, match.end) for match in kept)]))
    cues += [Cue(word.start, word.end, word.name, senses[word.name]) for word in words if senses.get(word.name)]
    fired(_CUES, (row for cue in cues for row in rows[cue.text]))
    return tuple(sorted(cues, key=lambda cue: cue.start))


def _first(found: Sequence[Match]) -> list[Match]:
    """Of stretches that overlap the one that begins first, of those the longest: 是不是 before 不是都完成."""
    kept: list[Match] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _words_between(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Match]:
    """The single characters that are words of their own between some stretches."""
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        for word in cut(text[at:start]) if at < start else ():
            if len(word) == 1:
                yield Match(at, at + 1, word)
            at += len(word)
        at = max(at, end)


def _stands(text: str, start: int, end: int) -> bool:
    """Whether a stretch is a word of its own; of four characters and more it always is."""
    return end - start > _SURE or stands(text, start, end)


_SURE = 3
_CUES = "cues"


def phrases(row: dict[str, str]) -> tuple[str, ...]:
    """The words of a row with every combination of its parts, in the normal form of questions.

    >>> len(phrases({"words": "<not><done>"})) > 100, phrases({"words": "滞后"})
    (True, ('滞后',))
    """
    return tuple(phrase for written in _in_form(row["words"]).split() for phrase in expanded(written, _parts()))


@lru_cache(maxsize=1)
def _table() -> tuple[Gazetteer, dict[str, tuple[Sense, ...]], dict[str, list[int]]]:
    """The automaton over all words, word → senses (what only looks like a cue has none), and word → rows."""
    senses: dict[str, list[Sense]] = defaultdict(list)
    rows: dict[str, list[int]] = defaultdict(list)
    looks: set[str] = set()
    for number, row in enumerate(language_rows(_CUES)):
        sense = Sense(row["kind"], row["value"])
        for phrase in phrases(row):
            rows[phrase].append(number)
            if sense not in senses[phrase]:
                senses[phrase].append(sense)
        looks.update(word for written in _in_form(row["not_in"]).split() for word in expanded(written, _parts()))
    found = {phrase: tuple(of) for phrase, of in senses.items()}
    return Gazetteer([*found, *looks]), found, dict(rows)


def _in_form(word: str) -> str:
    return wide(unicodedata.normalize("NFKC", word))


@lru_cache(maxsize=1)
def _parts() -> dict[str, tuple[str, ...]]:
    return {row["part"]: tuple(_in_form(row["words"]).split()) for row in language_rows("cue_parts")}
