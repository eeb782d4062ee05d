"""Answers about one item, held against questions on two tables; the rows with an odd number were kept back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from embeddings.builds import build
from graph.language.text import fold
from graph.mentions.unit_words import dimension, factor
from qa import Hetu
from qa.answering.item_answers import ItemAnswer, ItemAnswers
from qa.answering.results import Date, EntityList, Number, Quotes, YesNo
from qa.querying.gates import Gatekeeper
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.logical_form import Aspect
from qa.understanding.question import read_question
from qa.understanding.reader import Reader
from qa.understanding.slots import read_slots

ROOT = Path(__file__).parents[3]
CASES = [
    json.loads(line)
    for line in (ROOT / "tests" / "cases" / "item-answers.jsonl").read_text(encoding="utf-8").splitlines()
]
KINDS = [
    json.loads(line)
    for line in (ROOT / "tests" / "cases" / "item-kinds.jsonl").read_text(encoding="utf-8").splitlines()
]
HESHAN = [case for case in CASES if case["corpus"] == "heshan"]
TAISHUN = [case for case in CASES if case["corpus"] == "taishun"]
LEAST_RIGHT = 0.8
LONGEST, MEDIAN = 120, 400


@pytest.fixture(scope="module")
def answers(hetu: Hetu) -> ItemAnswers:
    return ItemAnswers(hetu.corpus, Gatekeeper(hetu.corpus), Reader.over(hetu.corpus).judge)


@pytest.fixture(scope="module")
def taishun(tmp_path_factory: pytest.TempPathFactory) -> Hetu:
    """An invented table of another county."""
    folder = tmp_path_factory.mktemp("taishun")
    build([ROOT / "tests" / "taishun" / "taishun-2023.txt"], folder, lambda *_: None)
    return Hetu.open(folder)


@pytest.fixture(scope="module")
def linker(hetu: Hetu) -> EntityLinker:
    return hetu.corpus.linker


def ask(answers: ItemAnswers, linker: EntityLinker, question: str, aspect: str) -> ItemAnswer:
    read = read_question(question, linker)
    slots = read_slots(read, due=False)
    return answers.answer(read, slots, Aspect(aspect), slots.where)


def test_most_questions_are_answered_right(answers: ItemAnswers, linker: EntityLinker) -> None:
    found = [(case, ask(answers, linker, case["question"], case["aspect"])) for case in HESHAN]
    _hold(found)


def test_another_table_is_answered_as_well(taishun: Hetu) -> None:
    answers, linker = (
        ItemAnswers(taishun.corpus, Gatekeeper(taishun.corpus), Reader.over(taishun.corpus).judge),
        taishun.corpus.linker,
    )
    _hold([(case, ask(answers, linker, case["question"], case["aspect"])) for case in TAISHUN])


@pytest.mark.parametrize("case", KINDS, ids=lambda case: case["id"])
def test_kinds_of_questions_on_another_table(taishun: Hetu, case: dict[str, Any]) -> None:
    answers = ItemAnswers(taishun.corpus, Gatekeeper(taishun.corpus), Reader.over(taishun.corpus).judge)
    answer = ask(answers, taishun.corpus.linker, case["question"], case["aspect"])
    assert _fits(case["gold"], answer), answer.headline
    assert len(answer.parts) == case.get("parts", 0)


def _hold(found: list[tuple[dict[str, Any], ItemAnswer]]) -> None:
    """Most answers are right, and all are short."""
    right = [_is_right(case, answer) for case, answer in found]
    assert sum(right) >= LEAST_RIGHT * len(right), [c["id"] for (c, _), ok in zip(found, right, strict=True) if not ok]
    lengths = sorted(len(answer.answer) for _, answer in found)
    assert lengths[len(lengths) // 2] <= MEDIAN
    assert all(len(answer.headline) <= LONGEST for _, answer in found if not answer.refusal)


def _is_right(case: dict[str, Any], answer: ItemAnswer) -> bool:
    golds = [case["gold"], *case.get("accept", [])]
    said = fold(answer.headline + "".join(answer.result.quotes if isinstance(answer.result, Quotes) else ()))
    if any(fold(word) in said for word in case.get("must_not", [])):
        return False
    return any(_fits(gold, answer) for gold in golds)


def _fits(gold: dict[str, Any], answer: ItemAnswer) -> bool:
    result, text = answer.result, fold(answer.answer)
    needed = all(any(fold(w) in text for w in ([m] if isinstance(m, str) else m)) for m in gold.get("must", []))
    if gold["type"] == "none":
        return answer.refusal is not None
    if gold["type"] == "number" and isinstance(result, Number):
        same = dimension(result.unit) == dimension(gold["unit"]) or "%" in gold["unit"] or "人" in gold["unit"]
        difference = abs(result.value * factor(result.unit) - gold["value"] * factor(gold["unit"]))
        return same and difference <= gold.get("tol", 1e-6) * factor(gold["unit"])
    if gold["type"] == "number":
        return f"{gold['value']}{gold['unit']}" in text
    if gold["type"] == "boolean":
        return isinstance(result, YesNo) and result.value == gold["value"] and needed
    if gold["type"] == "date":
        dates = [gold["value"], *gold.get("same", [])]
        return isinstance(result, Date) and any(date in result.value or result.value in date for date in dates)
    if gold["type"] == "entities":
        wanted = {item["label"] for item in gold["items"]}
        return isinstance(result, EntityList) and wanted == {item.label for item in result.items}
    return answer.refusal is None and needed


def test_yes_and_no_come_first(answers: ItemAnswers, linker: EntityLinker) -> None:
    assert ask(answers, linker, "弘金科创产业园封顶了没", "done").headline.startswith("是")
    assert ask(answers, linker, "舒柏雅的厂房封顶了吗", "done").headline.startswith("还没有")


def test_a_part_never_gets_the_figure_of_the_whole(answers: ItemAnswers, linker: EntityLinker) -> None:
    answer = ask(answers, linker, "鹤山工业城工业投资多少亿？", "value")
    assert answer.result == Number(82.8, "亿元")
    assert ask(answers, linker, "全市技改投资完成额是多少？", "value").result == Number(39.11, "亿元")


def test_terms_are_shown(answers: ItemAnswers, linker: EntityLinker) -> None:
    answer = ask(answers, linker, "GDP增速和目标差几个百分点？", "calc")
    assert answer.result == Number(7.7, "个百分点", "10.5 − 2.8 = 7.7 个百分点")
    assert "10.5 − 2.8 = 7.7" in answer.headline


def test_an_answer_names_its_task_and_line(answers: ItemAnswers, linker: EntityLinker) -> None:
    answer = ask(answers, linker, "“瓶改管”改了多少户？", "value")
    assert answer.headline.endswith("（〔3-101〕）")
    assert answer.evidence[0].task == answer.hits[0].id == "3-101"
    assert answer.evidence[0].lines[0] > 0


def test_nothing_is_said_twice(answers: ItemAnswers, linker: EntityLinker) -> None:
    for case in HESHAN[::4]:
        lines = ask(answers, linker, case["question"], case["aspect"]).answer.split("\n")
        assert len(set(lines)) == len(lines)


def test_a_town_that_is_not_told_of_is_refused(answers: ItemAnswers, linker: EntityLinker) -> None:
    answer = ask(answers, linker, "雅瑶镇的税收收入是多少？", "value")
    assert answer.refusal
    assert answer.result.type == "none"


def test_who_leads_a_milestone_of_its_own(answers: ItemAnswers, linker: EntityLinker) -> None:
    answer = ask(answers, linker, "亚洲厨卫城欧洲风情街是哪个单位牵头？", "lead_unit")
    assert isinstance(answer.result, EntityList)
    assert [item.label for item in answer.result.items] == ["址山镇"]
