"""What gates are held against: what the tables are about, and what was found for a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from embeddings.retriever import Retrieval
from graph.language.text import fold
from qa.answerability.refusal_thresholds import nearness
from qa.understanding.question import Question


@dataclass(frozen=True)
class TableScope:
    """What the tables are about: their years, counties, towns (without 镇 and the like) and texts (folded)."""

    years: frozenset[int]
    counties: frozenset[str]
    towns: frozenset[str] = frozenset()
    texts: tuple[str, ...] = field(default=(), repr=False)
    examples: tuple[str, ...] = ()
    """Questions that work, to be shown in reply to small talk."""
    until: frozenset[int] = frozenset()
    """The months as of which the tables tell."""

    @cached_property
    def _whole(self) -> str:
        return "\n".join(self.texts)

    @cached_property
    def _counted(self) -> dict[str, float]:
        return {}

    def is_written(self, words: str) -> bool:
        """Whether a text has some words."""
        return fold(words) in self._whole

    def share(self, word: str) -> float:
        """In which share of the texts a word stands."""
        if word not in self._counted:
            self._counted[word] = sum(word in text for text in self.texts) / max(1, len(self.texts))
        return self._counted[word]


@dataclass(frozen=True, slots=True)
class FoundTask:
    """A task that was found."""

    id: str
    text: str
    """All its text, folded: title, milestones, reports."""
    reports: tuple[str, ...] = ()
    """What was reported, folded."""
    status: str = ""
    """Its status, or that of the item asked about, as the table words it."""
    has_causes: bool = False
    """Whether a problem or cause is told of it."""
    item: str = ""
    """What is told of the item asked about, folded; empty where it is the whole task."""

    towns: frozenset[str] = frozenset()
    """The towns that answer for it by name, where these are one or two: it is about them."""

    @property
    def asked_text(self) -> str:
        """The text of what is asked about: of the item, or of the task."""
        return self.item or self.text


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near what was found is to the question, by vectors and by words."""

    dense: bool
    near: float
    """The best cosine plus the margin of the best over the mean, from about 0.4 (nothing near) to 2."""
    coverage: float
    """The share of the question's words that the best task has."""
    likeness: float
    """The cosine of the nearest everyday wording of the phrasebook."""


def nearness_of(retrieval: Retrieval) -> Nearness:
    """How near the hits of a retrieval are."""
    return Nearness(retrieval.dense, nearness(retrieval), retrieval.coverage, retrieval.likeness)


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up found, before it is told."""

    tasks: tuple[FoundTask, ...]
    """In order, the best first."""
    nearness: Nearness
    subject: str = ""
    """The thing the question names, and where its words end."""
    subject_end: int = 0
    subject_tasks: frozenset[str] = frozenset()
    own_words: str = ""
    """The words by which the question names the best task: they stand in one or two tasks only."""
    figures: bool = False
    """Whether figures of the indicator asked for were found."""
    numbered: bool = False
    """Whether the question calls the task by its number."""
    named: bool = False
    """Whether it names anything of the table."""
    things: bool = False
    """Whether it names a company, document, project or village of the table."""
    towns: tuple[str, ...] = ()
    """The towns it names."""
    why: bool = False
    of_unit: bool = False
    """Whether the leader or units of a task are asked, which are told of every task."""

    @property
    def sure(self) -> bool:
        """Whether the question's own words or the thing it names tell that the best task is meant."""
        return bool(self.tasks) and (bool(self.own_words) or self.tasks[0].id in self.subject_tasks)

    @property
    def looked_at(self) -> tuple[FoundTask, ...]:
        """The tasks that may answer: the first when it is sure, else the first three."""
        return self.tasks[: 1 if self.sure else _LOOKED_AT]

    @property
    def texts(self) -> list[str]:
        """The texts of the tasks that may answer."""
        return [task.text for task in self.looked_at]

    @property
    def named_texts(self) -> list[str]:
        """Those texts, and those of other near tasks that the words which name the best one name as well."""
        near = self.tasks[:_LOOKED_AT]
        kept = self.looked_at
        return [task.text for task in near if task in kept or (self.own_words and self.own_words in task.text)]


_LOOKED_AT = 3
"""A question that names nothing particular may be answered by any of the first tasks."""


def own_words(question: Question, text: str, texts: Sequence[str]) -> str:
    """The words by which a question names what a text is about: they stand in it and in no more than one other.

    Three characters and more, or a proper name of two (嘉民).

    :param texts: all texts, folded.
    """
    folded = fold(question.text)
    for length in (8, 6, 5, 4, 3):
        for start in range(len(folded) - length + 1):
            words = folded[start : start + length]
            if words.isalnum() and _is_own(words, text, texts):
                return words
    proper = (piece.text for piece in question.pieces if piece.tag in _PROPER and len(piece.text) > 1)
    return next((name for name in proper if _is_own(name, text, texts)), "")


def _is_own(words: str, text: str, texts: Sequence[str]) -> bool:
    return words in text and sum(words in other for other in texts) <= _FEW


_PROPER = frozenset({"nr", "nz", "nt", "ns"})


_FEW = 2
