"""What executing a form about sets yields, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa.answering.results import ItemRef
from qa.querying.grouping import Group


@dataclass(frozen=True, slots=True)
class Outcome:
    """The members, groups and numbers of a form; which are set depends on the form.

    ``tasks`` are those the answer stands on, in the order of the table. ``numbers`` are counts, or shares in per cent.
    """

    tasks: tuple[str, ...] = ()
    items: tuple[ItemRef, ...] = ()
    groups: tuple[Group, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    winners: tuple[str, ...] = ()
    number: float | None = None
    part: int = 0
    total: int = 0
    truth: bool | None = None
    exceptions: tuple[str, ...] = ()
    sparql: str | None = None
    widened: str = ""
    """The words of a deadline that was read as any day of its month, since none is written so."""
