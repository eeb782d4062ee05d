"""What contradicts the premise of a question: the work was dropped, has not come so far, or another one is told of."""

from __future__ import annotations

from collections.abc import Sequence

from graph.language.numerals import read_numeral
from graph.language.text import fold
from graph.language.word_lists import listed_set
from graph.mentions.texts import task_texts
from graph.tables.statuses import concept_of
from qa.answering.item_states import status_of
from qa.answering.phrases import say
from qa.answering.results import Quotes
from qa.answering.said import Said, excerpt
from qa.querying.asked_figures import asked_figure
from qa.querying.figures import candidates
from qa.querying.lookups import Found
from qa.querying.sentences import Sentence, clause_spans
from qa.querying.stages import Mode, asked_stage, events
from qa.querying.word_senses import word_senses

_LIKE, _FACT_LIKE = 0.25, 0.15
"""The share of the question that a sentence must have to be about the same."""
_SUSPENDED = "suspended"
_LONGEST_FACT = 80
_ORDERED = listed_set("counted-in-order")


def dropped(found: Found) -> Said | None:
    """That the work was called off or replaced, where a sentence about it says so."""
    concept = concept_of(status_of(found) or "")
    suspended = concept is not None and concept.key == _SUSPENDED
    for _, sentence in found.ranked:
        if not sentence.reported or (not suspended and found.likeness.of(sentence.text) < _LIKE):
            continue
        marks = [one for one in word_senses("asked_times", "kind").find(sentence.folded) if one.sense == "dropped"]
        if suspended:
            marks += [one for one in word_senses("state_marks", "kind").find(sentence.folded) if one.sense == Mode.HELD]
        if marks:
            return _quoted(sentence, marks[0].start)
    return None


def _quoted(sentence: Sentence, at: int) -> Said:
    """A sentence from its beginning on, or from the clause before the one that matters."""
    spans = clause_spans(sentence.folded)
    place = next((n for n, (start, end) in enumerate(spans) if start <= at < end), 0)
    around = spans[max(0, place - 1)] if spans else (0, 0)
    return Said(excerpt(sentence, around), Quotes((sentence.text,)), (sentence,))


def not_so_far(found: Found) -> Said | None:
    """The state of a work whose stage is asked for though all that is told lies before it (封顶, yet only studied)."""
    stage = asked_stage(found.text)
    if not stage or any(_names(sentence, stage) for sentence in found.sentences if not sentence.reported):
        return None
    told = [e for e in events(found.sentences) if e.stage and e.mode in {Mode.DONE, Mode.ONGOING}]
    best = max(told, key=lambda e: found.likeness.of(e.quote), default=None)
    if best is None or best.stage >= stage or found.likeness.of(best.quote) < _LIKE:
        return None
    point = excerpt(best.sentence, best.clause)
    return Said(say("told.no-step-time", what=point), Quotes((best.quote,)), (best.sentence,))


def _names(sentence: Sentence, stage: int) -> bool:
    """Whether a sentence names a stage or a later one."""
    return any(int(one.sense) >= stage for one in word_senses("project_stages", "stage").find(sentence.folded))


def fact(found: Found) -> str:
    """What the table does tell of a thing of which it does not tell what is asked; empty where the thing is not sure."""
    if not (found.sure or found.measure or any(item.sure for item in found.items)):
        return ""
    if asked_figure(found.text).rank:
        placed = candidates(found.sentences, asked_figure(found.text), found.likeness, found.measure)
        if placed:
            return excerpt(placed[0].sentence, placed[0].clause, _LONGEST_FACT)
    gone = dropped(found)
    if gone:
        return gone.point
    told = [s for _, s in found.ranked if s.reported]
    extents = [s for s in told if any(m.sense == "extent" for m in word_senses("state_marks", "kind").find(s.folded))]
    near = [s for s in told if found.likeness.of(s.text) >= (_FACT_LIKE if not found.items else 0.0)]
    first = next(iter(extents if found.items else []), None) or next(iter(near), None)
    status = status_of(found)
    return excerpt(first, most=_LONGEST_FACT) if first else say("told.state", status=status) if status else ""


def other_ordinal(found: Found, told: Sequence[Sentence]) -> str:
    """The ordinal that a question names (第五届) where what is told names only another one; empty where it fits.

    The whole task must tell nothing of it.
    """
    asked = _ordinals(found.text)
    text = " ".join(fold(one.text) for one in task_texts(found.task))
    own = _ordinals(" ".join(one.folded for one in told))
    for word, counted in asked.items():
        others = [name for name, of in own.items() if of == counted]
        if word not in text and others and word not in own:
            return word
    return ""


def _ordinals(text: str) -> dict[str, str]:
    """The ordinals of a text with what they count: 第四届 → 届.

    >>> _ordinals("第四届文化节和第12号决定")
    {'第四届': '届', '第12号': '号'}
    """
    found: dict[str, str] = {}
    at = text.find("第")
    while at >= 0:
        number = read_numeral(text, at + 1)
        if number and text[number.end : number.end + 1] in _ORDERED and text[number.end : number.end + 1]:
            found[text[at : number.end + 1]] = text[number.end]
        at = text.find("第", at + 1)
    return found
