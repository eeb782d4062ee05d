"""Names → the things that bear them: exactly, by another name, or by what the characters share; each with a score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.language.text import fold

EXACT, OTHER_NAME = 100.0, 95.0
_BEST_SIMILAR = 90.0
"""What a name that only resembles may score at most; it is offered, never taken for the same."""
_LEAST_SIMILAR = 35.0
_MOST_COMPARED = 400
"""Names compared in full for one word."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its names."""

    key: str
    kind: str
    """Class of the vocabulary."""
    label: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a word may mean."""

    thing: Named
    score: float
    """From 0 to 100; 100 where the word is its name."""
    name: str
    """The name by which it was found."""
    same: bool
    """Whether the word means it and nothing else."""


class NameMatcher:
    """Finds things by their names."""

    def __init__(self, things: Iterable[Named]) -> None:
        self._names: list[tuple[str, str, float, Named]] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._pieces: dict[str, list[int]] = defaultdict(list)
        for thing in things:
            written = dict.fromkeys([thing.label, *thing.others])
            for position, name in enumerate(written):
                folded = fold(name).casefold()
                if not folded:
                    continue
                number = len(self._names)
                self._names.append((folded, name, OTHER_NAME if position else EXACT, thing))
                self._exact[folded].append(number)
                for piece in _pieces(folded):
                    self._pieces[piece].append(number)

    def find(self, word: str, kind: str = "", limit: int = 5) -> list[Candidate]:
        """The things a word may mean, the likeliest first.

        :param kind: of this class only.
        """
        folded = fold(word).casefold()[:_LONGEST]
        if not folded:
            return []
        best: dict[str, tuple[float, str, Named]] = {}
        for number in self._alike(folded):
            written, name, full, thing = self._names[number]
            if kind and thing.kind != kind:
                continue
            score = full if written == folded else _similarity(folded, written)
            if score >= _LEAST_SIMILAR and score > best.get(thing.key, (0.0,))[0]:
                best[thing.key] = score, name, thing
        found = sorted(best.values(), key=lambda one: (-one[0], len(one[2].label), one[2].key))[:limit]
        certain = [score for score, _, _ in found if score >= OTHER_NAME]
        alone = len(certain) == 1 or (len(certain) > 1 and certain[0] > certain[1])
        return [
            Candidate(thing, round(score, 1), name, place == 0 and alone and score >= OTHER_NAME)
            for place, (score, name, thing) in enumerate(found)
        ]

    def begin(self, prefix: str, limit: int = 10) -> list[Candidate]:
        """The things with a name that begins with some characters, then those that hold them; for typing ahead."""
        folded = fold(prefix).casefold()[:_LONGEST]
        best: dict[str, tuple[tuple[int, int], str, Named]] = {}
        for written, name, _, thing in self._names if folded else ():
            at = written.find(folded)
            if at >= 0:
                rank = (at > 0, len(written))
                if thing.key not in best or rank < best[thing.key][0]:
                    best[thing.key] = rank, name, thing
        found = sorted(best.values(), key=lambda one: (one[0], one[2].key))[:limit]
        return [Candidate(thing, EXACT if thing.label == name else OTHER_NAME, name, False) for _, name, thing in found]

    def _alike(self, folded: str) -> list[int]:
        exact = self._exact.get(folded, [])
        shared: Counter[int] = Counter()
        for piece in _pieces(folded):
            for number in self._pieces.get(piece, ()):
                shared[number] += 1
        return [*exact, *(number for number, _ in shared.most_common(_MOST_COMPARED))]


def _pieces(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _similarity(one: str, other: str) -> float:
    """How much two names share: pairs of characters, and order where one holds the other's characters.

    >>> _similarity("鹤山市教育局", "市教育局") > _similarity("鹤山市教育局", "市水利局")
    True
    """
    mine, theirs = _pieces(one), _pieces(other)
    shared = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    rest = iter(other if len(one) <= len(other) else one)
    inside = all(char in rest for char in (one if len(one) <= len(other) else other))
    return _BEST_SIMILAR * max(shared, (0.5 + 0.5 * shared) if inside and min(len(one), len(other)) > 1 else 0.0)
