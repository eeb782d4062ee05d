"""What speaks for a figure as the one a question asks for: named signals, which fitted weights add up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from embeddings.tokens import tokenize
from graph.language.quantities import find_quantities
from graph.language.text import fold
from graph.language.time_values import ANY_YEAR
from graph.language.timex import find_times
from graph.mentions.figures import Figure, in_brackets
from qa.answerability.expected import alike_units, expected_answers, general_nouns
from qa.answerability.telling import tells
from qa.querying.asked_figures import AskedFigure, asked_figure, asking_clause, dimension_of
from qa.querying.figures import (
    Candidate,
    agreement,
    beside,
    fits,
    has_numbers,
    is_rest,
    of_sentence,
    opening,
    same_unit,
    scored,
)
from qa.querying.scopes import scopes_named, told_of_scope
from qa.querying.sentences import Likeness, Sentence, title_sentence
from qa.querying.word_senses import word_senses
from qa.understanding.question import PieceKind

if TYPE_CHECKING:
    from qa.querying.lookups import Found
    from qa.understanding.form_classifier import FormJudgement

_NEAR = 3
_YEARS = range(1990, 2050)


@dataclass(frozen=True)
class AskedOf:
    """A task that may tell the figure, and how near it is to the question.

    ``score`` is its share of the best score of the retrieval, ``place`` its place among the hits (0-based).
    """

    found: Found
    score: float
    place: int

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Its sentences with the title, which promises."""
        return list(dict.fromkeys([*self.found.all_sentences, title_sentence(self.found.task)]))

    @cached_property
    def own(self) -> frozenset[Sentence]:
        """The sentences of the items the question names."""
        return frozenset(self.found.sentences) if self.found.items else frozenset()


@dataclass(frozen=True)
class FigureQuestion:
    """What of a question tells which figure it asks for, worked out once for all figures."""

    text: str
    asked: AskedFigure
    likeness: Likeness
    """By the words that any of the tasks has."""
    asking: Likeness
    """The same, of the words of the clause that asks."""
    scopes: tuple[str, ...]
    stated: frozenset[str]
    """The numbers that the question itself states."""
    timed: bool
    """Whether the question names a time."""
    nouns: tuple[str, ...]
    """What is counted or measured, where the question says it beside the words that ask."""
    asks: Mapping[str, float]
    """The probability of every sort of amount that may be asked for."""
    level: Mapping[str, float]
    """The probability that what was promised, reached, before or left is asked for, or a difference."""

    def distinct(self, task: AskedOf) -> Likeness:
        """The likeness by the words that the title of a task does not have: these tell its figures apart."""
        if task.place not in self._distinct:
            title = frozenset(tokenize(task.found.task.title.value))
            weights = self.likeness.weights
            self._distinct[task.place] = Likeness({token: weights[token] for token in weights if token not in title})
        return self._distinct[task.place]

    @cached_property
    def _distinct(self) -> dict[int, Likeness]:
        """By the place of a task: one likeness for all its figures."""
        return {}

    @classmethod
    def of(cls, found: Found, texts: Sequence[str], judged: FormJudgement) -> FigureQuestion:
        """Read the question behind a look-up.

        :param texts: those of all tasks that may tell the figure.
        """
        text = found.text
        near = [passage.text for passage in found.retrieval.hits[0].passages]
        likeness = Likeness.within(found.weights, texts, near)
        clause = frozenset(tokenize(asking_clause(text)))
        asking = Likeness({token: weight for token, weight in likeness.weights.items() if token in clause})
        stated = frozenset(f"{float(q.value):g}" for q in find_quantities(fold(text)))
        scopes = scopes_named(found.slots.question)
        timed = any(piece.kind is PieceKind.TIME for piece in found.slots.question.pieces)
        expected = expected_answers(found.slots.question.core)
        nouns = tuple(dict.fromkeys(one.noun for one in expected if one.noun and one.noun not in general_nouns()))
        return cls(text, asked_figure(text), likeness, asking, scopes, stated, timed, nouns, judged.asks, judged.level)


def figures_of(task: AskedOf) -> list[Candidate]:
    """All figures that a task tells or promises."""
    return [one for sentence in task.sentences for one in of_sentence(sentence)]


def signals(one: Candidate, task: AskedOf, question: FigureQuestion) -> Mapping[str, float]:
    """What speaks for and against a figure, by name; what is not named is 0."""
    found = dict(_of_task(task, question))
    found |= dict(_of_words(one, task, question))
    found |= dict(_of_unit(one, question))
    found |= dict(_of_sort(one, question))
    found |= dict(_of_role(one, question))
    found |= dict(_of_place(one, task, question))
    return {name: float(value) for name, value in found.items() if value}


def _of_task(task: AskedOf, question: FigureQuestion) -> Iterator[tuple[str, float]]:
    yield "task score", task.score
    yield "task first", task.place == 0
    yield "task named", task.found.subject is not None and task.found.task.id in task.found.subject.tasks
    yield "title words", question.likeness.of(task.found.task.title.value)


def _of_words(one: Candidate, task: AskedOf, question: FigureQuestion) -> Iterator[tuple[str, float]]:
    text, likeness, sentence = one.sentence.folded, question.likeness, one.sentence
    near = beside(one)
    clause = text[opening(one) : one.clause[1]]
    yield "words beside", likeness.of(near + one.figure.measure)
    yield "words of the clause", likeness.of(clause)
    yield "words of the sentence", likeness.of(sentence.text)
    yield "words of the head", max(0.0, likeness.of(sentence.head) - likeness.of(sentence.text))
    yield "asking words beside", question.asking.of(near + one.figure.measure)
    yield "asking words of the clause", question.asking.of(clause)
    distinct = question.distinct(task)
    yield "distinct words beside", distinct.of(near + one.figure.measure)
    yield "distinct words of the clause", distinct.of(clause)
    yield "distinct words of the sentence", distinct.of(sentence.text)
    yield "words missing", 1 - likeness.of(sentence.text + sentence.head + task.found.task.title.value)
    yield "precise measure", likeness.precision(one.figure.measure)
    yield "precise clause", likeness.precision(clause)
    behind = text[one.figure.end : one.figure.end + 8]
    yield "noun behind", bool(behind[:1].isalnum()) and question.asking.of(behind)
    places = [i for i, p in enumerate(likeness.near[:_NEAR]) if sentence.text in p or p in sentence.text]
    yield "near passage", (_NEAR - places[0]) / _NEAR if places else 0.0
    fitting = fits(one.figure, question.asked)
    yield "rule", fitting and scored(one, question.asked, likeness, task.found.measure).score / 2
    if question.nouns:
        where = {"clause": clause, "sentence": sentence.folded, "title": fold(task.found.task.title.value)}
        place = next((name for name, words in where.items() if any(tells(n, [words]) for n in question.nouns)), "")
        yield f"noun of the {place}" if place else "noun nowhere", True
    yield "of the item", one.sentence in task.own
    yield "of another item", bool(task.own) and one.sentence not in task.own


def _of_unit(one: Candidate, question: FigureQuestion) -> Iterator[tuple[str, float]]:
    asked, figure = question.asked, one.figure
    if asked.unit:
        yield "same unit", same_unit(figure.unit, asked.unit)
        yield "alike unit", not same_unit(figure.unit, asked.unit) and figure.unit in alike_units(asked.unit)
        yield "strange unit", asked.exact and not same_unit(figure.unit, asked.unit)
    yield "fits", fits(figure, asked)
    yield "open", not asked.dimensions and not asked.rank
    of = dimension_of(figure.unit)
    yield "other dimension", bool(asked.dimensions) and of not in asked.dimensions
    yield "open count", not asked.dimensions and of == "count"
    yield "open money", not asked.dimensions and of == "yuan"
    yield "open share", not asked.dimensions and of in {"share", "points"}
    yield "open time", not asked.dimensions and of == "duration"
    yield "counted by", bool(asked.per & set(figure.unit.partition("/")[2]))
    yield "rank", asked.rank and figure.rank is not None
    yield "a year", not figure.unit.strip("年") and float(figure.value) in _YEARS


_SORTS = {
    "yuan": ("money",),
    "dollar": ("money",),
    "people": ("people",),
    "person times": ("times", "people"),
    "times": ("times",),
    "area": ("area",),
    "area times": ("area",),
    "length": ("length",),
    "mass": ("weight",),
    "volume": ("volume",),
    "energy": ("energy",),
    "power": ("power",),
    "duration": ("duration",),
    "workdays": ("duration",),
}
"""Dimension → the sorts of amounts that a question may ask for by it."""
_OF_UNIT = {"户": ("households", "count"), "场": ("times", "count"), "期": ("times", "count"), "分": ("score",)}


def sorts_of(figure: Figure) -> tuple[str, ...]:
    """The sorts of amounts that a figure is one of."""
    of = dimension_of(figure.unit)
    if of in {"share", "points"}:
        return ("growth",) if figure.growth or of == "points" else ("share",)
    return _OF_UNIT.get(figure.unit.lstrip("万亿千百"), _SORTS.get(of, ("count", "other")))


def _of_sort(one: Candidate, question: FigureQuestion) -> Iterator[tuple[str, float]]:
    """What the classifier of questions says of the sort and level of the amount."""
    asks, level, figure = question.asks, question.level, one.figure
    sort = sum(asks.get(name, 0.0) for name in sorts_of(figure))
    yield "sort", sort
    yield "unlikely sort", max(-4.0, math.log(sort + 1e-3)) / 4
    yield "likely rank", asks.get("rank", 0.0) * (figure.rank is not None)
    target = level.get("target", 0.0)
    yield "likely target", target * one.promised
    yield "unlikely target", (1 - target) * one.promised
    yield "reached, likely target", target * (not one.promised)
    before = level.get("before", 0.0)
    yield "likely level before", before * figure.baseline
    yield "unlikely level before", (1 - before) * figure.baseline
    yield "level after, likely before", before * (figure.since is not None)
    own = {found.sense for found in word_senses("asked_figures", "kind").find(beside(one) + figure.measure)}
    yield "likely left", level.get("left", 0.0) * ("left" in own)
    yield "likely difference", level.get("difference", 0.0) * (figure.growth or figure.comparison is not None)


def _of_role(one: Candidate, question: FigureQuestion) -> Iterator[tuple[str, float]]:
    asked, figure = question.asked, one.figure
    yield "target asked for", asked.target and one.promised
    yield "target not asked for", not asked.target and one.promised
    yield "reached, target asked for", asked.target and not one.promised
    yield "scheduled", figure.scheduled and not asked.target
    yield "growth asked for", asked.growth and figure.growth
    yield "growth not asked for", not asked.growth and figure.growth
    yield "amount, growth asked for", asked.growth and not figure.growth
    yield "base", one.base and not asked.target
    yield "level before", figure.baseline and not asked.origin
    yield "level before asked for", figure.baseline and asked.origin
    yield "setting", figure.setting
    yield "of a part of the year", figure.period is not None and not question.timed
    own = {found.sense for found in word_senses("asked_figures", "kind").find(beside(one) + figure.measure)}
    yield "whole", "whole" in own
    yield "whole asked for", asked.whole and "whole" in own
    yield "left asked for", asked.left and "left" in own
    yield "left not asked for", not asked.left and "left" in own
    yield "each", figure.each
    asks = {found.sense for found in word_senses("asked_figures", "kind").find(question.text)}
    yield "new asked for", "new" in asks and "new" in own
    yield "new not asked for", "new" not in asks and "new" in own
    yield "stock asked for", "stock" in asks and "stock" in own
    yield "new, stock asked for", "stock" in asks and "new" in own


def _of_place(one: Candidate, task: AskedOf, question: FigureQuestion) -> Iterator[tuple[str, float]]:
    text, figure, found = one.sentence.folded, one.figure, task.found
    yield "part", is_rest(one)
    yield "in brackets", in_brackets(text, figure.at)
    numbers = question.asked.numbers
    yield "has the numbers", has_numbers(text, numbers)
    yield "echo", f"{one.size:g}" in question.stated or f"{float(figure.value):g}" in question.stated
    yield "same as stated beside", has_numbers(text[one.clause[0] : one.clause[1]], numbers)
    if found.measure:
        agrees = agreement(figure, found.measure)
        yield "measure agrees", agrees > 0
        yield "measure differs", agrees < 0
    yield "other scope", not told_of_scope(question.scopes, found.task, found.items, one)
    month = question.asked.month
    told = _months(one.sentence.folded) if month else ()
    yield "month agrees", month in told
    yield "month differs", bool(told) and month not in told
    others = of_sentence(one.sentence)
    alike = [o for o in others if o.figure.at < figure.at and same_unit(o.figure.unit, figure.unit)]
    yield "aside of the like", bool(alike) and in_brackets(text, figure.at) and not figure.growth
    yield "part of the like", bool(alike) and is_rest(one) and not in_brackets(text, figure.at)
    yield "first of the sentence", others[0].figure.at == figure.at
    yield "last of the sentence", others[-1].figure.at == figure.at
    yield "only one of its unit", sum(same_unit(o.figure.unit, figure.unit) for o in others) == 1
    yield "reported", one.sentence.reported
    yield "late in the report", one.sentence.reported and (text[: one.clause[0]].count(",") / 10)


@lru_cache(maxsize=1024)
def _months(text: str) -> tuple[int, ...]:
    return tuple(time.months[-1] for time in find_times(text, ANY_YEAR) if time.months and not time.recurrence)
