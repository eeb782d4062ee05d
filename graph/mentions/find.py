"""Everything a table's free text names, task by task: the finders put together.

Each mention holds its words as written, the name they stand for, the rule, and its exact place: the text of the task it
stands in (title, milestone, report), the offsets in that text, and the line of the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graph.language.gazetteer import longest
from graph.language.text import narrow, tidy
from graph.mentions.companies import CompanyFinder
from graph.mentions.documents import DocumentMention, find_documents
from graph.mentions.figures import Figure, find_figures
from graph.mentions.periods import find_deadlines
from graph.mentions.places import PlaceFinder
from graph.mentions.projects import ProjectFinder
from graph.mentions.reasons import find_reasons, find_stated
from graph.mentions.scopes import Scope, named_scopes, of_title, scope_of, with_scope
from graph.mentions.spans import Span
from graph.mentions.texts import TaskText, all_texts
from graph.mentions.towns import RULE_BARE
from graph.mentions.units import UnitFinder
from graph.mentions.villages import VillageMention
from graph.places.divisions import County, Town
from graph.records import Table, Task
from graph.units import UnitNames

_SCOPES = (("company", "companies"), ("village", "villages"), ("town", "towns"), ("project", "projects"))
"""Kinds of scopes and the mentions that name them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a task's text and what they stand for; ``text`` is ``where.text[start:end]``."""

    where: TaskText
    start: int
    end: int
    name: str
    rule: str
    town: Town | None = None
    village: VillageMention | None = None
    document: DocumentMention | None = None
    figure: Figure | None = None

    @property
    def text(self) -> str:
        """The words as they stand in the text."""
        return self.where.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The line of the source."""
        return self.where.line

    @property
    def place(self) -> str:
        """The exact place: which text of the task, and the offsets in it."""
        return f"{self.where.place}@{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class TaskMentions:
    """What the free text of one task names, by kind, in reading order."""

    task: Task
    towns: tuple[Mention, ...]
    villages: tuple[Mention, ...]
    companies: tuple[Mention, ...]
    documents: tuple[Mention, ...]
    projects: tuple[Mention, ...]
    units: tuple[Mention, ...]
    figures: tuple[Mention, ...]
    reasons: tuple[Mention, ...]
    deadlines: tuple[Mention, ...]


class MentionFinder:
    """Finds what the texts of one table name; made once for a table, since names explain each other."""

    def __init__(self, table: Table, county: County | None) -> None:
        self._table = table
        self._texts = {task.id: all_texts(task) for task in table.tasks}
        folded = [text.folded.text for texts in self._texts.values() for text in texts]
        name = county.name if county else ""
        self.places = PlaceFinder(county, folded)
        towns = self.places.town_names
        units = sorted({unit for task in table.tasks for unit in task.unit_names})
        self.companies = CompanyFinder(folded, towns, units)
        spellings = {unit: table.aliases.get(unit, ()) for unit in units if unit not in towns}
        official = [town.name for town in county.towns] if county else []
        self._units = UnitFinder(spellings, name, official, UnitNames(units, county).canonical)
        proper = {*towns, *self.places.village_names, *(n for n in self.companies.names.aliases if len(n) > 1)}
        titles = [self._texts[task.id][0].folded.text for task in table.tasks if _is_project(task)]
        self._projects = ProjectFinder(titles, folded, name, proper)

    def companies_in(self, name: str) -> list[str]:
        """The companies a project's name holds."""
        return [tidy(span.name) for span in self.companies.find(narrow(name))]

    def all(self) -> Iterator[TaskMentions]:
        """The mentions of every task, in order."""
        return (self.of(task) for task in self._table.tasks)

    def of(self, task: Task) -> TaskMentions:
        """The mentions of one task."""
        texts = self._texts[task.id]
        found: dict[str, list[Mention]] = {kind: [] for kind in TaskMentions.__slots__ if kind != "task"}
        for text in texts:
            self._read(text, found)
        found["figures"] = self._scoped(texts, found)
        return TaskMentions(task, **{kind: tuple(mentions) for kind, mentions in found.items()})

    def _scoped(self, texts: Sequence[TaskText], found: dict[str, list[Mention]]) -> list[Mention]:
        """The figures of a task, each with what it is of (the county, a park, a town, a project, a company)."""
        named: dict[str, list[Scope]] = {}
        for text in texts:
            own = [(kind, m) for kind, plural in _SCOPES for m in found[plural] if m.where.place == text.place]
            named[text.place] = named_scopes(own)
        title = of_title(texts[0].folded.text, named.get("title", [])) if texts else None
        scoped = []
        for mention in found["figures"]:
            figure, folded = mention.figure, mention.where.folded.text
            if figure:
                told = scope_of(folded, figure, named[mention.where.place])
                mention = replace(mention, figure=with_scope(figure, told, title))
            scoped.append(mention)
        return scoped

    def _read(self, text: TaskText, found: dict[str, list[Mention]]) -> None:
        folded = text.folded.text
        documents = find_documents(folded)
        inside = [(document.start, document.end) for document in documents]
        towns, villages = self.places.find(folded)
        for village in villages:
            found["villages"].append(
                _at(text, village.start, village.end, village.name, village.rule, town=village.town, village=village)
            )
        companies = self.companies.find(folded)
        firms = [(span.start, span.end) for span in companies]
        for town in towns:
            end = town.offset + len(town.text)
            if town.rule == RULE_BARE and any(start < town.offset and end <= stop for start, stop in firms):
                continue  # 四川文宫枇杷酒业公司 is seated there; the town is not spoken of
            found["towns"].append(_at(text, town.offset, end, town.town.name, town.rule, town=town.town))
        for document in documents:
            found["documents"].append(
                _at(text, document.start, document.end, document.name, document.rule, document=document)
            )
        found["companies"] += _spans(text, companies)
        units = [span for span in self._units.find(folded) if not _covered(span, inside)]
        found["units"] += _spans(text, _apart(units, companies))
        inside += [(unit.start, unit.end) for unit in units]
        found["projects"] += _spans(text, [span for span in self._projects.find(folded) if not _within(span, inside)])
        if text.kind == "extra":
            return  # its figures and dates are of the column's sort
        promised = text.kind in {"title", "milestone"}
        for figure in find_figures(folded, promised) if text.kind != "problem" else ():
            found["figures"].append(
                _at(text, figure.start, figure.end, figure.indicator, "数字加计量单位", figure=figure)
            )
        if promised:
            found["deadlines"] += [
                _at(text, start, end, folded[start:end], "时间词") for start, end in find_deadlines(folded)
            ]
        else:
            found["reasons"] += [
                _at(text, r.start, r.end, folded[r.start : r.end], r.kind)
                for r in (find_stated(folded) if text.kind == "problem" else find_reasons(folded))
            ]


def _at(text: TaskText, start: int, end: int, name: str, rule: str, **more: object) -> Mention:
    first, last = text.folded.span(start, end)
    return Mention(text, first, last, tidy(name), rule, **more)  # type: ignore[arg-type]


def _spans(text: TaskText, spans: Iterable[Span]) -> list[Mention]:
    return [_at(text, span.start, span.end, span.name, span.rule) for span in spans]


def _covered(span: Span, places: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in places)


def _within(span: Span, places: Iterable[tuple[int, int]]) -> bool:
    """Whether a span is a part of another: a hospital that is a unit is both."""
    return any(
        start <= span.start and span.end <= end and (start, end) != (span.start, span.end) for start, end in places
    )


def _apart(units: Sequence[Span], companies: Sequence[Span]) -> list[Span]:
    """Units that are no part of a company's name."""
    return [unit for unit in longest([*units, *companies]) if unit in units]


def _is_project(task: Task) -> bool:
    """Whether a task is itself a project: its category says so."""
    return bool(task.category and "项目" in task.category.name)
