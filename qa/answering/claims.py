"""A headline as the pieces it is made of, and the other ways in which the same pieces may be put.

A headline is a phrase of ``data/language/phrases.csv`` with values in its places, or the sentence of an item. Its values
(conditions, names, numbers, statuses, quotations) stay as they are written; the words between them may be exchanged for
those that ``data/language/rewordings.csv`` holds equal, or the whole phrase for another with the same places. What is no
such sentence may be put in one way only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import TypeAlias

from embeddings.pairs import LANGUAGE_DIR
from graph.language.word_lists import language_rows, read_rows

REWORDINGS = LANGUAGE_DIR / "rewordings.csv"
WORDS, JOIN, ITEM = "words", "join", "item"
"""Kinds of rows besides the keys of phrases: words between places; words between the members of a list; the item's sentence."""
_HEADLINES = ("set.", "count.", "group.", "rank.", "compare.", "share.", "mean.", "verify.", "why.")
_NUMBERS = frozenset({"n", "total", "rest", "gap", "share", "mean"})
_CLOSED = {"noun": "noun.", "extreme": "extreme.", "unit": "measure."}
"""Places whose values are phrases themselves."""
_LONGEST_OPENING = 5
_PARTING, _ANY_MARK = "、", ("、", "，", "；")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a headline, and the ways it may be written; its own way first."""

    words: str
    spellings: tuple[str, ...]


Wording: TypeAlias = tuple[Piece, ...]


def canonical(text: str) -> str:
    """A text without the blanks that say nothing (those that do not part two Latin words or numbers) and without the last stop.

    >>> canonical("共 3 项：ABC 12 等。")
    '共3项：ABC 12等'
    """
    kept = ""
    text = text.strip(" ")
    for place, char in enumerate(text):
        parting = char == " " and kept[-1:].isascii() and kept[-1:] != " " and text[place + 1].isascii()
        if char != " " or parting:
            kept += char
    return kept.removesuffix("。")


def wordings_of(headline: str) -> tuple[Wording, ...]:
    """The ways in which what a headline says may be put, its own first."""
    text = canonical(headline)
    said = _remark(text)
    if said:
        return tuple((_verbatim(text[:said]), *wording) for wording in wordings_of(text[said:]))
    for key, template in _templates():
        values = next(places_of(template, text), None)
        if values is not None:
            own = canonical_template(template)
            return tuple(_filled(one, values) for one in (own, *_others(key)))
    return ((_verbatim(text),),)


def _remark(text: str) -> int:
    """Where a remark on a name taken for another ends that a headline begins with; 0 where it begins with none."""
    remark = next(row["text"] for row in language_rows("phrases") if row["key"] == "headline.assumed")
    (opening, _), *_, (closing, _) = _segments(remark)
    end = text.find(closing) + len(closing)
    whole = text.startswith(opening) and end >= len(opening) + len(closing)
    return end if whole and next(places_of(remark, text[:end]), None) is not None else 0


def examples_of(headline: str, most: int = 6) -> tuple[str, ...]:
    """Some of the ways in which a headline may be put, other than its own."""
    own, *others = wordings_of(headline)
    told = ["".join(piece.spellings[0] for piece in other) for other in others]
    longest = max(len(piece.spellings) for piece in own)
    told += ["".join(p.spellings[min(at, len(p.spellings) - 1)] for p in own) for at in range(1, longest)]
    return tuple(dict.fromkeys(told))[:most]


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, str], ...]:
    """The phrases of headlines and the sentence of an item, those with the most words of their own first."""
    phrases = [(row["key"], row["text"]) for row in language_rows("phrases") if row["key"].startswith(_HEADLINES)]
    return (
        (ITEM, "{opening}《{name}》：{point}（〔{id}〕）"),
        *sorted(phrases, key=lambda row: -sum(len(literal) for literal, _ in _segments(row[1]))),
    )


@lru_cache(maxsize=64)
def _others(key: str) -> tuple[str, ...]:
    rows = (row["wordings"] for row in read_rows(REWORDINGS) if row["kind"] == key)
    return tuple(canonical_template(one) for row in rows for one in row.split())


def canonical_template(template: str) -> str:
    """A phrase as canonical texts have it.

    >>> canonical_template("共 {n} 项，相差 {gap} {unit}。")
    '共{n}项，相差{gap}{unit}'
    """
    return template.replace(" ", "").removesuffix("。")


@lru_cache(maxsize=256)
def _segments(template: str) -> tuple[tuple[str, str], ...]:
    """The words of a phrase, each stretch with the name of the place behind it; no name at the end."""
    parsed = Formatter().parse(canonical_template(template))
    return tuple((literal, field or "") for literal, field, _, _ in parsed)


def places_of(template: str, text: str) -> Iterator[dict[str, str]]:
    """What stands in the places of a phrase, for every way in which a text can be read as it.

    >>> next(places_of("{where}的任务共 {n} 项。", "市教育局牵头的任务共3项"))
    {'where': '市教育局牵头', 'n': '3'}
    """
    yield from _read(_segments(template), text, 0, {})


def _read(rest: Sequence[tuple[str, str]], text: str, at: int, values: Mapping[str, str]) -> Iterator[dict[str, str]]:
    if not rest:
        if at == len(text):
            yield dict(values)
        return
    literal, place = rest[0]
    if not text.startswith(literal, at):
        return
    at += len(literal)
    if not place:
        yield from _read(rest[1:], text, at, values)
        return
    following = rest[1][0] if len(rest) > 1 else ""
    for end in range(at, len(text) + 1):
        begins = text.startswith(following, end) if following else len(rest) > 1 or end == len(text)
        if begins and _may_stand(place, text[at:end]):
            yield from _read(rest[1:], text, end, {**values, place: text[at:end]})


def _may_stand(place: str, value: str) -> bool:
    """Whether a value can be that of a place."""
    if place in _NUMBERS:
        return value.isascii() and value.replace(".", "", 1).isdigit()
    if place in _CLOSED:
        return value in _said(_CLOSED[place])
    if place == "opening":
        return not value or (value.endswith("，") and len(value) <= _LONGEST_OPENING)
    if place == "id":
        return bool(value) and not any(mark in value for mark in "〔〕（）")
    return bool(value) or place == "leader"


@lru_cache(maxsize=8)
def _said(prefix: str) -> frozenset[str]:
    return frozenset(row["text"] for row in language_rows("phrases") if row["key"].startswith(prefix))


def _filled(template: str, values: Mapping[str, str]) -> Wording:
    pieces: list[Piece] = []
    for literal, place in _segments(template):
        pieces += _of_words(literal)
        if place == "opening":
            pieces += _of_words(values[place])
        elif place == "names":
            pieces += _of_list(values[place])
        elif place:
            pieces.append(_verbatim(values[place]))
    return tuple(piece for piece in pieces if piece.words)


def _verbatim(words: str) -> Piece:
    return Piece(words, (words,))


def _of_words(words: str) -> Iterator[Piece]:
    """Words between places: the longest stretches that have equals, and what has none."""
    at = start = 0
    while at < len(words):
        own = next((one for one in _equals() if words.startswith(one, at)), "")
        if own:
            yield _verbatim(words[start:at])
            yield Piece(own, (own, *_equals()[own]))
            start = at + len(own)
        at += len(own) or 1
    yield _verbatim(words[start:])


@lru_cache(maxsize=1)
def _equals() -> dict[str, tuple[str, ...]]:
    """Words with those that say the same, the longest first."""
    rows = [row["wordings"].split() for row in read_rows(REWORDINGS) if row["kind"] == WORDS]
    return {row[0]: tuple(row[1:]) for row in sorted(rows, key=lambda row: -len(row[0]))}


@lru_cache(maxsize=1)
def _joins() -> tuple[str, ...]:
    return tuple(word for row in read_rows(REWORDINGS) if row["kind"] == JOIN for word in row["wordings"].split())


def _of_list(names: str) -> Iterator[Piece]:
    """The members of a list: parted where the number of a task follows, or where the number of a thing ends (甲（3项）、)."""
    cuts = [at for at, char in enumerate(names) if char == _PARTING and _parts(names, at)]
    start = 0
    for cut in cuts:
        yield _verbatim(names[start:cut])
        yield Piece(_PARTING, (*_ANY_MARK, *_joins()) if cut == cuts[-1] else _ANY_MARK)
        start = cut + 1
    yield _verbatim(names[start:])


def _parts(names: str, at: int) -> bool:
    numbered = names.startswith("〔")
    return names.startswith("〔", at + 1) if numbered else names[:at].endswith(("项）", "个）", "%）"))
