"""Which sentences of one report speak of which of its milestones.

The sentences run through the milestones mostly in their order: the best path through (sentence, milestone) is looked
for, where staying with a milestone is free, going on to the next costs little and going back more. A sentence that has
the words of a further milestone as well speaks of both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from graph.tables.report_sentences import ReportSentence

_CAP = 12.0
_LABEL = 0.6
"""How much the words of a label count in the sentences it holds for."""
_NOBODY, _LEAVE = 0.8, 2.0
"""What a sentence gains that speaks of no milestone, and what it costs to stop speaking of one."""
_START, _NEXT, _JUMP, _BACK, _NEW_PART = 0.4, 0.6, 1.0, 1.6, 0.6
_NUMBERED = 3.0
_AS_WELL, _LEAST = 0.75, 3.0
_SAME_PERIOD = 3.0
"""What it counts that a milestone and a sentence tell of the same part of the year."""
_OF_TITLE = 0.6
"""How much words count that several milestones have from the title of their task."""
_COVERED = 0.5
"""Share of a milestone's telling words that makes a sentence speak of it, whatever else it speaks of."""
_HEADING = 24
"""Characters of a numbered sentence that only announces what follows (（1）强化政治引领。)."""


@dataclass(frozen=True, slots=True)
class SharedOut:
    """For each sentence the milestones it speaks of; ``by_number``: the printed parts are as many as the milestones."""

    speaks: tuple[frozenset[int], ...]
    by_number: bool


@dataclass(frozen=True, slots=True)
class SharedText:
    """A milestone or a sentence as it is compared: its pieces, and the months its periods end with."""

    pieces: frozenset[str]
    periods: frozenset[int] = frozenset()
    label: frozenset[str] = frozenset()

    def contradicts(self, other: SharedText) -> bool:
        """Whether both tell of parts of the year, and of different ones."""
        return bool(self.periods and other.periods) and not self.periods & other.periods


@dataclass(frozen=True, slots=True)
class _Told:
    """What one sentence has of each milestone: words by how telling they are among siblings, and all words."""

    telling: list[float]
    all_words: list[float]


def share_sentences(
    milestones: Sequence[SharedText],
    sentences: Sequence[ReportSentence],
    texts: Sequence[SharedText],
    weights: Mapping[str, float],
    title: frozenset[str] = frozenset(),
) -> SharedOut:
    """Give the sentences of a report to the milestones it stands for.

    :param milestones: the milestones as texts; ``texts``: the sentences as such.
    :param weights: what each piece tells; ``title``: the pieces of the task's title.
    """
    siblings = Counter(chain.from_iterable(milestone.pieces for milestone in milestones))
    share = {
        piece: weights.get(piece, 0.0) / count * (_OF_TITLE if count > 1 and piece in title else 1.0)
        for piece, count in siblings.items()
    }
    whole = [sum(share[piece] for piece in milestone.pieces) for milestone in milestones]
    told = _told(milestones, texts, share, siblings)
    by_number = max((sentence.part for sentence in sentences), default=0) == len(milestones) > 1
    gains = [list(one.telling) for one in told]
    for at, sentence in enumerate(sentences):
        if by_number and sentence.part:
            gains[at][sentence.part - 1] += _NUMBERED
    path = _best_path(gains, sentences)
    for at in range(len(sentences) - 2, -1, -1):
        if _announces(sentences, at):
            path[at] = path[at + 1]
    speaks = tuple(_speaks(main, one, whole) for main, one in zip(path, told, strict=True))
    return SharedOut(speaks, by_number)


def _announces(sentences: Sequence[ReportSentence], at: int) -> bool:
    """Whether a sentence is only the heading of a numbered part that goes on."""
    here, following = sentences[at], sentences[at + 1]
    opens = at == 0 or sentences[at - 1].part != here.part
    return bool(here.part) and opens and following.part == here.part and here.end - here.start <= _HEADING


def _told(
    milestones: Sequence[SharedText],
    texts: Sequence[SharedText],
    share: Mapping[str, float],
    siblings: Mapping[str, int],
) -> list[_Told]:
    owners: dict[str, list[int]] = defaultdict(list)
    for number, milestone in enumerate(milestones):
        for piece in milestone.pieces:
            owners[piece].append(number)
    found = []
    for text in texts:
        one = _Told([0.0] * len(milestones), [0.0] * len(milestones))
        for piece in text.pieces | text.label:
            gain = share.get(piece, 0.0) * (1.0 if piece in text.pieces else _LABEL)
            for number in owners.get(piece, ()):
                one.telling[number] += gain
                one.all_words[number] += gain * siblings[piece]
        for number, milestone in enumerate(milestones):
            if text.contradicts(milestone):
                one.telling[number] = one.all_words[number] = 0.0
            elif text.periods & milestone.periods:
                one.telling[number] += _SAME_PERIOD
        found.append(one)
    return found


def _speaks(main: int | None, told: _Told, whole: Sequence[float]) -> frozenset[int]:
    """The milestone on the path, and those whose words the sentence has nearly as much, or nearly whole."""
    if main is None:
        return frozenset()
    most, most_telling = max(told.all_words), max(told.telling)
    also = {
        number
        for number, (telling, words) in enumerate(zip(told.telling, told.all_words, strict=True))
        if words >= _LEAST
        and (
            (words >= _AS_WELL * most and telling >= _AS_WELL * most_telling)
            or (telling >= _COVERED * whole[number] > 0.0)
        )
    }
    return frozenset(also | {main})


def _best_path(gains: Sequence[Sequence[float]], sentences: Sequence[ReportSentence]) -> list[int | None]:
    """The milestone each sentence mainly speaks of, ``None`` for none (the state behind the last milestone)."""
    if not gains:
        return []
    nobody = len(gains[0])
    scores = [-_START * (1 + (number > 0)) for number in range(nobody)] + [0.0]
    back: list[list[int]] = []
    for at, telling in enumerate(gains):
        came = list(range(nobody + 1))
        if at:
            new_part = _NEW_PART * (sentences[at].part != sentences[at - 1].part)
            scores, came = _step(scores, new_part)
        back.append(came)
        here = [*(min(_CAP, gain) for gain in telling), _NOBODY]
        scores = [score + gain for score, gain in zip(scores, here, strict=True)]
    path: list[int | None] = []
    state = max(range(nobody + 1), key=lambda number: scores[number])
    for came in reversed(back):
        path.append(None if state == nobody else state)
        state = came[state]
    return path[::-1]


def _step(scores: Sequence[float], new_part: float) -> tuple[list[float], list[int]]:
    """The best score of being with each milestone (the last: with none) in the next sentence, and where it came from."""
    nobody = len(scores) - 1
    after = _best_after(scores[:nobody])
    best: list[float] = []
    came: list[int] = []
    lower = -1
    for number in range(nobody):
        options = [(scores[number] - new_part, number), (scores[nobody] - _START, nobody)]
        if number:
            options.append((scores[number - 1] - _NEXT, number - 1))
        if lower >= 0:
            options.append((scores[lower] - _JUMP, lower))
        if after[number] >= 0:
            options.append((scores[after[number]] - _BACK, after[number]))
        score, origin = max(options)
        best.append(score)
        came.append(origin)
        lower = number if lower < 0 or scores[number] > scores[lower] else lower
    leaving = max(range(nobody), key=lambda number: scores[number], default=nobody)
    stay, leave = scores[nobody], scores[leaving] - _LEAVE + new_part
    best.append(max(stay, leave))
    came.append(nobody if stay >= leave else leaving)
    return best, came


def _best_after(scores: Sequence[float]) -> list[int]:
    """For each position the best one behind it; -1 for the last."""
    best = [-1] * len(scores)
    for number in range(len(scores) - 2, -1, -1):
        known = best[number + 1]
        best[number] = number + 1 if known < 0 or scores[number + 1] > scores[known] else known
    return best
