"""``hetu chat``: questions one after the other, each of which may go on from the one before."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from qa import Hetu
from qa.answering.answer import Answer
from qa.limits import answer_seconds
from qa.understanding.logical_form import Talk
from ui.render import as_text
from ui.service.outcomes import outcome_of

_HELLO = "请用中文提问，可以接着上一问（例如：其中哪些没完成？）；输入“退出”结束。"
_PROMPT, _GOODBYE = "问> ", "再见。"
_ENDS = frozenset({"退出", "再见", "exit", "quit"})


def chat(folder: Path, endpoint: str | None, scope: str = "") -> int:
    """Answer questions until there are no more, and return the exit code.

    Of a person at a terminal they are asked for; else standard input holds one a line.

    :param scope: the counties and years that are asked where a question names none.
    """
    typed = sys.stdin is not None and sys.stdin.isatty()
    kg = Hetu.open(folder, endpoint)
    kg.warm()  # the time an answer may take is not that of opening
    if typed:
        print(_HELLO)
    after: Answer | None = None
    try:
        for question in _typed() if typed else _piped():
            answer = outcome_of(kg, question, answer_seconds(), after=after, scope=scope).told(question)
            print(f"{as_text(answer)}\n", flush=True)
            after = answer if is_subject(answer) else after
    except KeyboardInterrupt:
        print()
    if typed:
        print(_GOODBYE)
    return 0


def is_subject(answer: Answer) -> bool:
    """Whether a question may go on from an answer: not from small talk, nor from what was not looked into."""
    return answer.plan.form is not None and not isinstance(answer.plan.form, Talk)


def _typed() -> Iterator[str]:
    """What a person types, with the keys to correct it where the platform has them."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - loading it is what gives the keys
    while True:
        try:
            line = input(_PROMPT).strip()
        except EOFError:
            print()
            return
        if line.lower() in _ENDS:
            return
        if line:
            yield line


def _piped() -> Iterator[str]:
    """The lines of standard input that hold something."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    for line in sys.stdin or ():
        question = line.strip()
        if question.lower() in _ENDS:
            return
        if question:
            yield question
