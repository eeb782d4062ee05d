"""Whether a stretch of Chinese is an everyday word or a coined name, and where words begin and end."""

from __future__ import annotations

from functools import lru_cache

from graph.language.segmentation import cut, is_word, tagged

FUNCTION = frozenset("的了是在和与有不这那其及或为之被把对到从向将等各该本由给让使并已也均全每某我你他两多家个以至无")
_NEVER_IN_NAMES = frozenset("的了是有不这那其被把从将等各该")


@lru_cache(maxsize=16384)
def is_everyday(word: str) -> bool:
    """Whether a word stands in a general dictionary, or holds a function word, and so proves no name by itself.

    >>> [is_everyday(word) for word in ("和谐", "雅图仕", "新的", "里元")]
    [True, False, True, False]
    """
    return bool(is_word(word)) or any(char in _NEVER_IN_NAMES for char in word)


@lru_cache(maxsize=4096)
def word_starts(text: str) -> frozenset[int]:
    """Return the offsets at which dictionary words (and unknown single characters) begin, and the end of the text."""
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


@lru_cache(maxsize=4096)
def is_action(word: str) -> bool:
    """Whether a dictionary word is a verb, an adjective or another word that names nothing.

    >>> [is_action(word) for word in ("完成", "泰华")]
    [True, False]
    """
    return all(tag[0] in "vadpcruyfq" for _, tag in tagged(word))


@lru_cache(maxsize=4096)
def is_verb(word: str) -> bool:
    """Whether a word is a verb (引导), not an adjective that may be a name (和谐)."""
    return all(tag.startswith("v") for _, tag in tagged(word))


@lru_cache(maxsize=4096)
def is_place_name(word: str) -> bool:
    """Whether the dictionary knows a word as a name of a place only (赤岗)."""
    return [tag for _, tag in tagged(word)] == ["ns"]
