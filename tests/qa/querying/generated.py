"""Random conditions and forms over the nodes of a graph, the same for the same seed."""

from __future__ import annotations

import random

from graph.knowledge.graph_type import KnowledgeGraph
from graph.tables.statuses import SCHEME
from qa.querying.conditions import (
    AllOf,
    AnyOf,
    Atom,
    Caused,
    Condition,
    Counted,
    Due,
    DueSaid,
    Has,
    HasStatus,
    Is,
    Kinded,
    Linked,
    Names,
    NotThis,
    Numbered,
    Responsible,
    Role,
    Starred,
    StatusMode,
    Tells,
    Under,
)

ATOMS = (Responsible, Under, Names, Tells, HasStatus, Due, DueSaid, Starred, Has, Is, Numbered, Kinded, Caused)
_MENTIONED = ("Company", "PolicyDocument", "Project", "Village")
_WORDS = ("公路", "污水", "教育", "学校", "税", "合作区", '"', "“", "\\", "不存在的字词")


class Maker:
    """Makes random conditions."""

    def __init__(self, kg: KnowledgeGraph, seed: int) -> None:
        self.kg = kg
        self.dice = random.Random(seed)

    def link(self, *kinds: str) -> Linked:
        """One or two nodes of a kind."""
        kind = self.dice.choice(kinds)
        keys = self._keys(kind)
        chosen = tuple(self.dice.sample(keys, self.dice.choice((1, 1, 1, 2))))
        return Linked("x", kind, self.kg.nodes[chosen[0]]["label"], chosen, 0, 1)

    def _keys(self, kind: str) -> list[str]:
        return sorted(key for key, values in self.kg.nodes(data=True) if values["kind"] == kind)

    def atom(self, kind: type | None = None) -> Atom:
        """A single condition, of a kind where one is given."""
        dice = self.dice
        match kind or dice.choice(ATOMS):
            case t if t is Responsible:
                return Responsible(self.link("Unit", "Town", "CollectiveUnit"), dice.choice(list(Role)))
            case t if t is Under:
                return Under(self.link("Person", "Category", "Theme"))
            case t if t is Names:
                return Names(self.link(*_MENTIONED))
            case t if t is Tells:
                return Tells("x", tuple(dice.sample(_WORDS, 2)))
            case t if t is HasStatus:
                keys = tuple(dice.sample([concept.key for concept in SCHEME], dice.choice((1, 2))))
                return HasStatus("x", keys, dice.choice(list(StatusMode)))
            case t if t is Due:
                months = tuple(sorted(dice.sample(range(1, 13), dice.choice((1, 3)))))
                day, year = dice.choice((None, None, 0, 15)), dice.choice((None, None, 2022, 2023))
                return Due("x", months, day, year, dice.random() < 0.3)
            case t if t is Starred:
                return Starred()
            case t if t is Has:
                least = dice.randrange(4)
                most = dice.choice((None, least, least + 3))
                return Has(dice.choice(list(Counted)), least, most, dice.choice(list(Role)))
            case _:
                return self._rarer(kind)

    def _rarer(self, kind: type | None) -> Atom:
        dice = self.dice
        tasks = sorted(self.kg.nodes[key]["identifier"] for key in self._keys("Task"))
        causes = sorted({values["cause"] for _, values in self.kg.nodes(data=True) if values.get("cause")})
        made: dict[type, Atom] = {
            Is: Is("x", tuple(dice.sample(tasks, dice.choice((1, 3))))),
            DueSaid: DueSaid("x", tuple(dice.sample(("月底", "前", "15日", "跨年", "12月"), 2))),
            Numbered: Numbered("x", dice.randrange(1, 12)),
            Kinded: Kinded(dice.choice(("Town", "Unit")), dice.choice(list(Role))),
            Caused: Caused("x", tuple(dice.sample(causes, 2))),
        }
        return made[kind or dice.choice(list(made))]

    def tree(self, depth: int = 3) -> Condition:
        """A condition nested so deep at most."""
        if depth == 0 or self.dice.random() < 0.3:
            return self.atom()
        match self.dice.randrange(3):
            case 0:
                return AllOf(tuple(self.tree(depth - 1) for _ in range(self.dice.choice((0, 2, 2, 3)))))
            case 1:
                return AnyOf(tuple(self.tree(depth - 1) for _ in range(2)))
            case _:
                return NotThis(self.tree(depth - 1))
