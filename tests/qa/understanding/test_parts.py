"""Several questions in one: where a sentence is cut, and what each part goes on about."""

from __future__ import annotations

import pytest

from qa.understanding.entity_linker import EntityLinker
from qa.understanding.parts import kinds_asked, parts_of
from qa.understanding.question import read_question
from qa.understanding.reader import Reader
from tests.qa.notation import noted


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("卫健局牵头几项任务，完成了几项", ["卫健局牵头几项任务", ",完成了几项"]),
        ("大鹏路由谁牵头，什么时候完成？", ["大鹏路由谁牵头", ",什么时候完成?"]),
        ("我是记者，想知道古劳镇牵头哪些任务", ["我是记者,想知道古劳镇牵头哪些任务"]),
        ("古劳镇的任务完成率，谁分管", ["古劳镇的任务完成率", ",谁分管"]),
        ("古劳镇牵头哪些任务，谢谢", ["古劳镇牵头哪些任务,谢谢"]),
        ("第三水厂建好了吗？谁分管？多少钱？在哪？", ["第三水厂建好了吗", "?谁分管", "?多少钱?在哪?"]),
        ("古劳镇", ["古劳镇"]),
        ("", [""]),
    ],
)
def test_where_it_is_cut(linker: EntityLinker, text: str, parts: list[str]) -> None:
    question = read_question(text, linker)
    assert [question.text[start:end] for start, end in parts_of(question)] == parts


def test_kinds_of_answers_asked_for(linker: EntityLinker) -> None:
    assert kinds_asked(read_question("由谁牵头，什么时候完成", linker)) == {"who", "when"}
    assert kinds_asked(read_question("古劳镇", linker)) == set()


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("第三水厂由谁分管？什么时候完成？", ["about leader", "about due"]),
        ("民政局负责什么？古劳镇牵头几项？", ["list task: unit=市民政局", "count task: lead=古劳镇"]),
        (
            "民生实事完成了几件，没完成的是哪件",
            ["count task: category=民生实事类 & completed", "list task: category=民生实事类 & unfinished"],
        ),
    ],
)
def test_each_part_is_read_by_itself(reader: Reader, text: str, forms: list[str]) -> None:
    assert [noted(part.form) for part in reader.read(text).parts] == forms


@pytest.mark.parametrize(
    "text",
    [
        "暂缓的任务有几项？是哪些",  # the list tells how many
        "哪三家单位牵头最多，各多少项",
        "分管任务最多的市领导是谁，多少项",
        "分管任务最多的三位领导是谁，各分管几项",
        "你好，我想问问，去年的事我不清楚，古劳镇牵头的任务有哪些？",
    ],
)
def test_what_one_answer_tells_is_one_question(reader: Reader, text: str) -> None:
    assert len(reader.read(text).parts) < 2


def test_a_part_may_ask_of_what_the_first_one_asks_for(reader: Reader) -> None:
    read = reader.read("第三水厂由谁分管？他还分管哪些没完成的任务？")
    assert [noted(part.form) for part in read.parts] == [
        "about leader",
        "list task: person=李海权 & unfinished & !is=3-102",
    ]
    assert read.parts[-1].chained
