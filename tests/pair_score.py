"""Targets and the figures that answer them, against ``tests/cases/fulfilment-pairs.jsonl``: ``python -m tests.pair_score``.

Every pair that the code of the day found in two tables was judged by reading before the code was mended: whether it is a
pair, and which degree it has (null where a degree would say nothing). Pairs that reading found and the code did not are
there too. Heshan's were used to mend the rules; of Taishun's only the judgements were made.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.knowledge.fulfilment import Fulfilment, fulfilments
from graph.mentions.figure_quantities import plain_number
from graph.mentions.find import Mention, MentionFinder
from graph.places.table_county import table_county
from graph.tables.table import read_table

ROOT = Path(__file__).resolve().parent.parent
JUDGED = ROOT / "tests" / "cases" / "fulfilment-pairs.jsonl"
SOURCES = {"heshan": ROOT / "data" / "heshan-2022.txt", "taishun": ROOT / "tests" / "taishun" / "taishun-2023.txt"}
_KEY = ("task", "target_place", "target_value", "actual_place", "actual_value")


@dataclass
class Tally:
    """Pairs found: right ones, wrong ones, ones nobody judged; right ones missed; degrees of right ones that are wrong."""

    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    degrees: list[str] = field(default_factory=list)


def load(doc: str) -> list[dict[str, Any]]:
    """The judgements on one table."""
    rows = [json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["doc"] == doc]


def score(doc: str) -> Tally:
    """Compare the pairs found in a table with the judgements on them."""
    judged = {tuple(row[name] for name in _KEY): row for row in load(doc)}
    found = {_key(task, pair): pair for task, pair in pairs_of(doc)}
    tally = Tally()
    for key, pair in found.items():
        row = judged.get(key)
        words = f"{key[0]} {pair.target.text} <- {pair.actual.text}: {pair.degree} {pair.reached}"
        if row is None:
            tally.unjudged.append(words)
        elif not row["right"]:
            tally.wrong.append(words)
        else:
            tally.right.append(words)
            degrees = {row["degree"], row.get("also_degree", row["degree"])}
            if pair.degree not in degrees or pair.reached != row["reached"]:
                tally.degrees.append(f"{words}, judged {row['degree']} {row['reached']}")
    tally.missed = [
        f"{row['task']} {row['target']} <- {row['actual']}"
        for key, row in judged.items()
        if row["right"] and key not in found
    ]
    return tally


def pairs_of(doc: str) -> Iterator[tuple[str, Fulfilment]]:
    """Every pair of a table with its task."""
    table = read_table(SOURCES[doc])
    for found in MentionFinder(table, table_county(table)).all():
        for pair in fulfilments(found):
            yield found.task.id, pair


def _key(task: str, pair: Fulfilment) -> tuple[str, ...]:
    return task, pair.target.where.place, _value(pair.target), pair.actual.where.place, _value(pair.actual)


def _value(mention: Mention) -> str:
    assert mention.figure
    return f"{plain_number(mention.figure.value)}{mention.figure.unit}"


def main() -> None:
    """Print the figures and every difference."""
    for doc in SOURCES:
        tally = score(doc)
        for name in ("right", "wrong", "unjudged", "missed", "degrees"):
            told = getattr(tally, name)
            sys.stdout.write(f"{doc} {name}: {len(told)}\n")
            if name != "right":
                sys.stdout.writelines(f"    {words}\n" for words in told)


if __name__ == "__main__":
    main()
