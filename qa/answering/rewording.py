"""Optional: a language model may reword the headline; it decides nothing, and what it adds is thrown away.

Any OpenAI-compatible endpoint (:mod:`qa.answering.endpoint`). Only the headline is sent and only it is replaced; the lists,
the evidence and the notes stay ours. The rewording is used when it has every name, number, status, negation and quotation
of the headline where they belong, and nothing else (:mod:`qa.answering.claims`); otherwise, and whenever the endpoint
fails, our wording stays and a note says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answering.answer import Answer
from qa.answering.claims import canonical, examples_of, wordings_of
from qa.answering.completion import CompletionError, complete
from qa.answering.endpoint import Endpoint
from qa.answering.faithful import first_difference

ACCEPTED = "首句经语言模型改写；已逐项核对，名称、编号、数字、状态与否定同原句一致，没有别的内容"
REFUSED = "未采用语言模型的改写：{}"
_SHOWN = 20
_TASK = (
    "把下面每一行改写得通顺易读，一行对一行。名称、编号（形如〔3-48〕）、数字、状态、引文和否定一字不改，一项不少；"
    "只可调整其间的连接字词。不得增加、推断、评价或省略，不用任何标记符号。只输出改写后的各行，不要任何说明。"
)
_EXAMPLES = "可以这样写：\n{}"


def reworded(answer: Answer, endpoint: Endpoint | None) -> Answer:
    """The answer with its headline in the model's words where they hold, else as it is with a note.

    A refusal is never reworded. Of several questions asked at once each part has its line.
    """
    if endpoint is None or answer.refused:
        return answer
    headlines = [part.headline for part in answer.parts] or [answer.headline]
    try:
        lines = check(complete(endpoint, _messages(headlines)), headlines)
    except CompletionError as error:
        return replace(answer, notes=(*answer.notes, REFUSED.format(error)))
    new = {ours: line for ours, line in zip(headlines, lines, strict=True) if line != canonical(ours)}
    return _with_headlines(answer, new) if new else answer


def check(text: str, headlines: Sequence[str]) -> list[str]:
    """Hold a rewording, a line for each headline, against them.

    :returns: the lines, without blanks that say nothing.
    :raises CompletionError: it is empty, has another number of lines, or one of them says not exactly what its headline says. The
        message quotes the headline only, never the rewording.
    """
    lines = [canonical(line) for line in text.replace("\r\n", "\n").strip(" \n").split("\n")]
    if not any(lines):
        raise CompletionError("内容为空")
    if len(lines) != len(headlines):
        raise CompletionError("行数与原句不同")
    for line, ours in zip(lines, headlines, strict=True):
        words = first_difference(line, wordings_of(ours))
        if words is not None:
            raise CompletionError(f"与原句不一致，从“{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}”起")
    return lines


def _messages(headlines: Sequence[str]) -> list[dict[str, str]]:
    ways = [way for headline in headlines for way in examples_of(headline)]
    task = "\n".join([_TASK, *([_EXAMPLES.format("\n".join(ways))] if ways else [])])
    return [{"role": "system", "content": task}, {"role": "user", "content": "\n".join(headlines)}]


def _with_headlines(answer: Answer, new: dict[str, str]) -> Answer:
    """The answer with some headlines exchanged, wherever they stand as a line."""
    stopped = {ours: line + "。" * ours.endswith("。") for ours, line in new.items()}
    parts = tuple(replace(part, headline=stopped.get(part.headline, part.headline)) for part in answer.parts)
    return replace(
        answer,
        headline=" ".join(part.headline for part in parts) if parts else stopped[answer.headline],
        answer="\n".join(stopped.get(line, line) for line in answer.answer.split("\n")),
        parts=parts,
        notes=(*answer.notes, ACCEPTED),
    )
