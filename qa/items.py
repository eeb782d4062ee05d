"""Which item of a task a question asks about: the milestone whose words it has and the others have not.

A question is compared with every milestone of the task by pieces of words (:mod:`graph.tables.telling_words`): what only
one of them has decides, what all have says nothing. A short name (鹤山一中宿舍楼) has pieces that the long one
(鹤山市第一中学学生宿舍楼) holds apart; between pieces that stand there they count half.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.language.clauses import clause_end, clause_start
from graph.language.gazetteer import Gazetteer
from graph.language.segmentation import tokens
from graph.language.text import shortened
from graph.language.word_lists import language_rows
from graph.mentions.subjects import milestone_subjects
from graph.records import Milestone, Task
from graph.tables.telling_words import PieceWeights, placed_pieces, plain_text, word_pieces

_APART = 6
"""Characters that a long name may have between two that stand together in a short one."""
_SEAM, _TOLD = 0.5, 0.6
"""What a piece counts that is held apart, and one that only the report has, not the plan."""
_CLEAR, _LIKELY, _SHARE = 8.0, 3.5, 0.6
"""The lead over the next milestone that decides alone; and the one that does when so much of what is known fits it."""
_JOINED = 3.5
"""The lead of a milestone named after another one (甲和乙)."""
_NAMED = 4
_LONGEST_NAME = 24
_CLAUSE = ",;:。!?()"


@dataclass(frozen=True, slots=True)
class AskedItem:
    """A milestone that is asked about, and what it is called in the answer."""

    milestone: Milestone
    name: str

    @property
    def spoken(self) -> bool:
        """Whether the report speaks of this very milestone."""
        return self.milestone.tie is not None and self.milestone.tie.spoken


@dataclass(frozen=True, slots=True)
class _Held:
    """What a text has of a question: the weight of each of its pieces by position."""

    weights: Mapping[int, float]

    def sum(self, among: Iterable[int] | None = None) -> float:
        return sum(self.weights.values() if among is None else (self.weights.get(at, 0.0) for at in among))


class ItemFinder:
    """Finds the items a question asks about.

    :param texts: all text of every task of the collection, by which rare words are told from common ones.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._weights = PieceWeights(map(word_pieces, texts))

    def asked(self, question: str, task: Task) -> tuple[AskedItem, ...]:
        """The milestones of a task that a question names, in its order; none when it asks about the whole task."""
        if len(task.milestones) < 2:
            return ()
        asked = _Pieces(question, self._weights)
        plans = [asked.held(milestone.text.value) for milestone in task.milestones]
        held = [
            _with_told(plan, asked.held(" ".join(task.told_of(milestone))))
            for plan, milestone in zip(plans, task.milestones, strict=True)
        ]
        places = list(asked.places)
        # What the title says too names the whole as well as an item of which nothing is told.
        titled = asked.held(task.title.value).weights
        held = [
            one
            if milestone.tie and milestone.tie.spoken
            else _Held({at: w for at, w in one.weights.items() if at not in titled})
            for one, milestone in zip(held, task.milestones, strict=True)
        ]
        first = self._first(held, asked.held(_all_text(task)).sum())
        if first is None:
            return ()
        found = [first]
        while (following := _following(held, found, asked)) is not None:
            found.append(following)
        found.sort(key=lambda number: min((at for at in places if at in held[number].weights), default=0))
        return tuple(AskedItem(task.milestones[number], _name(task, number, asked, plans[number])) for number in found)

    def named_elsewhere(self, question: str, first: Task, others: Sequence[Task]) -> Task | None:
        """The task of whose items one has a name in the question that the first task does not have."""
        asked = _Pieces(question, self._weights)
        known = asked.held(_all_text(first)).sum()
        held = [
            (asked.held(milestone.text.value), -rank, other)
            for rank, other in enumerate(others)
            if len(other.milestones) > 1
            for milestone in other.milestones
        ]
        scored = [(one.sum(), rank, other) for one, rank, other in held if _length(asked.stretch(one)) >= _NAMED]
        best = max(scored, key=lambda row: row[:2], default=None)
        return best[2] if best and best[0] - known >= _LIKELY else None

    @staticmethod
    def _first(held: Sequence[_Held], known: float) -> int | None:
        sums = [one.sum() for one in held]
        best = max(range(len(sums)), key=sums.__getitem__)
        lead = sums[best] - max(value for number, value in enumerate(sums) if number != best)
        clear = lead >= _CLEAR or (lead >= _LIKELY and sums[best] >= _SHARE * known)
        return best if clear else None


class _Pieces:
    """The pieces of a question that may name something, with their places and weights; of clauses that wave off, none."""

    def __init__(self, question: str, weights: PieceWeights) -> None:
        self.text = plain_text(question)
        waved = _waved_off(self.text)
        kept = [one for one in placed_pieces(question) if not any(start <= one[1] < end for start, end in waved)]
        self.places = {at: (piece, start, end) for at, (piece, start, end) in enumerate(kept)}
        self._weight = {at: weights.of(piece) for at, (piece, _, _) in self.places.items()}

    def held(self, text: str) -> _Held:
        """What a text has of them."""
        there = word_pieces(text)
        whole = {at: self._weight[at] for at, (piece, _, _) in self.places.items() if piece in there}
        plain = plain_text(text)
        seams = {
            at: _SEAM * self._weight[at]
            for at, (piece, start, end) in self.places.items()
            if at not in whole and self._between(at, start, end, whole) and _apart(piece, plain)
        }
        return _Held({**whole, **seams})

    def _between(self, at: int, start: int, end: int, whole: Mapping[int, float]) -> bool:
        """Whether a piece lies between two that are held, in one run of characters."""
        before, behind = self.places.get(at - 1), self.places.get(at + 1)
        return bool(
            end - start == 2
            and at - 1 in whole
            and at + 1 in whole
            and before
            and behind
            and before[2] > start
            and behind[1] < end
        )

    def stretch(self, held: _Held, among: Iterable[int] | None = None) -> tuple[int, int]:
        """The longest stretch of the question that is held without a gap, ``(0, 0)`` when nothing is."""
        best, begin, end = (0, 0), 0, 0
        for at in sorted(held.weights if among is None else set(among) & set(held.weights)):
            _, start, stop = self.places[at]
            begin, end = (begin, stop) if start < end else (start, stop)
            best = max(best, (begin, end), key=_length)
        return best


def _following(held: Sequence[_Held], found: Sequence[int], asked: _Pieces) -> int | None:
    """Another milestone named beside those found: 甲和乙, 甲、乙."""
    taken = {at for number in found for at in held[number].weights}
    rest = [at for at in asked.places if at not in taken]
    sums = {number: one.sum(rest) for number, one in enumerate(held) if number not in found}
    if not sums:
        return None
    best = max(sums, key=sums.__getitem__)
    lead = sums[best] - max((value for number, value in sums.items() if number != best), default=0.0)
    own = asked.stretch(held[best], rest)
    joined = any(_joins(asked.text, own, asked.stretch(held[number])) for number in found)
    return best if lead >= _JOINED and joined else None


def _length(stretch: tuple[int, int]) -> int:
    return stretch[1] - stretch[0]


def _joins(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches of a question stand beside each other, joined by a mark or a conjunction."""
    (_, end), (start, _) = sorted((one, other))
    between = text[end:start]
    clause = tokens(text[clause_start(text, end - 1, "。!?;") : clause_end(text, start, "。!?;")])
    return between == "、" or any(token.text == between and token.tag in {"c", "p"} for token in clause)


def _apart(piece: str, text: str) -> bool:
    """Whether the two characters of a piece stand near each other in one sentence of a text."""
    at = text.find(piece[0])
    while at >= 0:
        near = text[at + 1 : min(at + 2 + _APART, clause_end(text, at, ",;:。!?"))]
        if piece[1] in near:
            return True
        at = text.find(piece[0], at + 1)
    return False


def _with_told(plan: _Held, told: _Held) -> _Held:
    return _Held(
        {at: max(plan.weights.get(at, 0.0), _TOLD * told.weights.get(at, 0.0)) for at in {*plan.weights, *told.weights}}
    )


def _waved_off(text: str) -> list[tuple[int, int]]:
    """The clauses of a question that name what is not asked (其它节点不用报)."""
    words, gazetteer = _waving_words()
    at = [match.start for match in gazetteer.find(text) if match.name in words]
    return [(clause_start(text, start, _CLAUSE), clause_end(text, start, _CLAUSE)) for start in at]


@lru_cache(maxsize=1)
def _waving_words() -> tuple[frozenset[str], Gazetteer]:
    """The words that wave off, and a gazetteer of them and of what only looks like them (要不要)."""
    rows = language_rows("waving_off")
    looks = (word for row in rows for word in row["not_in"].split())
    return frozenset(row["word"] for row in rows), Gazetteer([*(row["word"] for row in rows), *looks])


def _all_text(task: Task) -> str:
    return "\n".join(
        [task.title.value, *(m.text.value for m in task.milestones), *(r.narrative.value for r in task.reports)]
    )


def _name(task: Task, number: int, asked: _Pieces, held: _Held) -> str:
    """What a milestone is called: its subject that the question names, else the words they share, else its first subject."""
    milestone = task.milestones[number]
    written = plain_text(milestone.text.value).replace("“", "").replace("”", "")
    own = [subject for subject in milestone_subjects(task, milestone) if plain_text(subject)[:2] in written]
    best = max(own, key=lambda subject: asked.held(subject).sum(), default="")
    start, end = asked.stretch(held)
    words = asked.text[start:end]
    if best and asked.held(best).sum() >= _SHARE * held.sum(range(len(asked.places))):
        return shortened(best, _LONGEST_NAME)
    if len(words) >= _NAMED:
        return words
    return shortened(best or milestone.text.value, _LONGEST_NAME)
