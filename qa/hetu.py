"""The one object behind every face: understand → may it be asked? → execute → may it be said? → say it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from embeddings.builds import Build, open_build
from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import readable
from qa.answering.answer import Answer
from qa.answering.answerer import Answerer
from qa.answering.endpoint import Endpoint, endpoint_from_environment
from qa.corpus import Corpus
from qa.limits import MOST_EARLIER, declined, unfit
from qa.understanding.conversation import Turn, follow_up
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.form_classifier import FormClassifier
from qa.understanding.proposals import Proposer
from qa.understanding.reader import Reader
from qa.understanding.understood import Understanding
from qa.understanding.world import World

_WARMING = "预热饕餮魍魉"
"""Words of no table: what looks for misspelt names is loaded too."""
KEPT, LONGEST_KEPT = 128, 200
"""How many answers are kept for being asked again (examples, links, a class with one sheet), to questions of which length."""


class Hetu:
    """A build, opened for questions.

    :param classifier: what judges the kind of form that a question asks for; the shipped one when not given.
    """

    def __init__(self, corpus: Corpus, classifier: FormClassifier | None = None) -> None:
        self.corpus = corpus
        self._endpoint = endpoint_from_environment()
        self._reader = Reader.over(corpus, classifier, _proposing(self._endpoint))
        self._answerer = Answerer(corpus, self._reader.judge)
        self._turn = lru_cache(maxsize=KEPT)(self._new_turn)

    @classmethod
    def open(cls, folder: str | Path = "data/build", endpoint: str | None = None, name: str | None = None) -> Hetu:
        """Open a build folder.

        :param endpoint: a SPARQL 1.1 endpoint that holds the published build, read instead of the embedded store.
        :param name: which build in the folder; the one in force when not given.
        :raises graph.errors.BuildError: there is no usable build; the message names the command that makes one.
        """
        return cls(Corpus(open_build(Path(folder), name), endpoint))

    @property
    def build(self) -> Build:
        """The build that answers."""
        return self.corpus.build

    @property
    def kg(self) -> KnowledgeGraph:
        """The knowledge graph."""
        return self.corpus.kg

    def ask(self, question: str, after: Answer | None = None, history: Sequence[str] = ()) -> Answer:
        """Answer a question in Chinese, with the evidence; or refuse and say why.

        A question longer than :data:`qa.limits.MAX_BYTES` is declined unread, and one after more than
        :data:`qa.limits.MOST_EARLIER` or too long questions.

        :param after: the answer that the question goes on from (其中哪些没完成？); the oldest questions before it are
            forgotten.
        :param history: the earlier questions, the first one first, where there is no answer at hand.
        """
        started = time.perf_counter()
        question = readable(question)
        earlier = (*after.plan.history, after.question)[-MOST_EARLIER:] if after else history
        earlier = tuple(readable(one) for one in earlier if one.strip())
        reason = unfit(question, earlier)
        if reason:
            return declined(question, reason)
        answer = self._reworded(self._turn_of(question, earlier)[0])
        return replace(answer, elapsed_ms=round(1000 * (time.perf_counter() - started), 2))

    def read(self, question: str) -> Understanding:
        """How a question that stands by itself is understood: its conditions and the forms it may ask for, unanswered."""
        return self._reader.read(readable(question))

    def _turn_of(self, question: str, history: tuple[str, ...]) -> tuple[Answer, Turn]:
        if self._endpoint:  # only the question itself may wait for a model; what failed once may work the next time
            return self._new_turn(question, history, advised=True)
        turn = self._turn if len(question) <= LONGEST_KEPT else self._new_turn
        return turn(question, history)

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

    def warm(self, *, thoroughly: bool = False) -> None:
        """Load what every question needs.

        :param thoroughly: also what only some need, for a server whose first question should be as fast as the next.
        :raises graph.errors.BuildError: a file of the build is missing or broken.
        """
        self._new_turn(_WARMING if thoroughly else "哪些任务没完成？", ())

    def close(self) -> None:
        """Give the build back, so that it may be removed when a newer one is in force."""
        self.build.close()


def _proposing(endpoint: Endpoint | None) -> Callable[[EntityLinker, World], Proposer] | None:
    """What makes the proposer of readings; nothing without an endpoint."""
    if endpoint is None:
        return None
    from qa.answering.completion import complete
    from qa.understanding.model_proposals import ModelProposer

    return partial(ModelProposer, partial(complete, endpoint))
