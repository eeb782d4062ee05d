"""Other counties and cities, and their bodies: 台山市, 珠海, 台山市教育局."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graph.language.gazetteer import Gazetteer, longest
from graph.language.segmentation import stands
from graph.language.word_lists import listed_set, rows
from graph.places.divisions import division_names, trailing_division
from qa.understanding.aliases import LEVELS
from qa.understanding.contexts import contexts
from qa.understanding.surroundings import Found, Surroundings

_BODIES = frozenset({"Unit", "CollectiveUnit"})


def divisions(reading: Surroundings) -> Iterator[Found]:
    """Divisions that the table does not name."""
    text = reading.text
    found = [one for one in _divisions().all(text) if one.name not in _common()]
    for one in longest(found):
        if reading.texts.is_written(one.name) or reading.is_own_place(one.name):
            continue
        token = reading.token_at(one.start)
        opens = one.start == 0 or not text[one.start - 1].isalnum()
        whole = opens and token is not None and token.end == one.end and token.tag.startswith("ns")
        official = len(one.name) > 2 and one.name[-1] in LEVELS and stands(text, one.start, one.end)
        if (whole or official) and not contexts("longer-town").at(text, one.end):
            yield Found("Division", one.start, one.end)


def units_elsewhere(reading: Surroundings) -> Iterator[Found]:
    """Bodies of the table's names that are of another place, right before them."""
    for link in reading.links:
        if link.kind not in _BODIES:
            continue
        shared = link.start + 1 if link.text[:1] in LEVELS else link.start
        place = trailing_division(reading.text[:shared])
        start = shared - len(place)
        joins = start > 0 and place[:1] in _JOINING  # 县水利局和县财政局 names no body of 和县
        other = (
            place and start < link.start and not reading.is_own_place(place) and place not in link.label and not joins
        )
        if other and not reading.texts.is_written(reading.text[start : link.end]):
            yield Found("Unit", start, link.end)


_JOINING = listed_set("joining-places")


@lru_cache(maxsize=1)
def _divisions() -> Gazetteer:
    return Gazetteer(division_names())


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(word for row in rows("name_heads") if row["kind"] == "Division" for word in row["common"].split())
