"""What a question is about by name: a company, document, project or village, or words that stand in one or two titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.language.quantities import find_quantities
from graph.language.segmentation import tokens
from graph.language.text import fold
from graph.language.word_lists import listed_set
from qa.understanding.question import PieceKind
from qa.understanding.slots import Slots

if TYPE_CHECKING:
    from qa.corpus import Corpus

_THINGS = frozenset({"Company", "PolicyDocument", "Project", "Village"})
_FEW = 2
_SHORTEST = 4
_PLACE_ENDS = listed_set("ends-of-built-places")
_PLACE_CHARS = 3
"""Of three characters only names of places are long enough to call a task."""
_LONGEST_NAMING = 60
"""Characters beyond which a question is a story, whose words stand somewhere by chance."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The words that name it, where they end in the question, and the tasks they name."""

    words: str
    end: int
    tasks: frozenset[str]


def subject_of(slots: Slots, corpus: Corpus) -> Subject | None:
    """The thing a question names, if it names one."""
    text = slots.question.text
    things = [name for name in slots.question.names if name.kind in _THINGS]
    tasks = frozenset(task for link in things for key in link.keys for task in corpus.tasks_at(key))
    if tasks:
        # 新环路 is named in the title of 新环路（东升路—中社村）道路工程, which is a project of its own.
        tasks |= {task for task, title in corpus.titles.items() if any(fold(link.text) in title for link in things)}
        return Subject("、".join(link.text for link in things), max(link.end for link in things), tasks)
    words, found = _titled([fold(slots.words(run)) for run in slots.residual], corpus.titles)
    return Subject(words, text.find(words) + len(words), frozenset(found)) if found else None


def rarely_written(slots: Slots, texts: Mapping[str, str]) -> frozenset[str]:
    """The tasks in whose text the longest words of a question stand that no more than two have (司机之家, 樱花大道).

    Words of fewer than four characters, or without a noun of their own, may stand there by chance.
    """
    folded = fold(slots.question.text)
    if len(folded) > _LONGEST_NAMING:
        return frozenset()
    corpus = "\n".join(texts.values())
    starts = {token.start: (token.end, token.tag) for token in tokens(folded)}
    times = [piece.text for piece in slots.question.pieces if piece.kind is PieceKind.TIME]
    parts = {words for start in starts for words in _grown(folded, start, corpus)}
    for words in sorted(filter(_is_plain, parts), key=lambda part: (-len(part), part)):
        found = [task for task, text in texts.items() if words in text]
        noun = _has_noun(folded.find(words), len(words), starts)
        if len(found) <= _FEW and (noun or any(time in words for time in times)):
            return frozenset(found)
    return frozenset()


def numbers_written(slots: Slots, texts: Mapping[str, str]) -> frozenset[str]:
    """The tasks that write a number of a question with so many digits that no more than two have it (19.304公里)."""
    found: set[str] = set()
    for one in find_quantities(fold(slots.question.text)):
        digits = fold(slots.question.text)[one.number : one.core_end].rstrip(_SCALES)
        tasks = [task for task, text in texts.items() if digits in text] if len(digits) >= _DIGITS else []
        found.update(tasks if len(tasks) <= _FEW and "." in digits else ())
    return frozenset(found)


_DIGITS = 4
_SCALES = "万亿千百"


def _titled(phrases: Sequence[str], titles: Mapping[str, str]) -> tuple[str, list[str]]:
    """The longest words of some phrases that stand in no more than two titles; and those tasks."""
    written = "\n".join(titles.values())
    parts = {words for phrase in phrases for start in range(len(phrase)) for words in _grown(phrase, start, written)}
    parts |= {phrase[:_PLACE_CHARS] for phrase in phrases if _is_place(phrase[:_PLACE_CHARS])}
    for words in sorted(filter(_is_plain, parts), key=lambda part: (-_telling(part), part)):
        found = [task for task, title in titles.items() if words in title]
        if 0 < len(found) <= _FEW:
            return words, found
    return "", []


def _is_plain(words: str) -> bool:
    return all(map(str.isalnum, words))


def _is_place(words: str) -> bool:
    return len(words) == _PLACE_CHARS and words[-1] in _PLACE_ENDS


def _telling(words: str) -> int:
    """How much words tell which task is meant: as many as they are long, and a place (新环路) more than 道路工程."""
    return 5 if _is_place(words) else len(words)


def _grown(phrase: str, start: int, written: str) -> Iterator[str]:
    """The words of a phrase from one place on, four characters and more, as long as they are written."""
    for end in range(start + _SHORTEST, len(phrase) + 1):
        if phrase[start:end] not in written:
            return
        yield phrase[start:end]


def _has_noun(start: int, length: int, words: Mapping[int, tuple[int, str]]) -> bool:
    """Whether a noun of two characters and more lies within a stretch."""
    within = (words[at] + (at,) for at in words if start <= at < start + length)
    return any(tag[:1] == "n" and end - at > 1 and end <= start + length for end, tag, at in within)
