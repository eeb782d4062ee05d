"""The same tasks written in many layouts and forms are read as the same records; every cell is placed or reported."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import TableError
from graph.records import Table
from graph.tables.readers import grid_of
from graph.tables.reading_options import ReadingOptions, read_columns
from graph.tables.table import parse

HEADER = ("序号", "民生实事", "牵头单位", "配合单位", "完成时限", "进展情况")


@dataclass(frozen=True)
class Told:
    title: str
    lead: str
    support: tuple[str, ...]
    deadline: str
    progress: str


ROWS = (
    Told("新建公厕12座", "县住建局", ("云溪镇", "各街道"), "6月底前", "已完成。12座全部开放。"),
    Told("改造农贸市场3家", "县市场监管局", ("县商务局",), "11月底前", "滞后。因征地受阻，仅开工1家。"),
    Told("治理黑臭水体5公里", "县水务局", (), "12月底前", "正在推进。截污管网完成4公里。"),
)


def cells(rows: Sequence[Told]) -> list[list[str]]:
    return [
        [str(n), one.title, one.lead, "、".join(one.support), one.deadline, one.progress]
        for n, one in enumerate(rows, start=1)
    ]


def as_csv(rows: Sequence[Told]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([["2023年测试县民生实事进展表", *[""] * 5], HEADER, *cells(rows)])
    return out.getvalue().encode("utf-8-sig")


def as_markdown(rows: Sequence[Told]) -> bytes:
    lines = ["# 2023年测试县民生实事进展表", "", _line(HEADER), _line(["---"] * len(HEADER)), *map(_line, cells(rows))]
    return "\n".join(lines).encode()


def _line(row: Sequence[str]) -> str:
    return f"| {' | '.join(row)} |"


def as_html(rows: Sequence[Told]) -> bytes:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEADER, *cells(rows)))
    page = (
        "<html><head><meta charset='utf-8'><title>2023年测试县民生实事进展表</title></head><body>"
        f"<nav><a href='/'>首页</a></nav><h1>2023年测试县民生实事进展表</h1><table>{body}</table></body></html>"
    )
    return page.encode()


def as_tabs(rows: Sequence[Told]) -> bytes:
    return "\n".join(
        ["2023年测试县民生实事进展表", "\t".join(HEADER), *("\t".join(row) for row in cells(rows))]
    ).encode()


FORMS: dict[str, Callable[[Sequence[Told]], bytes]] = {
    "实事.csv": as_csv,
    "实事.md": as_markdown,
    "实事.html": as_html,
    "实事.txt": as_tabs,
}


def read(content: bytes, name: str, columns: str = "") -> Table:
    table = parse(grid_of(content, name), ReadingOptions(columns=read_columns(columns)))
    assert table.account.complete
    return table


def told(table: Table) -> list[Told]:
    return [
        Told(
            task.title.value,
            task.lead_unit or "",
            task.support_units,
            "、".join(deadline.text for deadline in task.deadlines),
            "".join(f"{r.status}。{r.narrative.value}" if r.status else r.narrative.value for r in task.reports),
        )
        for task in table.tasks
    ]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_read_alike(name: str) -> None:
    table = read(FORMS[name](ROWS), name)
    assert told(table) == list(ROWS)
    assert (table.info.title, table.info.year) == ("2023年测试县民生实事进展表", 2023)


words = st.text(alphabet="新建改造治理提升公园道路学校河道水厂", min_size=4, max_size=12)
units = st.sampled_from(["县住建局", "县水务局", "县教育局", "云溪镇", "城南街道"])
some = st.builds(
    Told,
    title=words,
    lead=units,
    support=st.lists(st.sampled_from(["县财政局", "县审计局", "各乡镇"]), max_size=2, unique=True).map(tuple),
    deadline=st.sampled_from(["6月底前", "9月底", "12月15日"]),
    progress=st.builds("{}。{}。".format, st.sampled_from(["已完成", "滞后", "正在推进"]), words),
)


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(some, min_size=2, max_size=6, unique_by=lambda one: one.title), name=st.sampled_from(list(FORMS)))
def test_what_is_written_is_read_back(rows: list[Told], name: str) -> None:
    assert told(read(FORMS[name](rows), name)) == rows


def html(rows: str) -> bytes:
    return f"<html><body><p>2024年测试县重点工作推进表</p><table>{rows}</table></body></html>".encode()


def test_merged_cells_hold_for_all_rows_they_reach_over() -> None:
    table = read(
        html(
            "<tr><th>序号</th><th>重点任务</th><th>责任单位</th><th>完成情况</th></tr>"
            "<tr><td>1</td><td>修路</td><td rowspan='2'>县交通局</td><td>已完成。</td></tr>"
            "<tr><td>2</td><td>修桥</td><td>未完成。</td></tr>"
        ),
        "a.html",
    )
    assert [task.unit_names for task in table.tasks] == [("县交通局",), ("县交通局",)]
    assert [task.statuses for task in table.tasks] == [("已完成",), ("未完成",)]


def test_sub_rows_under_one_number_are_steps_of_one_task() -> None:
    table = read(
        html(
            "<tr><th>序号</th><th>项目名称</th><th>主要内容</th><th>牵头单位</th></tr>"
            "<tr><td rowspan='2'>1</td><td rowspan='2'>老城复兴</td><td>修缮纪念馆。</td><td>县文旅局</td></tr>"
            "<tr><td>整治老街。</td><td>县住建局</td></tr>"
        ),
        "a.html",
    )
    (task,) = table.tasks
    assert [milestone.text.value for milestone in task.milestones] == ["修缮纪念馆。", "整治老街。"]
    assert task.unit_names == ("县文旅局", "县住建局")


def test_sections_totals_and_notes_are_no_tasks() -> None:
    table = read(
        html(
            "<tr><th>序号</th><th>建设项目</th><th>承办单位</th><th>进展</th></tr>"
            "<tr><td colspan='4'>一、产业发展（1项）</td></tr>"
            "<tr><td>1</td><td>标准厂房</td><td>经开区管委会</td><td>已竣工</td></tr>"
            "<tr><td colspan='3'>小计</td><td>1项</td></tr>"
            "<tr><td colspan='4'>注：数据截至6月底。</td></tr>"
            "<tr><td>二</td><td colspan='3'>社会事业</td></tr>"
            "<tr><td>1</td><td>体育馆</td><td>县文体局</td><td>未开工</td></tr>"
        ),
        "a.html",
    )
    assert [(task.id, task.category and task.category.name) for task in table.tasks] == [
        ("1-1", "产业发展"),
        ("2-1", "社会事业"),
    ]
    assert [note.value for note in table.info.notes] == ["注：数据截至6月底。"]
    assert table.account.reported == 2


def test_a_status_of_its_own_column_and_one_nobody_knows() -> None:
    table = read(
        html(
            "<tr><th>工作事项</th><th>责任单位</th><th>督查评价</th><th>最新进展</th></tr>"
            "<tr><td>修路</td><td>县交通局</td><td>欠序时</td><td>完成3公里。</td></tr>"
            "<tr><td>修桥</td><td>县交通局</td><td>另行研究</td><td>方案未定。</td></tr>"
        ),
        "a.html",
    )
    assert [task.statuses for task in table.tasks] == [("欠序时",), ("另行研究",)]
    assert [task.reports[0].narrative.value for task in table.tasks] == ["完成3公里。", "方案未定。"]


def test_cards_one_for_each_task() -> None:
    card = (
        "<tr><td>项目名称</td><td colspan='3'>{}</td></tr><tr><td>牵头单位</td><td>{}</td><td>配合单位</td><td>各乡镇</td></tr>"
        "<tr><td>完成时限</td><td>10月底</td><td>完成情况</td><td>已完成</td></tr>"
    )
    table = read(html(card.format("修路", "县交通局") + card.format("建桥", "县水务局")), "a.html")
    assert [(task.title.value, task.lead_unit) for task in table.tasks] == [("修路", "县交通局"), ("建桥", "县水务局")]
    assert table.layout[0].columns[0].label == "卡片"


def test_what_is_said_of_columns_wins() -> None:
    content = html(
        "<tr><th>工作事项</th><th>责任单位</th><th>包干人</th></tr><tr><td>修路</td><td>县交通局</td><td>第三批次安排</td></tr>"
    )
    assert read(content, "a.html").tasks[0].extras[0].header == "包干人"
    assert read(content, "a.html", "包干人=support").tasks[0].support_units == ("第三批次安排",)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            "<tr><th>序号</th><th>建设项目</th><th>承办单位</th><th>完成情况</th></tr><tr><td>1</td></tr>",
            "没有填写任务",
        ),
        (
            "<tr><th>科室</th><th>负责人</th><th>办公电话</th></tr><tr><td>办公室</td><td>韩某</td><td>0571-88000000</td></tr>",
            "表头",
        ),
        ("<tr><th>地区</th><th>目标任务</th><th>进度</th></tr><tr><td>东区</td><td>800</td><td>900</td></tr>", "表头"),
    ],
)
def test_tables_of_something_else_are_refused_with_what_was_found(rows: str, words: str) -> None:
    with pytest.raises(TableError) as refused:
        read(html(rows), "a.html")
    assert words in str(refused.value)


def test_where_a_task_stands_is_told_as_a_person_would() -> None:
    table = read(as_html(ROWS), "a.html")
    assert table.info.place(table.tasks[1].lines[0]) == "表 1 第 3 行"


def read_back(text: str) -> list[tuple[str, list[str], str | None, list[str], list[str]]]:
    """Title, units, leader, statuses and steps of the tasks of a table in comma-separated text."""
    tasks = parse(grid_of(text.encode(), "t.csv")).tasks
    return [
        (
            task.title,
            list(task.unit_names),
            task.leader,
            [report.status for report in task.reports if report.status],
            [step.text.value for step in task.milestones],
        )
        for task in tasks
    ]


def test_one_column_for_each_state_is_ticked() -> None:
    text = (
        "测试镇2023年微实事推进表,,,,,\n责任村,实事内容,包村领导,办理状态（打“√”）,,\n,,,已办结,办理中,未启动\n"
        "河湾村,安装路灯120盏,伍某某,√,,\n,硬化道路2公里,伍某某,,√,\n团结村,新建水池3口,何某某,,,√\n"
    )
    assert [(units, statuses) for _, units, _, statuses, _ in read_back(text)] == [
        (["河湾村"], ["已办结"]),
        (["河湾村"], ["办理中"]),
        (["团结村"], ["未启动"]),
    ]


def test_yes_and_no_answer_the_question_of_the_header() -> None:
    text = (
        "2024年测试市整改台账,,,,\n序号,反馈问题,责任单位,整改进展,是否完成整改\n"
        "1,雨污分流不彻底,市水利局,改造混接点21处,否（按序时推进）\n2,堆场扬尘,市交通运输局,料仓投用,是\n3,设施闲置,市农业农村局,未见效,否\n"
    )
    assert [statuses for *_, statuses, _ in read_back(text)] == [["按序时推进"], ["已完成整改"], ["否"]]


def test_headers_that_are_dates_hold_steps() -> None:
    text = (
        "2025年测试县清单,,,,\n责任股室,重点事项,3月底前,年底前,分管负责人\n"
        "防御股,修订预案,完成修订,总结评估,仇某某\n,更新雨量站56处,完成招标,,仇某某\n"
    )
    assert [(units, steps) for _, units, _, _, steps in read_back(text)] == [
        (["防御股"], ["3月底前：完成修订", "年底前：总结评估"]),
        (["防御股"], ["3月底前：完成招标"]),
    ]


def test_a_word_in_the_report_says_more_than_a_share() -> None:
    text = (
        "2024年测试市进度表,,,,\n序号,工程名称,实施主体,进度%,最新情况\n"
        "1,胸痛中心,市卫健委,40%,滞后。仅2个县通过。\n2,免费接种,市疾控中心,0%,未启动。疫苗未到。\n"
    )
    assert [statuses for *_, statuses, _ in read_back(text)] == [["滞后"], ["未启动"]]


def test_plans_under_a_header_of_plans_are_steps() -> None:
    html = (
        "<p>测试县2024年重点项目进展表</p><table><tr><td rowspan=2>序号</td><td rowspan=2>项目名称</td><td colspan=2>2024年计划</td>"
        "<td colspan=2>1—8月进展</td><td rowspan=2>责任单位</td></tr>"
        "<tr><td>投资（亿元）</td><td>形象进度</td><td>完成率</td><td>形象进度</td></tr>"
        "<tr><td>1</td><td>绕城段改建</td><td>3.2</td><td>路基完成60%</td><td>73%</td><td>路基贯通</td><td>县交通局</td></tr>"
        "<tr><td>2</td><td>灌区续建</td><td>1.3</td><td>全部完工</td><td>74%</td><td>干渠完成</td><td>县水利局</td></tr></table>"
    )
    tasks = parse(grid_of(html.encode(), "t.html")).tasks
    assert [[step.text.value for step in task.milestones] for task in tasks] == [["路基完成60%"], ["全部完工"]]
    assert [[report.narrative.value for report in task.reports] for task in tasks] == [["路基贯通"], ["干渠完成"]]


def test_a_leader_is_named_behind_a_label() -> None:
    text = (
        "测试乡调度表,,,,\n序号,项目,业主单位,包抓力量,本周进展\n"
        "1,公路改建,乡交通站,包抓领导：谢某某 联络员：李某某,路基贯通\n2,厂房,青龙村,包抓领导：覃某某 联络员：冉某某,吊装暂停\n"
    )
    assert [leader for _, _, leader, _, _ in read_back(text)] == ["谢某某", "覃某某"]
