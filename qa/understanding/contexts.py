"""What may stand around names, by kind (``data/language/name_contexts.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graph.language.word_lists import language_rows


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one kind, the longest first, and the longer words that only look like them."""

    all: tuple[str, ...]
    looks: tuple[str, ...] = ()

    def at(self, text: str, start: int) -> str:
        """The longest of them that begins at a place; empty when none does.

        >>> contexts("title").at("李志副市长", 2), contexts("over").at("负责人", 0)
        ('副市长', '')
        """
        if not text.startswith(self.all, start) or text.startswith(self.looks, start):
            return ""
        return next(word for word in self.all if text.startswith(word, start))

    def before(self, text: str, end: int) -> str:
        """The longest of them that ends at a place; empty when none does.

        >>> contexts("none-before").before("没有任何", 2)
        '没有'
        """
        return next((word for word in self.all if text.endswith(word, 0, end)), "")


@lru_cache(maxsize=64)
def contexts(*kinds: str) -> Words:
    """The words of some kinds together."""
    rows = [row for row in language_rows("name_contexts") if row["kind"] in kinds]
    found = dict.fromkeys(word for row in rows for word in row["words"].split())
    looks = dict.fromkeys(word for row in rows for word in row["not_in"].split())
    return Words(tuple(sorted(found, key=len, reverse=True)), tuple(looks))


@lru_cache(maxsize=1)
def plain_words() -> frozenset[str]:
    """Words that say how something is asked, not what about."""
    return frozenset(word for row in language_rows("plain_words") for word in row["words"].split())
