"""Records → networkx ``MultiDiGraph``: typed nodes, typed edges, each with its source lines.

Node attributes: ``kind`` (a class of the vocabulary), ``label`` (Chinese), ``document``, ``lines`` (sorted), and the
values of its kind. Edge attributes: ``kind`` (a property of the vocabulary), ``document``, ``lines``, and ``role``,
``text`` or ``rule`` where they apply. Nodes are keyed by :mod:`graph.identifiers`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import networkx as nx

from graph.identifiers import deadline_key, document_code, mint, name_hash, part_key, place_code, task_key
from graph.knowledge.graph_type import KnowledgeGraph
from graph.knowledge.mention_nodes import add_mentions
from graph.mentions.find import MentionFinder
from graph.mentions.texts import extra_texts
from graph.names import unit_aliases, without_level
from graph.places.coordinates import town_places
from graph.places.divisions import Town
from graph.places.levels import body_above
from graph.places.table_county import table_county
from graph.records import Deadline, Heading, Portfolio, Table, TablePart, Task, Tie
from graph.tables.alignment import tie_rule
from graph.tables.statuses import concept_of, worst
from graph.units import collective_kind, collective_towns, two_names

RULE_FIRST_UNIT = "排首位的责任单位为牵头单位"
RULE_LATER_UNIT = "列于首位之后的责任单位"
RULE_SECOND_NAME = "责任单位的另一名称"
RULE_TITLE = "分表的另一标题所列"


def build_graph(tables: Iterable[Table]) -> KnowledgeGraph:
    """Build the knowledge graph of one or several tables."""
    kg: KnowledgeGraph = nx.MultiDiGraph()
    for table in tables:
        _Builder(kg, table).build()
    return kg


class _Builder:
    """Adds one table to a graph."""

    def __init__(self, kg: KnowledgeGraph, table: Table) -> None:
        self.kg = kg
        self.table = table
        self.info = table.info
        self.county = table_county(table)
        self.towns: dict[str, Town] = {town.name: town for town in self.county.towns} if self.county else {}
        self.places = town_places(self.towns)
        self.listed = {unit.name for task in table.tasks for unit in task.units}
        self.named: set[str] = set()
        self.canonical = {spelling: name for name, spellings in table.aliases.items() for spelling in spellings}
        self.collectives: set[str] = set()
        self.people: dict[str, list[tuple[str, set[str]]]] = {}

    def build(self) -> None:
        document = self._document()
        for heading in self.info.headings:
            if not _is_theme(heading, self.table.tasks):
                self._category(heading, document)
        keys = [self._task(task, document) for task in self.table.tasks]
        finder = MentionFinder(self.table, self.county)
        add_mentions(self, finder, list(zip(keys, finder.all(), strict=True)))
        self._collectives()

    def node(self, key: str, kind: str, label: str, lines: Iterable[int], **values: Any) -> str:
        """Add a node, or add lines to it when it is there."""
        if key in self.kg:
            known = self.kg.nodes[key]
            if known["document"] == self.info.name:  # a thing of several documents keeps the lines of the first
                known["lines"] = sorted({*known["lines"], *lines})
            for name, value in values.items():
                if value is not None:
                    known.setdefault(name, value)
        else:
            given = {name: value for name, value in values.items() if value is not None}
            self.kg.add_node(key, kind=kind, label=label, document=self.info.name, lines=sorted(set(lines)), **given)
        return key

    def edge(self, start: str, kind: str, end: str, lines: Iterable[int], **values: Any) -> None:
        """Add an edge, once for each document, kind, role and text."""
        given = {name: value for name, value in values.items() if value is not None} | {"document": self.info.name}
        places = given.pop("places", [])
        parallel: dict[Hashable, dict[str, Any]] = self.kg.get_edge_data(start, end, default={})
        for known in parallel.values():
            if known["kind"] == kind and all(known.get(name) == value for name, value in given.items()):
                known["lines"] = sorted({*known["lines"], *lines})
                if places:
                    known["places"] = sorted({*known.get("places", ()), *places})
                return
        if places:
            given["places"] = sorted(set(places))
        self.kg.add_edge(start, end, kind=kind, lines=sorted(set(lines)), **given)

    def _document(self) -> str:
        first = self.table.tasks[0].lines[0]
        key = self.node(
            mint("document", document_code(self.info)),
            "Document",
            self.info.title,
            [first],
            year=self.info.year,
            checksum=self.info.sha256,
        )
        if self.county and self.county.name:
            code = self.county.code or None
            county = self.node(self._county_key(), "County", self.county.name, [first], code=code)
            self.edge(key, "inCounty", county, [first])
        return key

    def _county_key(self) -> str:
        """The key of the county: of its statistical code, of its name where no list has it."""
        return mint("county", (self.county and self.county.code) or place_code(self.info))

    def _category(self, heading: Heading, document: str) -> str:
        line = heading.text.source.line
        key = self.node(
            mint("category", document_code(self.info), heading.number),
            "Category",
            heading.name,
            [line],
            number=heading.number,
            announced=heading.announced,
        )
        self.edge(key, "partOf", document, [line])
        return key

    def _theme(self, heading: Heading, category: str, category_no: int) -> str:
        line = heading.text.source.line
        key = self.node(
            mint("theme", document_code(self.info), category_no, heading.number),
            "Theme",
            heading.name,
            [line],
            number=heading.number,
            announced=heading.announced,
        )
        self.edge(key, "partOf", category, [line])
        return key

    def _part(self, part: TablePart, document: str) -> str:
        line, (name, *others) = part.text.source.line, part.names
        key = self.node(
            mint("part", document_code(self.info), part.number),
            "Part",
            name,
            [line],
            number=part.number,
            aliases=[[other, RULE_TITLE] for other in others] or None,
        )
        self.edge(key, "partOf", document, [line])
        return key

    def _task(self, task: Task, document: str) -> str:
        overall = worst(task.statuses)
        key = self.node(
            task_key(self.table, task),
            "Task",
            task.title.value,
            range(task.lines[0], task.lines[1] + 1),
            identifier=task.id,
            number=task.number,
            starred=task.starred,
            status=overall,
            noted=list(dict.fromkeys(text.text for text in extra_texts(task))) or None,
        )
        first = [task.lines[0]]
        parent = document
        if task.category:
            parent = self._category(task.category, document)
        self.edge(key, "partOf", parent, first)
        if task.theme:
            theme = self._theme(task.theme, parent, task.category.number if task.category else 0)
            self.edge(key, "underTheme", theme, first)
        if task.part:
            self.edge(key, "inPart", self._part(task.part, document), first)
        if task.portfolio:
            line = task.portfolio.text.source.line
            for one in _leaders(task.portfolio):
                self.edge(key, "inPortfolioOf", self._person(one), [line])
        if overall:
            self.edge(key, "overallStatus", self._status(overall, first), first)
        self._responsibilities(key, task)
        milestones = self._milestones(key, task)
        self._reports(key, task, milestones)
        for deadline in task.deadlines:
            self.edge(key, "dueBy", self._deadline(deadline), [deadline.source.line], text=deadline.text)
        return key

    def _person(self, portfolio: Portfolio) -> str:
        """Add the person of a portfolio: one with an earlier bearer of the name only when they share an office."""
        line = portfolio.text.source.line
        offices = {office_form(office) for office in portfolio.offices}
        bearers = self.people.setdefault(portfolio.leader, [])
        key = next((known for known, held in bearers if held & offices or not offices or not held), None)
        if key is None:
            told_apart = f"{portfolio.leader}/{'/'.join(sorted(offices))}" if bearers else portfolio.leader
            key = mint("person", place_code(self.info), name_hash(told_apart))
            bearers.append((key, set(offices)))
        else:
            next(held for known, held in bearers if known == key).update(offices)
        self.node(key, "Person", portfolio.leader, [line])
        for office in portfolio.offices:
            post = self.node(
                mint("post", place_code(self.info), name_hash(office_form(office))),
                "Post",
                office,
                [line],
            )
            self.edge(key, "holdsPost", post, [line], text=office)
        return key

    def unit(self, name: str, line: int) -> str:
        """Add the node of a unit: a town, a collective unit, or a unit (inside another, when its bracket says so)."""
        town = self.towns.get(name)
        if town:
            own = (town.code,) if town.code else (place_code(self.info), name_hash(town.name))
            where = self.places.get(town.name)
            key = self.node(
                mint("town", *own),
                "Town",
                town.name,
                [line],
                code=town.code or None,
                latitude=where and where.point[0],
                longitude=where and where.point[1],
                geonames=where and where.geonames,
            )
            if self.county and self.county.name:
                self.edge(key, "locatedIn", self._county_key(), [line])
            return key
        if collective_kind(name):
            key = mint("collective", place_code(self.info), name_hash(name))
            self.collectives.add(key)
            return self.node(key, "CollectiveUnit", name, [line], collective=collective_kind(name))
        # A body above the county has one address, whichever county's table names it.
        of = body_above(name, self.info.county_code or "", self.info.county or "") or place_code(self.info)
        key = self.node(mint("unit", of, name_hash(name)), "Unit", name, [line])
        inside = re.match(r"^(.+?)（[^（）]*(?:股|科|室|办)）$", name)
        if inside:
            self.edge(key, "partOfUnit", self.unit(inside[1], line), [line])
        values = self.kg.nodes[key]
        if name not in self.named:
            self.named.add(name)
            spellings = [spelling for spelling in self.table.aliases.get(name, ()) if spelling != name]
            if spellings:
                values["spellings"] = list(dict.fromkeys([*values.get("spellings", ()), *spellings]))
            if name in self.listed or without_level(name) == name[1:]:
                # A body of another level (江门市司法局) has no claim to the short names used in this county.
                made = [[alias.text, alias.rule] for alias in unit_aliases(name, spellings)]
                known = values.setdefault("aliases", [])
                known += [alias for alias in made if alias not in known]
        return key

    def _responsibilities(self, key: str, task: Task) -> None:
        for position, unit in enumerate(task.units):
            role, rule = ("lead", RULE_FIRST_UNIT) if position == 0 else ("participant", RULE_LATER_UNIT)
            if position and unit.name == task.lead_unit:
                continue
            node = self.unit(unit.name, unit.source.line)
            self.edge(key, "responsible", node, [unit.source.line], role=role, rule=rule)
            both = two_names(unit.written)
            if both:
                second = self.unit(self.canonical.get(both[1], both[1]), unit.source.line)
                self.edge(key, "responsible", second, [unit.source.line], role=role, rule=RULE_SECOND_NAME)

    def _milestones(self, key: str, task: Task) -> list[str]:
        keys = []
        for position, milestone in enumerate(task.milestones, start=1):
            line = milestone.text.source.line
            node = self.node(
                part_key(key, f"milestone-{position}"),
                "Milestone",
                milestone.text.value,
                [line],
                number=milestone.no,
                starred=milestone.starred,
                status=milestone.status,
                outcome="\n".join(task.told_of(milestone)) or None,
            )
            self.edge(key, "hasMilestone", node, [line])
            for lead in milestone.leads:
                kind = "ledBy" if "牵头" in lead.verb else "assignedTo"
                self.edge(node, kind, self.unit(lead.name, line), [line], role=lead.verb, text=lead.written)
            if milestone.deadline:
                due = milestone.deadline
                rule = "沿用上方合并的完成时间" if milestone.inherited else None
                self.edge(node, "dueBy", self._deadline(due), [due.source.line], text=due.text, rule=rule)
            if milestone.status and milestone.tie:
                self._own_status(node, milestone.status, milestone.tie, task)
            keys.append(node)
        return keys

    def _own_status(self, node: str, status: str, tie: Tie, task: Task) -> None:
        """Link a milestone to its own status, saying by what rule it was found where no row prints it."""
        line = task.reports[tie.report].narrative.source.line
        self.edge(node, "ownStatus", self._status(status, [line]), [line], text=status, rule=tie_rule(tie))

    def _reports(self, key: str, task: Task, milestones: Sequence[str]) -> None:
        for position, report in enumerate(task.reports, start=1):
            line = report.narrative.source.line
            node = self.node(
                part_key(key, f"report-{position}"),
                "StatusReport",
                report.status or "（无状态词）",
                [line],
                narrative=report.narrative.value,
            )
            self.edge(key, "reports", node, [line])
            if report.status:
                self.edge(node, "hasStatus", self._status(report.status, [line]), [line], text=report.status)
            for covered in report.milestones:
                tie = task.milestones[covered].tie
                own = tie if tie and tie.report == position - 1 else None
                self._covers(node, milestones[covered], own, line)

    def _covers(self, report: str, node: str, tie: Tie | None, line: int) -> None:
        """Tie a milestone to a report; where no row says so, by what rule and words, and how certain that is."""
        rule = tie_rule(tie) if tie else None
        shared = "、".join(tie.shared) if tie and rule else ""
        certainty = tie.certainty if tie else None
        self.edge(report, "covers", node, [line], rule=rule, text=shared or None, certainty=certainty)

    def _status(self, wording: str, lines: Iterable[int]) -> str:
        concept = concept_of(wording)
        if concept:
            return self.node(mint("status", concept.key), "Status", concept.label, lines, rank=concept.rank)
        return self.node(mint("status", name_hash(wording)), "Status", wording, lines)

    def _deadline(self, deadline: Deadline) -> str:
        return self.node(
            deadline_key(self.info, deadline),
            "Deadline",
            deadline.text,
            [deadline.source.line],
            year=deadline.year or self.info.year,
            month=deadline.month,
            day=deadline.day,
        )

    def _collectives(self) -> None:
        """Link the collective units to the towns they stand for."""
        for key in sorted(self.collectives):
            values = self.kg.nodes[key]
            for town in collective_towns(values["collective"], self.towns.values()):
                node = self.unit(town.name, values["lines"][0])
                self.edge(key, "collectiveIncludes", node, values["lines"][:1])


def _leaders(portfolio: Portfolio) -> Iterator[Portfolio]:
    """Each of the leaders that one cell names together."""
    names = portfolio.leader.split("、")
    yield from (replace(portfolio, leader=name) for name in names) if len(names) > 1 else (portfolio,)


def office_form(office: str) -> str:
    """Return the form in which wordings of one office are equal.

    >>> office_form("市委宣传部部长") == office_form("宣传部长"), office_form("市人民政府副市长") == office_form("副市长")
    (True, True)
    """
    plain = without_level(re.sub(r"(?:人民)?政府(?=副?[市县区]长)", "", office))
    return re.sub(r"^委(?=.{3,})", "", plain).replace("部部长", "部长").replace("局局长", "局长")


def _is_theme(heading: Heading, tasks: Sequence[Task]) -> bool:
    return any(task.theme == heading for task in tasks)
