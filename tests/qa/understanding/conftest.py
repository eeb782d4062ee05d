"""The names of the real table."""

from __future__ import annotations

import pytest

from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import fold
from graph.mentions.texts import task_texts
from graph.records import Table
from qa.understanding.entity_linker import EntityLinker


@pytest.fixture(scope="session")
def linker(kg: KnowledgeGraph, table: Table) -> EntityLinker:
    """What links names of the real table."""
    return EntityLinker(kg, [fold("\n".join(text.text for text in task_texts(task))) for task in table.tasks])
