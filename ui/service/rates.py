"""What a page open to everybody needs: the requests of one address are counted."""

from __future__ import annotations

import ipaddress

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.service.clients import client_key

PUBLIC_RATES = "20/second;300/minute"
"""What one address may ask for: a page with all its parts at once, five answers a second for long."""
_FREE = ("/gradio_api/heartbeat", "/assets/", "/static/", "/theme.css", "/favicon")
"""Files of the page itself, and its sign of life."""


class Guard:
    """Given rates, refuses what comes too fast from one address (429 with ``Retry-After``)."""

    def __init__(self, app: ASGIApp, rates: str | None = None) -> None:
        self._app = app
        self._rates: list[RateLimitItem] = parse_many(rates) if rates else []
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._too_fast(scope):
            await PlainTextResponse("请求太频繁，请稍后再试\n", 429, {"Retry-After": "10"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _too_fast(self, scope: Scope) -> bool:
        if not self._rates or scope["path"].startswith(_FREE):
            return False
        whose = client_key(scope)
        return not all(self._counter.hit(rate, whose) for rate in self._rates)


def is_public(host: str) -> bool:
    """Whether others than this machine can reach an address to listen on.

    >>> [is_public(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "192.168.1.7", "my-machine")]
    [False, False, False, True, True, True]
    """
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"
