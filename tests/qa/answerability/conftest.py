"""Questions read with the names of the real table, and what its texts are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import fold
from graph.mentions.texts import task_texts
from graph.records import Table
from qa.answerability.evidence import TableScope
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.question import Question, read_question

Read = Callable[[str], Question]


@pytest.fixture(scope="session")
def texts(table: Table) -> tuple[str, ...]:
    """All text of every task, folded."""
    return tuple(fold("\n".join(text.text for text in task_texts(task))) for task in table.tasks)


@pytest.fixture(scope="session")
def read(kg: KnowledgeGraph, texts: tuple[str, ...]) -> Read:
    """Reads a question."""
    linker = EntityLinker(kg, texts)
    return lambda question: read_question(question, linker)


@pytest.fixture(scope="session")
def scope(texts: tuple[str, ...]) -> TableScope:
    """What the real table is about."""
    towns = frozenset({"沙坪", "雅瑶", "古劳", "龙口", "桃源", "共和", "鹤城", "址山", "宅梧", "双合"})
    return TableScope(frozenset({2022}), frozenset({"鹤山市"}), towns, texts, ("还有哪些任务没完成？",))
