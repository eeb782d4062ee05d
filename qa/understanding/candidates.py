"""Candidates: the well-typed forms that a question may ask for, the likeliest first.

What kind of form it is, the classifier tells (:mod:`qa.understanding.form_classifier`); the pieces of the question fill its
slots. A form that leaves words unused, or has nothing to select by, costs; the gap between the first two tells how sure the
reading is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.querying.conditions import (
    EVERY_TASK,
    Condition,
    Is,
    Linked,
    Names,
    NotThis,
    Responsible,
    Role,
    Tells,
    Under,
    all_of,
    conjuncts,
    link_of,
)
from qa.understanding.cues import find_cues
from qa.understanding.descriptions import described, with_description
from qa.understanding.form_classifier import FormJudgement
from qa.understanding.logical_form import (
    About,
    Aspect,
    Compared,
    Explained,
    Form,
    Grouped,
    Kind,
    Listed,
    Quantifier,
    Talk,
    Tasks,
    Things,
    Verified,
)
from qa.understanding.question import Piece, PieceKind, Question, asks
from qa.understanding.set_forms import SetForms
from qa.understanding.slots import Slots, is_plain, read_slots
from qa.understanding.world import World

_LEAST = 0.01
"""Readings less likely are no candidates."""
_UNWRITTEN, _EMPTY, _NO_SUBJECT, _OTHER_NOUN = 0.5, 3.0, 4.0, 3.5
"""What a form costs that leaves a matter unused; that selects nothing; that is about nothing; that lists other things."""
_ASKED = 0.05
"""What the kind of a noun asked for is worth, whatever the classifier thinks."""
_KINDS = frozenset(kind.value for kind in Kind)
_THINGS = frozenset({"Project", "Company", "PolicyDocument", "Village"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form with its score (a log likelihood, less what it costs) and the words it does not use."""

    form: Form
    score: float
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that forms are made of: the question, its conditions, the matters told and those that no text tells."""

    question: Question
    slots: Slots
    topics: tuple[Condition, ...]
    unwritten: tuple[str, ...]
    subjects: tuple[str, ...]
    """The words that no condition explains."""

    @property
    def named(self) -> bool:
        """Whether a thing is named, or some matter told of."""
        things = any(
            isinstance(slot.condition, Names) and slot.condition.link.kind in _THINGS for slot in self.slots.found
        )
        return bool(self.subjects) or things


def candidates_of(reading: Reading, judgement: FormJudgement, world: World) -> list[Candidate]:
    """The forms a question may ask for, best first; never empty."""
    found: list[Candidate] = []
    for op, probability in judgement.op.items():
        if probability >= _LEAST:
            found += _of(_fitting(op, reading), math.log(probability), reading, judgement, world)
    found.append(Candidate(About(Aspect.TELL), math.log(_LEAST)))
    return sorted(found, key=lambda candidate: -candidate.score)


def asks_others(question: Question) -> bool:
    """Whether other tasks than the one told of are asked for: 其他, or 还 before what is done (还牵头哪些), not 还没."""
    pieces = question.pieces
    for at, piece in enumerate(pieces):
        if piece.says("other") and (
            piece.text not in _STILL or any(one.says("role") for one in pieces[at + 1 : at + 2])
        ):
            return True
    return False


_STILL = frozenset({"还", "还有"})


def _fitting(op: str, reading: Reading) -> str:
    """The kind of form, or the plainer one where the words that it needs are missing."""
    question = reading.question
    if op == "calc" and not (any(map(question.has, _CALCULATES)) or _takes(question) or _adds(question)):
        return "value"
    if op == "share" and reading.named and not any(piece.text.startswith("占") for piece in question.pieces):
        return "value"
    if op in _NUMBERS and _holds_against(reading):
        return "compare"
    if op == "value" and _adds(question):
        return "calc"
    if op == "rank" and not question.has("order") and not question.has("top"):
        return "list"
    apart = question.has("each") or question.has("order")
    if op in _NOT_RATES and question.has("fraction", "rate") and not reading.named and not apart:
        return "share"
    if op == "group" and question.has("fraction", "rate") and not _names_dimension(reading):
        return "share"
    if op == "relate_done" and not question.has("role") and not question.has("also"):
        return "done"
    if op == "count" and _counts_told(reading):
        return "value"
    return op


def _names_dimension(reading: Reading) -> bool:
    """Whether a question says by what tasks are told apart."""
    nouns = {piece.sense("noun") for piece in reading.question.cues} - {"", Kind.TASK.value, Kind.ITEM.value}
    return bool(nouns) or any(slot.condition for slot in reading.slots.found if _actor_link(slot.condition))


_NOT_RATES = frozenset({"value", "calc", "group", "two", "done", "count"})
_NUMBERS = frozenset({"calc", "count", "value", "share"})


def _holds_against(reading: Reading) -> bool:
    """Whether the tasks of two named units or leaders are held against each other (甲分管的任务数减去乙的)."""
    actors = [link for slot in reading.slots.found if not slot.denied and (link := _actor_link(slot.condition))]
    several = len({link.kind for link in actors}) < len(actors)
    question = reading.question
    return several and question.has("noun", "task") and (question.has("diff") or question.has("compare"))


def _actor_link(condition: Condition) -> Linked | None:
    return link_of(condition) if isinstance(condition, Responsible | Under) else None


_CALCULATES = ("sum", "diff", "mean", "compare", "fraction")


def _adds(question: Question) -> bool:
    """Whether named figures are asked for together (甲和乙一共多少)."""
    together = any(piece.text in _TOGETHER for piece in question.pieces)
    return together and (question.has("and") or question.has("joint"))


_TOGETHER = frozenset({"一共", "总共", "合共", "共计"})


def _takes(question: Question) -> bool:
    """Whether target and actual are both asked for (目标…实际…)."""
    return question.has("plan") and question.has("actual")


def _counts_told(reading: Reading) -> bool:
    """Whether what the text tells is counted: a verb of its own before 多少 (立案多少件), or no task's measure (几宗)."""
    pieces = reading.question.pieces
    told = [at for slot in reading.slots.residual for at in range(*slot)]
    for at, piece in enumerate(pieces):
        if not piece.says("ask", "many"):
            continue
        before = next((one for one in reversed(pieces[:at]) if not is_plain(one) or one.says("noun")), None)
        verb = (
            before is not None
            and before.kind is PieceKind.WORD
            and before.tag[:1] == "v"
            and pieces.index(before) in told
        )
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        measure = piece.text[-1] if piece.text[-1] in _OTHER_MEASURES else behind.text[:1] if behind else ""
        return verb or measure in _OTHER_MEASURES
    return False


_OTHER_MEASURES = frozenset("宗户人亩米吨元台辆趟场座间所株棵盏张本期批处份")
"""What tasks, units and other things of the table are not counted by."""


def read(question: Question, world: World) -> Reading:
    """The conditions of a question, with what it describes, and the matters it tells of."""
    slots = read_slots(question)
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
    for run in runs:
        if run not in telling or (len(slots.words(run)) < 2 and question.pieces[run[0]].kind is not PieceKind.QUOTE):
            continue
        condition = _topic(question, slots, run, world)
        if condition is not None and topics and isinstance(condition, Tells) and _listed_with(question, runs, run):
            topics[-1] = _either(topics[-1], condition)
            continue
        if condition is None and not world.is_scope(slots.words(run)):
            unwritten.append(slots.words(run))
        elif condition is None:
            continue
        elif condition not in topics:
            topics.append(condition)
    return Reading(question, slots, tuple(topics), tuple(unwritten), tuple(subjects))


def _listed_with(question: Question, runs: Sequence[tuple[int, int]], run: tuple[int, int]) -> bool:
    """Whether a run goes on an enumeration (口罩、防护服、消毒用品), or explains the one before in brackets."""
    at = runs.index(run)
    between = question.pieces[runs[at - 1][1] : run[0]] if at else ()
    light = [piece.text for piece in between if not piece.says("noun")]
    return bool(light) and all(text in _LISTING for text in light)


_LISTING = frozenset({"、", "和", "与", "及", "以及", "或", "或者", "（", "的"})


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
        clause = next((one for one in question.clauses if one[0].start <= pieces[run[0]].start < one[-1].end), ())
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
    clause = next((one for one in question.clauses if piece in one), ())
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
    if _is_gloss(question, run) or world.is_scope(phrase) or _is_column(phrase):
        return None
    longer = _with_noun(question, run)
    if longer and (whole := world.topic(longer, verbatim=True)):
        return whole
    cause = world.cause(phrase) if _tells_cause(question, run) else None
    if cause:
        return cause
    topic: Tells | None = world.topic(phrase, verbatim=quoted)
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
    for at in range(run[0] - 1, 0, -1):
        piece = question.pieces[at]
        if piece.text == "（":
            return question.pieces[at - 1].link is not None
        if piece.text == "）" or at < run[0] - _NEAR:
            return False
    return False


_NEAR = 3


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


_CAUSE_WORDS = ("因", "由于", "受", "卡", "影响", "拖", "缺", "困", "原因", "问题")


def _of(op: str, score: float, reading: Reading, judgement: FormJudgement, world: World) -> Iterator[Candidate]:
    """The candidates of one kind of form."""
    forms = SetForms(reading.question, reading.slots, reading.topics)
    made: Form | None
    if op in {"list", "count"}:
        yield from _sets(op, score, forms, reading, judgement.target)
        return
    if op in {"group", "rank"}:
        yield from _groups(op, score, forms, reading, judgement.by)
        return
    if op == "chat":
        yield Candidate(Talk("chat"), score)
        return
    if op in {"compare", "share", "mean", "all_of"}:
        made = {"compare": forms.compared, "share": forms.share, "mean": forms.mean, "all_of": forms.verified}[op]()
        if made:
            yield _scored(made, score, reading)
        return
    if op == "two":
        return
    if reading.question.has("noun", "post") and _names_one(reading, Kind.LEADER):
        yield Candidate(Listed(Things(Kind.POST, forms.where)), score)
        return
    yield from _about(Aspect(op), score, forms, reading, judgement, world)


def _counted_list(question: Question) -> bool:
    """Whether so many things of the text are asked for (哪三份文件, 那五条河): one sentence tells them."""
    pairs = zip(question.pieces, question.pieces[1:], strict=False)
    return any(piece.says("ask", "which") and (behind.number or 0) > 1 for piece, behind in pairs)


def _sets(
    op: str, score: float, forms: SetForms, reading: Reading, targets: Mapping[str, float]
) -> Iterator[Candidate]:
    floor = {kind.value: _ASKED for kind in {Kind.TASK, *asked_nouns(reading.question)}}
    if not reading.question.has("mention"):  # 项目 is what most tables call their tasks
        both = sum(targets.get(kind.value, 0.0) for kind in (Kind.TASK, Kind.PROJECT))
        targets = {**targets, Kind.TASK.value: both, Kind.PROJECT.value: 0.0}
    for target in dict.fromkeys([*targets, *floor]):
        probability = max(targets.get(target, 0.0), floor.get(target, 0.0))
        if probability >= _LEAST and target in _KINDS:
            made = forms.listed(Kind(target)) if op == "list" else forms.counted(Kind(target))
            cost = _misfit(Kind(target), reading)
            if Kind(target) in _OPEN_KINDS and _counted_list(reading.question):
                yield Candidate(About(Aspect.TELL), score + math.log(probability))
                continue
            yield _scored(made, score + math.log(probability) - cost, reading)


def _misfit(kind: Kind, reading: Reading) -> float:
    """What it costs to take a kind that is not the noun asked for, or that the conditions describe already."""
    asked = asked_nouns(reading.question)
    cost = 0.0
    consumed = [piece for slot in reading.slots.found for piece in reading.question.pieces[slot.first : slot.last]]
    nouns = reading.question.all("noun", kind.value)
    if kind is not Kind.TASK and nouns and all(piece in consumed for piece in nouns):
        cost += _OTHER_NOUN  # 节点只有一条的是哪些 asks for no milestones
    if asked and kind not in asked:
        cost += _OTHER_NOUN
    if kind is Kind.PROJECT and not reading.question.has("mention"):
        cost += _OTHER_NOUN  # 项目 is what most tables call their tasks
    if kind in _ACTOR_KINDS and not asked and _names_one(reading, kind) and not reading.question.has("joint"):
        cost += _OTHER_NOUN  # 这个单位还负责什么 asks for no other units
    if any(isinstance(slot.condition, Is) and slot.denied for slot in reading.slots.found) and kind is not Kind.TASK:
        cost += _OTHER_NOUN  # of a thing described by a task its other tasks are asked for
    return cost


_OPEN_KINDS = frozenset({Kind.COMPANY, Kind.DOCUMENT, Kind.PROJECT, Kind.VILLAGE, Kind.MEASURE})
_ACTOR_KINDS = {
    Kind.UNIT: {"Unit", "CollectiveUnit", "Town"},
    Kind.TOWN: {"Town", "CollectiveUnit"},
    Kind.LEADER: {"Person"},
    Kind.CATEGORY: {"Category"},
    Kind.THEME: {"Theme"},
    Kind.COMPANY: {"Company"},
    Kind.VILLAGE: {"Village"},
    Kind.DOCUMENT: {"PolicyDocument"},
}


def _names_one(reading: Reading, kind: Kind) -> bool:
    """Whether a thing of a kind is named as a condition."""
    named = (link_of(slot.condition) for slot in reading.slots.found)
    return any(link.kind in _ACTOR_KINDS[kind] for link in named if link)


def asked_nouns(question: Question) -> set[Kind]:
    """The kinds of the nouns right behind 哪些 or 多少, or right before 有哪些."""
    pieces, found = question.pieces, set[Kind]()
    for at, piece in enumerate(pieces):
        if piece.says("ask", "which") or piece.says("ask", "many"):
            ahead = _noun_near(pieces[at + 1 : at + 3]) or _MEASURED.get(piece.text[-1])
            behind = (
                None
                if ahead or piece.text.startswith(("哪个", "哪位"))
                else _noun_near(reversed(pieces[max(0, at - 3) : at]))
            )
            found |= {kind for kind in (ahead, behind) if kind}
    return found


def _noun_near(pieces: Iterable[Piece]) -> Kind | None:
    """The first noun among some pieces, with nothing telling before it."""
    for piece in pieces:
        if piece.says("noun"):
            return Kind(piece.sense("noun"))
        if piece.link and piece.link.kind == "Category":
            return Kind.TASK
        if piece.number is None and (piece.kind is not PieceKind.WORD or not is_plain(piece)):
            return None
    return None


_MEASURED = {"项": Kind.TASK, "件": Kind.TASK, "桩": Kind.TASK, "位": Kind.LEADER}
"""What is asked for by its measure word alone (哪几项, 哪位)."""


def _groups(op: str, score: float, forms: SetForms, reading: Reading, bys: Mapping[str, float]) -> Iterator[Candidate]:
    if forms.by_towns:
        forms = replace(forms, slots=forms.slots.without_collective())
        bys = {**bys, Kind.TOWN.value: 1.0}
    for by, probability in bys.items():
        if probability < _LEAST or by not in _KINDS:
            continue
        made = forms.grouped(Kind(by)) if op == "group" else forms.ranked(Kind(by))
        if op == "group" and made and forms.top is not None:
            made = forms.ranked(Kind(by))  # …最多的三个, and the numbers of each
        if made and Kind(by) is not Kind.TOWN and forms.by_towns:
            continue
        if made:
            yield _scored(made, score + math.log(probability), reading)


def _scored(form: Form, score: float, reading: Reading) -> Candidate:
    """A form about sets, less what it costs to leave words unused."""
    score -= _UNWRITTEN * len(reading.unwritten)
    if isinstance(form, Listed) and form.of == Tasks(EVERY_TASK) and not reading.question.has("all"):
        score -= _EMPTY
    return Candidate(form, score, reading.unwritten)


def _about(
    aspect: Aspect, score: float, forms: SetForms, reading: Reading, judgement: FormJudgement, world: World
) -> Iterator[Candidate]:
    """What is told of a named thing; where nothing is named, the same asked of the set that the conditions make."""
    if aspect is Aspect.RELATION and (relation := _relation(reading, world)):
        yield Candidate(relation, score)
        return
    if reading.named and aspect is Aspect.UNITS and reading.question.has("joint") and forms.where != EVERY_TASK:
        yield Candidate(Listed(Things(Kind.UNIT, forms.where, Role.ANY, Quantifier.EACH)), score)
        return
    if reading.named and aspect is Aspect.UNITS and Kind.TOWN in asked_nouns(reading.question):
        subject = next((found for words in _subject_words(reading) if (found := world.subject(words))), None)
        if subject:
            yield Candidate(Listed(Things(Kind.TOWN, subject)), score)
            return
    if reading.named:
        yield Candidate(About(aspect, _limits(reading.slots)), score)
        if aspect is Aspect.WHY and _of_set(reading, judgement):
            yield _scored(Explained(forms.where), score, reading)
        return
    made = _of_conditions(aspect, forms, reading)
    if made and forms.where != EVERY_TASK:
        other = isinstance(made, Grouped) and bool(asked_nouns(reading.question))
        yield Candidate(made, score - (_OTHER_NOUN if other else 0.0))
    cost = 0.0 if aspect in _OF_FIGURES else _NO_SUBJECT
    yield Candidate(About(aspect, _limits(reading.slots)), score - cost)


_OF_FIGURES = frozenset({Aspect.VALUE, Aspect.CALC, Aspect.MOST})


def _of_set(reading: Reading, judgement: FormJudgement) -> bool:
    """Whether the causes of a set are asked for, not of one thing."""
    return judgement.target.get("task", 0.0) > 0.5 and bool(reading.slots.found)


def _limits(slots: Slots) -> Condition:
    """The conditions that the task a thing is found in must fulfil: those of headings and leaders."""
    kept = [s.condition for s in slots.found if isinstance(s.condition, Under) and not s.denied]
    return all_of(kept) if kept else EVERY_TASK


def _relation(reading: Reading, world: World) -> Form | None:
    """Whether a unit, town or leader has to do with a named task."""
    actors = [s.condition for s in reading.slots.found if isinstance(s.condition, Responsible | Under)]
    subject: Is | None = None
    for words in _subject_words(reading):
        subject = subject or world.subject(words)
    if subject is None or not actors:
        return None
    return Verified(all_of([_asked_role(actor, reading.question) for actor in actors]), subject)


def _asked_role(actor: Responsible | Under, question: Question) -> Condition:
    lead = isinstance(actor, Responsible) and question.has("noun", "unit") and question.has("role", "lead")
    return Responsible(actor.link, Role.LEAD) if lead and isinstance(actor, Responsible) else actor


def _subject_words(reading: Reading) -> Sequence[str]:
    things = [s.condition.link.text for s in reading.slots.found if isinstance(s.condition, Names)]
    return [*things, *reading.subjects]


def _of_conditions(aspect: Aspect, forms: SetForms, reading: Reading) -> Form | None:
    """What an aspect asks of a set of tasks."""
    match aspect:
        case Aspect.DONE | Aspect.ON_TIME:
            return forms.verified()
        case Aspect.TELL if forms.where != EVERY_TASK:
            return Listed(Tasks(forms.where))  # 谭晓滨管什么, 重点工作类第5项是什么
        case Aspect.PROGRESS | Aspect.TELL:
            return Grouped(Kind.STATUS, forms.where) if forms.where != EVERY_TASK else None
        case Aspect.WHY:
            return forms.explained()
        case Aspect.LEADER:
            return Listed(Things(Kind.LEADER, forms.where))
        case Aspect.LEAD_UNIT | Aspect.UNITS if _names_one(reading, Kind.UNIT) and not reading.question.has("joint"):
            return Listed(Tasks(forms.where))  # 桃源镇 责任单位 重点项目类: its tasks
        case Aspect.LEAD_UNIT:
            return Listed(Things(Kind.UNIT, forms.where, Role.LEAD))
        case Aspect.UNITS:
            return Listed(Things(Kind.UNIT, forms.where))
        case Aspect.WHEN | Aspect.DUE:
            return Listed(Things(Kind.MONTH, forms.where))
        case _:
            return None


def alike(one: Form, other: Form) -> bool:
    """Whether two forms ask the same in effect, so that neither is another reading."""
    return (
        one == other
        or (isinstance(one, Compared) and isinstance(other, Compared))
        or conjuncts_of(one) == conjuncts_of(other) != ()
    )


def conjuncts_of(form: Form) -> tuple[Condition, ...]:
    """The conditions of a list or count of tasks."""
    of = getattr(form, "of", None)
    return conjuncts(of.where) if isinstance(of, Tasks) else ()
