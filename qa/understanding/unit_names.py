"""Old and loose names of units: 国土局 for 市自然资源局, 民政和社会福利局 for 市民政局, 文化旅游局 for a body of more fields.

A table knows its units by their names of the day; people go on saying the former one, or name one field of several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from graph.language.gazetteer import Gazetteer
from graph.language.segmentation import cut, is_word
from graph.language.word_lists import listed, listed_set, rows
from graph.names import bodies_called, body_of, general_names, without_level
from qa.understanding.aliases import LEVELS, Name

_JOINING = "和与及、"
_TAILS = listed("tails-of-units")
_SHORTEST, _LONGEST_SHORT, _BUREAU = 3, 4, "局"
_GENERIC = listed_set("words-of-many-bodies")
"""Words of many bodies' names, by which none is known."""


@dataclass(frozen=True, slots=True)
class Called:
    """A stretch ``text[start:end]`` that calls a unit."""

    start: int
    end: int
    name: Name


class UnitNames:
    """The units of a table by the bodies they are."""

    def __init__(self, units: Iterable[Name]) -> None:
        self._units = list(units)

    def is_loose(self, alias: str, label: str) -> bool:
        """Whether an alias is another name than the unit's own, not only a shorter one.

        >>> names = UnitNames([])
        >>> [names.is_loose(a, "市文化广电旅游体育局") for a in ("体育局", "文广旅体局", "文旅局")]
        [True, False, True]
        >>> names.is_loose("市住建局", "市住房城乡建设局"), names.is_loose("国土局", "市自然资源局")
        (False, True)
        """
        stem, own = _stem(alias), _stem(label)
        bare = without_level(alias)
        if bare == without_level(label):
            return False
        if bare in _former():
            return True
        other = body_of(alias)
        return not _in_order(stem, own) or (other is not None and other != body_of(label))

    def find(self, text: str) -> Iterator[Called]:
        """Former names of the table's units."""
        for match in _former_names().all(text):
            name = self._today.get(match.name)
            if name and text[match.start - 1 : match.start] not in tuple(_JOINING):  # 海洋与渔业局 is one body
                yield Called(_with_level(text, match.start), match.end, name)

    def abbreviated(self, text: str) -> Iterator[Called]:
        """Bureaus called by some characters of their names in order, the first among them (自资局 for 市自然资源局)."""
        at = text.find(_BUREAU)
        while at >= 0:
            for start in range(max(0, at - _LONGEST_SHORT), at - 1):
                stem = text[start:at]
                held = (name for name in self._units if _tail(name.label) == _BUREAU and _abbreviates(stem, name.label))
                if not is_word(stem + _BUREAU) and (name := _only(held)):
                    yield Called(_with_level(text, start), at + 1, name)
                    break
            at = text.find(_BUREAU, at + 1)

    def meant(self, written: str) -> Name | None:
        """The one unit that a unit-shaped name must mean, since its fields are that unit's or hold them; else ``None``.

        >>> unit = Name("Unit", "市民政局", ())
        >>> UnitNames([unit]).meant("市民政和社会福利局") is unit, UnitNames([unit]).meant("市宗教局")
        (True, None)
        """
        stem, tail = _stem(written), _tail(written)
        fields = [field for field in _fields(stem) if len(field) > 1]
        words = [word for field in fields for word in cut(field)]
        telling = [word for word in words if len(word) > 1 and word not in _GENERIC]
        found = {}
        for name in self._units:
            own = _stem(name.label)
            first_named = len(fields) > 1 and own in fields
            within = bool(telling) and telling == words and _words_in_order(words, own) and _tail(name.label) == tail
            if first_named or within:
                found[name.label] = name
        return _only(found.values())

    @cached_property
    def _today(self) -> dict[str, Name]:
        """Former name → the one unit of the table that has taken over its work."""
        bodies: dict[str, list[Name]] = defaultdict(list)
        for name in self._units:
            for body in {body_of(name.label), *bodies_called(name.label)} - {None}:
                bodies[str(body)].append(name)
        own = {without_level(name.label) for name in self._units}
        found = {}
        for former, todays in _former().items():
            today = _only(name for body in todays for name in bodies.get(str(body_of(body)), ()))
            if today and former not in own:
                found[former] = today
        return found


def _only(names: Iterable[Name]) -> Name | None:
    """The one unit among some, those of the county before those of other places (江门市卫生健康局)."""
    found = {name.label: name for name in names}
    own = {label: name for label, name in found.items() if label[:1] in LEVELS}
    one = own or found
    return next(iter(one.values())) if len(one) == 1 else None


def _with_level(text: str, start: int) -> int:
    """Where a name begins with the level before it."""
    return start - 1 if start and text[start - 1] in LEVELS else start


def _stem(name: str) -> str:
    """A unit's name without level and tail.

    >>> _stem("市住房城乡建设局"), _stem("江门市生态环境局鹤山分局")
    ('住房城乡建设', '生态环境局鹤山分')
    """
    bare = without_level(name)
    return bare.removesuffix(_tail(bare))


def _tail(name: str) -> str:
    return next((tail for tail in _TAILS if name.endswith(tail)), "")


def _fields(stem: str) -> list[str]:
    for mark in _JOINING[1:]:
        stem = stem.replace(mark, _JOINING[0])
    return stem.split(_JOINING[0])


def _in_order(short: str, long: str) -> bool:
    """Whether the characters of a short name stand in a long one in this order.

    >>> _in_order("住建", "住房城乡建设"), _in_order("国土", "自然资源")
    (True, False)
    """
    rest = iter(long)
    return all(char in rest for char in short)


def _abbreviates(short: str, label: str) -> bool:
    """Whether a short stem is made of characters of a unit's own, in order, its first one first.

    >>> _abbreviates("自资", "市自然资源局"), _abbreviates("资源", "市自然资源局")
    (True, False)
    """
    own = _stem(label)
    return short[0] == own[0] and len(short) < len(own) and short not in own and _in_order(short, own)


def _words_in_order(words: Iterable[str], long: str) -> bool:
    at = 0
    for word in words:
        at = long.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


@lru_cache(maxsize=1)
def _former() -> dict[str, tuple[str, ...]]:
    """Former name → official names of today, the first that a table has."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("former_bureaus"):
        for word in row["words"].split():
            found[word] += row["today"].split("|")
    return {word: tuple(todays) for word, todays in found.items()}


@lru_cache(maxsize=1)
def _former_names() -> Gazetteer:
    return Gazetteer(_former())


@lru_cache(maxsize=1)
def general_bodies() -> Gazetteer:
    """Every name of a body that counties have."""
    return Gazetteer(general_names(_SHORTEST))
