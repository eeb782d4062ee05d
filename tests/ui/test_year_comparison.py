"""``hetu compare``: two years of one county."""

from __future__ import annotations

import pytest

from graph.errors import PlanError
from qa import Hetu
from ui.year_comparison import as_text, compared


def test_two_years_are_compared(open_tables: Hetu) -> None:
    told = compared(open_tables, "鹤山市2022年", "鹤山市2023年")
    assert [one["after"]["id"] for one in told["continued"]] == ["440784-2023-1-1", "440784-2023-1-3"]
    assert [task["id"] for task in told["added"]] == ["440784-2023-1-2"]
    assert [task["id"] for task in told["gone"]] == ["440784-2022-1-2", "440784-2022-1-3"]
    assert told["continued"][1]["target"] == {"before": 6, "after": 9, "unit": "个"}
    text = as_text(told)
    assert text.startswith("鹤山市2022年（4 项）→ 鹤山市2023年（3 项）：延续 2 项，新列 1 项，不再列 2 项")
    assert "〔440784-2023-1-1〕建设东湖公园二期。（状态 未按进度完成 → 已完成；接 〔440784-2022-1-1〕" in text
    assert "目标 6 → 9 个" in text


def test_the_order_of_time_is_told(open_tables: Hetu) -> None:
    assert compared(open_tables, "鹤山市2023年", "鹤山市2022年") == compared(
        open_tables, "鹤山市2022年", "鹤山市2023年"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("鹤山市2022年", "开平市2023年"),
        ("鹤山市2022年", "鹤山市2022年"),
        ("鹤山市2022年", "鹤山市2020年"),
        ("甲", "乙"),
    ],
)
def test_others_are_refused(open_tables: Hetu, first: str, second: str) -> None:
    with pytest.raises(PlanError, match="应为同一个县市的两个年份"):
        compared(open_tables, first, second)
