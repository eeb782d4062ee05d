"""The same work told twice: tasks that share words no third task has, a named project, or a promised figure.

Two sentences that agree almost word for word are enough by themselves. Else what speaks for two tasks is added up:
stretches of words that stand in few tasks (times, figures, names of units and companies, and what every report says
left out), names of projects that few tasks tell of, and figures that both promise.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations

from graph.language.text import any_of
from graph.language.word_lists import words
from graph.mentions.find import Mention, TaskMentions
from graph.mentions.texts import TaskText, task_texts
from graph.records import Task

LONG_RUN = 24
"""Characters in a row that two sentences must share; and the share of the shorter one that must be."""
LONG_SHARE = 0.45
SHORT_RUN = 12
SHORT_SHARE = 0.8
MIN_RARE = 6
"""A shorter run counts when this many of its four-character pieces stand in these two tasks only."""
MAX_TASKS = 3
"""A sentence in more tasks is a formula, not a piece of work."""
ENOUGH = 4.0
"""What must speak for two tasks together: by logarithms of shared rare pieces, plus names, plus figures."""
NAME_WEIGHT = 2.5
_NAMED = {"projects": 1.0, "companies": 0.5, "documents": 1.7}
"""Kinds of names → what one that two tasks share says: a plan both follow most, a firm least."""
PROMISED = 1.5
"""How much more a piece counts that both tasks promise (title, milestone) than one they report."""
_MOST_NAMED = 2.0
"""The most that names say together, in names that both promise."""
_RARITY = {2: 1.0, 3: 0.5, 4: 0.25}
"""Tasks that hold a piece or a name → what it counts."""
_FIGURE_DIGITS = 3
_PIECE = 4
_HIDDEN = "|"
_SENTENCE = re.compile(r"[^。;!?\n]+")
_NUMBER = re.compile(r"\d[\d.]*+(?:年|月|日|个月|季度|%)?")
_LABEL = re.compile(r"^(?>[(]?[\d一二三四五六七八九十]{1,2}[).、]|[一二三四五六七八九十]是|[^,、。:]{2,14}:)++")

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a task: which text it stands in, the offsets in that text, and two comparable forms.

    ``plain`` is all its words, ``telling`` what no other report would say, the rest hidden.
    """

    task: str
    where: TaskText
    start: int
    end: int
    plain: str
    telling: str

    @property
    def text(self) -> str:
        """The words as they stand."""
        return self.where.text[self.start : self.end]

    @property
    def promised(self) -> bool:
        """Whether it is no report."""
        return self.where.kind != "narrative"


@dataclass(frozen=True, slots=True)
class SameWork:
    """Two sentences of two tasks that tell the same; ``shared`` is the longest run of words in both."""

    first: Sentence
    second: Sentence
    shared: str


def same_work(tasks: Sequence[Task], mentions: Iterable[TaskMentions] = ()) -> list[SameWork]:
    """Find pairs of tasks that tell the same work, each with the two sentences that show it best.

    :param mentions: what the texts of the tasks name; without them only words are compared.
    """
    named = {found.task.id: found for found in mentions}
    sentences = [sentence for task in tasks for sentence in _sentences(task, named.get(task.id))]
    found = _told_alike(sentences)
    for one, other in _alike(sentences, named):
        pair = one.task, other.task
        if pair not in found:
            match = SequenceMatcher(None, one.plain, other.plain, autojunk=False).find_longest_match()
            found[pair] = SameWork(one, other, one.plain[match.a : match.a + match.size])
    return list(found.values())


def _sentences(task: Task, mentions: TaskMentions | None) -> Iterator[Sentence]:
    for text in task_texts(task):
        folded = text.folded
        hidden = _hidden(text, mentions)
        for match in _SENTENCE.finditer(folded.text):
            label = _LABEL.match(match.group(0))
            start = match.start() + (label.end() if label else 0)
            plain = re.sub(r"[^\w%]", "", folded.text[start : match.end()])
            if len(plain) > _PIECE:
                places = range(start, match.end())
                shown = "".join(_HIDDEN if folded.offsets[at] in hidden else folded.text[at] for at in places)
                first, last = folded.span(start, match.end())
                yield Sentence(task.id, text, first, last, plain, _telling(shown))


def _hidden(text: TaskText, mentions: TaskMentions | None) -> frozenset[int]:
    """The places in a text at which units, companies and documents are named."""
    named = (*mentions.units, *mentions.companies, *mentions.documents) if mentions else ()
    return frozenset(at for m in named if m.where.place == text.place for at in range(m.start, m.end))


def _telling(shown: str) -> str:
    """What no other report would say: numbers, times and formulas hidden, marks left out."""
    return re.sub(r"[^\w|]", "", _formulas().sub(_HIDDEN, _NUMBER.sub(_HIDDEN, shown)))


@lru_cache(maxsize=1)
def _formulas() -> re.Pattern[str]:
    return any_of(words("formula_words", "words"))


def _told_alike(sentences: Sequence[Sentence]) -> dict[_Pair, SameWork]:
    """Pairs of tasks with sentences that agree almost word for word, the longest shared run of each."""
    pieces = _holders([sentence.plain for sentence in sentences], sentences)
    found: dict[_Pair, SameWork] = {}
    for one, other in _candidates(sentences, pieces):
        shared = _shared(one, other, pieces)
        known = found.get((one.task, other.task))
        if shared and (known is None or len(shared) > len(known.shared)):
            found[one.task, other.task] = SameWork(one, other, shared)
    return found


def _holders(forms: Sequence[str], sentences: Sequence[Sentence]) -> dict[str, set[str]]:
    """Piece of four characters → the tasks it stands in."""
    found: dict[str, set[str]] = defaultdict(set)
    for form, sentence in zip(forms, sentences, strict=True):
        for piece in _cut(form):
            found[piece].add(sentence.task)
    return found


def _cut(form: str) -> set[str]:
    pieces = {form[i : i + _PIECE] for i in range(len(form) - _PIECE + 1)}
    return {piece for piece in pieces if _HIDDEN not in piece}


def _together(
    forms: Sequence[str], sentences: Sequence[Sentence], rare: Iterable[str]
) -> Iterator[tuple[str, int, int]]:
    """Each rare piece with two sentences of different tasks that hold it, by position."""
    wanted = frozenset(rare)
    places: dict[str, list[int]] = defaultdict(list)
    for position, form in enumerate(forms):
        for piece in sorted(_cut(form) & wanted):
            places[piece].append(position)
    for piece, positions in places.items():
        for one, other in combinations(positions, 2):
            if sentences[one].task != sentences[other].task:
                yield piece, one, other


def _candidates(sentences: Sequence[Sentence], pieces: Mapping[str, set[str]]) -> Iterator[tuple[Sentence, Sentence]]:
    """Pairs of sentences of different tasks that share enough pieces found in few tasks."""
    rare = (piece for piece, tasks in pieces.items() if 1 < len(tasks) <= MAX_TASKS)
    together = Counter((one, other) for _, one, other in _together([s.plain for s in sentences], sentences, rare))
    for (one, other), count in sorted(together.items()):
        if count >= MIN_RARE:
            yield sentences[one], sentences[other]


def _shared(one: Sentence, other: Sentence, pieces: Mapping[str, set[str]]) -> str:
    """The run of words both have, when it is long enough to be no accident."""
    match = SequenceMatcher(None, one.plain, other.plain, autojunk=False).find_longest_match()
    run = one.plain[match.a : match.a + match.size]
    share = match.size / min(len(one.plain), len(other.plain))
    if match.size >= LONG_RUN and share >= LONG_SHARE and len(_telling(run).replace(_HIDDEN, "")) >= SHORT_RUN:
        return run
    rare = sum(len(pieces[piece]) <= 2 for piece in _cut(run))
    return run if match.size >= SHORT_RUN and share >= SHORT_SHARE and rare >= MIN_RARE else ""


def _alike(sentences: Sequence[Sentence], named: Mapping[str, TaskMentions]) -> Iterator[tuple[Sentence, Sentence]]:
    """Pairs of tasks for which enough speaks, each by its two sentences that share most, or that hold the name."""
    order = {task: position for position, task in enumerate(dict.fromkeys(s.task for s in sentences))}
    best, total = _rare_words(sentences)
    names = _shared_names(named, order)
    figures = _shared_figures(named, order)
    for pair in sorted({*total, *names, *figures}, key=lambda pair: (order[pair[0]], order[pair[1]])):
        weight, shown = best.get(pair, (0.0, None))
        strength, named_in = names.get(pair, (0.0, None))
        digits, told_in = figures.get(pair, (0.0, None))
        alike = math.log1p(weight) + math.log1p(total.get(pair, 0.0))
        if alike + NAME_WEIGHT * min(strength, _MOST_NAMED) + digits < ENOUGH:
            continue
        places = named_in if strength and alike < ENOUGH else told_in if alike < ENOUGH else None
        held = [_holding(sentences, mention) for mention in places or ()]
        if len(held) == 2 and held[0] and held[1]:
            yield held[0], held[1]
        elif shown:
            yield sentences[shown[0]], sentences[shown[1]]


def _rare_words(
    sentences: Sequence[Sentence],
) -> tuple[dict[_Pair, tuple[float, tuple[int, int]]], dict[_Pair, float]]:
    """What two tasks share of pieces that few tasks hold: in their best two sentences, and altogether."""
    forms = [sentence.telling for sentence in sentences]
    holders = _holders(forms, sentences)
    weights: dict[tuple[int, int], float] = defaultdict(float)
    total: dict[_Pair, float] = defaultdict(float)
    counted: set[tuple[str, _Pair]] = set()
    rare = (piece for piece, tasks in holders.items() if len(tasks) in _RARITY)
    for piece, one, other in _together(forms, sentences, rare):
        weight = _RARITY[len(holders[piece])]
        pair = sentences[one].task, sentences[other].task
        weights[one, other] += weight * (PROMISED if sentences[one].promised and sentences[other].promised else 1.0)
        if (piece, pair) not in counted:
            counted.add((piece, pair))
            total[pair] += weight
    best: dict[_Pair, tuple[float, tuple[int, int]]] = {}
    for (one, other), weight in weights.items():
        pair = sentences[one].task, sentences[other].task
        if weight > best.get(pair, (0.0,))[0]:
            best[pair] = weight, (one, other)
    return best, total


def _shared_names(
    named: Mapping[str, TaskMentions], order: Mapping[str, int]
) -> dict[_Pair, tuple[float, tuple[Mention, Mention]]]:
    """What two tasks name and few others: how much it says, with the two mentions of the name that says most."""
    found: dict[_Pair, tuple[float, tuple[Mention, Mention]]] = {}
    most: dict[_Pair, float] = {}
    for kind, name_weight in _NAMED.items():
        for by_task in _named_in(named, kind):
            promising = sum(_is_promised(mention) for mention in by_task.values())
            for one, other in combinations(sorted(by_task, key=lambda task: order.get(task, -1)), 2):
                pair = by_task[one], by_task[other]
                strength = name_weight * _strength(kind, pair, len(by_task), promising)
                before, shown = found.get((one, other), (0.0, pair))
                if strength:
                    told = strength > most.get((one, other), 0.0)
                    most[one, other] = max(strength, most.get((one, other), 0.0))
                    found[one, other] = before + strength, pair if told else shown
    return found


def _named_in(named: Mapping[str, TaskMentions], kind: str) -> Iterable[dict[str, Mention]]:
    """For each name of a kind: task → its mention, a promise before a report, a title before all."""
    told: dict[str, dict[str, Mention]] = defaultdict(dict)
    for task, mentions in named.items():
        for mention in getattr(mentions, kind):
            known = told[mention.name].get(task)
            if known is None or known.where.kind == "narrative":
                told[mention.name][task] = mention
    return told.values()


def _strength(kind: str, pair: tuple[Mention, Mention], tasks: int, promising: int) -> float:
    """What a name in two tasks says: where both promise it, only tasks that promise it too take from its rarity."""
    if kind == "documents":
        return _RARITY.get(tasks, 0.0)
    promises = sum(map(_is_promised, pair))
    titles = sum(mention.where.kind == "title" for mention in pair)
    rarity = _RARITY.get(promising if promises == 2 else tasks, 0.0)
    return rarity * (promises / 2) * (PROMISED if titles == 2 else 1.0)


def _is_promised(mention: Mention) -> bool:
    return mention.where.kind != "narrative"


def _shared_figures(
    named: Mapping[str, TaskMentions], order: Mapping[str, int]
) -> dict[_Pair, tuple[float, tuple[Mention, Mention]]]:
    """Pairs of tasks that tell a figure no other task tells: one more than its digits where both promise it.

    A longer figure is no accident: it counts also where one task, or both, only report it.
    """
    told: dict[tuple[float, str], dict[str, Mention]] = defaultdict(dict)
    for task, mentions in named.items():
        for mention in mentions.figures:
            if mention.figure and mention.figure.unit != "%":
                by_task = told[float(mention.figure.value), mention.figure.unit]
                if task not in by_task or by_task[task].where.kind == "narrative":
                    by_task[task] = mention
    found: dict[_Pair, tuple[float, tuple[Mention, Mention]]] = {}
    shown: dict[_Pair, tuple[int, int]] = {}  # a promise shows the work better than a longer figure of two reports
    for (value, _), by_task in told.items():
        digits = len(f"{value:g}".replace(".", "").strip("0"))
        promises = sum(mention.where.kind != "narrative" for mention in by_task.values())
        if len(by_task) == 2 and digits >= _FIGURE_DIGITS + 2 - promises:
            one, other = sorted(by_task, key=lambda task: order.get(task, -1))
            if (promises, digits) > shown.get((one, other), (-1, 0)):
                shown[one, other] = promises, digits
                found[one, other] = digits + 1.0, (by_task[one], by_task[other])
    return found


def _holding(sentences: Sequence[Sentence], mention: Mention) -> Sentence | None:
    """The sentence in which a mention stands."""
    return next(
        (
            s
            for s in sentences
            if s.where.place == mention.where.place
            and s.where.cited is mention.where.cited
            and s.start <= mention.start
            and mention.end <= s.end
        ),
        None,
    )
