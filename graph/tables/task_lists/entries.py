"""Paragraphs → :class:`Entry`: each with its mark and its labels, and what they tell of a task."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from graph.tables.task_lists.list_labels import UNIT_ROLES, ListLabel, find_labels, find_unit_bracket, label_roles
from graph.tables.task_lists.marks import Mark, read_mark
from graph.tables.task_lists.paragraphs import Paragraph, is_closing

EVIDENCE = ("main", "title", "status", "goal", "leader", "deadline", "support", "content")
"""What tells that a paragraph is a task: its units above all; in this order where two are told equally often."""
_TELLING = UNIT_ROLES | set(EVIDENCE)
_SEVERAL = 2
_UNKNOWN = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,8})[：:]\s{0,9}+")
_BY_SEQUENCE = ("compound", "bare")


@dataclass(slots=True)
class Entry:
    """A paragraph with its mark and labels; ``shape`` is what it is grouped by, empty where it begins nothing."""

    paragraph: Paragraph
    mark: Mark | None
    labels: list[ListLabel]
    shape: str = ""
    index: int = 0

    @property
    def begin(self) -> int:
        """Where its text begins, behind the mark."""
        return self.mark.end if self.mark else 0

    @property
    def lead(self) -> str:
        """What it says before its first label."""
        stop = self.labels[0].start if self.labels else len(self.paragraph.text)
        return self.paragraph.text[self.begin : stop].strip(" \t\u3000")

    @property
    def firm(self) -> list[ListLabel]:
        """The labels that are written out."""
        return [label for label in self.labels if not label.loose]

    @property
    def telling(self) -> list[ListLabel]:
        """The labels that tell of a task; a telephone number or a source does not."""
        return [label for label in self.labels if label.role in _TELLING]


def read_entries(paragraphs: Sequence[Paragraph]) -> list[Entry]:
    """Find mark and labels of every paragraph."""
    entries = []
    last: dict[str, int] = {}
    for index, paragraph in enumerate(paragraphs):
        mark = read_mark(paragraph.text)
        if mark and mark.shape.startswith(_BY_SEQUENCE):
            # 1.5 and 20 may begin a sentence: they are numbers of items where one follows the other.
            if mark.number not in (1, last.get(mark.shape, 0) + 1):
                mark = None
            else:
                last[mark.shape] = mark.number
        labels = find_labels(paragraph.text) or find_unit_bracket(paragraph.text)
        entry = Entry(paragraph, mark, labels, mark.shape if mark else "", index)
        if mark and not mark.number and labels and not entry.lead:
            entry.shape = ""  # a bullet before a label begins no item
        entries.append(entry)
    _drop_chance_brackets(entries)
    _add_unknown_labels(entries)
    return entries


def _add_unknown_labels(entries: Sequence[Entry]) -> None:
    """Words before a colon that begin several lines are labels, though nobody knows what they mean."""
    known = set(label_roles())
    plain = [entry for entry in entries if not entry.mark or not entry.mark.number]
    found = [(entry, match) for entry in plain if (match := _UNKNOWN.match(entry.paragraph.text, entry.begin))]
    times = Counter(match["name"] for _, match in found)
    for entry, match in found:
        name = match["name"]
        if times[name] >= _SEVERAL and name not in known and not is_closing(entry.paragraph.text):
            stop = entry.labels[0].start if entry.labels else len(entry.paragraph.text)
            if stop >= match.end():
                entry.labels.insert(0, ListLabel("extra", name, entry.begin, match.end(), stop, stop))


def _drop_chance_brackets(entries: Sequence[Entry]) -> None:
    """A bracket with nothing but a name is no list of units unless half of the items alike end in one."""
    all_of = Counter(entry.shape for entry in entries)
    bare_of = Counter(entry.shape for entry in entries if _is_bare(entry))
    alone = sum(_is_bare(entry) and not entry.lead for entry in entries) > 1
    for entry in entries:
        if _is_bare(entry) and 2 * bare_of[entry.shape] < all_of[entry.shape] and not (alone and not entry.lead):
            entry.labels = []


def _is_bare(entry: Entry) -> bool:
    units = [label for label in entry.labels if label.role in UNIT_ROLES]
    return bool(units) and all(label.loose and not label.name for label in units)


def evidence_of(labels: Sequence[ListLabel]) -> Counter[str]:
    """How often each kind of evidence is told; 牵头 and 责任 together are told once."""
    roles = Counter(label.role for label in labels)
    found = Counter({kind: roles[kind] for kind in EVIDENCE[1:] if roles[kind]})
    main = max(roles["lead"], roles["responsible"])
    if main:
        found["main"] = main
    return found
