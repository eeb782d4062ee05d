"""Sorts problems and causes by what they are about, from the words the table tells them in."""

from __future__ import annotations

import re

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words))
    for name, words in (
        ("疫情与天气", r"疫情|防疫|疫|汛|台风|暴雨|雨水|天气|高温"),
        ("用地与征拆", r"用地|土地|征地|征收|征拆|拆迁|搬迁|迁改|迁移|红线|林地|耕地|农田|腾退"),
        ("资金", r"资金|财政|付款|进度款|经费|债券|拨付|融资|投资(?:方|人|额)|贷款|造价"),
        (
            "审批与上级安排",
            r"审批|审核|核准|批复|手续|许可|上级|省|国家|文件|政策|出台|印发|通知|反馈|抽查|申报|明确方向",
        ),
        ("规划、设计与施工", r"规划|控规|设计|施工|图纸|方案|修编|升级改造|管线|地质|工艺|设备|安装|安全隐患|工期"),
        ("企业与人员", r"公司|企业|业主|股权|股东|人员|招商|经营|市场|订单|客户|厂商|用工"),
    )
)
"""What problems are about → words of it; the first that fits counts, so that the more telling stand first."""
OTHER = "其他"
ROLES = {"problem": "问题", "cause": "原因", "pending": "等待"}
"""How a problem is told: as such, as the cause of something, or as what is waited for."""


def problem_kind(words: str) -> str:
    """What a problem is about.

    >>> problem_kind("现场15%土地未征收，导致路基路面施工滞后"), problem_kind("因不符合条件")
    ('用地与征拆', '其他')
    """
    return next((name for name, pattern in KINDS if pattern.search(words)), OTHER)
