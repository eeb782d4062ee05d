"""Items: every milestone of a task tied to the report that tells of it, and to the sentences that do.

Two steps. First a report for every milestone: what stands in the same row counts most, then words that only this
milestone and only that report have, then order; the choice is the best one for the task as a whole. Then, where a report
stands for several milestones, its sentences are given out: a sentence speaks of the milestone whose rare words, numbers
or printed number it has, and goes on speaking of it until another is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from graph.language.head_words import site_heads
from graph.language.segmentation import is_word, tagged
from graph.language.word_lists import rows
from graph.places.divisions import division_names
from graph.records import StatusReport, Task, Tie
from graph.tables.report_choice import choose_reports
from graph.tables.report_sentences import ReportSentence, split_report
from graph.tables.sentence_sharing import SharedText, share_sentences
from graph.tables.statuses import leading_status, worst
from graph.tables.telling_words import PieceWeights, period_ends, shared_words, word_pieces

_MOST_PAIRS = 20_000
"""Milestones times sentences of one task; beyond that nothing is told apart and the rows stand."""
_MERGED, _SUREST = 0.85, 0.99
"""How certain a report is of a milestone it does not speak of, at most, and how certain what is inferred can be."""
_TELLING = 3.0
"""Weight of shared words that say something; a pair of characters of every twentieth task has as much."""
_WAYS = frozenset(("路", "大道", "街", "村", "镇", "公司"))
_NAME_TAGS = ("nr", "ns", "nt", "nz", "nrt", "nrfg", "eng")


def tie_tasks(tasks: Sequence[Task]) -> list[Task]:
    """The same tasks, each milestone with its tie and its own status, each report with the milestones it is for."""
    pieces = [[word_pieces(milestone.text.value) for milestone in task.milestones] for task in tasks]
    weights = PieceWeights(
        frozenset(chain(word_pieces(task.title.value), *own, *(word_pieces(r.narrative.value) for r in task.reports)))
        for task, own in zip(tasks, pieces, strict=True)
    )
    return [_tied(task, own, weights) for task, own in zip(tasks, pieces, strict=True)]


def _tied(task: Task, pieces: Sequence[frozenset[str]], weights: PieceWeights) -> Task:
    if not task.milestones or not task.reports:
        return task
    sentences = [split_report(report.narrative.value) for report in task.reports]
    if len(task.milestones) * sum(map(len, sentences)) > _MOST_PAIRS:
        ties = [_by_row(task, position) for position in range(len(task.milestones))]
    else:
        ties = _TaskTies(task, pieces, sentences, weights).ties()
    reports = tuple(
        replace(report, milestones=_reported(report, position, ties)) for position, report in enumerate(task.reports)
    )
    milestones = tuple(
        replace(milestone, tie=tie, status=_status(reports, place, tie))
        for place, (milestone, tie) in enumerate(zip(task.milestones, ties, strict=True))
    )
    return replace(task, milestones=milestones, reports=reports)


def _reported(report: StatusReport, position: int, ties: Sequence[Tie | None]) -> tuple[int, ...]:
    """The milestones a report is for: those tied to it; a report that none is tied to keeps those of its rows."""
    tied = tuple(place for place, tie in enumerate(ties) if tie and tie.report == position)
    return tied or report.milestones


def _status(reports: Sequence[StatusReport], place: int, tie: Tie | None) -> str | None:
    """The status of a milestone: the one printed before what is told of it, or the worst of the reports for it."""
    if tie is None:
        return None
    report = reports[tie.report]
    if len(report.milestones) > 1 and tie.stretch:
        start, end = tie.stretch[0]
        own = leading_status(report.narrative.value[start:end])
        if own:
            return own
    printed = tuple(other.status for other in reports if other.status and place in other.milestones)
    return report.status if len(printed) < 2 else worst(printed) or report.status


def _by_row(task: Task, position: int) -> Tie | None:
    """The report in whose rows a milestone stands."""
    covering = [number for number, report in enumerate(task.reports) if position in report.milestones]
    if not covering:
        return None
    alone = len(task.reports[covering[0]].milestones) == 1
    return Tie(covering[0], "row" if alone else "merged", _MERGED / len(covering))


class _TaskTies:
    """The ties of one task."""

    def __init__(
        self,
        task: Task,
        pieces: Sequence[frozenset[str]],
        sentences: Sequence[Sequence[ReportSentence]],
        weights: PieceWeights,
    ) -> None:
        self.task, self.pieces, self.sentences = task, pieces, sentences
        self.siblings = Counter(chain.from_iterable(pieces))
        self.weights = {piece: weights.of(piece) for piece in self.siblings}
        self.told = [word_pieces(report.narrative.value) for report in task.reports]

    def ties(self) -> list[Tie | None]:
        """One tie for each milestone, ``None`` where no report is for it."""
        covered = [report.milestones for report in self.task.reports]
        chosen = choose_reports(self.pieces, self.told, covered, self.weights)
        ties: list[Tie | None] = [None] * len(self.pieces)
        for number, report in enumerate(self.task.reports):
            members = [place for place, choice in enumerate(chosen) if choice and choice.report == number]
            stretches = self._stretches(report, number, members)
            for place, (stretch, by_number) in zip(members, stretches, strict=True):
                choice = chosen[place]
                sure = choice.certainty if choice else 0.0
                ties[place] = self._tie(place, number, stretch, sure, by_number)
        return ties

    def _stretches(
        self, report: StatusReport, number: int, members: Sequence[int]
    ) -> list[tuple[tuple[tuple[int, int], ...], bool]]:
        """For each milestone of a report the places that speak of it, and whether their printed numbers say so."""
        sentences = self.sentences[number]
        if len(members) < 2:
            return [(_joined(sentences), False) for _ in members]
        texts = [_shared_text(report.narrative.value, sentence) for sentence in sentences]
        milestones = [
            SharedText(self.pieces[place], period_ends(self.task.milestones[place].text.value)) for place in members
        ]
        shared = share_sentences(milestones, sentences, texts, self.weights, word_pieces(self.task.title.value))
        return [
            (_joined(s for s, speaks in zip(sentences, shared.speaks, strict=True) if rank in speaks), shared.by_number)
            for rank in range(len(members))
        ]

    def _tie(self, place: int, number: int, stretch: tuple[tuple[int, int], ...], sure: float, by_number: bool) -> Tie:
        """Name what ties a milestone to its report."""
        report, milestone = self.task.reports[number], self.task.milestones[place]
        told = word_pieces(" ".join(report.narrative.value[start:end] for start, end in stretch))
        own = {piece: self.weights[piece] for piece in self.pieces[place] if self.siblings[piece] == 1}
        shared = [word for word, weight in shared_words(milestone.text.value, told, own) if weight >= _TELLING][:3]
        evidence = list(dict.fromkeys(_kind(word) for word in shared))
        in_row = place in report.milestones
        alone = len(report.milestones) == 1
        if in_row and alone:
            how, evidence = "row", ["row", *evidence]
        elif by_number and stretch:
            how, evidence = "number", ["number", *evidence]
        elif evidence:
            how = evidence[0]
        else:
            how = "merged" if in_row else "order"
        if in_row and not alone:
            evidence.append("merged")
        return Tie(
            number,
            how,
            round(min(_SUREST, sure) * (1.0 if stretch else _MERGED), 2),
            stretch,
            tuple(evidence or [how]),
            tuple(shared),
        )


def _shared_text(narrative: str, sentence: ReportSentence) -> SharedText:
    """A sentence as it is compared with milestones."""
    words_of_it = narrative[sentence.start : sentence.end]
    label = word_pieces(narrative[slice(*sentence.label)]) if sentence.label else frozenset[str]()
    return SharedText(word_pieces(words_of_it), period_ends(words_of_it), label)


def _joined(sentences: Iterable[ReportSentence]) -> tuple[tuple[int, int], ...]:
    """The places of sentences, neighbours as one."""
    places: list[tuple[int, int]] = []
    last: int | None = None
    for sentence in sentences:
        if places and last is not None and sentence.start - last <= 1:
            places[-1] = (places[-1][0], sentence.end)
        else:
            places.append((sentence.start, sentence.end))
        last = sentence.end
    return tuple(places)


def _kind(word: str) -> str:
    """What kind of evidence a shared word is: a quantity, a name, or only words.

    >>> [_kind(word) for word in ("220亩", "s532", "银洲湖高速", "充电桩", "装修工程")]
    ['quantity', 'name', 'name', 'words', 'words']
    """
    if word[0].isdigit() and len(word) > 1 and not word[-1].isascii():
        return "quantity"
    return "name" if _is_name(word) else "words"


@lru_cache(maxsize=4096)
def _is_name(word: str) -> bool:
    """Whether words hold a proper name: a code, a place, or a coined word that no dictionary has."""
    if word.isascii():
        return True
    tagged_words = tagged(word)
    proper = (part for part, tag in tagged_words if len(part) > 1 and tag in _NAME_TAGS)
    if any(part in division_names() or not is_word(part) for part in proper):
        return True
    last = tagged_words[-1][0]
    return last in _name_ends() and len(word) - len(last) > 1


@lru_cache(maxsize=1)
def _name_ends() -> frozenset[str]:
    """Words that end names of places when something stands before them (平安大道), not names themselves (改造道路)."""
    return site_heads() | _WAYS


def tie_label(how: str) -> str:
    """How a milestone is tied to its report, in Chinese.

    >>> tie_label("name")
    '按名称对应'
    """
    return _tie_words()[how]["label"]


def tie_rule(tie: Tie) -> str | None:
    """The rule that inferred a tie; ``None`` where the rows of the table print it.

    >>> tie_rule(Tie(0, "row", 1.0)), tie_rule(Tie(0, "merged", 0.8))
    (None, '并栏沿用')
    """
    row = _tie_words()[tie.how]
    return row["label"] if row["inferred"] == "yes" else None


@lru_cache(maxsize=1)
def _tie_words() -> dict[str, dict[str, str]]:
    return {row["how"]: row for row in rows("ties")}
