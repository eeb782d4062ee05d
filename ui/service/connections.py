"""Connections that do not stay for nothing: a request must be sent within its time, and only so many may be open."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from ui.service.clients import Network, client_key, lies_in

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
_waiting: OrderedDict[BoundedProtocol, None] = OrderedDict()
"""Connections whose request is not whole yet, the longest waiting first: they make room when there are too many."""
_WORDS = {408: "请求没有在规定的时间内发完", 431: "请求的开头太大"}


class BoundedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol with time-outs for what a client sends and bounds on how many clients there are."""

    _timer: asyncio.TimerHandle | None = None
    proxies: tuple[Network, ...] = ()
    """Trusted proxies: the connections of one are those of many visitors."""
    _in_head = True
    _head = 0
    _marks = 0
    """How often a head or a request has been complete: a piece of data that completes one is no part of an endless head."""
    _whose: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; when there are too many, the one that has waited longest goes, or this one."""
        super().connection_made(transport)
        peer = self.client[0] if self.client else "unknown"
        whose = client_key(peer)
        most = MAX_CONNECTIONS if lies_in(peer, self.proxies) else MAX_OF_ONE
        if not (_room(lambda: _open[whose] < most, whose) and _room(lambda: _open.total() < MAX_CONNECTIONS)):
            transport.close()
            return
        self._whose = whose
        _open[whose] += 1
        self._wait(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._forget()
        super().connection_lost(exc)

    def _forget(self) -> None:
        self._wait(None)
        if self._whose is not None:
            _open[self._whose] -= 1
            if not _open[self._whose]:
                del _open[self._whose]
            self._whose = None

    def data_received(self, data: bytes) -> None:
        """Read on; the head of a request is bounded in size and time, however it trickles in."""
        if self._timer is None and (self.cycle is None or self.cycle.response_complete):
            self._wait(HEADER_SECONDS)
        marks = self._marks
        super().data_received(data)
        if self._in_head and self._marks == marks and not self.transport.is_closing():
            self._head += len(data)
            if self._head > MAX_HEAD:
                self._refuse(431)

    def on_headers_complete(self) -> None:
        """The head is there: now the body has its time."""
        self._head, self._in_head = 0, False
        self._marks += 1
        self._wait(BODY_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole: how long the answer takes is bounded elsewhere."""
        self._in_head = True
        self._marks += 1
        self._wait(None)
        super().on_message_complete()

    def _wait(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        _waiting.pop(self, None)
        self._timer = None
        if seconds is not None:
            self._timer = self.loop.call_later(seconds, self._refuse, 408)
            _waiting[self] = None

    def _refuse(self, status: int) -> None:
        """Say why and close; a response that has begun is only cut off."""
        self._wait(None)
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            words = f"{_WORDS[status]}。\n".encode()
            head = (STATUS_LINE[status], b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\n")
            self.transport.write(b"".join([*head, b"content-length: %d\r\n\r\n" % len(words), words]))
        self.transport.close()

    def give_way(self) -> None:
        """Close a connection that still waits for its request, so that another finds room."""
        self._forget()
        self.transport.abort()

    def of(self, whose: str | None) -> bool:
        """Whether the connection is a client's; everybody's when none is named."""
        return whose is None or self._whose == whose


def _room(fits: Callable[[], bool], whose: str | None = None) -> bool:
    """Whether there is room for one more, perhaps after one that still waits has gone."""
    if not fits():
        oldest = next((one for one in _waiting if one.of(whose)), None)
        if oldest is not None:
            oldest.give_way()
    return fits()
