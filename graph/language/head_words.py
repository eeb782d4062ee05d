"""The words in which names of works and sites end, by kind (``data/names/project_words.csv``)."""

from __future__ import annotations

from functools import lru_cache

from graph.language.word_lists import rows

NOT_HEADS = frozenset(
    {
        "built",
        "inside",
        "generic",
        "common",
        "stop",
        "street",
        "street_end",
        "tail",
        "apart",
        "of_trade",
        "alike",
        "list_end",
        "list_of",
        "one_site",
        "level",
    }
)
"""Kinds of words of the list that end no name."""
_OF_WORKS = frozenset({"work", "phase", "line"})


@lru_cache(maxsize=1)
def heads() -> dict[str, str]:
    """Word → kind of work or site it ends the name of.

    >>> heads()["水厂"], "改造" in heads()
    ('water', False)
    """
    found: dict[str, str] = {}
    for row in rows("project_words"):
        if row["kind"] not in NOT_HEADS:
            for word in row["words"].split():
                found.setdefault(word, row["kind"])
    return found


@lru_cache(maxsize=1)
def site_heads() -> frozenset[str]:
    """The words that end names of sites, not of works.

    >>> "公园" in site_heads(), "工程" in site_heads()
    (True, False)
    """
    return frozenset(word for word, kind in heads().items() if kind not in _OF_WORKS)
