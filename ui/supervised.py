"""Questions on the command line, with a bound outside the interpreter: the work is done in a process that can be ended.

Forked before anything large is loaded, so that nothing is loaded twice and no thread is lost. Where processes cannot be
forked the work is done here, and only the alarm of :func:`qa.limits.time_limit` bounds it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import NoReturn

Mark = Callable[[bool], None]
"""Told when an item is begun (``True``) and when its answer is there."""
_SECONDS, _MODEL, _GRACE = 2.0, 6.0, 0.5
"""As :func:`qa.limits.answer_seconds` has them; here they are needed before anything of ``qa`` is loaded."""


def bound() -> float:
    """Seconds after which an item's process is ended."""
    return _SECONDS + _GRACE + (_MODEL if os.environ.get("HETU_LLM_URL") else 0.0)


def supervised(work: Callable[[int, Mark], int], count: int, decline: Callable[[int, bool], None]) -> int:
    """Have items worked on; one that takes too long is declined, and the rest goes on.

    :param work: works on all items from one on, raises nothing, and returns the exit code of the command.
    :param decline: tells of an item that there is no answer, and whether that was for its time.
    :returns: the exit code.
    """
    if not _may_fork():
        return work(0, lambda _: None)
    first = 0
    while first < count:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _leave(work(first, partial(_tell, writing)))
        os.close(writing)
        done, late = _watched(child, reading)
        os.close(reading)
        status = _ended(child)
        if not late and os.WIFEXITED(status):
            return os.waitstatus_to_exitcode(status)
        decline(first + done, late)
        first += done + 1
    return 0


def _may_fork() -> bool:
    """Whether this is a command of its own: its output is the process's, and no other thread would be lost."""
    own = sys.stdout is sys.__stdout__ or sys.__stdout__ is None
    return hasattr(os, "fork") and own and threading.active_count() == 1


def _leave(code: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _tell(writing: int, begun: bool) -> None:
    with contextlib.suppress(OSError):
        os.write(writing, b"S" if begun else b"E")


def _watched(child: int, reading: int) -> tuple[int, bool]:
    """How many items were finished until the process ended, and whether it was ended for one that took too long."""
    done, deadline = 0, None
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        try:
            ready, _, _ = select.select([reading], [], [], left)
        except KeyboardInterrupt:  # the process got it too, and says so
            continue
        if not ready:
            os.kill(child, signal.SIGKILL)
            return done, True
        told = os.read(reading, 1)
        if not told:
            return done, False
        deadline = time.monotonic() + bound() if told == b"S" else None
        done += told == b"E"


def _ended(child: int) -> int:
    while True:
        try:
            return os.waitpid(child, 0)[1]
        except KeyboardInterrupt:
            continue
