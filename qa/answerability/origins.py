"""Names, years, roads and firms that are asked for: whether texts tell them, and not only how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graph.language.numerals import read_integer
from graph.language.quantities import Quantity
from graph.language.segmentation import tokens
from qa.answerability.expected import Expected, Sort
from qa.answerability.telling import quantities_of, sentences_of, words_of
from qa.understanding.question import PieceKind, Question

_ENUMERATED = 3
"""With so many marks between them things are told one by one."""


def tells_named(question: Question, expected: Expected, texts: Sequence[str]) -> bool:
    """Whether texts tell the names, year, road or firm asked for; other sorts are not looked at."""
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    check = _CHECKS.get(expected.sort)
    return check is None or check(question, expected, sentences)


def _names(question: Question, expected: Expected, sentences: Sequence[str]) -> bool:
    """Names of a counted set (那73条村叫什么): false where the sentences with the count tell none one by one."""
    counted = _count_before(question, expected.start)
    if counted is None:
        return True
    number, measure = counted
    holding = [one for one in sentences if any(_is_count(q, number, measure) for q in quantities_of(one))]
    return not holding or any(one.count("、") >= min(number - 1, _ENUMERATED) for one in holding)


def _count_before(question: Question, position: int) -> tuple[int, str] | None:
    """The last number before a place and the measure word behind it."""
    for at in range(len(question.pieces) - 2, -1, -1):
        piece, behind = question.pieces[at], question.pieces[at + 1]
        if piece.end <= position and piece.kind is PieceKind.NUMBER and piece.number:
            own = piece.text[-1] if not piece.text[-1].isdigit() and read_integer(piece.text) is None else ""
            measure = own or (behind.text[:1] if behind.start == piece.end else "")
            return (piece.number, measure) if measure else None
    return None


def _is_count(quantity: Quantity, number: int, measure: str) -> bool:
    return quantity.value == number and (quantity.written_unit or quantity.unit) == measure


def _year(question: Question, expected: Expected, sentences: Sequence[str]) -> bool:
    """The year a thing was made: a year or an age beside a word of making."""
    return any(
        any(word in one for word in words_of("made")) and (any(word in one for word in words_of("age")) or _has_year(one))
        for one in sentences
    )


def _has_year(sentence: str) -> bool:
    at = sentence.find("年", 4)
    while at >= 4:
        if sentence[at - 4 : at].isdecimal():
            return True
        at = sentence.find("年", at + 1)
    return False


def _road(question: Question, expected: Expected, sentences: Sequence[str]) -> bool:
    """A road by name: a word of three characters and more that ends like one."""
    endings = words_of("road")
    return any(len(t.text) > 2 and t.text.endswith(endings) for one in sentences for t in tokens(one) if t.tag[:1] == "n")


def _builder(question: Question, expected: Expected, sentences: Sequence[str]) -> bool:
    """A firm: some word for firms stands there at all."""
    return any(word in one for one in sentences for word in words_of("firm"))


_CHECKS: dict[Sort, Callable[[Question, Expected, Sequence[str]], bool]] = {
    Sort.NAMES: _names,
    Sort.YEAR: _year,
    Sort.ROAD: _road,
    Sort.BUILDER: _builder,
}
