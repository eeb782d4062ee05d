"""Every wording of the status scheme: a label where it is one, narrative where it is not."""

from __future__ import annotations

import pytest

from graph.language.word_lists import rows
from graph.tables.statuses import SCHEME, concept_of, split_statuses


@pytest.mark.parametrize("row", rows("statuses"), ids=lambda row: row["wording"])
def test_wordings(row: dict[str, str]) -> None:
    (told,) = split_statuses(row["example"])
    assert told.status == row["wording"]
    concept = concept_of(told.status)
    assert concept is not None
    assert (concept.key, concept.rank) == (row["key"], int(row["rank"]))
    assert [part.status for part in split_statuses(row["counter"])] == [None]


def test_the_worse_the_higher() -> None:
    assert [concept.rank for concept in SCHEME] == list(range(len(SCHEME)))
