"""Look-ups: the task a question is about, and those of its items that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from embeddings.everyday import official_terms
from embeddings.retriever import Hit, Retrieval
from graph.language.text import fold
from graph.mentions.texts import task_texts
from graph.records import Task
from qa.querying.asked_text import asking_text
from qa.querying.conditions import (
    EVERY_TASK,
    AllOf,
    Condition,
    Due,
    HasStatus,
    Is,
    Names,
    Responsible,
    Starred,
    Under,
    atoms,
    without,
)
from qa.querying.figures import Measures
from qa.querying.gates import Gatekeeper, Refusal, Seen, nearest
from qa.querying.items import AskedItem
from qa.querying.scopes import scopes_named
from qa.querying.sentences import Likeness, Sentence, item_sentences, task_sentences
from qa.querying.stages import designators
from qa.querying.subjects import Subject, numbers_written, rarely_written, subject_of
from qa.understanding.logical_form import Aspect
from qa.understanding.normal_form import plain_form
from qa.understanding.slots import Slots

if TYPE_CHECKING:
    from qa.corpus import Corpus
    from qa.querying.figure_reader import FigureReading

TOP_K = 10
_THING_GAIN, _TITLE_GAIN, _BEARS_GAIN, _ACTOR_GAIN, _RARE_GAIN = 0.5, 5.0, 0.3, 0.1, 0.5
_LOOKED_AT, _NEAR_FIRST = 4, 0.5
"""How many tasks may tell what the first one does not, and the share of its score that they have."""
_TITLED = 0.5
"""What a token counts that the title has."""
_OFFICIAL_SHARE = 0.5
"""What a token of an official term counts that a question says in everyday words."""
_NUMBERED = frozenset({Aspect.VALUE, Aspect.CALC, Aspect.MOST})
_OF_ALL = frozenset({Aspect.LEADER, Aspect.LEAD_UNIT, Aspect.UNITS, Aspect.DUE, Aspect.ON_TIME})
"""What is told of every task: only what a question is about tells which task is meant."""


@dataclass(frozen=True)
class Found:
    """The task a question is about, the items it names (none where it asks about the whole), and what was found beside."""

    slots: Slots
    task: Task
    items: tuple[AskedItem, ...]
    retrieval: Retrieval
    subject: Subject | None
    likeness: Likeness
    weights: Mapping[str, float]
    """The weights of all the question's tokens, those too that the task does not have."""
    measure: str = ""
    """The measure of the county's figures that the question names, in the words of the list of measures."""
    aspect: Aspect = Aspect.TELL
    named: bool = False
    """Whether the question names anything of the table."""
    told: bool = False
    """Whether the task is called by its number, or figures of the measure asked for were found."""
    apart: frozenset[str] = frozenset()
    """Sentences that answer another clause of the question, which asks of another item."""

    reading: FigureReading | None = None
    """The figures of the first tasks, where they were read."""

    @cached_property
    def text(self) -> str:
        """The folded text of the question, without what it waves off."""
        return asking_text(self.slots.question.text)

    def has(self, kind: str, value: str = "") -> bool:
        """Whether a cue of a kind (and sense) stands in what the question asks."""
        return any(fold(piece.text) in self.text for piece in self.slots.question.all(kind, value))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of the items asked about, or of the whole task."""
        told = [one for item in self.items for one in item_sentences(self.task, item.milestone)]
        return self._asked(dict.fromkeys(told)) if told else self.all_sentences

    @cached_property
    def all_sentences(self) -> list[Sentence]:
        """The sentences of the whole task."""
        return self._asked(task_sentences(self.task))

    def _asked(self, told: Iterable[Sentence]) -> list[Sentence]:
        return [one for one in told if one.text not in self.apart]

    @cached_property
    def ranked(self) -> list[tuple[float, Sentence]]:
        """The sentences with their scores, the nearest to the question first."""
        return self.likeness.ranked(self.sentences)

    @property
    def sure(self) -> bool:
        """Whether the question calls the task by a name of its own."""
        return self.subject is not None and self.task.id in self.subject.tasks

    @property
    def margin(self) -> float:
        """How far the first task lies before the second; 1 where there is no second."""
        hits = self.retrieval.hits
        return hits[0].score - hits[1].score if len(hits) > 1 else 1.0


@dataclass(frozen=True, slots=True)
class Refused(Refusal):
    """A refusal with what was found all the same."""

    found: Found | None = None


class Lookups:
    """Finds the task and the items of a question.

    :param gates: what may refuse what was found.
    """

    def __init__(self, corpus: Corpus, gates: Gatekeeper) -> None:
        self.corpus = corpus
        self._gates = gates
        self._items = corpus.items
        self.measures = Measures(corpus)

    def find(
        self, slots: Slots, aspect: Aspect, where: Condition = EVERY_TASK, *, gated: bool = True
    ) -> Found | Refusal:
        """The task and the items a question is about, or why it is refused.

        :param where: a condition that the task must fulfil.
        :param gated: whether the gates may refuse it.
        """
        question = self._spoken(slots)
        measure, promising = self._measured(slots, aspect)
        subject = subject_of(slots, self.corpus)
        numbered = self._numbered(slots) or _given(where)
        within = numbered or self._within(where, aspect) or promising
        gains = self._gains(slots, where, subject)
        about = "".join(map(slots.words, slots.residual)) if aspect in _OF_ALL else ""
        retrieval = self.corpus.retriever.search(about or question, TOP_K, within, gains)
        if not retrieval.hits:
            return Refusal("表中没有找到与问题相关的内容")
        told = bool(numbered or promising)
        titled = subject is not None and retrieval.hits[0].task in subject.tasks
        if not told and not titled:
            retrieval = self._item_first(question, retrieval)
        found = replace(self._found(slots, retrieval, subject, measure), aspect=aspect, named=bool(gains), told=told)
        return (self.refusal(found) if gated else None) or found

    def refusal(self, found: Found, *, figure_told: bool = False) -> Refused | None:
        """Why what was found may not be told, ``None`` where it may.

        :param figure_told: whether the figure asked for is surely among what was found: then words that the texts do not have
            are no reason.
        """
        seen = Seen(
            found.slots, found.aspect, found.retrieval, found.subject, found.items, found.named, found.told, figure_told
        )
        refused = self._gates.behind(seen)
        return Refused(refused.sentence, tuple(nearest(found.retrieval)), found) if refused else None

    def first(self, found: Found, most: int) -> list[Found]:
        """The same of the first tasks found, each put first in turn."""
        hits = found.retrieval.hits[:most]
        return [found, *(self._put_first(found, hit) for hit in hits[1:])]

    def _put_first(self, found: Found, hit: Hit) -> Found:
        hits = (hit, *(one for one in found.retrieval.hits if one is not hit))
        made = self._found(found.slots, replace(found.retrieval, hits=hits), found.subject, found.measure)
        return replace(made, aspect=found.aspect, named=found.named, told=found.told, apart=found.apart)

    def beside(self, found: Found) -> list[Found]:
        """The same of the next tasks, each put first: where the first one does not tell what is asked for."""
        hits = found.retrieval.hits
        near = [hit for hit in hits[1:_LOOKED_AT] if hit.score >= _NEAR_FIRST * hits[0].score]
        return [self._put_first(found, hit) for hit in near]

    def of_task(self, found: Found, task: str) -> Found:
        """The same with another task put first."""
        hits = found.retrieval.hits
        own = next((hit for hit in hits if hit.task == task), replace(hits[0], task=task, passages=()))
        return self._put_first(found, own)

    def _found(self, slots: Slots, retrieval: Retrieval, subject: Subject | None, measure: str) -> Found:
        task = self.corpus.tasks[retrieval.hits[0].task]
        items = self._items.asked(self._spoken(slots), task)
        weights = self._weights(slots, measure)
        near = [passage.text for passage in retrieval.hits[0].passages]
        # What the title has is told of all its sentences.
        title = task.title.value.lower()
        telling = {token: _TITLED * weight if token in title else weight for token, weight in weights.items()}
        likeness = Likeness.within(telling, [text.text for text in task_texts(task)], near)
        return Found(slots, task, items, retrieval, subject, likeness, weights, measure)

    def _weights(self, slots: Slots, measure: str) -> dict[str, float]:
        """The tokens of a question with their weights, and those of the official terms for its everyday words."""
        lexical = self.corpus.retriever.lexical
        question = asking_text(slots.question.text)
        terms = lexical.weights(" ".join(official_terms(question)))
        weights = {token: _OFFICIAL_SHARE * weight for token, weight in terms.items()}
        return weights | lexical.weights(f"{question} {measure}")

    @staticmethod
    def _spoken(slots: Slots) -> str:
        """The question as it is spoken, with misspelt names put right: what retrieval reads."""
        spoken = plain_form(slots.question.written)
        for written, name in slots.question.corrected:
            spoken = spoken.replace(written, name)
        return spoken

    def _measured(self, slots: Slots, aspect: Aspect) -> tuple[str, frozenset[str] | None]:
        """A measure of the whole county that is asked for, and the tasks that promise it or else tell of it."""
        scopes = scopes_named(slots.question)
        named = self.measures.named(slots.question, scopes) if aspect in _NUMBERED else None
        return (named.name, named.promising or None) if named else ("", None)

    def _numbered(self, slots: Slots) -> frozenset[str] | None:
        """The tasks a question calls by their number (3-48)."""
        text = slots.question.text
        return frozenset(task for task in self.corpus.tasks if _stands_as_number(text, task)) or None

    def _within(self, where: Condition, aspect: Aspect) -> frozenset[str] | None:
        """The tasks that the leaders, categories and themes of a condition leave for retrieval."""
        kept = without(where, (Responsible, HasStatus, Due, Starred, Names))
        if aspect is Aspect.LEADER or kept == AllOf():
            return None
        return frozenset(self.corpus.fitting(kept)) or None

    def _gains(self, slots: Slots, where: Condition, subject: Subject | None) -> dict[str, float]:
        """What tasks gain because the question names a thing, unit or town of theirs."""
        links = [atom.link for atom in atoms(where, positive=True) if isinstance(atom, Responsible | Under | Names)]
        links += [link for link in slots.question.names if link not in links]
        actors = [link for link in links if link.kind not in {"Company", "PolicyDocument", "Project", "Village"}]
        gains = {task: _ACTOR_GAIN for link in actors for key in link.keys for task in self.corpus.tasks_at(key)}
        gains |= dict.fromkeys(numbers_written(slots, self.corpus.texts), _RARE_GAIN)
        if not links:
            gains |= dict.fromkeys(rarely_written(slots, self.corpus.texts), _RARE_GAIN)
        if subject:
            titles, numbered = self.corpus.titles, designators(fold(slots.question.text))
            for task in subject.tasks:
                # A task that bears the name is meant before one that lists it among others, of two the shorter title.
                titled = any(fold(words) in titles[task] for words in subject.words.split("、"))
                parts = _BEARS_GAIN if any(part in titles[task] for part in numbered) else 0.0
                gains[task] = (
                    parts + _THING_GAIN + (_BEARS_GAIN + _TITLE_GAIN / max(1, len(titles[task])) if titled else 0.0)
                )
        return gains

    def _item_first(self, question: str, retrieval: Retrieval) -> Retrieval:
        """The hits with that task first of whose items the question has a name that the first one does not have."""
        tasks = [self.corpus.tasks[hit.task] for hit in retrieval.hits]
        named = self._items.named_elsewhere(question, tasks[0], tasks[1:])
        if named is None:
            return retrieval
        return replace(retrieval, hits=tuple(sorted(retrieval.hits, key=lambda hit: hit.task != named.id)))


def _stands_as_number(text: str, task: str) -> bool:
    """Whether a task's number stands in a text by itself, and is no part of a range or date (1-7月).

    >>> _stands_as_number("3-48的进展", "3-48"), _stands_as_number("3-48的进展", "3-4"), _stands_as_number("1-7月", "1-7")
    (True, False, False)
    """
    number = task.rsplit("-", 2)[-2:]
    at = text.find("-".join(number))
    if at < 0:
        return False
    before, behind = text[:at][-1:], text[at + len("-".join(number)) :][:1]
    return not (
        before.isdigit() or before == "-" or behind.isdigit() or (behind and behind in "月日号年季层楼周岁天人个%-")
    )


def _given(where: Condition) -> frozenset[str]:
    """The tasks that a condition names one by one."""
    return frozenset(task for atom in atoms(where, positive=True) if isinstance(atom, Is) for task in atom.tasks)
