"""Kinds of causes and the milestones they hold up, against ``tests/cases/causes.jsonl``: ``python -m tests.cause_score``.

Sixty reasons over two tables, labelled by reading before any result was seen. Rows of even number were used to mend
the rules, those of odd number never looked at: only the figures of the odd ones say how good the rules are.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.knowledge.held_up import held_milestone, kind_of_cause
from graph.language.text import fold
from graph.mentions.causes import cause_kind
from graph.mentions.find import Mention, MentionFinder, TaskMentions
from graph.places.table_county import table_county
from graph.tables.table import read_table

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "tests" / "cases" / "causes.jsonl"
SOURCES = {"heshan": ROOT / "data" / "heshan-2022.txt", "taishun": ROOT / "tests" / "taishun" / "taishun-2023.txt"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one label: the kind read from its words, the kind and milestone of the reason found there."""

    label: dict[str, Any]
    kind: str
    found: Mention | None
    found_kind: str | None
    milestone: int | None

    @property
    def kind_right(self) -> bool:
        """Whether the kind is the label's or one it accepts."""
        return self.kind in {self.label["kind"], *self.label["also"]}

    @property
    def milestone_right(self) -> bool:
        """Whether the reason found holds up the milestone of the label."""
        return self.found is not None and self.milestone == self.label["milestone"]


def load() -> list[dict[str, Any]]:
    """The labels."""
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def judge() -> list[Verdict]:
    """Compare every label with what is read."""
    found: dict[tuple[str, str], TaskMentions] = {}
    for name, path in SOURCES.items():
        table = read_table(path)
        found |= {(name, item.task.id): item for item in MentionFinder(table, table_county(table)).all()}
    return [_verdict(found[label["doc"], label["task"]], label) for label in load()]


def _verdict(item: TaskMentions, label: dict[str, Any]) -> Verdict:
    words = fold(label["text"])
    meant = next((m for m in item.reasons if fold(m.text) in words or words in fold(m.text)), None)
    if meant is None:
        return Verdict(label, cause_kind(words), None, None, None)
    position = held_milestone(item.task, meant, meant.where.position)
    return Verdict(label, cause_kind(words), meant, kind_of_cause(meant), None if position is None else position + 1)


def figures(verdicts: list[Verdict]) -> Counter[str]:
    """How many labels there are, of how many the kind is right, found at all, and with the right milestone."""
    return Counter(
        {
            "labels": len(verdicts),
            "kind": sum(verdict.kind_right for verdict in verdicts),
            "first kind": sum(verdict.kind == verdict.label["kind"] for verdict in verdicts),
            "found": sum(verdict.found is not None for verdict in verdicts),
            "milestone": sum(verdict.milestone_right for verdict in verdicts),
        }
    )


def main() -> None:
    """Print the figures, and the differences of the rows that were looked at."""
    verdicts = judge()
    for name, part in (("even (mended on):", verdicts[::2]), ("odd (never looked at):", verdicts[1::2])):
        sys.stdout.write(f"{name} {dict(figures(part))}\n")
    for verdict in verdicts[::2]:
        label = verdict.label
        if not verdict.kind_right:
            sys.stdout.write(
                f"kind {label['task']} {verdict.kind}, labelled {label['kind']} {label['also']}: {label['text']}\n"
            )
        if verdict.found is None:
            sys.stdout.write(f"missed {label['task']}: {label['text']}\n")
        elif not verdict.milestone_right:
            sys.stdout.write(
                f"milestone {label['task']} {verdict.milestone}, labelled {label['milestone']}: {label['text']}\n"
            )


if __name__ == "__main__":
    main()
