"""Everyday words → the official terms that work reports use for them (看病 → 医疗 卫生 诊疗), to widen a question."""

from __future__ import annotations

import re
from functools import lru_cache

from embeddings.pairs import LANGUAGE_DIR
from graph.language.text import any_of
from graph.language.word_lists import read_rows

WORDS = LANGUAGE_DIR / "everyday.csv"


@lru_cache(maxsize=1)
def _official() -> dict[str, tuple[str, ...]]:
    return {row["everyday"]: tuple(row["official"].split()) for row in read_rows(WORDS)}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return any_of(_official())


def official_terms(question: str) -> tuple[str, ...]:
    """The official terms for the everyday words of a question, each once, in order.

    >>> "视频监控" in official_terms("马路上的探头装了多少")
    True
    >>> official_terms("全市生产总值")
    ()
    """
    found = (term for match in _pattern().finditer(question) for term in _official()[match.group(0)])
    return tuple(dict.fromkeys(found))
