"""Training: the shipped pairs, that it is seeded and learns, and that an adapter holds what it changed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from embeddings.dense.adapter import Adapter
from embeddings.dense.model import PROMPTS, WEIGHTS_SHA256, default_weights
from embeddings.dense.model_folder import write_model_folder
from embeddings.everyday import WORDS
from embeddings.pairs import Pair, general_pairs
from embeddings.training.__main__ import main
from embeddings.training.contrastive import Recipe, Trainee, hard_sentences, train
from embeddings.training.factorise import factorised
from graph.language.text import fold
from tests.conftest import ROOT


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
    assert len(files) == 7
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
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default model, not adapted, as sentence-transformers loads it."""
    folder, packed = tmp_path_factory.mktemp("model"), default_weights(quiet)
    write_model_folder(folder, packed.unpacked(), packed.shape, packed.pieces, PROMPTS)
    return folder


def first_found(trainee: Trainee, pairs: list[Pair]) -> float:
    """How often the nearest of all sentences is a question's own."""
    asked = trainee.encode(trainee.questions([pair.query for pair in pairs]))
    found = trainee.encode(trainee.sentences([pair.passage for pair in pairs]))
    nearest = np.argmax(asked @ found.T, axis=1)
    return float(np.mean([pairs[i].group == pair.group for i, pair in zip(nearest, pairs, strict=True)]))


def test_training_is_seeded_and_learns_and_an_adapter_holds_it(model_folder: Path) -> None:
    pairs = general_pairs()[:32]
    before = default_weights(quiet).unpacked()
    recipe = Recipe(passes=3, batch=16, tokens=32, rate=2e-4)
    made = []
    for _ in range(2):
        trainee = Trainee(str(model_folder), recipe.tokens)
        found = first_found(trainee, pairs)
        train(trainee, pairs, recipe, quiet)
        assert first_found(trainee, pairs) > found
        made.append(trainee.weights())
    assert all(np.array_equal(made[0][name], made[1][name]) for name in made[0])
    adapted = factorised(WEIGHTS_SHA256, before, made[0]).applied(before)
    name = "encoder.layer.11.output.dense.weight"
    change = made[0][name] - before[name]
    assert np.linalg.norm(adapted[name] - made[0][name]) < 0.5 * np.linalg.norm(change)


def test_hard_sentences_are_of_another_matter(model_folder: Path) -> None:
    pairs = general_pairs()[:24]
    for pair, hard in zip(pairs, hard_sentences(Trainee(str(model_folder), 32), pairs), strict=True):
        assert pair.group not in {other.group for other in hard}


def test_the_command_writes_an_adapter(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    lines = (json.dumps({"everyday": p.query, "official": p.passage}) for p in general_pairs()[:100])
    pairs.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "new" / "adapter.npz"
    assert main(["--out", str(out), "--pairs", str(pairs), "--passes", "1", "--size", "200000"]) == 0
    made = Adapter.load(out)
    assert made.base == WEIGHTS_SHA256
    assert 0 < out.stat().st_size < 600_000
    pairs.write_text('{"everyday": 1}\n', encoding="utf-8")
    assert main(["--out", str(out), "--pairs", str(pairs)]) == 1
