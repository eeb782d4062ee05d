"""Counties, cities and provinces that a question names, beside those that the tables are about."""

from __future__ import annotations

from collections.abc import Sequence

from graph.language.word_lists import listed_set
from graph.places.divisions import belong_together, counties_named, division_names
from qa.answerability.evidence import TableScope
from qa.answerability.phrases import PhraseTable
from qa.answerability.telling import words_of
from qa.understanding.matters import is_plain
from qa.understanding.question import PieceKind, Question

_WORDS = PhraseTable("gate_words")
_PROPER = frozenset({"ns", "nr", "nt", "nz"})
_KIND_OF_PLACE = listed_set("parts-of-any-town")
"""Names of districts somewhere, and words for a part of any town."""
_LONGER_PLACE = listed_set("longer-places")
_LEVELS = listed_set("levels-of-divisions")
_SHORT = 2
_JOINING = listed_set("joining-names") | listed_set("joining-places")


def divisions_named(question: Question) -> list[str]:
    """The divisions a question names: by their official name, or by a short one that the segmenter takes for a place."""
    taken = [(p.start, p.end) for p in question.pieces if p.kind in {PieceKind.NAME, PieceKind.QUOTE}]
    spans = {
        name: (question.text.find(name), question.text.find(name) + len(name)) for name in counties_named(question.text)
    }
    found = [name for name, (start, end) in spans.items() if not any(a < end and start < b for a, b in taken)]
    for piece in question.pieces:
        # 金牛村 is no 金牛区, and 国资办和县财政局 do not name 和县.
        longer = question.text[piece.end : piece.end + 1] in _LONGER_PLACE or piece.text[0] in _JOINING
        longer = longer or (len(piece.text) == _SHORT and piece.text[-1] in _LEVELS)  # 西区小学
        longer = longer or piece.text in words_of("everyday-division")  # 线路板的新建项目
        if piece.tag in _PROPER and piece.text in division_names() and not longer:
            found.append(piece.text)
    return [name for name in dict.fromkeys(found) if name not in _KIND_OF_PLACE]


def asked_places(question: Question, scope: TableScope) -> list[str]:
    """Places other than the tables' own and those they lie in, and none that only begins a name the texts have."""
    return [
        name
        for name in divisions_named(question)
        if name not in scope.towns
        and not any(_near(name, county) for county in scope.counties)
        and not _begins_name(question, name, scope)
    ]


def _begins_name(question: Question, place: str, scope: TableScope) -> bool:
    """Whether the texts write a place together with the word behind it (重庆北易, 佛山职业技术学院)."""
    end = question.text.find(place) + len(place)
    behind = [piece for piece in question.pieces if piece.start >= end][:_NAME_PIECES]
    if not behind or behind[0].kind is not PieceKind.WORD or is_plain(behind[0]):
        return False
    # 荷塘湿地公园: the noun may stand one word later.
    facility = any(p.kind is PieceKind.WORD and p.text.endswith(_endings()) for p in behind)
    return facility or scope.is_written(place + behind[0].text)


_NAME_PIECES = 2


def _endings() -> tuple[str, ...]:
    return (*words_of("facility"), *words_of("of-place"))


def places_around(question: Question, scope: TableScope) -> list[str]:
    """Cities and provinces in which the tables' counties lie."""
    return [
        name
        for name in divisions_named(question)
        if any(belong_together(name, county) and name not in county for county in scope.counties)
    ]


def owners_around(question: Question, scope: TableScope) -> list[str]:
    """Cities and provinces around the tables' counties of whose own figures is asked (江门市的GDP)."""
    return [
        name
        for name in places_around(question, scope)
        if question.text.find(name) == 0 and question.text[len(name) :].startswith("的")
    ]


def _near(name: str, county: str) -> bool:
    return name in county or county in name or belong_together(name, county)


def asked_of_all(question: Question, scope: TableScope) -> str:
    """A wider place of all of which something is asked (江门全市), empty where there is none."""
    all_of = {phrase.start for phrase in _WORDS.find(question, "all-of-place")}
    for name in divisions_named(question):
        end = question.text.find(name) + len(name)
        if not any(name in county for county in scope.counties) and end in all_of:
            return name
    return ""


def places_related(question: Question, places: Sequence[str]) -> list[str]:
    """The places that the tasks asked for have to do with, and are not tasks of (跟开平有关的任务)."""
    before = {phrase.end for phrase in _WORDS.find(question, "related-to-place")}
    return [place for place in places if question.text.find(place) in before]


def figure_asked_of(question: Question, scope: TableScope) -> list[str]:
    """Other places of which a figure is asked (昆山现在有几家), not those that name or describe (昆山学习)."""
    behind = {phrase.start for phrase in _WORDS.find(question, "of-place")}
    return [place for place in asked_places(question, scope) if question.text.find(place) + len(place) in behind]
