"""When retrieval has found nothing worth saying."""

from __future__ import annotations

from embeddings.retriever import Retrieval

MIN_NEARNESS = 0.79
"""Best cosine plus margin below which a question is about something else: the lowest of 40 everyday questions had
0.795; of 22 unrelated ones 10 lay below (see docs/decisions/005-refusal.md)."""
MIN_COVERAGE = 0.40
"""A question whose words the best task explains to this share is about the table, however the vectors see it."""
MIN_WORDS_ONLY = 0.25
"""The share needed when there are no vectors."""


def unrelated(retrieval: Retrieval) -> bool:
    """Whether nothing found is near enough to the question."""
    if not retrieval.hits:
        return True
    if not retrieval.dense:
        return retrieval.coverage < MIN_WORDS_ONLY
    nearness = retrieval.best_cosine + retrieval.margin
    return nearness < MIN_NEARNESS and retrieval.coverage < MIN_COVERAGE
