"""The free texts of a task: title, milestones, narratives, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from graph.language.normal_form import Folded, fold_text
from graph.language.text import fold, is_chinese
from graph.language.word_lists import words
from graph.records import Cited, Task


@dataclass(frozen=True, slots=True)
class TaskText:
    """One free text of a task: which one it is, its words, and where they stand.

    ``kind`` is title, milestone, narrative, problem or extra (the cells of other columns); ``position`` is the 0-based
    milestone, report or extra.
    """

    kind: str
    position: int
    cited: Cited

    @property
    def text(self) -> str:
        """The words, tags stripped."""
        return self.cited.value

    @property
    def line(self) -> int:
        """The 1-based line of the source."""
        return self.cited.source.line

    @property
    def folded(self) -> Folded:
        """The words in comparable form."""
        return fold_text(self.cited.value)

    @property
    def place(self) -> str:
        """The place inside the task: ``title``, ``milestone-1``, ``report-2`` or ``extra-1`` (1-based)."""
        if self.kind == "title":
            return "title"
        return f"{_PLACES[self.kind]}-{self.position + 1}"


_PLACES = {"milestone": "milestone", "narrative": "report", "problem": "extra", "extra": "extra"}


def task_texts(task: Task) -> list[TaskText]:
    """Return the free texts of a task in reading order: title, milestones, narratives; empty ones left out."""
    texts = [TaskText("title", 0, task.title)]
    texts += [TaskText("milestone", number, milestone.text) for number, milestone in enumerate(task.milestones)]
    texts += [TaskText("narrative", number, report.narrative) for number, report in enumerate(task.reports)]
    return [text for text in texts if text.text]


def extra_texts(task: Task) -> list[TaskText]:
    """What columns without a field tell of a task in words (problems, next steps, builders, remarks): no figures, dates or 无."""
    return [
        TaskText("problem" if is_problem(extra.header) else "extra", at, extra.text)
        for at, extra in enumerate(task.extras)
        if extra.meaning not in _IN_FIGURES and _tells(extra.text.value)
    ]


def all_texts(task: Task) -> list[TaskText]:
    """The free texts of a task with those of its other columns."""
    return [*task_texts(task), *extra_texts(task)]


def _tells(text: str) -> bool:
    folded = fold(text)
    return folded.strip("-—/。. ") not in _NO_PROBLEM and sum(map(is_chinese, folded)) >= _FEWEST


_IN_FIGURES = frozenset({"money", "share", "start", "phone", "number", "deadline"})
"""Meanings of columns that tell figures and dates."""
_FEWEST = 2


def is_problem(header: str) -> bool:
    """Whether a column tells problems or causes, by its header.

    >>> is_problem("存在问题及原因"), is_problem("未完成原因"), is_problem("备注")
    (True, True, False)
    """
    return any(word in header for word in words("header_words", "words", "meaning", "problem"))


_NO_PROBLEM = frozenset({"", "无", "没有", "暂无", "无问题", "不存在问题"})


def folded_text(task: Task) -> str:
    """Return all free text of a task, folded: what words are looked for in."""
    return fold("\n".join(text.text for text in all_texts(task)))
