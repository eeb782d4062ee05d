"""What Hetu says: every sentence and noun of an answer is a row of ``data/language/phrases.csv``."""

from __future__ import annotations

from functools import lru_cache

from graph.language.fired_rows import fired
from graph.language.word_lists import language_rows


def say(key: str, **values: object) -> str:
    """The phrase of a key with values in their places.

    :raises KeyError: there is no such phrase.

    >>> say("count.tasks", where="市教育局牵头", n=3)
    '市教育局牵头的任务共 3 项。'
    """
    row, text = _phrases()[key]
    fired(_PHRASES, (row,))
    return text.format(**values)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[int, str]]:
    """Key → its row and its text."""
    return {row["key"]: (number, row["text"]) for number, row in enumerate(language_rows(_PHRASES))}


_PHRASES = "phrases"
