"""Make ``data/language/retrieval_weights.json`` and ``refusal_thresholds.json`` again.

``python -m scripts.fit_retrieval [--build DIR] [--check]``.

The questions of ``data/questions`` are asked of a build of the 2022 table, and the signals of those that reach retrieval
are kept (each is worked out once); then the weights are fitted on all lots, and for an honest figure also with each lot
left out in turn, and so are the thresholds below which a question is refused. Needed after every change of the model, the
pairs, the word lists or the signals. A minute.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from embeddings.builds import open_build
from embeddings.ranking_weights import FORMAT, WEIGHTS, FittedProfile, WeightsFile
from embeddings.signals import SIGNALS, WORD_SIGNALS
from qa.answerability.refusal_thresholds import FORMAT as THRESHOLDS_FORMAT
from qa.answerability.refusal_thresholds import THRESHOLDS, ThresholdsFile
from qa.corpus import Corpus
from qa.fitting.refusal import METHOD as REFUSAL_METHOD
from qa.fitting.refusal import JudgedNearness, fit_thresholds, refusal_results, without_each_lot
from qa.fitting.retrieval import METHOD, QUESTIONS, asked, fitted, judged, judged_nearness

MADE_BY = "python -m scripts.fit_retrieval"


def report(name: str, profile: FittedProfile) -> str:
    """The weights and results as lines."""
    lines = [f"{name:24} uncovered  covered"]
    lines += [f"  {signal:22} {of.uncovered:9.4f} {of.covered:8.4f}" for signal, of in profile.weights.items()]
    lines += [f"  {'lot':22} questions  left out: recall@5, nDCG@10   fitted"]
    lines += [
        f"  {out.lot:22} {out.questions:9} {out.recall_at_5:17.4f} {out.ndcg_at_10:8.4f} {of.recall_at_5:8.4f} {of.ndcg_at_10:8.4f}"
        for out, of in zip(profile.left_out, profile.fitted, strict=True)
    ]
    return "\n".join(lines)


def refusals(encoder: str, questions: Sequence[JudgedNearness]) -> ThresholdsFile:
    """Thresholds of refusal, and how the questions fare with them."""
    thresholds = fit_thresholds(questions)
    return ThresholdsFile(
        format=THRESHOLDS_FORMAT,
        made_by=MADE_BY,
        method=REFUSAL_METHOD,
        encoder=encoder,
        thresholds=thresholds,
        left_out=without_each_lot(questions),
        fitted=refusal_results(questions, lambda _: thresholds),
    )


def report_refusals(made: ThresholdsFile) -> str:
    """The thresholds and results as lines."""
    lines = [f"refusals: {made.thresholds}"]
    lines += [f"  {'lot':22} unanswerable  left out: refused, wrongly   fitted"]
    lines += [
        f"  {out.lot:22} {out.unanswerable:12} {out.refused:18} {out.refused_wrongly:4}/{out.answerable:<4} {of.refused:7} {of.refused_wrongly:4}"
        for out, of in zip(made.left_out, made.fitted, strict=True)
    ]
    return "\n".join(lines)


def _write(path: Path, made: WeightsFile | ThresholdsFile) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")


def main() -> None:
    """Ask, fit, report, write."""
    parser = argparse.ArgumentParser(prog="python -m scripts.fit_retrieval", description=__doc__)
    parser.add_argument("--build", default="data/build", help="the build of the 2022 table, with vectors")
    parser.add_argument("--check", action="store_true", help="report only, write nothing")
    options = parser.parse_args()
    corpus = Corpus(open_build(Path(options.build)))
    if corpus.retriever.encoder is None:
        sys.exit("the build has no vectors")
    reached = asked(corpus, sorted(QUESTIONS.glob("*.jsonl")))
    questions = judged(corpus.retriever, reached)
    made = WeightsFile(
        format=FORMAT,
        made_by=MADE_BY,
        method=METHOD,
        encoder=str(corpus.build.manifest.model),
        vectors=fitted(questions, SIGNALS),
        words=fitted(questions, WORD_SIGNALS),
    )
    refused = refusals(str(corpus.build.manifest.model), judged_nearness(reached))
    print(report("vectors", made.vectors), report("words", made.words), report_refusals(refused), sep="\n\n")
    if not options.check:
        _write(WEIGHTS, made)
        _write(THRESHOLDS, refused)


if __name__ == "__main__":
    main()
