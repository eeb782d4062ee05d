"""What words tell two texts of one table together: pieces of words weighed by how rare they are in the table.

Pairs of characters need no dictionary, so that coined names (熙麦, 银洲湖) count as what they are: rare. Latin letters and
digits stay whole (S532, 105), a number keeps the character behind it (220亩), and dates are left out, since they tell
when and not what.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

import msgspec

from graph.language.segmentation import cut
from graph.language.time_values import ANY_YEAR, Bound, Grain
from graph.language.timex import Timex, find_times

_PARTS_OF_YEAR = frozenset([Grain.MONTH, Grain.QUARTER, Grain.HALF_YEAR])
_RUN = re.compile(r"[A-Za-z0-9#.%+]+|[\u3400-\u9fff]+")
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def word_pieces(text: str) -> frozenset[str]:
    """The pieces of a text: pairs of characters, codes, numbers with the character behind them.

    >>> sorted(word_pieces("6月底前完成S532线220亩"))
    ['220亩', 's532', '完成']
    """
    return frozenset(piece for piece, _, _ in placed_pieces(text))


@lru_cache(maxsize=4096)
def placed_pieces(text: str) -> tuple[tuple[str, int, int], ...]:
    """The pieces of a text in order, each with where it begins and ends in :func:`plain_text` of it.

    >>> placed_pieces("6月底前完成S532线")
    (('完成', 4, 6), ('s532', 6, 10))
    """
    return tuple(_pieces(_without_times(plain_text(text))))


def period_ends(text: str) -> frozenset[int]:
    """The months with which the periods end that a text tells of, counted from the start of the year.

    >>> [sorted(period_ends(x)) for x in ("1-12月，增长5%", "完成全年目标", "分析一季度运行，提出上半年举措", "6月底前")]
    [[12], [12], [3, 6], []]
    """
    plain = plain_text(text)
    return frozenset(time.last.month for time in find_times(plain, ANY_YEAR) if time.last and _is_period(plain, time))


def _is_period(text: str, time: Timex) -> bool:
    """Whether a time is a part of the year told of (一季度, 1-9月, 截至9月), not a deadline or a month of its own."""
    if time.bound is not None or time.recurrence:
        return time.bound is Bound.BY and text[time.start] == _UNTIL and time.grain is Grain.MONTH
    if time.grain is Grain.YEAR:
        return text[time.start] == _WHOLE
    single = time.grain is Grain.MONTH and len(time.months) == 1
    return time.grain in _PARTS_OF_YEAR and not single


_UNTIL, _WHOLE = "截", "全"


def _without_times(text: str) -> str:
    """A text of the same length whose times are commas."""
    for time in find_times(text, ANY_YEAR):
        text = f"{text[: time.start]}{',' * (time.end - time.start)}{text[time.end :]}"
    return text


@lru_cache(maxsize=16384)
def plain_text(text: str) -> str:
    """A text without blanks, in NFKC form, in small letters."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def _pieces(text: str) -> Iterable[tuple[str, int, int]]:
    for match in _RUN.finditer(text):
        run, start, end = match.group(0), match.start(), match.end()
        if run[0] > "\u3400":
            yield from ((run[i : i + 2], start + i, start + i + 2) for i in range(len(run) - 1))
        elif run.isdecimal():
            yield run + text[end : end + 1], start, end
        elif any(char.isalnum() for char in run):
            yield run, start, end


class PieceWeights:
    """How much each piece tells in one table: the logarithm of how few of its tasks have it."""

    def __init__(self, tasks: Iterable[frozenset[str]]) -> None:
        """Count the pieces of every task."""
        self._counts: Counter[str] = Counter()
        self._total = 4  # of a table of one task every word is as rare as of one of five
        for pieces in tasks:
            self._counts.update(pieces)
            self._total += 1

    def to_bytes(self) -> bytes:
        """The counts as a file has them."""
        return msgspec.msgpack.encode((self._total, dict(self._counts)))

    @classmethod
    def from_bytes(cls, content: bytes) -> PieceWeights:
        """Read what :meth:`to_bytes` made.

        :raises msgspec.DecodeError: it is something else.

        >>> PieceWeights.from_bytes(PieceWeights([frozenset({"熙麦"})]).to_bytes()).tasks_with("熙麦")
        1
        """
        made = cls(())
        made._total, counts = msgspec.msgpack.decode(content, type=tuple[int, dict[str, int]])
        made._counts = Counter(counts)
        return made

    def of(self, piece: str) -> float:
        """The weight of a piece, 0 for one that every task has.

        >>> weights = PieceWeights([frozenset({"完成", "熙麦"}), frozenset({"完成"})])
        >>> weights.of("熙麦") > weights.of("完成") > 0
        True
        """
        return max(0.0, math.log(self._total / max(1, self._counts[piece])))

    def tasks_with(self, piece: str) -> int:
        """In how many tasks a piece stands."""
        return self._counts[piece]


def shared_words(one: str, other: frozenset[str], weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """The longest stretches of a text made of pieces that another text has too, the most telling first.

    A stretch is cut back to whole words; one that holds none is left out.

    :param weights: what each piece tells; pieces that are not in it end a stretch.

    >>> shared_words("推进熙麦项目", word_pieces("熙麦项目完成"), {"熙麦": 3.0, "麦项": 3.0, "项目": 0.1})
    [('熙麦项目', 6.1)]
    """
    found: dict[str, float] = {}
    text = _without_times(plain_text(one))
    for match in _RUN.finditer(text):
        run = match.group(0)
        if run[0] <= "\u3400":
            piece = run + text[match.end() : match.end() + 1] if run.isdecimal() else run
            if piece in other and piece in weights:
                found[piece] = weights[piece]
            continue
        for start, end, total in _stretches(run, other, weights):
            word = _whole_words(run, start, end)
            if len(word) > 1:
                found[word] = max(found.get(word, 0.0), total)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _stretches(run: str, other: frozenset[str], weights: Mapping[str, float]) -> Iterator[tuple[int, int, float]]:
    """Where a run of characters has pairs that another text has too, one after the other, with what they tell."""
    begin, total = 0, 0.0
    for at in range(len(run)):
        pair = run[at : at + 2]
        if len(pair) == 2 and pair in other and pair in weights:
            total += weights[pair]
            continue
        if at > begin:
            yield begin, at + 1, total
        begin, total = at + 1, 0.0


def _whole_words(run: str, start: int, end: int) -> str:
    """The whole words of a run within some places."""
    bounds = [bound for bound in _word_bounds(run) if start <= bound <= end]
    return run[bounds[0] : bounds[-1]] if bounds else ""


@lru_cache(maxsize=1024)
def _word_bounds(run: str) -> tuple[int, ...]:
    return (0, *accumulate(len(word) for word in cut(run, unknown=True)))
