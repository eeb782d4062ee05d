"""The answers of several editions as one: sets together, counts added up, other things one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.language.text import shortened
from qa.answering.answer import Answer
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList, ItemSet, Number, Quotes, Result, TaskSet, YesNo
from qa.collection.open_edition import OpenEdition
from qa.understanding.logical_form import Counted

Answered = tuple[OpenEdition, Answer]
SHOWN = 6
"""Editions whose answers are told one after the other; the others are counted."""
LONGEST = 90
"""Characters of each one's sentence."""


def joined(answers: Sequence[Answered]) -> Answer:
    """One answer; those that refuse are left out where others do not.

    :param answers: at least one.
    """
    told = [one for one in answers if not one[1].refused and not _is_empty(one[1].result)]
    told = told or [one for one in answers if not one[1].refused]
    if not told:
        return _none(answers)
    if len(told) == 1:
        return _only(told[0], len(answers))
    first = told[0][1]
    headline, result = _together(told)
    silent = [edition.label for edition, _ in answers if edition not in {one for one, _ in told}]
    notes = (say("edition.silent", labels="、".join(silent)),) if silent else ()
    lines = [headline, *(f"{edition.label}：{answer.headline}" for edition, answer in told[:SHOWN])]
    notes = tuple(dict.fromkeys([*notes, *(note for _, answer in told for note in answer.notes)]))
    return replace(
        first,
        headline=headline,
        result=result,
        answer="\n".join([*lines, *(f"（{note}）" for note in notes)]),
        tasks=tuple(hit for _, answer in told for hit in answer.tasks),
        value=getattr(result, "value", None),
        evidence=tuple(one for _, answer in told for one in answer.evidence),
        related=tuple(one for _, answer in told[:SHOWN] for one in answer.related),
        sparql="\n\n".join(f"# {edition.label}\n{answer.sparql}" for edition, answer in told if answer.sparql) or None,
        parts=(),
        unused=tuple(dict.fromkeys(word for _, answer in told for word in answer.unused)),
        notes=notes,
    )


def _none(answers: Sequence[Answered]) -> Answer:
    """The refusal of all: the reason that most of them give."""
    reasons = [answer.headline for _, answer in answers]
    likeliest = max(dict.fromkeys(reasons), key=reasons.count)
    answer = next(answer for _, answer in answers if answer.headline == likeliest)
    note = say("edition.open", labels="、".join(edition.label for edition, _ in answers[:SHOWN]), n=len(answers))
    return replace(answer, answer=f"{answer.answer}\n（{note}）", notes=(*answer.notes, note))


def _only(one: Answered, among: int) -> Answer:
    """The answer of the only one that has one, with its name before it."""
    edition, answer = one
    headline = f"{edition.label}：{answer.headline}"
    note = say("edition.only", label=edition.label, n=among)
    return replace(
        answer,
        headline=headline,
        answer=f"{answer.answer.replace(answer.headline, headline, 1)}\n（{note}）",
        notes=(*answer.notes, note),
    )


def _is_empty(result: Result) -> bool:
    match result:
        case TaskSet(ids=()) | ItemSet(items=()) | EntityList(items=()):
            return True
        case Number(value=0):
            return True
        case _:
            return False


def _together(told: Sequence[Answered]) -> tuple[str, Result]:
    results = [answer.result for _, answer in told]
    labels = [edition.label for edition, _ in told]
    if all(isinstance(result, TaskSet) for result in results):
        sizes = [len(result.ids) for result in results if isinstance(result, TaskSet)]
        ids = tuple(id_ for result in results if isinstance(result, TaskSet) for id_ in result.ids)
        return say("edition.tasks", n=sum(sizes), each=_each(labels, sizes, "项")), TaskSet(ids)
    if all(isinstance(result, ItemSet) for result in results):
        items = tuple(item for result in results if isinstance(result, ItemSet) for item in result.items)
        sizes = [len(result.items) for result in results if isinstance(result, ItemSet)]
        return say("edition.items", n=len(items), each=_each(labels, sizes, "个")), ItemSet(items)
    if all(isinstance(result, Number) for result in results):
        numbers = [result for result in results if isinstance(result, Number)]
        counts = all(isinstance(answer.plan.form, Counted) for _, answer in told)
        if counts and len({number.unit for number in numbers}) == 1:
            return _sum(labels, numbers)
        things = tuple(Entity(label, "County", one.value) for label, one in zip(labels, numbers, strict=True))
        return _sentences(told), EntityList(things)
    if all(isinstance(result, YesNo) for result in results):
        said = {result.value for result in results if isinstance(result, YesNo)}
        if len(said) == 1:
            return _sentences(told), results[0]
    if all(isinstance(result, EntityList) for result in results):
        lists = [result for result in results if isinstance(result, EntityList)]
        return _sentences(told), _things(lists)
    return _sentences(told), Quotes(tuple(f"{edition.label}：{answer.headline}" for edition, answer in told))


def _each(labels: Sequence[str], sizes: Sequence[int], unit: str) -> str:
    return "、".join(f"{label} {size} {unit}" for label, size in zip(labels, sizes, strict=True))


def _sum(labels: Sequence[str], numbers: Sequence[Number]) -> tuple[str, Number]:
    total, unit = sum(number.value for number in numbers), numbers[0].unit
    terms = f"{' + '.join(f'{number.value:g}' for number in numbers)} = {total:g} {unit}"
    each = "、".join(f"{label} {number.value:g} {unit}" for label, number in zip(labels, numbers, strict=True))
    return say("edition.count", n=f"{total:g}", unit=unit, each=each), Number(total, unit, terms)


def _things(lists: Sequence[EntityList]) -> EntityList:
    """Things of several lists, one of a name each; what is told beside them is added up."""
    found: dict[tuple[str, str], Entity] = {}
    for item in (item for one in lists for item in one.items):
        known = found.get((item.kind, item.label))
        value = item.value if known is None or known.value is None else known.value + (item.value or 0)
        found[item.kind, item.label] = replace(item, value=value)
    return EntityList(tuple(found.values()))


def _sentences(told: Sequence[Answered]) -> str:
    parts = [f"{edition.label}：{shortened(answer.headline, LONGEST)}" for edition, answer in told[:SHOWN]]
    left = len(told) - SHOWN
    return "".join(parts) + (say("edition.more", n=left) if left > 0 else "")
