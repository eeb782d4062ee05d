"""A text in comparable form that knows where each of its characters stands in the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without blanks and in NFKC form (paragraph ends stay), with the offset of each character.

    ``text[i]`` comes from ``source[offsets[i]]``; patterns are written once, against narrow marks and unbroken words.
    """

    source: str
    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the source of ``text[start:end]``."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def written(self, start: int, end: int) -> str:
        """Return the words of the source behind ``text[start:end]``.

        >>> folded = fold_text("沙坪 街道（ 新）")
        >>> folded.text, folded.written(0, 4)
        ('沙坪街道(新)', '沙坪 街道')
        """
        first, last = self.span(start, end)
        return self.source[first:last]


_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))|(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
"""A comma as wide as the digits around it groups thousands; a full-width one ends a clause else (完成12，100%达标)."""


@lru_cache(maxsize=2048)
def fold_text(source: str) -> Folded:
    """Fold a text, keeping the way back.

    >>> fold_text("2,224万元，100%").text
    '2224万元,100%'
    """
    chars: list[str] = []
    offsets: list[int] = []
    thousands = {match.start() for match in _THOUSANDS.finditer(source)}
    for position, char in enumerate(source):
        if (char != "\n" and char.isspace()) or position in thousands:
            continue
        for folded in unicodedata.normalize("NFKC", char):
            chars.append(folded)
            offsets.append(position)
    return Folded(source, "".join(chars), tuple(offsets))
