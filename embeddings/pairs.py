"""Training pairs: everyday words with official wording (general, shipped), and a table's own titles with its narratives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from embeddings.corpus import sentence_groups
from graph.errors import ModelError
from graph.records import Task

LANGUAGE_DIR = Path(__file__).resolve().parent.parent / "data" / "language"
PAIRS = LANGUAGE_DIR / "pairs.jsonl"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that mean the same; texts of one ``group`` are never held against each other."""

    query: str
    passage: str
    group: str


class _Line(msgspec.Struct):
    everyday: str
    official: str


def general_pairs(path: Path = PAIRS) -> list[Pair]:
    """The shipped pairs of everyday and official wording; they name no county and no table.

    :raises ModelError: a line is no such pair; the message names it.
    """
    decoder = msgspec.json.Decoder(_Line)
    pairs = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            read = decoder.decode(line)
        except msgspec.MsgspecError as error:
            raise ModelError(f"{path.name} 第 {number} 行：应为含 everyday 与 official 的 JSON 对象") from error
        pairs.append(Pair(read.everyday, read.official, read.official))
    return pairs


def table_pairs(tasks: Iterable[Task]) -> list[Pair]:
    """A table's own pairs: each title with every stretch of its narratives and with its milestones."""
    pairs = []
    for task in tasks:
        title = task.title.value
        stretches = [text for report in task.reports for text in sentence_groups(report.narrative.value)]
        stretches += [milestone.text.value for milestone in task.milestones]
        pairs += [Pair(title, text, task.id) for text in stretches if text != title]
    return pairs


def fingerprint(pairs: Iterable[Pair]) -> str:
    """Twelve hexadecimal digits that tell one set of pairs from another."""
    digest = hashlib.sha256()
    for pair in pairs:
        digest.update(f"{pair.query}\0{pair.passage}\0".encode())
    return digest.hexdigest()[:12]
