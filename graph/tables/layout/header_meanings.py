"""What a header may mean: every meaning with how well the words fit, from ``data/names/header_words.csv``."""

from __future__ import annotations

from enum import StrEnum
from functools import cache, lru_cache

from graph.language.gazetteer import Gazetteer
from graph.language.simplified import simplified
from graph.language.text import fold
from graph.language.word_lists import expanded, rows
from graph.tables.deadlines import is_deadline_cell

PART = "part:"
"""What the name of a list begins with that stands for its words in the others (牵头<body>)."""
LONGEST = 30
"""Characters of the longest header (without what stands in brackets)."""
_LONGEST_WRITTEN = 200
_PREFIXED, _WITHIN, _OPENING = 0.7, 0.45, 0.95
"""What a word counts that ends a longer header, that stands within one, and that is the first of several joined ones."""
_LEAST = 0.3
_PARTS_OF_YEAR = ("月", "季", "半年", "年底", "年末")
_JOINS = "、/及和与，,;；"
_TRIMMED = "：:*★▲.。% "


class Meaning(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    GROUP = "group"
    GROUP_NUMBER = "groupnumber"
    TITLE = "title"
    DETAIL = "detail"
    GOAL = "goal"
    PLAN = "plan"
    QUARTER_PLAN = "quarterplan"
    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORT = "support"
    BUILDER = "builder"
    LEADER = "leader"
    PERSON = "person"
    PHONE = "phone"
    DEADLINE = "deadline"
    START = "start"
    VERDICT = "verdict"
    SHARE = "share"
    PROGRESS = "progress"
    QUARTER_PROGRESS = "quarterprogress"
    PROBLEM = "problem"
    MEASURE = "measure"
    MONEY = "money"
    REMARK = "remark"
    SOURCE = "source"
    EXTRA = "extra"


LABELS = {
    Meaning.NUMBER: "序号",
    Meaning.GROUP: "大类",
    Meaning.GROUP_NUMBER: "大类序号",
    Meaning.TITLE: "项目名称",
    Meaning.DETAIL: "内容",
    Meaning.GOAL: "目标",
    Meaning.PLAN: "节点计划",
    Meaning.QUARTER_PLAN: "分期目标",
    Meaning.LEAD: "牵头单位",
    Meaning.RESPONSIBLE: "责任单位",
    Meaning.SUPPORT: "配合单位",
    Meaning.BUILDER: "建设单位",
    Meaning.LEADER: "分管领导",
    Meaning.PERSON: "责任人",
    Meaning.PHONE: "联系电话",
    Meaning.DEADLINE: "完成时间",
    Meaning.START: "开工时间",
    Meaning.VERDICT: "状态",
    Meaning.SHARE: "完成比例",
    Meaning.PROGRESS: "完成情况",
    Meaning.QUARTER_PROGRESS: "分期进展",
    Meaning.PROBLEM: "存在问题",
    Meaning.MEASURE: "下一步",
    Meaning.MONEY: "投资",
    Meaning.REMARK: "备注",
    Meaning.SOURCE: "来源",
    Meaning.EXTRA: "其他栏",
}
"""What each meaning is called."""


def header_text(written: str) -> str:
    """A header in its comparable form: simplified, without blanks, without what stands in brackets beside it.

    >>> header_text("总投资（万元）"), header_text("責 任 單 位"), header_text("（一）季度")
    ('总投资', '责任单位', '季度')
    """
    if len(written) > _LONGEST_WRITTEN:
        return ""
    plain, depth = [], 0
    folded = simplified(fold(written))
    for char in folded:
        depth += char in "(（[【"
        if depth <= 0:
            plain.append(char)
        depth -= char in ")）]】" and depth > 0
    return ("".join(plain) or folded).strip(_TRIMMED)


@lru_cache(maxsize=2048)
def meanings_of(written: str) -> dict[Meaning, float]:
    """The meanings a header may have, each with how well its words fit, 0 to 1.

    >>> max(meanings_of("区政府分管领导").items(), key=lambda of: of[1])[0].value
    'leader'
    >>> meanings_of("2022年第二季度完成情况")[Meaning.QUARTER_PROGRESS] > 0.5, meanings_of("主体结构完成85%")
    (True, {})
    """
    text = header_text(written)
    if not text or len(text) > LONGEST or any(mark in text for mark in "。；;%"):
        return {}
    found = _fits(text)
    if not found and any(mark in text for mark in _PARTS_OF_YEAR) and is_deadline_cell(text):
        return {Meaning.QUARTER_PLAN: 1.0}  # 3月底前, 年底前
    first = text
    for mark in _JOINS:
        first = first.partition(mark)[0]
    if first and first != text:
        for meaning, fit in _fits(first).items():
            found[meaning] = max(found.get(meaning, 0.0), _OPENING * fit)
    return {meaning: round(fit, 3) for meaning, fit in found.items() if fit >= _LEAST}


def best_meaning(written: str, least: float) -> Meaning | None:
    """The meaning whose words fit a header best; ``None`` where none fits so well.

    >>> best_meaning("完成时限", 0.6).value, best_meaning("天气", 0.6)
    ('deadline', None)
    """
    found = meanings_of(written)
    best = max(found, key=lambda meaning: found[meaning], default=None)
    return best if best is not None and found[best] >= least else None


def _fits(text: str) -> dict[Meaning, float]:
    names, senses = _words()
    found: dict[Meaning, float] = {}
    for match in names.all(text):
        whole = match.end - match.start == len(text)
        covered = (match.end - match.start) / len(text)
        share = 1.0 if whole else (_PREFIXED if match.end == len(text) else _WITHIN)
        fit = share if whole else share * (0.5 + 0.5 * covered)
        if not whole and match.end - match.start < _SHORTEST:
            continue
        for meaning, weight in senses[match.name]:
            found[meaning] = max(found.get(meaning, 0.0), weight * fit)
    return found


_SHORTEST = 2


@cache
def _words() -> tuple[Gazetteer, dict[str, list[tuple[Meaning, float]]]]:
    senses: dict[str, list[tuple[Meaning, float]]] = {}
    table = rows("header_words")
    parts = {
        row["meaning"].removeprefix(PART): row["words"].split() for row in table if row["meaning"].startswith(PART)
    }
    spelled = [
        (row, word)
        for row in table
        if not row["meaning"].startswith(PART)
        for written in row["words"].split()
        for word in expanded(written, parts)
    ]
    for row, word in spelled:
        senses.setdefault(fold(word), []).append((Meaning(row["meaning"]), float(row["weight"])))
    return Gazetteer(senses), senses
