"""Candidates: the well-typed forms that a question may ask for, the likeliest first.

What kind of form it is, the classifier tells (:mod:`qa.understanding.form_classifier`); the pieces of the question fill its
slots. A form that leaves words unused, or has nothing to select by, costs; the gap between the first two tells how sure the
reading is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.language.word_lists import listed, listed_set
from qa.querying.conditions import (
    EVERY_TASK,
    Condition,
    Due,
    HasStatus,
    Is,
    Names,
    Responsible,
    Role,
    Tells,
    Under,
    all_of,
    atoms,
    conjuncts,
    link_of,
)
from qa.understanding.asked_kinds import asked_nouns, names_asked
from qa.understanding.fitting_forms import fitting
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
    Share,
    Talk,
    Tasks,
    Things,
    Verified,
)
from qa.understanding.matters import asides, is_plain
from qa.understanding.question import PieceKind, Question
from qa.understanding.reading import Reading
from qa.understanding.set_forms import SetForms
from qa.understanding.slots import Slots
from qa.understanding.world import World

_LEAST = 0.01
"""Readings less likely are no candidates."""

_UNWRITTEN, _EMPTY, _NO_SUBJECT, _OTHER_NOUN = 0.5, 3.0, 4.0, 3.5
"""What a form costs that leaves a matter unused; that selects nothing; that is about nothing; that lists other things."""

_ASKED = 0.05
"""What the kind of a noun asked for is worth, whatever the classifier thinks."""

_KINDS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form with its score (a log likelihood, less what it costs) and the words it does not use."""

    form: Form
    score: float
    unused: tuple[str, ...] = ()


def candidates_of(reading: Reading, judgement: FormJudgement, world: World) -> list[Candidate]:
    """The forms a question may ask for, best first; never empty."""
    found: list[Candidate] = []
    for op, probability in judgement.op.items():
        if probability >= _LEAST:
            found += _of(fitting(op, reading), math.log(probability), reading, judgement, world)
    found.append(Candidate(About(Aspect.TELL), math.log(_LEAST)))
    return sorted(found, key=lambda candidate: -candidate.score)


def _of(op: str, score: float, reading: Reading, judgement: FormJudgement, world: World) -> Iterator[Candidate]:
    """The candidates of one kind of form."""
    forms = SetForms(reading.question, reading.slots, reading.topics, reading.written)
    made: Form | None
    if op in {"list", "count"}:
        yield from _sets(op, score, forms, reading, judgement.target)
        return
    if op in {"group", "rank"}:
        yield from _groups(op, score, forms, reading, _headed(judgement.by, world, reading.question), world)
        return
    if op == "chat":
        yield Candidate(Talk("chat"), score)
        return
    if op in {"compare", "share", "mean", "all_of"}:
        made = {"compare": forms.compared, "share": forms.share, "mean": forms.mean, "all_of": forms.verified}[op]()
        unit_told = op != "mean" or reading.question.has("noun")
        if made and unit_told and not (op == "share" and _of_texts_only(made, reading)):
            yield _scored(made, score, reading)
        return
    if op == "two":
        return
    if reading.question.has("noun", "post") and _names_one(reading, Kind.LEADER):
        yield Candidate(Listed(Things(Kind.POST, forms.where)), score)
        return
    yield from _about(Aspect(op), score, forms, reading, judgement, world)


def _of_texts_only(form: Form, reading: Reading) -> bool:
    """Whether a share of the tasks is made of what texts tell alone, where no tasks are asked after (护林员占百分之几)."""
    part = form.part if isinstance(form, Share) else EVERY_TASK
    told = [isinstance(atom, Tells) for atom in atoms(part)]
    return bool(told) and all(told) and not reading.question.has("noun", "task")


def _counted_list(question: Question) -> bool:
    """Whether so many things of the text are asked for (哪三份文件, 那五条河): one sentence tells them."""
    pairs = zip(question.pieces, question.pieces[1:], strict=False)
    return any(piece.says("ask", "which") and (behind.number or 0) > 1 for piece, behind in pairs)


def _names_of_text(reading: Reading) -> bool:
    """Whether so many things of one matter are asked for by name that are no tasks (省批的节能审查项目是哪四个)."""
    question = reading.question
    of_tasks = question.has("mention") or any(piece.text in _TASK_NOUNS for piece in question.all("noun", "task"))
    counted = names_asked(question) is not None and not question.has("top") and not question.has("order")
    return counted and bool(reading.topics) and not of_tasks and not reading.slots.found


_TASK_NOUNS = listed_set("task-nouns")


def _counts_another(question: Question) -> bool:
    """Whether an amount of something is asked for that is no task (还剩多少投资没完成), and no task is spoken of behind it."""
    for at, piece in enumerate(question.pieces[:-1]):
        behind = question.pieces[at + 1]
        noun = behind.kind is PieceKind.WORD and behind.tag[:1] in {"n", "v"} and len(behind.text) > 1
        if piece.text in _HOW_MUCH and noun and not is_plain(behind):
            return not any(one.says("noun") for one in question.pieces[at + 1 :])
    return False


_HOW_MUCH = listed_set("how-much")


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
            told = op == "list" and Kind(target) is Kind.ITEM and reading.named and _asks_how_many(reading.question)
            if told or (op == "count" and Kind(target) is Kind.TASK and _counts_another(reading.question)):
                yield Candidate(About(Aspect.VALUE), score + math.log(probability))
                continue
            if (Kind(target) in _OPEN_KINDS and _counted_list(reading.question)) or (
                Kind(target) in {Kind.TASK, Kind.PROJECT, Kind.ITEM} and _names_of_text(reading)
            ):
                yield Candidate(About(Aspect.TELL), score + math.log(probability))
                continue
            yield _scored(made, score + math.log(probability) - cost, reading)


def _asks_how_many(question: Question) -> bool:
    """Whether a number is asked for, with a measure word or without (几公里)."""
    return question.has("ask", "many") or any(piece.text.startswith(_NUMBERS) for piece in question.pieces)


_NUMBERS = listed("numbers-asked")


def _misfit(kind: Kind, reading: Reading) -> float:
    """What it costs to take a kind that is not the noun asked for, or that the conditions describe already."""
    cost = 0.0
    aside = {reading.question.pieces[at] for at in asides(reading.question)}
    consumed = [
        *aside,
        *(piece for slot in reading.slots.found for piece in reading.question.pieces[slot.first : slot.last]),
    ]
    told_of = {noun.sense("noun") for noun in reading.question.all("noun") if noun not in consumed}
    asked = {
        one
        for one in asked_nouns(reading.question)
        if one.value in told_of or not reading.question.has("noun", one.value)
    }
    nouns = reading.question.all("noun", kind.value)
    if kind is not Kind.TASK and nouns and all(piece in consumed for piece in nouns):
        cost += _OTHER_NOUN  # 节点只有一条的是哪些 asks for no milestones
    if asked and kind not in asked:
        cost += _OTHER_NOUN
    if not asked and kind is not Kind.TASK and _ends_in_tasks(reading.question):
        cost += _OTHER_NOUN  # 配合单位不少于5家的任务清单 asks for tasks
    if kind is Kind.STATUS and any(isinstance(slot.condition, HasStatus) for slot in reading.slots.found):
        cost += _OTHER_NOUN  # 状态标成提前完成的都有谁 asks for no statuses
    if kind is Kind.MEASURE and not nouns:
        cost += _OTHER_NOUN
    if kind is Kind.MONTH and not asked and any(isinstance(slot.condition, Due) for slot in reading.slots.found):
        cost += _OTHER_NOUN  # 3月底到期的 asks for tasks
    if kind is Kind.PROJECT and not reading.question.has("mention"):
        cost += _OTHER_NOUN  # 项目 is what most tables call their tasks
    if kind in _ACTOR_KINDS and not asked and _names_one(reading, kind) and not reading.question.has("joint"):
        cost += _OTHER_NOUN  # 这个单位还负责什么 asks for no other units
    if any(isinstance(slot.condition, Is) and slot.denied for slot in reading.slots.found) and kind is not Kind.TASK:
        cost += _OTHER_NOUN  # of a thing described by a task its other tasks are asked for
    return cost


def _ends_in_tasks(question: Question) -> bool:
    """Whether a clause ends with the tasks that its other words describe."""
    clauses = [[piece for piece in clause if piece.text not in {"（", "）"}] for clause in question.clauses]
    asking = [at for at, clause in enumerate(question.clauses) if any(piece.says("ask") for piece in clause)]
    clauses = clauses[asking[-1] if asking else 0 :]
    return any(len(clause) > 2 and clause[-1].says("noun", "task") and clause[-2].text == "的" for clause in clauses)


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


def _headed(bys: Mapping[str, float], world: World, question: Question) -> Mapping[str, float]:
    """What tasks are told apart by, where the documents have headings of one kind only, or so many as are spoken of (六个板块)."""
    numbers = {piece.number for piece in question.pieces if piece.number}
    if question.has("noun", "theme") or question.has("noun", "category"):
        fitting = [kind for kind in (Kind.CATEGORY, Kind.THEME) if world.count(kind.value.capitalize()) in numbers]
        if len(fitting) == 1:
            return {fitting[0].value: 1.0}
    for kind, other in ((Kind.THEME, Kind.CATEGORY), (Kind.CATEGORY, Kind.THEME)):
        if not world.has(kind.value.capitalize()) and world.has(other.value.capitalize()):
            both = bys.get(kind.value, 0.0) + bys.get(other.value, 0.0)
            return {**bys, kind.value: 0.0, other.value: both}
    return bys


def _asks_each_status(question: Question) -> bool:
    """Whether how many tasks have each of several statuses is asked (已完成多少个、暂缓多少个)."""
    pairs = zip(question.pieces, question.pieces[1:], strict=False)
    return sum(bool(piece.sense("status")) and behind.says("ask", "many") for piece, behind in pairs) > 1


def _groups(
    op: str, score: float, forms: SetForms, reading: Reading, bys: Mapping[str, float], world: World
) -> Iterator[Candidate]:
    if forms.by_towns:
        forms = replace(forms, slots=forms.slots.without_collective())
        bys = {**bys, Kind.TOWN.value: 1.0}
    if op == "group" and _asks_each_status(reading.question):
        bys = {Kind.STATUS.value: 1.0}
    called = [kind for run in reading.question.pieces if (kind := world.heading_kind(run.text))] if op == "rank" else []
    if called and not reading.slots.without(Under, Tells).found:
        bys = {called[0].value: 1.0}
    for by, probability in bys.items():
        if probability < _LEAST or by not in _KINDS:
            continue
        if op == "rank" and (rivals := forms.rivals_of(Kind(by))):
            yield _scored(rivals, score + math.log(probability), reading)
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
        other = aspect is Aspect.TELL and bool(asked_nouns(reading.question) & _ACTORS)
        yield Candidate(About(aspect, _limits(reading.slots)), score - (_OTHER_ASPECT if other else 0.0))
        if aspect is Aspect.WHY and _of_set(reading, judgement):
            yield _scored(Explained(forms.where), score, reading)
        return
    made = _of_conditions(aspect, forms, reading) if reading.slots.found else None
    if made and forms.where != EVERY_TASK:
        nouns = asked_nouns(reading.question)
        of_tasks = isinstance(made, Grouped) or (isinstance(made, Listed) and isinstance(made.of, Tasks))
        other = of_tasks and bool(nouns) and Kind.TASK not in nouns
        yield Candidate(made, score - (_OTHER_NOUN if other else 0.0))
    cost = 0.0 if aspect in _OF_FIGURES else _NO_SUBJECT
    yield Candidate(About(aspect, _limits(reading.slots)), score - cost)


_ACTORS = frozenset({Kind.TOWN, Kind.UNIT, Kind.LEADER})
_OTHER_ASPECT = 1.0
"""What it costs to tell of a thing where its town, units or leaders are asked for."""
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


def _of_conditions(aspect: Aspect, forms: SetForms, reading: Reading) -> Form | None:  # noqa: C901 - one short case per aspect
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
        case Aspect.WHEN | Aspect.DUE if any(isinstance(slot.condition, Due) for slot in reading.slots.found):
            return Listed(Tasks(forms.where))  # 3月底到期的: the time is told
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
