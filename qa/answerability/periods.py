"""Years and parts of a year that a question names, and whether texts tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.language.time_values import ANY_YEAR, Grain
from graph.language.timex import find_times
from qa.answerability.evidence import FoundTask, TableScope
from qa.answerability.expected import Sort, expected_answers
from qa.answerability.phrases import PhraseTable
from qa.answerability.telling import has_figure, sentences_of, words_of
from qa.understanding.matters import is_plain
from qa.understanding.question import Piece, PieceKind, Question

_WORDS = PhraseTable("gate_words")
_PARTS = frozenset([Grain.QUARTER, Grain.HALF_YEAR, Grain.YEARS])
_EVERYWHERE = 0.25
"""A word of more texts than this share tells nothing of what is meant."""
_FIGURES = frozenset(
    {Sort.COUNT, Sort.MONEY, Sort.GROWTH, Sort.SHARE, Sort.AREA, Sort.LENGTH, Sort.WEIGHT, Sort.VOLUME, Sort.RANK}
)


def asks_figure(question: Question) -> bool:
    """Whether a figure is asked for."""
    return any(expected.sort in _FIGURES for expected in expected_answers(question))


def closes_with_measure(question: Question) -> bool:
    """Whether a question ends with the name of a measure (址山镇的工业增加值)."""
    pieces = [piece for piece in question.pieces if piece.kind is not PieceKind.MARK]
    if not pieces or question.has("ask"):
        return False
    last = pieces[-1].text
    return len(last) > 1 and (last.endswith(words_of("measure")) or last in words_of("general"))


def year_of(piece: Piece, own: frozenset[int]) -> int | None:
    """The year a time names, counted from the tables' last one where it is told by 去年 and the like."""
    time = piece.time
    known = (time.first or time.last) if time else None
    if time is None or known is None or time.grain is Grain.DURATION or not own:
        return None
    if time.grain is Grain.DAY and "年" not in piece.text:
        return None  # 明天
    written = any(char.isdigit() for char in piece.text.partition("年")[0]) and "年" in piece.text
    first, last = known.year, (time.last or known).year
    if first != last:
        return None
    if written:
        return first
    year = max(own) + first - ANY_YEAR
    # 去年 is said from a day that may lie in the year after the table: then it means the table's own.
    return year if first > ANY_YEAR else None


def years_named(question: Question, own: frozenset[int]) -> Iterator[Piece]:
    """The times of other years than the tables' own, those aside that something is only held against (比去年)."""
    before = {phrase.end for phrase in _WORDS.find(question, "held-against")}
    behind = {phrase.start for phrase in _WORDS.find(question, "held-against-behind", "part-of-title")}
    for piece in question.pieces:
        if piece.kind is not PieceKind.TIME or piece.start in before or piece.end in behind:
            continue
        year = year_of(piece, own)
        if year is not None and year not in own:
            yield piece


def told_of_year(piece: Piece, year: int, question: Question, tasks: Sequence[FoundTask], scope: TableScope) -> bool:
    """Whether a sentence tells of a year, and, where a figure is asked for, of what it is to measure."""
    about = _telling_words(question, scope) if asks_figure(question) else frozenset()
    named = (piece.text, f"{year}年")
    sentences = (one for task in tasks for one in sentences_of(task.text) if any(words in one for words in named))
    return any(not about or any(word in sentence for word in about) for sentence in sentences)


def _telling_words(question: Question, scope: TableScope) -> frozenset[str]:
    words = (p.text for p in question.pieces if p.kind is PieceKind.WORD and len(p.text) > 1 and not is_plain(p))
    return frozenset(word for word in words if scope.share(word) < _EVERYWHERE)


def part_of_year(question: Question) -> Piece | None:
    """The first part of a year, or run of months or years, that a question names."""
    for piece in question.pieces:
        # “十三五”期间: a period may stand between quotation marks.
        inside = (
            find_times(piece.text + question.text[piece.end : piece.end + 2], ANY_YEAR)
            if piece.kind is PieceKind.QUOTE
            else ()
        )
        for time in (piece.time, *inside):
            several = time and time.grain is Grain.MONTH and len(time.months) > 1 and time.bound is None
            if time and (time.grain in _PARTS or several):
                return piece
    return None


def is_own_period(piece: Piece, scope: TableScope) -> bool:
    """Whether a time is all that the tables tell of: from January up to the month as of which they do (1到12月)."""
    months = piece.time.months if piece.time else ()
    last = max(months, default=0)
    return months == tuple(range(1, last + 1)) and (last in scope.until or (not scope.until and last == _WHOLE))


_WHOLE = 12


def told_of_part(piece: Piece, tasks: Sequence[FoundTask]) -> bool:
    """Whether a report (or the text of the best task) has a figure behind the words of a part of the year."""
    texts = [*(report for task in tasks for report in task.reports), *(task.text for task in tasks[:1])]
    for sentence in (one for text in texts for one in sentences_of(text)):
        if piece.text in sentence and has_figure(sentence.partition(piece.text)[2]):
            return True
        if piece.time and any(
            time.months == piece.time.months and has_figure(sentence[time.end :])
            for time in find_times(sentence, ANY_YEAR)
        ):
            return True  # 1到11月: 1—11月
    return False
