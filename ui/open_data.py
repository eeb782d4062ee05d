"""How data for anybody is sent: to pages of other sites too, whole or in part, packed, and not again when it is known."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache, wraps
from inspect import isawaitable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Hetu-Truncated, ETag, Content-Range, Content-Length, Last-Modified, Link",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT = {
    **OPEN,
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since, Range",
    "Access-Control-Max-Age": "86400",
}
METHODS = ("GET", "HEAD", "OPTIONS")
"""What a read-only address takes."""
_WORTH_PACKING = 1024
"""Bytes below which packing gains nothing."""
_PACKED_KEPT = 32
_DIGITS = 18
Endpoint = Callable[[Request], Response | Awaitable[Response]]


def shared(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that pages of any other site may read: asked beforehand, it says so."""

    @wraps(endpoint)
    async def respond(request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight()
        answer = endpoint(request)
        response = await answer if isawaitable(answer) else answer
        for name, value in OPEN.items():
            response.headers.setdefault(name, value)
        return response

    return respond


def preflight() -> Response:
    """The answer to a browser that asks whether a page elsewhere may read."""
    return Response(status_code=204, headers=_PREFLIGHT)


def refused(status: int, message: str) -> Response:
    """A refusal in one sentence."""
    return PlainTextResponse(f"{message}。\n", status, headers=OPEN)


def http_date(written: str) -> str:
    """Return a moment as HTTP writes it.

    >>> http_date("2026-12-01T08:10:00+0800")
    'Tue, 01 Dec 2026 00:10:00 GMT'
    """
    return format_datetime(datetime.fromisoformat(written).astimezone(UTC), usegmt=True)


def deliver(request: Request, content: bytes, media: str, headers: Mapping[str, str] | None = None) -> Response:
    """Send bytes as far as the asker needs them.

    Not at all where it has them (``If-None-Match``), a part where it wants a part (``Range``), packed where it takes that.

    :param headers: further headers of the response; ``Vary`` is added to.
    """
    told = {**OPEN, "Accept-Ranges": "bytes", **(headers or {})}
    told["Vary"] = ", ".join(dict.fromkeys([*filter(None, told.get("Vary", "").split(", ")), "Accept-Encoding"]))
    told["Content-Type"] = media
    tag = hashlib.sha256(content).hexdigest()[:32]
    span = _span(request.headers.get("range", ""), len(content))
    packs = span is None and len(content) >= _WORTH_PACKING and _takes_gzip(request.headers.get("accept-encoding", ""))
    told["ETag"] = f'"{tag}-gzip"' if packs else f'"{tag}"'  # another form of the same is another thing to a cache
    if _is_known(request.headers.get("if-none-match", ""), tag):
        return Response(
            status_code=304, headers={name: value for name, value in told.items() if name != "Content-Type"}
        )
    if span is not None and request.headers.get("if-range", told["ETag"]) == told["ETag"]:
        first, last = span
        if first > last:
            return Response("没有这一段。\n", 416, {**OPEN, "Content-Range": f"bytes */{len(content)}"})
        told["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        return Response(content[first : last + 1], 206, told)
    if packs:
        return Response(_packed(content), 200, {**told, "Content-Encoding": "gzip"})
    return Response(content, 200, told)


@lru_cache(maxsize=_PACKED_KEPT)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def _takes_gzip(header: str) -> bool:
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name in {"gzip", "*"}:
            return not any(one.replace(" ", "") in {"q=0", "q=0.0", "q=0.00", "q=0.000"} for one in parameters)
    return False


def _is_known(header: str, tag: str) -> bool:
    known = {part.strip().removeprefix("W/").strip('"') for part in header.split(",") if part.strip()}
    return "*" in known or tag in known or f"{tag}-gzip" in known


def _span(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that are wanted; ``None`` for all; a first beyond the last where there is no such part."""
    kind, _, told = header.partition("=")
    first, dash, last = told.partition("-")
    if kind.strip() != "bytes" or "," in told or not dash:
        return None
    first, last = first.strip(), last.strip()
    if not all(part.isascii() and (part.isdigit() or not part) for part in (first, last)) or not first + last:
        return None
    if len(first) > _DIGITS or len(last) > _DIGITS:
        return None
    if not first:
        return max(0, size - int(last)), size - 1
    return (int(first), min(int(last), size - 1) if last else size - 1) if int(first) < size else (1, 0)
