"""Several counties and years: which of them a question asks, each one's answer, and these as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.answer import Answer, Plan, refused
from qa.answering.phrases import say
from qa.answering.results import Part
from qa.collection.asked_scope import AskedScope, Frame, Members, ScopeReader
from qa.collection.comparing import compared
from qa.collection.joining import joined
from qa.collection.open_edition import OpenEdition
from qa.collection.over_years import YearPair, changed, year_pair
from qa.engine import Engine
from qa.examples import MOST, page_examples, several_examples

_SENTENCE_ENDS = re.compile(r"[?？;；]")
MOST_SHOWN = 12
"""Editions that a sentence names."""
MOST_WARM = MOST_ASKED = 24
"""Editions that one question is asked of, of more it must name some; and that are opened before the first question."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what it is asked of, after the earlier ones."""

    scope: AskedScope
    members: Members
    words: str
    """The question as an engine is asked it."""
    earlier: tuple[str, ...]
    inherited: bool = False


class Collection:
    """Editions that are asked together or one by one."""

    def __init__(self, editions: Sequence[OpenEdition]) -> None:
        self._editions = tuple(editions)
        self._scopes = ScopeReader(self._editions)
        self._all = frozenset(range(len(self._editions)))

    @property
    def labels(self) -> tuple[str, ...]:
        """What the editions are called."""
        return tuple(edition.label for edition in self._editions)

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions that work: over several editions where there are, and about the first one."""
        if len(self._editions) == 1:
            return page_examples(self._editions[0].corpus.build.tables)
        over_all = several_examples([(edition.county, edition.year) for edition in self._editions])
        first = self._editions[0]
        return (*over_all, *page_examples(first.corpus.build.tables, first.label))[:MOST]

    def ask(self, question: str, history: tuple[str, ...] = (), chosen: str = "") -> Answer:
        """Answer a question of the editions it names, those of the earlier questions, or those chosen before.

        :param chosen: counties and years that are asked where the question names none; all when empty.
        """
        if chosen and not self._scopes.knows(chosen):
            return refused(Plan(question, "none", history=history), self._not_open(chosen))
        if len(self._editions) == 1:
            return self._editions[0].engine.ask(question, history)
        asked = self._asked(question, history, chosen)
        answer = self._in_parts(question, asked, self._within(chosen)) or self._answer(question, asked)
        if answer.refused and asked.scope.lacking:
            answer = refused(answer.plan, self._not_open(asked.scope.lacking))
        return replace(answer, question=question, plan=replace(answer.plan, question=question, history=history))

    def _within(self, chosen: str) -> Members:
        """The editions that were chosen before; all where nothing was."""
        return self._scopes.read(chosen, self._all).members if chosen else self._all

    def _in_parts(self, question: str, asked: _Asked, within: Members) -> Answer | None:
        """The answers to several comparisons in one breath (…多几项？没完成的又少几项？), each by itself."""
        sentences = [part for part in map(str.strip, _SENTENCE_ENDS.split(question)) if part]
        if len(sentences) < 2 or asked.inherited:
            return None
        before: AskedScope | None = None
        answers = []
        for sentence in sentences:
            before = self._scopes.read(sentence, within if before is None else before.members, before)
            if not before.members or (before.frame is Frame.JOINED and before.change is None):
                return None
            answers.append(self._answer(sentence, _Asked(before, before.members, sentence, ())))
        told = [answer for answer in answers if not answer.refused]
        if len(told) < len(answers):
            return None
        return replace(
            told[0],
            headline=" ".join(answer.headline for answer in told),
            answer="\n".join(answer.answer for answer in told),
            tasks=tuple({hit.id: hit for answer in told for hit in answer.tasks}.values()),
            evidence=tuple(dict.fromkeys(one for answer in told for one in answer.evidence)),
            parts=tuple(Part(answer.headline, answer.result) for answer in told),
            understood="；".join(answer.understood for answer in told if answer.understood),
            notes=tuple(dict.fromkeys(note for answer in told for note in answer.notes)),
        )

    def _not_open(self, scope: str) -> str:
        return say("edition.lacking", scope=scope, open="、".join(self.labels[:MOST_SHOWN]))

    def years(self, first: str, second: str) -> YearPair | None:
        """Two years of one county, as a question names them; ``None`` where they are none that are open."""
        read = [self._scopes.read(words, self._all) for words in (first, second)]
        members = frozenset().union(*(one.members for one in read))
        counties = {self._editions[at].county for at in members}
        known = all(one.named and not one.lacking for one in read) and len(members) == 2 and len(counties) == 1
        return year_pair(self._editions[at] for at in sorted(members)) if known else None

    def engine_of(self, question: str) -> Engine:
        """The engine that reads a question: of the first edition it names."""
        if len(self._editions) == 1:
            return self._editions[0].engine
        return self._editions[min(self._scopes.read(question, self._all).members)].engine

    def warm(self, question: str) -> None:
        """Load what every question needs: the names of all editions, if there are few."""
        for edition in self._editions[:MOST_WARM]:
            edition.engine.warm(question)

    def prepare(self, question: str, history: tuple[str, ...], chosen: str) -> None:
        """Open the editions that a question asks, which is no part of answering it."""
        if len(self._editions) > 1:
            members = self._asked(question, history, chosen).members
            for at in sorted(members) if len(members) <= MOST_ASKED else ():
                _ = self._editions[at].engine

    def _asked(self, question: str, history: tuple[str, ...], chosen: str) -> _Asked:
        asked = self._resolved(question, history, self._within(chosen))
        # Of a county beside those chosen it is asked all the same.
        return asked if asked.members else self._resolved(question, history, self._all)

    def _resolved(self, question: str, history: tuple[str, ...], within: Members) -> _Asked:
        """The question with what the earlier ones leave to it: their editions, or what they ask of others (那平舆县呢)."""
        own = self._scopes.read(question, within)
        if not history:
            return _Asked(own, own.members, question, ())
        before = self._resolved(history[-1], history[:-1], within)
        if not own.named:
            return _Asked(own, before.members, question, (*before.earlier, before.words), inherited=True)
        if own.rest:
            return _Asked(own, own.members, question, (*before.earlier, before.words))
        members = self._moved(before.members, own)
        if own.compares and not members & before.members:  # 2024年比这多多少
            both = replace(own, groups=(members, before.members), frame=Frame.DIFFERENCE, rest=before.scope.rest)
            return _Asked(both, both.members, before.scope.rest, before.earlier)
        return _Asked(before.scope, members, before.scope.rest, before.earlier, inherited=True)

    def _moved(self, before: Members, own: AskedScope) -> Members:
        """The editions a question names that says only where or when: of another year of the same county, if there is one."""
        counties = {self._editions[at].county for at in before}
        of_same = frozenset(at for at in own.members if self._editions[at].county in counties)
        return of_same or own.members

    def _answer(self, question: str, asked: _Asked) -> Answer:
        scope, members = asked.scope, asked.members
        plan = Plan(question, "none")
        if len(members) > MOST_ASKED:
            return refused(plan, say("edition.too-many", n=len(members), example=self._editions[0].label))
        if scope.change:
            pair = self._years(members, scope.rest)
            if pair and (answer := changed(question, scope, pair)):
                return answer
            if not pair and self._editions[min(members)].engine.question(question).has("noun", "task"):
                return refused(plan, say("change.one-year", open="、".join(self.labels[:MOST_SHOWN])))
        if scope.frame is not Frame.JOINED and not asked.inherited:
            groups = [[self._editions[at] for at in sorted(group)] for group in scope.groups]
            if answer := compared(scope, groups):
                return answer
        if len(members) == 1:
            at = min(members)
            return self._of_one(self._editions[at], replace(asked, words=self._words(at, asked)))
        return self._of_several(members, asked)

    def _years(self, members: Members, words: str) -> YearPair | None:
        """The two years of one county that a question about changes compares: of several that whose names it has."""
        counties = dict.fromkeys(self._editions[at].county for at in sorted(members))
        pairs = [pair for county in counties if county and (pair := self._years_of(county, members))]
        if len(pairs) > 1:
            pairs = [
                pair for pair in pairs if _length_of_names(pair.before, words) or _length_of_names(pair.after, words)
            ]
        return pairs[0] if len(pairs) == 1 else None

    def _years_of(self, county: str, members: Members) -> YearPair | None:
        """The years of a county that are asked; to one alone the nearest one before it, else behind it."""
        of_it = [one for one in self._editions if one.county == county and one.year]
        asked = [self._editions[at] for at in sorted(members) if self._editions[at] in of_it]
        if len(asked) == 1:
            earlier = [one for one in of_it if _year(one) < _year(asked[0])]
            later = [one for one in of_it if _year(one) > _year(asked[0])]
            nearest = max(earlier, key=_year, default=None) or min(later, key=_year, default=None)
            asked += [nearest] if nearest else []
        return year_pair(asked)

    def _of_one(self, edition: OpenEdition, asked: _Asked) -> Answer:
        answer = edition.engine.ask(asked.words, asked.earlier)
        if asked.scope.named and not asked.inherited:
            return answer
        note = say("edition.assumed", label=edition.label)
        return replace(answer, notes=(*answer.notes, note), answer=f"{answer.answer}\n（{note}）")

    def _of_several(self, members: Members, asked: _Asked) -> Answer:
        """One answer of all: only of those that know most of the names in the question."""
        words = {at: self._words(at, asked) for at in sorted(members)}
        known = {at: _length_of_names(self._editions[at], text) for at, text in words.items()}
        counties = {self._editions[at].county for at in words if known[at] == max(known.values())}
        of_them = [at for at in words if self._editions[at].county in counties]
        # Two years that are named are both asked, whichever knows more of the names.
        both = asked.scope.named and len(of_them) > 1 and not asked.inherited
        knowing = [at for at in of_them if both or known[at] == max(known.values())]
        if len(knowing) == 1:
            return self._of_one(self._editions[knowing[0]], replace(asked, words=words[knowing[0]], inherited=True))
        return joined([(self._editions[at], self._editions[at].engine.ask(words[at], asked.earlier)) for at in knowing])

    @staticmethod
    def _words(at: int, asked: _Asked) -> str:
        """What an edition is asked: the question, without the counties and years where some are others'."""
        scope = asked.scope
        as_it_stands = not scope.named or asked.inherited or at in scope.whole or bool(scope.lacking)
        return asked.words if as_it_stands else asked.scope.rest or asked.words


def _year(edition: OpenEdition) -> int:
    return edition.year or 0


def _length_of_names(edition: OpenEdition, words: str) -> int:
    """How many characters of a question are names that an edition has."""
    return sum(name.end - name.start for name in edition.engine.question(words).names)
