"""Follow-ups: a question that goes on from an earlier one (其中…, 那…呢, 它, 第二个, 为什么), read as a whole question.

What it leaves out is taken from the earlier question or its answer; what was made of it is said.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.language.numerals import read_integer
from graph.language.word_lists import listed_set
from qa.understanding.logical_form import About, Aspect
from qa.understanding.question import Piece, PieceKind, Question
from qa.understanding.reading import Reading
from qa.understanding.slot_finders import Slot
from qa.understanding.slots import Slots
from qa.understanding.understood import Understanding, says_itself, subject_text

if TYPE_CHECKING:
    from qa.understanding.reader import Reader

_SHORT = 14
"""Characters of a question that may be only what is left of one."""
_BARE = 10
"""Characters of a question that only names another thing (南沙港的是多少)."""
_COUNTED_BY = listed_set("counted-by")


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question with what its answer stood on: the tasks, and the things it named, in order."""

    understanding: Understanding
    tasks: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def goes_on(question: Question, own: Understanding) -> bool:
    """Whether a question goes on from an earlier one: it says so, or it names nothing to ask about."""
    said = (
        question.has("within")
        or question.has("follow")
        or question.pieces[0].says("only")
        or _speaks_of_own(question.pieces)
        or question.has("self")
        or _ordinal(question.pieces) is not None
    )
    return said or not says_itself(own.reading)


def _speaks_of_own(pieces: Sequence[Piece]) -> bool:
    """Whether a question speaks of the asker's own office or town (本局, 我们镇), which an earlier one must name."""
    pairs = itertools.pairwise(pieces)
    return any(one.text in _OWN and (other.says("noun") or other.text in _OFFICES) for one, other in pairs) or any(
        piece.text in _OWN_OFFICES for piece in pieces
    )


_OWN = listed_set("own")
_OFFICES = listed_set("characters-of-offices")
_OWN_OFFICES = listed_set("own-offices")


def follow_up(reader: Reader, written: str, turn: Turn | None) -> Understanding:
    """A question read after an earlier one; by itself where there is none or it does not go on."""
    own = reader.read(written)
    question = own.question
    if turn is None or own.parts:
        return own
    made = None
    if goes_on(question, own) or _is_left_over(question):
        made = (
            _of_the_list(reader, own, turn)
            or another(reader, own, turn)
            or _of_the_only_one(reader, own, turn)
            or _within(reader, own, turn)
            or _of_it(reader, own, turn)
        )
    elif len(question.text) <= _SHORT:
        made = another(reader, own, turn) or _of_it_unnamed(reader, own, turn)
    return replace(made, resolved=made.resolved or made.question.text) if made else own


def _of_it_unnamed(reader: Reader, own: Understanding, turn: Turn) -> Understanding | None:
    """花了多少钱: something else asked of the thing the earlier question was about, where the words call nothing."""
    about = isinstance(own.form, About) and isinstance(turn.understanding.form, About)
    if not about or own.question.names or any(map(reader.calls, own.reading.subjects)):
        return None
    return _of_it(reader, own, turn)


def _is_left_over(question: Question) -> bool:
    """Whether a question is what is left of one: it asks which, but neither says of what nor who does it (古劳镇的有哪些)."""
    asks = question.has("ask", "which") or question.has("ask", "many")
    return len(question.text) <= _BARE and asks and not (question.has("noun") or question.has("role"))


def _of_the_list(reader: Reader, own: Understanding, turn: Turn) -> Understanding | None:
    """第二个为什么: one of the things that the earlier answer listed."""
    at = _ordinal(own.question.pieces)
    if at is None:
        return None
    number, first, last = at
    named = turn.labels or turn.titles
    if not 0 < number <= len(named):
        return None
    pieces = own.question.pieces
    rest = own.question.text[pieces[last - 1].end :] or own.question.text[: pieces[first].start]
    if turn.labels:
        return reader.read(f"{named[number - 1]}{rest}")
    asked = reader.understand(reader.question(rest or own.question.text))
    best = replace(asked.best, form=About(likeliest_aspect(asked.judgement.op)))
    tasks = (turn.tasks[number - 1],)
    return replace(asked, candidates=(best,), tasks=tasks, resolved=f"{turn.titles[number - 1]} {rest}")


def likeliest_aspect(ops: Mapping[str, float]) -> Aspect:
    """What is most likely asked of one thing."""
    return max(Aspect, key=lambda aspect: ops.get(aspect.value, 0.0))


def _ordinal(pieces: Sequence[Piece]) -> tuple[int, int, int] | None:
    """第二个, 第3项: the number and the pieces ``[first, last)`` that tell it; not under a heading (重点工作类第5项)."""
    if any(piece.link and piece.link.kind in {"Category", "Theme", "Part"} for piece in pieces):
        return None
    for at, piece in enumerate(pieces):
        if piece.text.startswith("第"):
            number = read_integer(piece.text[1:].rstrip("".join(_COUNTED_BY))) if len(piece.text) > 1 else None
            if number:
                return number, at, at + 1
            if piece.text == "第" and at + 1 < len(pieces) and pieces[at + 1].number:
                ends = at + 2 < len(pieces) and pieces[at + 2].text[:1] in _COUNTED_BY
                return int(pieces[at + 1].number or 0), at, at + 3 if ends else at + 2
    return None


def another(reader: Reader, own: Understanding, turn: Turn) -> Understanding | None:
    """那古劳镇呢, 换成址山镇: the same asked of another thing."""
    question, earlier = own.question, turn.understanding
    asked = any(piece.says("ask") or piece.says("done") for piece in question.cues if not piece.says("follow"))
    only = not asked and not any(piece.text in _AMOUNTS for piece in question.pieces)
    alike = (
        isinstance(earlier.form, About)
        and isinstance(own.form, About)
        and own.form.aspect in {earlier.form.aspect, Aspect.VALUE}
    )
    told_of = any(piece.text == "的" for piece in question.pieces)  # 南沙港的是多少
    bare = alike and told_of and len(question.text) <= _BARE and bool(own.reading.subjects)
    fresh = own.reading.slots.found
    if (
        not (question.has("follow") or only or bare)
        or question.has("within")
        or not (fresh or says_itself(own.reading))
    ):
        return None
    if fresh and not own.reading.subjects and (kept := _replaced(earlier.reading.slots, fresh)) is not None:
        reading = replace(earlier.reading, slots=kept)
        made = reader.understand(earlier.question, reading)
        return replace(made, resolved=_put_in_place(earlier.question, earlier.reading.slots, fresh, question))
    if isinstance(earlier.form, About):
        subject, old = subject_text(own.reading), subject_text(earlier.reading)
        rest = _without(earlier.question, earlier.reading)
        return reader.read(f"{subject}{rest}" if old else f"{subject}{earlier.question.text}")
    return None


_AMOUNTS = listed_set("asking-amounts")
"""Words that ask how much, before a measure (多少钱)."""


def _replaced(slots: Slots, fresh: Sequence[Slot]) -> Slots | None:
    """The earlier conditions with those of the same sort exchanged; ``None`` when none is of the same sort."""
    sorts = {_sort(slot) for slot in fresh}
    kept = [slot for slot in slots.found if _sort(slot) not in sorts]
    if len(kept) == len(slots.found):
        return None
    roles = {_sort(slot): getattr(slot.condition, "role", None) for slot in slots.found}
    made = []
    for slot in fresh:
        role = roles.get(_sort(slot))
        condition = (
            replace(slot.condition, role=role)
            if role is not None and hasattr(slot.condition, "role")
            else slot.condition
        )
        made.append(replace(slot, condition=condition))
    return replace(slots, found=(*kept, *made))


def _sort(slot: Slot) -> str:
    link = getattr(slot.condition, "link", None)
    kind = "Actor" if link and link.kind in {"Unit", "Town", "CollectiveUnit"} else link.kind if link else ""
    return kind or type(slot.condition).__name__


def _put_in_place(earlier: Question, slots: Slots, fresh: Sequence[Slot], question: Question) -> str:
    """The earlier question with the words of the new condition in the place of the old one's."""
    text = earlier.text
    for slot in fresh:
        old = next((one for one in slots.found if _sort(one) == _sort(slot)), None)
        if old:
            start, end = earlier.pieces[old.first].start, earlier.pieces[old.last - 1].end
            new = question.words((slot.first, slot.last))
            text = text[:start] + new + text[end:]
    return text


def _without(question: Question, reading: Reading) -> str:
    """What is left of a question without the words that call its subject."""
    gone = [(p.start, p.end) for p in question.pieces if p.link]
    gone += [(question.pieces[first].start, question.pieces[last - 1].end) for first, last in reading.slots.residual]
    text = question.text
    for start, end in sorted(gone, reverse=True):
        text = text[:start] + text[end:]
    return text


def _within(reader: Reader, own: Understanding, turn: Turn) -> Understanding | None:
    """其中哪些没完成: the earlier set with more conditions; what is of the same sort takes the earlier one's place."""
    earlier = turn.understanding
    if isinstance(earlier.form, About):
        return None
    fresh = own.reading.slots.found
    sorts = {_sort(slot) for slot in fresh}
    kept = [slot for slot in earlier.reading.slots.found if _sort(slot) not in sorts or own.question.has("within")]
    merged = Slots(earlier.question, (*kept, *fresh), own.reading.slots.role)
    topics = tuple(dict.fromkeys([*earlier.reading.topics, *own.reading.topics]))
    reading = replace(own.reading, slots=_moved(merged, kept, fresh, earlier.question, own.question), topics=topics)
    asks = any(piece.says("ask") or piece.says("done") for piece in own.question.cues)
    if not asks and not _orders(own.question):
        made = reader.understand(earlier.question, replace(earlier.reading, slots=reading.slots, topics=topics))
    else:
        made = reader.understand(own.question, reading)
    return replace(made, resolved=f"{earlier.question.text.rstrip('?？')}，{own.question.text}")


def _orders(question: Question) -> bool:
    """Whether a question tells an operation of its own (完成率, 排名, 平均) without asking."""
    return any(map(question.has, ("fraction", "order", "top", "mean", "sum", "diff", "each", "compare")))


def _moved(slots: Slots, kept: Sequence[Slot], fresh: Sequence[Slot], earlier: Question, question: Question) -> Slots:
    """The conditions of both questions over the pieces of both, so that what stands between them stays readable."""
    shift = len(earlier.pieces) + 1
    offset = len(earlier.text) + 1
    mark = Piece(PieceKind.MARK, len(earlier.text), offset, "，")
    moved = [replace(piece, start=piece.start + offset, end=piece.end + offset) for piece in question.pieces]
    both = Question(
        f"{earlier.written}，{question.written}", f"{earlier.text}，{question.text}", (*earlier.pieces, mark, *moved)
    )
    placed = [replace(slot, first=slot.first + shift, last=slot.last + shift) for slot in fresh]
    return Slots(both, (*kept, *placed), slots.role)


def _of_the_only_one(reader: Reader, own: Understanding, turn: Turn) -> Understanding | None:
    """它牵头的任务有哪些: of the one thing that the earlier answer named."""
    if len(turn.labels) != 1 or not own.question.has("self"):
        return None
    made = reader.read(f"{turn.labels[0]}{_rest(own.question)}")
    return replace(made, resolved=made.question.text)


def _of_it(reader: Reader, own: Understanding, turn: Turn) -> Understanding | None:
    """它什么时候完成, 为什么: about what the earlier question was about."""
    subject = subject_text(turn.understanding.reading)
    if not subject:
        return None
    made = reader.understand(reader.question(f"{subject}{_rest(own.question)}"))
    single = turn.tasks[:1] if isinstance(turn.understanding.form, About) else ()
    return replace(made, tasks=single)


def _rest(question: Question) -> str:
    """A question without the word that stands for what it goes on about."""
    text = question.text
    for piece in reversed(question.pieces):
        if piece.says("self") or piece.says("follow") or piece.text in {"那", "那么"}:
            text = text[: piece.start] + text[piece.end :]
    return text.strip("，,")
