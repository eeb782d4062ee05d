"""Pinyin for Chinese: runs of Latin letters read as names and words of the table, and the words that ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from embeddings.tokens import tokenize

_RUN = re.compile(r"(?:(?<![A-Z])[A-Z])?[a-z]++(?:[ '’]?[A-Z]?[a-z]++)*+|[A-Z]{6,}")
"""Small letters, each word perhaps with a capital, or all capitals; short capitals are abbreviations."""
_SHORTEST, _LONGEST_RUN = 4, 120
_CHINESE = re.compile(r"^[\u4e00-\u9fff]+$")
_ASKING_WORDS = """
哪些 哪几项 哪个 多少 什么 什么时候 怎么样 怎么 为什么 进展 任务 项目 工作 负责 牵头 参与 分管 完成 情况 现在 目前 谁
有 几项 几个 几 了吗 了没 没有 吗 了 的 是 在 和 呢 没 未 都 由 到 里
"""
_ASKING = tuple(_ASKING_WORDS.split())
_NAME, _WORD, _PARTICLE = 1, 2, 3
"""What a piece costs: a reading of few pieces, names first, is the right one."""


class Pinyin:
    """Reads pinyin by a list of names and the words of texts."""

    def __init__(self, names: Iterable[str], corpus: str) -> None:
        self._names = tuple(name for name in names if _CHINESE.match(name) and len(name) > 1)
        self._corpus = corpus

    def read(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """The text with its pinyin in characters, and what was read as (written, read).

        A run that is not pinyin throughout, of known words, stays as it is (GDP, LED).
        """
        changed = []
        for match in _RUN.finditer(text):
            letters = re.sub(r"[^a-z]", "", match.group(0).lower())
            if _SHORTEST <= len(letters) <= _LONGEST_RUN and (reading := self._reading(letters)):
                changed.append((match.group(0), reading))
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
            for piece, cost in self._pieces(letters, start):
                end = start + len(_spelt(piece))
                there = best[end]
                if there is None or so_far[0] + cost < there[0]:
                    best[end] = (so_far[0] + cost, so_far[1] + piece)
        whole = best[-1]
        return whole[1] if whole and whole[0] < _PARTICLE * len(whole[1]) else None

    def _pieces(self, letters: str, start: int) -> Iterator[tuple[str, int]]:
        by_sound, longest = self._by_sound
        for end in range(start + 1, min(len(letters), start + longest) + 1):
            if letters[start:end] in by_sound:
                yield by_sound[letters[start:end]]

    @cached_property
    def _by_sound(self) -> tuple[dict[str, tuple[str, int]], int]:
        """What sounds how, with its cost; of words that sound alike names first, then the commonest."""
        counted = Counter(word for word in tokenize(self._corpus) if len(word) > 1 and _CHINESE.match(word))
        found: dict[str, tuple[str, int]] = {}
        for words, cost in (
            (self._names, _NAME),
            (_ASKING, _WORD),
            ([word for word, _ in counted.most_common()], _WORD),
        ):
            for word in words:
                found.setdefault(_spelt(word), (word, _PARTICLE if len(word) == 1 else cost))
        return found, max(map(len, found), default=0)


def _spelt(word: str) -> str:
    """A word in pinyin, its characters read as this word reads them (增长: zhang, not chang)."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(word))
