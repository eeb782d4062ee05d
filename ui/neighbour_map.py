"""A small picture of what a thing is tied to, for its own page: every neighbour is a link, with the relation in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ui.looks import LOOKS, Look

MOST = 18
"""Neighbours drawn; the graph's own page draws more."""
_ROW, _HEAD = 30.0, 30.0
_WIDE, _NARROW = 980.0, 345.0
_ARMS = {2: (60.0, 110.0), 1: (40.0, 75.0)}
"""How long the shortest and the longest line is."""
_KINDS = tuple(LOOKS)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A node of the drawing: where it stands, and to which side its name is written."""

    key: str
    name: str
    relation: str
    look: Look
    x: float
    y: float
    right: bool


@dataclass(frozen=True, slots=True)
class NeighbourMap:
    """A drawing: the thing, its neighbours around it, and its size."""

    look: Look
    x: float
    y: float
    width: float
    height: float
    neighbours: tuple[Neighbour, ...]
    more: int
    """Neighbours left out."""


def neighbour_map(around: dict[str, Any], sides: int = 2) -> NeighbourMap | None:
    """Lay out a thing and its neighbours; ``None`` where it has none.

    :param around: what :meth:`ui.network.Network.around` tells of it, the thing first.
    :param sides: 2 for names to both sides, 1 for a narrow page.
    """
    thing, *others = around["nodes"]
    if not others:
        return None
    relations = {edge[end]: edge["label"] for edge in around["edges"] for end in ("source", "target")}
    kept = _of_every_kind(others)
    kept.sort(key=lambda node: (_KINDS.index(node["kind"]), -node["degree"]))
    half = math.ceil(len(kept) / sides)
    height = _ROW * half + _HEAD
    x, y = (_WIDE / 2, height / 2) if sides > 1 else (14.0, height / 2)
    neighbours = [
        Neighbour(node["id"], node["label"], relations[node["id"]], LOOKS[node["kind"]], left, top, right)
        for right, nodes in ((True, kept[:half]), (False, kept[half:]))
        for node, (left, top) in zip(nodes, _places(x, y, len(nodes), right, _ARMS[sides]), strict=True)
    ]
    width = _WIDE if sides > 1 else _NARROW
    return NeighbourMap(
        LOOKS[thing["kind"]], x, y, width, height, tuple(neighbours), around["more"] + len(others) - len(kept)
    )


def _of_every_kind(nodes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many as are drawn, from every kind in turn: a unit with sixty tasks is tied to leaders too."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for node in nodes:
        by_kind.setdefault(node["kind"], []).append(node)
    turns = ((turn, node) for own in by_kind.values() for turn, node in enumerate(own))
    return [node for _, node in sorted(turns, key=lambda one: one[0])[:MOST]]


def _places(x: float, y: float, count: int, right: bool, arms: tuple[float, float]) -> list[tuple[float, float]]:
    """A column beside the thing, bent towards it at both ends."""
    middle = (count - 1) / 2
    bends = [math.sqrt(max(0.0, 1 - ((row - middle) / max(1.0, count / 2)) ** 2)) for row in range(count)]
    lengths = [arms[0] + (arms[1] - arms[0]) * bend for bend in bends]
    return [
        (round(x + (length if right else -length), 1), round(y + _ROW * (row - middle), 1))
        for row, length in enumerate(lengths)
    ]
