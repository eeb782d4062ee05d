"""Gates that need the question only: it is none that any table of tasks answers, or it asks for another table's.

Each gate takes the question, its slots and what the tables are about, and gives a refusal or ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from graph.language.time_values import Grain
from graph.language.word_lists import listed, listed_set
from qa.answerability.attributes import asks, unheard_concept, untold_attribute
from qa.answerability.evidence import TableScope
from qa.answerability.expected import general_nouns
from qa.answerability.holders import office_holder
from qa.answerability.periods import year_of, years_named
from qa.answerability.phrases import Phrase, PhraseTable, particles
from qa.answerability.places import asked_of_all, asked_places, places_related
from qa.answerability.refusal import Refusal, refuse
from qa.querying.conditions import Due
from qa.understanding.matters import is_plain
from qa.understanding.normal_form import MAX_CHARS
from qa.understanding.question import Piece, PieceKind, Question
from qa.understanding.slots import Slots

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
    return all(char in particles() for char in text)


def _shown(scope: TableScope) -> str:
    return "".join(f"“{example}”" for example in scope.examples)


def too_long(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """More than is read."""
    return refuse("too-long") if len(question.written) > MAX_CHARS else None


def follow_up(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """It refers to an earlier question, and names nothing itself (其中哪些没完成, 那第二个呢, 它由谁负责)."""
    first = question.pieces[0]
    if (first.says("follow") and first.text.startswith(_INSTEAD)) or _only_asks_why(question):
        return refuse("follow-up", question.text.rstrip("?？"))
    reference = next((p for p in question.cues if _refers(question, p)), None)
    if reference is None:
        return None
    if reference.says("within") and reference.start == question.pieces[0].start:
        return refuse("follow-up", reference.text)  # 其中哪些没完成 tells a state, but not of what
    if any(map(_tells_of_something, question.pieces)):
        return None
    before = [piece for piece in question.pieces if piece.end <= reference.start]
    told_before = any(p.time or any(map(p.says, _TOLD)) for p in before)
    return None if told_before else refuse("follow-up", reference.text)


_INSTEAD = listed("instead")


def _only_asks_why(question: Question) -> bool:
    """Whether nothing but the reason is asked for, of nothing that is named (为什么没完成)."""
    kept = [p for p in question.pieces if p.kind is not PieceKind.MARK and not is_plain(p)]
    why = [p for p in kept if p.says("ask", "why")]
    return bool(why) and all(p in why or p.says("status") or p.says("done") for p in kept)


_TOLD = ("noun", "status", "each", "role", "order", "top", "due")
"""Cues that tell of what 其中 may speak."""


def _refers(question: Question, piece: Piece) -> bool:
    """Whether a piece points at what was told before; 该 alone may mean that something should be done."""
    behind = next((p for p in question.pieces if p.start == piece.end), None)
    bare = len(piece.text) == 1 and piece.says("self") and piece.text not in _PRONOUNS
    return any(map(piece.says, ("self", "within", "follow", "number"))) and not (
        bare and not (behind and behind.says("noun"))
    )


_PRONOUNS = listed_set("pronouns")


def _tells_of_something(piece: Piece) -> bool:
    """Whether a piece names a thing or matter itself."""
    if piece.kind is PieceKind.WORD:
        return not is_plain(piece) or piece.tag == "eng"
    return piece.kind in {PieceKind.QUOTE, PieceKind.NAME}


def outside(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """Small talk, errands, private data, opinions, general knowledge, by the wordings of ``outside_phrases.csv``."""
    phrase = OUTSIDE.first(question)
    reckons = question.has("sum") or question.has("diff")
    if (
        phrase is None
        or (phrase.kind in _BESIDE and _asks_before(question, phrase))
        or (phrase.kind == "knowledge" and reckons)
    ):
        return None
    return refuse(phrase.kind, phrase.text, examples=_shown(scope))


_BESIDE = frozenset({"errand", "opinion"})
"""What may be asked beside a question of the table (装电梯有补贴吗，去哪申请), of which then the first half is answered."""


def _asks_before(question: Question, phrase: Phrase) -> bool:
    """Whether an earlier clause asks something, and nothing that is outside."""
    others = OUTSIDE.find(question)
    for clause in question.clauses:
        if clause[-1].end <= phrase.start and (any(map(asks, clause)) or clause[-1].says("not", "not")):
            return not any(clause[0].start <= other.start < clause[-1].end for other in others)
    return False


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
    named = _year_asked(question, slots, scope)
    if named is None:
        return None
    asks_set = any(piece.says("ask", sense) for piece in question.cues for sense in ("which", "list", "many"))
    headed = any(link.kind in _HEADINGS and link.start >= named.end for link in question.names)
    of_tasks = headed or any(phrase.start >= named.end for phrase in WORDS.find(question, "tasks"))
    own = "、".join(map(str, sorted(scope.years)))
    return refuse("other-year", named.text, years=own) if asks_set and of_tasks else None


_HEADINGS = frozenset({"Category", "Theme", "Part"})


def _year_asked(question: Question, slots: Slots, scope: TableScope) -> Piece | None:
    """Another year in a clause that asks, where none of the tables' own is named beside it."""
    if any(isinstance(slot.condition, Due) and slot.condition.year for slot in slots.found):
        return None  # the year of a deadline, which a table of this year may tell
    times = [piece for piece in question.pieces if piece.time]
    # Months and days of other years are when a thing is to be done (拖到2024年6月), not the year of a table.
    if any(piece.time and piece.time.grain in _WITHIN_MONTHS for piece in times):
        return None
    if any(year_of(piece, scope.years) in scope.years or piece.text in _THIS_YEAR for piece in times):
        return None
    asking = [c for c in question.clauses if len(question.clauses) == 1 or any(map(asks, c))]
    return next((p for p in years_named(question, scope.years) if any(p in clause for clause in asking)), None)


_WITHIN_MONTHS = frozenset({Grain.DAY, Grain.MONTH, Grain.MONTH_PART, Grain.MONTH_END})
_THIS_YEAR = listed_set("this-year")


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
    headed = any(link.kind in _HEADINGS for link in question.names)
    of_tasks = headed or bool(WORDS.find(question, "tasks"))
    unheard = not any(map(scope.is_written, others)) and _opens(question, others)
    if (of_tasks and (asks_set or headed) and any(_is_asked_of(question, place) for place in others)) or unheard:
        return refuse("other-place", "、".join(others), counties=own)
    return None


def _is_asked_of(question: Question, place: str) -> bool:
    """Whether only light words stand before a place in its clause (从深圳搬厂过来 asks nothing of Shenzhen)."""
    start = question.text.find(place)
    clause = next((c for c in question.clauses if c[0].start <= start < c[-1].end), ())
    before = [piece for piece in clause if piece.end <= start]
    return not any(_tells_of_something(piece) or piece.tag == "p" for piece in before)


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
    """Another year, asked for as a condition of a set: in the clause that asks, and none of the tables' own beside it."""
    named = _year_asked(question, slots, scope)
    own = "、".join(map(str, sorted(scope.years)))
    return refuse("other-year", named.text, years=own) if named else None


def attribute_of_set(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """What is asked of the members of a set and no text of the table tells."""
    word = untold_attribute(question, scope.texts)
    return refuse("not-told", word) if word else None
