"""What is said of an item: the point, its typed result, and the sentences it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.language.text import shortened
from qa.answering.results import Nothing, Result
from qa.querying.sentences import Sentence, clause_spans

_SHORT_SENTENCE, _SHORT_CLAUSE = 40, 9
"""Characters of a sentence that is told whole, and of a clause that says too little by itself."""
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
    """As many whole clauses of a sentence as there is room for, from the one that matters on.

    A clause too short to be understood takes the one before it with it.

    >>> excerpt(Sentence("甲区厂房主体已封顶，乙区的厂房正在装修，丙区厂房没有动工。", 1, True), (10, 19), 20)
    '乙区的厂房正在装修，丙区厂房没有动工'
    """
    if len(sentence.text) <= (most if around is None else min(most, _SHORT_SENTENCE)):
        return sentence.text.rstrip("。；;")
    spans = clause_spans(sentence.folded)
    at = next((i for i, (start, end) in enumerate(spans) if around and start <= around[0] < end), 0)
    first = at - 1 if at and spans[at][1] - spans[at][0] < _SHORT_CLAUSE else at
    last = at
    while last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= most:
        last += 1
    text = sentence.written(spans[first][0], spans[last][1])
    if last == first and len(text) > most:
        # Of one long clause its end says what became of all that it lists.
        return f"{text[: most - most // 2 - 1]}…{text[-(most // 2) :]}"
    return shortened(text, most)


def said_of(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Sentences, each once."""
    return tuple(dict.fromkeys(sentences))
