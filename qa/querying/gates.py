"""What keeps a look-up from answering: the gates of the engine as it was, asked from here until typed ones come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from embeddings.retriever import Retrieval
from qa.parse import parse, simplify
from qa.plan import QueryPlan
from qa.querying.subjects import Subject
from qa.refusal import missing, unrelated
from qa.subject import Subject as EarlierSubject
from qa.understanding.logical_form import Aspect

if TYPE_CHECKING:
    from qa.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is answered, and the tasks nearest to the question."""

    reason: str
    nearest: tuple[str, ...] = ()


class Gate(Protocol):
    """Judges whether a question may be answered."""

    def before(self, written: str) -> str | None:
        """Why a question is refused whatever is found."""
        ...

    def behind(
        self, written: str, subject: Subject | None, named: bool, retrieval: Retrieval, told: bool, aspect: Aspect
    ) -> str | None:
        """Why a question is refused with what was found."""
        ...


class EarlierGates:
    """The gates of :mod:`qa.refusal` and :mod:`qa.absent`."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._plan = lru_cache(maxsize=128)(self._read)

    def before(self, written: str) -> str | None:
        """Another county or year, a name unheard of."""
        return self._plan(written).refusal

    def behind(
        self, written: str, subject: Subject | None, named: bool, retrieval: Retrieval, told: bool, aspect: Aspect
    ) -> str | None:
        """Nothing near, or nothing of the sort asked for."""
        question = simplify(written)
        if not told and unrelated(question, retrieval, named, self._corpus.refusal_thresholds):
            return "表中没有找到与问题相关的内容"
        if aspect is Aspect.MOST:
            return None  # what is greatest is not told by that word
        earlier = EarlierSubject(subject.words, subject.end, subject.tasks) if subject else None
        return missing(question, self._plan(written), earlier, retrieval, self._corpus, told)

    def _read(self, written: str) -> QueryPlan:
        return parse(written, self._corpus.lexicon, self._corpus.scope)


def nearest(retrieval: Retrieval, most: int = 3) -> Sequence[str]:
    """The tasks nearest to a question."""
    return [hit.task for hit in retrieval.hits[:most]]
