"""What answers are made from: one opened build, its parts loaded when first needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from embeddings.builds import Build, open_retriever
from embeddings.opened import STORE, Shared, open_model
from embeddings.retriever import Hit, Retriever
from graph.identifiers import task_key
from graph.knowledge.graph_type import KnowledgeGraph
from graph.knowledge.related import SHOWN, Relatedness
from graph.language.text import fold
from graph.mentions.texts import all_texts, folded_text
from graph.places.table_county import table_county
from graph.rdf.ontology import label as term_label
from graph.rdf.terms import graph_iri, iri
from graph.records import DocumentInfo, Task
from graph.sparql.store import Selects, Store
from graph.tables.statuses import worst
from qa.answerability.refusal_thresholds import RefusalThresholds, load_thresholds
from qa.answering.answer import Evidence, Related, TaskHit
from qa.examples import example_questions
from qa.querying.as_of import as_of_month
from qa.querying.conditions import Condition
from qa.querying.items import ItemFinder
from qa.querying.sentences import task_sentences
from qa.querying.sparql import TaskRows, compile_condition
from qa.understanding.entity_linker import EntityLinker

_RELATED_KINDS = tuple(kind for kind in SHOWN if kind != "Task")
_MAX_RELATED = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """What the documents are about: their years and counties, against which a question is held."""

    years: frozenset[int]
    counties: frozenset[str]
    towns: frozenset[str]
    """The towns of the tables without 镇 and the like: elsewhere a county may bear the name."""


class Corpus:
    """The tasks, graph, store and indexes of a build, and what every answer takes from them.

    :param endpoint: a SPARQL endpoint that holds the build, read instead of the embedded store.
    :param whole: the corpus of all editions, of which this one is only one.
    """

    def __init__(self, build: Build, endpoint: str | None = None, whole: Corpus | None = None) -> None:
        self.build = build
        self._endpoint, self._whole = endpoint, whole
        self.base = build.manifest.base_iri

    @cached_property
    def months_told_of(self) -> frozenset[int]:
        """The months as of which titles and notes say that the states are told."""
        return frozenset(
            month
            for source in self.build.sources
            for text in (source.info.title, *(note.value for note in source.info.notes))
            if (month := as_of_month(text))
        )

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """Task id → the task, in the order of the documents."""
        return {task.id: task for table in self.build.tables for task in table.tasks}

    @cached_property
    def order(self) -> dict[str, int]:
        """Task id → its place in the documents."""
        return {task: position for position, task in enumerate(self.tasks)}

    @cached_property
    def keys(self) -> dict[str, str]:
        """Task id → the key of its node."""
        return {task.id: task_key(table, task) for table in self.build.tables for task in table.tasks}

    @cached_property
    def scope(self) -> Scope:
        """What the documents are about."""
        infos = [source.info for source in self.build.sources]
        return Scope(
            years=frozenset(info.year for info in infos if info.year),
            counties=frozenset(info.county for info in infos if info.county),
            towns=frozenset(
                town.base for table in self.build.tables if (county := table_county(table)) for town in county.towns
            ),
        )

    @cached_property
    def store(self) -> Selects:
        """The statements, whose tasks are told by their ids; of one edition of several those of its documents."""
        return TaskRows(self._statements, self)

    @cached_property
    def _statements(self) -> Selects:
        graphs = tuple(graph_iri(source.info, self.base).value for source in self.build.sources) if self._whole else ()
        if self._endpoint:
            return _remote(self._endpoint, graphs)
        if self._whole and isinstance(self._whole._statements, Store):
            return self._whole._statements.only(graphs)  # a store is opened once, whatever is asked of it
        return Store(self.build.folder / STORE)

    @cached_property
    def editions(self) -> tuple[Corpus, ...]:
        """The corpus of each county and year alone; this one where there is only one."""
        builds = self.build.editions()
        return tuple(Corpus(build, self._endpoint, self) for build in builds) if len(builds) > 1 else (self,)

    @cached_property
    def model(self) -> Shared | None:
        """The model of the build, which its editions share; ``None`` where there is none."""
        return open_model(self.build) if self.build.manifest.model else None

    @cached_property
    def kg(self) -> KnowledgeGraph:
        """The knowledge graph."""
        return self.build.graph()

    @cached_property
    def relatedness(self) -> Relatedness:
        """What is near what in the graph."""
        return Relatedness(self.kg)

    @cached_property
    def retriever(self) -> Retriever:
        """The hybrid retriever."""
        return open_retriever(self.build, (self._whole or self).model)

    @cached_property
    def refusal_thresholds(self) -> RefusalThresholds:
        """How near a question must be to be answered.

        :raises graph.errors.ModelError: their file is missing or broken.
        """
        return load_thresholds()

    @cached_property
    def linker(self) -> EntityLinker:
        """What finds the graph's names in questions."""
        return EntityLinker(self.kg, list(self.texts.values()))

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions that work on these tables."""
        return example_questions(list(self.tasks.values()))

    @cached_property
    def items(self) -> ItemFinder:
        """What finds the items of a task that a question names."""
        return ItemFinder(self.build.piece_weights())

    @cached_property
    def texts(self) -> dict[str, str]:
        """Task id → all its text, folded."""
        return {task.id: folded_text(task) for task in self.tasks.values()}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Task id → its title, folded."""
        return {task.id: fold(task.title.value) for task in self.tasks.values()}

    @cached_property
    def _task_of(self) -> dict[str, str]:
        return {key: task for task, key in self.keys.items()}

    @cached_property
    def actors(self) -> dict[str, str]:
        """Name → key of every unit, collective, town and leader."""
        kinds = {"Unit", "CollectiveUnit", "Town", "Person"}
        return {values["label"]: key for key, values in self.kg.nodes(data=True) if values["kind"] in kinds}

    def tasks_at(self, key: str) -> list[str]:
        """The tasks from which an edge leads to a node."""
        return [self._task_of[start] for start, _ in self.kg.in_edges(key) if start in self._task_of]

    def fitting(self, where: Condition) -> list[str]:
        """The tasks for which a condition holds."""
        return [row["id"] for row in self.store.select(compile_condition(where, self))]

    def hit(self, task_id: str, scope: str, score: float, why: str) -> TaskHit:
        """A task of an answer."""
        task = self.tasks[task_id]
        return TaskHit(task.id, task.title.value, worst(task.statuses), scope, score, why)

    def semantic(self, hit: Hit) -> TaskHit:
        """A task found by retrieval."""
        names = {"lexical": "字词", "dense": "语义"}
        why = "、".join(f"{names[name]}第 {rank} 位" for name, rank in hit.ranks.items())
        return self.hit(hit.task, "semantic", hit.score, why)

    def quote(self, task: Task, words: str) -> Evidence | None:
        """The paragraph of a task in which folded words stand."""
        for text in all_texts(task):
            for paragraph in text.text.split("\n"):
                if words in fold(paragraph):
                    return Evidence(task.id, paragraph, (text.line, text.line), task.document)
        return None

    def reasons(self, tasks: Iterable[str]) -> list[Evidence]:
        """The sentences in which the reports of tasks tell problems and causes."""
        return list(dict.fromkeys(told for task in tasks for _, told in self.problems(task)))

    def problems(self, task: str) -> Iterator[tuple[str, Evidence]]:
        """The nodes of the problems and causes that the reports of a task tell, each with its sentence."""
        for _, report, values in self.kg.out_edges(self.keys[task], data=True):
            if values["kind"] != "reports":
                continue
            for _, reason, edge in self.kg.out_edges(report, data=True):
                if edge["kind"] == "hasReason":
                    words, lines = self.kg.nodes[reason]["label"], edge["lines"]
                    told = _sentence(self.tasks[task], words) or words
                    yield reason, Evidence(task, told, (lines[0], lines[-1]), self.tasks[task].document)

    def related_to(self, asked: list[str], tasks: list[str]) -> tuple[Related, ...]:
        """What is nearest to some nodes, or to the tasks of the answer when there are none."""
        seeds = asked or [self.keys[task] for task in tasks]
        nodes = self.kg.nodes
        return tuple(
            Related(
                iri(near.key, self.base).value, nodes[near.key]["label"], term_label(nodes[near.key]["kind"]), near.why
            )
            for near in self.relatedness.related(seeds, _MAX_RELATED, _RELATED_KINDS)
        )

    def place_of(self, document: str, lines: tuple[int, int]) -> str:
        """Where lines of a document stand, for a person."""
        info = self._infos.get(document)
        return info.place(*lines) if info else f"第 {lines[0]} 行"

    @cached_property
    def _infos(self) -> dict[str, DocumentInfo]:
        return {source.name: source.info for source in self.build.sources}

    def query_vector(self, text: str) -> NDArray[np.float32] | None:
        """The unit vector of a text as a query, shape ``(dimension,)``; ``None`` where the build has no vectors."""
        return self.retriever.vector(text)


_LONGEST_REASON = 150


def _sentence(task: Task, words: str) -> str | None:
    """The sentence around words, unless it is a long one."""
    told = next((sentence.text for sentence in task_sentences(task) if words in sentence.text), None)
    return told if told and len(told) <= _LONGEST_REASON else None


def _remote(endpoint: str, graphs: Sequence[str]) -> Selects:
    from graph.sparql.remote import RemoteStore  # no HTTP client is loaded for the embedded store

    return RemoteStore(endpoint, graphs=graphs)
