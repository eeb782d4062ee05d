"""``python -m embeddings.training --out data/model/adapter.npz``: make the shipped adapter again from the shipped pairs."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from embeddings.dense.convert import ADAPTER
from embeddings.dense.model import PROMPTS, WEIGHTS_SHA256, default_weights
from embeddings.dense.model_folder import write_model_folder
from embeddings.pairs import PAIRS, general_pairs
from embeddings.training.contrastive import Recipe, Trainee, train
from embeddings.training.factorise import SIZE, factorised
from graph.errors import HetuError


def main(arguments: list[str] | None = None) -> int:
    """Train and write; the exit code is 1 when the model or the pairs cannot be had."""
    parser = argparse.ArgumentParser(prog="python -m embeddings.training", description=__doc__)
    parser.add_argument("--out", type=Path, default=ADAPTER, help="where the adapter is written")
    parser.add_argument("--pairs", type=Path, default=PAIRS, help="pairs of everyday and official wording, JSON lines")
    parser.add_argument("--passes", type=int, default=Recipe().passes, help="how often all pairs are gone through")
    parser.add_argument("--size", type=int, default=SIZE, help="bytes of the adapter's factors")
    options = parser.parse_args(arguments)
    try:
        make_adapter(options.out, options.pairs, Recipe(passes=options.passes), options.size)
    except HetuError as error:
        _say(str(error))
        return 1
    return 0


def make_adapter(out: Path, pairs: Path, recipe: Recipe, size: int = SIZE) -> None:
    """Train the default model on pairs and write what changed.

    :raises graph.errors.ModelError: the model cannot be had, or a line is no pair.
    """
    packed = default_weights(_say)
    before = packed.unpacked()
    with tempfile.TemporaryDirectory() as folder:
        write_model_folder(Path(folder), before, packed.shape, packed.pieces, PROMPTS)
        trainee = Trainee(folder, recipe.tokens)
    train(trainee, general_pairs(pairs), recipe, _show)
    out.parent.mkdir(parents=True, exist_ok=True)
    factorised(WEIGHTS_SHA256, before, trainee.weights(), size).save(out)
    _say(f"{out} {out.stat().st_size:,}")


def _show(what: str, done: int, total: int) -> None:
    end = "\n" if done == total else "\r"
    sys.stderr.write(f"{what} {done}/{total}{end}")
    sys.stderr.flush()


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
