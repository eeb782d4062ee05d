"""Which of several things named side by side: the one that is done, reached its target, or of which something is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graph.language.text import fold
from qa.answering.arithmetic_terms import plain, terms_of
from qa.answering.item_states import done, status_of
from qa.answering.item_targets import asks_target, target_pair
from qa.answering.results import Entity, EntityList, Quotes
from qa.answering.said import Said, excerpt, said_of
from qa.querying.asked_figures import asked_figure
from qa.querying.lookups import Found
from qa.querying.sentences import Likeness, Sentence

FindOf = Callable[[str], Found | None]
_SHORTEST = 2
_MOST = 6
_POINT = 36


def choose(found: Found, find_of: FindOf) -> Said | None:
    """What is told of each of the things a question chooses between; ``None`` where it does not choose.

    :param find_of: the task and items that some words are about.
    """
    terms = terms_of(found.slots.question)
    if not (1 < len(terms) <= _MOST and (found.has("ask", "which") or found.has("ask", "who"))):
        return None
    if asks_target(found):
        return _reached(found, terms)
    return _told_of(found, terms) or _done(found, terms, find_of)


def _reached(found: Found, terms: list[str]) -> Said | None:
    """Target and actual of each."""
    told, sentences = [], []
    for term in terms:
        weights = {t: w for t, w in found.likeness.weights.items() if t in term.lower()}
        like = Likeness(
            {t: w for t, w in weights.items() if sum(t in other.lower() for other in terms) == 1} or weights
        )
        pair = target_pair(replace(found, likeness=like), asked_figure(""))
        if pair is None:
            return None
        actual, target = pair
        words = "达到" if actual.size >= target.size else "没有达到"
        told.append(
            f"{actual.figure.measure or term}目标{plain(target.figure.value)}{target.figure.unit}，"
            f"实际{plain(actual.figure.value)}{actual.figure.unit}，{words}"
        )
        sentences += [actual.sentence, target.sentence]
    told.sort(key=lambda text: not text.endswith("没有达到"))
    return Said("；".join(told), Quotes(tuple(one.text for one in said_of(sentences))), said_of(sentences))


def _told_of(found: Found, terms: list[str]) -> Said | None:
    """The thing in whose sentence the predicate of the question stands, where one text tells of all of them."""
    holders = [(name, sentence) for term in terms for name, sentence in _sentences_of(term, found)]
    if len({name for name, _ in holders}) < _SHORTEST:
        return None
    named = {token for term in terms for token in found.likeness.weights if token in term.lower()}
    predicate = Likeness({t: w for t, w in found.likeness.weights.items() if t not in named})
    scored = [(predicate.of(sentence.text), -place, name, sentence) for place, (name, sentence) in enumerate(holders)]
    best = max(scored, key=lambda row: row[:2])
    if not best[0]:
        return None
    return Said(excerpt(best[3]), EntityList((Entity(best[2], "thing"),)), (best[3],))


def _sentences_of(term: str, found: Found) -> list[tuple[str, Sentence]]:
    """The reported sentences that name a thing; it may be called by the beginning or end of its name."""
    name = fold(term)
    parts = [name, *(name[:n] for n in range(len(name) - 1, 1, -1)), *(name[n:] for n in range(1, len(name) - 1))]
    for part in parts:
        if len(part) < _SHORTEST:
            continue
        told = [s for s in found.sentences if s.reported and part in fold(s.text)]
        if told:
            return [(part, s) for s in told]
    return []


def _done(found: Found, terms: list[str], find_of: FindOf) -> Said | None:
    """Whether each is done, one after the other."""
    told, sentences = [], []
    for term in terms:
        own = find_of(term)
        if own is None:
            return None
        said = done(own)
        if said.refusal:
            return None
        first = next((one for one in said.told), None)
        state = status_of(own)
        words = f"{term}{said.opening or ''}" + (f"（{state}）" if state else "")
        told.append(f"{words}，{excerpt(first, most=_POINT)}" if first else words)
        sentences += list(said.told)
    return Said("；".join(told), Quotes(tuple(one.text for one in said_of(sentences))), said_of(sentences))
