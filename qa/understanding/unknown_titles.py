"""Unknown documents, and things numbered otherwise than the table's: 《…》, 〔2022〕99号, 第四水厂, 智慧停车三期."""

from __future__ import annotations

from collections.abc import Iterator

from graph.language.numerals import read_integer, read_numeral
from graph.language.text import fold, is_chinese
from qa.understanding.contexts import plain_words
from qa.understanding.surroundings import Found, Surroundings
from qa.understanding.table_texts import CLASSIFIERS, phases_in

_TITLE = ("《", "》")
_YEAR = {"〔": "〕", "[": "]"}
_NUMBER = "号"
_NEVER = frozenset("pucrv")
_MOST_SERIES = 8
"""Characters of the office before a document's number (鹤委办)."""
_ORDINAL = "第"
_MOST_NOUN, _LEAST_NOUN = 8, 2


def titles(reading: Surroundings) -> Iterator[Found]:
    """Titles and numbers of documents that no text holds."""
    text = reading.text
    for start, end in [*_between(text), *_numbers(reading)]:
        inside = text[start:end].strip("".join(_TITLE))
        named = any(link.kind == "PolicyDocument" and start <= link.start and link.end <= end for link in reading.links)
        if inside and not named and not reading.texts.is_written(fold(inside)):
            yield Found("PolicyDocument", start, end)


def _between(text: str) -> Iterator[tuple[int, int]]:
    """The stretches in title marks, marks included."""
    start = text.find(_TITLE[0])
    while start >= 0:
        end = text.find(_TITLE[1], start)
        if end > start + 1:
            yield start, end + 1
        start = text.find(_TITLE[0], start + 1)


def _numbers(reading: Surroundings) -> Iterator[tuple[int, int]]:
    """Numbers of documents, with the office before them."""
    text = reading.text
    for at, char in enumerate(text):
        closed = text.find(_YEAR[char], at) if char in _YEAR else -1
        end = text.find(_NUMBER, closed) if closed > at else -1
        if end > closed and text[at + 1 : closed].isdecimal() and text[closed + 1 : end].strip(_ORDINAL).isdecimal():
            yield _series(reading, at), end + 1


def _series(reading: Surroundings, at: int) -> int:
    """Where the office before a document's number begins (鹤委办)."""
    start = at
    for token in reversed(reading.tokens):
        if token.end == start and token.tag[0] not in _NEVER and all(map(is_chinese, token.text)):
            asking = len(token.text) > 1 and token.text in plain_words()
            start = start if asking or at - token.start > _MOST_SERIES else token.start
    return start


def numbered_things(reading: Surroundings) -> Iterator[Found]:
    """Things with a number or a phase that the table has with others only."""
    yield from _ordinals(reading)
    yield from _phases(reading)


def _ordinals(reading: Surroundings) -> Iterator[Found]:
    """第四水厂, where the table has a 第三水厂 and no fourth."""
    text = reading.text
    for at in range(len(text)):
        numeral = read_numeral(text, at + 1) if text[at] == _ORDINAL else None
        number = read_integer(text[at + 1 : numeral.end]) if numeral else None
        if numeral is None or number is None:
            continue
        start = numeral.end + text.startswith(CLASSIFIERS, numeral.end)
        noun = next(
            (noun for noun in _beginnings(text[start : start + _MOST_NOUN]) if reading.texts.numbered(noun)), ""
        )
        end = start + len(noun)
        if noun and number not in reading.texts.numbered(noun) and not reading.texts.is_written(text[at:end]):
            yield Found("Numbered", at, end)


def _beginnings(text: str) -> Iterator[str]:
    """The beginnings of a text that may be a noun, the longest first.

    >>> list(_beginnings("水厂呢"))
    ['水厂呢', '水厂']
    """
    for length in range(len(text), _LEAST_NOUN - 1, -1):
        if all(map(is_chinese, text[:length])):
            yield text[:length]


def _phases(reading: Surroundings) -> Iterator[Found]:
    """智慧停车三期, where the table has a first and a second phase and no third."""
    text = reading.text
    for phase in set(phases_in(text)):
        at = text.find(phase)
        named = next((link for link in reading.links if link.end == at), None)
        left = reading.before(at, _MOST_NOUN)
        starts = [named.start] if named else [token.start for token in left]
        for start in starts:
            noun = text[start:at]
            phases = (
                reading.texts.phases(noun)
                if len(noun) >= _LEAST_NOUN and reading.texts.is_written(noun)
                else frozenset()
            )
            if phases:
                if phase not in phases:
                    yield Found("Numbered", start, at + len(phase))
                break
