"""Contrastive training of an encoder: each question shall find its own sentence among those of its batch and its hard ones.

InfoNCE over the sentences of a batch (Henderson et al., 2017, multiple negatives ranking) and, for each question, sentences
that the model itself takes for near ones but that answer another matter (Xiong et al., 2021, ANCE). Seeded, on the CPU.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from embeddings.dense.index import Vectors
from embeddings.dense.packed_weights import Weights
from embeddings.pairs import Pair

Progress = Callable[[str, int, int], None]
"""Receives what is being done, how much is done, and how much there is to do."""
FROZEN = "embeddings."
"""Names of the weights that stay as they are begin so: word vectors, which an adapter does not hold."""
_TOGETHER = 16
"""How many texts go through the network at a time."""
_NEAREST = 24
"""Among how many of the nearest sentences hard ones are drawn."""
_TOO_NEAR = 0.95
"""A sentence whose score comes so near to the right one's may be right as well, so it is not held against it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    ``rate`` is the highest learning rate; ``sharpness`` multiplies the cosines; ``hard`` sentences are drawn for each
    question; ``tokens`` is the longest text; ``warm_up`` is a share of all steps; ``joined`` is the share of sentences that
    are taught within a longer stretch.
    """

    passes: int = 4
    batch: int = 48
    rate: float = 1e-4
    sharpness: float = 20.0
    hard: int = 1
    tokens: int = 64
    warm_up: float = 0.1
    joined: float = 0.2
    seed: int = 7


class Trainee:
    """A sentence-transformers folder as it is trained: texts → unit vectors with gradients."""

    def __init__(self, folder: str, tokens: int) -> None:
        from sentence_transformers import SentenceTransformer

        loaded = SentenceTransformer(folder, device="cpu")
        self.network: Any = loaded[0].model
        self.prompts: dict[str, str] = dict(loaded.prompts)
        self._tokenizer: Any = loaded.tokenizer
        self._tokens = tokens
        for name, weight in self.network.named_parameters():
            weight.requires_grad_(not name.startswith(FROZEN) and not name.startswith("pooler."))

    def embed(self, texts: Sequence[str]) -> torch.Tensor:
        """Unit vectors of texts that have their prompts before them; texts of like length go through the network together."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        parts = [
            self._embed([texts[i] for i in order[start : start + _TOGETHER]])
            for start in range(0, len(order), _TOGETHER)
        ]
        place = torch.empty(len(order), dtype=torch.long)
        place[order] = torch.arange(len(order))
        return torch.cat(parts)[place]

    def _embed(self, texts: Sequence[str]) -> torch.Tensor:
        read = self._tokenizer(list(texts), padding=True, truncation=True, max_length=self._tokens, return_tensors="pt")
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.network(input_ids=read["input_ids"], attention_mask=read["attention_mask"]).last_hidden_state
        mask = read["attention_mask"].unsqueeze(-1).float()
        return functional.normalize((hidden.float() * mask).sum(1) / mask.sum(1), dim=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors without gradients."""
        self.network.eval()
        with torch.inference_mode():
            vectors: Vectors = self.embed(texts).numpy()
        self.network.train()
        return vectors

    def weights(self) -> dict[str, Weights]:
        """The weights that may have changed, by their names."""
        named = self.network.named_parameters()
        return {name: weight.detach().float().numpy().copy() for name, weight in named if weight.requires_grad}

    def questions(self, texts: Sequence[str]) -> list[str]:
        """Texts as questions are shown to the model."""
        return [self.prompts.get("query", "") + text for text in texts]

    def sentences(self, texts: Sequence[str]) -> list[str]:
        """Texts as sentences of documents are shown to the model."""
        return [self.prompts.get("document", "") + text for text in texts]


def train(trainee: Trainee, pairs: Sequence[Pair], recipe: Recipe, progress: Progress) -> None:
    """Train in place, pass after pass; before each but the first the hard sentences are found anew.

    What an untrained model takes for near is no guide to what will be mistaken.
    """
    torch.manual_seed(recipe.seed)
    drawn = random.Random(recipe.seed)
    weights = [weight for weight in trainee.network.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=recipe.rate, weight_decay=0.01)
    steps = recipe.passes * (len(pairs) // recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps, recipe.warm_up))
    done = 0
    for number in range(1, recipe.passes + 1):
        hard = hard_sentences(trainee, pairs) if recipe.hard and number > 1 else [()] * len(pairs)
        order = drawn.sample(range(len(pairs)), len(pairs))
        trainee.network.train()
        for start in range(0, len(order) - recipe.batch + 1, recipe.batch):
            rows = order[start : start + recipe.batch]
            loss = _loss(trainee, [pairs[row] for row in rows], [hard[row] for row in rows], recipe, drawn)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            done += 1
            progress(f"第 {number} 遍", done, steps)
    trainee.network.eval()


def _loss(
    trainee: Trainee, pairs: Sequence[Pair], hard: Sequence[Sequence[Pair]], recipe: Recipe, drawn: random.Random
) -> torch.Tensor:
    """InfoNCE of a batch; a sentence of a question's own group is never held against it."""
    others = [drawn.choice(found) for found in hard for _ in range(recipe.hard) if found]
    shown = [*pairs, *others]
    texts = [_joined(pair, shown, recipe.joined, drawn) for pair in shown]
    questions = trainee.embed(trainee.questions([pair.query for pair in pairs]))
    sentences = trainee.embed(trainee.sentences(texts))
    scores = recipe.sharpness * questions @ sentences.T
    own = np.array([[pair.group == other.group for other in shown] for pair in pairs])
    own[np.arange(len(pairs)), np.arange(len(pairs))] = False
    return functional.cross_entropy(scores.masked_fill(torch.from_numpy(own), -1e4), torch.arange(len(pairs)))


def _joined(pair: Pair, shown: Sequence[Pair], share: float, drawn: random.Random) -> str:
    """A sentence, or a stretch of two in which it stands: in tables it seldom stands alone."""
    if drawn.random() >= share:
        return pair.passage
    other = drawn.choice(shown).passage
    first, second = (pair.passage, other) if drawn.random() < 0.5 else (other, pair.passage)
    return f"{first.rstrip('。')}；{second}"


def hard_sentences(trainee: Trainee, pairs: Sequence[Pair]) -> list[tuple[Pair, ...]]:
    """For each pair, pairs whose sentence the model takes for near to its question, near enough to be mistaken for its own."""
    one = {pair.group: pair for pair in pairs}
    groups = list(one)
    place = {group: i for i, group in enumerate(groups)}
    found = trainee.encode(trainee.sentences([one[group].passage for group in groups]))
    asked = trainee.encode(trainee.questions([pair.query for pair in pairs]))
    scores = asked @ found.T
    hard = []
    for row, pair in zip(scores, pairs, strict=True):
        nearest = np.argsort(-row, kind="stable")[:_NEAREST]
        right = row[place[pair.group]]
        hard.append(tuple(one[groups[i]] for i in nearest if i != place[pair.group] and row[i] < _TOO_NEAR * right))
    return hard


def _rate(step: int, steps: int, warm_up: float) -> float:
    """The share of the learning rate: up during the warm-up, then down to nothing.

    >>> [round(_rate(step, 100, 0.1), 2) for step in (0, 9, 50, 99)]
    [0.1, 0.91, 0.5, 0.01]
    """
    return min(1.0, (step + 1) / max(1.0, warm_up * steps)) * max(0.0, 1 - step / max(1, steps))
