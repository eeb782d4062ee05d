"""Which item of a task a question asks about: the milestone whose words it has and the others have not.

A question is compared with every milestone of the task by pieces of words (:mod:`graph.tables.telling_words`): what only
one of them has decides, what all have says nothing. A short name (鹤山一中宿舍楼) has pieces that the long one
(鹤山市第一中学学生宿舍楼) holds apart; between pieces that stand there they count half.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from graph.language.clauses import clause_end, clause_start
from graph.language.gazetteer import Gazetteer
from graph.language.segmentation import stands, tokens
from graph.language.text import shortened
from graph.language.word_lists import language_rows, words
from graph.mentions.subjects import is_named, milestone_subjects
from graph.records import Milestone, Task
from graph.tables.telling_words import PieceWeights, placed_pieces, plain_text, word_pieces
from qa.querying.sentences import item_sentences

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
_MOST_READ = 64
"""Questions, and clauses of them, whose pieces are kept: each is held against many tasks."""
_CLAUSE = ",;:。!?()\n"


@dataclass(frozen=True, slots=True)
class AskedItem:
    """A milestone that is asked about, and what it is called in the answer."""

    milestone: Milestone
    name: str
    sure: bool
    """Whether its name alone tells it from the others, without regard to the rest of the question."""

    @property
    def spoken(self) -> bool:
        """Whether the report speaks of this very milestone."""
        return _spoken(self.milestone)


@dataclass(frozen=True, slots=True)
class _Held:
    """What a text has of a question: the weight of each of its pieces by position."""

    weights: Mapping[int, float]

    def times(self, share: float) -> _Held:
        """The same, each piece weighing so much less."""
        return _Held({at: share * weight for at, weight in self.weights.items()})

    def joined(self, other: _Held) -> _Held:
        """What one or the other has."""
        places = {*self.weights, *other.weights}
        return _Held({at: max(self.weights.get(at, 0.0), other.weights.get(at, 0.0)) for at in places})

    def without(self, places: Container[int]) -> _Held:
        """The same without some pieces."""
        return _Held({at: weight for at, weight in self.weights.items() if at not in places})

    def sum(self, among: Iterable[int] | None = None) -> float:
        return sum(self.weights.values() if among is None else (self.weights.get(at, 0.0) for at in among))


class ItemFinder:
    """Finds the items a question asks about.

    :param weights: how much the pieces of words tell in the documents.
    """

    def __init__(self, weights: PieceWeights) -> None:
        self._weights = weights
        self._pieces = lru_cache(maxsize=_MOST_READ)(lambda question: _Pieces(question, weights))

    def asked(self, question: str, task: Task) -> tuple[AskedItem, ...]:
        """The milestones of a task that a question names, in its order; none when it asks about the whole task."""
        if len(task.milestones) < 2:
            return ()
        found: dict[int, str] = dict(self._named(question, task, clearly=False))
        sure = {number for number, _ in self._named(question, task, clearly=True)}
        for clause in _clauses(question):
            # What a clause by itself names beyond doubt is asked of as well: 甲买了多少台，乙买了多少台.
            named = self._named(clause, task, clearly=True)
            found |= {number: name for number, name in named if number not in found}
            sure.update(number for number, _ in named)
        return tuple(AskedItem(task.milestones[number], name, number in sure) for number, name in found.items())

    def _named(self, question: str, task: Task, *, clearly: bool) -> list[tuple[int, str]]:
        """The milestones that words name, by position, each with what it is called; in the order of the words."""
        asked = self._pieces(question)
        plans = [asked.held(milestone.text.value) for milestone in task.milestones]
        told = _told(task, asked, plans)
        general = asked.held(_whole_name(task)).weights
        titled = asked.held(task.title.value).without(general)
        held = [plan.joined(said).without(general) for plan, said in zip(plans, told, strict=True)]
        held = held if asked.whole else _in_short(held, titled, asked)
        known = float("inf") if clearly or asked.whole else asked.held(_all_text(task)).without(general).sum()
        found = _first(held, asked, known)
        if found and not any(_spoken(task.milestones[number]) for number in found):
            # An item of which nothing is told is asked about only where its name leaves no doubt, and is not the title's.
            bare = held if self._lists(task) else [one.without(titled.weights) for one in held]
            found = _first(bare, asked, float("inf"))
        while found and (following := _following(held, found, asked)) is not None:
            found.append(following)
        own = {number: [at for at in held[number].weights if _only(at, held[number], held)] for number in found}
        found.sort(key=lambda number: asked.around(held[number], own[number]))
        return [(number, _name(task, number, asked, plans[number])) for number in found]

    def _lists(self, task: Task) -> bool:
        """Whether the title names the items one by one: two of them have words of it to themselves."""
        title = word_pieces(task.title.value)
        own = [title & word_pieces(milestone.text.value) for milestone in task.milestones]
        seen = Counter(chain.from_iterable(own))
        named = [sum(self._weights.of(piece) for piece in pieces if seen[piece] == 1) >= _LIKELY for pieces in own]
        return sum(named) > 1

    def named_elsewhere(self, question: str, first: Task, others: Sequence[Task]) -> Task | None:
        """The task of whose items one has a name in the question that the first task does not have."""
        asked = self._pieces(question)
        needed = asked.held(_all_text(first)).sum() + _LIKELY
        scored = [
            (held.sum(), -rank, other)
            for rank, other in enumerate(others)
            if len(other.milestones) > 1
            for milestone in other.milestones
            if (held := asked.held(milestone.text.value)).sum() >= needed and _has_name(other, milestone, asked)
        ]
        best = max(scored, key=lambda row: row[:2], default=None)
        return best[2] if best else None


def _has_name(task: Task, milestone: Milestone, asked: _Pieces) -> bool:
    """Whether the question has a good part of a name by which a milestone is called."""
    names = filter(is_named, milestone_subjects(task, milestone))
    return any(_length(asked.stretch(asked.held(name))) >= _NAMED for name in names)


def _first(held: Sequence[_Held], asked: _Pieces, known: float) -> list[int]:
    """The milestone that stands out; those that have just the same of the question, together.

    :param known: the weight of all the question's pieces that the task has.
    """
    sums = [one.sum() for one in held]
    best = max(range(len(sums)), key=sums.__getitem__)
    alike = [number for number, one in enumerate(held) if one.weights == held[best].weights]
    beside = {number for number in range(len(held)) if _beside(number, best, held, asked)}
    rest = (value for number, value in enumerate(sums) if number not in beside and number not in alike)
    lead = sums[best] - max(rest, default=0.0)
    together = _Held({at: w for number in (best, *beside) for at, w in held[number].weights.items()}).sum()
    clear = lead >= _CLEAR or (lead >= _LIKELY and together >= _SHARE * known)
    return alike if clear and len(alike) < len(held) else []


def _in_short(held: Sequence[_Held], titled: _Held, asked: _Pieces) -> list[_Held]:
    """What the milestones have of a question, with what the title has of one of them in a short name (熙麦项目)."""
    found = list(held)
    for stretch in asked.stretches(titled):
        own = [[at for at in stretch if at in one.weights and _only(at, one, held)] for one in held]
        owners = [number for number, places in enumerate(own) if held[number].sum(places) >= _LIKELY]
        if len(owners) == 1 and stretch[0] in own[owners[0]]:
            whole = {at: titled.weights[at] for at in stretch}
            found[owners[0]] = _Held({**whole, **held[owners[0]].weights})
    return found


def _only(at: int, one: _Held, held: Sequence[_Held]) -> bool:
    """Whether none of the others has a piece."""
    return not any(at in other.weights for other in held if other is not one)


class _Pieces:
    """The pieces of a question that may name something, with their places and weights; of clauses that wave off, none."""

    def __init__(self, question: str, weights: PieceWeights) -> None:
        text = plain_text(question)
        # What stands in brackets belongs to the name (古劳水乡(二期)工程) where it is not waved off.
        bare = text if _with_words(text, "waves off") else text.replace("(", "").replace(")", "")
        self.text = bare
        waved = _with_words(self.text, "waves off")
        self.whole = bool(_with_words(self.text, "whole"))
        waved += [
            (at - 1, at + 1)
            for at, char in enumerate(self.text)
            if char in _particles() and stands(self.text, at, at + 1)
        ]
        gone = set(chain.from_iterable(range(start, end) for start, end in waved))
        kept = [one for one in placed_pieces(bare) if one[1] not in gone]
        self.places = {at: (piece, start, end) for at, (piece, start, end) in enumerate(kept)}
        self._weight = {at: weights.of(piece) for at, (piece, _, _) in self.places.items()}
        self._placed: dict[str, list[int]] = {}
        for at, (piece, _, _) in self.places.items():
            self._placed.setdefault(piece, []).append(at)

    def held(self, text: str) -> _Held:
        """What a text has of them."""
        there = word_pieces(text) & self._placed.keys()
        whole = {at: self._weight[at] for at in sorted(chain.from_iterable(self._placed[piece] for piece in there))}
        plain = plain_text(text)
        seams = {}
        for at in {before + 1 for before in whole} - whole.keys():
            piece, start, end = self.places.get(at, ("", 0, 0))
            if piece and self._between(at, start, end, whole) and _apart(piece, plain):
                seams[at] = _SEAM * self._weight[at]
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

    def stretches(self, held: _Held) -> list[list[int]]:
        """The pieces that are held, those that follow each other without a gap together."""
        found: list[list[int]] = []
        for at in sorted(held.weights):
            if found and self.places[at][1] < self.places[found[-1][-1]][2]:
                found[-1].append(at)
            else:
                found.append([at])
        return found

    def stretch(self, held: _Held) -> tuple[int, int]:
        """The longest stretch of the question that is held without a gap, ``(0, 0)`` when nothing is."""
        return max(map(self._ends, self.stretches(held)), key=_length, default=(0, 0))

    def around(self, held: _Held, own: Iterable[int]) -> tuple[int, int]:
        """The stretch held that has most of some pieces."""
        among = set(own)
        best = max(self.stretches(held), key=lambda one: held.sum(among & set(one)), default=[])
        return self._ends(best) if best else (0, 0)

    def _ends(self, stretch: Sequence[int]) -> tuple[int, int]:
        return self.places[stretch[0]][1], self.places[stretch[-1]][2]


def _following(held: Sequence[_Held], found: Sequence[int], asked: _Pieces) -> int | None:
    """Another milestone named beside those found: 甲和乙, 甲、乙."""
    others = [number for number in range(len(held)) if number not in found]
    named = [number for number in others if any(_beside(number, one, held, asked) for one in found)]
    return max(named, key=lambda number: held[number].sum(), default=None)


def _beside(number: int, other: int, held: Sequence[_Held], asked: _Pieces) -> bool:
    """Whether a milestone is named beside another one, by words that none but it has."""
    rest = [at for at in held[number].weights if at not in held[other].weights]
    lead = held[number].sum(rest) - max((one.sum(rest) for at, one in enumerate(held) if at != number), default=0.0)
    mine = [at for at in held[other].weights if at not in held[number].weights]
    return lead >= _JOINED and _joins(asked.text, asked.around(held[number], rest), asked.around(held[other], mine))


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


def _told(task: Task, asked: _Pieces, plans: Sequence[_Held]) -> list[_Held]:
    """What is told of each milestone has of a question: less than its plan, unless one sentence has the whole name.

    The whole name is what the plan has that has most of the question; its own milestone needs no such sentence.
    """
    best = max(range(len(plans)), key=lambda number: plans[number].sum())
    name = set(plans[best].weights) if any(_only(at, plans[best], plans) for at in plans[best].weights) else set()
    known = {sentence.text for sentence in item_sentences(task, task.milestones[best])}
    found = []
    for milestone in task.milestones:
        held = asked.held(" ".join(task.told_of(milestone))).times(_TOLD)
        for sentence in item_sentences(task, milestone) if name else ():
            one = asked.held(sentence.text)
            if sentence.reported and sentence.milestone == milestone.no and sentence.text not in known:
                held = held.joined(one) if name <= set(one.weights) else held
        found.append(held)
    return found


def _spoken(milestone: Milestone) -> bool:
    return milestone.tie is not None and milestone.tie.spoken


def _clauses(question: str) -> list[str]:
    """The clauses of a question, where it has more than one."""
    text, found, start = plain_text(question), [], 0
    while start < len(text):
        end = clause_end(text, start, _CLAUSE)
        found.append(text[start:end])
        start = end + 1
    return found if len(found) > 1 else []


def waving(clause: str) -> bool:
    """Whether a clause waves something off.

    >>> waving("北区的不用讲"), waving("北区用不用讲")
    (True, False)
    """
    return bool(_with_words(clause, "waves off"))


def _with_words(text: str, kind: str) -> list[tuple[int, int]]:
    """The clauses of a question in which words of a kind stand: those that wave something off (其它节点不用报)."""
    named, gazetteer = _words(kind)
    at = [match.start for match in gazetteer.find(text) if match.name in named]
    return [(clause_start(text, start, _CLAUSE), clause_end(text, start, _CLAUSE)) for start in at]


@lru_cache(maxsize=2)
def _words(kind: str) -> tuple[frozenset[str], Gazetteer]:
    """The words of a kind, and a gazetteer of them and of what only looks like them (要不要)."""
    rows = [row for row in language_rows("item_words") if row["kind"] == kind]
    looks = (word for row in rows for word in row["not_in"].split())
    return frozenset(row["word"] for row in rows), Gazetteer([*(row["word"] for row in rows), *looks])


def _whole_name(task: Task) -> str:
    """The clause with which a title names the whole; empty where it begins with a verb and goes on with its objects."""
    title = plain_text(task.title.value)
    first = next(iter(tokens(title)), None)
    verbs = words("task_verbs", "words", "kind", "verb")
    begins = first is not None and (first.tag == "v" or first.text in verbs)
    return "" if begins else title[: clause_end(title, 0)]


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    """Characters that say nothing and hold words together (的, 和)."""
    return frozenset(row["word"] for row in language_rows("single_words") if row["kind"] in {"particle", "function"})


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
    shared = asked.text[start:end]
    if len(shared) >= _NAMED and asked.held(best).sum() < asked.held(shared).sum():
        return shared
    return shortened(best or milestone.text.value, _LONGEST_NAME)
