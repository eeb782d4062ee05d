"""A few worker processes that answer SPARQL queries, each query within its time.

A query that takes too long is stopped with its process. When all are busy, the one that has run longest gives way,
so that ordinary queries go on being answered while hostile ones are stopped.
"""

from __future__ import annotations

import contextlib
import selectors
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import msgspec

from graph.errors import QueryError
from graph.sparql import MAX_QUERY, Result
from graph.sparql_worker import Reply, Request, length_of, send

TIME_LIMIT = 8.0
"""Seconds a query may take."""
START_LIMIT = 60.0
"""Seconds a worker may take to start."""
GIVES_WAY = 1.5
"""Seconds after which a query gives way to others when all workers are busy."""
WAIT_LIMIT = 8.0
"""Seconds a query waits for a worker."""
_HEAD = 8


class _Worker:
    """One process; killed when a query takes too long."""

    def __init__(self, store: Path, base: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "graph.sparql_worker", str(store), base],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parent.parent,
        )
        self.busy_since = 0.0
        self._ready = False
        self.stopped = ""

    def ask(self, request: Request, limit: float) -> Reply:
        """Run a query; ``EOFError`` when the process ended before it answered."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise EOFError
        if not self._ready:  # the time to start is not the query's
            self._receive(time.monotonic() + START_LIMIT)
            self._ready = True
            self.busy_since = time.monotonic()
        try:
            send(stdin, request)  # type: ignore[arg-type]
        except BrokenPipeError as error:
            raise EOFError from error
        return self._receive(time.monotonic() + limit)

    def _receive(self, deadline: float) -> Reply:
        head = self._read(_HEAD, deadline)
        return msgspec.msgpack.decode(self._read(length_of(head), deadline), type=Reply)

    def _read(self, size: int, deadline: float) -> bytes:
        stdout = self._process.stdout
        parts: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
            while size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    self.stop("time")
                    raise EOFError
                part = stdout.read1(min(size, 1 << 20))  # type: ignore[union-attr]
                if not part:
                    raise EOFError
                parts.append(part)
                size -= len(part)
        return b"".join(parts)

    def stop(self, why: str) -> None:
        """End the process at once; ``why`` is ``time`` or ``room``. Whoever asks it still closes it."""
        self.stopped = self.stopped or why
        self._process.kill()

    def close(self) -> None:
        """End the process and its pipes."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                stream.close()  # type: ignore[union-attr]

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None


class SparqlPool:
    """Answers SPARQL queries over a store, several at once, each bounded in time, memory, rows and bytes."""

    def __init__(self, store: Path, base: str, size: int = 4, time_limit: float = TIME_LIMIT) -> None:
        self._store = store
        self._base = base
        self._size = size
        self._limit = time_limit
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []
        self._free = threading.Condition()
        self._waiting: deque[object] = deque()

    def __enter__(self) -> SparqlPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start a worker before the first query comes."""
        with self._free:
            if not self._idle and len(self._busy) < self._size:
                self._idle.append(_Worker(self._store, self._base))

    def query(self, query: str, accept: Sequence[str] = (), default_graphs: Sequence[str] = ()) -> Result:
        """Run a query.

        :raises QueryError: refused, malformed, stopped for its time, or no worker was free; with the fitting status.
        """
        if len(query.encode()) > MAX_QUERY:
            raise QueryError(413, f"查询过长：最多 {MAX_QUERY // 1024} KB")
        worker = self._take()
        try:
            reply = worker.ask(Request(query, tuple(accept), tuple(default_graphs)), self._limit)
        except EOFError as error:
            raise self._stopped(worker) from error
        finally:
            self._give_back(worker)
        if reply.status != 200:
            raise QueryError(reply.status, reply.message)
        return Result(reply.media_type, reply.content, reply.cut_at)

    def _stopped(self, worker: _Worker) -> QueryError:
        if worker.stopped == "time":
            return QueryError(503, f"查询超过 {self._limit:g} 秒，已停止；请缩小范围或加 LIMIT")
        if worker.stopped == "room":
            return QueryError(503, "查询时间较长，已为其他查询让出，请稍后再试或缩小范围")
        return QueryError(503, "这个查询需要的内存超出限制，已停止")

    def _take(self) -> _Worker:
        """A worker, first come first served; a query that has run long gives way."""
        give_up, ticket = time.monotonic() + WAIT_LIMIT, object()
        with self._free:
            self._waiting.append(ticket)
            try:
                while True:
                    worker = self._free_worker() if self._waiting[0] is ticket else None
                    if worker:
                        return worker
                    if time.monotonic() > give_up:
                        raise QueryError(503, "查询太多，请稍后再试")
                    self._free.wait(0.05)
            finally:
                self._waiting.remove(ticket)
                self._free.notify_all()

    def _free_worker(self) -> _Worker | None:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return self._start(worker)
            worker.close()
        if len(self._busy) < self._size:
            return self._start(_Worker(self._store, self._base))
        now = time.monotonic()
        longest = min((worker for worker in self._busy if not worker.stopped), key=lambda w: w.busy_since, default=None)
        if longest and now - longest.busy_since > GIVES_WAY:
            longest.stop("room")
        return None

    def _start(self, worker: _Worker) -> _Worker:
        worker.busy_since = time.monotonic()
        self._busy.append(worker)
        return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._free:
            self._busy.remove(worker)
            if worker.alive and not worker.stopped:
                self._idle.append(worker)
            else:
                worker.close()
            self._free.notify_all()

    def close(self) -> None:
        """End all workers."""
        with self._free:
            for worker in self._idle:
                worker.close()
            for worker in self._busy:
                worker.stop("room")
            self._idle.clear()
