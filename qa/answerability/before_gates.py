"""Gates that need the question only: it is none that any table of tasks answers, or it asks for another table's.

Each gate takes the question, its slots and what the tables are about, and gives a refusal or ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from qa.answerability.attributes import unheard_concept, untold_attribute
from qa.answerability.evidence import TableScope
from qa.answerability.expected import general_nouns
from qa.answerability.holders import office_holder
from qa.answerability.periods import years_named
from qa.answerability.phrases import PhraseTable
from qa.answerability.places import asked_of_all, asked_places, places_related
from qa.answerability.refusal import Refusal, refuse
from qa.understanding.normal_form import MAX_CHARS
from qa.understanding.question import Piece, PieceKind, Question
from qa.understanding.slots import Slots, is_plain

OUTSIDE = PhraseTable("outside_phrases")
WORDS = PhraseTable("gate_words")


class UnknownName(Protocol):
    """A name-shaped stretch of a question that the graph and the texts do not have."""

    @property
    def text(self) -> str:
        """Its words."""
        ...


def empty(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """Nothing to read: no text, marks and pictures, or particles only (？？？, 的)."""
    if any(piece.kind not in {PieceKind.MARK} and not _is_particle(piece.text) for piece in question.pieces):
        return None
    return refuse("empty", examples=_shown(scope))


def _is_particle(text: str) -> bool:
    return len(text) == 1 and text in _PARTICLES


_PARTICLES = frozenset("的了吗呢吧啊呀哦嗯么嘛哈啦")


def _shown(scope: TableScope) -> str:
    return "".join(f"“{example}”" for example in scope.examples)


def too_long(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """More than is read."""
    return refuse("too-long") if len(question.written) > MAX_CHARS else None


def follow_up(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """It refers to an earlier question, and names nothing itself (其中哪些没完成, 那第二个呢, 它由谁负责)."""
    reference = next((p for p in question.cues if any(map(p.says, ("self", "within", "follow", "number")))), None)
    if reference is None or any(map(_tells_of_something, question.pieces)):
        return None
    told_before = any(p.says("noun") or p.says("status") for p in question.pieces if p.end <= reference.start)
    return None if told_before else refuse("follow-up", reference.text)


def _tells_of_something(piece: Piece) -> bool:
    """Whether a piece names a thing or matter itself."""
    if piece.kind is PieceKind.WORD:
        return not is_plain(piece) or piece.tag == "eng"
    return piece.kind in {PieceKind.QUOTE, PieceKind.NAME}


def outside(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """Small talk, errands, private data, opinions, general knowledge, by the wordings of ``outside_phrases.csv``."""
    phrase = OUTSIDE.first(question)
    if phrase is None:
        return None
    return refuse(phrase.kind, phrase.text, examples=_shown(scope))


def definition(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """What a word means: a noun that no text has, with 是什么 behind it and nothing else."""
    pieces = [p for p in question.pieces if p.kind is not PieceKind.MARK and not _is_particle(p.text)]
    if question.names or len(question.clauses) != 1 or not pieces or not pieces[-1].says("ask", "which"):
        return None
    words = [p for p in pieces[:-1] if not is_plain(p)]
    if len(words) != 1 or words[0].kind is not PieceKind.WORD or words[0].tag[:1] not in {"n", "l", "i", "t"}:
        return None
    about = words[0].text
    if about in general_nouns() or (scope.is_written(about) and about != pieces[0].text):
        return None
    return refuse("knowledge", f"{about}是什么") if pieces[-2].text == "是" else None


def office(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """Who holds a post, or how many an office employs, where no text tells it."""
    phrase = WORDS.first(question, "office") or (WORDS.first(question, "staff") if question.names else None)
    leaders = any(link.kind == "Person" for link in question.names)
    asks_leader = WORDS.first(question, "leads") or question.has("role", "over")
    if phrase is None or leaders or asks_leader or office_holder(question, scope.texts):
        return None
    return refuse("not-told", phrase.text)


def other_year(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """A set of tasks of another year; a year named in passing may stand in the texts."""
    for named in years_named(question, scope.years):
        behind = [piece for piece in question.pieces if piece.start >= named.end]
        asks_set = any(piece.says("ask", sense) for piece in question.cues for sense in ("which", "list", "many"))
        of_tasks = any(phrase.start >= named.end for phrase in WORDS.find(question, "tasks"))
        if asks_set and of_tasks and behind:
            return refuse("other-year", named.text, years="、".join(map(str, sorted(scope.years))))
    return None


def other_place(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """A county or city that is not the tables' own: its tasks are not here, nor anything of one the texts never name."""
    if not scope.counties:
        return None
    own = "、".join(sorted(scope.counties))
    wider = asked_of_all(question, scope)
    if wider:
        return refuse("other-place", wider, counties=own)
    others = asked_places(question, scope)
    related = places_related(question, others)
    if not others or any(county in question.text for county in scope.counties) or any(map(scope.is_written, related)):
        return None
    asks_set = any(p.says("ask", sense) for p in question.cues for sense in ("which", "list", "many"))
    headed = any(link.kind in {"Category", "Theme"} for link in question.names)
    of_tasks = headed or bool(WORDS.find(question, "tasks"))
    unheard = not any(map(scope.is_written, others)) and _opens(question, others)
    if (of_tasks and (asks_set or headed)) or unheard:
        return refuse("other-place", "、".join(others), counties=own)
    return None


def _opens(question: Question, places: Iterable[str]) -> bool:
    """Whether a place stands at the start of a clause, words of greeting aside, and calls no persons from there."""
    came = {phrase.start for phrase in WORDS.find(question, "came-from")}
    for clause in question.clauses:
        told = [piece for piece in clause if not piece.says("hail")]
        for place in places:
            if told and question.text.startswith(place, told[0].start):
                return told[0].start + len(place) not in came
    return False


def unknown_name(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """A name that neither the graph nor a text has, as the linker of names tells (``Question.suspects``)."""
    suspects: tuple[UnknownName, ...] = getattr(question, "suspects", ())
    for suspect in suspects:
        near = [str(getattr(name, "label", name)) for name in getattr(suspect, "nearest", ())]
        if near:
            return refuse("unknown-near", suspect.text, near="、".join(near))
        return refuse("unknown-name", suspect.text)
    return None


def concept(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """A facility, trade or service that no text mentions in any wording."""
    word = unheard_concept(question, scope.is_written)
    return refuse("concept", word) if word else None


def most(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """The first of all by what no table measures (最满意), asked of the things listed."""
    phrase = WORDS.first(question, "most")
    which = any(piece.says("ask", sense) for piece in question.cues for sense in ("which", "who"))
    clause = next((c for c in question.clauses if phrase and c[0].start <= phrase.start < c[-1].end), ())
    if phrase is None or not which or scope.is_written(phrase.text) or clause != question.clauses[0]:
        return None
    return refuse("most", phrase.text)


def year_of_set(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """Another year, asked for as a condition of a set."""
    named = next(years_named(question, scope.years), None)
    own = "、".join(map(str, sorted(scope.years)))
    return refuse("other-year", named.text, years=own) if named else None


def attribute_of_set(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """What is asked of the members of a set and no text of the table tells."""
    word = untold_attribute(question, scope.texts)
    return refuse("not-told", word) if word else None
