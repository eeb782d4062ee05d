"""Reading a question: its pieces, what kind of form it asks for, the candidates; of several questions in one each by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from qa.corpus import Corpus
from qa.querying.conditions import (
    EVERY_TASK,
    Condition,
    Due,
    Has,
    HasStatus,
    Is,
    Responsible,
    Role,
    Under,
    all_of,
    conjuncts,
)
from qa.querying.corpus_world import CorpusWorld
from qa.understanding.candidates import Candidate, Reading, asks_others, candidates_of, read
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.form_classifier import FormClassifier, FormJudgement, load_classifier
from qa.understanding.logical_form import (
    About,
    Aspect,
    Counted,
    Form,
    Grouped,
    Kind,
    Listed,
    Quantifier,
    Tasks,
    Things,
    Verified,
)
from qa.understanding.parts import kinds_asked, parts_of
from qa.understanding.proposals import Proposal, Proposer, is_unsure, with_proposal
from qa.understanding.question import PieceKind, Question, asks, read_question
from qa.understanding.slots import Slot, Slots, is_plain
from qa.understanding.world import World

Encode = Callable[[str], NDArray[np.float32] | None]
_ASKED_ACTOR = {Aspect.LEADER: Kind.LEADER, Aspect.LEAD_UNIT: Kind.UNIT, Aspect.UNITS: Kind.UNIT}
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
    chained: bool = False
    """Whether it is about what the part before asks for."""
    proposal: Proposal | None = None
    """What was proposed from outside, where our own reading is not the same."""

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

    def read(self, written: str) -> Understanding:
        """Read a question that stands by itself."""
        question = self.question(written)
        whole = self.understand(question)
        spans = parts_of(question)
        if len(spans) < 2 or not _asks_several(question, whole.judgement, spans):
            return whole
        parts = self._parts(question, spans)
        return replace(whole, parts=tuple(parts)) if len(parts) > 1 else parts[0]

    def understand(self, question: Question, reading: Reading | None = None) -> Understanding:
        """The candidates of a question.

        :param reading: its conditions, where they are not only its own (an earlier question's go on).
        """
        reading = reading or read(question, self._world)
        judgement = self._classifier.judge(question, self._encode(self._classifier.vector_text(question)))
        return Understanding(question, reading, judgement, tuple(candidates_of(reading, judgement, self._world)))

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
            if found and isinstance(found[-1].form, Grouped) and _only_counts(part):
                continue
            own = self.understand(part)
            if found and (chained := self._chained(part, own, found[0])):
                own = chained
            elif found and part.has("follow") and (another := self._of_another(own, found[-1])):
                own = another
            elif found and (not says_itself(own.reading) or _of_the_same(own, found[0])):
                own = self.continued(own, found[0])
            found.append(own)
        return _without_counts(found)

    def _of_another(self, own: Understanding, earlier: Understanding) -> Understanding | None:
        """The same asked of another thing (…有几项？龙口镇呢)."""
        from qa.understanding.conversation import Turn, another  # which reads follow-ups with this reader

        return another(self, own, Turn(earlier))

    def _chained(self, part: Question, own: Understanding, earlier: Understanding) -> Understanding | None:
        """A part about what the first one asks for (归哪个镇牵头，该镇牵头的其他项目…): that thing as its condition."""
        form = earlier.form
        asked = _actor_asked(form)
        if not part.has("self"):
            return None
        if isinstance(form, Listed) and isinstance(form.of, Things) and form.of.kind in _ONE_KIND:
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
        kept = [_in_role(slot, role) for slot in slots.found] if role is not Role.ANY else slots.found
        merged = Slots(slots.question, (*kept, *_moved_to(own.reading.slots, slots)), role)
        topics: tuple[Condition, ...] = earlier.reading.topics
        return self.understand(own.question, replace(own.reading, slots=merged, topics=topics))


def _of_the_same(own: Understanding, earlier: Understanding) -> bool:
    """Whether a part that names no thing asks on about the thing the first one names (补偿款又付了多少)."""
    named = any(piece.link for piece in own.question.pieces)
    return not named and isinstance(own.form, About) and isinstance(earlier.form, About)


def _in_role(slot: Slot, role: Role) -> Slot:
    if isinstance(slot.condition, Responsible):
        return replace(slot, condition=replace(slot.condition, role=role))
    return slot


def _moved_to(own: Slots, earlier: Slots) -> Sequence[Slot]:
    """The slots of a part behind those of an earlier one, whose pieces they do not point into."""
    end = len(earlier.question.pieces)
    return [replace(slot, first=end, last=end) for slot in own.found]


def _actor_asked(form: Form) -> Kind | None:
    """Whether a leader, a unit or a town is asked for."""
    if isinstance(form, About):
        return _ASKED_ACTOR.get(form.aspect)
    if isinstance(form, Listed) and isinstance(form.of, Things) and form.of.kind in {Kind.LEADER, Kind.UNIT, Kind.TOWN}:
        return form.of.kind
    return None


def _only_counts(question: Question) -> bool:
    """Whether a clause only asks for the numbers of what an order names (各多少项, 各分管几项)."""
    others = [
        piece
        for piece in question.pieces
        if not (
            piece.kind is PieceKind.MARK
            or piece.says("ask", "many")
            or piece.says("each")
            or piece.says("role")
            or piece.says("noun", "task")
            or is_plain(piece)
        )
    ]
    return question.has("ask", "many") and not others


def _without_counts(parts: list[Understanding]) -> list[Understanding]:
    """Without a count whose members the next part lists (有几条？是哪些): the list tells how many there are."""
    kept: list[Understanding] = []
    for part in parts:
        listed = _members(kept[-1].form, part) if kept else None
        if listed:
            kept[-1] = _as(kept[-1], listed)
        elif kept and (order := _order_of(kept[-1].form, part)):
            kept[-1] = _as(kept[-1], order)
        else:
            kept.append(part)
    return kept


def _as(read: Understanding, form: Form) -> Understanding:
    """A reading with one form more, the likeliest."""
    return replace(read, candidates=(replace(read.best, form=form), *read.candidates))


def _members(earlier: Form, part: Understanding) -> Form | None:
    """The list of what was counted or said to be, where a part asks for no more than which they are (有没有…？是哪项)."""
    if isinstance(earlier, Counted) and part.form == Listed(earlier.of):
        return part.form
    pieces = part.question.pieces
    which = any(piece.says("ask", kind) for kind in ("which", "who", "list") for piece in pieces)
    own = any(piece.link or piece.says("noun") or piece.says("role") or piece.says("status") for piece in pieces)
    if not which or own or part.question.has("follow") or len(part.question.text) > _BARE:
        return None
    if isinstance(earlier, Counted):
        return Listed(earlier.of)
    if isinstance(earlier, Verified) and earlier.quantifier is Quantifier.SOME:
        return Listed(Tasks(all_of([*conjuncts(earlier.where), *conjuncts(earlier.holding)])))
    return None


def _order_of(earlier: Form, part: Understanding) -> Form | None:
    """The order of the groups told before, where a part asks no more than which is first or last (…逐个算完成率，垫底的是哪个)."""
    form = part.form
    named = any(piece.link or piece.says("noun") for piece in part.question.pieces)
    if not (isinstance(earlier, Grouped) and isinstance(form, Grouped) and form.top and not named):
        return None
    return replace(earlier, most=form.most, top=form.top) if earlier.top is None else None


_BARE = 12
"""Characters of a part that only asks which."""


def says_itself(reading: Reading) -> bool:
    """Whether a question names a thing or matter of its own; a status or a time alone goes on about something."""
    pronoun = reading.question.has("self")
    named = any(not isinstance(slot.condition, HasStatus | Due | Has) for slot in reading.slots.found)
    return (named or bool(reading.subjects)) and not pronoun


def subject_text(reading: Reading) -> str:
    """The words by which a question calls what it is about: names and what no condition explains, in order."""
    question = reading.slots.question
    spans = [(p.start, p.end) for p in question.pieces if p.link]
    spans += [(question.pieces[first].start, question.pieces[last - 1].end) for first, last in reading.slots.residual]
    return "".join(question.text[start:end] for start, end in sorted(spans))


def _asks_several(question: Question, judgement: FormJudgement, spans: list[tuple[int, int]]) -> bool:
    """Whether the parts ask different things: in two sentences, in different ways, or going on about the first (它, 各自)."""
    likely = judgement.op.get("two", 0.0)
    one = max((judgement.op.get(op, 0.0) for op in _ONE_ANSWER), default=0.0)
    if one >= _SURELY_ONE and _sentences(question, spans) == 1:
        return False
    if likely >= _TWO:
        return True
    several = _sentences(question, spans) > 1
    if question.core is not question:
        return several and not _has_story(question)  # a story holds clauses that only seem to ask
    if several:
        return True
    last = [piece for piece in question.pieces if piece.start >= spans[-1][0]]
    goes_on = any(piece.says("self") or piece.says("within") or piece.text in _EACH for piece in last)
    return goes_on or (len(kinds_asked(question)) > 1 and likely >= _TWO_ASKED)


def _has_story(question: Question) -> bool:
    """Whether something is told before the first clause that asks."""
    return not asks(question.clauses[0])


_ONE_KIND = frozenset({Kind.LEADER, Kind.TOWN, Kind.UNIT})
_ONE_ANSWER = ("rank", "group", "compare", "share", "mean")
_SURELY_ONE = 0.5
"""Of an order or groups the next clause only asks for their numbers (哪三家最多，各多少项)."""
_EACH = frozenset({"各自", "分别"})
_ENDS = "?？。；;"


def _sentences(question: Question, spans: list[tuple[int, int]]) -> int:
    """How many of the parts are sentences of their own, with a question mark between."""
    ended = [question.text[end : end + 1] in _ENDS or question.text[end - 1 : end] in _ENDS for _, end in spans[:-1]]
    return 1 + sum(ended)
