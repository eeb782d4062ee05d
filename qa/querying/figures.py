"""The figures of a task that fit what a question asks for: which measure and unit, of what, told or promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.identifiers import task_of_part
from graph.language.clauses import clause_start
from graph.language.gazetteer import Gazetteer
from graph.language.quantities import find_quantities
from graph.language.text import fold, narrow
from graph.language.time_values import ANY_YEAR
from graph.language.timex import find_times
from graph.language.word_lists import listed_set, rows
from graph.mentions.figures import Figure, find_figures, in_brackets
from graph.mentions.unit_words import factor
from qa.querying.asked_figures import AskedFigure, digit_runs, dimension_of
from qa.querying.sentences import Likeness, Sentence, clause_spans
from qa.querying.word_senses import word_senses
from qa.understanding.question import Question

if TYPE_CHECKING:
    from qa.corpus import Corpus

_SHARES = frozenset({"share", "points"})
_PEOPLE = frozenset({"people", "person times"})
_COUNTS = frozenset({"count", "times", "people", "person times"})
_ANY_COUNTED = listed_set("any-counted")
"""Measure words by which people are counted as well as things."""
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
_HEAD = 0.6
"""What the first sentence of its paragraph counts, where it has more of the question than the sentence itself."""
_WHOLE, _LEFT, _LEVEL = 0.6, 1.5, 0.5
"""What the whole or what is left adds where it is asked for, and what the level before a change takes away."""
_NUMBERS = 0.6
"""What a sentence adds that has the numbers which a question states (60到79岁)."""
_SAME = 0.5
"""How far figures of the same measure at several times may lie apart."""
_MEASURE, _PRECISE = 1.0, 0.4
"""What the very measure asked for adds, and another one takes away; and what words beside a number add that are all asked for."""


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
    found = (one for sentence in dict.fromkeys(told) for one in of_sentence(sentence) if fits(one.figure, asked))
    ranked = sorted((scored(one, asked, likeness, measure) for one in found), key=lambda one: -one.score)
    counted = [one for one in ranked if asked.per & set(one.figure.unit.partition("/")[2])]
    ranked = counted or ranked
    return _promised_first(ranked) if asked.target else _latest_first(_reached_first(ranked), asked.month)


def _latest_first(ranked: list[Candidate], month: int) -> list[Candidate]:
    """Of one measure told at several times the figure of the month asked for, else the latest."""
    if not ranked or ranked[0].promised:
        return ranked
    best = ranked[0]
    alike = [one for one in ranked if best.score - one.score <= _SAME and _is_same_measure(one, best)]
    times = {id(one): _told_at(one) for one in alike}
    if not all(times.values()) or len(set(times.values())) < len(alike):
        return ranked
    first = max(alike, key=lambda one: (times[id(one)] == month, times[id(one)]))
    return [first, *(one for one in ranked if one is not first)]


def _is_same_measure(one: Candidate, other: Candidate) -> bool:
    mine, its = one.figure, other.figure
    return (
        (mine.measure, mine.unit, mine.growth, mine.scope) == (its.measure, its.unit, its.growth, its.scope)
        and one.promised == other.promised
        and (one is other or one.sentence != other.sentence)
    )


def _told_at(one: Candidate) -> int:
    """The last month of the times told before a figure in its sentence; 0 where none is."""
    times = find_times(one.sentence.folded, ANY_YEAR)
    return max((t.months[-1] for t in times if t.end <= one.figure.at and t.months and not t.recurrence), default=0)


def _promised_first(ranked: list[Candidate]) -> list[Candidate]:
    """What was promised first, where the words of both fit and a target is asked for."""
    if not ranked or ranked[0].promised:
        return ranked
    promised = next((one for one in ranked if one.promised and one.score >= _ALIKE * ranked[0].score), None)
    return [promised, *(one for one in ranked if one is not promised)] if promised else ranked


def _reached_first(ranked: list[Candidate]) -> list[Candidate]:
    """What was reached before what was promised of the same, where the words of both fit."""
    if not ranked or not ranked[0].promised:
        return ranked
    best = ranked[0]
    alike = (
        one
        for one in ranked
        if not one.promised and same_unit(one.figure.unit, best.figure.unit) and one.score >= _ALIKE * best.score
    )
    reached = next(alike, None)
    return [reached, *(one for one in ranked if one is not reached)] if reached else ranked


@lru_cache(maxsize=4096)
def of_sentence(sentence: Sentence) -> tuple[Candidate, ...]:
    """The figures of a sentence, in order."""
    text = sentence.folded
    clauses = clause_spans(text)
    figures = find_figures(text, promised=not sentence.reported)
    found = []
    for figure, following in zip(figures, [*figures[1:], None], strict=False):
        clause = next((c for c in clauses if c[0] <= figure.at < c[1]), (figure.start, figure.end))
        base = following is not None and _is_base(text, clause, figure, following)
        found.append(Candidate(figure, sentence, clause, not sentence.reported, base))
    return tuple(found)


def _is_base(text: str, clause: tuple[int, int], whole: Figure, reached: Figure) -> bool:
    """Whether a clause tells of a whole how much of it was reached."""
    alike = clause[0] <= reached.at < clause[1] and whole.unit == reached.unit and reached.value <= whole.value
    if not alike or whole.growth or reached.growth:
        return False
    between = text[whole.at : reached.at]
    done = (mark.sense == "done" for mark in word_senses("state_marks", "kind").find(between))
    return "(" not in between and any(done)


def fits(figure: Figure, asked: AskedFigure) -> bool:
    """Whether a figure is of the sort asked for."""
    if asked.rank:
        return figure.rank is not None
    if not asked.dimensions:
        return True
    of = dimension_of(figure.unit)
    alike = of in asked.dimensions or bool(_PEOPLE & asked.dimensions and of in _PEOPLE)
    if asked.dimensions & _SHARES and of in _SHARES:
        return True
    counts = asked.dimensions <= {"count"} and of in _COUNTS
    return (counts and (alike or asked.unit in _ANY_COUNTED)) or (alike and not asked.dimensions <= {"count"})


def scored(one: Candidate, asked: AskedFigure, likeness: Likeness, measure: str) -> Candidate:
    """A figure with how well it fits by what is known of such figures."""
    figure, text = one.figure, one.sentence.folded
    end = one.clause[1]
    near = beside(one)
    score = _SEGMENT * likeness.of(near + figure.measure) + _CLAUSE * likeness.of(text[opening(one) : end])
    score += _SENTENCE * likeness.of_sentence(one.sentence) + _PRECISE * likeness.precision(figure.measure)
    score += _HEAD * max(0.0, likeness.of(one.sentence.head) - likeness.of(one.sentence.text))
    score += _NUMBERS * has_numbers(one.sentence.folded, asked.numbers)
    own = {found.sense for found in word_senses("asked_figures", "kind").find(near + figure.measure)}
    score += _WHOLE * (asked.whole and "whole" in own) + _LEFT * (asked.left and "left" in own)
    score += _ROLE * (one.promised == asked.target)
    score += _UNIT * (bool(asked.unit) and same_unit(figure.unit, asked.unit))
    score -= _SCHEDULED * (figure.scheduled and not asked.target)
    either = asked.target and not asked.dimensions  # a target may be told as a growth (GDP增长10.5%)
    score -= _GROWTH * (figure.growth != asked.growth and not either)
    score -= _PART * (is_rest(one) + in_brackets(text, figure.at)) + _BASE * (one.base and not asked.target)
    score -= 0.1 * figure.setting + _LEVEL * (figure.baseline != asked.origin) * (figure.baseline or asked.origin)
    if measure and figure.growth == asked.growth:
        score += _MEASURE * agreement(figure, measure)
    return replace(one, score=score)


def beside(one: Candidate) -> str:
    """The words around a figure within its clause, as far as those of the figures beside it."""
    text = one.sentence.folded
    return text[max(one.clause[0], _floor(one, text)) : _ceiling(one, text)]


def has_numbers(text: str, numbers: frozenset[str]) -> bool:
    """Whether all of some numbers stand in a text by themselves."""
    return bool(numbers) and numbers <= digit_runs(text)


def opening(one: Candidate) -> int:
    """Where the words begin that belong to a figure: its clause, of one in brackets the clause that these explain."""
    text, start = one.sentence.folded, one.clause[0]
    if not in_brackets(text, one.figure.at):
        return start
    bracket = text.rfind("(", 0, one.figure.at)
    return min(start, clause_start(text, bracket))


def is_rest(one: Candidate) -> bool:
    """Whether a figure is told of a part, or of the rest, of what was told before."""
    before = word_senses("state_marks", "kind").find(one.sentence.folded[: one.figure.at])
    return any(mark.sense == "part" for mark in before)


def agreement(figure: Figure, measure: str) -> int:
    """1 for the very measure, -1 for another one of the list, 0 for what the list does not have."""
    known = _listed_measures().get(narrow(figure.indicator)) or _listed_measures().get(narrow(figure.measure))
    return 0 if known is None else 1 if known == measure else -1


@lru_cache(maxsize=1)
def _listed_measures() -> dict[str, str]:
    """Every word for a measure → its name."""
    return {narrow(word): row["name"] for row in rows("measures") for word in (row["name"], *row["aliases"].split())}


def listed_names(text: str) -> frozenset[str]:
    """The measures of the list that a text names.

    >>> sorted(listed_names("GDP和社零"))
    ['地区生产总值', '社会消费品零售总额']
    """
    known = _listed_measures()
    return frozenset(known[match.name] for match in _listed_words().find(narrow(text)))


@lru_cache(maxsize=1)
def _listed_words() -> Gazetteer:
    return Gazetteer(_listed_measures())


def same_unit(unit: str, asked: str) -> bool:
    """Whether two units are the same but for their scale (万元, 亿元)."""
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
    return not asked.unit or same_unit(one.figure.unit, asked.unit)


def quoted(found: Sequence[Candidate]) -> tuple[str, ...]:
    """The clauses of some candidates, each once."""
    return tuple(dict.fromkeys(one.quote for one in found))
