"""Vectors that are kept between builds."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from embeddings import kept_vectors
from embeddings.corpus import Passage
from embeddings.dense.encoder import Role
from embeddings.dense.index import Vectors
from embeddings.kept_vectors import embed_kept
from tests.test_phrasebook import CharacterEncoder


class Counting(CharacterEncoder):
    """Counts what it encodes."""

    def __init__(self) -> None:
        self.encoded = 0

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None, role: Role = "query"
    ) -> Vectors:
        self.encoded += len(texts)
        return super().encode(texts, progress, role)


def passages(*texts: str, task: str = "1-1") -> list[Passage]:
    return [Passage(task, "narrative" if i else "title", 0, text, i, texts[0]) for i, text in enumerate(texts)]


@pytest.fixture
def encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counting:
    monkeypatch.setenv("HETU_CACHE", str(tmp_path))
    return Counting()


def kept(encoder: Counting, items: list[Passage], model: str = "model") -> Vectors:
    told: list[int] = []
    vectors = embed_kept(encoder, model, items, told.append, lambda _: None)
    return vectors


def test_the_same_texts_are_encoded_once(encoder: Counting) -> None:
    first = kept(encoder, passages("建学校", "已完成"))
    again = kept(encoder, passages("建学校", "已完成", task="440784-2022-1-1"))
    assert encoder.encoded == 2
    assert np.array_equal(first, again)


@pytest.mark.parametrize(
    ("texts", "model"), [(("建学校", "未完成"), "model"), (("建学校", "已完成"), "another"), (("建学校",), "model")]
)
def test_other_texts_and_models_are_encoded(encoder: Counting, texts: tuple[str, ...], model: str) -> None:
    kept(encoder, passages("建学校", "已完成"))
    kept(encoder, passages(*texts), model)
    assert encoder.encoded == 2 + len(texts)


def test_damaged_vectors_are_made_again(encoder: Counting, tmp_path: Path) -> None:
    first = kept(encoder, passages("建学校", "已完成"))
    (file,) = tmp_path.glob("vectors/*/vectors.npy")
    file.write_bytes(b"broken")
    assert np.array_equal(kept(encoder, passages("建学校", "已完成")), first)
    assert encoder.encoded == 4


def test_the_longest_unused_go_first(encoder: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_vectors, "MOST_KEPT", 2)
    for number, text in enumerate(["甲校", "乙校", "丙校"]):
        kept(encoder, passages(text))
        for file in tmp_path.glob("vectors/*/files.json"):
            if file.stat().st_mtime > 10_000:
                os.utime(file, (number, number))
    encoder.encoded = 0
    kept(encoder, passages("丙校"))
    assert encoder.encoded == 0
    kept(encoder, passages("甲校"))
    assert encoder.encoded == 1
