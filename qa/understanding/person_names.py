"""Unknown persons: surname and given name beside an office, or before what a leader does with tasks (分管, 负责)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graph.language.segmentation import is_word, tagged
from graph.language.text import is_chinese
from graph.language.word_lists import words
from graph.mentions.wording import FUNCTION
from qa.understanding.contexts import contexts, plain_words
from qa.understanding.headed_names import heads
from qa.understanding.surroundings import Found, Surroundings

_TITLES = ("title", "other-title")
_NO_NAME = frozenset("rmqup")
"""Parts of speech that no name holds: pronouns, numbers, measure words, particles (边几位领导)."""
_GIVEN = (2, 1)
"""How many characters a given name has, the longer first."""


def person_names(reading: Surroundings) -> Iterator[Found]:
    """Stretches that are the name of a person whom the table does not name."""
    text = reading.text
    leads = any(contexts("over").at(text, at) for at in range(len(text)))
    for at, title in _cues(text, _TITLES):
        found = _named_before(reading, at) or (_surname_before(reading, at, title) if leads else None)
        if found := found or _named_behind(reading, at + len(title)):
            yield found
    for at, _ in _cues(text, ("over",)):
        if found := _named_before(reading, at):
            yield found


def _cues(text: str, kinds: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The words of some kinds, none inside another."""
    at = 0
    while at < len(text):
        word = contexts(*kinds).at(text, at)
        if word:
            yield at, word
        at += len(word) or 1


def _named_before(reading: Surroundings, at: int) -> Found | None:
    """The full name right before a title or a verb."""
    for start, surname in _starts(reading, at):
        given = at - start - surname
        if given in _GIVEN and _is_name(reading, start, at, surname):
            return _unless_known(reading, start, at)
    return None


def _starts(reading: Surroundings, end: int) -> Iterator[tuple[int, int]]:
    """Where a name that ends at a place may begin, with the length of its surname."""
    for length in range(4, 1, -1):
        start = end - length
        if start >= 0 and (surname := _surname_at(reading.text, start)) and _opens(reading, start):
            yield start, surname


def _named_behind(reading: Surroundings, start: int) -> Found | None:
    """The full name right behind a title (副市长陈志明分管什么)."""
    surname = _surname_at(reading.text, start)
    if not surname:
        return None
    for given in _GIVEN:
        end = start + surname + given
        if end <= len(reading.text) and _closes(reading, end) and _is_name(reading, start, end, surname):
            return _unless_known(reading, start, end)
    return None


def _surname_before(reading: Surroundings, at: int, title: str) -> Found | None:
    """A surname alone before an office of which a county has few (王副市长), or of one who is over tasks (孙局长)."""
    start = at - 1
    if start < 0 or reading.text[start] not in _surnames("single") or not _opens(reading, start):
        return None
    behind = at + len(title)
    high = title in contexts("high-title").all or contexts("over").at(reading.text, behind)
    known = any(link.start <= start < link.end for link in reading.links)
    if not high or not reading.opens(start) or known:
        return None
    return Found("Person", start, behind)


def _is_name(reading: Surroundings, start: int, end: int, surname: int) -> bool:
    """Whether a stretch reads as a person's name: one word that is a name, or no word at all."""
    name = reading.text[start:end]
    if not all(map(is_chinese, name)) or name in plain_words() or reading.texts.is_written(name):
        return False
    if name.endswith(tuple(heads())) and not contexts("high-title").at(reading.text, end):
        return False  # 金岗镇; not 张镇副市长
    if any(char in FUNCTION for char in name[surname:]) or any(tag[0] in _NO_NAME for _, tag in tagged(name[surname:])):
        return False
    token = reading.token_at(start)
    given = name[surname:]
    matter = _is_matter(given) and not _is_anothers(given, reading)
    whole = token is not None and token.end == end and token.tag.startswith("nr") and (is_word(name) or not matter)
    titled = reading.opens(start) and contexts(*_TITLES).at(reading.text, end)
    apart = token is not None and (token.end <= start + surname or titled) and len(name) > 2 and not matter
    partly = any(link.start == start and link.kind == "Person" for link in reading.links)
    if given in plain_words() or contexts("title", "over", "before-person").at(given, 0) == given:
        return False
    return whole or partly or (apart and not is_word(name)) or (surname > 1 and end - start <= 4)


def _is_anothers(given: str, reading: Surroundings) -> bool:
    """Whether the table writes a given name of two characters behind another surname (张伟民, where it has a 何伟民)."""
    return len(given) > 1 and bool(reading.texts.characters_before(given) & _surnames("single"))


def _is_matter(given: str) -> bool:
    """Whether what would be a given name is a noun or verb of speech (查|乳腺, 钱|没人)."""
    if all(char in plain_words() for char in given):
        return True
    (_, tag), *more = tagged(given)
    return len(given) > 1 and not more and is_word(given) and tag.startswith(("n", "v")) and not tag.startswith("nr")


def _unless_known(reading: Surroundings, start: int, end: int) -> Found | None:
    """The name, unless the graph has just this one."""
    known = any(link.start <= start and link.end >= end for link in reading.links)
    return None if known else Found("Person", start, end)


def _surname_at(text: str, start: int) -> int:
    """The length of the surname that begins at a place; 0 when none does."""
    if text[start : start + 2] in _surnames("double"):
        return 2
    return int(text[start : start + 1] in _surnames("single"))


@lru_cache(maxsize=2)
def _surnames(kind: str) -> frozenset[str]:
    return frozenset(words("surnames", "words", "kind", kind))


def _opens(reading: Surroundings, start: int) -> bool:
    """Whether a name may begin at a place: a word begins there and what stands before is no noun it belongs to."""
    if start == 0 or not reading.text[start - 1].isalnum():
        return True
    if start not in reading.edges:
        return False
    before = reading.token_before(start)
    titled = bool(contexts("title", "other-title", "before-person").before(reading.text, start))
    return titled or (before is not None and (before.text in plain_words() or before.tag[0] in "pcruyd"))


def _closes(reading: Surroundings, end: int) -> bool:
    """Whether a name may end at a place."""
    return end >= len(reading.text) or end in reading.edges
