"""Encoders: text → normalised vectors. Questions are encoded by onnxruntime, so that torch is never imported to answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from embeddings.dense.index import Vectors
from graph.errors import ModelError
from graph.storage.file_manifest import reason

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MAX_TOKENS = 256
BATCH = 32
Progress = Callable[[int], None]


class Encoder(Protocol):
    """What retrieval needs of an encoder."""

    name: str
    dimension: int

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return unit vectors, shape ``(len(texts), dimension)``, float32."""
        ...


class OnnxEncoder:
    """A converted model (see :mod:`embeddings.dense.convert`): ``model.onnx``, ``tokenizer.json``, ``encoder.json``."""

    SMALL = ("tokenizer.json", "encoder.json")
    FILES = ("model.onnx", *SMALL)

    def __init__(self, folder: Path, threads: int = 2) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        settings = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
        self.name: str = settings["name"]
        self.dimension: int = settings["dimension"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Threads that wait by spinning keep the cores from whoever works next: FAISS took 9 ms instead of 1.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return unit vectors of texts; texts of like length are batched together."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            vectors[rows] = self._batch([texts[row] for row in rows])
            if progress:
                progress(len(rows))
        return normalise(vectors)

    def _batch(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(list(texts))
        inputs = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
        }
        return np.asarray(self._session.run(None, inputs)[0], dtype=np.float32)


class TorchEncoder:
    """The same model through sentence-transformers: slower to start, used to convert and to compare."""

    def __init__(self, model: str, name: str | None = None) -> None:
        self.model = load_sentence_transformer(model)
        self.model.max_seq_length = min(self.model.max_seq_length or MAX_TOKENS, MAX_TOKENS)
        self.name = name or model
        self.dimension = int(self.model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return unit vectors of texts."""
        vectors = self.model.encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        if progress:
            progress(len(texts))
        return np.asarray(vectors, dtype=np.float32)


def counted(total: int, progress: Callable[[int, int], None]) -> Progress:
    """Turn counts of texts just encoded into (done, to do)."""
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    return advance


def load_sentence_transformer(model: str) -> SentenceTransformer:
    """Load a sentence-transformers folder or name on the CPU.

    :raises ModelError: it is no model, or a damaged one.
    """
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(model, device="cpu")
    except Exception as error:  # whatever the libraries below raise over a foreign folder
        raise ModelError(f"向量模型 {model} 无法载入：{reason(error)}；请检查 HETU_MODEL") from error


def normalise(vectors: Vectors) -> Vectors:
    """Scale rows to length 1; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
