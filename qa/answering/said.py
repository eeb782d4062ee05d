"""What is said of an item: the point, its typed result, and the sentences it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.language.text import shortened
from qa.answering.results import Nothing, Result
from qa.querying.sentences import Sentence, clause_spans

MOST_POINT = 88
"""Characters of a point that a headline has room for."""


@dataclass(frozen=True, slots=True)
class Said:
    """A point and what it rests on.

    ``opening`` is 是, 否 and the like; ``refusal`` says why there is no point.
    """

    point: str
    result: Result
    told: tuple[Sentence, ...] = ()
    opening: str = ""
    notes: tuple[str, ...] = ()
    refusal: str | None = None
    task: str | None = None
    """The task that the point is of, where it is another than the one found; the point then names it."""


def unsaid(reason: str) -> Said:
    """Nothing can be said, and why."""
    return Said("", Nothing(), refusal=reason)


def excerpt(sentence: Sentence, around: tuple[int, int] | None = None, most: int = MOST_POINT) -> str:
    """As many whole clauses of a sentence as there is room for, those around the one that matters.

    >>> excerpt(Sentence("甲已封顶，乙正在装修，丙未动工。", 1, True), (5, 10), 11)
    '乙正在装修'
    """
    if len(sentence.text) <= most:
        return sentence.text.rstrip("。；;")
    spans = clause_spans(sentence.folded)
    at = next((i for i, (start, end) in enumerate(spans) if around and start <= around[0] < end), 0)
    first = last = at
    while True:
        grown = [(first, last + 1)] if last + 1 < len(spans) else []
        grown += [(first - 1, last)] if first else []
        fitting = [pair for pair in grown if spans[pair[1]][1] - spans[pair[0]][0] <= most]
        if not fitting:
            break
        first, last = fitting[0]
    return shortened(sentence.written(spans[first][0], spans[last][1]), most)


def said_of(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Sentences, each once."""
    return tuple(dict.fromkeys(sentences))
