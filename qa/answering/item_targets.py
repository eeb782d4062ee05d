"""What was reached held against what was promised of the same."""

from __future__ import annotations

from dataclasses import replace

from graph.mentions.unit_words import dimension
from qa.answering.arithmetic_terms import plain
from qa.answering.item_values import fitting_figures, with_title
from qa.answering.phrases import say
from qa.answering.results import YesNo
from qa.answering.said import Said, said_of
from qa.querying.asked_figures import AskedFigure, asked_figure
from qa.querying.figures import Candidate, candidates
from qa.querying.lookups import Found
from qa.querying.word_senses import word_senses


def against_target(found: Found) -> Said | None:
    """Whether what was reached is what was promised; ``None`` where one of the two is not told."""
    pair = target_pair(found, asked_figure(found.text))
    if pair is None:
        return None
    actual, target = pair
    reached = actual.size >= target.size
    words = say("told.target", target=_told(target), actual=_told(actual))
    sentences = said_of([actual.sentence, target.sentence])
    return Said(words, YesNo(reached), sentences, say("opening.yes" if reached else "opening.not-reached"))


def asks_target(found: Found) -> bool:
    """Whether a question asks if a target was reached (达到计划没有)."""
    senses = word_senses("asked_figures", "kind").find(found.text)
    return any(one.sense == "reached" for one in senses)


def _told(one: Candidate) -> str:
    return f"{plain(one.figure.value)}{one.figure.unit}"


def target_pair(found: Found, asked: AskedFigure) -> tuple[Candidate, Candidate] | None:
    """What was reached and what was promised of the same."""
    told = fitting_figures(found, replace(asked, target=False))
    actual = next((one for one in told if not one.promised and not one.figure.scheduled and not one.base), None)
    whole = [
        one for one in told if one.base and actual and one.clause == actual.clause and one.sentence == actual.sentence
    ]
    if actual and whole:
        return actual, whole[0]
    promised = [one for one in _promises(found, asked) if actual and _comparable(actual, one)]
    return (actual, promised[0]) if actual and promised else None


def _promises(found: Found, asked: AskedFigure) -> list[Candidate]:
    figures = candidates(with_title(found), replace(asked, target=True), found.likeness)
    return [one for one in figures if one.promised]


def _comparable(actual: Candidate, target: Candidate) -> bool:
    same = dimension(actual.figure.unit) == dimension(target.figure.unit)
    return same and actual.figure.growth == target.figure.growth
