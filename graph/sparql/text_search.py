"""Searching words in SPARQL: the function ``hetu:matches``, which finds them whatever the form of their characters."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.language.text import fold
from graph.rdf.vocabulary import MATCHES

_TRUE, _FALSE = Literal(True), Literal(False)
_MOST_WORDS = 16


def matches(text: Any, words: Any = None) -> Literal | None:
    """Whether a text has every one of some words (divided by blanks); ``None``, an error in SPARQL, of what is no text.

    >>> matches(Literal("新建污水管网１０公里"), Literal("管网 10公里")) == Literal(True)
    True
    """
    if not isinstance(text, Literal) or not isinstance(words, Literal):
        return None
    wanted = _folded(words.value)
    if not wanted:
        return None
    told = fold(text.value).casefold()
    return _TRUE if all(word in told for word in wanted) else _FALSE


@lru_cache(maxsize=64)
def _folded(words: str) -> tuple[str, ...]:
    return tuple(folded for word in words.split()[:_MOST_WORDS] if (folded := fold(word).casefold()))


FUNCTIONS: dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]] = {
    NamedNode(MATCHES): matches
}
"""Functions beyond SPARQL's own; those of GeoSPARQL the engine has itself."""
