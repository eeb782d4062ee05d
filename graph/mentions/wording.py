"""Whether a stretch of Chinese is an everyday word or a coined name."""

from __future__ import annotations

from functools import lru_cache

from graph.language.segmentation import is_word, tagged

FUNCTION = frozenset("的了是在和与有不这那其及或为之被把对到从向将等各该本由给让使并已也均全每某我你他两多家个以至无")
_NEVER_IN_NAMES = frozenset("的了是有不这那其被把从将等各该")


@lru_cache(maxsize=16384)
def is_everyday(word: str) -> bool:
    """Whether a word stands in a general dictionary, or holds a function word, and so proves no name by itself.

    >>> [is_everyday(word) for word in ("和谐", "雅图仕", "新的", "里元")]
    [True, False, True, False]
    """
    return is_word(word) or any(char in _NEVER_IN_NAMES for char in word)


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
