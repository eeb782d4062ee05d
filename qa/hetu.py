"""The one object behind every face: ``Hetu.open(folder).ask(question)``."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from embeddings.builds import Build, open_build, open_retriever
from embeddings.retriever import Hit, Retriever
from graph.keys import task_key
from graph.kg import KnowledgeGraph
from graph.mentions.texts import task_texts
from graph.ontology import label as term_label
from graph.rdf import iri
from graph.records import Task
from graph.related import SHOWN, Relatedness
from graph.statuses import worst
from graph.store import Selects, Store
from graph.text import fold
from qa.answer import (
    Answer,
    Evidence,
    Related,
    TaskHit,
    compose_lookup,
    compose_set,
    lookup_evidence,
    reason_lines,
    set_evidence,
)
from qa.indicators import Indicators, Told, figure_lines
from qa.lexicon import Lexicon
from qa.mention import first_quote
from qa.parse import DOCUMENT_NUMBER, Scope, parse, simplify
from qa.plan import Intent, QueryPlan
from qa.query import compile_plan, run
from qa.refusal import unrelated

TOP_K = 10
_RELATED_KINDS = tuple(kind for kind in SHOWN if kind != "Task")
_MAX_RELATED = 12
_MAX_RESIDUAL = 3
_TITLE = re.compile(r"《[^《》]+》")
_NEGATED = re.compile(r"没|未|不|除|无")
"""A negation that became no constraint: then the whole table is not what was asked for."""


def _remote(endpoint: str) -> Selects:
    from graph.remote import RemoteStore  # no HTTP client is loaded for the embedded store

    return RemoteStore(endpoint)


class Hetu:
    """A build, opened for questions."""

    def __init__(self, build: Build, endpoint: str | None = None) -> None:
        self.build = build
        self.tasks: dict[str, Task] = {task.id: task for table in build.tables for task in table.tasks}
        self._order = {task: position for position, task in enumerate(self.tasks)}
        self._keys = {task.id: task_key(table, task) for table in build.tables for task in table.tasks}
        self.scope = Scope(
            years=frozenset(table.info.year for table in build.tables if table.info.year),
            counties=frozenset(table.info.county for table in build.tables if table.info.county),
        )
        self.store: Selects = _remote(endpoint) if endpoint else Store(build.folder / "store")

    @classmethod
    def open(cls, folder: str | Path = "data/build", endpoint: str | None = None) -> Hetu:
        """Open a build folder.

        :param endpoint: a SPARQL 1.1 endpoint that holds the published build, read instead of the embedded store.
        :raises graph.errors.BuildError: there is no usable build; the message names the command that makes one.
        """
        return cls(open_build(Path(folder)), endpoint)

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
        return open_retriever(self.build)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The lexicon of the graph's names."""
        return Lexicon(self.kg, "\n".join(self._texts.values()))

    @cached_property
    def indicators(self) -> Indicators:
        """The indicators of the graph and their figures."""
        return Indicators(self.kg)

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {task.id: fold("\n".join(text.text for text in task_texts(task))) for task in self.tasks.values()}

    def ask(self, question: str) -> Answer:
        """Answer a question in Chinese, with the evidence; or refuse and say why."""
        started = time.perf_counter()
        plan = parse(question, self.lexicon, self.scope)
        answer = self._answer(plan)
        return replace(answer, elapsed_ms=round(1000 * (time.perf_counter() - started), 2))

    def _answer(self, plan: QueryPlan) -> Answer:
        if not fold(plan.question):
            return self._refuse(plan, "问题是空的", ())
        if plan.refusal:
            return self._refuse(plan, plan.refusal, self._nearest(plan))
        if self._asks_for_set(plan):
            return self._set(plan)
        if plan.intent is Intent.MENTION:
            mentioned = self._mention(plan)
            if mentioned:
                return mentioned
        return self._lookup(plan)

    def _asks_for_set(self, plan: QueryPlan) -> bool:
        """Whether the constraints are all of the question, so that the complete set is the answer."""
        if not plan.constrained and not plan.residual:
            return plan.intent is Intent.COUNT and not _NEGATED.search(plan.question)
        if plan.things and plan.intent is Intent.MENTION:
            return True
        if not plan.constrained or plan.intent is Intent.LEADER:
            return False
        if plan.intent is Intent.UNIT and not plan.linked:
            return False
        named = plan.linked or plan.things
        if plan.intent is Intent.LOOKUP and not named:
            return False
        return len(plan.residual) <= (_MAX_RESIDUAL + 2 if named else _MAX_RESIDUAL)

    def _set(self, plan: QueryPlan) -> Answer:
        queries = compile_plan(plan, self.build.manifest.base_iri)
        found = sorted(run(self.store, queries), key=lambda row: self._order[row[0]])
        hits = sorted(
            (self._hit(task, scope, 1.0, why) for task, scope, why in found), key=lambda hit: hit.scope != "direct"
        )
        text, size = compose_set(plan, hits)
        main = [self.tasks[hit.id] for hit in hits if hit.scope == "direct"]
        counted = plan.intent is Intent.COUNT
        reasons = self._reasons(task.id for task in main) if plan.why else []
        return Answer(
            question=plan.question,
            answer=self._noted("\n".join([text, *reason_lines(reasons)]), plan),
            kind="count" if counted else "list",
            tasks=tuple(hits),
            value=size if counted or plan.things else None,
            evidence=(*reasons, *self._quotes(plan, main), *set_evidence(main)),
            related=self._related(plan, [task.id for task in main]),
            plan=plan,
            sparql=queries[0].sparql,
            refused=False,
        )

    def _quotes(self, plan: QueryPlan, tasks: Iterable[Task]) -> list[Evidence]:
        """Where each task names the things asked for."""
        things = [key for thing in plan.things for key in thing.keys]
        found = []
        for task in tasks:
            for _, end, values in self.kg.out_edges(self._keys[task.id], data=True):
                if end in things and values["kind"].startswith("mentions"):
                    quote = self._quote(task, fold(values["text"]))
                    if quote:
                        found.append(quote)
        return list(dict.fromkeys(found))

    def _mention(self, plan: QueryPlan) -> Answer | None:
        """All tasks whose text contains the name asked for."""
        absent = self._absent_document(plan.question)
        if absent:
            return self._refuse(plan, f"表中没有提到{absent}", self._nearest(plan))
        words, tasks = first_quote(plan.phrases, self._texts)
        if not words:
            return None
        hits = [self._hit(task, "direct", 1.0, f"原文出现“{words}”") for task in tasks]
        lines = [f"原文出现“{words}”的任务共 {len(hits)} 项："]
        lines += [f"- 〔{hit.id}〕{hit.title}（{hit.status or '无状态'}）" for hit in hits]
        evidence = [found for task in tasks if (found := self._quote(self.tasks[task], words))]
        return Answer(
            question=plan.question,
            answer=self._noted("\n".join(lines), plan),
            kind="list",
            tasks=tuple(hits),
            value=len(hits),
            evidence=tuple(evidence),
            related=self._related(plan, tasks),
            plan=plan,
            sparql=None,
            refused=False,
        )

    def _absent_document(self, question: str) -> str | None:
        """The number or title of a document that a question gives and no text holds."""
        for pattern, named in ((DOCUMENT_NUMBER, "文号"), (_TITLE, "文件")):
            for match in pattern.finditer(simplify(question)):
                words = fold(match.group(0))
                if not any(words in text for text in self._texts.values()):
                    return f"{named}{match.group(0)}"
        return None

    @staticmethod
    def _quote(task: Task, words: str) -> Evidence | None:
        """The paragraph of a task in which the words stand."""
        for text in task_texts(task):
            for paragraph in text.text.split("\n"):
                if words in fold(paragraph):
                    return Evidence(task.id, paragraph, (text.line, text.line), task.document)
        return None

    def _lookup(self, plan: QueryPlan) -> Answer:
        question = simplify(plan.question)
        named = self.indicators.find(question) if plan.intent is Intent.LOOKUP else None
        figures = self.indicators.told(named[1]) if named else []
        within = self._within(plan) or self._promising(figures)
        retrieval = self.retriever.search(question, TOP_K, within)
        if unrelated(retrieval) and not figures:
            return self._refuse(plan, "表中没有找到与问题相关的内容", retrieval.hits[:3])
        hits = [self._semantic(hit) for hit in retrieval.hits]
        best = self.tasks[hits[0].id]
        found = retrieval.hits[0].passages
        notes = () if retrieval.dense else ("没有向量模型，仅按字词检索",)
        value = best.leader if plan.intent is Intent.LEADER else best.lead_unit if plan.intent is Intent.UNIT else None
        reasons = self._reasons([best.id]) if plan.why else []
        own = [told for told in figures if told.task == self._keys[best.id]]
        told = figure_lines(named[0], own, best.id) if named else []
        text = "\n".join([*told, compose_lookup(plan, best, found, hits[1:]), *reason_lines(reasons)])
        return Answer(
            question=plan.question,
            answer=self._noted(text, plan, notes),
            kind="lookup",
            tasks=tuple(hits),
            value=value,
            evidence=(*lookup_evidence(best, found), *self._told(best, own), *reasons),
            related=self._related(plan, [best.id]),
            plan=plan,
            sparql=None,
            refused=False,
            notes=notes,
        )

    def _promising(self, figures: Sequence[Told]) -> frozenset[str] | None:
        """The tasks to look in for an indicator: those whose title promises it, else all that tell of it."""
        promised = {told.task for told in figures if told.in_title} or {told.task for told in figures}
        return frozenset(task for task, key in self._keys.items() if key in promised) or None

    def _told(self, task: Task, figures: Sequence[Told]) -> list[Evidence]:
        """The paragraphs that tell the figures of a task."""
        quotes = (self._quote(task, fold(told.text)) for told in figures)
        return list(dict.fromkeys(quote for quote in quotes if quote))

    def _within(self, plan: QueryPlan) -> frozenset[str] | None:
        """The tasks that the leaders, categories and themes of a plan leave for retrieval."""
        kept = replace(plan, units=(), towns=(), status=None, deadline=None, starred=False)
        if not kept.constrained or plan.intent is Intent.LEADER:
            return None
        found = run(self.store, compile_plan(kept, self.build.manifest.base_iri))
        return frozenset(task for task, _, _ in found) or None

    def _nearest(self, plan: QueryPlan) -> tuple[Hit, ...]:
        return self.retriever.search(simplify(plan.question), 3).hits

    def _refuse(self, plan: QueryPlan, reason: str, nearest: tuple[Hit, ...]) -> Answer:
        hits = tuple(self._semantic(hit) for hit in nearest)
        text = f"无法回答：{reason}。"
        if hits:
            text += "最接近的任务（未必相关）：" + "；".join(f"〔{hit.id}〕{hit.title[:24]}" for hit in hits)
        return Answer(plan.question, text, "refusal", hits, None, (), (), plan, None, refused=True)

    @staticmethod
    def _noted(text: str, plan: QueryPlan, notes: tuple[str, ...] = ()) -> str:
        """The text, with what was not understood or not used said at its end."""
        remarks = [f"未处理：{part}" for part in plan.ignored] + list(notes)
        return "\n".join([text, *(f"（{remark}）" for remark in remarks)])

    def _hit(self, task_id: str, scope: str, score: float, why: str) -> TaskHit:
        task = self.tasks[task_id]
        return TaskHit(task.id, task.title.value, worst(task.statuses), scope, score, why)

    def _semantic(self, hit: Hit) -> TaskHit:
        names = {"lexical": "字词", "dense": "语义"}
        why = "、".join(f"{names[name]}第 {rank} 位" for name, rank in hit.ranks.items())
        return self._hit(hit.task, "semantic", hit.score, why)

    def _related(self, plan: QueryPlan, tasks: list[str]) -> tuple[Related, ...]:
        """What is nearest to the things asked about, or to the tasks of the answer when nothing was named."""
        asked = [key for link in (*plan.linked, *plan.things) for key in link.keys]
        seeds = asked or [self._keys[task] for task in tasks]
        base = self.build.manifest.base_iri
        nodes = self.kg.nodes
        return tuple(
            Related(iri(near.key, base).value, nodes[near.key]["label"], term_label(nodes[near.key]["kind"]), near.why)
            for near in self.relatedness.related(seeds, _MAX_RELATED, _RELATED_KINDS)
        )

    def _reasons(self, tasks: Iterable[str]) -> list[Evidence]:
        """The problems and causes that the reports of tasks tell."""
        found = []
        for task in tasks:
            for _, report, values in self.kg.out_edges(self._keys[task], data=True):
                if values["kind"] != "reports":
                    continue
                for _, reason, edge in self.kg.out_edges(report, data=True):
                    if edge["kind"] == "hasReason":
                        words, lines = self.kg.nodes[reason]["label"], edge["lines"]
                        found.append(Evidence(task, words, (lines[0], lines[-1]), self.tasks[task].document))
        return found
