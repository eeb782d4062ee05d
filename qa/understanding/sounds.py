"""How Chinese words sound."""

from __future__ import annotations

from functools import lru_cache

_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def sound(word: str) -> str:
    """How a word sounds, without tones, sounds that many speakers merge as one.

    >>> sound("民正局") == sound("民政局"), sound("晓宾") == sound("晓滨")
    (True, True)
    """
    return "".join(map(_merged_syllable, word))


@lru_cache(maxsize=8192)
def syllable(character: str) -> str:
    """One character in pinyin, without its tone.

    >>> syllable("鹤")
    'he'
    """
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])


@lru_cache(maxsize=8192)
def _merged_syllable(character: str) -> str:
    return merged(syllable(character))


def merged(latin: str) -> str:
    """Pinyin with the sounds that many speakers merge written as one.

    >>> merged("zhongshan")
    'zonsan'
    """
    for long, short in _MERGED:
        latin = latin.replace(long, short)
    return latin
