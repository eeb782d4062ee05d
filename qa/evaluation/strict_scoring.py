"""Strict verdicts on answers to typed questions: right, partly right, refused, wrong, or misleading.

Misleading is what is sure of itself and false: a wrong number, a set that mostly differs with nothing said to be unused, what
belongs to a sibling, a name silently taken for another one, an answer where a refusal is due.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from enum import IntEnum
from typing import NamedTuple

from qa.answering.answer import Answer
from qa.answering.results import Date, EntityList, ItemSet, Number, YesNo
from qa.evaluation.strict_text import folded, same_label, same_number, says_number, stand, verdict_words
from qa.evaluation.told import Told
from qa.evaluation.typed_questions import Gold, GoldThing, Need, TypedQuestion, item_word

_ALMOST, _HALF = 0.8, 0.5
_NEAR_TASKS, _NEAR_SHARE = 10, 0.6
_FIRST_TASKS = 3
_VALUE_WITHIN = 0.051
_NEGATED_WITHIN = 6
_SETS = frozenset({"tasks", "number", "entities"})


class Verdict(IntEnum):
    """From best to worst."""

    RIGHT = 0
    PARTLY = 1
    REFUSED = 2
    WRONG = 3
    MISLEADING = 4


class Judged(NamedTuple):
    """A verdict and why."""

    verdict: Verdict
    why: str = ""


def judge(question: TypedQuestion, answer: Answer, counties: Collection[str] = ()) -> Judged:
    """Judge an answer; of several questions in one each by itself.

    :param counties: the counties of the documents, which may stand before a label or not.
    """
    told = Told(answer, counties)
    if not question.parts:
        return _best(question.golds, told)
    parts = [*answer.parts, *[None] * len(question.parts)]
    views = (replace(told, part=part, several=True) for part in parts)
    each = [_best([gold, *gold.accept], view) for gold, view in zip(question.parts, views, strict=False)]
    verdicts = [one.verdict for one in each]
    why = "；".join(f"第 {n} 问：{one.why}" for n, one in enumerate(each, start=1) if one.verdict)
    if Verdict.RIGHT in verdicts or Verdict.PARTLY in verdicts:
        return Judged(Verdict.PARTLY if any(verdicts) else Verdict.RIGHT, why)
    return Judged(max(verdicts), why)


def _best(golds: list[Gold], told: Told) -> Judged:
    """The verdict by the first gold, unless another one that counts as well is met."""
    first, *others = [_by(gold, told) for gold in golds]
    return min([first, *(one for one in others if one.verdict <= Verdict.PARTLY)], key=lambda one: one.verdict)


def _by(gold: Gold, told: Told) -> Judged:
    stranger = next((word for word in gold.must_not or () if folded(word) in told.shown), "")
    if stranger:
        return Judged(Verdict.MISLEADING, f"说了别项的“{stranger}”")
    judged = _by_type(gold, told)
    if judged.verdict is Verdict.RIGHT and not all(stand(gold.must, told.top)):
        return Judged(Verdict.PARTLY, f"没有说全 {gold.must}")
    if judged.verdict <= Verdict.PARTLY and folded(gold.said) not in told.headline:
        return Judged(Verdict.MISLEADING, f"没有先说明就把“{gold.said}”当作别的名称")
    return judged


def _by_type(gold: Gold, told: Told) -> Judged:
    if gold.empty:
        return _of_none(gold, told)
    if told.refused:
        return Judged(Verdict.REFUSED, told.headline[:60])
    judges: dict[str, Callable[[Gold, Told], Judged]] = {
        "tasks": _of_tasks,
        "items": _of_items,
        "entities": _of_entities,
        "number": _of_number,
        "boolean": _of_boolean,
        "date": _of_date,
    }
    return judges.get(gold.type, _of_text)(gold, told)


def _by_f1(score: float, told: Told, why: str) -> Judged:
    if score == 1:
        return Judged(Verdict.RIGHT)
    if score >= _ALMOST:
        return Judged(Verdict.PARTLY, why)
    return Judged(Verdict.MISLEADING if score < _HALF and not told.doubtful else Verdict.WRONG, why)


def _of_set(members: Iterable[str], wanted: Iterable[str], optional: Iterable[str], told: Told) -> Judged:
    want, neutral = set(wanted), set(optional)
    got = {one for one in members if one in want or one not in neutral}
    score = 1.0 if got == want else 2 * len(got & want) / (len(got) + len(want))
    return _by_f1(score, told, f"缺 {' '.join(sorted(want - got)[:5])} 多 {' '.join(sorted(got - want)[:5])}")


def _of_none(gold: Gold, told: Told) -> Judged:
    """Where nothing is there: refused, an empty set, or denied in the headline."""
    met = bool(gold.must) and all(stand(gold.must, told.top))
    denied = any(word in told.headline for word in verdict_words("denies"))
    if told.refused or told.ids == set() or (denied and (told.doubtful or met or isinstance(told.result, YesNo))):
        return Judged(Verdict.RIGHT)
    return Judged(Verdict.PARTLY if met else Verdict.MISLEADING, f"表中没有，却答：{told.headline[:40]}")


def _of_tasks(gold: Gold, told: Told) -> Judged:
    wanted = gold.ids or []
    if told.ids is not None:
        return _of_set(told.ids, wanted, gold.optional or (), told)
    near = len(set(wanted) & set(told.ranked[:_NEAR_TASKS])) >= _NEAR_SHARE * len(wanted)
    near = near and not isinstance(told.result, Number)
    return Judged(Verdict.PARTLY if near else Verdict.WRONG, f"应为集合，答的是 {told.kind}")


def _of_items(gold: Gold, told: Told) -> Judged:
    items, optional = gold.items or [], gold.optional or []
    if isinstance(told.result, ItemSet):
        got = [item_word(item.task, item.milestone) for item in told.result.items]
        return _of_set(got, [item.item for item in items], optional, told)
    if told.ids is None:
        return Judged(Verdict.WRONG, f"应为节点，答的是 {told.kind}")
    judged = _of_set(told.ids, [item.task for item in items], [word.split("#")[0] for word in optional], told)
    return Judged(max(Verdict.PARTLY, judged.verdict), f"应为节点，答的是任务；{judged.why}")


def _of_entities(gold: Gold, told: Told) -> Judged:
    if isinstance(told.result, EntityList):
        return _of_things(gold, told.result, told)
    labels: list[Need] = [thing.label for thing in gold.items or ()]
    said = all(stand([*labels, *gold.needs], told.top))
    if said and told.kind != "tasks" and all(stand(labels, told.headline)):
        return Judged(Verdict.RIGHT)
    surely = told.kind == "tasks" and not told.doubtful
    verdict = Verdict.PARTLY if said else Verdict.MISLEADING if surely else Verdict.WRONG
    return Judged(verdict, f"应为名称，答的是 {told.kind}")


def _of_things(gold: Gold, result: EntityList, told: Told) -> Judged:
    want = gold.items or []

    def among(label: str, labels: Iterable[str]) -> bool:
        return any(same_label(label, other, told.counties) for other in labels)

    got = [one for one in result.items if not among(one.label, gold.optional or ())]
    if gold.top and got and not among(got[0].label, [thing.label for thing in want[: gold.top]]):
        return Judged(Verdict.MISLEADING, f"第一是 {got[0].label}，应为 {want[0].label}")
    got = [one for one in got if not among(one.label, gold.also)]
    hits = [(thing, one.value or 0) for thing in want for one in got if among(thing.label, [one.label])]
    score = len({thing.label for thing, _ in hits}) * 2 / max(1, len(want) + len(got))
    off = [thing.label for thing, value in hits if _differs(thing, value, gold.tol)]
    if score == 1 and off:
        verdict = Verdict.MISLEADING if len(off) * 2 > len(hits) else Verdict.PARTLY
        return Judged(verdict, f"数目不同：{'、'.join(off[:4])}")
    return _by_f1(score, told, f"答的是 {'、'.join(one.label for one in got[:6])}")


def _differs(thing: GoldThing, value: float, within: float | None) -> bool:
    return thing.value is not None and abs(value - thing.value) > (_VALUE_WITHIN if within is None else within)


def _of_number(gold: Gold, told: Told) -> Judged:
    wanted, within, result = (_number(gold.value), gold.unit), gold.tol or 0.0, told.result
    if isinstance(result, Number):
        right = same_number(wanted, (result.value, result.unit), within)
    else:
        right = says_number(wanted, told.headline, within)
    shown = f"{gold.value}{gold.unit or ''}"
    if right:
        return Judged(Verdict.RIGHT)
    if told.kind in {"number", "tasks"}:
        return Judged(Verdict.MISLEADING, f"应为 {shown}，答：{told.headline[:40]}")
    told_later = says_number(wanted, told.whole, within) or (bool(gold.terms) and all(stand(gold.terms, told.top)))
    return Judged(Verdict.PARTLY if told_later else Verdict.WRONG, f"没有先说 {shown}：{told.headline[:40]}")


def _number(value: bool | float | str | None) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _of_boolean(gold: Gold, told: Told) -> Judged:
    if isinstance(told.result, YesNo):
        return _compared(told.result.value == gold.value, told)
    if gold.must:
        return _of_text(gold, told)
    start = min((i for i, char in enumerate(told.headline) if char in ",，。"), default=len(told.headline))
    start = min(start, _NEGATED_WITHIN)
    if any(0 <= told.headline.find(word) <= start for word in verdict_words("negates")):
        return _compared(gold.value is False, told)
    if told.headline.startswith(verdict_words("affirms")):
        return _compared(gold.value is True, told)
    return Judged(Verdict.WRONG, f"没有说是或否：{told.headline[:40]}")


def _of_date(gold: Gold, told: Told) -> Judged:
    dates = [str(gold.value), *gold.same]
    if isinstance(told.result, Date):
        said = folded(told.result.value)
        return _compared(any(folded(date) in said or said in folded(date) for date in dates), told)
    return _of_text(gold, told, dates)


def _compared(same: bool, told: Told) -> Judged:
    return Judged(Verdict.RIGHT) if same else Judged(Verdict.MISLEADING, f"答的相反或不同：{told.headline[:40]}")


def _of_text(gold: Gold, told: Told, dates: list[str] | None = None) -> Judged:
    """Whether what must be said stands at the top, of the right task."""
    must: list[Need] = [dates, *gold.needs] if dates else gold.needs
    need, tasks = stand(must, told.top), set(gold.tasks or ())
    first = all(stand(must, told.headline))
    if told.kind in _SETS and not told.several and not first:
        return Judged(Verdict.PARTLY if all(need) else Verdict.WRONG, f"应为文字，答的是 {told.kind}")
    leading = set(told.ranked[: _FIRST_TASKS if first else 1])
    if all(need) and (not tasks or not leading or tasks & leading):
        return Judged(Verdict.RIGHT)
    why = f"没有先说 {[one for one, said in zip(must, need, strict=True) if not said]}：{told.headline[:40]}"
    near = bool(gold.near) and bool(tasks & set(told.ranked[:_FIRST_TASKS]))
    half = sum(need) * 2 >= max(1, len(need)) or all(stand(must, told.whole))
    return Judged(Verdict.PARTLY if near or half else Verdict.WRONG, why)
