"""The ``mentions`` export of the contract: what the free text of each task names, one JSON object per task and line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from graph.knowledge.fulfilment import fulfilments
from graph.knowledge.held_up import held_milestone, kind_of_cause, report_of
from graph.knowledge.same_work import same_work
from graph.language.text import strip_tags, well_formed_within
from graph.mentions.figures import Figure
from graph.mentions.find import Mention, MentionFinder, TaskMentions
from graph.mentions.places import PlaceFinder
from graph.places.divisions import Town
from graph.places.table_county import table_county
from graph.records import Table
from graph.units import collective_kind, collective_towns

_GROWTH = "增速"


def export_mentions(tables: Iterable[Table]) -> Iterator[str]:
    """Every task's mentions as one line of JSON."""
    for table in tables:
        finder = MentionFinder(table, table_county(table))
        mentions = list(finder.all())
        repeated = _repeated(table, mentions)
        for found in mentions:
            record = mention_record(found, finder.places) | {"same_work": repeated.get(found.task.id, [])}
            yield json.dumps(well_formed_within(record), ensure_ascii=False) + "\n"


def mention_record(found: TaskMentions, places: PlaceFinder) -> dict[str, Any]:
    """Write the mentions of a task as a plain dictionary."""
    return {
        "id": found.task.id,
        "companies": _named(found.companies),
        "documents": _documents(found.documents),
        "towns": list(dict.fromkeys(mention.name for mention in found.towns)),
        "villages": _unique(
            {**_words(m), "town": m.town.name if m.town else None, "code": m.village.code if m.village else None}
            for m in found.villages
        ),
        "projects": _named(found.projects),
        "units_mentioned": _named(found.units),
        "observations": _observations(found),
        "reasons": [mention.text for mention in found.reasons],
        "pending": [mention.text for mention in found.reasons if mention.rule == "pending"],
        "causes": _causes(found),
        "deadlines_in_text": list(dict.fromkeys(mention.text for mention in found.deadlines)),
        "touches": touches(found, places),
    }


def _words(mention: Mention) -> dict[str, Any]:
    return {
        "text": mention.text,
        "name": mention.name,
        "rule": mention.rule,
        "line": mention.line,
        "place": mention.place,
    }


def _unique(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each wording of each name once, its first place kept."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for item in items:
        kept.setdefault((item["text"], item["name"]), item)
    return list(kept.values())


def _named(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    return _unique(_words(mention) for mention in mentions)


def _documents(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    records = []
    for mention in mentions:
        document = mention.document
        if document:
            verbs = [word for word, _ in document.verbs]
            more = {"number": document.number, "date": document.date, "verbs": verbs, "nested": list(document.nested)}
            records.append({**_words(mention), "text": mention.text[1:-1], **more})
    kept: dict[str, dict[str, Any]] = {}
    for record in records:
        known = kept.setdefault(record["text"], record)
        known["number"] = known["number"] or record["number"]
    return list(kept.values())


def _observations(found: TaskMentions) -> list[dict[str, Any]]:
    degrees = {pair.actual: pair for pair in fulfilments(found)}
    records = []
    for mention in found.figures:
        figure = mention.figure
        if figure is None:
            continue
        pair = degrees.get(mention)
        records.append(
            {
                "text": mention.text,
                "measure": figure.measure,
                "indicator": figure.indicator,
                "value": figure.value,
                "unit": figure.unit,
                "role": figure.role,
                "change": figure.change,
                "rank": figure.rank,
                "comparison": figure.comparison,
                "period": figure.period,
                "growth": figure.growth,
                "bound": figure.bound,
                "scope": figure.scope,
                "scope_kind": figure.scope_kind,
                "of": told_of_what(figure),
                "rank_of": figure.rank_of,
                "scheduled": figure.scheduled,
                "setting": figure.setting,
                "target": pair.target.text if pair else None,
                "degree": pair.degree if pair else None,
                "reached": pair.reached if pair else None,
                "line": mention.line,
                "place": mention.place,
            }
        )
    return records


def _causes(found: TaskMentions) -> list[dict[str, Any]]:
    """Problems and causes with what each is about and the 1-based place of the milestone it holds up (null: unsaid)."""
    records = []
    for mention in found.reasons:
        told_by = report_of(found.task, mention)
        held = None if told_by is None else held_milestone(found.task, mention, told_by)
        more = {"kind": kind_of_cause(mention), "milestone": None if held is None else held + 1}
        records.append(
            {"text": mention.text, "rule": mention.rule, **more, "line": mention.line, "place": mention.place}
        )
    return records


def told_of_what(figure: Figure) -> str | None:
    """Return what a number and its rank are told of: the growth of an indicator (投资增速), or the indicator itself.

    >>> from graph.mentions.figures import find_figures
    >>> [told_of_what(figure) for figure in find_figures("工业投资154.2亿元,增长14.8%,增速在全省排名第5。")]
    ['工业投资', '工业投资增速']
    """
    if not figure.indicator:
        return None
    return figure.indicator + (_GROWTH if figure.growth and not figure.indicator.endswith(_GROWTH) else "")


def touches(found: TaskMentions, places: PlaceFinder) -> list[dict[str, str]]:
    """Every way in which a task touches a town, with the words.

    ``seated`` (a project or company there) is given only for towns that no other way reaches.
    """
    task = found.task
    names = {town.name: town for town in places.towns}
    rows: dict[tuple[str, str, str], None] = {}
    for unit in task.units:
        if unit.name in names:
            rows[unit.name, "direct", _written(unit.written)] = None
        else:
            kind = collective_kind(unit.name)
            for town in collective_towns(kind, places.towns) if kind else ():
                rows[town.name, "collective", _written(unit.written)] = None
    for mention in found.towns:
        rows[mention.name, "mentioned", mention.text] = None
    for mention in found.villages:
        if mention.town:
            rows[mention.town.name, "village", mention.text] = None
    reached = {town for town, _, _ in rows}
    for town, words in _seats(found, places):
        if town.name not in reached:
            rows[town.name, "seated", words] = None
    return [{"town": town, "scope": scope, "text": text} for town, scope, text in rows]


def _seats(found: TaskMentions, places: PlaceFinder) -> Iterator[tuple[Town, str]]:
    for mention in (*found.projects, *found.companies):
        for town, _, _ in places.seats(mention.name):
            yield town, mention.text


def _written(text: str) -> str:
    return strip_tags(text).strip()


def _repeated(table: Table, mentions: Iterable[TaskMentions]) -> dict[str, list[dict[str, str]]]:
    """Task → the tasks that tell the same work, with the sentence shared (as this task writes it)."""
    found: dict[str, list[dict[str, str]]] = {}
    for pair in same_work(table.tasks, mentions):
        found.setdefault(pair.first.task, []).append({"id": pair.second.task, "text": pair.first.text})
        found.setdefault(pair.second.task, []).append({"id": pair.first.task, "text": pair.second.text})
    return found
