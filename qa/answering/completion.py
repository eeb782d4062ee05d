"""One question to an OpenAI-compatible endpoint: a text comes back within a bound, or a sentence that says why not."""

from __future__ import annotations

import queue
import ssl
import threading
import time
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from graph.errors import HetuError
from qa.answering.endpoint import TIMEOUT, Endpoint

if TYPE_CHECKING:
    import httpx

_MOST_BYTES = 200_000
_WAITING = threading.BoundedSemaphore(8)
"""Exchanges under way. One given up may hang in the system (a name that does not resolve); more than these are not begun."""


class CompletionError(HetuError):
    """Why what a model says is not used, in Chinese; it never quotes the model's words, the address or the key."""


class _Message(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


def complete(endpoint: Endpoint, messages: list[dict[str, str]]) -> str:
    """What the model says to some messages.

    :raises CompletionError: the endpoint cannot be reached, takes longer than :data:`TIMEOUT` seconds altogether, redirects,
        refuses, or answers something else than a completion.
    """
    if not endpoint.url.lower().startswith(("http://", "https://")):
        raise CompletionError("HETU_LLM_URL 应为以 http:// 或 https:// 开头的网址")
    if not _WAITING.acquire(blocking=False):
        raise CompletionError("端点还没有答复先前的请求")
    exchange = _Exchange(endpoint, messages, time.monotonic() + TIMEOUT)
    threading.Thread(target=exchange.run, name="completion", daemon=True).start()
    return exchange.wait()


class _Exchange:
    """A request in a thread of its own, which can be given up: no bound of a client covers the look-up of a name."""

    def __init__(self, endpoint: Endpoint, messages: list[dict[str, str]], until: float) -> None:
        self._endpoint = endpoint
        self._messages = messages
        self._until = until
        self._told: queue.SimpleQueue[str | CompletionError] = queue.SimpleQueue()
        self._given_up = threading.Event()

    def wait(self) -> str:
        try:
            told = self._told.get(timeout=max(0.0, self._until - time.monotonic()))
        except queue.Empty:
            self._given_up.set()
            raise CompletionError(f"端点没有在 {TIMEOUT:g} 秒内答复") from None
        if isinstance(told, CompletionError):
            raise told
        return told

    def run(self) -> None:
        try:
            self._told.put(_content(self._received()))
        except CompletionError as error:
            self._told.put(error)
        except Exception as error:  # whatever a client, a name or a certificate does: we go on without
            self._told.put(CompletionError(f"端点不可用（{type(error).__name__}）"))
        finally:
            _WAITING.release()

    def _received(self) -> bytes:
        import httpx  # only those who set an endpoint load a client

        # What is not packed cannot swell when unpacked.
        headers = {"Accept-Encoding": "identity"}
        if self._endpoint.key:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        body = {"model": self._endpoint.model, "messages": self._messages, "temperature": 0}
        address = f"{self._endpoint.url}/chat/completions"
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, verify=_trusted()) as client,
            client.stream("POST", address, json=body, headers=headers) as response,
        ):
            _hold_head(response)
            received = bytearray()
            for piece in response.iter_raw():
                received += piece
                if len(received) > _MOST_BYTES:
                    raise CompletionError("回应过大")
                if self._given_up.is_set() or time.monotonic() > self._until:
                    raise CompletionError(f"端点没有在 {TIMEOUT:g} 秒内答复")
        return bytes(received)


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """The certificates trusted, read once: that takes a good part of a second."""
    import httpx

    return httpx.create_ssl_context()


def _hold_head(response: httpx.Response) -> None:
    if response.status_code != 200:
        moved = "，不跟随转向" if response.is_redirect else ""
        raise CompletionError(f"端点返回 {response.status_code}{moved}")
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise CompletionError("回应是压缩过的，没有请求压缩")


def _content(received: bytes) -> str:
    try:
        return msgspec.json.decode(received, type=_Completion).choices[0].message.content
    except (msgspec.MsgspecError, IndexError, UnicodeError, RecursionError) as error:
        raise CompletionError("回应不是约定的格式") from error
