"""A question, read once: its normal form and the pieces it is made of.

A piece is a name of the graph, a title or quotation, a time, a quantity, a cue (:mod:`qa.understanding.cues`), a mark, or
a word that is none of these. Every step behind works on the pieces; nothing reads the text again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from graph.language.numerals import read_integer
from graph.language.segmentation import tokens_around
from graph.language.time_values import ANY_YEAR
from graph.language.timex import Timex, find_times
from graph.language.word_lists import listed_set
from qa.understanding.cues import Cue, Sense, find_cues
from qa.understanding.entity_linker import Assumed, EntityLinker, Linked, Suspect
from qa.understanding.normal_form import MAX_CHARS, normal_form


class PieceKind(StrEnum):
    """What a piece of a question is."""

    NAME = "name"
    QUOTE = "quote"
    TIME = "time"
    NUMBER = "number"
    CUE = "cue"
    WORD = "word"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece ``text[start:end]`` of a question; what it carries depends on its kind."""

    kind: PieceKind
    start: int
    end: int
    text: str
    tag: str = ""
    """The part of speech of a word."""
    senses: tuple[Sense, ...] = ()
    """Of a cue."""
    link: Linked | None = None
    """Of a name."""
    time: Timex | None = None
    number: int | None = None

    def says(self, kind: str, value: str = "") -> bool:
        """Whether it is a cue of a kind (and sense)."""
        return any(sense.kind == kind and (not value or sense.value == value) for sense in self.senses)

    def sense(self, kind: str) -> str:
        """Which sense of a kind a cue has; empty when it has none."""
        return next((sense.value for sense in self.senses if sense.kind == kind), "")


@dataclass(frozen=True)
class Question:
    """What was asked, in pieces that cover all of the normal form."""

    written: str
    text: str
    pieces: tuple[Piece, ...]
    corrected: tuple[tuple[str, str], ...] = ()
    """What was put right, as (written, name)."""
    assumed: tuple[Assumed, ...] = ()
    """Names taken for one of the table that is written differently there."""
    suspects: tuple[Suspect, ...] = ()
    """Stretches shaped like names that the table does not have."""

    @property
    def cut(self) -> bool:
        """Whether only the beginning was read."""
        return len(self.written) > MAX_CHARS

    @cached_property
    def clauses(self) -> tuple[tuple[Piece, ...], ...]:
        """The pieces of each clause, without the marks that end them."""
        return tuple(_clauses(self.pieces))

    def clause_of(self, piece: Piece) -> tuple[Piece, ...]:
        """The clause in which a piece stands; empty for a mark between clauses."""
        return next((one for one in self.clauses if one[0].start <= piece.start < one[-1].end), ())

    def words(self, run: tuple[int, int]) -> str:
        """The text of a run of pieces ``[first, last)``."""
        return self.text[self.pieces[run[0]].start : self.pieces[run[1] - 1].end]

    @cached_property
    def cues(self) -> tuple[Piece, ...]:
        """The cues, left to right."""
        return tuple(piece for piece in self.pieces if piece.kind is PieceKind.CUE)

    @cached_property
    def names(self) -> tuple[Linked, ...]:
        """The names of the graph, left to right."""
        return tuple(piece.link for piece in self.pieces if piece.link)

    @cached_property
    def core(self) -> Question:
        """What is asked, without the story around it: the clauses that ask, of a question of several clauses."""
        asking = [clause for clause in self.clauses if asks(clause)] or list(self.clauses[-1:])
        if len(self.clauses) < _STORY or len(asking) == len(self.clauses):
            return self
        pieces: list[Piece] = []
        text = ""
        for clause in asking:
            if pieces:
                pieces.append(Piece(PieceKind.MARK, len(text), len(text) + 1, "，"))
                text += "，"
            shift = len(text) - clause[0].start
            pieces += [replace(piece, start=piece.start + shift, end=piece.end + shift) for piece in clause]
            text += self.text[clause[0].start : clause[-1].end]
        return replace(self, text=text, pieces=tuple(pieces))

    def has(self, kind: str, value: str = "") -> bool:
        """Whether a cue of a kind (and sense) stands in it."""
        return any(piece.says(kind, value) for piece in self.cues)

    def all(self, kind: str, value: str = "") -> list[Piece]:
        """The cues of a kind (and sense)."""
        return [piece for piece in self.cues if piece.says(kind, value)]


def read_question(written: str, linker: EntityLinker) -> Question:
    """Read a question.

    :param linker: the names of the graph it is asked of.
    """
    text, corrected = linker.correct(normal_form(written))
    names = linker.read(text, corrected)
    return Question(written, text, tuple(_pieces(text, names.links)), tuple(corrected), names.assumed, names.suspects)


def question_of(written: str, names: Sequence[Linked]) -> Question:
    """A question in whose normal form only some names are known, found before."""
    text = normal_form(written)
    return Question(written, text, tuple(_pieces(text, names)))


_BARE = 4
_STORY = 3
"""Clauses from which on a question tells a story around what it asks."""
ASKING = ("which", "many", "who", "when", "why", "how", "whether", "list")


def asks(clause: Sequence[Piece]) -> bool:
    """Whether a clause asks something: by a cue, or by 没有 at its end."""
    if any(piece.says("known") for piece in clause) or all(_only_greets(piece) for piece in clause):
        return False
    if any(piece.says("ask", kind) for piece in clause for kind in ASKING) or any(p.says("fraction") for p in clause):
        if len(clause) <= _BARE and not any(piece.link for piece in clause) and _only_lists(clause):
            return False
        said = [piece.text for piece in clause if piece.says("ask")]
        return not said or any(words not in _COUNTS for words in said)
    if any(piece.says("noun", "post") and any(word in piece.text for word in ("什么", "啥", "何")) for piece in clause):
        return True
    pairs = itertools.pairwise(clause)
    if any(_asks_amount(piece) and before.text not in _SOME for before, piece in pairs):
        return True  # 铺了几公里; not 攒得几桶废水
    last = next((piece for piece in reversed(clause) if piece.kind is not PieceKind.MARK), None)
    return bool(last and last.says("not") and len(clause) > 1)


def _only_greets(piece: Piece) -> bool:
    """Whether a piece is courtesy, or the word of a polite question (能不能帮我看看)."""
    return (
        piece.says("hail") or piece.kind is PieceKind.MARK or (piece.says("ask", "whether") and piece.text in _POLITE)
    )


_POLITE = listed_set("polite-asking")


def _only_lists(clause: Sequence[Piece]) -> bool:
    """Whether a clause says no more than that a list is wanted (请一并列出)."""
    cues = [piece for piece in clause if piece.kind is PieceKind.CUE]
    lists = [piece for piece in cues if piece.says("ask", "list")]
    return len(lists) == len([p for p in cues if p.says("ask")]) > 0 and not any(
        p.says("noun") or p.says("status") for p in cues
    )


_NUMBER = listed_set("number-asked")
_SOME = listed_set("a-few")


def _asks_amount(piece: Piece) -> bool:
    return piece.kind is PieceKind.WORD and piece.tag[:1] == "m" and piece.text[0] in _NUMBER


_COUNTS = listed_set("counting-nouns")
"""Nouns of counting, which ask nothing by themselves (按任务数量排序)."""
CLAUSE_MARKS = frozenset(",，。;；?？!！:：\n")
_QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』", "《": "》", "‘": "’"}
_MEASURE_WORDS = listed_set("measure-words")


def _pieces(text: str, names: Sequence[Linked]) -> Iterator[Piece]:
    taken = [(name.start, name.end) for name in names]
    quotes = [
        span
        for span in _quoted(text)
        if not any(start < span[1] and span[0] < end for start, end in taken)
        and not _is_time(text[span[0] + 1 : span[1] - 1])
    ]
    taken = sorted([*taken, *quotes])
    times = [time for time in find_times(text, ANY_YEAR) if _free(time.start, time.end, taken)]
    times = [time for time in times if text[time.start - 1 : time.start] != "几"]  # 几月底之前 asks
    taken = sorted([*taken, *((time.start, time.end) for time in times)])
    cues = find_cues(text, taken)
    found = [Piece(PieceKind.NAME, n.start, n.end, text[n.start : n.end], link=n) for n in names]
    found += [Piece(PieceKind.QUOTE, start, end, text[start + 1 : end - 1]) for start, end in quotes]
    found += [Piece(PieceKind.TIME, t.start, t.end, text[t.start : t.end], time=t) for t in times]
    found += [_of_cue(cue) for cue in cues]
    found.sort(key=lambda piece: piece.start)
    yield from _with_words(text, found)


def _is_time(words: str) -> bool:
    """Whether words in quotation marks are a time and no more (“11月底”)."""
    return any(time.start == 0 and time.end == len(words) for time in find_times(words, ANY_YEAR))


def _of_cue(cue: Cue) -> Piece:
    return Piece(PieceKind.CUE, cue.start, cue.end, cue.text, senses=cue.senses)


def _with_words(text: str, found: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces found, and between them the words, numbers and marks that are none."""
    known = {(piece.start, piece.end): piece for piece in found}
    for word in tokens_around(text, [(piece.start, piece.end) for piece in found]):
        if (word.start, word.end) in known:
            yield known[word.start, word.end]
        elif not any(map(str.isalnum, word.text)):
            yield Piece(PieceKind.MARK, word.start, word.end, word.text)
        elif (number := _number(word.text)) is not None:
            yield Piece(PieceKind.NUMBER, word.start, word.end, word.text, number=number)
        else:
            yield Piece(PieceKind.WORD, word.start, word.end, word.text, tag=word.tag)


def _number(word: str) -> int | None:
    """The whole number that a word is, a measure word behind it or not (五个)."""
    return read_integer(word[:-1] if len(word) > 1 and word[-1] in _MEASURE_WORDS else word)


def _free(start: int, end: int, taken: Iterable[tuple[int, int]]) -> bool:
    return not any(first < end and start < last for first, last in taken)


def _quoted(text: str) -> list[tuple[int, int]]:
    """The stretches between quotation marks or title marks, marks included."""
    found = []
    at = 0
    while at < len(text):
        closing = _QUOTES.get(text[at])
        end = text.find(closing, at + 1) if closing else -1
        if end > at + 1:
            found.append((at, end + 1))
            at = end
        at += 1
    return found


def _clauses(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    clause: list[Piece] = []
    for piece in pieces:
        if piece.kind is PieceKind.MARK and any(mark in CLAUSE_MARKS for mark in piece.text):
            if clause:
                yield tuple(clause)
            clause = []
        else:
            clause.append(piece)
    if clause:
        yield tuple(clause)
