"""What times are told by: how they limit, and how exactly."""

from __future__ import annotations

from enum import StrEnum

ANY_YEAR = 2022
"""For readers of months and days: of which year they are is the document's to say."""


class Bound(StrEnum):
    """How a time limits: the interval is closed; what is open stands as ``None``."""

    BY = "by"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    WITHIN = "within"


class Grain(StrEnum):
    """How exactly a time is told."""

    DAY = "day"
    MONTH_PART = "month-part"
    MONTH_END = "month-end"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR_PART = "year-part"
    YEAR_END = "year-end"
    YEAR = "year"
    YEARS = "years"
    DURATION = "duration"
    NOW = "now"
