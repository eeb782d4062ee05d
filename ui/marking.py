"""Words of a question marked in texts of the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from embeddings.tokens import tokenize
from qa import Hetu

_EVERYWHERE = 0.25
"""A word in this share of the tasks is not worth marking."""


def telling_words(question: str, kg: Hetu) -> list[str]:
    """The words of a question that are worth marking, the longest first."""
    share = kg.corpus.linker.share
    words = {word for word in tokenize(question) if len(word) > 1 and share(word) < _EVERYWHERE}
    return sorted(words, key=len, reverse=True)


def marked(text: str, words: Sequence[str]) -> Markup:
    """A text with words marked.

    >>> str(marked("养老<b>床位", ["养老"]))
    '<mark>养老</mark>&lt;b&gt;床位'
    """
    if not any(words):
        return escape(text)
    parts = re.split(f"({'|'.join(re.escape(word) for word in words if word)})", text, flags=re.IGNORECASE)
    opening, closing = Markup("<mark>"), Markup("</mark>")
    return Markup("").join(opening + part + closing if odd % 2 else part for odd, part in enumerate(parts))
