"""How the conditions of a question belong together: roles, negation, and, or."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qa.marks import BLANK, Mark
from qa.querying.conditions import (
    AllOf,
    Atom,
    Condition,
    Due,
    HasStatus,
    Names,
    NotThis,
    Responsible,
    Role,
    StatusMode,
    Under,
    all_of,
    any_of,
)

_CONNECTIVE = re.compile(r"^(?:[、,，]|和|与|跟|同|及|以及|还有|或者?|又或者|[的]){1,3}$")
_OR = re.compile(r"或者?|要么|抑或|还是")
_JOINTLY = re.compile(
    r"一边.{1,60}一边|一面.{1,60}一面|共同|一起|同时|一道|均|联合|合作|既.{1,60}又|又.{1,60}又|都(?:要|是|得|须)?(?:负责|参与|牵头|参加|出力|列|写|提到|有份|在)(?!了?(?:哪|什么|啥|几|多少))|也(?:要|是|得)?(?:负责|参与|参加|出力|配合|在列)"
)
_LEADS = r"牵头|主抓|主责|领衔|主办|挂帅|打头|带头|挂头牌|挑头|挑大梁|唱主角|扛大旗|(?:排|列)(?:在)?(?:责任单位)?(?:第一|首位|最前)|第一责任"
_SUPPORTS = r"配合|搭把手|帮把手|帮衬|协办|协助|打下手|打配合"
ROLE_WORDS = re.compile(rf"{_LEADS}|{_SUPPORTS}")
_OWN = r"(?:它|他们|自己|单独|亲自|直接|政府|单位|仅|只|单纯|主要|作为|当|做|来|是|所|要|的|那边|这边|方面)*"
_LEAD_AFTER = re.compile(rf"^{_OWN}(?:[（(][^）)]*)?(?:{_LEADS})")
_NOT_LEAD_AFTER = re.compile(
    rf"^{_OWN}(?:{_SUPPORTS})|^{_OWN}(?:参与|参加)?[、，,]?(?:但|却|而|又)?(?:不是?|非|不当|没有?|并不|并非)(?:{_LEADS})"
)
_LEAD_BEFORE = re.compile(r"(?:牵头|主责|主办|第一责任|首位责任)(?:的)?(?:单位|部门)?(?:是|为|:|：)?$")
_SUPPORT_BEFORE = re.compile(r"(?:配合|协办|协助)(?:的)?(?:单位|部门)?(?:是|为|有|含|里有|:|：)?$")
_ANY_ROLE = re.compile(
    r"牵不牵头|牵头不牵头|是不是牵头都|(?:不管|无论|不论|甭管)[^，,。]{0,4}(?:牵头|配合|参与)|(?:含|包括|连同?|算上)(?:了)?(?:配合|牵头|参与)|牵头(?:、|和|与|或者?|还是)(?:配合|参与|协办)"
)
_LED_EXCEPTED = re.compile(
    r"(?:除了?|除去|除开|抛开|不算)(?:它|他们|自己|本身|本单位|该局)*(?:是)?牵头(?:的)?(?:以外|之外|外)?"
)
_EITHER_AFTER = re.compile(rf"^{_OWN}(?:都)?(?:参与|参加|出力|有份|负责|承担|涉及|在列)")
_NOT_BEFORE = re.compile(
    r"(?:除了?|除去|除开|除掉|刨去|刨除|去掉|排除|撇开|撇除|抛开|扣除|不(?:是|归|由|属于?|含|算|包括|包含|涉及|在|要|带|靠|提)|没有|没|并?非|无|而不)"
    r"(?:提到|涉及|包括|要|只是|仅是|由|归|是|让|写|带)?(?:任何|任一)?[“\"]?$"
)
_EXCEPT_BEFORE = re.compile(r"(?:除了?|除去|除开|刨去|刨除|撇开|抛开)[^，,。]{0,12}$")
_WHETHER = re.compile(r"有没有|是不是|是否|要不要|算不算|能不能")
"""These ask, they do not deny."""
_NOT_AFTER = re.compile(
    r"^[^，,。]{0,6}?(?:以外|之外|除外|(?:不算|不计)(?:在内)?(?=$|[，,。；）)]))|^[^，,。]{0,4}外(?=[，,的还])|^(?:没有?|未|不|并未|并没有?)(?:参与|参加|负责|分管|配合|出现|涉及|出力|沾边|列)|^没份|^没(?:有)?(?:任何)?(?:责任|关系|事)(?![的项])"
)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A condition with its place and whether it is excluded."""

    start: int
    end: int
    condition: Atom
    negated: bool


def join(text: str, marks: Sequence[Mark]) -> Condition:
    """The condition that the marks of a question, in order of place, make together."""
    marks = _without_glosses(text, sorted(marks, key=lambda mark: mark.start))
    placed = _negations(text, _roles(text, marks))
    positive = [place for place in placed if not place.negated]
    parts: list[Condition] = []
    for group in _groups(positive):
        parts.append(_together(text, group))
    if len(parts) == 2 and _either_sort(text, positive):
        parts = [any_of(parts)]
    excluded = dict.fromkeys(_whole(place.condition) for place in placed if place.negated)
    parts += [NotThis(condition) for condition in excluded]
    return all_of(parts) if parts else AllOf()


def _without_glosses(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Without the unit in brackets behind a leader, which only says who is meant: 张部长（宣传部）."""
    kept: list[Mark] = []
    for mark in marks:
        leader = kept and isinstance(kept[-1].condition, Under) and kept[-1].condition.link.kind == "Person"
        gloss = leader and isinstance(mark.condition, Responsible) and text[kept[-1].end : mark.start] in {"（", "("}
        if not gloss:
            kept.append(mark)
    return kept


def _whole(condition: Atom) -> Atom:
    """What is excluded by a status is a task that has it as a whole, not one of whose reports one does."""
    return replace(condition, mode=StatusMode.OVERALL) if isinstance(condition, HasStatus) else condition


def _roles(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Every actor with its role: what stands right behind or before its name, else what follows the next name."""
    found: list[Mark] = []
    following: Role | None = None
    anywhere = _role_anywhere(text)
    told = False
    for position in range(len(marks) - 1, -1, -1):
        mark = marks[position]
        if isinstance(mark.condition, Responsible):
            after = text[mark.end : marks[position + 1].start] if position + 1 < len(marks) else text[mark.end :]
            before = text[marks[position - 1].end if position else 0 : mark.start]
            role = _role(before, after)
            if role is None and _CONNECTIVE.match(after):
                role = following
            following = role
            told = told or role is not None
            mark = replace(mark, condition=replace(mark.condition, role=role or Role.ANY))
        found.append(mark)
    told = told and not (_ANY_ROLE.search(text) or _LED_EXCEPTED.search(text))
    return found[::-1] if told else [_in_role(mark, anywhere) for mark in found[::-1]]


def _in_role(mark: Mark, role: Role) -> Mark:
    if isinstance(mark.condition, Responsible):
        return replace(mark, condition=replace(mark.condition, role=role))
    return mark


def _role(before: str, after: str) -> Role | None:
    if _NOT_LEAD_AFTER.match(after) or _SUPPORT_BEFORE.search(before):
        return Role.PARTICIPANT
    if _LEAD_AFTER.match(after) or _LEAD_BEFORE.search(before):
        return Role.LEAD
    return Role.ANY if _EITHER_AFTER.match(after) else None


def _role_anywhere(text: str) -> Role:
    """The role a question speaks of without tying it to a name."""
    if _ANY_ROLE.search(text):
        return Role.ANY
    if _LED_EXCEPTED.search(text):
        return Role.PARTICIPANT
    if re.search(rf"(?:只是|仅|只|单纯)(?:{_SUPPORTS})|(?:不是?|非|不当|没有?)(?:{_LEADS})|(?:{_SUPPORTS})", text):
        return Role.PARTICIPANT
    return Role.LEAD if re.search(_LEADS, text) else Role.ANY


def _negations(text: str, marks: Sequence[Mark]) -> list[_Placed]:
    """Which conditions are excluded; an exclusion reaches over 和 and 、 to the next of its kind."""
    placed: list[_Placed] = []
    for position, mark in enumerate(marks):
        previous = placed[-1] if placed else None
        between = _WHETHER.sub("", text[previous.end if previous else 0 : mark.start])
        # What stands before the next name is not yet the end of what is said of this one.
        after = text[mark.end : marks[position + 1].start] + BLANK if position + 1 < len(marks) else text[mark.end :]
        negated = bool(_NOT_BEFORE.search(between) or _NOT_AFTER.match(after) or _EXCEPT_BEFORE.search(between))
        if (
            previous
            and previous.negated
            and _CONNECTIVE.match(between)
            and type(previous.condition) is type(mark.condition)
        ):
            negated = True
        placed.append(_Placed(mark.start, mark.end, mark.condition, negated))
    return _back(text, placed)


def _back(text: str, placed: list[_Placed]) -> list[_Placed]:
    """甲、乙以外: what stands behind the last name holds for those joined before it."""
    for position in range(len(placed) - 2, -1, -1):
        this, following = placed[position], placed[position + 1]
        joined = _CONNECTIVE.match(text[this.end : following.start])
        if following.negated and joined and type(this.condition) is type(following.condition):
            placed[position] = replace(this, negated=True)
    return placed


def _groups(placed: Iterable[_Placed]) -> list[list[_Placed]]:
    """Conditions of one sort together, each condition once however often it is said."""
    groups: dict[str, dict[Condition, _Placed]] = {}
    for place in placed:
        groups.setdefault(_sort(place.condition), {}).setdefault(_wherever(place.condition), place)
    return [list(group.values()) for group in groups.values()]


def _wherever(condition: Atom) -> Atom:
    """A condition without the place and the words at which it is said."""
    if isinstance(condition, Responsible | Under | Names):
        return replace(condition, link=replace(condition.link, text="", start=0, end=0))
    return condition


def _sort(condition: Atom) -> str:
    if isinstance(condition, Under):
        return condition.link.kind
    if isinstance(condition, Responsible):
        return "Responsible"
    return type(condition).__name__


def _together(text: str, group: Sequence[_Placed]) -> Condition:
    """The conditions of one sort: joined by and when the words or their roles say so, else by or."""
    conditions: list[Condition] = [place.condition for place in group]
    if len(conditions) == 1:
        return conditions[0]
    if isinstance(conditions[0], HasStatus | Due | Under):
        return any_of(conditions)  # a task has one leader, and a question for two statuses asks for either
    if _either(text, group):
        return any_of(conditions)
    if isinstance(conditions[0], Names):
        return all_of(conditions) if _JOINTLY.search(text) else any_of(conditions)
    actors = [place.condition for place in group if isinstance(place.condition, Responsible)]
    several = len({actor.role for actor in actors}) > 1 or len({actor.link.kind == "Town" for actor in actors}) > 1
    return all_of(conditions) if several or _JOINTLY.search(text) else any_of(conditions)


def _either(text: str, placed: Sequence[_Placed]) -> bool:
    pairs = itertools.pairwise(placed)
    return any(_OR.search(text[one.end : other.start]) for one, other in pairs)


def _either_sort(text: str, placed: Sequence[_Placed]) -> bool:
    """Whether 或 stands between two conditions of different sorts."""
    pairs = itertools.pairwise(placed)
    return any(
        _sort(one.condition) != _sort(other.condition) and _OR.search(text[one.end : other.start])
        for one, other in pairs
    )
