"""Named projects, works, parks, schools, roads and sites of one table, and which names mean the same one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from graph.language.gazetteer import longest
from graph.language.segmentation import Token, stands_alone
from graph.language.text import any_of
from graph.mentions.project_names import (
    Named,
    NameReader,
    is_common,
    is_head,
    is_proper,
    may_be_listed,
    project_words,
)
from graph.mentions.spans import Span
from graph.mentions.wording import FUNCTION
from graph.places.divisions import leading_division, provinces_and_cities

RULE_TITLE = "项目类任务的名称"
RULE_HEAD = "以项目、工程、园区等词结尾"
RULE_ROAD = "道路名"
RULE_LISTED = "与“等项目”并列"
RULE_TAIL = "省去“项目、工程、建设”"

_ROAD_CODE = re.compile(
    r"(?P<level>国道|省道|县道|乡道)(?P<number>\d{2,4})(?!\d)线?"
    r"|(?:国道|省道|县道|乡道)?(?<![A-Za-z0-9])(?P<code>[GSXY]\d{2,4})(?![\d+])(?:国道|省道|县道|线)?"
)
_ROAD_LETTERS = {"国道": "G", "省道": "S", "县道": "X", "乡道": "Y"}
_PHASE = re.compile(r"[(（]?(?P<phase>[一二三四五六]期|\d期)[)）]?")
_SITES = frozenset({"road", "rail", "bridge", "culture", "nature", "park", "school"})
"""Kinds whose names stand inside names of works (新环路道路工程)."""
_INSTITUTIONS = frozenset({"school", "research", "health"})
_LIST_TAIL = 5
"""The most words between 等 and 项目 at the end of a list of projects (等一批在建企业项目)."""
_LONGEST_ITEM = 12
"""The most characters of a firm or a site that stands for its project in a list (宝鹤物流、甘牛食品等重点项目)."""
_LONGEST_TITLE = 80
_MAX_KEY = 26


class ProjectFinder:
    """Finds the projects, parks, roads and sites of a table."""

    def __init__(
        self, titles: Iterable[str], texts: Sequence[str], county: str = "", proper: Iterable[str] = ()
    ) -> None:
        """Read all texts (folded).

        :param titles: titles of tasks that are projects.
        :param proper: names of places and companies; a project's name holds one, or something coined.
        """
        self._county = county
        self._proper = frozenset(proper)
        self._seen: Counter[str] = Counter()
        self._rules: dict[str, str] = {}
        own = {*self._proper, county, county[:-1]}
        self._reader = reader = NameReader(own)
        for title in titles:
            name = reader.without_verbs(title.rstrip("。"))
            if 4 < len(name) <= _LONGEST_TITLE:
                self._seen[name] += 3
                self._rules[name] = RULE_TITLE
        self._read = {
            text: [n for n in names if self._is_here(text, n)] for text, names in _names(texts, reader, own).items()
        }
        for text, found in self._read.items():
            for named in found:
                name = text[named.start : named.end]
                self._seen[name] += 1
                self._rules.setdefault(name, RULE_ROAD if named.kind == "road" else RULE_HEAD)
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for name, count in self._seen.items():
            groups[self.key(name)][name] = count
        self._canonical = {
            name: max(names, key=lambda one: (names[one], -len(one))) for names in groups.values() for name in names
        }

    def key(self, name: str) -> str:
        """The form in which names of one project are equal: no county, no tail, phases written one way.

        >>> finder = ProjectFinder([], [], "鹤山市")
        >>> finder.key("华侨城古劳水乡(二期)工程") == finder.key("华侨城古劳水乡二期")
        True
        """
        plain = name.removeprefix(self._county).removeprefix(self._county[:-1]) if self._county else name
        plain = _PHASE.sub(lambda match: match["phase"], plain)
        for longer, shorter in _alike():
            plain = plain.replace(longer, shorter)
        bare = plain.removesuffix("工程").removesuffix("项目")
        tails = sorted(project_words("tail"), key=len, reverse=True)
        bare = next((bare.removesuffix(tail) for tail in tails if bare.endswith(tail)), bare)
        return bare or plain

    def find(self, text: str) -> list[Span]:
        """The projects a folded text names."""
        spans = [self._span(text, named.start, named.end) for named in self._read.get(text, ())]
        spans += [
            self._span(text, match.start(), match.end())
            for match in self._pattern.finditer(text)
            if stands_alone(text, match.start(), match.end()) or match.end() - match.start() > 5
        ]
        spans += [Span(m.start(), m.end(), _numbered_road(m), RULE_ROAD) for m in _ROAD_CODE.finditer(text)]
        return longest([*spans, *self._listed(text)])

    def _listed(self, text: str) -> Iterator[Span]:
        """Firms and sites that stand for their projects in a list of projects."""
        every = self._reader.words(text) if _may_list_works(text) else []
        for index, ending in enumerate(every):
            if ending.text not in project_words("list_end") or not _ends_in_works(every[index + 1 :]):
                continue
            words = every[:index]
            while item := _last_item(words):
                start, end = item[0].start, item[-1].end
                before = words[-len(item) - 1 : -len(item)]
                whole = not before or not before[0].text.isalnum() or before[0].text in FUNCTION | project_words("stop")
                if whole and any(is_proper(word) for word in item) and end - start <= _LONGEST_ITEM:
                    yield Span(start, end, self._project_of(text[start:end]), RULE_LISTED)
                words = words[: -len(item)]
                if not words or words[-1].text != "、":
                    break
                words = words[:-1]

    def _project_of(self, firm: str) -> str:
        """The project that a firm or a site in a list stands for: the one title that holds its name, else its name."""
        titled = [name for name, rule in self._rules.items() if rule == RULE_TITLE and firm in name]
        return self._canonical.get(firm) or (self._canonical[titled[0]] if len(titled) == 1 else firm)

    def _is_here(self, text: str, named: Named) -> bool:
        """Whether a house is one of this county: a college or a hospital of another city is no work of its plans."""
        place = leading_division(text[named.start : named.end]) if named.kind in _INSTITUTIONS else ""
        own = place.removesuffix(self._county[-1:]) == self._county[:-1]
        return own or not (place in provinces_and_cities() or place.removesuffix("市") in provinces_and_cities())

    def _span(self, text: str, start: int, end: int) -> Span:
        return Span(start, end, self._canonical[text[start:end]], self._rules[text[start:end]])

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = {name for name in self._canonical if len(name) > 2}
        shorter = {self.key(name): name for name in names if 4 <= len(self.key(name)) <= _MAX_KEY}
        for key, name in shorter.items():
            if key not in self._proper and self._stands_without_tail(key):
                self._canonical.setdefault(key, self._canonical[name])
                self._rules.setdefault(key, RULE_TAIL)
        return any_of(self._canonical)

    def _stands_without_tail(self, key: str) -> bool:
        """Whether what is left of a name still names it: 中创材料谷 does, 中欧合作 does not."""
        words = [(word.text, word.tag in {"coined", "name"}) for word in self._reader.words(key)]
        last, proper = words[-1]
        ends = proper or is_head(last) or not is_common(last)
        return ends and any(proper or not is_common(word) for word, proper in words)


def _names(texts: Sequence[str], reader: NameReader, proper: set[str]) -> dict[str, list[Named]]:
    """Text → the names in it; the sites found first are proper parts of other names."""
    first = {text: reader.read(text) for text in dict.fromkeys(texts)}
    sites = {text[n.start : n.end] for text, names in first.items() for n in names if n.kind in _SITES and n.sure}
    again = NameReader({*proper, *sites})
    known = any_of(sites)
    for text, names in first.items():
        if known.search(text):
            names += again.read(text)
    return {text: list(_outermost(names)) for text, names in first.items()}


def _outermost(names: Sequence[Named]) -> Iterator[Named]:
    """The names that stand in no other one, each once."""
    reached = -1
    for one in sorted(names, key=lambda named: (named.start, -named.end)):
        if one.end > reached:
            reached = one.end
            yield one


@lru_cache(maxsize=1)
def _alike() -> tuple[tuple[str, str], ...]:
    """Endings that name one thing: the longer and the shorter."""
    pairs = (word.split("=") for word in sorted(project_words("alike")))
    return tuple((longer, shorter) for longer, shorter in pairs)


def _may_list_works(text: str) -> bool:
    """Whether the word that ends a list stands close before the word for projects: cheap, and true of few texts."""
    for ending in project_words("list_end"):
        at = text.find(ending)
        while at >= 0:
            if any(text.find(word, at, at + _LONGEST_ITEM) >= 0 for word in project_words("list_of")):
                return True
            at = text.find(ending, at + 1)
    return False


def _ends_in_works(words: Sequence[Token]) -> bool:
    """Whether the word for projects follows soon, with no mark before it."""
    for word in words[: _LIST_TAIL + 1]:
        if word.text.endswith(tuple(project_words("list_of"))):
            return True
        if not word.text.isalnum():
            return False
    return False


def _last_item(words: Sequence[Token]) -> Sequence[Token]:
    """The words of the last item of a list: as far to the left as words may stand in a name."""
    first = len(words)
    while first and may_be_listed(words[first - 1]):
        first -= 1
    return words[first:]


def _numbered_road(match: re.Match[str]) -> str:
    """One name per numbered road: 省道S270, S270线 → S270."""
    return match["code"] or _ROAD_LETTERS[match["level"]] + match["number"]
