"""Optional: a language model may reword an answer; it decides nothing, and what it adds is thrown away.

Any OpenAI-compatible endpoint: ``HETU_LLM_URL`` (ending in ``/v1``), ``HETU_LLM_MODEL``, ``HETU_LLM_KEY``. Without the
first nothing is loaded and nothing is sent. The rewording is used only when it makes every claim of our own answer, in its
order, and no other (see :mod:`qa.answering.claims`); otherwise, and whenever the endpoint fails, our wording stays and a note says why.
"""

from __future__ import annotations

from dataclasses import replace

from qa.answering.answer import Answer
from qa.answering.claims import canonical, characters, claims_of
from qa.answering.completion import Endpoint, RewordingError, complete, endpoint_from_environment
from qa.answering.faithful import first_difference

__all__ = ["Endpoint", "RewordingError", "check", "endpoint_from_environment", "reworded"]

ACCEPTED = "文字经语言模型改写；已逐项核对，编号、名称、数字、状态与次序同原答案一致，没有别的内容"
_LONGEST = 2
"""How many times as long as our own text a rewording may be, and so many characters more."""
_MORE = 100
_MARKS = frozenset("，。、；：（）〔〕“”- \n")
_PAIRS = {"）": "（", "〕": "〔", "”": "“", "》": "《"}
_SHOWN = 20
_TASK = (
    "把下面的答案改写得通顺易读。任务编号（形如〔3-48〕）、任务名称、单位、人名、数字、状态和引文一字不改，次序不变，一项不少；"
    "只可调整连接的字词和标点。不得增加、推断、评价或省略，不用任何标记符号。只输出改写后的中文，不要任何说明。"
)


def reworded(answer: Answer, endpoint: Endpoint | None) -> Answer:
    """The answer in the model's words where they hold, else as it is with a note; a refusal is never reworded."""
    if endpoint is None or answer.refused:
        return answer
    messages = [{"role": "system", "content": _TASK}, {"role": "user", "content": answer.answer}]
    try:
        text = complete(endpoint, messages)
        check(text, answer)
    except RewordingError as error:
        return replace(answer, notes=(*answer.notes, f"未采用语言模型的改写：{error}"))
    return replace(answer, answer=text.replace("\r\n", "\n").strip(" \n"), notes=(*answer.notes, ACCEPTED))


def check(text: str, answer: Answer) -> None:
    """Hold a rewording against the answer.

    :raises RewordingError: it is empty or too long, has a character of its own, or makes not exactly the answer's claims. The
        message quotes the answer only, never the rewording.
    """
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise RewordingError("内容为空")
    if len(text) > _LONGEST * len(answer.answer) + _MORE:
        raise RewordingError("内容过长")
    known = _MARKS | characters() | set(answer.answer)
    stranger = next((char for char in text if char not in known), None)
    if stranger:
        raise RewordingError(f"出现了原答案里没有的字符（U+{ord(stranger):04X}）")
    if "   " in text or "\n\n\n" in text or (_unpaired(text) and not _unpaired(answer.answer)):
        raise RewordingError("空白或括号不成样子")
    statuses = {hit.status or "无状态" for hit in answer.tasks}
    different = first_difference(canonical(text), claims_of(answer.answer, statuses))
    if different:
        words = different.words
        raise RewordingError(f"与原答案不一致，从“{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}”起")


def _unpaired(text: str) -> bool:
    """Whether a bracket or quotation mark is opened or closed alone."""
    open_now: list[str] = []
    for char in text:
        if char in _PAIRS.values():
            open_now.append(char)
        elif char in _PAIRS and (not open_now or open_now.pop() != _PAIRS[char]):
            return True
    return bool(open_now)
