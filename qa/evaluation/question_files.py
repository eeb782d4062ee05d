"""Question files: one JSON object a line, with gold tasks and answer or with a typed gold; every question belongs to a lot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from graph.errors import QuestionFileError
from graph.storage.file_manifest import reason
from qa.evaluation.scoring import Question
from qa.evaluation.typed_questions import TypedQuestion

AnyQuestion: TypeAlias = Question | TypedQuestion
_WANTED = "应为含 id、kind、question、gold_tasks、gold_answer，或含 id、group、question、gold（或 parts）的 JSON 对象"


class _Line(msgspec.Struct):
    """What tells the two kinds apart."""

    group: str | None = None


def read_questions(path: Path) -> list[AnyQuestion]:
    """Read a question file; the lot of a question that tells none is the name of the file.

    :raises QuestionFileError: it cannot be read, or a line is no question; the message names the line.
    """
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise QuestionFileError(f"问题文件 {path} 无法读取：{reason(error)}") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                questions.append(_question(line, path.stem))
            except msgspec.MsgspecError as error:
                raise QuestionFileError(f"{path.name} 第 {number} 行：{_WANTED}") from error
    if not questions:
        raise QuestionFileError(f"问题文件 {path} 里没有问题")
    return questions


def _question(line: bytes, lot: str) -> AnyQuestion:
    """A question of a line.

    :raises msgspec.MsgspecError: it is none.
    """
    told = msgspec.json.decode(line, type=_Line)
    if told.group is None:
        question = msgspec.json.decode(line, type=Question)
        return question if question.lot else msgspec.structs.replace(question, lot=lot)
    typed = msgspec.json.decode(line, type=TypedQuestion)
    if not (typed.gold or typed.parts):
        raise msgspec.ValidationError("neither gold nor parts")
    return typed if typed.lot else msgspec.structs.replace(typed, lot=lot)


def lots_of(questions: Sequence[AnyQuestion]) -> dict[str, list[AnyQuestion]]:
    """Lot → its questions, in the order they come.

    :raises QuestionFileError: a lot holds both kinds of questions, whose scores are not the same thing.
    """
    found: dict[str, list[AnyQuestion]] = {}
    for question in questions:
        found.setdefault(question.lot, []).append(question)
    for lot, of in found.items():
        if len({type(question) for question in of}) > 1:
            raise QuestionFileError(f"“{lot}”里有两种格式的问题，请分成两批")
    return found
