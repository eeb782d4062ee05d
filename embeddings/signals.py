"""Named signals of how well each task fits a question: what retrieval weighs, one class or row each.

Every signal scores all tasks from 0 to 1. Most look at passages: a task is as good as its best passage, since a title or
one sentence answers, not the mean of all that is said. What they mean together is decided by the weights
(:mod:`embeddings.ranking_weights`), never here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.corpus import Passage
from embeddings.dense.encoder import normalise
from embeddings.dense.index import VectorIndex, Vectors
from embeddings.everyday import official_terms
from embeddings.lexical import LexicalIndex
from embeddings.phrasebook import Phrasebook, Translation

Scores = NDArray[np.float32]
SEARCH_DEPTH = 20_000
"""How many vectors are looked at: all of them for one county's table."""
TRANSLATION = 0.3
"""How far a question's vector is moved towards the official sentences that its like is answered by."""
TRANSLATED_SENTENCES = 3
"""How many of those sentences lend their words."""
MOST_NAMED = 2.0
"""What a task gains whose short title is nothing but the name in the question: no gain counts for more."""


class TaskGroups:
    """Which passages are of which task, and the way from scores of passages to scores of tasks."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.names = list(dict.fromkeys(passage.task for passage in passages))
        position = {name: i for i, name in enumerate(self.names)}
        of = np.array([position[passage.task] for passage in passages], dtype=np.int64)
        self._order = np.argsort(of, kind="stable")
        self._starts = np.searchsorted(of[self._order], np.arange(len(self.names) + 1))

    def best(self, scores: Scores) -> Scores:
        """Each task's score: that of its best passage, and never below 0."""
        if not self.names:
            return np.zeros(0, dtype=np.float32)
        best: Scores = np.maximum(np.maximum.reduceat(scores[self._order], self._starts[:-1]), 0.0)
        return best

    def passages(self, task: int) -> NDArray[np.int64]:
        """The positions of a task's passages, in order."""
        return self._order[self._starts[task] : self._starts[task + 1]]


@dataclass(frozen=True, slots=True)
class SearchIndexes:
    """What a build holds to search in; without vectors it is searched by words alone."""

    tasks: TaskGroups
    lexical: LexicalIndex
    vectors: VectorIndex | None
    phrasebook: Phrasebook | None


@dataclass(frozen=True)
class SearchQuery:
    """A question with what several signals need of it, each worked out once.

    ``named``: task → what it gains because the question names something in it (0 to :data:`MOST_NAMED`).
    """

    question: str
    vector: Vectors | None
    named: Mapping[str, float]
    indexes: SearchIndexes

    @cached_property
    def words(self) -> Scores:
        """BM25 of every passage."""
        return self.indexes.lexical.scores(self.question)

    @cached_property
    def translation(self) -> Translation | None:
        """The official sentences that its like is answered by."""
        book = self.indexes.phrasebook
        return book.translate(self.vector) if book and self.vector is not None else None

    @property
    def dense(self) -> bool:
        """Whether there are vectors to tell meaning by."""
        return bool(len(self.near[0].found))

    @cached_property
    def near(self) -> tuple[Nearness, Nearness]:
        """How near the passages are to the question, and to the question moved towards official wording."""
        index, vector = self.indexes.vectors, self.vector
        size = self.indexes.lexical.size
        if index is None or vector is None or not index.size:
            nothing = Nearness(np.zeros(size, dtype=np.float32), np.zeros(0, dtype=np.float32))
            return nothing, nothing
        moved = vector
        if self.translation:
            moved = normalise((vector + TRANSLATION * self.translation.vector)[None])[0]
        found = index.search(np.stack([vector, moved]), SEARCH_DEPTH)
        own, translated = (_nearness(rows, cosines, size) for rows, cosines in found)
        return own, translated


@dataclass(frozen=True, slots=True)
class Nearness:
    """Cosines of the passages, 0 where not looked at; and those found, best first."""

    cosines: Scores
    found: Scores

    @property
    def floor(self) -> float:
        """The lowest cosine found: nothing that was not looked at is nearer."""
        return float(self.found[-1]) if len(self.found) else 0.0


def _nearness(rows: NDArray[np.int64], found: Scores, passages: int) -> Nearness:
    cosines = np.zeros(passages, dtype=np.float32)
    cosines[rows] = found
    return Nearness(cosines, found)


class Signal(Protocol):
    """One reason why a task may be meant."""

    @property
    def name(self) -> str:
        """What it is called in the weights and in hits."""
        ...

    def score(self, query: SearchQuery) -> Scores:
        """Every task's score, from 0 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class PassageSignal:
    """A signal told by passages.

    ``raw`` gives every passage's score on any scale; ``calibrate`` brings scores of passages or tasks to 0…1.
    """

    name: str
    raw: Callable[[SearchQuery], Scores]
    calibrate: Callable[[Scores, SearchQuery], Scores]

    def score(self, query: SearchQuery) -> Scores:
        """Every task's score: that of its best passage."""
        return self.calibrate(query.indexes.tasks.best(self.raw(query)), query)

    def of_passages(self, query: SearchQuery) -> Scores:
        """Every passage's score."""
        return self.calibrate(self.raw(query), query)


@dataclass(frozen=True, slots=True)
class NamedSignal:
    """Whether the question names a thing, unit or town of the task."""

    name: str = "named"

    def score(self, query: SearchQuery) -> Scores:
        """Every task's gain as a share of the most a name can bring."""
        gains = np.array([query.named.get(task, 0.0) for task in query.indexes.tasks.names], dtype=np.float32)
        shares: Scores = np.minimum(gains / np.float32(MOST_NAMED), np.float32(1.0))
        return shares


def _own(query: SearchQuery) -> Scores:
    return query.near[0].cosines


def _translated(query: SearchQuery) -> Scores:
    return query.near[1].cosines


def _words(query: SearchQuery) -> Scores:
    return query.words


def _official(query: SearchQuery) -> Scores:
    """BM25 of the official terms for the question's everyday words."""
    terms = " ".join(official_terms(query.question))
    return query.indexes.lexical.scores(terms) if terms else np.zeros_like(query.words)


def _sentences(query: SearchQuery) -> Scores:
    """BM25 of the official sentences nearest to the question in the phrasebook."""
    scores = np.zeros_like(query.words)
    for sentence, weight in query.translation.sentences[:TRANSLATED_SENTENCES] if query.translation else ():
        scores += weight * query.indexes.lexical.scores(sentence)
    return scores


def _own_above(scores: Scores, query: SearchQuery) -> Scores:
    return above_chance(scores, query.near[0].floor)


def _translated_above(scores: Scores, query: SearchQuery) -> Scores:
    return above_chance(scores, query.near[1].floor)


def above_chance(scores: Scores, floor: float = 0.0) -> Scores:
    """Cosines as the part of the way from chance, the middle of the field, to identity.

    How far the best stands out is kept: scaled to the best, a question that nothing fits looks like any other.

    :param floor: a cosine below which nothing counts, when most were not looked at.

    >>> above_chance(np.array([0.4, 0.5, 0.75], dtype=np.float32)).tolist()
    [0.0, 0.0, 0.5]
    """
    chance = max(float(np.median(scores)), floor) if len(scores) else 0.0
    if chance >= 1.0:
        return np.zeros_like(scores)
    above: Scores = np.clip((scores - chance) / (1.0 - chance), 0.0, 1.0).astype(np.float32)
    return above


def _above_middle(scores: Scores, _: SearchQuery) -> Scores:
    """BM25 from 0 to 1 between the middle of the field, where most have a word of the question, and its best."""
    top = float(scores.max(initial=0.0))
    floor = float(np.median(scores[scores > 0])) if (scores > 0).sum() > len(scores) // 2 else 0.0
    if top <= floor:
        return np.zeros_like(scores)
    scaled: Scores = np.clip((scores - floor) / (top - floor), 0.0, 1.0).astype(np.float32)
    return scaled


def _of_best(scores: Scores, _: SearchQuery) -> Scores:
    """BM25 as a share of the best."""
    top = float(scores.max(initial=0.0))
    return scores / np.float32(top) if top else scores


LEXICAL = PassageSignal("lexical", _words, _above_middle)
OFFICIAL = PassageSignal("official_terms", _official, _of_best)
DENSE = PassageSignal("dense", _own, _own_above)
DENSE_TRANSLATED = PassageSignal("dense_translated", _translated, _translated_above)
TRANSLATED = PassageSignal("translated_sentences", _sentences, _of_best)
NAMED = NamedSignal()
WORD_SIGNALS: tuple[Signal, ...] = (LEXICAL, OFFICIAL, NAMED)
"""What a build without vectors is searched by."""
SIGNALS: tuple[Signal, ...] = (LEXICAL, OFFICIAL, DENSE, DENSE_TRANSLATED, TRANSLATED, NAMED)
