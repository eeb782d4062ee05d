"""Words of a folded text with their places and parts of speech; names of a gazetteer are placed before words are cut."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import rjieba

from graph.language.text import is_chinese, readable
from graph.language.word_lists import language_rows

NAME_TAG = "name"
"""The part of speech of what a gazetteer names."""


class Token(NamedTuple):
    """A word ``text[start:end]`` and its part of speech (ICTCLAS tags: n, v, nr, ns, m …)."""

    text: str
    tag: str
    start: int
    end: int


def cut(text: str, unknown: bool = False) -> list[str]:
    """The words of a text by the dictionary.

    :param unknown: join characters into words that no dictionary has, as a hidden Markov model sees them.

    >>> cut("人民西路改造")
    ['人民', '西路', '改造']
    """
    return list(rjieba.cut(readable(text), unknown))


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of a text with their parts of speech.

    >>> tagged("完成改造")
    [('完成', 'v'), ('改造', 'v')]
    """
    return list(rjieba.tag(readable(text)))


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text.

    >>> [(token.text, token.start) for token in tokens("人民西路改造")]
    [('人民', 0), ('西路', 2), ('改造', 4)]
    """
    found = []
    position = 0
    shown = readable(text)
    for word, tag in tagged(text):
        start = shown.find(word, position)
        if start < 0:  # pragma: no cover - the tagger gives back every character
            continue
        found.append(Token(text[start : start + len(word)], tag, start, start + len(word)))
        position = start + len(word)
    return tuple(found)


@lru_cache(maxsize=4096)
def word_starts(text: str) -> frozenset[int]:
    """The offsets at which dictionary words (and unknown single characters) begin, and the end of the text."""
    starts = [0]
    for word in cut(text):
        starts.append(starts[-1] + len(word))
    return frozenset(starts)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a stretch cuts no dictionary word in two.

    >>> stands_alone("集中顺利推进", 1, 3)
    False
    """
    starts = word_starts(text)
    return start in starts and end in starts


def tokens_around(text: str, names: Iterable[tuple[int, int]]) -> tuple[Token, ...]:
    """The words of a text in which some stretches are names: no word reaches into one.

    :param names: stretches that do not overlap, in order.

    >>> [token.text for token in tokens_around("走进共和镇村居", [(2, 5)])]
    ['走进', '共和镇', '村居']
    """
    found: list[Token] = []
    position = 0
    for start, end in names:
        found += _shifted(text[position:start], position)
        found.append(Token(text[start:end], NAME_TAG, start, end))
        position = end
    return (*found, *_shifted(text[position:], position))


def _shifted(text: str, by: int) -> list[Token]:
    return [Token(token.text, token.tag, token.start + by, token.end + by) for token in tokens(text)] if text else []


def stands(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a text is a word of its own there: the text is cut at least as well with it as without it.

    A dictionary word that is the stretch and one more word (工会组织, 市委党校) leaves it standing.

    >>> stands("社工会上门服务", 1, 3), stands("市总工会组织", 2, 4), stands("行政协调", 1, 3)
    (False, True, False)
    """
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    with_it = _cost_of(text[first:start]) + 1 + _cost_of(text[end:last])
    without = _cost_of(text[first:last])
    if with_it > without:
        return _is_part(text, start, end)
    return with_it < without or stands_alone(text, start, end) or _crossing(text, first, start, end, last) > with_it


def _crossing(text: str, first: int, start: int, end: int, last: int) -> float:
    """The least cost of a stretch cut so that a word lies across the beginning or the end of a name."""
    costs = [float("inf")]
    for place in (start, end):
        for begin in range(max(first, place - _LONGEST + 1), place):
            costs += [
                _cost_of(text[first:begin]) + 1 + _cost_of(text[close:last])
                for close in range(place + 1, min(last, begin + _LONGEST) + 1)
                if is_word(text[begin:close])
            ]
    return min(costs)


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether the word that holds a stretch is the stretch with another word before or behind it."""
    position = 0
    for word in cut(text):
        first, last = position, position + len(word)
        if first <= start and end <= last and last - first > end - start:
            before, behind = text[first:start], text[end:last]
            part = before or behind
            return not (before and behind) and (part in _free_characters() or (len(part) > 1 and is_word(part)))
        position = last
    return False


@lru_cache(maxsize=32768)
def is_word(text: str) -> bool:
    """Whether a text is a word of a general dictionary."""
    return bool(rjieba.has_word(readable(text)))


@lru_cache(maxsize=32768)
def _cost_of(text: str) -> float:
    """The least cost of a text cut into words: one a word, more for a single character that is no word by itself."""
    best = [0.0]
    for end in range(1, len(text) + 1):
        char = text[end - 1]
        single = 1.0 if char in _free_characters() or not is_chinese(char) else _BOUND
        cost = best[end - 1] + single
        for start in range(max(0, end - _LONGEST), end - 1):
            if best[start] + 1 < cost and is_word(text[start:end]):
                cost = best[start] + 1
        best.append(cost)
    return best[-1]


_AROUND = 8
"""Characters on each side that tell how a text is cut."""
_LONGEST = 6
_BOUND = 1.5
"""The cost of a character that is no word by itself."""


@lru_cache(maxsize=1)
def _free_characters() -> frozenset[str]:
    """Characters that are words by themselves: particles, verbs, levels of government."""
    return frozenset(row["word"] for row in language_rows("single_words"))
