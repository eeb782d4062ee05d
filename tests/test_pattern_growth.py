"""No pattern of the product takes more than linear time, whatever text it meets."""

from __future__ import annotations

import re

import pytest

from tests.pattern_growth import MOST, growth, product_patterns


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?:只是|只|是)*(?:参与)",  # exponential: two ways to read 只是
        r"(?:\s*(?:\d月|\d))+完",
        r"\d+元",  # quadratic: every place of a run of digits is a start
        r"\s*</p>",
        r"(?P<name>\S.*?)\s*（",
        r"\s*★?\s*（",
    ],
)
def test_slow_patterns_are_found(pattern: str) -> None:
    assert growth(re.compile(pattern))[0] > MOST


@pytest.mark.parametrize("pattern", [r"(?<!\d)\d{1,9}元", r"^(?:只|是)*(?:参与)", r"[一-龥]{2,8}局", r"\s{0,9}+</p>"])
def test_linear_patterns_pass(pattern: str) -> None:
    assert growth(re.compile(pattern))[0] <= MOST


def test_every_pattern_is_linear() -> None:
    found = product_patterns()
    assert len(found) > 200  # the walk has found them
    slow = {one.place: one.pattern.pattern for one in found if growth(one.pattern)[0] > MOST}
    assert slow == {}
