"""What is asked of a thing by name: the nouns of the clause that asks, behind the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.language.segmentation import is_word, tokens
from qa.genre import tells
from qa.wording import CLAUSE_END

_ASKS = re.compile(r"哪|谁|多少|多[大高长远宽深重]|几|什么|啥|怎|如何|吗|么|没$|未$|咩|边|[？?]|(.)不\1|(.)没\2|有无")
_GENERAL_WORDS = """
时候 原因 缘故 进展 情况 百分之 百分之几 百分点 问题 现在 目前 时间 请问 项目 工程 任务 程度 工作 领导 分管领导 单位
部门 年底 打算 今年 具体 公司 企业 目标 结果 最新 名字 名称 方面 地方 东西 要求 状态 计划 指标 增速 增长 总共 一共
几月 月份 全年 全市 本地 怎么样 责任 市领导 市长 副市长 常委 事情 事儿 分管 牵头 负责 实际 预计 节点 时限 期限 关系
按计划 说法 进度 数量 总数 套数 名单 内容 部分 阶段 步骤 措施 最近 后来 以前 去年 明年 全省 全国 多少钱 多长时间 有没有
施工 通车 开工 动工 投产 试产 竣工 验收 封顶 装修 审批 手续 建设 完工 交付 投用 启用 运行 运营 开业 报建 征地 拆迁
前期 后期 后续 下一步 眼下 主体 厂房 设备 成果 成效 效果 意义 好处 影响 困难 难点 困境 症结 障碍 家里人 老百姓 市民
有关 相关 关联 牵涉 难题 难处 麻烦 阻力 瓶颈 理由 缘由 详情 状况 近况 现状 动静 动作 举措 办法 做法 安排 目的 对象 范围 方式 位置 地点 期限 日期
眼前 当前 群众 大家 朋友 消息 最新进展 哪几个 哪些项目 到位率 完成率 环节 人员 人数 个人 大面积 图纸 方案 表格 文件 规模
"""
_GENERAL = frozenset(_GENERAL_WORDS.split())
"""What every task may be asked, in whatever words its texts tell it; how far a work has come among it."""


def untold_noun(question: str, end: int, texts: Sequence[str]) -> str | None:
    """A noun asked of a thing that none of its texts has, nor another word for it.

    Nouns before 的 only describe (做口罩原料的厂房), and the first after 的 may be the thing itself (天喜电器的新厂).

    :param end: where the thing's name ends in the question.
    """
    return next((noun for noun in _nouns(question, end) if not tells(noun, texts)), None)


def _nouns(question: str, end: int) -> Iterator[str]:
    apart = False
    for word, tag, start, _ in tokens(question):
        if start < end or not _asking(question, start):
            continue
        noun = len(word) > 1 and (tag[0] in "nj" or tag == "vn") and tag != "nr" and is_word(word)
        noun = noun and question[start - 1 : start] != "几"  # 几时报建 is cut into 几, 时报, 建
        noun = noun and word[0] != "多"  # 多长 may be tagged a noun
        if noun and apart and word not in _GENERAL and not question.startswith("的", start + len(word)):
            yield word
        apart = apart or (not noun and word != "的")


def _asking(question: str, position: int) -> bool:
    """Whether the clause around a position asks."""
    before = max((m.end() for m in CLAUSE_END.finditer(question, 0, position)), default=0)
    behind = CLAUSE_END.search(question, position)
    return bool(_ASKS.search(question[before : behind.end() if behind else len(question)]))
