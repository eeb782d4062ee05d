"""Texts in traditional characters, compared as simplified ones."""

from __future__ import annotations

from functools import lru_cache


def simplified(text: str) -> str:
    """A text in simplified characters, each where its traditional one stood; other texts as they are.

    >>> simplified("縣發展和改革局"), simplified("县发展改革局")
    ('县发展和改革局', '县发展改革局')
    """
    try:
        text.encode("gb2312")  # the character set of simplified writing: nothing to do, and no dictionary to load
    except UnicodeEncodeError:
        return _converted(text)
    return text


@lru_cache(maxsize=4096)
def _converted(text: str) -> str:
    try:
        converted = str(_converter().convert(text))  # type: ignore[attr-defined]
    except UnicodeEncodeError:
        return text  # halves of characters, which no dictionary takes
    return converted if len(converted) == len(text) else text


@lru_cache(maxsize=1)
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")
