"""What a finder gives: a span of a folded text with the name it stands for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """``[start, end)`` of a folded text, the name meant, and the rule by which it was recognised."""

    start: int
    end: int
    name: str
    rule: str
