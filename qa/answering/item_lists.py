"""The things that a sentence lists, where a question asks for them by name: 哪四个项目, 哪几所幼儿园, 名单.

A list is what marks and conjunctions join in one stretch of a sentence, or several titles in book marks. Its first member is
what follows the verb that leads to it, its last one ends before a number, a verb or 等.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.language.segmentation import tagged
from graph.language.text import is_digit
from graph.language.word_lists import listed
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList
from qa.answering.said import Said
from qa.querying.lookups import Found
from qa.querying.sentences import Sentence
from qa.understanding.asked_kinds import names_asked

_STRETCH = frozenset("，,。；;：:（）()！？!?\n")
_CONJUNCTIONS = listed("joining-items")
_LEADING = frozenset("vpucdrm")
"""Parts of speech that lead to the first member of a list."""
_SHORTEST, _LONGEST, _MOST = 2, 30, 40
_LOOKED_AT = 12
_CLOSING = "等共"
_HEADS = listed("heads-of-names")
"""How names of things end, which are whole then."""


def named_list(found: Found) -> Said | None:
    """The members of a list that a question asks for by name; ``None`` where it asks for none, or none is told."""
    asked = names_asked(found.slots.question)
    if asked is None:
        return None
    told = [(score, one) for score, one in found.ranked[:_LOOKED_AT]]
    for exact in (True, False):
        for _, sentence in told:
            for items in enumerations(sentence.text):
                if len(items) == asked if exact and asked else not exact and not asked:
                    return _said(items, sentence)
    return None


def _said(items: Sequence[str], sentence: Sentence) -> Said:
    things = EntityList(tuple(Entity(one, "listed") for one in items))
    return Said(say("told.list", n=len(items), names="、".join(items)), things, (sentence,))


def enumerations(text: str) -> Iterator[list[str]]:
    """The lists of a sentence, titles in book marks first.

    >>> list(enumerations("已发动炎墨、斯柯和博盈参加评选。"))
    [['炎墨', '斯柯', '博盈']]
    >>> list(enumerations("印发《甲方案》《乙要点》等文件"))
    [['甲方案', '乙要点']]
    """
    titles = _titles(text)
    if len(titles) > 1:
        yield titles
    start = 0
    for end in [*(at for at, char in enumerate(text) if char in _STRETCH), len(text)]:
        items = _members(text[start:end])
        if len(items) > 1:
            yield items
        start = end + 1


def _titles(text: str) -> list[str]:
    found: list[str] = []
    at = text.find("《")
    while at >= 0 and len(found) < _MOST:
        end = text.find("》", at)
        if end < 0:
            break
        found.append(text[at + 1 : end])
        at = text.find("《", end)
    return list(dict.fromkeys(found))


def _members(stretch: str) -> list[str]:
    """The members of one stretch, empty where it lists nothing."""
    parts = stretch.split("、")
    if len(parts) > _MOST or len(parts) < _SHORTEST:
        return []
    parts = [one for at, part in enumerate(parts) for one in _joined(part, last=at == len(parts) - 1)]
    items = [_opened(parts[0]), *(part.strip() for part in parts[1:-1]), _closed(parts[-1])]
    return items if all(_SHORTEST <= len(one) <= _LONGEST for one in items) else []


def _joined(part: str, *, last: bool) -> list[str]:
    """The members that a conjunction joins within a part: 和 between long names anywhere, any conjunction in the last part."""
    for word in _CONJUNCTIONS if last else _CONJUNCTIONS[:2]:
        before, _, behind = part.partition(word)
        least = _SHORTEST if last else 2 * _SHORTEST
        if min(len(before), len(behind)) >= least:
            return [before, behind]
    return [part]


def _opened(part: str) -> str:
    """The first member without the words that lead to it (已发动炎墨, 分别是省批的丰江实业)."""
    words = tagged(part)
    for at in range(len(words) - 1, -1, -1):
        word, tag = words[at]
        led = at > 0 and words[at - 1][1][:1] in "dpc"
        if (tag[:1] in _LEADING and (tag != "vn" or led)) or word in {"分别", "包括", "的"}:
            rest = "".join(one for one, _ in words[at + 1 :])
            if len(rest) >= _SHORTEST:
                return rest.strip()
    return part.strip()


def _closed(part: str) -> str:
    """The last member without what is said of all of them (博盈参加评选, 家属院3个小区, 泰利诺项目等)."""
    end = next((at for at, char in enumerate(part) if at > 1 and (is_digit(char) or char in _CLOSING)), len(part))
    if part[:end].endswith(_HEADS):
        return part[:end].strip()
    kept, length = "", 0
    for word, tag in tagged(part[:end]):
        if length >= _SHORTEST and tag == "v":
            break
        kept += word
        length += len(word)
    return kept.strip()
