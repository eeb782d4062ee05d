"""Questions that ask several things: whether one does, and what its parts make together."""

from __future__ import annotations

from dataclasses import replace

from graph.language.word_lists import listed_set
from qa.querying.conditions import (
    all_of,
    conjuncts,
)
from qa.understanding.form_classifier import FormJudgement
from qa.understanding.logical_form import (
    About,
    Aspect,
    Counted,
    Form,
    Grouped,
    Kind,
    Listed,
    Quantifier,
    Tasks,
    Things,
    Verified,
)
from qa.understanding.matters import is_plain
from qa.understanding.parts import kinds_asked
from qa.understanding.question import PieceKind, Question, asks
from qa.understanding.understood import Understanding

_ASKED_ACTOR = {Aspect.LEADER: Kind.LEADER, Aspect.LEAD_UNIT: Kind.UNIT, Aspect.UNITS: Kind.UNIT}

_TWO, _TWO_ASKED = 0.4, 0.1
"""How likely it must be that two things are asked; less suffices where two clauses ask in different ways."""


def of_the_same(own: Understanding, earlier: Understanding) -> bool:
    """Whether a part that names no thing asks on about the thing the first one names (补偿款又付了多少)."""
    named = any(piece.link for piece in own.question.pieces)
    return not named and isinstance(own.form, About) and isinstance(earlier.form, About)


def actor_asked(form: Form) -> Kind | None:
    """Whether a leader, a unit or a town is asked for."""
    if isinstance(form, About):
        return _ASKED_ACTOR.get(form.aspect)
    if isinstance(form, Listed) and isinstance(form.of, Things) and form.of.kind in {Kind.LEADER, Kind.UNIT, Kind.TOWN}:
        return form.of.kind
    return None


def without_counts(parts: list[Understanding]) -> list[Understanding]:
    """Without a count whose members the next part lists (有几条？是哪些): the list tells how many there are."""
    kept: list[Understanding] = []
    for part in parts:
        listed = _members(kept[-1].form, part) if kept else None
        if kept and isinstance(kept[-1].form, Grouped) and _only_counts(part.question):
            continue
        if listed:
            kept[-1] = _as(kept[-1], listed)
        elif kept and (order := _order_of(kept[-1].form, part)):
            kept[-1] = _as(kept[-1], order)
        else:
            kept.append(part)
    return kept


def _only_counts(question: Question) -> bool:
    """Whether a clause only asks for the numbers of what an order names (各多少项, 各分管几项)."""
    asking = ("each", "role")
    others = [
        piece
        for piece in question.pieces
        if not (
            piece.kind is PieceKind.MARK
            or piece.says("ask", "many")
            or piece.says("noun", "task")
            or any(map(piece.says, asking))
            or is_plain(piece)
        )
    ]
    return question.has("ask", "many") and not others


def _as(read: Understanding, form: Form) -> Understanding:
    """A reading with one form more, the likeliest."""
    return replace(read, candidates=(replace(read.best, form=form), *read.candidates))


def _members(earlier: Form, part: Understanding) -> Form | None:
    """The list of what was counted or said to be, where a part asks for no more than which they are (有没有…？是哪项)."""
    if isinstance(earlier, Counted) and part.form == Listed(earlier.of):
        return part.form
    pieces = part.question.pieces
    which = any(piece.says("ask", kind) for kind in ("which", "who", "list") for piece in pieces)
    own = any(piece.link or piece.says("noun") or piece.says("role") or piece.says("status") for piece in pieces)
    if not which or own or part.question.has("follow") or len(part.question.text) > _BARE:
        return None
    if isinstance(earlier, Counted):
        return Listed(earlier.of)
    if isinstance(earlier, Verified) and earlier.quantifier is Quantifier.SOME:
        return Listed(Tasks(all_of([*conjuncts(earlier.where), *conjuncts(earlier.holding)])))
    return None


def _order_of(earlier: Form, part: Understanding) -> Form | None:
    """The order of the groups told before, where a part asks no more than which is first or last (…逐个算完成率，垫底的是哪个)."""
    form = part.form
    named = any(piece.link or piece.says("noun") for piece in part.question.pieces)
    if not (isinstance(earlier, Grouped) and isinstance(form, Grouped) and form.top and not named):
        return None
    return replace(earlier, most=form.most, top=form.top) if earlier.top is None else None


_BARE = 12
"""Characters of a part that only asks which."""


def asks_several(question: Question, judgement: FormJudgement, spans: list[tuple[int, int]]) -> bool:
    """Whether the parts ask different things: in two sentences, in different ways, or going on about the first (它, 各自)."""
    if _orders_both_ways(question):
        return True
    likely = judgement.op.get("two", 0.0)
    one = max((judgement.op.get(op, 0.0) for op in _ONE_ANSWER), default=0.0)
    if one >= _SURELY_ONE and _sentences(question, spans) == 1:
        return False
    if likely >= _TWO:
        return True
    several = _sentences(question, spans) > 1
    if question.core is not question:
        return several and not _has_story(question)  # a story holds clauses that only seem to ask
    if several:
        return True
    if _counts_twice(question):
        return True
    last = [piece for piece in question.pieces if piece.start >= spans[-1][0]]
    goes_on = any(piece.says("self") or piece.says("within") or piece.text in _EACH for piece in last)
    return goes_on or (len(kinds_asked(question)) > 1 and likely >= _TWO_ASKED)


def _orders_both_ways(question: Question) -> bool:
    """Whether the first and the last of an order are asked for, each in its clause (哪个最好，哪个最差)."""
    asking = [clause for clause in question.clauses if any(piece.says("ask", "which") for piece in clause)]
    ways = [{piece.sense("order") for piece in clause} & {"most", "least"} for clause in asking]
    return {"most"} in ways and {"least"} in ways


def other_order(own: Understanding, earlier: Understanding) -> Understanding | None:
    """A part that only asks for the other end of the order before it (…哪个最差)."""
    question, form = own.question, earlier.form
    bare = not question.names and not question.has("noun") and question.has("order")
    if not (bare and isinstance(form, Grouped) and form.most is not None):
        return None
    return _as(own, replace(form, most=not question.has("order", "least")))


def _counts_twice(question: Question) -> bool:
    """Whether tasks are counted, and then those of them in a state (牵头几项任务，完成了几项)."""
    counting = [clause for clause in question.clauses if any(piece.says("ask", "many") for piece in clause)]
    if len(counting) != 2 or question.has("order") or question.has("compare"):
        return False
    first, second = counting
    states = any(piece.says("status") or piece.says("done", "bare") for piece in second)
    stated = any(piece.says("status") or piece.says("done", "bare") for piece in first)
    return states and not stated and any(piece.says("noun", "task") for piece in first)


def _has_story(question: Question) -> bool:
    """Whether something is told before the first clause that asks."""
    return not asks(question.clauses[0])


ONE_KIND = frozenset({Kind.LEADER, Kind.TOWN, Kind.UNIT})

_ONE_ANSWER = ("rank", "group", "compare", "share", "mean")

_SURELY_ONE = 0.5
"""Of an order or groups the next clause only asks for their numbers (哪三家最多，各多少项)."""

_EACH = listed_set("each-apart")

_ENDS = "?？。；;"


def _sentences(question: Question, spans: list[tuple[int, int]]) -> int:
    """How many of the parts are sentences of their own, with a question mark between."""
    ended = [question.text[end : end + 1] in _ENDS or question.text[end - 1 : end] in _ENDS for _, end in spans[:-1]]
    return 1 + sum(ended)
