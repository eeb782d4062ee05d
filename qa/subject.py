"""What a question is about by name: a company, document, project or village, or words that stand in one or two titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.language.segmentation import tokens
from graph.language.text import fold
from qa.wording import FILLER

if TYPE_CHECKING:
    from qa.corpus import Corpus

_FEW = 2
_SHORTEST = 4
_CHINESE = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9]+$")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2}[路街桥村河湖山]$")
"""Of three characters only names of places are long enough to call a task."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The words that name it, where they end in the question, and the tasks they name."""

    words: str
    end: int
    tasks: frozenset[str]


def subject_of(question: str, corpus: Corpus) -> Subject | None:
    """The thing a question names, if it names one."""
    things = corpus.lexicon.find_things(question)
    tasks = frozenset(task for link in things for key in link.keys for task in corpus.tasks_at(key))
    if tasks:
        # 新环路 is named in the title of 新环路（东升路—中社村）道路工程, which is a project of its own.
        tasks |= {task for task, title in corpus.titles.items() if any(link.text in title for link in things)}
        return Subject("、".join(link.text for link in things), max(link.end for link in things), tasks)
    words, found = _titled([fold(phrase) for phrase in FILLER.split(question)], corpus.titles)
    return Subject(words, question.find(words) + len(words), frozenset(found)) if found else None


def _titled(phrases: Sequence[str], titles: Mapping[str, str]) -> tuple[str, list[str]]:
    """The longest words of some phrases that stand in no more than two titles; and those tasks."""
    written = "\n".join(titles.values())
    parts = {words for phrase in phrases for start in range(len(phrase)) for words in _grown(phrase, start, written)}
    parts |= {phrase[:3] for phrase in phrases if _PLACE.match(phrase[:3])}
    for words in sorted(filter(_CHINESE.match, parts), key=lambda part: (-_telling(part), part)):
        found = [task for task, title in titles.items() if words in title]
        if 0 < len(found) <= _FEW:
            return words, found
    return "", []


def _telling(words: str) -> int:
    """How much words tell which task is meant: as many as they are long, and a place (新环路) more than 道路工程."""
    return 5 if _PLACE.match(words) else len(words)


def _grown(phrase: str, start: int, written: str) -> Iterator[str]:
    """The words of a phrase from one place on, four characters and more, as long as they are written."""
    for end in range(start + _SHORTEST, len(phrase) + 1):
        if phrase[start:end] not in written:
            return
        yield phrase[start:end]


_LONGEST_NAMING = 60
"""Characters beyond which a question is a story, whose words stand somewhere by chance."""


_MONTH = re.compile(r"\d{4}年\d{1,2}月")


def rarely_written(question: str, texts: Mapping[str, str]) -> frozenset[str]:
    """The tasks in whose text the longest words of a question stand that no more than two have (司机之家, 樱花大道).

    Words of fewer than four characters, or without a noun of their own, may stand there by chance.
    """
    folded = fold(question)
    if len(folded) > _LONGEST_NAMING:
        return frozenset()
    corpus = "\n".join(texts.values())
    starts = {token.start: (token.end, token.tag) for token in tokens(folded)}
    parts = {words for start in starts for words in _grown(folded, start, corpus)}
    for words in sorted(filter(_CHINESE.match, parts), key=lambda part: (-len(part), part)):
        found = [task for task, text in texts.items() if words in text]
        if len(found) <= _FEW and (_MONTH.search(words) or _has_noun(folded.find(words), len(words), starts)):
            return frozenset(found)
    return frozenset()


def _has_noun(start: int, length: int, words: Mapping[int, tuple[int, str]]) -> bool:
    """Whether a noun of two characters and more lies within a stretch."""
    within = (words[at] + (at,) for at in words if start <= at < start + length)
    return any(tag[0] == "n" and end - at > 1 and end <= start + length for end, tag, at in within)
