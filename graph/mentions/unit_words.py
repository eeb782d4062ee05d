"""What a unit of measure counts, and by which factor units of one dimension compare."""

from __future__ import annotations

from functools import lru_cache

from graph.language.word_lists import rows

_SCALE = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}


def dimension(unit: str) -> str:
    """Return what a unit measures; counts by whatever classifier (个, 座, 支) compare. An unknown unit is its own.

    >>> dimension("亿元") == dimension("万元"), dimension("个"), dimension("斗")
    (True, 'count', '斗')
    """
    return _measured(unit)[0]


def factor(unit: str) -> float:
    """Return how many base units of its dimension a unit holds.

    >>> factor("亿元"), factor("万套")
    (100000000.0, 10000.0)
    """
    return _measured(unit)[1]


@lru_cache(maxsize=512)
def _measured(unit: str) -> tuple[str, float]:
    """Dimension and factor of a unit; what stands after a slash (元/人月) belongs to the dimension."""
    plain, slash, per = unit.partition("/")
    if unit in _units():
        return _units()[unit]
    scale = 1.0
    while plain not in _units() and plain[:1] in _SCALE and len(plain) > 1:
        scale, plain = scale * _SCALE[plain[0]], plain[1:]
    known, times = _units().get(plain, (plain, 1.0))
    return f"{known}{slash}{per}", scale * times


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[str, float]]:
    return {
        word: (row["dimension"], float(row["factor"]))
        for row in rows("units_of_measure")
        for word in row["unit"].split()
    }
