"""Encoders: text → normalised vectors. Everything is encoded by onnxruntime, so that torch is never imported to answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from embeddings.dense.index import Vectors
from graph.errors import ModelError
from graph.storage.file_manifest import reason

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding

MAX_TOKENS = 256
BATCH_TOKENS = 512
"""Tokens that go through the model at once: more do not stay in a core's cache, and take twice the time each."""
SLAB = 8_192
"""Texts that are cut into word pieces before the first of them is encoded: those of 1,000 tables would fill the memory."""
WORKERS = 2
"""Batches that are encoded at a time, each by one thread."""
Progress = Callable[[int], None]
Role = Literal["query", "document"]
"""Whether a text asks or is searched; some models are to be told."""


class Encoder(Protocol):
    """What retrieval needs of an encoder."""

    name: str
    dimension: int

    def encode(self, texts: Sequence[str], progress: Progress | None = None, role: Role = "query") -> Vectors:
        """Return unit vectors, shape ``(len(texts), dimension)``, float32."""
        ...


class OnnxEncoder:
    """A converted model (see :mod:`embeddings.dense.convert`): ``model.onnx``, ``tokenizer.json``, ``encoder.json``."""

    SMALL = ("tokenizer.json", "encoder.json")
    FILES = ("model.onnx", *SMALL)

    def __init__(self, folder: Path, workers: int = WORKERS) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        settings = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
        self.name: str = settings["name"]
        self.dimension: int = settings["dimension"]
        self._prompts: dict[str, str] = settings["prompts"]
        self._workers = workers
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._padding = int((self._tokenizer.padding or {}).get("pad_id", 0))
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str], progress: Progress | None = None, role: Role = "query") -> Vectors:
        """Return unit vectors of texts, each distinct text encoded once, texts of like length together.

        :param progress: receives how many of the texts were encoded since it was last told.
        """
        counts = Counter(texts)
        distinct = sorted(counts, key=len, reverse=True)
        vectors = np.zeros((len(distinct), self.dimension), dtype=np.float32)
        for start in range(0, len(distinct), SLAB):
            slab = distinct[start : start + SLAB]
            for rows, found in self._encoded(slab, self._prompts.get(role, "")):
                vectors[[start + row for row in rows]] = found
                if progress:
                    progress(sum(counts[slab[row]] for row in rows))
        place = {text: i for i, text in enumerate(distinct)}
        return normalise(vectors)[[place[text] for text in texts]]

    def _encoded(self, texts: Sequence[str], prompt: str) -> Iterator[tuple[list[int], Vectors]]:
        """Rows of the texts with their vectors, batch by batch."""
        read = self._tokenizer.encode_batch([prompt + text for text in texts])
        batches = list(_batches([len(encoding.ids) for encoding in read]))
        if len(batches) == 1:  # a question: no thread is started for it
            yield batches[0], self._batch([read[row] for row in batches[0]])
            return
        with ThreadPoolExecutor(self._workers) as pool:
            yield from zip(
                batches, pool.map(lambda rows: self._batch([read[row] for row in rows]), batches), strict=True
            )

    def _batch(self, read: Sequence[Encoding]) -> Vectors:
        longest = max(len(encoding.ids) for encoding in read)
        ids = np.full((len(read), longest), self._padding, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(read):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        return np.asarray(self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0], dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows in batches of like length, the longest first, each of about :data:`BATCH_TOKENS` tokens with its padding.

    >>> list(_batches([3, 500, 4, 200]))
    [[1], [3, 2], [0]]
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


class TorchEncoder:
    """A model through sentence-transformers: slower to start, used to convert and to compare."""

    def __init__(self, model: str, name: str | None = None) -> None:
        self.model = load_sentence_transformer(model)
        self.model.max_seq_length = min(self.model.max_seq_length or MAX_TOKENS, MAX_TOKENS)
        self.name = name or model
        self.dimension = int(self.model.get_embedding_dimension() or 0)
        told = {name: prompt for name, prompt in (self.model.prompts or {}).items() if prompt}
        self.prompts = {"query": told.get("query", ""), "document": told.get("document", told.get("passage", ""))}

    def encode(self, texts: Sequence[str], progress: Progress | None = None, role: Role = "query") -> Vectors:
        """Return unit vectors of texts."""
        shown = [self.prompts[role] + text for text in texts]
        vectors = self.model.encode(shown, prompt="", normalize_embeddings=True, show_progress_bar=False)
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
