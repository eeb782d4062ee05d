"""Gates that need the question only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa.answerability.evidence import TableScope
from qa.answerability.gates import BEFORE, FOUND, OF_SETS, check_before, check_set
from qa.answerability.holders import office_holder
from qa.answerability.refusal import RefusalKind
from qa.understanding.slots import read_slots

from .conftest import Read

CASES = [
    json.loads(line) for line in (Path(__file__).parents[2] / "cases" / "gates.jsonl").read_text("utf-8").splitlines()
]
_BY_THE_QUESTION = {
    "small-talk",
    "errand",
    "private",
    "opinion",
    "other-year",
    "other-place",
    "follow-up-without-question",
    "empty",
    "too-long",
}
"""Kinds that are decided without looking; the others are when nothing of the kind is found."""
_NOT_WRITTEN = {"小孩近视防控有做吗"}
"""An everyday question about what no text of the table names."""


@dataclass(frozen=True)
class _Suspect:
    text: str
    nearest: tuple[str, ...] = ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"][:20])
def test_cases(read: Read, scope: TableScope, case: dict[str, str | None]) -> None:
    question = read(str(case["question"]))
    refusal = check_before(question, read_slots(question), scope)
    if case["kind"] is None and question.text not in _NOT_WRITTEN:
        assert refusal is None
    elif case["kind"] in _BY_THE_QUESTION - {"other-year", "other-place"}:
        assert refusal
        assert refusal.kind == case["kind"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("台山市今年的重点任务有哪些", RefusalKind.OTHER_PLACE),
        ("2019年的重点项目有哪些", RefusalKind.OTHER_YEAR),
        ("址山中学校长是谁", RefusalKind.NOT_TOLD),
        ("鹤山有几座加氢站", RefusalKind.NOT_TOLD),
        ("跟开平有关的任务有哪些", None),
        ("从深圳搬厂过来的项目有哪些", None),
        ("荷塘湿地公园建好了吗", RefusalKind.UNKNOWN_NAME),
        ("孩子明年上小学，今年在建的学校项目有哪些", None),
        ("加装电梯有没有补贴，去哪里申请", None),
        ("开网约车跑一整天，想歇歇脚，有地方吗", None),
        ("上半年到期的任务，其中哪些没完成", None),
        ("该完成而没完成的任务有哪些", None),
    ],
)
def test_before(read: Read, scope: TableScope, question: str, kind: RefusalKind | None) -> None:
    asked = read(question)
    refusal = check_before(asked, read_slots(asked), scope)
    assert (refusal.kind if refusal else None) == kind


def test_reference_after_a_question(read: Read, scope: TableScope) -> None:
    question = read("其中哪些没完成")
    assert check_before(question, read_slots(question), scope, follows=True) is None


def test_suspects(read: Read, scope: TableScope) -> None:
    question = read("李志强副市长分管哪些工作")
    object.__setattr__(question, "suspects", (_Suspect("李志强", ("李志",)),))
    refusal = check_before(question, read_slots(question), scope)
    assert refusal
    assert refusal.kind is RefusalKind.UNKNOWN_NAME
    assert refusal.sentence == "表中没有提到“李志强”，相近的名称有：李志"


@pytest.mark.parametrize(
    ("question", "subject"),
    [("哪件民生实事群众最满意", "最满意"), ("2021年完成的任务有哪些", "2021年"), ("古劳镇有哪些任务", "")],
)
def test_sets(read: Read, scope: TableScope, question: str, subject: str) -> None:
    asked = read(question)
    refusal = check_set(asked, read_slots(asked), scope)
    assert (refusal.subject if refusal else "") == subject


def test_holder(read: Read) -> None:
    texts = ["市委副书记、市长张华景同志带队前往", "副市长李海权同志"]
    assert office_holder(read("鹤山市长是谁"), texts) == "市长张华景"
    assert office_holder(read("址山镇镇长是谁"), texts) == ""


def test_one_registry() -> None:
    gates = [gate.__name__ for gate in (*BEFORE, *OF_SETS)]
    assert len(set(gates)) == len(gates)
    assert len({gate.__name__ for gate in FOUND}) == len(FOUND)
