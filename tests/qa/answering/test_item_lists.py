"""Things that a sentence lists, asked for by name."""

from __future__ import annotations

import pytest

from qa import Hetu
from qa.answering.item_lists import enumerations
from qa.answering.results import EntityList


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("由省里批的节能审查项目是哪四个？", ("丰江实业", "江晟铝业", "世运电路", "信义节能玻璃项目")),
        (
            "扫黑除恶领导小组调整之后，为了常态化斗争印发了哪四份文件",
            (
                "关于常态化开展扫黑除恶专项斗争的实施意见",
                "鹤山市扫黑除恶专项斗争领导小组成员单位职责任务",
                "2022年鹤山市常态化开展扫黑除恶专项斗争要点",
                "鹤山市扫黑除恶专项斗争常态化工作方案",
            ),
        ),
    ],
)
def test_the_members_of_a_list_are_told(hetu: Hetu, question: str, labels: tuple[str, ...]) -> None:
    result = hetu.ask(question).result
    assert isinstance(result, EntityList)
    assert tuple(one.label for one in result.items) == labels


@pytest.mark.parametrize(
    ("sentence", "lists"),
    [
        ("甲厂、乙厂和丙厂共3家已投产。", [["甲厂", "乙厂", "丙厂"]]),
        ("棉纺厂一区、棉纺厂二区、供销社家属院3个小区287户，尚未完工", [["棉纺厂一区", "棉纺厂二区", "供销社家属院"]]),
        ("印发《甲方案》", []),
        ("主体已封顶，正在装修。", []),
    ],
)
def test_lists_of_a_sentence(sentence: str, lists: list[list[str]]) -> None:
    assert list(enumerations(sentence)) == lists
