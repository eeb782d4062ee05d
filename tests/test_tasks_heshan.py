"""Hard tasks of the real table, field by field."""

from __future__ import annotations

import pytest

from graph.records import Table, Task


@pytest.fixture(scope="module")
def tasks(table: Table) -> dict[str, Task]:
    return {task.id: task for task in table.tasks}


def due(task: Task) -> list[tuple[str | None, bool]]:
    """Each milestone's deadline and whether it stands further up."""
    return [(m.deadline.text if m.deadline else None, m.inherited) for m in task.milestones]


def leads(task: Task) -> list[list[tuple[str, str]]]:
    return [[(lead.name, lead.verb) for lead in m.leads] for m in task.milestones]


def reports(task: Task) -> list[tuple[str | None, tuple[int, ...], int]]:
    """Each report's status, the milestones it covers and its line."""
    return [(r.status, r.milestones, r.narrative.source.line) for r in task.reports]


def milestone_lines(task: Task) -> list[int]:
    return [m.text.source.line for m in task.milestones]


def test_3_6_over_two_page_breaks(tasks: dict[str, Task]) -> None:
    task = tasks["3-6"]
    assert (task.number, task.title.value, task.starred) == (6, "推进全市重点改革工作。", False)
    assert (task.lines, task.leader) == ((262, 270), "陈文光")
    assert task.portfolio is not None
    assert task.portfolio.offices == ("常委", "市委办主任", "市委统战部部长")
    assert [m.no for m in task.milestones] == [1, 2, 3, 4, 5, 6]
    assert milestone_lines(task) == [262, 262, 265, 266, 269, 270]
    assert leads(task) == [
        [("市发展改革局", "牵头")],
        [("市教育局", "牵头")],
        [("市市场监督管理局", "牵头")],
        [("市政务服务数据管理局", "牵头")],
        [("市科工商务局", "牵头")],
        [("市委政法委", "牵头")],
    ]
    assert due(task) == [("12月15日", inherited) for inherited in (False, False, False, True, False, True)]
    assert reports(task) == [
        ("已完成", (0,), 262),
        ("已完成", (1,), 262),
        ("已完成", (2,), 265),
        ("已完成", (3,), 266),
        ("已完成", (4,), 269),
        ("已完成", (5,), 270),
    ]
    assert task.reports[0].narrative.value == "目前外商投资实行备案制管理，办理时间由3天缩短为24小时。"
    assert [deadline.text for deadline in task.deadlines] == ["12月15日"]
    assert task.unit_names == (
        "市委办公室",
        "市人民法院",
        "市委政法委",
        "市发展改革局",
        "市教育局",
        "市科工商务局",
        "市自然资源局",
        "市市场监督管理局",
        "市政务服务数据管理局",
        "各镇（街）",
    )
    assert [variant.source.line for variant in task.title_variants] == [265, 269]


def test_3_19_statuses_on_rows_of_their_own(tasks: dict[str, Task]) -> None:
    task = tasks["3-19"]
    assert (task.lines, task.leader) == ((320, 326), "刘德贤")
    assert milestone_lines(task) == [320, 321, 322, 323]
    assert due(task) == [("12月15日", False), ("12月15日", True), ("12月15日", True), ("12月15日", True)]
    assert reports(task) == [
        ("已完成", (0,), 320),
        ("已完成", (1,), 324),
        ("已完成", (2,), 325),
        ("基本按进度完成", (3,), 326),
    ]


def test_3_99_one_status_for_two_milestones(tasks: dict[str, Task]) -> None:
    task = tasks["3-99"]
    assert (task.title.value, task.starred) == ("加快推进鹤山市园区一体化路网提升工程。", True)
    assert (task.lines, task.leader) == ((693, 697), "陈文")
    assert [(m.no, m.starred) for m in task.milestones] == [(1, False), (2, False), (3, False), (4, False), (5, True)]
    assert due(task) == [
        ("3月底", False),
        ("6月底", False),
        ("9月底", False),
        ("12月15日", False),
        ("12月15日", True),
    ]
    assert leads(task) == [[], [], [], [], [("古劳镇", "牵头")]]
    assert reports(task) == [("已完成", (0, 1), 693), ("未按进度完成", (2,), 695), ("基本按进度完成", (3, 4), 696)]
    assert task.unit_names == ("市交通运输局", "市珠西物流管委会", "市工业城管委会", "古劳镇")


def test_3_76_two_milestones_after_the_break(tasks: dict[str, Task]) -> None:
    task = tasks["3-76"]
    assert (task.lines, task.leader) == ((574, 579), "李卫芳")
    assert [m.no for m in task.milestones] == [1, 2, 3, 4, 5]
    assert milestone_lines(task) == [574, 575, 576, 579, 579]
    assert due(task) == [
        ("5月底", False),
        ("11月底", False),
        ("11月底", True),
        ("12月15日", False),
        ("12月15日", False),
    ]
    assert leads(task) == [
        [],
        [],
        [("市人力资源社会保障局", "牵头")],
        [("市委统战部", "按照职能负责"), ("市工业城管委会", "按照职能负责")],
        [
            ("市委组织部", "按照职能负责"),
            ("市委统战部", "按照职能负责"),
            ("市人力资源社会保障局", "按照职能负责"),
        ],
    ]
    assert reports(task) == [
        ("已完成", (0,), 574),
        ("已完成", (1,), 575),
        ("已完成", (2,), 576),
        ("已完成", (3,), 579),
        ("已完成", (4,), 579),
    ]
    assert task.milestones[0].text.value == "出台“鹤才计划”：5月底前完成“鹤才计划”的起草、完善以及印发工作。"


def test_3_132_deadline_in_the_status_column(tasks: dict[str, Task]) -> None:
    task = tasks["3-132"]
    assert (task.lines, task.unit_names) == ((846, 847), ("市委政法委",))
    assert due(task) == [("6月底", False), ("12月15日", False)]
    assert [(d.text, d.source.line, d.source.column) for d in task.deadlines] == [
        ("6月底", 846, 6),
        ("12月15日", 847, 5),
    ]
    assert reports(task) == [("已完成", (0, 1), 846)]
    assert task.milestones[1].text.value == (
        "12月15日前完成“雪亮工程”前端100个补点建设，本期“雪亮工程”建设完毕，转入调试应用阶段。"
    )


def test_3_47_deadlines_in_the_extra_column(tasks: dict[str, Task]) -> None:
    task = tasks["3-47"]
    assert (task.lines, task.unit_names) == ((449, 455), ("市资产办",))
    assert due(task) == [
        ("6月底", False),
        ("6月底", True),
        ("6月底", True),
        ("9月底", False),
        ("9月底", True),
        ("10月底", False),
        ("12月15日", False),
    ]
    assert [(d.text, d.source.line, d.source.column) for d in task.deadlines] == [
        ("6月底", 449, 6),
        ("9月底", 452, 6),
        ("10月底", 454, 7),
        ("12月15日", 455, 7),
    ]
    assert reports(task) == [("已完成", (position,), 449 + position) for position in range(7)]
    assert task.extras == ()


def test_3_126_statuses_in_the_extra_column(tasks: dict[str, Task]) -> None:
    task = tasks["3-126"]
    assert task.lines == (824, 826)
    assert task.unit_names == ("市城市管理综合执法局", "市住房城乡建设局", "市消防救援大队", "沙坪街道")
    assert leads(task) == [[], [("市住房城乡建设局", "牵头")], []]
    assert reports(task) == [("已完成", (0,), 824), ("已完成", (1,), 825), ("已完成", (2,), 826)]
    assert [r.narrative.source.column for r in task.reports] == [5, 7, 7]
    assert task.reports[2].narrative.value == ("老旧城区消防安全整治工程已基本完工，公共区域市政消防火栓已满足要求。")
    assert due(task) == [("12月15日", False), ("12月15日", True), ("12月15日", True)]
    assert task.extras == ()


def test_1_7_three_statuses_in_one_plain_cell(tasks: dict[str, Task]) -> None:
    task = tasks["1-7"]
    assert task.title.value == "居民人均可支配收入增速与经济增长基本同步。"
    assert (task.lines, task.leader, task.theme) == ((34, 34), None, None)
    assert task.unit_names == ("市发展改革局", "各镇（街）")
    assert [(m.no, m.numbered) for m in task.milestones] == [(1, True), (2, True), (3, True)]
    assert task.milestones[2].text.value == "做好政府投资项目资金来源方案审核。"
    assert due(task) == [("12月15日", False)] * 3
    assert [cover for _, cover, _ in reports(task)] == [(0,), (1,), (2,)]
    assert task.statuses == ("已完成", "已完成", "已完成")


def test_2_1_milestones_and_deadlines_in_one_cell(tasks: dict[str, Task]) -> None:
    task = tasks["2-1"]
    assert task.title.value == "欧达可精机(鹤山)有限公司生产手机、电视、3G电子产品零部件项目。"
    assert task.title.written == f"★{task.title.value}"
    assert task.starred
    assert [(m.no, m.text.value, m.deadline.text if m.deadline else None) for m in task.milestones] == [
        (1, "6月底前完成厂房修复。", "6月底"),
        (2, "9月底前完成设备重新进驻。", "9月底"),
        (3, "12月15日前试投产。", "12月15日"),
    ]
    assert [(d.month, d.day) for d in task.deadlines] == [(6, None), (9, None), (12, 15)]
    assert [(r.status, r.narrative.value, r.milestones) for r in task.reports] == [
        ("已完成", "项目已投产。", (0, 1, 2))
    ]
    assert (task.lead_unit, task.lines) == ("市工业城管委会", (36, 36))


def test_3_155_starred_milestones(tasks: dict[str, Task]) -> None:
    task = tasks["3-155"]
    assert not task.starred
    assert [(m.no, m.starred) for m in task.milestones] == [(1, True), (2, True), (3, False)]
    assert task.milestones[0].text.value.startswith("鹤山市人民医院新院区特殊医疗科室配套工程建设项目：")
    assert reports(task) == [("基本按进度完成", (0,), 944), ("已完成", (1,), 944), ("已完成", (2,), 944)]
    assert due(task) == [("12月15日", False)] * 3
    assert (task.unit_names, task.leader) == (("市卫生健康局", "市建管中心"), "潘蕊")


def test_2_62_no_deadline(tasks: dict[str, Task]) -> None:
    task = tasks["2-62"]
    assert (task.title.value, task.starred) == ("鹤山市源发投资有限公司建筑用花岗岩矿开采项目。", True)
    assert [(m.no, m.numbered, m.text.value) for m in task.milestones] == [
        (1, False, "12月15日前完成露天采石场和设备安装。")
    ]
    assert due(task) == [(None, False)]
    assert task.deadlines == ()
    assert [(r.status, r.narrative.value) for r in task.reports] == [("已完成", "已投产。")]
    assert task.unit_names == ("址山镇",)
