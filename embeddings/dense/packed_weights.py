"""The weights of multilingual-e5-small as its carrier packs them: read, cut to the word pieces in use, kept, unpacked.

The file ``e5-small-q4.bin``, little-endian, one after the other:

- ``E5S1``, a version (uint32); seven int32: hidden size, layers, heads, inner size, rows of word vectors, positions,
  types; the epsilon of the layer norms (float32); the weights of one block (int32);
- word pieces: five int32 (how many; begin, end, padding, unknown), the bytes of their texts (uint64), where each begins
  (uint32, one more than there are pieces), their scores (float32), the texts;
- a map of characters (int32 entries, uint32 bytes, bytes), not used: NFKC does for Chinese what it does;
- a directory (int32 entries): length of the name (uint16), name, form (uint8: 0 plain float32, 1 packed), weights (uint32),
  where they are (uint64), how many bytes (uint64).

A packed block of 32 weights is a float16 scale and 16 bytes: the low halves are the first 16 weights, the high ones the others,
each less 8.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.errors import ModelError

Weights = NDArray[np.float32]
Raw = NDArray[np.uint8]
MAGIC = b"E5S1"
BLOCK = 32
_BLOCK_BYTES = 18
_WORDS = "emb.word"
_PACKED = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value"}
_PACKED |= {"ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense"}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
_EMBEDDED = {"emb.pos": "position_embeddings.weight", "emb.type": "token_type_embeddings.weight"}
_EMBEDDED |= {"emb.ln.w": "LayerNorm.weight", "emb.ln.b": "LayerNorm.bias", _WORDS: "word_embeddings.weight"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT; ``epsilon`` is that of its layer norms."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces in the order of their numbers, with their unigram scores, and the numbers of the special ones."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PackedWeights:
    """A model as its carrier packs it; ``tensors`` by the carrier's names, plain ones float32, packed ones rows of bytes."""

    shape: Shape
    pieces: Pieces
    tensors: Mapping[str, Weights | Raw]

    def cut(self, keeps: Callable[[str], bool]) -> PackedWeights:
        """The same with only the pieces kept, and the special ones."""
        special = {self.pieces.begin, self.pieces.end, self.pieces.padding, self.pieces.unknown}
        rows = [i for i, text in enumerate(self.pieces.texts) if i in special or keeps(text)]
        place = {row: i for i, row in enumerate(rows)}
        pieces = Pieces(
            texts=tuple(self.pieces.texts[row] for row in rows),
            scores=tuple(self.pieces.scores[row] for row in rows),
            begin=place[self.pieces.begin],
            end=place[self.pieces.end],
            padding=place[self.pieces.padding],
            unknown=place[self.pieces.unknown],
        )
        return replace(self, pieces=pieces, tensors={**self.tensors, _WORDS: self.tensors[_WORDS][rows]})

    def unpacked(self) -> dict[str, Weights]:
        """The weights by the names that transformers' ``BertModel`` gives them."""
        return {_full_name(name): _plain(self.tensors[name]) for name in self.tensors}

    def save(self, path: Path) -> None:
        """Write to a file, the same bytes every time.

        :raises OSError: it cannot be written.
        """
        sizes = (self.shape.hidden, self.shape.layers, self.shape.heads, self.shape.inner, self.shape.positions)
        special = (self.pieces.begin, self.pieces.end, self.pieces.padding, self.pieces.unknown)
        with path.open("wb") as file:
            np.savez(
                file,
                _sizes=np.array([*sizes, *special], dtype=np.int64),
                _epsilon=np.array(self.shape.epsilon),
                _texts=np.frombuffer("\n".join(self.pieces.texts).encode(), dtype=np.uint8),
                _scores=np.array(self.pieces.scores, dtype=np.float32),
                **self.tensors,  # type: ignore[arg-type]  # numpy's stub takes them for allow_pickle
            )

    @classmethod
    def load(cls, path: Path) -> PackedWeights:
        """Read back what :meth:`save` wrote."""
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            hidden, layers, heads, inner, positions, *special = (int(size) for size in kept["_sizes"])
            texts = tuple(kept["_texts"].tobytes().decode().split("\n"))
            return cls(
                shape=Shape(hidden, layers, heads, inner, positions, float(kept["_epsilon"])),
                pieces=Pieces(texts, tuple(kept["_scores"].tolist()), *special),
                tensors={name: kept[name] for name in kept.files if not name.startswith("_")},
            )


class _Reader:
    """Takes values one after the other from bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def values(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{form}", self.content, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def number(self, form: str) -> int:
        return self.values(form)[0]

    def floats(self, count: int) -> tuple[float, ...]:
        return struct.unpack(f"<{count}f", self.bytes(4 * count))

    def numbers(self, count: int) -> tuple[int, ...]:
        return struct.unpack(f"<{count}I", self.bytes(4 * count))

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.content[self.at - count : self.at]


def read_packed(content: bytes) -> PackedWeights:
    """Read the carrier's file.

    :raises ModelError: it is not of that form.
    """
    try:
        return _read(_Reader(content))
    except (struct.error, ValueError, KeyError, IndexError) as error:
        raise ModelError(f"向量模型文件的格式不符：{error}") from error


def _read(reader: _Reader) -> PackedWeights:
    if reader.bytes(len(MAGIC)) != MAGIC:
        raise ValueError(f"expected {MAGIC!r} at the beginning")
    _version, hidden, layers, heads, inner, _rows, positions, _types = reader.values("I7i")
    epsilon, block = float(reader.number("f")), reader.number("i")
    if block != BLOCK:
        raise ValueError(f"blocks of {BLOCK} weights expected, found {block}")
    pieces = _pieces(reader)
    _entries, size = reader.values("iI")
    reader.bytes(size)
    tensors: dict[str, Weights | Raw] = {}
    for _ in range(reader.number("i")):
        name = reader.bytes(reader.number("H")).decode()
        packed = reader.number("B") == 1
        _count, offset, size = reader.values("IQQ")
        raw = np.frombuffer(reader.content, np.uint8, size, offset)
        tensors[name] = raw.reshape(-1, _row_bytes(name, hidden, inner)) if packed else raw.view(np.float32)
    shape = Shape(hidden, layers, heads, inner, positions, epsilon)
    return PackedWeights(shape, pieces, {name: _shaped(name, value, hidden) for name, value in tensors.items()})


def _pieces(reader: _Reader) -> Pieces:
    count, begin, end, padding, unknown = reader.values("5i")
    size = reader.number("Q")
    starts = reader.numbers(count + 1)
    scores = reader.floats(count)
    texts = reader.bytes(size)
    # A piece of bytes that are no character cannot be met in a text; it is cut off with those of other scripts.
    told = (texts[start:stop].decode("utf-8", "replace") for start, stop in pairwise(starts))
    return Pieces(tuple(told), scores, begin, end, padding, unknown)


def _row_bytes(name: str, hidden: int, inner: int) -> int:
    """The bytes of one row of a packed matrix: its columns are the inner size where it leads back from there."""
    return (inner if name.endswith(".fo.w") else hidden) // BLOCK * _BLOCK_BYTES


def _shaped(name: str, value: Weights | Raw, hidden: int) -> Weights | Raw:
    return value.reshape(-1, hidden) if name in ("emb.pos", "emb.type") else value


def _plain(tensor: Weights | Raw) -> Weights:
    if tensor.dtype != np.uint8:
        return tensor.astype(np.float32)
    blocks: Raw = tensor.reshape(-1, _BLOCK_BYTES).astype(np.uint8)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = blocks[:, 2:]
    weights = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
    return np.asarray((weights * scale).reshape(len(tensor), -1), dtype=np.float32)


def _full_name(name: str) -> str:
    """A tensor's name for transformers.

    >>> _full_name("l3.fi.w"), _full_name("emb.ln.b")
    ('encoder.layer.3.intermediate.dense.weight', 'embeddings.LayerNorm.bias')
    """
    if name in _EMBEDDED:
        return f"embeddings.{_EMBEDDED[name]}"
    layer, part, kind = name.split(".")
    long = {**_PACKED, **_NORMS}[part]
    return f"encoder.layer.{layer[1:]}.{long}.{'weight' if kind == 'w' else 'bias'}"
