"""The one object behind every face: understand → may it be asked? → execute → may it be said? → say it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from embeddings.builds import Build, open_build
from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import readable
from qa.answering.answer import Answer
from qa.answering.answerer import Answerer
from qa.answering.rewording import endpoint_from_environment, reworded
from qa.corpus import Corpus
from qa.limits import TOO_LONG, declined, too_long
from qa.understanding.conversation import Turn, follow_up
from qa.understanding.form_classifier import FormClassifier
from qa.understanding.reader import Reader

_WARMING = "预热饕餮魍魉"
"""Words of no table: what looks for misspelt names is loaded too."""
KEPT, LONGEST_KEPT = 128, 200
"""How many answers are kept for being asked again (examples, links, a class with one sheet), to questions of which length."""
MOST_EARLIER = 6
"""Earlier questions that a follow-up may go back to."""


class Hetu:
    """A build, opened for questions.

    :param classifier: what judges the kind of form that a question asks for; the shipped one when not given.
    """

    def __init__(self, corpus: Corpus, classifier: FormClassifier | None = None) -> None:
        self.corpus = corpus
        self._reader = Reader.over(corpus, classifier)
        self._answerer = Answerer(corpus)
        self._endpoint = endpoint_from_environment()
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

        A question longer than :data:`qa.limits.MAX_BYTES` is declined unread.

        :param after: the answer that the question goes on from (其中哪些没完成？).
        :param history: the earlier questions, the first one first, where there is no answer at hand.
        """
        started = time.perf_counter()
        question = readable(question)
        if too_long(question):
            return declined(question, TOO_LONG)
        earlier = (*after.plan.history, after.question) if after else tuple(history)
        earlier = tuple(readable(one) for one in earlier[-MOST_EARLIER:] if not too_long(one))
        turn = self._turn if len(question) <= LONGEST_KEPT else self._new_turn
        answer = reworded(turn(question, earlier)[0], self._endpoint)
        return replace(answer, elapsed_ms=round(1000 * (time.perf_counter() - started), 2))

    def _new_turn(self, question: str, history: tuple[str, ...]) -> tuple[Answer, Turn]:
        before = self._turn(history[-1], history[:-1])[1] if history else None
        understood = follow_up(self._reader, question, before)
        answer = self._answerer.answer(understood)
        answer = replace(answer, question=question, plan=replace(answer.plan, question=question, history=history))
        return answer, self._answerer.turn(understood, answer)

    def warm(self, *, thoroughly: bool = False) -> None:
        """Load what every question needs.

        :param thoroughly: also what only some need, for a server whose first question should be as fast as the next.
        :raises graph.errors.BuildError: a file of the build is missing or broken.
        """
        self._new_turn(_WARMING if thoroughly else "哪些任务没完成？", ())

    def close(self) -> None:
        """Give the build back, so that it may be removed when a newer one is in force."""
        self.build.close()
