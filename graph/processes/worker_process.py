"""One worker process: a message in, a message out, within a time; killed when it takes longer."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Literal

from graph.processes.messages import LENGTH, MAX_MESSAGE, framed

Reason = Literal["time", "room", "ended", "busy", "start"]
_PART = 1 << 20
_LAST = 19
"""The least urgent of the priorities of Unix."""


class WorkerProcess:
    """A process that speaks :mod:`graph.processes.messages`; used by one thread at a time, stopped by any."""

    def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
        """Start the process.

        :raises OSError: it cannot be started.
        """
        self._process = subprocess.Popen(
            list(command),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=cwd,
            env=dict(env),
        )
        self.client = ""
        self.busy_since = 0.0
        self.stopped: Reason | None = None
        self.stepped_back = False

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ready(self, limit: float) -> str:
        """Wait until the process is ready; why it cannot work, in its own words, or nothing.

        :raises EOFError: it ended or was not ready in time (seconds).
        """
        return self._receive(time.monotonic() + limit).decode(errors="replace")

    def ask(self, message: bytes, limit: float) -> bytes:
        """Send a message and return the reply.

        :raises EOFError: the process ended, or was stopped, before it had replied; ``stopped`` tells why.
        """
        deadline = time.monotonic() + limit
        self._send(framed(message), deadline)
        return self._receive(deadline)

    def _send(self, content: bytes, deadline: float) -> None:
        stdin = _open(self._process.stdin)
        rest = memoryview(content)
        os.set_blocking(stdin, False)
        with selectors.DefaultSelector() as selector:
            selector.register(stdin, selectors.EVENT_WRITE)
            while rest:
                self._wait(selector, deadline)
                try:
                    rest = rest[os.write(stdin, rest[:_PART]) :]
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise EOFError from error

    def _receive(self, deadline: float) -> bytes:
        (size,) = LENGTH.unpack(self._read(LENGTH.size, deadline))
        if size > MAX_MESSAGE:
            self.stop("ended")
            raise EOFError
        return self._read(size, deadline)

    def _read(self, size: int, deadline: float) -> bytes:
        stdout = _open(self._process.stdout)
        parts: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while size:
                self._wait(selector, deadline)
                part = os.read(stdout, min(size, _PART))
                if not part:
                    raise EOFError
                parts.append(part)
                size -= len(part)
        return b"".join(parts)

    def _wait(self, selector: selectors.BaseSelector, deadline: float) -> None:
        if not selector.select(max(0.0, deadline - time.monotonic())):
            self.stop("time")
            raise EOFError

    def stop(self, why: Reason) -> None:
        """End the process at once; the first reason counts. Whoever uses it still closes it."""
        self.stopped = self.stopped or why
        self._process.kill()

    def step_back(self) -> None:
        """Leave the processor to others for good, where the platform allows: no use for another message after this."""
        if self.stepped_back or not hasattr(os, "setpriority"):
            return
        self.stepped_back = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _LAST)

    def wait(self) -> None:
        """Wait for the end of a process that was stopped."""
        self._process.wait()

    def close(self) -> None:
        """End the process and its pipes."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None


def _open(stream: IO[bytes] | None) -> int:
    if stream is None or stream.closed:
        raise EOFError
    return stream.fileno()
