"""The Reconciliation Service API 0.2 of the W3C's community group: OpenRefine and others match their names to ours.

``/reconcile`` tells what the service is, takes batches of names (``queries``) and of extensions (``extend``); suggestions
and previews stand below it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from markupsafe import escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from graph.knowledge.name_matching import Candidate, Named, NameMatcher
from graph.rdf import ontology
from graph.rdf.statistics import solutions
from graph.rdf.vocabulary import ONTOLOGY
from ui.open_data import METHODS, refused, shared
from ui.resources import PATH, Resources

ADDRESS = "/reconcile"
KINDS = (
    "Unit",
    "CollectiveUnit",
    "Town",
    "Village",
    "County",
    "Company",
    "Person",
    "PolicyDocument",
    "Project",
    "Indicator",
    "Task",
)
"""Classes whose things can be matched."""
_NAMES = """SELECT ?thing ?kind ?name ?known {{
  VALUES (?kind ?name_of) {{ {kinds} }}
  ?thing a ?kind ; ?name_of ?name . BIND(?name_of = rdfs:label AS ?known)
}}"""
_NAMING = ("rdfs:label", "skos:altLabel", "hetu:spelling", "hetu:reference", "hetu:identifier", "hetu:code")
_PREFIXES = (
    f"PREFIX hetu: <{ONTOLOGY}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)
TASKS = "tasks"
"""Property that is none of the vocabulary's: the tasks that name a thing or lie with it."""
_MOST_QUERIES, _MOST_RESULTS, _MOST_IDS, _MOST_VALUES, _MOST_PROPERTIES = 100, 25, 200, 200, 10
_MOST_HELD = 8
"""Candidates that are held against properties."""
_LONGEST = 500
_PREVIEW = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *"
"""A preview is shown within the page of whoever asks; it has no script."""
_USUAL = 5
_SHARE = 0.6
"""How much of a score the name makes where properties are given too."""


class Reconciliation:
    """Routes of the service over a build."""

    def __init__(self, resources: Resources, title: str) -> None:
        self._resources = resources
        self._title = title

    def routes(self) -> list[Route]:
        """The addresses served."""
        methods = [*METHODS, "POST"]
        return [
            Route(ADDRESS, shared(self._respond), methods=methods),
            Route(f"{ADDRESS}/suggest/{{what}}", shared(self._suggest), methods=[*METHODS]),
            Route(f"{ADDRESS}/properties", shared(self._propose), methods=[*METHODS]),
            Route(f"{ADDRESS}/preview", shared(self._preview), methods=[*METHODS]),
        ]

    async def _respond(self, request: Request) -> Response:
        told = dict(request.query_params)
        if request.method == "POST":
            body = (await request.body()).decode("utf-8", "replace")
            told |= dict(parse_qsl(body, keep_blank_values=True))
        asked = next((name for name in ("queries", "extend") if told.get(name)), None)
        if asked is None:
            return JSONResponse(self.manifest(str(request.base_url)))
        try:
            value = json.loads(told[asked])
            answer = self.match if asked == "queries" else self.extend
            return JSONResponse(await run_sync(answer, value))
        except (ValueError, RecursionError) as error:
            sentence = str(error) if isinstance(error, _MisshapenError) else f"{asked} 应为 JSON"
            return refused(400, sentence)

    def manifest(self, site: str) -> dict[str, Any]:
        """What the service is.

        :param site: the address of the server, ending in a slash.
        """
        here = f"{site.rstrip('/')}{ADDRESS}"
        return {
            "versions": ["0.2"],
            "name": self._title,
            "identifierSpace": f"{self._resources.base}id/",
            "schemaSpace": ONTOLOGY,
            "documentation": f"{site}data",
            "defaultTypes": [_type(kind) for kind in KINDS],
            "view": {"url": f"{site}page/{{{{id}}}}"},
            "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": 420, "height": 180},
            "suggest": {
                what: {"service_url": here, "service_path": f"/suggest/{what}"}
                for what in ("entity", "type", "property")
            },
            "extend": {
                "propose_properties": {"service_url": here, "service_path": "/properties"},
                "property_settings": [],
            },
            "batchSize": _MOST_QUERIES,
        }

    @cached_property
    def _things(self) -> dict[str, Named]:
        """Key → everything that can be matched, with its names."""
        labels: dict[str, tuple[str, str]] = {}
        others: dict[str, list[str]] = {}
        kinds = " ".join(f"(hetu:{kind} {name})" for kind in KINDS for name in _NAMING)
        start = f"{self._resources.base}id/"
        for iri, kind, name, known in self._rows(_NAMES.format(kinds=kinds)):
            key = iri.removeprefix(start)
            if known == "true":
                labels[key] = name, kind.removeprefix(ONTOLOGY)
            else:
                others.setdefault(key, []).append(name)
        counties = {
            iri.removeprefix(start): county
            for iri, county in self._rows("SELECT ?thing ?county { ?thing hetu:inCounty/rdfs:label ?county }")
        }
        for key, (label, _) in labels.items():
            written = [label, *others.get(key, ())]
            others[key] = [*written[1:], *_in_full(written, counties.get(key, ""))]
        return {
            key: Named(key, kind, label, tuple(dict.fromkeys(sorted(others[key]))))
            for key, (label, kind) in sorted(labels.items())
        }

    @cached_property
    def _matcher(self) -> NameMatcher:
        return NameMatcher(self._things.values())

    def _rows(self, query: str) -> list[list[str]]:
        return solutions(self._resources.store, _PREFIXES + query)

    def match(self, queries: Any) -> dict[str, Any]:
        """Answer a batch: name of a query → its candidates, the likeliest first.

        :raises ValueError: the batch has another shape than the API's.
        """
        if not isinstance(queries, dict) or len(queries) > _MOST_QUERIES:
            raise _MisshapenError(f"queries 应为最多 {_MOST_QUERIES} 个查询的 JSON 对象")
        return {str(name): {"result": self._one(query)} for name, query in queries.items()}

    def _one(self, query: Any) -> list[dict[str, Any]]:
        if not isinstance(query, dict) or not isinstance(query.get("query"), str):
            raise _MisshapenError("每个查询应为 JSON 对象，名称写在 query 里")
        told = query.get("type") or ""
        kinds = [
            _local(kind) for kind in (told if isinstance(told, list) else [told]) if isinstance(kind, str) and kind
        ]
        limit = query.get("limit")
        limit = min(max(limit, 1), _MOST_RESULTS) if isinstance(limit, int) else _USUAL
        word = query["query"][:_LONGEST]
        wanted = _MOST_HELD if query.get("properties") else limit
        found = [one for kind in (kinds or [""]) for one in self._matcher.find(word, kind, wanted)]
        found.sort(key=lambda one: -one.score)
        properties = [one for one in query.get("properties") or () if isinstance(one, dict)][:_MOST_PROPERTIES]
        told_of = [(one, self._fit(one.thing, properties)) for one in found]
        rows = [_candidate(one, self._told(one.thing), fit) for one, fit in told_of]
        return sorted(rows, key=lambda row: -row["score"])[:limit]

    def _fit(self, thing: Named, properties: Sequence[Mapping[str, Any]]) -> float | None:
        """How many of some properties a thing has the value of, from 0 to 1; ``None`` without any."""
        wanted = [(str(one.get("pid", "")), _texts(one.get("v"))) for one in properties]
        if not wanted:
            return None
        fits = 0
        for name, values in wanted:
            have = {part for value in self._values(thing.key, name) for part in _texts(value)}
            fits += bool(values & have)
        return fits / len(wanted)

    def extend(self, wish: Any) -> dict[str, Any]:
        """Tell the values of properties of things.

        :raises ValueError: the wish has another shape than the API's.
        """
        ids, properties = (wish.get("ids"), wish.get("properties")) if isinstance(wish, dict) else (None, None)
        if not isinstance(ids, list) or not isinstance(properties, list) or len(ids) > _MOST_IDS:
            raise _MisshapenError(f"extend 应有 ids（最多 {_MOST_IDS} 个）和 properties 两个数组")
        names = [str(one["id"]) for one in properties if isinstance(one, dict) and "id" in one][:_MOST_PROPERTIES]
        rows = {str(key): {name: self._values(str(key), name) for name in names} for key in ids}
        return {"meta": [{"id": name, "name": _property_label(name)} for name in names], "rows": rows}

    def _values(self, key: str, name: str) -> list[dict[str, Any]]:
        """The values of one property of a thing, as the API writes them."""
        key, local = key.removeprefix(f"{self._resources.base}id/"), _local(name)
        if not PATH.match(key):
            return []
        node = f"<{self._resources.base}id/{key}>"
        if local == TASKS:
            pattern = f"?value a hetu:Task ; ?by {node} FILTER(?by != hetu:partOf)"
        elif local in {"altLabel", "alias"}:
            pattern = f"{node} skos:altLabel ?value"
        elif local in ontology.properties():
            pattern = f"{node} hetu:{local} ?value"
        else:
            return []
        query = (
            f"SELECT DISTINCT ?value (DATATYPE(?value) AS ?type) {{ {pattern} }} ORDER BY ?value LIMIT {_MOST_VALUES}"
        )
        return [self._value(*row) for row in self._rows(query)]

    def _value(self, value: str, datatype: str = "") -> dict[str, Any]:
        start = f"{self._resources.base}id/"
        if value.startswith(start):
            key = value.removeprefix(start)
            return {"id": key, "name": self._resources.label_of(value) or key}
        kind = datatype.rpartition("#")[2]
        if kind in {"decimal", "integer"}:
            return {"float" if kind == "decimal" else "int": float(value) if kind == "decimal" else int(value)}
        if kind == "boolean":
            return {"bool": value == "true"}
        if kind == "date":
            return {"date": value}
        return {"str": value}

    def _told(self, thing: Named) -> str:
        """What tells a thing apart from others of its name: what it is, and other names."""
        names = "、".join(thing.others[:3])
        return ontology.label(thing.kind) + (f"；又名 {names}" if names else "")

    def _suggest(self, request: Request) -> Response:
        prefix = request.query_params.get("prefix", "")[:_LONGEST]
        what = request.path_params["what"]
        cursor = request.query_params.get("cursor", "0")
        skip = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < _USUAL else 0
        if what == "entity":
            found = self._matcher.begin(prefix, skip + _MOST_RESULTS)[skip:]
            return JSONResponse({"result": [self._suggested(one) for one in found]})
        if what == "type":
            kinds = [_type(kind) for kind in KINDS]
            return JSONResponse({"result": [kind for kind in kinds if _fits(prefix, kind)]})
        if what == "property":
            every = [_property(name) for name in (TASKS, "altLabel", *sorted(ontology.properties()))]
            return JSONResponse({"result": [one for one in every if _fits(prefix, one)][:_MOST_RESULTS]})
        return refused(404, "只有 entity、type、property 三种提示")

    def _suggested(self, one: Candidate) -> dict[str, Any]:
        thing = one.thing
        return {
            "id": thing.key,
            "name": thing.label,
            "description": self._told(thing),
            "notable": [_type(thing.kind)],
        }

    def _propose(self, request: Request) -> Response:
        kind = _local(request.query_params.get("type", ""))
        if kind not in ontology.classes():
            return JSONResponse({"type": kind, "properties": [], "limit": 0})
        names = [TASKS, "altLabel", *self._used.get(kind, ())]
        limit = request.query_params.get("limit", "")
        most = int(limit) if limit.isascii() and limit.isdigit() and int(limit[:4]) > 0 else len(names)
        return JSONResponse({"type": kind, "limit": most, "properties": [_property(name) for name in names][:most]})

    @cached_property
    def _used(self) -> dict[str, list[str]]:
        """Class → the properties its things have."""
        found: dict[str, list[str]] = {}
        kinds = " ".join(f"hetu:{kind}" for kind in KINDS)
        for kind, name in self._rows(f"SELECT DISTINCT ?kind ?p {{ VALUES ?kind {{ {kinds} }} ?s a ?kind ; ?p ?o }}"):
            if name.startswith(ONTOLOGY):
                found.setdefault(kind.removeprefix(ONTOLOGY), []).append(name.removeprefix(ONTOLOGY))
        return {kind: sorted(names) for kind, names in found.items()}

    def _preview(self, request: Request) -> Response:
        key = request.query_params.get("id", "").removeprefix(f"{self._resources.base}id/")
        thing = self._things.get(key)
        if thing is None:
            return refused(404, f"本库没有 {key[:200]}" if key else "要说明看哪一个（id）")
        tasks = [value["name"] for value in self._values(key, TASKS)]
        listed = "".join(f"<li>{escape(name[:40])}</li>" for name in tasks[:3])
        return HTMLResponse(
            '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>预览</title>'
            '<style>body{font:14px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;margin:8px}h1{font-size:16px;margin:0}'
            "ul{margin:4px 0;padding-left:18px}small{color:#555}</style>"
            f"<h1>{escape(thing.label)}</h1><small>{escape(self._told(thing))}</small>"
            f"<p>涉及任务 {len(tasks)} 项</p><ul>{listed}</ul></html>",
            headers={"Content-Security-Policy": _PREVIEW},
        )


def _in_full(names: Sequence[str], county: str) -> Iterator[str]:
    """Names that begin with the level of their county (市教育局), with its name instead (鹤山市教育局)."""
    for name in names:
        if county and name[0] == county[-1] and not name.startswith(county):
            yield county + name[1:]


class _MisshapenError(ValueError):
    """What was sent has another shape than the API's."""


def _candidate(one: Candidate, description: str, fit: float | None) -> dict[str, Any]:
    score = one.score if fit is None else round(_SHARE * one.score + (1 - _SHARE) * 100 * fit, 1)
    return {
        "id": one.thing.key,
        "name": one.thing.label,
        "description": description,
        "score": score,
        "match": one.same and fit in {None, 1.0},
        "type": [_type(one.thing.kind)],
        "features": [
            {"id": "name", "value": one.score},
            *([] if fit is None else [{"id": "properties", "value": fit}]),
        ],
    }


def _type(kind: str) -> dict[str, str]:
    return {"id": kind, "name": ontology.label(kind)}


def _property(name: str) -> dict[str, str]:
    return {"id": name, "name": _property_label(name)}


def _property_label(name: str) -> str:
    local = _local(name)
    special = {TASKS: "涉及的任务", "altLabel": "别名", "alias": "别名"}
    return special.get(local) or (ontology.label(local) if local in ontology.properties() else name)


def _fits(prefix: str, one: Mapping[str, str]) -> bool:
    return prefix.lower() in one["id"].lower() or prefix in one["name"]


def _local(name: str) -> str:
    """A class or property by its name, with the prefix or as an address."""
    return name.removeprefix(ONTOLOGY).removeprefix("hetu:")


def _texts(value: Any) -> set[str]:
    """The texts of a value as the API writes it."""
    return set(_walk(value))


def _walk(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _walk(one)
    elif isinstance(value, dict):
        yield from (str(part) for part in value.values())
    elif value is not None:
        yield str(value)
