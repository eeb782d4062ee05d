"""Tables of counties that no list has: their typed questions, judged strictly (see tests/counties/README.md)."""

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
TABLES = {"qingzhang": "qingzhang-2023.txt", "lanwan": "lanwan-2023.xlsx"}
RIGHT = {"qingzhang": 0.80, "lanwan": 0.75}
MISLEADING = {"qingzhang": 0.08, "lanwan": 0.08}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Hetu]:
    found = {}
    for name, table in TABLES.items():
        folder = tmp_path_factory.mktemp(name)
        build([COUNTIES / table], folder, lambda *_: None)
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
    ],
)
def test_what_is_unlike_the_first_corpus(opened: dict[str, Hetu], name: str, question: str, headline: str) -> None:
    assert headline in opened[name].ask(question).headline


def test_each_numbered_goal_has_its_own_status() -> None:
    table = read_table(COUNTIES / TABLES["qingzhang"])
    task = next(task for task in table.tasks if task.id == "1-9")
    assert [milestone.status for milestone in task.milestones] == ["进度滞后", "已完成"]


def test_a_deadline_of_the_next_year_keeps_its_year() -> None:
    table = read_table(COUNTIES / TABLES["qingzhang"])
    task = next(task for task in table.tasks if task.id == "2-5")
    assert [(one.year, one.month) for one in task.deadlines] == [(2024, 6)]
