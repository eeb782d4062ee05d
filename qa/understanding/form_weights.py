"""The fitted weights of the classifier of forms: one file of numpy arrays, ``data/language/form_weights.npz``.

``python -m scripts.fit_forms`` makes it again from the labelled questions of ``data/forms``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from embeddings.pairs import LANGUAGE_DIR
from graph.errors import ModelError

WEIGHTS = LANGUAGE_DIR / "form_weights.npz"
FORMAT = 1
MOST_BYTES = 2_000_000
"""The largest file that is shipped."""
_NAME, _ADVICE = "问句分类权重", "请运行 python -m scripts.fit_forms 重新生成"
_SEPARATOR = "\n"
Numbers = NDArray[np.float32]


class LotAccuracy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often the first (the first two) labels of a lot are right when it was left out of fitting."""

    lot: str
    label: str
    vector: bool
    questions: int
    first: float
    first_two: float


class AboutWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file says of itself.

    ``labelled``: SHA-256 over the labelled files; ``encoder``: the model whose vectors the second reader takes;
    ``groups``: what the features of each group are multiplied with; ``labels``: by what is judged; ``clause_labels``: of what
    is judged of a clause; ``double``: bias and weights by which a question is two in one (``with_double_chance``).
    """

    format: int
    made_by: str
    labelled: str
    encoder: str
    groups: dict[str, float]
    labels: dict[str, list[str]]
    clause_labels: list[str]
    double: tuple[float, float, float]
    left_out: list[LotAccuracy] = []


@dataclass(frozen=True, slots=True)
class Layer:
    """A matrix in signed bytes ``(inputs, labels)`` with a scale for every label."""

    rows: NDArray[np.int8]
    scale: Numbers

    @classmethod
    def of(cls, matrix: Numbers) -> Layer:
        """Put a matrix in bytes.

        >>> Layer.of(np.array([[1.0, -2.0], [0.5, 4.0]], dtype=np.float32)).rows.tolist()
        [[127, -64], [64, 127]]
        """
        scale = np.abs(matrix).max(axis=0) / 127
        scale[scale == 0] = 1
        return cls(np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Head:
    """Features (and a vector) → the logits of all labels, those of op, target and by side by side."""

    features: Layer
    bias: Numbers
    vector: Layer | None = None


@dataclass(frozen=True, slots=True)
class FormWeights:
    """All that the classifier needs.

    :param vocabulary: the features of each group, in the order of the rows of ``features``.
    :param middle: the mean of the vectors that were fitted to, which is taken off.
    """

    about: AboutWeights
    vocabulary: Mapping[str, Sequence[str]]
    words: Head
    vectors: Head
    clauses: Head
    middle: Numbers

    def save(self, path: Path) -> None:
        """Write to a file, the same bytes every time.

        :raises OSError: it cannot be written.
        """
        arrays: dict[str, NDArray[np.generic]] = {
            "about": _bytes(msgspec.json.encode(self.about)),
            "middle": self.middle,
        }
        arrays |= {f"vocabulary|{name}": _bytes(_SEPARATOR.join(of).encode()) for name, of in self.vocabulary.items()}
        for name, head in (("words", self.words), ("vectors", self.vectors), ("clauses", self.clauses)):
            arrays |= {
                f"{name}|features": head.features.rows,
                f"{name}|scale": head.features.scale,
                f"{name}|bias": head.bias,
            }
            if head.vector:
                arrays |= {f"{name}|vector": head.vector.rows, f"{name}|vector_scale": head.vector.scale}
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # numpy's stub takes them for allow_pickle

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> FormWeights:
        """Read from a file.

        :raises ModelError: there is none, it is damaged or of another format.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                arrays: dict[str, Any] = {name: kept[name] for name in kept.files}
            about = msgspec.json.decode(arrays["about"].tobytes(), type=AboutWeights)
            read = cls(
                about=about,
                vocabulary={name: _lines(arrays[f"vocabulary|{name}"]) for name in about.groups},
                words=_head(arrays, "words"),
                vectors=_head(arrays, "vectors"),
                clauses=_head(arrays, "clauses"),
                middle=arrays["middle"].astype(np.float32),
            )
        except OSError as error:
            raise ModelError(f"{_NAME} {path} 无法读取：{error.strerror or error}；{_ADVICE}") from error
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile, msgspec.DecodeError) as error:
            raise ModelError(f"{_NAME} {path} 的内容不合格式：{error}；{_ADVICE}") from error
        read.check(path)
        return read

    def check(self, path: Path) -> None:
        """See that all parts fit together.

        :raises ModelError: the format is another one, or the sizes differ.
        """
        if self.about.format != FORMAT:
            raise ModelError(f"{_NAME} {path} 的格式为 {self.about.format}，本版需要 {FORMAT}；{_ADVICE}")
        features, labels = sum(map(len, self.vocabulary.values())), sum(map(len, self.about.labels.values()))
        wanted = ((self.words, labels), (self.vectors, labels), (self.clauses, len(self.about.clause_labels)))
        fits = all(head.features.rows.shape == (features, of) and head.bias.shape == (of,) for head, of in wanted)
        dense = self.vectors.vector
        if not fits or dense is None or dense.rows.shape != (len(self.middle), labels):
            raise ModelError(f"{_NAME} {path} 的内容不合格式：各部分大小不符；{_ADVICE}")


def _head(arrays: Mapping[str, Any], name: str) -> Head:
    dense = f"{name}|vector" in arrays
    return Head(
        features=Layer(arrays[f"{name}|features"].astype(np.int8), arrays[f"{name}|scale"].astype(np.float32)),
        bias=arrays[f"{name}|bias"].astype(np.float32),
        vector=Layer(arrays[f"{name}|vector"].astype(np.int8), arrays[f"{name}|vector_scale"].astype(np.float32))
        if dense
        else None,
    )


def _bytes(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, dtype=np.uint8)


def _lines(content: NDArray[np.generic]) -> list[str]:
    return content.tobytes().decode().split(_SEPARATOR)
