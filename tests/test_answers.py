"""Questions over the real build, with complete expected answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.builds import build
from graph.language.text import fold
from qa import Hetu
from tests.conftest import ROOT, SOURCE


@pytest.fixture(scope="module")
def kg(build_dir: Path) -> Hetu:
    return Hetu.open(build_dir)


def direct(kg: Hetu, question: str) -> list[str]:
    return [hit.id for hit in kg.ask(question).tasks if hit.scope == "direct"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("址山镇负责哪些项目？", "2-62 2-63 2-64 2-65 3-53 3-87 3-95 3-110 3-167 4-9"),
        ("龙口镇牵头的任务有哪些", "2-50 2-51 2-52 2-53 2-54 2-55 3-17"),
        ("民政局负责什么", "3-148 3-149 3-150"),
        ("市委统战部配合、不牵头的任务有哪些", "3-76 3-80 3-87 3-90 3-93"),
        ("谭良发分管哪些工作", "3-1"),
        ("重点项目里哪些未按进度完成？", "2-18 2-36 2-55 2-68"),
        ("李海权分管的任务哪些没有完成", "3-124 3-127"),
        ("完成时间是8月底的任务有哪些", "3-32 3-92 3-123 3-166 3-167 3-171 4-3"),
        ("第十板块哪些任务基本按进度完成", "3-139 3-155 3-158 3-167 "),
    ],
)
def test_sets_are_complete(kg: Hetu, question: str, expected: str) -> None:
    assert direct(kg, question) == expected.split()


def test_collective_and_mentioned_tasks_stand_apart(kg: Hetu) -> None:
    answer = kg.ask("址山镇负责哪些项目？")
    scopes = {scope: [hit.id for hit in answer.tasks if hit.scope == scope] for scope in ("collective", "mentioned")}
    assert scopes["mentioned"] == ["3-98", "3-99", "3-100", "3-109", "3-111", "3-116", "3-165", "4-7"]
    # Tasks of 各镇（街） that name the town too stand with those that name it, and both reasons are told.
    assert len(scopes["collective"]) == 63
    why = {hit.id: hit.why for hit in answer.tasks}
    assert why["3-111"] == "文字提到址山镇的云东村委会；责任单位为“各镇（街）”，包括址山镇"
    assert why["4-7"] == "提到坐落在址山镇的“址山消防救援站、址山消防站”"


def test_a_village_leads_to_its_town(kg: Hetu) -> None:
    hits = {hit.id: hit for hit in kg.ask("古劳镇有哪些任务？").tasks}
    assert hits["3-16"].scope == "mentioned"
    assert "文字提到古劳镇的上升村委会" in hits["3-16"].why
    assert hits["3-121"].why == "文字提到古劳镇的茶山村委会；责任单位为“各镇（街）”，包括古劳镇"
    assert hits["2-47"].scope == "direct"


def _things(kg: Hetu, kind: str) -> list[tuple[str, str]]:
    return [(key, values["label"]) for key, values in kg.kg.nodes(data=True) if values["kind"] == kind]


def _naming(kg: Hetu, node: str) -> set[str]:
    """The tasks that name a node, from the graph."""
    edges = kg.kg.in_edges(node, data=True)
    return {kg.kg.nodes[task]["identifier"] for task, _, values in edges if values["kind"].startswith("mentions")}


def test_every_company_is_found_completely(kg: Hetu) -> None:
    texts = kg.corpus.texts
    for node, name in _things(kg, "Company"):
        answer = kg.ask(f"提到{name}的任务有哪些？")
        found = {hit.id for hit in answer.tasks if hit.scope == "direct"}
        assert _naming(kg, node) <= found, name
        # Independent of the graph: every task whose text holds the name letter for letter is among the answers.
        verbatim = {task for task, text in texts.items() if len(name) > 2 and fold(name) in text}
        listed = {hit.id for hit in answer.tasks}
        assert verbatim <= listed, (name, verbatim - listed)


def test_every_document_is_found_completely(kg: Hetu) -> None:
    for node, title in _things(kg, "PolicyDocument"):
        answer = kg.ask(f"《{title}》在哪几项任务里提到？")
        found = {hit.id for hit in answer.tasks if hit.scope == "direct"}
        assert _naming(kg, node) <= found, title
        verbatim = {task for task, text in kg.corpus.texts.items() if f"《{fold(title)}》" in text}
        assert verbatim <= found, title


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("雅图仕出现在哪几项任务里", "3-71 3-73 3-147 3-163"),
        ("哪些任务提到雅图高新", "3-51 3-63 3-65"),
        ("提到杰洲村的任务有哪些", "3-107 3-111"),
        ("《反有组织犯罪法》在哪些任务里提到", "3-131"),
        ("提到世运电路并且已完成的任务有哪些", "3-39 3-63 3-65 3-67 3-69 3-70 3-77 3-88"),
    ],
)
def test_things_named_in_the_text(kg: Hetu, question: str, expected: str) -> None:
    assert direct(kg, question) == expected.split()


def test_reasons_are_quoted_when_asked_for(kg: Hetu) -> None:
    answer = kg.ask("宅梧镇牵头的项目哪个落后了，卡在哪？")
    assert "原因或问题〔2-68〕：因项目前期规划、修改设计耗时较长" in answer.answer
    assert answer.evidence[0].text.startswith("因项目前期规划、修改设计耗时较长，影响项目的建设进度")
    assert answer.evidence[0].lines == (244, 244)


def test_related_entities_say_why(kg: Hetu) -> None:
    related = kg.ask("提到雅图仕的任务有哪些").related
    assert all(entity.why for entity in related)
    assert "雁山社区居民委员会" in [entity.label for entity in related]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("陈文光分管几项工作？", 13),
        ("陈文分管几项工作？", 19),
        ("工业振兴板块有多少项任务？", 21),
        ("完成时间是2月底的任务有几项", 8),
        ("2022年鹤山市一共有多少项任务？", 258),
        ("2022年有几项任务暂缓？", 7),
    ],
)
def test_counts(kg: Hetu, question: str, value: int) -> None:
    assert kg.ask(question).value == value


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("第三水厂建得怎么样了", "3-102"),
        ("大鵬路斷頭路打通未？", "4-6"),
        ("记录本市一年大小事的那本书印出来没", "3-137"),
    ],
)
def test_lookup_finds_the_task(kg: Hetu, question: str, task: str) -> None:
    answer = kg.ask(question)
    assert answer.tasks[0].id == task
    assert not answer.refused


@pytest.mark.parametrize(
    "question",
    [
        "址山镇镇长的电话是多少",
        "2021年有几项任务未按进度完成？",
        "开平市有哪些重点任务？",
        "世界杯冠军是哪个国家",
        "比特币价格",
        "长城有多长",
        "鹤山万达广场几月开业？",
        "江门市的GDP是多少",
        "古劳镇人口多少",
        "雅图仕有多少员工",
        "哪些任务是乡村振兴局负责的",
        "江门创维集团的法定代表人是哪个",
        "市教育局有多少干部",
        "五邑大学江门校区建到什么程度了",
        "太仓现在有几家德国企业？",
        "“十三五”期间累计完成固定资产投资多少",
        "邑康保今年一个人交多少保费",
        "居民消费价格指数涨了多少",
        "古劳万洋众创城三期什么时候交地",
        "第四水厂的选址和工期",
        "殡仪馆搬迁工程完成了吗",
        "开平去年的地区生产总值一共多少亿元？",
        "佛山高明区建了多少个充电桩",
        "江门全市社会消费品零售总额是多少",
        "2022年一季度GDP实际增速是多少？",
        "甘牛食品的屠宰厂占地多少亩",
        "第三水厂建成后每天能供多少吨水",
        "落实《噪声污染防治法》的任务归哪个部门",
        "埔弗瞬精密制造迟迟不能投产，症结在哪？",
        "你觉得十个镇街里哪个最有前途",
        "身份证丢了怎么补办",
        "谢谢你，辛苦了",
        "？？？！！。。嗯嗯嗯",
        "幸福村有哪些任务？",
        "乌有仙山科技在哪些任务里提到？",
        "帮我写一首情诗",
        "",
    ],
)
def test_refusals(kg: Hetu, question: str) -> None:
    answer = kg.ask(question)
    assert answer.refused
    assert answer.answer.startswith("无法回答：")


def test_evidence_stands_in_the_source(kg: Hetu) -> None:
    source = fold(SOURCE.read_text(encoding="utf-8"))
    answers = [kg.ask(q) for q in ("民政局负责什么", "老人看病方便了吗", "雅图仕出现在哪几项任务里")]
    texts = [evidence.text for answer in answers for evidence in answer.evidence]
    assert len(texts) > 8
    assert [text for text in texts if fold(text) not in source] == []


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("今年的民生实事完成了几件", "共 8 项（大类：民生实事类、状态：完成了、", "- 〔4-1〕"),
        (
            "卫健局牵头几项任务，完成了几项",
            "共 5 项（单位：市卫生健康局（牵头）、",
            "其中已完成 3 项（60.0%）、基本按进度完成 2 项",
        ),
        (
            "民生实事完成了几件，没完成的是哪件",
            "共 10 项（大类：民生实事类、",
            "其中已完成 8 项（80.0%）、基本按进度完成 2 项",
        ),
    ],
)
def test_how_many_are_done(kg: Hetu, question: str, first: str, second: str) -> None:
    lines = kg.ask(question).answer.split("\n")
    assert lines[0].startswith(first)
    assert lines[1].startswith(second)


@pytest.mark.parametrize(
    ("question", "count", "first"),
    [
        ("3月底到期的", 28, "1-2"),
        ("中粮在哪些任务里", 1, "2-54"),
        ("张镇就管的旅游方面任务", 5, "3-16"),
        ("带星的项目里哪些没完成", 14, "2-15"),
    ],
)
def test_terse_sets(kg: Hetu, question: str, count: int, first: str) -> None:
    direct = [task.id for task in kg.ask(question).tasks if task.scope == "direct"]
    assert (len(direct), direct[0]) == (count, first)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("提到广东省建设集团有限公司的任务有哪些？", "广东省建设集团有限公司"),
        ("德政办发〔2023〕19号在哪项任务里提到？", "〔2023〕19号"),
        ("《浙江省优化营商环境条例》在哪些任务里提到？", "《浙江省优化营商环境条例》"),
        ("农业银行德清支行出现在哪些任务里？", "农业银行德清支行"),
    ],
)
def test_a_name_the_table_does_not_hold_is_refused(build_dir: Path, question: str, words: str) -> None:
    answer = Hetu.open(build_dir).ask(question)
    assert answer.refused
    assert "没有提到" in answer.answer
    assert words in answer.answer
    assert all(task.scope == "semantic" for task in answer.tasks)


def test_all_towns_by_their_collective_name(build_dir: Path) -> None:
    kg = Hetu.open(build_dir)
    wordings = ("各镇（街）有哪些任务？", "各镇街有哪些任务？", "各镇（街道）共同承担的任务有哪些？")
    sets = [{task.id for task in kg.ask(question).tasks if task.scope == "direct"} for question in wordings]
    assert sets[0] == sets[1] == sets[2]
    assert len(sets[0]) > 50


def test_a_thing_named_after_a_town_is_not_the_town(build_dir: Path) -> None:
    kg = Hetu.open(build_dir)
    town = {task.id for task in kg.ask("古劳镇有哪些任务？").tasks}
    for question in ("古劳工业园区有哪些任务？", "古劳镇中心学校有哪些任务？", "古劳酒店有哪些任务？"):
        answer = kg.ask(question)
        assert {task.id for task in answer.tasks if task.scope != "semantic"} != town


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("没有镇街参与的重点工作有几项", 86),
        ("哪些任务不涉及任何镇街", 129),
        ("有几个项目是上半年就该完成的", 128),
    ],
)
def test_conditions_that_were_once_passed_over(kg: Hetu, question: str, count: int) -> None:
    assert len([hit for hit in kg.ask(question).tasks if hit.scope == "direct"]) == count


def test_no_deadline_so_written_means_any_day_of_the_month(tmp_path: Path) -> None:
    build([ROOT / "tests" / "taishun" / "taishun-2023.txt"], tmp_path, lambda *_: None)
    answer = Hetu.open(tmp_path).ask("12月底前完成的民生实事有哪些")
    assert len(answer.tasks) == 6
    assert "没有完成时间写作“12月底”的，按该月任何一天查" in answer.answer


def test_towns_units_and_leaders_of_a_set_are_told(kg: Hetu) -> None:
    assert "按镇（街道）：古劳镇 2 项、宅梧镇 1 项、龙口镇 1 项。" in kg.ask("哪些镇有滞后任务").answer
    assert len(direct(kg, "哪些镇有滞后任务")) == 4
    assert "按牵头单位：市科工商务局 3 项" in kg.ask("拖后腿的单位是哪些").answer
    none = kg.ask("哪些镇没有滞后任务")
    assert none.value == "雅瑶镇、鹤城镇、沙坪街道、址山镇、桃源镇、双合镇、共和镇"
    assert "已完成 7 项（77.8%）" in kg.ask("宅梧镇的任务完成率").answer


def test_tasks_that_have_to_do_with_another_county(kg: Hetu) -> None:
    answer = kg.ask("有哪些任务跟开平有关")
    assert answer.kind == "list"
    assert "3-93" in [hit.id for hit in answer.tasks]
    assert all("开平" in evidence.text for evidence in answer.evidence)
    assert not kg.ask("哪些镇参与了红火蚁防控").refused


def test_a_figure_told_elsewhere_than_in_the_best_task(kg: Hetu) -> None:
    assert not kg.ask("全市常住人口多少万").refused
    assert not kg.ask("鹤山的GDP在江门排第几").refused
