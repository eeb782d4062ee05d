"""What Hetu says: every sentence and noun of an answer is a row of ``data/language/phrases.csv``."""

from __future__ import annotations

from functools import lru_cache

from graph.language.word_lists import language_rows


def say(key: str, **values: object) -> str:
    """The phrase of a key with values in their places.

    :raises KeyError: there is no such phrase.

    >>> say("count.tasks", where="市教育局牵头", n=3)
    '市教育局牵头的任务共 3 项。'
    """
    return _phrases()[key].format(**values)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, str]:
    return {row["key"]: row["text"] for row in language_rows("phrases")}
