"""Answers from worker processes: a question that takes too long is stopped, and the server goes on meanwhile."""

from __future__ import annotations

import pickle
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

from graph.worker_pool import WorkerPool, WorkerStopped
from qa.answer import Answer
from qa.limits import SECONDS, TOO_LONG, TOO_SLOW, declined, readable, too_long
from ui.service.incidents import apology
from ui.service.outcomes import Outcome

_GRACE = 0.4
"""Seconds that a worker has to say itself that it stopped, before it is stopped."""
REWORDING_SECONDS = 3.0
"""Seconds more where a language model rewords answers."""
BUSY = "现在提问的人太多，请稍后再试"
_UNREADY = "回答问题的进程没能启动，请稍后再试；若一直如此，请重新运行 hetu build"
_PROBE = "预热"
_KEPT, _LONGEST_KEPT = 128, 200
"""How many answers are kept for being asked again (examples, links, a class with one sheet), to questions of which length."""
_ENDED = "这个问题没能回答，回答它的进程已结束；请换个问法"


class Answering:
    """Workers over a build; every question gets an answer, if only one that says why there is none.

    :param folder: the build folder.
    :param name: which build in it.
    :param rewording: whether a language model rewords answers, which takes its own time.
    """

    def __init__(
        self, folder: Path, name: str, endpoint: str | None = None, *, size: int = 2, rewording: bool = False
    ) -> None:
        seconds = SECONDS + (REWORDING_SECONDS if rewording else 0.0)
        command = [sys.executable, "-m", "ui.service.answer_worker", str(folder), name, endpoint or "", str(seconds)]
        self._pool = WorkerPool(command, size=size, time_limit=seconds + _GRACE, gives_way=None)
        self._size = size
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Start all workers before the first question comes."""
        self._pool.warm(self._size)

    def ask(self, question: str, client: str = "") -> Answer:
        """Answer a question.

        :param client: whose it is: those of one client wait for each other, not for others.
        """
        started = time.perf_counter()
        question = readable(question)
        if too_long(question):
            return declined(question, TOO_LONG)
        answer = self._known(question) or self._asked(question, client)
        return replace(answer, elapsed_ms=round(1000 * (time.perf_counter() - started), 2))

    def _asked(self, question: str, client: str) -> Answer:
        outcome = self._outcome(question, client)
        if outcome.answer is None:
            told = apology(outcome.incident) if outcome.incident else outcome.message
            return declined(question, told.rstrip("。"))
        if len(question) <= _LONGEST_KEPT:
            with self._lock:
                self._kept[question] = outcome.answer
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return outcome.answer

    def _known(self, question: str) -> Answer | None:
        with self._lock:
            return self._kept.get(question)

    def _outcome(self, question: str, client: str) -> Outcome:
        try:
            return pickle.loads(self._pool.call(question.encode(), client))  # type: ignore[no-any-return]
        except WorkerStopped as stopped:
            reasons = {"time": TOO_SLOW, "busy": BUSY, "start": _UNREADY, "room": BUSY}
            return Outcome(message=reasons.get(stopped.reason, _ENDED), busy=stopped.reason in {"busy", "room"})

    def works(self) -> bool | None:
        """Whether questions are answered; ``None`` when the workers are only busy."""
        outcome = self._outcome(_PROBE, "healthz")
        return None if outcome.busy else outcome.answer is not None

    def close(self) -> None:
        """End all workers at once."""
        self._pool.close()
