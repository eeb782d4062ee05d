"""BM25 over Chinese tokens (bm25s), with the token weights needed to tell how much of a question it explains."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from embeddings.tokens import content_tokens, tokenize


class LexicalIndex:
    """BM25 scores of passages, and inverse document frequencies of tokens."""

    def __init__(self, engine: bm25s.BM25, frequency: dict[str, int], size: int) -> None:
        self._engine = engine
        self._frequency = frequency
        self.size = size

    @classmethod
    def from_texts(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index texts."""
        corpus = [list(tokenize(text)) or [""] for text in texts]
        engine = bm25s.BM25(k1=1.2, b=0.6)
        engine.index(corpus, show_progress=False)
        frequency = Counter(token for tokens in corpus for token in set(tokens))
        return cls(engine, dict(frequency), len(texts))

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._engine.save(str(folder), show_progress=False)
        content = json.dumps({"size": self.size, "frequency": self._frequency}, ensure_ascii=False)
        (folder / "frequency.json").write_text(content, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read an index from a folder."""
        content = json.loads((folder / "frequency.json").read_text(encoding="utf-8"))
        return cls(bm25s.BM25.load(str(folder)), content["frequency"], content["size"])

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 score of every passage, shape ``(size,)``; zeros when no token is known."""
        known = [token for token in content_tokens(question) if token in self._frequency]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._engine.get_scores(known), dtype=np.float32)

    def weight(self, token: str) -> float:
        """Inverse document frequency; a token never met weighs most."""
        count = self._frequency.get(token, 0)
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def weights(self, question: str) -> dict[str, float]:
        """Return the weight of every token of a question that carries meaning."""
        return {token: self.weight(token) for token in content_tokens(question)}

    def coverage(self, question: str, texts: Sequence[str]) -> float:
        """Measure the share of a question's token weight that stands in the texts: 1 when they explain all of it."""
        weights = self.weights(question)
        total = sum(weights.values())
        if not total:
            return 0.0
        present = {token for text in texts for token in tokenize(text)}
        return sum(weight for token, weight in weights.items() if token in present) / total
