"""Typed questions: what the answer has to be is told as a type with its values, so that it can be judged strictly."""

from __future__ import annotations

from typing import Literal

import msgspec

Need = str | list[str]
"""A text that must stand in an answer, or a list of texts of which one must."""


class GoldThing(msgspec.Struct, frozen=True):
    """A thing of a list (``label``, and the number beside it) or a milestone of a task."""

    label: str = ""
    value: float | None = None
    task: str = ""
    milestone: int | None = None

    @property
    def item(self) -> str:
        """The milestone as one word.

        >>> GoldThing(task="3-48", milestone=2).item, GoldThing(task="3-48").item
        ('3-48#2', '3-48')
        """
        return item_word(self.task, self.milestone)


def item_word(task: str, milestone: int | None) -> str:
    """A milestone as one word; without a number the task."""
    return f"{task}#{milestone}" if milestone else task


class Gold(msgspec.Struct, frozen=True):
    """What is right.

    ``ids``: the tasks of a set; ``items``: things or milestones; ``value``: a number (in ``unit``, within ``tol``), yes or no, a
    date (``same``: other wordings of it). ``top``: the first thing is one of the first so many; ``also``: things that may be
    told besides (losers of a comparison); ``optional``: neither right nor wrong. ``must``: texts at the top of the answer;
    ``must_not``: texts that belong to another; ``said``: the asked name, which the headline has to hold; ``terms``: the numbers
    of which a sum is made; ``tasks``: the task that stands first; ``near``: it is enough for half a point that it is near.
    """

    type: Literal["tasks", "items", "entities", "number", "boolean", "date", "text", "none"]
    ids: list[str] | None = None
    items: list[GoldThing] | None = None
    value: bool | float | str | None = None
    unit: str | None = None
    tol: float | None = None
    same: list[str] = []
    top: int | None = None
    also: list[str] = []
    said: str = ""
    accept: list[Gold] = []
    must: list[Need] | None = None
    must_not: list[str] | None = None
    optional: list[str] | None = None
    terms: list[Need] | None = None
    tasks: list[str] | None = None
    near: object = None

    @property
    def empty(self) -> bool:
        """Whether it is right that nothing is there."""
        members = self.items if self.ids is None else self.ids
        return self.type == "none" or (self.type in {"tasks", "items", "entities"} and not members)

    @property
    def needs(self) -> list[Need]:
        """The texts that must stand at the top of the answer."""
        return self.must or []


class TypedQuestion(msgspec.Struct, frozen=True):
    """A question with what is right, one line of a question file; of several questions in one what is right of each part.

    What is told of the question itself holds for every gold that does not tell it.
    """

    id: str
    question: str
    group: str
    gold: Gold | None = None
    parts: list[Gold] = []
    accept: list[Gold] = []
    history: list[str] = []
    lot: str = ""
    cluster: str | None = None
    must: list[Need] | None = None
    must_not: list[str] | None = None
    optional: list[str] | None = None
    terms: list[Need] | None = None
    tasks: list[str] | None = None
    near: object = None

    @property
    def golds(self) -> list[Gold]:
        """The gold and the other golds that count as well, the first one first."""
        return [self._completed(gold) for gold in (self.gold, *self.accept) if gold]

    def _completed(self, gold: Gold) -> Gold:
        shared = {"must", "must_not", "optional", "terms", "tasks", "near"}
        own = {name: getattr(self, name) for name in shared if getattr(gold, name) is None}
        return msgspec.structs.replace(gold, **own)
