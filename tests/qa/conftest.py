"""What reads questions about the real table, and another table, opened once for all tests of questions."""

from __future__ import annotations

import pytest

from embeddings.builds import build
from qa import Hetu
from qa.understanding.reader import Reader
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def reader(hetu: Hetu) -> Reader:
    """What reads questions about the real table."""
    return Reader.over(hetu.corpus)


@pytest.fixture(scope="session")
def taishun(tmp_path_factory: pytest.TempPathFactory) -> Hetu:
    """An invented table of another county, year and style, opened for questions."""
    folder = tmp_path_factory.mktemp("taishun")
    build([ROOT / "tests" / "taishun" / "taishun-2023.txt"], folder, lambda *_: None)
    return Hetu.open(folder)
