"""Make ``data/language/form_weights.npz`` again: ``python -m scripts.fit_forms [--build DIR] [--check]``.

Softmax regressions for each of op, target, by, asks and level, over the words of a question and over its vector as well, and one for the
op of a clause. Questions with marked names are seen twice, with the names known and unknown. For an honest figure each lot of
``data/forms`` is also judged by weights fitted on the others. Needed after every change of the labelled questions, the cues,
the reader of questions or the model. Some minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from embeddings.builds import open_build, open_retriever
from qa.fitting.form_questions import FormQuestion, checksum, form_questions, read_marked
from qa.fitting.forms import (
    AS_JUDGED,
    GROUPS,
    JUDGED,
    accuracies,
    confusions,
    double_weights,
    examples,
    fitted,
    left_out,
    report,
    with_double,
)
from qa.understanding.form_classifier import NOTHING, OP, TWO
from qa.understanding.form_weights import FORMAT, WEIGHTS, AboutWeights, FormWeights

MADE_BY = "python -m scripts.fit_forms"


def made(build: Path) -> FormWeights:
    """The weights fitted on all labelled questions, with how the lots fared left out."""
    encoder = open_retriever(open_build(build, None)).encoder
    questions = form_questions()
    labels = {name: sorted({label for of in questions if (label := of.labels.label(name))}) for name in JUDGED}
    clause_labels = sorted({*labels[OP], NOTHING} - {TWO})
    about = AboutWeights(FORMAT, MADE_BY, checksum(), encoder.name, GROUPS, labels, clause_labels, AS_JUDGED)
    marked = [of for of in questions if of.question.names]
    unknown = [FormQuestion(of.lot, of.labels, read_marked(of.labels.text, known=False)) for of in marked]
    seen = [*examples(questions, encoder), *examples(unknown, encoder, known=False)]
    judged = left_out(seen, about)
    double = double_weights(judged)
    judged = [with_double(of, double) for of in judged]
    results = accuracies(judged)
    print(report(results), confusions(judged), sep="\n")
    return fitted(seen, msgspec.structs.replace(about, double=double, left_out=results))


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
