"""What the free text names becomes nodes and edges: one edge per task, thing and wording, with every exact place.

Edges of one task to one town: ``responsible`` (unit column), ``responsible``/``collectiveIncludes`` (collective unit),
``mentionsTown``, ``mentionsVillage``/``locatedIn``, ``mentionsProject`` or ``mentionsCompany``/``seatedIn``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from graph.identifiers import mint, name_hash, part_key, place_code
from graph.knowledge.fulfilment import Fulfilment, findings, fulfilments
from graph.knowledge.held_up import held_milestone, kind_of_cause, report_of, why_held
from graph.knowledge.same_work import SameWork, same_work
from graph.language.text import tidy
from graph.mentions.find import Mention, MentionFinder, TaskMentions
from graph.mentions.measures import shared_indicator
from graph.places.levels import body_above
from graph.records import DocumentInfo

if TYPE_CHECKING:
    from graph.knowledge.graph_type import KnowledgeGraph


class Weaver(Protocol):
    """What adds nodes and edges: the builder of the graph."""

    info: DocumentInfo
    kg: KnowledgeGraph

    def node(self, key: str, kind: str, label: str, lines: Iterable[int], **values: Any) -> str:
        """Add a node, or lines to it."""

    def edge(self, start: str, kind: str, end: str, lines: Iterable[int], **values: Any) -> None:
        """Add an edge, or lines and places to it."""

    def unit(self, name: str, line: int) -> str:
        """Add the node of a unit or a town."""


def add_mentions(weaver: Weaver, finder: MentionFinder, found: Sequence[tuple[str, TaskMentions]]) -> None:
    """Add everything the texts of a table name.

    :param found: task node and its mentions.
    """
    for task, mentions in found:
        _places(weaver, task, mentions)
        _names(weaver, task, mentions)
        _documents(weaver, task, mentions.documents)
        figures = _figures(weaver, task, mentions.figures)
        _fulfilments(weaver, task, mentions, figures)
        _reasons(weaver, task, mentions)
    _companies(weaver, finder, {name for _, mentions in found for name in _named(mentions.companies)})
    _seats(weaver, finder, found)
    _same_work(
        weaver, same_work([m.task for _, m in found], [m for _, m in found]), {m.task.id: key for key, m in found}
    )


def _mention(weaver: Weaver, task: str, kind: str, node: str, mention: Mention, role: str | None = None) -> None:
    """Tie a task to what its text names."""
    _tell(weaver, task, kind, node, mention, rule=mention.rule, role=role)


def _tell(weaver: Weaver, start: str, kind: str, node: str, mention: Mention, **values: str | None) -> None:
    """Add the edge that words at a place tell of."""
    weaver.edge(start, kind, node, [mention.line], text=mention.text, places=[mention.place], **values)


def _places(weaver: Weaver, task: str, mentions: TaskMentions) -> None:
    for mention in mentions.towns:
        _mention(weaver, task, "mentionsTown", weaver.unit(mention.name, mention.line), mention)
    for mention in mentions.villages:
        _mention(weaver, task, "mentionsVillage", _village(weaver, mention), mention)


def _village(weaver: Weaver, mention: Mention) -> str:
    place = mention.village
    if place is None:
        raise ValueError("应为村（社区）")
    town = place.town.name if place.town else ""
    key = (
        mint("village", place.code)
        if place.code
        else mint("village", place_code(weaver.info), name_hash(town + mention.name))
    )
    node = weaver.node(key, "Village", mention.name, [mention.line], code=place.code)
    if place.town:
        rule = "行政区划名录" if place.code else "原文写明"
        weaver.edge(node, "locatedIn", weaver.unit(town, mention.line), [mention.line], rule=rule)
    return node


def _names(weaver: Weaver, task: str, mentions: TaskMentions) -> None:
    for mention in mentions.companies:
        _mention(weaver, task, "mentionsCompany", company_node(weaver, mention.name, mention.line), mention)
    for mention in mentions.projects:
        _mention(weaver, task, "mentionsProject", project_node(weaver, mention.name, mention.line), mention)
    for mention in mentions.units:
        _mention(weaver, task, "mentionsUnit", weaver.unit(mention.name, mention.line), mention)


def company_node(weaver: Weaver, name: str, line: int) -> str:
    """Add the node of a company."""
    return weaver.node(_company_key(weaver, name), "Company", name, [line])


def project_node(weaver: Weaver, name: str, line: int) -> str:
    """Add the node of a project."""
    return weaver.node(mint("project", place_code(weaver.info), name_hash(name)), "Project", name, [line])


def _documents(weaver: Weaver, task: str, documents: Iterable[Mention]) -> None:
    for mention in documents:
        document = mention.document
        if document is None:
            continue
        key = _policy_key(weaver, mention.name)
        issued = document.date if any(sense in {"issue", "approve", "sign"} for _, sense in document.verbs) else None
        node = weaver.node(
            key, "PolicyDocument", mention.name, [mention.line], reference=document.number, issued=issued
        )
        verb = "、".join(word for word, _ in document.verbs) or None
        _mention(weaver, task, "mentionsDocument", node, mention, role=verb)
        for title in document.nested:
            inner = weaver.node(_policy_key(weaver, title), "PolicyDocument", title, [mention.line])
            weaver.edge(node, "refersTo", inner, [mention.line], text=title, rule="书名号里的书名号")


def _policy_key(weaver: Weaver, title: str) -> str:
    """The key of a document; a law of the whole country has one address, whichever county's table cites it."""
    of = body_above(title, "", weaver.info.county or "") or place_code(weaver.info)
    return mint("policy", of, name_hash(title))


def _figures(weaver: Weaver, task: str, figures: Iterable[Mention]) -> dict[Mention, str]:
    """Add the observations of a task; the text that tells each observes it."""
    nodes: dict[Mention, str] = {}
    seen: Counter[str] = Counter()
    for mention in figures:
        figure = mention.figure
        if figure is None:
            continue
        key = mint("observation", task.removeprefix("task/"), _told(mention, seen))
        weaver.node(
            key,
            "Observation",
            mention.text.replace("\n", ""),
            [mention.line],
            measure=figure.measure or None,
            value=figure.value,
            unit=figure.unit,
            role=figure.role,
            change=figure.change,
            comparison=figure.comparison,
            position=figure.rank,
            period=figure.period,
            bound=figure.bound,
            growth=figure.growth,
            scope=figure.scope,
            scopeKind=figure.scope_kind,
            rankOf=figure.rank_of,
            scheduled=figure.scheduled or None,
            setting=figure.setting or None,
        )
        _tell(weaver, part_key(task, mention.where.place), "observes", key, mention)
        if figure.indicator:
            shared = shared_indicator(figure.indicator)  # of all counties, which have one address for it
            name, place = shared or figure.indicator, () if shared else (place_code(weaver.info),)
            indicator = mint("indicator", *place, name_hash(name))
            weaver.node(indicator, "Indicator", name, [mention.line], listed=bool(shared) or None)
            weaver.edge(key, "ofIndicator", indicator, [mention.line])
        nodes[mention] = key
    return nodes


def _told(mention: Mention, seen: Counter[str]) -> str:
    """A hash of what a mention says: the same wherever in the text it stands, the n-th of equals told apart."""
    words = f"{mention.where.kind} {mention.text} {mention.name}"
    seen[words] += 1
    return name_hash(f"{words} {seen[words]}")


def _fulfilments(weaver: Weaver, task: str, mentions: TaskMentions, nodes: dict[Mention, str]) -> None:
    pairs = fulfilments(mentions)
    for pair in pairs:
        lines = [pair.target.line, pair.actual.line]
        weaver.edge(nodes[pair.actual], "fulfils", nodes[pair.target], lines, degree=pair.degree, reached=pair.reached)
    for finding in findings(mentions, pairs):
        _finding(weaver, task, finding.message, finding.fulfilment, nodes)


def _finding(weaver: Weaver, task: str, message: str, pair: Fulfilment, nodes: dict[Mention, str]) -> None:
    lines = [pair.target.line, pair.actual.line]
    key = mint("finding", task.removeprefix("task/"), name_hash(message))
    node = weaver.node(key, "Finding", message, lines)
    weaver.edge(node, "concerns", task, lines, rule="状态与数字不一致")
    weaver.edge(node, "concerns", nodes[pair.actual], [pair.actual.line])
    weaver.edge(node, "concerns", nodes[pair.target], [pair.target.line])


def _reasons(weaver: Weaver, task: str, mentions: TaskMentions) -> None:
    """Add problems and causes, each with what it is about and the milestone it holds up."""
    seen: Counter[str] = Counter()
    for mention in mentions.reasons:
        key = mint("reason", task.removeprefix("task/"), _told(mention, seen))
        cause = kind_of_cause(mention)
        told_by = report_of(mentions.task, mention)
        if told_by is None:
            continue
        node = weaver.node(key, "Reason", mention.text, [mention.line], role=mention.rule, cause=cause)
        _tell(weaver, part_key(task, f"report-{told_by + 1}"), "hasReason", node, mention)
        held = held_milestone(mentions.task, mention, told_by)
        if held is not None:
            milestone = part_key(task, f"milestone-{held + 1}")
            weaver.edge(node, "holdsUp", milestone, [mention.line], rule=why_held(mentions.task, told_by))


def _named(mentions: Iterable[Mention]) -> set[str]:
    return {mention.name for mention in mentions}


def _companies(weaver: Weaver, finder: MentionFinder, named: set[str]) -> None:
    """Give companies their other names, each with its rule, and link those that may be the same."""
    for alias, (meant, rule) in finder.companies.names.aliases.items():
        name = tidy(meant)
        if name in named and tidy(alias) != name:
            known = weaver.kg.nodes[_company_key(weaver, name)].setdefault("aliases", [])
            if [tidy(alias), rule] not in known:
                known.append([tidy(alias), rule])
    for likeness in finder.companies.names.similar():
        one, other = tidy(likeness.one), tidy(likeness.other)
        if one in named and other in named:
            first, second = _company_key(weaver, one), _company_key(weaver, other)
            lines = _lines(weaver, first, second)
            weaver.edge(first, "possiblySameAs", second, lines, rule=likeness.reason, shares_name=likeness.shares_name)


def _company_key(weaver: Weaver, name: str) -> str:
    return mint("company", place_code(weaver.info), name_hash(name))


def _lines(weaver: Weaver, *nodes: str) -> list[int]:
    return [weaver.kg.nodes[node]["lines"][0] for node in nodes]


def _seats(weaver: Weaver, finder: MentionFinder, found: Sequence[tuple[str, TaskMentions]]) -> None:
    """Seat companies and projects in a town their name holds, and tie projects to the companies their name holds."""
    projects = {mention.name: mention for _, mentions in found for mention in mentions.projects}
    for name, mention in projects.items():
        node = project_node(weaver, name, mention.line)
        for town, rule, words in finder.places.seats(name):
            weaver.edge(node, "seatedIn", weaver.unit(town.name, mention.line), [mention.line], text=words, rule=rule)
        for company in finder.companies_in(name):
            target = company_node(weaver, company, mention.line)
            weaver.edge(node, "carriedOutBy", target, [mention.line], rule="项目名里有公司名")
    for mention in {m.name: m for _, mentions in found for m in mentions.companies}.values():
        for town, rule, words in finder.places.seats(mention.name):
            node = company_node(weaver, mention.name, mention.line)
            weaver.edge(node, "seatedIn", weaver.unit(town.name, mention.line), [mention.line], text=words, rule=rule)


def _same_work(weaver: Weaver, pairs: Iterable[SameWork], keys: dict[str, str]) -> None:
    for pair in pairs:
        lines = [pair.first.where.line, pair.second.where.line]
        one, other = (f"{s.where.place}@{s.start}-{s.end}" for s in (pair.first, pair.second))
        weaver.edge(
            keys[pair.first.task],
            "sameWorkAs",
            keys[pair.second.task],
            lines,
            text=pair.first.text,
            place=one,
            other_text=pair.second.text,
            other_place=other,
        )
