"""Answers about one item: what is told of the very item asked about, said first.

A look-up finds the task and its items; by aspect one of the tellers says the point with its typed result; here the
headline, the text and the evidence are made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.language.text import fold, shortened
from graph.records import Task
from qa.answerability.attributes import untold_attribute
from qa.answerability.telling import words_of
from qa.answering.answer import Evidence, TaskHit
from qa.answering.asked_aspects import asked_aspect
from qa.answering.item_actors import lead_unit, leader, relation, units
from qa.answering.item_anywhere import told_anywhere
from qa.answering.item_arithmetic import adds, calculate
from qa.answering.item_checks import checked, which_number
from qa.answering.item_choices import choose
from qa.answering.item_dates import by_named, due, on_time, when
from qa.answering.item_gaps import farthest
from qa.answering.item_largest import largest
from qa.answering.item_lists import named_list
from qa.answering.item_parts import asked_apart, points_apart
from qa.answering.item_plans import planned_then
from qa.answering.item_premises import dropped, fact, not_so_far, other_ordinal
from qa.answering.item_reckoned import is_averaged, reckoned
from qa.answering.item_stated import of_stated
from qa.answering.item_states import done, progress, status_of, tell, why
from qa.answering.item_targets import against_target, asks_target
from qa.answering.item_values import greatest, value, whole_extent
from qa.answering.phrases import say
from qa.answering.results import ItemRef, Nothing, Part, Result
from qa.answering.said import Said
from qa.querying.asked_figures import asks_number
from qa.querying.conditions import EVERY_TASK, Condition, Is, atoms
from qa.querying.figure_reader import LIKELY, LOOKED_AT, OVERRULES, FigureReading, read_figures
from qa.querying.figures import Candidate
from qa.querying.gates import Gatekeeper, Refusal, nearest
from qa.querying.lookups import Found, Lookups, Refused
from qa.understanding.form_classifier import FormJudgement
from qa.understanding.logical_form import Aspect
from qa.understanding.question import Question, read_question
from qa.understanding.slots import Slots, read_slots

if TYPE_CHECKING:
    from qa.corpus import Corpus

Judge = Callable[[Question], FormJudgement]
_LONGEST_HEADLINE, _LONGEST_NAME, _LONGEST_TITLE = 120, 16, 24
_WHOLE_TITLE = 80
_LONGEST_QUOTE, _QUOTES = 160, 3
_UNSURE = 0.03
"""The lead of the first task over the second below which the second is shown too."""
_OF_FIGURES = frozenset({Aspect.VALUE, Aspect.CALC})
"""What a figure answers: whether it is told is seen before the words that no text has."""
_HOW_MUCH = "是多少"
_OPENED = "，"


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What is answered of one item."""

    headline: str
    result: Result
    answer: str
    hits: tuple[TaskHit, ...]
    evidence: tuple[Evidence, ...] = ()
    items: tuple[ItemRef, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str | None = None
    parts: tuple[Part, ...] = ()
    """The answers to the clauses of a question that each ask something of their own."""


class ItemAnswers:
    """Answers what is asked of one named thing.

    :param gates: what may refuse what was found; ``judge``: what tells the sort of amount that a question asks for.
    """

    def __init__(self, corpus: Corpus, gates: Gatekeeper, judge: Judge) -> None:
        self._corpus = corpus
        self._judge = judge
        self._lookups = Lookups(corpus, gates)
        self._linker = corpus.linker
        self._year = next(iter(sorted(corpus.scope.years)), 2022)
        self._tellers: dict[Aspect, Callable[[Found], Said]] = {
            Aspect.VALUE: self._value,
            Aspect.CALC: lambda found: checked(found) or self._calculated(found) or self._told_figure(found),
            Aspect.MOST: lambda found: (
                farthest(found, corpus)
                or choose(found, self._find_of)
                or largest(found, corpus)
                or greatest(found, corpus)
            ),
            Aspect.DONE: self._done,
            Aspect.PROGRESS: lambda found: whole_extent(found) or progress(found),
            Aspect.WHY: lambda found: why(found, corpus),
            Aspect.WHEN: lambda found: by_named(found, self._year) or dropped(found) or when(found, self._year),
            Aspect.DUE: lambda found: (
                dropped(found) or not_so_far(found) or planned_then(found, self._year) or due(found, self._year)
            ),
            Aspect.ON_TIME: lambda found: by_named(found, self._year) or on_time(found, self._year),
            Aspect.LEADER: leader,
            Aspect.LEAD_UNIT: lead_unit,
            Aspect.UNITS: units,
            Aspect.RELATION: relation,
            Aspect.TELL: lambda found: choose(found, self._find_of) or named_list(found) or tell(found),
        }

    def _value(self, found: Found) -> Said:
        """A figure: confirmed, chosen or reckoned where the question asks for that; else as it is told."""
        stated = which_number(found, self._lookups.beside(found)) or checked(found)
        stated = stated or (of_stated(found) if found.has("fraction") else None)
        said = (
            stated
            or planned_then(found, self._year)
            or self._named(found)
            or adds(found, self._figure_of)
            or self._reckoned(found)
            or self._told_figure(found)
        )
        return (dropped(found) or told_anywhere(found, self._corpus) or said) if said.refusal else said

    def _named(self, found: Found) -> Said | None:
        """The things that are asked for by name, where no number is (引进的5个项目逐个报名)."""
        return None if asks_number(found.text) else named_list(found)

    def _calculated(self, found: Found) -> Said | None:
        """What is to be reckoned: by the terms that the question names, else by the figures that lead all others."""
        towns = found.slots.question.names
        if len([link for link in towns if link.kind == "Town"]) > 1 and (said := self._reckoned(found)):
            return said
        by_terms = calculate(found, self._figure_of, self._year)
        if by_terms and not by_terms.refusal:
            return by_terms
        reading = found.reading or self._figures(found)
        best = reading.best.candidate if reading.best and reading.is_sure else None
        told = best is not None and (best.figure.growth or (found.has("mean") and is_averaged(best)))
        return self._reckoned(found) or (None if told else by_terms)  # 比上年多几家 may be told as it is

    def _reckoned(self, found: Found) -> Said | None:
        return reckoned(found, found.reading or self._figures(found), self._figure_of, self._year)

    def _done(self, found: Found) -> Said:
        """Whether something is done, or a number was reached that the question names."""
        stated = by_named(found, self._year) or checked(found)
        if stated:
            return stated
        held = against_target(found) if asks_target(found) else None
        return held or choose(found, self._find_of) or done(found)

    def _find_of(self, words: str) -> Found | None:
        """The task and items that some words are about."""
        found = self._lookups.find(self._read(words), Aspect.DONE)
        return None if isinstance(found, Refusal) else found

    def answer(self, question: Question, slots: Slots, aspect: Aspect, where: Condition = EVERY_TASK) -> ItemAnswer:
        """What is told of the item a question is about; where its clauses ask different things, of each in turn.

        :param where: a condition that its task must fulfil.
        """
        whole = self._one(slots, aspect, where)
        if aspect is Aspect.TELL:
            return whole
        same = None if points_apart(question) or whole.refusal is not None else Is(question.text, (whole.hits[0].id,))
        told = self._apart(asked_apart(question), aspect, same or where)
        return _together(told) if told and _belongs(told, whole, question) else whole

    def _apart(self, asked: Sequence[tuple[str, Aspect | None]], aspect: Aspect, where: Condition) -> list[ItemAnswer]:
        """The answers to several clauses; none where fewer than two can be answered."""
        read = [(self._read(text), own or aspect) for text, own in asked]
        given = any(isinstance(atom, Is) for atom in atoms(where, positive=True))
        told = [self._one(slots, own, where if given else slots.where) for slots, own in read]
        tasks = {one.hits[0].id for one in told if one.refusal is None and one.hits}
        for at, (slots, own) in enumerate(read):
            if tasks and told[at].refusal is not None:
                # What one clause is told of, the next one may be asked of too.
                other = frozenset(text.text for one in told if one.refusal is None for text in one.evidence)
                again = self._one(slots, own, where if given else slots.where, gated=False, apart=other)
                told[at] = again if again.hits and again.hits[0].id in tasks else told[at]
        return told if sum(one.refusal is None for one in told) > 1 else []

    def _read(self, text: str) -> Slots:
        return read_slots(read_question(text, self._linker), due=False)

    def _one(
        self,
        slots: Slots,
        aspect: Aspect,
        where: Condition,
        *,
        gated: bool = True,
        apart: frozenset[str] = frozenset(),
    ) -> ItemAnswer:
        """The answer to one question.

        :param apart: sentences that answer another clause, which asks of another item.
        """
        aspect = asked_aspect(slots.question, aspect)
        found = self._lookups.find(slots, aspect, where, gated=gated and aspect not in _OF_FIGURES)
        if aspect in _OF_FIGURES and isinstance(found, Found):
            found = self._of_figure(replace(found, apart=apart), gated=gated)
        if isinstance(found, Refusal):
            told = fact(found.found) if isinstance(found, Refused) and found.found else ""
            return self._refused(found.reason, found.nearest, told)
        found = replace(found, apart=apart)
        said = self._tellers[aspect](found)
        if said.refusal:
            near = tuple(dict.fromkeys([found.task.id, *nearest(found.retrieval)]))[:_QUOTES]
            return self._refused(said.refusal, near, fact(found))
        missing = other_ordinal(found, said.told)
        if missing:
            said = replace(said, point=say("told.missing", what=missing, point=said.point))
        headline = self._headline(found, said)
        if said.task:
            found = self._lookups.of_task(found, said.task)
        hits = tuple(map(self._corpus.semantic, found.retrieval.hits))
        return ItemAnswer(
            headline=headline,
            result=said.result,
            answer="\n".join([headline, *self._lines(found, said, headline, aspect)]),
            hits=hits,
            evidence=tuple(self._evidence(found, said)),
            items=tuple(ItemRef(found.task.id, item.milestone.no) for item in found.items),
            notes=said.notes,
        )

    def _of_figure(self, found: Found, *, gated: bool) -> Found | Refusal:
        """What was found with the task first that tells the figure asked for, or why it may not be told."""
        reading = self._figures(found)
        told = reading.chance >= OVERRULES and _tells_attribute(found, reading)
        refused = self._lookups.refusal(found, figure_told=told) if gated else None
        if refused and reckoned(found, reading, self._figure_of, self._year):
            refused = self._lookups.refusal(found, figure_told=True)
        if refused:
            return refused
        best = reading.best
        found = best.task.found if best and reading.chance >= LIKELY else found
        return replace(found, reading=reading)

    def _figures(self, found: Found) -> FigureReading:
        return read_figures(self._lookups.first(found, LOOKED_AT), self._judge(found.slots.question))

    def _told_figure(self, found: Found) -> Said:
        """The figure that the task found tells."""
        reading = found.reading or self._figures(found)
        best = reading.best
        return value(best.task.found if best else found, reading)

    def _figure_of(self, words: str) -> Candidate | None:
        """The figure that some words name, wherever it is told; ``None`` where that is not sure."""
        found = self._lookups.find(self._read(f"{words}{_HOW_MUCH}"), Aspect.VALUE, gated=False)
        if isinstance(found, Refusal):
            return None
        reading = self._figures(found)
        best = reading.best.candidate if reading.best and reading.is_sure else None
        return None if best is None or best.promised else best

    def _headline(self, found: Found, said: Said) -> str:
        """是，《sub-item》：what is told（〔number〕）."""
        opening = f"{said.opening}{_OPENED}" if said.opening else ""
        ending = f"（〔{said.task or found.task.id}〕）"
        name = "" if said.task else f"《{item_name(found)}》："
        room = _LONGEST_HEADLINE - len(opening) - len(name) - len(ending)
        return f"{opening}{name}{shortened(said.point, room)}{ending}"

    def _lines(self, found: Found, said: Said, headline: str, aspect: Aspect) -> list[str]:
        """What the headline does not hold already: the sentences, the title and status, another task that may be meant."""
        told = [sentence.text for sentence in said.told if fold(sentence.text).rstrip("。;") not in fold(headline)]
        lines = [say("line.source", text=shortened(text, _LONGEST_QUOTE)) for text in told[:_QUOTES]]
        status = status_of(found)
        shown = f"（{status}）" if status and status not in headline else ""
        # Who tells of an everyday matter wants to know what the table does about it: the title tells.
        room = _WHOLE_TITLE if aspect is Aspect.TELL else _LONGEST_TITLE
        title = f"〔{found.task.id}〕{shortened(found.task.title.value, room)}{shown}"
        lines = [title, *lines] if aspect is Aspect.TELL else [*lines, title]
        second = found.retrieval.hits[1:2]
        if second and found.margin < _UNSURE and not found.items:
            other = self._corpus.tasks[second[0].task]
            lines.append(say("line.or-this", id=other.id, title=shortened(other.title.value, _LONGEST_TITLE)))
        return [*lines, *(f"（{note}）" for note in said.notes)]

    def _evidence(self, found: Found, said: Said) -> list[Evidence]:
        task = found.task
        told = [Evidence(task.id, s.text, (s.line, s.line), task.document, s.milestone) for s in said.told]
        return told or [_title_evidence(task)]

    def _refused(self, reason: str, nearest: tuple[str, ...], told: str = "") -> ItemAnswer:
        """A refusal.

        :param told: what the table does tell of the thing.
        """
        hits = tuple(self._corpus.hit(task, "semantic", 0.0, say("why.nearest")) for task in nearest)
        reason = say("refused.but-told", reason=reason, told=told) if told else reason
        lines = [say("refused.cannot", reason=reason)]
        if hits:
            lines.append(say("line.nearest"))
            lines += [f"- 〔{hit.id}〕{shortened(hit.title, _LONGEST_TITLE)}" for hit in hits]
        return ItemAnswer(lines[0], Nothing(), "\n".join(lines), hits, refusal=reason)


def _tells_attribute(found: Found, reading: FigureReading) -> bool:
    """Whether the sentence of the likeliest figure, or its title, tells the turnover asked for (产值), where it is."""
    best = reading.best
    if best is None:
        return False
    sentence = best.candidate.sentence
    texts = [fold(sentence.text), fold(sentence.head), fold(best.task.found.task.title.value)]
    return not untold_attribute(found.slots.question, texts).endswith(words_of("turnover"))


def _belongs(told: Sequence[ItemAnswer], whole: ItemAnswer, question: Question) -> bool:
    """Whether the clauses are about what the question is about: a clause of a story by itself may find anything."""
    if points_apart(question):
        return True
    if whole.refusal is not None:
        return all(one.refusal is None for one in told)
    return all(one.hits[0].id == whole.hits[0].id for one in told if one.refusal is None and one.hits)


def _together(told: Sequence[ItemAnswer]) -> ItemAnswer:
    """The answers to several clauses, the first one's result in front."""
    first = next(one for one in told if one.refusal is None)
    return replace(
        first,
        headline=" ".join(one.headline for one in told),
        answer="\n".join(one.answer for one in told),
        hits=tuple({hit.id: hit for one in told for hit in one.hits if one.refusal is None}.values()),
        evidence=tuple(dict.fromkeys(text for one in told for text in one.evidence)),
        parts=tuple(Part(one.headline, one.result) for one in told),
    )


def item_name(found: Found) -> str:
    """What is asked about in a few words: the item as it is called, else the subject, else the title."""
    if found.items:
        return shortened("、".join(item.name for item in found.items), _LONGEST_NAME)
    if found.subject and found.task.id in found.subject.tasks:
        return shortened(found.subject.words, _LONGEST_NAME)
    return shortened(found.task.title.value.rstrip("。").removeprefix("★"), _LONGEST_NAME)


def _title_evidence(task: Task) -> Evidence:
    line = task.title.source.line
    return Evidence(task.id, task.title.value, (line, line), task.document)
