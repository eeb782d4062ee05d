"""Which milestone a problem or a cause holds up: the one its report is on, else the one its sentence speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from graph.language.clauses import clause_end, clause_start, sentence_start
from graph.language.normal_form import fold_text
from graph.language.text import fold
from graph.mentions.causes import cause_kind
from graph.mentions.find import Mention
from graph.records import Task

RULE_OWN_REPORT = "完成情况只对应这一节点"
RULE_WORDS = "原因所在的句子说到这一节点"
_SURE = 2
"""Pairs of characters, told of one milestone only, that a sentence must share with it."""
_LEAD = 2.0
"""How many times more of them the milestone must share than the next."""


def kind_of_cause(mention: Mention) -> str:
    """Return what a reason is about; its sentence is asked where its own words do not say."""
    folded = mention.where.folded.text
    return cause_kind(fold_text(mention.text).text, _sentence(folded, fold_text(mention.text).text))


def report_of(task: Task, reason: Mention) -> int | None:
    """The position of the report that a reason belongs to: the last one for a column of problems; ``None`` without any."""
    if reason.where.kind == "narrative":
        return reason.where.position
    return len(task.reports) - 1 if task.reports else None


def held_milestone(task: Task, reason: Mention, report: int) -> int | None:
    """Return the 0-based position of the milestone a reason holds up, ``None`` when it is the whole task.

    A report on several milestones is asked clause by clause: its effects stand behind a cause, what it is about before.
    """
    covered = task.reports[report].milestones or tuple(range(len(task.milestones)))
    if len(covered) < 2:
        return covered[0] if covered else None
    texts = [fold(task.milestones[position].text.value) for position in covered]
    before, after = _clauses(reason.where.folded.text, fold_text(reason.text).text)
    for clause in (*after, *reversed(before)):
        spoken = _spoken_of(clause, texts)
        if spoken is not None:
            return covered[spoken]
    whole = _spoken_of("\n".join((*before, *after)), texts)
    return None if whole is None else covered[whole]


def why_held(task: Task, report: int) -> str:
    """Return by which rule the milestone was found, in words for people."""
    return RULE_OWN_REPORT if len(task.reports[report].milestones) == 1 else RULE_WORDS


def _spoken_of(clause: str, texts: Sequence[str]) -> int | None:
    """Which of several milestones words speak of: the one they share most with, when it is well before the next."""
    shared = _shared(clause, texts)
    order = sorted(range(len(texts)), key=lambda index: -shared[index])
    best, next_best = shared[order[0]], shared[order[1]]
    return order[0] if best >= _SURE and best >= _LEAD * next_best else None


def _clauses(text: str, words: str) -> tuple[list[str], list[str]]:
    """The clauses of the sentence of a reason: up to its own, and those from its own on."""
    start = max(0, text.find(words))
    begin, end = clause_start(text, start), clause_end(text, start + len(words), "。!?\n")
    split = [part.split(",") for part in (text[sentence_start(text, start) : begin].rstrip(","), text[begin:end])]
    return split[0], split[1]


def _sentence(text: str, words: str) -> str:
    """The sentence of a text in which words stand."""
    start = max(0, text.find(words))
    return text[sentence_start(text, start) : clause_end(text, start + len(words), "。!?\n")]


def _shared(sentence: str, milestones: Sequence[str]) -> list[int]:
    """How many pairs of characters a sentence shares with each of several milestones and with no other of them."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in milestones]
    told = Counter(pair for own in pairs for pair in own)
    spoken = {sentence[i : i + 2] for i in range(len(sentence) - 1)}
    return [sum(told[pair] == 1 for pair in own & spoken) for own in pairs]
