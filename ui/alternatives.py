"""Other values for a condition of a question: the same question with other words in that place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from graph.tables.statuses import concept_of
from qa import Hetu
from qa.querying.conditions import Condition, Due, HasStatus, conjuncts
from qa.parse import parse
from qa.plan import Intent, QueryPlan
from ui.chips import LONGEST_CHANGED, OTHERS, kind_of, others_of, words_of
from ui.facets import Browser
from ui.pages import piece

_MOST = 16
_AT_ONCE = CapacityLimiter(1)
"""Looked for at the same time: answers come first."""
_TRIED = 40
"""Values tried at most: each is a question to be understood."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value, the question with it, and how many tasks it lists or counts; ``None`` for other answers."""

    label: str
    question: str
    count: int | None


class Alternatives:
    """The route over a build."""

    def __init__(self, kg: Hetu, browser: Browser) -> None:
        self._kg = kg
        self._browser = browser

    def routes(self) -> list[Route]:
        """The address served."""
        return [Route(OTHERS, self._respond)]

    async def _respond(self, request: Request) -> Response:
        number = request.query_params.get("n", "")
        question = request.query_params.get("q", "")
        if not (number.isascii() and number.isdigit() and len(number) < 3) or len(question) > LONGEST_CHANGED:
            return HTMLResponse(piece("answer_others.html", found=[]))
        found = await run_sync(self.of, question, int(number), limiter=_AT_ONCE)
        return HTMLResponse(piece("answer_others.html", found=found))

    def of(self, question: str, number: int) -> list[Alternative]:
        """Other values for one condition of a question; only such as are understood and select some task.

        :param number: the place of the condition among those of the question.
        """
        plan = self._plan(question)
        parts = conjuncts(plan.where)
        part = parts[number] if number < len(parts) else None
        if part is None or plan.refusal or words_of(part) not in question:
            return []
        return list(islice(self._found(question, plan, part), _MOST))

    def _found(self, question: str, plan: QueryPlan, part: Condition) -> Iterator[Alternative]:
        counted = plan.intent in {Intent.LIST, Intent.COUNT} and not (plan.each or plan.whole or plan.telling)
        for label in self._labels(part, plan):
            asked = question.replace(words_of(part), label, 1)
            other = self._plan(asked)
            if _says(other, plan, part, label) and (count := len(self._kg.corpus.fitting(other.where))):
                yield Alternative(label, asked, count if counted else None)

    def _plan(self, question: str) -> QueryPlan:
        return parse(question, self._kg.corpus.lexicon, self._kg.corpus.scope)

    def _labels(self, part: Condition, plan: QueryPlan) -> list[str]:
        """The values worth trying, those of the same kind first: another town for a town that leads, before units."""
        facet, kind = others_of(part, plan), kind_of(part)
        if facet is None:
            return []
        labels = self._browser.labels(facet)
        if kind and kind != facet:
            same = set(self._browser.labels(kind))
            labels.sort(key=lambda label: label not in same)
        return labels[:_TRIED]


def _says(other: QueryPlan, plan: QueryPlan, part: Condition, label: str) -> bool:
    """Whether a question differs from another in one condition only, which has the value wanted."""
    kept = [one.chip for one in conjuncts(plan.where) if one is not part]
    new = [one for one in conjuncts(other.where) if one.chip not in kept]
    if (
        len(new) != 1
        or len(kept) + 1 != len(conjuncts(other.where))
        or other.intent is not plan.intent
        or other.each != plan.each
    ):
        return False
    return type(new[0]) is type(part) and new[0].chip != part.chip and _value(new[0], label)


def _value(part: Condition, label: str) -> bool:
    if isinstance(part, HasStatus):
        concept = concept_of(label)
        return concept is not None and concept.key in part.keys
    if isinstance(part, Due):
        return part.text == label
    link = getattr(part, "link", None)
    return link is not None and link.label == label
