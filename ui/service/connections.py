"""Connections that do not stay for nothing: a request must be sent within its time, and only so many may be open."""

from __future__ import annotations

import asyncio
from collections import Counter

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ui.service.clients import client_key

HEADER_SECONDS = 10.0
"""Seconds within which the head of a request must be there."""
BODY_SECONDS = 20.0
"""Seconds within which its body must be there."""
MAX_HEAD = 96 * 1024
"""Bytes of a request's head: a query of 64 KB in an address fits."""
MAX_CONNECTIONS = 1000
MAX_OF_ONE = 200
"""Connections of all, and of one address."""
_open: Counter[str] = Counter()


class BoundedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol with time-outs for what a client sends and bounds on how many clients there are."""

    _timer: asyncio.TimerHandle | None = None
    _head = 0
    _whose: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or close it at once when there are too many."""
        super().connection_made(transport)
        whose = client_key(self.client[0] if self.client else "unknown")
        if _open.total() >= MAX_CONNECTIONS or _open[whose] >= MAX_OF_ONE:
            transport.close()
            return
        self._whose = whose
        _open[whose] += 1
        self._wait(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._wait(None)
        if self._whose is not None:
            _open[self._whose] -= 1
            if not _open[self._whose]:
                del _open[self._whose]
            self._whose = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; the head of a request is bounded in size and time, however it trickles in."""
        between = self.cycle is None or self.cycle.response_complete
        if between:
            self._head += len(data)
            if self._timer is None:
                self._wait(HEADER_SECONDS)
            if self._head > MAX_HEAD:
                self._refuse(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is there: now the body has its time."""
        self._head = 0
        self._wait(BODY_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole: how long the answer takes is bounded elsewhere."""
        self._wait(None)
        super().on_message_complete()

    def _wait(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self._late) if seconds is not None else None

    def _late(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self._refuse(b"408 Request Timeout")

    def _refuse(self, status: bytes) -> None:
        """Say why and close; a response that has begun is only cut off."""
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            self.transport.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()
