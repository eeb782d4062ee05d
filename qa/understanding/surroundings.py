"""A question as the readers of unknown names see it: its words around the names found, and what the table holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.language.segmentation import NAME_TAG, Token, is_word, tagged, tokens_around, word_starts
from graph.language.text import is_chinese
from graph.mentions.wording import FUNCTION
from graph.places.divisions import division_names
from qa.querying.conditions import Linked
from qa.understanding.contexts import contexts, plain_words
from qa.understanding.name_index import NameIndex
from qa.understanding.table_texts import TableTexts

_PROPER = ("nr", "ns", "nt", "nz")
_NEVER = frozenset("ucpr")
_STOPS = frozenset("ucpydreoqfwmvk")
"""Parts of speech that begin no name: particles, conjunctions, prepositions, pronouns, measure words, verbs …"""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch ``[start, end)`` shaped like a name of a kind."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Surroundings:
    """A text, its names, its words, and the table it is asked of."""

    text: str
    links: Sequence[Linked]
    index: NameIndex
    texts: TableTexts

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the text, its names whole."""
        return tokens_around(self.text, [(link.start, link.end) for link in self.links])

    @cached_property
    def edges(self) -> frozenset[int]:
        """Where words begin or end, with or without words guessed from their characters."""
        return word_starts(self.text) | {token.start for token in self.tokens} | {len(self.text)}

    def is_named(self, start: int, end: int) -> bool:
        """Whether a stretch overlaps a name of the graph."""
        return any(link.overlaps(start, end) for link in self.links)

    def token_at(self, place: int) -> Token | None:
        """The word that begins at a place."""
        return next((token for token in self.tokens if token.start == place), None)

    def token_before(self, place: int) -> Token | None:
        """The word that ends at a place."""
        return next((token for token in self.tokens if token.end == place), None)

    def token_over(self, place: int) -> Token | None:
        """The word inside which a place lies."""
        return next((token for token in self.tokens if token.start < place < token.end), None)

    def opens(self, place: int) -> bool:
        """Whether a name may well begin at a place: at the start, behind a mark, or behind a word that leads to names."""
        at_mark = place == 0 or not self.text[place - 1].isalnum()
        return at_mark or bool(contexts("before-person").before(self.text, place))

    def before(self, place: int, most: int) -> tuple[Token, ...]:
        """The words right before a place that may belong to a name, in order; the last may be the beginning of a word.

        :param most: the most characters they may have.
        """
        found: list[Token] = []
        for token in reversed(self.tokens):
            if token.start >= place:
                continue
            part = token if token.end <= place else _beginning(token, place)
            size = sum(len(one.text) for one in found)
            if size + len(part.text) > most or not self._may_belong(part):
                break
            found.append(part)
        return tuple(reversed(found))

    def _may_belong(self, part: Token) -> bool:
        if part.tag == NAME_TAG or not all(is_chinese(char) or char.isascii() for char in part.text):
            return False
        if not part.text.isalnum() or part.tag[0] in _NEVER:
            return False
        if self._in_coined_name(part):
            return True
        if part.text in plain_words():
            return False
        return part.tag.startswith("vn") or not is_word(part.text) or part.tag[0] not in _STOPS

    def _in_coined_name(self, part: Token) -> bool:
        """Whether a character is the second one of a name that the dictionary does not know (鑫达)."""
        before = self.token_before(part.start)
        return len(part.text) == 1 and before is not None and len(before.text) == 1 and before.tag.startswith("nr")

    def is_proper(self, token: Token) -> bool:
        """Whether a word is the name of something that the table does not write."""
        if len(token.text) < 2 or self.texts.is_written(token.text) or token.text in plain_words():
            return False
        if is_word(token.text):
            return token.tag.startswith(_PROPER)
        return is_coined(token.text)

    def is_own_place(self, word: str) -> bool:
        """Whether a word calls the county or one of its towns."""
        return self.index.is_own_place(word)

    def is_place(self, word: str) -> bool:
        """Whether a word calls the county, a town of it, or another division."""
        return self.is_own_place(word) or word in division_names()

    def gaps(self) -> Iterator[tuple[int, int]]:
        """The stretches between the names."""
        at = 0
        for link in self.links:
            yield at, link.start
            at = link.end
        yield at, len(self.text)


def surroundings_of(text: str, links: Sequence[Linked], index: NameIndex, texts: TableTexts) -> Surroundings:
    """A reading of a text."""
    return Surroundings(text, links, index, texts)


def _beginning(token: Token, end: int) -> Token:
    """The beginning of a word, with the part of speech that it has alone."""
    text = token.text[: end - token.start]
    parts = tagged(text)
    return Token(text, parts[0][1] if len(parts) == 1 else "x", token.start, end)


def is_coined(name: str) -> bool:
    """Whether characters that make no word may be a name: none of them is a word of speech by itself.

    >>> is_coined("宏焱旭"), is_coined("人来")
    (True, False)
    """
    return (
        not is_word(name)
        and all(map(is_chinese, name))
        and not any(char in FUNCTION or char in plain_words() for char in name)
    )
