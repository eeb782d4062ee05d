"""A figure told in passing, in a task that is about something else (常住人口53.07万人 in one on food inspection)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.language.text import fold
from qa.answering.item_values import number_of
from qa.answering.results import Number, Quotes
from qa.answering.said import Said, excerpt
from qa.querying.asked_figures import asked_figure
from qa.querying.figures import Candidate, candidates
from qa.querying.lookups import Found
from qa.querying.sentences import Likeness, task_sentences
from qa.understanding.matters import is_plain
from qa.understanding.question import PieceKind

if TYPE_CHECKING:
    from qa.corpus import Corpus

_PLACE = "ns"
_MOST_WORDS, _LONGEST, _ENDING = 2, 60, 2
"""Telling words of a question that asks so; characters of what is quoted, and of the end of a word by which it is known."""


def told_anywhere(found: Found, corpus: Corpus) -> Said | None:
    """The figure whose measure has all words of a short question; ``None`` where several tasks tell different ones."""
    pieces = found.slots.question.pieces
    telling = [
        p for p in pieces if p.kind is PieceKind.WORD and len(p.text) > 1 and not is_plain(p) and p.tag != _PLACE
    ]
    words = [fold(p.text)[-_ENDING:] for p in telling if p.tag[:1] == "n"]
    asked = asked_figure(found.text)
    if not words or len(telling) > _MOST_WORDS or any(p.kind is PieceKind.NAME and p.link is not None for p in pieces):
        return None
    told: list[tuple[str, Candidate]] = []
    for task in corpus.tasks.values():
        near = [s for s in task_sentences(task) if all(word in s.folded for word in words)]
        figures = candidates(near, asked, Likeness({})) if near else []
        told += [(task.id, one) for one in figures if all(word in one.figure.measure for word in words)]
    if not asked.dimensions or len({one.size for _, one in told}) != 1:
        return None
    task_id, best = told[0]
    number: Number | Quotes = number_of(best.figure)
    return Said(excerpt(best.sentence, best.clause, _LONGEST), number, (best.sentence,), task=task_id)
