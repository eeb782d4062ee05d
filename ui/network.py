"""The graph as pictures need it: a neighbourhood, a path between two things, the whole."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import networkx as nx

from embeddings.builds import Build
from graph.errors import BuildError
from graph.language.text import fold, shortened
from graph.rdf import ontology
from graph.tables.statuses import concept_of
from qa import Hetu
from qa.corpus import Corpus
from ui.looks import LOOKS, ROLES

DRAWING = "drawing.json"
"""The file of a build with the whole laid out."""
_HUBS = frozenset({"Theme"})
"""A path through these says nothing."""
MOST_WHOLE = 1500
"""How many nodes of the whole are drawn; one table has some 1,100, and nobody can read more."""
MOST = 120
"""How many neighbours are drawn; the busiest first."""
_STARTING = ("Town", "Unit", "Person", "Company", "Project")
"""Kinds of which one is offered to begin with."""
_FOUND = 20
_LABEL = 18
_ITERATIONS = 40


def keep_drawing(made: Build) -> None:
    """Lay the whole out and keep it in a build that is being made, so that it opens at once.

    :raises OSError: it cannot be written.
    """
    drawing = Network(Hetu(Corpus(made))).laid_out()
    (made.folder / DRAWING).write_text(json.dumps(drawing, ensure_ascii=False), encoding="utf-8")


class Network:
    """Cuts pictures out of the graph."""

    def __init__(self, kg: Hetu) -> None:
        self._hetu = kg

    @cached_property
    def _drawn(self) -> nx.Graph[str]:
        """The things drawn, tied by the names of their relations."""
        kg = self._hetu.kg
        drawn: nx.Graph[str] = nx.Graph()
        drawn.add_nodes_from(key for key, values in kg.nodes(data=True) if values["kind"] in LOOKS)
        for start, end, values in kg.edges(data=True):
            if start in drawn and end in drawn and start != end:
                told = drawn.get_edge_data(start, end, {"labels": ()})["labels"]
                label = ROLES.get(values.get("role") or "") or ontology.label(values["kind"])
                drawn.add_edge(start, end, labels=told if label in told else (*told, label))
        return drawn

    @cached_property
    def _busiest(self) -> list[str]:
        """Everything drawn, what has most neighbours first."""
        return sorted(self._drawn, key=lambda key: (self._drawn.degree[key], key), reverse=True)

    @cached_property
    def _names(self) -> list[tuple[str, str, str]]:
        """Folded name, key and kind of everything drawn, other names too."""
        found = []
        numbers = {key: task for task, key in self._hetu.corpus.keys.items()}
        for key in self._drawn:
            values = self._hetu.kg.nodes[key]
            names = [values["label"], *(alias for alias, _ in values.get("aliases", ())), numbers.get(key, "")]
            found += [(fold(name), key, values["kind"]) for name in dict.fromkeys(names) if name]
        return found

    def has(self, key: str) -> bool:
        """Whether a thing is drawn."""
        return key in self._drawn

    def around(self, key: str) -> dict[str, Any]:
        """A thing and its neighbours."""
        near = sorted(self._drawn[key], key=lambda other: (-self._drawn.degree[other], other))
        told = self._elements([key, *near[:MOST]])
        # Only what touches the thing itself: ties among neighbours would hide it.
        told["edges"] = [edge for edge in told["edges"] if key in (edge["source"], edge["target"])]
        return {**told, "more": max(0, len(near) - MOST)}

    def between(self, start: str, end: str) -> dict[str, Any]:
        """The shortest path between two things; no nodes when there is none."""
        hubs = {key for key in self._drawn if self._hetu.kg.nodes[key]["kind"] in _HUBS} - {start, end}
        try:
            path = nx.shortest_path(self._drawn.subgraph(set(self._drawn) - hubs), start, end)
        except nx.NetworkXNoPath:
            path = []
        return {**self._elements(path), "path": path, "more": 0}

    @cached_property
    def whole(self) -> dict[str, Any]:
        """Everything drawn, laid out; the layout is the same every time. Taken from the build when it is kept there."""
        with contextlib.suppress(BuildError, ValueError):
            kept: dict[str, Any] = json.loads(self._hetu.build.read(DRAWING))
            return kept
        return self.laid_out()

    def laid_out(self) -> dict[str, Any]:
        """Everything drawn, laid out anew, which takes seconds."""
        drawn = self._drawn.subgraph(self._busiest[:MOST_WHOLE])
        dice = random.Random(2022)
        start = {key: (dice.random(), dice.random()) for key in sorted(drawn)}
        places = nx.spring_layout(
            drawn, pos=start, iterations=_ITERATIONS, seed=2022, k=2.2 / max(1, len(drawn)) ** 0.5
        )
        told = self._elements(drawn)
        for node in told["nodes"]:
            x, y = places[node["id"]]
            node["x"], node["y"] = round(2400 * float(x)), round(2400 * float(y))
        return {**told, "more": len(self._drawn) - len(drawn)}

    @cached_property
    def starters(self) -> list[tuple[str, str]]:
        """Key and name of the busiest thing of each of some kinds, for somebody who does not know what to look for."""
        first: dict[str, str] = {}
        for key in self._busiest:
            first.setdefault(self._hetu.kg.nodes[key]["kind"], key)
        return [(first[kind], self._name(first[kind])) for kind in _STARTING if kind in first]

    @cached_property
    def statuses(self) -> list[str]:
        """The statuses that tasks have, the best first."""
        told = {values.get("status") for _, values in self._hetu.kg.nodes(data=True) if values["kind"] == "Task"}
        known = [(concept.rank, text) for text in told if text and (concept := concept_of(text))]
        return [text for _, text in sorted(known)]

    def warm(self) -> None:
        """Have the whole ready, also where the build does not keep it."""
        self.whole  # noqa: B018 - kept once made

    def search(self, words: str) -> list[dict[str, str]]:
        """Things by a part of their name: whole names first, then beginnings."""
        folded = fold(words)
        if not folded:
            return []
        hits = [(name, key, kind) for name, key, kind in self._names if folded in name]
        hits.sort(key=lambda hit: (hit[0] != folded, not hit[0].startswith(folded), len(hit[0]), hit[1]))
        found = {key: kind for _, key, kind in hits}
        return [
            {"id": key, "label": self._name(key), "kind": ontology.label(kind)}
            for key, kind in list(found.items())[:_FOUND]
        ]

    def _elements(self, keys: Iterable[str]) -> dict[str, Any]:
        kept = list(keys)
        inside = self._drawn.subgraph(kept)
        return {
            "nodes": [self._node(key) for key in kept],
            "edges": [
                {"source": start, "target": end, "label": "、".join(values["labels"])}
                for start, end, values in inside.edges(data=True)
            ],
        }

    def _node(self, key: str) -> dict[str, Any]:
        values = self._hetu.kg.nodes[key]
        kind = values["kind"]
        name = self._name(key)
        concept = concept_of(values["status"]) if values.get("status") else None
        return {
            "id": key,
            "label": shortened(name, _LABEL),
            "name": name,
            "kind": kind,
            "degree": self._drawn.degree[key],
            **({"status": concept.key} if concept else {}),
        }

    def _name(self, key: str) -> str:
        values = self._hetu.kg.nodes[key]
        return f"〔{values['identifier']}〕{values['label']}" if values["kind"] == "Task" else str(values["label"])
