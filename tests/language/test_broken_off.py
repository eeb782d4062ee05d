"""Texts that break off where a time or a quantity goes on: nothing is read beyond their end."""

from __future__ import annotations

import itertools

import pytest

from graph.language.quantities import find_quantities
from graph.language.timex import find_times

SIGNS = "12月底年日号-~至到第三十两%‰.,亿万个前季度半上下"


@pytest.mark.parametrize("length", [1, 2, 3])
def test_any_end_is_read(length: int) -> None:
    for signs in itertools.product(SIGNS, repeat=length):
        text = "".join(signs)
        assert all(one.end <= length for one in find_quantities(text)), text
        assert all(one.end <= length for one in find_times(text, 2022)), text
