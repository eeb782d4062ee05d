"""How far a piece of work has come, as its sentences tell it: stages of a project, and whether they were reached.

The stages are a ladder (``data/language/project_stages.csv``): what is capped was begun, what is in use was built. The
words around a stage tell whether it is reached, under way, to come, held up or denied (``state_marks.csv``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.language.numerals import read_numeral
from graph.language.quantities import find_quantities
from graph.language.word_lists import listed_set
from qa.querying.sentences import Likeness, Sentence, clause_spans
from qa.querying.word_senses import Sensed, word_senses

STARTED, BUILT, TITLED = 5, 9, 11
_BESIDE = 2
_NUMBERED = listed_set("numbered-parts")
_NEAR_BEST = 0.7
"""The share of the best likeness with which a clause tells of the same thing."""


class Mode(StrEnum):
    """Whether a stage was reached."""

    DONE = "done"
    ONGOING = "ongoing"
    PLANNED = "planned"
    DENIED = "denied"
    HELD = "held"
    LEFT = "left"
    TOLD = "told"
    """Named without a word that says whether it has happened."""


_NOT_YET = frozenset({Mode.PLANNED, Mode.DENIED, Mode.HELD})


@dataclass(frozen=True, slots=True)
class Event:
    """A clause that tells a stage, or (stage 0) only that something is done, under way, to come or held up."""

    stage: int
    mode: Mode
    sentence: Sentence
    clause: tuple[int, int]

    @property
    def quote(self) -> str:
        """The clause as the source has it."""
        return self.sentence.written(*self.clause)


def asked_stage(text: str) -> int:
    """The stage that a question asks after; 0 when it asks in general, whatever stage the name of the work tells.

    >>> asked_stage("厂房封顶了没有"), asked_stage("可研评审完成了吗")
    (7, 0)
    """
    stages = word_senses("project_stages", "stage").find(text)
    if not stages:
        return 0
    marks = word_senses("state_marks", "kind").find(text[stages[-1].end :])
    general = any(mark.sense == Mode.DONE and mark.end - mark.start > 1 for mark in marks)
    return 0 if general else int(stages[-1].sense)


def events(told: Sequence[Sentence]) -> list[Event]:
    """What reported sentences tell of stages, in their order."""
    return [event for sentence in told if sentence.reported for event in _of_sentence(sentence)]


def _of_sentence(sentence: Sentence) -> Iterator[Event]:
    text = sentence.folded
    carried: Mode | None = None
    for start, end in clause_spans(text):
        clause = text[start:end]
        stages = word_senses("project_stages", "stage").find(clause)
        marks = word_senses("state_marks", "kind").find(clause)
        for stage in stages:
            mode = _mode(clause, stage, marks) or carried or Mode.TOLD
            yield Event(int(stage.sense), mode, sentence, (start, end))
        general = _general(clause, marks)
        if general and not stages:
            yield Event(0, general, sentence, (start, end))
        carried = general if general in {Mode.PLANNED} else None


def _mode(clause: str, stage: Sensed, marks: Sequence[Sensed]) -> Mode | None:
    """How a clause tells a stage: by the marks before it, the nearest first, and by a share that is not whole."""
    if _is_part(clause):
        return Mode.ONGOING
    before = [mark for mark in marks if mark.end <= stage.end and mark.sense in set(Mode)]
    strong = [mark for mark in before if mark.sense != Mode.DONE]
    if strong:
        return Mode(strong[-1].sense)
    behind = [mark for mark in marks if mark.sense in {Mode.HELD, Mode.LEFT, Mode.ONGOING}]
    if behind:
        return Mode(behind[0].sense)
    return Mode.DONE if before or any(mark.sense == Mode.DONE for mark in marks) else None


def _general(clause: str, marks: Sequence[Sensed]) -> Mode | None:
    """What a clause without a stage tells: trouble before progress, progress before what is done."""
    found = {Mode(mark.sense) for mark in marks if mark.sense in set(Mode)}
    if _is_part(clause):
        return Mode.ONGOING
    order = (Mode.DENIED, Mode.HELD, Mode.PLANNED, Mode.ONGOING, Mode.LEFT, Mode.DONE)
    return next((mode for mode in order if mode in found), None)


def _is_part(clause: str) -> bool:
    """Whether a share below the whole is told of the work itself (完成80%), not of something else (入住率80%)."""
    extents = [one.end for one in word_senses("state_marks", "kind").find(clause) if one.sense == "extent"]
    shares = [one for one in find_quantities(clause) if one.unit == "%" and one.value < 100]
    return any(0 <= one.number - end <= _BESIDE for one in shares for end in extents)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what was asked has happened, ``None`` where that is not told, and the clauses that tell it."""

    value: bool | None
    telling: tuple[Event, ...]


def judge(asked: int, told: Sequence[Event], likeness: Likeness, question: str = "") -> Verdict:
    """Whether a stage (0: the work as a whole) was reached by what is told, the clauses nearest to the question first.

    :param question: its text; of parts that bear a number (3号厂房) only what is told of the same one counts.
    """
    parts = designators(question)
    same = [event for event in told if parts & designators(event.quote)]
    near = same or _nearest(told, likeness)
    if not asked:
        verdicts = [_whole(among) for among in (near, told)]
    else:
        verdicts = [how(asked, among) for among in (near, told) for how in (_reached, _below)]
        verdicts += [_named(asked, among) for among in (near, told)]
    verdict = next((one for one in verdicts if one.value is not None), Verdict(None, tuple(near)))
    if verdict.value is not False or not asked:
        return verdict
    own = [event for event in told if event.stage == asked and event.mode in _NOT_YET]
    return Verdict(False, tuple(dict.fromkeys([*own, *verdict.telling])))


def designators(text: str) -> set[str]:
    """The numbered parts a text names (3号, 二期).

    >>> sorted(designators("1号、2号厂房主体已完工"))
    ['1号', '2号']
    """
    pairs = ((at, read_numeral(text, at)) for at in range(len(text)) if not at or not text[at - 1].isdigit())
    return {text[at : one.end + 1] for at, one in pairs if one and text[one.end : one.end + 1] in _NUMBERED}


def _nearest(told: Sequence[Event], likeness: Likeness) -> list[Event]:
    """The events of the clauses that tell most of what is asked about."""
    scores = [likeness.of(event.quote) + 0.5 * likeness.of(event.sentence.text) for event in told]
    best = max(scores, default=0.0)
    return [event for event, score in zip(told, scores, strict=True) if score >= _NEAR_BEST * best]


def _reached(asked: int, told: Sequence[Event]) -> Verdict:
    staged = [event for event in told if event.stage]
    denied = [e for e in staged if e.stage <= asked and e.mode in {Mode.DENIED, Mode.HELD}]
    planned = [
        e
        for e in staged
        if e.stage == asked and e.mode in {Mode.PLANNED, Mode.ONGOING, Mode.LEFT} and not _counts(e, asked)
    ]
    reached = [e for e in staged if _counts(e, asked)]
    if denied:
        return Verdict(False, tuple(denied))
    if reached:
        return Verdict(True, tuple(sorted(reached, key=lambda e: abs(e.stage - asked))))
    below = _below(asked, told).telling if planned else ()
    return Verdict(False, (*planned, *below)) if planned else Verdict(None, ())


def _below(asked: int, told: Sequence[Event]) -> Verdict:
    """The same by stages before the one asked after, and by a share of the whole that is not all of it."""
    reached = {e.clause for e in told if e.stage >= asked and e.mode in {Mode.DONE, Mode.TOLD}}
    lower = sorted((e for e in told if 0 < e.stage < asked and e.clause not in reached), key=lambda e: -e.stage)
    parts = [e for e in told if not e.stage and e.mode is Mode.ONGOING and asked >= BUILT]
    return Verdict(False, (*parts, *lower)) if parts or lower else Verdict(None, ())


def _named(asked: int, told: Sequence[Event]) -> Verdict:
    """The same by what is told without a stage, or of a stage without a word that says whether it was reached."""
    named = [e for e in told if e.stage >= asked and e.mode is Mode.TOLD]
    if asked == TITLED:
        return Verdict(True, tuple(named)) if named else Verdict(None, ())  # no other work that is done wins a title
    open_ = [e for e in told if e.mode in {Mode.DENIED, Mode.HELD, Mode.ONGOING}]
    done = [e for e in told if not e.stage and e.mode is Mode.DONE]
    if open_:
        return Verdict(False, tuple(open_))
    return Verdict(True, (*done, *named)) if done or named else Verdict(None, ())


def _counts(event: Event, asked: int) -> bool:
    """Whether an event shows that a stage was reached."""
    if event.mode is Mode.DONE:
        return event.stage >= asked
    if event.mode is not Mode.ONGOING:
        return False
    begun = asked == STARTED or (asked == BUILT and "验收" in event.quote)
    return event.stage > asked or (event.stage == asked and begun)


def _whole(told: Sequence[Event]) -> Verdict:
    """Whether the work as a whole is done, by what is told of it."""
    open_ = [e for e in told if e.mode in {Mode.DENIED, Mode.HELD, Mode.ONGOING, Mode.LEFT}]
    if open_:
        return Verdict(False, tuple(open_))
    done = [e for e in told if e.mode is Mode.DONE]
    return Verdict(True, tuple(done)) if done else Verdict(None, ())
