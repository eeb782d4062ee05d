"""What the texts of a table hold: words, words near each other, numbers and phases of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from graph.language.numerals import read_integer, read_numeral
from graph.language.text import fold, is_chinese
from graph.language.word_lists import listed, listed_set

_IN_MANY = 30
_LEVELS = listed_set("levels-with-provinces")
_APART = 4
"""Characters that may stand between the two halves of a name (竹树坡碧道公园 for 竹树坡公园)."""
_NEAR = 30
_MOST_NOUN = 6
_ORDINAL = "第"
CLASSIFIERS = listed("classifiers-of-series")
_PHASE = "期"


class TableTexts:
    """The folded texts of a table's tasks."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.whole = "\n".join(texts)
        self._shares: dict[str, float] = {}

    def is_written(self, words: str) -> bool:
        """Whether a text holds these words.

        >>> TableTexts(["市教育局（基建股）"]).is_written("教育局(基建股)")
        False
        """
        return words in self.whole or (not words.isalnum() and fold(words) in self.whole)

    def is_written_apart(self, first: str, second: str) -> bool:
        """Whether a text has the two with one to four Chinese characters between.

        >>> TableTexts(["竹树坡碧道公园"]).is_written_apart("竹树坡", "公园")
        True
        """
        for end in self._ends_of(first):
            for gap in range(1, _APART + 1):
                between = self.whole[end : end + gap]
                if self.whole.startswith(second, end + gap) and all(map(is_chinese, between)):
                    return True
        return False

    def characters_before(self, words: str) -> frozenset[str]:
        """The characters that stand right before some words.

        >>> sorted(TableTexts(["何伟民、孙伟民"]).characters_before("伟民"))
        ['何', '孙']
        """
        starts = (end - len(words) for end in self._ends_of(words))
        return frozenset(self.whole[at - 1] for at in starts if at > 0)

    def is_written_of_county(self, body: str) -> bool:
        """Whether a text has a body's name with no level of another government before it.

        >>> TableTexts(["报省金融局"]).is_written_of_county("金融局"), TableTexts(["由金融局"]).is_written_of_county("金融局")
        (False, True)
        """
        return any(self.whole[end - len(body) - 1 : end - len(body)] not in _LEVELS for end in self._ends_of(body))

    def share(self, word: str) -> float:
        """In which share of the tasks a word stands."""
        found = self._shares.get(word)
        if found is None:
            found = self._shares[word] = sum(word in text for text in self.texts) / max(1, len(self.texts))
        return found

    def is_common(self, word: str) -> bool:
        """Whether a word stands in the texts many times, as the county's name does."""
        return self.whole.count(word) > _IN_MANY

    def numbered(self, noun: str) -> frozenset[int]:
        """The numbers with which a thing is told apart from others of its kind.

        >>> sorted(TableTexts(["第三水厂、第二批水厂"]).numbered("水厂"))
        [2, 3]
        """
        return frozenset(self._numbers.get(noun, ()))

    @cached_property
    def _numbers(self) -> dict[str, set[int]]:
        """Noun → the numbers that stand before it."""
        found: dict[str, set[int]] = defaultdict(set)
        for end in self._ends_of(_ORDINAL):
            numeral = read_numeral(self.whole, end)
            number = read_integer(self.whole[end : numeral.end]) if numeral else None
            if numeral is None or number is None:
                continue
            starts = {numeral.end, numeral.end + self.whole.startswith(CLASSIFIERS, numeral.end)}
            for start in starts:
                for length in range(2, _MOST_NOUN + 1):
                    found[self.whole[start : start + length]].add(number)
        return found

    def phases(self, noun: str) -> frozenset[str]:
        """The phases told soon after a noun.

        >>> sorted(TableTexts(["智慧停车首期已完成，二期在建"]).phases("智慧停车"))
        ['二期', '首期']
        """
        near = (self.whole[end : end + _NEAR].partition("\n")[0] for end in self._ends_of(noun))
        return frozenset(phase for text in near for phase in phases_in(text))

    def _ends_of(self, words: str) -> Iterator[int]:
        at = self.whole.find(words)
        while at >= 0:
            yield at + len(words)
            at = self.whole.find(words, at + 1)


def phases_in(text: str) -> Iterator[str]:
    """The phases a text tells (首期, 二期).

    >>> list(phases_in("首期和第二期,假期"))
    ['首期', '二期']
    """
    at = text.find(_PHASE, 1)
    while at > 0:
        if text[at - 1] in _PHASE_NUMBERS:
            yield text[at - 1 : at + 1]
        at = text.find(_PHASE, at + 1)


_PHASE_NUMBERS = "首一二三四五六七八九"
