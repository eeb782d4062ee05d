"""The same work told twice: sentences of two tasks that agree almost word for word."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from graph.mentions.texts import TaskText, task_texts
from graph.records import Task

LONG_RUN = 24
"""Characters in a row that two sentences must share; and the share of the shorter one that must be."""
LONG_SHARE = 0.6
SHORT_RUN = 12
SHORT_SHARE = 0.8
MIN_RARE = 6
"""A shorter run counts when this many of its four-character pieces stand in these two tasks only."""
MAX_TASKS = 3
"""A sentence in more tasks is a formula, not a piece of work."""
_PIECE = 4
_SENTENCE = re.compile(r"[^。;!?\n]+")
_LABEL = re.compile(r"^(?>[(]?[\d一二三四五六七八九十]{1,2}[).、]|[一二三四五六七八九十]是|[^,、。:]{2,14}:)++")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a task: which text it stands in, the offsets in that text, and its comparable form."""

    task: str
    where: TaskText
    start: int
    end: int
    plain: str

    @property
    def text(self) -> str:
        """The words as they stand."""
        return self.where.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class SameWork:
    """Two sentences of two tasks that tell the same; ``shared`` is the longest run of words in both."""

    first: Sentence
    second: Sentence
    shared: str


def same_work(tasks: Sequence[Task]) -> list[SameWork]:
    """Find pairs of tasks that report the same work, the longest shared run of each pair."""
    sentences = [sentence for task in tasks for sentence in _sentences(task)]
    pieces = _pieces(sentences)
    found: dict[tuple[str, str], SameWork] = {}
    for one, other in _candidates(sentences, pieces):
        shared = _shared(one, other, pieces)
        known = found.get((one.task, other.task))
        if shared and (known is None or len(shared) > len(known.shared)):
            found[one.task, other.task] = SameWork(one, other, shared)
    return list(found.values())


def _sentences(task: Task) -> Iterator[Sentence]:
    for text in task_texts(task):
        folded = text.folded
        for match in _SENTENCE.finditer(folded.text):
            label = _LABEL.match(match.group(0))
            start = match.start() + (label.end() if label else 0)
            plain = re.sub(r"[^\w%]", "", folded.text[start : match.end()])
            if len(plain) >= SHORT_RUN:
                first, last = folded.span(start, match.end())
                yield Sentence(task.id, text, first, last, plain)


def _pieces(sentences: Iterable[Sentence]) -> dict[str, set[str]]:
    """Piece of four characters → the tasks it stands in."""
    found: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for piece in _cut(sentence.plain):
            found[piece].add(sentence.task)
    return found


def _cut(plain: str) -> set[str]:
    return {plain[i : i + _PIECE] for i in range(len(plain) - _PIECE + 1)}


def _candidates(sentences: Sequence[Sentence], pieces: dict[str, set[str]]) -> Iterator[tuple[Sentence, Sentence]]:
    """Pairs of sentences of different tasks that share enough pieces found in few tasks."""
    holders: dict[str, list[int]] = defaultdict(list)
    for position, sentence in enumerate(sentences):
        for piece in _cut(sentence.plain):
            if len(pieces[piece]) <= MAX_TASKS:
                holders[piece].append(position)
    together: Counter[tuple[int, int]] = Counter()
    for positions in holders.values():
        for i, one in enumerate(positions):
            for other in positions[i + 1 :]:
                if sentences[one].task != sentences[other].task:
                    together[one, other] += 1
    for (one, other), count in sorted(together.items()):
        if count >= MIN_RARE:
            yield sentences[one], sentences[other]


def _shared(one: Sentence, other: Sentence, pieces: dict[str, set[str]]) -> str:
    """The run of words both have, when it is long enough to be no accident."""
    match = SequenceMatcher(None, one.plain, other.plain, autojunk=False).find_longest_match()
    run = one.plain[match.a : match.a + match.size]
    share = match.size / min(len(one.plain), len(other.plain))
    if match.size >= LONG_RUN and share >= LONG_SHARE:
        return run
    rare = sum(len(pieces[piece]) <= 2 for piece in _cut(run))
    return run if match.size >= SHORT_RUN and share >= SHORT_SHARE and rare >= MIN_RARE else ""
