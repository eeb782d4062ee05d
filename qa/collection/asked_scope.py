"""Which counties and years a question names, and how it holds several against each other.

Only that is read here: what is asked of them is left to the engine of each, in the words that remain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from graph.language.gazetteer import Gazetteer, longest
from graph.language.segmentation import stands
from graph.language.time_values import Grain
from graph.places.divisions import counties_named
from qa.answerability.phrases import Phrase, PhraseTable
from qa.collection.open_edition import OpenEdition
from qa.querying.conditions import Linked
from qa.understanding.normal_form import normal_form
from qa.understanding.question import CLAUSE_MARKS, Piece, PieceKind, Question, question_of

_WORDS = PhraseTable("collection_words")
Members = frozenset[int]
"""Editions, by their place in the collection."""


class Frame(StrEnum):
    """How several editions are asked together."""

    JOINED = "joined"
    """What holds in them, together."""
    EACH = "each"
    """A value of each."""
    RANKED = "ranked"
    """Which of them has most or least."""
    DIFFERENCE = "difference"
    """By how much two differ."""
    WHETHER = "whether"
    """Whether one has more, less, or as much as another."""


class Change(StrEnum):
    """What is asked of the change from one year to another."""

    ADDED = "added"
    GONE = "gone"
    CONTINUED = "continued"
    FINISHED = "finished"
    """What was not done in the first and is in the second."""
    RAISED = "raised"
    LOWERED = "lowered"
    SUCCESSOR = "successor"
    """Who took over from a unit or leader."""
    PREDECESSOR = "predecessor"
    """From whom a unit or leader took over."""
    WHO = "who"
    """Whether the lead or leader of a task changed."""
    KEPT = "kept"
    """What is still with the same leader or unit."""
    STATES = "states"
    """What had one status in the first year and one in the second."""


_FIRST = (
    Change.SUCCESSOR,
    Change.PREDECESSOR,
    Change.WHO,
    Change.KEPT,
    Change.RAISED,
    Change.LOWERED,
    Change.FINISHED,
    Change.GONE,
    Change.ADDED,
    Change.CONTINUED,
)
"""Which change is asked about where a question names several: what goes on and has a higher target, has a higher target."""


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a question that names editions: by county, by year, or both (天全县2019年)."""

    start: int
    end: int
    of_place: Members | None
    of_year: Members | None

    @property
    def members(self) -> Members:
        """The editions it names."""
        return _both(self.of_place, self.of_year) or frozenset()


@dataclass(frozen=True)
class AskedScope:
    """What a question says of the editions it asks.

    :ivar groups: those that are held against each other, in the order of the question; one where there is no comparison.
    :ivar rest: the question without the words of counties, years and comparison.
    :ivar named: whether it names any.
    :ivar least: whether the least comes first, or the first one has less.
    """

    text: str
    groups: tuple[Members, ...]
    frame: Frame
    rest: str
    named: bool
    change: Change | None = None
    states: tuple[str, str] = ("", "")
    """What is said of the first year and of the second."""
    asks_leader: bool = False
    """Whether it is asked about a leader, not a unit."""
    compares: bool = False
    """Whether it is asked by how much something differs."""
    least: bool = False
    same: bool = False
    whole: Members = frozenset()
    """The editions that all counties and years in the question name: of these it can be asked as it stands."""
    lacking: str = ""
    """A county with a year of which it is not open, or a county of which nothing is."""

    @cached_property
    def members(self) -> Members:
        """All editions that are asked."""
        return frozenset().union(*self.groups)


class ScopeReader:
    """Reads which of some editions a question asks.

    :param editions: those that are open.
    """

    def __init__(self, editions: Sequence[OpenEdition]) -> None:
        self._editions = editions
        places: dict[str, set[int]] = {}
        short: dict[str, set[int]] = {}
        for at, edition in enumerate(editions):
            for name in edition.places:
                places.setdefault(name, set()).add(at)
            for name in edition.short_places:
                short.setdefault(name, set()).add(at)
        self._places = {name: frozenset(members) for name, members in places.items()}
        self._short = {name: frozenset(members) for name, members in short.items() if name not in places}
        self._names = Gazetteer([*self._places, *self._short])
        self._years = {
            year: frozenset(at for at, edition in enumerate(editions) if edition.year == year)
            for year in sorted({edition.year for edition in editions if edition.year})
        }

    def read(self, written: str, within: Members, before: AskedScope | None = None) -> AskedScope:
        """What a question says of editions.

        :param within: those from which is chosen: all that are open, or what the asker has chosen before.
        :param before: what the question right before it in the same breath said, which holds where this one names none.
        """
        question = question_of(written, self._linked(normal_form(written)))
        words = _WORDS.find(question)
        named = self._named(question)
        groups = _groups(named, within) or (_chosen(named, within),)
        groups = before.groups if before and not named else groups
        groups = self._of_one_county(self._with_year_before(groups, words, within), named)
        frame, groups = _frame(question, words, groups)
        change = _change(words)
        states = _states(question, named, words) if change in {None, *_OF_STATES} else None
        change = Change.STATES if states else change
        asking = _asking(question, named) if frame is Frame.JOINED and change is None else ()
        if asking:
            groups = (_chosen(asking, within),)
        return AskedScope(
            text=question.text,
            groups=groups,
            frame=frame,
            rest=_rest(question, named, words, frame if change is None else Frame.RANKED)
            or (before.rest if before else ""),
            named=bool(named) or (before is not None and before.named),
            change=change,
            states=states or ("", ""),
            asks_leader=question.has("noun", "leader") or question.has("role", "over"),
            compares=_says(words, "by-how-much"),
            least=_says(words, "least", "less"),
            same=_says(words, "same"),
            whole=within.intersection(*(one.members for one in named)),
            lacking=_lacking(question, named) or self._stranger(question),
        )

    def _linked(self, text: str) -> list[Linked]:
        """The places that a text names; a short name only where it is a word of its own and begins no longer one."""
        found = longest(self._names.all(text))
        kept = [
            m for m in found if m.name in self._places or (stands(text, m.start, m.end) and self._is_place(text, m.end))
        ]
        return [Linked(m.name, "County", m.name, (m.name,), m.start, m.end) for m in kept]

    def _is_place(self, text: str, end: int) -> bool:
        """Whether a short name is no beginning of a word or name of the texts (新兴产业)."""
        behind = text[end : end + 2]
        together = text[max(0, end - 2) : end] + behind
        return len(behind) < 2 or not any(edition.is_written(together) for edition in self._editions)

    def _named(self, question: Question) -> list[Named]:
        """The stretches that name editions; a county and a year that stand together are one."""
        found: list[Named] = []
        for piece in question.pieces:
            one = self._of(piece)
            if one is None:
                continue
            before = found[-1] if found else None
            if before and question.text[before.end : one.start] in {"", "的"} and _complete_each_other(before, one):
                of_place, of_year = before.of_place or one.of_place, before.of_year or one.of_year
                found[-1] = Named(before.start, one.end, of_place, of_year)
            else:
                found.append(one)
        return found

    def _of(self, piece: Piece) -> Named | None:
        if piece.kind is PieceKind.NAME:
            return Named(piece.start, piece.end, self._places.get(piece.text) or self._short[piece.text], None)
        open_then = [self._years[year] for year in _years_of(piece) if year in self._years]
        return Named(piece.start, piece.end, None, frozenset().union(*open_then)) if open_then else None

    def knows(self, scope: str) -> bool:
        """Whether all counties and years in some words are open, and there are any."""
        read = self.read(scope, frozenset(range(len(self._editions))))
        pieces = question_of(scope, self._linked(normal_form(scope))).pieces
        years = {year for piece in pieces for year in _years_of(piece)}
        return read.named and not read.lacking and years <= set(self._years)

    def _of_one_county(self, groups: tuple[Members, ...], named: Sequence[Named]) -> tuple[Members, ...]:
        """Years that are held against each other are those of one county, where one of them is open of one only."""
        if len(groups) < 2 or any(one.of_place is not None for one in named):
            return groups
        counties = [{self._editions[at].county for at in group} for group in groups]
        (only,) = min(counties, key=len) if len(min(counties, key=len)) == 1 else (None,)
        of_it = [frozenset(at for at in group if self._editions[at].county == only) for group in groups]
        return tuple(of_it) if only and all(of_it) else groups

    def _stranger(self, question: Question) -> str:
        """A county that a question names by its official name and of which nothing is open."""
        taken = [
            name
            for name in counties_named(question.text)
            if not any(name in known or known in name for known in self._places)
        ]
        return taken[0] if taken else ""

    def _with_year_before(
        self, groups: tuple[Members, ...], words: Sequence[Phrase], within: Members
    ) -> tuple[Members, ...]:
        """比去年多几项: the editions of the year before, of the same counties, where it is held against one."""
        if (
            len(groups) != 1
            or not _says(words, "year-before")
            or not _says(words, "by-how-much", "more", "less", "against")
        ):
            return groups
        years = [year for at in groups[0] if (year := self._editions[at].year)]
        if not years:
            return groups
        counties = {self._editions[at].county for at in groups[0]}
        latest = frozenset(at for at in groups[0] if self._editions[at].year == max(years))
        open_then = self._years.get(max(years) - 1, frozenset())
        before = frozenset(at for at in open_then & within if self._editions[at].county in counties)
        return (latest, before) if before else groups


def _lacking(question: Question, named: Sequence[Named]) -> str:
    """A county named right with a year, of which it is not open."""
    lacking = (one for one in named if one.of_place is not None and one.of_year is not None and not one.members)
    return next((question.text[one.start : one.end] for one in lacking), "")


def _years_of(piece: Piece) -> range:
    """The years that a time names in figures (2022年, 22年, 2022年6月, 2022年至2024年)."""
    time = piece.time
    if piece.kind is not PieceKind.TIME or time is None or time.grain in {Grain.DURATION, Grain.NOW}:
        return range(0)
    known = time.first or time.last
    last = time.last or known
    told = "年" in piece.text and any(map(str.isdigit, piece.text.partition("年")[0]))
    if not told or known is None or last is None or last.year - known.year > _LONGEST_RANGE:
        return range(0)
    return range(known.year, last.year + 1)


_LONGEST_RANGE = 20


def _complete_each_other(one: Named, other: Named) -> bool:
    """Whether one names a county and the other a year."""
    return (one.of_place is None) == (other.of_year is None) and (one.of_year is None) == (other.of_place is None)


def _both(one: Members | None, other: Members | None) -> Members | None:
    """What two conditions leave, either of which may be none."""
    if one is None or other is None:
        return one if other is None else other
    return one & other


def _groups(named: Sequence[Named], within: Members) -> tuple[Members, ...]:
    """What each stretch names, with the county or year that it leaves out: of the stretch before, else of the one behind."""
    several_places = sum(one.of_place is not None for one in named) > 1
    several_years = sum(one.of_year is not None for one in named) > 1
    groups = []
    for at, one in enumerate(named):
        if (one.of_place is not None and several_places) or (one.of_year is not None and several_years):
            around = [*reversed(named[:at]), *named[at + 1 :]]
            of_place = one.of_place or next((other.of_place for other in around if other.of_place), None)
            of_year = one.of_year or next((other.of_year for other in around if other.of_year), None)
            groups.append((_both(of_place, of_year) or of_place or frozenset()) & within)
    return tuple(dict.fromkeys(group for group in groups if group))


def _chosen(named: Sequence[Named], within: Members) -> Members:
    """The editions of all counties and years named; of the counties alone, where none of such a year is open."""
    places = [one.of_place for one in named if one.of_place is not None]
    years = [one.of_year for one in named if one.of_year is not None]
    chosen = within & frozenset().union(*places) if places else within
    of_years = frozenset().union(*years) if years else within
    return chosen & of_years or chosen


def _frame(
    question: Question, words: Sequence[Phrase], groups: tuple[Members, ...]
) -> tuple[Frame, tuple[Members, ...]]:
    """How the groups are asked, and the groups: of one group, where each of its editions is asked, its members."""
    if (
        len(groups) == 1
        and len(groups[0]) > 1
        and (
            _says(words, "which-place", "which-year", "each-place", "each-year")
            or (_says(words, "which-of") and _says(words, "most", "least", "more", "less"))
            or (_says(words, "by-how-much", "comparing") and len(groups[0]) == 2)
        )
    ):
        groups = tuple(frozenset({at}) for at in sorted(groups[0]))
    if len(groups) < 2 or _says(words, "together"):
        return Frame.JOINED, (frozenset().union(*groups),)
    if _says(words, "by-how-much") and len(groups) == 2:
        return Frame.DIFFERENCE, groups
    if _says(words, "whether") and _says(words, "more", "less", "same"):
        return Frame.WHETHER, groups
    which = _says(words, "which-place", "which-year", "which-of")
    if (which or _says(words, "order")) and _says(words, "most", "least", "more", "less", "order"):
        return Frame.RANKED, groups
    if _says(words, "most", "least", "order") and _says(words, "each-place", "each-year"):
        return Frame.RANKED, groups
    lists = (question.has("ask", "which") or question.has("ask", "list")) and not question.has("ask", "many")
    if _says(words, "comparing", "more", "less") or (
        _says(words, "each", "each-place", "each-year", "which-place", "which-year", "against") and not lists
    ):
        return Frame.EACH, groups
    return Frame.JOINED, (frozenset().union(*groups),)


def _asking(question: Question, named: Sequence[Named]) -> tuple[Named, ...]:
    """What the clauses that ask name, where other clauses only tell what came before (2023年没建成的，2024年呢)."""
    asked = [clause for clause in question.clauses if any(piece.says("ask") for piece in clause)]
    spans = [(clause[0].start, clause[-1].end) for clause in asked]
    within = tuple(one for one in named if any(start <= one.start < end for start, end in spans))
    if len(within) == len(named) or not any(one.of_year is not None for one in within):
        return ()
    return tuple(one for one in named if one in within or one.of_year is None)


def _change(words: Sequence[Phrase]) -> Change | None:
    """The change that is asked about."""
    told = {Change(word.kind.removeprefix(_CHANGE)) for word in words if word.kind.startswith(_CHANGE)}
    return next((change for change in _FIRST if change in told), None)


def _states(question: Question, named: Sequence[Named], words: Sequence[Phrase]) -> tuple[str, str] | None:
    """What is said of the first year and of the second, where each is told a status (2023年没完成、2024年完成的)."""
    both = [word for word in words if word.kind == "both-years"]
    if both and question.has("status"):
        rest = question.text[both[0].end :]
        return rest, rest
    years = [(one.start, one.end) for one in named if one.of_year is not None]
    years += [(word.start, word.end) for word in words if word.kind in {"first-year", "second-year"}]
    years = sorted(dict.fromkeys(years))
    if len(years) < 2:
        return None
    parts = [
        question.text[end:start]
        for (_, end), (start, _) in zip(years, [*years[1:], (len(question.text), 0)], strict=True)
    ]
    spans = [(end, start) for (_, end), (start, _) in zip(years, [*years[1:], (len(question.text), 0)], strict=True)]
    stated = [any(p.says("status") and first <= p.start < last for p in question.pieces) for first, last in spans]
    return (parts[0], parts[1]) if len(years) == 2 and stated[0] and question.has("ask", "which") else None


_CHANGE = "change-"


def _says(words: Iterable[Phrase], *kinds: str) -> bool:
    return any(phrase.kind in kinds for phrase in words)


_OF_STATES = frozenset({Change.FINISHED, Change.CONTINUED})
_COMPARING = frozenset(
    {
        "which-place",
        "which-year",
        "each-place",
        "each-year",
        "each",
        "together",
        "year-before",
        "this-year",
        "more",
        "less",
        "by-how-much",
        "whether",
        "which-of",
        "same",
        "most",
        "least",
        "order",
        "asks",
        "comparing",
    }
)


def _rest(question: Question, named: Sequence[Named], words: Sequence[Phrase], frame: Frame) -> str:
    """The text without the counties and years, and where they are compared without the words of comparison."""
    gone = [(one.start, one.end) for one in named]
    gone += [(p.start, p.end) for p in words if p.kind == "against" and _between(p, named)]
    if frame is not Frame.JOINED:
        comparing = _COMPARING if frame is not Frame.EACH else _COMPARING - {"which-of"}
        gone += [
            (phrase.start, phrase.end)
            for phrase in words
            if phrase.kind in comparing or phrase.kind.startswith(_CHANGE)
        ]
        gone += [(p.start, p.end) for p in words if p.kind == "against" and _joins(p, gone)]
    kept = [
        piece for piece in question.pieces if not any(start < piece.end and piece.start < end for start, end in gone)
    ]
    empty = {word for row in _WORDS.rows if row["kind"] == "empty-word" for word in row["words"].split()}
    while kept and (kept[0].text in empty or kept[0].text in _ENDS):
        kept = kept[1:]
    while kept and (kept[-1].text in empty or kept[-1].text in _ENDS):
        kept = kept[:-1]
    return "".join(question.text[piece.start : piece.end] for piece in kept)


_ENDS = frozenset({*CLAUSE_MARKS, "、", " ", "."})


def _between(phrase: Phrase, named: Sequence[Named]) -> bool:
    """Whether a word stands between two that are named (2022年和2023年)."""
    return any(one.end == phrase.start for one in named) and any(phrase.end == one.start for one in named)


def _joins(phrase: Phrase, gone: Sequence[tuple[int, int]]) -> bool:
    """Whether a word of comparison stands right before or behind what is compared."""
    return any(phrase.end == start or phrase.start == end for start, end in gone)
