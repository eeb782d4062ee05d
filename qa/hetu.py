"""The one object behind every face: which documents are asked, what each answers, and the answers as one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from embeddings.builds import Build, open_build
from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import readable
from qa.answering.answer import Answer
from qa.collection.collection import Collection
from qa.collection.open_edition import OpenEdition
from qa.collection.over_years import YearPair
from qa.corpus import Corpus
from qa.limits import MOST_EARLIER, declined, unfit
from qa.understanding.form_classifier import FormClassifier
from qa.understanding.understood import Understanding

_WARMING = "预热饕餮魍魉"
"""Words of no table: what looks for misspelt names is loaded too."""


class Hetu:
    """A build, opened for questions.

    :param classifier: what judges the kind of form that a question asks for; the shipped one when not given.
    """

    def __init__(self, corpus: Corpus, classifier: FormClassifier | None = None) -> None:
        self.corpus = corpus
        self._collection = Collection(tuple(OpenEdition(edition, classifier) for edition in corpus.editions))

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

    @property
    def editions(self) -> tuple[str, ...]:
        """What is open, by county and year (天全县2019年)."""
        return self._collection.labels

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions that work on what is open, for the first page."""
        return self._collection.examples

    def ask(self, question: str, after: Answer | None = None, history: Sequence[str] = (), scope: str = "") -> Answer:
        """Answer a question in Chinese, with the evidence; or refuse and say why.

        A question longer than :data:`qa.limits.MAX_BYTES` is declined unread, and one after more than
        :data:`qa.limits.MOST_EARLIER` or too long questions.

        :param after: the answer that the question goes on from (其中哪些没完成？); the oldest questions before it are
            forgotten.
        :param history: the earlier questions, the first one first, where there is no answer at hand.
        :param scope: counties and years that are asked, where the question names none (天全县, 2019年); all when empty.
        """
        started = time.perf_counter()
        question = readable(question)
        earlier = (*after.plan.history, after.question)[-MOST_EARLIER:] if after else history
        earlier = tuple(readable(one) for one in earlier if one.strip())
        reason = unfit(question, earlier)
        if reason:
            return declined(question, reason)
        answer = self._collection.ask(question, earlier, scope)
        return replace(answer, elapsed_ms=round(1000 * (time.perf_counter() - started), 2))

    def years(self, first: str, second: str) -> YearPair | None:
        """Two years of one county, as a question names them (天全县2019年); ``None`` where they are none that are open."""
        return self._collection.years(first, second)

    def prepare(self, question: str, history: Sequence[str] = (), scope: str = "") -> None:
        """Open what a question asks, so that the time of its answer is not that of opening."""
        if unfit(question, history) is None:
            self._collection.prepare(readable(question), tuple(map(readable, history)), scope)

    def read(self, question: str) -> Understanding:
        """How a question that stands by itself is understood: its conditions and the forms it may ask for, unanswered."""
        return self._collection.engine_of(readable(question)).read(readable(question))

    def warm(self, *, thoroughly: bool = False) -> None:
        """Load what every question needs.

        :param thoroughly: also what only some need, for a server whose first question should be as fast as the next.
        :raises graph.errors.BuildError: a file of the build is missing or broken.
        """
        self._collection.warm(_WARMING if thoroughly else "哪些任务没完成？")

    def close(self) -> None:
        """Give the build back, so that it may be removed when a newer one is in force."""
        self.build.close()
