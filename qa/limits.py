"""Bounds of one question: how long it may be, how long its answer may take, and what is said instead."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from graph.errors import HetuError
from qa.answering.answer import Answer, Plan, refused
from qa.answering.endpoint import EXCHANGES, TIMEOUT, endpoint_from_environment

MAX_BYTES = 4096
"""Longest question, in bytes of UTF-8: some 1,300 Chinese characters."""
SECONDS = 2.0
"""Seconds an answer may take."""
TOO_LONG = f"问题太长：最多 {MAX_BYTES // 1024} KB（约 {MAX_BYTES // 3 // 100 * 100} 个汉字），请问得简短些"
MOST_EARLIER = 6
"""Earlier questions that a follow-up may go back to."""
TOO_MANY = f"最多带 {MOST_EARLIER} 个先前的问题，请从其中一问重新问起"
EARLIER_TOO_LONG = f"先前的问题里有一个太长：每个最多 {MAX_BYTES // 1024} KB"
EMPTY, UNREADABLE = "问题是空的，请写出要问什么", "问题里没有能读的文字"
_TOO_SLOW = "回答用时超过 {:g} 秒，已停止；请把问题问得简短些，或分成几个问"
_SHOWN = 200
_AGAIN = 0.5
"""Seconds after which the alarm rings again: what is raised while a finaliser runs is lost."""


class LateError(HetuError):
    """An answer took too long and was stopped."""


def too_long(question: str) -> bool:
    """Whether a question is longer than :data:`MAX_BYTES`.

    >>> too_long("镇" * 1365), too_long("镇" * 1366)
    (False, True)
    """
    return len(question) > MAX_BYTES or len(question.encode("utf-8", "replace")) > MAX_BYTES


def unfit(question: str, history: Sequence[str] = ()) -> str | None:
    """Why a question is not looked into; ``None`` when it is.

    It or an earlier one is too long, there are too many earlier ones, or nothing is asked.

    >>> unfit("其中哪些没完成？", ["古劳镇有哪些任务？"]), unfit("为什么？", ["甲"] * 7) == TOO_MANY
    (None, True)
    """
    if too_long(question):
        return TOO_LONG
    if not any(map(str.isalnum, question)):
        return UNREADABLE if question.strip() else EMPTY
    if len(history) > MOST_EARLIER:
        return TOO_MANY
    return EARLIER_TOO_LONG if any(map(too_long, history)) else None


def too_slow(seconds: float) -> str:
    """The sentence that an answer took longer than some seconds."""
    return _TOO_SLOW.format(seconds)


def answer_seconds() -> float:
    """Seconds an answer may take here: :data:`SECONDS`, and the exchanges with a language model where one is set."""
    return SECONDS + (EXCHANGES * TIMEOUT if endpoint_from_environment() else 0.0)


def declined(question: str, reason: str, history: Sequence[str] = ()) -> Answer:
    """The answer to a question that was not looked into, and why; of a long question only its beginning is repeated.

    :param history: the questions asked before it, where they are no reason.
    """
    shown = question if len(question) <= _SHOWN else f"{question[:_SHOWN]}…"
    return refused(Plan(shown, "none", history=tuple(history)), f"无法回答：{reason}。")


@contextmanager
def time_limit(seconds: float = SECONDS) -> Iterator[None]:
    """Stop what runs inside after some seconds, also inside a match of a pattern.

    Only in the main thread of a process and where the platform has alarms; elsewhere nothing is stopped.

    :raises LateError: the time was up.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise LateError(too_slow(seconds))

    before = signal.signal(signal.SIGALRM, stop)
    outer = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *outer)  # whose time was running goes on
