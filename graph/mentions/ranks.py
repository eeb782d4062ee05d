"""Ranks told in free text (江门第四, 居全省第5位) and the figure each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.language.clauses import clause_start
from graph.language.numerals import read_integer
from graph.mentions.measures import measure_words, noun_before

_NUMBER = r"[一二三四五六七八九十\d]{1,3}"
_RANK = re.compile(
    rf"(?:排名?|排行|位居|居|位列|列|并列|名列|跃居|(?:升|跃升|上升|提升|回落|下降|退|降)(?:至|到))[^,;。]{{0,14}}?(?P<last>倒数)?第(?P<rank>{_NUMBER})(?:位|名)?|"
    rf"(?:取得|获|居)[^,;。]{{0,6}}第(?P<place>{_NUMBER})名|"
    rf"(?<=[,、;\d%])(?:全国|全省|全市|全区|[\u4e00-\u9fff]{{2,3}}[省市])(?:各?县级?)?(?P<end>倒数)?第(?P<bare>{_NUMBER})(?:位|名)"
)


class Ranked(Protocol):
    """A figure, as far as ranks need it."""

    @property
    def at(self) -> int:
        """Where the number begins."""

    @property
    def measure(self) -> str:
        """What is measured."""

    @property
    def growth(self) -> bool:
        """Whether the number is a change."""


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank told in ``[start, end)`` of a text; ``subject`` is what is ranked where the words before say so."""

    start: int
    end: int
    rank: int
    subject: str


def find_ranks(text: str) -> Iterator[Rank]:
    """Find the ranks of a folded text, in order; a rank from the end (倒数第二) is none.

    >>> [(r.rank, r.subject) for r in find_ranks("总数423家,净增31家,总量居全市第2位。增幅由第2位回落至第6位,全省倒数第三位")]
    [(2, '总量'), (6, '增幅')]
    """
    for match in _RANK.finditer(text):
        number = read_integer(match["rank"] or match["place"] or match["bare"])
        if number is None or match["last"] or match["end"]:
            continue
        begin = max(text.rfind(mark, 0, match.start()) for mark in ",;:。!?\n、") + 1
        subject, _ = noun_before(re.split(r"由|从|在|继续|均|,", text[begin : match.start()])[0])
        yield Rank(match.start(), match.end(), number, "" if re.search(r"\d", subject) else subject)


def rank_of(rank: Rank, figure: Ranked) -> str:
    """Return whether a rank is that of the ``growth`` or of the ``amount``: its subject says so, else its figure.

    >>> found = list(find_ranks("增速在江门市排名第3,总量居全市第2位"))
    >>> class Told: at, measure, growth = 0, "投资", False
    >>> [rank_of(rank, Told()) for rank in found]
    ['growth', 'amount']
    """
    if any(word in rank.subject for word in measure_words("rate")):
        return "growth"
    if any(rank.subject.endswith(word) for word in measure_words("total")):
        return "amount"
    return "growth" if figure.growth else "amount"


def ranked_figure(text: str, rank: Rank, figures: Sequence[Ranked]) -> int | None:
    """Return the index of the figure a rank belongs to, ``None`` when it ranks something no figure tells.

    A rate (增速) ranks the growth before it, a total (总量) the amount; without a subject it is the last figure.
    """
    begin = clause_start(text, rank.start, ";。!?\n")
    before = [i for i, figure in enumerate(figures) if begin <= figure.at < rank.start]
    if any(word in rank.subject for word in measure_words("rate")):
        before = [i for i in before if figures[i].growth]
    elif any(rank.subject.endswith(word) for word in measure_words("total")):
        amounts = [i for i in before if not figures[i].growth]
        before = [i for i in amounts if figures[i].measure.endswith(measure_words("total"))] or amounts
    elif rank.subject and before and text[figures[before[-1]].at : rank.start].count(",") > 1:
        before = [i for i in before if rank.subject in figures[i].measure]
    return before[-1] if before else None
