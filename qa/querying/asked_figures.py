"""Which sort of figure a question asks for: its unit and dimension, told or promised, of the whole or of what is left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graph.language.normal_form import fold_text
from graph.language.quantities import find_quantities
from graph.language.segmentation import tagged
from graph.language.time_values import ANY_YEAR
from graph.language.timex import find_times
from graph.language.word_lists import listed, listed_set
from graph.mentions.unit_words import dimension
from qa.answerability.telling import words_of
from qa.querying.sentences import clause_spans
from qa.querying.word_senses import word_senses

_SHARES = frozenset({"share", "points"})
_ASKING = frozenset({"number", "rank"})
_LOOSE = listed_set("loose-measures")
"""Measure words for which others may stand."""
_BARE = 5
"""Characters of a clause that only asks what the one before names."""
_PER = "/"
"""What begins the sense of a word that tells by what a figure is counted (每亩)."""


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """What sort of figure a question asks for."""

    unit: str
    """The unit that stands behind 多少 or 几; empty where none does."""
    dimensions: frozenset[str]
    """What the figure must measure; empty when anything may be meant."""
    rank: bool
    growth: bool
    amount: bool
    target: bool
    whole: bool = False
    """Whether the figure of the whole is asked for (总进度)."""
    left: bool = False
    """Whether what is left is asked for (还剩几家)."""
    origin: bool = False
    """Whether the level before a change is asked for (原来是多少)."""
    per: frozenset[str] = frozenset()
    """By what it is counted (每亩, 一个月)."""
    exact: bool = False
    """Whether the unit asked for is one that others hardly stand for (几台, not 几个)."""
    numbers: frozenset[str] = frozenset()
    """The numbers of two digits and more that the question states."""
    month: int = 0
    """The month that the question asks of (12月底, 年底); 0 where it names none."""


@lru_cache(maxsize=256)
def asked_figure(text: str) -> AskedFigure:
    """Read which sort of figure a question in its normal form asks for.

    >>> asked_figure("瓶改管改了多少户").unit, sorted(asked_figure("接种率是多少").dimensions)
    ('户', ['share'])
    """
    clause = asking_clause(text)
    kinds = {found.sense for found in word_senses("asked_figures", "kind").find(clause)}
    senses = [found.sense for found in word_senses("asked_figures", "sense").find(clause) if found.sense]
    # The last word for a measure is what is asked for: 税收占收入的比重, 总投资的百分之几.
    measures = [sense for sense in senses if not sense.startswith(_PER)][-1:]
    unit = _asked_unit(clause)
    growth = "growth" in kinds
    measures = measures or (["people"] if not unit and _counts_persons(clause) else [])
    dimensions = frozenset({dimension_of(unit)}) if unit else frozenset(measures)
    if not unit and growth and "amount" not in kinds:
        dimensions = _SHARES
    return AskedFigure(
        unit,
        dimensions,
        "rank" in kinds,
        growth,
        "amount" in kinds,
        "target" in kinds and "actual" not in kinds,
        "whole" in kinds,
        "left" in kinds,
        "origin" in kinds,
        frozenset(sense[1:] for sense in senses if sense.startswith(_PER)),
        bool(unit) and unit[-1:] not in _LOOSE,
        frozenset(one for one in digit_runs(text) if len(one) > 1 and len(one) != _YEAR),
        _month(text),
    )


def _counts_persons(clause: str) -> bool:
    """Whether persons of some kind are counted: 多少消费者, 几位专家."""
    asked = next((one.end for one in word_senses("asked_figures", "kind").find(clause) if one.sense == "number"), None)
    word = next(iter(tagged(clause[asked:])), None) if asked is not None and clause[asked:] else None
    return bool(word and len(word[0]) > _PERSON and word[1][:1] == "n" and word[0].endswith(words_of("person")))


_PERSON = 2
"""Characters of a noun whose end surely tells persons, at least one more (消费者; 学生 may be listed itself)."""


def asks_number(text: str) -> bool:
    """Whether some words ask for a number or a place in an order.

    >>> asks_number("装了几台电梯"), asks_number("修了多长"), asks_number("厂房封顶了吗")
    (True, True, False)
    """
    senses = word_senses("asked_figures", "kind").find(text)
    return any(one.sense in _ASKING or _asks_how_much(text[one.start : one.end]) for one in senses)


def _asks_how_much(words: str) -> bool:
    """Whether the word for a measure asks for its number as well (多长, 多少钱, 几个人)."""
    return words.startswith(_HOW)


_WITHIN = listed("within")
_HOW = listed("how-much-begins")


def asking_clause(text: str) -> str:
    """The clause that asks for a number (原计划建331个，实际建了多少 asks for what was built); all of it where none does."""
    folded = fold_text(text).text
    before = 0
    for start, end in clause_spans(folded):
        if asks_number(folded[start:end]):
            belongs = end - start < _BARE or folded[before:start].rstrip(",").endswith(_WITHIN)
            return folded[before if belongs else start : end]  # 总进度，是多少; 3078亩当中，占几成
        before = start
    return folded


def dimension_of(unit: str) -> str:
    """What a unit measures, whatever it is told by (元/月); what no list has is counted."""
    of = dimension(unit).partition("/")[0]
    return "count" if of == unit.lstrip("万亿千百") and of not in {"%", ""} else of


def _asked_unit(text: str) -> str:
    """The unit behind the words that ask for a number: read as if a number stood there."""
    shares = [(one.start, one.end) for one in word_senses("asked_figures", "sense").find(text) if one.sense == "share"]
    for found in word_senses("asked_figures", "kind").find(text):
        if found.sense != "number" or (found.start, found.end) in shares:
            continue
        for end in range(found.end, found.start, -1):
            number = find_quantities("3" + text[end : end + 8])
            if number and number[0].start == 0 and number[0].written_unit not in {"万", "亿", ""}:
                return number[0].written_unit
            if number and number[0].start == 0 and number[0].written_unit == "亿":
                return "亿元"
    return ""


def digit_runs(text: str) -> frozenset[str]:
    """The whole numbers written in digits in a text: no shares, and none that belong to a code.

    >>> sorted(digit_runs("60岁-79岁人群65%走G325"))
    ['60', '79']
    """
    found, start = set(), 0
    while start < len(text):
        end = start
        while end < len(text) and (text[end].isascii() and text[end].isalnum()):
            end += 1
        if text[start:end].isdigit() and text[end : end + 1] not in {"%", "."} and text[start - 1 : start] != ".":
            found.add(text[start:end])
        start = end + 1
    return frozenset(found)


_YEAR = 4


def _month(text: str) -> int:
    """The last month of the times that a question names."""
    months = (time.months for time in find_times(fold_text(text).text, ANY_YEAR) if time.recurrence is None)
    return max((one[-1] for one in months if one), default=0)
