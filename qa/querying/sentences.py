"""The sentences of a task, each with its line and the milestone it tells of, and how near they are to a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from embeddings.tokens import tokenize
from graph.language.clauses import clause_end
from graph.language.normal_form import fold_text
from graph.language.text import fold
from graph.language.word_lists import listed_set
from graph.mentions.texts import extra_texts, task_texts
from graph.records import Milestone, Task

_ENDS = frozenset("。！？；!?;\n")
_CLAUSE_ENDS = "，,。；;！!？?\n"
_SHORTEST = 4
"""Characters of the shortest stretch that is a sentence."""
_REPORTED, _NEAR = 0.2, (0.4, 0.25, 0.15)
"""What a sentence gains for telling what happened, and for standing in the stretches that retrieval found nearest."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one text of a task, as the source has it, and its line."""

    text: str
    line: int
    reported: bool
    """Whether it stands in a report, not in a milestone."""
    milestone: int | None = None
    """The number of the milestone it tells of, where it tells of one."""
    head: str = field(default="", compare=False)
    """The sentence that begins its numbered paragraph, which tells what the paragraph is about; empty where none does."""
    trouble: bool = field(default=False, compare=False)
    """Whether it stands in a column of problems and causes."""

    @property
    def folded(self) -> str:
        """The sentence in the comparable form in which figures and times are read."""
        return fold_text(self.text).text

    def written(self, start: int, end: int) -> str:
        """The source behind a stretch of :attr:`folded`."""
        return fold_text(self.text).written(start, end) if start < end else ""


@lru_cache(maxsize=16384)
def sentence_spans(text: str) -> tuple[tuple[str, int, int], ...]:
    """The sentences of a text, each with its place.

    >>> [words for words, _, _ in sentence_spans("已完成验收。正在装修；好。")]
    ['已完成验收。', '正在装修；']
    """
    found, start = [], 0
    while start < len(text):
        end = start
        while end < len(text) and text[end] not in _ENDS:
            end += 1
        while end < len(text) and text[end] in _ENDS:
            end += 1
        words = text[start:end].strip()
        if len(fold(words)) >= _SHORTEST:
            found.append((words, start, end))
        start = end
    return tuple(found)


def clause_spans(folded: str) -> list[tuple[int, int]]:
    """The clauses of a folded sentence, without the marks that end them.

    >>> [("已封顶,正在装修。"[a:b]) for a, b in clause_spans("已封顶,正在装修。")]
    ['已封顶', '正在装修']
    """
    found, start = [], 0
    while start < len(folded):
        end = clause_end(folded, start, _CLAUSE_ENDS)
        if end > start:
            found.append((start, end))
        start = end + 1
    return found


def title_sentence(task: Task) -> Sentence:
    """The title of a task as a sentence, which promises."""
    return Sentence(task.title.value, task.title.source.line, False)


def task_sentences(task: Task) -> list[Sentence]:
    """All sentences of a task's milestones and reports."""
    found = []
    for text in task_texts(task):
        if text.kind == "milestone":
            number = task.milestones[text.position].no
            found += [Sentence(one, text.line, False, number) for one, _, _ in sentence_spans(text.text)]
        elif text.kind == "narrative":  # the title is told anyway
            for one, start, end in sentence_spans(text.text):
                told = [m for m in task.milestones if m.report == text.position and tells(m, start, end)]
                found.append(Sentence(one, text.line, True, told[0].no if len(told) == 1 else None))
    return [*_headed(found), *_of_other_columns(task)]


def _of_other_columns(task: Task, line: int = 0) -> list[Sentence]:
    """The sentences of columns without a field, each under its header; those of one line, where it is given."""
    found = []
    for text in extra_texts(task):
        if line in {0, text.line}:
            extra = task.extras[text.position]
            trouble = text.kind == "problem"
            head = "" if trouble else extra.header
            spans = sentence_spans(text.text) if len(fold(text.text)) >= _SHORTEST else ()
            told = [one for one, _, _ in spans] or [text.text]
            found += [Sentence(one, text.line, extra.meaning != "measure", head=head, trouble=trouble) for one in told]
    return found


def _headed(told: Sequence[Sentence]) -> list[Sentence]:
    """Reported sentences with the one that begins their numbered paragraph."""
    found: list[Sentence] = []
    head = ""
    for one in told:
        if not one.reported or (found and found[-1].line != one.line):
            head = ""
        if one.reported and is_numbered(one.folded):
            head = one.text
        found.append(replace(one, head=head) if head else one)
    return found


def is_numbered(folded: str) -> bool:
    """Whether a sentence begins with a number in brackets or before a full stop.

    >>> [is_numbered(text) for text in ("(3)收购公寓", "1.印发方案", "12宗已立案", "一是加强管理")]
    [True, True, False, True]
    """
    text = folded.lstrip("(")
    digits = len(text) - len(text.lstrip("0123456789"))
    if 0 < digits <= _DIGITS:
        return text[digits : digits + 1] in _NUMBER_ENDS
    return text[1:2] == "是" and text[:1] in _ORDINALS


_DIGITS = 2
_NUMBER_ENDS = frozenset(").、")
_ORDINALS = listed_set("ordinal-numerals")


def item_sentences(task: Task, milestone: Milestone) -> list[Sentence]:
    """The sentences of one milestone: its plan, and what a report tells of it.

    Of a milestone that the report does not speak of, what the report tells of none of the others.
    """
    line = milestone.text.source.line
    planned = [Sentence(one, line, False, milestone.no) for one, _, _ in sentence_spans(milestone.text.value)]
    found = [sentence for sentence in planned if fold(sentence.text)[:1] != "("]  # who leads it is told apart
    troubles = _of_other_columns(task, 0 if len(task.milestones) == 1 else line)
    if milestone.tie is None:
        return found + troubles
    report = task.reports[milestone.tie.report].narrative
    line = report.source.line
    if milestone.tie.spoken:
        told = (one for stretch in task.told_of(milestone) for one, _, _ in sentence_spans(stretch))
        return [*_headed(found + [Sentence(one, line, True, milestone.no) for one in told]), *troubles]
    others = [other for other in task.milestones if other.report == milestone.tie.report and other is not milestone]
    spans = sentence_spans(report.value)
    free = (one for one, start, end in spans if not any(tells(other, start, end) for other in others))
    return [*_headed(found + [Sentence(one, line, True) for one in free]), *troubles]


def tells(milestone: Milestone, start: int, end: int) -> bool:
    """Whether a stretch of a report tells of a milestone."""
    return milestone.tie is not None and any(begin < end and start < stop for begin, stop in milestone.tie.stretch)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a text is to a question: the share of the question's telling tokens it holds.

    :param weights: the tokens of the question that the task has, each with its weight.
    """

    weights: Mapping[str, float]
    near: tuple[str, ...] = ()
    """The stretches that retrieval found nearest, best first: what everyday words mean is told by vectors."""

    @classmethod
    def within(cls, weights: Mapping[str, float], texts: Sequence[str], near: Sequence[str] = ()) -> Likeness:
        """That of a question within some texts: tokens that none of them has tell nothing between them."""
        known = {token for text in texts for token in _tokens(text)}
        return cls({token: weight for token, weight in weights.items() if token in known}, tuple(near))

    def of(self, text: str) -> float:
        """The share of the question's weight that a text holds, 0 to 1."""
        total = sum(self.weights.values())
        held = _tokens(text)
        return sum(weight for token, weight in self.weights.items() if token in held) / total if total else 0.0

    def precision(self, text: str) -> float:
        """The share of a text's own tokens that the question has, 0 to 1."""
        held = _tokens(text)
        return sum(token in self.weights for token in held) / len(held) if held else 0.0

    def of_sentence(self, sentence: Sentence) -> float:
        """The same, and more for what retrieval found near and for what has happened."""
        nearness = (
            gain for gain, text in zip(_NEAR, self.near, strict=False) if sentence.text in text or text in sentence.text
        )
        return self.of(sentence.text) + next(nearness, 0.0) + _REPORTED * sentence.reported

    def ranked(self, told: Sequence[Sentence]) -> list[tuple[float, Sentence]]:
        """Sentences with their scores, the nearest first."""
        scored = [(self.of_sentence(sentence), sentence) for sentence in told]
        return sorted(scored, key=lambda row: -row[0])


@lru_cache(maxsize=2048)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(tokenize(text))
