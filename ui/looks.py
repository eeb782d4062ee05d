"""How kinds of node are drawn and roles are called, the same on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """A kind's colour, its shape as cytoscape.js names it, and the corners of that shape in a box of 18 × 16."""

    color: str
    shape: str
    points: str
    """Empty for a circle."""


LOOKS: Mapping[str, Look] = {
    "Task": Look("#2563eb", "round-rectangle", "2,2 16,2 17,3 17,13 16,14 2,14 1,13 1,3"),
    "Town": Look("#15803d", "hexagon", "5,1 13,1 17,8 13,15 5,15 1,8"),
    "Unit": Look("#b45309", "ellipse", ""),
    "CollectiveUnit": Look("#92400e", "octagon", "6,1 12,1 17,5 17,11 12,15 6,15 1,11 1,5"),
    "Person": Look("#be123c", "diamond", "9,1 17,8 9,15 1,8"),
    "Company": Look("#7e22ce", "pentagon", "9,1 17,7 14,15 4,15 1,7"),
    "Project": Look("#0e7490", "rectangle", "1,2 17,2 17,14 1,14"),
    "PolicyDocument": Look("#57534e", "rhomboid", "1,2 13,2 17,14 5,14"),
    "Village": Look("#4d7c0f", "triangle", "9,1 17,15 1,15"),
    "Theme": Look("#a16207", "star", "9,0 11,6 18,6 12,10 14,16 9,12 4,16 6,10 0,6 7,6"),
}
"""Kinds of node that are drawn; what belongs to a single task (milestones, reports, figures) is on its page."""
ROLES = {"lead": "牵头", "participant": "参与", "support": "配合"}
"""How the part a unit has in a task is called."""
