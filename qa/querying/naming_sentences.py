"""Things named beside a matter: of all things that a task names, those that stand in the sentences that tell of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.language.text import fold
from qa.corpus import Corpus
from qa.querying.conditions import Condition, Names, Responsible, Tells, atoms
from qa.querying.grouping import Group
from qa.querying.sentences import task_sentences


def named_beside(groups: Sequence[Group], topics: Sequence[Tells], corpus: Corpus) -> list[Group]:
    """The groups whose name stands in a sentence of theirs that tells of every matter, or else all of them."""
    words = [[fold(word) for word in topic.words] for topic in topics]
    kept = []
    for group in groups:
        tasks = tuple(task for task in group.tasks if _stands_beside(group.label, task, words, corpus))
        if tasks:
            kept.append(Group(group.label, tasks))
    return kept or list(groups)


def _stands_beside(label: str, task: str, words: Sequence[Sequence[str]], corpus: Corpus) -> bool:
    name = fold(label)
    told = (fold(sentence.text) for sentence in task_sentences(corpus.tasks[task]))
    return any(_names(name, text) and all(any(word in text for word in one) for one in words) for text in told)


_SHORTEST = 4


def _names(name: str, text: str) -> bool:
    """Whether a text has a name, or a good part of it (names are told in short)."""
    if name in text:
        return True
    half = max(_SHORTEST, len(name) // 2)
    return any(name[at : at + half] in text for at in range(len(name) - half + 1)) if len(name) > _SHORTEST else False


def villages_in(where: Condition, corpus: Corpus) -> list[Group]:
    """The villages named that lie in the towns of a condition; none when it is about no town."""
    towns = [atom for atom in atoms(where, positive=True) if isinstance(atom, Responsible) and atom.link.kind == "Town"]
    keys = {key for town in towns for key in town.link.keys}
    found = sorted(_located(keys, corpus)) if keys else []
    return [Group(label, tasks) for _, label, tasks in found]


def _located(keys: set[str], corpus: Corpus) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    kg = corpus.kg
    for village, town, values in kg.edges(data=True):
        if values["kind"] == "locatedIn" and town in keys:
            tasks = tuple(sorted(corpus.tasks_at(village), key=corpus.order.__getitem__))
            if tasks:
                yield corpus.order[tasks[0]], kg.nodes[village]["label"], tasks


def towns_of(where: Condition, corpus: Corpus) -> list[Group]:
    """The towns in which the villages of a condition lie; none when it is about no village."""
    named = [atom for atom in atoms(where, positive=True) if isinstance(atom, Names) and atom.link.kind == "Village"]
    keys = {key for atom in named for key in atom.link.keys}
    found: dict[str, tuple[str, ...]] = {}
    for village, town, values in corpus.kg.out_edges(keys, data=True):
        if values["kind"] == "locatedIn":
            found.setdefault(corpus.kg.nodes[town]["label"], tuple(corpus.tasks_at(village)))
    return [Group(label, tasks) for label, tasks in found.items()]
