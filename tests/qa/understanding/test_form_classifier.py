"""The classifier of forms: what is shipped, how lots left out fare, and what a damaged file says."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.errors import ModelError
from qa.fitting.form_questions import checksum, form_questions, read_marked
from qa.understanding.form_classifier import ASKS, BY, LEVEL, OP, TARGET, FormClassifier, load_classifier
from qa.understanding.form_features import asking_clauses, feature_groups, masked, shown
from qa.understanding.form_weights import MOST_BYTES, WEIGHTS, FormWeights

LEAST = {
    (OP, False): 0.81,
    (OP, True): 0.83,
    (TARGET, False): 0.87,
    (TARGET, True): 0.90,
    (BY, False): 0.91,
    (BY, True): 0.92,
    (ASKS, True): 0.70,
    (LEVEL, True): 0.74,
}
"""How often the first label must be right in the mean of the lots left out, without and with the vector."""


def test_the_shipped_weights_were_fitted_to_the_labelled_questions() -> None:
    about = FormWeights.load().about
    assert about.labelled == checksum(), "run python -m scripts.fit_forms"
    assert about.encoder == "multilingual-e5-small"
    assert WEIGHTS.stat().st_size <= MOST_BYTES


@pytest.mark.parametrize(("label", "vector"), LEAST)
def test_lots_left_out_fare_well(label: str, vector: bool) -> None:
    of = [one.first for one in FormWeights.load().about.left_out if (one.label, one.vector) == (label, vector)]
    assert np.mean(of) >= LEAST[label, vector]


def test_labelled_questions_are_well_formed() -> None:
    labels = FormWeights.load().about.labels
    for of in form_questions():
        if of.labels.op is None:
            assert of.labels.asks in labels[ASKS], of
            assert of.labels.level in labels[LEVEL], of
            continue
        assert of.labels.op in labels[OP], of
        assert (of.labels.target is not None) == (of.labels.op in {"list", "count"}) or of.labels.op == "why", of
        assert (of.labels.by is not None) == (of.labels.op in {"group", "rank"}), of
        assert bool(of.labels.ops) == (of.labels.op == "two"), of
        assert set(of.labels.ops) <= set(labels[OP]), of


@pytest.mark.parametrize(
    ("text", "op", "kind", "label"),
    [
        ("〈unit:水利局〉牵头的任务有哪些？", "list", TARGET, "task"),
        ("哪些镇有没完成的任务", "list", TARGET, "town"),
        ("一共有几个单位参与", "count", TARGET, "unit"),
        ("各分管领导的完成率", "group", BY, "leader"),
        ("牵头最多的局是哪个", "rank", BY, "unit"),
        ("〈item:湿地公园〉建好了吗", "done", "", ""),
        ("〈item:湿地公园〉为什么停工", "why", TARGET, "none"),
        ("〈measure:进出口总额〉是多少亿元", "value", "", ""),
        ("你好呀", "chat", "", ""),
    ],
)
def test_plain_questions(text: str, op: str, kind: str, label: str) -> None:
    judgement = load_classifier().judge(read_marked(text))
    assert judgement.best == op
    if kind:
        of = getattr(judgement, kind)
        assert max(of, key=of.__getitem__) == label


def test_probabilities() -> None:
    judgement = load_classifier().judge(read_marked("〈unit:水利局〉呢"), np.full(384, 384**-0.5, dtype=np.float32))
    for of in (judgement.op, judgement.target, judgement.by):
        assert sum(of.values()) == pytest.approx(1)
        assert min(of.values()) >= 0


@pytest.mark.parametrize("text", ["", "。", "的", "好" * 1400])
def test_any_text_is_judged(text: str) -> None:
    assert sum(load_classifier().judge(read_marked(text)).op.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "ops"),
    [
        ("〈item:湿地公园〉由谁牵头，现在进展如何？", ["lead_unit", "progress"]),
        ("〈item:旧桥〉建好了没有？由哪个单位牵头？", ["done", "lead_unit"]),
    ],
)
def test_two_questions_in_one(text: str, ops: list[str]) -> None:
    judgement = load_classifier().judge(read_marked(text))
    assert judgement.best == "two"
    assert [max(clause.op, key=clause.op.__getitem__) for clause in judgement.clauses] == ops


def test_background_asks_nothing() -> None:
    judgement = load_classifier().judge(read_marked("我在写材料，要核对数字，〈unit:水利局〉牵头的任务有几项"))
    assert judgement.best == "count"


def test_clauses_are_cut_at_marks_and_cover_what_asks() -> None:
    question = read_marked("〈item:旧桥〉什么时候通车，有多少米？")
    clauses = asking_clauses(question)
    assert [masked(clause) for clause in clauses] == ["旧桥什么时候通车", "有多少米"]
    assert [masked(clause) for clause in asking_clauses(read_marked("〈unit:水利局〉"))] == [
        masked(read_marked("〈unit:水利局〉"))
    ]
    assert asking_clauses(read_marked(""))


def test_names_count_by_their_kind() -> None:
    one, other = read_marked("〈unit:水利局〉牵头哪些"), read_marked("〈unit:市场监督管理局〉牵头哪些")
    assert feature_groups(one) == feature_groups(other)
    assert "水利" not in masked(one)
    assert shown(one) == "某某局牵头哪些"


def test_it_takes_no_time() -> None:
    classifier = load_classifier()
    question = read_marked("〈unit:水利局〉牵头的任务里到6月底还没有完成的有哪些，分别是谁分管的？")
    taken = []
    for _ in range(50):
        begin = time.process_time()
        classifier.judge(question)
        taken.append(time.process_time() - begin)
    assert np.median(taken) < 0.0015


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("spoil", [_cut, _empty])
def test_a_damaged_file_is_refused(spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(spoil(WEIGHTS.read_bytes()))
    with pytest.raises(ModelError, match="不合格式"):
        FormWeights.load(path)


def _respelt(path: Path, **changed: Any) -> Path:
    with np.load(WEIGHTS) as kept:
        arrays = {name: kept[name] for name in kept.files} | changed
    np.savez(path, **arrays)
    return path


def test_other_formats_and_sizes_are_refused(tmp_path: Path) -> None:
    with np.load(WEIGHTS) as kept:
        about = kept["about"].tobytes().replace(b'"format":', b'"format":9')
    with pytest.raises(ModelError, match="本版需要"):
        FormWeights.load(_respelt(tmp_path / "format.npz", about=np.frombuffer(about, dtype=np.uint8)))
    with pytest.raises(ModelError, match="大小不符"):
        FormWeights.load(_respelt(tmp_path / "sizes.npz", middle=np.zeros(3, dtype=np.float32)))
    with pytest.raises(ModelError, match="无法读取"):
        FormWeights.load(tmp_path / "none.npz")


def test_weights_are_kept_as_they_are(tmp_path: Path) -> None:
    weights = FormWeights.load()
    for name in ("one.npz", "two.npz"):
        weights.save(tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    question = read_marked("哪个镇任务最多")
    assert FormClassifier(FormWeights.load(tmp_path / "one.npz")).judge(question) == load_classifier().judge(question)
