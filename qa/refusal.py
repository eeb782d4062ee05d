"""When retrieval has found nothing worth saying."""

from __future__ import annotations

from embeddings.retriever import Retrieval

MIN_COSINE = 0.62
"""Below this best cosine a question is about something else (calibrated on everyday and unrelated questions)."""
MIN_COVERAGE = 0.30
"""A question whose words the best task explains to this share is about the table, however the vectors see it."""
MIN_WORDS_ONLY = 0.25
"""The share needed when there are no vectors."""


def unrelated(retrieval: Retrieval) -> bool:
    """Whether nothing found is near enough to the question."""
    if not retrieval.hits:
        return True
    if not retrieval.dense:
        return retrieval.coverage < MIN_WORDS_ONLY
    return retrieval.best_cosine < MIN_COSINE and retrieval.coverage < MIN_COVERAGE
