"""Vectors of an edition's passages, kept between builds: what has not changed is not encoded again.

An edition is encoded by itself, whatever else is built with it: the quantised model rounds by what stands in a batch
together, and the answers about one county shall not depend on the others.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.cache import LIST, Say, cached
from embeddings.corpus import Passage
from embeddings.dense.encoder import Encoder, Progress
from embeddings.dense.index import Vectors
from embeddings.dense.model import cache_dir
from embeddings.passage_vectors import embed

MOST_KEPT = 400
"""Editions of which vectors are kept, some 3 MB each; the longest unused go first."""
_FILE = "vectors.npy"


def embed_kept(encoder: Encoder, model: str, passages: Sequence[Passage], progress: Progress, say: Say) -> Vectors:
    """One unit vector for each passage, shape ``(passages, dimension)``, from the cache where they are in it.

    :param model: what tells the model and its adapter from others.
    :param progress: receives how many texts were encoded, or taken from the cache, since it was last told.
    :raises graph.errors.BuildError: the cache cannot be written.
    """
    folder = cache_dir() / "vectors" / _key(model, passages)
    made: list[Vectors] = []

    def write(staging: Path) -> None:
        made.append(embed(encoder, passages, progress))
        np.save(staging / _FILE, made[0], allow_pickle=False)

    cached(folder, write, say)
    if made:
        _forget_oldest(folder.parent)
        return made[0]
    (folder / LIST).touch()
    progress(len(passages))
    return np.asarray(np.load(folder / _FILE, allow_pickle=False), dtype=np.float32)


def _key(model: str, passages: Sequence[Passage]) -> str:
    """What the vectors depend on: the model, the texts, and which of them are titles of which."""
    told = hashlib.sha256(model.encode())
    tasks: dict[str, int] = {}
    for passage in passages:
        task = tasks.setdefault(passage.task, len(tasks))
        told.update(f"\n{task}\t{passage.kind}\t{passage.text}".encode("utf-8", "surrogatepass"))
    return told.hexdigest()[:32]


def _forget_oldest(folder: Path) -> None:
    kept = [one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(".")]
    for old in sorted(kept, key=_last_used)[:-MOST_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
        old.with_name(f"{old.name}.lock").unlink(missing_ok=True)


def _last_used(folder: Path) -> float:
    try:
        return (folder / LIST).stat().st_mtime
    except OSError:
        return 0.0
