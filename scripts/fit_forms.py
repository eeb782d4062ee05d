"""Make ``data/language/form_weights.npz`` again: ``python -m scripts.fit_forms [--build DIR] [--check]``.

Two softmax regressions for each of op, target and by, one over the words of a question and one over its vector as well. For
an honest figure each lot of ``data/forms`` is also judged by weights fitted on the others. Needed after every change of the
labelled questions, the cues, the reader of questions or the model. A minute.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from embeddings.builds import open_build, open_retriever
from qa.fitting.form_questions import checksum, form_questions
from qa.fitting.forms import GROUPS, JUDGED, accuracies, examples, fitted, left_out, report
from qa.understanding.form_weights import FORMAT, WEIGHTS, AboutWeights, FormWeights

MADE_BY = "python -m scripts.fit_forms"


def made(build: Path) -> FormWeights:
    """The weights fitted on all labelled questions, with how the lots fared left out."""
    encoder = open_retriever(open_build(build, None)).encoder
    questions = form_questions()
    labels = {name: sorted({label for of in questions if (label := of.labels.label(name))}) for name in JUDGED}
    about = AboutWeights(FORMAT, MADE_BY, checksum(), encoder.name, GROUPS, labels)
    seen = examples(questions, encoder)
    results = accuracies(left_out(seen, about))
    print(report(results))
    return fitted(seen, AboutWeights(FORMAT, MADE_BY, checksum(), encoder.name, GROUPS, labels, results))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :returns: 1 when ``--check`` finds another file than would be written.
    """
    parser = argparse.ArgumentParser(
        prog="fit_forms", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--build", type=Path, default=Path("data/build"), help="a build whose encoder is used")
    parser.add_argument(
        "--check", action="store_true", help="only tell whether the shipped weights were fitted to these questions"
    )
    options = parser.parse_args(arguments)
    if options.check:
        return int(FormWeights.load().about.labelled != checksum())
    made(options.build).save(WEIGHTS)
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size:,} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
