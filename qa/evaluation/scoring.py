"""Scoring answers against gold answers, by kind of question.

Set questions: F1 of task ids against the complete set (tasks in ``gold_optional`` are neutral; where a unit, town or
person is asked for, so are those listed apart). Facts: a gold task among the first three, and what the gold answer
states in the answer. Meaning: recall@5, nDCG@10. Not in the table: refused. Evidence: stands in the source.
"""

from __future__ import annotations

import math
import random
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from graph.language.text import fold
from qa.answering.answer import Answer

_APART = frozenset({"collective", "mentioned", "related"})
SETS = frozenset({"town_list", "unit_list", "status_filter", "count", "multi"})
_BY_NAME = SETS | {"leader"}
_FIRST = 3
_RESAMPLES = 1_000
_RANGE = (0.025, 0.975)
_ENOUGH_WORDS, _ENOUGH_EVIDENCE, _ENOUGH_NUMBERS = 0.5, 0.7, 0.5


class Question(msgspec.Struct):
    """A question with its gold answer, one line of a question file."""

    id: str
    kind: str
    question: str
    gold_tasks: list[str]
    gold_answer: str
    evidence: str | None = None
    gold_optional: list[str] = []
    gold_mentioned: list[str] = []
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How one answer scored, from 0 to 1, and what was wrong."""

    value: float
    wrong: str
    ndcg: float | None = None


def score(question: Question, answer: Answer) -> Score:
    """Score one answer."""
    if question.kind == "unanswerable":
        return Score(float(answer.refused), "" if answer.refused else "应拒答")
    if answer.refused:
        return Score(0.0, f"误拒：{answer.answer[:60]}", 0.0 if question.kind == "semantic" else None)
    if question.kind == "semantic":
        return _meaning(question, answer)
    if question.kind in SETS or not _is_fact(question):
        return _set(question, answer)
    found = bool(set(question.gold_tasks) & {hit.id for hit in answer.tasks[:_FIRST]})
    said = states(question, f"{answer.answer} {answer.value or ''}")
    wrong = (
        ""
        if found and said
        else f"任务{'对' if found else '不在前三'}，{'事实对' if said else '没有说出 ' + question.gold_answer}"
    )
    return Score(1.0 if found and said else 0.5 if found else 0.0, wrong)


def _is_fact(question: Question) -> bool:
    return len(question.gold_tasks) <= 2 and bool(question.evidence)


def _meaning(question: Question, answer: Answer) -> Score:
    gold = set(question.gold_tasks)
    order = [hit.id for hit in answer.tasks if hit.id in gold or hit.id not in question.gold_optional]
    recall = len(gold & set(order[:5])) / len(gold)
    best = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(gold))))
    gain = sum(1 / math.log2(rank + 2) for rank, task in enumerate(order[:10]) if task in gold)
    return Score(
        recall, "" if recall == 1 else f"前五 {' '.join(order[:5])}，应有 {' '.join(sorted(gold))}", gain / best
    )


def _set(question: Question, answer: Answer) -> Score:
    apart = _APART if question.kind in _BY_NAME else frozenset[str]()
    gold, neutral = set(question.gold_tasks), set(question.gold_optional)
    if question.kind == "town_list":
        neutral |= set(question.gold_mentioned)
    told = {hit.id for hit in answer.tasks if hit.scope not in apart and (hit.id in gold or hit.id not in neutral)}
    hits = len(gold & told)
    f1 = 2 * hits / (len(gold) + len(told)) if gold or told else 1.0
    wrong = f"缺 {' '.join(sorted(gold - told)[:6])} 多 {' '.join(sorted(told - gold)[:6])}" if f1 < 1 else ""
    if question.kind == "count" and re.fullmatch(r"\d+", question.gold_answer):
        right = question.gold_answer in numbers(answer.answer) or str(answer.value) == question.gold_answer
        return Score((f1 + right) / 2, wrong or ("" if right else f"数目不是 {question.gold_answer}"))
    return Score(f1, wrong)


def states(question: Question, text: str) -> bool:
    """Whether a text states what the gold answer does: its numbers, or where it has none its words."""
    wanted = numbers(question.gold_answer)
    if wanted:
        told = numbers(text)
        return wanted[0] in told and sum(number in told for number in wanted) >= _ENOUGH_NUMBERS * len(wanted)
    if question.kind == "leader":
        return fold(re.split(r"[（(，,：:]", question.gold_answer)[0]) in fold(text)
    shared = _shared(question.gold_answer, text) >= _ENOUGH_WORDS
    return shared or bool(question.evidence and _shared(question.evidence, text) >= _ENOUGH_EVIDENCE)


def numbers(text: str) -> list[str]:
    """The numbers in a text, task ids aside.

    >>> numbers("〔3-48〕收入1,200.5万元")
    ['1200.5']
    """
    plain = re.sub(r"\b[1-9]-\d{1,3}", " ", unicodedata.normalize("NFKC", text))
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", plain))


def _shared(wanted: str, text: str) -> float:
    pairs = _pairs(wanted)
    return len(pairs & _pairs(text)) / len(pairs) if pairs else 0.0


def _pairs(text: str) -> set[str]:
    plain = re.sub(r"\W", "", fold(text))
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def ungrounded(answer: Answer, source: str) -> list[str]:
    """The evidence of an answer that does not stand in the folded source."""
    return [evidence.text for evidence in answer.evidence if fold(evidence.text) not in source]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of a mean (percentile method, seeded).

    >>> interval([1.0, 1.0, 1.0])
    (1.0, 1.0)
    """
    dice = random.Random(0)
    means = sorted(sum(dice.choices(values, k=len(values))) / len(values) for _ in range(_RESAMPLES))
    return means[int(_RANGE[0] * _RESAMPLES)], means[int(_RANGE[1] * _RESAMPLES) - 1]


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which a share of the values lies (nearest rank).

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    2.0
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
