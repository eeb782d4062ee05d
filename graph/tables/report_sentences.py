"""The sentences of a narrative: where each stands, in which numbered part, and under which label.

A narrative tells of several things one after the other: by numbers (（1）, 1., ①, 一是), by labels (市财政局：) or only by
sentences. Sentences are the smallest stretch that is said to speak of a milestone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.language.numerals import read_integer

_CUT = re.compile(
    r"[。！？!?；;\n]{1,9}+[”’」』）)]?+\s{0,99}+|(?<=[：:\s])(?=[（(]\d{1,2}[）)]|[①-⑳]|[一二三四五六七八九十]是)"
)
_MARKS: dict[str, re.Pattern[str]] = {
    "brackets": re.compile(r"[（(]\s?(?P<no>\d{1,2})\s?[）)]"),
    "hanzi": re.compile(r"[（(]\s?(?P<no>[一二三四五六七八九十]{1,3})\s?[）)]"),
    "dotted": re.compile(r"(?P<no>\d{1,2})[.．、](?!\d)"),
    "circled": re.compile(r"(?P<no>[①-⑳])"),
    "spoken": re.compile(r"(?P<no>[一二三四五六七八九十]{1,2})是|第(?P<other>[一二三四五六七八九十])[，,：:是]"),
}
_LABEL = re.compile(r"[^，,。；;！？!?：:\n]{2,40}[：:]")


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """One sentence of a narrative, ``narrative[start:end]``.

    ``number`` is that of the numbered part it belongs to (of the outermost numbering), ``part`` counts these parts from
    1 (0 stands before the first); ``label`` is the place of the label that holds for it (市财政局：), if any.
    """

    start: int
    end: int
    number: int | None
    part: int
    label: tuple[int, int] | None


def split_report(narrative: str) -> list[ReportSentence]:
    """Divide a narrative into sentences.

    >>> text = "（1）甲路已完成。剩余工程收尾。（2）乙桥：已动工；桩基完成。"
    >>> [(text[s.start : s.end], s.number, s.label and text[slice(*s.label)]) for s in split_report(text)]
    [('（1）甲路已完成。', 1, None), ('剩余工程收尾。', 1, None), ('（2）乙桥：已动工；', 2, '乙桥：'), ('桩基完成。', 2, '乙桥：')]
    """
    sentences: list[ReportSentence] = []
    family: str | None = None
    number: int | None = None
    part = 0
    label: tuple[int, int] | None = None
    label_part = 0
    for start, end in _pieces(narrative):
        mark = _mark(narrative, start, end)
        body = start
        if mark:
            name, value, body = mark
            family = family or name
            if name == family:
                number, part = value, part + 1
                label = label if label_part == 0 else None
        named = _LABEL.match(narrative, body, end)
        if named:
            label, label_part = (body, named.end()), part
        sentences.append(ReportSentence(start, end, number, part, label))
    return sentences


def _pieces(narrative: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for cut in [*(match.end() for match in _CUT.finditer(narrative)), len(narrative)]:
        text = narrative[begin:cut]
        if text.strip():
            start = begin + len(text) - len(text.lstrip())
            yield start, begin + len(text.rstrip())
        begin = cut


def _mark(narrative: str, start: int, end: int) -> tuple[str, int, int] | None:
    """The number a sentence begins with: its style, its value, and where the words begin."""
    for name, shape in _MARKS.items():
        if match := shape.match(narrative, start, end):
            return name, _value(match.group("no") or match.groupdict().get("other") or ""), match.end()
    return None


def _value(text: str) -> int:
    return ord(text) - ord("①") + 1 if "①" <= text <= "⑳" else read_integer(text) or 0
