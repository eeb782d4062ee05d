"""Paragraphs → an outline: which paragraph stands under which, and at which level the tasks are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph.tables.task_lists.entries import EVIDENCE, Entry, evidence_of
from graph.tables.task_lists.list_labels import (
    LONG_ROLES,
)
from graph.tables.task_lists.paragraphs import is_closing

PLAIN, HEADLINE = "plain", "headline"
"""The shapes of what begins an item, or stands over some, without any mark."""
_LONGEST_HEADLINE = 30
_NO_HEADLINE = "。；;：:，,、！!？?）)"
_SEVERAL = 2
_FITS = 0.6
_MOST = 0.8
_STEPS = 4
"""So many steps a task has at most on the average; a section has more tasks."""


@dataclass(slots=True)
class Node:
    """An item of the outline: the entry it begins with, the ones without a mark behind it, and the items below."""

    shape: str
    head: Entry | None
    parent: Node | None = None
    lines: list[Entry] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    own: int = 0
    groups: int = 0
    is_task: bool = False
    has_task: bool = False

    @property
    def entries(self) -> list[Entry]:
        """Its own entries, in order."""
        return [self.head, *self.lines] if self.head else self.lines

    def walk(self) -> Iterator[Node]:
        """It and everything below, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_outline(entries: Sequence[Entry]) -> tuple[Node, str]:
    """The outline of a document, and the shape of its tasks (empty where nothing tells of tasks)."""
    root = _tree(entries, "")
    kind = _evidence(entries)
    if not kind:
        return root, ""
    shape, fit = _task_shape(root, kind)
    if fit < _FITS:
        _begin_plain_items(entries)
        plain = _tree(entries, PLAIN)
        shape, fit_of_plain = _task_shape(plain, kind)
        if fit_of_plain > fit:
            root = plain
        else:
            for entry in entries:
                entry.shape = entry.mark.shape if entry.mark else ""
            shape, _ = _task_shape(root, kind)
    if _find_headlines(entries, shape):
        root = _tree(entries, shape)
        _task_shape(root, kind)
    return root, shape


def _tree(entries: Sequence[Entry], task_shape: str) -> Node:
    """Nest the entries: a shape that is open already closes what is below it, another one opens a level."""
    root = Node("", None)
    open_nodes = [root]
    for entry in entries:
        if not entry.shape:
            open_nodes[-1].lines.append(entry)
            continue
        shapes = [node.shape for node in open_nodes]
        closing = entry.shape if entry.shape in shapes else task_shape if entry.shape == HEADLINE else ""
        if closing and closing in shapes:
            del open_nodes[shapes.index(closing) :]
        node = Node(entry.shape, entry, open_nodes[-1])
        open_nodes[-1].children.append(node)
        open_nodes.append(node)
    return root


def _evidence(entries: Sequence[Entry]) -> tuple[str, bool] | None:
    """The kind of evidence told most often, and whether brackets tell most of it."""
    firm = evidence_of([label for entry in entries for label in entry.firm])
    told = evidence_of([label for entry in entries for label in entry.labels])
    for total, loose in ((firm, False), (told, True)):
        if total:
            most = max(EVIDENCE, key=lambda one: (total[one], -EVIDENCE.index(one)))
            kind = EVIDENCE[0] if _SEVERAL * total[EVIDENCE[0]] >= total[most] else most
            if loose or told["main"] <= total[kind]:
                return kind, loose
    return None


def _task_shape(root: Node, kind: tuple[str, bool]) -> tuple[str, float]:
    """The shape whose items each tell the evidence once, and how well it fits (0 to 1).

    Of a shape further up each item tells it many times; of a shape further down most tell nothing.
    """
    evidence, loose = kind
    nodes = list(root.walk())
    for node in reversed(nodes):
        labels = [label for entry in node.entries for label in (entry.labels if loose else entry.firm)]
        node.own = evidence_of(labels)[evidence]
        node.groups = node.own + sum(child.groups for child in node.children)
    items = Counter(node.shape for node in nodes if node.head)
    once = Counter(node.shape for node in nodes if node.head and node.groups == 1)
    own = Counter(node.shape for node in nodes if node.head and node.own)
    fits = {shape: 2 * once[shape] / (items[shape] + root.groups) for shape in items}
    if not fits:
        return "", 0.0
    best = max(fits, key=lambda shape: (fits[shape], own[shape], items[shape]))
    for shape in items:  # from the outside in
        # Steps may name units too: what is above them and names its own is the task.
        if shape != best and own[shape] >= _MOST * items[shape] and items[best] <= _STEPS * items[shape]:
            return (shape, max(fits[shape], _FITS)) if items[shape] >= _SEVERAL else (best, fits[best])
        if shape == best:
            break
    return best, fits[best]


def _begin_plain_items(entries: Sequence[Entry]) -> None:
    """Find where items without a mark begin: where a label comes that the item before has had already."""
    upcoming = _upcoming(entries)
    seen: set[str] | None = None
    settled = True
    for index, entry in enumerate(entries):
        if entry.mark and not entry.mark.shape.startswith("bullet"):
            seen, settled = None, True
            continue
        role = upcoming[index]
        following = entries[index + 1] if index + 1 < len(entries) else None
        near = bool(entry.telling) or (following is not None and bool(following.telling) and not following.lead)
        if entry.lead and is_closing(entry.paragraph.text):
            begins = False
        elif entry.lead:
            begins = settled and near if seen is None else role in seen and settled
        else:
            begins = bool(entry.telling) and (seen is None or entry.telling[0].role in seen)
        if (
            begins
            and entry.lead
            and following
            and _is_headline(entry)
            and _is_headline(following)
            and not following.mark
        ):
            entry.shape, seen = HEADLINE, None  # two short lines before the labels: a section and its first item
        elif begins:
            entry.shape, seen = PLAIN, set()
        if seen is not None:
            seen |= {label.role for label in entry.labels}
        last = entry.labels[-1] if entry.labels else None
        empty = last is not None and not entry.paragraph.text[last.end : last.stop].strip()
        settled = (last is not None and not empty) or seen is None


def _upcoming(entries: Sequence[Entry]) -> list[str]:
    """For each entry the role of the first label in it or behind it, before the next mark."""
    found = [""] * len(entries)
    role = ""
    for index in range(len(entries) - 1, -1, -1):
        entry = entries[index]
        if entry.mark:
            role = ""
        elif entry.telling:
            role = entry.telling[0].role
        found[index] = role
    return found


def _find_headlines(entries: Sequence[Entry], shape: str) -> bool:
    """Find headings without a mark: a short line between a task that is told to its end and the next one."""
    found, told, first = [], False, -1
    for entry, following in pairwise(entries):
        told = told or bool(entry.labels)
        if following.shape == shape and first < 0:
            first = entry.index
        if (
            following.shape == shape
            and not entry.shape
            and told
            and _is_headline(entry)
            and (is_boxed(entry.paragraph.text) or not _is_open(entries, entry))
        ):
            found.append(entry)
    is_used = bool(found) or any(entry.shape == HEADLINE for entry in entries)
    if is_used and first > 0 and not entries[first].shape and _is_headline(entries[first]):
        found.append(entries[first])
    for entry in found:
        entry.shape = HEADLINE
    return is_used


def _is_open(entries: Sequence[Entry], entry: Entry) -> bool:
    """Whether the label on the line before still waits for what it says."""
    before = entries[entry.index - 1]
    last = before.labels[-1] if before.labels else None
    return last is not None and (
        not before.paragraph.text[last.end : last.stop].strip() or (last.role in LONG_ROLES and last.role != "extra")
    )


def is_boxed(text: str) -> bool:
    """Whether a line stands wholly in one box (【一、招商组】).

    >>> is_boxed("【招商组】"), is_boxed("【牵头】县林业局【配合】县财政局"), is_boxed("招商组")
    (True, False, False)
    """
    return text[:1] in "【〖" and text[-1:] in "】〗" and sum(char in "【〖" for char in text) == 1


def _is_headline(entry: Entry) -> bool:
    text = entry.paragraph.text
    return not entry.labels and len(text) <= _LONGEST_HEADLINE and text[-1] not in _NO_HEADLINE


def settle_tasks(root: Node, shape: str) -> None:
    """Mark the nodes that are tasks: those of the shape, and where another one carries the labels, those."""
    _settle(root, shape)


def _settle(node: Node, shape: str) -> None:
    told = [child for child in node.children if child.groups]
    if node.head is not None and _is_task(node, shape, told):
        node.is_task = node.has_task = True
        return
    for child in node.children:
        _settle(child, shape)
    # An item between tasks of its own shape is one too, though nobody is named for it.
    shapes = {child.shape for child in node.children if child.is_task}
    for child in node.children:
        if child.shape in shapes and not child.has_task:
            child.is_task = child.has_task = True
    node.has_task = any(child.has_task for child in node.children)


def _is_task(node: Node, shape: str, told: Sequence[Node]) -> bool:
    if not node.groups:
        return False
    if node.shape == shape:
        return bool(node.own) or len(told) < _SEVERAL
    if any(below.shape == shape and below.groups for child in node.children for below in child.walk()):
        return False
    if node.own:
        return len(told) < _SEVERAL
    return len(told) == 1 and len(node.children) > 1 and told[0] is node.children[-1]
