"""Hybrid retrieval: dense vectors and BM25, weighed by how much of the question the words explain.

Plain rank fusion made everyday questions worse (the words of such a question hardly occur in the table), while
questions that name a project are answered by the words alone. So the lexical share grows with ``coverage``, the part of
the question's token weight that stands in the best lexical task.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.corpus import Passage
from embeddings.encoder import Encoder, normalise
from embeddings.everyday import official_terms
from embeddings.index import VectorIndex, Vectors
from embeddings.lexical import LexicalIndex
from embeddings.phrasebook import Phrasebook, Translation

SEARCH_DEPTH = 20_000
"""How many vectors are looked at: all of them for one county's table."""
LOW_COVERAGE, HIGH_COVERAGE = 0.25, 0.7
MAX_LEXICAL_SHARE = 0.8
MIN_LEXICAL_SHARE = 0.2
OFFICIAL_SHARE = 0.35
"""How much the official terms for everyday words add to the dense score (see docs/meaning.md for what was tried)."""
TRANSLATION = 0.3
"""How far a question's vector is moved towards the official sentences that its like is answered by."""
TRANSLATED_SHARE, TRANSLATED_SENTENCES = 0.15, 3
"""How much the words of the nearest of those sentences add."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A task found, with its best passages and its rank in each list that holds it (1-based)."""

    task: str
    score: float
    passages: tuple[Passage, ...]
    ranks: dict[str, int]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The hits of one question, and what is needed to judge them."""

    hits: tuple[Hit, ...]
    coverage: float
    best_cosine: float
    margin: float
    dense: bool
    likeness: float = 0.0
    """The cosine of the nearest everyday wording of the phrasebook: high when such things are asked of such tables."""


class Retriever:
    """Finds tasks and passages for a free-text question."""

    def __init__(
        self,
        passages: Sequence[Passage],
        lexical: LexicalIndex,
        vectors: VectorIndex | None = None,
        encoder: Encoder | None = None,
        phrasebook: Phrasebook | None = None,
    ) -> None:
        self.passages = list(passages)
        self.lexical = lexical
        self.vectors = vectors
        self.encoder = encoder
        self.phrasebook = phrasebook
        self._task_names = list(dict.fromkeys(passage.task for passage in self.passages))
        position = {name: i for i, name in enumerate(self._task_names)}
        self._task_of = np.array([position[passage.task] for passage in self.passages], dtype=np.int64)

    def search(
        self,
        question: str,
        top_k: int = 10,
        within: frozenset[str] | None = None,
        named: Mapping[str, float] | None = None,
    ) -> Retrieval:
        """Find the best tasks for a question.

        :param within: the only tasks to find, when given.
        :param named: task → what is added to its score, because the question names something in it.
        """
        words = self.lexical.scores(question)
        vector = self.encoder.encode([question])[0] if self.encoder else None
        translation = self.phrasebook.translate(vector) if self.phrasebook and vector is not None else None
        senses, best_cosine, margin = self._dense(vector, translation)
        allowed = np.array([within is None or name in within for name in self._task_names], dtype=bool)
        lexical_tasks = np.where(allowed, self._by_task(words), 0.0)
        dense_tasks = np.where(allowed, self._by_task(senses), 0.0)
        coverage = self._coverage(question, lexical_tasks)
        share = lexical_share(coverage) if senses.any() else 1.0
        official = np.where(allowed, self._by_task(self._official(question)), 0.0)
        translated = np.where(allowed, self._by_task(self._translated(translation)), 0.0)
        meant = _scaled(dense_tasks) + OFFICIAL_SHARE * _share(official) + TRANSLATED_SHARE * _share(translated)
        total = share * _scaled(lexical_tasks) + (1 - share) * meant
        total += np.array([(named or {}).get(name, 0.0) for name in self._task_names], dtype=np.float32) * allowed
        order = [int(i) for i in np.argsort(-total, kind="stable")[:top_k] if allowed[i] and total[i] > 0]
        ranks = {"lexical": _ranks(lexical_tasks), "dense": _ranks(dense_tasks)}
        mixed = share * _scaled(words) + (1 - share) * _scaled(senses)
        hits = tuple(
            Hit(
                task=self._task_names[i],
                score=round(float(total[i]), 4),
                passages=self._best_passages(i, mixed),
                ranks={name: found[i] for name, found in ranks.items() if i in found},
            )
            for i in order
        )
        likeness = translation.nearness if translation else 0.0
        return Retrieval(hits, coverage, best_cosine, margin, bool(senses.any()), likeness)

    def _official(self, question: str) -> NDArray[np.float32]:
        """BM25 scores of the official terms for the question's everyday words."""
        terms = " ".join(official_terms(question))
        return self.lexical.scores(terms) if terms else np.zeros(len(self.passages), dtype=np.float32)

    def _translated(self, translation: Translation | None) -> NDArray[np.float32]:
        """BM25 scores of the official sentences nearest to the question in the phrasebook."""
        scores = np.zeros(len(self.passages), dtype=np.float32)
        for sentence, weight in translation.sentences[:TRANSLATED_SENTENCES] if translation else ():
            scores += weight * self.lexical.scores(sentence)
        return scores

    def _dense(
        self, vector: Vectors | None, translation: Translation | None
    ) -> tuple[NDArray[np.float32], float, float]:
        """Sum of the cosines of a passage's two views; the best single cosine; and how far the best five stand above the mean.

        How near the best stands is told by the question's own vector: one moved towards official wording is near anyway.
        """
        if self.vectors is None or vector is None or not self.vectors.size:
            return np.zeros(len(self.passages), dtype=np.float32), 0.0, 0.0
        moved = normalise((vector + TRANSLATION * translation.vector)[None])[0] if translation else vector
        (_, own), (rows, cosines) = self.vectors.search(np.stack([vector, moved]), SEARCH_DEPTH)
        views = np.zeros(self.vectors.size, dtype=np.float32)
        views[rows] = cosines
        scores = views.reshape(-1, len(self.passages)).mean(axis=0)
        return scores, float(own[0]), float(own[:5].mean() - own.mean())

    def _by_task(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        best = np.zeros(len(self._task_names), dtype=np.float32)
        np.maximum.at(best, self._task_of, scores)
        return best

    def _coverage(self, question: str, lexical_tasks: NDArray[np.float32]) -> float:
        if not lexical_tasks.any():
            return 0.0
        best = int(np.argmax(lexical_tasks))
        texts = [self.passages[i].text for i in np.flatnonzero(self._task_of == best)]
        return self.lexical.coverage(question, texts)

    def _best_passages(self, task: int, scores: NDArray[np.float32], count: int = 3) -> tuple[Passage, ...]:
        own = np.flatnonzero(self._task_of == task)
        ordered = own[np.argsort(-scores[own], kind="stable")]
        return tuple(self.passages[int(i)] for i in ordered[:count])


def lexical_share(coverage: float) -> float:
    """How much the words decide, from how much of the question they explain.

    >>> [round(lexical_share(c), 2) for c in (0.0, 0.25, 0.5, 0.7, 1.0)]
    [0.2, 0.2, 0.53, 0.8, 0.8]
    """
    rise = (coverage - LOW_COVERAGE) / (HIGH_COVERAGE - LOW_COVERAGE)
    return MIN_LEXICAL_SHARE + (MAX_LEXICAL_SHARE - MIN_LEXICAL_SHARE) * min(1.0, max(0.0, rise))


def view_texts(passages: Sequence[Passage]) -> list[str]:
    """Return the texts to embed: every passage bare, then every passage with its task's title before it."""
    return [passage.text for passage in passages] + [passage.prefixed for passage in passages]


def embed(encoder: Encoder, passages: Sequence[Passage], vectors: Vectors) -> VectorIndex:
    """Make an index of both views."""
    if vectors.shape != (2 * len(passages), encoder.dimension):
        raise ValueError(f"expected {(2 * len(passages), encoder.dimension)}, got {vectors.shape}")
    return VectorIndex(vectors)


def _scaled(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores from 0 to 1 between the middle of the field and its best; the median stands for "no better than chance"."""
    top = float(scores.max(initial=0.0))
    floor = float(np.median(scores[scores > 0])) if (scores > 0).sum() > len(scores) // 2 else 0.0
    if top <= floor:
        return np.zeros_like(scores)
    scaled: NDArray[np.float32] = np.clip((scores - floor) / (top - floor), 0.0, 1.0).astype(np.float32)
    return scaled


def _share(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores as a share of the best."""
    top = float(scores.max(initial=0.0))
    return scores / top if top else scores


def _ranks(scores: NDArray[np.float32]) -> dict[int, int]:
    order = np.argsort(-scores, kind="stable")
    return {int(task): rank for rank, task in enumerate(order, start=1) if scores[task] > 0}
