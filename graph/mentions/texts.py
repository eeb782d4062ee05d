"""The free texts of a task: title, milestones, narratives, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from graph.language.normal_form import Folded, fold_text
from graph.language.text import fold
from graph.language.word_lists import words
from graph.records import Cited, Task


@dataclass(frozen=True, slots=True)
class TaskText:
    """One free text of a task: which one it is, its words, and where they stand.

    ``kind`` is title, milestone or narrative; ``position`` is the 0-based milestone or report.
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
        """The place inside the task: ``title``, ``milestone-1`` or ``report-2`` (1-based)."""
        names = {"title": "title", "milestone": f"milestone-{self.position + 1}"}
        return names.get(self.kind, f"report-{self.position + 1}")


def task_texts(task: Task) -> list[TaskText]:
    """Return the free texts of a task in reading order: title, milestones, narratives; empty ones left out."""
    texts = [TaskText("title", 0, task.title)]
    texts += [TaskText("milestone", number, milestone.text) for number, milestone in enumerate(task.milestones)]
    texts += [TaskText("narrative", number, report.narrative) for number, report in enumerate(task.reports)]
    return [text for text in texts if text.text]


def problem_texts(task: Task) -> list[Cited]:
    """What a column of problems and causes tells of a task; empty where the table has none, or the cell says 无."""
    told = (extra.text for extra in task.extras if is_problem(extra.header))
    return [text for text in told if fold(text.value).strip("-—/。. ") not in _NO_PROBLEM]


def is_problem(header: str) -> bool:
    """Whether a column tells problems or causes, by its header.

    >>> is_problem("存在问题及原因"), is_problem("未完成原因"), is_problem("备注")
    (True, True, False)
    """
    return any(word in header for word in words("header_words", "words", "meaning", "problem"))


_NO_PROBLEM = frozenset({"", "无", "没有", "暂无", "无问题", "不存在问题"})


def folded_text(task: Task) -> str:
    """Return all free text of a task, folded: what words are looked for in."""
    return fold("\n".join([*(text.text for text in task_texts(task)), *(one.value for one in problem_texts(task))]))
