"""Tables made from known tasks, printed in the ways of the genre, read back equal."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from graph.records import Table, Task
from graph.tables.table import read_table

HEADER = ("序号", "项目名称", "节点计划", "责任单位", "完成情况", "完成时间")
NUMBER, TITLE, PLAN, UNITS, STATUS, DEADLINE, EXTRA = range(7)
WIDTH = len(HEADER)
NUMERALS = "一二三四五六七八九十"
TITLES = (
    "建设中欧合作园区",
    "整治河道（二期）水环境",
    "推进“链长制”，引进项目52个",
    "地区生产总值（GDP）增长10.5%",
    "提升3G、5G网络覆盖；完善设施",
    "深化国资改革",
)
PLANS = (
    "完成征地拆迁。",
    "6月底前完成厂房修复。",
    "完成道路3.5公里（2022年）建设。",
    "分两步：(a)立项；(b)开工。",
    "印发方案（市财政局牵头）。",
    "组建专班；召开现场会，落实12项措施。",
    "12月15日前试投产",
    "制定2022年版规程（V2.0），推广“一站式”服务。",
)
DEADLINES = ("3月底", "6月底", "9月底", "12月15日", "2022年11月底前", "三季度", "年底", "长期")
UNIT_NAMES = {
    "市财政局": ("市财政局",),
    "市住房城乡建设局": ("市住房城乡建设局",),
    "江门市生态环境局鹤山分局": ("江门市生态环境局鹤山分局", "江门市生态环境局 鹤山分局"),
    "市城市管理综合执法局": ("市城市管理综合执法局", "市城市管理综合执法 局"),
    "市工业城管委会": ("市工业城管委会",),
    "沙坪街道": ("沙坪街道",),
    "古劳镇": ("古劳镇",),
    "各镇（街）": ("各镇（街）", "各镇(街)"),
    "市政府办公室（金融股）": ("市政府办公室（金融股）", "市政府办公室 (金融股)"),
}
STATUS_WORDS = ("已完成", "基本按进度完成", "未按进度完成", "暂缓实施", "超额完成", "正在推进")
NARRATIVES = (
    "",
    "项目已投产。",
    "已完成征地工作，正在办理移交。",
    "目前有3个项目（总投资2.5亿元）落地。",
    "因资金未到位，未完成招标；正在推进审批。",
    "市财政局：已拨付资金253,560万元。",
)


@dataclass(frozen=True)
class Step:
    text: str
    no: int
    numbered: bool
    starred: bool
    deadline: str


@dataclass(frozen=True)
class Made:
    """A task as it is to be read back."""

    category: str | None
    theme: str | None
    leader: str | None
    number: int
    title: str
    starred: bool
    steps: tuple[Step, ...]
    units: tuple[str, ...]
    reports: tuple[tuple[str, str], ...]


@dataclass
class Line:
    """A row to be printed: its cells, and the head cells a new page may print again."""

    cells: list[str]
    head: dict[int, str] = field(default_factory=dict)


@st.composite
def steps(draw: st.DrawFn) -> tuple[Step, ...]:
    count = draw(st.sampled_from([1, 2, 3, 4]))
    numbered = count > 1 or draw(st.booleans())
    return tuple(
        Step(
            draw(st.sampled_from(PLANS)),
            number,
            numbered,
            numbered and draw(st.booleans()),
            draw(st.sampled_from(DEADLINES)),
        )
        for number in range(1, count + 1)
    )


@st.composite
def one_task(draw: st.DrawFn, number: int, headings: tuple[str | None, str | None, str | None]) -> Made:
    plan = draw(steps())
    several = len(plan) > 1 and draw(st.booleans())
    return Made(
        *headings,
        number,
        f"{draw(st.sampled_from(TITLES))}{draw(st.sampled_from(['。', '']))}",
        draw(st.booleans()),
        plan,
        tuple(draw(st.lists(st.sampled_from(sorted(UNIT_NAMES)), min_size=1, max_size=4, unique=True))),
        tuple(
            (draw(st.sampled_from(STATUS_WORDS)), draw(st.sampled_from(NARRATIVES)))
            for _ in range(len(plan) if several else 1)
        ),
    )


def wrapped(draw: st.DrawFn, text: str, tags: tuple[str, ...] = ("", "b", "p", "pb")) -> str:
    """Put tags around a cell's text."""
    for tag in reversed(draw(st.sampled_from(tags))):
        text = f"<{tag}>{text}</{tag}>"
    return text


def bracketed(draw: st.DrawFn, inside: str) -> str:
    return draw(st.sampled_from(["（{}）", "({})", "（ {} ）"])).format(inside)


def plan_cell(draw: st.DrawFn, chunk: tuple[Step, ...]) -> str:
    """One or several milestones in a cell; one kind of bracket for a cell, as it is printed."""
    shape = draw(st.sampled_from(["（{}）", "({}) ", "( {} )", "({})"]))
    printed = [
        f"{'★' if step.starred else ''}{shape.format(step.no) if step.numbered else ''}{step.text}" for step in chunk
    ]
    if len(printed) == 1:
        return wrapped(draw, printed[0])
    return " ".join(f"<p>{text}</p>" for text in printed) if draw(st.booleans()) else " ".join(printed)


def status_cell(draw: st.DrawFn, reports: tuple[tuple[str, str], ...]) -> str:
    shapes = {
        "plain": "{}。 {}",
        "bold": "<b>{}。</b> {}",
        "loose": "<b>{}</b>。{}",
        "paragraph": "<p>{}。 {}</p>",
        "paragraphs": "<p><b>{}。</b></p> <p>{}</p>",
    }
    cell = " ".join(shapes[draw(st.sampled_from(sorted(shapes)))].format(*report).strip() for report in reports)
    return cell if "<p>" in cell else wrapped(draw, cell, ("", "p"))


def units_cell(draw: st.DrawFn, names: tuple[str, ...]) -> str:
    separator = draw(st.sampled_from([" ", "、", "  "]))
    return wrapped(draw, separator.join(draw(st.sampled_from(UNIT_NAMES[name])) for name in names))


def chunks(draw: st.DrawFn, plan: tuple[Step, ...]) -> list[tuple[Step, ...]]:
    """Divide the milestones among rows: each on its own, all in one cell, or anything between."""
    layout = draw(st.sampled_from(["one cell", "rows", "mixed"]))
    places = range(1, len(plan)) if layout != "one cell" else ()
    cuts = [place for place in places if layout == "rows" or draw(st.booleans())]
    return [plan[start:end] for start, end in zip([0, *cuts], [*cuts, len(plan)], strict=True)]


def task_lines(draw: st.DrawFn, task: Made) -> list[Line]:
    """Print the rows of a task, merged cells once."""
    rows = chunks(draw, task.steps)
    head = {
        NUMBER: wrapped(draw, str(task.number)),
        TITLE: wrapped(draw, f"{'★' if task.starred else ''}{task.title}"),
        UNITS: units_cell(draw, task.units),
    }
    lines, covering = [], ""
    for position, chunk in enumerate(rows):
        line = Line([""] * WIDTH, head)
        if position == 0:
            for column, text in head.items():
                line.cells[column] = text
        line.cells[PLAN] = plan_cell(draw, chunk)
        dues = [step.deadline for step in chunk]
        once = len(set(dues)) == 1
        if not (once and dues[0] == covering and draw(st.booleans())):
            separator = draw(st.sampled_from([" ", "、"]))
            line.cells[DEADLINE] = wrapped(draw, dues[0] if once else separator.join(dues))
            covering = dues[0] if once else ""
        lines.append(line)
    if len(task.reports) == 1:
        lines[0].cells[STATUS] = status_cell(draw, task.reports)
    elif draw(st.booleans()):
        for line, chunk in zip(lines, rows, strict=True):
            line.cells[STATUS] = status_cell(draw, tuple(task.reports[step.no - 1] for step in chunk))
    else:  # the first status beside the first milestone, the others on rows of their own
        lines[0].cells[STATUS] = status_cell(draw, task.reports[:1])
        for report in task.reports[1:]:
            lines.append(Line([""] * WIDTH, head))
            lines[-1].cells[STATUS] = status_cell(draw, (report,))
    return lines


def heading(draw: st.DrawFn, text: str, count: int, word: str = "") -> Line:
    printed = f"{text}{bracketed(draw, f'{word}{count}项')}"
    return Line([wrapped(draw, printed, ("", "b")), *[""] * (WIDTH - 1)])


def pages(draw: st.DrawFn, lines: list[Line]) -> str:
    """Print the rows on pages; some pages have one empty column more, and cells may slide into it."""
    printed = ["", "## 2022年重点工作任务完成情况汇总表"]
    wide = False
    for position, line in enumerate(lines):
        cells = list(line.cells)
        broken = position == 0 or draw(st.integers(0, 3)) == 0
        if broken:
            wide = draw(st.booleans())
            tags = draw(st.sampled_from(["{}", "<b>{}</b>"]))
            printed += ["", "\t".join([*map(tags.format, HEADER), *[""] * wide])]
            if line.head and not cells[NUMBER] and draw(st.booleans()):
                for column, text in line.head.items():
                    cells[column] = text
        if wide:
            cells.append("")
            slid = draw(st.sampled_from([None, STATUS, DEADLINE]))
            if slid is not None:
                cells[slid], cells[EXTRA] = cells[EXTRA], cells[slid]
        row = "\t".join(cells)
        printed.append(row.rstrip("\t") if draw(st.booleans()) else row)
    return "\n".join(printed) + "\n"


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[Made]]:
    """Make the text of a table and the tasks it holds."""
    lines: list[Line] = []
    tasks: list[Made] = []
    with_category = draw(st.booleans())
    for group in range(draw(st.integers(1, 2)) if with_category else 1):
        count = draw(st.integers(1, 3))
        category = draw(st.sampled_from(["重点指标类", "民生实事类"])) if with_category else None
        theme = draw(st.sampled_from([None, "聚焦园区再造, 坚定主攻方向"])) if with_category else None
        leader = draw(st.sampled_from([None, "李志", "陈文光"]))
        if category:
            lines.append(heading(draw, f"{NUMERALS[group]}、{category}", count))
        if theme:
            lines.append(heading(draw, f"（{NUMERALS[group]}）{theme}", count))
        if leader:
            lines.append(heading(draw, f"{leader}常委、副市长分管工作", count, "共"))
        for number in range(1, count + 1):
            made = draw(one_task(number, (category, theme, leader)))
            tasks.append(made)
            lines += task_lines(draw, made)
    return pages(draw, lines), tasks


def read_back(task: Task) -> Made:
    """Bring what was read into the shape of what was made."""
    return Made(
        task.category.name if task.category else None,
        task.theme.name if task.theme else None,
        task.leader,
        task.number,
        task.title.value,
        task.starred,
        tuple(
            Step(m.text.value, m.no, m.numbered, m.starred, m.deadline.text if m.deadline else "")
            for m in task.milestones
        ),
        task.unit_names,
        tuple((report.status or "", report.narrative.value) for report in task.reports),
    )


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(document=documents())
def test_made_tables_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, document: tuple[str, list[Made]]
) -> None:
    text, tasks = document
    path = tmp_path_factory.getbasetemp() / "made.txt"
    path.write_text(text, encoding="utf-8", newline="")
    table: Table = read_table(path)
    event(f"{len(tasks)} tasks")
    assert [read_back(task) for task in table.tasks] == tasks
    for made, task in zip(tasks, table.tasks, strict=True):
        everything = tuple(range(len(made.steps)))
        one_each = tuple((position,) for position in everything)
        assert tuple(report.milestones for report in task.reports) == (
            (everything,) if len(made.reports) == 1 else one_each
        )
    assert table.account.complete
    assert table.account.reported == 0
    assert not [notice for notice in table.warnings if "项，实际读到" in notice.message or "序号应为" in notice.message]
