"""The status scheme: which words are statuses, what they mean, which is worse.

Status words differ between governments; the scheme maps each wording to one concept with a rank, keeping the wording.
Wordings were collected from published tables of several counties (see docs/decisions/003-status-scheme.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from graph.language.text import fold
from graph.language.word_lists import rows


@dataclass(frozen=True, slots=True)
class StatusConcept:
    """A status concept: ASCII key, Chinese and English label, rank (higher is worse), wordings."""

    key: str
    label: str
    english: str
    rank: int
    wordings: tuple[str, ...]


def _scheme() -> Iterator[StatusConcept]:
    for key, group in groupby(rows("statuses"), key=lambda row: row["key"]):
        found = list(group)
        first = found[0]
        wordings = tuple(row["wording"] for row in found)
        yield StatusConcept(key, first["label"], first["english"], int(first["rank"]), wordings)


SCHEME: tuple[StatusConcept, ...] = tuple(_scheme())
"""The concepts, the best first, as ``data/names/statuses.csv`` tells them."""
CONCEPT_OF = {wording: concept for concept in SCHEME for wording in concept.wordings}
"""Wording → concept."""

_WORDS = "|".join(sorted(map(re.escape, CONCEPT_OF), key=len, reverse=True))
_NEAR = 200
"""Characters before a word that tell whether it is a label."""
_CLOSE = r"(?:\s*+</b>)?+"
LABEL = re.compile(
    rf"(?P<open>(?:\s{{0,9}}+<(?:p|b|strong)>){{0,9}}+)\s{{0,9}}+(?P<word>{_WORDS}){_CLOSE}\s*+(?P<end>[。．.;；:：]|(?=</p>|$))"
    rf"(?:\s*+</(?:b|strong)>)?+",
)
"""A status label with the tags around it; a full stop (or the end of the paragraph) must follow the word."""


def concept_of(status: str) -> StatusConcept | None:
    """Return the concept of a status as printed, ``None`` when the wording is unknown."""
    return CONCEPT_OF.get(fold(status))


def worst(statuses: tuple[str, ...]) -> str | None:
    """Return the worst of several statuses, which stands for the whole task.

    >>> worst(("已完成", "未按进度完成", "基本按进度完成"))
    '未按进度完成'
    """
    known = [(CONCEPT_OF[s].rank, -i, s) for i, s in enumerate(statuses) if s in CONCEPT_OF]
    return max(known)[2] if known else None


@dataclass(frozen=True, slots=True)
class StatusPart:
    """One stretch of a status cell: the status (or ``None``) and the raw text that follows it."""

    status: str | None
    narrative: str
    written: str


def split_statuses(raw: str) -> list[StatusPart]:
    """Divide a status cell into its statuses, each with the narrative that follows.

    A word is a status only as a label: at the start of the cell or of a paragraph, or after a full stop and a blank,
    and closed by a full stop. Prose that happens to say 已完成 is narrative.

    >>> [(p.status, p.narrative) for p in split_statuses("<b>已完成。</b> 已完成审核。 暂缓实施。 待通知。")]
    [('已完成', '已完成审核。'), ('暂缓实施', '待通知。')]
    """
    labels = _labels(raw)
    if not labels:
        return [StatusPart(None, raw.strip(), raw)] if fold(raw) else []
    parts: list[StatusPart] = []
    head = raw[: labels[0].start()]
    if fold(head):
        parts.append(StatusPart(None, head.strip(), head))
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        end = following.start() if following else len(raw)
        narrative = raw[label.end() : end]
        parts.append(StatusPart(label["word"], narrative.strip(), raw[label.start() : end]))
    return parts


def _labels(raw: str) -> list[re.Match[str]]:
    """The labels of a cell; a status word that is all the narrative of the label before it is narrative."""
    labels: list[re.Match[str]] = []
    for match in LABEL.finditer(raw):
        if not _is_label(raw, match):
            continue
        between = raw[labels[-1].end("word") : match.start("word")] if labels else "<p>"
        if "<p>" in between or fold(between).strip("。．.;；:："):
            labels.append(match)
    return labels


def is_status_cell(raw: str) -> bool:
    """Whether a cell begins with a status label."""
    match = LABEL.match(raw)
    return bool(match and _is_label(raw, match))


def _is_label(raw: str, match: re.Match[str]) -> bool:
    start = match.start("word")
    before = raw[max(0, start - _NEAR) : start]
    visible = re.sub(r"</?(?:b|strong)>", "", before)
    shown = visible.rstrip()
    if shown.endswith(("<p>", "</p>")) or not (fold(visible) or fold(raw[:start])):
        return True
    return visible != shown and shown.endswith(("。", "！", "？", "；")) and match["end"] in {"。", "．", "."}


_NUMBER = re.compile(r"\s{0,9}+(?:[（(]\d{1,2}[）)]|\d{1,2}[.、．]|[①-⑳])?+\s{0,9}+")


def leading_status(text: str) -> str | None:
    """The status a stretch of a narrative begins with, behind its number; ``None`` where prose begins it.

    >>> [leading_status(x) for x in ("（2）未完成。待审批。", "（1）已完成审核。", "已完成")]
    ['未完成', None, '已完成']
    """
    begin = _NUMBER.match(text)
    label = LABEL.match(text, begin.end() if begin else 0)
    return label["word"] if label else None
