"""Suspects: stretches of a question shaped like a name that neither the graph nor the texts of the table have.

A suspect refuses a question, so everyday words must not be one: what is written anywhere in the table is none, and what
stands before a head (局, 镇, 中学, 公司 …) must be no common word of it (``data/names/name_heads.csv``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.language.gazetteer import longest
from qa.querying.conditions import Linked
from qa.understanding.headed_names import headed_names
from qa.understanding.name_index import NameIndex
from qa.understanding.person_names import person_names
from qa.understanding.sounds import sound
from qa.understanding.surroundings import Found, surroundings_of
from qa.understanding.table_texts import TableTexts
from qa.understanding.unknown_places import divisions, units_elsewhere
from qa.understanding.unknown_titles import numbered_things, titles

_NEAREST = 3
_LIKE = 0.34
"""The least share of characters that a near name has in common."""
_KINDS = {
    "School": ("Project", "Unit"),
    "Facility": ("Project",),
    "Branch": ("Project", "Unit"),
    "Numbered": ("Project",),
    "Division": ("Town",),
}
"""Kinds of the graph's names among which those near a suspect of another kind are looked for."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A stretch ``text[start:end]`` shaped like a name of a kind, and up to three known names that are like it.

    ``kind`` is Person, Unit, Town, Village, School, Branch, Company, Project, Facility, Numbered, Division or PolicyDocument.
    """

    kind: str
    text: str
    start: int
    end: int
    nearest: tuple[str, ...] = ()


class SuspectFinder:
    """Finds what is shaped like a name and unknown."""

    def __init__(self, index: NameIndex, texts: TableTexts) -> None:
        self._index = index
        self._texts = texts

    def find(self, text: str, links: Sequence[Linked]) -> tuple[Suspect, ...]:
        """The suspects of a text in its normal form, left to right.

        :param links: the names of the graph found in it.
        """
        reading = surroundings_of(text, links, self._index, self._texts)
        found: list[Found] = [*titles(reading), *person_names(reading), *units_elsewhere(reading)]
        found += _free([*headed_names(reading), *numbered_things(reading)], links, found)
        found += _free(divisions(reading), links, found)
        return tuple(
            Suspect(
                one.kind,
                text[one.start : one.end],
                one.start,
                one.end,
                self._nearest(one.kind, text[one.start : one.end]),
            )
            for one in longest(found)
        )

    def is_own_place(self, word: str) -> bool:
        """Whether a word calls the county or one of its towns."""
        return self._index.is_own_place(word)

    def _nearest(self, kind: str, written: str) -> tuple[str, ...]:
        """The known names that share most characters, or their sounds, with what was written."""
        labels = self._index.labels(*_KINDS.get(kind, (kind,)))
        scored = [(_likeness(written, label), label) for label in labels]
        best = sorted((one for one in scored if one[0] >= _LIKE), key=lambda one: -one[0])
        return tuple(label for _, label in best[:_NEAREST])


def _free(found: Iterable[Found], links: Sequence[Linked], taken: Sequence[Found]) -> list[Found]:
    """Those that overlap no other and hold every known name they overlap, as a longer one (第五人民医院)."""
    kept = []
    for one in found:
        others = [link for link in links if link.overlaps(one.start, one.end)]
        longer = all(one.start <= link.start and link.end <= one.end for link in others)
        whole = any((link.start, link.end) == (one.start, one.end) for link in others)
        if longer and not whole and not any(one.start < other.end and other.start < one.end for other in taken):
            kept.append(one)
    return kept


def _likeness(one: str, other: str) -> float:
    """The share of characters that two names have in common; names that sound alike are as good as equal.

    >>> _likeness("李志强", "李志"), _likeness("谭小斌", "谭晓滨")
    (0.8, 0.9)
    """
    if len(one) == len(other) and set(one) & set(other) and sound(one) == sound(other):
        return 0.9
    return 2 * len(set(one) & set(other)) / (len(set(one)) + len(set(other)))
