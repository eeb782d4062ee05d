"""Training: the shipped pairs, that it is seeded and learns, and that an adapter holds what it changed."""

from __future__ import annotations

import copy
import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import embeddings.training.__main__
from embeddings.dense.adapter import Adapter
from embeddings.dense.model import PROMPTS, WEIGHTS_SHA256, default_weights
from embeddings.dense.model_folder import write_model_folder
from embeddings.dense.packed_weights import PackedWeights
from embeddings.everyday import WORDS
from embeddings.pairs import Pair, general_pairs
from embeddings.training.__main__ import main
from embeddings.training.contrastive import Recipe, Trainee, hard_sentences, train
from embeddings.training.factorise import factorised
from graph.language.text import fold
from tests.conftest import ROOT

LAYERS, TOKENS = 2, 24
"""The layers of the model that is trained here, and its longest text: the whole one takes a minute where others work too."""


def quiet(*_: object) -> None:
    """Show nothing."""


def bare(text: str) -> str:
    """A text without its marks and blanks."""
    return "".join(character for character in fold(text) if character.isalnum())


def test_the_shipped_pairs_name_no_place_and_no_question() -> None:
    pairs = general_pairs()
    assert len(pairs) > 5_000
    texts = "".join(pair.query + pair.passage for pair in pairs)
    assert [name for name in ("鹤山", "古劳", "沙坪", "江门", "龙口镇", "址山") if name in texts] == []
    files = list((ROOT / "data" / "questions").glob("*.jsonl"))
    assert len(files) == 8
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    asked = {bare(json.loads(line)["question"]) for line in lines}
    assert [pair.query for pair in pairs if bare(pair.query) in asked] == []


def test_everyday_words_are_each_there_once() -> None:
    with WORDS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    words = [row["everyday"] for row in rows]
    assert len(words) == len(set(words)) > 1_000
    assert all(row["official"].split() for row in rows)


@pytest.fixture(scope="module")
def packed() -> PackedWeights:
    """The first layers of the default model, not adapted."""
    whole = default_weights(quiet)
    cut = tuple(f"l{number}." for number in range(LAYERS, whole.shape.layers))
    tensors = {name: tensor for name, tensor in whole.tensors.items() if not name.startswith(cut)}
    return replace(whole, shape=replace(whole.shape, layers=LAYERS), tensors=tensors)


@pytest.fixture(scope="module")
def trainee(packed: PackedWeights, tmp_path_factory: pytest.TempPathFactory) -> Trainee:
    """The first layers as they are trained; whoever trains them puts their weights back."""
    folder = tmp_path_factory.mktemp("model")
    write_model_folder(folder, packed.unpacked(), packed.shape, packed.pieces, PROMPTS)
    return Trainee(str(folder), TOKENS)


def first_found(trainee: Trainee, pairs: list[Pair]) -> float:
    """How often the nearest of all sentences is a question's own."""
    asked = trainee.encode(trainee.questions([pair.query for pair in pairs]))
    found = trainee.encode(trainee.sentences([pair.passage for pair in pairs]))
    nearest = np.argmax(asked @ found.T, axis=1)
    return float(np.mean([pairs[i].group == pair.group for i, pair in zip(nearest, pairs, strict=True)]))


def test_training_is_seeded_and_learns_and_an_adapter_holds_it(trainee: Trainee) -> None:
    pairs, started = general_pairs()[:24], copy.deepcopy(trainee.network.state_dict())
    before = trainee.weights()
    found = first_found(trainee, pairs)
    recipe = Recipe(passes=3, batch=8, tokens=TOKENS, rate=2e-4)
    made = []
    for _ in range(2):
        trainee.network.load_state_dict(started)
        train(trainee, pairs, recipe, quiet)
        made.append(trainee.weights())
    assert first_found(trainee, pairs) > found
    assert all(np.array_equal(made[0][name], made[1][name]) for name in made[0])
    adapted = factorised(WEIGHTS_SHA256, before, made[0], size=2_000_000).applied(before)
    name = f"encoder.layer.{LAYERS - 1}.output.dense.weight"
    change = made[0][name] - before[name]
    assert np.linalg.norm(adapted[name] - made[0][name]) < 0.5 * np.linalg.norm(change)
    trainee.network.load_state_dict(started)


def test_hard_sentences_are_of_another_matter(trainee: Trainee) -> None:
    pairs = general_pairs()[:24]
    hard = hard_sentences(trainee, pairs)
    assert any(hard)
    for pair, found in zip(pairs, hard, strict=True):
        assert pair.group not in {other.group for other in found}


def test_the_command_writes_an_adapter(packed: PackedWeights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings.training.__main__, "default_weights", lambda _: packed)
    pairs = tmp_path / "pairs.jsonl"
    lines = (json.dumps({"everyday": p.query, "official": p.passage}) for p in general_pairs()[:48])
    pairs.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "new" / "adapter.npz"
    assert main(["--out", str(out), "--pairs", str(pairs), "--passes", "1", "--size", "200000"]) == 0
    made = Adapter.load(out)
    assert made.base == WEIGHTS_SHA256
    assert 0 < out.stat().st_size < 600_000
    pairs.write_text('{"everyday": 1}\n', encoding="utf-8")
    assert main(["--out", str(out), "--pairs", str(pairs)]) == 1
