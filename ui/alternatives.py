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
from qa.answering.compose import where_of
from qa.querying.conditions import Condition, Due, HasStatus, conjuncts, link_of
from qa.understanding.logical_form import Counted, Form, Listed, Tasks
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
        form = self._form(question)
        parts = conjuncts(where_of(form)) if form else ()
        part = parts[number] if number < len(parts) else None
        if form is None or part is None or words_of(part) not in question:
            return []
        return list(islice(self._found(question, form, part), _MOST))

    def _found(self, question: str, form: Form, part: Condition) -> Iterator[Alternative]:
        counted = isinstance(form, Listed | Counted) and isinstance(form.of, Tasks)
        for label in self._labels(part):
            asked = question.replace(words_of(part), label, 1)
            other = self._form(asked)
            if other is None or not _says(other, form, part, label):
                continue
            if count := len(self._kg.corpus.fitting(where_of(other))):
                yield Alternative(label, asked, count if counted else None)

    def _form(self, question: str) -> Form | None:
        """The form of a question; ``None`` where several things are asked."""
        understood = self._kg.read(question)
        return None if understood.parts else understood.form

    def _labels(self, part: Condition) -> list[str]:
        """The values worth trying, those of the same kind first: another town for a town that leads, before units."""
        facet, kind = others_of(part), kind_of(part)
        if facet is None:
            return []
        labels = self._browser.labels(facet)
        if kind and kind != facet:
            same = set(self._browser.labels(kind))
            labels.sort(key=lambda label: label not in same)
        return labels[:_TRIED]


def _says(other: Form, form: Form, part: Condition, label: str) -> bool:
    """Whether a form differs from another in one condition only, which has the value wanted."""
    parts = conjuncts(where_of(other))
    kept = [one.chip for one in conjuncts(where_of(form)) if one is not part]
    new = [one for one in parts if one.chip not in kept]
    if len(new) != 1 or len(kept) + 1 != len(parts) or _shape(other) != _shape(form):
        return False
    return type(new[0]) is type(part) and new[0].chip != part.chip and _value(new[0], label)


_SHAPING = ("kind", "by", "role", "quantifier", "most", "top", "parts")


def _shape(form: Form) -> tuple[object, ...]:
    """What a form asks for, whatever its conditions."""
    of = getattr(form, "of", form)
    return (type(form), type(of), *(getattr(of, name, None) for name in _SHAPING))


def _value(part: Condition, label: str) -> bool:
    if isinstance(part, HasStatus):
        concept = concept_of(label)
        return concept is not None and concept.key in part.keys
    if isinstance(part, Due):
        return part.text == label
    link = link_of(part)
    return link is not None and link.label == label
