"""Names, years, roads and firms that are asked for: whether texts tell them, and not only how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graph.language.numerals import read_integer
from graph.language.quantities import Quantity
from graph.language.text import is_chinese
from graph.language.word_lists import listed
from qa.answerability.expected import Expected, Sort, alike_units
from qa.answerability.telling import quantities_of, sentences_of, tells, words_of
from qa.understanding.matters import is_plain
from qa.understanding.question import Piece, PieceKind, Question

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
    unit = quantity.written_unit or quantity.unit
    return quantity.value == number and (unit == measure or unit in alike_units(measure))


def _year(question: Question, expected: Expected, sentences: Sequence[str]) -> bool:
    """The year a thing was made: a year or an age beside a word of making."""
    return any(
        any(word in one for word in words_of("made"))
        and (any(word in one for word in words_of("age")) or _has_year(one))
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
    return any(_is_named_before(one, ending) for one in sentences for ending in words_of("road"))


def _is_named_before(sentence: str, ending: str) -> bool:
    """Whether two Chinese characters stand before an ending."""
    at = sentence.find(ending, 2)
    while at >= 2:
        if is_chinese(sentence[at - 1]) and is_chinese(sentence[at - 2]):
            return True
        at = sentence.find(ending, at + 1)
    return False


def _builder(question: Question, expected: Expected, sentences: Sequence[str]) -> bool:
    """A firm: some word for firms stands there at all."""
    return any(word in one for one in sentences for word in words_of("firm"))


def _part_of_count(question: Question, expected: Expected, sentences: Sequence[str]) -> bool:
    """How many of a count are of some kind: false where the sentences with the count divide it no further."""
    counted = _count_before(question, expected.start)
    inside = next((p for p in question.pieces if p.end <= expected.start and p.text.startswith(_INSIDE)), None)
    if counted is None or inside is None:
        return True
    holding = [one for one in sentences if any(_is_count(q, *counted) for q in quantities_of(one))]
    divided = any(_OF_THEM in one or len(quantities_of(one)) > 1 for one in holding)
    kinds = [p.text for p in question.pieces if p.start >= inside.end and _tells_kind(p)]
    return not holding or (divided and all(tells(kind, holding) for kind in kinds))


_INSIDE = listed("inside")
_OF_THEM = "其中"


def _tells_kind(piece: Piece) -> bool:
    return piece.kind is PieceKind.NAME or (
        piece.kind is PieceKind.WORD and len(piece.text) > 1 and not is_plain(piece)
    )


def _price(question: Question, expected: Expected, sentences: Sequence[str]) -> bool:
    """A price by the piece (一度电多少钱): false where no sentence tells one of the same unit."""
    before = question.text[max(0, expected.start - _PRICE_AROUND) : expected.start]
    for unit in sorted(words_of("per"), key=len, reverse=True):
        if any(f"{each}{unit}" in before for each in _EACH):
            ways = (f"元/{unit}", f"元每{unit}", f"元一{unit}", f"每{unit}")
            return any(way in one and "元" in one for one in sentences for way in ways)
    return True


_EACH = listed("for-each")
_PRICE_AROUND = 6


_CHECKS: dict[Sort, Callable[[Question, Expected, Sequence[str]], bool]] = {
    Sort.COUNT: _part_of_count,
    Sort.MONEY: _price,
    Sort.NAMES: _names,
    Sort.YEAR: _year,
    Sort.ROAD: _road,
    Sort.BUILDER: _builder,
}
