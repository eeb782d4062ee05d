"""Misspelt names: characters of the same sound, or one wrong character in a longer name.

Looked for only where the question holds characters that never stand together in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from graph.language.text import is_chinese
from graph.language.word_lists import listed_set
from qa.understanding.sounds import sound, syllable

MIN_SOUND = 3
"""Shortest name found by its sound."""
MIN_SHAPE = 4
"""Shortest name found with one wrong character."""
_NUMERALS = frozenset("零一二三四五六七八九十百千万两0123456789甲乙丙丁")
_FUNCTION = listed_set("function-characters")
_BLANK = "\n"
"""Stands in for what is spelt as it should be: no character of a name."""


class Speller:
    """Corrects names in questions by a list of names."""

    def __init__(self, names: Iterable[str], whole: str) -> None:
        """Take the names, and the texts in which they stand.

        :param whole: all texts of the table in one.
        """
        self._listed = names
        self._whole = whole

    @cached_property
    def _names(self) -> list[str]:
        return [name for name in dict.fromkeys(self._listed) if len(name) >= MIN_SOUND and all(map(is_chinese, name))]

    @cached_property
    def _pairs(self) -> frozenset[str]:
        """Every two characters that stand together in the table or in a name."""
        joined = "\n".join([self._whole, *self._names])
        return frozenset(map("".join, pairwise(joined)))

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(name) for name in self._names}, reverse=True)

    def correct(self, text: str, known: Iterable[tuple[int, int]]) -> tuple[str, list[tuple[str, str]]]:
        """The text with misspelt names put right, and what was put right as (written, name).

        :param known: where names stand that are spelt as they should be.
        """
        changed: list[tuple[str, str]] = []
        for written, name in self._misspelt(_blanked(text, known)):
            if written in text:
                text = text.replace(written, name)
                changed.append((written, name))
        return text, changed

    def _misspelt(self, text: str) -> Iterator[tuple[str, str]]:
        strange = [place for place in range(len(text) - 1) if self._strange(text[place : place + 2])]
        seen: set[str] = set()
        longest = _longest_run(text) if strange else 0
        for length in self._lengths if strange else ():
            if length > longest:
                continue
            for start in _windows(strange, length, len(text)):
                window = text[start : start + length]
                if window in seen or not all(map(is_chinese, window)):
                    continue
                seen.add(window)  # the same words again are the same name again
                name = self._like(window)
                if name:
                    yield window, name

    def _strange(self, pair: str) -> bool:
        """Whether two characters stand together that never do in the table or a name."""
        return pair not in self._pairs and all(map(is_chinese, pair)) and not _FUNCTION & set(pair)

    def _like(self, window: str) -> str | None:
        name = self._by_sound.get(sound(window))
        if name and not _other_number(window, name) and (len(name) >= MIN_SHAPE or _same_end(window, name)):
            return name
        if len(window) < MIN_SHAPE:
            return None
        found = {name for key in _with_gap(window) for name in self._by_shape.get(key, ())}
        found = {name for name in found if not _other_number(window, name) and _sound_alike(window, name)}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _by_sound(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in self._names:
            found.setdefault(sound(name), name)
        return found

    @cached_property
    def _by_shape(self) -> dict[tuple[str, str], list[str]]:
        """A name without one of its characters → the names."""
        found: dict[tuple[str, str], list[str]] = {}
        for name in self._names:
            for key in _with_gap(name) if len(name) >= MIN_SHAPE else ():
                found.setdefault(key, []).append(name)
        return found


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with some stretches hidden, every other character in its place."""
    for start, end in spans:
        text = text[:start] + _BLANK * (end - start) + text[end:]
    return text


def _longest_run(text: str) -> int:
    """How many Chinese characters stand together at most.

    >>> _longest_run("古劳镇,GDP和共和镇")
    4
    """
    longest = run = 0
    for char in text:
        run = run + 1 if is_chinese(char) else 0
        longest = max(longest, run)
    return longest


def _windows(places: Sequence[int], length: int, size: int) -> Iterator[int]:
    """Where windows of a length begin that hold one of some pairs of characters, in order.

    >>> list(_windows([2], 3, 6)), list(_windows([0, 4], 3, 6))
    ([1, 2], [0, 3])
    """
    begin = 0
    for place in places:
        begin = max(begin, place - length + 2)
        end = min(place, size - length)
        yield from range(begin, end + 1)
        begin = max(begin, end + 1)


def _other_number(window: str, name: str) -> bool:
    """第四水厂 is no misspelt 第三水厂."""
    pairs = zip(window, name, strict=False)
    return any(one != other and (one in _NUMERALS or other in _NUMERALS) for one, other in pairs)


def _same_end(window: str, name: str) -> bool:
    """Whether no n stands for ng: in a name of three characters 政府帮 would be 政府办."""
    return all(syllable(a).endswith("ng") == syllable(b).endswith("ng") for a, b in zip(window, name, strict=True))


def _sound_alike(window: str, name: str) -> bool:
    """Whether the one character that differs begins alike and differs in one letter (桃, 挑): 民政局 is no 财政局."""
    for one, other in zip(window, name, strict=False):
        if one != other:
            first, second = sound(one), sound(other)
            return first[0] == second[0] and _one_letter(first, second)
    return False


def _one_letter(first: str, second: str) -> bool:
    """Whether two syllables differ in no more than one letter.

    >>> _one_letter("tao", "tiao"), _one_letter("min", "cai")
    (True, False)
    """
    short, long = sorted((first, second), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) <= 1
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _with_gap(word: str) -> list[tuple[str, str]]:
    return [(word[:i], word[i + 1 :]) for i in range(len(word))]
