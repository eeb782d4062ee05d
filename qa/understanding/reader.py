"""Reading a question: its pieces, what kind of form it asks for, the candidates; of several questions in one each by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qa.corpus import Corpus
from qa.querying.conditions import (
    Condition,
    HasStatus,
    Responsible,
    Role,
    Under,
)
from qa.querying.corpus_world import CorpusWorld
from qa.understanding.candidates import candidates_of
from qa.understanding.compound import ONE_KIND, actor_asked, asks_several, of_the_same, other_order, without_counts
from qa.understanding.conversation import Turn, another
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.form_classifier import Encode, FormClassifier, FormJudgement, load_classifier
from qa.understanding.logical_form import (
    About,
    Grouped,
    Kind,
    Listed,
    Things,
)
from qa.understanding.parts import parts_of
from qa.understanding.proposals import Proposer, is_unsure, with_proposal
from qa.understanding.question import Question, read_question
from qa.understanding.reading import Reading, asks_others, read
from qa.understanding.slot_finders import Slot, in_role
from qa.understanding.slots import Slots
from qa.understanding.understood import Understanding, moved_to, says_itself, subject_text
from qa.understanding.world import World


class Reader:
    """Reads questions about one collection of documents.

    :param encode: the unit vector of a text as a query, shape ``(dimension,)``; ``None`` where there is no model.
    :param proposer: what may propose one more form where the ranking is unsure; nothing by default.
    """

    def __init__(
        self,
        linker: EntityLinker,
        world: World,
        classifier: FormClassifier,
        encode: Encode,
        proposer: Proposer | None = None,
    ) -> None:
        self._linker, self._world = linker, world
        self._classifier, self._encode = classifier, encode
        self._proposer = proposer

    @classmethod
    def over(
        cls,
        corpus: Corpus,
        classifier: FormClassifier | None = None,
        proposing: Callable[[EntityLinker, World], Proposer] | None = None,
    ) -> Reader:
        """The reader of a corpus.

        :param classifier: what judges the kind of form; the shipped one when not given.
        :param proposing: makes what proposes, of the names and the documents that reading uses.
        """
        linker, world = corpus.linker, CorpusWorld(corpus)
        proposer = proposing(linker, world) if proposing else None
        return cls(linker, world, classifier or load_classifier(), corpus.query_vector, proposer)

    def question(self, written: str) -> Question:
        """The pieces of a question."""
        return read_question(written, self._linker)

    def calls(self, words: str) -> bool:
        """Whether words surely call a task."""
        return self.task_called(words) is not None

    def task_called(self, words: str) -> str | None:
        """The task that words surely call."""
        subject = self._world.subject(words)
        return subject.tasks[0] if subject else None

    def read(self, written: str) -> Understanding:
        """Read a question that stands by itself."""
        question = self.question(written)
        whole = self.understand(question)
        spans = parts_of(question)
        if len(spans) < 2 or not asks_several(question, whole.judgement, spans):
            return whole
        parts = self._parts(question, spans)
        return replace(whole, parts=tuple(parts)) if len(parts) > 1 else parts[0]

    def understand(self, question: Question, reading: Reading | None = None) -> Understanding:
        """The candidates of a question.

        :param reading: its conditions, where they are not only its own (an earlier question's go on).
        """
        reading = reading or read(question, self._world)
        judgement = self._classifier.judge_unsure(question, self._encode)
        return Understanding(question, reading, judgement, tuple(candidates_of(reading, judgement, self._world)))

    def judge(self, question: Question) -> FormJudgement:
        """What the classifier says of a question by its words and its vector."""
        return self._classifier.judge(question, self._encode(FormClassifier.vector_text(question)))

    def advised(self, read: Understanding) -> Understanding:
        """The same with a proposed form among the candidates, where the ranking is unsure and something proposes.

        Of a name that the table has not, no reading is asked for: it is no matter of reading.
        """
        if self._proposer is None or read.parts or read.question.suspects or not is_unsure(read.candidates):
            return read
        proposal = self._proposer.propose(read.reading, read.judgement)
        if proposal.form == read.best.form:
            return read
        return replace(read, candidates=with_proposal(read.candidates, proposal), proposal=proposal)

    def _parts(self, question: Question, spans: list[tuple[int, int]]) -> list[Understanding]:
        """Each part by itself; one that names nothing goes on about what the first one was about."""
        found: list[Understanding] = []
        for start, end in spans:
            part = self.question(question.text[start:end].strip("，,。；;？? "))
            own = self.understand(part)
            if found and (chained := self._chained(part, own, found[0])):
                own = chained
            elif found and (other := other_order(own, found[-1])):
                own = other
            elif found and part.has("follow") and (another := self._of_another(own, found[-1])):
                own = another
            elif found and (
                not says_itself(own.reading)
                or of_the_same(own, found[0])
                or (part.has("within") and not isinstance(found[0].form, About))  # …几项，其中由甲牵头的几项
            ):
                own = self.continued(own, found[0])
            found.append(own)
        return without_counts(found)

    def _of_another(self, own: Understanding, earlier: Understanding) -> Understanding | None:
        """The same asked of another thing (…有几项？龙口镇呢), or of one described otherwise (新投产的呢)."""
        return self._described_otherwise(own.question, earlier.question) or another(self, own, Turn(earlier))

    def _described_otherwise(self, question: Question, earlier: Question) -> Understanding | None:
        """The earlier question with what a few words ending in 的 say in the place of its own (新开工的…有几个？新投产的呢)."""
        said = "".join(piece.text for piece in question.pieces if not piece.says("follow")).strip("?？，, ")
        at = earlier.text.find(_OF)
        if not said.endswith(_OF) or question.names or at < len(said) - 1:
            return None
        replaced = f"{earlier.text[: at + 1 - len(said)]}{said}{earlier.text[at + 1 :]}"
        return self.read(replaced)

    def _chained(self, part: Question, own: Understanding, earlier: Understanding) -> Understanding | None:
        """A part about what the first one asks for (归哪个镇牵头，该镇牵头的其他项目…): that thing as its condition."""
        form = earlier.form
        asked = actor_asked(form)
        if not part.has("self"):
            return None
        if isinstance(form, Listed) and isinstance(form.of, Things) and form.of.kind in ONE_KIND:
            form = Grouped(form.of.kind, form.of.where, form.of.role, None, True, 1)
        if isinstance(form, Grouped) and form.top == 1 and (winner := self._world.winner(form)):
            won = (
                Slot(0, 1, Under(winner) if winner.kind == "Person" else Responsible(winner, own.reading.slots.role)),
                *own.reading.slots.found,
            )
            reading = replace(own.reading, slots=replace(own.reading.slots, found=won))
            return replace(self.understand(part, reading), chained=True)
        if asked is None:
            return None
        subject = self._world.subject(subject_text(earlier.reading))
        if subject is None:
            return None
        task = subject.tasks[0]
        if asked is Kind.LEADER:
            link = self._world.leader_of(task)
        else:
            role = Role.ANY if asked is Kind.TOWN else Role.LEAD
            link = self._world.units_of(task, role, towns=asked is Kind.TOWN)
        if link is None:
            return None
        made = Under(link) if asked is Kind.LEADER else Responsible(link, own.reading.slots.role)
        slots = [
            Slot(0, 1, made),
            *(slot for slot in own.reading.slots.found if not isinstance(slot.condition, type(made))),
        ]
        if asks_others(part):
            slots.append(Slot(0, 1, subject, denied=True))
        reading = replace(own.reading, slots=replace(own.reading.slots, found=tuple(slots)))
        return replace(self.understand(part, reading), chained=True)

    def continued(self, own: Understanding, earlier: Understanding) -> Understanding:
        """A question that names nothing, about what an earlier one was about: its conditions, or its subject."""
        if isinstance(earlier.form, About):
            subject = subject_text(earlier.reading)
            return self.understand(self.question(f"{subject}{own.question.text}")) if subject else own
        slots = earlier.reading.slots
        role = own.reading.slots.role
        stated = any(isinstance(slot.condition, HasStatus) for slot in own.reading.slots.found)
        earlier_own = [slot for slot in slots.found if not (stated and isinstance(slot.condition, HasStatus))]
        kept = [in_role(slot, role) for slot in earlier_own] if role is not Role.ANY else earlier_own
        merged = Slots(slots.question, (*kept, *moved_to(own.reading.slots, slots)), role)
        topics: tuple[Condition, ...] = earlier.reading.topics
        return self.understand(own.question, replace(own.reading, slots=merged, topics=topics))


_OF = "的"
