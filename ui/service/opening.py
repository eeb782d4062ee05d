"""Opening a build to serve it: everything in it is verified, better now than in the middle of an answer."""

from __future__ import annotations

from pathlib import Path

from qa import Hetu


def open_verified(folder: Path, endpoint: str | None = None) -> Hetu:
    """Open the build in force.

    :raises graph.errors.BuildError: it cannot be opened, or a file is not what it was.
    """
    kg = Hetu.open(folder, endpoint)
    try:
        kg.build.verify()
    except BaseException:
        kg.close()
        raise
    return kg
