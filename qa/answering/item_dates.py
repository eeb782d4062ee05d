"""When something happened, when it is due, and whether it was in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.language.normal_form import fold_text
from graph.language.time_values import Bound, Grain
from graph.language.timex import Timex, find_times
from graph.records import Deadline
from graph.tables.statuses import is_complete
from qa.answering.item_states import status_of
from qa.answering.phrases import say
from qa.answering.results import Date, Quotes, YesNo
from qa.answering.said import Said, excerpt, said_of, unsaid
from qa.querying.lookups import Found
from qa.querying.sentences import Sentence, clause_spans
from qa.querying.stages import asked_stage
from qa.querying.word_senses import word_senses

_POINTS = frozenset([Grain.DAY, Grain.MONTH_PART, Grain.MONTH_END, Grain.MONTH])
_AHEAD = _POINTS | {Grain.YEAR_END, Grain.YEAR_PART, Grain.QUARTER, Grain.HALF_YEAR}
"""What a report tells of times to come."""
_NO_DAY = 31


@dataclass(frozen=True, slots=True)
class ToldTime:
    """A time a sentence tells, with the clause it stands in and how well it fits the question."""

    sentence: Sentence
    clause: tuple[int, int]
    time: Timex
    happened: bool
    score: float
    stage: bool
    """Whether its clause tells the stage that is asked for."""

    @property
    def words(self) -> str:
        """The time as the source words it."""
        return self.sentence.written(self.time.start, self.time.end)


def when(found: Found, year: int) -> Said:
    """When something is told to have happened; else when it is planned, and said so."""
    told = sorted(_times(found, year), key=lambda one: -one.score)
    happened = [one for one in told if one.happened]
    if happened:
        best = happened[0]
        words = best.words.removesuffix("份")
        return Said(f"{words}，{excerpt(best.sentence, best.clause, 70)}", Date(words), (best.sentence,))
    deadline = _deadline(found)
    if told:
        best = told[0]
        return Said(
            say("told.planned", what=excerpt(best.sentence, best.clause, 70)),
            Quotes((best.sentence.text,)),
            (best.sentence,),
        )
    if deadline:
        return Said(say("told.no-date", deadline=deadline.text), Quotes((deadline.text,)))
    return unsaid(say("untold.time"))


def _times(found: Found, year: int, grains: frozenset[Grain] = _POINTS) -> Iterator[ToldTime]:
    asked = asked_stage(found.text)
    for score, sentence in found.ranked:
        text = sentence.folded
        for start, end in _with_times(clause_spans(text), text, year):
            for time in find_times(text, year):
                if not (start <= time.start < end and time.grain in grains and time.recurrence is None):
                    continue
                clause = text[start:end]
                marks = {mark.sense for mark in word_senses("state_marks", "kind").find(clause)}
                stages = {int(stage.sense) for stage in word_senses("project_stages", "stage").find(clause)}
                fits = _STAGE * (asked in stages) if asked else 0.0
                happened = sentence.reported and not marks & {"planned", "denied", "held"}
                score_of = score + fits + found.likeness.of(clause) - _LIMIT * (time.bound is Bound.BY)
                yield ToldTime(sentence, (start, end), time, happened, score_of, asked in stages)


def _with_times(spans: Sequence[tuple[int, int]], text: str, year: int) -> Iterator[tuple[int, int]]:
    """The clauses; one that is a time alone (5月底前，…) goes with the one behind it."""
    times = [(one.start, one.end) for one in find_times(text, year)]
    start: int | None = None
    for at, (begin, end) in enumerate(spans):
        first = begin if start is None else start
        alone = any(a <= begin + 1 and end <= b + 1 for a, b in times) and at + 1 < len(spans)
        start = first if alone else None
        if not alone:
            yield first, end


def _deadline(found: Found) -> Deadline | None:
    """The deadline of the item asked about, or the last one of the task."""
    own = [item.milestone.deadline for item in found.items if item.milestone.deadline]
    known = own or [one for one in _deadlines(found) if one.month]
    return max(known, key=lambda one: (one.month or 0, one.day or _NO_DAY), default=None)


def _deadlines(found: Found) -> list[Deadline]:
    own = [milestone.deadline for milestone in found.task.milestones if milestone.deadline]
    return own or list(found.task.deadlines)


def due(found: Found, year: int) -> Said:
    """The deadline of the item asked about; of a whole task the last one."""
    expected = _expected(found, year) or _foreseen(found, year)
    if expected:
        words = expected.words.removesuffix("前")
        return Said(f"{words}，{excerpt(expected.sentence, expected.clause, 60)}", Date(words), (expected.sentence,))
    planned = _planned_clause(found, year)
    if planned:
        words = planned.words.removesuffix("前")
        return Said(
            say("told.due-with", deadline=words, what=excerpt(planned.sentence, planned.clause, 60)),
            Date(words),
            (planned.sentence,),
        )
    deadline = _nearest_plan(found) or _deadline(found)
    if deadline is None:
        return unsaid(say("untold.deadline"))
    written = _of_several(deadline.text, found, year)
    near = [s for score, s in found.ranked if s.reported and found.likeness.of(s.text) >= _NEAR][:1]
    told = f"，{excerpt(near[0], most=60)}" if near else ""
    if asked_stage(found.text) and not found.slots.question.has("due"):
        # Of a step that no plan dates, the deadline of the whole is told as that.
        return Said(say("told.only-due", deadline=written) + told, Quotes((written,)), tuple(near))
    return Said(say("told.due", deadline=written) + told, Date(written), tuple(near))


def _of_several(text: str, found: Found, year: int) -> str:
    """Of a deadline that sets several times the one of the step asked about (10月底前大坝截流，12月底前完成移民搬迁)."""
    folded = fold_text(text).text
    clauses = [folded[start:end] for start, end in clause_spans(folded)]
    told = [(clause, times) for clause in clauses if (times := list(find_times(clause, year)))]
    if len(told) < _SEVERAL:
        return text
    clause, times = max(told, key=lambda one: found.likeness.of(one[0]))
    return clause[times[0].start : times[0].end] if found.likeness.of(clause) else text


_SEVERAL = 2


def _expected(found: Found, year: int) -> ToldTime | None:
    """The time at which a sentence expects what a question asks after with 预计 or 力争, and not the deadline."""
    asking = _senses(found.text, "forward")
    if not asking:
        return None
    told = [one for one in _times(found, year) if not one.happened or _senses(_clause(one), "forward")]
    scored = [(_hope(one, found, asking), -place, one) for place, one in enumerate(told)]
    best = max(scored, key=lambda row: row[:2], default=None)
    return best[2] if best and best[0] >= _HOPED else None


def _foreseen(found: Found, year: int) -> ToldTime | None:
    """The time at which a report foresees the very thing asked after (2025年6月整体搬迁): nearer to it than any plan is.

    Where a question asks for the deadline in so many words, it is asked for that.
    """
    if found.slots.question.has("due"):
        return None
    told = [one for one in _times(found, year, _AHEAD) if one.sentence.reported and not one.happened]
    best = max(told, key=lambda one: found.likeness.of(_clause(one)), default=None)
    if best is None:
        return None
    planned = max((found.likeness.of(m.text.value) for m in found.task.milestones), default=0.0)
    own = found.likeness.of(_clause(best))
    return best if own >= _NEAR and own > planned - _WAY_AHEAD else None


_WAY_AHEAD = 0.1


def _hope(one: ToldTime, found: Found, asking: set[str]) -> float:
    """How well a time fits that is expected: by the words of its clause and sentence, and where it is told as expected."""
    clause = _clause(one)
    before = one.sentence.folded[one.clause[0] : one.time.start]
    score = found.likeness.of(clause) + _SENTENCE * found.likeness.of(one.sentence.text) + _STAGE * one.stage
    own = _senses(before, "forward") | {m.sense for m in word_senses("state_marks", "kind").find(before)} & {"planned"}
    return score + _SAME_WORD * bool(asking & own) + _EXPECTED * (one.sentence.reported and bool(own))


def _clause(one: ToldTime) -> str:
    return one.sentence.folded[one.clause[0] : one.clause[1]]


def _senses(text: str, kind: str) -> set[str]:
    """The words of a kind in a text."""
    return {text[one.start : one.end] for one in word_senses("asked_times", "kind").find(text) if one.sense == kind}


_LIMIT = 0.3
"""What a day takes away before which something is to happen: it is no day on which it did."""
_NEAR = 0.3
_STAGE, _SENTENCE, _SAME_WORD, _EXPECTED, _HOPED = 0.4, 0.5, 0.5, 0.4, 0.6
"""What the stage asked for counts, the words of the sentence, the very word (力争), and being told as expected; and how much suffices."""


def by_named(found: Found, year: int) -> Said | None:
    """Whether something happened before the day that a question names (是赶在…之前通车的吗); ``None`` where it names none."""
    named = (time for time in find_times(found.text, year) if time.bound is Bound.BY and time.grain in _POINTS)
    limits = [time.last for time in named if time.last]
    happened = sorted((one for one in _times(found, year) if one.happened), key=lambda one: -one.score)
    if not limits or not found.has("ask", "whether") or not happened:
        return None
    best = happened[0]
    if best.time.last is None or best.time.first is None:
        return None
    late, early = best.time.first > limits[0], best.time.last <= limits[0]
    if not (late or early):
        return None
    point = f"{best.words.removesuffix('份')}，{excerpt(best.sentence, best.clause, 70)}"
    return Said(point, YesNo(early), (best.sentence,), say("opening.yes" if early else "opening.no"))


def _planned_clause(found: Found, year: int) -> ToldTime | None:
    """The time of the clause nearest to the question, of a milestone that sets several times."""
    times = [one for one in _times(found, year) if not one.sentence.reported]
    order = {sentence: at for at, sentence in enumerate(found.all_sentences)}
    times.sort(key=lambda one: (order.get(one.sentence, 0), one.time.start))
    scored = [
        (found.likeness.of(text), -one.time.start) for one, text in zip(times, _with_headings(times), strict=True)
    ]
    best = times[max(range(len(times)), key=scored.__getitem__)] if times else None
    if best is None or len({one.clause for one in times if one.sentence.line == best.sentence.line}) < 2:
        return None
    return best if found.likeness.of(best.sentence.written(*best.clause)) > 0 else None


def _with_headings(times: Sequence[ToldTime]) -> list[str]:
    """The clauses of some times in order, each with the heading that it has or goes on under (启动甲路改造工程：3月设计；6月招标)."""
    found: list[str] = []
    headings: dict[int, str] = {}
    for one in times:
        clause = one.sentence.written(*one.clause)
        heading, colon, _ = clause.rpartition("：")
        if colon:
            headings[one.sentence.line] = heading
        found.append(clause if colon else headings.get(one.sentence.line, "") + clause)
    return found


def _nearest_plan(found: Found) -> Deadline | None:
    """The deadline of the milestone whose plan has most of the question, where no item is named for sure."""
    if found.items:
        return None
    scored = [(found.likeness.of(m.text.value), -m.no, m.deadline) for m in found.task.milestones if m.deadline]
    scored.sort(key=lambda row: row[:2], reverse=True)
    return scored[0][2] if scored and scored[0][0] > (scored[1][0] if len(scored) > 1 else 0.0) else None


def on_time(found: Found, year: int) -> Said:
    """Whether it happened before, on or after its deadline."""
    deadline = _nearest_plan(found) or _deadline(found)
    status = status_of(found)
    happened = sorted((one for one in _times(found, year) if one.happened), key=lambda one: -one.score)
    if deadline is None or deadline.month is None:
        return unsaid(say("untold.deadline"))
    whether = found.slots.question.has("ask", "whether")
    if happened and happened[0].time.last:
        best = happened[0]
        said = _compared(best.time, deadline, best.sentence)
        words = say(
            "told.against-due",
            said=said,
            when=best.words,
            deadline=deadline.text,
            what=excerpt(best.sentence, best.clause, 40),
        )
        in_time = said != say("told.late")
        if whether:
            return Said(words, YesNo(in_time), (best.sentence,), say("opening.yes" if in_time else "opening.no"))
        return Said(words, Quotes((best.sentence.text,)), (best.sentence,))
    if status is None:
        return unsaid(say("untold.finish"))
    finished = is_complete(status)
    words = say("told.state-and-due", status=status, deadline=deadline.text)
    told = _first(found.ranked)
    return Said(
        words,
        YesNo(finished) if whether else Quotes((status,)),
        told,
        say("opening.yes" if finished else "opening.no") if whether else "",
    )


def _compared(time: Timex, deadline: Deadline, sentence: Sentence) -> str:
    early = any(mark.sense == "yes" for mark in word_senses("state_marks", "kind").find(sentence.folded))
    assert time.last is not None
    last = (time.last.month, time.last.day if time.grain is Grain.DAY else 0)
    limit = (deadline.month or 12, deadline.day or _NO_DAY)
    if last[0] > limit[0] or (last[0] == limit[0] and last[1] > limit[1]):
        return say("told.late")
    return say("told.early" if early or last[0] < limit[0] else "told.in-time")


def _first(ranked: Sequence[tuple[float, Sentence]]) -> tuple[Sentence, ...]:
    return said_of([sentence for _, sentence in ranked if sentence.reported][:1])
