"""Names → things: scores in order, one match at most, nothing without a name."""

from __future__ import annotations

from graph.knowledge.name_matching import EXACT, OTHER_NAME, Named, NameMatcher

THINGS = (
    Named("unit/1", "Unit", "市教育局", ("教育局", "市教委")),
    Named("unit/2", "Unit", "江门市教育局"),
    Named("unit/3", "Unit", "市水利局", ("水利局",)),
    Named("company/1", "Company", "东方公司"),
    Named("company/2", "Company", "东方公司"),
    Named("none/1", "Unit", "（）"),
)
MATCHER = NameMatcher(THINGS)


def test_its_name_comes_before_another_name_before_a_likeness() -> None:
    assert [(one.thing.key, one.score, one.same) for one in MATCHER.find("市教育局")][:1] == [("unit/1", EXACT, True)]
    first, second, *_ = MATCHER.find("教育局")
    assert (first.thing.key, first.score, first.same) == ("unit/1", OTHER_NAME, True)
    assert (second.thing.key, second.same) == ("unit/2", False)
    assert second.score < OTHER_NAME


def test_two_that_bear_a_name_are_none_of_them() -> None:
    found = MATCHER.find("东方公司")
    assert [(one.score, one.same) for one in found] == [(EXACT, False), (EXACT, False)]


def test_of_one_kind_and_so_many() -> None:
    assert {one.thing.kind for one in MATCHER.find("教育公司局", "Company")} <= {"Company"}
    assert len(MATCHER.find("市教育局", limit=1)) == 1
    assert MATCHER.find("") == MATCHER.find("　") == []


def test_while_typing() -> None:
    assert [one.thing.key for one in MATCHER.begin("市")] == ["unit/1", "unit/3", "unit/2"]
    assert [one.name for one in MATCHER.begin("教委")] == ["市教委"]
    assert MATCHER.begin("") == []
