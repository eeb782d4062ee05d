"""The same conditions on SPARQL and on the graph: generated trees give the same tasks."""

from __future__ import annotations

import random

import pytest
from qa.query import compile_condition
from qa.walk import fitting

from graph.knowledge.graph_type import KnowledgeGraph
from graph.tables.statuses import SCHEME
from qa import Hetu
from qa.querying.conditions import (
    AllOf,
    AnyOf,
    Atom,
    Condition,
    Counted,
    Due,
    Has,
    HasStatus,
    Linked,
    Names,
    NotThis,
    Responsible,
    Role,
    Starred,
    StatusMode,
    Tells,
    Under,
)

SEEDS = 120
MENTIONED = ("Company", "PolicyDocument", "Project", "Village")


class Maker:
    """Makes random condition trees over the nodes of a graph."""

    def __init__(self, kg: KnowledgeGraph, seed: int) -> None:
        self.kg = kg
        self.dice = random.Random(seed)

    def link(self, *kinds: str) -> Linked:
        kind = self.dice.choice(kinds)
        keys = sorted(key for key, values in self.kg.nodes(data=True) if values["kind"] == kind)
        chosen = tuple(self.dice.sample(keys, self.dice.choice((1, 1, 1, 2))))
        return Linked("x", kind, self.kg.nodes[chosen[0]]["label"], chosen, 0, 1)

    def atom(self) -> Atom:
        match self.dice.randrange(8):
            case 0:
                return Responsible(self.link("Unit", "Town", "CollectiveUnit"), self.dice.choice(list(Role)))
            case 1:
                return Under(self.link("Person", "Theme"))
            case 2:
                return Names(self.link(*MENTIONED))
            case 3:
                keys = tuple(self.dice.sample([concept.key for concept in SCHEME], self.dice.choice((1, 2))))
                return HasStatus("x", keys, self.dice.choice(list(StatusMode)))
            case 4:
                months = tuple(sorted(self.dice.sample(range(1, 13), self.dice.choice((1, 3)))))
                return Due("x", months, self.dice.choice((None, None, 0, 15)))
            case 5:
                return Starred()
            case 6:
                return Tells("x", tuple(self.dice.sample(("公路", "污水", "教育", "学校", "税", "合作区"), 2)))
            case _:
                least = self.dice.randrange(4)
                most = self.dice.choice((None, least, least + 3))
                return Has(self.dice.choice(list(Counted)), least, most)

    def tree(self, depth: int = 3) -> Condition:
        if depth == 0 or self.dice.random() < 0.3:
            return self.atom()
        match self.dice.randrange(3):
            case 0:
                return AllOf(tuple(self.tree(depth - 1) for _ in range(self.dice.choice((0, 2, 2, 3)))))
            case 1:
                return AnyOf(tuple(self.tree(depth - 1) for _ in range(2)))
            case _:
                return NotThis(self.tree(depth - 1))


def by_sparql(hetu: Hetu, condition: Condition) -> set[str]:
    return {row["id"] for row in hetu.corpus.store.select(compile_condition(condition, hetu.corpus.base))}


def by_graph(hetu: Hetu, condition: Condition) -> set[str]:
    return {hetu.kg.nodes[task]["identifier"] for task in fitting(condition, hetu.kg)}


def test_generated_conditions_agree(hetu: Hetu) -> None:
    sizes = set()
    for seed in range(SEEDS):
        condition = Maker(hetu.kg, seed).tree()
        found = by_sparql(hetu, condition)
        assert found == by_graph(hetu, condition), (seed, condition)
        sizes.add(len(found))
    # The trees must not all be empty or full for this to mean anything.
    assert len(sizes) > 20


@pytest.mark.parametrize("kind", [Responsible, Under, Names, Tells, HasStatus, Due, Starred, Has])
def test_every_kind_of_condition_selects_something_and_not_everything(hetu: Hetu, kind: type) -> None:
    made = (Maker(hetu.kg, seed).atom() for seed in range(400))
    sizes = {len(by_sparql(hetu, atom)) for atom in made if isinstance(atom, kind)}
    assert any(0 < size < len(hetu.corpus.tasks) for size in sizes), sizes


def test_no_condition_is_every_task(hetu: Hetu) -> None:
    assert by_sparql(hetu, AllOf()) == by_graph(hetu, AllOf()) == set(hetu.corpus.tasks)
