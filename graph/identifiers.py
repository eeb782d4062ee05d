"""Stable ASCII keys of nodes, from which IRIs are made.

A key comes from codes and printed numbers, never from a row's position; a name without a code gets a hash of its
normal form, so that adding a row changes no other key.
"""

from __future__ import annotations

import hashlib
import re

from graph.errors import VocabularyError
from graph.language.text import fold
from graph.records import Deadline, DocumentInfo, Table, Task

_KEY = re.compile(r"^[a-z]+/[A-Za-z0-9._-]+$")


def name_hash(name: str) -> str:
    """Twelve hexadecimal digits of the SHA-256 of a name's normal form."""
    return hashlib.sha256(fold(name).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def mint(kind: str, *parts: object) -> str:
    """Make a node key such as ``task/440784-2022-3-48``.

    >>> mint("task", "440784", 2022, "3-48")
    'task/440784-2022-3-48'
    """
    key = f"{kind}/{'-'.join(str(part) for part in parts)}"
    if not _KEY.match(key):
        raise VocabularyError(f"不能用“{key}”作节点标识：只允许字母、数字、点、连字符")
    return key


def place_code(info: DocumentInfo) -> str:
    """Return the county's statistical code; a hash of its name where no list has it, of the document's title without one."""
    return info.county_code or f"x{name_hash(info.county or info.title)}"


def edition_code(info: DocumentInfo) -> str:
    """County code and year: what all documents of one county and year share."""
    return f"{place_code(info)}-{info.year or name_hash(info.name)}"


def document_code(info: DocumentInfo) -> str:
    """County code and year, the stem of all keys of a document."""
    stem = edition_code(info)
    return f"{stem}-{info.code}" if info.code else stem


def deadline_key(info: DocumentInfo, deadline: Deadline) -> str:
    """One key per month and day (or end of month) of a year, which is told where it is another than the document's."""
    if deadline.month is None:
        return mint("deadline", document_code(info), name_hash(deadline.text))
    day = f"{deadline.day:02d}" if deadline.day else "end"
    year = [str(deadline.year)] if deadline.year not in {None, info.year} else []
    return mint("deadline", document_code(info), *year, f"{deadline.month:02d}", day)


def task_key(table: Table, task: Task) -> str:
    """Return the node key of a task."""
    stem = document_code(table.info)
    local = task.id.removeprefix(f"{stem}-")
    return mint("task", stem, local)


def part_key(task: str, place: str) -> str:
    """Return the key of the node that holds a text of a task: the task itself, a milestone or a report.

    :param place: ``title``, ``milestone-1``, ``report-2``, ``extra-1`` (the task's own), as :class:`graph.mentions.texts.TaskText` names them.

    >>> part_key("task/440784-2022-3-48", "report-2"), part_key("task/440784-2022-3-48", "title")
    ('report/440784-2022-3-48-2', 'task/440784-2022-3-48')
    """
    kind, _, number = place.partition("-")
    if kind == "extra":
        return task
    return f"{task.replace('task/', f'{kind}/', 1)}-{number}" if number else task


def task_of_part(key: str) -> str:
    """Return the key of the task that a milestone or report belongs to.

    >>> task_of_part("report/440784-2022-3-48-2")
    'task/440784-2022-3-48'
    """
    return f"task/{key.split('/', 1)[1].rpartition('-')[0]}"
