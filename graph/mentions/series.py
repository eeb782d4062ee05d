"""Numbers told one by one (分别) of several subjects, of the figures before, or of several times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.language.clauses import clause_end, clause_start, sentence_start
from graph.language.segmentation import cut
from graph.mentions.figure_quantities import plain_number
from graph.mentions.growth import growth_before
from graph.mentions.measures import canonical, noun_before
from graph.mentions.periods import time_spans

if TYPE_CHECKING:
    from graph.mentions.figures import Figure

_COMPARED_WITH = re.compile(r"(?:同比|环比|(?:比|较)[^,;。、]{1,10})$")
_JOIN = re.compile(r"、|和|与|以及|(?<!以)及(?!以|其)")


def told_one_by_one(text: str, figures: list[Figure]) -> list[Figure]:
    """Give every number of a series behind 分别 its own subject, change and period."""
    for match in re.finditer("分别", text):
        end = clause_end(text, match.end(), ",;:。!?\n")
        members = [i for i, figure in enumerate(figures) if match.end() <= figure.at < end]
        if len(members) < 2 or not _is_row(text, match.end(), [figures[i] for i in members]):
            continue
        begin = clause_start(text, match.start(), ",;:。!?\n")
        before = text[max(begin, _end_of_last(figures, match.start())) : match.start()]
        verb = text[match.end() : figures[members[0]].at]
        lead = _COMPARED_WITH.search(before)
        growth = growth_before((lead.group(0) if lead else "") + verb)
        subject = before[: lead.start()] if lead else before
        own = _subjects(subject, len(members))
        if not own and not noun_before(subject)[0]:
            own = _told_before(text, figures, match.start(), len(members))
        for order, index in enumerate(members):
            figure = figures[index]
            measure, period = own[order] if own else (figure.measure, figure.period)
            sign = growth.sign if growth else ""
            figures[index] = replace(
                figure,
                measure=measure,
                indicator=canonical(measure),
                growth=bool(sign),
                change=f"{sign}{plain_number(figure.value)}{figure.unit}" if sign else None,
                comparison=growth.comparison if growth else None,
                period=period or figure.period,
            )
    return figures


def _is_row(text: str, start: int, members: Sequence[Figure]) -> bool:
    """Whether numbers follow each other with nothing but marks, joiners and repeated verbs between."""
    gaps = [text[one.at : other.at] for one, other in pairwise(members)]
    return len(text[start : members[0].at]) <= 12 and all(len(gap) <= 16 and _JOIN.search(gap) for gap in gaps)


def _end_of_last(figures: Sequence[Figure], position: int) -> int:
    return max((figure.end for figure in figures if figure.at < position), default=0)


def _subjects(words: str, count: int) -> list[tuple[str, str | None]]:
    """The subjects before 分别, as (measure, period); empty when they are not as many as the numbers."""
    times = time_spans(words)
    if len(times) == count > 1 and all(_JOIN.fullmatch(words[a[1] : b[0]]) for a, b in pairwise(times)):
        measure, _ = noun_before(words[: times[0][0]] or words[times[-1][1] :])
        return [(measure, words[start:end]) for start, end in times] if measure else []
    noun, _ = noun_before(words)
    items = [item for item in _JOIN.split(noun) if item]
    if len(items) == 1 and count == 2 and items[0].startswith("城乡"):
        return [(place + items[0][2:], None) for place in ("城镇", "农村")]
    if len(items) != count:
        return []
    return [(item + _shared_tail(item, items[-1]), None) for item in items]


def _shared_tail(item: str, last: str) -> str:
    """What the last item says for all: 粮食和油料产量 is 粮食产量 and 油料产量."""
    if item == last or item[-1] == last[-1]:
        return ""
    head = cut(item)[-1]
    if head in last:
        return last[last.index(head) + len(head) :]
    tail = cut(last)[-1]
    return tail if tail != last and len(tail) > 1 else ""


def _told_before(text: str, figures: Sequence[Figure], position: int, count: int) -> list[tuple[str, str | None]]:
    """The subjects of the figures right before, when there are as many amounts in the sentence as numbers."""
    begin = sentence_start(text, position)
    amounts = [figure for figure in figures if begin <= figure.at < position and not figure.growth and figure.measure]
    return [(figure.measure, figure.period) for figure in amounts[-count:]] if len(amounts) >= count else []
