"""Adapting the encoder: the shipped pairs, the batches, and that a gain is needed."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from embeddings.dense.encoder import TorchEncoder
from embeddings.dense.model import ensure_model
from embeddings.everyday import WORDS
from embeddings.pairs import Pair, general_pairs, table_pairs
from embeddings.training import adapted
from embeddings.training.adapted import adapt_to, weights_for
from embeddings.training.tuning import Recipe, batched, left_out, recall, train
from graph.errors import ModelError
from graph.records import Table
from tests.conftest import ROOT
from tests.test_other_counties import table as small_table


def quiet(*_: object) -> None:
    """Show nothing."""


def test_the_shipped_pairs_name_no_place_and_no_question() -> None:
    pairs = general_pairs()
    assert len(pairs) > 1_500
    texts = "".join(pair.query + pair.passage for pair in pairs)
    assert [name for name in ("鹤山", "古劳", "沙坪", "江门", "龙口镇", "址山") if name in texts] == []
    asked = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "data" / "questions").glob("*.jsonl")}
    assert len(asked) == 7
    assert [pair.query for pair in pairs if any(f'"{pair.query}"' in text for text in asked.values())] == []


def test_everyday_words_are_each_there_once() -> None:
    with WORDS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    words = [row["everyday"] for row in rows]
    assert len(words) == len(set(words)) > 1_000
    assert all(row["official"].split() for row in rows)


def test_batches_hold_each_group_once() -> None:
    pairs = [Pair(str(i), str(i), str(i % 5)) for i in range(50)]
    batches = batched(pairs, 4)
    assert all(len({pair.group for pair in batch}) == len(batch) for batch in batches)
    assert sum(map(len, batches)) >= 46


def test_left_out_groups_are_not_taught(table: Table) -> None:
    taught, measured = left_out(table_pairs(table.tasks))
    groups = {pair.group for pair in measured}
    assert len(groups) == 52
    assert not groups & {pair.group for pair in taught}


def test_training_is_seeded_and_learns() -> None:
    pairs = general_pairs()[:64]
    made = []
    for _ in range(2):
        encoder = TorchEncoder(ensure_model(print), name="m3e-small")
        before = recall(encoder, pairs, pairs, top=1)
        train(encoder, pairs, Recipe(epochs=3, rate=1e-4, tokens=32, most=64), quiet)
        assert recall(encoder, pairs, pairs, top=1) > before
        made.append(encoder.encode(["老人看病方便了吗"]))
    assert np.array_equal(made[0], made[1])


def test_no_gain_is_not_kept(table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("embeddings.training.tuning.train", quiet)
    monkeypatch.setattr(adapted, "_cached", lambda name: tmp_path / name)
    monkeypatch.setattr(adapted, "_general", lambda _: Path(ensure_model(print)))
    gain = adapt_to([table], quiet)
    assert (gain.before, gain.groups, gain.kept) == (gain.after, 52, False)
    assert list(tmp_path.iterdir()) == []
    assert weights_for([table], quiet)[1] == "general"


def test_a_gain_is_kept_and_used(table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("embeddings.training.tuning.train", quiet)
    monkeypatch.setattr(adapted, "_cached", lambda name: tmp_path / name)
    monkeypatch.setattr(adapted, "_general", lambda _: Path(ensure_model(print)))
    recalls = iter((0.5, 0.7))
    monkeypatch.setattr("embeddings.training.tuning.recall", lambda *_: next(recalls))
    assert adapt_to([table], quiet).kept
    folder, how = weights_for([table], quiet)
    assert (Path(folder).parent, how) == (tmp_path, "table")
    weights = next(Path(folder).rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    told: list[str] = []
    assert weights_for([table], lambda sentence, *_: told.append(sentence))[1] == "general"
    assert [weights.name in sentence and "hetu tune" in sentence for sentence in told] == [True]


def test_too_small_a_table_is_told(tmp_path: Path) -> None:
    read = small_table(tmp_path, "a.txt", "2022年鹤山市重点工作表", ("新建公厕10座。", "市财政局", "已新建公厕12座。"))
    with pytest.raises(ModelError, match="表太小"):
        adapt_to([read], quiet)


def test_another_model_is_never_adapted(monkeypatch: pytest.MonkeyPatch, table: Table) -> None:
    monkeypatch.setenv("HETU_MODEL", "some/folder")
    assert weights_for([table], quiet) == ("some/folder", None)
    with pytest.raises(ModelError, match="默认模型"):
        adapt_to([table], quiet)
    monkeypatch.delenv("HETU_MODEL")
    monkeypatch.setenv("HETU_ADAPT", "0")
    assert weights_for([table], quiet)[1] is None
