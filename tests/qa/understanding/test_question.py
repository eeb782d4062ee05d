"""Pieces of a question: names, quotations, times, numbers, cues, words, marks; its clauses, and what it asks among them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.understanding.entity_linker import EntityLinker
from qa.understanding.normal_form import MAX_CHARS, normal_form
from qa.understanding.question import PieceKind, asks, read_question


def kinds(linker: EntityLinker, text: str) -> list[tuple[str, str]]:
    return [(piece.text, piece.kind.value) for piece in read_question(text, linker).pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年3个镇★项目", "2022年:time 3:number 个:word 镇:cue ★:cue 项目:cue"),
        ("古劳镇五个任务", "古劳镇:name 五个:number 任务:cue"),
        ("大鵬路打通了嗎", "大鹏路:name 打通:word 了:word 吗:cue"),
        ("“扫黑”在哪些任务里", "扫黑:quote 在:word 哪些:cue 任务:cue 里:word"),
        ("12月底前完成", "12月底前:time 完成:cue"),
    ],
)
def test_pieces(linker: EntityLinker, text: str, expected: str) -> None:
    assert kinds(linker, text) == [tuple(one.rsplit(":", 1)) for one in expected.split()]


def test_a_name_is_no_cue_and_no_time(linker: EntityLinker) -> None:
    """A document's title keeps what looks like a cue or a time inside it."""
    found = kinds(linker, "《反有组织犯罪法》在哪些任务里提到")
    assert ("反有组织犯罪法", "name") in found
    assert ("哪些", "cue") in found


def test_what_pieces_carry(linker: EntityLinker) -> None:
    question = read_question("古劳镇8月底前有三项任务没完成", linker)
    assert [piece.link.label for piece in question.pieces if piece.link] == ["古劳镇"]
    (time,) = [piece.time for piece in question.pieces if piece.time]
    assert time.last is not None
    assert time.last.month == 8
    assert [piece.number for piece in question.pieces if piece.number] == [3]
    assert question.has("status", "unfinished")
    assert question.all("noun", "task")[0].sense("noun") == "task"
    assert question.cues[0].says("noun") and not question.cues[0].says("noun", "unit")
    assert question.cues[0].sense("role") == ""


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("古劳镇牵头几项，完成了几项？", ["古劳镇牵头几项", "完成了几项"]),
        ("第三水厂由谁牵头？什么时候完成", ["第三水厂由谁牵头", "什么时候完成"]),
        ("，，？", []),
    ],
)
def test_clauses(linker: EntityLinker, text: str, clauses: list[str]) -> None:
    found = read_question(text, linker).clauses
    assert ["".join(piece.text for piece in clause) for clause in found] == clauses


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("我想问一下，听说今年有很多事，古劳镇牵头的任务有哪些", "古劳镇牵头的任务有哪些"),
        ("你好，打扰了，第三水厂建好没有", "第三水厂建好没有"),
        ("古劳镇牵头的任务，有哪些", "古劳镇牵头的任务,有哪些"),
        ("谢谢，辛苦，再见", "再见"),
    ],
)
def test_the_core_is_what_asks(linker: EntityLinker, text: str, core: str) -> None:
    question = read_question(text, linker)
    assert question.core.text == core
    assert all(question.core.text[p.start : p.end] == p.text or p.kind is PieceKind.QUOTE for p in question.core.pieces)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("哪些任务", True),
        ("建好了没有", True),
        ("完成率", True),
        ("按任务数量排序", False),
        ("古劳镇", False),
        ("没有", False),
    ],
)
def test_clauses_that_ask(linker: EntityLinker, text: str, value: bool) -> None:
    (clause,) = read_question(text, linker).clauses
    assert asks(clause) is value


def test_what_is_cut_off_is_known(linker: EntityLinker) -> None:
    assert read_question("古劳镇的任务" + "啊" * MAX_CHARS, linker).cut
    assert not read_question("古劳镇的任务", linker).cut


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["古劳镇", "民政局", "牵头", "12月", "没完成", "不是", "三", "个", "a", *"“”《》（）、，？"]),
        max_size=14,
    ).map("".join)
)
def test_pieces_cover_the_text_once(linker: EntityLinker, text: str) -> None:
    question = read_question(text, linker)
    assert question.text == normal_form(text) or question.corrected
    at = 0
    for piece in question.pieces:
        assert piece.start >= at
        assert not question.text[at : piece.start].strip()
        at = piece.end
    assert not question.text[at:].strip()
