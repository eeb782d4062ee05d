"""The phrasebook: what the nearest everyday wordings are answered by, and what a half-written or foreign one does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from embeddings.dense.encoder import Role, normalise
from embeddings.dense.index import Vectors
from embeddings.pairs import Pair
from embeddings.phrasebook import FILE, NEAREST, Phrasebook

PAIRS = [
    Pair("看病贵", "医疗保障", "医疗保障"),
    Pair("药钱报多少", "医疗保障", "医疗保障"),
    Pair("路坏了", "道路养护", "道路养护"),
    Pair("灯不亮", "路灯照明", "路灯照明"),
]


class CharacterEncoder:
    """Texts as the characters they have: like texts are near, and every cosine can be worked out by hand."""

    name, dimension = "characters", 64

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None, role: Role = "query"
    ) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for character in text:
                vectors[row, ord(character) % self.dimension] += 1
            if progress:
                progress(1)
        return normalise(vectors)


@pytest.fixture
def book() -> Phrasebook:
    return Phrasebook.of_pairs(CharacterEncoder(), PAIRS)


def test_the_nearest_wording_weighs_most(book: Phrasebook) -> None:
    found = book.translate(CharacterEncoder().encode(["路坏了吗"])[0])
    assert found.sentences[0][0] == "道路养护"
    assert found.nearness == pytest.approx(float(np.sqrt(3 / 4)))
    weights = [weight for _, weight in found.sentences]
    assert weights == sorted(weights, reverse=True)
    assert sum(weights) == pytest.approx(1.0)
    assert found.vector @ CharacterEncoder().encode(["道路养护"])[0] > 0.9


def test_a_sentence_of_several_wordings_is_embedded_once() -> None:
    counts: list[tuple[int, int]] = []
    Phrasebook.of_pairs(CharacterEncoder(), PAIRS, lambda done, total: counts.append((done, total)))
    assert counts[-1] == (len(PAIRS) + 3, len(PAIRS) + 3)


def test_it_is_kept_to_half_precision(book: Phrasebook, tmp_path: Path) -> None:
    book.save(tmp_path / FILE)
    again = Phrasebook.load(tmp_path / FILE)
    question = CharacterEncoder().encode(["药钱"])[0]
    assert [s for s, _ in again.translate(question).sentences] == [s for s, _ in book.translate(question).sentences]
    assert np.allclose(again.translate(question).vector, book.translate(question).vector, atol=2e-3)
    assert again.dimension == book.dimension


def test_fewer_pairs_than_are_looked_at(book: Phrasebook) -> None:
    assert len(book.translate(CharacterEncoder().encode(["灯"])[0]).sentences) == min(NEAREST, len(PAIRS))


def test_a_broken_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"PK\x03\x04 broken")
    with pytest.raises((OSError, ValueError)):
        Phrasebook.load(tmp_path / FILE)
