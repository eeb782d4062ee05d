"""What programs may call by name, over HTTP or as tools of a language model (MCP): the docstrings are what they read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from graph.errors import QueryError
from graph.sparql import SOLUTIONS
from graph.sparql_pool import SparqlPool
from qa import Hetu
from ui.browse import plain
from ui.entities import Entities
from ui.facets import Browser, read_choice
from ui.network import Network

_JSON = next(media for media in SOLUTIONS if media.endswith("json"))
_NO_MORE = 200
"""Tasks given at most; their number is told anyway."""


def tools(kg: Hetu, pool: SparqlPool, network: Network, browser: Browser) -> list[Callable[..., str]]:
    """The tools over a build; each returns JSON as text."""
    entities = Entities(kg)

    def find_tasks(
        words: str = "", town: str = "", unit: str = "", lead: str = "", leader: str = "", status: str = ""
    ) -> str:
        """Find the tasks that fit all conditions given; the set is complete.

        Args:
            words: words that the task's text must contain, divided by blanks (Chinese)
            town: a town listed among the responsible units, by its full name, such as 古劳镇
            unit: a unit listed as responsible, by its full name, such as 市民政局
            lead: the unit that leads, by its full name
            leader: the leader in charge, by name
            status: the task's status, such as 已完成 or 未按进度完成
        """
        asked = {"q": words, "town": town, "unit": unit, "lead": lead, "leader": leader, "status": status}
        rows = browser.find(read_choice(asked.items()))
        return _told({"count": len(rows), "of": len(browser.rows), "tasks": [plain(row) for row in rows[:_NO_MORE]]})

    def get_entity(name: str) -> str:
        """Tell what the table says of a thing: a task by its number (3-48), a town, unit, leader, company, document or village.

        Args:
            name: its number or name, short or full (Chinese)
        """
        found = network.search(name)
        if not found:
            return _told({"error": f"图谱里没有“{name}”"})
        key = found[0]["id"]
        task = entities.task(key)
        told: dict[str, Any] = {**found[0], "others": found[1:6], "page": f"/page/{key}"}
        if task:
            record = task["task"]
            told |= {
                "statuses": list(record.statuses),
                "units": list(record.unit_names),
                "leader": record.leader,
                "milestones": [milestone.text.value for milestone in record.milestones],
                "reports": [report["text"] for report in task["reports"]],
                "lines": list(record.lines),
            }
        else:
            told["tasks"] = {group.label: [link.label for link, _ in group.tasks] for group in entities.groups(key)}
        return _told(told)

    def sparql(query: str) -> str:
        """Run a SPARQL 1.1 SELECT or ASK query on the graph, read only; see /ontology for the vocabulary.

        Args:
            query: the query; the prefix hetu: is known
        """
        try:
            return pool.query(query, [_JSON], client="tools").content.decode()
        except QueryError as error:
            return _told({"error": str(error)})

    return [find_tasks, get_entity, sparql]


def _told(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)
