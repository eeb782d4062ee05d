"""Pinyin for Chinese: runs of Latin letters read as names and words of the table, and the words that ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from embeddings.tokens import tokenize
from graph.language.text import is_chinese
from graph.language.word_lists import language_rows

_SHORTEST, _LONGEST_RUN = 4, 120
_SHORTEST_CAPITALS = 6
"""Shorter runs of capitals are abbreviations."""
_JOINING = "'’ "
_NAME, _WORD, _PARTICLE = 1, 2, 3
"""What a piece costs: a reading of few pieces, names first, is the right one."""


class Pinyin:
    """Reads pinyin by a list of names and the words of texts."""

    def __init__(self, names: Iterable[str], whole: str) -> None:
        """Take the names, and the texts whose words are read.

        :param whole: all texts of the table in one.
        """
        self._names = names
        self._whole = whole

    def read(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """The text with its pinyin in characters, and what was read as (written, read).

        A run that is not pinyin throughout, of known words, stays as it is (GDP, LED).
        """
        changed = []
        for run in latin_runs(text):
            letters = "".join(filter(str.isalpha, run.lower())).replace("’", "")
            if _SHORTEST <= len(letters) <= _LONGEST_RUN and (reading := self._reading(letters)):
                changed.append((run, reading))
        for written, reading in changed:
            text = text.replace(written, reading)
        return text, changed

    def _reading(self, letters: str) -> str | None:
        """The cheapest sequence of known words that sounds like the letters, with a word of two characters in it."""
        best: list[tuple[int, str] | None] = [(0, "")] + [None] * len(letters)
        for start in range(len(letters)):
            so_far = best[start]
            if so_far is None:
                continue
            for end, piece, cost in self._pieces(letters, start):
                there = best[end]
                if there is None or so_far[0] + cost < there[0]:
                    best[end] = (so_far[0] + cost, so_far[1] + piece)
        whole = best[-1]
        return whole[1] if whole and whole[0] < _PARTICLE * len(whole[1]) else None

    def _pieces(self, letters: str, start: int) -> Iterator[tuple[int, str, int]]:
        """Where each word that begins here ends, the word, and what it costs."""
        by_sound, longest = self._by_sound
        for end in range(start + 1, min(len(letters), start + longest) + 1):
            if letters[start:end] in by_sound:
                yield end, *by_sound[letters[start:end]]

    @cached_property
    def _by_sound(self) -> tuple[dict[str, tuple[str, int]], int]:
        """What sounds how, with its cost; of words that sound alike names first, then the commonest."""
        counted = Counter(word for word in tokenize(self._whole) if _is_word(word))
        asking = [word for row in language_rows("asking_words") for word in row["words"].split()]
        found: dict[str, tuple[str, int]] = {}
        for words, cost in (
            (filter(_is_word, self._names), _NAME),
            (asking, _WORD),
            ((word for word, _ in counted.most_common()), _WORD),
        ):
            for word in words:
                found.setdefault(_spelt(word), (word, _PARTICLE if len(word) == 1 else cost))
        return found, max(map(len, found), default=0)


def latin_runs(text: str) -> Iterator[str]:
    """The runs of Latin letters that may be pinyin: small letters, each word perhaps with a capital, or many capitals.

    >>> list(latin_runs("GDP和gulaozhen、LED的Shaping XI'AN")), list(latin_runs("GULAOZHEN"))
    (['gulaozhen', 'Shaping'], ['GULAOZHEN'])
    """
    start = 0
    while start < len(text):
        if not _is_latin(text[start]):
            start += 1
            continue
        end = start
        while end < len(text) and (
            _is_latin(text[end]) or (text[end] in _JOINING and _is_latin(text[end + 1 : end + 2]))
        ):
            end += 1
        yield from _spoken(text[start:end])
        start = end


def _spoken(run: str) -> Iterator[str]:
    """The part of a run of letters that may be spoken words: without capitals that are an abbreviation."""
    letters = "".join(filter(str.isalpha, run))
    if letters.isupper():
        if len(letters) >= _SHORTEST_CAPITALS and letters == run:
            yield run
        return
    kept = [part for part in _words(run) if not (len(part) > 1 and part.isupper())]
    if kept:
        start, end = run.find(kept[0]), run.rfind(kept[-1]) + len(kept[-1])
        yield run[start:end]


def _words(run: str) -> Iterator[str]:
    """A run cut where it is joined, and behind capitals that stand together (LEDdeng → LED, deng)."""
    for part in "".join(" " if char in _JOINING else char for char in run).split():
        capitals = len(part) - len(part.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        if capitals > 1:
            yield part[:capitals]
            part = part[capitals:]
        if part:
            yield part


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_word(text: str) -> bool:
    return len(text) > 1 and all(map(is_chinese, text))


def _spelt(word: str) -> str:
    """A word in pinyin, its characters read as this word reads them (增长: zhang, not chang)."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(word))
