"""Signals of retrieval, the file of their weights and what is wrong with a bad one, and how the weights are fitted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.corpus import Passage
from embeddings.dense.index import VectorIndex
from embeddings.lexical import LexicalIndex
from embeddings.passage_vectors import embed
from embeddings.phrasebook import Phrasebook
from embeddings.ranking_weights import WEIGHTS, equal_weights, load_weights
from embeddings.retriever import Retriever
from embeddings.signals import SIGNALS, WORD_SIGNALS, PassageSignal, TaskGroups
from qa import Hetu
from qa.fitting.listwise import JudgedQuestion, fit, left_out, measure
from tests.fitted_files import refuses_in_one_sentence, refuses_missing_and_broken
from tests.test_phrasebook import PAIRS, CharacterEncoder

TEXTS = {
    "1-1": ("医疗保障水平提升", "门诊报销比例提高到七成。", "新增定点药店十家。"),
    "1-2": ("农村道路养护", "养护道路三十公里。", "更换路牌。"),
    "1-3": ("路灯照明改造", "更换路灯二百盏。"),
    "1-4": ("第三水厂建设", "水厂主体完工，管网铺设过半。"),
}


def passages() -> list[Passage]:
    return [
        Passage(task, "narrative" if i else "title", 0, text, i, texts[0])
        for task, texts in TEXTS.items()
        for i, text in enumerate(texts)
    ]


def retriever(*, dense: bool = True) -> Retriever:
    items = passages()
    lexical = LexicalIndex.from_texts([item.text for item in items])
    if not dense:
        return Retriever(items, lexical)
    encoder = CharacterEncoder()
    vectors = VectorIndex(embed(encoder, items))
    return Retriever(items, lexical, vectors, encoder, Phrasebook.of_pairs(encoder, PAIRS))


@pytest.mark.parametrize("dense", [True, False])
@pytest.mark.parametrize("question", ["路坏了吗", "看病贵不贵", "第三水厂建得怎么样了", "", "饕餮"])
def test_every_signal_is_from_0_to_1(question: str, dense: bool) -> None:
    finder = retriever(dense=dense)
    query = finder.query(question, {"1-4": 5.5, "1-3": 0.5})
    for signal in SIGNALS:
        scores = signal.score(query)
        assert scores.shape == (len(TEXTS),), signal.name
        assert scores.dtype == np.float32
        assert 0.0 <= scores.min() <= scores.max() <= 1.0, signal.name
        if isinstance(signal, PassageSignal):
            assert signal.of_passages(query).shape == (len(finder.passages),)


def test_names_of_signals_are_unique() -> None:
    assert len({signal.name for signal in SIGNALS}) == len(SIGNALS)
    assert set(WORD_SIGNALS) < set(SIGNALS)


def test_a_task_is_as_good_as_its_best_passage_wherever_they_stand() -> None:
    mixed = [Passage(task, "title", 0, "", 0, "") for task in ("a", "b", "a", "c", "b")]
    groups = TaskGroups(mixed)
    assert groups.names == ["a", "b", "c"]
    assert groups.best(np.array([1, 2, 5, -1, 4], dtype=np.float32)).tolist() == [5, 4, 0]
    assert [groups.passages(i).tolist() for i in range(3)] == [[0, 2], [1, 4], [3]]
    assert TaskGroups([]).best(np.zeros(0, dtype=np.float32)).tolist() == []


def test_a_hit_tells_its_signals_and_they_make_its_score() -> None:
    finder = retriever()
    found = finder.search("路坏了吗", named={"1-3": 0.5})
    assert found.dense
    signals = {hit.task: hit.signals for hit in found.hits}
    assert signals["1-3"]["named"] == 0.25
    assert signals["1-2"]["translated_sentences"] == 1.0
    assert "named" not in signals["1-2"]
    weights = dict(
        zip((s.name for s in SIGNALS), finder.weights.vectors.weights_at(found.coverage).tolist(), strict=True)
    )
    for hit in found.hits:
        assert 0 <= hit.score <= 1
        assert hit.score == pytest.approx(sum(weights[name] * value for name, value in hit.signals.items()), abs=1e-3)
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


def test_the_words_decide_by_how_much_of_the_question_they_tell() -> None:
    profile = load_weights().vectors
    names = [signal.name for signal in profile.signals]
    lexical, near = names.index("lexical"), names.index("dense_translated")
    known, unknown = profile.weights_at(1.0), profile.weights_at(0.0)
    assert known[lexical] > known[near]
    assert unknown[near] > unknown[lexical]
    assert np.allclose(profile.weights_at(0.5), (known + unknown) / 2)


def test_without_vectors_the_official_terms_help() -> None:
    found = retriever(dense=False).search("看病方便吗")
    assert not found.dense
    assert found.hits[0].task == "1-1"
    assert set(found.hits[0].signals) <= {signal.name for signal in WORD_SIGNALS}
    assert not retriever(dense=False).search("饕餮").hits


def test_only_the_tasks_given_are_found_and_with_vectors_all_of_them() -> None:
    within = frozenset({"1-3", "1-4"})
    assert {hit.task for hit in retriever().search("路", within=within).hits} == within
    assert [hit.task for hit in retriever(dense=False).search("水厂", within=within).hits] == ["1-4"]


def test_the_surer_the_name_the_further_up_its_task(kg_of_build: Hetu) -> None:
    finder = kg_of_build.corpus.retriever
    places = [
        [hit.task for hit in finder.search("饕餮魍魉", 258, named={"3-102": gain}).hits].index("3-102")
        for gain in (0.1, 0.5, 2.0)
    ]
    assert places[0] > places[1] > places[2] == 0


@pytest.fixture(scope="module")
def kg_of_build(build_dir: Path) -> Hetu:
    return Hetu.open(build_dir)


def test_the_shipped_weights_say_how_they_fare() -> None:
    content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    lots = {result["lot"]: result for result in content["vectors"]["left_out"]}
    assert {path.stem for path in (WEIGHTS.parent.parent / "questions").glob("*.jsonl")} - {"blind", "offtopic"} <= set(
        lots
    )
    assert lots["all lots"]["recall@5"] >= 0.94
    assert lots["all lots"]["nDCG@10"] >= 0.85


def _without(content: dict[str, Any]) -> None:
    del content["vectors"]["weights"]["dense"]


def _unknown(content: dict[str, Any]) -> None:
    content["words"]["weights"]["moon"] = {"uncovered": 0.1, "covered": 0.1}


def _negative(content: dict[str, Any]) -> None:
    content["vectors"]["weights"]["dense"]["covered"] = -0.1


def _too_much(content: dict[str, Any]) -> None:
    content["vectors"]["weights"]["dense"]["covered"] = 1.5


def _nothing(content: dict[str, Any]) -> None:
    content["words"]["weights"] = {name: {"uncovered": 0, "covered": 0} for name in content["words"]["weights"]}


def _of_another_format(content: dict[str, Any]) -> None:
    content["format"] = 99


def _no_number(content: dict[str, Any]) -> None:
    content["vectors"]["weights"]["dense"]["covered"] = "much"


def _one_more_field(content: dict[str, Any]) -> None:
    content["vectors"]["weights"]["dense"]["middle"] = 0.5


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_without, "vectors 缺少信号“dense”"),
        (_unknown, "words 有未知的信号“moon”"),
        (_negative, "“dense”的权重应为不小于 0 的数"),
        (_too_much, "权重之和应大于 0 且不超过 1"),
        (_nothing, "权重之和应大于 0 且不超过 1"),
        (_of_another_format, "格式为 99"),
        (_no_number, "不合格式"),
        (_one_more_field, "不合格式"),
    ],
)
def test_bad_weights_are_one_clear_sentence(spoil: Callable[[dict[str, Any]], None], said: str, tmp_path: Path) -> None:
    content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    spoil(content)
    refuses_in_one_sentence(load_weights, content, said, tmp_path)


def test_missing_and_broken_files_of_weights(tmp_path: Path) -> None:
    refuses_missing_and_broken(load_weights, tmp_path)


def test_equal_weights_need_no_file() -> None:
    assert equal_weights().vectors.weights_at(0.3).sum() == pytest.approx(1.0)


def _questions(count: int, seed: int = 7) -> list[JudgedQuestion]:
    """Questions of three lots in which the first signal tells the right task, the second nothing."""
    dice = np.random.default_rng(seed)
    made = []
    for i in range(count):
        right = np.zeros(20, dtype=bool)
        right[dice.integers(20)] = True
        signals = np.stack([0.5 * right + 0.5 * dice.random(20), dice.random(20)])
        made.append(JudgedQuestion("abc"[i % 3], "semantic", signals, dice.random(), right, np.ones(20, dtype=bool)))
    return made


def test_fitting_finds_the_signal_that_tells_and_is_the_same_each_time() -> None:
    questions = _questions(60)
    weights = fit(questions)
    assert (weights >= 0).all()
    assert weights[:2].sum() <= 1 + 1e-9 >= weights[2:].sum()
    assert weights[0] > 10 * weights[1]
    assert weights[2] > 10 * weights[3]
    assert np.array_equal(weights, fit(questions))


def test_a_right_task_that_cannot_be_found_counts_against_recall_not_against_fitting() -> None:
    questions = _questions(30)
    right = questions[0].right
    lost = JudgedQuestion("a", "semantic", questions[0].signals, 0.5, right, ~right)
    weights = fit([*questions, lost])
    assert np.allclose(weights, fit(questions))
    assert measure(lost, weights) == (0.0, 0.0)


def test_each_lot_is_measured_with_weights_of_the_others() -> None:
    questions = _questions(30)
    measured = left_out(questions)
    assert [question for question, _ in measured] == questions
    weights = {question.lot: tuple(found) for question, found in measured}
    assert len(set(weights.values())) == 3
    assert np.array_equal(weights["a"], fit([question for question in questions if question.lot != "a"]))
