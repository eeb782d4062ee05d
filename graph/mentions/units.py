"""Units in free text: those of the table under any of their names, other bodies of the county, bodies of other levels.

Besides the names of the general table: what rules a place (市政府, 雅瑶镇政府), bodies of one field called together
(发改部门), collective units (各镇（街）, 市直各单位), and bodies whose names end like one after a level or a place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from graph.language.gazetteer import Gazetteer, longest
from graph.language.numerals import read_numeral
from graph.language.segmentation import Token, is_word, stands, tokens
from graph.language.text import any_of, is_chinese, narrow, tidy
from graph.language.word_lists import words
from graph.mentions.project_names import project_words
from graph.mentions.spans import Span
from graph.mentions.wording import FUNCTION, is_everyday
from graph.names import RULE_SPELLING, general_names, unit_aliases, without_level
from graph.places.divisions import division_names, provinces_and_cities

RULE_OTHER_LEVEL = "上级或外地单位"
RULE_GENERAL = "通用单位名"
RULE_PLACE = "级别或地名加政府、党委等"
RULE_FIELD = "同一条线的部门"
RULE_COLLECTIVE = "集合单位"
RULE_ENDING = "以单位的字样结尾"
_LEVELS = "省市县区旗州盟"
_BEFORE_NAMES = frozenset("的由向对把被将从为在到至两")
_EACH = "各"
_LONGEST_FIELD = 7
"""How far before 单位 or 部门 a 各 stands that means all of them (各重点创建单位), in characters."""
_LEAST = {"body": 3, "body_of_field": 1, "group": 2}
"""The least that stands before an ending of a kind (its place and its field; some hold their field), in characters."""
_LONGEST = 20
"""The most that stands before it."""


def _is_body(name: str) -> bool:
    return name.endswith(_words("ending")) or (name.endswith(("）", ")")) and ("（" in name or "(" in name))


@lru_cache(maxsize=16)
def _words(kind: str) -> tuple[str, ...]:
    return words("unit_words", "words", "kind", kind)


@lru_cache(maxsize=16)
def _pattern(kind: str) -> re.Pattern[str]:
    return any_of(_words(kind))


class UnitFinder:
    """Finds units in folded texts."""

    def __init__(
        self,
        units: Mapping[str, Iterable[str]],
        county: str,
        towns: Iterable[str] = (),
        canonical: Callable[[str], str] = tidy,
    ) -> None:
        """Take the units of a table.

        :param units: canonical name → spellings.
        :param county: its official name, e.g. 鹤山市.
        :param towns: the official names of its towns.
        :param canonical: the usual wording of a name that is none of these.
        """
        self._county = county
        self._towns = tuple(towns)
        self._canonical = canonical
        self._own: dict[str, tuple[str, str]] = {}
        claimed: dict[str, set[str]] = {}
        for name, spellings in units.items():
            for alias in unit_aliases(name, spellings):
                text = without_level(narrow(alias.text))
                if len(text) > 1 and _is_body(alias.text):
                    claimed.setdefault(text, set()).add(name)
                    self._own.setdefault(text, (name, alias.rule))
        for name in units:
            self._own[without_level(narrow(name))] = (name, RULE_SPELLING)
        official = {without_level(narrow(name)) for name in units}
        for text, names in claimed.items():
            if len(names) > 1 and text not in official:
                del self._own[text]
        self._names = Gazetteer({name for name in {*self._own, *_general()} if len(name) > 1})

    def find(self, text: str) -> list[Span]:
        """The units a folded text names, longest names first, none inside another."""
        found = [*self._named(text), *self._ruling(text), *self._of_field(text), *self._collective(text)]
        found += [*self._ending(text), *_higher(text)]
        # 教育局长 is a person
        kept = longest(span for span in found if not text.startswith("长", span.end))
        return longest([*kept, *self._with_own(text, kept)])

    def _with_own(self, text: str, kept: Iterable[Span]) -> Iterator[Span]:
        """Units named with a part of theirs: 各镇(街)司法所, 市委办督查室, 中欧专班成员单位."""
        for span in kept:
            own = next((word for word in _words("own") if text.startswith(word, span.end)), "")
            if own and span.rule in {RULE_COLLECTIVE, RULE_ENDING}:
                yield self._told(text, span.start, span.end + len(own), span.rule)
            elif own and span.rule != RULE_FIELD:
                yield Span(span.start, span.end + len(own), span.name, span.rule)

    def _named(self, text: str) -> Iterator[Span]:
        for match in self._names.all(text):
            level = text[match.start - 1] if match.start and text[match.start - 1] in "省市县区" else ""
            span = self._span(text, match.name, level, match.start, match.end)
            if span and (stands(text, match.start, match.end) or stands(text, span.start, span.end)):
                yield span

    def _span(self, text: str, name: str, level: str, first: int, end: int) -> Span | None:
        start = first - len(level)
        place = self._place(text, first) or self._place(text, start)
        if len(name) < 3 and not level and not place:
            return None  # two characters may be anything
        if place:
            start = first - len(place) if text.endswith(place, 0, first) else start - len(place)
        if place and place.removesuffix(self._county[-1:]) != self._county[:-1]:
            return Span(start, end, text[start:end], RULE_OTHER_LEVEL)
        above = next((word for word in ("国家", "中央", "全国") if text.endswith(word, 0, start)), "")
        if above:
            return Span(start - len(above), end, text[start - len(above) : end], RULE_OTHER_LEVEL)
        if not level and text.endswith(("镇", "乡", "街", "街道", "镇)", "乡)", "街)", "街道)"), 0, start):
            return None  # 各镇（街）应急办 is the towns' own
        if level == "省":
            return Span(start, end, text[start:end], RULE_OTHER_LEVEL)
        if name in self._own:
            return Span(start, end, *self._own[name])
        if level and not name.endswith("厅"):
            return Span(start, end, f"{self._county[-1:]}{name}", RULE_GENERAL)
        return Span(start, end, name, RULE_GENERAL) if name.endswith(_words("sure")) and len(name) > 2 else None

    def _place(self, text: str, start: int) -> str:
        """The division or town right before a name: 江门市 in 江门市教育局."""
        town = next((town for town in self._towns if text.endswith(town, 0, start)), "")
        if town:
            return town
        for length in range(min(8, start), 1, -1):
            place = text[start - length : start]
            if place in division_names() and (
                (
                    place[-1] in _LEVELS
                    and (length > 2 or (place[0] not in FUNCTION and stands(text, start - length, start)))
                )
                or not is_everyday(place)
                or place in provinces_and_cities()
            ):
                return place
        return ""

    def _before(self, text: str, start: int) -> int:
        """Where a level or a place that ends at ``start`` begins; ``start`` when there is none."""
        level = next((word for word in _words("level") if text.endswith(word, 0, start)), "")
        place = self._place(text, start) or (self._place(text, start - len(level)) + level if level else "")
        return start - max(len(place), len(level))

    def _ruling(self, text: str) -> Iterator[Span]:
        """What rules a place: 市政府, 江门市委, 雅瑶镇政府."""
        for kind in ("rule", "party"):
            for match in _pattern(kind).finditer(text):
                start = self._before(text, match.start())
                person = kind == "party" and text.startswith(_words("person"), match.end())
                council = text.startswith("常委会", match.end())
                if start < match.start() and (not person or council) and stands(text, start, match.end()):
                    start -= len("中共") * text.endswith("中共", 0, start)
                    yield self._told(text, start, match.end(), RULE_PLACE)

    def _of_field(self, text: str) -> Iterator[Span]:
        """Bodies of one field called together: 发改部门, 省业务主管部门."""
        for match in _pattern("stem").finditer(text):
            field = next((word for word in _words("field") if text.endswith(word, 0, match.start())), "")
            if field and match.group(0) != "单位":
                start = match.start() - len(field)
                yield self._told(text, self._before(text, start), match.end(), RULE_FIELD)

    def _collective(self, text: str) -> Iterator[Span]:
        """Collective units: 各镇(街), 市直各单位, 10个镇(街); some words mean all of them by themselves (镇(街))."""
        for match in _pattern("collective").finditer(text):
            start = match.start()
            while before := next((word for word in _words("all") if text.endswith(word, 0, start)), ""):
                start -= len(before)
            if start == match.start() and match.group(0).endswith(_words("stem")):
                each = text.rfind(_EACH, max(0, start - _LONGEST_FIELD), start)
                start = each if each >= 0 and _is_one_group(text[each:start]) else start
            if start < match.start():
                yield self._told(text, start, match.end(), RULE_COLLECTIVE)
        for match in _pattern("alone").finditer(text):
            start = _counted(text, match.start())
            if start < match.start() or not is_chinese(text[start - 1 : start]) or _stands_before(text, start):
                yield self._told(text, start, match.end(), RULE_COLLECTIVE)

    def _ending(self, text: str) -> Iterator[Span]:
        """Bodies that end like one, after a level or a place; those of several units also after what they are for."""
        for kind, least in _LEAST.items():
            for match in _pattern(kind).finditer(text):
                start = self._grown(text, match.start(), kind == "group")
                if match.start() - start >= least and not text.startswith(_words("person"), match.end()):
                    yield self._told(text, start, match.end(), RULE_ENDING)

    def _grown(self, text: str, end: int, any_purpose: bool) -> int:
        """Where the name begins whose last words begin at ``end``; ``end`` when it is none."""
        first, placed = end, end
        words = tokens(text)
        for index in range(bisect_right(words, end, key=lambda token: token.end) - 1, -1, -1):
            token = words[index]
            if token.end != first or end - token.start > _LONGEST:
                break
            if len(token.text) > 1 and token.text[-1] in _LEVELS and not _is_place_name(token.text):
                placed = token.end - 1  # 报市, 和县: the level, joined to a word before it
                break
            if not (_in_name(token) or _abbreviates(words, index)):
                break
            first = token.start
            if token.text in _words("level") or self._place(text, token.end) or token.text in division_names():
                placed = first
        if placed < end:
            return self._outer(words, min(placed, self._before(text, placed)))
        for token in words if any_purpose else ():
            if token.start == first < end:
                whole = len(token.text) > 1 or token.tag == "ns" or token.text in _words("inside")
                if whole and token.text not in project_words("stop"):
                    return first
                first = token.end  # 报|粤桂协作领导小组, 推进|治水专班
        return end

    @staticmethod
    def _outer(words: Sequence[Token], start: int) -> int:
        """Where a name begins that a place begins at ``start``: with the land right before it, too (澳门|江门同乡会)."""
        before = next((token for token in words if token.end == start), None)
        land = before is not None and before.tag == "ns" and len(before.text) > 1 and is_word(before.text)
        return before.start if before and land else start

    def _told(self, text: str, start: int, end: int, rule: str) -> Span:
        place = self._place(text, start + len(self._county))
        elsewhere = text.startswith("省", start) or (place and place != self._county and place not in self._towns)
        written = text[start:end]
        return Span(start, end, written if elsewhere else narrow(self._canonical(tidy(written))), rule)


def _is_one_group(text: str) -> bool:
    """Whether a stretch is nothing but Chinese, with no function word after its first character and no other body."""
    return all(map(is_chinese, text)) and not set(text[1:]) & FUNCTION and not _pattern("stem").search(text)


def _counted(text: str, start: int) -> int:
    """Where the number begins that counts what begins at ``start`` (10个镇(街)); ``start`` when none does."""
    counter = next((word for word in _words("counter") if text.endswith(word, 0, start)), "")
    number = end = start - len(counter)
    while counter and number and read_numeral(text, number - 1):
        number -= 1
    return number if number < end else start


def _stands_before(text: str, start: int) -> bool:
    """Whether a word that needs no other before it may begin here: no noun ends here that would belong to it."""
    before = next((token for token in tokens(text) if token.end == start), None)
    return before is not None and (before.tag[0] not in "njlbs" or before.text in project_words("stop"))


def _abbreviates(words: Sequence[Token], index: int) -> bool:
    """Whether a character is one of two that stand for places (中|德)."""
    beside = [words[at] for at in (index - 1, index + 1) if 0 <= at < len(words)]
    single = len(words[index].text) == 1 and words[index].text not in FUNCTION | _BEFORE_NAMES
    return single and words[index].tag[0] == "f" and any(len(t.text) == 1 and t.tag[:2] == "ns" for t in beside)


def _higher(text: str) -> Iterator[Span]:
    """Bodies of the country."""
    for match in _pattern("higher").finditer(text):
        if stands(text, match.start(), match.end()):
            yield Span(match.start(), match.end(), match.group(0), RULE_OTHER_LEVEL)


def _is_place_name(word: str) -> bool:
    """Whether a word that ends with a level is a place, or another word of the dictionary."""
    return (is_word(word) or word in division_names()) and word[0] not in FUNCTION


def _in_name(token: Token) -> bool:
    inside = token.text in project_words("inside") or token.text in _words("inside")
    noun = token.tag[:2] == "vn" or token.tag[0] in "njblazgs" or inside
    return (
        noun
        and is_chinese(token.text[0])
        and not {token.text[0], token.text[-1]} & _BEFORE_NAMES
        and (token.text in _words("inside") or token.text not in project_words("stop"))
    )


@lru_cache(maxsize=1)
def _general() -> frozenset[str]:
    # Names of two characters (侨联) stand only after a level or a place.
    general = {without_level(name) for name in general_names(2) if _is_body(name) and not name.endswith("公司")}
    return frozenset({*general, *(f"{name[:-1]}厅" for name in general if name.endswith("局"))})
