"""The vocabulary as a page: a picture of the model, every class and property with what it means and an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from markupsafe import Markup

from graph.rdf import ontology
from graph.rdf.vocabulary import ONTOLOGY
from ui.pages import rendered
from ui.resources import Resources, path_of, short_name

_PLACES = {
    "County": (0, 0),
    "Document": (1, 0),
    "Year": (2, 0),
    "Tenure": (3, 0),
    "Post": (4, 0),
    "Town": (0, 1),
    "Category": (1, 1),
    "Task": (2, 1),
    "Person": (3, 1),
    "Mention": (4, 1),
    "Village": (0, 2),
    "Unit": (1, 2),
    "Milestone": (2, 2),
    "StatusReport": (3, 2),
    "Company": (4, 2),
    "Deadline": (1, 3),
    "Reason": (2, 3),
    "Observation": (3, 3),
    "Indicator": (4, 3),
}
"""Class → column and row in the picture."""
_ARROWS = (
    ("Document", "inCounty", "County"),
    ("Document", "inYear", "Year"),
    ("Tenure", "tenurePost", "Post"),
    ("Tenure", "tenureOf", "Person"),
    ("Town", "locatedIn", "County"),
    ("Village", "locatedIn", "Town"),
    ("Task", "sourceDocument", "Document"),
    ("Task", "partOf", "Category"),
    ("Task", "inPortfolioOf", "Person"),
    ("Task", "inTenure", "Tenure"),
    ("Task", "responsible", "Unit"),
    ("Task", "hasMilestone", "Milestone"),
    ("Task", "reports", "StatusReport"),
    ("Task", "mentionsCompany", "Company"),
    ("Mention", "mentionOf", "Company"),
    ("Milestone", "dueBy", "Deadline"),
    ("StatusReport", "covers", "Milestone"),
    ("StatusReport", "hasReason", "Reason"),
    ("StatusReport", "observes", "Observation"),
    ("Observation", "ofIndicator", "Indicator"),
)
_WIDE, _HIGH, _ACROSS, _DOWN = 118.0, 42.0, 200.0, 104.0
"""A box and the distance from one to the next."""
_MARGIN = 8.0
_LONGEST = 60
"""Characters of an example that are shown."""


def vocabulary_page(resources: Resources) -> str:
    """The page over a build, from which the examples are."""
    links = "　".join(
        f'<a href="/ontology?format={form}">{name}</a>'
        for form, name in (
            ("turtle", "Turtle"),
            ("jsonld", "JSON-LD"),
            ("rdfxml", "RDF/XML"),
            ("ntriples", "N-Triples"),
        )
    )
    parts = [
        f"<p>命名空间 <code>{escape(ONTOLOGY)}</code>，前缀 <code>hetu:</code>。机器可读：{links}　"
        '<a href="/shapes.ttl">形状（SHACL）</a></p>',
        f"<h2>模型</h2><div class='scroll'>{picture()}</div>",
    ]
    for heading, names, row in (
        ("类", ontology.classes(), _class_row),
        ("属性", ontology.properties(), _property_row),
    ):
        rows = "".join(row(name, resources) for name in sorted(names))
        parts.append(f"<h2>{heading}（{len(names)}）</h2><table>{rows}</table>")
    return rendered("plain.html", "/data", name="鹤图词汇", body=Markup("".join(parts)))


def picture() -> str:
    """The model as SVG: classes as boxes, properties as arrows, each a link to its row on the page."""
    columns, rows = (max(place[axis] for place in _PLACES.values()) for axis in (0, 1))
    width, height = columns * _ACROSS + _WIDE + 2 * _MARGIN, rows * _DOWN + _HIGH + 2 * _MARGIN
    arrows = "".join(_arrow(*arrow) for arrow in _ARROWS)
    boxes = "".join(_box(name) for name in _PLACES)
    return (
        f'<svg class="model" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img" '
        'aria-label="鹤图词汇的主要类与属性" fill="none" stroke="currentColor" font-size="13">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="currentColor" stroke="none"/></marker></defs>'
        f"{arrows}{boxes}</svg>"
    )


def _middle(name: str) -> tuple[float, float]:
    column, row = _PLACES[name]
    return _MARGIN + column * _ACROSS + _WIDE / 2, _MARGIN + row * _DOWN + _HIGH / 2


def _box(name: str) -> str:
    x, y = _middle(name)
    return (
        f'<a href="#{name}"><rect x="{x - _WIDE / 2:g}" y="{y - _HIGH / 2:g}" width="{_WIDE:g}" height="{_HIGH:g}" rx="6"/>'
        f'<text x="{x:g}" y="{y - 2:g}" text-anchor="middle" fill="currentColor" stroke="none">{escape(ontology.label(name))}</text>'
        f'<text x="{x:g}" y="{y + 14:g}" text-anchor="middle" fill="currentColor" stroke="none" font-size="11">{name}</text></a>'
    )


def _arrow(start: str, name: str, end: str) -> str:
    (x1, y1), (x2, y2) = _edge(start, end), _edge(end, start)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    label = escape(ontology.label(name))
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" marker-end="url(#tip)"/>'
        f'<a href="#{name}"><text x="{x:.1f}" y="{y - 4:.1f}" text-anchor="middle" fill="currentColor" '
        f'stroke="var(--paper, #fff)" stroke-width="4" paint-order="stroke" font-size="11">{label}</text></a>'
    )


def _edge(start: str, end: str) -> tuple[float, float]:
    """Where the line between the middles of two boxes leaves the first."""
    (x1, y1), (x2, y2) = _middle(start), _middle(end)
    across, down = x2 - x1, y2 - y1
    part = min(
        _WIDE / 2 / abs(across) if across else float("inf"),
        _HIGH / 2 / abs(down) if down else float("inf"),
    )
    return x1 + across * part, y1 + down * part


def _class_row(name: str, resources: Resources) -> str:
    return _row(name, [("也是", map(_term, ontology.known_classes(name))), ("例如", _things(name, resources))])


def _property_row(name: str, resources: Resources) -> str:
    domain, target = ontology.domain(name), ontology.range_of(name)
    facts = [
        ("主体", map(_term, (domain,) if domain else ())),
        ("客体", map(_term, (target,) if target else ())),
        ("属于", map(_term, ontology.known_properties(name))),
        ("反向", [_term(f"{ONTOLOGY}{other}") for other in (ontology.inverse(name),) if other]),
        ("例如", _uses(name, resources)),
    ]
    return _row(name, facts)


def _row(name: str, facts: Iterable[tuple[str, Iterable[str]]]) -> str:
    told = "".join(
        f"<br><small>{what}：{'、'.join(values)}</small>" for what, given in facts if (values := list(given))
    )
    return (
        f'<tr id="{escape(name)}"><th>{escape(ontology.label(name))}<br><small>hetu:{escape(name)}</small></th>'
        f"<td>{escape(ontology.comment(name))}<br><small lang='en'>{escape(ontology.comment(name, 'en'))}</small>{told}</td></tr>"
    )


def _term(iri: str) -> str:
    local = iri.removeprefix(ONTOLOGY)
    return f'<a href="#{escape(local)}">hetu:{escape(local)}</a>' if local != iri else escape(short_name(iri))


def _things(name: str, resources: Resources) -> Iterator[str]:
    """A thing of a class."""
    for iri in resources.some_of(f"{ONTOLOGY}{name}"):
        yield _link(iri, resources)


def _uses(name: str, resources: Resources) -> Iterator[str]:
    """A statement with a property."""
    for subject, value, is_thing in resources.some_use(f"{ONTOLOGY}{name}"):
        told = (
            _link(value, resources)
            if is_thing
            else f"“{escape(value[:_LONGEST])}{'…' if len(value) > _LONGEST else ''}”"
        )
        yield f"{_link(subject, resources)} → {told}"


def _link(iri: str, resources: Resources) -> str:
    path, label = path_of(iri, resources.base), resources.label_of(iri) or short_name(iri)
    label = label if len(label) <= _LONGEST else f"{label[:_LONGEST]}…"
    return f'<a href="{escape(path)}">{escape(label)}</a>' if path else escape(label)
