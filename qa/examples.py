"""Questions that work on the open tables, made of what they hold: shown on the first page and to those who only say hello."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from graph.places.table_county import table_county
from graph.records import Table, Task
from qa.answering.phrases import say

_SHORT = 12
_YEAR_END = 12
MOST = 8
"""Questions shown on the first page."""


def example_questions(tasks: Sequence[Task]) -> tuple[str, ...]:
    """Up to three questions: for a status, for a unit, for one task with a short title."""
    found = []
    category = next((task.category.name for task in tasks if task.category), "")
    if category:
        found.append(say("example.status", category=category))
    unit = next((task.lead_unit for task in tasks if task.lead_unit), None)
    if unit:
        found.append(say("example.lead", unit=unit))
    title = _short_title(tasks)
    if title:
        found.append(say("example.progress", title=title))
    return tuple(found)


def page_examples(tables: Sequence[Table], place: str = "") -> tuple[str, ...]:
    """Up to :data:`MOST` questions about the tables of one county and year, of as many kinds as they allow.

    :param place: what stands before them where other counties and years are open too (天全县2019年).
    """
    made = (f"{place}{question}" for question in _asked(tables))
    return tuple(dict.fromkeys(made))[:MOST]


def several_examples(places: Sequence[tuple[str | None, int | None]]) -> tuple[str, ...]:
    """Questions over several counties and years.

    :param places: county and year of each edition, where they are known.
    """
    found = []
    counties = list(dict.fromkeys(county for county, _ in places if county))
    if len(counties) > 1:
        found.append(say("example.which-county"))
    for county in counties:
        years = sorted({year for one, year in places if one == county and year})
        if len(years) > 1:
            found.append(say("example.new", county=county, before=years[-2], after=years[-1]))
            break
    return tuple(found)


def _asked(tables: Sequence[Table]) -> Iterator[str]:
    tasks = [task for table in tables for task in table.tasks]
    towns = {town.name for table in tables if (county := table_county(table)) for town in county.towns}
    units = _common(task.lead_unit for task in tasks if task.lead_unit not in towns)
    own = _common(name for task in tasks for name in task.unit_names if name in towns)
    leaders = _common(task.portfolio.leader for task in tasks if task.portfolio)
    months = _common(
        deadline.month for task in tasks for deadline in task.deadlines if deadline.month and deadline.month < _YEAR_END
    )
    if units:
        yield say("example.leads", unit=units[0])
    if own:
        yield say("example.town", town=own[0])
    yield say("example.unfinished")
    if title := _short_title(tasks):
        yield say("example.progress", title=title)
    if len(own) > 1:
        yield say("example.each-town")
    if leaders:
        yield say("example.leader", leader=leaders[0])
    if months:
        yield say("example.due", month=months[0])
    if len(own) > 1:
        yield say("example.compare", town=own[0], other=own[1])
    if len(units) > 1:
        yield say("example.most")


def _common(values: Iterator[str | int | None]) -> list[str | int]:
    """Values, the most common first; of those as common the first."""
    return [value for value, _ in Counter(value for value in values if value).most_common()]


def _short_title(tasks: Sequence[Task]) -> str:
    return min((task.title.value.rstrip("。") for task in tasks), key=lambda text: abs(len(text) - _SHORT), default="")
