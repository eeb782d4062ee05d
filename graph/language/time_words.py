"""The words that times are told in (``data/language/time_words.csv``, ``festivals.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graph.language.word_lists import PlacedWords, language_rows

TIME_WORDS = PlacedWords("time_words", "kind", "sense")


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival: its day, the year when the day moves (0: every year), the length of its holiday."""

    name: str
    month: int
    day: int
    year: int
    days: int
    ambiguous: bool


@lru_cache(maxsize=1)
def festivals() -> tuple[Festival, ...]:
    """The festivals, the longest names first."""
    rows = [
        Festival(
            name=name,
            month=int(row["month"]),
            day=int(row["day"]),
            year=int(row["year"] or 0),
            days=int(row["days"]),
            ambiguous=name in row["ambiguous"].split(),
        )
        for row in language_rows("festivals")
        for name in row["names"].split()
    ]
    return tuple(sorted(rows, key=lambda row: -len(row.name)))


@lru_cache(maxsize=64)
def festivals_from(first: str) -> tuple[Festival, ...]:
    """The festivals whose names begin with a character."""
    return tuple(feast for feast in festivals() if feast.name[0] == first)


@lru_cache(maxsize=1)
def festival_firsts() -> frozenset[str]:
    """The characters with which names of festivals begin."""
    return frozenset(feast.name[0] for feast in festivals())


AFTER_NUMBERS = frozenset("年月季日号个天周星工整.-—–~～至到/、,和及五零〇0一二三四五六七八九")
"""What may stand behind the number of a time."""


@lru_cache(maxsize=1)
def starters() -> frozenset[str]:
    """The characters with which a time may begin."""
    kinds = (
        "opening",
        "recurrence",
        "now",
        "direction",
        *(f"relative-{what}" for what in ("year", "quarter", "month", "week", "day")),
    )
    words = {word[0] for kind in kinds for word, _ in TIME_WORDS.of(kind)} | {feast.name[0] for feast in festivals()}
    return frozenset('0123456789零〇二两三四五六七八九十一年月全整本上下前后第首头末半Qq元“"') | words
