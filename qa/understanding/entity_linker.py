"""Names in a question: those of the graph, those written differently from it, and those it seems not to have.

Names are looked for before words are cut, one automaton for all of them; of names that overlap the longest stays. What
stands around a name tells whether it is that name or the beginning of another (共和 in 共和中学, 财政 in 财政收入).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.gazetteer import Match
from graph.language.segmentation import stands, stands_alone
from graph.language.text import is_chinese
from graph.language.word_lists import listed, listed_set
from graph.places.divisions import leading_division, trailing_division
from qa.querying.conditions import Linked
from qa.understanding.aliases import Name
from qa.understanding.contexts import contexts
from qa.understanding.headed_names import heads
from qa.understanding.name_index import NameIndex
from qa.understanding.pinyin import Pinyin
from qa.understanding.spelling import Speller
from qa.understanding.suspects import Suspect, SuspectFinder
from qa.understanding.table_texts import TableTexts
from qa.understanding.unit_names import UnitNames

__all__ = ["Assumed", "EntityLinker", "Linked", "Names", "Suspect"]
_UNITS = frozenset({"Unit", "CollectiveUnit"})
_JOINING = listed_set("joining-names")
_SHORT = 2
_SURE_THING = 4
"""Longer names of things need no look at the words around them."""
_MOST_HEADING_WORDS = 8
_FIELD = 2
_HEADS_NAME = frozenset({"Project", "Company"})


@dataclass(frozen=True, slots=True)
class Assumed:
    """A name taken for one of the table that is written differently there."""

    written: str
    link: Linked


@dataclass(frozen=True, slots=True)
class Names:
    """The names in a text, each left to right; ``links`` holds those assumed, too."""

    links: tuple[Linked, ...] = ()
    assumed: tuple[Assumed, ...] = ()
    suspects: tuple[Suspect, ...] = ()


class EntityLinker:
    """Finds the names of a graph in questions."""

    def __init__(self, kg: KnowledgeGraph, texts: Sequence[str]) -> None:
        """Take the names of a graph.

        :param texts: the folded text of every task.
        """
        self.index = NameIndex(kg)
        self.texts = TableTexts(texts)
        self._units = UnitNames(self.index.units.values())
        self._finder = SuspectFinder(self.index, self.texts)

    @cached_property
    def speller(self) -> Speller:
        """Puts misspelt names right; 这一部分 is no misspelt 第一部分, 华副市长 no misspelt 胡副市长."""
        names = (name for name in self.index.spelt if not name.startswith("第") and not _is_surname_only(name))
        return Speller(names, self.texts.whole)

    @cached_property
    def pinyin(self) -> Pinyin:
        """Reads pinyin."""
        return Pinyin(self.index.spelt, self.texts.whole)

    def read(self, text: str, corrected: Iterable[tuple[str, str]] = ()) -> Names:
        """The names in a text in its normal form.

        :param corrected: what was put right in it, as (written, name): see :meth:`correct`.
        """
        links = self._with_enumerated(text, self.link(text))
        suspects = self._finder.find(text, links)
        kept: list[Suspect] = []
        for suspect in suspects:
            meant = self._meant(text, links, suspect)
            if meant:
                links = [link for link in links if not meant.overlaps(link.start, link.end)] + [meant]
            else:
                kept.append(suspect)
        links = sorted(_unmasked(links, kept), key=lambda link: link.start)
        return Names(tuple(links), tuple(self._assumed(links, list(corrected))), tuple(kept))

    def link(self, text: str) -> list[Linked]:
        """The names of the graph, left to right, none inside another; of two that overlap the longer one."""
        actors = list(self._actors(text))
        things = [link for link in self._things(text) if not _is_too_short(link)]
        actors = [actor for actor in actors if not any(self._continues(actor, thing) for thing in things)]
        kept: list[Linked] = []
        for link in sorted([*actors, *things], key=lambda link: link.start - link.end):
            if not any(link.overlaps(other.start, other.end) for other in kept):
                kept.append(link)
        return _without_titles(sorted(kept, key=lambda link: link.start))

    def _with_enumerated(self, text: str, links: list[Linked]) -> list[Linked]:
        """The names with the bureaus that are called by their field alone beside another one (发改、自然资源、财政三个局)."""
        found = list(links)
        open_ends = [link for link in found if link.kind == "Unit"]
        while open_ends:
            link = open_ends.pop()
            for start, end in _beside(text, link):
                name = next((n for e in _BUREAUS if (n := self.index.actors.get(text[start:end] + e))), None)
                if name and not any(other.overlaps(start, end) for other in found):
                    found.append(_linked(text, name, start, end))
                    open_ends.append(found[-1])
        return sorted(found, key=lambda link: link.start)

    def correct(self, text: str) -> tuple[str, Sequence[tuple[str, str]]]:
        """The text with misspelt names put right, and what was put right as (written, name)."""
        text, read = self.pinyin.read(text)
        known = [(link.start, link.end) for link in self.link(text)]
        text, corrected = self.speller.correct(text, known)
        return text, [*read, *corrected]

    def is_written(self, words: str) -> bool:
        """Whether the table's texts hold these words."""
        return self.texts.is_written(words)

    def share(self, word: str) -> float:
        """In which share of the tasks a word stands."""
        return self.texts.share(word)

    def is_county(self, word: str) -> bool:
        """Whether a word stands in many texts, as the county's name does, and calls no town."""
        return word not in self.index.bases and self.texts.is_common(word)

    def is_place(self, word: str) -> bool:
        """Whether a word calls one of the table's towns, or stands in many texts as its county does."""
        return word in self.index.bases or self.is_county(word)

    def _actors(self, text: str) -> Iterator[Linked]:
        found = [
            _linked(text, name, match.start, match.end)
            for match, name in self.index.actors_in(text)
            if self._fits(text, match, name)
        ]
        yield from found
        for called in self._units.find(text):
            yield _linked(text, called.name, called.start, called.end)
        for called in self._units.abbreviated(text):
            if not any(link.overlaps(called.start, called.end) for link in found):
                yield _linked(text, called.name, called.start, called.end)
        yield from self._by_field(text)
        for link in self._by_heading_words(text):
            if not any(link.overlaps(other.start, other.end) for other in found):
                yield link

    def _things(self, text: str) -> Iterator[Linked]:
        """The companies, documents, projects and villages."""
        for match, name in self.index.things_in(text):
            if name.kind == "PolicyDocument" and _of_another_place(text[: match.start], name.label):
                continue
            if match.end - match.start > _SURE_THING or _stands(text, match):
                yield _linked(text, name, match.start, match.end)

    def _fits(self, text: str, match: Match, name: Name) -> bool:
        """Whether a match is the name itself and not the beginning of another name."""
        if name is self.index.any_town:
            return _is_none_of(text, match.start)  # else 镇街 asks which, or calls all of them
        if name.kind == "Town":
            return self._fits_town(text, match)
        if name.kind == "Unit" and (match.name in heads() or contexts("unit-part").at(text, match.end)):
            return False  # any 医院, or a building of one
        if name.kind in _UNITS and match.end - match.start <= _SHORT:
            return _ends_here(text, match.end) and not self._is_in_word(text, match)
        sure = name.kind != "Unit" or match.end - match.start > _SHORT + 1 or contexts("title").at(text, match.end - 1)
        return bool(sure) or _stands(text, match)  # 公安局长 tells an office

    def _is_in_word(self, text: str, match: Match) -> bool:
        """Whether a short name is the end of a longer word of the table or of the language (社工会, 专科医院)."""
        before = text[: match.start][-1:]
        if is_chinese(before) and not contexts("before-short").before(text, match.start):
            return self.texts.is_written(before + match.name) or not stands(text, match.start, match.end)
        return False

    def _fits_town(self, text: str, match: Match) -> bool:
        if contexts("longer-town").at(text, match.end):
            return False
        label = self.index.bases.get(match.name)
        if label is None:
            return True
        if text.startswith(label, match.start):
            return False  # the whole name is looked at by itself
        if _begins_longer_town(text, match.end):
            return False
        return _ends_here(text, match.end) or not self.texts.is_written(text[match.start : match.end + 1])

    def _continues(self, link: Linked, thing: Linked) -> bool:
        """Whether a town is the first part of a thing's name (共和万洋众创城)."""
        touching = link.kind == "Town" and link.end == thing.start and thing.kind in _HEADS_NAME
        return touching and len(link.text) < len(link.label) and self.texts.is_written(link.text + thing.text)

    def _by_field(self, text: str) -> Iterator[Linked]:
        """Bureaus called by their field before 部门, 那边 and the like (公安那边)."""
        for end in range(_FIELD, len(text)):
            word = contexts("field-called").at(text, end)
            name = self.index.actors.get(f"{text[end - _FIELD : end]}局") if word else None
            if name and not contexts("field-not").at(text, end + len(word)):
                yield _linked(text, name, end - _FIELD, end + len(word))

    def _by_heading_words(self, text: str) -> Iterator[Linked]:
        """Headings called by words of theirs before 板块, 部分 and the like (社会治理板块)."""
        for at in range(_FIELD, len(text)):
            word = contexts("heading-called").at(text, at)
            end = at - len(contexts("heading-filler").before(text, at)) if word else 0
            end -= text[end - 1 : end] in _CLOSING
            for start in range(max(0, end - _MOST_HEADING_WORDS), end - 1):
                bearing = [name for label, name in self.index.headings.items() if text[start:end] in label]
                if len(bearing) == 1 and all(map(is_chinese, text[start:end])):
                    yield _linked(text, bearing[0], start, at + len(word))
                    break

    def _meant(self, text: str, links: Iterable[Linked], suspect: Suspect) -> Linked | None:
        """The unit that a unit-shaped name must mean, what is joined to it before it included (民政和社会福利局)."""
        place = leading_division(suspect.text)
        if suspect.kind != "Unit" or (place and not self._finder.is_own_place(place)):
            return None
        joined = [link.start for link in links if link.kind == "Unit" and text[link.end : suspect.start] in _JOINING]
        for start in [*joined, suspect.start]:
            name = self._units.meant(text[start : suspect.end])
            if name:
                return _linked(text, name, start, suspect.end)
        return None

    def _assumed(self, links: Iterable[Linked], corrected: Sequence[tuple[str, str]]) -> Iterator[Assumed]:
        """The links whose words are another name than the table's, or were written differently."""
        for link in links:
            written = next((written for written, name in corrected if link.text in name or name in link.text), None)
            if written is not None:
                yield Assumed(written, link)
            elif link.kind == "Unit" and "、" not in link.label and self._is_loose(link):
                yield Assumed(link.text, link)

    def _is_loose(self, link: Linked) -> bool:
        return not contexts("field-called").before(link.text, len(link.text)) and self._units.is_loose(
            link.text, link.label
        )


_BUREAUS = listed("ends-of-bureaus")
_LONGEST_FIELD = 6
_DENIALS = ("也不是", "又不是", "不是", "也不由", "不由", "也没有", "")
_BOUNDS = frozenset("、，,。;；?？和与及跟或同都均也的一二两三四五六七八九几各等 ")


def _beside(text: str, link: Linked) -> Iterator[tuple[int, int]]:
    """The stretches joined to a name on either side that may be the field of another bureau, the longest first."""
    for denial in _DENIALS:
        at = link.end + 1 + len(denial)
        if text[link.end : link.end + 1] in _JOINED and text.startswith(denial, link.end + 1):
            for end in range(min(len(text), at + _LONGEST_FIELD), at + 1, -1):
                if (end == len(text) or text[end] in _BOUNDS) and all(map(is_chinese, text[at:end])):
                    yield at, end
            break
    end = link.start - 1
    if end > 0 and text[end] in _JOINED:
        for start in range(max(0, end - _LONGEST_FIELD), end - 1):
            if (start == 0 or text[start - 1] in _BOUNDS) and all(map(is_chinese, text[start:end])):
                yield start, end


_JOINED = frozenset("、，,和与及跟或同")


def _linked(text: str, name: Name, start: int, end: int) -> Linked:
    return Linked(text[start:end], name.kind, name.label, name.keys, start, end)


def _without_titles(links: Sequence[Linked]) -> list[Linked]:
    """Names without the office of a person right beside them, which others hold too (邱丽萍副县长)."""
    people = [link for link in links if link.kind == "Person"]
    titles = {
        one
        for one in people
        for other in people
        if one.start in {other.end, other.start - len(one.text)}
        and one.end != other.end
        and set(other.keys) < set(one.keys)
    }
    return [link for link in links if link not in titles]


def _is_surname_only(name: str) -> bool:
    """Whether a name is a surname and an office: another surname is another person."""
    return contexts("title").at(name, 1) == name[1:]


def _unmasked(links: Iterable[Linked], suspects: Sequence[Suspect]) -> list[Linked]:
    """The links that are no part of a longer unknown name (李志 in 李志强副市长)."""
    return [link for link in links if not any(link.overlaps(one.start, one.end) for one in suspects)]


def _stands(text: str, match: Match) -> bool:
    """Whether a name is a word there: 世运电路 in 提到过世运电路 is, 政府办 in 政府办事 not."""
    return stands_alone(text, match.start, match.end) or stands(text, match.start, match.end)


def _is_too_short(link: Linked) -> bool:
    """Whether a thing's name is too short to be surely one; of two characters only villages are."""
    return len(link.text) <= _SHORT and not (link.kind == "Village" and link.text.endswith("村"))


def _is_none_of(text: str, start: int) -> bool:
    """Whether a denial stands before a place (没有任何)."""
    start -= len(contexts("any-of").before(text, start))
    return bool(contexts("none-before").before(text, start))


def _ends_here(text: str, end: int) -> bool:
    """Whether what stands behind a short name does not belong to a longer word."""
    return end >= len(text) or not text[end].isalnum() or bool(contexts("behind-short").at(text, end))


def _begins_longer_town(text: str, end: int) -> bool:
    """Whether one more character and 镇 or 乡 follow: another town's name (百丈漈镇)."""
    return text[end + 1 : end + 2] in _TOWN_ENDS and is_chinese(text[end : end + 1]) and text[end] not in _FREE


_CLOSING = frozenset("）”」")
_TOWN_ENDS = listed_set("ends-of-towns-short")
_FREE = frozenset("和与及跟同的等各两三几、或是在")


def _of_another_place(before: str, label: str) -> bool:
    """Whether the place right before a document's short title makes it another one (浙江省优化营商环境条例)."""
    place = trailing_division(before)
    return bool(place) and place not in label
