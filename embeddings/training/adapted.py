"""Which weights are used: the model adapted to everyday and official wording, or further to one table when that helps.

Both are made once, cached beside the model, and never change what ``HETU_MODEL`` names. ``HETU_ADAPT=0`` leaves the
model as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from embeddings.cache import Say, cached, fault_of, put_folder, remove_folder
from embeddings.dense.encoder import TorchEncoder
from embeddings.dense.model import DEFAULT_MODEL, cache_dir, ensure_model, model_setting
from embeddings.pairs import fingerprint, general_pairs, table_pairs
from graph.errors import ModelError
from graph.records import Table

MIN_GAIN = 0.01
"""The least gain in recall@5 on left-out tasks for which a table's own adaptation is kept."""
_RECIPE_VERSION = 2
_FEWEST_GROUPS = 25
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Gain:
    """What adapting to a table brought: recall@5 of left-out titles before and after."""

    before: float
    after: float
    groups: int

    @property
    def kept(self) -> bool:
        """Whether the adapted weights are worth using."""
        return self.after - self.before >= MIN_GAIN


def adapts() -> bool:
    """Whether the model in use is adapted at all: the default one, unless ``HETU_ADAPT=0`` says no."""
    return model_setting() == DEFAULT_MODEL and os.environ.get("HETU_ADAPT") != "0"


def weights_for(tables: Sequence[Table], progress: Progress) -> tuple[str, str | None]:
    """The sentence-transformers folder (or name) to embed with, and how it was adapted: ``table``, ``general`` or not.

    :raises ModelError: the model cannot be had.
    """
    if not adapts():
        return ensure_model(_saying(progress)), None
    own = _table_dir(tables)
    if own.is_dir():
        fault = fault_of(own)
        if fault is None:
            return str(own), "table"
        # To adapt anew takes minutes and may show that it does not help: that is for whoever asked for it.
        progress(
            f"缓存 {own / fault.name} 已损坏（{fault.what}），改用通用的权重；要再适配本表，请运行 hetu tune", 0, 0
        )
    return str(_general(progress)), "general"


def adapt_to(tables: Sequence[Table], progress: Progress) -> Gain:
    """Train on the tables' own pairs, measure the gain on tasks left out, and keep the weights only if there is one.

    :raises ModelError: the tables are too small to measure anything, or the model is not the default one.
    """
    from embeddings.training.tuning import TABLE, left_out, recall, train

    if not adapts():
        raise ModelError(f"只有默认模型 {DEFAULT_MODEL} 可以适配（HETU_MODEL、HETU_ADAPT 改变了它）")
    pairs = table_pairs(task for table in tables for task in table.tasks)
    taught, measured = left_out(pairs)
    groups = len({pair.group for pair in measured})
    if groups * 5 < _FEWEST_GROUPS:
        raise ModelError(f"表太小：只有 {len({pair.group for pair in pairs})} 项任务有叙述，不足以衡量适配的效果")
    encoder = TorchEncoder(str(_general(progress)), name=model_setting())
    before = recall(encoder, measured, pairs)
    train(encoder, taught, TABLE, lambda done, total: progress("适配本表", done, total))
    gain = Gain(before, recall(encoder, measured, pairs), groups)
    own = _table_dir(tables)
    if gain.kept:
        put_folder(own, lambda staging: _save(encoder, staging, {"gain": asdict(gain)}), _saying(progress))
    else:
        remove_folder(own)
    return gain


def _general(progress: Progress) -> Path:
    """The model adapted to everyday and official wording, made if it is not there or damaged."""
    pairs = general_pairs()

    def make(staging: Path) -> None:
        from embeddings.training.tuning import GENERAL, train

        encoder = TorchEncoder(ensure_model(_saying(progress)), name=model_setting())
        train(encoder, pairs, GENERAL, lambda done, total: progress("适配日常说法（只做一次）", done, total))
        _save(encoder, staging, {"pairs": len(pairs)})

    return cached(_cached(f"general-{fingerprint(pairs)}"), make, _saying(progress))


def _saying(progress: Progress) -> Say:
    return lambda sentence: progress(sentence, 0, 0)


def _table_dir(tables: Sequence[Table]) -> Path:
    general = fingerprint(general_pairs())
    sources = "".join(sorted(table.info.sha256 for table in tables))
    return _cached(f"table-{hashlib.sha256(f'{general}{sources}'.encode()).hexdigest()[:12]}")


def _cached(name: str) -> Path:
    return cache_dir() / "adapted" / f"{DEFAULT_MODEL}-v{_RECIPE_VERSION}-{name}"


def _save(encoder: TorchEncoder, folder: Path, about: dict[str, object]) -> None:
    """Write adapted weights, and beside them what they were made of."""
    from embeddings.training.tuning import save

    save(encoder, folder)
    (folder / "adapted.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
