"""How well milestones are tied to their reports, measured against labels made by reading, before any result was seen.

``python -m tests.alignment_score`` prints every difference and the figures for both tables.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from graph.mentions.subjects import milestone_subjects
from graph.records import Milestone, Task
from graph.tables.report_choice import choose_reports
from graph.tables.report_sentences import split_report
from graph.tables.table import read_table
from graph.tables.telling_words import PieceWeights, word_pieces

ROOT = Path(__file__).parents[1]
TABLES = {
    "heshan": ROOT / "data" / "heshan-2022.txt",
    "taishun": ROOT / "tests" / "taishun" / "taishun-2023.txt",
}
LABELS = {name: ROOT / "tests" / "cases" / f"items-{name}.jsonl" for name in TABLES}
_OVERLAP = 0.5
"""Share of a sentence that a stretch must hold to count as speaking."""


@dataclass(slots=True)
class AlignmentScore:
    """Counts over the labelled milestones of one table, and every difference in words."""

    labelled: int = 0
    claimed: int = 0
    right: int = 0
    sentences_right: int = 0
    sentences_claimed: int = 0
    sentences_labelled: int = 0
    spoken_agrees: int = 0
    subjects_labelled: int = 0
    subjects_found: int = 0
    subjects_given: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Right among the claimed."""
        return self.right / self.claimed if self.claimed else 0.0

    @property
    def recall(self) -> float:
        """Right among the labelled that have a report."""
        return self.right / self.labelled if self.labelled else 0.0

    @property
    def stretch_f1(self) -> float:
        """F1 over sentences of the milestones of which a sentence speaks by the label."""
        both = self.sentences_claimed + self.sentences_labelled
        return 2 * self.sentences_right / both if both else 0.0

    @property
    def subject_recall(self) -> float:
        """Milestones one of whose labelled subjects is found."""
        return self.subjects_found / self.subjects_labelled if self.subjects_labelled else 0.0


def score(tasks: Iterable[Task], labels: Iterable[dict[str, Any]]) -> AlignmentScore:
    """Compare ties with labels."""
    by_id = {task.id: task for task in tasks}
    total = AlignmentScore()
    for label in labels:
        task = by_id[label["task"]]
        milestone = task.milestones[label["milestone"] - 1]
        where = f"{task.id} 节点 {label['milestone']}"
        _reports(total, milestone, label, where)
        _stretches(total, task, milestone, label, where)
        _subjects(total, task, milestone, label, where)
    return total


def _reports(total: AlignmentScore, milestone: Milestone, label: dict[str, Any], where: str) -> None:
    right = {label["report"], *label["also"]} - {None}
    total.labelled += bool(right)
    if milestone.report is None:
        if right:
            total.differences.append(f"{where}：没有对应，应为 {sorted(right)}")
        return
    total.claimed += 1
    if milestone.report in right:
        total.right += 1
    else:
        how = milestone.tie.how if milestone.tie else ""
        total.differences.append(f"{where}：对应 {milestone.report}（{how}），应为 {sorted(right)}")


def _stretches(total: AlignmentScore, task: Task, milestone: Milestone, label: dict[str, Any], where: str) -> None:
    spoken = milestone.tie is not None and milestone.tie.spoken
    total.spoken_agrees += spoken == (label["spoken"] == "quoted")
    if label["spoken"] != "quoted" or label["report"] is None or milestone.report != label["report"]:
        return
    narrative = task.reports[label["report"]].narrative.value
    ours = _sentences(narrative, milestone.tie.stretch if milestone.tie else ())
    theirs = _sentences(narrative, list(_places(narrative, label["stretch"])))
    total.sentences_claimed += len(ours)
    total.sentences_labelled += len(theirs)
    total.sentences_right += len(ours & theirs)
    if ours != theirs:
        pieces = split_report(narrative)
        extra = [narrative[pieces[n].start : pieces[n].end][:40] for n in sorted(ours - theirs)]
        missed = [narrative[pieces[n].start : pieces[n].end][:40] for n in sorted(theirs - ours)]
        total.differences.append(f"{where}“{milestone.text.value[:40]}”：多 {extra}，少 {missed}")


def _places(narrative: str, quotes: Sequence[str] | str) -> Iterator[tuple[int, int]]:
    for quote in [quotes] if isinstance(quotes, str) else quotes:
        found = narrative.find(quote)
        if found >= 0:
            yield found, found + len(quote)


def _sentences(narrative: str, places: Sequence[tuple[int, int]]) -> set[int]:
    """The sentences (by position) that lie at least half within some places."""
    found = set()
    for number, sentence in enumerate(split_report(narrative)):
        within = sum(max(0, min(end, sentence.end) - max(start, sentence.start)) for start, end in places)
        if within >= _OVERLAP * (sentence.end - sentence.start):
            found.add(number)
    return found


def _subjects(total: AlignmentScore, task: Task, milestone: Milestone, label: dict[str, Any], where: str) -> None:
    if not label["subject"]:
        return
    ours = milestone_subjects(task, milestone)
    total.subjects_labelled += 1
    total.subjects_given += len(ours)
    if any(one in other or other in one for one in ours for other in label["subject"]):
        total.subjects_found += 1
    else:
        total.differences.append(f"{where}“{milestone.text.value[:40]}”：对象 {list(ours)}，应为 {label['subject']}")


def hidden_rows(name: str, mixed: bool) -> float:
    """The share of claimed reports that are the printed ones, in tasks whose rows print one report for each milestone.

    The rows are hidden, so that words, numbers and order must find them; ``mixed``: the reports are put in another order.
    """
    tasks = [task for task in read_table(TABLES[name]).tasks if len(task.milestones) == len(task.reports) > 1]
    pieces = [[word_pieces(milestone.text.value) for milestone in task.milestones] for task in tasks]
    told = [[word_pieces(report.narrative.value) for report in task.reports] for task in tasks]
    weights = PieceWeights(frozenset(chain(*own, *said)) for own, said in zip(pieces, told, strict=True))
    dice = random.Random(1)
    claimed = right = 0
    for own, said in zip(pieces, told, strict=True):
        order = list(range(len(said)))
        if mixed:
            dice.shuffle(order)
        rows = [tuple(range(len(own)))] * len(said)
        weighed = {piece: weights.of(piece) for piece in chain.from_iterable(own)}
        for place, choice in enumerate(choose_reports(own, [said[at] for at in order], rows, weighed)):
            claimed += choice is not None
            right += choice is not None and order[choice.report] == place
    return right / claimed


def read_labels(name: str) -> list[dict[str, Any]]:
    """The labels of a table."""
    return [json.loads(line) for line in LABELS[name].read_text("utf-8").splitlines() if line.strip()]


def main(names: Sequence[str] = tuple(TABLES)) -> None:
    """Print the differences and the figures."""
    for name in names:
        total = score(read_table(TABLES[name]).tasks, read_labels(name))
        for difference in total.differences:
            sys.stdout.write(f"{difference}\n")
        sys.stdout.write(
            f"{name}: reports {total.right} right of {total.claimed} claimed ({total.precision:.3f}), of "
            f"{total.labelled} labelled ({total.recall:.3f}); stretches F1 {total.stretch_f1:.3f} "
            f"({total.sentences_right} of {total.sentences_claimed} claimed, {total.sentences_labelled} labelled); "
            f"spoken or not agrees {total.spoken_agrees}; subjects {total.subjects_found} of {total.subjects_labelled} "
            f"({total.subject_recall:.3f}), {total.subjects_given} given; rows hidden {hidden_rows(name, mixed=False):.3f}, "
            f"reports mixed as well {hidden_rows(name, mixed=True):.3f}\n"
        )


if __name__ == "__main__":
    main()
