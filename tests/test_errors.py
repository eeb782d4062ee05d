"""The tree of errors as it is told."""

from __future__ import annotations

import graph.errors
from tests.pattern_growth import product_modules


def test_every_error_stands_in_the_tree() -> None:
    modules = list(product_modules())
    found, waiting = set(), [graph.errors.HetuError]
    while waiting:
        kind = waiting.pop()
        found.add(kind.__name__)
        waiting += [one for one in kind.__subclasses__() if one.__module__ in {m.__name__ for m in modules}]
    assert len(found) > 10
    assert {name for name in found if name not in str(graph.errors.__doc__)} == set()
