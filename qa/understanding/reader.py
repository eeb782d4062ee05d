"""Reading a question: its pieces, what kind of form it asks for, the candidates; of several questions in one each by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from qa.corpus import Corpus
from qa.querying.conditions import EVERY_TASK, Condition, Is
from qa.querying.corpus_world import CorpusWorld
from qa.understanding.candidates import Candidate, Reading, candidates_of, read
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.form_classifier import FormClassifier, FormJudgement, load_classifier
from qa.understanding.logical_form import About, Form
from qa.understanding.parts import kinds_asked, parts_of
from qa.understanding.question import Question, read_question
from qa.understanding.slots import Slots
from qa.understanding.world import World

Encode = Callable[[str], NDArray[np.float32] | None]
_TWO, _TWO_ASKED = 0.4, 0.1
"""How likely it must be that two things are asked; less suffices where two clauses ask in different ways."""


@dataclass(frozen=True)
class Understanding:
    """What a question asks: the candidates, the likeliest first; or its parts, where it asks several things."""

    question: Question
    reading: Reading
    judgement: FormJudgement
    candidates: tuple[Candidate, ...]
    parts: tuple[Understanding, ...] = ()
    resolved: str = ""
    """The question as it was understood after an earlier one; empty where it stands by itself."""
    tasks: tuple[str, ...] = field(default=())
    """The tasks it goes on about, where an earlier answer tells them."""

    @property
    def best(self) -> Candidate:
        """The likeliest form."""
        return self.candidates[0]

    @property
    def form(self) -> Form:
        """The likeliest form, about the tasks it goes on about."""
        form = self.best.form
        if self.tasks and isinstance(form, About) and form.where == EVERY_TASK:
            return replace(form, where=Is(self.question.text, self.tasks))
        return form


class Reader:
    """Reads questions about one collection of documents.

    :param encode: the unit vector of a text as a query, shape ``(dimension,)``; ``None`` where there is no model.
    """

    def __init__(self, linker: EntityLinker, world: World, classifier: FormClassifier, encode: Encode) -> None:
        self._linker, self._world = linker, world
        self._classifier, self._encode = classifier, encode

    @classmethod
    def over(cls, corpus: Corpus, classifier: FormClassifier | None = None) -> Reader:
        """The reader of a corpus.

        :param classifier: what judges the kind of form; the shipped one when not given.
        """
        judge = classifier or load_classifier()
        return cls(EntityLinker(corpus.lexicon), CorpusWorld(corpus), judge, corpus.query_vector)

    def question(self, written: str) -> Question:
        """The pieces of a question."""
        return read_question(written, self._linker)

    def read(self, written: str) -> Understanding:
        """Read a question that stands by itself."""
        question = self.question(written)
        whole = self.understand(question)
        spans = parts_of(question)
        if len(spans) < 2 or not _asks_several(question, whole.judgement, spans):
            return whole
        return replace(whole, parts=tuple(self._parts(question, spans)))

    def understand(self, question: Question, reading: Reading | None = None) -> Understanding:
        """The candidates of a question.

        :param reading: its conditions, where they are not only its own (an earlier question's go on).
        """
        reading = reading or read(question, self._world)
        judgement = self._classifier.judge(question, self._encode(self._classifier.vector_text(question)))
        return Understanding(question, reading, judgement, tuple(candidates_of(reading, judgement, self._world)))

    def _parts(self, question: Question, spans: list[tuple[int, int]]) -> list[Understanding]:
        """Each part by itself; one that names nothing goes on about what the first one was about."""
        found: list[Understanding] = []
        for start, end in spans:
            part = self.question(question.text[start:end].strip("，,。；;？? "))
            own = self.understand(part)
            found.append(self.continued(own, found[0]) if found and not says_itself(own.reading) else own)
        return found

    def continued(self, own: Understanding, earlier: Understanding) -> Understanding:
        """A question that names nothing, about what an earlier one was about: its conditions, or its subject."""
        if isinstance(earlier.form, About):
            subject = subject_text(earlier.reading)
            return self.understand(self.question(f"{subject}{own.question.text}")) if subject else own
        slots = earlier.reading.slots
        merged = Slots(slots.question, slots.found, own.reading.slots.role)
        topics: tuple[Condition, ...] = earlier.reading.topics
        return self.understand(own.question, replace(own.reading, slots=merged, topics=topics))


def says_itself(reading: Reading) -> bool:
    """Whether a question names a thing, a matter or a condition of its own."""
    pronoun = reading.question.has("self")
    return (bool(reading.slots.found) or bool(reading.subjects)) and not pronoun


def subject_text(reading: Reading) -> str:
    """The words by which a question calls what it is about: names and what no condition explains, in order."""
    question = reading.question
    spans = [(p.start, p.end) for p in question.pieces if p.link]
    spans += [(question.pieces[first].start, question.pieces[last - 1].end) for first, last in reading.slots.residual]
    return "".join(question.text[start:end] for start, end in sorted(spans))


def _asks_several(question: Question, judgement: FormJudgement, spans: list[tuple[int, int]]) -> bool:
    """Whether the parts ask different things: one asks for the list, the next for the reason or the number."""
    likely = judgement.op.get("two", 0.0)
    return likely >= _TWO or (likely >= _TWO_ASKED and len(kinds_asked(question)) > 1 and len(spans) > 1)
