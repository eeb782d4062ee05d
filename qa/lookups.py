"""Answers from the task a question is about: found by meaning and words, told by the sentences that answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from embeddings.corpus import Passage
from embeddings.retriever import Hit, Retrieval
from graph.language.text import fold
from graph.places.divisions import Town
from graph.records import Task
from graph.tables.statuses import worst
from qa.absent import places_around, places_named, places_related
from qa.answer import (
    Answer,
    Evidence,
    compose_items,
    compose_lookup,
    lead_of,
    lookup_evidence,
    reason_lines,
    task_line,
    title_evidence,
)
from qa.answer_kind import judgement_asked
from qa.corpus import Corpus
from qa.indicators import Told, figure_lines
from qa.items import AskedItem
from qa.mention import first_quote, quoted_words
from qa.parse import simplify
from qa.plan import Intent, QueryPlan
from qa.querying.conditions import AllOf, Condition, Due, HasStatus, Names, Responsible, Starred, without
from qa.quoting import Sentence, best_sentences, item_sentences, item_told, sentence_spans, sentences
from qa.refusal import missing, unrelated
from qa.subject import Subject, rarely_written, subject_of
from qa.wording import ABOUT

TOP_K = 10
_ENDS = "。;!?"
_OTHERS = 4
_THING_GAIN, _TITLE_GAIN, _BEARS_GAIN, _ACTOR_GAIN, _RARE_GAIN = 0.5, 5.0, 0.3, 0.1, 0.5
_ASKS_MORE = re.compile(rf"{ABOUT.pattern}|多少(?!项|个|条|件)|为什么|怎么|什么时候|谁")
"""A question that asks for more than which tasks name a thing."""
_IN_WHICH = re.compile(r"^(?P<words>[^，,。]{2,12}?)(?:出现)?在哪(?:些|几)?[个项件]?(?:任务|项目|工作)")
_IDENTIFIER = re.compile(r"(?<![\d-])[1-9]-\d{1,3}(?![\d月日号年季层楼周岁天人个%-])")
"""A task's number, not a range (1-7月)."""


class Lookups:
    """Answers plans that no condition explains whole."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def answer(self, plan: QueryPlan) -> Answer:
        """The best task for a question with the stretches that answer it, or a refusal."""
        if plan.intent in {Intent.MENTION, Intent.LIST, Intent.COUNT}:
            mentioned = self._mention(plan)
            if mentioned:
                return mentioned
            if plan.intent is Intent.MENTION and plan.phrases and not _ASKS_MORE.search(plan.question):
                return self.refuse(plan, f"表中没有提到“{plan.phrases[0]}”")
        return self._found(plan)

    def refuse(self, plan: QueryPlan, reason: str, nearest: Sequence[Hit] | None = None) -> Answer:
        """Say why the table does not answer, and offer the nearest tasks as such."""
        if nearest is None or plan.linked:
            # Of a town's tasks those are near that are the town's.
            within = self._selected(plan.where) or self._selected(without(plan.where, (HasStatus, Due, Starred)))
            nearest = self._corpus.retriever.search(simplify(plan.question), 3, within).hits
        hits = tuple(self._corpus.semantic(hit) for hit in nearest[:3])
        lines = [f"无法回答：{reason}。"]
        if hits:
            lines += ["最接近的任务（未必相关）：", *map(task_line, hits)]
        return Answer(plan.question, "\n".join(lines), "refusal", hits, None, (), (), plan, None, refused=True)

    def _found(self, plan: QueryPlan) -> Answer:
        question = simplify(plan.question)
        for written, name in plan.corrected:
            question = question.replace(written, name)
        named = self._corpus.indicators.find(question) if plan.intent in {Intent.LOOKUP, Intent.WHEN} else None
        figures = self._corpus.indicators.told(named[1]) if named else []
        if named and figures:
            around = [place for place in places_around(question, self._corpus.scope) if _of(place, named[0], question)]
            if around:
                whose, figures = around[0], [told for told in figures if _of(around[0], named[0], told.text)]
            else:
                whose, figures = self._of_subject(question.replace(named[0], ""), plan, figures)
            if not figures:
                return self.refuse(plan, f"表中没有写明{whose}的“{named[0]}”")
        numbered = self._numbered(question)
        within = numbered or self._within(plan) or self._promising(figures)
        # Who answers for it and who leads it are told of every task: only what it is about tells which.
        about = "".join(plan.phrases) if plan.intent in {Intent.LEADER, Intent.UNIT} else ""
        subject = subject_of(question, self._corpus)
        named_tasks = self._gains(plan, subject)
        retrieval = self._corpus.retriever.search(about or question, TOP_K, within, named_tasks)
        sure = figures or (numbered and retrieval.hits)
        if not sure and unrelated(question, retrieval, bool(named_tasks), self._corpus.refusal_thresholds):
            return self.refuse(plan, "表中没有找到与问题相关的内容", retrieval.hits)
        if not numbered and not figures:
            retrieval = self._item_first(question, retrieval)
        best = self._corpus.tasks[retrieval.hits[0].task]
        own = [told for told in figures if told.task == self._corpus.keys[best.id]]
        absent = missing(question, plan, subject, retrieval, self._corpus, bool(own))
        if absent:
            return self.refuse(plan, absent, retrieval.hits)
        return self._told(plan, question, retrieval, figure_lines(named[0], own, best.id) if named else [], own)

    def _told(
        self, plan: QueryPlan, question: str, retrieval: Retrieval, figures: Sequence[str], told_figures: Sequence[Told]
    ) -> Answer:
        """The answer from the first task found, or from those of its items that are asked about."""
        hits = [self._corpus.semantic(hit) for hit in retrieval.hits]
        best = self._corpus.tasks[hits[0].id]
        found, near = retrieval.hits[0].passages, _texts(retrieval.hits[0])
        weights = self._corpus.retriever.lexical.weights(question)
        notes = () if retrieval.dense else ("没有向量模型，仅按字词检索",)
        judged = judgement_asked(question)
        unsaid = (
            [f"表中没有说是否“{judged}”，写明的有关内容是："]
            if judged and judged not in self._corpus.texts[best.id]
            else []
        )
        others = [
            (hit, best_sentences(question, sentences(self._corpus.tasks[hit.id]), weights, _texts(one), 1))
            for hit, one in zip(hits[1:_OTHERS], retrieval.hits[1:_OTHERS], strict=True)
        ]
        beside = [(hit, told[0].text if told else "") for hit, told in others]
        items, reasons = ((), self._reasons(plan, best, ())) if figures else self._items(plan, question, best)
        if items:
            drawn = [(item, item_told(question, best, item.milestone, weights, near)) for item in items]
            told = [(item, _causes_first(one, best, item, reasons)) for item, one in drawn]
            chosen = [sentence for _, one in told for sentence in one]
            hits[0] = replace(hits[0], status=worst(tuple(item.milestone.status or "" for item in items)))
            found = tuple(_told_of(found, best, items))
            lines = compose_items(plan, best, told, found, beside)
        else:
            chosen = best_sentences(question, sentences(best), weights, near)
            lines = [*reason_lines(reasons), *compose_lookup(plan, best, chosen, found, beside)]
        evidence = [
            *reasons,
            *(_evidence(best.id, sentence, best.document) for sentence in chosen),
            *self._quoted(best.id, told_figures),
            *(_passage_evidence(best, found) if items else lookup_evidence(best, found)),
            *(_evidence(hit.id, one, self._corpus.tasks[hit.id].document) for hit, told in others for one in told),
        ]
        return Answer(
            question=plan.question,
            answer="\n".join([*unsaid, *figures, *lines]),
            kind="lookup",
            tasks=tuple(hits),
            value=_value(plan, best, items),
            evidence=tuple(dict.fromkeys(evidence)),
            related=self._corpus.related(plan, [best.id]),
            plan=plan,
            sparql=None,
            refused=False,
            notes=notes,
        )

    def _items(self, plan: QueryPlan, question: str, task: Task) -> tuple[tuple[AskedItem, ...], list[Evidence]]:
        """The items of a task that are asked about, and the causes told of them, or of the task where there are none."""
        items = self._corpus.items.asked(question, task)
        reasons = self._reasons(plan, task, items)
        if plan.why and not reasons and not all(item.sure for item in items):
            # Asked why, it is the item with a cause to tell, unless another one is named.
            return (), self._reasons(plan, task, ())
        return items, reasons

    def _reasons(self, plan: QueryPlan, task: Task, items: Sequence[AskedItem]) -> list[Evidence]:
        """The problems and causes told of a task where they are asked for; of some of its items those told of them."""
        reasons = self._corpus.reasons([task.id]) if plan.why else []
        own = "\n".join(fold(told) for item in items for told in task.told_of(item.milestone))
        return [reason for reason in reasons if not items or fold(reason.text) in own]

    def _item_first(self, question: str, retrieval: Retrieval) -> Retrieval:
        """The hits with that task first of whose items the question has a name that the first one does not have."""
        tasks = [self._corpus.tasks[hit.task] for hit in retrieval.hits]
        named = self._corpus.items.named_elsewhere(question, tasks[0], tasks[1:])
        if named is None:
            return retrieval
        hits = sorted(retrieval.hits, key=lambda hit: hit.task != named.id)
        return replace(retrieval, hits=tuple(hits))

    def writing(self, plan: QueryPlan, words: str) -> Answer:
        """The tasks in whose text folded words stand, with the paragraph."""
        return self._written(plan, words, [task for task, text in self._corpus.texts.items() if words in text])

    def _mention(self, plan: QueryPlan) -> Answer | None:
        """All tasks whose text contains the name asked for."""
        words, tasks = quoted_words(simplify(plan.question), self._corpus.texts)
        if not words and (asked := _IN_WHICH.match(simplify(plan.question))):
            words, tasks = first_quote([fold(asked["words"])], self._corpus.texts)
        if not words and plan.intent is Intent.MENTION:
            words, tasks = first_quote(plan.phrases, self._corpus.texts)
        if not words:
            question = simplify(plan.question)
            related = places_related(question, places_named(question, self._corpus.scope))
            words, tasks = first_quote(related, self._corpus.texts)
        return self._written(plan, words, tasks) if words else None

    def _written(self, plan: QueryPlan, words: str, tasks: list[str]) -> Answer:
        hits = [self._corpus.hit(task, "direct", 1.0, f"原文出现“{words}”") for task in tasks]
        lines = [f"原文出现“{words}”的任务共 {len(hits)} 项（{self._corpus.checked}）："]
        lines += [task_line(hit) for hit in hits]
        quotes = (self._corpus.quote(self._corpus.tasks[task], words) for task in tasks)
        return Answer(
            question=plan.question,
            answer="\n".join(lines),
            kind="list",
            tasks=tuple(hits),
            value=len(hits),
            evidence=tuple(quote for quote in quotes if quote),
            related=self._corpus.related(plan, tasks),
            plan=plan,
            sparql=None,
            refused=False,
        )

    def stranger(self, question: str) -> str | None:
        """A task's number in a question that no task has."""
        found = _IDENTIFIER.search(question)
        return found.group(0) if found and not self._numbered(question) else None

    def _numbered(self, question: str) -> frozenset[str] | None:
        """The tasks a question calls by their number (3-48)."""
        numbers = _IDENTIFIER.findall(question)
        # With several tables an identifier begins with its document's code.
        ends = tuple(f"-{number}" for number in numbers)
        return (
            frozenset(task for task in self._corpus.tasks if task in numbers or (ends and task.endswith(ends))) or None
        )

    def _gains(self, plan: QueryPlan, subject: Subject | None) -> dict[str, float]:
        """What tasks gain because the question names a thing, unit or town of theirs."""
        gains = {task: _ACTOR_GAIN for link in plan.linked for key in link.keys for task in self._corpus.tasks_at(key)}
        if not plan.linked and not plan.things:
            gains |= dict.fromkeys(rarely_written(simplify(plan.question), self._corpus.texts), _RARE_GAIN)
        if subject:
            titles = self._corpus.titles
            # Of two titles with the words, the one they are more of: 打通大鹏路断头路 before a list of roads.
            for task in subject.tasks:
                titled = any(words in titles[task] for words in subject.words.split("、"))
                # A task that bears the name is meant before one that lists it among others.
                gains[task] = _THING_GAIN + (_BEARS_GAIN + _TITLE_GAIN / max(1, len(titles[task])) if titled else 0.0)
        return gains

    def _of_subject(self, question: str, plan: QueryPlan, figures: list[Told]) -> tuple[str, list[Told]]:
        """What the figure is asked of, in words, and the figures told of it: the county's own are no town's or company's."""
        towns = [link for link in plan.linked if link.kind == "Town"]
        if towns:
            names = {Town("", link.label).base for link in towns}
            own = [told for told in figures if any(name in told.text for name in names)]
            return "、".join(f"“{link.label}”" for link in towns), own
        subject = subject_of(question, self._corpus)
        if subject is None:
            return "", figures
        keys = {self._corpus.keys[task] for task in subject.tasks}
        return f"“{subject.words}”", [told for told in figures if told.task in keys]

    def _within(self, plan: QueryPlan) -> frozenset[str] | None:
        """The tasks that the leaders, categories and themes of a plan leave for retrieval."""
        kept = without(plan.where, (Responsible, HasStatus, Due, Starred, Names))
        if plan.intent is Intent.LEADER or kept == AllOf():
            return None
        return self._selected(kept)

    def _selected(self, where: Condition) -> frozenset[str] | None:
        """The tasks for which a condition holds; ``None`` when there are none."""
        return frozenset(self._corpus.fitting(where)) or None

    def _promising(self, figures: Sequence[Told]) -> frozenset[str] | None:
        """The tasks to look in for an indicator: those whose title promises it, else all that tell of it."""
        promised = {told.task for told in figures if told.in_title} or {told.task for told in figures}
        return frozenset(task for task, key in self._corpus.keys.items() if key in promised) or None

    def _quoted(self, task: str, figures: Sequence[Told]) -> list[Evidence]:
        """The paragraphs that tell the figures of a task."""
        quotes = (self._corpus.quote(self._corpus.tasks[task], fold(told.text)) for told in figures)
        return list(dict.fromkeys(quote for quote in quotes if quote))


def _of(place: str, indicator: str, text: str) -> bool:
    """Whether a text speaks of an indicator of a place (江门市的GDP), not of one held against it (GDP在江门排第几)."""
    between = r"[市省]?(?:的|全[市省]|今年|全年|去年|20\d\d年度?|上半年|前三季度)*"
    return bool(re.search(rf"(?<![在于]){re.escape(place)}{between}{re.escape(indicator)}", text))


def _value(plan: QueryPlan, task: Task, items: Sequence[AskedItem]) -> str | None:
    """The leader or unit asked for."""
    if plan.intent is Intent.UNIT:
        return lead_of(task, items[0].milestone) if items else task.lead_unit
    return task.leader if plan.intent is Intent.LEADER else None


def _causes_first(told: Sequence[Sentence], task: Task, item: AskedItem, reasons: Sequence[Evidence]) -> list[Sentence]:
    """What is told of an item, the sentences with a cause before the others."""
    causes = [fold(part).rstrip(_ENDS) for reason in reasons for part, _, _ in sentence_spans(reason.text)]
    tells = [
        sentence
        for sentence in item_sentences(task, item.milestone)
        if sentence.reported and any(cause in fold(sentence.text) for cause in causes)
    ]
    return list(dict.fromkeys([*tells, *told]))


def _passage_evidence(task: Task, passages: Sequence[Passage]) -> list[Evidence]:
    """Evidence for passages of a task, or its title where there are none."""
    quoted = [Evidence(task.id, one.text, (one.line, one.line), task.document) for one in passages]
    return quoted or [title_evidence(task)]


def _told_of(found: Sequence[Passage], task: Task, items: Sequence[AskedItem]) -> list[Passage]:
    """The passages found that are of what is told of some items."""
    own = "\n".join(fold(text) for item in items for text in task.told_of(item.milestone))
    return [passage for passage in found if fold(passage.text) in own]


def _texts(hit: Hit) -> list[str]:
    return [passage.text for passage in hit.passages]


def _evidence(task: str, sentence: Sentence, document: str) -> Evidence:
    return Evidence(task, sentence.text, (sentence.line, sentence.line), document, sentence.milestone)
