"""Unknown names by their heads: 市宗教局, 金岗镇, 石榄村, 沙坪九小, 某某有限公司, 翠湖公园.

Each row of ``data/names/name_heads.csv`` names the heads of a kind, the rule by which what stands before one makes it a
name, and the common words that do not (各镇, 美丽乡村, 自来水公司).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.language.gazetteer import Gazetteer, Match
from graph.language.segmentation import Token, is_word
from graph.language.text import is_chinese
from graph.language.word_lists import listed, rows, words
from graph.mentions.company_parts import full_names, industry_words
from graph.mentions.wording import FUNCTION
from graph.names import body_of, without_level
from graph.places.divisions import leading_division
from qa.understanding.aliases import LEVELS
from qa.understanding.surroundings import Found, Surroundings, is_coined
from qa.understanding.unit_names import general_bodies

_MOST = 14
_SHORTEST_PLACE, _MOST_OF_PLACE = 2, 4
_COUNTING = frozenset("mqr")
_RARE = frozenset({"zg", "x", "g"})
"""Tags of characters that stand in names only."""
_SURE_ENDS = "局委办"
"""Ends by which a general name of a body is one also without the level before it."""


@dataclass(frozen=True, slots=True)
class Head:
    """A word in which names of a kind end, and the words before it that make no name."""

    kind: str
    rule: str
    word: str
    common: frozenset[str]


def headed_names(reading: Surroundings) -> Iterator[Found]:
    """The stretches shaped like names with a head, none of them written in the table."""
    yield from _bodies(reading)
    yield from _firms_of_places(reading)
    for start, end in full_names(reading.text):
        first = reading.token_at(start)
        counted = first is not None and first.tag[0] in _COUNTING
        if not counted and not reading.texts.is_written(reading.text[start:end]):
            yield Found("Company", start, end)
    for match in _heads_in(reading):
        for head in heads()[match.name]:
            found = _RULES[head.rule](reading, match, head)
            if found is not None:
                yield found
                break


def _heads_in(reading: Surroundings) -> Iterator[Match]:
    """The heads that end with a word and are no end of a longer head."""
    found = [match for match in _gazetteer().all(reading.text) if match.end in reading.edges]
    for match in found:
        longer = any(other.end == match.end and other.start < match.start for other in found)
        if not longer and not reading.is_named(match.start, match.end):
            yield match


def _bodies(reading: Surroundings) -> Iterator[Found]:
    """Bodies that other counties have and this table does not name."""
    for match in general_bodies().all(reading.text):
        start = match.start
        levelled = start > 0 and reading.text[start - 1] in LEVELS and _is_level(reading, start - 1)
        if not levelled and not (match.name[-1] in _SURE_ENDS and start in reading.edges):
            continue
        known = reading.texts.is_written_of_county(match.name) if levelled else reading.texts.is_written(match.name)
        if match.end in reading.edges and not known:
            yield Found("Unit", start - levelled, match.end)


def _firms_of_places(reading: Surroundings) -> Iterator[Found]:
    """Firms called by their place, a name and their trade without 公司 (广东溢茂电子的厂房), of whose name no text has a word."""
    text = reading.text
    for start in sorted(reading.edges):
        place = leading_division(text[start : start + _LONGEST_PLACE])
        core = start + len(place)
        for length in _CORES if place else ():
            end = _trades_end(text, core + length)
            name = text[core : core + length]
            named = all(map(is_chinese, name)) and not FUNCTION & set(name)
            if end and named and end in reading.edges and text[end : end + 1] in _OF_FIRM:
                if not reading.texts.is_written(name):
                    yield Found("Company", start, end)
                break


_LONGEST_PLACE = 6
_CORES = (2, 3, 4)
"""Characters of the name of a firm between its place and its trade."""
_OF_FIRM = ("", "的", "厂", "公")


def _trades_end(text: str, at: int) -> int:
    """Where the words for a trade end that begin at a place; 0 where none does."""
    end = at
    while word := next(
        (text[end:to] for to in range(end + _CORES[-1], end + 1, -1) if text[end:to] in industry_words()), ""
    ):
        end += len(word)
    return end if end > at else 0


def _is_level(reading: Surroundings, at: int) -> bool:
    """Whether 市, 县 or 区 at a place is the level before a body, not the end of a word (城市)."""
    return at == 0 or at in reading.edges or not is_word(reading.text[at - 1 : at + 1])


def _by_level(reading: Surroundings, match: Match, head: Head) -> Found | None:
    """市 + field + 局."""
    left = reading.before(match.start, _MOST)
    level = left[0].start - 1 if left else -1
    if level < 0 or reading.text[level] not in LEVELS or not _is_level(reading, level):
        return None
    name = reading.text[level : match.end]
    known = reading.texts.is_written(name[1:]) or without_level(name) == name
    return None if known or is_word(name) else Found(head.kind, level, match.end)


def _by_sure_head(reading: Surroundings, match: Match, head: Head) -> Found | None:
    """Field + 局, also without the level."""
    left = _without_common(reading.before(match.start, _MOST), head)
    if not left or left[-1].text in head.common or any(token.text[-1:] == head.word for token in left):
        return None
    name = reading.text[left[0].start : match.end]
    if not all(is_word(token.text) or is_coined(token.text) for token in left):
        return None
    token = reading.token_over(match.start)
    ordinary = (
        token is not None and is_word(token.text) and not token.tag.startswith("nt") and body_of(token.text) is None
    )
    return None if ordinary or reading.texts.is_written(name) else Found(head.kind, left[0].start, match.end)


def _by_place_name(reading: Surroundings, match: Match, head: Head) -> Found | None:
    """A name + 镇, 村: no word, a place to the dictionary, or a noun where a name may begin."""
    left: Sequence[Token] = reading.before(match.start, _MOST_OF_PLACE)
    start = _cut_in_two(reading, match)
    left = _without_common(left, head) if start is None else ()
    if start is None:
        start = left[0].start if left else match.start
        start = _with_numeral(reading, left) if left and left[0].tag in _RARE else start
    name = reading.text[start : match.start]
    common = name in head.common or (left and left[-1].text in head.common)
    if len(name) < _SHORTEST_PLACE or common or FUNCTION & set(name):
        return None
    known = reading.texts.is_written(name + match.name) or (head.kind == "Village" and reading.texts.is_written(name))
    named = start < (left[0].start if left else match.start) or _reads_as_place(left)
    opens = reading.opens(start) and all(token.tag.startswith("n") for token in left)
    return Found(head.kind, start, match.end) if (named or opens) and not known else None


def _with_numeral(reading: Surroundings, left: Sequence[Token]) -> int:
    """Where a name begins that has a numeral before a character of names only (百丈漈)."""
    before = reading.token_before(left[0].start)
    numeral = before is not None and len(before.text) <= len("百丈") and before.tag[0] in _COUNTING
    return before.start if numeral and before else left[0].start


def _reads_as_place(left: Sequence[Token]) -> bool:
    """Whether words before 镇 or 村 are a place to the dictionary, or together no word and none of them one."""
    if any(len(token.text) == 1 and token.tag in _RARE for token in left):
        return True  # 百丈漈镇
    coined = len(left) > 0 and not is_word("".join(token.text for token in left))
    places = [token.tag.startswith(("ns", "nr")) for token in left]
    ordinary = any(
        len(token.text) > 1 and is_word(token.text) and not place for token, place in zip(left, places, strict=True)
    )
    return (coined and not ordinary) or (len(left) > 0 and left[0].tag.startswith("ns"))


def _cut_in_two(reading: Surroundings, match: Match) -> int | None:
    """Where a name begins whose second character makes a word with its head (月|山镇, 明|城镇)."""
    token = reading.token_over(match.start)
    before = reading.token_before(token.start) if token else None
    if (
        token is None
        or before is None
        or token.tag.startswith("v")
        or match.start - token.start != 1
        or len(before.text) != 1
    ):
        return None
    return before.start if is_coined(reading.text[before.start : match.start]) else None


def _by_noun(reading: Surroundings, match: Match, head: Head) -> Found | None:
    """Any noun that is not common before the head + 中学, 公园."""
    left = _without_common(reading.before(match.start, _MOST), head)
    if not left or (left[-1].text in head.common and not any(map(reading.is_proper, left))):
        ordinal = _ordinal_before(reading, match) if head.kind == "School" else None
        return Found(head.kind, ordinal, match.end) if ordinal is not None else None
    if not any(map(reading.is_proper, left)) and not _opens_with_noun(reading, left):
        return None
    return _if_unknown(reading, left, match, head)


def _opens_with_noun(reading: Surroundings, left: Sequence[Token]) -> bool:
    """Whether what stands before a head is one noun that opens the clause (华侨中学二期什么时候开工)."""
    last = left[-1]
    alone = len(left) == 1 or reading.is_own_place(left[0].text) or last.tag.startswith("ns")
    return (
        alone
        and last.text not in heads()
        and reading.opens(left[0].start)
        and all(token.tag.startswith("n") or reading.is_own_place(token.text) for token in left)
    )


def _ordinal_before(reading: Surroundings, match: Match) -> int | None:
    """Where a number right before a head begins of which the table numbers none (第七小学)."""
    token = reading.token_before(match.start)
    numbered = token is not None and token.text.startswith("第") and token.tag.startswith("m")
    if not numbered or token is None or reading.texts.is_written(token.text + match.name):
        return None
    return token.start


def _by_ordinal(reading: Surroundings, match: Match, head: Head) -> Found | None:
    """A place or a proper name + 九小, 二桥, 西路."""
    left = _without_common(reading.before(match.start, _MOST), head)
    town = next((base for base in reading.index.bases if reading.text.endswith(base, 0, match.start)), "")
    if town:
        left = (Token(town, "ns", match.start - len(town), match.start),)
    if not left:
        return None
    last = left[-1]
    beside = any(reading.texts.is_written(last.text + other) for other in _alike(head))  # 溪滨南路
    named = reading.is_place(last.text) or reading.is_proper(last) or beside
    return _if_unknown(reading, left[-1:], match, head) if named else None


def _alike(head: Head) -> list[str]:
    """The other heads of its row that end alike (北路: 南路, 东路)."""
    return [
        word
        for word, of in heads().items()
        if word[-1] == head.word[-1] and word != head.word and head.kind == of[0].kind
    ]


def _by_proper(reading: Surroundings, match: Match, head: Head) -> Found | None:
    """A proper name before a head that is an everyday word, too + 公司, 项目."""
    left = _without_common(reading.before(match.start, _MOST), head)
    trades = frozenset(industry_words())
    core = [token for token in left if token.text not in trades and token.text not in head.common]
    if not core or not any(reading.is_proper(token) for token in core):
        coined = "".join(token.text for token in core)
        if len(core) < 2 or len(coined) > 3 or is_word(coined) or reading.texts.is_written(coined):
            return None
    return _if_unknown(reading, left, match, head)


def _by_maker(reading: Surroundings, match: Match, head: Head) -> Found | None:
    """The name of a maker before 项目, 厂房: a proper name, or a coined one with its trade (宏利盛建材项目)."""
    left = reading.before(match.start, _MOST)
    at = len(left)
    while at and left[at - 1].text in frozenset(industry_words()):
        at -= 1
    maker = left[at - 1] if at else None
    if maker is None or not reading.is_proper(maker) or maker.text in head.common:
        return None
    traded = at < len(left)
    if not traded and not is_word(maker.text):
        return None  # two words run together as often as a name
    return Found("Company" if traded else head.kind, maker.start, left[-1].end)


def _by_branch(reading: Surroundings, match: Match, head: Head) -> Found | None:
    """A body of which the table tells no such branch: 五邑大学鹤山校区."""
    left = reading.before(match.start, _MOST)
    for at in range(len(left)):
        for end in range(len(left), at, -1):
            body = reading.text[left[at].start : left[end - 1].end]
            if body.endswith(_BODY_ENDS) and reading.texts.is_written(body):
                near = reading.texts.is_written_apart(body, match.name) or reading.texts.is_written(body + match.name)
                return (
                    None
                    if near
                    else Found("School" if body.endswith(_SCHOOLS) else head.kind, left[at].start, match.end)
                )
    return None


def _if_unknown(reading: Surroundings, left: Sequence[Token], match: Match, head: Head) -> Found | None:
    """The name, unless the table writes it, with words between, or the county's own by its kind alone."""
    texts, first = reading.texts, left[0]
    name = reading.text[first.start : match.end]
    telling = [token for token in left if token.text not in head.common]
    if any(texts.is_written(reading.text[token.start : match.end]) for token in telling):
        return None
    if any(texts.is_written_apart(token.text, match.name) for token in telling):
        return None
    if head.kind in {"School", "Facility"} and any(texts.is_written(match.name + one.text) for one in telling):
        return None  # 苍岭幼儿园: 中心幼儿园苍岭分园
    own = all(reading.is_own_place(token.text) and token.text not in reading.index.bases for token in left)
    if own and texts.is_written(_written_out(match.name)):
        return None
    return None if is_word(name) else Found(head.kind, first.start, match.end)


def _written_out(head: str) -> str:
    """A numbered head as it is written in full.

    >>> _written_out("二中"), _written_out("公园")
    ('第二中学', '公园')
    """
    full = {"小": "小学", "中": "中学", "幼": "幼儿园"}.get(head[-1:])
    return f"第{head[:-1]}{full}" if full and len(head) == 2 else head


def _without_common(left: Sequence[Token], head: Head) -> tuple[Token, ...]:
    """What stands before a head without the common words it begins with; nothing when all of them are common."""
    at = 0
    while at < len(left) and left[at].text in head.common:
        at += 1
    return tuple(left[at:])


_RULES = {
    "level": _by_level,
    "sure": _by_sure_head,
    "name": _by_place_name,
    "noun": _by_noun,
    "ordinal": _by_ordinal,
    "proper": _by_proper,
    "branch": _by_branch,
    "maker": _by_maker,
}
_BODY_ENDS = listed("ends-of-bodies")
_SCHOOLS = listed("ends-of-schools")


@lru_cache(maxsize=1)
def heads() -> dict[str, tuple[Head, ...]]:
    """Word → the heads it may be, in the order of the table."""
    villages = frozenset(words("everyday_villages", "words", "kind", "before_village"))
    found: dict[str, tuple[Head, ...]] = {}
    for row in rows("name_heads"):
        common = frozenset(row["common"].split()) | (villages if row["kind"] == "Village" else frozenset())
        for word in row["words"].split() if row["rule"] in _RULES else ():
            found[word] = (*found.get(word, ()), Head(row["kind"], row["rule"], word, common))
    return found


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return Gazetteer(heads())
