"""How an answer, a build and its memory grow with the counties that are open: ``python -m benchmarks.collections [N …]``.

The tables are the shipped one with county and towns replaced by those of other counties of China: as large and as alike as
tables get. Searched by words alone, so that encoding, which is linear and kept between builds, does not hide the rest.
"""

from __future__ import annotations

import itertools
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from graph.places.divisions import County, all_counties, find_county

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "data" / "heshan-2022.txt"
SIZES = (1, 3, 10)
_TOWNS = 10
_ONE = (
    "{county}哪些任务没完成？",
    "{county}有多少项任务？",
    "{county}教育局牵头哪些任务？",
    "{county}学校建得怎么样了？",
)
_ALL = ("哪个县市没完成的任务最多？", "一共有多少项任务没完成？")
_ROUNDS = 5


def main() -> None:
    """Print a row for each number of counties."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    print(
        "| 县市 | 构建 s | 内存 MiB | 加一份 s | 打开并问第一句 s | 问一县 中位 ms | p95 ms | 问全部 中位 ms | 问的内存 MiB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        for size in sizes:
            print(_row(size, Path(temporary) / str(size)), flush=True)


def _row(size: int, folder: Path) -> str:
    folder.mkdir()
    tables = list(_tables(size + 1, folder))
    built = _measured("build", folder, tables[:-1])
    added = _measured("add", folder, tables[-1:])
    asked = _measured("ask", folder, tables[:-1])
    numbers = [built[0], built[1], added[0], *asked]
    return f"| {size} | " + " | ".join(f"{number:.3g}" for number in numbers) + " |"


def _tables(count: int, folder: Path) -> Iterator[Path]:
    """The shipped table as other counties' tables."""
    text = SOURCE.read_text(encoding="utf-8")
    own, *others = _counties(count)
    for county in (own, *others):
        made = text
        for old, new in zip(own.towns, county.towns, strict=False):
            made = made.replace(old.name, new.name).replace(old.base, new.base)
        path = folder / f"{county.code}.txt"
        path.write_text(made.replace(own.name, county.name).replace(own.name[:-1], county.name[:-1]), encoding="utf-8")
        yield path


def _counties(count: int) -> list[County]:
    """鹤山市, and other counties with as many towns, in the order of their codes."""
    own = find_county("鹤山市")
    assert own is not None
    others = (
        county
        for county in all_counties()
        if county.name[-1] in "市县" and len(county.name) == len(own.name) and county.code != own.code
    )
    return [own, *itertools.islice((one for one in others if len(one.towns) >= _TOWNS), count - 1)]


def _measured(what: str, folder: Path, tables: list[Path]) -> list[float]:
    """What a process of its own measures: seconds and memory of it alone."""
    command = [sys.executable, "-m", "benchmarks.collections", f"--{what}", str(folder), *map(str, tables)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _build(folder: Path, tables: list[Path]) -> None:
    from embeddings.builds import build

    started = time.perf_counter()
    build(tables, folder / "build", lambda *_: None, vectors=False)
    print(time.perf_counter() - started, _memory())


def _add(folder: Path, tables: list[Path]) -> None:
    from embeddings.changing import add

    started = time.perf_counter()
    add(folder / "build", tables, lambda *_: None)
    print(time.perf_counter() - started, _memory())


def _ask(folder: Path, tables: list[Path]) -> None:
    started = time.perf_counter()
    from qa import Hetu

    kg = Hetu.open(folder / "build")
    county = kg.editions[len(tables) // 2].partition("2022")[0]
    kg.ask(_ONE[0].format(county=county))
    first = time.perf_counter() - started
    one, everything = _times(kg.ask, [question.format(county=county) for question in _ONE]), _times(kg.ask, _ALL)
    print(first, median(one), quantiles(one, n=20)[-1], median(everything), _memory())


def _times(ask: object, questions: tuple[str, ...] | list[str]) -> list[float]:
    """Milliseconds of each question, each put otherwise every time so that no kept answer is given."""
    assert callable(ask)
    for question in questions:
        ask(question)
    found = []
    for number in range(_ROUNDS):
        for question in questions:
            started = time.perf_counter()
            ask(f"{question}{'？' * (number + 1)}")
            found.append(1000 * (time.perf_counter() - started))
    return found


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1].startswith("--"):
        {"--build": _build, "--add": _add, "--ask": _ask}[sys.argv[1]](
            Path(sys.argv[2]), [Path(path) for path in sys.argv[3:]]
        )
    else:
        main()
