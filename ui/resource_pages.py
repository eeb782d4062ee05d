"""Pages for people: a thing with all its statements in Chinese, and the query editor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from itertools import groupby

import pyoxigraph as ox
from markupsafe import Markup

from graph.rdf import ontology
from graph.rdf.description import examples
from graph.rdf.ontology import known_properties
from graph.rdf.vocabulary import ONTOLOGY
from ui.entities import Entities
from ui.neighbour_map import neighbour_map
from ui.network import Network
from ui.pages import rendered
from ui.resources import RDF_TYPES, Resources, Thing, path_of, short_name
from ui.source_page import source_address

_HIDDEN = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/2000/01/rdf-schema#label",
}
_KNOWN = {
    "http://www.w3.org/2004/02/skos/core#altLabel": "又名",
    "http://www.w3.org/2004/02/skos/core#prefLabel": "首选名称",
    "http://www.w3.org/2004/02/skos/core#notation": "代码",
    "http://www.w3.org/2004/02/skos/core#inScheme": "所属体系",
    "http://www.w3.org/2004/02/skos/core#topConceptOf": "所属体系",
    "http://www.w3.org/2004/02/skos/core#broadMatch": "大致相当于",
    "http://www.w3.org/ns/prov#wasQuotedFrom": "引自",
    "http://www.w3.org/ns/prov#hadRole": "角色",
    "http://www.w3.org/ns/csvw#rownum": "行号",
}
_MAPS = (("wide", 2), ("slim", 1))
"""The picture of neighbours for a screen and for a telephone: class and sides."""
_MOST = 60
"""How many values of a property are listed."""


def resource_page(resources: Resources, thing: Thing, entities: Entities, network: Network) -> str:
    """The page of a thing: what a reader wants first, then every statement, what names it, its data."""
    path = path_of(thing.iri, resources.base) or ""
    key = path.removeprefix("/page/")
    data = path.replace("/page/", "/data/", 1)
    links = " ".join(f'<a href="{escape(data + ending)}">{escape(media)}</a>' for media, ending in RDF_TYPES.items())
    types = [
        t.object.value for t in thing.outgoing if t.predicate.value in _HIDDEN and isinstance(t.object, ox.NamedNode)
    ]
    types.sort(key=lambda kind: not kind.startswith(ONTOLOGY))
    kinds = " ".join(f'<a href="{escape(_term_link(kind))}">{escape(_term_label(kind))}</a>' for kind in types)
    said = _rows(resources, thing.outgoing, incoming=False)
    named = _rows(resources, thing.incoming, incoming=True)
    groups = entities.groups(key)
    around = network.around(key) if network.has(key) else None
    more = f'<p class="none">另有 {thing.more} 条陈述提到它，可用 SPARQL 查询。</p>' if thing.more else ""
    return rendered(
        "resource.html",
        "",
        name=thing.label,
        key=key,
        kinds=Markup(kinds),
        kind=ontology.label(kind) if (kind := ontology.own_kind(types)) else "",
        iri=thing.iri,
        data=Markup(links),
        maps=[(css, drawing) for css, sides in _MAPS if around and (drawing := neighbour_map(around, sides))],
        shown=entities.task(key),
        groups=groups,
        posts=entities.posts(key),
        source=source_address,
        place=entities.place,
        total=len({link.key for group in groups for link, _ in group.tasks}),
        statements=Markup(
            f"<h2>关于它的陈述</h2><table>{said or _NOTHING}</table>"
            f"<h2>提到它的陈述</h2><table>{named or _NOTHING}</table>{more}"
        ),
    )


_NOTHING = '<tr><td class="none">没有</td></tr>'


def _rows(resources: Resources, triples: Sequence[ox.Triple], incoming: bool) -> str:
    """One row per property: its name in Chinese, its values."""
    own = {
        (known, triple.subject, triple.object)
        for triple in triples
        if triple.predicate.value.startswith(ONTOLOGY)
        for known in known_properties(triple.predicate.value.removeprefix(ONTOLOGY))
    }
    shown = [
        triple
        for triple in triples
        if triple.predicate.value not in _HIDDEN
        and (triple.predicate.value, triple.subject, triple.object) not in own  # said already, by a term of Hetu's
    ]
    shown.sort(key=lambda triple: (not triple.predicate.value.startswith(ONTOLOGY), triple.predicate.value))
    rows = []
    for predicate, group in groupby(shown, key=lambda triple: triple.predicate.value):
        values = [triple.subject if incoming else triple.object for triple in group]
        items = "".join(f"<li>{_value(resources, value)}</li>" for value in values[:_MOST])
        if len(values) > _MOST:
            items += f'<li class="none">共 {len(values)} 个，其余未列</li>'
        label, short = _term_label(predicate), short_name(predicate)
        name = f'<a href="{escape(_term_link(predicate))}">{escape(label)}</a>'
        below = f"<br><small>{escape(short)}</small>" if short != label else ""
        rows.append(f"<tr><th>{name}{below}</th><td><ul>{items}</ul></td></tr>")
    return "".join(rows)


def _value(resources: Resources, value: object) -> str:
    if isinstance(value, ox.Literal):
        language = value.language
        return escape(value.value) + (" <small>英文</small>" if language == "en" else "")
    if not isinstance(value, ox.NamedNode):
        return escape(str(value))
    path = path_of(value.value, resources.base)
    if path:
        return f'<a href="{escape(path)}">{escape(resources.label(value) or value.value)}</a>'
    return f'<a href="{escape(_term_link(value.value))}">{escape(_term_label(value.value))}</a>'


def _term_link(iri: str) -> str:
    """A term's own place: on this site for Hetu's terms."""
    return f"/ontology#{iri.removeprefix(ONTOLOGY)}" if iri.startswith(ONTOLOGY) else iri


def _term_label(iri: str) -> str:
    local = iri.removeprefix(ONTOLOGY)
    if local != iri and local in ontology.classes() | ontology.properties():
        return ontology.label(local)
    return _KNOWN.get(iri) or short_name(iri)


def query_page() -> str:
    """The query editor with the example queries."""
    found = [{"name": name, "asks": asks, "query": query} for name, asks, query in examples()]
    options = "".join(f'<option value="{number}">{escape(item["asks"])}</option>' for number, item in enumerate(found))
    # </script> inside a query must not end the script.
    told = json.dumps(found, ensure_ascii=False).replace("</", "<\\/")
    body = f"""
<p><label>示例查询 <select id="examples"><option value="">（选一个放进编辑框）</option>{options}</select></label></p>
<div id="yasgui"></div>
<link rel="stylesheet" href="/hetu-static/yasgui/yasgui.min.css">
<script src="/hetu-static/yasgui/yasgui.min.js"></script>
<script>
const examples = {told};
const endpoint = new URL("/sparql", location.href).href;
const yasgui = new Yasgui(document.getElementById("yasgui"), {{
  requestConfig: {{ endpoint }}, copyEndpointOnNewTab: false, persistenceId: null,
}});
const asked = new URLSearchParams(location.search).get("query");
yasgui.getTab().setQuery(asked || examples[0].query);
document.getElementById("examples").addEventListener("change", (event) => {{
  if (event.target.value !== "") yasgui.getTab().setQuery(examples[event.target.value].query);
}});
</script>"""
    return _page("SPARQL 查询", body, "/data")


def _page(title: str, body: str, here: str = "") -> str:
    return rendered("plain.html", here, name=title, body=Markup(body))
