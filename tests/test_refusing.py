"""What is refused, and that what stands beside it is not."""

from __future__ import annotations

import csv
import re

import pytest
from qa.asked import untold_noun
from qa.genre import ATTRIBUTES, CONCEPTS, tells, unheard_concept, untold_attribute
from qa.outside import WORDINGS, outside
from qa.parse import simplify
from qa.subject import subject_of

from embeddings.pairs import general_pairs
from qa import Hetu


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("医保卡丢了去哪补", "个人办事"),
        ("办营业执照要几天能拿到", "个人办事"),
        ("什么叫碳达峰", "常识"),
        ("你能做什么", "不聊"),
        ("鹤山和开平哪个发展得更好", "评价"),
        ("鹤山今天停水吗", "日常信息"),
        ("鹤山地铁什么时候开通", "没有提到“地铁”"),
        ("鹤山氢能产业园进展到哪一步了", "没有提到“氢能"),
        ("纪元中学新宿舍楼什么时候动工", "没有提到“纪元中学”"),
        ("人民西路改造工程谁负责", "没有提到“人民西路”"),
        ("鹤山二桥今年通不通车", "没有提到“鹤山二桥”"),
        ("鹤山抽水蓄能电站装机容量多大", "没有写明“装机容量”"),
        ("弘金科创产业园总投资额多少", "没有写明“科创产业园”的“总投资额”"),
        ("古劳镇固定资产投资完成多少", "没有写明“古劳镇”的“固定资产投资”"),
        ("沙坪街道的GDP", "没有写明“沙坪街道”的“GDP”"),
        ("十个镇街各自的GDP排个名", "没有分镇（街）写"),
        ("2021年鹤山市的GDP总量是多少亿元？", "没有写 2021 年"),
        ("杜阮镇今年牵头的重点项目列一下", "没有“杜阮镇”"),
        ("鹤山市长电话", "没有“电话”这类信息"),
        ("download the data", "没有提到"),
        ("天喜电器的电饭煲主要出口到哪几个国家？", "没有写明"),
        ("甘牛项目为什么被取消了", "取消"),
        ("民政局的任务为什么没完成", "没有这样的任务"),
        ("樱花大道一共种了多少棵樱花", "没有写明“多少棵樱花”"),
        ("龙口镇双百社工示范站有几名社工", "没有写明“几名社工”"),
        ("20名劳动模范的名单有吗", "没有写明“20名劳动模范的名单”"),
        ("88名高层次人才子女里有几个是读初中的", "没有写明“有几个是读初中的”"),
        ("67个拆旧复垦项目里古劳镇有几个", "没有写明"),
        ("惠济桥是哪一年建的", "没有写明“哪一年建”"),
        ("司机之家开在哪条路几号", "没有写明“哪条路”"),
        ("为什么雅图仕被选为全省唯一的产改试点", "没有写明“全省唯一”"),
        ("民生实事里哪件群众最满意", "没有写明哪一项“最满意”"),
        ("哪个项目投资最大", "没有写明哪一项“最大”"),
        ("中粮万威客小包装肉的项目烂尾，是因为缺资金吗", "没有写明“资金”"),
        ("鹤山领低保的人总共有多少户", "没有写明“多少户”"),
        ("1-7月GDP增长多少", "没有写“1-7月”的数字"),
        ("充电一度电多少钱", "没有写明“一度电多少钱”"),
        ("PM2.5多少", "没有写明“PM2.5”"),
        ("武装部有任务吗", "没有“武装部”"),
        ("9-99是什么任务", "没有编号“9-99”的任务"),
        ("市委书记是谁", "没有写明“书记是谁”"),
        ("址山镇镇长是谁", "没有写明“镇长是谁”"),
    ],
)
def test_refused_with_its_reason(hetu: Hetu, question: str, reason: str) -> None:
    answer = hetu.ask(question)
    assert answer.refused
    assert reason in answer.answer


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("煤气管道铺了多少公里", "3-101"),
        ("2021年的高企存量是多少家", "3-64"),
        ("以后能不能坐轻轨火车去广州、佛山，什么时候开始修？", "3-92"),
        ("放学后的托管，家长满意率有多高", "3-164"),
        ("优待证到现在给多少人办了申请", "3-163"),
        ("沙坪河堤到滨江大道的连接线碰到啥难题", "3-100"),
        ("沙坪建康养中心要拆旧楼，门诊改去哪里了", "3-103"),
        ("想带娃看看地震台风是怎么回事，有展馆吗", "3-152"),
        ("舒柏雅做口罩原料的厂房为什么没按时完成，现在施工到哪？", "2-18"),
        ("天喜电器的新厂运行得怎么样", "2-40"),
        ("规上工业增加值增长几个点？", "1-3"),
        ("抽水蓄能电站的前期工作是哪位市领导在管？", "3-60"),
        ("中欧班列那块工作，是哪个领导分管", "3-30"),
        ("家里揭不开锅，每个月能领多少救济？", "3-149"),
        ("厂里工人比手艺的比赛，各镇都办了吗？", "3-73"),
        ("换一家医院，之前拍的片子验的血还认不认", "3-158"),
        ("干活最出色的工人表彰了多少个", "3-77"),
        ("精神病医院盖好没有", "3-155"),
        ("老城区防火那第四轮整治做完没", "4-7"),
        ("新环路道路工程通车了吗", "4-5"),
        ("司机之家建好了吗", "3-73"),
        ("哪家超市店面最大", "3-94"),
        ("68个重点项目中未按进度完成的有几个", "2-18"),
        ("华顺产业园哪几栋楼封顶了", "2-38"),
        ("鹤山现任市长叫什么名字", "3-151"),
        ("3-99的责任单位", "3-99"),
        ("3-99由谁分管", "3-99"),
        ("带星的项目里哪些没完成", "2-15"),
        ("哪个工程要拖到2024年6月才建好", "3-99"),
    ],
)
def test_answered_all_the_same(hetu: Hetu, question: str, task: str) -> None:
    answer = hetu.ask(question)
    assert not answer.refused
    assert task in [hit.id for hit in answer.tasks[:3]]


def test_the_lists_are_general_and_sound() -> None:
    for path in (CONCEPTS, ATTRIBUTES):
        with path.open(encoding="utf-8", newline="") as lines:
            words = [row["word"] for row in csv.DictReader(lines)]
        assert len(words) == len(set(words)) > 250
        assert [word for word in words if re.search("鹤山|古劳|沙坪|江门|址山", word)] == []
    with WORDINGS.open(encoding="utf-8", newline="") as lines:
        assert len({row["kind"] for row in csv.DictReader(lines)}) == 7


def test_everyday_questions_are_seldom_taken_for_errands_or_opinions() -> None:
    asked = [simplify(pair.query) for pair in general_pairs()]
    assert sum(outside(question) is not None for question in asked) <= 0.012 * len(asked)


def test_concepts_and_attributes_by_other_words() -> None:
    assert unheard_concept("煤气通了吗", "推进燃气管道建设".__contains__) is None
    assert unheard_concept("加氢站试运行了吗", "推进燃气管道建设".__contains__) == "加氢站"
    assert untold_attribute("新院区有多少张床位", ["新增病床200张"]) is None
    assert untold_attribute("新校区一年学费多少", ["新校区已封顶"]) == "学费"
    assert tells("总投资额", ["总投资3亿元"])
    assert not tells("总投资额", ["厂房封顶"])


def test_the_subject_of_a_question(hetu: Hetu) -> None:
    found = subject_of("打通大鹏路断头路的工程卡在哪", hetu.corpus)
    assert found
    assert "4-6" in found.tasks
    assert subject_of("今年新增了多少学位", hetu.corpus) is None


def test_nouns_asked_of_a_thing() -> None:
    told = ["甘牛食品的屠宰车间已投产。"]
    assert untold_noun("甘牛食品的牛源来自哪个省份", 4, told) == "省份"
    assert untold_noun("甘牛食品的屠宰车间投产了吗", 4, told) is None
    assert untold_noun("甘牛食品做牛肉干的车间怎么样", 4, told) is None
