"""What a finder gives: a span of a folded text with the name it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """``[start, end)`` of a folded text, the name meant, and the rule by which it was recognised."""

    start: int
    end: int
    name: str
    rule: str


def longest(spans: Iterable[Span]) -> list[Span]:
    """Keep the longest of overlapping spans, in reading order.

    >>> [s.name for s in longest([Span(0, 2, "世运", ""), Span(0, 4, "世运电路", ""), Span(5, 7, "博盈", "")])]
    ['世运电路', '博盈']
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
