"""Messages between a process and its workers: bytes with their length in front, over standard input and output."""

from __future__ import annotations

import os
import signal
import struct
import sys
from collections.abc import Callable
from typing import BinaryIO

LENGTH = struct.Struct(">Q")
MAX_MESSAGE = 256 * 1024 * 1024
"""Longest message, in bytes."""
CALL_LIMIT = "HETU_CALL_LIMIT"
"""Environment variable: seconds a worker may spend on a message before its own alarm ends it."""


def framed(content: bytes) -> bytes:
    """Return a message as it is sent.

    >>> framed(b"ab").hex()
    '00000000000000026162'
    """
    return LENGTH.pack(len(content)) + content


def send(stream: BinaryIO, content: bytes) -> None:
    """Write a message."""
    stream.write(framed(content))
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """Read a message; ``None`` when the other side has gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    content = stream.read(size) if size <= MAX_MESSAGE else b""
    return content if len(content) == size else None


def serve(handle: Callable[[bytes], bytes]) -> None:
    """Say that this process is ready, then answer messages until the other side goes.

    Should the other side die while a message is being worked on, an alarm ends this process some seconds after the
    time that the message may take, whatever the process is doing.
    """
    limit = float(os.environ.get(CALL_LIMIT) or 0)
    ours = sys.stdout.buffer
    send(ours, b"")
    while (message := receive(sys.stdin.buffer)) is not None:
        _alarm(limit and limit + 5)
        reply = handle(message)
        _alarm(0)
        send(ours, reply)


def refuse(sentence: str) -> None:
    """Tell, instead of getting ready, why this process cannot start."""
    send(sys.stdout.buffer, sentence.encode())


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):  # the default action of the signal ends the process, also inside a library
        signal.setitimer(signal.ITIMER_REAL, seconds)
