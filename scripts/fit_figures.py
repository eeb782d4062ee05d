"""Make ``data/language/figure_weights.json`` again: ``python -m scripts.fit_figures --other DIR [--build DIR] [--check]``.

Every labelled question for a number (``data/questions/numbers`` and ``typed``) is asked of a build of its table; the lots
whose name holds ``taishun`` are about the table of the tests, all others about the 2022 table. Needed after every change of
the labelled questions, of how figures or questions are read, or of the retrieval. A minute.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from qa import Hetu
from qa.fitting.figures import checksum, fitted, judged, number_lots
from qa.querying.figure_weights import WEIGHTS, FigureWeights
from qa.understanding.form_classifier import load_classifier
from qa.understanding.reader import Reader

OTHER = "taishun"


def made(build: Path, other: Path) -> FigureWeights:
    """The weights fitted on all lots."""
    lots, questions = list(number_lots()), []
    for folder, own in ((build, False), (other, True)):
        kg = Hetu.open(folder)
        judge = Reader.over(kg.corpus, load_classifier()).judge
        questions += judged(kg, judge, [one for one in lots if (OTHER in one.lot) == own])
        kg.close()
    return fitted(questions, checksum())


def report(weights: FigureWeights) -> str:
    """How the lots fare left out, as lines."""
    lines = [f"{'lot':18} questions  likeliest right   said  wrongly said   (left out)"]
    for of in weights.left_out:
        lines.append(f"{of.lot:18} {of.questions:9} {of.first:16} {of.said:6} {of.said_wrong:13}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :returns: 1 when ``--check`` finds weights fitted to other questions.
    """
    parser = argparse.ArgumentParser(
        prog="fit_figures", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--build", type=Path, default=Path("data/build"), help="a build of the 2022 table")
    parser.add_argument("--other", type=Path, help="a build of the table of tests/taishun")
    parser.add_argument(
        "--check", action="store_true", help="only tell whether the shipped weights are of these questions"
    )
    options = parser.parse_args(arguments)
    if options.check:
        return int(msgspec.json.decode(WEIGHTS.read_bytes(), type=FigureWeights).labelled != checksum())
    if options.other is None:
        parser.error("--other is needed: hetu build tests/taishun/taishun-2023.txt --out DIR")
    weights = made(options.build, options.other)
    WEIGHTS.write_bytes(msgspec.json.format(msgspec.json.encode(weights), indent=2) + b"\n")
    print(report(weights))
    return 0


if __name__ == "__main__":
    sys.exit(main())
