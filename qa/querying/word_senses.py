"""Words of a table of ``data/language`` found in a text, each with what it means.

A row has ``words`` and, under ``not_in``, longer words that only look like them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from graph.language.fired_rows import fired
from graph.language.gazetteer import Gazetteer, Match
from graph.language.word_lists import language_rows


class Sensed(NamedTuple):
    """A word ``text[start:end]`` with what it means."""

    start: int
    end: int
    sense: str


class WordSenses:
    """The words of one table, each with the senses that a column of it tells.

    :param words: the column that has the words.
    """

    def __init__(self, table: str, column: str, words: str = "words") -> None:
        self._table = table
        self._senses: dict[str, list[str]] = defaultdict(list)
        self._rows: dict[str, list[int]] = defaultdict(list)
        looks: set[str] = set()
        for number, row in enumerate(language_rows(table)):
            for word in row[words].split():
                self._senses[word].append(row[column])
                self._rows[word].append(number)
            looks.update(row["not_in"].split())
        self._names = Gazetteer([*self._senses, *looks])

    def find(self, text: str) -> list[Sensed]:
        """The words in a text, left to right; of those that overlap the one that begins first, of these the longest.

        >>> [found.sense for found in WordSenses("state_marks", "kind").find("主体尚未封顶")]
        ['denied']
        """
        kept: list[Match] = []
        for match in sorted(self._names.all(text), key=lambda one: (one.start, -one.end)):
            if not kept or match.start >= kept[-1].end:
                kept.append(match)
        fired(self._table, (row for one in kept for row in self._rows.get(one.name, ())))
        return [Sensed(one.start, one.end, sense) for one in kept for sense in self._senses.get(one.name, ())]


@lru_cache(maxsize=16)
def word_senses(table: str, column: str, words: str = "words") -> WordSenses:
    """The words of a table, read once."""
    return WordSenses(table, column, words)
