"""The one object behind every face: ``Hetu.open(folder).ask(question)``."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from embeddings.builds import Build, open_build
from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import fold, readable
from qa.absent import years_named
from qa.answer import Answer
from qa.answer_kind import asks_share, most_asked
from qa.corpus import Corpus
from qa.genre import untold_attribute
from qa.limits import TOO_LONG, declined, too_long
from qa.lookups import Lookups
from qa.parse import parse, simplify
from qa.people import holder_named
from qa.plan import Intent, QueryPlan
from qa.rewording import endpoint_from_environment, reworded
from qa.sets import Sets
from qa.subject import subject_of
from qa.unknown import TITLE
from qa.wording import AMOUNT

_MAX_RESIDUAL = 3
_WARMING = "预热饕餮魍魉"
"""Words of no table: what looks for misspelt names is loaded too."""
KEPT, LONGEST_KEPT = 128, 200
"""How many answers are kept for being asked again (examples, links, a class with one sheet), to questions of which length."""
_TASKS = re.compile(r"任务|工作|项目|事项|指标|实事")
_COUNTING = re.compile(r"^(?:分别|各自|统计|汇总|共有?|分布)+$")
"""Words that ask for counting, which nobody misses."""
_NEGATED = re.compile(r"没|未|不|除|无")
"""A negation that became no condition: then the whole table is not what was asked for."""


class Hetu:
    """A build, opened for questions."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._sets = Sets(corpus)
        self._lookups = Lookups(corpus)
        self._endpoint = endpoint_from_environment()
        self._kept = lru_cache(maxsize=KEPT)(self._made)

    @classmethod
    def open(cls, folder: str | Path = "data/build", endpoint: str | None = None, name: str | None = None) -> Hetu:
        """Open a build folder.

        :param endpoint: a SPARQL 1.1 endpoint that holds the published build, read instead of the embedded store.
        :param name: which build in the folder; the one in force when not given.
        :raises graph.errors.BuildError: there is no usable build; the message names the command that makes one.
        """
        return cls(Corpus(open_build(Path(folder), name), endpoint))

    @property
    def build(self) -> Build:
        """The build that answers."""
        return self.corpus.build

    @property
    def kg(self) -> KnowledgeGraph:
        """The knowledge graph."""
        return self.corpus.kg

    def ask(self, question: str) -> Answer:
        """Answer a question in Chinese, with the evidence; or refuse and say why.

        A question longer than :data:`qa.limits.MAX_BYTES` is declined unread.
        """
        started = time.perf_counter()
        question = readable(question)
        if too_long(question):
            return declined(question, TOO_LONG)
        made = self._kept(question) if len(question) <= LONGEST_KEPT else self._made(question)
        answer = reworded(made, self._endpoint)
        return replace(answer, elapsed_ms=round(1000 * (time.perf_counter() - started), 2))

    def warm(self, *, thoroughly: bool = False) -> None:
        """Load what every question needs.

        :param thoroughly: also what only some need, for a server whose first question should be as fast as the next.
        :raises graph.errors.BuildError: a file of the build is missing or broken.
        """
        self._made(_WARMING if thoroughly else "")

    def close(self) -> None:
        """Give the build back, so that it may be removed when a newer one is in force."""
        self.build.close()

    def _made(self, question: str) -> Answer:
        return _noted(self._answer(parse(question, self.corpus.lexicon, self.corpus.scope)))

    def _answer(self, plan: QueryPlan) -> Answer:
        if not any(map(str.isalnum, plan.question)):
            empty = not fold(plan.question)
            return self._lookups.refuse(plan, "问题是空的" if empty else "问题里没有能读的文字", ())
        holder = None if plan.linked else holder_named(simplify(plan.question), self.corpus.texts.values())
        if holder:
            return self._lookups.writing(plan, holder)
        stranger = self._lookups.stranger(simplify(plan.question))
        if plan.refusal or stranger:
            return self._lookups.refuse(plan, f"表中没有编号“{stranger}”的任务" if stranger else str(plan.refusal))
        if _asks_for_set(plan) and not self._of_one_thing(plan):
            asked = _without_names(simplify(plan.question), plan)
            years = years_named(asked, self.corpus.scope.years)
            if years:
                own = "、".join(map(str, sorted(self.corpus.scope.years)))
                return self._lookups.refuse(plan, f"本库只有 {own} 年的表，没有“{next(iter(years))}”的")
            most = most_asked(asked) if plan.ranking is None else None
            if most:
                return self._lookups.refuse(plan, f"表中没有写明哪一项“{most}”，也没有可以比较的数字")
            untold = untold_attribute(asked, self._texts_about(plan))
            if untold:
                return self._lookups.refuse(plan, f"表中没有写明“{untold}”")
            return self._sets.answer(plan)
        return self._lookups.answer(plan)

    def _texts_about(self, plan: QueryPlan) -> list[str]:
        """The texts that would tell what is asked of the things named: those of their tasks, or else all."""
        tasks = {task for thing in plan.things for key in thing.keys for task in self.corpus.tasks_at(key)}
        return [self.corpus.texts[task] for task in sorted(tasks or self.corpus.texts)]

    def _of_one_thing(self, plan: QueryPlan) -> bool:
        """Whether an indicator is asked for, or the state of one project, although conditions were recognised."""
        question = simplify(plan.question)
        if plan.intent is Intent.LOOKUP and self.corpus.indicators.find(question):
            return True
        only_status = plan.by_status and not plan.linked and not plan.things
        return only_status and subject_of(question, self.corpus) is not None


def _asks_for_set(plan: QueryPlan) -> bool:
    """Whether the conditions are all of the question, so that the complete set is the answer."""
    if plan.intent is Intent.COMPARE or plan.each:
        return True
    if plan.intent is Intent.RANK:
        return len(plan.residual) <= _MAX_RESIDUAL
    if not plan.constrained and not plan.residual:
        return plan.intent is Intent.COUNT and not _NEGATED.search(plan.question)
    if plan.things and plan.intent is Intent.MENTION:
        return True
    if not plan.constrained or plan.intent is Intent.LEADER or asks_share(plan.question) or _why_of_one(plan):
        return False
    if plan.intent is Intent.UNIT and not plan.linked:
        return False
    if plan.intent is Intent.LOOKUP and AMOUNT.search(plan.question):
        return False
    named = plan.linked or plan.things
    if plan.intent in {Intent.LIST, Intent.COUNT}:
        # Words of no matter (落在…头上) do not keep a list from being one; the answer says which were not used.
        return len("".join(plan.telling)) <= (_MAX_RESIDUAL + 2 if named else _MAX_RESIDUAL)
    if plan.intent in {Intent.LOOKUP, Intent.WHEN} and not named:
        # 3月底到期的 leaves the noun out.
        asked = _TASKS.search(plan.question) or simplify(plan.question).endswith("的")
        return plan.intent is Intent.LOOKUP and not plan.telling and bool(asked)
    return len(plan.residual) <= _MAX_RESIDUAL


def _why_of_one(plan: QueryPlan) -> bool:
    """Whether a named thing's trouble is asked after (…的项目为什么烂尾)."""
    return bool(plan.things) and plan.why and plan.intent in {Intent.LOOKUP, Intent.LIST} and "哪" not in plan.question


def _without_names(question: str, plan: QueryPlan) -> str:
    """A question without titles of documents and names of things, which may hold a year or an attribute of their own."""
    for thing in plan.things:
        question = question.replace(thing.text, "")
    return TITLE.sub("", question)


def _noted(answer: Answer) -> Answer:
    """The answer with what was read how, what was put right and what was left out said at its end."""
    plan = answer.plan
    remarks = [f"“{written}”按“{name}”理解" for written, name in plan.corrected]
    remarks += plan.ambiguous
    unused = [phrase for phrase in plan.phrases if len(phrase) > 1 and not (plan.each and _COUNTING.match(phrase))]
    if unused and answer.kind in {"list", "count"} and (plan.constrained or plan.each):
        remarks.append(f"没有用到的字词：{'、'.join(unused)}")
    remarks += [f"未处理：{part}" for part in plan.ignored]
    remarks += answer.notes
    return replace(answer, answer="\n".join([answer.answer, *(f"（{remark}）" for remark in remarks)]))
