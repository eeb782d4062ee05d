"""Adapting an encoder to the language of these tables: contrastive training on pairs, seeded, on the CPU.

Multiple negatives ranking loss (Henderson et al., 2017): of the passages in a batch each query shall find its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.dense.encoder import TorchEncoder
from embeddings.pairs import Pair

Progress = Callable[[int, int], None]
"""Receives (batches done, batches to do)."""
SEED = 7
BATCH = 32
WARM_UP = 0.1
LEFT_OUT = 5
"""Every fifth task is left out to measure the gain of a table's own pairs."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train: passes over the pairs, learning rate, longest text in tokens, most pairs taken."""

    epochs: int
    rate: float
    tokens: int
    most: int


GENERAL = Recipe(epochs=1, rate=8e-5, tokens=48, most=6_000)
TABLE = Recipe(epochs=1, rate=2e-5, tokens=64, most=1_200)


def train(encoder: TorchEncoder, pairs: Sequence[Pair], recipe: Recipe, progress: Progress) -> None:
    """Train an encoder in place."""
    import torch
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    torch.manual_seed(SEED)
    model: Any = encoder.model
    longest, model.max_seq_length = model.max_seq_length, recipe.tokens
    loss = MultipleNegativesRankingLoss(model)
    weights = list(model.parameters())
    batches = _plan(pairs, recipe)
    optimizer = torch.optim.AdamW(weights, lr=recipe.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _rise_and_fall(len(batches)))
    model.train()
    for done, batch in enumerate(batches, start=1):
        texts = [[pair.query for pair in batch], [pair.passage for pair in batch]]
        loss([model.preprocess(side) for side in texts], None).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        progress(done, len(batches))
    model.eval()
    model.max_seq_length = longest


def _plan(pairs: Sequence[Pair], recipe: Recipe) -> list[list[Pair]]:
    """The batches of all passes, in the order they are trained."""
    shuffled = random.Random(SEED)
    chosen = list(pairs)
    shuffled.shuffle(chosen)
    chosen = chosen[: recipe.most]
    batches = []
    for _ in range(recipe.epochs):
        shuffled.shuffle(chosen)
        batches += batched(chosen, BATCH)
    return batches


def batched(pairs: Sequence[Pair], size: int) -> list[list[Pair]]:
    """Divide pairs into batches in which no group occurs twice; too small a rest is left out.

    >>> [[p.query for p in b] for b in batched([Pair("a", "x", "1"), Pair("b", "y", "1"), Pair("c", "z", "2")], 2)]
    [['a', 'c'], ['b']]
    """
    waiting, batches = list(pairs), []
    while waiting:
        batch: dict[str, Pair] = {}
        rest = []
        for pair in waiting:
            if len(batch) < size and pair.group not in batch:
                batch[pair.group] = pair
            else:
                rest.append(pair)
        batches.append(list(batch.values()))
        waiting = rest
    return [batch for batch in batches if 2 * len(batch) >= size]


def _rise_and_fall(steps: int) -> Callable[[int], float]:
    """The learning rate: up during the warm-up, then down to nothing."""
    return lambda step: min(1.0, (step + 1) / max(1.0, WARM_UP * steps)) * max(0.0, 1 - step / max(1, steps))


def left_out(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """The pairs to train on, and those of every fifth group to measure with."""
    groups = list(dict.fromkeys(pair.group for pair in pairs))
    kept_back = set(groups[::LEFT_OUT])
    return [p for p in pairs if p.group not in kept_back], [p for p in pairs if p.group in kept_back]


def recall(encoder: TorchEncoder, measured: Sequence[Pair], passages: Sequence[Pair], top: int = 5) -> float:
    """How often one of the first ``top`` passages found for a title of ``measured`` is of its own task."""
    titles = {pair.group: pair.query for pair in measured}
    if not titles:
        return 0.0
    queries = encoder.encode(list(titles.values()))
    found = encoder.encode([pair.passage for pair in passages])
    groups = [pair.group for pair in passages]
    nearest = np.argsort(-(queries @ found.T), axis=1, kind="stable")[:, :top]
    hits = [group in {groups[i] for i in row} for group, row in zip(titles, nearest, strict=True)]
    return float(np.mean(hits))


def save(encoder: TorchEncoder, folder: Path) -> None:
    """Write a trained encoder as a sentence-transformers folder."""
    encoder.model.save(str(folder))
