"""Files of questions, one JSON object a line, as people have them: any encoding of theirs, some lines damaged."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import QuestionFileError
from graph.language.text import readable
from graph.storage.file_manifest import reason

MAX_FILE = 64 * 1024 * 1024
"""Bytes of a file of questions."""
_CODECS = ("utf-8-sig", "gb18030")
_WANTED = "应为含 id 与 question 的 JSON 对象"
_EARLIER = "的 history 应为文字的列表"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a file: its id and question with those asked before it, or what is wrong with it."""

    id: Any
    question: str
    problem: str | None = None
    history: tuple[str, ...] = ()
    scope: str = ""
    """The counties and years that are asked where the question names none."""


def read_questions(path: Path) -> list[Item]:
    """The questions of a file, a damaged line with what is wrong with it.

    :raises QuestionFileError: the file is not there, too large, empty of questions, or no text.
    """
    lines = _text(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    items = [_item(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not items:
        raise QuestionFileError(f"问题文件 {path} 里没有问题；每行{_WANTED}")
    return items


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise QuestionFileError(f"问题文件 {path} 太大：最多 {MAX_FILE // 2**20} MB")
    except FileNotFoundError as error:
        raise QuestionFileError(f"问题文件 {path} 不存在") from error
    except OSError as error:
        raise QuestionFileError(f"问题文件 {path} 无法读取：{reason(error)}") from error
    codecs = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else _CODECS
    for codec in codecs:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    raise QuestionFileError(f"问题文件 {path} 的编码无法识别；请另存为 UTF-8")


def _item(path: Path, number: int, line: str) -> Item:
    try:
        told = json.loads(line)
        question = told["question"]
        identifier, history = told.get("id", number), told.get("history") or []
        scope = told.get("scope") or ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Item(None, readable(line[:80]), f"{path.name} 第 {number} 行{_WANTED}")
    if not isinstance(question, str):
        return Item(_plain(identifier), "", f"{path.name} 第 {number} 行的 question 应为文字")
    if not isinstance(history, list) or not all(isinstance(one, str) for one in history):
        return Item(_plain(identifier), question, f"{path.name} 第 {number} 行{_EARLIER}")
    if not isinstance(scope, str):
        return Item(_plain(identifier), question, f"{path.name} 第 {number} 行的 scope 应为文字")
    return Item(_plain(identifier), question, history=tuple(history), scope=scope)


def _plain(identifier: Any) -> Any:
    """An id that can be written again: a text or a number."""
    return readable(identifier) if isinstance(identifier, str) else identifier if isinstance(identifier, int) else None
