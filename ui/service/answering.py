"""Answers from worker processes: a question that takes too long is stopped, and the server goes on meanwhile."""

from __future__ import annotations

import json
import pickle
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from graph.language.text import readable
from graph.processes.worker_pool import WorkerPool, WorkerStopped
from qa.answering.answer import Answer
from qa.engine import KEPT, LONGEST_KEPT
from qa.limits import SECONDS, answer_seconds, declined, too_slow, unfit
from ui.service.outcomes import Outcome

_GRACE = 0.4
"""Seconds that a worker has to say itself that it stopped, before it is stopped."""
BUSY = "现在提问的人太多，请稍后再试"
QUESTIONS_WAITING, QUESTIONS_WAITING_OF_ALL = 60, 150
"""Questions of one address and in all that may wait: a class behind one address asks at the same moment, ten milliseconds each."""
_UNREADY = "回答问题的进程没能启动，请稍后再试；若一直如此，请重新运行 hetu build"
_PROBE = "预热"
_ENDED = "这个问题没能回答，回答它的进程已结束；请换个问法"


class Ask(Protocol):
    """Answers a question, given with whose it is and the questions asked before it."""

    def __call__(self, question: str, client: str, history: Sequence[str] = (), /) -> Answer:
        """Answer it."""
        ...


class Answering:
    """Workers over a build; every question gets an answer, if only one that says why there is none.

    :param folder: the build folder.
    :param name: which build in it.
    """

    def __init__(self, folder: Path, name: str, endpoint: str | None = None, *, size: int = 2) -> None:
        self._seconds = seconds = answer_seconds()
        command = [sys.executable, "-m", "ui.service.answer_worker", str(folder), name, endpoint or "", str(seconds)]
        self._pool = WorkerPool(
            command,
            size=size,
            time_limit=seconds + _GRACE,
            gives_way=None,
            max_waiting=QUESTIONS_WAITING,
            max_waiting_of_all=QUESTIONS_WAITING_OF_ALL,
        )
        self._size = size
        self._keeps = seconds == SECONDS  # a rewording that failed once may work the next time
        self._probes = 0
        self._kept: OrderedDict[tuple[str, ...], Answer] = OrderedDict()
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Start all workers before the first question comes."""
        self._pool.warm(self._size)

    def ask(self, question: str, client: str = "", history: Sequence[str] = ()) -> Answer:
        """Answer a question.

        :param client: whose it is: those of one client wait for each other, not for others.
        :param history: the questions asked before it, the first one first.
        """
        started = time.perf_counter()
        asked = (readable(question), *(readable(one) for one in history if one.strip()))
        reason = unfit(asked[0], asked[1:])
        if reason:
            return declined(asked[0], reason)
        answer = self._known(asked) or self._asked(asked, client)
        return replace(answer, elapsed_ms=round(1000 * (time.perf_counter() - started), 2))

    def _asked(self, asked: tuple[str, ...], client: str) -> Answer:
        outcome = self._outcome(asked, client)
        if outcome.answer is None:
            return outcome.told(asked[0], asked[1:])
        if self._keeps and sum(map(len, asked)) <= LONGEST_KEPT:
            with self._lock:
                self._kept[asked] = outcome.answer
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return outcome.answer

    def _known(self, asked: tuple[str, ...]) -> Answer | None:
        with self._lock:
            return self._kept.get(asked)

    def _outcome(self, asked: tuple[str, ...], client: str) -> Outcome:
        """What a worker makes of a question and those before it."""
        try:
            return pickle.loads(self._pool.call(json.dumps(asked).encode(), client))  # type: ignore[no-any-return]
        except WorkerStopped as stopped:
            reasons = {"time": too_slow(self._seconds), "busy": BUSY, "start": _UNREADY, "room": BUSY}
            return Outcome(message=reasons.get(stopped.reason, _ENDED), busy=stopped.reason in {"busy", "room"})

    def works(self) -> bool | None:
        """Whether questions are answered; ``None`` when the workers are only busy."""
        self._probes += 1
        outcome = self._outcome((f"{_PROBE}{self._probes}",), "healthz")  # another one each time, so that none is kept
        return None if outcome.busy else outcome.answer is not None

    def close(self) -> None:
        """End all workers at once."""
        self._pool.close()
