"""Whether a text says exactly what the claims of an answer say: all of it, in its order, and nothing else.

The text is read as a sentence of a small language: the claims one after the other, each in one of its shapes, between them
marks and the few words that add nothing. Nothing is skipped, so whatever else the text holds makes it another text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.answering.claims import STRONG, WEAK, Claim, Shape, wordings

_BETWEEN = f"{STRONG}、，：）"
_MARKS = 4
"""Marks in a row, at most."""
_WORDS = 2


def first_difference(text: str, claims: Sequence[Claim]) -> Claim | None:
    """The first claim that a text (see :func:`qa.answering.claims.canonical`) does not make as it should; ``None`` when it makes all.

    When all claims are there but something follows, it is the last one.
    """
    places = {0} | set(_gaps(text, 0, "", ("link",)))
    for claim, following in zip(claims, [*claims[1:], None], strict=True):
        reached: set[int] = set()
        for shape in claim.shapes:
            for after in {after for place in places for after in _shaped(text, place, shape)}:
                reached.update(_next_begins(text, after, shape) if following else _marks(text, after, _BETWEEN))
        places = reached
        if not places:
            return claim
    return None if not claims or len(text) in places else claims[-1]


def _next_begins(text: str, place: int, shape: Shape) -> set[int]:
    """Where the claim after a shape that ends at a place may begin."""
    found = _gaps(text, place, shape.ends, ("link",))
    if shape.listed:
        found |= {at for at in _gaps(text, place, WEAK, ("link", "join")) if text.startswith("〔", at)}
    return found


def _shaped(text: str, start: int, shape: Shape) -> set[int]:
    """Where a shape read from a place may end."""
    every = (1 << len(shape.pieces)) - 1
    ends: set[int] = set()
    seen = {(start, 0)}
    waiting = [(start, 0)]
    while waiting:
        place, had = waiting.pop()
        if had == every:
            ends.add(place)
            continue
        for begin in _seams(text, place, shape) if had else (place,):
            for number, after in _next(text, begin, shape, had):
                state = (after, had | 1 << number)
                if state not in seen:
                    seen.add(state)
                    waiting.append(state)
    return ends


def _seams(text: str, place: int, shape: Shape) -> Iterator[int]:
    """Where the next piece of a shape may begin: two numbers that touch would be another number."""
    for begin in _marks(text, place, shape.inner):
        touching = begin == place
        if not (
            touching
            and (shape.parted or (text[place - 1 : place + 1].isalnum() and text[place - 1 : place + 1].isascii()))
        ):
            yield begin


def _next(text: str, place: int, shape: Shape, had: int) -> Iterator[tuple[int, int]]:
    """The pieces not had yet that stand at a place, each with its end."""
    for number, spellings in enumerate(shape.pieces):
        if had >> number & 1:
            continue
        yield from ((number, place + len(words)) for words in spellings if text.startswith(words, place))
        if not shape.free:
            return


def _marks(text: str, place: int, allowed: str) -> range:
    """The places that may be reached over marks."""
    end = place
    while end < len(text) and end - place < _MARKS and text[end] in allowed:
        end += 1
    return range(place, end + 1)


def _gaps(text: str, place: int, ends: str, kinds: Sequence[str]) -> set[int]:
    """Where the next claim may begin: past marks and a few words of some kinds.

    :param ends: the marks of which one must be passed (a joining word is as good); empty when none must.
    """
    found: set[int] = set()
    waiting = [(place, not ends, 0)]
    while waiting:
        at, ended, words = waiting.pop()
        for after in _marks(text, at, _BETWEEN):
            passed = ended or any(mark in ends for mark in text[at:after])
            if passed:
                found.add(after)
            if words < _WORDS and (words == 0 or after > at):
                waiting += [
                    (then, passed or kind == "join", words + 1) for kind in kinds for then in _past(text, after, kind)
                ]
    return found


def _past(text: str, place: int, kind: str) -> list[int]:
    """The places behind the words of a kind that stand at a place."""
    return [place + len(word) for word in wordings(kind) if text.startswith(word, place)]
