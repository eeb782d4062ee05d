"""Hybrid retrieval: named signals of every task (:mod:`embeddings.signals`), weighed by how much of the question the words explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from embeddings.corpus import Passage
from embeddings.dense.encoder import Encoder
from embeddings.dense.index import VectorIndex
from embeddings.lexical import LexicalIndex
from embeddings.phrasebook import Phrasebook
from embeddings.ranking_weights import RankingProfile, RankingWeights, load_weights
from embeddings.signals import (
    DENSE_TRANSLATED,
    LEXICAL,
    OFFICIAL,
    TRANSLATED,
    Scores,
    SearchIndexes,
    SearchQuery,
    TaskGroups,
)

Vector = NDArray[np.float32]
_KEPT = 16
"""Texts whose vectors are kept: a question is read by its vector, and then looked for by it."""
_NEAREST = 5
"""The margin is that of so many nearest passages above all."""
_PASSAGES = 3
_RANKED = {"lexical": LEXICAL.name, "dense": DENSE_TRANSLATED.name}
"""The signals whose ranks are told of a hit."""
_TELLING = (LEXICAL, OFFICIAL, DENSE_TRANSLATED, TRANSLATED)
"""The signals by which a hit's passages are ordered: a stretch without its title tells too little (see docs/meaning.md)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A task found, with its best passages, its rank in each list that holds it (1-based) and its signals by name (0 to 1)."""

    task: str
    score: float
    passages: tuple[Passage, ...]
    ranks: dict[str, int]
    signals: dict[str, float] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class SignalTable:
    """What every signal says of every task, shape ``(signals, tasks)``; 0 where a task is not ``allowed``."""

    profile: RankingProfile
    values: Scores
    allowed: NDArray[np.bool_]
    coverage: float

    @property
    def total(self) -> Scores:
        """Every task's score: its signals, weighed."""
        total: Scores = self.profile.weights_at(self.coverage) @ self.values
        return total

    def of_task(self, task: int) -> dict[str, float]:
        """The signals that speak for a task."""
        pairs = zip(self.profile.signals, self.values[:, task], strict=True)
        return {signal.name: round(float(value), 4) for signal, value in pairs if value > 0}

    def rank(self, name: str, task: int) -> int | None:
        """How many tasks a signal puts before this one, and 1; ``None`` when it does not speak for it."""
        rows = [i for i, signal in enumerate(self.profile.signals) if signal.name == name]
        if not rows or not self.values[rows[0], task] > 0:
            return None
        return 1 + int((self.values[rows[0]] > self.values[rows[0], task]).sum())


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
        self.encoder = encoder
        self._vector = lru_cache(maxsize=_KEPT)(self._encoded)
        self._indexes = SearchIndexes(TaskGroups(self.passages), lexical, vectors, phrasebook)

    def _encoded(self, text: str) -> Vector:
        assert self.encoder is not None
        vector: Vector = self.encoder.encode([text])[0]
        return vector

    @property
    def lexical(self) -> LexicalIndex:
        """The lexical index."""
        return self._indexes.lexical

    @property
    def tasks(self) -> list[str]:
        """The tasks that can be found, in the order of :class:`SignalTable`."""
        return self._indexes.tasks.names

    @cached_property
    def weights(self) -> RankingWeights:
        """How the signals are weighed.

        :raises graph.errors.ModelError: the file of the weights is missing or broken.
        """
        return load_weights()

    def search(
        self,
        question: str,
        top_k: int = 10,
        within: frozenset[str] | None = None,
        named: Mapping[str, float] | None = None,
    ) -> Retrieval:
        """Find the best tasks for a question.

        :param within: the only tasks to find, when given.
        :param named: task → what it gains because the question names something in it (see :mod:`embeddings.signals`).
        """
        query = self.query(question, named)
        table = self.signals(query, within)
        total = table.total
        # Where the tasks are given all of them are candidates, however far; elsewhere what nothing speaks for is not found.
        found = table.allowed & ((total > 0) | (query.dense and within is not None))
        order = [int(i) for i in np.argsort(-np.where(found, total, -1.0), kind="stable")[:top_k] if found[i]]
        passages = self._passage_scores(query, table)
        hits = tuple(self._hit(i, float(total[i]), table, passages) for i in order)
        cosines = query.near[0].found
        best, margin = (
            (float(cosines[0]), float(cosines[:_NEAREST].mean() - cosines.mean())) if len(cosines) else (0, 0)
        )
        likeness = query.translation.nearness if query.translation else 0.0
        return Retrieval(hits, table.coverage, best, margin, query.dense, likeness)

    def query(self, question: str, named: Mapping[str, float] | None = None) -> SearchQuery:
        """A question as the signals read it."""
        return SearchQuery(question, self.vector(question), named or {}, self._indexes)

    def vector(self, text: str) -> Vector | None:
        """The unit vector of a text as a query, shape ``(dimension,)``; ``None`` where there are no vectors."""
        return self._vector(text) if self.encoder else None

    def signals(self, query: SearchQuery, within: frozenset[str] | None = None) -> SignalTable:
        """What every signal says of every task."""
        profile = self.weights.vectors if query.dense else self.weights.words
        allowed = np.array([within is None or name in within for name in self.tasks], dtype=bool)
        values = np.stack([signal.score(query) for signal in profile.signals]) * allowed
        return SignalTable(profile, values, allowed, self._coverage(query, allowed))

    def _coverage(self, query: SearchQuery, allowed: NDArray[np.bool_]) -> float:
        """The part of the question's token weight that stands in the best lexical task."""
        tasks = self._indexes.tasks
        words = np.where(allowed, tasks.best(query.words), 0.0)
        if not words.any():
            return 0.0
        texts = [self.passages[i].text for i in tasks.passages(int(np.argmax(words)))]
        return self.lexical.coverage(query.question, texts)

    def _passage_scores(self, query: SearchQuery, table: SignalTable) -> Scores:
        """Every passage's score by :data:`_TELLING`."""
        weights = dict(zip(table.profile.signals, table.profile.weights_at(table.coverage).tolist(), strict=True))
        scores = np.zeros(len(self.passages), dtype=np.float32)
        for signal in _TELLING:
            if signal in weights:
                scores += np.float32(weights[signal]) * signal.of_passages(query)
        return scores

    def _hit(self, task: int, score: float, table: SignalTable, passage_scores: Scores) -> Hit:
        own = self._indexes.tasks.passages(task)
        ordered = own[np.argsort(-passage_scores[own], kind="stable")]
        ranks = {name: table.rank(signal, task) for name, signal in _RANKED.items()}
        return Hit(
            task=self.tasks[task],
            score=round(score, 4),
            passages=tuple(self.passages[int(i)] for i in ordered[:_PASSAGES]),
            ranks={name: rank for name, rank in ranks.items() if rank is not None},
            signals=table.of_task(task),
        )
