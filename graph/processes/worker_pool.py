"""A few worker processes that answer messages, each within its time, and fair to everybody who asks.

What the messages mean is known to the workers only (:func:`graph.processes.messages.serve`). A call that takes too long is ended
with its process. Those who wait are served in turns, client by client; one client never holds all workers. When no worker
is free, the call that has run longest gives way once it has had its share. A spare process is kept ready, so that a
killed one costs nobody the time of a start.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import HetuError
from graph.processes.fair_queue import FairQueue
from graph.processes.messages import CALL_LIMIT
from graph.processes.worker_process import Reason, WorkerProcess

MAX_WAITING = 8
"""Calls of one client that may wait, besides those of its that are worked on."""
MAX_WAITING_OF_ALL = 48
"""Calls that may wait in all; beyond it the longest line loses its last."""
RETRY = 5.0
"""Seconds after a failed start before another is tried."""
_TICK = 0.05
_ROOT = Path(__file__).resolve().parents[2]
"""Where workers run: there ``python -m`` finds our packages."""


class WorkerStopped(HetuError):
    """A call that got no reply.

    ``reason``: ``time`` it took longer than allowed, ``room`` it gave way to others, ``ended`` the process or the pool
    ended, ``busy`` too many wait or none was free in time, ``start`` no worker could be started (``words`` may tell why).
    """

    def __init__(self, reason: Reason, words: str = "") -> None:
        super().__init__(words or f"工作进程没有答复（{reason}）")
        self.reason: Reason = reason
        self.words = words


@dataclass(slots=True, eq=False)
class _Call:
    client: str
    since: float
    worker: WorkerProcess | None = None
    refused: Reason | None = None


class WorkerPool:
    """Worker processes of one kind.

    :param command: what starts a worker.
    :param size: calls worked on at the same time.
    :param time_limit: seconds a call may take.
    :param gives_way: seconds after which a call is ended when others need its worker; ``None``: never.
    :param wait_limit: seconds a call waits for a worker.
    :param start_limit: seconds a worker may take until it is ready.
    :param max_waiting: calls of one client that may wait.
    :param max_waiting_of_all: calls that may wait in all.
    :param env: added to the environment of the workers.
    """

    def __init__(  # noqa: PLR0913 - each is a bound of its own
        self,
        command: Sequence[str],
        *,
        size: int,
        time_limit: float,
        gives_way: float | None,
        wait_limit: float = 8.0,
        start_limit: float = 60.0,
        max_waiting: int = MAX_WAITING,
        max_waiting_of_all: int = MAX_WAITING_OF_ALL,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._command = tuple(command)
        self._size = size
        self._share = max(1, size - 1)  # what one client may hold
        self._spare = 1 if size > 1 else 0
        self._time_limit = time_limit
        self._gives_way = gives_way
        self._wait_limit = wait_limit
        self._start_limit = start_limit
        self._max_waiting = max_waiting
        self._max_waiting_of_all = max_waiting_of_all
        self._env = {**os.environ, CALL_LIMIT: str(time_limit), **(env or {})}
        self._changed = threading.Condition()
        self._starting: list[WorkerProcess] = []
        self._idle: list[WorkerProcess] = []
        self._busy: list[WorkerProcess] = []
        self._queue: FairQueue[_Call] = FairQueue()
        self._ever_ready = False
        self._failure: str | None = None
        self._retry_at = 0.0
        self._closed = False

    def warm(self, count: int = 1) -> None:
        """Start workers before the first call comes, until ``count`` are ready or getting ready."""
        with self._changed:
            self._start(count)

    def call(self, message: bytes, client: str = "") -> bytes:
        """Have a worker answer a message.

        :param client: who asks; clients are served in turns.
        :raises WorkerStopped: there is no reply, and why.
        """
        worker = self._take(client)
        try:
            return worker.ask(message, self._time_limit)
        except (EOFError, OSError) as error:  # also that no more files can be opened
            worker.stop("ended")  # its pipes can be closed some time before it has ended
            raise WorkerStopped(worker.stopped or "ended") from error
        finally:
            self._give_back(worker)

    def close(self) -> None:
        """End all processes at once, also busy ones; whoever waits is told so."""
        with self._changed:
            self._closed = True
            ended = [*self._starting, *self._idle, *self._busy]
            for worker in ended:
                worker.stop("ended")
            idle, self._idle = self._idle, []
            self._changed.notify_all()
        for worker in idle:
            worker.close()
        for worker in ended:
            worker.wait()

    def _take(self, client: str) -> WorkerProcess:
        call = _Call(client, time.monotonic())
        with self._changed:
            if self._queue.count(client) + self._held(client) >= self._share + self._max_waiting:
                raise WorkerStopped("busy")
            self._queue.add(call)
            if len(self._queue) > self._max_waiting_of_all and (last := self._queue.last_of_longest()):
                last.refused = "busy"
                self._queue.discard(last)
                self._changed.notify_all()
            try:
                while True:
                    self._tend()
                    if call.worker:
                        return call.worker
                    self._give_up(call)
                    self._changed.wait(_TICK)
            except BaseException:
                if call.worker:  # interrupted between being served and noticing it
                    self._busy.remove(call.worker)
                    call.worker.close()
                raise
            finally:
                self._queue.discard(call)

    def _give_up(self, call: _Call) -> None:
        """End the waiting of a call that waits in vain."""
        if self._closed:
            raise WorkerStopped("ended")
        if call.refused:
            raise WorkerStopped(call.refused)
        working = bool(self._busy or self._idle)
        if self._failure is not None and not working:
            raise WorkerStopped("start", self._failure)
        limit = self._wait_limit if working or self._ever_ready else max(self._start_limit, self._wait_limit)
        if time.monotonic() - call.since > limit:
            raise WorkerStopped("busy" if working else "start")

    def _tend(self) -> None:
        """Give free workers to those who wait, start what is needed, make room where calls have had their share."""
        if self._closed:
            return
        for worker in [worker for worker in self._idle if not worker.alive]:
            self._idle.remove(worker)
            worker.close()
        while self._idle and (call := self._next()):
            self._queue.serve(call)
            call.worker = worker = self._idle.pop()
            worker.client, worker.busy_since = call.client, time.monotonic()
            self._busy.append(worker)
            self._changed.notify_all()
        wanted = sum(self._held(call.client) < self._share for call in self._queue.heads())
        self._start(min(wanted, self._size - len(self._busy)) + self._spare)
        self._make_room()

    def _next(self) -> _Call | None:
        """The call whose turn it is, its client holding less than its share."""
        if len(self._busy) >= self._size:
            return None
        for call in self._queue.heads():
            held = self._held(call.client)
            # The last free process is kept for those who hold none: another may take a second to get ready.
            if held < self._share and (not held or len(self._idle) > self._spare):
                return call
        return None

    def _held(self, client: str) -> int:
        return sum(worker.client == client for worker in self._busy)

    def _make_room(self) -> None:
        """End the call that has run longest, of the client that holds most, when somebody needs its worker."""
        if self._gives_way is None or any(worker.stopped for worker in self._busy):
            return  # what was stopped makes room in a moment
        now = time.monotonic()
        for worker in self._busy:
            if now - worker.busy_since > self._gives_way / 2:
                worker.step_back()
        enough = [worker for worker in self._busy if now - worker.busy_since > self._gives_way]
        for call in self._queue.heads():
            own = self._held(call.client) >= self._share
            if not own and len(self._busy) < self._size:
                continue  # it only waits for a process to get ready
            enders = [worker for worker in enough if not own or worker.client == call.client]
            if enders:
                max(enders, key=lambda worker: (self._held(worker.client), now - worker.busy_since)).stop("room")
                return

    def _start(self, wanted: int) -> None:
        """Start processes until as many as wanted are ready or getting ready."""
        while len(self._starting) + len(self._idle) < wanted and not self._closed:
            if len(self._starting) + len(self._idle) + len(self._busy) >= self._size + self._spare:
                return
            if self._failure is not None and (self._starting or time.monotonic() < self._retry_at):
                return
            try:
                worker = WorkerProcess(self._command, _ROOT, self._env)
            except OSError as error:
                self._failed(error.strerror or "")
                return
            self._starting.append(worker)
            threading.Thread(target=self._watch_start, args=(worker,), daemon=True).start()

    def _failed(self, words: str) -> None:
        self._failure = words
        self._retry_at = time.monotonic() + RETRY

    def _watch_start(self, worker: WorkerProcess) -> None:
        """Wait until a process is ready, or has failed."""
        try:
            words = worker.ready(self._start_limit)
            good = not words
        except (EOFError, OSError):  # also that no more files can be opened
            words, good = "", False
        with self._changed:
            good = good and not self._closed
            self._starting.remove(worker)
            if good:
                self._ever_ready, self._failure = True, None
                self._idle.append(worker)
            else:
                self._failed(words)
            self._changed.notify_all()
        if not good:
            worker.close()

    def _give_back(self, worker: WorkerProcess) -> None:
        with self._changed:
            good = worker.alive and not worker.stopped and not worker.stepped_back and not self._closed
            self._busy.remove(worker)
            if good:
                self._idle.append(worker)
            self._changed.notify_all()
        if not good:
            worker.close()
