"""``hetu ask``: one question, or a file of them, each answered within its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ui.batch import Item, read_questions
from ui.supervised import Mark, supervised
from ui.terminal import guarded, json_line

if TYPE_CHECKING:
    from qa.answering.answer import Answer


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks: one question or a file of questions, shown as text or as JSON, over which build."""

    question: str | None
    batch: Path | None
    json: bool
    folder: Path
    endpoint: str | None
    scope: str = ""


def ask(asked: Asked) -> int:
    """Answer, and return the exit code."""
    items = read_questions(asked.batch) if asked.batch else [Item(None, asked.question or "")]

    def work(first: int, mark: Mark) -> int:
        return guarded(lambda: _answer(asked, items[first:], mark), "ask")

    def decline(number: int, late: bool) -> None:
        from qa.limits import answer_seconds, declined, too_slow

        why = too_slow(answer_seconds()) if late else "回答这个问题的进程意外结束"
        _show(asked, items[number], declined(items[number].question, why))

    return supervised(work, len(items), decline)


def _answer(asked: Asked, items: Sequence[Item], mark: Mark) -> int:
    """Answer questions; one that cannot be answered says so in its own answer, and the rest goes on."""
    from qa import Hetu
    from qa.limits import answer_seconds, declined
    from ui.service.outcomes import outcome_of

    kg = Hetu.open(asked.folder, asked.endpoint)
    kg.warm()  # the time an answer may take is not that of opening
    seconds = answer_seconds()
    for item in items:
        mark(True)
        if item.problem is None:
            answer = outcome_of(kg, item.question, seconds, item.history, scope=item.scope or asked.scope).told(
                item.question
            )
        else:
            answer = declined(item.question, item.problem)
        mark(False)
        _show(asked, item, answer)
    return 0


def _show(asked: Asked, item: Item, answer: Answer) -> None:
    from ui.render import as_text

    if asked.batch:
        print(json_line({"id": item.id, **answer.to_json()}), flush=True)
    else:
        print(json_line(answer.to_json()) if asked.json else as_text(answer), flush=True)
