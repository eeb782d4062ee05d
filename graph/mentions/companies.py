"""Companies in free text: full names, names known from the table, banks, lists of companies, names of projects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from graph.language.clauses import clause_start
from graph.language.gazetteer import longest
from graph.language.segmentation import stands_alone, word_starts
from graph.language.word_lists import words
from graph.mentions.company_names import (
    RULE_BANK,
    RULE_FULL,
    RULE_LIST,
    RULE_NATIONAL,
    RULE_PREMISES,
    RULE_PROJECT,
    RULE_TRADE_WORDS,
    CompanyNames,
)
from graph.mentions.company_parts import (
    abbreviations,
    full_names,
    industry_words,
    is_general,
    name_start,
    short_companies,
    take_apart,
)
from graph.mentions.spans import Span
from graph.mentions.wording import is_everyday
from graph.places.divisions import leading_division, trailing_division

_LIST_END = re.compile(
    r"^(?:等)?(?:\d+|[两三四五六七八九十多几]+)?(?:家|间|个)?(?:重点|龙头|优质|骨干|规上|民营)?(?:企业|公司|集团)"
)
_PROJECT_LIST = re.compile(r"^(?:等)?(?:\d+个)?(?:重点|重大|在建)?项目")
_LIST_VERB = re.compile(
    r"^(?:等|均|都)?(?:已|已经|正|正在|积极|成功)?(?:申报|报名|参加|参评|获评|入选|落户|签约|进驻|约\d|做)"
)
_ITEM_STOP = re.compile(
    r"^.*(?:的|到|支持|依托|发动|推动|鼓励|引导|目前|分别是|包括|如|和|与|及|以|由|走访|对接|成功|为|加快|推进|引进|以及)(?=..)"
)
_ITEM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,9}$")
_AFTER_NAME = re.compile(r"^(?:公司|集团|企业|项目|党委|党支部|厂|工厂|车间|技改|[一二三四五六]期|厂区|园区)")
_OTHER_NAME = re.compile(r"^(?:[东南西北中]?(?:路|大道|街(?!道)|公路)|河|山|村|社区|镇)")
_ENDS_NAME = re.compile(r"$|[、,;:。()\n]|等|和|及|与|已|公司|集团|企业")
_MAX_COINED = 4
_LOCAL_BANK = re.compile(r"(?:农村商业银行|农商银行|农商行|银行|村镇银行)(?:[\u4e00-\u9fff]{2,4}?(?:支行|分行))?")


class CompanyFinder:
    """Finds the companies of a table in its texts."""

    def __init__(self, texts: Sequence[str], places: Iterable[str] = (), bodies: Iterable[str] = ()) -> None:
        """Read all texts (folded) for the names they hold.

        :param places: names of the county's towns and villages, official and short.
        :param bodies: names of units; a trade name inside one (工业城) is no company's own.
        """
        self._places = tuple(place for place in places if len(place) > 1)
        self._bodies = "\n".join(bodies)
        self._blocked = frozenset(self._places)
        stated = {short: full for text in texts for short, full in abbreviations(text) if not self._is_blocked(short)}
        full = [text[start:end] for text in texts for start, end in full_names(text)]
        short = [text[start:end] for text in texts for start, end in short_companies(text)]
        self.names = CompanyNames(
            (name for name in full if name not in stated),
            (name for name in short if name not in stated),
            self._is_blocked,
        )
        for name, meant in stated.items():
            self.names.state(name, meant)
        self._confirmed: set[str] = set()
        heard = {pair for text in texts for pair in [*self._listed(text), *self._leading(text)]}
        for name, rule in sorted(heard, key=lambda pair: (len(pair[0]), pair)):
            if rule == RULE_LIST:
                self._confirmed.add(name)
            if not self.names.knows(name) and not self.names.knows_uniquely(take_apart(name).trade_name):
                self.names.add(name, name.removeprefix(take_apart(name).division), rule)
        known = self._pattern
        for text in texts:
            for match in known.finditer(text):
                place = self._place_before(text, match.start())
                if place and match.group(0) in self.names.trade_names:
                    self.names.add_apart(place + match.group(0), self.names.aliases[match.group(0)][0])
        del self._pattern  # made anew with the names just added

    def _place_before(self, text: str, start: int) -> str:
        """The town that stands right before a position (also in brackets), or nothing."""
        return next((place for place in self._places if text.endswith((place, f"({place})"), 0, start)), "")

    def _is_blocked(self, alias: str) -> bool:
        return alias in self._blocked or alias in self._bodies

    def find(self, text: str) -> list[Span]:
        """The companies a folded text names."""
        spans = [Span(start, end, text[start:end], RULE_BANK) for start, end in banks(text)]
        spans += [Span(start, end, text[start:end], RULE_PREMISES) for start, end in premises(text)]
        spans += [
            Span(m.start(), m.end(), m["name"], RULE_NATIONAL)
            for m in _national().finditer(text)
            if stands_alone(text, m.start(), m.end())
        ]
        aliases = self.names.aliases
        for start, end in full_names(text):
            name, rule = aliases.get(text[start:end], (text[start:end], RULE_FULL))
            spans.append(Span(start, end, name, rule))
        for match in self._pattern.finditer(text):
            alias = match.group(0)
            if self._fits(text, match.start(), match.end()):
                spans.append(self._extended(text, Span(match.start(), match.end(), *aliases[alias])))
        return longest(spans)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted(self.names.aliases, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names)) or r"(?!)")

    def _fits(self, text: str, start: int, end: int) -> bool:
        alias = text[start:end]
        if len(alias) > 5 and not text.endswith(")", 0, start):
            return True
        if _OTHER_NAME.match(text[end:]):
            return False
        if not stands_alone(text, start, end) and not _AFTER_NAME.match(text[end:]):
            return False
        if self._place_before(text, start):
            return False  # 古劳万洋 is a company of its own, which may be the same.
        if not self.names.is_weak(alias) or alias in self._confirmed:
            return True
        return bool(_AFTER_NAME.match(text[end:]) or _trade_word(text, end))

    def _extended(self, text: str, span: Span) -> Span:
        """世运 + 电路: a trade name with the trade word that ends the name."""
        word = _trade_word(text, span.end)
        end = span.end + len(word)
        if not word or text[span.start : span.end] not in self.names.trade_names or not _ENDS_NAME.match(text, end):
            return span
        return Span(span.start, end, span.name, RULE_TRADE_WORDS)

    def _listed(self, text: str) -> list[tuple[str, str]]:
        """Names that stand in one list with known companies, before 等企业 or what companies do."""
        found = []
        lists = (part for part in re.split(r"[,;:。!?\n()]", re.sub(r"\([^()]*\)", "", text)) if "、" in part)
        for listed in lists:
            items, tail = _items(listed)
            known = sum(self._is_known(item) for item in items)
            certain = _LIST_END.match(tail) or _LIST_VERB.match(tail)
            shaped = sum(self._is_shaped(item) for item in items) if _PROJECT_LIST.match(tail) else 0
            if shaped > 1:
                found += [(take_apart(item).trade_name, RULE_PROJECT) for item in items if self._is_shaped(item)]
            if (known and certain) or (known > 1 and 4 * known >= len(items) and _PROJECT_LIST.match(tail)):
                found += [(item, RULE_LIST) for item in items if self._may_be_name(item)]
        return found

    def _is_known(self, item: str) -> bool:
        return self.names.knows(item) or take_apart(item).trade_name in self.names.trade_names

    def _is_shaped(self, item: str) -> bool:
        """Whether an item is a coined trade name with a trade word (晶镁光伏)."""
        coined = take_apart(item).trade_name
        return (
            item != coined and 2 <= len(coined) <= _MAX_COINED and self._may_be_name(item) and not is_everyday(coined)
        )

    def _may_be_name(self, item: str) -> bool:
        if self.names.knows(item):
            return True
        coined = take_apart(item).trade_name
        return (
            2 <= len(coined) <= 6
            and coined not in industry_words()
            and not is_general(coined)
            and _ITEM.fullmatch(item) is not None
            and not (item == coined and is_everyday(item))
            and not any(place in item for place in self._places)
            and not self._is_blocked(item)
            and not self._is_blocked(coined)
        )

    def _leading(self, text: str) -> list[tuple[str, str]]:
        """Coined names at the head of a project's name: 联塑班皓新能源项目 → 联塑班皓."""
        found = []
        for position, named in _up_to_project(text):
            for item in named.split("、"):
                begin = _ITEM_STOP.match(item)
                start = position + (begin.end() if begin else 0)
                position += len(item) + 1
                end = self._coined_end(text, start)
                name = text[start:end]
                if name and _trade_word(text, end) and not self._is_blocked(name) and not is_everyday(name):
                    found.append((name, RULE_PROJECT))
        return found

    @staticmethod
    def _coined_end(text: str, start: int) -> int:
        """The end of the run of unknown single characters at ``start``; ``start`` when it is no name's length."""
        starts = word_starts(text)
        end = start
        while end in starts and end + 1 in starts and end - start <= _MAX_COINED and "\u4e00" <= text[end] <= "\u9fff":
            end += 1
        return end if 2 <= end - start <= _MAX_COINED else start


def _up_to_project(text: str) -> Iterator[tuple[int, str]]:
    """Each stretch of a clause that ends with 项目, and where it begins."""
    for clause in re.finditer(r"[^,;:。!?\n()“”]+", text):
        start = clause.start()
        while (found := text.find("项目", start, clause.end())) >= 0:
            end = found + len("项目")
            yield start, text[start:end]
            start = end


def _items(text: str) -> tuple[list[str], str]:
    """The items of a list (A、B和C等企业), and what follows the last one."""
    parts = re.split(r"、|和|及|与", text)
    stop = _ITEM_STOP.match(parts[0])
    first = parts[0][stop.end() :] if stop else parts[0]
    parts[0] = first[name_start(first, len(first)) :] or first
    last = re.match(r"(.{2,9}?)(?=等|申报|报名|参加|参评|已申报|均|都|\d|企业|公司|两家|三家|$)", parts[-1])
    tail = ""
    if last:
        tail = parts[-1][last.end() :]
        parts[-1] = last[1].removesuffix("已")
    return [part for part in parts if len(part) > 1], tail


def _trade_word(text: str, position: int) -> str:
    """The trade word that stands at a position, or nothing."""
    return next(
        (word for word in words("company_words", "words", "kind", "trade") if text.startswith(word, position)), ""
    )


@lru_cache(maxsize=1)
def _national() -> re.Pattern[str]:
    """Companies known all over the country; those that build are numbered (中铁十五局)."""
    names = "|".join(map(re.escape, words("company_words", "words", "kind", "national")))
    builders = r"中(?:铁|建|交|水电|冶|核|电建|化)[一二三四五六七八九十]{1,3}(?:局|院)"
    return re.compile(rf"(?P<name>{names}|{builders})(?:集团|公司)?")


def banks(text: str) -> list[tuple[int, int]]:
    """Banks with their branches, and those that bear the name of their place (歙县农商银行, 湖州银行)."""
    found = [match.span() for match in _bank_pattern().finditer(text)]
    for match in _LOCAL_BANK.finditer(text):
        place = trailing_division(text[: match.start()], longest=5)
        if place:
            found.append((match.start() - len(place), match.end()))
    return found


@lru_cache(maxsize=1)
def _bank_pattern() -> re.Pattern[str]:
    names = "|".join(words("company_words", "words", "kind", "bank"))
    branch = r"[\u4e00-\u9fff]{2,4}?(?:支行|分行)"
    return re.compile(rf"(?:中国)?(?:{names})银行(?:{branch})?|(?:工|农|中|建|交|人)行{branch}")


def premises(text: str) -> list[tuple[int, int]]:
    """Hotels and the like that their place and a coined name tell apart (江门丽宫国际酒店)."""
    found = []
    for match in _premises_pattern().finditer(text):
        before = text[: match.start()]
        begin = clause_start(text, match.start(), ",;:。!?、\n()“”")
        for start in range(max(begin, match.start() - 12), match.start() - 3):
            place = leading_division(before[start:])
            if place and not is_general(before[start + len(place) :]) and "的" not in before[start:]:
                found.append((start, match.end()))
                break
    return found


@lru_cache(maxsize=1)
def _premises_pattern() -> re.Pattern[str]:
    return re.compile("|".join(words("company_words", "words", "kind", "premises")))
