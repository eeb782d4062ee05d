"""Understanding → answer: each form by its executor, put into words; several questions one after the other."""

from __future__ import annotations

from dataclasses import replace

from graph.places.divisions import base_name
from qa.answering.answer import Answer, Plan, refused
from qa.answering.column_answers import ColumnAnswers
from qa.answering.column_questions import Called, Reread
from qa.answering.compose import Composer, where_of
from qa.answering.describing import understood
from qa.answering.indicator_ranks import of_place
from qa.answering.item_answers import ItemAnswer, ItemAnswers, Judge
from qa.answering.phrases import say
from qa.answering.results import EntityList, Number, Part, is_empty
from qa.corpus import Corpus
from qa.querying.conditions import EVERY_TASK, Condition, HasStatus, Tells, atoms, conjuncts
from qa.querying.execute import Executor
from qa.querying.gates import Gatekeeper
from qa.understanding.conversation import Turn
from qa.understanding.logical_form import About, Aspect, Counted, Form, Grouped, Kind, Listed, Talk, Tasks, Things
from qa.understanding.matters import is_plain
from qa.understanding.proposals import Proposal
from qa.understanding.question import PieceKind, Question
from qa.understanding.understood import Understanding


class Answerer:
    """Answers what was understood, over one corpus.

    :param judge: what tells the sort of amount that a question asks for.
    :param reread: reads a part of a question as a question; ``called``: the task that words surely call.
    """

    def __init__(self, corpus: Corpus, judge: Judge, reread: Reread, called: Called) -> None:
        self._corpus = corpus
        self._executor = Executor(corpus)
        self._composer = Composer(corpus)
        self._gates = Gatekeeper(corpus)
        self._items = ItemAnswers(corpus, self._gates, judge)
        self._columns = ColumnAnswers(corpus, reread, called)

    def answer(self, read: Understanding) -> Answer:
        """The answer to a question; to several at once each in its part."""
        plan = Plan(read.question.written, read.judgement.best, read.form, corrected=read.question.corrected)
        if placed := of_place(read.question, self._corpus):
            return self._of_item(plan, About(Aspect.MOST), placed)
        reason = self._gates.before(read, follows=bool(read.resolved))
        if reason:
            return refused(plan, say("refused", reason=reason.sentence))
        parts = [part for part in read.parts if self._columns.names(part)]
        if len(parts) < len(read.parts[:2]) and (of_columns := self._columns.answer(read)):
            return said_first(of_columns, read.question)
        if len(read.parts) > 1:
            return self._several(read)
        answer = said_first(self._one(read, read.form), read.question)
        if read.proposal:
            answer = _with_proposal(answer, read.proposal, adopted=read.proposal.form == read.best.form)
        return _noted(answer, say("note.resolved", question=read.resolved)) if read.resolved else answer

    def turn(self, read: Understanding, answer: Answer) -> Turn:
        """What a follow-up may go on from."""
        tasks = tuple(hit.id for hit in answer.tasks if hit.scope in {"direct", "semantic"})
        result = answer.result
        labels = tuple(item.label for item in result.items) if isinstance(result, EntityList) else ()
        return Turn(read, tasks, tuple(self._corpus.tasks[task].title.value for task in tasks), labels)

    def _one(self, read: Understanding, form: Form) -> Answer:
        plan = Plan(read.question.written, read.judgement.best, form, corrected=read.question.corrected)
        if of_columns := self._columns.answer(read):
            return of_columns
        if isinstance(form, Talk):
            return refused(plan, say("chat.hello", examples=say("chat.examples")))
        if isinstance(form, About):
            told = self._items.answer(read.question, read.reading.slots, form.aspect, form.where)
            return self._of_item(plan, form, told)
        if (said := self._asks_of_nothing(read)) is not None:
            return refused(plan, said)
        reason = self._gates.of_set(read.question.core, read.reading.slots)
        if reason:
            return refused(plan, say("refused", reason=reason.sentence))
        outcome = self._executor.run(form)
        made = self._composer.compose(read.question, form, outcome, read.best.unused, read.judgement.best)
        matters = _only_matters(form)
        of_things = isinstance(form, Listed) and isinstance(form.of, Things) and form.of.kind in _OPEN_KINDS
        if of_things and not matters and is_empty(made.result):
            return refused(plan, made.headline)  # that no text names one is no denial that there is one
        if matters and is_empty(made.result) and not self._corpus.fitting(where_of(form)):
            return refused(plan, say("refused.unwritten", words="、".join(matters)))
        if is_empty(made.result) and self._tells_no_state(where_of(form)):
            return refused(plan, say("refused.no-state"))
        return (self._told_instead(read, plan, made) if matters else None) or made

    def _told_instead(self, read: Understanding, plan: Plan, made: Answer) -> Answer | None:
        """What the text tells of a matter where the set of tasks that tell of it is no answer."""
        form, result = plan.form, made.result
        if isinstance(form, Counted) and isinstance(result, Number) and result.value <= 1:
            aspect = Aspect.VALUE  # how many there are of what one task tells of is a figure (三级林长一共多少个)
        elif isinstance(form, Grouped) and form.top and len(self._corpus.fitting(where_of(form))) <= 1:
            aspect = Aspect.MOST  # of what one task tells the first is one of its own figures (哪一类场次最多)
        elif isinstance(result, EntityList) and is_empty(result):
            aspect = (
                Aspect.TELL
            )  # that tasks of the matter have none of the things is no denial: the text may name them
        else:
            return None
        told = self._items.answer(read.question, read.reading.slots, aspect)
        if aspect is Aspect.VALUE and not isinstance(told.result, Number):
            return None
        if aspect is Aspect.MOST and told.refusal:
            told = self._items.answer(read.question, read.reading.slots, Aspect.TELL)
        return self._of_item(plan, About(aspect), told)

    def _tells_no_state(self, where: Condition) -> bool:
        """Whether states are asked for and most tasks of the documents have none: then that none is so is no answer."""
        tasks = self._corpus.tasks.values()
        asked = any(isinstance(atom, HasStatus) for atom in atoms(where))
        return asked and 2 * sum(bool(task.statuses) for task in tasks) < len(tasks)

    def _of_item(self, plan: Plan, form: About, told: ItemAnswer) -> Answer:
        if told.refusal:
            return refused(plan, told.headline, hits=told.hits, notes=told.notes)
        first = [told.hits[0].id] if told.hits else []
        return Answer(
            question=plan.question,
            headline=told.headline,
            result=told.result,
            answer=told.answer,
            kind="lookup",
            plan=plan,
            tasks=told.hits,
            value=getattr(told.result, "value", None),
            evidence=told.evidence,
            related=self._corpus.related_to([], first),
            parts=told.parts,
            understood=understood(form),
            notes=told.notes,
        )

    def _asks_of_nothing(self, read: Understanding) -> str | None:
        """Why a form about sets selects nothing that was asked for: its only matter is told nowhere, or it has none."""
        form = read.best.form
        if where_of(form) != EVERY_TASK or not isinstance(form, Listed | Counted) or not isinstance(form.of, Tasks):
            return None
        if read.best.unused:
            return say("refused.unwritten", words="、".join(read.best.unused))
        everything = form == Listed(Tasks(EVERY_TASK))
        asks_all = read.question.has("all") or read.question.has("ask", "list") or self._names_scope(read.question)
        return say("refused.which") if everything and not asks_all else None

    def _names_scope(self, question: Question) -> bool:
        """Whether a question names the county or year of the documents and tells no more: it asks for all that they have."""
        text = question.text
        scope = self._corpus.scope
        names = (*scope.counties, *map(base_name, scope.counties), *(f"{year}年" for year in scope.years))
        named = [name for name in names if name and name in text]
        words = (piece for piece in question.pieces if piece.kind in {PieceKind.WORD, PieceKind.QUOTE})
        more = (
            one for one in words if len(one.text) > 1 and not is_plain(one) and not any(one.text in n for n in named)
        )
        return bool(named) and next(more, None) is None

    def _several(self, read: Understanding) -> Answer:
        """The answers to several questions, the first one's result in front."""
        answers = [self._one(part, part.form) for part in read.parts]
        first = next((answer for answer in answers if not answer.refused), answers[0])
        if read.parts[-1].chained:
            first = answers[-1]  # of a chain the last link is what was asked for
        return replace(
            first,
            question=read.question.written,
            headline=" ".join(answer.headline for answer in answers),
            answer="\n".join(answer.answer for answer in answers),
            refused=all(answer.refused for answer in answers),
            tasks=tuple({hit.id: hit for answer in answers for hit in answer.tasks}.values()),
            evidence=tuple(dict.fromkeys(one for answer in answers for one in answer.evidence)),
            parts=tuple(Part(answer.headline, answer.result) for answer in answers),
            understood="；".join(answer.understood for answer in answers if answer.understood),
            unused=tuple(dict.fromkeys(word for answer in answers for word in answer.unused)),
            notes=tuple(dict.fromkeys(note for answer in answers for note in answer.notes)),
        )


_OPEN_KINDS = frozenset({Kind.COMPANY, Kind.DOCUMENT, Kind.PROJECT, Kind.VILLAGE})
"""Kinds of things that only texts name."""


def _only_matters(form: Form) -> list[str]:
    """The matters by which alone a form selects; none where a name, status or time selects as well."""
    told = [part for part in conjuncts(where_of(form)) if part != EVERY_TASK]
    matters = [part.topic for part in told if isinstance(part, Tells)]
    return matters if len(matters) == len(told) else []


def said_first(answer: Answer, question: Question) -> Answer:
    """The answer with the names that were taken for others said at its beginning."""
    taken = {one.written: one.link.label for one in question.assumed}
    taken |= {written: name for written, name in question.corrected if written not in taken}
    taken = {written: name for written, name in taken.items() if written not in name}
    if not taken or answer.refused:
        return answer
    said = "".join(say("headline.assumed", written=written, name=name) for written, name in taken.items())
    notes = tuple(say("note.assumed", written=written, name=name) for written, name in taken.items())
    headline = f"{said}{answer.headline}"
    text = answer.answer.replace(answer.headline, headline, 1)
    return replace(answer, headline=headline, answer=text, notes=(*answer.notes, *notes))


def _noted(answer: Answer, note: str) -> Answer:
    """The answer with a note, said in its text as well."""
    return replace(answer, notes=(*answer.notes, note), answer=f"{answer.answer}\n（{note}）")


def _with_proposal(answer: Answer, proposal: Proposal, *, adopted: bool) -> Answer:
    """The answer with what became of a proposed reading: said in its text where the answer stands on it."""
    if not adopted:
        reason = proposal.reason or say("proposal.worse")
        return replace(answer, notes=(*answer.notes, say("note.not-proposed", reason=reason)))
    for note in (say("note.proposed"), *(say("note.proposed-name", name=name) for name in proposal.added)):
        answer = _noted(answer, note)
    return answer
