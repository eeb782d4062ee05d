"""What of an item a question asks, where its words say otherwise than the classifier took it."""

from __future__ import annotations

from qa.querying.asked_figures import asks_number
from qa.querying.figures import listed_names
from qa.querying.word_senses import word_senses
from qa.understanding.logical_form import Aspect
from qa.understanding.question import Question

_OF_TIMES = frozenset({Aspect.DUE, Aspect.WHEN, Aspect.ON_TIME})


def asked_aspect(question: Question, aspect: Aspect) -> Aspect:
    """The aspect that a question asks for by its own words; the one it was taken for where these do not contradict."""
    causal = any(one.sense == "why" for one in word_senses("told_sorts", "sort").find(question.text))
    if aspect is Aspect.WHY and not causal and not question.has("ask", "why") and asks_number(question.text):
        return Aspect.VALUE
    if aspect is Aspect.WHY:
        # 还在搞什么 asks for no cause.
        told = not causal and not question.has("ask", "why") and question.has("ask", "which")
        return Aspect.TELL if told else aspect
    if aspect is Aspect.DONE:
        counted = asks_number(question.text) and not question.has("ask", "whether")
        return Aspect.VALUE if counted else aspect
    if aspect is Aspect.PROGRESS:
        leads = question.has("role", "lead") and question.has("ask", "who")
        return Aspect.LEAD_UNIT if leads else aspect
    if aspect in _OF_TIMES:
        return _of_time(question, aspect)
    return _of_value(question, causal=causal) if aspect is Aspect.VALUE else aspect


def _of_time(question: Question, aspect: Aspect) -> Aspect:
    """Progress where no time but a state is asked for (实际去到哪一步); done where nothing asks about being in time."""
    state = any(one.sense == "state" for one in word_senses("told_sorts", "sort").find(question.text))
    if (question.has("ask", "how") or state) and not question.has("ask", "when"):
        return Aspect.PROGRESS
    timely = any(one.sense == "ontime" for one in word_senses("asked_times", "kind").find(question.text))
    timed = timely or question.has("due") or question.has("ask", "when")
    return Aspect.DONE if aspect is Aspect.ON_TIME and not timed else aspect


def _of_value(question: Question, *, causal: bool) -> Aspect:
    """A cause, a time or a state where no number is asked for."""
    if asks_number(question.text) or question.has("compare"):
        return Aspect.VALUE
    if question.has("ask", "when"):
        return Aspect.WHEN
    if causal:
        return Aspect.WHY
    confirms = any(one.sense == "confirm" for one in word_senses("asked_times", "kind").find(question.text))
    whether = question.has("ask", "whether") or confirms
    return Aspect.DONE if whether and not listed_names(question.text) else Aspect.VALUE
