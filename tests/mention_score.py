"""Precision and recall of mentions against the hand-labelled sample ``tests/cases/mentions-sample.jsonl``.

``python -m tests.mention_score`` prints the figures and every difference.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.build import table_county
from graph.mentions.find import Mention, MentionFinder, TaskMentions
from graph.table import read_table
from graph.text import fold

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "cases" / "mentions-sample.jsonl"
KINDS = {
    "companies": "companies",
    "towns": "towns",
    "villages": "villages",
    "documents": "documents",
    "observations": "figures",
    "reasons": "reasons",
    "units": "units",
    "projects": "projects",
}


@dataclass
class Score:
    """Counts of one kind."""

    right: int = 0
    extra: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.extra))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))


def load() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


def score(sample: list[dict[str, Any]]) -> dict[str, Score]:
    """Compare what is found inside each passage with its labels."""
    table = read_table(ROOT / "data" / "heshan-2022.txt")
    finder = MentionFinder(table, table_county(table))
    found = {item.task.id: item for item in finder.all()}
    scores: dict[str, Score] = defaultdict(Score)
    for passage in sample:
        for kind, attribute in KINDS.items():
            words = _within(found[passage["task"]], attribute, passage)
            _compare(scores[kind], kind, passage, words)
    return scores


def _within(item: TaskMentions, attribute: str, passage: dict[str, Any]) -> list[Mention]:
    narrative = item.task.reports[passage["report"]].narrative.value
    start = narrative.index(passage["text"])
    end = start + len(passage["text"])
    mentions = [
        m for m in getattr(item, attribute) if m.where.kind == "narrative" and m.where.position == passage["report"]
    ]
    if attribute == "reasons":
        mentions = [m for m in mentions if m.rule != "pending"]
    return [m for m in mentions if start <= m.start and m.end <= end]


def _compare(tally: Score, kind: str, passage: dict[str, Any], mentions: list[Mention]) -> None:
    labels = [_label(kind, label) for label in passage[kind]]
    if kind != "observations":
        labels = list(dict.fromkeys(labels))
    words = [_found(kind, mention) for mention in mentions]
    if kind != "observations":
        words = list(dict.fromkeys(words))
    for word in words:
        match = next((label for label in labels if _same(kind, word, label)), None)
        if match is None:
            tally.extra.append(f"{passage['task']}: {word}")
        else:
            labels.remove(match)
            tally.right += 1
    tally.missed += [f"{passage['task']}: {label}" for label in labels]


def _label(kind: str, label: Any) -> str:
    if kind == "observations":
        return f"{float(label['value']):g}{fold(label['unit'])}"
    return fold(label if isinstance(label, str) else label["text"])


def _found(kind: str, mention: Mention) -> str:
    if kind == "observations" and mention.figure:
        return f"{float(mention.figure.value):g}{fold(mention.figure.unit)}"
    return fold(mention.document.title if mention.document else mention.text)


def _same(kind: str, word: str, label: str) -> bool:
    if kind in {"observations", "documents", "towns"}:
        return word == label
    shorter, longer = sorted((word, label), key=len)
    if kind == "reasons":
        return len(set(_pairs(word)) & set(_pairs(label))) >= 0.5 * len(set(_pairs(shorter)))
    return shorter in longer and (
        kind in {"projects", "villages"} or 2 * len(shorter) >= len(longer) or len(shorter) > 1
    )


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def main() -> None:
    for kind, tally in score(load()).items():
        total = tally.right + len(tally.missed)
        sys.stdout.write(f"{kind:13} precision {tally.precision:.3f}  recall {tally.recall:.3f}  ({total} labelled)\n")
        sys.stdout.writelines(f"    + {item}\n" for item in tally.extra)
        sys.stdout.writelines(f"    - {item}\n" for item in tally.missed)


if __name__ == "__main__":
    main()
