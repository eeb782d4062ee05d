"""Documents of other counties: their typed questions, judged strictly (see tests/counties/README.md)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from embeddings.builds import build
from graph.tables.table import read_table
from qa import Hetu
from qa.evaluation.asking import ask_all
from qa.evaluation.question_files import read_questions
from qa.evaluation.strict_scoring import Verdict

COUNTIES = Path(__file__).parents[2] / "counties"
TABLES = {
    "qingzhang": "qingzhang-2023.txt",
    "lanwan": "lanwan-2023.xlsx",
    "meitan": "meitan-2023.html",
    "huoshan": "huoshan-2023.docx",
    "longxi": "longxi-2023.xlsx",
    "nanfeng": "nanfeng-2022.docx",
    "tongcheng": "tongcheng-2024.xlsx",
    "yanchi": "yanchi-2023.pdf",
    "ningan": "ningan-2023.html",
    "pingjiang": "pingjiang-2023.docx",
    "jinyun": "jinyun-2024.docx",
    "jingde": "jingde-2023.html",
    "guangshan": "guangshan-2023.docx",
    "jingning": "jingning-2024.xlsx",
}
RIGHT = {
    **{"qingzhang": 0.80, "lanwan": 0.75, "meitan": 0.56, "huoshan": 0.50, "longxi": 0.72, "nanfeng": 0.58},
    **{"tongcheng": 0.48, "yanchi": 0.48, "ningan": 0.48, "pingjiang": 0.52},
    **{"jinyun": 0.62, "jingde": 0.50, "guangshan": 0.46, "jingning": 0.48},
}
MISLEADING = {
    **{"qingzhang": 0.08, "lanwan": 0.08, "meitan": 0.12, "huoshan": 0.18, "longxi": 0.10, "nanfeng": 0.14},
    **{"tongcheng": 0.22, "yanchi": 0.18, "ningan": 0.16, "pingjiang": 0.22},
    **{"jinyun": 0.08, "jingde": 0.14, "guangshan": 0.12, "jingning": 0.22},
}
WITH_VECTORS = {"qingzhang", "lanwan"}
"""Encoding takes longest; what the others are here for is how they are read and reckoned."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Hetu]:
    found = {}
    for name, table in TABLES.items():
        folder = tmp_path_factory.mktemp(name)
        build([COUNTIES / table], folder, lambda *_: None, vectors=name in WITH_VECTORS)
        found[name] = Hetu.open(folder)
    return found


@pytest.mark.parametrize("name", TABLES)
def test_questions_about_it_are_answered(opened: dict[str, Hetu], name: str) -> None:
    scored = ask_all(opened[name], read_questions(COUNTIES / f"{name}.jsonl"), name)
    verdicts = Counter(one.verdict for one in scored)
    assert verdicts[Verdict.RIGHT] >= RIGHT[name] * len(scored)
    assert verdicts[Verdict.MISLEADING] <= MISLEADING[name] * len(scored)


@pytest.mark.parametrize(
    ("name", "question", "headline"),
    [
        ("qingzhang", "表里出现的乡镇都有哪些？", "表中的镇（街道）共 8 个"),
        ("qingzhang", "完成时限跨到2024年的任务", "共 2 项：〔2-5〕"),
        ("qingzhang", "2023年6月底到期的有哪些", "共 4 项：〔1-9〕"),
        ("qingzhang", "神山乡和桃园乡两个乡一共修了多少公里农村公路？", "21.5 + 18.9 = 40.4 公里"),
        ("qingzhang", "重点项目里投资最大的是哪个？", "神山抽水蓄能电站前期工作，78亿元"),
        ("qingzhang", "有的办完了、有的没办完的任务有哪些", "〔1-9〕"),
        ("lanwan", "惠企政策兑现平台未启动的原因", "流标"),
        ("lanwan", "滞后的任务有几项？", "共 12 项"),
        ("lanwan", "竹岭乡改造了几座危桥", "竹岭乡5座"),
        ("meitan", "田茂林分管的工作里到10月底还没完成的有哪些", "共 7 项：〔2-9〕"),
        ("huoshan", "松材线虫病已经无疫情的是哪两个镇？", "诸佛庵镇、落儿岭镇"),
        ("longxi", "全县重点项目总投资加起来多少万元？", "合计 597598.5 万元（38 项写明）"),
        ("longxi", "38个重点项目合在一起，离全年投资计划还差多少万元？", "247270 - 208665.5 = 38604.5 万元"),
        ("longxi", "十二件民生实事，哪件计划花的钱最多", "〔5-1〕扩充城区中小学学位（1860万元）"),
        ("longxi", "没开工的不算，投资完成率垫底的是谁？", "首阳中药材加工园区污水集中处理工程（23.8%）"),
        ("longxi", "四类项目里，哪一类今年的投资完成得最好（按完成率）？", "生态环保项目（89.62%）"),
        ("longxi", "2023年二季度开工的重点项目", "共 6 项：〔1-3〕"),
        ("jinyun", "卫健局牵头的几件事，今年1到9月一共花出去多少钱", "1—9月完成合计 11045 万元"),
        ("jinyun", "要跨年度才能收尾的工程，帮我列一下", "共 4 项：〔2-6〕"),
        ("jinyun", "哪些任务完成情况一栏空着", "共 1 项：〔3-14〕"),
        ("jinyun", "张伟民牵头的有哪些项目？", "表中没有提到“张伟民”"),
        ("jinyun", "溪滨北路的D级危房打算什么时候拆？", "表中没有提到“溪滨北路”"),
        ("jinyun", "照年初排的计划，福利中心二期二季度该干到第几层", "二季度：主体施工至4层"),
        ("guangshan", "pm2.5 今年1到11月平均是多少", "36.4微克/立方米"),
        ("guangshan", "陶莉手上已经办妥的事", "陶莉分管、已经办妥的任务共 2 项"),
        ("huoshan", "六个板块里哪个完成得最好，哪个完成得最差？", "办好民生实事（90%）。 “完成”比例最低的大类是"),
        ("pingjiang", "分管抽水蓄能电站的县领导，手上还有哪些任务没完成？", "李岳山分管、没完成的任务共 2 项"),
        ("nanfeng", "曾水根挂的几个项目合在一起算，年度投资完成了百分之几", "73.32%"),
        ("nanfeng", "到9月底还没动工的项目是哪几个", "没有写明各项任务的完成状态"),
        ("tongcheng", "今年12月要竣工的有哪些", "共 8 项：〔1-2〕"),
        ("tongcheng", "有几个项目总投资连5000万都不到？", "共 4 项"),
    ],
)
def test_what_is_unlike_the_first_corpus(opened: dict[str, Hetu], name: str, question: str, headline: str) -> None:
    assert headline in opened[name].ask(question).headline


@pytest.mark.parametrize(
    ("name", "id", "status", "units"),
    [
        ("meitan", "2-12", "整体进度滞后", ("县农业农村局", "县水务局", "永兴镇", "抄乐镇", "西河镇", "天城镇")),
        ("huoshan", "1-4", "基本完成", ("县中药产业发展中心", "县林业局", "县农业农村局", "县市场监管局", "太平畈乡")),
        ("longxi", "1-2", "在建", ("首阳镇", "县农业农村局", "县市场监督管理局")),
        ("yanchi", "1-1", None, ()),
    ],
)
def test_a_task_as_it_is_read(name: str, id: str, status: str | None, units: tuple[str, ...]) -> None:
    task = next(task for task in read_table(COUNTIES / TABLES[name]).tasks if task.id == id)
    assert status is None or (task.statuses, task.unit_names) == ((status,), units)


def test_sheets_are_parts_and_a_column_of_areas_names_themes() -> None:
    longxi, huoshan = (read_table(COUNTIES / TABLES[name]).tasks for name in ("longxi", "huoshan"))
    assert [part and part.names[0] for part in (longxi[0].part, longxi[-1].part)] == ["重点项目", "为民办实事"]
    assert {(task.category and task.category.name, task.theme and task.theme.name) for task in huoshan[:2]} == {
        ("壮大县域工业和特色产业", "工业提质")
    }


def test_each_numbered_goal_has_its_own_status() -> None:
    table = read_table(COUNTIES / TABLES["qingzhang"])
    task = next(task for task in table.tasks if task.id == "1-9")
    assert [milestone.status for milestone in task.milestones] == ["进度滞后", "已完成"]


def test_a_deadline_of_the_next_year_keeps_its_year() -> None:
    table = read_table(COUNTIES / TABLES["qingzhang"])
    task = next(task for task in table.tasks if task.id == "2-5")
    assert [(one.year, one.month) for one in task.deadlines] == [(2024, 6)]
