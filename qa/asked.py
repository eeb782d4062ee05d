"""The noun of which a question asks how much, how many or who, and whether the texts tell of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from embeddings.everyday import official_terms

_ASKS = re.compile(r"^(?:多少|几多|几|多[大高长重远宽深厚]|谁|哪家|哪位)$")
_DATE = frozenset("月时点号天年日")
_COUNTED = re.compile(r"^[那这哪每好前头]$")
"""那几条, 每几天: nothing is asked."""
_BETWEEN = frozenset("是有为达到要得收交花共总需能约才的了叫由占需")
_BETWEEN_TAGS = frozenset({"d", "p", "ul", "uj", "m", "t", "q"})
_AFTER_TAGS = frozenset({"uj", "a", "b", "q"})
_GENERAL = frozenset(
    [
        "项目",
        "工程",
        "任务",
        "工作",
        "情况",
        "进展",
        "原因",
        "问题",
        "时间",
        "时候",
        "领导",
        "单位",
        "部门",
        "责任人",
        "负责人",
        "分管领导",
        "牵头单位",
        "责任单位",
        "目标",
        "结果",
        "数量",
        "总数",
        "百分点",
        "百分比",
        "比例",
        "名次",
        "时限",
        "期限",
        "计划",
        "节点",
        "步骤",
        "进度",
        "状态",
        "地方",
        "东西",
        "方面",
        "人次",
        "名单",
        "措施",
    ]
)
"""What every task has, or what says nothing about it."""
_WRAPPED = re.compile(
    r"^(?:总|年|月|日|均|实际|累计)?(?P<stem>[\u4e00-\u9fff]{2,}?)(?:总?[额量数值费]|人数|数量|总数)?$"
)


def untold(question: str, texts: Sequence[str]) -> str | None:
    """A noun that is asked for and that none of the texts has, neither as it is nor by its stem or official term.

    Only words of the segmenter's dictionary count: what it merely guesses to be a noun (能领, 新装) is none.

    >>> untold("厂房装机容量是多少", ["厂房已封顶"]), untold("全年出口额多少", ["出口120亿元"])
    ('装机容量', None)
    """
    for noun in _asked(question):
        told = {noun, *official_terms(noun)}
        stem = _WRAPPED.match(noun)
        told |= {stem["stem"]} if stem else set()
        if noun not in _GENERAL and not any(word in text for word in told for text in texts):
            return noun
    return None


def _asked(question: str) -> Iterator[str]:
    import rjieba

    tagged = rjieba.tag(question)
    for position, (word, _) in enumerate(tagged):
        if not _ASKS.match(word):
            continue
        before, after = tagged[:position][::-1], tagged[position + 1 :]
        if (after and after[0][0][0] in _DATE) or (before and _COUNTED.match(before[0][0])):
            continue
        nouns = [
            next(iter(itertools.dropwhile(_stands_between, before)), None),
            next(iter(itertools.dropwhile(_stands_after, after)), None) if word not in {"谁", "哪家", "哪位"} else None,
        ]
        for noun in nouns:
            if noun and _is_noun(*noun) and rjieba.has_word(noun[0]):
                yield noun[0]


def _stands_between(token: tuple[str, str]) -> bool:
    word, tag = token
    return tag in _BETWEEN_TAGS or word in _BETWEEN


def _stands_after(token: tuple[str, str]) -> bool:
    word, tag = token
    return tag in _AFTER_TAGS or len(word) == 1


def _is_noun(word: str, tag: str) -> bool:
    return len(word) > 1 and (tag[0] in "nlj" or tag == "vn") and tag != "nr"
