"""Which indicator has the best or the worst place among other counties, by the ranks that its reports tell."""

from __future__ import annotations

from dataclasses import dataclass

from graph.language.text import shortened
from graph.language.word_lists import listed
from graph.mentions.ranks import find_ranks
from graph.records import Task
from qa.answering.answer import Evidence
from qa.answering.item_answers import ItemAnswer
from qa.answering.item_gaps import indicators
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList
from qa.corpus import Corpus
from qa.querying.sentences import Sentence, task_sentences
from qa.understanding.question import Question

_PLACES = listed("places-in-an-order")
_FAR = listed("far-places")
_LEAST, _LONGEST = 2, 120
"""Indicators with a rank that there must be."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The first rank that the reports of an indicator tell."""

    task: Task
    label: str
    rank: int
    sentence: Sentence


def of_place(question: Question, corpus: Corpus) -> ItemAnswer | None:
    """The indicators of the place asked for, in the words of their reports; ``None`` where no place is asked for or told."""
    placed = placed_first(question, corpus) if asks_place(question) else []
    if not placed:
        return None
    names = "、".join(f"{one.label}（〔{one.task.id}〕）" for one in placed)
    point = say("told.place", names=names, n=placed[0].rank)
    quotes = [say("line.source", text=shortened(one.sentence.text, _LONGEST)) for one in placed]
    return ItemAnswer(
        headline=point,
        result=EntityList(tuple(Entity(one.label, "measure", one.rank) for one in placed)),
        answer="\n".join([point, *quotes]),
        hits=tuple(corpus.hit(one.task.id, "direct", 1.0, point) for one in placed),
        evidence=tuple(
            Evidence(one.task.id, one.sentence.text, (one.sentence.line, one.sentence.line), one.task.document)
            for one in placed
        ),
    )


def asks_place(question: Question) -> bool:
    """Whether the indicator of the best or worst place is asked for (哪项指标名次最靠后)."""
    of_actors = any(question.has("noun", kind) for kind in ("unit", "town", "leader", "task"))
    places = any(piece.text.startswith(_PLACES) or piece.text.endswith(_PLACES) for piece in question.pieces)
    return question.has("ask", "which") and question.has("order") and places and not of_actors


def placed_first(question: Question, corpus: Corpus) -> list[Placed]:
    """The indicators with the best place, or the worst where a question asks for that; empty where few have one."""
    told = [one for task, label in indicators(corpus) if (one := _placed(corpus.tasks[task], label))]
    if len(told) < _LEAST:
        return []
    far = any(word in question.text for word in _FAR)
    wanted = max(one.rank for one in told) if far else min(one.rank for one in told)
    return [one for one in told if one.rank == wanted]


def _placed(task: Task, label: str) -> Placed | None:
    """The first rank that the reports of a task tell; ``None`` where they tell none."""
    for sentence in task_sentences(task):
        rank = next(find_ranks(sentence.folded), None) if sentence.reported else None
        if rank:
            return Placed(task, label, rank.rank, sentence)
    return None
