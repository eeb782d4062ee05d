"""Optional: a language model proposes what a question asks for; what it says is checked, built into one of our forms, and ranked.

The schema, with all that the model is told, is ``data/language/form_proposals.txt``; besides it the model gets the question
and the names found in it, never the data. Names must be ones that our own linker knows, of the question or sharing a word
with it; words must stand in the question; statuses and times must be known. Whatever is wrong, the whole proposal is thrown
away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import replace

from graph.language.time_values import ANY_YEAR
from graph.language.timex import find_times
from graph.language.word_lists import listed_set
from graph.tables.statuses import SCHEME
from qa.answering.completion import CompletionError
from qa.answering.phrases import say
from qa.querying.conditions import (
    EVERY_TASK,
    Condition,
    Due,
    HasStatus,
    Linked,
    Names,
    NotThis,
    Responsible,
    Role,
    Starred,
    StatusMode,
    Under,
    all_of,
    any_of,
)
from qa.understanding.coverage import is_grounded, unused_by
from qa.understanding.entity_linker import EntityLinker
from qa.understanding.form_classifier import FormJudgement
from qa.understanding.logical_form import (
    About,
    Compared,
    Counted,
    Explained,
    Form,
    Grouped,
    Items,
    Kind,
    Listed,
    Mean,
    Quantifier,
    Share,
    Tasks,
    Things,
    Verified,
)
from qa.understanding.normal_form import normal_form
from qa.understanding.proposal_schema import (
    Messages,
    ProposalError,
    ProposedCondition,
    ProposedForm,
    decoded,
    messages_for,
)
from qa.understanding.proposals import Proposal
from qa.understanding.reading import Reading
from qa.understanding.slot_finders import ACTORS, STATUS_KEYS, due_in
from qa.understanding.world import World

_DEEPEST = 3
"""Conditions within conditions."""
_LEAST = 0.02
"""How likely our own judgement must find what is proposed to be asked for."""
_JUDGED = {"verify": ("all_of", "done", "ontime")}
_THINGS = frozenset({"Company", "PolicyDocument", "Project", "Village"})
_KINDS = {"leader": {"Person"}, "category": {"Category"}, "theme": {"Theme"}, "names": _THINGS}
_ROLES = {"lead": Role.LEAD, "participant": Role.PARTICIPANT, "unit": Role.ANY}
_GROUPED = frozenset(Kind) - {Kind.TASK, Kind.ITEM}
_PARTS = frozenset({Kind.ITEM, Kind.UNIT, Kind.MONTH})
_GENERIC = listed_set("characters-of-many-names")
"""Characters that many names share, so that they tell none."""


class ModelProposer:
    """Asks a language model.

    :param ask: what the model says to some messages; raises :class:`qa.answering.completion.CompletionError`.
    """

    def __init__(self, ask: Callable[[Messages], str], linker: EntityLinker, world: World) -> None:
        self._ask, self._linker, self._world = ask, linker, world

    def propose(self, reading: Reading, judgement: FormJudgement) -> Proposal:
        """The form that the model takes a question for, or why it is not used."""
        try:
            proposed = decoded(self._ask(messages_for(reading.question)))
            built = _Builder(reading, judgement, self._linker, self._world)
            form = built.form(proposed)
            if not is_grounded(form, reading):
                raise ProposalError(say("proposal.unknown"))
        except (CompletionError, ProposalError) as error:
            return Proposal(reason=str(error))
        return Proposal(form, unused_by(form, reading), tuple(built.added))


class _Builder:
    """Builds what is proposed into a form of ours.

    ``added`` collects the names that the question does not write.
    """

    def __init__(self, reading: Reading, judgement: FormJudgement, linker: EntityLinker, world: World) -> None:
        self._reading, self._linker, self._world = reading, linker, world
        self._judgement = judgement
        self._text = reading.question.text
        self.added: list[str] = []

    def form(self, proposed: ProposedForm) -> Form:
        """The form.

        :raises ProposalError: something in it is unknown, or it makes no sense.
        """
        if not self._is_likely(proposed):
            raise ProposalError(say("proposal.nonsense"))
        where = self._all(proposed.where)
        match proposed.op:
            case "list" | "count":
                return self._set(proposed, where)
            case "group" | "rank":
                return self._grouped(proposed, where)
            case "compare":
                return self._compared(proposed, where)
            case "share":
                return Share(self._needed(proposed.holding), where)
            case "mean":
                return _mean(proposed, where)
            case "verify":
                return Verified(self._needed(proposed.holding), where, proposed.quantifier)
            case "why":
                return Explained(self._needed(proposed.where))
            case "about":
                return self._about(proposed)

    def _is_likely(self, proposed: ProposedForm) -> bool:
        """Whether our own judgement of the question leaves some chance to what is proposed to be asked for."""
        op, judged = proposed.op, self._judgement
        ops = _JUDGED.get(op, (proposed.aspect.value,) if op == "about" and proposed.aspect else (op,))
        kinds = [(proposed.target, judged.target)] if op in {"list", "count"} else []
        kinds += [(proposed.by, judged.by)] if op in {"group", "rank"} and proposed.by else []
        return max(judged.op.get(one, 0.0) for one in ops) >= _LEAST and all(
            told.get(kind.value, 0.0) >= _LEAST or self._reading.question.has("noun", kind.value)
            for kind, told in kinds
        )

    def _set(self, proposed: ProposedForm, where: Condition) -> Form:
        listed = Listed if proposed.op == "list" else Counted
        if proposed.target is Kind.TASK:
            if listed is Listed and where == EVERY_TASK and not self._reading.question.has("all"):
                raise ProposalError(say("proposal.nonsense"))
            return listed(Tasks(where))
        if proposed.target is Kind.ITEM:
            return listed(Items(where))
        quantifier = proposed.quantifier
        if not proposed.holding and quantifier is not Quantifier.NONE:
            quantifier = Quantifier.SOME
            if where == EVERY_TASK and proposed.role is Role.ANY and self._reading.question.has("role"):
                raise ProposalError(say("proposal.nonsense"))  # whoever 分管 or 牵头 is not all there are
        return listed(Things(proposed.target, where, proposed.role, quantifier, self._all(proposed.holding)))

    def _grouped(self, proposed: ProposedForm, where: Condition) -> Form:
        ranks = proposed.op == "rank"
        if ranks and proposed.by is Kind.TASK and proposed.target in _PARTS:
            return Grouped(Kind.TASK, where, Role.ANY, None, proposed.most, proposed.top, proposed.target)
        if proposed.by not in _GROUPED:
            raise ProposalError(say("proposal.nonsense"))
        share = self._all(proposed.share) if proposed.share else None
        most, top = (proposed.most, proposed.top) if ranks else (None, None)
        return Grouped(proposed.by, where, proposed.role, share, most, top)

    def _compared(self, proposed: ProposedForm, where: Condition) -> Form:
        sets = tuple(dict.fromkeys(self._condition(one, 0) for one in proposed.sets))
        plain = all(isinstance(one, Responsible | Under | HasStatus | Due) for one in sets)
        if len(sets) < 2 or not plain:
            raise ProposalError(say("proposal.nonsense"))
        return Compared(sets, where, self._all(proposed.share) if proposed.share else None)

    def _about(self, proposed: ProposedForm) -> Form:
        if proposed.aspect is None or not self._reading.named:
            raise ProposalError(say("proposal.nonsense"))
        limits = [one for one in map(self._top, proposed.where) if isinstance(one, Under)]
        return About(proposed.aspect, all_of(limits) if limits else EVERY_TASK)

    def _needed(self, conditions: tuple[ProposedCondition, ...]) -> Condition:
        if not conditions:
            raise ProposalError(say("proposal.nonsense"))
        return self._all(conditions)

    def _all(self, conditions: tuple[ProposedCondition, ...]) -> Condition:
        parts = list(dict.fromkeys(map(self._top, conditions)))
        return all_of(parts) if parts else EVERY_TASK

    def _top(self, proposed: ProposedCondition) -> Condition:
        return self._condition(proposed, 0)

    def _condition(self, proposed: ProposedCondition, depth: int) -> Condition:
        told = {key: value for key in proposed.__struct_fields__ if (value := getattr(proposed, key)) is not None}
        if len(told) != 1 or depth > _DEEPEST:
            raise ProposalError(say("proposal.shape"))
        if proposed.not_ is not None:
            part = self._condition(proposed.not_, depth + 1)
            return NotThis(replace(part, mode=StatusMode.OVERALL) if isinstance(part, HasStatus) else part)
        if proposed.or_ is not None:
            parts = list(dict.fromkeys(self._condition(one, depth + 1) for one in proposed.or_))
            if len(parts) < 2:
                raise ProposalError(say("proposal.nonsense"))
            return any_of(parts)
        ((key, value),) = told.items()
        return self._single(key, value)

    def _single(self, key: str, value: str | bool) -> Condition:
        if key == "starred":
            return Starred() if value else NotThis(Starred())
        words = str(value)
        match key:
            case "status":
                return self._status(words)
            case "due":
                return _due(words)
            case "about" | "cause":
                return self._told(key, normal_form(words))
            case "lead" | "participant" | "unit":
                return Responsible(self._link(words, ACTORS), _ROLES[key])
            case "names":
                return Names(self._link(words, _THINGS))
            case _:
                return Under(self._link(words, _KINDS[key]))

    def _status(self, key: str) -> HasStatus:
        if key not in STATUS_KEYS:
            raise ProposalError(say("proposal.unknown"))
        keys, mode = STATUS_KEYS[key]
        own = next((piece.text for piece in self._reading.question.all("status", key)), "")
        labels = {concept.key: concept.label for concept in SCHEME}
        return HasStatus(own or labels.get(key) or say(f"status.{key}"), keys, mode)

    def _told(self, key: str, words: str) -> Condition:
        """What texts tell of words of the question."""
        found: Condition | None = None
        if len(words) > 1 and words in self._text:
            found = self._world.cause(words) if key == "cause" else self._world.topic(words, verbatim=False)
        if found is None:
            raise ProposalError(say("proposal.unknown"))
        return found

    def _link(self, name: str, kinds: Set[str]) -> Linked:
        """The name of the graph that is called so: one of the question's own, or one that it shares a word with."""
        text = normal_form(name)
        found = [one for one in self._linker.link(text) if one.kind in kinds and one.end - one.start == len(text)]
        called = {name, *(one.label for one in found)}
        for link in self._reading.question.names:
            if link.kind in kinds and called & {link.text, link.label}:
                return link
        if not found or found[0].kind == "Person" or not _shares_word(text, self._text):
            raise ProposalError(say("proposal.unknown"))
        self.added.append(found[0].label)
        return replace(found[0], start=0, end=0)


def _due(words: str) -> Due:
    text = normal_form(words)
    times = find_times(text, ANY_YEAR)
    whole = len(times) == 1 and (times[0].start, times[0].end) == (0, len(text)) and not times[0].recurrence
    due = due_in(text, times[0]) if whole else None
    if due is None:
        raise ProposalError(say("proposal.unknown"))
    return due


def _mean(proposed: ProposedForm, where: Condition) -> Form:
    if proposed.by in {None, Kind.TASK} and proposed.target in {Kind.ITEM, Kind.UNIT}:
        return Mean(proposed.target, where)
    if proposed.by in _GROUPED and proposed.by is not None:
        return Mean(Kind.TASK, where, proposed.by)
    raise ProposalError(say("proposal.nonsense"))


def _shares_word(name: str, text: str) -> bool:
    """Whether two characters in a row that are no mere rank or sort of office stand in both.

    >>> _shares_word("市教育局", "教育口管哪些"), _shares_word("市教育局", "市体育局管哪些")
    (True, False)
    """
    return any(not _GENERIC.intersection(pair) and pair in text for pair in _pairs(name))


def _pairs(name: str) -> Iterator[str]:
    return (name[at : at + 2] for at in range(len(name) - 1))
