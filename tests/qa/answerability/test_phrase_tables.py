"""Every row of the tables of phrases in its example and counter-example."""

from __future__ import annotations

import pytest

from graph.language.word_lists import language_rows
from qa.answerability.expected import Sort, alike_units, expected_answer
from qa.answerability.phrases import PhraseTable
from qa.answerability.refusal import RefusalKind, refuse
from qa.answerability.telling import has_count, words_of

from .conftest import Read

TABLES = {name: PhraseTable(name) for name in ("outside_phrases", "asked_sorts", "gate_words", "troubles")}
ROWS = [(name, number) for name, table in TABLES.items() for number in range(len(table.rows))]


@pytest.mark.parametrize(("name", "number"), ROWS)
def test_row(read: Read, name: str, number: int) -> None:
    row = TABLES[name].rows[number]
    assert number in {phrase.row for phrase in TABLES[name].find(read(row["example"]))}
    assert number not in {phrase.row for phrase in TABLES[name].find(read(row["counter"]))}


@pytest.mark.parametrize("row", language_rows("alike_units"), ids=lambda row: row["units"])
def test_alike_units(row: dict[str, str]) -> None:
    units = alike_units(row["units"].split()[0])
    assert has_count(row["example"], units)
    assert not has_count(row["counter"], units)


@pytest.mark.parametrize("row", language_rows("attribute_parts"), ids=lambda row: row["kind"])
def test_attribute_parts(row: dict[str, str]) -> None:
    words = words_of(row["kind"])
    assert any(word in row["example"] for word in words)
    assert not any(row["counter"].endswith(word) or row["counter"] == word for word in words)


@pytest.mark.parametrize("row", language_rows("refusal_sentences"), ids=lambda row: row["key"])
def test_sentences(row: dict[str, str]) -> None:
    names = {
        "examples": "“还有哪些任务没完成？”“五金厂的项目进展怎样？”",
        "years": "2022",
        "counties": "甲县",
        "near": "李志",
        "thing": "五金厂",
        "task": "3-1",
        "status": "已完成",
    }
    refusal = refuse(row["key"], row["subject"], **names)
    assert refusal.sentence == row["example"]
    assert refusal.kind in RefusalKind


@pytest.mark.parametrize(
    ("question", "sort", "unit", "noun"),
    [
        ("站里有几名社工", Sort.COUNT, "名", "社工"),
        ("换燃气的老住户有多少户", Sort.COUNT, "户", "老住户"),
        ("发热门诊看了多少病人", Sort.COUNT, "", "病人"),
        ("厂房占地多少亩", Sort.AREA, "亩", ""),
        ("燃气管道铺了几公里", Sort.LENGTH, "公里", ""),
        ("年处理垃圾多少吨", Sort.WEIGHT, "吨", "垃圾"),
        ("这座楼花了多少钱", Sort.MONEY, "", ""),
        ("引进的项目投资几个亿", Sort.MONEY, "", ""),
        ("家长满意率有多高", Sort.SHARE, "", "家长"),
        ("出口增长多少", Sort.GROWTH, "", ""),
        ("增速在全市排第几", Sort.GROWTH, "", ""),
        ("大鹏路什么时候打通", Sort.DATE, "", ""),
        ("停工多久了", Sort.DURATION, "", ""),
        ("为什么取消", Sort.CAUSE, "", ""),
        ("通车了吗", Sort.WHETHER, "", ""),
        ("讲讲院士村", Sort.TEXT, "", ""),
    ],
)
def test_expected(read: Read, question: str, sort: Sort, unit: str, noun: str) -> None:
    expected = expected_answer(read(question))
    assert expected.sort is sort
    assert expected.unit == unit
    assert not noun or expected.noun == noun
