"""The terms of a sum or comparison: what a question names side by side, and the words around a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from graph.language.numerals import whole_number
from graph.mentions.figure_quantities import plain_number
from graph.mentions.unit_words import dimension
from qa.answering.results import Number
from qa.answering.said import Said, said_of
from qa.querying.asked_figures import AskedFigure
from qa.querying.figures import Candidate
from qa.querying.items import waving
from qa.querying.word_senses import word_senses
from qa.understanding.question import Piece, PieceKind, Question

FigureOf: TypeAlias = Callable[[str], Candidate | None]
FITS = 0.3
"""The share of a term's words that a figure must have beside it."""
ANY = AskedFigure("", frozenset(), rank=False, growth=False, amount=False, target=False)
SHARES = frozenset({"share", "points"})


def terms_of(question: Question) -> list[str]:
    """The things a question names side by side: 甲、乙和丙.

    Two and more make terms; the first and last take the words of their clause up to the mark that joins them.
    """
    for clause in question.clauses:
        if waving("".join(piece.text for piece in clause)):
            continue
        words = ["".join(p.text for p in part if p.kind is not PieceKind.CUE) for part in _joined(clause)]
        if len(words) > 1 and all(words):
            return words
    return []


def sides_of(question: Question) -> list[str]:
    """The two sides of a comparison that each point at a task (甲那项跟乙那项), with the words before that both are about."""
    for at, clause in enumerate(question.clauses):
        parts = _joined(clause)
        pointed = [part for part in parts if any(piece.says("self") for piece in part)]
        if len(pointed) == _TWO:
            about = "".join(piece.text for before in question.clauses[:at] for piece in before)
            return [about + "".join(piece.text for piece in _until_self(part)) for part in pointed]
    return []


_TWO = 2


def _joined(clause: tuple[Piece, ...]) -> list[list[Piece]]:
    """The parts of a clause that marks and conjunctions join."""
    parts: list[list[Piece]] = [[]]
    for piece in clause:
        if piece.text in _JOINING or piece.says("and") or (piece.kind is PieceKind.WORD and piece.tag == "c"):
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


_JOINING = frozenset("、+＋/")


def _until_self(part: list[Piece]) -> list[Piece]:
    """The pieces before the pronoun that points (金融扶持那项)."""
    end = next(at for at, piece in enumerate(part) if piece.says("self"))
    return part[:end]


def words_beside(one: Candidate) -> str:
    """The words right around a number: what it is told of before it, what is counted behind it."""
    figure, text = one.figure, one.sentence.folded
    return text[figure.start : figure.end] + figure.measure


def difference(words: str, values: tuple[float, float], unit: str, used: Sequence[Candidate]) -> Said:
    """The greater of two values less the other, both of one unit; of shares in points.

    :param words: what the difference is called; ``used``: the figures that it rests on.
    """
    high, low = max(values), min(values)
    result = whole_number(round(high - low, 4))
    told = "个百分点" if dimension(unit) in SHARES else unit
    terms = f"{plain(high)} − {plain(low)} = {plain(result)} {told}"
    return Said(f"{words} {terms}", Number(result, told, terms), said_of([one.sentence for one in used]))


def asks_total(text: str) -> bool:
    """Whether a question asks for parts together.

    >>> asks_total("甲线和乙线一共几趟"), asks_total("甲线几趟")
    (True, False)
    """
    return any(one.sense == "total" for one in word_senses("asked_figures", "kind").find(text))


def plain(value: float) -> str:
    """A number as it is written, four places behind the point at most."""
    return plain_number(round(value, 4))
