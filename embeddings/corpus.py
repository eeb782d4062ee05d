"""Task records → passages: stretches of the source small enough to be evidence, each with its task and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from graph.language.text import fold
from graph.mentions.texts import extra_texts
from graph.records import Task

GROUP_CHARS = 90
"""Sentences of a narrative are grouped up to this many characters: encoders are trained on short texts."""
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one task's text.

    ``text`` stands in the source exactly (tags and blanks aside); ``kind`` is title, milestone, narrative or extra;
    ``part`` is the position of the milestone, report or extra it comes from.
    """

    task: str
    kind: str
    part: int
    text: str
    line: int
    title: str

    @property
    def prefixed(self) -> str:
        """The text with its task's title before it, as it is searched by its words."""
        return self.text if self.kind == "title" else f"{self.title[:60]} {self.text}"


def passages(tasks: Iterable[Task]) -> Iterator[Passage]:
    """All passages of the tasks, in order."""
    for task in tasks:
        title = task.title.value
        yield Passage(task.id, "title", 0, title, task.title.source.line, title)
        for position, milestone in enumerate(task.milestones):
            for text in sentence_groups(milestone.text.value):
                yield Passage(task.id, "milestone", position, text, milestone.text.source.line, title)
        for position, report in enumerate(task.reports):
            for text in sentence_groups(report.narrative.value):
                yield Passage(task.id, "narrative", position, text, report.narrative.source.line, title)
        for extra in extra_texts(task):
            for text in sentence_groups(extra.text):
                yield Passage(task.id, "extra", extra.position, text, extra.line, title)


def sentence_groups(text: str, limit: int = GROUP_CHARS) -> list[str]:
    """Sentences joined up to ``limit`` characters; a longer sentence stays whole.

    >>> sentence_groups("甲。乙；丙！", limit=4)
    ['甲。乙；', '丙！']
    """
    groups: list[str] = []
    for match in _SENTENCE.finditer(text):
        sentence = match.group(0)
        if not fold(sentence):
            continue
        if groups and len(groups[-1]) + len(sentence) <= limit:
            groups[-1] += sentence
        else:
            groups.append(sentence)
    return [group.strip() for group in groups]


def encode_passages(items: Iterable[Passage]) -> bytes:
    """Passages as JSON lines."""
    return b"".join(msgspec.json.encode(item) + b"\n" for item in items)


def decode_passages(content: bytes) -> list[Passage]:
    """Read back what :func:`encode_passages` wrote."""
    decoder = msgspec.json.Decoder(Passage)
    return [decoder.decode(line) for line in content.splitlines() if line]
