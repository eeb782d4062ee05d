"""Answers, counts and proofs as text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.answering.answer import Answer, Evidence

if TYPE_CHECKING:  # loading what proves and counts would slow every answer
    from graph.knowledge.node_counts import Stats
    from graph.knowledge.proof import Proof

_SHOWN = 60
_CITED, _NEAR = 6, 5
"""Stretches of the source and related things that are shown under an answer."""


def as_text(answer: Answer) -> str:
    """An answer for the terminal: its text, which says the point first, then how it was understood and what it rests on."""
    lines = [answer.answer, *(f"（{note}）" for note in answer.notes if note not in answer.answer), ""]
    if answer.understood:
        lines.append(f"理解为：{answer.understood}")
    if answer.evidence:
        lines.append("证据：")
        lines += [f"  {_cited(one, answer.answer)}" for one in answer.evidence[:_CITED]]
        if len(answer.evidence) > _CITED:
            lines.append(f"  ……另有 {len(answer.evidence) - _CITED} 条，用 --json 查看全部")
    if answer.related:
        lines.append(f"相关：{'、'.join(f'{_short(r.label, 40)}（{r.type}）' for r in answer.related[:_NEAR])}")
    lines.append(f"用时 {answer.elapsed_ms:.0f} 毫秒")
    return "\n".join(lines)


def _cited(one: Evidence, said: str) -> str:
    """Where a stretch stands, and its words where the answer has not said them already."""
    place = f"〔{one.task}〕{where(one)}"
    return place if one.text.rstrip("。；") in said else f"{place}：{_short(one.text)}"


def where(one: Evidence) -> str:
    """Where a stretch of the source stands."""
    return f"{one.document} {one.place}"


def _short(text: str, limit: int = 90) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else f"{flat[:limit]}……"


def stats_as_text(stats: Stats) -> str:
    """The counts of a graph, for the terminal."""
    lines = ["节点", *_counts(stats.nodes), "", "边", *_counts(stats.edges)]
    if stats.findings:
        lines += ["", f"状态与数字不一致之处（{len(stats.findings)}）", *(f"  {finding}" for finding in stats.findings)]
    return "\n".join(lines)


def _counts(counts: tuple[tuple[str, int], ...]) -> list[str]:
    total = sum(count for _, count in counts)
    return [f"  {count:>6,}  {label}" for label, count in counts] + [f"  {total:>6,}  合计"]


def proofs_as_text(proofs: Sequence[Proof]) -> str:
    """What was checked, with the sentences about what failed."""
    lines = []
    for proof in proofs:
        state = "✓" if not proof.problems else f"✗ {len(proof.problems)} 处"
        lines.append(f"{state} {proof.name}（查 {proof.cases:,} 处）")
        lines += [f"    {problem}" for problem in proof.problems[:_SHOWN]]
        if len(proof.problems) > _SHOWN:
            lines.append(f"    ……另有 {len(proof.problems) - _SHOWN} 处")
    return "\n".join(lines)
