"""From form and outcome to an answer: hits, evidence, notes, what was understood and what was not used."""

from __future__ import annotations

import pytest

from graph.language.text import fold
from graph.records import Table
from qa import Hetu
from qa.answering.answer import SCOPE_NAMES
from qa.answering.compose import asks_role, is_grouped, set_evidence, where_of
from qa.querying.conditions import EVERY_TASK, Linked, Responsible, Role, Starred
from qa.understanding.logical_form import About, Aspect, Counted, Explained, Grouped, Kind, Listed, Share, Tasks
from tests.conftest import SOURCE
from tests.qa.records import chosen


def test_the_text_begins_with_the_headline_and_ends_with_the_notes(hetu: Hetu) -> None:
    answer = hetu.ask("提到“乌有之乡工程”的古劳镇的任务有哪些")
    assert answer.answer.startswith(answer.headline)
    assert answer.unused == ("“乌有之乡工程”",)
    assert answer.answer.endswith("（没有用到的字词：“乌有之乡工程”）")


def test_scopes_stand_apart(hetu: Hetu, table: Table) -> None:
    answer = hetu.ask("古劳镇有哪些任务？")
    hits = {hit.id: hit for hit in answer.tasks}
    assert {hit.scope for hit in answer.tasks} <= SCOPE_NAMES.keys()
    assert tuple(id for id, hit in hits.items() if hit.scope == "direct") == chosen(table, {"unit": "古劳镇"})
    assert hits["3-16"].scope == "mentioned"
    assert "文字提到古劳镇的上升村委会" in hits["3-16"].why
    assert hits["3-121"].why == "文字提到古劳镇的茶山村委会；责任单位为“各镇（街）”，包括古劳镇"
    assert "另列集体单位" in answer.answer and "另列文字提到" in answer.answer


def test_where_only_a_role_is_asked_nothing_is_listed_apart(hetu: Hetu) -> None:
    assert {hit.scope for hit in hetu.ask("古劳镇有几项任务？").tasks} == {"direct"}


def test_evidence_stands_in_the_source(hetu: Hetu) -> None:
    source = fold(SOURCE.read_text(encoding="utf-8"))
    answers = [
        hetu.ask(q) for q in ("民政局负责什么", "老人看病方便了吗", "雅图仕出现在哪几项任务里", "暂缓的任务是什么原因")
    ]
    texts = [evidence.text for answer in answers for evidence in answer.evidence]
    assert len(texts) > 8
    assert [text for text in texts if fold(text) not in source] == []


def test_evidence_of_a_set(hetu: Hetu) -> None:
    task = hetu.corpus.tasks["2-68"]
    title, report = set_evidence([task])
    assert (title.text, title.lines) == (task.title.value, (task.title.source.line,) * 2)
    assert report.text and report.text in task.reports[0].narrative.value


def test_reasons_come_first_where_they_are_asked_for(hetu: Hetu) -> None:
    answer = hetu.ask("宅梧镇牵头的项目哪个落后了，卡在哪？")
    assert answer.evidence[0].text.startswith("因项目前期规划、修改设计耗时较长，影响项目的建设进度")
    assert answer.evidence[0].lines == (244, 244)


def test_related_things_say_why(hetu: Hetu) -> None:
    related = hetu.ask("提到雅图仕的任务有哪些").related
    assert all(entity.why for entity in related)
    assert "雁山社区居民委员会" in [entity.label for entity in related]


@pytest.mark.parametrize(
    ("question", "kind"),
    [("古劳镇牵头的任务有哪些", "list"), ("古劳镇有几项任务", "count"), ("第三水厂建好了吗", "lookup")],
)
def test_kinds(hetu: Hetu, question: str, kind: str) -> None:
    assert hetu.ask(question).kind == kind


def test_the_condition_of_a_form() -> None:
    assert where_of(Listed(Tasks(Starred()))) == where_of(Explained(Starred())) == Starred()
    assert where_of(Share(Starred(), EVERY_TASK)) == EVERY_TASK
    assert where_of(About(Aspect.WHY, Starred())) == Starred()
    assert is_grouped(Grouped(Kind.TOWN)) and not is_grouped(Counted(Tasks()))
    town = Linked("x", "Town", "古劳镇", ("t",), 0, 1)
    assert asks_role(Responsible(town, Role.LEAD)) and not asks_role(Responsible(town))
