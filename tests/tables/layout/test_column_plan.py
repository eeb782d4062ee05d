"""Columns by header words and by what the cells look like, together."""

from __future__ import annotations

from collections.abc import Sequence

from graph.tables.layout.column_looks import look_at_column
from graph.tables.layout.column_plan import HeadedColumn, plan_columns
from graph.tables.layout.header_meanings import Meaning

NUMBERS = ("1", "2", "3")
TITLES = ("新建公厕12座", "改造农贸市场3家", "治理黑臭水体5公里")
UNITS = ("县住建局", "县市场监管局、云溪镇", "县水务局")
DATES = ("6月底前", "2023年12月", "11月30日前")
TEXTS = ("已建成10座，剩余2座正在装修。", "3家全部开业，新增摊位120个。", "截污管网完成4公里，因征地受阻。")
VERDICTS = ("按序时推进", "已完成", "滞后")
SHARES = ("83%", "100%", "40.5%")


def planned(*columns: tuple[str | Sequence[str], Sequence[str]], given: dict[str, Meaning] | None = None) -> list[str]:
    headed = [
        HeadedColumn(at, (headers,) if isinstance(headers, str) else tuple(headers), look_at_column(cells))
        for at, (headers, cells) in enumerate(columns)
    ]
    return [plan.meaning.value for plan in plan_columns(headed, given)]


def test_words_and_looks_agree() -> None:
    found = planned(
        ("序号", NUMBERS), ("实事项目", TITLES), ("承办单位", UNITS), ("完成时限", DATES), ("进展情况", TEXTS)
    )
    assert found == ["number", "title", "responsible", "deadline", "progress"]


def test_the_same_words_mean_another_thing_beside_others() -> None:
    assert planned(("项目名称", TITLES), ("目标任务", TEXTS), ("责任单位", UNITS)) == ["title", "goal", "responsible"]
    assert planned(("目标任务", TITLES), ("责任单位", UNITS)) == ["title", "responsible"]


def test_looks_decide_where_no_word_is_known() -> None:
    found = planned(("甲", NUMBERS), ("乙", TITLES), ("丙", UNITS), ("丁", DATES), ("戊", VERDICTS))
    assert found == ["number", "title", "responsible", "deadline", "verdict"]


def test_progress_told_in_shares_or_single_words() -> None:
    assert planned(("项目", TITLES), ("形象进度", SHARES), ("工作进展", TEXTS)) == ["title", "share", "progress"]
    assert planned(("项目", TITLES), ("办理情况", VERDICTS), ("责任单位", UNITS)) == ["title", "verdict", "responsible"]


def test_headers_in_two_rows() -> None:
    found = planned(
        ("工作事项", TITLES),
        (("责任分工", "牵头"), UNITS),
        (("责任分工", "配合"), UNITS),
        (("进度安排", "上半年"), TEXTS),
        (("落实情况", "一季度"), TEXTS),
    )
    assert found == ["title", "lead", "support", "quarterplan", "quarterprogress"]


def test_a_column_of_kinds_behind_the_titles_heads_no_groups() -> None:
    assert planned(("类别", ("交通", "交通", "教育")), ("项目", TITLES), ("责任单位", UNITS))[0] == "group"
    assert planned(("项目", TITLES), ("责任单位", UNITS), ("类别", ("A", "B", "A")))[2] == "extra"


def test_what_is_said_of_a_column_holds() -> None:
    columns = (("项目", TITLES), ("包干人", UNITS))
    assert planned(*columns, given={"包干人": Meaning.SUPPORT})[1] == "support"


def test_the_plan_says_why_and_how_sure_it_is() -> None:
    headed = [
        HeadedColumn(0, ("项目名称",), look_at_column(TITLES)),
        HeadedColumn(1, ("责任单位",), look_at_column(UNITS)),
    ]
    title, units = plan_columns(headed)
    assert "栏名“责任单位”" in units.reason and "内容相符" in units.reason
    assert units.confidence > title.confidence > 0.5
    assert units.label == "责任单位"
