"""What an answer tells, as it is judged: of the whole answer or of one of its parts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import msgspec

from qa.answering.answer import Answer
from qa.answering.results import ItemSet, Nothing, Part, Quotes, Result, TaskSet
from qa.evaluation.strict_text import folded, verdict_words

_TOP = 300
"""How many characters of an answer are read at once."""


@dataclass(frozen=True)
class Told:
    """An answer, or the part of it that answers one of several questions.

    :param several: whether one of several questions is judged; ``part`` is none where the answer has no such part.
    :param counties: names that may stand before a thing's label.
    """

    answer: Answer
    counties: Collection[str] = ()
    part: Part | None = None
    several: bool = False

    @cached_property
    def result(self) -> Result:
        """The typed result."""
        return (self.part or self.answer).result

    @cached_property
    def headline(self) -> str:
        """The sentence with the point, folded."""
        lines = [line for line in self.answer.answer.split("\n") if line.strip()]
        return folded((self.part or self.answer).headline or next(iter(lines), ""))

    @cached_property
    def top(self) -> str:
        """What a reader sees first: headline, the beginning of the text, and a part's own result."""
        own = folded(msgspec.json.encode(self.part).decode()) if self.part else ""
        return self.headline + folded(self.answer.answer)[:_TOP] + own

    @cached_property
    def whole(self) -> str:
        """All of it."""
        return self.headline + folded(self.answer.answer)

    @cached_property
    def shown(self) -> str:
        """Headline and quotes: what is stated as the answer."""
        quotes = self.result.quotes if isinstance(self.result, Quotes) else ()
        return self.headline + folded("".join(quotes))

    @cached_property
    def doubtful(self) -> bool:
        """Whether it says itself that something was not used or is to be noted."""
        behind = (self.answer.answer.partition(word)[2] for word in verdict_words("dropped"))
        said = any(text and not text.startswith("\n") for text in behind)
        return bool(self.answer.unused or self.answer.notes) or said

    @property
    def refused(self) -> bool:
        """Whether it declines to answer."""
        return self.answer.refused or isinstance(self.result, Nothing)

    @property
    def kind(self) -> str:
        """The type of the result."""
        return self.result.type

    @property
    def ranked(self) -> list[str]:
        """The tasks in the order they are shown."""
        return [hit.id for hit in self.answer.tasks]

    @property
    def ids(self) -> set[str] | None:
        """The tasks of the set that is stated; ``None`` where none is."""
        match self.result:
            case TaskSet(ids):
                return set(ids)
            case ItemSet(items):
                return {item.task for item in items}
            case Nothing():
                return set()
            case _:
                return None
