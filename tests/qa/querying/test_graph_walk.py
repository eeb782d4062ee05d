"""The same conditions on SPARQL and on the graph: generated trees of every kind give the same tasks."""

from __future__ import annotations

import pytest

from qa import Hetu
from qa.querying import conditions
from qa.querying.conditions import AllOf, AnyOf, Condition, NotThis
from qa.querying.graph_walk import fitting
from qa.querying.sparql import compile_condition
from tests.qa.querying.generated import ATOMS, Maker

SEEDS, OF_EACH = 160, 40


def by_sparql(hetu: Hetu, condition: Condition) -> set[str]:
    return {row["id"] for row in hetu.corpus.store.select(compile_condition(condition, hetu.corpus))}


def by_graph(hetu: Hetu, condition: Condition) -> set[str]:
    return {hetu.kg.nodes[task]["identifier"] for task in fitting(condition, hetu.kg)}


def test_every_kind_of_condition_is_made() -> None:
    assert {kind.__name__ for kind in ATOMS} == {name.strip() for name in str(conditions.Atom).split("|")}


def test_generated_conditions_agree(hetu: Hetu) -> None:
    sizes = set()
    for seed in range(SEEDS):
        condition = Maker(hetu.kg, seed).tree()
        found = by_sparql(hetu, condition)
        assert found == by_graph(hetu, condition), (seed, condition)
        sizes.add(len(found))
    # The trees must not all be empty or full for this to mean anything.
    assert len(sizes) > 20


@pytest.mark.parametrize("kind", ATOMS, ids=lambda kind: kind.__name__)
def test_every_kind_agrees_and_tells_tasks_apart(hetu: Hetu, kind: type) -> None:
    sizes = set()
    for seed in range(OF_EACH):
        atom = Maker(hetu.kg, seed).atom(kind)
        found = by_sparql(hetu, atom)
        assert found == by_graph(hetu, atom), atom
        assert by_sparql(hetu, NotThis(atom)) == set(hetu.corpus.tasks) - found, atom
        sizes.add(len(found))
    assert any(0 < size < len(hetu.corpus.tasks) for size in sizes), sizes


def test_no_condition_is_every_task_and_no_alternative_none(hetu: Hetu) -> None:
    assert by_sparql(hetu, AllOf()) == by_graph(hetu, AllOf()) == set(hetu.corpus.tasks)
    assert by_graph(hetu, AnyOf(())) == set()
    assert by_graph(hetu, NotThis(AllOf())) == by_sparql(hetu, NotThis(AllOf())) == set()
