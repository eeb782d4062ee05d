"""Deadlines that a title or a milestone states in its text."""

from __future__ import annotations

import re

_DEADLINE = re.compile(
    r"(?:\d{4}年)?(?:\d{1,2}[-—~至、])*\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬|底|初|末|份)?(?:以?前)?|"
    r"(?:\d{4}年)?(?:第?[一二三四]季度|上半年|下半年)(?:末|底|前)*|年底前?|年内|年末前?|\d{4}年底前?"
)


def find_deadlines(text: str) -> list[tuple[int, int]]:
    """Find the deadlines of a folded title or milestone, as offsets.

    >>> text = "6月底前完成厂房修复,12月15日前试投产。"
    >>> [text[a:b] for a, b in find_deadlines(text)]
    ['6月底前', '12月15日前']
    """
    return [match.span() for match in _DEADLINE.finditer(text) if not text[: match.start()].endswith(("《", "-"))]
