"""Precision and recall of mentions against the hand-labelled samples in ``tests/cases/mentions-sample.jsonl``.

Two samples, drawn by chance before results were seen: ``passages`` (60 stretches of narratives over all categories)
and ``tasks`` (28 whole tasks with title and milestones). ``python -m tests.mention_score`` prints every difference.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.language.text import fold
from graph.mentions.find import Mention, MentionFinder, TaskMentions
from graph.places.table_county import table_county
from graph.tables.table import read_table

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "cases" / "mentions-sample.jsonl"
KINDS = {
    "companies": "companies",
    "towns": "towns",
    "villages": "villages",
    "documents": "documents",
    "observations": "figures",
    "reasons": "reasons",
}


@dataclass
class Score:
    """Counts of one kind; ``agreed`` counts properties of right figures that agree with the label, of ``judged``."""

    right: int = 0
    extra: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    roles: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.extra))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))

    @property
    def labelled(self) -> int:
        return self.right + len(self.missed)


def load(sample: str = "") -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if not sample or row["sample"] == sample]


def find_all() -> dict[str, TaskMentions]:
    table = read_table(ROOT / "data" / "heshan-2022.txt")
    return {item.task.id: item for item in MentionFinder(table, table_county(table)).all()}


def score(sample: Iterable[dict[str, Any]], found: dict[str, TaskMentions]) -> dict[str, Score]:
    """Compare what is found inside each labelled stretch with its labels."""
    scores: dict[str, Score] = defaultdict(Score)
    for stretch in sample:
        for kind, attribute in KINDS.items():
            _compare(scores[kind], kind, stretch, _within(found[stretch["task"]], attribute, stretch))
    return scores


def _within(item: TaskMentions, attribute: str, stretch: dict[str, Any]) -> list[Mention]:
    mentions = [mention for mention in getattr(item, attribute) if mention.where.place == stretch["place"]]
    if not mentions:
        return []
    start = mentions[0].where.text.index(stretch["text"])
    end = start + len(stretch["text"])
    return [mention for mention in mentions if start <= mention.start and mention.end <= end]


def _compare(tally: Score, kind: str, stretch: dict[str, Any], mentions: list[Mention]) -> None:
    labels = [(_label(kind, label), label) for label in stretch[kind]]
    found = [(_found(kind, mention), mention) for mention in mentions]
    if kind != "observations":  # each wording counts once; of figures each one does
        labels = list(dict(labels[::-1]).items())[::-1] if kind != "reasons" else labels
        found = list(dict(found[::-1]).items())[::-1]
    for words, mention in found:
        match = next((pair for pair in labels if _same(kind, words, pair[0])), None)
        if match is None:
            tally.extra.append(f"{stretch['task']} {stretch['place']}: {mention.text}")
            continue
        labels.remove(match)
        tally.right += 1
        tally.roles += bool(mention.figure and mention.figure.role == match[1]["role"])
    tally.missed += [f"{stretch['task']} {stretch['place']}: {words}" for words, _ in labels]


def _label(kind: str, label: Any) -> str:
    if kind == "observations":
        return f"{float(label['value']):g}{fold(label['unit'])}"
    return fold(label if isinstance(label, str) else label["text"])


def _found(kind: str, mention: Mention) -> str:
    if kind == "observations" and mention.figure:
        return f"{float(mention.figure.value):g}{fold(mention.figure.unit)}"
    return fold(mention.document.title if mention.document else mention.text)


def _same(kind: str, words: str, label: str) -> bool:
    if kind in {"observations", "documents", "towns"}:
        return words == label
    if kind == "reasons":
        pairs, wanted = _pairs(words), _pairs(label)
        return len(pairs & wanted) >= 0.5 * min(len(pairs), len(wanted))
    shorter, longer = sorted((words, label), key=len)
    return shorter in longer


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def main() -> None:
    found = find_all()
    for sample in ("passages", "tasks", ""):
        sys.stdout.write(f"== {sample or 'both'}\n")
        for kind, tally in score(load(sample), found).items():
            roles = f"  roles {tally.roles}/{tally.right}" if kind == "observations" else ""
            sys.stdout.write(
                f"{kind:13} precision {tally.precision:.3f}  recall {tally.recall:.3f}  ({tally.labelled} labelled){roles}\n"
            )
            if sample:
                sys.stdout.writelines(f"    + {item}\n" for item in tally.extra)
                sys.stdout.writelines(f"    - {item}\n" for item in tally.missed)


if __name__ == "__main__":
    main()
