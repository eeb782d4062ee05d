"""The figure a question asks for: which measure and unit, of what, told or promised, and the figures of a task that fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.identifiers import task_of_part
from graph.language.gazetteer import Gazetteer
from graph.language.quantities import find_quantities
from graph.language.text import fold, narrow
from graph.language.word_lists import rows
from graph.mentions.figures import Figure, find_figures, in_brackets
from graph.mentions.unit_words import dimension, factor
from qa.querying.sentences import Likeness, Sentence, clause_spans
from qa.querying.word_senses import word_senses
from qa.understanding.question import Question

if TYPE_CHECKING:
    from qa.corpus import Corpus

_SHARES = frozenset({"share", "points"})
_PEOPLE = frozenset({"people", "person times"})
_COUNTS = frozenset({"count", "times", "people", "person times"})
_SEGMENT, _CLAUSE, _SENTENCE = 1.0, 0.6, 0.4
"""What words beside a number, in its clause and in its sentence count."""
_ROLE, _UNIT, _GROWTH, _SCHEDULED = 1.0, 0.5, 0.6, 0.3
"""What the role asked for adds, the very unit asked for; what a change told for an amount takes away, and a plan told in a report."""
_BASE = 0.6
"""What the whole takes away of which the same clause tells how much was reached."""
_ALIKE = 0.6
"""The share of the score of what was promised with which something reached is its fulfilment."""
_PART = 0.3
"""What a part takes away of which the whole is told before it."""
_MEASURE, _PRECISE = 1.0, 0.4
"""What the very measure asked for adds, and another one takes away; and what words beside a number add that are all asked for."""


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """What sort of figure a question asks for."""

    unit: str
    """The unit that stands behind 多少 or 几; empty where none does."""
    dimensions: frozenset[str]
    """What the figure must measure; empty when anything may be meant."""
    rank: bool
    growth: bool
    amount: bool
    target: bool


@lru_cache(maxsize=256)
def asked_figure(text: str) -> AskedFigure:
    """Read which sort of figure a question in its normal form asks for.

    >>> asked_figure("瓶改管改了多少户").unit, sorted(asked_figure("接种率是多少").dimensions)
    ('户', ['share'])
    """
    clause = _asking_clause(text)
    kinds = {found.sense for found in word_senses("asked_figures", "kind").find(clause)}
    # The last word for a measure is what is asked for: 税收占收入的比重, 总投资的百分之几.
    measures = [found.sense for found in word_senses("asked_figures", "sense").find(clause) if found.sense][-1:]
    unit = _asked_unit(clause)
    growth = "growth" in kinds
    dimensions = frozenset({_dimension(unit)}) if unit else frozenset(measures)
    if not unit and growth and "amount" not in kinds:
        dimensions = _SHARES
    return AskedFigure(
        unit, dimensions, "rank" in kinds, growth, "amount" in kinds, "target" in kinds and "actual" not in kinds
    )


def _asking_clause(text: str) -> str:
    """The clause that asks for a number (原计划建331个，实际建了多少 asks for what was built); all of it where none does."""
    clauses = [text[start:end] for start, end in clause_spans(text)]
    asking = (c for c in clauses if any(one.sense in _ASKING for one in word_senses("asked_figures", "kind").find(c)))
    return next(asking, text)


_ASKING = frozenset({"number", "rank"})


def _dimension(unit: str) -> str:
    """What a unit measures, whatever it is told by (元/月); what no list has is counted."""
    of = dimension(unit).partition("/")[0]
    return "count" if of == unit.lstrip("万亿千百") and of not in {"%", ""} else of


def _asked_unit(text: str) -> str:
    """The unit behind the words that ask for a number: read as if a number stood there."""
    for found in word_senses("asked_figures", "kind").find(text):
        if found.sense != "number":
            continue
        for end in range(found.end, found.start, -1):
            number = find_quantities("3" + text[end : end + 8])
            if number and number[0].start == 0 and number[0].written_unit not in {"万", "亿", ""}:
                return number[0].written_unit
            if number and number[0].start == 0 and number[0].written_unit == "亿":
                return "亿元"
    return ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure of a task with the sentence that tells it and how well it fits a question."""

    figure: Figure
    sentence: Sentence
    clause: tuple[int, int]
    """The stretch of the folded sentence from the beginning of its clause to the end of it."""
    promised: bool
    base: bool = False
    """Whether it is the whole of which the clause tells how much was reached: 12座完成9座."""
    score: float = 0.0

    @property
    def quote(self) -> str:
        """The clause as the source has it."""
        return self.sentence.written(*self.clause)

    @property
    def size(self) -> float:
        """The value in base units of its dimension."""
        return float(self.figure.value) * factor(self.figure.unit)


def candidates(told: Iterable[Sentence], asked: AskedFigure, likeness: Likeness, measure: str = "") -> list[Candidate]:
    """The figures of some sentences that are of the sort asked for, the best first.

    :param measure: the measure of the list of measures that is asked for.
    """
    found = (one for sentence in dict.fromkeys(told) for one in _of_sentence(sentence) if _fits(one.figure, asked))
    ranked = sorted((_scored(one, asked, likeness, measure) for one in found), key=lambda one: -one.score)
    return ranked if asked.target else _reached_first(ranked)


def _reached_first(ranked: list[Candidate]) -> list[Candidate]:
    """What was reached before what was promised of the same, where the words of both fit."""
    if not ranked or not ranked[0].promised:
        return ranked
    best = ranked[0]
    alike = (
        one
        for one in ranked
        if not one.promised and _same_unit(one.figure.unit, best.figure.unit) and one.score >= _ALIKE * best.score
    )
    reached = next(alike, None)
    return [reached, *(one for one in ranked if one is not reached)] if reached else ranked


def _of_sentence(sentence: Sentence) -> list[Candidate]:
    text = sentence.folded
    clauses = clause_spans(text)
    figures = find_figures(text, promised=not sentence.reported)
    found = []
    for figure, following in zip(figures, [*figures[1:], None], strict=False):
        clause = next((c for c in clauses if c[0] <= figure.at < c[1]), (figure.start, figure.end))
        base = following is not None and _is_base(text, clause, figure, following)
        found.append(Candidate(figure, sentence, clause, not sentence.reported, base))
    return found


def _is_base(text: str, clause: tuple[int, int], whole: Figure, reached: Figure) -> bool:
    """Whether a clause tells of a whole how much of it was reached."""
    alike = clause[0] <= reached.at < clause[1] and whole.unit == reached.unit and reached.value <= whole.value
    if not alike or whole.growth or reached.growth:
        return False
    between = text[whole.at : reached.at]
    done = (mark.sense == "done" for mark in word_senses("state_marks", "kind").find(between))
    return "(" not in between and any(done)


def _fits(figure: Figure, asked: AskedFigure) -> bool:
    if asked.rank:
        return figure.rank is not None
    if not asked.dimensions:
        return True
    of = _dimension(figure.unit)
    alike = of in asked.dimensions or bool(_PEOPLE & asked.dimensions and of in _PEOPLE)
    if asked.dimensions & _SHARES and of in _SHARES:
        return True
    return alike and (not asked.dimensions <= {"count"} or of in _COUNTS)


def _scored(one: Candidate, asked: AskedFigure, likeness: Likeness, measure: str) -> Candidate:
    figure, text = one.figure, one.sentence.folded
    start, end = one.clause
    beside = text[max(start, _floor(one, text)) : _ceiling(one, text)]
    score = _SEGMENT * likeness.of(beside + figure.measure) + _CLAUSE * likeness.of(text[start:end])
    score += _SENTENCE * likeness.of_sentence(one.sentence) + _PRECISE * likeness.precision(figure.measure)
    score += _ROLE * (one.promised == asked.target)
    score += _UNIT * (bool(asked.unit) and _same_unit(figure.unit, asked.unit))
    score -= _SCHEDULED * (figure.scheduled and not asked.target)
    score -= _GROWTH * (figure.growth != asked.growth)
    score -= _PART * (_is_part(one) + in_brackets(text, figure.at)) + _BASE * (one.base and not asked.target)
    score -= 0.1 * (figure.baseline or figure.setting)
    if measure and figure.growth == asked.growth:
        score += _MEASURE * _agreement(figure, measure)
    return replace(one, score=score)


def _is_part(one: Candidate) -> bool:
    """Whether a figure is told of a part of what its sentence told before."""
    before = word_senses("state_marks", "kind").find(one.sentence.folded[: one.figure.at])
    return any(mark.sense == "part" for mark in before)


def _agreement(figure: Figure, measure: str) -> int:
    """1 for the very measure, -1 for another one of the list, 0 for what the list does not have."""
    known = _listed_measures().get(narrow(figure.indicator)) or _listed_measures().get(narrow(figure.measure))
    return 0 if known is None else 1 if known == measure else -1


@lru_cache(maxsize=1)
def _listed_measures() -> dict[str, str]:
    """Every word for a measure → its name."""
    return {narrow(word): row["name"] for row in rows("measures") for word in (row["name"], *row["aliases"].split())}


def _same_unit(unit: str, asked: str) -> bool:
    return unit.lstrip("万亿千百") == asked.lstrip("万亿千百")


def _floor(one: Candidate, text: str) -> int:
    """Where the figure before this one ends."""
    return max((q.end for q in find_quantities(text) if q.core_end <= one.figure.at), default=0)


def _ceiling(one: Candidate, text: str) -> int:
    """Where the words behind a figure end: at the next figure or the end of the clause."""
    behind = (q.start for q in find_quantities(text) if q.start >= one.figure.end)
    return min(next(behind, one.clause[1]), one.clause[1])


@dataclass(frozen=True, slots=True)
class NamedMeasure:
    """A measure that a question names, and the tasks whose title promises it, or else those that tell of it."""

    words: str
    name: str
    promising: frozenset[str]


class Measures:
    """The measures of the list of general knowledge that the tables tell figures of."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._name = {fold(word).casefold(): name for word, name in _listed_measures().items()}
        self._names = Gazetteer(self._name)
        self._tasks: dict[str, set[str]] = defaultdict(set)
        self._promised: dict[str, set[str]] = defaultdict(set)
        self._fill()

    def _fill(self) -> None:
        kg = self._corpus.kg
        task_of = {key: task for task, key in self._corpus.keys.items()}
        for key, values in kg.nodes(data=True):
            name = _listed_measures().get(narrow(values["label"])) if values["kind"] == "Indicator" else None
            for observation, _, edge in kg.in_edges(key, data=True) if name else ():
                if edge["kind"] != "ofIndicator":
                    continue
                for text, _, told in kg.in_edges(observation, data=True):
                    if told["kind"] == "observes" and name:
                        task = task_of[text if text in task_of else task_of_part(text)]
                        self._tasks[name].add(task)
                        if text in task_of:
                            self._promised[name].add(task)

    def named(self, question: Question, scopes: Sequence[str]) -> NamedMeasure | None:
        """The measure a question names; ``None`` when it names none, or several.

        :param scopes: the towns and parks it names: then only tasks that tell of them are promising.
        """
        text = fold(question.text).casefold()
        found = {self._name[match.name]: match.name for match in self._names.find(text)}
        if len(found) != 1:
            return None
        name, words = found.popitem()
        promising = self._promised[name] or self._tasks[name]
        if scopes:
            texts, titles = self._corpus.texts, self._corpus.titles
            of_scope = {task for task in self._tasks[name] if all(scope in texts[task] for scope in scopes)}
            promising = {task for task in of_scope if all(scope in titles[task] for scope in scopes)} or of_scope
        return NamedMeasure(words, name, frozenset(promising))


def has_unit(one: Candidate, asked: AskedFigure) -> bool:
    """Whether a figure has the very unit asked for, where one is."""
    return not asked.unit or _same_unit(one.figure.unit, asked.unit)


def quoted(found: Sequence[Candidate]) -> tuple[str, ...]:
    """The clauses of some candidates, each once."""
    return tuple(dict.fromkeys(one.quote for one in found))
