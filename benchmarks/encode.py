"""How fast texts are encoded: passages per second, and the time of one question, of the default model and of another.

``python -m benchmarks.encode``; ``HETU_MODEL=FOLDER python -m benchmarks.encode`` measures that model beside
the default one, in turn, within one run. Medians; where machines or their load differ only the ratios can be compared.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from embeddings.corpus import passages
from embeddings.dense.convert import ensure_converted
from embeddings.dense.encoder import Encoder, OnnxEncoder
from graph.tables.table import read_table
from qa.evaluation.question_files import read_questions

DATA = Path(__file__).resolve().parent.parent / "data"
SAMPLE, ROUNDS, ASKED = 400, 5, 40
"""Passages and questions of each round."""
SETTING = "HETU_MODEL"


@dataclass(slots=True)
class EncodingTimes:
    """What was measured of an encoder: seconds for each round's passages, and for each question."""

    rounds: list[float] = field(default_factory=list)
    questions: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Passages per second, the median of the rounds."""
        return SAMPLE / statistics.median(self.rounds)

    @property
    def question(self) -> float:
        """Seconds of a question, the median."""
        return statistics.median(self.questions)


def encoders() -> dict[str, Encoder]:
    """The default encoder, and that of ``HETU_MODEL`` where it is set; both as they are converted for a build."""
    with _default_model():
        found: dict[str, Encoder] = {"default": OnnxEncoder(ensure_converted(_say))}
    if os.environ.get(SETTING):
        found["own"] = OnnxEncoder(ensure_converted(_say))
    return found


@contextmanager
def _default_model() -> Iterator[None]:
    """The environment without another model."""
    before = os.environ.pop(SETTING, None)
    try:
        yield
    finally:
        if before is not None:
            os.environ[SETTING] = before


def measured(found: Mapping[str, Encoder], texts: Sequence[str], asked: Sequence[str]) -> dict[str, EncodingTimes]:
    """Every encoder on the same passages and questions, in turn, after one text to warm up."""
    times = {name: EncodingTimes() for name in found}
    dice = random.Random(7)
    for encoder in found.values():
        encoder.encode(asked[:1])
    for _ in range(ROUNDS):
        sample, questions = dice.sample(texts, SAMPLE), dice.sample(asked, ASKED)
        for name, encoder in found.items():
            times[name].rounds.append(_seconds(encoder, sample))
            times[name].questions += [_seconds(encoder, [question]) for question in questions]
    return times


def _seconds(encoder: Encoder, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    encoder.encode(texts, role="query" if len(texts) == 1 else "document")
    return time.perf_counter() - started


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


def main() -> None:
    """Measure and print."""
    texts = sorted({passage.text for passage in passages(read_table(DATA / "heshan-2022.txt").tasks)})
    asked = [question.question for question in read_questions(DATA / "questions" / "fresh.jsonl")]
    found = encoders()
    times = measured(found, texts, asked)
    for name, encoder in found.items():
        of = times[name]
        rates = [SAMPLE / seconds for seconds in of.rounds]
        print(
            f"{name} ({encoder.name}, {encoder.dimension}): {of.rate:.0f} passages a second "
            f"({min(rates):.0f} to {max(rates):.0f} of {ROUNDS} rounds of {SAMPLE}); "
            f"a question {1000 * of.question:.1f} ms, median of {len(of.questions)}"
        )
    default = times["default"]
    print(f"a question takes as long as {default.question * default.rate:.1f} passages")
    if "own" in times:
        print(
            f"own to default: passages a second {times['own'].rate / default.rate:.2f}, "
            f"time of a question {times['own'].question / default.question:.2f}"
        )


if __name__ == "__main__":
    main()
