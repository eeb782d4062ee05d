"""Names of projects, works, parks, houses and roads, grown from their last word to the left.

A name is something proper (a place, a company, a word no dictionary knows, a code, an ordinal), what it is for, and a
head word: 址山 + 扩建 + 工程. It is read from the head leftwards over noun-like words and ends at a verb, a function word,
a quantity, a time or a mark; then what stands before its proper part falls off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from graph.language.head_words import NOT_HEADS, heads
from graph.language.segmentation import Token, cut, tagged, word_starts
from graph.language.text import any_of
from graph.language.word_lists import rows
from graph.mentions.company_parts import industry_words
from graph.mentions.wording import FUNCTION
from graph.places.divisions import division_names

_NUMBERED = frozenset({"school", "health", "water", "safety"})
"""Kinds of houses that an ordinal alone tells apart (第三水厂)."""
_SHORT = frozenset({"rail", "bridge", "research", "line"})
"""Kinds whose names hold no other head word: what stands before it is another name."""
_OF_A_PLACE = frozenset(
    {"culture", "health", "service", "rail", "nature", "school", "park", "power", "safety", "water"}
)
"""Kinds of which a place has one, so that the place's name tells it apart (鹤山公园)."""
_LONGER = ("村", "社区", "街道", "镇", "乡")
"""What makes of a name that ends here the name of another place (下桥村)."""
_WORK_HEADS = frozenset({"项目", "工程"})
_VOLTS = frozenset({"千伏", "KV", "kV"})
_LEADING = _VOLTS | frozenset({"国道", "省道", "县道", "乡道"})
"""Common words with which a name may begin: the level of a road, a site that a county has one of."""
_ROAD_LEVELS = frozenset({"国道", "省道", "县道", "乡道"})
_MOST = 34
"""The longest a name may be, in characters."""
_SHORTEST_SPLIT = 3
_WATERS_AND_HILLS = frozenset("河江湖山溪岭涌湾岛洲峰")
"""What a word before it names, whatever the word: 升平河, 大雁山."""
_ITEMS = frozenset({"water", "bridge", "nature", "school", "safety"})
"""Kinds whose names may be an everyday word where nothing else stands before it (、青年水库)."""
_ITEM_LENGTH = 2
_MANY = ("学校", "学院")
"""Heads that an everyday word before them does not make a name (成员学校)."""
_BRACKET = 16
"""A bracket inside a name is shorter than this."""
_OPENING = {")": "(", "”": "“"}
_QUOTING = frozenset({"service", "trade", "culture", "nature"})
"""Kinds of houses whose names hold a quoted word (“双元制”教育中心); a work that is quoted is a slogan as often as not."""
_PARTS = frozenset({"高速", "段", "线", "期"})
_JOINERS = frozenset("·—-~#&+至")
_CODE = re.compile(r"[A-Za-z]{0,6}\d{0,6}[A-Za-z]{0,6}")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]{1,3}|[一二三四五六七八九十\d]{1,2}[期号#区小中]")
_NUMBERED_NAME = re.compile(r"第[一二三四五六七八九十\d]{1,3}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_PHASE = re.compile(r"\([一二三四五六首\d]期\)|[一二三四五六首]期")
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千万]{1,4}")
_COUNTING = frozenset("一二三四五六七八九十百千万两几多各每数")
_SHORT_SCHOOL = re.compile(r"第?[一二三四五六七八九十]{1,2}[小中]")


@dataclass(frozen=True, slots=True)
class Named:
    """A name found at ``[start, end)``; ``sure`` when marks or other names bound it on the left."""

    start: int
    end: int
    kind: str
    sure: bool


@lru_cache(maxsize=32)
def project_words(kind: str) -> frozenset[str]:
    """The words of one kind of ``project_words.csv``."""
    return frozenset(word for row in rows("project_words") if row["kind"] == kind for word in row["words"].split())


def is_head(word: str) -> bool:
    """Whether a word is what names of projects, works and sites end with."""
    return word in heads()


@lru_cache(maxsize=1)
def _head_pattern() -> re.Pattern[str]:
    return any_of(heads())


@lru_cache(maxsize=65536)
def _tag(word: str) -> str:
    tagged_words = tagged(word)
    return str(tagged_words[0][1]) if len(tagged_words) == 1 else ("n" if _CHINESE.fullmatch(word) else "x")


class NameReader:
    """Reads names of works and sites from folded texts, with the proper names of one table at hand."""

    def __init__(self, names: Iterable[str]) -> None:
        """``names``: places, companies and the like, as folded texts write them."""
        self._names = frozenset(name for name in names if len(name) > 1)
        apart = {
            *heads(),
            *_ROAD_LEVELS,
            *(word for kind in NOT_HEADS for word in project_words(kind) if word.isascii() is False),
        }
        self._known = any_of(self._names | {word for word in apart if len(word) > 1})
        self._chars = frozenset(char for name in self._names for char in name[:2] if len(name) < 5)

    def read(self, text: str) -> list[Named]:
        """The names a text holds, each as far to the left as it reaches; they may overlap."""
        sentence = _Sentence(text, self.words(text), self._chars)
        found = [*sentence.headed(), *sentence.short_lines(), *sentence.numbered_schools()]
        return [one for one in found if text.count("(", one.start, one.end) == text.count(")", one.start, one.end)]

    def without_verbs(self, title: str) -> str:
        """A title without the verbs it begins with.

        >>> NameReader([]).without_verbs("加快推进瀚泽路改造工程")
        '瀚泽路改造工程'
        """
        for word in self.words(title):
            if word.text not in project_words("stop"):
                return title[word.start :]
        return title

    def words(self, text: str) -> list[Token]:
        """The words of a text: names given first, then dictionary words; runs of unknown characters are coined."""
        cuts = word_starts(text)
        words: list[Token] = []
        end = 0
        for match in self._known.finditer(text):
            name = match.group(0)
            # 疏港|大道: the dictionary knows 港大, and leaves a single 道.
            fits = match.end() in cuts and (match.start() in cuts or (name in heads() and match.end() - 1 in cuts))
            if match.start() < end or not (fits or (name in self._names and len(name) > 2)):
                continue
            words += _plain_words(text, end, match.start())
            words.append(Token(name, "name" if name in self._names else _word_tag(name), match.start(), match.end()))
            end = match.end()
        words += _plain_words(text, end, len(text))
        return _with_coined(words)


@lru_cache(maxsize=4096)
def _word_tag(word: str) -> str:
    return _tag(word) if word in project_words("stop") else "n"


def _plain_words(text: str, start: int, end: int) -> Iterator[Token]:
    for whole in cut(text[start:end]) if start < end else ():
        for word in _split(whole):
            tag = "name" if len(word) > 2 and word in division_names() else _tag(word)
            yield Token(word, tag, start, start + len(word))
            start += len(word)


@lru_cache(maxsize=16384)
def _split(word: str) -> tuple[str, ...]:
    """A dictionary word cut where a head word begins or ends in it (港大道, 河大桥, 工程建设).

    >>> _split("河大桥"), _split("工程建设"), _split("大桥")
    (('河', '大桥'), ('工程', '建设'), ('大桥',))
    """
    if len(word) == _SHORTEST_SPLIT and word not in heads() and word[1:] in heads() and word[:1] not in "中第":
        return word[:1], word[1:]
    if word[:2] in _WORK_HEADS and word[2:] in project_words("built") | project_words("stop"):
        return word[:2], word[2:]
    return (word,)


def _with_coined(words: Sequence[Token]) -> list[Token]:
    """Mark single characters in a row that are no function words: together they are a word nobody knows (杨德元)."""
    single: list[bool] = []
    before = " "
    for word in words:
        may = len(word.text) == 1 and _may_be_coined(word.text) and word.tag != "name"
        kind = _tag(word.text)[0] if may else ""
        counted = before[-1:].isdigit() or before[-1:] in _COUNTING
        single.append(may and (kind != "m" or (bool(single) and single[-1])) and (kind != "q" or not counted))
        before = word.text
    marked = []
    for index, word in enumerate(words):
        numeral = index > 0 and bool(_NUMBER.fullmatch(words[index - 1].text)) and not words[index - 1].text.isdigit()
        beside = (index > 0 and single[index - 1]) or (index + 1 < len(words) and single[index + 1]) or numeral
        marked.append(Token(word.text, "coined", word.start, word.end) if single[index] and beside else word)
    return marked


@lru_cache(maxsize=8192)
def _may_be_coined(char: str) -> bool:
    known = char in FUNCTION or char in heads() or char in project_words("stop") or char in "县市区镇局"
    return not known and bool(_CHINESE.fullmatch(char))


class _Sentence:
    """The words of one text and the names among them."""

    def __init__(self, text: str, words: Sequence[Token], chars: frozenset[str]) -> None:
        self._text = text
        self._words = words
        self._chars = chars
        self._ends = {word.end: index for index, word in enumerate(words)}
        self._index = {at: i for i, word in enumerate(words) for at in range(word.start + 1, word.end + 1)}

    def headed(self) -> Iterator[Named]:
        """Names that end with a head word."""
        for match in _head_pattern().finditer(self._text):
            if match.end() in self._ends and not self._longer(match):
                kind = heads()[match.group(0)]
                named = (self._road if kind == "road" else self._grown)(match.start(), match.end(), kind)
                if named:
                    yield named

    def _longer(self, head: re.Match[str]) -> bool:
        work = head.group(0) in _WORK_HEADS and self._text.startswith("中心", head.end())
        word = self._words[self._ends[head.end()]]
        return work or self._text.startswith(_LONGER, head.end()) or word.text in project_words("stop")

    def short_lines(self) -> Iterator[Named]:
        """Roads called by one character of each place they join (址云线)."""
        for first, second, line in zip(self._words, self._words[1:], self._words[2:], strict=False):
            pair = {first.text, second.text}
            if line.text == "线" and first.tag == second.tag == "coined" and pair & self._chars:
                yield Named(first.start, line.end, "road", self._bounded(first.start))

    def numbered_schools(self) -> Iterator[Named]:
        """Schools called by their place and number (沙坪六小)."""
        for place, word in pairwise(self._words):
            short = _SHORT_SCHOOL.match(self._text, word.start) if place.tag == "name" else None
            if short and short.end() in self._ends:
                yield Named(place.start, short.end(), "school", True)

    def _bounded(self, start: int) -> bool:
        return start == 0 or not self._text[start - 1].isalnum()

    def _parts(self, start: int) -> list[Token]:
        """The words before a head, the last one cut where the head begins."""
        if not start:
            return []
        index = self._index[start]
        last = self._words[index]
        tag = "name" if last.tag == "name" else "part"
        before = last if last.end == start else Token(self._text[last.start : start], tag, last.start, start)
        return [*self._words[max(0, index - 24) : index], before]

    def _grown(self, start: int, end: int, kind: str) -> Named | None:
        """The name that ends with the head at ``[start, end)``, or ``None``."""
        parts = self._parts(start)
        first = len(parts)
        while first and parts[-1].end - parts[first - 1].start <= _MOST and (step := _joins(parts, first - 1, kind)):
            first -= step
        name = _from_proper(parts[first:], kind) or self._of_trade(parts[first:], start, end) or self._item(parts, kind)
        surely = kind != "phase" or any(word.tag in {"name", "coined"} for word in name)
        if kind == "old" and not _is_after_place(name, start):
            return None
        if not name or not _tells_apart(name, kind) or not (surely or self._bounded(name[0].start)):
            return None
        return Named(name[0].start, self._end(end, kind), kind, self._bounded(name[0].start))

    def _of_trade(self, words: Sequence[Token], start: int, end: int) -> Sequence[Token]:
        """What stands before a park's head, when it is a trade told so closely that it names the park (智能家电|产业园)."""
        told = [word for word in words if word.text not in project_words("inside")]
        closely = len(told) > 1 and any(word.tag[0] in "nj" and not is_common(word.text) for word in told)
        return words if closely and self._text[start:end] in project_words("of_trade") else ()

    def _item(self, parts: Sequence[Token], kind: str) -> Sequence[Token]:
        """An everyday word right before a head, where a mark or a function word stands before it (、青年水库)."""
        word = parts[-1] if parts and kind in _ITEMS else None
        if (
            word is None
            or word.tag == "part"
            or len(word.text) != _ITEM_LENGTH
            or is_common(word.text)
            or not _CHINESE.fullmatch(word.text)
        ):
            return ()
        before = self._text[word.start - 1 : word.start]
        led = len(parts) > 1 and parts[-2].text in project_words("stop")
        opens = (self._bounded(word.start) or before in FUNCTION or led) and not self._text.startswith(_MANY, word.end)
        return (word,) if opens and word.text not in project_words("stop") and word.tag[0] not in "mrqd" else ()

    def _end(self, end: int, kind: str) -> int:
        """Where a name ends whose head ends at ``end``: past its phase (一期), past the part of a road that is meant."""
        phase = _PHASE.match(self._text, end)
        if phase:
            return phase.end()
        after = self._words[self._ends[end] + 1 : self._ends[end] + 3]
        part = kind == "rail" and len(after) > 1 and after[0].tag in {"name", "ns"} and after[1].text == "段"
        return after[1].end if part else end

    def _road(self, start: int, end: int, kind: str) -> Named | None:
        """The road in a town that ends with the head at ``[start, end)``, or ``None``."""
        parts = self._parts(start)
        first = len(parts)
        while first and self._in_road(parts, first - 1):
            first -= 1
        name = parts[first:]
        bare = "".join(word.text for word in name)
        item = bool(name) and (self._bounded(name[0].start) or self._text[name[0].start - 1] in "至到")
        if len(bare) < 2 or (bare in project_words("generic") and not item) or self._is_common_road(name, end):
            return None
        proper = any(word.tag in {"coined", "name"} or word.tag[:2] in {"nr", "ns", "nz"} for word in name)
        if not (proper or item or name[-1].tag[0] in "nap"):
            return None
        return Named(name[0].start, self._end(end, kind), kind, item)

    def _in_road(self, parts: Sequence[Token], index: int) -> bool:
        """Whether the word at ``index`` belongs to the name of the road that the words after it end."""
        word, length = parts[index], sum(len(part.text) for part in parts[index + 1 :])
        if not _CHINESE.fullmatch(word.text) or word.text in project_words("stop") or length > 2:
            return False
        if length + len(word.text) > 4 or (length and word.text in project_words("generic") and len(word.text) > 1):
            return False
        if word.text == "和":  # 悦和路, 和顺路; but 甲路和乙路
            before = parts[index - 1].text if index else ""
            opens = self._bounded(word.start) or before in FUNCTION or before in project_words("stop")
            return opens if length else _may_be_coined(before)
        if word.text in FUNCTION:
            return False
        return word.tag in {"coined", "name", "part"} or not (length > 1 or word.tag[0] in "vdpcuryqt")

    def _is_common_road(self, name: Sequence[Token], end: int) -> bool:
        whole = self._text[name[0].start : end]
        return whole in project_words("street") or whole.endswith(tuple(project_words("street_end")))


def _joins(parts: Sequence[Token], index: int, kind: str) -> int:
    """How many words to the left of a name belong to it: 0 when the word at ``index`` does not."""
    word, text = parts[index], parts[index].text
    if text in _OPENING and (text == ")" or kind in _QUOTING):
        return _bracketed(parts, index, _OPENING[text])
    if text in _JOINERS:
        between = 0 < index < len(parts) - 1 and _is_place(parts, index - 1) and _is_place(parts, index + 1)
        return int(between and (text != "至" or kind in {"work", "line"}))
    if _ends_name(word, kind, last=index == len(parts) - 1):
        return 0
    if word.tag in {"name", "coined", "part"} or _may_stand_inside(text):
        return 1
    return int(_is_before_range(parts, index) or _is_numbering(parts, index) or _is_noun(word))


def _bracketed(parts: Sequence[Token], index: int, mark: str) -> int:
    """How many words a bracket or a quotation that ends at ``index`` holds, itself included.

    0 when it is long; no name begins with a bracket.
    """
    if mark == "“" and any(is_head(part.text) for part in parts[index + 1 :]):
        return 0  # “夜侨都”特色街|古劳水乡商业街
    least = index if mark == "“" else index - 1
    opening = next((back for back in range(2, 10) if back <= least and parts[index - back].text == mark), 0)
    return opening + 1 if opening and parts[index].end - parts[index - opening].start < _BRACKET else 0


def _ends_name(word: Token, kind: str, last: bool) -> bool:
    """Whether no name of this kind reaches over a word; ``last``: it stands right before the head."""
    text = word.text
    if kind in _SHORT and (text == "段" or text.endswith("区") or (is_head(text) and not last)):
        return True
    if word.tag == "name":
        return kind != "work" and text.endswith("公司")
    if text in project_words("inside") or word.tag in {"coined", "part"}:
        return False
    if text in project_words("stop") or text in FUNCTION or text in _WORK_HEADS:
        return True
    return text in project_words("built") and kind not in {"work", "phase"}


def _may_stand_inside(text: str) -> bool:
    within = any(text in project_words(kind) for kind in ("inside", "built", "generic"))
    return within or bool(_ORDINAL.fullmatch(text)) or text in _PARTS


def _is_before_range(parts: Sequence[Token], index: int) -> bool:
    """Whether a single character ends the name of a place from which something reaches to another (大埠围至…)."""
    beside = 0 < index < len(parts) - 1 and parts[index - 1].tag == "name" and parts[index + 1].text in _JOINERS
    return beside and len(parts[index].text) == 1


def _is_numbering(parts: Sequence[Token], index: int) -> bool:
    """Whether a numeral or letters tell something apart: 六(小), 三(连路), 270 after 省道, 110(千伏), B."""
    text, after = parts[index].text, parts[index + 1] if index + 1 < len(parts) else None
    if not _NUMBER.fullmatch(text):
        return text in _VOLTS or (text.isascii() and bool(_CODE.fullmatch(text)))
    if after is None or _is_code(parts, index):
        return _is_code(parts, index)
    spoken = after.tag == "coined" and after.text not in project_words("generic") and not text.isdigit()
    return spoken or after.text in _VOLTS or bool(_ORDINAL.fullmatch(text + after.text[:1]))


def _is_noun(word: Token) -> bool:
    joins = word.tag[:2] == "vn" or word.tag[0] not in "vdpcuryeotq" or word.text in industry_words()
    return joins and bool(_CHINESE.fullmatch(word.text)) and (word.tag[0] != "m" or len(word.text) > 2)


def _is_code(parts: Sequence[Token], index: int) -> bool:
    before = parts[index - 1].text if index else ""
    return before in _ROAD_LEVELS or (before.isascii() and before.isalpha())


def _is_place(parts: Sequence[Token], index: int) -> bool:
    word = parts[index]
    named = word.tag in {"name", "coined", "part"} or word.tag[0] in "n" or is_head(word.text) or word.text in _LONGER
    return named or word.text[:1] in "GSXY" or (index > 0 and parts[index - 1].tag == "name" and len(word.text) == 1)


def _from_proper(words: Sequence[Token], kind: str) -> Sequence[Token]:
    """The words from the first proper one on; nothing when no word is proper."""
    strong = [index for index in range(len(words)) if _is_strong(words, index)]
    weak = [index for index in range(len(words)) if _is_weak(words, index, kind)]
    if not strong and (not weak or kind in {"trade", "housing", "phase", "bridge"}):
        named = kind == "phase" and all(_CHINESE.match(word.text) and not is_common(word.text) for word in words)
        return words if named and len(words) > 1 else ()
    first = _before_bracket(words, strong[0] if strong else weak[0])
    first -= int(first > 0 and words[first].tag == "coined" and bool(_NUMBER.fullmatch(words[first - 1].text)))
    while first and (step := _leads(words, first - 1, kind)):
        first -= step
    return words[first:]


def _before_bracket(words: Sequence[Token], index: int) -> int:
    """Where a name begins whose first proper word stands at ``index``: in a bracket, it holds what stands before it too."""
    inside = sum(word.text == ")" for word in words[index:]) > sum(word.text == "(" for word in words[index:])
    return 0 if inside and words[0].text != "(" else index


def _leads(words: Sequence[Token], index: int, kind: str) -> int:
    """How many words up to ``index`` belong to a name that begins after it."""
    if words[index].text in _JOINERS:
        return 2 if index else 0
    volts = index + 1 < len(words) and words[index + 1].text in _VOLTS
    return int(_is_weak(words, index, kind) or words[index].text in _LEADING | project_words("one_site") or volts)


def _is_strong(words: Sequence[Token], index: int) -> bool:
    """Whether a word is surely proper: a name given, a run of unknown characters, a code."""
    word = words[index]
    if word.tag == "coined":
        before, after = (words[i].tag if 0 <= i < len(words) else "" for i in (index - 1, index + 1))
        numeral = index > 0 and bool(_NUMBER.fullmatch(words[index - 1].text)) and not is_common(word.text)
        return numeral or before in {"coined", "name"} or after == "coined"
    if (
        word.text == "“"
        or (word.text in project_words("one_site") and index + 1 < len(words))
        or _is_the_only_one(words, index)
    ):
        return True
    coded = word.text.isascii() and word.text.isalnum() and not word.text.islower() and len(word.text) > 1
    after_it = words[index + 1].text if index + 1 < len(words) else ""
    if after_it in _WATERS_AND_HILLS and word.tag[0] in "naz" and not is_common(word.text):
        return True
    if word.text.isdigit():
        return index > 0 and words[index - 1].text in _ROAD_LEVELS
    return word.tag == "name" or (coded and word.text not in project_words("generic"))


def _is_after_place(name: Sequence[Token], end: int) -> bool:
    """Whether nothing but a place and a short word that says nothing common stands before an old building's head."""
    own = name[1:]
    told = all(not is_common(word.text) and _CHINESE.fullmatch(word.text) and word.tag[0] != "m" for word in own)
    if not own:
        return bool(name) and name[0].tag == "name" and name[0].text not in division_names()
    return name[0].tag == "name" and told and 1 < end - own[0].start < 4


def _is_weak(words: Sequence[Token], index: int, kind: str) -> bool:
    word = words[index]
    if _NUMBERED_NAME.fullmatch(word.text):
        after = words[index + 1].text if index + 1 < len(words) else ""
        return kind in _NUMBERED or heads().get(after) in _NUMBERED
    if word.text in project_words("apart"):
        return True
    if index and words[index - 1].text in _VOLTS:
        return not is_common(word.text)
    if word.tag[:2] not in {"nr", "ns", "nz", "nt"} or len(word.text) < 2 or word.text in heads():
        return False
    if word.text[0] in FUNCTION:
        return False  # 和县 is a county, and the end of a list
    return not any(word.text in project_words(words) for words in NOT_HEADS)


def _is_the_only_one(words: Sequence[Token], index: int) -> bool:
    """Whether a level stands here before a house of which a county has one (县|人民医院|迁建工程)."""
    house = heads().get(words[index + 1].text) if index + 1 < len(words) else None
    return words[index].text in project_words("level") and house in _NUMBERED | {"culture"}


def _tells_apart(name: Sequence[Token], kind: str) -> bool:
    """Whether a name says more than a county's or a province's name and what anyone has (鹤山市重点项目)."""
    of_the_site = kind == "work" and len(name) > 1 and name[0].text in project_words("one_site")
    if name[0].text == "“" or of_the_site or _is_the_only_one(name, 0):
        return True
    divisions = [word for word in name if word.tag == "name" and word.text in division_names()]
    rest = [word for word in name if word not in divisions and (word.tag == "coined" or not is_common(word.text))]
    site = any(is_head(word.text) and word.text not in _WORK_HEADS for word in name[1:])
    made = sum(word.text in project_words("inside") for word in name) > 1
    if rest or (kind == "work" and name[0] in divisions and (site or made)):
        return True
    official = name[-1].text[-1] in "省市县区" and kind not in {"culture", "health", "service"}
    return kind in _OF_A_PLACE and len(name) == len(divisions) > 0 and not official


@lru_cache(maxsize=8192)
def is_common(text: str) -> bool:
    """Whether a word may stand in a name but tells nothing apart.

    >>> is_common("重点"), is_common("址山")
    (True, False)
    """
    return any(text in project_words(kind) for kind in ("generic", "inside", "built", "common")) or text in heads()


def is_proper(word: Token) -> bool:
    """Whether a word is a name, a run of unknown characters, or what the dictionary knows as a name only."""
    named = word.tag in {"coined", "name"} or word.tag[:2] in {"nr", "ns", "nz", "nt"}
    return named and not is_common(word.text) and word.text not in division_names()


def may_be_listed(word: Token) -> bool:
    """Whether a word may stand in an item of a list of firms and works."""
    stops = word.text in project_words("stop") or word.text in FUNCTION or not word.text.isalnum()
    return not stops and (word.tag in {"coined", "name"} or word.tag[:2] == "vn" or word.tag[0] not in "vdpcuryq")
