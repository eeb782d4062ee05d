"""Whether something is done, how far it is, why it is not, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.language.text import fold
from graph.tables.statuses import is_complete, worst
from qa.answering.phrases import say
from qa.answering.results import Quotes, YesNo
from qa.answering.said import Said, excerpt, said_of, unsaid
from qa.querying.asked_figures import asked_figure
from qa.querying.lookups import Found
from qa.querying.sentences import Sentence, is_numbered
from qa.querying.stages import STARTED, TITLED, Event, Mode, Verdict, asked_stage, events, judge
from qa.querying.word_senses import word_senses
from qa.understanding.question import PieceKind, Question

if TYPE_CHECKING:
    from qa.corpus import Corpus

_LEAST = 0.12
"""A sentence that has less of the question than this tells nothing of it."""
_POINT = 64
_BEFORE = 2
"""Pieces before the words that ask for yes or no among which the predicate stands."""
_OTHER_CAUSE = 0.4
"""The same of a further cause of a whole task."""
_TOLD, _CAUSES = 3, 3
_SECOND = 0.8
"""The share of the best score with which a second sentence is told too."""


def status_of(found: Found) -> str | None:
    """The status of the items asked about, or of the whole task."""
    own = tuple(item.milestone.status or "" for item in found.items)
    return worst(own if own else found.task.statuses)


def done(found: Found) -> Said:
    """Whether what is asked about is done."""
    text = found.text
    stage = asked_stage(text)
    told = events([sentence for _, sentence in found.ranked])
    verdict = judge(stage, _of_matter(told, found), found.likeness, fold(found.text))
    status = status_of(found)
    if _ends_held(found):
        verdict = replace(
            verdict, value=False, telling=tuple(events([s for _, s in found.ranked if s.reported][:1])[-1:])
        )
    elif verdict.value is None and stage == TITLED:
        return _untold_title(found)
    elif verdict.value is None or (not stage and not _says_so(found, verdict)):
        return _by_status(found, status, verdict)
    if stage and verdict.value and not is_complete(status):
        verdict = _of_every_part(verdict, told, stage)
    reached = bool(verdict.value)
    opening = say("opening.yes" if reached else "opening.not-yet")
    event = verdict.telling[0]
    point = excerpt(event.sentence, event.clause, _POINT)
    told_of = said_of([one.sentence for one in verdict.telling])[:_TOLD]
    return Said(point, YesNo(reached), told_of, opening, _against(status, reached))


def _ends_held(found: Found) -> bool:
    """Whether the nearest that is told of the items asked about ends with a stop (计划暂时搁置), whatever their status."""
    first = _first_reported(found) if found.items else None
    told = events([first]) if first else []
    return bool(told) and told[-1].mode is Mode.HELD


def _says_so(found: Found, verdict: Verdict) -> bool:
    """Whether a clause tells the very thing that a question asks: it has its predicate (接通了吗), or there is no status."""
    predicate = _predicate(found.slots.question)
    return status_of(found) is None or any(predicate and predicate in event.quote for event in verdict.telling)


def _predicate(question: Question) -> str:
    """The verb right before the words that ask for yes or no, where it is none of the general ones (完成)."""
    pieces = [piece for piece in question.pieces if piece.kind is not PieceKind.MARK]
    asking = [at for at, piece in enumerate(pieces) if piece.says("ask", "whether")]
    general = any(pieces[at].says("done") for at in asking)
    before = pieces[max(0, asking[-1] - _BEFORE) : asking[-1]] if asking and not general else []
    return next((p.text for p in reversed(before) if p.kind is PieceKind.WORD and len(p.text) > 1), "")


def _of_every_part(verdict: Verdict, told: Sequence[Event], stage: int) -> Verdict:
    """The verdict, unless the same sentence tells of another part that has not come so far (甲楼已封顶，乙楼施工至三层)."""
    beside = [
        event
        for event in told
        if event.sentence == verdict.telling[0].sentence
        and STARTED < event.stage < stage
        and event.mode is Mode.ONGOING
    ]
    return Verdict(False, (*beside, *verdict.telling)) if beside else verdict


def _of_matter(told: Sequence[Event], found: Found) -> list[Event]:
    """The events of sentences that have something of the question; all where none has."""
    near = [event for event in told if found.likeness.of(event.sentence.text) >= _LEAST]
    return near or list(told)


def _by_status(found: Found, status: str | None, verdict: Verdict) -> Said:
    """Whether it is done, by its status alone; the clause that agrees with it is quoted first."""
    agreeing = [event.sentence for event in verdict.telling if verdict.value is is_complete(status)]
    first = next(iter(agreeing), _first_reported(found))
    if status is None:
        return unsaid(say("untold.done")) if first is None else _quoted([first])
    finished = is_complete(status)
    if first is None:
        return Said(
            say("told.state", status=status), YesNo(finished), (), say("opening.yes" if finished else "opening.not-yet")
        )
    return Said(
        say("told.state-with", status=status, what=excerpt(first, most=72)),
        YesNo(finished),
        (first,),
        say("opening.yes" if finished else "opening.not-yet"),
    )


def _untold_title(found: Found) -> Said:
    """What is told where a title is asked after that no text says was won: its state is no answer."""
    asked = next(
        (one for one in word_senses("project_stages", "stage").find(found.text) if one.sense == str(TITLED)), None
    )
    first = _first_reported(found)
    if asked is None or first is None:
        return unsaid(say("untold.done"))
    return Said(
        say("told.no-title", title=found.text[asked.start : asked.end], what=excerpt(first, most=72)),
        Quotes((first.text,)),
        (first,),
    )


def _against(status: str | None, value: bool) -> tuple[str, ...]:
    """A remark where the status says otherwise than the text."""
    return (say("told.table-state", status=status),) if status and is_complete(status) != value else ()


def _first_reported(found: Found) -> Sentence | None:
    return next((sentence for _, sentence in found.ranked if sentence.reported), None)


def progress(found: Found) -> Said:
    """The status and the latest state told."""
    status = status_of(found)
    told = [sentence for _, sentence in found.ranked if sentence.reported]
    if not told:
        return Said(say("told.state", status=status), Quotes(())) if status else unsaid(say("untold.progress"))
    told = _best(found, reported=True)
    lead = f"{status}，" if status else ""
    return Said(lead + excerpt(told[0]), Quotes(tuple(one.text for one in told)), said_of(told))


def why(found: Found, corpus: Corpus) -> Said:
    """The cause told of what is asked about, the one nearest to the question first."""
    own = "\n".join(fold(sentence.text) for sentence in found.sentences)
    reasons = [reason for reason in corpus.reasons([found.task.id]) if fold(reason.text) in own]
    causes = [fold(reason.text) for reason in reasons]
    told = [(score + _CAUSE * (_tells_cause(s) or is_trouble(s)), s) for score, s in found.ranked if s.reported]
    telling = [row for row in told if is_trouble(row[1]) or any(_shares(fold(row[1].text), c) for c in causes)]
    if telling:
        least = _SECOND * max(score for score, _ in telling)
        telling += [row for row in told if row not in telling and row[0] >= least and _tells_cause(row[1])]
        telling.sort(key=lambda row: -row[0])
        least = _SECOND if found.items else _OTHER_CAUSE
        near = [s for score, s in telling[:_CAUSES] if score >= least * telling[0][0]]
        if found.items and is_trouble(near[0]):
            near += _paragraph(near[0], found.sentences)
        return _quoted(_with_cause(near, found))
    trouble = [e for e in events([s for _, s in found.ranked]) if e.mode in {Mode.DENIED, Mode.HELD}]
    if trouble:
        scores = {s: score for score, s in told}
        ranked = sorted(trouble, key=lambda event: -scores[event.sentence])
        return _quoted(_with_cause([ranked[0].sentence], found))
    causing = [s for score, s in sorted(told, key=lambda row: -row[0]) if _tells_cause(s) and score >= _CAUSE + _LEAST]
    quoted = causing[:1] or _best(found, reported=True)
    return _quoted(quoted, () if causing else (say("told.no-cause"),)) if quoted else unsaid(say("untold.cause"))


def _with_cause(told: Sequence[Sentence], found: Found) -> list[Sentence]:
    """Sentences, each once, with the cause that follows the first where it tells none (2项未开展。未开展的2项中，根据…)."""
    following = _paragraph(told[0], found.sentences)[:1]
    bare = not (is_trouble(told[0]) or _tells_cause(told[0])) and any(map(_tells_cause, following))
    return list(dict.fromkeys([told[0], *(following if bare else ()), *told]))[:_CAUSES]


_CAUSE = 0.4
"""What words of a cause add to a sentence where one is asked for."""


def is_trouble(sentence: Sentence) -> bool:
    """Whether a sentence begins by saying that it tells of trouble (存在问题：…)."""
    marks = word_senses("state_marks", "kind").find(sentence.folded)
    return sentence.trouble or any(mark.sense == "trouble" and mark.start <= _BEGINNING for mark in marks)


_BEGINNING = 4


def _tells_cause(sentence: Sentence) -> bool:
    return any(one.sense == "why" for one in word_senses("told_sorts", "sort", "told").find(sentence.folded))


def _paragraph(first: Sentence, told: Sequence[Sentence]) -> list[Sentence]:
    """The sentences behind one, up to the next number or trouble."""
    at = told.index(first)
    found: list[Sentence] = []
    for one in told[at + 1 :]:
        if not one.reported or one.line != first.line or is_numbered(one.folded):
            break
        found.append(one)
    return found


def _shares(text: str, cause: str) -> bool:
    return text.rstrip("。;!?") in cause or cause.rstrip("。;!?") in text


def tell(found: Found) -> Said:
    """What retrieval found nearest: everyday words are understood by meaning, so its order comes before shared words.

    What tells the sort of thing asked for (where, at which hours) comes first.
    """
    of_sort = _of_sort(found)
    if of_sort:
        return _quoted(of_sort)
    passages = [passage.text for passage in found.retrieval.hits[0].passages if passage.kind != "title"]
    held = [(text, one) for text in passages for one in found.sentences if text in one.text or one.text in text]
    if not asked_figure(found.text).target:
        held.sort(key=lambda row: not row[1].reported)  # what has happened before what was planned
    if not held:
        told = _best(found, reported=None)
        return _quoted(told) if told else progress(found)
    text, first = held[0]
    at = max(0, first.folded.find(fold(text)))
    following = _paragraph(first, found.sentences)[:1]
    others = [sentence for _, sentence in held]
    telling = said_of([first, *others[:2], *following, *others])[:_TOLD]
    if found.has("ask", "whether") and events(following):  # 开发小程序…。目前，该小程序正试运行。
        return _quoted([*following, *(one for one in telling if one not in following)])
    return Said(excerpt(first, (at, at + 1)), Quotes(tuple(one.text for one in telling)), telling)


def _of_sort(found: Found) -> list[Sentence]:
    """The reported sentences that tell the sort of thing asked for, the nearest to the question first."""
    asked = {one.sense for one in word_senses("told_sorts", "sort").find(found.text)} - {"why", "state"}
    if not asked:
        return []
    told = [(score, s) for score, s in found.ranked if s.reported and asked & _sorts(s)]
    least = 0.0 if any(item.sure for item in found.items) else _LEAST
    return [s for _, s in told if found.likeness.of(s.text) >= least][:_CAUSES]


def _sorts(sentence: Sentence) -> set[str]:
    return {one.sense for one in word_senses("told_sorts", "sort", "told").find(sentence.folded)}


def _best(found: Found, reported: bool | None) -> list[Sentence]:
    """The best sentence, and a second one that is nearly as good."""
    among = [(score, s) for score, s in found.ranked if reported is None or s.reported == reported]
    if not among:
        return []
    return [sentence for score, sentence in among[:2] if score >= _SECOND * among[0][0]]


def _quoted(told: Sequence[Sentence], notes: tuple[str, ...] = ()) -> Said:
    return Said(excerpt(told[0]), Quotes(tuple(one.text for one in told)), said_of(told), notes=notes)
