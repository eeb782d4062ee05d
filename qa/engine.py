"""What answers questions about the documents of one county and year: understand → may it be asked? → execute → say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

from qa.answering.answer import Answer
from qa.answering.answerer import Answerer
from qa.answering.compose import where_of
from qa.answering.endpoint import Endpoint, endpoint_from_environment
from qa.answering.phrases import say
from qa.corpus import Corpus
from qa.querying.conditions import EVERY_TASK, HasStatus, all_of, atoms, conjuncts
from qa.understanding.conversation import Turn, follow_up
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.form_classifier import FormClassifier
from qa.understanding.proposals import Proposer
from qa.understanding.question import PieceKind, Question
from qa.understanding.reader import Reader
from qa.understanding.understood import Understanding
from qa.understanding.world import World

KEPT, LONGEST_KEPT = 128, 200
"""How many answers are kept for being asked again (examples, links, a class with one sheet), to questions of which length."""


class Engine:
    """One corpus, opened for questions.

    :param classifier: what judges the kind of form that a question asks for; the shipped one when not given.
    """

    def __init__(self, corpus: Corpus, classifier: FormClassifier | None = None) -> None:
        self.corpus = corpus
        self._endpoint = endpoint_from_environment()
        self._reader = Reader.over(corpus, classifier, _proposing(self._endpoint))
        self._answerer = Answerer(corpus, self._reader.judge, self._reader.read, self.task_called)
        self._turn = lru_cache(maxsize=KEPT)(self._new_turn)

    def ask(self, question: str, history: tuple[str, ...] = ()) -> Answer:
        """Answer a question that may go on from earlier ones, the first one first."""
        if self._endpoint:  # only the question itself may wait for a model; what failed once may work the next time
            answer, _ = self._new_turn(question, history, advised=True)
        else:
            turn = self._turn if len(question) <= LONGEST_KEPT else self._new_turn
            answer, _ = turn(question, history)
        return self._reworded(answer)

    def question(self, written: str) -> Question:
        """The pieces of a question."""
        return self._reader.question(written)

    def read(self, question: str) -> Understanding:
        """How a question that stands by itself is understood."""
        return self._reader.read(question)

    def tasks_told(self, words: str, *, states: bool = True) -> frozenset[str] | None:
        """The tasks that some words select by conditions; ``None`` where they tell none.

        :param states: whether conditions of status count.
        """
        if not words:
            return None
        parts = conjuncts(where_of(self._reader.read(words).form))
        where = all_of([part for part in parts if states or not any(isinstance(one, HasStatus) for one in atoms(part))])
        return frozenset(self.corpus.fitting(where)) if where != EVERY_TASK else None

    def tasks_in_state(self, words: str) -> frozenset[str] | None:
        """The tasks of the state that some words name first; ``None`` where they name none."""
        stated = (piece for piece in self.question(words).pieces if piece.says("status") or piece.says("done"))
        state = next(stated, None)
        return self.tasks_told(say("change.ask-state", state=state.text)) if state else None

    def task_called(self, words: str) -> str | None:
        """The task that words surely call, words that ask and nouns of the genre aside."""
        pieces = [p for p in self.question(words).pieces if p.kind not in {PieceKind.CUE, PieceKind.MARK}]
        called = ("".join(p.text for p in pieces), "".join(p.text for p in pieces if p.kind is not PieceKind.NAME))
        return next((task for one in called if (task := self._reader.task_called(one))), None)

    def warm(self, question: str) -> None:
        """Load what answering a question needs, and keep no answer."""
        self._new_turn(question, ())

    def _new_turn(self, question: str, history: tuple[str, ...], *, advised: bool = False) -> tuple[Answer, Turn]:
        before = self._turn(history[-1], history[:-1])[1] if history else None
        understood = follow_up(self._reader, question, before)
        understood = self._reader.advised(understood) if advised else understood
        answer = self._answerer.answer(understood)
        cited = tuple(replace(one, place=self.corpus.place_of(one.document, one.lines)) for one in answer.evidence)
        answer = replace(
            answer, evidence=cited, question=question, plan=replace(answer.plan, question=question, history=history)
        )
        return answer, self._answerer.turn(understood, answer)

    def _reworded(self, answer: Answer) -> Answer:
        if self._endpoint is None:
            return answer
        from qa.answering.rewording import reworded  # of a language model nothing is loaded without an endpoint

        return reworded(answer, self._endpoint)


def _proposing(endpoint: Endpoint | None) -> Callable[[EntityLinker, World], Proposer] | None:
    """What makes the proposer of readings; nothing without an endpoint."""
    if endpoint is None:
        return None
    from qa.answering.completion import complete
    from qa.understanding.model_proposals import ModelProposer

    return partial(ModelProposer, partial(complete, endpoint))
