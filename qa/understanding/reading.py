"""The reading of a question: its conditions, what it describes, and the matters it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.language.word_lists import listed, listed_set
from qa.querying.conditions import (
    Condition,
    Due,
    HasStatus,
    Names,
    NotThis,
    Tells,
    all_of,
)
from qa.understanding.cues import find_cues
from qa.understanding.descriptions import described, with_description
from qa.understanding.matters import is_plain
from qa.understanding.question import Piece, PieceKind, Question, asks
from qa.understanding.slot_finders import Slot
from qa.understanding.slots import Slots, read_slots
from qa.understanding.world import World

_THINGS = frozenset({"Project", "Company", "PolicyDocument", "Village"})


@dataclass(frozen=True, slots=True)
class Reading:
    """All that forms are made of: the question, its conditions, the matters told and those that no text tells."""

    question: Question
    slots: Slots
    topics: tuple[Condition, ...]
    unwritten: tuple[str, ...]
    subjects: tuple[str, ...]
    """The words that no condition explains."""
    written: frozenset[str] = frozenset()
    """The names that some task writes without naming the thing: within another name (雅图仕党校)."""

    @property
    def named(self) -> bool:
        """Whether a thing is named, or some matter told of."""
        things = any(
            isinstance(slot.condition, Names) and slot.condition.link.kind in _THINGS for slot in self.slots.found
        )
        return bool(self.subjects) or things


def asks_others(question: Question) -> bool:
    """Whether other tasks than the one told of are asked for: 其他, or 还 before what is done (还牵头哪些), not 还没."""
    pieces = question.pieces
    for at, piece in enumerate(pieces):
        if piece.says("other") and (
            piece.text not in _STILL or any(one.says("role") for one in pieces[at + 1 : at + 2])
        ):
            return True
    return False


_STILL = listed_set("still")


def read(question: Question, world: World) -> Reading:
    """The conditions of a question, with what it describes, and the matters it tells of."""
    slots = _of_own_year(_without_as_of(read_slots(question), world), world)
    found = described(question, slots, world)
    if found:
        slots = with_description(slots, found, others=asks_others(question))
    topics: list[Condition] = []
    unwritten: list[str] = []
    runs = [run for run in _of_the_asking(question, slots.residual) if not _is_heading_noun(question, run)]
    telling = _telling_runs(question, slots, runs)
    runs = [
        run
        for run in runs
        if not _only_verbs(question, run) or not (len(runs) > 1 or slots.found or len(slots.words(run)) < 2)
    ]
    subjects = [
        words for run in runs if not _only_verbs(question, run) and not world.is_scope(words := slots.words(run))
    ]
    telling = sorted({*telling, *_narrowing_runs(question, slots, runs, world)})
    for run in runs:
        if run not in telling or (len(slots.words(run)) < 2 and not _stands_for_itself(question.pieces[run[0]])):
            continue
        condition = _topic(question, slots, run, world)
        if condition is not None and topics and isinstance(condition, Tells) and _listed_with(question, runs, run):
            topics[-1] = _either(topics[-1], condition)
            continue
        if condition is None and world.is_scope(slots.words(run)):
            continue
        if condition is None and world.heading_kind(slots.words(run).strip(_QUOTE_MARKS)):
            continue
        if condition is None:
            unwritten.append(slots.words(run))
        elif condition not in topics:
            topics.append(condition)
    written = _written(question, slots, world)
    return Reading(question, slots, tuple(topics), tuple(unwritten), tuple(subjects), written)


def _without_as_of(slots: Slots, world: World) -> Slots:
    """The slots without the month as of which the documents tell, where it stands beside a state (到10月底还没完成的)."""
    stated = any(isinstance(slot.condition, HasStatus) for slot in slots.found)
    if not stated or slots.question.has("due"):
        return slots

    def told_of(slot: Slot) -> bool:
        due = slot.condition
        said = slots.question.text[: slots.question.pieces[slot.last - 1].end]
        before = said[: len(said) - len(slots.words((slot.first, slot.last)))]
        reaches = slots.words((slot.first, slot.last)).startswith(_UP_TO) or before.endswith(_UP_TO)
        return isinstance(due, Due) and len(due.months) == 1 and reaches and world.is_as_of(due.months[0])

    return replace(slots, found=tuple(slot for slot in slots.found if not told_of(slot)))


def _of_own_year(slots: Slots, world: World) -> Slots:
    """The slots with the documents' year on months that are said without one, where deadlines of other years are told too."""
    year = world.own_year()
    months = [slot for slot in slots.found if isinstance(slot.condition, Due) and len(slot.condition.months) < _YEAR]
    if year is None or not months:
        return slots

    def dated(slot: Slot) -> Slot:
        due = slot.condition
        own = slot in months and isinstance(due, Due) and due.year is None
        return replace(slot, condition=replace(due, year=year)) if own and isinstance(due, Due) else slot

    return replace(slots, found=tuple(map(dated, slots.found)))


_YEAR = 12
_UP_TO = listed("up-to")


def _written(question: Question, slots: Slots, world: World) -> frozenset[str]:
    """The names of things that texts write within other names, where a question asks what mentions them."""
    named = [slot.condition for slot in slots.found if isinstance(slot.condition, Names)]
    asked = [one for one in named if one.link.kind in {"Company", "Project"} and len(one.link.text) > _SHORT_NAME]
    if not question.has("mention"):
        return frozenset()
    return frozenset(
        one.link.text for one in asked if world.any_task(all_of([Tells(one.link.text, (one.link.text,)), NotThis(one)]))
    )


_SHORT_NAME = 2


def _stands_for_itself(piece: Piece) -> bool:
    """Whether a piece of one character is a matter: a quotation, or a noun (茶, 桥)."""
    return piece.kind is PieceKind.QUOTE or (piece.kind is PieceKind.WORD and piece.tag in {"n", "nz"})


def _listed_with(question: Question, runs: Sequence[tuple[int, int]], run: tuple[int, int]) -> bool:
    """Whether a run goes on an enumeration (口罩、防护服、消毒用品), or explains the one before in brackets."""
    at = runs.index(run)
    between = question.pieces[runs[at - 1][1] : run[0]] if at else ()
    light = [piece.text for piece in between if not piece.says("noun")]
    return bool(light) and all(text in _LISTING for text in light)


_LISTING = listed_set("listing")


def _either(one: Condition, other: Tells) -> Condition:
    """A topic told in any of two wordings."""
    if not isinstance(one, Tells):
        return all_of([one, other])
    return Tells(f"{one.topic}、{other.topic}", tuple(dict.fromkeys([*one.words, *other.words])))


def _telling_runs(question: Question, slots: Slots, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs that tell what the tasks are about.

    All, where nothing else selects them; else quotations, what stands right before the tasks (污水治理任务), and what shares
    its clause with 提到.
    """
    pieces = question.pieces
    kept = []
    for run in runs:
        clause = question.clause_of(pieces[run[0]])
        quoted = pieces[run[0]].kind is PieceKind.QUOTE
        if (
            quoted
            or any(piece.says("mention") for piece in clause)
            or _is_before_tasks(pieces, run[1])
            or _tells_cause(question, run)
        ):
            kept.append(run)
    kept += [
        run
        for run in runs
        if run not in kept
        and any(_listed_with(question, runs, one) for one in kept if runs.index(one) == runs.index(run) + 1)
    ]
    return sorted(kept) if slots.found else sorted(kept) or list(runs)


def _narrowing_runs(
    question: Question, slots: Slots, runs: Sequence[tuple[int, int]], world: World
) -> list[tuple[int, int]]:
    """The runs with a noun that the texts have, where that leaves any task: of the clauses that ask or end in tasks.

    Where these have none, of the noun phrase right before the first of them (做线路板的厂，列进重点项目的是哪几家).
    """
    clauses = question.clauses
    asking = [at for at, clause in enumerate(clauses) if asks(clause) or clause[-1].says("noun", "task")]
    own = _narrowing(question, slots, _runs_in(question, runs, [clauses[at] for at in asking]), world)
    before = clauses[asking[0] - 1] if asking and asking[0] else ()
    is_phrase = before and before[-1].tag[:1] in _NOUN_TAGS and not any(piece.tag[:1] == "r" for piece in before)
    return own or (_narrowing(question, slots, _runs_in(question, runs, [before]), world) if is_phrase else [])


_NOUN_TAGS = frozenset("nz")


def _runs_in(
    question: Question, runs: Sequence[tuple[int, int]], clauses: Sequence[Sequence[Piece]]
) -> list[tuple[int, int]]:
    """The runs that begin in some clauses."""
    spans = [(clause[0].start, clause[-1].end) for clause in clauses]
    return [run for run in runs if any(start <= question.pieces[run[0]].start < end for start, end in spans)]


def _narrowing(
    question: Question, slots: Slots, runs: Sequence[tuple[int, int]], world: World
) -> list[tuple[int, int]]:
    """The runs with a noun, of a matter that some of the tasks tell which the conditions leave."""
    return [
        run
        for run in runs
        if any(piece.kind is PieceKind.WORD and piece.tag[:1] == "n" for piece in question.pieces[run[0] : run[1]])
        and len(slots.words(run)) > 1
        and (topic := world.topic(slots.words(run), verbatim=False))
        and all(len(word) > 1 for word in topic.words)
        and any(word in slots.words(run) for word in topic.words)
        and world.any_task(all_of([slots.where, topic]))
    ]


def _is_before_tasks(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a noun stands right behind a place, 的 and words that say nothing between."""
    for piece in pieces[at : at + 3]:
        if piece.says("noun"):
            return True
        if piece.kind is not PieceKind.WORD or not is_plain(piece):
            return False
    return False


def _of_the_asking(question: Question, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs of clauses that ask or end in tasks, where a story is told around them; quotations count everywhere.

    What is said behind all that asks (…多少项，麻烦逐个报数) tells of no matter.
    """
    core = question.core
    if core is question:
        return _before_remarks(question, runs)
    asking = [clause for clause in question.clauses if asks(clause)] or [question.clauses[-1]]
    asking += [clause for clause in question.clauses if clause[-1].says("noun", "task")]
    spans = [(clause[0].start, clause[-1].end) for clause in asking]
    pieces = question.pieces
    kept = [run for run in runs if any(start <= pieces[run[0]].start < end for start, end in spans)]
    kept += [run for run in runs if run not in kept and pieces[run[0]].kind is PieceKind.QUOTE]
    return sorted(kept) or list(runs)


def _before_remarks(question: Question, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs that stand before the end of the last clause that asks, if any does."""
    ends = [clause[-1].end for clause in question.clauses if asks(clause)]
    last = max(ends, default=len(question.text))
    pieces = question.pieces
    kept = [run for run in runs if pieces[run[0]].start < last or _narrows(question, run)]
    return kept or list(runs)


def _narrows(question: Question, run: tuple[int, int]) -> bool:
    """Whether a run stands in a clause that narrows what is asked (只看养老的, 不含道路的), or is quoted."""
    piece = question.pieces[run[0]]
    clause = question.clause_of(piece)
    return piece.kind is PieceKind.QUOTE or any(
        one.says("only") or one.says("not") or one.says("within") or one.says("mention") for one in clause
    )


def _only_verbs(question: Question, run: tuple[int, int]) -> bool:
    """Whether a run is a verb, which tells no matter by itself (申报了…的)."""
    return all(
        piece.kind is PieceKind.WORD and piece.tag in {"v", "d", "ul", "vd"}
        for piece in question.pieces[run[0] : run[1]]
    )


def _is_heading_noun(question: Question, run: tuple[int, int]) -> bool:
    """Whether a run is a noun of headings in quotation marks before one (十个“聚焦”小节)."""
    behind = question.pieces[run[1]] if run[1] < len(question.pieces) else None
    quoted = run[1] - run[0] == 1 and question.pieces[run[0]].kind is PieceKind.QUOTE
    return bool(quoted and behind and (behind.says("noun", "theme") or behind.says("noun", "category")))


def _topic(question: Question, slots: Slots, run: tuple[int, int], world: World) -> Condition | None:
    """What a run of words that nothing explains asks the texts to tell."""
    quoted = question.pieces[run[0]].kind is PieceKind.QUOTE
    phrase = slots.words(run).strip(_QUOTE_MARKS if quoted else _QUOTE_MARKS + _ENDS)
    if _is_gloss(question, run) or _is_glossed(question, run) or world.is_scope(phrase) or _is_column(phrase):
        return None
    longer = _with_noun(question, run)
    if longer and (whole := world.topic(longer, verbatim=True)):
        return whole
    cause = world.cause(phrase) if _tells_cause(question, run) else None
    if cause:
        return cause
    topic: Condition | None = world.cell(phrase) or world.topic(phrase, verbatim=quoted)
    denied = topic and run[0] > 0 and question.pieces[run[0] - 1].says("not", "except")
    return NotThis(topic) if topic and denied else topic


def _is_column(phrase: str) -> bool:
    """Whether a quotation only names a column or a kind of the table (“完成时间”栏)."""
    cues = find_cues(phrase)
    return (
        len(cues) == 1
        and cues[0].end - cues[0].start == len(phrase)
        and cues[0].senses[0].kind in {"due", "noun", "role", "ask"}
    )


def _is_gloss(question: Question, run: tuple[int, int]) -> bool:
    """Whether a run stands in brackets right behind a name, which it only explains (四维公司（四维时代）)."""
    before = question.pieces[max(0, run[0] - 2) : run[0]]
    if len(before) > 1 and before[0].link and before[1].text in _THIS:
        return True  # 联塑班皓这个新能源项目
    for at in range(run[0] - 1, 0, -1):
        piece = question.pieces[at]
        if piece.text == "（":
            return question.pieces[at - 1].link is not None
        if piece.text == "）" or at < run[0] - _NEAR:
            return False
    return False


_NEAR = 3


def _is_glossed(question: Question, run: tuple[int, int]) -> bool:
    """Whether a condition in brackets right behind says what the words mean (江门重点建设项目（带★的）)."""
    behind = [piece for piece in question.pieces[run[1] : run[1] + 3] if not piece.says("noun")]
    return len(behind) > 1 and behind[0].text == "（" and behind[1].says("starred")


_THIS = listed_set("this-one")


def _with_noun(question: Question, run: tuple[int, int]) -> str:
    """A run with the noun right behind it, which may belong to its name (高新技术企业); empty where none stands."""
    behind = question.pieces[run[1]] if run[1] < len(question.pieces) else None
    if behind is None or not behind.says("noun"):
        return ""
    return question.text[question.pieces[run[0]].start : behind.end]


_QUOTE_MARKS = '“”"‘’「」『』《》'

_ENDS = "：:，,。、"


def _tells_cause(question: Question, run: tuple[int, int]) -> bool:
    """Whether words stand where a cause is told (因资金问题, 受疫情影响, 卡在用地上)."""
    near = question.pieces[max(0, run[0] - 2) : run[1] + 3]
    return any(piece.text.startswith(_CAUSE_WORDS) for piece in near) or any(piece.says("ask", "why") for piece in near)


_CAUSE_WORDS = listed("cause-words")
