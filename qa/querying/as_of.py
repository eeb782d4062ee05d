"""As of when a document tells its states (截至10月底, 截止2023年11月30日)."""

from __future__ import annotations

from graph.language.text import fold
from graph.language.time_values import ANY_YEAR
from graph.language.timex import find_times
from graph.language.word_lists import listed

_WORDS = listed("as-of")
_NEAR = 3
"""Characters between the word and its time at most (截止到, 截至 2023年)."""


def as_of_month(text: str) -> int | None:
    """The month as of whose end a text says that it tells, or up to which it tells; ``None`` where it says none.

    >>> as_of_month("重点任务推进情况（截至10月底）"), as_of_month("截止2023年11月30日"), as_of_month("前三季度进展"), as_of_month("10月底前完成")
    (10, 11, 9, None)
    """
    folded = fold(text)
    for word in _WORDS:
        at = folded.find(word)
        end = at + len(word)
        time = next((one for one in find_times(folded, ANY_YEAR) if at >= 0 and at <= one.start <= end + _NEAR), None)
        if time and time.last:
            return time.last.month
    spans = (one.months for one in find_times(folded, ANY_YEAR) if one.bound is None)
    return next((span[-1] for span in spans if 1 < len(span) < _YEAR and span == tuple(range(1, span[-1] + 1))), None)


_YEAR = 12
