"""The status scheme: which words are statuses, what they mean, which is worse.

Status words differ between governments; the scheme maps each wording to one concept with a rank, keeping the wording.
Wordings were collected from published tables of several counties (see docs/decisions/003-status-scheme.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from graph.language.text import fold, strip_tags
from graph.language.word_lists import rows
from graph.tables.milestones import split_milestones
from graph.tables.verdicts import Opening, key_of, opening_verdict, verdict_of


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
_LONGEST_STATUS = 60
"""A longer cell of a status column is narrative."""
_CLOSE = r"(?:\s*+</b>)?+"
LABEL = re.compile(
    rf"(?P<open>(?:\s{{0,9}}+<(?:p|b|strong)>){{0,9}}+)\s{{0,9}}+(?P<word>{_WORDS}){_CLOSE}\s*+(?P<end>[。．.;；:：]|(?=</p>|$))"
    rf"(?:\s*+</(?:b|strong)>)?+",
)
"""A status label with the tags around it; a full stop (or the end of the paragraph) must follow the word."""


_CONCEPTS = {concept.key: concept for concept in SCHEME}


def concept_of(status: str) -> StatusConcept | None:
    """Return the concept of a status as printed, ``None`` when the wording is unknown.

    >>> [concept_of(x).key for x in ("已完成", "慢序时进度", "進度滯後", "85%")]
    ['completed', 'behind', 'behind', 'on-track']
    """
    known = CONCEPT_OF.get(fold(status))
    if known is None and (key := key_of(status)):
        return _CONCEPTS[key]
    return known


def is_complete(status: str | None) -> bool:
    """Whether a status says that the work is complete."""
    concept = concept_of(status) if status else None
    return concept is not None and concept.key in _COMPLETE


_COMPLETE = frozenset({"completed", "exceeded"})


def worst(statuses: tuple[str, ...]) -> str | None:
    """Return the worst of several statuses, which stands for the whole task.

    >>> worst(("已完成", "未按进度完成", "基本按进度完成"))
    '未按进度完成'
    """
    known = [(concept.rank, -i, s) for i, s in enumerate(statuses) if (concept := concept_of(s))]
    return max(known)[2] if known else None


@dataclass(frozen=True, slots=True)
class StatusPart:
    """One stretch of a status cell: the status (or ``None``) and the raw text that follows it."""

    status: str | None
    narrative: str
    written: str


def split_statuses(raw: str, verdicts: bool = False) -> list[StatusPart]:
    """Divide a status cell into its statuses, each with the narrative that follows.

    A word is a status only as a label: at the start of the cell or of a paragraph, or after a full stop and a blank,
    and closed by a full stop. Where no such label stands, a verdict that is the whole cell, opens it, or opens most of
    its numbered items or lines. Prose that happens to say 已完成 is narrative.

    :param verdicts: the cell stands in a column of statuses: what it says is a status even where no wording is known.

    >>> [(p.status, p.narrative) for p in split_statuses("<b>已完成。</b> 已完成审核。 暂缓实施。 待通知。")]
    [('已完成', '已完成审核。'), ('暂缓实施', '待通知。')]
    >>> [(p.status, p.narrative) for p in split_statuses("（1）已完成。甲段通车。（2）推进缓慢。乙段未开工。")]
    [('已完成', '甲段通车。'), ('推进缓慢', '乙段未开工。')]
    >>> [(p.status, p.narrative) for p in split_statuses("滞后，图审未通过。")]
    [('滞后', '图审未通过。')]
    >>> [p.status for p in split_statuses("另行研究", verdicts=True)], [p.status for p in split_statuses("另行研究")]
    (['另行研究'], [None])
    """
    labels = _labels(raw)
    if not labels:
        return _judged(raw, verdicts) if fold(raw) else []
    parts: list[StatusPart] = []
    head = raw[: labels[0].start()]
    if fold(head):
        parts.append(StatusPart(None, head.strip(), head))
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        end = following.start() if following else len(raw)
        narrative = raw[label.end() : end]
        parts.append(StatusPart(label["word"], narrative.strip(), raw[label.start() : end]))
    return parts


def _judged(raw: str, verdicts: bool) -> list[StatusPart]:
    """The parts of a cell without labels: by items, by the verdict it opens with, or as one verdict; or all narrative."""
    text = strip_tags(raw)
    items = _items(text)
    told = [opening_verdict(item) for item, _ in items]
    if len(items) > 1 and told[0] and 2 * sum(map(bool, told)) > len(told):
        return [_part(item, opening, written) for (item, written), opening in zip(items, told, strict=True)]
    opening, status = opening_verdict(text), verdict_of(text)
    if opening and (status is None or fold(status) == fold(opening.word)):
        return [_part(text, opening, raw)]
    if status:
        # A figure or a clause beside the verdict is told too; a verdict alone leaves nothing to tell.
        alone = fold(text).strip("。．.;；") == fold(status)
        return [StatusPart(status, "" if alone and "%" not in fold(status) else text, raw)]
    if verdicts and len(text) <= _LONGEST_STATUS and fold(text).strip("-—/无"):
        return [StatusPart(" ".join(text.split()), "", raw)]
    return [StatusPart(None, raw.strip(), raw)]


def _part(text: str, opening: Opening | None, written: str) -> StatusPart:
    if opening is None:
        return StatusPart(None, text.strip(), written)
    rest = text[opening.end :].strip()
    return StatusPart(opening.word, rest or (opening.word if "%" in fold(opening.word) else ""), written)


def _items(text: str) -> list[tuple[str, str]]:
    """The numbered items of a cell without their numbers, or its lines where it has none, each with the words as written."""
    steps = split_milestones(text)
    if len(steps) > 1:
        return [(step.raw, step.written) for step in steps]
    return [(line, line) for line in text.split("\n") if line.strip()]


_MARKS = re.compile(r"[（(](?P<round>\d{1,2}|[一二三四五六七八九十])[）)]|(?P<ring>[①-⑳])")


def numbered_verdicts(text: str) -> list[str]:
    """The statuses of a cell that tells one for each numbered goal and nothing else; empty for any other cell.

    >>> numbered_verdicts("（1）进度滞后（2）已完成"), numbered_verdicts("①完成②滞后"), numbered_verdicts("（1）已完成审核（2）滞后")
    (['进度滞后', '已完成'], ['完成', '滞后'], [])
    """
    marks = list(_MARKS.finditer(text))
    if len(marks) < _TWO or fold(text[: marks[0].start()]):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    told = [text[mark.end() : end].strip(" 。；;，,、\n") for mark, end in zip(marks, ends, strict=True)]
    found = [verdict_of(words) for words in told]
    return [word for word in found if word] if all(found) else []


_TWO = 2


def verdict_share(cells: Iterable[str]) -> float:
    """The share of a column's cells that tell a status and nothing else: high where the column is one of statuses.

    >>> verdict_share(["推进中", "滞后", "主体工程完成，正在装修"])
    0.6666666666666666
    """
    told = [verdict_of(strip_tags(cell)) is not None for cell in cells if fold(cell)]
    return sum(told) / len(told) if told else 0.0


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
    """Whether a cell begins with a status label or is a verdict, and is no item of a list.

    >>> [is_status_cell(x) for x in ("<p>已完成。</p>", "推进中", "22%（严重滞后）", "（3）完成任务，建12处。", "推进中小学建设")]
    [True, True, True, False, False]
    """
    match = LABEL.match(raw)
    if match and _is_label(raw, match):
        return True
    # Plans are worded alike: （3）完成年度任务，新增10家.
    opening = opening_verdict(strip_tags(raw))
    return opening is not None and opening.plain


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
