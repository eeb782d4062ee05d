"""Villages and communities in free text: named as such, in a list that is, after their town, or by a coined name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.language.segmentation import stands_alone, word_starts
from graph.language.word_lists import words
from graph.mentions.wording import FUNCTION, is_everyday, is_place_name
from graph.places.divisions import Town, Village

RULE_WORD = "带村、社区等字样"
RULE_LIST = "与村名并列"
RULE_TOWN = "紧跟镇名"
RULE_COINED = "不是常用词"
RULE_WITHIN = "行政村名加自然村名"
RULE_UNLISTED = "名录以外的村名"

_KIND = r"村民委员会|社区居民委员会|社区居委会|居民委员会|村委会|居委会|村委|社区|村(?![委民级居内史容路庄干官镇]|小区)|圩(?!镇)"
_LIST_HEAD = re.compile(
    rf"^(?:等|这)?(?:\d+|[两三四五六七八九十]+)?(?:个|条)?(?:行政|自然|试点|示范|历史文化|美丽|传统)?(?:{_KIND}|村落|村庄|乡村|村居)"
)
_OTHER_NAME = re.compile(
    r"^(?:[东南西北中]?(?:路|大道|街|公路|高速)|河|江|湖|山|桥|大桥|水库|小学|中学|学校|幼儿园|医院|卫生院|市场|公园|花园|广场|大厦|"
    r"公司|集团|银行|站|分院|片区内|时代|通道|线)"
)
_JOIN = r"[、和及与]"
_NAME = r"(?:(?![和及与])[\u4e00-\u9fff]){2,3}"
_ENDS_NAME = re.compile(r"$|[、,;:。!?()\n\d]|片区|等|和|与|及|共|数据|已|在|正")
_PLACE_AFTER = r"村(?![委民级居内史容路庄干官镇庙])|村委会|村委|社区(?![矫干工])"


@dataclass(frozen=True, slots=True)
class VillageMention:
    """A village named in a folded text; ``town`` is ``None`` when the list of villages does not hold it."""

    start: int
    end: int
    name: str
    town: Town | None
    code: str | None
    rule: str


class VillageFinder:
    """Finds the villages of one county."""

    def __init__(self, villages: Sequence[Village], towns: Sequence[Town]) -> None:
        self._towns = {name: town for town in towns for name in (town.name, town.base) if len(name) > 1}
        self._bases: dict[str, list[Village]] = {}
        for village in villages:
            self._bases.setdefault(village.base, []).append(village)
        bases = sorted(self._bases, key=len, reverse=True)
        self._base = re.compile("|".join(map(re.escape, bases)) or r"(?!)")
        town = "|".join(sorted(map(re.escape, self._towns), key=len, reverse=True)) or r"(?!)"
        self._after_town = re.compile(rf"(?P<town>{town})$")
        self._unlisted = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,8}}?)(?P<kind>{_PLACE_AFTER})")
        self._list = re.compile(rf"(?:{_NAME}(?:{_KIND})?{_JOIN})+{_NAME}(?={_LIST_HEAD.pattern[1:]})")

    def find(self, text: str) -> list[VillageMention]:
        """The villages a folded text names, in order."""
        found: dict[int, VillageMention] = {}
        for match in self._base.finditer(text):
            mention = self._judge(text, match.start(), match.end())
            if mention:
                found[mention.start] = mention
        taken = [(mention.start, mention.end) for mention in found.values()]
        for mention in self._unlisted_villages(text):
            if all(mention.end <= start or mention.start >= end for start, end in taken):
                found[mention.start] = mention
        return [found[start] for start in sorted(found)]

    def _judge(self, text: str, start: int, end: int) -> VillageMention | None:
        base, after = text[start:end], text[end:]
        town = self._town_before(text, start)
        kind = re.match(_KIND, after)
        if kind and base in self._towns and kind.group(0) == "圩":
            return None  # the market of the town, not the village that bears its name
        if kind and (town or self._begins_name(text, start)):
            return self._mention(start, end + kind.end(), base, town, RULE_WORD, kind.group(0))
        listed = self._known_list(text, start, end)
        if _OTHER_NAME.match(after) and not listed:
            return None
        if town and base not in self._towns:
            return self._mention(start, end, base, town, RULE_TOWN)
        if listed:
            return self._mention(start, end, base, town, RULE_LIST)
        if self._is_coined(base) and stands_alone(text, start, end) and _ENDS_NAME.match(after):
            return self._mention(start, end, base, town, RULE_COINED)
        return None

    def _mention(
        self, start: int, end: int, base: str, town: Town | None, rule: str, kind: str = ""
    ) -> VillageMention | None:
        """The village of that base: the one of the town named before it, else the only one of its name."""
        named = self._bases[base]
        fitting = [village for village in named if town is None or village.town == town]
        if len(fitting) > 1:
            fitting = [village for village in fitting if _same_kind(village, kind)]
        if len(fitting) != 1:
            return None  # another town's name stands before it, or several villages bear the name
        village = fitting[0]
        return VillageMention(start, end, village.name, village.town, village.code, rule)

    def _town_before(self, text: str, start: int) -> Town | None:
        match = self._after_town.search(text[max(0, start - 8) : start])
        return self._towns[match["town"]] if match else None

    def _is_coined(self, base: str) -> bool:
        return not is_everyday(base) and base not in self._towns

    def _begins_name(self, text: str, start: int) -> bool:
        """Whether a base is a whole name and not the end of a longer one (东+双桥)."""
        return start in word_starts(text) or text[start - 1] in FUNCTION

    def _known_list(self, text: str, start: int, end: int) -> bool:
        """Whether a base stands in a list of bases: one with a word for village at its end, or of three and more."""
        left, right = start, end
        count = 1
        while step := re.search(rf"({self._base.pattern})(?:{_KIND})?(?:{_JOIN})$", text[max(0, left - 14) : left]):
            left -= len(step.group(0))
            count += 1
        while step := re.match(rf"(?:{_KIND})?(?:{_JOIN})({self._base.pattern})", text[right : right + 14]):
            right += len(step.group(0))
            count += 1
        return count > 2 or any(m.start() <= start and end <= m.end() for m in self._list.finditer(text))

    def _unlisted_villages(self, text: str) -> Iterable[VillageMention]:
        """Villages the list does not hold: a coined name with 村 or 社区, its town only where it stands before it."""
        for match in self._unlisted.finditer(text):
            start, end = self._coined_start(text, match.start("name"), match.end("name")), match.end("name")
            outer = next((b for b in self._bases if text.endswith(b, 0, start) and b not in self._towns), "")
            within = self._base.match(text, start - len(outer))
            if within and within.end() < end and (outer or self._is_coined(within.group(0))):
                start -= len(outer)
                mention = self._mention(
                    start, match.end(), within.group(0), self._town_before(text, start), RULE_WITHIN
                )
                if mention:
                    yield mention
                continue
            town = self._town_before(text, start)
            plain = match["kind"].startswith("村") or town or text[:start].endswith("、")
            if text[start:end] in self._bases:
                continue  # a name that several listed villages bear
            if plain and self._coined_village(text[start:end]) and not text[:start].endswith("以"):
                yield VillageMention(start, match.end(), text[start : match.end()], town, None, RULE_UNLISTED)

    def _coined_start(self, text: str, start: int, end: int) -> int:
        """Where the name before 村 begins: after the last dictionary word, place name or function word."""
        town = max(
            (
                text.rfind(name, max(0, start - 3), end) + len(name)
                for name in self._towns
                if name in text[max(0, start - 3) : end]
            ),
            default=0,
        )
        start = max(start, town)
        for begin, stop in reversed(list(pairwise(sorted(word_starts(text))))):
            if start <= begin < end and stop <= end:
                word = text[begin:stop]
                if word in FUNCTION or (len(word) > 1 and stop < end) or word in self._towns:
                    return stop
            elif begin < start:
                break
        return start

    def _coined_village(self, name: str) -> bool:
        generic = words("everyday_villages", "words")
        proper = not is_everyday(name) or is_place_name(name)
        named = len(name) > 1 and proper and name not in self._towns and not (set(name) & FUNCTION - {"和", "家"})
        return named and len(name) <= 4 and not any(name.endswith(word) for word in generic)


def _same_kind(village: Village, kind: str) -> bool:
    """Whether a word (村, 社区) fits a village's official name: 白岘村 is 白岘村委会, not 白岘居委会."""
    urban = village.name.endswith(("居委会", "居民委员会", "社区"))
    return urban == ("社区" in kind or "居" in kind)
