"""Passages → one vector each: what the passage says, and half as much of what its task is called.

A passage alone does not tell what it is about; encoded a second time with its title before it, as before, it does, for more than twice
the time. The title is encoded once, as a passage of its own, and its vector added (docs/meaning.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from embeddings.corpus import Passage
from embeddings.dense.encoder import Encoder, Progress, normalise
from embeddings.dense.index import Vectors

TITLE_SHARE = 0.5
"""How much of its title's vector is added to a passage's."""


def embed(encoder: Encoder, passages: Sequence[Passage], progress: Progress | None = None) -> Vectors:
    """One unit vector for each passage, shape ``(passages, dimension)``."""
    vectors = encoder.encode([passage.text for passage in passages], progress, role="document")
    return with_titles(passages, vectors)


def with_titles(passages: Sequence[Passage], vectors: Vectors) -> Vectors:
    """Vectors of passages with those of their titles added; titles stay as they are."""
    titles = {passage.task: row for row, passage in enumerate(passages) if passage.kind == "title"}
    own = vectors[[titles[passage.task] for passage in passages]]
    share = np.array([[0.0 if passage.kind == "title" else TITLE_SHARE] for passage in passages], dtype=np.float32)
    return normalise(vectors + share * own)
