"""Names in a text: one automaton over all of them, kept only where they cut no other word in two.

The automaton (Aho and Corasick, 1975) is that of ``ahocorasick_rs``; a name counts where it begins and ends with a word
(:mod:`graph.language.segmentation`), since 工会 is not in 社工会上门 and 团委 not in 集团委托.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import ahocorasick_rs

from graph.language.segmentation import Token, stands, tokens_around
from graph.language.text import readable


@dataclass(frozen=True, slots=True)
class Match:
    """A name ``text[start:end]``."""

    start: int
    end: int
    name: str


class Gazetteer:
    """Names to be found in folded texts."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted({name for name in names if name})
        self._automaton = (
            ahocorasick_rs.AhoCorasick(self._names, matchkind=ahocorasick_rs.MatchKind.Standard)
            if self._names
            else None
        )

    def find(self, text: str) -> tuple[Match, ...]:
        """The names in a text, left to right, the longest of those that overlap, at the boundaries of words.

        >>> gazetteer = Gazetteer(["工会", "市总工会", "共和镇"])
        >>> [(m.name, m.start) for m in gazetteer.find("市总工会和共和镇的社工会上门")]
        [('市总工会', 0), ('共和镇', 5)]
        """
        found = [match for match in self.all(text) if stands(text, match.start, match.end)]
        return tuple(longest(found))

    def all(self, text: str) -> list[Match]:
        """Every occurrence of every name, overlapping ones too, whatever stands around it."""
        if self._automaton is None:
            return []
        return [
            Match(start, end, self._names[index])
            for index, start, end in self._automaton.find_matches_as_indexes(readable(text), overlapping=True)
        ]

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words of a text with the names in it whole."""
        return tokens_around(text, [(match.start, match.end) for match in self.find(text)])


class Stretch(Protocol):
    """A stretch ``[start, end)`` of a text."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """Where it ends."""
        ...


S = TypeVar("S", bound=Stretch)


def longest(stretches: Iterable[S]) -> list[S]:
    """Keep the longest of overlapping stretches, of equals the first, in reading order.

    >>> [m.name for m in longest([Match(0, 2, "世运"), Match(0, 4, "世运电路"), Match(5, 7, "博盈")])]
    ['世运电路', '博盈']
    """
    kept: list[S] = []
    for one in sorted(stretches, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
