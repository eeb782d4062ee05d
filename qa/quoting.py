"""The right sentence of a long narrative: which stretch of a task's text a question is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from embeddings.tokens import tokenize
from graph.language.text import fold
from graph.mentions.texts import task_texts
from graph.records import Milestone, Task

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]+|[^。！？；\n]+")
_NEVER_QUOTED = 4
_HOW_MUCH = re.compile(r"多少|几(?!乎|何|时|月)|多大|多长|多高|多重|占比|比例|率|第几|排第|排名")
_WHEN = re.compile(r"什么时候|何时|啥时|几时|几月|哪[一]?年|哪个月|几号|哪天|多久|时间")
_STATE = re.compile(
    r"进展|怎么样|如何|咋样|到哪|哪一步|完成了?[没吗]|好了[没吗]|了[没吗未]|未[？?]?$|现在|目前|眼下|手续|施工"
)
_PLAN = re.compile(r"(?<!完成)(?<!达到)(?<!达成)(?<!实现)目标|计划|打算|节点|要求|定在|准备|期限|原定|应该|预计")
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万亿](?=[个项宗家次条人名万亿%])")
_DATE = re.compile(r"\d月|\d{4}年|\d日|年底|月底|季度|半年")
_NOW = re.compile(r"^(?:目前|现|截至|已)|正在|已(?:完成|投产|建成|通过|取得|开展|启动|办理|印发|落实)|尚未|未能|仍")
_MEASURES = (
    (
        re.compile(
            r"多少钱|几(?:个|多)?(?:亿|万|百万|千万)|花了?多少|多少(?:亿|万)?元|投了?多少|总?投资|资金|收入|金额|掏|预算|补贴|补助|几[块毛]"
        ),
        re.compile(r"元"),
    ),
    (re.compile(r"多少人|几个?人|几名|几位|多少名|人数"), re.compile(r"人|名|位")),
    (re.compile(r"几家|多少家|几户|多少户"), re.compile(r"家|户")),
    (re.compile(r"百分之几|比例|占比|几成|率|几个点|增长|增速|增幅|涨|升|降|跌"), re.compile(r"%|％|百分")),
    (re.compile(r"多少亩|几亩|面积|占地|多大"), re.compile(r"亩|平方|公顷")),
    (re.compile(r"几公里|多少公里|多长|多少米|几米"), re.compile(r"公里|千米|米")),
    (re.compile(r"第几|排名|排第|名次"), re.compile(r"第[\d一二三四五六七八九十]+|排名|位")),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one text of a task, and its line."""

    text: str
    line: int
    reported: bool
    """Whether it stands in a report, not in the title or a milestone."""
    milestone: int | None = None
    """The number of the milestone it tells of, where it tells of one."""


def sentences(task: Task) -> list[Sentence]:
    """All sentences of a task's milestones and reports, as the table has them."""
    found = []
    for text in task_texts(task):
        if text.kind == "milestone":
            milestone = task.milestones[text.position]
            found += _sentences(text.text, text.line, reported=False, milestone=milestone.no)
        elif text.kind == "narrative":  # the title is told anyway
            for one, start, end in sentence_spans(text.text):
                told = [m for m in task.milestones if m.report == text.position and _tells(m, start, end)]
                found.append(Sentence(one, text.line, True, told[0].no if len(told) == 1 else None))
    return found


def item_told(
    question: str, task: Task, milestone: Milestone, weight: Mapping[str, float], near: Sequence[str] = ()
) -> list[Sentence]:
    """What answers a question about one item: what its report tells, the nearest first; of its plan only what is asked for."""
    told = item_sentences(task, milestone)
    planned = [sentence for sentence in told if not sentence.reported]
    reported = [sentence for sentence in told if sentence.reported]
    best = best_sentences(question, reported, weight, near) or reported[:1]
    plan = best_sentences(question, planned, weight, near, count=1) or planned[:1]
    kept = _of_the_name(question, best, weight)
    return [*plan, *kept] if _PLAN.search(question) else kept or plan


def _of_the_name(question: str, best: Sequence[Sentence], weight: Mapping[str, float]) -> list[Sentence]:
    """The sentences that tell of the name asked for, where one of them has it: others tell of its neighbours."""
    held = [set(tokenize(sentence.text)) & set(weight) for sentence in best]
    shares = [sum(weight[token] for token in tokens) for tokens in held]
    most = max(shares, default=0.0)
    named = held[shares.index(most)] if shares and most >= _NAMED_SHARE * sum(weight.values()) else set()
    return [
        sentence
        for sentence, tokens, share in zip(best, held, shares, strict=True)
        if not named or 2 * share >= most or tokens - named or wanted(question, sentence.text) >= _WANTED
    ]


def item_sentences(task: Task, milestone: Milestone) -> list[Sentence]:
    """The sentences of one milestone: its plan, and what a report tells of it.

    Of a milestone that the report does not speak of, what the report tells of none of the others.
    """
    planned = _sentences(milestone.text.value, milestone.text.source.line, reported=False, milestone=milestone.no)
    found = [sentence for sentence in planned if fold(sentence.text)[:1] != "("]  # who leads it is told apart
    if milestone.tie is None:
        return found
    report = task.reports[milestone.tie.report].narrative
    if milestone.tie.spoken:
        for told in task.told_of(milestone):
            found += _sentences(told, report.source.line, reported=True, milestone=milestone.no)
        return found
    others = [other for other in task.milestones if other.report == milestone.tie.report and other is not milestone]
    return found + [
        Sentence(one, report.source.line, True)
        for one, start, end in sentence_spans(report.value)
        if not any(_tells(other, start, end) for other in others)
    ]


def _sentences(text: str, line: int, *, reported: bool, milestone: int) -> list[Sentence]:
    return [Sentence(one, line, reported, milestone) for one, _, _ in sentence_spans(text)]


def sentence_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """The sentences of a text, each with its place."""
    for match in _SENTENCE.finditer(text):
        words = match.group(0).strip()
        if len(fold(words)) >= _NEVER_QUOTED:
            yield words, match.start(), match.end()


def _tells(milestone: Milestone, start: int, end: int) -> bool:
    """Whether a stretch of a report tells of a milestone."""
    return milestone.tie is not None and any(begin < end and start < stop for begin, stop in milestone.tie.stretch)


def best_sentences(
    question: str, told: Sequence[Sentence], weight: Mapping[str, float], near: Sequence[str] = (), count: int = 3
) -> list[Sentence]:
    """The sentences nearest to a question of those that a task or an item has, best first.

    A sentence scores by the weight of the question's tokens it holds, and by holding what is asked for: a figure with
    its unit, a date, a state of things. What was reported comes before what was planned, unless the plan is asked for.

    :param weight: the tokens of the question with their weights.
    :param near: the stretches of the task that retrieval found nearest, best first: what everyday words mean is told by
        vectors, not by tokens.
    """
    total = sum(weight.values()) or 1.0
    planned = bool(_PLAN.search(question))
    scored = []
    for position, sentence in enumerate(told):
        held = set(tokenize(sentence.text))
        score = sum(value for token, value in weight.items() if token in held) / total
        score += next((gain for gain, text in zip(_NEAR, near, strict=False) if sentence.text in text), 0.0)
        score += wanted(question, sentence.text) + (_REPORTED if sentence.reported != planned else 0.0)
        scored.append((-score, position, sentence))
    ordered = [sentence for score, _, sentence in sorted(scored, key=lambda row: row[:2]) if score < -_LEAST]
    return ordered[:count]


_LEAST = 0.12
_WANTED = 0.15
"""What a sentence has at least that holds a figure or a date asked for."""
_NAMED_SHARE = 0.5
"""The share of a question's words with which a sentence has the name asked for."""
_REPORTED = 0.2
_NEAR = (0.3, 0.2, 0.1)


def wanted(question: str, text: str) -> float:
    """How much a text holds of the sort of thing that is asked for.

    >>> wanted("养了多少头猪", "存栏生猪1.2万头") > wanted("养了多少头猪", "推进生猪养殖")
    True
    """
    score = 0.0
    if _HOW_MUCH.search(question):
        score += 0.15 * bool(_FIGURE.search(text))
    for asked, told in _MEASURES:
        if asked.search(question):
            score += 0.15 * bool(told.search(text) and _FIGURE.search(text))
    if _WHEN.search(question):
        score += 0.25 * bool(_DATE.search(text))
    if _STATE.search(question):
        score += 0.1 * bool(_NOW.search(text))
    return score


_MEASURED = re.compile(
    r"(?:多少|(?<![十百\d])几)个?[万亿千百]?(?P<measure>亿|万元|元|块|毛|蚊|吨|亩|公里|千米|立方米?|方(?![案面式法便])|平方米?|平米|米|分钟|张床|床|度(?=电)|公斤|斤|千瓦|兆瓦|辆|趟|艘|架)"
)
_SAME_MEASURE = {
    "块": "元",
    "毛": "元|角",
    "张床": "张|床",
    "蚊": "元",
    "千米": "千米|公里",
    "公里": "公里|千米|KM|km",
    "平方": "平方|㎡",
    "立方": "立方|方",
    "立方米": "立方|方",
    "方": "立方|方",
    "平米": "平方|㎡",
}
_EXTENTS = (
    (
        re.compile(r"(?<![率度例比][有达])(?<![率度例比])多[长远宽高深](?!时间|期限|久)"),
        re.compile(r"\d\s*(?:余|多)?(?:万)?(?:公里|千米|米|KM|km|层|厘米)"),
    ),
    (re.compile(r"多重"), re.compile(r"\d\s*(?:余|多)?(?:万)?(?:吨|公斤|千克|斤)")),
)
MONEY = re.compile(r"\d(?:余|多)?[万亿千百]?元")
"""An amount of money."""
# Standards (低保每月多少) are told without the month; what is sold is told by the piece or not at all.
_PRICE = re.compile(
    r"(?:一|每|多少钱一|几钱一)(?P<per>度|斤|公斤|张|台|次|晚|平|平米|平方米|小时|分钟|吨|方|公里|本|节|只|头)(?:[^，,。；]{0,4}?(?:多少钱|几多钱|几钱|多少元|几[块毛]|[收补给]多少)|$|[？?])"
)
_PERSONS = re.compile(r"(?:多少|几多?)个?人(?![均口民才家工大次社员])")
_PERSONS_TOLD = re.compile(r"[\d一二两三四五六七八九十百千万余多]个?(?:人|名|位)")
_MONEY = re.compile(
    r"多少钱|花了?多少|投了?多少|投资(?:总?额)?(?:是|有|为|达)?多少|多少(?:亿|万)?元|[掏拨给补]了?多少(?![人户名位家个次件套张台辆间所条批])|几百万|几千万|几个?亿|几钱|几多钱"
)


def lacks(question: str, texts: Sequence[str]) -> str | None:
    """What a question asks for that none of the texts holds, in its own words; ``None`` when it may be there.

    >>> lacks("厂房占地多少亩", ["厂房已封顶"]), lacks("厂房占地多少亩", ["占地50亩"])
    ('多少亩', None)
    >>> lacks("充电一度电多少钱", ["投资300万元"]), lacks("水费一吨多少钱", ["水价每吨2元"])
    ('一度电多少钱', None)
    """
    for match in _MEASURED.finditer(question):
        measure = _SAME_MEASURE.get(match["measure"], re.escape(match["measure"]))
        if not any(re.search(rf"[\d一二两三四五六七八九十百千万亿余多](?:{measure})", text) for text in texts):
            return match.group(0)
    for asked, told in _EXTENTS:
        extent = asked.search(question)
        if extent and not any(told.search(text) for text in texts):
            return extent.group(0)
    money = _MONEY.search(question)
    if money and not any(MONEY.search(text) for text in texts):
        return money.group(0)
    price = _PRICE.search(question)
    if price:
        told = re.compile(rf"元(?:/|每|一)?{price['per']}|每{price['per']}[^，。；]{{0,8}}元")
        if not any(told.search(text) for text in texts):
            return price.group(0).rstrip("？?")
    persons = _PERSONS.search(question)
    if persons and not any(_PERSONS_TOLD.search(text) for text in texts):
        return persons.group(0)
    return None


def asks_money(question: str) -> bool:
    """Whether an amount of money is asked for."""
    return bool(_MONEY.search(question))


def anchor(question: str, task: str, texts: Mapping[str, str]) -> str:
    """The words by which a question names what this task is about: they stand in no more than two tasks, this one with them.

    Empty when it has none.
    """
    own = texts[task]
    folded = fold(question)
    for length in (8, 6, 5, 4, 3):
        for start in range(len(folded) - length + 1):
            words = folded[start : start + length]
            if words in own and _NAME.match(words) and sum(words in text for text in texts.values()) <= _FEW:
                return words
    return ""


_FEW = 2
_NAME = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9]+$")
