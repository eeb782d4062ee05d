"""Optional: a language model may reword an answer; it decides nothing, and what it adds is thrown away.

Any OpenAI-compatible endpoint: ``HETU_LLM_URL`` (ending in ``/v1``), ``HETU_LLM_MODEL``, ``HETU_LLM_KEY``. Without the
first nothing is loaded and nothing is sent. The rewording is used only when each number and each name in it stands in our
own answer or its evidence; otherwise, and whenever the endpoint fails, our wording stays and a note says why.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from graph.text import fold
from qa.answer import Answer
from qa.conditions import Linked
from qa.scoring import numbers

TIMEOUT = 8.0
"""Seconds for the whole exchange."""
_MOST_BYTES = 200_000
_LONGEST = 2.0
"""How much longer than our own text a rewording may be."""
_TASK = (
    "把下面的答案改写得通顺易读。只能使用其中已有的事实、数字、名称和任务编号（形如〔3-48〕），不得增加、推断或省略结论。"
    "只输出改写后的中文，不要任何说明。"
)
_HANZI_NUMBER = re.compile(r"[一二三四五六七八九十百千万亿两零]{2,}|[一二三四五六七八九十两](?=[个项件家宗名人次处])")


class NamesIn(Protocol):
    """What finds names in a text: the lexicon."""

    def find(self, question: str) -> list[Linked]:
        """Units, towns, leaders and headings."""

    def find_things(self, question: str) -> list[Linked]:
        """Companies, documents, projects and villages."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is asked."""

    url: str
    model: str
    key: str | None


class _Message(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


class RewordingError(Exception):
    """Why a rewording is not used, in Chinese."""


def endpoint_from_environment() -> Endpoint | None:
    """The endpoint the environment names, ``None`` when it names none."""
    url = os.environ.get("HETU_LLM_URL", "").rstrip("/")
    return Endpoint(url, os.environ.get("HETU_LLM_MODEL", ""), os.environ.get("HETU_LLM_KEY")) if url else None


def reworded(answer: Answer, endpoint: Endpoint | None, names: NamesIn) -> Answer:
    """The answer in the model's words where they hold, else as it is with a note; a refusal is never reworded."""
    if endpoint is None or answer.refused:
        return answer
    try:
        text = _ask(endpoint, answer)
        check(text, answer, names)
    except RewordingError as error:
        return replace(answer, notes=(*answer.notes, f"未采用语言模型的改写：{error}"))
    return replace(answer, answer=text, notes=(*answer.notes, "文字经语言模型改写，数字与名称已核对"))


def check(text: str, answer: Answer, names: NamesIn) -> None:
    """Hold a rewording against the answer.

    :raises RewordingError: it is empty or too long, or has a number, task or name that the answer has not.
    """
    if not fold(text):
        raise RewordingError("内容为空")
    if len(text) > _LONGEST * len(answer.answer) + 100:
        raise RewordingError("内容过长")
    own = "\n".join([answer.answer, *(evidence.text for evidence in answer.evidence)])
    for number in [*numbers(text), *_HANZI_NUMBER.findall(text)]:
        if number not in {*numbers(own)} and number not in fold(own):
            raise RewordingError(f"出现了依据里没有的数字“{number}”")
    for task in re.findall(r"〔([^〔〕]+)〕", text):
        if f"〔{task}〕" not in own:
            raise RewordingError(f"出现了答案里没有的任务〔{task}〕")
    for link in (*names.find(text), *names.find_things(text)):
        if fold(link.text) not in fold(own):
            raise RewordingError(f"出现了依据里没有的名称“{link.text}”")


def _ask(endpoint: Endpoint, answer: Answer) -> str:
    import httpx  # only those who set an endpoint load a client

    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    messages = [{"role": "system", "content": _TASK}, {"role": "user", "content": answer.answer}]
    body = {"model": endpoint.model, "messages": messages, "temperature": 0}
    until = time.monotonic() + TIMEOUT
    received = b""
    try:
        with (
            httpx.Client(timeout=TIMEOUT) as client,
            client.stream("POST", f"{endpoint.url}/chat/completions", json=body, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise RewordingError(f"端点返回 {response.status_code}")
            for piece in response.iter_bytes():
                received += piece
                if len(received) > _MOST_BYTES or time.monotonic() > until:
                    raise RewordingError("回应过大或过慢")
        return msgspec.json.decode(received, type=_Completion).choices[0].message.content
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RewordingError(f"端点不可用（{type(error).__name__}）") from error
    except (msgspec.MsgspecError, IndexError, UnicodeDecodeError) as error:
        raise RewordingError("回应不是约定的格式") from error
