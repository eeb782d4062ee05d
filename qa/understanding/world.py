"""What understanding asks of the documents: whether words are written, and what a described thing is."""

from __future__ import annotations

from typing import Protocol

from qa.querying.conditions import Caused, Condition, Is, Linked, Role, Tells
from qa.understanding.logical_form import Grouped, Kind


class World(Protocol):
    """The documents, as far as reading a question needs them."""

    def is_scope(self, words: str) -> bool:
        """Whether words only name the county or city the documents are of (鹤山)."""

    def cell(self, phrase: str) -> Is | None:
        """The tasks that have some words as one of the few values of a column (续建); ``None`` where none has."""

    def topic(self, phrase: str, *, verbatim: bool) -> Tells | None:
        """The condition that a task's texts tell of a matter; ``None`` when no text does.

        :param verbatim: the very words must stand there (a quotation, 提到…).
        """

    def is_as_of(self, month: int) -> bool:
        """Whether the documents tell their states as of the end of a month (截至10月底), and of no other."""

    def own_year(self) -> int | None:
        """The year of the documents where deadlines of other years stand beside its own: months without a year are of it."""

    def count(self, kind: str) -> int:
        """How many things of a kind (Theme, Category) there are."""

    def has(self, kind: str) -> bool:
        """Whether there is anything of a kind (Theme, Category)."""

    def heading_kind(self, words: str) -> Kind | None:
        """The kind of headings that all begin with some words (聚焦), where several do."""

    def any_task(self, where: Condition) -> bool:
        """Whether any task fulfils a condition."""

    def cause(self, phrase: str) -> Caused | None:
        """The condition that a report tells a cause of the kinds a phrase names (资金, 征地); ``None`` when it names none."""

    def subject(self, phrase: str) -> Is | None:
        """The task that a phrase calls, as a condition; ``None`` when none is called surely."""

    def only_task(self, where: Condition) -> str | None:
        """The one task that fulfils a condition; ``None`` where none does, or several."""

    def leader_of(self, task: str) -> Linked | None:
        """The leader over a task."""

    def leader_over(self, field: str, unit: Linked | None) -> Linked | None:
        """The leader over most of the tasks of a field: of those that its unit leads, else whose titles have its words."""

    def units_of(self, task: str, role: Role, *, towns: bool = False) -> Linked | None:
        """The units or towns (or only towns) that answer for a task in a role, as one link."""

    def winner(self, form: Grouped) -> Linked | None:
        """The one thing that wins a ranking, ``None`` where several do or none."""

    def town_of(self, phrase: str) -> Linked | None:
        """The town in which a firm, project or village that a phrase names lies."""

    def heading_of(self, task: str, kind: str) -> Linked | None:
        """The category or theme of a task."""
